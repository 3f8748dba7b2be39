// What formats in folders of their own need to know of lists and objects in a cell.

package render

import "twq/query"

// Telling is the member that stands for the objects of a column's list, as [Cell] takes it: hashtags text, urls expanded_url,
// user_mentions screen_name, media media_url_https, by the last key of the column; "" where none does.
func Telling(c query.Column) string { return telling(c) }

// Compact is JSON text without the white space between its tokens; texts and digits are those of raw.
func Compact(raw string) string {
	b := buffer{buf: make([]byte, 0, len(raw))}
	jsonText{w: &b}.compact(raw)
	return string(b.buf)
}
