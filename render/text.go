// The text format: plain lines for a shell.

package render

import (
	"bufio"
	"io"
	"strings"

	"twq/query"
)

// Text writes plain lines. A scalar is its value, a string without quotes and with its line breaks. Of a list each row is a line, its
// cells with a TAB between them; of an object each member is a line of key, TAB, value. In these lines LF and CR are written \n and \r,
// and TAB \t where there are several columns; a backslash stays as it is. null is null, a missing cell is empty.
type Text struct {
	Join     string // between the elements of a list in a cell; "" means "; "
	Terminal bool   // write for a terminal: see Clean
}

// Render writes t.
func (f Text) Render(w io.Writer, t query.Table) error {
	breaks := "\n\r"
	if t.Shape == query.Object || len(t.Columns) > 1 {
		breaks = "\n\r\t"
	}
	cell := func(dst []byte, v query.Value, c query.Column) []byte {
		return appendEscaped(dst, Cell(v, c, f.Join), breaks)
	}
	return frame{row: func(w *bufio.Writer, _ int, r query.Row) {
		line := w.AvailableBuffer()
		switch {
		case t.Shape == query.Scalar, t.Shape == query.Object && len(t.Columns) == 0: // the empty object
			line = append(append(line, Cell(r.Value, query.Column{}, f.Join)...), '\n')
		case t.Shape == query.Object:
			for c, v := range members(t, r) {
				line = append(appendEscaped(line, c.Name, breaks), '\t')
				line = append(cell(line, v, c), '\n')
			}
		default:
			for i, c := range t.Columns {
				if i > 0 {
					line = append(line, '\t')
				}
				line = cell(line, at(r, i), c)
			}
			line = append(line, '\n')
		}
		put(w, line, f.Terminal)
	}}.write(w, t)
}

// appendEscaped adds s with a backslash and a letter for each byte of set, which may hold LF, CR, TAB and the backslash.
func appendEscaped(dst []byte, s, set string) []byte {
	for {
		i := strings.IndexAny(s, set)
		if i < 0 {
			return append(dst, s...)
		}
		c := s[i]
		switch c {
		case '\n':
			c = 'n'
		case '\r':
			c = 'r'
		case '\t':
			c = 't'
		}
		dst = append(append(dst, s[:i]...), '\\', c)
		s = s[i+1:]
	}
}
