// The text format: plain lines for a shell.

package render

import (
	"io"

	"github.com/tidwall/gjson"

	"twq/query"
)

// Text writes plain lines. A scalar is its value, a string without quotes and with its line breaks. Of a list each row is a line, its
// cells with a TAB between them; of an object each member is a line of key, TAB, value. In these lines LF and CR are written \n and \r,
// and TAB \t where there are several columns; a backslash stays as it is.
type Text struct {
	Null     string // what a null is written as; "" is null
	Missing  string // what a missing cell is written as; "" leaves it empty
	Join     string // between the elements of a list in a cell; "" means "; "
	Terminal bool   // write for a terminal: see Clean
}

// Render writes t.
func (f Text) Render(w io.Writer, t query.Table) error {
	breaks := setOf("\n\r")
	if t.Shape == query.Object || len(t.Columns) > 1 {
		breaks = setOf("\n\r\t")
	}
	return frame{row: func(w *buffer, _ int, r query.Row) {
		from := len(w.buf)
		switch {
		case t.Shape == query.Scalar, t.Shape == query.Object && len(t.Columns) == 0: // the empty object
			w.buf = append(f.appendCell(w.buf, r.Value, query.Column{}), '\n')
		case t.Shape == query.Object:
			for c, v := range Members(t, r) {
				key := len(w.buf)
				w.buf = append(escape(append(w.buf, c.Name...), key, breaks), '\t')
				value := len(w.buf)
				w.buf = append(escape(f.appendCell(w.buf, v, c), value, breaks), '\n')
			}
		default:
			for i, c := range t.Columns {
				if i > 0 {
					w.buf = append(w.buf, '\t')
				}
				cell := len(w.buf)
				w.buf = escape(f.appendCell(w.buf, at(r, i), c), cell, breaks)
			}
			w.buf = append(w.buf, '\n')
		}
		if f.Terminal {
			w.clean(from)
		}
	}}.write(w, t)
}

func (f Text) appendCell(dst []byte, v query.Value, c query.Column) []byte {
	switch {
	case !v.Exists():
		return append(dst, f.Missing...)
	case v.Type == gjson.Null && f.Null != "":
		return append(dst, f.Null...)
	}
	return appendCell(dst, v, c, f.Join)
}
