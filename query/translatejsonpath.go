// Says a path as a JSONPath (RFC 9535), whose answer is a list of values.

package query

import (
	"fmt"
	"strconv"
	"strings"
)

// jsonPath writes queries. That a value is missing needs no care: then the list of values lacks it.
type jsonPath struct {
	*translator
	filter int // the depth of filters
}

func (j *jsonPath) whole(hops []hop) string {
	if j.path.steps[0].Kind == Lines {
		j.remarks.say("$ is the list of the lines")
	}
	out, _ := j.query("$", hops)
	return out
}

// query adds the steps to a query; many says that they choose any number of values.
func (j *jsonPath) query(out string, hops []hop) (string, bool) {
	many := false
	for i := 0; i < len(hops) && j.err == nil; i++ {
		h := hops[i]
		if many && h.Kind != Modifier && (h.Sep == '|') {
			j.refuseStep(h.Step, "JSONPath has nothing that goes on with the whole list")
			return out, many
		}
		switch h.Kind {
		case Key, Index:
			out += j.member(h.Step)
		case Each, All, First:
			var below string
			out += j.elements(h)
			many = true
			below, inner := j.query("", h.body)
			out += below
			if inner && !j.flattens(hops[i+1:]) {
				j.remarks.say("JSONPath gives one flat list, gjson a list of lists")
			}
			if j.flattens(hops[i+1:]) {
				if !inner {
					out += j.opened(hops[i+1].Step)
				}
				i++
			}
		case Modifier:
			out += j.modifier(h, hops, &i)
		default:
			j.refuseStep(h.Step, "JSONPath has nothing like it: %s", stepWord(h.Kind))
		}
	}
	return out, many
}

// flattens says that the next step joins the lists in a list.
func (j *jsonPath) flattens(next []hop) bool {
	return len(next) > 0 && next[0].Kind == Modifier && next[0].Name == "flatten" && !strings.Contains(next[0].Arg, "deep")
}

// opened says the elements of the lists that were chosen.
func (j *jsonPath) opened(s Step) string {
	if !j.seen.known {
		j.remarks.where("%s", j.meets(s, "a list of lists"))
		return "[*]"
	}
	for _, v := range j.flattened(s) {
		if !v.IsArray() {
			j.refuseStep(s, "not every element is a list here")
		}
	}
	return "[*]"
}

func (j *jsonPath) member(s Step) string {
	at := j.seen.step(s)
	switch {
	case at.objects > 0 && at.lists > 0 && s.Kind == Index:
		j.refuseStep(s, "%q is a key of objects and an index of lists here", s.Key)
	case s.Kind == Index && at.objects == 0 && s.Index >= 0:
		if !j.seen.known {
			j.remarks.where("%s", j.meets(s, "a list"))
		}
		return "[" + strconv.Itoa(s.Index) + "]"
	case s.Kind == Index && s.Index < 0:
		j.refuseStep(s, "no list is so long")
	}
	if plainName(s.Key) {
		return "." + s.Key
	}
	return "[" + jsonPathText(s.Key) + "]"
}

func (j *jsonPath) elements(h hop) string {
	at := j.seen.step(h.Step)
	if at.fromObjects > 0 || at.objects > 0 { // [*] and filters walk the members of an object, too
		j.refuseStep(h.Step, "%q meets an object here", j.source(h.Step))
	}
	if !j.seen.known {
		j.remarks.where("%s", j.meets(h.Step, "a list"))
	}
	if h.Kind == Each {
		return "[*]"
	}
	condition := j.condition(h.Query)
	if h.Kind == First && j.filter == 0 {
		n, known := j.matches(h.Step)
		switch {
		case !known:
			j.remarks.say("JSONPath gives all that match, gjson the first")
		case n > 1:
			j.remarks.say("JSONPath gives all %d that match, gjson the first", n)
		}
	}
	return "[?" + condition + "]"
}

// matches counts what a First would find if it were an All.
func (j *jsonPath) matches(s Step) (int, bool) {
	if !j.seen.known || s.PerElement {
		return 0, false
	}
	p, err := ParsePath(j.path.text[:s.End] + "#|#")
	if err != nil {
		return 0, false
	}
	v, _ := Walk(j.seen.doc, p)
	return int(v.Int()), true
}

