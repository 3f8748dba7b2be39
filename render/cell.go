// Turns a value into the text of a cell.

package render

import (
	"github.com/tidwall/gjson"

	"twq/query"
)

// Marks of the formats for people: null and missing are two things, and neither is the empty text.
const (
	nullMark    = "null"
	missingMark = "·"
)

// Cell is the text of a value in column c: a string decoded and without quotes, a number with the digits of the source, true, false,
// null; a missing value is empty. A list of scalars is joined with join ("" means "; "). A list of objects is the joined telling member
// where the last key of the column has one (hashtags: text, urls: expanded_url, user_mentions: screen_name, media: media_url_https; the
// keys of v1.1 entities) and every object has it; a single object under such a key is its telling member. Anything else is JSON without
// white space.
func Cell(v query.Value, c query.Column, join string) string {
	switch {
	case v.Type == gjson.String:
		return v.Str
	case v.Type != gjson.JSON:
		return v.Raw
	}
	return string(appendCell(nil, v, c, join))
}

// appendCell adds the text of [Cell].
func appendCell(dst []byte, v query.Value, c query.Column, join string) []byte {
	switch {
	case v.Type == gjson.String:
		return append(dst, v.Str...)
	case v.Type != gjson.JSON:
		return append(dst, v.Raw...)
	case v.IsArray():
		if dst, ok := appendJoined(dst, v, telling(c), join); ok {
			return dst
		}
	case telling(c) != "": // an element of such a list, which has been taken out of it
		if m := v.Get(telling(c)); m.Exists() && m.Type != gjson.JSON {
			return appendCell(dst, m, query.Column{}, join)
		}
	}
	b := buffer{buf: dst}
	jsonText{w: &b}.compact(v.Raw)
	return b.buf
}

// appendJoined is false, and has added nothing, where an element is neither a scalar nor an object with the telling member.
func appendJoined(dst []byte, list query.Value, member, join string) ([]byte, bool) {
	if join == "" {
		join = "; "
	}
	from, n, ok := len(dst), 0, true
	list.ForEach(func(_, e gjson.Result) bool {
		if e.IsObject() && member != "" {
			e = e.Get(member)
		}
		if ok = e.Exists() && e.Type != gjson.JSON; !ok {
			return false
		}
		if n++; n > 1 {
			dst = append(dst, join...)
		}
		if e.Type == gjson.String {
			dst = append(dst, e.Str...)
		} else {
			dst = append(dst, e.Raw...)
		}
		return true
	})
	if !ok {
		return dst[:from], false
	}
	return dst, true
}

// telling is the member that stands for the objects of a column's list; "" where none does.
func telling(c query.Column) string {
	return query.TellingMember(lastKey(c))
}
