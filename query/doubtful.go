// Tells from a query and a look at what it compares whether its answer may be untrue, so that the data has to be walked.

package query

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/tidwall/gjson"
)

// doubtful says that a query may be answered untruly, and the data has to be walked to know. Of a query that is untrue only where it
// meets no text at all, the first value it compares tells as much as all of them.
func (q question) doubtful(c *Query) bool {
	switch {
	case strings.HasPrefix(c.Value, "~"):
		return false
	case q.mayMisorder(c), q.mayPassByChance(c), oddRight(c), c.Op == "" && c.Left != nil && (givesList(c.Left) || strings.ContainsRune(c.Left.String(), ' ')):
		return true
	case c.Op != "" && !isComparison(c.Op):
		return false
	case c.Op != "" && !comparesDoubtfully(c):
		return false
	}
	first, ok := q.firstLeft(c)
	if !ok || meets(c, first) {
		return true
	}
	if _, isNumber := number(c.Value); first.Type == gjson.String && !isNumber && c.Op != "" && !isOrder(c.Op) {
		return false
	}
	return q.leftsMeet(c, func(v Value) bool { return meets(c, v) })
}

// comparesDoubtfully says that a query would be answered untruly if the compared values were numbers, or dates.
func comparesDoubtfully(c *Query) bool {
	if !isComparison(c.Op) || strings.HasPrefix(c.Value, "~") {
		return false
	}
	n, ok := number(c.Value)
	return !ok && c.Value != "" && c.Value != "true" && c.Value != "false" || ok && math.Abs(n) >= 1<<53
}

// meets says that a value is one for which the query is answered untruly.
func meets(c *Query, v Value) bool {
	switch {
	case c.Op == "":
		return v.IsBool()
	case !comparesDoubtfully(c):
		return false
	case v.Type == gjson.Number:
		return true
	case isOrder(c.Op) && v.Type == gjson.String:
		return isDate(v.Str)
	}
	return false
}

// isDate says that a text is a date in Twitter's form, whose letters do not sort.
func isDate(s string) bool {
	_, ok := ParseMoment(s)
	return ok && s[3] == ' '
}

// oddRight says that a right side looks like more than a value.
func oddRight(c *Query) bool {
	return c.Value == "null" || c.Right != "" && strings.IndexByte("'><=!~`", c.Right[0]) >= 0 && !strings.HasPrefix(c.Right, "~") ||
		strings.HasPrefix(c.Right, "\xe2\x80") || strings.Contains(c.Right, "&&") || strings.Contains(c.Right, "||") ||
		strings.Contains(c.Right, " and ") || strings.Contains(c.Right, " or ") || strings.Contains(c.Right, " AND ") || strings.Contains(c.Right, " OR ")
}

// firstLeft returns the first value that a query compares and that is not null; ok false where this cannot be told without a walk.
func (q question) firstLeft(c *Query) (v Value, ok bool) {
	if !q.askedOnce(c) {
		return v, false
	}
	list := q.path.String()[:c.Start]
	if c.Left == nil {
		v = gjson.Get(q.doc.text, list+"0")
		return v, v.Exists()
	}
	left := c.Left.String()
	v = gjson.Get(q.doc.text, list+"#("+left+"!=~null)|"+left)
	return v, v.Exists() || c.Op == ""
}

// askedOnce says that a query is asked of one list: neither inside another nor of each element.
func (q question) askedOnce(c *Query) bool {
	return c.Depth == 0 && slices.ContainsFunc(q.path.Steps(), func(s Step) bool { return s.Start == c.Start && !s.PerElement })
}

// leftsMeet says that a query of one list meets a value that is so.
func (q question) leftsMeet(c *Query, is func(Value) bool) (found bool) {
	list := gjson.Parse(q.doc.text)
	if path := strings.TrimRight(q.path.String()[:c.Start], ".|"); path != "" {
		list = gjson.Get(q.doc.text, path)
	}
	if c.Left != nil {
		list = list.Get("#." + c.Left.String())
	}
	list.ForEach(func(_, v Value) bool {
		found = is(v)
		return !found
	})
	return found
}

// comparedTexts returns the queries that meet a text and are therefore no mistake.
func (q question) comparedTexts() (texts []*Query) {
	walk := false
	for c := range q.path.Queries() {
		if !comparesDoubtfully(c) {
			continue
		}
		if v, ok := q.firstLeft(c); ok && v.Type == gjson.String {
			texts = append(texts, c)
		} else {
			walk = true
		}
	}
	if !walk {
		return texts
	}
	texts = nil
	_, t := Walk(q.doc.text, q.path)
	for _, c := range t.Queries() {
		if c.Values.String > 0 {
			texts = append(texts, c.Query)
		}
	}
	return texts
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