func (j *jsonPath) modifier(h hop, hops []hop, i *int) string {
	rest := hops[*i+1:]
	switch {
	case h.Name == "this" || h.Name == "valid" || h.Name == "ugly" || h.Name == "pretty":
		return ""
	case h.Name == "reverse" && len(rest) > 0 && rest[0].Kind == Index && rest[0].Index >= 0 && *i == 0:
		if at := j.seen.step(h.Step); j.seen.known && at.lists == 0 && at.values.Array == 0 {
			j.refuseStep(h.Step, "@reverse of something that is no list")
		}
		*i++
		return "[-" + strconv.Itoa(rest[0].Index+1) + "]"
	case h.Name == "dig" && h.Path != nil && len(h.Path.steps) == 1 && h.Path.steps[0].Kind == Key:
		j.remarks.say("the order may differ")
		if plainName(h.Path.steps[0].Key) {
			return ".." + h.Path.steps[0].Key
		}
		return "..[" + jsonPathText(h.Path.steps[0].Key) + "]"
	}
	j.refuseStep(h.Step, "JSONPath has nothing like @%s", h.Name)
	return ""
}

func stepWord(k StepKind) string {
	return map[StepKind]string{Count: "a count of a list", Wildcard: "the first key that fits a pattern", Literal: "a literal", Multi: "several paths in one", Lines: "JSON lines"}[k]
}

// condition says the test of a query.
func (j *jsonPath) condition(q *Query) string {
	left := "@"
	if q.Left != nil {
		hops := nest(q.Left.steps)
		for _, h := range hops {
			if h.Kind != Key && h.Kind != Index {
				if h.Kind == First && q.Op == "" && len(h.body) == 0 {
					continue
				}
				j.refuse(h.Start, h.End, "JSONPath has nothing like it in a filter")
				return ""
			}
		}
		j.filter++
		left, _ = j.query("@", hops)
		j.filter--
	} else if c := j.seen.queries[q.Start].Values; j.seen.known && c.Missing+c.Object+c.Array > 0 {
		j.refuse(q.Start, q.End, "gjson tests the key \"\" of the lists and objects here")
	}
	met, missing := j.seen.comparison(q)
	if !j.seen.known && q.Op != "" && !strings.HasPrefix(q.Value, "~") {
		j.remarks.where("%s", always(leftName(q), kindPhrase(met)))
	}
	v, ok := j.test(q, left, met, jsonPathDialect{})
	switch {
	case !ok:
		return ""
	case v.missed && j.seen.scalars(q) > 0:
		j.refuse(q.Start, q.End, "elements with nothing inside would pass")
		return ""
	case v.always && v.missed:
		j.refuse(q.Start, q.End, "JSONPath has no test that always holds")
	case v.always:
		return left
	case v.never && v.missed:
		return "!" + left
	case v.never:
		return "!" + left + " && " + left
	case v.missed:
		return "!" + left + " || " + v.text
	case (missing || !j.seen.known || j.seen.scalars(q) > 0) && (q.Op == "!=" || q.Op == "!%" || q.Op == "%"):
		return left + " && " + bracketed(v.text, v.any)
	}
	return v.text
}

// jsonPathDialect writes tests.
type jsonPathDialect struct{}

func (jsonPathDialect) and() string { return " && " }
func (jsonPathDialect) or() string  { return " || " }

func (jsonPathDialect) constant(b bool) string { return strconv.FormatBool(b) }

func (jsonPathDialect) is(expr string, k kind) string {
	switch k {
	case yes:
		return expr + " == true"
	case no:
		return expr + " == false"
	case null:
		return expr + " == null"
	}
	return ""
}

func (jsonPathDialect) among(string, []string) string { return "" }

// Values of different kinds are never equal and have no order.
func (jsonPathDialect) typed(op string, _ kind, _ string, _ []kind) bool {
	return op != "!=" && op != "!%"
}

func (jsonPathDialect) compare(expr, op string, k kind, value string) string {
	if op == "%" || op == "!%" {
		any := func(star bool) string { return "(.|[\n\r])" + map[bool]string{true: "*"}[star] }
		return map[bool]string{true: "!"}[op == "!%"] + "match(" + expr + ", " + jsonPathText(patternRegexp(value, any)) + ")"
	}
	if k == text {
		value = jsonPathText(value)
	}
	if op == "=" {
		op = "=="
	}
	return expr + " " + op + " " + value
}

// jsonPathText writes a string in single quotes.
func jsonPathText(s string) string {
	var b strings.Builder
	b.WriteByte('\'')
	for _, r := range s {
		switch {
		case r == '\'' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r < ' ':
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('\'')
	return b.String()
}
