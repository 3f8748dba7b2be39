// The Markdown format: a table for READMEs and issues.

package render

import (
	"bufio"
	"io"
	"strings"

	"github.com/tidwall/gjson"

	"twq/query"
)

// Markdown writes a table of GitHub Flavored Markdown that shows every cell as it is: what Markdown or HTML would take for markup is
// escaped, a line break is <br>. A single object is a table of key and value. null is null, a missing cell ·. With no columns nothing
// is written.
type Markdown struct {
	Join     string // between the elements of a list in a cell; "" means "; "
	Terminal bool   // write for a terminal: see Clean
}

// Render writes t.
func (f Markdown) Render(w io.Writer, t query.Table) error {
	if len(t.Columns) == 0 {
		return frame{}.write(w, t)
	}
	names := t.Columns
	if t.Shape == query.Object {
		names = pair()
	}
	return frame{
		head: func(w *bufio.Writer) {
			line := w.AvailableBuffer()
			for _, c := range names {
				line = appendMarkdown(line, c.Name)
			}
			put(w, append(line, "|\n"...), f.Terminal)
			w.WriteString(strings.Repeat("| --- ", len(names)) + "|\n")
		},
		row: func(w *bufio.Writer, _ int, r query.Row) {
			line := w.AvailableBuffer()
			if t.Shape == query.Object {
				for c, v := range members(t, r) {
					line = append(appendMarkdown(appendMarkdown(line, c.Name), f.cell(v, c)), "|\n"...)
				}
			} else {
				for i, c := range t.Columns {
					line = appendMarkdown(line, f.cell(at(r, i), c))
				}
				line = append(line, "|\n"...)
			}
			put(w, line, f.Terminal)
		},
	}.write(w, t)
}

func (f Markdown) cell(v query.Value, c query.Column) string {
	switch {
	case !v.Exists():
		return missingMark
	case v.Type == gjson.Null:
		return nullMark
	}
	return Cell(v, c, f.Join)
}

// appendMarkdown adds a cell with the bar in front of it.
func appendMarkdown(dst []byte, s string) []byte {
	dst = append(dst, "| "...)
	for i := 0; i < len(s); i++ {
		switch c := s[i]; c {
		case '\r', '\n':
			if c == '\r' && strings.HasPrefix(s[i+1:], "\n") {
				i++
			}
			dst = append(dst, "<br>"...)
		case '<':
			dst = append(dst, "&lt;"...)
		case '&':
			dst = append(dst, "&amp;"...)
		case '_':
			// Between letters it is no emphasis, and screen_name stays readable in the source.
			if i == 0 || i+1 == len(s) || !word(s[i-1]) || !word(s[i+1]) {
				dst = append(dst, '\\')
			}
			dst = append(dst, c)
		case '|', '\\', '`', '*', '~', '[', ']':
			dst = append(dst, '\\', c)
		default:
			dst = append(dst, c)
		}
	}
	return append(dst, ' ')
}

func word(c byte) bool { return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }
