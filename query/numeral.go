// Finds numbers that are written as text where a query asks what is above or below: gjson compares their letters, and 9.99 is behind 10.

package query

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/tidwall/gjson"
)

// isNumeral says that a text is a number as JSON writes it; zeros may stand in front.
func isNumeral(s string) bool {
	minus := ""
	if strings.HasPrefix(s, "-") {
		minus, s = "-", s[1:]
	}
	if s == "" || !isDigit(s[0]) {
		return false
	}
	for len(s) > 1 && s[0] == '0' && isDigit(s[1]) {
		s = s[1:]
	}
	n, want := CheckNumber(minus + s)
	return want == "" && n == len(minus+s)
}

// compareNumerals compares two numerals by the numbers they write, exactly.
func compareNumerals(a, b string) int {
	return CompareValues(Value{Type: gjson.Number, Raw: a}, Value{Type: gjson.Number, Raw: b})
}

// ordersNumerals says that a query asks what is above or below a number.
func ordersNumerals(c *Query) bool { return isOrder(c.Op) && isNumeral(c.Value) }

// misorders says that a query takes a text that is a number though the number would not pass, or passes one over that would.
func misorders(c *Query, text string) bool {
	if !ordersNumerals(c) || !isNumeral(text) {
		return false
	}
	order := compareNumerals(text, c.Value)
	var passes bool
	switch c.Op {
	case "<":
		passes = order < 0
	case "<=":
		passes = order <= 0
	case ">":
		passes = order > 0
	case ">=":
		passes = order >= 0
	}
	return passes != compareText(text, c.Op, c.Value)
}

// mayMisorder says that a query may meet a text that is a number. Only plain keys are looked for in the data.
func (q question) mayMisorder(c *Query) bool {
	if !ordersNumerals(c) || strings.IndexByte(q.doc.text, '"') < 0 {
		return false
	}
	return q.mayMeet(c, func(rest string) bool { return rest[0] == '"' })
}

// mayMeet says that a query may meet a value whose text is so. Only plain keys are looked for in the data.
func (q question) mayMeet(c *Query, is func(rest string) bool) bool {
	key := ""
	if c.Left != nil {
		key = c.Left.LastKey()
	}
	if key == "" || strings.Trim(key, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-") != "" {
		return true
	}
	return anyUnder(q.doc.text, key, is)
}

// misordered is for a query whose answer the letters of a number have changed.
func (q question) misordered(c Compared) Note {
	query := c.Query
	text, left := c.Misordered.Str, cmp.Or(leftOf(query), "it")
	what := left + " is text"
	if c.Values.Number > 0 {
		what += " in some elements"
	}
	where := map[int]string{-1: "before", 0: "with", 1: "behind"}[strings.Compare(text, query.Value)]
	try := ""
	if number, ok := strings.CutSuffix(left, "_str"); ok { // ids stand there twice
		start := query.Left.Start()
		try = q.replaced(start, start+len(left), number)
	}
	n := q.note("P12", Wrong, query.OpStart, query.RightEnd, fmt.Sprintf("%s, and %s compares its letters: %q comes %s %q", what, query.Op, Clip(text, 30), where, Clip(query.Value, 30)), try)
	n.Hint = "gjson compares as numbers only what stands without quotes in the data; --as-gjson compares the letters all the same"
	return n
}
