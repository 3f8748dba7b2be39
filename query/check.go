// Says what is wrong with a path on this data, or why its answer is empty. A clean answer of a clean path is not looked at twice.

package query

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tidwall/gjson"
)

// check returns what there is to say about the path on this data, the strongest first. whole is gjson's answer. On a part of the data
// (q.part) it returns only what refuses the path; the rest is said at the end, by [question.after].
func (q question) check(whole Value) []Note {
	notes := q.findings(whole)
	if q.part {
		notes = slices.DeleteFunc(notes, func(n Note) bool { return n.Severity != Wrong })
	}
	return q.pasted(notes)
}

// after returns what there is to say when all rows of a stream have gone by, of which q.doc holds the first: passed counts the rows
// of the list that its query has taken, answered those of the answer. What is known of the part only says so.
func (q question) after(whole Value, passed, answered int) (notes []Note) {
	q.elements, q.part = -1, false
	if answered == 0 || !isNothing(whole) && !q.countsNone(whole) { // else it is not empty: only the part was
		for _, n := range q.findings(whole) {
			if n.Severity == Wrong || n.Code == "P16" {
				continue
			}
			n.Message += " (in the first MiB)"
			notes = append(notes, n)
		}
	}
	if n, ok := q.shorter(passed, answered); ok {
		notes = append(notes, n)
	}
	return q.pasted(sorted(notes))
}

// later returns what makes the answer untrue on a batch of rows that come after those that check has seen, and what the tests of a number's
// order have met. That rows have different lengths (P32), or a text stands among numbers, shows only when batches are compared.
func (q question) later() (notes []Note, met []letters) {
	q.known = q.parts()
	var compared []Compared
	if slices.ContainsFunc(slices.Collect(q.path.Queries()), q.doubtful) {
		_, trace := Walk(q.doc.text, q.path)
		notes, compared = q.untrue(trace), trace.Queries()
	}
	return append(notes, q.sameLabels()...), q.met(compared)
}

// mayBeUntrue says that the data has to be walked to know whether the answer is true.
func (q question) mayBeUntrue() bool {
	if q.path.Misread() != nil || q.entersText() {
		return true
	}
	for c := range q.path.Queries() {
		if q.doubtful(c) {
			return true
		}
	}
	return false
}

func (q question) findings(whole Value) []Note {
	if message, code, ok := errorBody(q.doc.text); ok {
		n := Note{Code: "P24", Severity: Thin, Message: "this is no data but an error of an API: " + message, Offset: -1}
		if code != 0 {
			n.Message = fmt.Sprintf("this is no data but an error of an API: %d %s", code, message)
		}
		return sorted([]Note{n})
	}
	if q.path == nil {
		return sorted(q.hints(whole))
	}
	if q.work == nil {
		q.work = new(work)
	}
	q.known = q.parts()
	if whole.Type == gjson.Number && strings.Trim(whole.Raw, "+-.0123456789eE") != "" { // gjson takes "It" for an infinite number
		return []Note{q.note("P36", Wrong, 0, len(q.path.String()), fmt.Sprintf("gjson makes a number of %q, which is no JSON", Clip(whole.Raw, 20)), "")}
	}
	empty := isNothing(whole)
	none := q.countsNone(whole)
	var notes []Note
	if empty || none || q.mayBeUntrue() {
		if len(q.doc.text) > largeText && q.doc.first == "" {
			q.doc.first, q.tries = closed(q.doc.text[:largeText]), new(int)
		}
		_, trace := Walk(q.doc.text, q.path)
		notes = append(notes, q.untrue(trace)...)
		if len(notes) == 0 && empty {
			notes = append(notes, q.nothing(whole, trace)...)
		}
		if at, ok := trace.Stop(); len(notes) == 0 && none && ok && at.Kind == All { // that none matches is an answer, unless nothing could
			if n := q.lost(at, trace); n.Code != "P20" || n.Try != "" {
				notes = append(notes, n)
			}
		}
	}
	if n, ok := q.misapplied(); ok && len(notes) == 0 {
		notes = append(notes, n)
	}
	if len(notes) == 0 {
		notes = append(notes, q.slicesOfItems()...)
		notes = append(notes, q.absentItems(whole)...)
		notes = append(notes, q.grouped()...)
	}
	if len(notes) == 0 {
		notes = append(notes, q.ragged(whole)...)
	}
	notes = append(notes, q.sameLabels()...)
	if !empty && (len(notes) == 0 || notes[0].Severity != Wrong) {
		notes = append(notes, q.hints(whole)...)
	}
	if len(notes) > 0 && notes[0].Code == "P11" {
		notes = append(notes, q.hints(whole)...)
	}
	return sorted(notes)
}

// parts is what [Path.Rows] and [Path.Items] say of a path; they read it anew each time.
type parts struct {
	path  *Path
	list  string
	each  *Path
	ok    bool
	items []Item
}

func (q question) parts() parts {
	if q.known.path == q.path {
		return q.known
	}
	p := parts{path: q.path, items: q.path.Items()}
	p.list, p.each, p.ok = q.path.Rows()
	return p
}

// counts says that the path ends by counting.
func (q question) counts() bool {
	steps := q.path.Steps()
	return steps[len(steps)-1].Kind == Count
}

// countsNone says that the answer is a count of nothing.
func (q question) countsNone(whole Value) bool {
	return q.path != nil && whole.Raw == "0" && q.counts()
}

