// Finds numbers that are 0 among other values where a query compares with a word: gjson takes 0 for the word, and the number for it.

package query

import (
	"cmp"
	"fmt"
	"strings"
)

// takesZero says that a query compares with something that gjson takes for 0 where it meets a number.
func takesZero(c *Query) bool {
	if c.Op != "=" && c.Op != "!=" || strings.HasPrefix(c.Value, "~") {
		return false
	}
	_, ok := number(c.Value)
	return !ok
}

// mayTakeZero says that a query may meet a number that is 0. Only plain keys are looked for in the data.
func (q question) mayTakeZero(c *Query) bool {
	if !takesZero(c) {
		return false
	}
	return q.mayMeet(c, func(rest string) bool { return strings.HasPrefix(strings.TrimPrefix(rest, "-"), "0") })
}

// tookZero is for a query that a number that is 0 answers, or does not, by chance.
func (q question) tookZero(c Compared) Note {
	query := c.Query
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
