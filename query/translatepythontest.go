// Says the test of a query in Python.

package query

import (
	"strings"
)

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
		p.remarks.where("%s", always(leftName(q), kindPhrase(met)))
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
	return "`" + Clip(q.Left.String(), 40) + "`"
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
