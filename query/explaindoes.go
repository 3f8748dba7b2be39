// The words for what a step of a path does.

package query

import (
	"fmt"
	"math"
	"strings"

	"github.com/tidwall/gjson"
)

// does says what a step does.
func (x *explainer) does(row *explained, s Step) string {
	words := x.action(row, s)
	var before Step
	walks := false // the step in front takes the elements one by one
	if row.before != nil {
		before = row.before.reading()
		walks = before.Kind == Each || before.Kind == All
	}
	switch {
	case row.item != nil && (row.item.Object || row.item.Named):
		words = fmt.Sprintf("%s: %s", shownKey(row.item.Label), words)
	case row.before == nil || s.Sep == 0:
	case s.PerElement && s.Kind == Each:
		words = "for every element of each"
	case s.PerElement && s.Sep == '.' && walks:
		words = "on each element: " + words
	case !s.PerElement && (row.before.perElement() || walks):
		words = "on the whole list: " + words
	case s.Sep == '.' && before.Kind == First:
		words = "on that element: " + words
	}
	return words
}

func shownKey(key string) string {
	if key != "" && strings.Trim(key, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789") == "" {
		return Clip(key, maxSample)
	}
	return shown(Value{Type: gjson.String, Str: key})
}

func (x *explainer) action(row *explained, s Step) string {
	switch s.Kind {
	case Key:
		return "take key " + shownKey(s.Key)
	case Wildcard:
		if x.goesOn(row) { // gjson tries the next key where the first leads nowhere
			return "try the keys that match " + Clip(s.Key, maxSample)
		}
		return "take the first key that matches " + Clip(s.Key, maxSample)
	case Index:
		if x.doc == nil {
			return fmt.Sprintf("take element %s (of an object: key %s)", Clip(s.Key, 20), Clip(s.Key, 20))
		}
		return fmt.Sprintf("take element %s, counted from 0", Clip(s.Key, 20))
	case Count:
		return "count the elements"
	case Each:
		return "for every element"
	case First:
		return "take the first element" + x.condition(s)
	case All:
		return "keep the elements" + x.condition(s)
	case Modifier:
		return modifierWords(s)
	case Literal:
		return "put the fixed value " + Clip(s.Arg, maxSample)
	case Multi:
		return multiWords(row.step.Items)
	case Lines:
		return "read the text as a list of its JSON values"
	}
	return ""
}

// goesOn tells whether the step behind this one belongs to the same walk: no pipe, nor a dot that is one, stands between them.
func (x *explainer) goesOn(row *explained) bool {
	for _, next := range x.rows {
		if next.before == row {
			return next.step.Sep == '.' && next.step.Kind != Modifier && next.step.Kind != Multi
		}
	}
	return false
}

// condition says what a query tests.
func (x *explainer) condition(s Step) string {
	q := s.Query
	if q == nil {
		return " that pass the test"
	}
	left := "itself"
	if q.Left != nil {
		left = Clip(q.Left.String(), maxSample)
	}
	value := Clip(q.Right, maxSample)
	n, isNumber := number(q.Value)
	if !q.Quoted && !isNumber && q.Value != "true" && q.Value != "false" {
		value = shown(Value{Type: gjson.String, Str: q.Value})
	}
	if word, ok := strings.CutPrefix(q.Value, "~"); ok {
		return tildeWords(q, word, left)
	}
	of := " whose " + left
	if q.Left == nil {
		of = " with a value that"
	}
	value += x.oddWords(q, n, isNumber)
	switch q.Op {
	case "":
		if q.Left == nil {
			return " that are there"
		}
		return " with " + left
	case "=":
		return of + " is " + value
	case "!=":
		return of + " is there and other than " + value
	case "<":
		return of + " is below " + value
	case "<=":
		return of + " is at most " + value
	case ">":
		return of + " is above " + value
	case ">=":
		return of + " is at least " + value
	case "%":
		return of + " is a text like " + value
	case "!%":
		return of + " is a text not like " + value
	}
	return " that pass the test"
}

// oddWords say where gjson compares otherwise than the words about a query tell: what it does with the kinds of values that were met, or
// may be met.
func (x *explainer) oddWords(q *Query, n float64, isNumber bool) string {
	var met Tally
	if x.trace != nil {
		for _, c := range x.trace.queries {
			if c.Query.Start == q.Start {
				met = c.Values
			}
		}
	}
	odd := ""
	if comparesDoubtfully(q) && isNumber && math.Abs(n) >= 1<<53 {
		odd += " (numbers are rounded first)"
	} else if comparesDoubtfully(q) && isOrder(q.Op) && met.Number > 0 {
		odd += " (among numbers: 0)"
	}
	if isOrder(q.Op) && met.String > 0 {
		odd += " (texts by their letters)"
	}
	switch {
	case q.Op == ">=" && met.True > 0:
		odd += ", or is true"
	case q.Op == "<=" && met.False > 0:
		odd += ", or is false"
	}
	return odd
}

// tildeWords are for the right sides that begin with "~".
func tildeWords(q *Query, word, left string) string {
	of := " whose " + left
	if q.Left == nil {
		of = " with a value that"
	}
	is := map[string]string{"true": " counts as true", "false": " counts as false, null or missing", "null": " is null or missing", "*": " is there"}
	not := map[string]string{"true": " does not count as true", "false": " does not count as false, null or missing", "null": " is there and not null", "*": " is missing"}
	switch {
	case q.Op == "=" && is[word] != "":
		return of + is[word]
	case q.Op == "!=" && not[word] != "":
		return of + not[word]
	}
	return " that pass the test"
}

func modifierWords(s Step) string {
	arg := gjson.Parse(s.Arg)
	switch s.Name {
	case "this":
		return "take it as it is"
	case "keys":
		return "list the keys of the object"
	case "values":
		return "list the values of the object"
	case "reverse":
		return "turn the order around"
	case "flatten":
		if arg.Get("deep").Bool() {
			return "put the lists inside into one list, all levels"
		}
		return "put the lists inside into one list, one level"
	case "join":
		if arg.Get("preserve").Bool() {
			return "join the objects of the list into one, equal keys kept"
		}
		return "join the objects of the list into one; of equal keys the last counts"
	case "tostr":
		return "write it as JSON inside a text"
	case "fromstr":
		return "read the JSON that is in the text"
	case "group":
		return "make one object for each place in the lists of the object"
	case "dig":
		return "look at every depth, and list what is found at " + shownPath(s.Arg)
	case "ugly":
		return "write it without blanks"
	case "pretty":
		return "write it indented" + prettyWords(arg)
	case "valid":
		return "go on only if it is valid JSON"
	}
	return "@" + s.Name
}

func shownPath(path string) string {
	if path == "" {
		return "(an empty path)"
	}
	return Clip(path, maxSample)
}

func prettyWords(arg Value) string {
	var parts []string
	if arg.Get("sortKeys").Bool() {
		parts = append(parts, "keys sorted")
	}
	for _, name := range []string{"indent", "prefix", "width"} {
		if v := arg.Get(name); v.Exists() {
			parts = append(parts, name+" "+shown(v))
		}
	}
	if parts == nil {
		return ""
	}
	return ", " + strings.Join(parts, ", ")
}

func multiWords(items []Item) string {
	if len(items) == 0 || !items[0].Object {
		return "make a list out of " + counted(len(items), "path")
	}
	names := make([]string, len(items))
	for i, it := range items {
		names[i] = shownKey(it.Label)
	}
	return "make an object of " + Some(names, 8)
}
