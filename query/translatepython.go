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
		p.remarks.say("Python rounds %s", clip(p.seen.long, 30))
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
		p.remarks.where("nothing is missing (Python raises an error)")
	case !v.inside:
		p.remarks.say("%s is not there: gjson gives nothing, Python raises an error", clip(p.source(s), 30))
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
		p.remarks.where("it walks a list")
	case at.fromObjects > 0 || at.objects > 0 && p.piped(s):
		p.refuseStep(s, "%q is a key here", p.source(s))
	case (at.objects > 0 || at.others > 0) && v.inside:
		p.need(v, s, "isinstance("+v.expr+", list)")
	case at.lists == 0 && !v.inside:
		p.remarks.say("there is no list for %s here: gjson gives nothing, Python raises an error", clip(p.source(s), 30))
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
		p.remarks.where("something matches (Python raises StopIteration)")
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

// condition says the test of a query on an element.
func (p *python) condition(q *Query, element string) string {
	left := pythonValue{expr: element, inside: true, tested: q.Op == ""}
	if q.Left != nil {
		if left = p.left(q, left); p.err != nil {
			return ""
		}
	} else if p.seen.known && p.seen.queries[q.Start].Values.Missing+p.seen.queries[q.Start].Values.Object+p.seen.queries[q.Start].Values.Array > 0 {
		p.refuse(q.Start, q.End, "gjson tests the key \"\" of the lists and objects here")
	}
	met, _ := p.seen.comparison(q)
	if !p.seen.known && q.Op != "" && !strings.HasPrefix(q.Value, "~") {
		p.remarks.where("%s is %s", leftName(q), kindPhrase(met))
	}
	v, ok := p.test(q, left.expr, met, pythonDialect{})
	if !ok {
		return ""
	}
	out := p.guarded(q, left, v)
	switch n := p.seen.scalars(q); {
	case n == 0:
		return out
	case n == p.seen.queries[q.Start].Tested:
		return "False"
	}
	return "isinstance(" + element + ", (dict, list)) and " + bracketed(out, v.any || v.missed)
}

// left walks the left side of a query; a variable of its own is given back behind it.
func (p *python) left(q *Query, v pythonValue) pythonValue {
	names := p.names
	defer func() { p.names = names }()
	if !p.seen.known { // the short form; a single key is asked for with get
		before := p.remarks
		out := p.walk(nest(q.Left.steps), v)
		if len(q.Left.steps) == 1 {
			p.remarks = before
		}
		return out
	}
	return p.walk(nest(q.Left.steps), v)
}

// guarded joins the test with what has to hold before it can be made.
func (p *python) guarded(q *Query, left pythonValue, v verdict) string {
	var guards []string
	loop := false
	for _, c := range left.clauses {
		condition, isIf := strings.CutPrefix(c, "if ")
		loop = loop || !isIf
		guards = append(guards, condition)
	}
	if !p.seen.known && len(left.clauses) == 0 && q.Left != nil && len(q.Left.steps) == 1 && q.Left.steps[0].Kind == Key {
		element, key := strings.TrimSuffix(left.expr, "["+pythonText(q.Left.steps[0].Key)+"]"), pythonText(q.Left.steps[0].Key)
		switch {
		case v.always && !v.missed:
			return key + " in " + element
		case v.never && v.missed:
			return key + " not in " + element
		}
		guards = []string{key + " in " + element}
		if v.missed && v.text == left.expr+" is None" {
			return element + ".get(" + key + ") is None"
		}
	}
	lead, clauses := []string(nil), left.clauses // what holds before the loop
	for loop && len(clauses) > 0 && strings.HasPrefix(clauses[0], "if ") {
		lead, clauses = append(lead, guards[len(lead)]), clauses[1:]
	}
	if len(lead) > 0 {
		left.clauses, guards = clauses, guards[len(lead):]
		inner, before := p.looped(left, guards, v), strings.Join(lead, " and ")
		if v.missed {
			return "(not (" + before + ") or " + inner + ")"
		}
		return before + " and " + inner
	}
	if loop {
		return p.looped(left, guards, v)
	}
	switch {
	case len(guards) == 0 && v.always != v.never:
		return v.text
	case len(guards) == 0:
		return bracketed(v.text, v.any)
	}
	guard := strings.Join(guards, " and ")
	switch {
	case v.missed && v.always:
		return "True"
	case v.missed && v.never:
		return "not (" + guard + ")"
	case v.missed:
		return "(not (" + guard + ") or " + v.text + ")"
	case v.always:
		return guard
	case v.never:
		return "False"
	}
	if len(guards) == 1 && !v.any { // "key" in x and x["key"] == value
		if key, element, ok := strings.Cut(guards[0], " in "); ok && strings.HasPrefix(v.text, element+"["+key+"] == ") {
			return element + ".get(" + key + ")" + strings.TrimPrefix(v.text, element+"["+key+"]")
		}
	}
	return guard + " and " + bracketed(v.text, v.any)
}

