// Finds texts where a query asks what is above or below a number: gjson compares their letters, and both "9.99" and "n/a" are behind 10.

package query

import (
	"cmp"
	"fmt"
	"slices"
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

// misordersNumeral says that a query of a number's order takes a numeral though the number would not pass, or passes one over that would.
func misordersNumeral(c *Query, text string) bool {
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

// mayMisorder says that a query may meet a text where it orders numbers. Only plain keys are looked for in the data.
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

// letters is what a query of a number's order has met: whether numbers, and the first text that is none and that its letters let pass.
// Texts alone, such as "2020-01-01" above 2020, are compared as they look; among numbers the answer would be untrue.
type letters struct {
	test    string // tells queries apart
	numbers bool
	text    Value
}

// add takes what c compares, and says that its letters place a numeral on another side than its number.
func (l *letters) add(c *Query, v Value) (misorders bool) {
	switch {
	case v.Type == gjson.Number:
		l.numbers = true
	case v.Type != gjson.String:
	case isNumeral(v.Str):
		l.numbers = true
		return misordersNumeral(c, v.Str)
	case !l.text.Exists() && compareText(v.Str, c.Op, c.Value):
		l.text = v
	}
	return false
}

// test is what a query asks of each element.
func (c *Query) test() string { return leftOf(c) + c.Op + c.Right }

// met returns what the queries of a number's order have met that are asked of one list. Where nothing was walked they have met no text.
func (q question) met(compared []Compared) (all []letters) {
	for c := range q.path.Queries() {
		if !ordersNumerals(c) || !q.askedOnce(c) {
			continue
		}
		met := letters{test: c.test()}
		if i := slices.IndexFunc(compared, func(walked Compared) bool { return walked.Query.Start == c.Start }); i >= 0 {
			met.numbers, met.text = compared[i].letters.numbers, compared[i].letters.text
		} else if first, ok := q.firstLeft(c); ok {
			met.numbers = first.Type == gjson.Number || q.leftsMeet(c, func(v Value) bool { return v.Type == gjson.Number })
		}
		all = append(all, met)
	}
	return all
}

// amongNumbers says that a query that a text has passed by its letters meets numbers, too.
func (q question) amongNumbers(c Compared) bool {
	query := c.Query
	if c.letters.numbers {
		return true
	}
	all, err := ParsePath(q.replaced(query.End, query.End, "#")) // a first match ends the search, and the numbers may stand behind it
	if err != nil || strings.HasPrefix(q.path.String()[query.End:], "#") {
		return false
	}
	_, t := Walk(q.doc.text, all)
	return slices.ContainsFunc(t.Queries(), func(c Compared) bool { return c.Query.Start == query.Start && c.letters.numbers })
}

// misordered is for a query whose answer the letters of a text have changed. Of a batch the stream tells what texts are among numbers.
func (q question) misordered(c Compared) (Note, bool) {
	query := c.Query
	switch {
	case c.Misordered.Exists():
		try := ""
		if number, ok := strings.CutSuffix(leftOf(query), "_str"); ok { // ids stand there as numbers, too
			start := query.Left.Start()
			try = q.replaced(start, start+len(number)+len("_str"), number)
		}
		return q.byLetters(query, c.Misordered, c.Values.Number > 0, try), true
	case c.letters.text.Exists() && !(q.batch && q.askedOnce(query)) && q.amongNumbers(c):
		return q.passedByLetters(query, c.letters.text), true
	}
	return Note{}, false
}

// passedByLetters is for a text that has passed among numbers. The test put in front is one that texts do not pass, and of the numbers only
// 0 does not.
func (q question) passedByLetters(c *Query, text Value) Note {
	try := ""
	if n, _ := number(c.Value); q.askedOnce(c) && !compareNumber(0, c.Op, n) {
		try = q.replaced(c.Start, c.Start, "#("+leftOf(c)+"==~true)#|")
	}
	return q.byLetters(c, text, true, try)
}

func (q question) byLetters(c *Query, text Value, some bool, try string) Note {
	what := cmp.Or(leftOf(c), "it") + " is text"
	if some {
		what += " in some elements"
	}
	where := map[int]string{-1: "before", 0: "with", 1: "behind"}[strings.Compare(text.Str, c.Value)]
	n := q.note("P12", Wrong, c.OpStart, c.RightEnd, fmt.Sprintf("%s, and %s compares its letters: %q comes %s %q", what, c.Op, Clip(text.Str, 30), where, Clip(c.Value, 30)), try)
	n.Hint = "gjson compares as numbers only what stands without quotes in the data; --as-gjson compares the letters all the same"
	return n
}