// mostWords caps a message, in characters: keys and values of the data stand in it.
const mostWords = 400

// sorted puts the strongest first, and cuts what the data has made long.
func sorted(notes []Note) []Note {
	for i := range notes {
		notes[i].Message, notes[i].Hint = Clip(notes[i].Message, mostWords), Clip(notes[i].Hint, mostWords)
	}
	slices.SortStableFunc(notes, func(a, b Note) int { return int(b.Severity) - int(a.Severity) })
	return notes
}

// isNothing says that an answer is missing or holds nothing.
func isNothing(v Value) bool {
	if !v.Exists() {
		return true
	}
	s := strings.TrimSpace(v.Raw)
	return v.IsArray() && strings.Trim(s, "[] \t\r\n,") == "" || v.IsObject() && strings.Trim(s, "{} \t\r\n") == ""
}

// entersText says that a step may look for brackets inside a text, as gjson does behind a pipe and in the elements of a list. Only the
// value in front of the pipe, and the first element, are looked at.
func (q question) entersText() bool {
	steps := q.path.Steps()
	isText := func(path string) bool {
		v := gjson.Get(q.doc.text, path)
		return v.Type == gjson.String && strings.ContainsAny(v.Str, "[{")
	}
	for i := 1; i < len(steps); i++ {
		before, s := steps[i-1], steps[i]
		if s.Kind == Modifier || s.Kind == Literal || s.Kind == Multi || before.PerElement {
			continue
		}
		head := q.path.String()[:before.End]
		switch before.Kind {
		case Each:
			if isText(strings.TrimSuffix(head, "#") + "0") {
				return true
			}
		case First, All: // no text passes a query with a left side
			if before.Query.Left == nil && (before.Kind == First || s.Sep == '.') && isText(strings.TrimSuffix(head, "#")) {
				return true
			}
		case Count, Lines:
		default:
			if (s.Sep == '|' || before.Kind == Modifier) && isText(head) {
				return true
			}
		}
	}
	return false
}

// note makes a note about a part of the path; of try it keeps what leads on, see [question.settled].
func (q question) note(code string, s Severity, start, end int, message, try string) Note {
	n := Note{Code: code, Severity: s, Message: message, Path: q.path.String(), Offset: start, End: end}
	if try != "" && try != n.Path {
		if n.Try = q.settled(try); n.Try != "" && !q.keeps(n, n.Try) {
			n.Try = ""
		}
	}
	return n
}

// replaced writes the path with another text in place of the bytes from start to end; "" when by is "".
func (q question) replaced(start, end int, by string) string {
	if by == "" {
		return ""
	}
	text := q.path.String()
	return text[:start] + by + text[end:]
}

// gives says that a path leads on, see [question.settled].
func (q question) gives(path string) bool { return q.settled(path) != "" }

// settled returns the path if it has an answer on this data that nothing is to be said against; else the path that would be suggested
// for it, if that has; else "". So a suggestion leads to the answer in one step. While one is tried, an answer is enough; of a path that is
// longer than people type, an answer that is not refused.
func (q question) settled(path string) string {
	try, ok := q.asking(path)
	if !ok || q.work.done() {
		return ""
	}
	whole, most := try.tried(), Hint
	if long := len(path) > mostWished; q.trying || long {
		if isNothing(whole) {
			return ""
		}
		if q.trying {
			return try.path.String()
		}
		most = Thin
	}
	if isNothing(whole) { // why it is empty, the first rows tell as well
		try.doc = try.doc.short()
	}
	notes := try.findings(whole)
	if len(notes) == 0 || notes[0].Severity <= most {
		if isNothing(whole) || q.work.done() {
			return ""
		}
		return try.path.String()
	}
	if try, ok = q.asking(notes[0].Try); !ok || notes[0].Try == "" {
		return ""
	}
	whole = try.tried()
	if isNothing(whole) {
		return ""
	}
	if notes := try.findings(whole); len(notes) > 0 && notes[0].Severity > most || q.work.done() {
		return ""
	}
	return try.path.String()
}

// work bounds what trying paths may cost: each item of a multipath is suggested for with all the others around it.
type work struct{ tries, bytes int }

// done says that there were many tries, and that they have read much. What is tried then is not known to lead on.
func (w *work) done() bool { return w != nil && w.tries > 64 && w.bytes > 16<<20 }

func (w *work) add(text, path string) {
	if w != nil {
		w.tries++
		w.bytes += len(text) * (1 + strings.Count(path, ","))
	}
}

// mostTries bounds how many paths that find nothing in the first rows are asked of the whole of a large document.
const mostTries = 4

// tried is gjson's answer to a path that may be suggested. Of a large document the first rows are asked first.
func (q question) tried() Value {
	q.work.add(q.doc.text, q.path.String())
	if q.doc.first == "" {
		return q.get()
	}
	if part := gjson.Get(q.doc.first, q.path.String()); isNothing(part) {
		if *q.tries++; *q.tries > mostTries {
			return part
		}
	}
	return q.get()
}

// asking is the question with a path that is tried; ok is false for one that is not read as it looks.
func (q question) asking(path string) (try question, ok bool) {
	p, err := ParsePath(path)
	if err != nil || p.Misread() != nil {
		return q, false
	}
	q.path, q.trying, q.o.Columns = p, true, nil
	if q.part { // the count is that of the whole document
		q.elements = -1
	}
	q, _ = q.withoutBlanks()
	return q, true
}
