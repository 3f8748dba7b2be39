// Says the test of a query in another language: which comparison each kind of value needs there.

package query

import (
	"slices"
	"strconv"
	"strings"

	"github.com/tidwall/gjson"
)

// dialect is how a language writes a test of a value that exists. A method returns "" where the language has no words for it.
type dialect interface {
	// is tests whether the value is of a kind.
	is(expr string, k kind) string
	// compare tests a text or a number; value is the right side, for a number in plain digits.
	compare(expr, op string, k kind, value string) string
	// truthy tests a text for being one of words in any case, a number for not being 0.
	among(expr string, words []string) string
	// typed says that compare with this operator is false for values of the other kinds met, so that no test of the kind is needed.
	typed(op string, k kind, value string, met []kind) bool
	and() string
	or() string
	constant(bool) string
}

// verdict is a test in words, or one that comes out the same for every value met.
type verdict struct {
	text   string
	always bool // text is a constant: true
	never  bool // text is a constant: false
	missed bool // what the test says of a missing value
	any    bool // text is made of several tests with or
}

// test says a query about the value of expr, whose kinds are met. ok is false, and a refusal stands, where the language cannot say it.
func (t *translator) test(q *Query, expr string, met []kind, d dialect) (v verdict, ok bool) {
	node := &queryNode{op: q.Op, value: q.Value}
	node.number, _ = strconv.ParseFloat(q.Value, 64)
	v.missed = node.matches(Value{})
	word, tilde := strings.CutPrefix(q.Value, "~")
	switch {
	case tilde && word == "*" || q.Op == "":
		found := q.Op == "" && !tilde || node.matches(Value{Type: gjson.True})
		v.always, v.never, v.text = found, !found, d.constant(found)
		return v, true
	case !t.comparable(q, met):
		return v, false
	}
	var parts []string
	all := len(met) > 0
	for _, k := range met {
		part, sure := "", false
		switch constant, known := t.constant(node, k, tilde); {
		case known && !constant:
			all = false
			continue
		case known:
			sure = true
		case tilde && k == text:
			words := []string{"1", "t", "true"}
			if word == "false" {
				words = []string{"0", "f", "false"}
			}
			part = d.among(expr, words)
			if node.op != "=" && node.op != ">=" {
				part = ""
			}
		case tilde:
			op := "!="
			if (word == "true") != (node.op == "=" || node.op == ">=") {
				op = "="
			}
			part = d.compare(expr, op, numeric, "0")
		case k == numeric:
			part = d.compare(expr, q.Op, k, strconv.FormatFloat(node.number, 'f', -1, 64))
		default:
			part = d.compare(expr, q.Op, k, q.Value)
		}
		if part == "" && !sure {
			t.refuse(q.Start, q.End, "this comparison of a %s has no equal", kindWord(k))
			return v, false
		}
		all = all && sure
		if len(met) > 1 && (sure || tilde || !d.typed(q.Op, k, q.Value, met)) {
			is := d.is(expr, k)
			if is == "" {
				t.refuse(q.Start, q.End, "values of several kinds are compared here, and only their kind would tell")
				return v, false
			}
			if part == "" {
				part = is
			} else {
				part = is + d.and() + part
			}
		}
		if part != "" {
			parts = append(parts, part)
		}
	}
	switch {
	case all:
		v.always, v.text = true, d.constant(true)
	case len(parts) == 0:
		v.never, v.text = true, d.constant(false)
	default:
		v.text, v.any = strings.Join(parts, d.or()), len(parts) > 1
	}
	return v, true
}

// constant is what a query says of every value of a kind, where that needs no look at the value.
func (t *translator) constant(q *queryNode, k kind, tilde bool) (matches, known bool) {
	switch k {
	case yes:
		return q.matches(Value{Type: gjson.True}), true
	case no:
		return q.matches(Value{Type: gjson.False}), true
	case null:
		return tilde && q.matches(Value{Type: gjson.Null, Raw: "null"}), true
	case container:
		return tilde && q.matches(Value{Type: gjson.JSON, Raw: "{}"}), true
	}
	word, _ := strings.CutPrefix(q.value, "~")
	if tilde && (word == "null" || word != "true" && word != "false" || q.op != "=" && q.op != "!=" && q.op != ">=" && q.op != "<" && q.op != "<=") {
		v := Value{Type: gjson.String, Raw: `""`}
		if k == numeric {
			v = Value{Type: gjson.Number, Raw: "0"}
		}
		return q.matches(v), true
	}
	if k == numeric && !tilde && (q.op == "%" || q.op == "!%") {
		return false, true
	}
	return false, false
}

// comparable refuses what gjson compares with a number that is none, or that it rounds.
func (t *translator) comparable(q *Query, met []kind) bool {
	if strings.HasPrefix(q.Value, "~") || only(met, text, yes, no, null, container) || q.Op == "%" || q.Op == "!%" {
		return true
	}
	n, ok := number(q.Value)
	switch {
	case !ok && q.Op == "=" && !isOrder(q.Op) || !ok:
		t.refuse(q.RightStart, q.RightEnd, "gjson compares numbers here with %q, taken for 0", Clip(q.Value, 30))
	case n >= 1<<53 || n <= -1<<53 || n != n:
		t.refuse(q.RightStart, q.RightEnd, "gjson compares rounded numbers here; compare the text of the id (id_str)")
	default:
		return true
	}
	return false
}

func kindWord(k kind) string {
	return [...]string{text: "text", numeric: "number", yes: "boolean", no: "boolean", null: "null", container: "list or object"}[k]
}

// kindPhrase says which kinds are taken for granted.
func kindPhrase(met []kind) string {
	var words []string
	for _, k := range met {
		word := map[kind]string{text: "a text", numeric: "a number", yes: "true or false", no: "true or false", null: "null", container: "a list or object"}[k]
		if !slices.Contains(words, word) {
			words = append(words, word)
		}
	}
	return strings.Join(words, " or ")
}
