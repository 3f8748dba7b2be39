// Says the test of a query in jq.

package query

import (
	"strconv"
	"strings"
)

// condition says the test of a query as a filter that gives true or false once. Elements with nothing inside never pass.
func (j *jq) condition(q *Query) string {
	switch n := j.seen.scalars(q); {
	case n == 0:
		return j.tested(q)
	case n == j.seen.queries[q.Start].Tested:
		return "false"
	}
	return "(type == \"object\" or type == \"array\") and (" + j.tested(q) + ")"
}

func (j *jq) tested(q *Query) string {
	met, _ := j.seen.comparison(q)
	if !j.seen.known && q.Op != "" && q.Value != "~null" && q.Value != "~*" {
		j.remarks.where("%s", always(leftName(q), kindPhrase(met)))
	}
	expr := "."
	keys, plain := j.plainLeft(q)
	switch {
	case plain:
		expr = jqPipe(keys)
	case q.Left != nil:
		expr = j.filter(nest(q.Left.steps))
	default:
		if c := j.seen.queries[q.Start].Values; j.seen.known && c.Missing+c.Object+c.Array > 0 {
			j.refuse(q.Start, q.End, "gjson tests the key \"\" of the lists and objects here")
		}
	}
	one := plain || !strings.Contains(expr, "|")
	subject := expr
	if !one {
		subject = "."
	}
	v, ok := j.test(q, subject, met, jqDialect{})
	if !ok {
		return "."
	}
	switch exists := plain && len(keys) == 1 && j.objectsOnly(q); {
	case exists && v.always && !v.missed:
		return "has(" + jqText(q.Left.steps[0].Key) + ")"
	case exists && v.never && v.missed:
		return "has(" + jqText(q.Left.steps[0].Key) + ") | not"
	case v.missed && v.always:
		return "true"
	case one && q.Left == nil, one && !j.mayMiss(q), plain && nullSafe(q, v):
		return v.text
	}
	if plain {
		expr = j.filter(nest(q.Left.steps))
		v, _ = j.test(q, ".", met, jqDialect{})
	}
	switch {
	case v.missed:
		return "[" + expr + " | " + v.text + "] | all"
	case v.always:
		return "[" + expr + "] | length > 0"
	}
	return "[" + expr + " | " + v.text + "] | any"
}

// plainLeft are the keys of a left side on which jq gives null for what is missing: only objects and null come to them.
func (j *jq) plainLeft(q *Query) (keys []string, ok bool) {
	if q.Left == nil {
		return nil, false
	}
	for _, s := range q.Left.steps {
		at := j.seen.step(s).values
		if s.Kind != Key || at.Object+at.Null != at.Count() {
			return nil, false
		}
		keys = append(keys, jqKey(s.Key))
	}
	return keys, true
}

// objectsOnly says that every element that a query tests is an object, or seems to be.
func (j *jq) objectsOnly(q *Query) bool {
	at := j.seen.step(q.Left.steps[0])
	return at.lists+at.others == 0 && at.objects == j.seen.queries[q.Start].Tested-j.seen.scalars(q)
}

// mayMiss says that a left side is missing somewhere; without data only a plain key is not taken for granted.
func (j *jq) mayMiss(q *Query) bool {
	return j.seen.known && j.seen.missing(q) > 0
}

// nullSafe says that a test tells null, which jq gives for what is missing, as gjson tells a missing value.
func nullSafe(q *Query, v verdict) bool {
	return q.Op == "=" && !v.always && !v.never && (!strings.HasPrefix(q.Value, "~") || q.Value == "~null")
}

// jqDialect writes tests.
type jqDialect struct{}

func (jqDialect) and() string            { return " and " }
func (jqDialect) or() string             { return " or " }
func (jqDialect) constant(b bool) string { return strconv.FormatBool(b) }

func (jqDialect) is(expr string, k kind) string {
	switch k {
	case text:
		return jqTerm(expr, "type") + " == \"string\""
	case numeric:
		return jqTerm(expr, "type") + " == \"number\""
	case yes:
		return expr + " == true"
	case no:
		return expr + " == false"
	case null:
		return expr + " == null"
	}
	return "(" + jqTerm(expr, "type") + " | . == \"object\" or . == \"array\")"
}

func (jqDialect) among(expr string, words []string) string {
	var tests []string
	for _, w := range words {
		tests = append(tests, ". == "+jqText(w))
	}
	return jqTerm(expr, "ascii_downcase | "+strings.Join(tests, " or "))
}

func (jqDialect) typed(op string, _ kind, _ string, _ []kind) bool { return op == "=" }

func (jqDialect) compare(expr, op string, k kind, value string) string {
	if k == text {
		if op == "%" || op == "!%" {
			return jqPattern(expr, op, value)
		}
		value = jqText(value)
	}
	if op == "=" {
		op = "=="
	}
	return expr + " " + op + " " + value
}

// jqTerm calls a function on a path.
func jqTerm(expr, call string) string {
	if expr == "." {
		return "(" + call + ")"
	}
	return "(" + expr + " | " + call + ")"
}

// jqPattern says a pattern of gjson.
func jqPattern(expr, op, pattern string) string {
	parts, ok := patternParts(pattern)
	test := ""
	switch n := len(parts); {
	case !ok || n > 3 || n == 2 && parts[0] != "" && parts[1] != "" || n == 3 && (parts[0] != "" || parts[2] != ""):
		any := func(star bool) string { return "(.|\\n)" + map[bool]string{true: "*"}[star] }
		test = "test(" + jqText("\\A"+patternRegexp(pattern, any)+"\\z") + ")"
	case n == 1:
		test = ". == " + jqText(parts[0])
	case n == 2 && parts[1] == "":
		test = "startswith(" + jqText(parts[0]) + ")"
	case n == 2 && parts[0] == "":
		test = "endswith(" + jqText(parts[1]) + ")"
	case n == 3 && parts[0] == "" && parts[2] == "":
		test = "contains(" + jqText(parts[1]) + ")"
	}
	if op == "!%" {
		test += " | not"
	}
	return jqTerm(expr, test)
}
