// Finds queries that ask only whether something is there, and so are passed by what is false or empty.

package query

import (
	"fmt"
	"strings"

	"github.com/tidwall/gjson"
)

// givesList says that a path gives a list or a count also where nothing matches, so that it always exists.
func givesList(p *Path) bool {
	if _, ok := p.CountsList(); ok {
		return true
	}
	_, _, ok := p.Rows()
	return ok
}

// presence is for a query without an operator that matches what it should not: a boolean that is false, a list that is empty.
func (q question) presence(c Compared) (Note, bool) {
	query := c.Query
	if query.Left == nil || query.RightStart < query.RightEnd {
		return Note{}, false
	}
	start, end := query.Left.Start(), query.Left.Start()+len(query.Left.String())
	left := query.Left.String()
	if strings.ContainsRune(left, ' ') && c.Values.Array+c.Values.Number > 0 {
		if n, ok := q.wishedQuery(query); ok && n.Try != "" {
			return n, true
		}
	}
	if c.Values.False > 0 {
		message := fmt.Sprintf("(%s) tests only whether it is there: %d have it, %d of them true", left, c.Values.False+c.Values.True, c.Values.True)
		if query.Depth > 0 || !strings.HasPrefix(q.path.String()[query.End:], "#") {
			message = fmt.Sprintf("(%s) tests only whether it is there, and it is also there where it is false", left)
		}
		n := q.note("P21", Wrong, start, end, message, q.replaced(end, end, "==true"))
		n.Hint = "true is " + left + "==true; there at all is " + left + "==~*"
		return n, true
	}
	if !givesList(query.Left) || c.Values.Array+c.Values.Number == 0 {
		return Note{}, false
	}
	by := left + "|#>0"
	message := fmt.Sprintf("%s gives a list also where nothing is in it, and so every row matches", left)
	switch list, counts := query.Left.CountsList(); {
	case counts && list != "":
		by, message = left+">0", fmt.Sprintf("%s is there also where it is 0, and so every row matches", left)
	case strings.HasSuffix(left, ")#"):
		by, message = left[:len(left)-1], "the inner #(…)# gives [] where nothing matches, [] is there, and so every row matches"
	default:
		if i := strings.LastIndex(left, ")#."); i >= 0 {
			by, message = left[:i+1]+left[i+2:], "the inner #(…)# gives [] where nothing matches, [] is there, and so every row matches"
		} else if list, each, ok := query.Left.Rows(); ok && each != nil {
			by = join2(list, "#>0")
		}
	}
	try := q.replaced(start, end, by)
	if sameAnswer(q.get(), try, q.doc.text) { // every row has something
		return Note{}, false
	}
	n := q.note("P31", Wrong, start, end, message, try)
	if n.Try == "" {
		n.Hint = "only where something is in it: " + Clip(try, 80) + ", which finds nothing here"
	}
	return n, true
}

func sameAnswer(whole Value, path, text string) bool { return gjson.Get(text, path).Raw == whole.Raw }
