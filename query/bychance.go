// Finds values that pass a query by chance among others of another kind: a number that is 0 where a word is asked for, for which gjson
// takes 0, and true and false where a number or a text is, for gjson takes them for the most and the least.

package query

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/tidwall/gjson"
)

// takesZero says that a query compares with something that gjson takes for 0 where it meets a number.
func takesZero(c *Query) bool {
	if c.Op != "=" && c.Op != "!=" || strings.HasPrefix(c.Value, "~") {
		return false
	}
	_, ok := number(c.Value)
	return !ok
}

// takesBool is the boolean that passes a query whatever is on its right side, "" where none does.
func takesBool(c *Query) string {
	switch {
	case strings.HasPrefix(c.Value, "~") || c.Value == "true" || c.Value == "false":
	case c.Op == ">=":
		return "true"
	case c.Op == "<=":
		return "false"
	}
	return ""
}

// byChance says that a query meets a value that passes, or does not, by chance.
func byChance(c *Query, v Value) bool {
	switch v.Type {
	case gjson.Number:
		return v.Num == 0 && takesZero(c)
	case gjson.True, gjson.False:
		return v.Raw != "" && v.Raw == takesBool(c)
	}
	return false
}

// mayPassByChance says that a query may meet a value that passes by chance. Only plain keys are looked for in the data.
func (q question) mayPassByChance(c *Query) bool {
	if takesZero(c) {
		return q.mayMeet(c, func(rest string) bool { return strings.HasPrefix(strings.TrimPrefix(rest, "-"), "0") })
	}
	is := takesBool(c)
	return is != "" && strings.Contains(q.doc.text, is) && q.mayMeet(c, func(rest string) bool { return strings.HasPrefix(rest, is) })
}

// tookByChance is for a query that a value of another kind has passed, or has not, by chance.
func (q question) tookByChance(c Compared) Note {
	query := c.Query
	if is := takesBool(query); is != "" {
		message := fmt.Sprintf("%s is %s in some elements, and for gjson %s %s anything", cmp.Or(leftOf(query), "it"), is, is, query.Op)
		n := q.note("P10", Wrong, query.OpStart, query.RightEnd, message, "")
		n.Hint = "--as-gjson compares so all the same"
		n.sure = true
		return n
	}
	left := cmp.Or(leftOf(query), "it")
	does, try := "counts as equal", ""
	if query.Op == "!=" {
		does = "does not count as other"
	} else if query.Value != "" && query.Value != "true" && query.Value != "false" && !strings.ContainsAny(query.Value, "*?\\\"") {
		try = q.replaced(query.OpStart, query.RightEnd, "%\""+query.Value+"\"") // a pattern is for texts alone
	}
	message := fmt.Sprintf("%s is a number in some elements, where gjson takes %q for 0: 0 %s", left, Clip(query.Right, 30), does)
	n := q.note("P10", Wrong, query.RightStart, query.RightEnd, message, try)
	n.Hint = "--as-gjson compares so all the same"
	n.sure = true
	return n
}
