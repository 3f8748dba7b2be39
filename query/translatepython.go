// Says a path as a Python expression over data.

package query

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/tidwall/gjson"
)

// python writes expressions. Inside a comprehension a value that may be missing becomes a clause; outside, the remark tells of it.
type python struct {
	*translator
	names string // the variables in use, a letter each
}

// pythonValue is an expression with the clauses of the comprehension it stands in.
type pythonValue struct {
	expr    string
	clauses []string
	inside  bool
	// made is what the comprehension of expr gives for each element, where expr is one.
	made *pythonValue
	// tested says that only whether there is a value counts.
	tested bool
}

func (p *python) whole(hops []hop) string {
	p.names = "d"
	if p.path.steps[0].Kind == Lines {
		p.remarks.say("data is the list of the lines: [json.loads(line) for line in file]")
	}
	v := p.walk(hops, pythonValue{expr: "data"})
	if strings.Contains(v.expr, "re.fullmatch(") {
		p.remarks.say("it needs import re")
	}
	if p.seen.known && !fitsPython(p.seen.long) {
		p.remarks.say("Python rounds %s", Clip(p.seen.long, 30))
	}
	return v.expr
}

// fitsPython says that Python keeps a number: integers of any length, others as a float64.
func fitsPython(number string) bool { return isDigits(strings.TrimPrefix(number, "-")) || number == "" }

// need makes a condition a clause, or a part of the remark where there is no comprehension to hold it.
func (p *python) need(v *pythonValue, s Step, conditions ...string) {
	if len(conditions) > 0 && v.inside {
		v.clauses = append(v.clauses, "if "+strings.Join(conditions, " and "))
	}
}

// lacks remarks that a step may find nothing.
func (p *python) lacks(s Step, v pythonValue) {
	switch {
	case !p.seen.known:
		p.remarks.whereElse("nothing that it asks for is missing", "raises an error")
		if s.Kind == Index {
			p.remarks.where("%s", p.meets(s, "a list"))
		}
	case !v.inside && s.Kind == Index && p.seen.step(s).values.String > 0:
		p.remarks.say("there is a text for %s here: gjson gives nothing, Python a letter or an error", Clip(p.source(s), 30))
	case !v.inside:
		p.remarks.say("%s is not there: gjson gives nothing, Python raises an error", Clip(p.source(s), 30))
	}
}

func (p *python) walk(hops []hop, v pythonValue) pythonValue {
	for i := 0; i < len(hops) && p.err == nil; i++ {
		h := hops[i]
		made := v.made
		v.made = nil
		switch h.Kind {
		case Key, Index:
			p.member(h.Step, &v)
		case Count:
			if p.list(h.Step, &v) {
				v.expr = "len(" + v.expr + ")"
			}
		case Each, All:
			if p.list(h.Step, &v) {
				v.made = p.comprehension(h, v.expr)
				v.expr = v.made.list()
			}
		case First:
			if p.list(h.Step, &v) {
				i += p.first(h, hops[i+1:], &v)
			}
		case Modifier:
			v.made = made
			i += p.modifier(h.Step, hops[i+1:], &v)
		case Literal:
			v.expr = pythonLiteral(gjson.Parse(h.Arg))
		case Multi:
			p.multi(h.Step, &v)
		default:
			p.refuseStep(h.Step, "a %s has no equal", h.Kind)
		}
	}
	return v
}

// member takes a key or an element.
func (p *python) member(s Step, v *pythonValue) {
	at := p.seen.step(s)
	asIndex := s.Kind == Index && (!p.seen.known || at.objects == 0)
	if p.seen.known && s.Kind == Index && at.objects > 0 && at.lists > 0 {
		p.refuseStep(s, "%q is a key of objects and an index of lists here", s.Key)
		return
	}
	subscript := pythonText(s.Key)
	if asIndex {
		subscript = strconv.Itoa(s.Index)
		if s.Index < 0 {
			p.refuseStep(s, "no list is so long")
			return
		}
	}
	switch {
	case !p.seen.known:
		p.lacks(s, *v)
	case !at.always() && !v.inside:
		p.lacks(s, *v)
	case !at.always() || !asIndex && at.lists > 0:
		var conditions []string
		kind, has := "dict", subscript+" in "+v.expr
		if asIndex {
			kind, has = "list", fmt.Sprintf("len(%s) > %d", v.expr, s.Index)
		}
		if at.others > 0 || at.lists > 0 && !asIndex {
			conditions = append(conditions, "isinstance("+v.expr+", "+kind+")")
		}
		p.need(v, s, append(conditions, has)...)
	}
	v.expr += "[" + subscript + "]"
}

