// Paths and values as lines to search in.

package render

import (
	"io"

	"twq/query"
)

// Assign writes a line "path = value" for each row, of which the first cell is the path and the second a value, as JSON, so that a text is
// one line whatever is in it. Control characters in a path are shown as [Clean] shows them, here always.
type Assign struct {
	Terminal bool // write values for a terminal: see Clean
}

// Render writes t.
func (f Assign) Render(w io.Writer, t query.Table) error {
	return frame{row: func(w *buffer, _ int, r query.Row) {
		path := oneLine(at(r, 0).Str, false)
		if !printable(path) {
			path = Clean(path)
		}
		w.put(path)
		w.put(" = ")
		value := at(r, 1).Raw
		if f.Terminal {
			value = Clean(value)
		}
		w.put(value)
		w.put("\n")
	}}.write(w, t)
}
