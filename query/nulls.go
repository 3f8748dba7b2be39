// Finds queries that null passes, or does not, otherwise than it looks; and whether a text has such a value under a key at all.

package query

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/tidwall/gjson"
)

// nulls is for a query that null passes, or does not, otherwise than it looks: without an operator, or with !=. The data is walked only
// where its text has such a null.
func (q question) nulls() (Note, bool) {
	if q.path == nil {
		return Note{}, false
	}
	for query := range q.path.Queries() {
		there := query.Op == "" && query.RightStart == query.RightEnd
		other := query.Op == "!=" && !strings.HasPrefix(query.Value, "~") && !q.asksForNull(query)
		if !there && !other || query.Left == nil || !nullUnder(q.doc.text, query.Left.LastKey()) {
			continue
		}
		_, t := Walk(q.doc.text, q.path)
		for _, c := range t.Queries() {
			switch {
			case c.Query.Start != query.Start || c.Values.Null == 0:
			case other:
				return q.nullNotOther(c), true
			case c.Values.True+c.Values.False == 0:
				return q.nullIsThere(c), true
			}
		}
	}
	return Note{}, false
}

// asksForNull says that another query of the path asks whether the left side of this one is null.
func (q question) asksForNull(c *Query) bool {
	for other := range q.path.Queries() {
		if other.Value == "~null" && leftOf(other) == leftOf(c) {
			return true
		}
	}
	return false
}

// nullIsThere is for null that passes a query without an operator.
func (q question) nullIsThere(c Compared) Note {
	query, left := c.Query, c.Query.Left.String()
	end := query.Left.Start() + len(left)
	message := fmt.Sprintf("(%s) tests only whether it is there: %d have it, %d of them null", left, c.Matched, c.Values.Null)
	if query.Depth > 0 || !strings.HasPrefix(q.path.String()[query.End:], "#") {
		message = fmt.Sprintf("(%s) tests only whether it is there, and it is also there where it is null", left)
	}
	n := q.note("P21", Hint, query.Left.Start(), end, message, q.replaced(end, end, "!=~null"))
	n.Hint = "not null is " + left + "!=~null, which finds nothing here"
	return n
}

// nullNotOther is for null that does not pass !=.
func (q question) nullNotOther(c Compared) Note {
	query, text, left := c.Query, q.path.String(), c.Query.Left.String()
	message := fmt.Sprintf("for gjson null is never != anything: where %s is null, it is left out", left)
	all := query.Depth == 0 && strings.HasPrefix(text[query.End:], "#")
	if all {
		message += fmt.Sprintf(" (%d×)", c.Values.Null)
	}
	try := ""
	if all && q.askedOnce(query) {
		end := q.endOfRows(query)
		also := text[:query.OpStart] + "==~null" + text[query.RightEnd:end]
		if isFlat(gjson.Get(q.doc.text, text[:end])) && isFlat(gjson.Get(q.doc.text, also)) {
			try = "[" + text[:end] + "," + also + "]|@flatten" + text[end:]
		}
	}
	n := q.note("P22", Hint, query.OpStart, query.RightEnd, message, try)
	n.Hint = "null or missing is " + left + "==~null"
	return n
}

// isFlat says that a value is a list without lists in it.
func isFlat(v Value) bool {
	flat := v.IsArray()
	v.ForEach(func(_, inner Value) bool { flat = flat && !inner.IsArray(); return flat })
	return flat
}

// nullUnder says that a null stands under a key somewhere in a JSON text.
func nullUnder(text, key string) bool {
	return key != "" && anyUnder(text, key, func(rest string) bool { return strings.HasPrefix(rest, "null") })
}

// anyUnder says that of the values under a key somewhere in a JSON text there may be one that is; is gets the text from the value on.
func anyUnder(text, key string, is func(rest string) bool) bool {
	quoted := strconv.Quote(key)
	for i := 0; ; {
		at := strings.Index(text[i:], quoted)
		if at < 0 {
			return escapesPlain(text)
		}
		i += at + len(quoted)
		if colon := skipSpace(text, i); colon < len(text) && text[colon] == ':' {
			if value := skipSpace(text, colon+1); value < len(text) && is(text[value:]) {
				return true
			}
		}
	}
}

// escapesPlain says that a JSON text has an escape for a letter, a digit, _ or -, so that a key may stand there in other signs.
func escapesPlain(text string) bool {
	for {
		_, rest, ok := strings.Cut(text, `\u00`)
		if !ok {
			return false
		}
		if len(rest) >= 2 {
			if c, err := strconv.ParseUint(rest[:2], 16, 8); err == nil && (isAlnum(byte(c)) || c == '_' || c == '-') {
				return true
			}
		}
		text = rest
	}
}