// list makes sure that v is a list.
func (p *python) list(s Step, v *pythonValue) bool {
	at := p.seen.step(s)
	switch {
	case !p.seen.known:
		p.remarks.where("%s", p.meets(s, "a list"))
	case at.fromObjects > 0 || at.objects > 0 && p.piped(s):
		p.refuseStep(s, "%q is a key here", p.source(s))
	case (at.objects > 0 || at.others > 0) && v.inside:
		p.need(v, s, "isinstance("+v.expr+", list)")
	case !v.inside && at.objects+at.values.String > 0:
		p.remarks.say("there is no list for %s here: gjson gives nothing, Python takes the keys or letters, or raises an error", Clip(p.source(s), 30))
	case at.lists == 0 && !v.inside:
		p.remarks.say("there is no list for %s here: gjson gives nothing, Python raises an error", Clip(p.source(s), 30))
	}
	return p.err == nil
}

// variable chooses a name for the elements of a list.
func (p *python) variable(list string) string {
	letters := "tuvwxyzabcefghijklmnopqrs"
	if end := strings.TrimSuffix(list, `"]`); end != list {
		if key := end[strings.LastIndexByte(end, '"')+1:]; key != "" && 'a' <= key[0] && key[0] <= 'z' {
			letters = key[:1] + letters
		}
	}
	for i := range len(letters) {
		if strings.IndexByte(p.names, letters[i]) < 0 {
			p.names += letters[i : i+1]
			return letters[i : i+1]
		}
	}
	name := "v" + strconv.Itoa(len(p.names))
	p.names += "_"
	return name
}

// comprehension says Each and All.
func (p *python) comprehension(h hop, list string) *pythonValue {
	name := p.variable(list)
	inner := pythonValue{expr: name, clauses: []string{"for " + name + " in " + list}, inside: true}
	if h.Query != nil {
		inner.clauses = append(inner.clauses, "if "+p.condition(h.Query, name))
	}
	inner = p.walk(h.body, inner)
	return &inner
}

// list is the comprehension of a value with its clauses.
func (v *pythonValue) list() string { return "[" + v.expr + " " + strings.Join(v.clauses, " ") + "]" }

// first says First; it returns how many of the steps behind it were taken along.
func (p *python) first(h hop, rest []hop, v *pythonValue) (taken int) {
	name := p.variable(v.expr)
	list, condition := v.expr, p.condition(h.Query, name)
	if v.tested && len(rest) == 0 {
		v.clauses = append(v.clauses, "for "+name+" in "+list, "if "+condition)
		return 0
	}
	if v.inside { // a list of one or none, so that a miss is no error
		v.clauses = append(v.clauses, fmt.Sprintf("for %s in next(([%s] for %s in %s if %s), [])", name, name, name, list, condition))
		v.expr = name
		return 0
	}
	switch c := p.seen.queries[h.Query.Start]; {
	case !p.seen.known:
		p.remarks.whereElse("something matches", "raises an error")
	case c.Matched == 0:
		p.remarks.say("nothing matches here: gjson gives nothing, Python raises StopIteration")
	}
	head := pythonValue{expr: name}
	for taken < len(rest) && (rest[taken].Kind == Key || rest[taken].Kind == Index) {
		p.member(rest[taken].Step, &head)
		taken++
	}
	v.expr = fmt.Sprintf("next(%s for %s in %s if %s)", head.expr, name, list, condition)
	return taken
}

// pythonText writes a string of Python.
func pythonText(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\t':
			b.WriteString(`\t`)
		case r < ' ' || r == 0x7F || 0x80 <= r && r < 0xA0 || r == 0x2028 || r == 0x2029 || r == utf8.RuneError:
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// pythonLiteral writes a JSON value in Python.
func pythonLiteral(v Value) string {
	switch {
	case v.IsArray():
		var items []string
		for _, e := range v.Array() {
			items = append(items, pythonLiteral(e))
		}
		return "[" + strings.Join(items, ", ") + "]"
	case v.IsObject():
		var items []string
		v.ForEach(func(k, e Value) bool {
			items = append(items, pythonText(k.Str)+": "+pythonLiteral(e))
			return true
		})
		return "{" + strings.Join(items, ", ") + "}"
	}
	switch v.Type {
	case gjson.String:
		return pythonText(v.Str)
	case gjson.True:
		return "True"
	case gjson.False:
		return "False"
	case gjson.Null:
		return "None"
	}
	return v.Raw
}
