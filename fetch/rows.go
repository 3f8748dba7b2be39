// The rows of a page, each as it stands there, and the shape that the pages of a walk have in common.

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

// Shape is where the rows of pages are: the path of keys that leads to their list, or one of the constants. Every page of a walk has that
// of the first.
type Shape string

// What no path of keys is: a bracket in a key has a backslash in front.
const (
	shapeList   Shape = "[]" // the page is the list
	shapeObject Shape = "{}" // the page is one row
)

// list is where the list is; ok is false where nothing is known.
func (s Shape) list() (path string, ok bool) {
	switch s {
	case "":
		return "", false
	case shapeList, shapeObject:
		return "", true
	}
	return string(s), true
}

// shapeOf is the shape of a page whose list is said to be at these keys.
func shapeOf(doc gjson.Result, list string) Shape {
	switch {
	case list != "":
		return Shape(list)
	case doc.IsObject():
		return shapeObject
	}
	return shapeList
}

// ReadRows reads a page to its end, closes it and returns its rows in their order, and what has data of its own beside their list. A page
// that is one object without a list is one row; of JSON lines each is one. n is the number of the page, for errors: those of reading, or
// a [*ShapeError], also of a page that is not of the shape of those before it.
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
	text := bytes.TrimSpace(data)
	if isObject := len(text) > 0 && text[0] == '{' && wellFormed(data); isObject && page.List == "" && page.shape != shapeList {
		if e := shapeError(page.From, "a row", data); e.Err != nil { // the API's own errors with status 200
			return nil, nil, onPage(e, n)
		}
		if gjson.GetBytes(text, "meta.result_count").Raw == "0" { // v2 leaves an empty list out
			return nil, nil, nil
		}
		return []Row{{RowID(string(text)), string(text)}}, nil, nil
	} else if page.shape == shapeObject && !isObject {
		return nil, nil, onPage(shapeError(page.From, "an object", data), n)
	}
	l, err := readLeaf(data, page, page.List)
	if err != nil {
		if one := gjson.GetBytes(data, page.List); page.List == "data" && page.shape == "" && wellFormed(data) && one.IsObject() { // v2's form of a single thing
			return []Row{{rowID(one), one.Raw}}, nil, nil
		}
		return nil, nil, onPage(err, n)
	}
	rows = make([]Row, 0, len(l.rows))
	for _, v := range l.rows {
		rows = append(rows, Row{rowID(v), v.Raw})
	}
	return rows, l.beside(), nil
}

// RowID returns the id of a row, with all its digits: that of an object, or the row itself when it is a number or a text; "" when it has
// none. The text is JSON.
func RowID(text string) string { return rowID(gjson.Parse(text)) }
