// Says what is wrong with a path on this data, or why its answer is empty. A clean answer of a clean path is not looked at twice.

package query

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tidwall/gjson"
)

// check returns what there is to say about the path on this data, the strongest first. whole is gjson's answer.
func (q question) check(whole Value) []Note {
	if message, code, ok := errorBody(q.doc.text); ok {
		n := Note{Code: "P24", Severity: Thin, Message: "this is no data but an error of an API: " + message, Offset: -1}
		if code != 0 {
			n.Message = fmt.Sprintf("this is no data but an error of an API: %d %s", code, message)
		}
		return []Note{n}
	}
	if q.path == nil {
		return nil
	}
	if whole.Type == gjson.Number && strings.Trim(whole.Raw, "+-.0123456789eE") != "" { // gjson takes "It" for an infinite number
		return []Note{q.note("P36", Wrong, 0, len(q.path.String()), fmt.Sprintf("gjson makes a number of %q, which is no JSON", clip(whole.Raw, 20)), "")}
	}
	empty := isNothing(whole)
	doubtful := q.path.Misread() != nil || q.entersText()
	for c := range q.path.Queries() {
		doubtful = doubtful || comparesDoubtfully(c)
	}
	var notes []Note
	if empty || doubtful {
		_, trace := Walk(q.doc.text, q.path)
		notes = append(notes, q.untrue(trace)...)
		if len(notes) == 0 && empty {
			notes = append(notes, q.nothing(whole, trace)...)
		}
	}
	if len(notes) == 0 {
		notes = append(notes, q.absentItems(whole)...)
	}
	notes = append(notes, q.sameLabels()...)
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
		case All:
			if s.Sep == '.' && isText(head+"|0") {
				return true
			}
		case Count, Lines:
		default:
			if (s.Sep == '|' || before.Kind == First || before.Kind == Modifier) && isText(head) {
				return true
			}
		}
	}
	return false
}

// comparesDoubtfully says that a query would be answered untruly if the compared values were numbers, or dates.
func comparesDoubtfully(c *Query) bool {
	if !isComparison(c.Op) || strings.HasPrefix(c.Value, "~") {
		return false
	}
	n, ok := number(c.Value)
	return !ok && c.Value != "" && c.Value != "true" && c.Value != "false" || ok && math.Abs(n) >= 1<<53
}

func isComparison(op string) bool { return op != "" && op != "%" && op != "!%" }

func isOrder(op string) bool { return isComparison(op) && op != "=" && op != "!=" }

// number reads a right side as gjson does; ok is false where gjson would take 0 for it.
func number(s string) (float64, bool) {
	n, err := strconv.ParseFloat(s, 64)
	if err != nil && !math.IsInf(n, 0) {
		return 0, false
	}
	return n, true
}

// untrue returns the notes for which the answer would not be true (or not what was meant).
func (q question) untrue(t *Trace) (notes []Note) {
	if e := t.Misread(); e != nil {
		notes = append(notes, q.note(e.Code, Wrong, e.Offset, e.End, e.Problem, e.Hint))
	}
	for _, c := range t.Queries() {
		if n, ok := q.miscompared(c); ok {
			notes = append(notes, n)
		}
	}
	return notes
}

// miscompared looks for comparisons that gjson makes with rounded, missing or meaningless numbers.
func (q question) miscompared(c Compared) (Note, bool) {
	query := c.Query
	if !comparesDoubtfully(query) {
		return Note{}, false
	}
	left := "it"
	if query.Left != nil {
		left = query.Left.String()
	}
	_, isNumber := number(query.Value)
	switch {
	case query.Value == "null" && !query.Quoted && c.Values.Null > 0 && !isOrder(query.Op):
		return q.note("P22", Wrong, query.OpStart, query.RightEnd, "null never equals null here; null or missing is written ~null", q.replaced(query.OpStart, query.RightEnd, map[string]string{"=": "==~null", "!=": "!=~null"}[query.Op])), true
	case c.Values.Number > 0 && isNumber:
		matched := c.Matched
		if all := gjson.Get(q.doc.text, q.path.String()[:query.End]+"#|#"); query.Depth == 0 && all.Type == gjson.Number {
			matched = int(all.Int()) // a first match ends the search, and there may be more
		}
		message := fmt.Sprintf("%s is too large to compare exactly: gjson rounds both sides, and %s", query.Value, matches(matched))
		return q.note("P11", Wrong, query.RightStart, query.RightEnd, message, q.withStringTwin(c)), true
	case c.Values.Number > 0 && !isNumber && (c.Values.String == 0 || isOrder(query.Op)):
		if strings.ContainsAny(query.Value[:1], "><=!~") {
			op := map[byte]string{'>': ">=", '<': "<=", '=': "==", '!': "!=", '~': "=="}[query.Value[0]]
			if query.Op == "<" && query.Value[0] == '>' {
				op = "!="
			}
			message := fmt.Sprintf("%s%s is no operator: gjson compares with %q, taken for 0", query.Op, query.Value[:1], query.Value)
			return q.note("P09", Wrong, query.OpStart, query.RightEnd, message, q.replaced(query.OpStart, query.RightEnd, op+strings.TrimLeft(query.Value, "><=!~ "))), true
		}
		message := fmt.Sprintf("%s is a number, and %q is none: gjson would take 0 for it", left, query.Right)
		n := q.note("P10", Wrong, query.RightStart, query.RightEnd, message, q.replaced(query.RightStart, query.RightEnd, plainNumber(query.Value)))
		if plain := plainNumber(query.Value); plain != "" {
			n.Hint = "the number is written " + plain + ", which matches nothing here"
		}
		return n, true
	case isOrder(query.Op) && c.Text.Exists():
		if _, err := time.Parse(time.RubyDate, c.Text.Str); err == nil {
			n := q.note("P12", Wrong, query.OpStart, query.OpEnd, fmt.Sprintf("%s is text, and %s compares its letters (%q comes before %q)", left, query.Op, "Fri", "Mon"), "")
			n.Hint = "gjson knows no dates; --as-gjson compares the letters all the same"
			return n, true
		}
	}
	return Note{}, false
}

