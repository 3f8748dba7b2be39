// Takes a page apart into its rows, each as it stands there.

package fetch

import (
	"bytes"

	"github.com/tidwall/gjson"
)

// Row is a row of a page.
type Row struct {
	ID   string // with all its digits; "" when it has none
	Text string // as it stands in the page, white space around it left out
}

// ReadRows reads a page to its end, closes it and returns its rows in their order, and the keys that are beside their list. A page that is
// one object without a list is one row; of JSON lines each is one. n is the number of the page, for errors: those of reading, or a [*ShapeError].
func ReadRows(page *Page, n int) (rows []Row, beside []string, err error) {
	data, err := whole(page)
	if err != nil {
		return nil, nil, onPage(err, n)
	}
	if page.Lines && !wellFormed(data) {
		values, err := jsonValues(data)
		if err != nil {
			return nil, nil, onPage(shapeError(page.From, "JSON lines", data), n)
		}
		for _, v := range values {
			rows = append(rows, Row{RowID(string(v)), string(v)})
		}
		return rows, nil, nil
	}
	if text := bytes.TrimSpace(data); page.List == "" && len(text) > 0 && text[0] == '{' && wellFormed(data) {
		if e := shapeError(page.From, "a row", data); e.Err != nil { // the API's own errors with status 200
			return nil, nil, onPage(e, n)
		}
		return []Row{{RowID(string(text)), string(text)}}, nil, nil
	}
	l, err := readLeaf(data, page, page.List)
	if err != nil {
		if one := gjson.GetBytes(data, page.List); page.List == "data" && wellFormed(data) && one.IsObject() { // v2's form of a single thing
			return []Row{{rowID(one), one.Raw}}, nil, nil
		}
		return nil, nil, onPage(err, n)
	}
	rows = make([]Row, 0, len(l.rows))
	for _, v := range l.rows {
		rows = append(rows, Row{rowID(v), v.Raw})
	}
	if l.members != "" {
		gjson.Parse("{" + l.members[1:] + "}").ForEach(func(k, _ gjson.Result) bool {
			beside = append(beside, k.Str)
			return true
		})
	}
	return rows, beside, nil
}

// RowID returns the id of a row, with all its digits: that of an object, or the row itself when it is a number or a text; "" when it has
// none. The text is JSON.
func RowID(text string) string { return rowID(gjson.Parse(text)) }
