// Says the same question in other languages: what a translation is, what it rests on, and what all languages have in common.

package query

import (
	"fmt"
	"slices"
	"strings"
)

// Language is a language that paths are translated into or from. In a [Translation] of [FromForeign] it may also be one of the languages
// that are only read: JSON Pointer, JavaScript, PHP, XPath.
type Language string

// The languages that [Path.Translate] writes.
const (
	Python     Language = "python"     // an expression over data, which json.load has read
	JQ         Language = "jq"         // a filter; the facts are those of jq 1.6
	JSONPath   Language = "jsonpath"   // RFC 9535
	DuckDB     Language = "duckdb"     // SQL over a file of JSON lines
	Spark      Language = "spark"      // SQL over a file of JSON lines
	ClickHouse Language = "clickhouse" // SQL over a file of JSON lines
)

// The languages that are only read.
const (
	jsonPointer Language = "pointer"
	javaScript  Language = "javascript"
	php         Language = "php"
	xPath       Language = "xpath"
)

// Languages returns the languages that [Path.Translate] writes, those for a single document first.
func Languages() []Language { return []Language{Python, JQ, JSONPath, DuckDB, Spark, ClickHouse} }

// ForeignLanguages returns the languages that [FromLanguage] reads.
func ForeignLanguages() []Language {
	return []Language{Python, JQ, JSONPath, jsonPointer, javaScript, php, xPath}
}

// Title is the name of the language as people write it.
func (l Language) Title() string {
	switch l {
	case Python:
		return "Python"
	case JSONPath:
		return "JSONPath"
	case DuckDB:
		return "DuckDB"
	case Spark:
		return "Spark"
	case ClickHouse:
		return "ClickHouse"
	case jsonPointer:
		return "JSON Pointer"
	case javaScript:
		return "JavaScript"
	case php:
		return "PHP"
	case xPath:
		return "XPath"
	}
	return string(l)
}

// Translation is a question in one language.
type Translation struct {
	Language Language
	Text     string
	// Remark says in one line where Text differs from the path, or what it takes for granted; "" where it is the same on this data.
	Remark string
}

// UntranslatableError says which part of a text a language has no words for.
type UntranslatableError struct {
	Language Language
	// Text is what was to be translated; Offset and End are the bytes of it that What is about, both 0 where it is about none.
	Text        string
	What        string
	Offset, End int
	// Foreign says that Text is in Language; otherwise Text is a path that was to be said in Language.
	Foreign bool
}

func (e *UntranslatableError) Error() string {
	return fmt.Sprintf("%s, column %d: %s", e.Language.Title(), columnAt(e.Text, e.Offset), e.What)
}

// PlaceholderFile is the file that the languages of SQL read where no other is named.
const PlaceholderFile = "tweets.ndjson"

// Translate says the path in another language. doc is the JSON text that is asked (one document, or with ".." in front of the path several
// in a row), "" when there is none at hand. With doc the text gives the same answer on it, or the remark says what differs; without, the
// text is the short form, and the remark says where it is the same. The error is an *[UntranslatableError].
func (p *Path) Translate(to Language, doc string) (Translation, error) {
	return p.TranslateFile(to, doc, File{Name: PlaceholderFile})
}

// TranslateFile is [Path.Translate] with the file that the languages of SQL read.
func (p *Path) TranslateFile(to Language, doc string, file File) (Translation, error) {
	return p.translate(to, file, observe(p, doc))
}

// Equivalent is a translation, or why there is none.
type Equivalent struct {
	Translation
	Err error // an [*UntranslatableError], or nil
}

// Equivalents is [Path.TranslateFile] into several languages, and [Path.Words], from one look at doc.
func (p *Path) Equivalents(doc string, file File, to ...Language) (same []Equivalent, words string) {
	seen := observe(p, doc)
	for _, l := range to {
		t, err := p.translate(l, file, seen)
		t.Language = l
		same = append(same, Equivalent{t, err})
	}
	return same, p.words(seen)
}

// CheckModifiers returns a *[Refusal] if the path has a modifier that gjson does not have, which it takes for a key, and doc, the JSON
// text that is asked ("" for none), has no such key there.
func (p *Path) CheckModifiers(doc string) error {
	for use := range p.Modifiers() {
		if !use.Known && observe(p, doc).steps[use.Start].out == 0 {
			n, _ := question{doc: document{text: doc}, path: p, elements: -1}.unknownModifier()
			return &Refusal{Notes: []Note{n}}
		}
	}
	return nil
}

// translate is TranslateFile for a path that was observed on its document, which takes the longest.
func (p *Path) translate(to Language, file File, seen evidence) (Translation, error) {
	t := &translator{path: p, to: to, seen: seen, remarks: remarks{language: to}}
	if e := t.misread(); e != nil {
		return Translation{}, &UntranslatableError{Language: to, Text: e.Path, What: e.Problem, Offset: e.Offset, End: e.End}
	}
	steps := p.steps
	if steps[0].Kind == Lines {
		steps = steps[1:]
	}
	if s, ok := t.unreached(); ok {
		return Translation{}, &UntranslatableError{Language: to, Text: p.text, What: "gjson does not come to this step here, and gives what is in front of it",
			Offset: s.Start, End: s.End}
	}
	hops := nest(steps)
	var text string
	switch to {
	case Python:
		text = (&python{translator: t}).whole(hops)
	case JQ:
		text = (&jq{t}).whole(hops)
	case JSONPath:
		text = (&jsonPath{translator: t}).whole(hops)
	case DuckDB, Spark, ClickHouse:
		text = (&sql{translator: t, file: file}).statement(hops)
	default:
		return Translation{}, &UntranslatableError{Language: to, Text: p.text, What: fmt.Sprintf("%q is no language that paths are translated into", string(to))}
	}
	if t.err != nil {
		return Translation{}, t.err
	}
	t.common()
	return Translation{Language: to, Text: text, Remark: t.remarks.String()}, nil
}

