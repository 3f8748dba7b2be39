// What the data at hand shows about the steps and queries of a path, for translations.

package query

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/tidwall/gjson"
)

// evidence is what a walk over the data at hand has met; without data nothing is known.
type evidence struct {
	known   bool
	doc     string
	answer  Value
	steps   map[int]encounter
	queries map[int]Compared
	misread *PathError
	twice   string // a key that some object has twice
	long    string // a number in the answer that a float64 does not hold
}

// encounter is what came to one step.
type encounter struct {
	objects, lists, others int // values by what they are; others have nothing inside
	out                    int // what the step handed on
	fromObjects            int // what it took out of objects
	values                 Tally
}

func observe(p *Path, doc string) evidence {
	e := evidence{known: doc != ""}
	if !e.known {
		return e
	}
	answer, trace := Walk(doc, p)
	e.doc, e.answer, e.misread = doc, answer, trace.Misread()
	e.steps, e.queries = map[int]encounter{}, map[int]Compared{}
	for _, r := range trace.Steps() {
		at := e.steps[r.Start]
		at.objects += r.Values.Object
		at.lists += r.Values.Array
		at.others += r.In - r.Values.Object - r.Values.Array
		at.out += r.Out
		if r.Reading == AsMember {
			at.fromObjects += r.Out
		}
		at.values = at.values.plus(r.Values)
		e.steps[r.Start] = at
	}
	for _, c := range trace.Queries() {
		e.queries[c.Query.Start] = c
	}
	e.twice = keyTwice(doc)
	e.long = longNumber(answer.Raw)
	return e
}

func (t Tally) plus(o Tally) Tally {
	return Tally{Object: t.Object + o.Object, Array: t.Array + o.Array, String: t.String + o.String, Number: t.Number + o.Number,
		True: t.True + o.True, False: t.False + o.False, Null: t.Null + o.Null, Missing: t.Missing + o.Missing}
}

// tally counts the values that a path has in each of the elements.
func tally(elements []Value, path string) (t Tally) {
	for _, v := range elements {
		t.add(gjson.Get(v.Raw, path))
	}
	return t
}

// kinds lists the kinds that were counted.
func (t Tally) kinds() (out []kind) {
	for k, n := range [...]int{text: t.String, numeric: t.Number, yes: t.True, no: t.False, null: t.Null, container: t.Object + t.Array} {
		if n > 0 {
			out = append(out, kind(k))
		}
	}
	return out
}

// keyTwice returns a key that an object of the text has twice.
func keyTwice(doc string) (key string) {
	var look func(v Value) bool
	look = func(v Value) bool {
		if v.Type != gjson.JSON {
			return true
		}
		var keys map[string]bool
		if v.IsObject() {
			keys = map[string]bool{}
		}
		ok := true
		v.ForEach(func(k, inner Value) bool {
			if keys != nil {
				if keys[k.Str] {
					key, ok = k.Str, false
				}
				keys[k.Str] = true
			}
			ok = ok && look(inner)
			return ok
		})
		return ok
	}
	gjson.ForEachLine(doc, look)
	return key
}

// longNumber returns the first number in a JSON text whose value changes when it is read into a float64 and printed again.
func longNumber(raw string) string {
	for i := 0; i < len(raw); {
		switch c := raw[i]; {
		case c == '"':
			i = skipString(raw, i)
		case c == '-' || '0' <= c && c <= '9':
			end := i + 1
			for end < len(raw) && strings.IndexByte("+-.0123456789eE", raw[end]) >= 0 {
				end++
			}
			if !fitsFloat(raw[i:end]) {
				return raw[i:end]
			}
			i = end
		default:
			i++
		}
	}
	return ""
}

// fitsFloat says that a JSON number keeps its value as a float64.
func fitsFloat(number string) bool {
	f, err := strconv.ParseFloat(number, 64)
	return err == nil && SameDecimal(number, strconv.FormatFloat(f, 'e', -1, 64))
}

// step is what came to a step.
func (e evidence) step(s Step) encounter { return e.steps[s.Start] }

// always says that every value that came to a step was an object, or every one a list, and had something for it.
func (at encounter) always() bool { return at.others == 0 && at.out == at.objects+at.lists }

// comparison tells which kinds the left side of a query has, and whether it can be missing. Without data it is what the right side
// looks like.
func (e evidence) comparison(q *Query) (met []kind, missing bool) {
	if !e.known {
		switch q.Value {
		case "~null":
			return []kind{null, text}, true
		case "~true", "~false":
			return []kind{yes, no}, true
		}
		if k := looksLike(q); k != yes && k != no {
			return []kind{k}, false
		}
		return []kind{yes, no}, false
	}
	c := e.queries[q.Start]
	return c.Values.kinds(), e.missing(q) > 0
}

// scalars counts the elements that a query with a left side passed over, because there is nothing inside them.
func (e evidence) scalars(q *Query) int {
	if !e.known || q.Left == nil {
		return 0
	}
	return max(0, e.queries[q.Start].Tested-e.step(q.Left.steps[0]).values.Count())
}

// missing counts the elements with something inside that had no left side.
func (e evidence) missing(q *Query) int { return e.queries[q.Start].Values.Missing - e.scalars(q) }

// looksLike is the kind of value that the right side of a query seems to mean.
func looksLike(q *Query) kind {
	n, ok := number(q.Value)
	switch {
	case q.Quoted || q.Op == "%" || q.Op == "!%":
		return text
	case q.Value == "true":
		return yes
	case q.Value == "false":
		return no
	case ok && math.Abs(n) < 1<<53:
		return numeric
	}
	return text
}

// only says that a list of kinds holds no others than these.
func only(met []kind, of ...kind) bool {
	return !slices.ContainsFunc(met, func(k kind) bool { return !slices.Contains(of, k) })
}
