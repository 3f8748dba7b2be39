// Finds comparisons that gjson makes otherwise than they look: rounded integers, texts taken for 0, quotes that are part of a value.

package query

import (
	"fmt"
	"strings"
	"time"

	"github.com/tidwall/gjson"
)

// untrue returns the notes for which the answer would not be true (or not what was meant).
func (q question) untrue(t *Trace) (notes []Note) {
	if e := t.Misread(); e != nil {
		if isNothing(q.get()) {
			if n, ok := q.otherLanguage(false); ok && n.Try != "" {
				return []Note{n}
			}
		}
		n := q.note(e.Code, Wrong, e.Offset, e.End, e.Problem, e.Hint)
		if n.Try == "" {
			n = q.misreadWish(n)
		}
		if n.Try != e.Hint { // a not that gjson has no word for
			for c := range q.path.Queries() {
				if other, ok := q.negated(c); ok && other.Try != "" {
					n = other
				}
			}
		}
		notes = append(notes, n)
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
	if query.Op == "" {
		return q.presence(c)
	}
	if n, ok := q.misordered(c); ok {
		return n, true
	}
	if c.Chance.Exists() && (c.Values.Number < c.Values.Count()-c.Values.Missing-c.Values.Null) { // among others; P10 has words for numbers alone
		return q.tookByChance(c), true
	}
	if !comparesDoubtfully(query) && !oddRight(query) {
		return Note{}, false
	}
	_, isNumber := number(query.Value)
	switch {
	case query.Value == "null" && !query.Quoted && c.Values.Null > 0 && !isOrder(query.Op):
		return q.note("P22", Wrong, query.OpStart, query.RightEnd, "null never equals null here; null or missing is written ~null", q.replaced(query.OpStart, query.RightEnd, map[string]string{"=": "==~null", "!=": "!=~null"}[query.Op])), true
	case c.Values.Number > 0 && isNumber && comparesDoubtfully(query):
		return q.tooLarge(c), true
	case isNumber || !isComparison(query.Op) || c.Values.Number+c.Values.String == 0:
		return Note{}, false
	}
	if n, ok := q.miswritten(c); ok {
		return n, true
	}
	if plainNumber(query.Value) == "" && strings.ContainsAny(query.Value, "&|,;<> ") {
		if n, ok := q.wishedQuery(query); ok && n.Try != "" {
			return n, true
		}
	}
	left := "it"
	if query.Left != nil {
		left = query.Left.String()
	}
	switch {
	case c.Values.Number > 0 && (c.Values.String == 0 || isOrder(query.Op)):
		message := fmt.Sprintf("%s is a number, and %q is none: gjson would take 0 for it", left, query.Right)
		n := q.note("P10", Wrong, query.RightStart, query.RightEnd, message, q.replaced(query.RightStart, query.RightEnd, plainNumber(query.Value)))
		if plain := plainNumber(query.Value); plain != "" {
			n.Hint = "the number is written " + plain + ", which matches nothing here"
		}
		return n, true
	case isOrder(query.Op) && isDate(c.Text.Str):
		n := q.note("P12", Wrong, query.OpStart, query.OpEnd, fmt.Sprintf("%s is text, and %s compares its letters (%q comes before %q)", left, query.Op, "Fri", "Mon"), "")
		n.Hint = "gjson knows no dates; --as-gjson compares the letters all the same"
		if left == createdAt {
			n.Hint = sinceHint(query)
		}
		return n, true
	}
	return Note{}, false
}

// sinceHint says how times are compared with the moment that a query names.
func sinceHint(c *Query) string {
	flag, when := "--since", "2019-12-09T10:00Z"
	if c.Op[0] == '<' {
		flag = "--until"
	}
	if t, ok := ParseMoment(c.Value); ok {
		when = t.UTC().Format(time.RFC3339)
	}
	included := "T itself counts"
	if flag == "--until" {
		included = "T itself does not count"
	}
	return "times are compared by " + flag + " T beside a path without this test: " + flag + " " + when + " (" + included + ")"
}

// tooLarge is for an integer that float64 does not hold exactly.
func (q question) tooLarge(c Compared) Note {
	query := c.Query
	matched := c.Matched
	if all := gjson.Get(q.doc.text, q.path.String()[:query.End]+"#|#"); query.Depth == 0 && all.Type == gjson.Number {
		matched = int(all.Int()) // a first match ends the search, and there may be more
	}
	message := fmt.Sprintf("%s is too large to compare exactly: gjson rounds both sides, and %s", query.Value, matches(matched))
	n := q.note("P11", Wrong, query.RightStart, query.RightEnd, message, q.withStringTwin(c))
	if twin := q.withStringTwin(c); n.Try == "" && twin != "" {
		n.Hint = "exact is " + twin + ", which finds nothing here"
	}
	return n
}

// miswritten is for a right side that no compared value is, and that means something else: an operator of two signs, single quotes, a
// second test.
func (q question) miswritten(c Compared) (Note, bool) {
	query := c.Query
	if !oddRight(query) || c.Values.Number == 0 && q.occurs(query) {
		return Note{}, false
	}
	if n, ok := q.wishedQuery(query); ok && (n.Try != "" || c.Values.Number > 0) {
		return n, true
	}
	if strings.IndexByte("><=!~", query.Value[0]) >= 0 && !query.Quoted {
		op := map[byte]string{'>': ">=", '<': "<=", '=': "==", '!': "!=", '~': "=="}[query.Value[0]]
		if query.Op == "<" && query.Value[0] == '>' || query.Op == "!=" {
			op = "!="
		}
		message := fmt.Sprintf("%s%s is no operator: gjson compares with %q", query.Op, query.Value[:1], query.Value)
		if c.Values.Number > 0 {
			message += ", taken for 0"
		}
		return q.note("P09", Wrong, query.OpStart, query.RightEnd, message, q.replaced(query.OpStart, query.RightEnd, op+value(strings.TrimLeft(query.Value, "><=!~ ")))), true
	}
	if plain := unquoted(query.Right); plain != query.Right && !query.Quoted {
		n := q.note("P07", Wrong, query.RightStart, query.RightEnd, "only straight double quotes are quotes; these are a part of the value", q.replaced(query.RightStart, query.RightEnd, value(plain)))
		return n, n.Try != "" || c.Values.Number > 0
	}
	return Note{}, false
}

// occurs says that the value of a query is really there, as it is written.
func (q question) occurs(query *Query) bool {
	if query.Depth > 0 {
		return false
	}
	v := gjson.Get(q.doc.text, q.path.String()[:query.Start]+"#("+leftOf(query)+"=="+query.Right+")")
	return v.Exists()
}

func leftOf(query *Query) string {
	if query.Left == nil {
		return ""
	}
	return query.Left.String()
}

func matches(n int) string {
	if n == 1 {
		return "1 element matches"
	}
	return fmt.Sprintf("%d elements match", n)
}

// plainNumber reads what people write for a number: 1,000 and 5k; "" when it is none.
func plainNumber(s string) string {
	s = strings.TrimSuffix(strings.NewReplacer("#", "", "$", "", "€", "", ",", "", "'", "", "_", "", " ", "").Replace(s), "%")
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
		if leftOf(other.Query) == twin {
			if other.Values.String == 0 || isOrder(query.Op) && len(other.Text.Str) != len(query.Value) {
				return ""
			}
		}
	}
	return path
}
