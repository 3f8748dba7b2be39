// Tests a value against a query as gjson does.

package query

import (
	"strconv"
	"strings"

	"github.com/tidwall/gjson"
	"github.com/tidwall/match"
)

// matches tells whether a query finds v.
func (q *queryNode) matches(v Value) bool {
	right := q.value
	if word, ok := strings.CutPrefix(right, "~"); ok {
		is, known := truth(word, v)
		if !known {
			return false
		}
		right = "true"
		v = Value{Type: gjson.False}
		if is {
			v.Type = gjson.True
		}
	}
	if !v.Exists() {
		return false
	}
	if q.op == "" {
		return true
	}
	switch v.Type {
	case gjson.String:
		return compareText(v.Str, q.op, right)
	case gjson.Number:
		return compareNumber(v.Num, q.op, q.number)
	case gjson.True:
		return q.op == "=" && right == "true" || q.op == "!=" && right != "true" || q.op == ">" && right == "false" || q.op == ">="
	case gjson.False:
		return q.op == "=" && right == "false" || q.op == "!=" && right != "false" || q.op == "<" && right == "true" || q.op == "<="
	}
	return false
}

// truth reads the right side "~word" on v. It knows true, false, null and *.
func truth(word string, v Value) (is, known bool) {
	switch word {
	case "*":
		return v.Exists(), true
	case "null":
		return v.Type == gjson.Null, true
	case "true", "false":
	default:
		return false, false
	}
	want := word == "true"
	switch v.Type {
	case gjson.Null, gjson.False:
		return !want, true
	case gjson.True:
		return want, true
	case gjson.Number:
		return want == (v.Num != 0), true
	case gjson.String:
		b, err := strconv.ParseBool(strings.ToLower(v.Str))
		return err == nil && b == want, true
	}
	return false, true
}

func compareText(s, op, right string) bool {
	switch op {
	case "=":
		return s == right
	case "!=":
		return s != right
	case "<":
		return s < right
	case "<=":
		return s <= right
	case ">":
		return s > right
	case ">=":
		return s >= right
	case "%":
		return matchPattern(s, right)
	case "!%":
		return !matchPattern(s, right)
	}
	return false
}

func compareNumber(n float64, op string, right float64) bool {
	switch op {
	case "=":
		return n == right
	case "!=":
		return n != right
	case "<":
		return n < right
	case "<=":
		return n <= right
	case ">":
		return n > right
	case ">=":
		return n >= right
	}
	return false
}

// matchPattern matches with the limit of steps that gjson has.
func matchPattern(s, pattern string) bool {
	ok, _ := match.MatchLimit(s, pattern, 10000)
	return ok
}