// looped joins a test with the loop that gives its value, or none.
func (p *python) looped(left pythonValue, guards []string, v verdict) string {
	loops := strings.Join(left.clauses, " ")
	last := len(left.clauses) - 1
	switch {
	case v.always && !v.missed && strings.HasPrefix(left.clauses[last], "if "):
		return "any(" + guards[last] + " " + strings.Join(left.clauses[:last], " ") + ")"
	case !v.missed:
		return "any(" + v.text + " " + loops + ")"
	case v.never:
		return "not any(True " + loops + ")"
	}
	return "all(" + v.text + " " + loops + ")"
}

func bracketed(s string, yes bool) string {
	if yes {
		return "(" + s + ")"
	}
	return s
}

func leftName(q *Query) string {
	if q.Left == nil {
		return "the element"
	}
	return clip(q.Left.String(), 40)
}

// pythonDialect writes tests.
type pythonDialect struct{}

func (pythonDialect) and() string { return " and " }
func (pythonDialect) or() string  { return " or " }

func (pythonDialect) constant(b bool) string {
	if b {
		return "True"
	}
	return "False"
}

func (pythonDialect) is(expr string, k kind) string {
	switch k {
	case text:
		return "isinstance(" + expr + ", str)"
	case numeric:
		return "type(" + expr + ") in (int, float)"
	case yes:
		return expr + " is True"
	case no:
		return expr + " is False"
	case null:
		return expr + " is None"
	}
	return "isinstance(" + expr + ", (dict, list))"
}

func (pythonDialect) among(expr string, words []string) string {
	for i, w := range words {
		words[i] = pythonText(w)
	}
	return expr + ".lower() in (" + strings.Join(words, ", ") + ")"
}

// In Python True equals 1.
func (pythonDialect) typed(op string, k kind, value string, met []kind) bool {
	return op == "=" && (k == text || only(met, text, numeric, null, container))
}

func (pythonDialect) compare(expr, op string, k kind, value string) string {
	if k == text {
		if op == "%" || op == "!%" {
			return pythonPattern(expr, op, value)
		}
		value = pythonText(value)
	}
	if op == "=" {
		op = "=="
	}
	return expr + " " + op + " " + value
}

// pythonPattern says a pattern of gjson, in which * is any run of characters and ? one.
func pythonPattern(expr, op, pattern string) string {
	not := ""
	if op == "!%" {
		not = "not "
	}
	parts, ok := patternParts(pattern)
	switch n := len(parts); {
	case !ok || n > 3 || n == 2 && parts[0] != "" && parts[1] != "" || n == 3 && (parts[0] != "" || parts[2] != ""):
		any := func(star bool) string { return map[bool]string{true: ".*", false: "."}[star] }
		return not + "re.fullmatch(" + pythonText(patternRegexp(pattern, any)) + ", " + expr + ", re.S)"
	case n == 1:
		if not != "" {
			return expr + " != " + pythonText(parts[0])
		}
		return expr + " == " + pythonText(parts[0])
	case n == 2 && parts[1] == "":
		return not + expr + ".startswith(" + pythonText(parts[0]) + ")"
	case n == 2 && parts[0] == "":
		return not + expr + ".endswith(" + pythonText(parts[1]) + ")"
	case n == 3 && parts[0] == "" && parts[2] == "":
		return pythonText(parts[1]) + " " + not + "in " + expr
	}
	return ""
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