func matches(n int) string {
	if n == 1 {
		return "1 element matches"
	}
	return fmt.Sprintf("%d elements match", n)
}

// plainNumber reads what people write for a number: 1,000 and 5k; "" when it is none.
func plainNumber(s string) string {
	s = strings.ReplaceAll(strings.ReplaceAll(s, ",", ""), "'", "")
	if n := len(s); n > 1 {
		switch s[n-1] {
		case 'k', 'K':
			s = s[:n-1] + "000"
		case 'm', 'M':
			s = s[:n-1] + "000000"
		}
	}
	if _, ok := number(s); !ok || strings.Trim(s, "-.0123456789") != "" {
		return ""
	}
	return s
}

// withStringTwin writes a comparison of a long id on its text: id as id_str. Order among texts is that of numbers only when all are
// equally long.
func (q question) withStringTwin(c Compared) string {
	query := c.Query
	if query.Left == nil || strings.Trim(query.Value, "0123456789") != "" {
		return ""
	}
	twin := query.Left.String() + "_str"
	path := q.replaced(query.Left.Start(), query.Left.Start()+len(query.Left.String()), twin)
	p, err := ParsePath(path)
	if err != nil {
		return ""
	}
	_, t := Walk(q.doc.text, p)
	for _, other := range t.Queries() {
		if other.Query.Left != nil && other.Query.Left.String() == twin {
			if other.Values.String == 0 || isOrder(query.Op) && len(other.Text.Str) != len(query.Value) {
				return ""
			}
		}
	}
	return path
}

// absentItems says which items of a multipath no element has. The answer shows it; only then is the path walked.
func (q question) absentItems(whole Value) (notes []Note) {
	steps := q.path.Steps()
	last := steps[len(steps)-1]
	if last.Kind != Multi || isNothing(whole) && !whole.IsArray() && !whole.IsObject() {
		return nil
	}
	absent := absentLabels(whole, last.Items)
	if len(absent) == 0 {
		return nil
	}
	_, t := Walk(q.doc.text, q.path)
	for _, it := range absent {
		if at, ok := t.stopWithin(it.Parsed.Start(), it.End); ok {
			notes = append(notes, q.lost(at, t))
		}
	}
	return notes
}

// absentLabels returns the items of which no element of the answer has anything. The elements of a list multipath tell it only when one
// of them has all.
func absentLabels(whole Value, items []Item) []Item {
	rows := []Value{whole}
	if len(items) > 0 && items[0].Object == whole.IsArray() || whole.IsArray() && whole.Get("0").IsArray() {
		rows = whole.Array()
	}
	if !items[0].Object {
		if slices.ContainsFunc(rows, func(v Value) bool { return int(v.Get("#").Int()) >= len(items) }) {
			return nil
		}
		return items
	}
	left := slices.Clone(items)
	for _, row := range rows {
		left = slices.DeleteFunc(left, func(it Item) bool { return member(row.Raw, it.Label).Exists() })
		if len(left) == 0 {
			break
		}
	}
	return left
}

// sameLabels finds columns of an object multipath that share a name, where an element has both.
func (q question) sameLabels() []Note {
	items := q.path.Items()
	if len(items) < 2 || !items[0].Object {
		return nil
	}
	for i, it := range items {
		for _, other := range items[:i] {
			if it.Label == other.Label && q.bothThere(it, other) {
				n := q.note("P17", Wrong, it.Start, it.End, fmt.Sprintf("two columns are called %s, and most programs would lose one", it.Label), "")
				named := strings.ReplaceAll(strings.Trim(it.Path, "#@"), ".", "_")
				if named == it.Label {
					named += "_2"
				}
				if n.Try = q.replaced(it.Start, it.End, named+":"+it.Path); !it.Named && q.gives(n.Try) {
					return []Note{n}
				}
				n.Try, n.Hint = "", "give one of them a name: {other:"+it.Path+"}"
				return []Note{n}
			}
		}
	}
	return nil
}

func (q question) bothThere(a, b Item) bool {
	elements := []Value{gjson.Parse(q.doc.text)}
	if list, _, ok := q.path.Rows(); ok {
		at := elements[0]
		if list != "" {
			at = gjson.Get(q.doc.text, list)
		}
		elements = at.Array()
	}
	return slices.ContainsFunc(elements, func(v Value) bool {
		return gjson.Get(v.Raw, a.Path).Exists() && gjson.Get(v.Raw, b.Path).Exists()
	})
}

// note makes a note about a part of the path; try is kept only if it gives something on this data.
func (q question) note(code string, s Severity, start, end int, message, try string) Note {
	n := Note{Code: code, Severity: s, Message: message, Path: q.path.String(), Offset: start, End: end}
	if try != "" && q.gives(try) {
		n.Try = try
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

// gives says that a path can be read as it looks and has an answer on this data.
func (q question) gives(path string) bool {
	p, err := ParsePath(path)
	if err != nil || p.Misread() != nil {
		return false
	}
	return !isNothing(gjson.Get(q.doc.text, path))
}