// translator is what is known and said while a path is translated into one language.
type translator struct {
	path    *Path
	to      Language
	seen    evidence
	remarks remarks
	err     *UntranslatableError // the first
}

func (t *translator) misread() *PathError {
	if e := t.path.Misread(); e != nil {
		return e
	}
	return t.seen.misread
}

// refuse says that the language has no words for the text from start to end. The first refusal counts.
func (t *translator) refuse(start, end int, format string, args ...any) {
	if t.err == nil {
		t.err = &UntranslatableError{Language: t.to, Text: t.path.text, What: fmt.Sprintf(format, args...), Offset: start, End: end}
	}
}

func (t *translator) refuseStep(s Step, format string, args ...any) {
	t.refuse(s.Start, s.End, format, args...)
}

// common remarks on what the data does to every other language.
func (t *translator) common() {
	if t.seen.twice != "" {
		t.remarks.say("an object here has the key %q twice: gjson takes the first, %s may take the last", Clip(t.seen.twice, 30), t.to.Title())
	}
}

// unreached finds a step to which nothing comes though there is an answer: behind an empty list gjson leaves out the rest of some paths.
func (t *translator) unreached() (Step, bool) {
	if !t.seen.known || !t.seen.answer.Exists() {
		return Step{}, false
	}
	for i, s := range t.path.steps {
		if i > 0 && !s.PerElement && t.seen.step(s).values.Count() == 0 {
			return s, true
		}
	}
	return Step{}, false
}

// piped says that a modifier or multipath follows a step: gjson runs it on nothing, too.
func (t *translator) piped(s Step) bool {
	if s.End >= len(t.path.text)-1 {
		return false
	}
	next := t.path.text[s.End+1]
	return t.path.text[s.End] == '|' || next == '{' || next == '[' || next == '@'
}

// source is the text of a step.
func (t *translator) source(s Step) string { return t.path.text[s.Start:s.End] }

// hop is a step with what runs on each of the elements it hands on.
type hop struct {
	Step
	body []hop // behind Each and All
}

// nest hangs what runs on each element below the step that walks the list.
func nest(steps []Step) []hop {
	var hops []hop
	for i := 0; i < len(steps); i++ {
		h := hop{Step: steps[i]}
		if h.Kind == Each || h.Kind == All {
			end := i + 1
			for end < len(steps) && steps[end].PerElement {
				end++
			}
			h.body = nest(steps[i+1 : end])
			i = end - 1
		}
		hops = append(hops, h)
	}
	return hops
}

// kind is a kind of value that a comparison can meet.
type kind int

const (
	text kind = iota
	numeric
	yes
	no
	null
	container
)

// remarks collects what a remark says: where the text is the same, what the language does elsewhere, and what else differs.
type remarks struct {
	language                      Language // of elsewhere
	conditions, elsewhere, others []string
}

// where adds a condition, once.
func (r *remarks) where(format string, args ...any) {
	var otherwise []string
	switch r.language {
	case Python, JQ:
		otherwise = []string{"raises an error", "gives something else"}
	case JSONPath:
		otherwise = []string{"gives something else"}
	}
	r.whereElse(fmt.Sprintf(format, args...), otherwise...)
}

// whereElse adds a condition and what may come of it where it does not hold, each once.
func (r *remarks) whereElse(condition string, otherwise ...string) {
	once(&r.conditions, condition)
	for _, o := range otherwise {
		once(&r.elsewhere, o)
	}
}

// say adds a sentence, once.
func (r *remarks) say(format string, args ...any) {
	once(&r.others, fmt.Sprintf(format, args...))
}

func once(list *[]string, text string) {
	if !slices.Contains(*list, text) {
		*list = append(*list, text)
	}
}

func (r *remarks) String() string {
	parts := r.others
	if len(r.conditions) > 0 {
		same := "the same where " + enumerated(r.conditions, "and")
		if len(r.elsewhere) > 0 {
			same += " (else " + r.language.Title() + " " + enumerated(r.elsewhere, "or") + ")"
		}
		parts = append([]string{same}, parts...)
	}
	return strings.Join(parts, "; ")
}

// enumerated is "a, b and c".
func enumerated(list []string, and string) string {
	last := len(list) - 1
	if last == 0 {
		return list[0]
	}
	return strings.Join(list[:last], ", ") + " " + and + " " + list[last]
}

// always says that a value is of a kind wherever it is met.
func always(name, kind string) string { return name + " is always " + kind }

// meets says that a step always has to do with a kind of value.
func (t *translator) meets(s Step, kind string) string {
	return fmt.Sprintf("`%s` always meets %s", Clip(t.source(s), 30), kind)
}
