// The Markdown format: a table for READMEs and issues.

package render

import (
	"cmp"
	"io"
	"strings"

	"github.com/tidwall/gjson"

	"twq/query"
)

// Markdown writes a table of GitHub Flavored Markdown that shows every cell as it is: what Markdown or HTML would take for markup is
// escaped, a line break is <br>. A single object is a table of key and value. With no columns nothing is written.
type Markdown struct {
	Null     string // what a null is written as; "" is null
	Missing  string // what a missing cell is written as; "" is ·
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
		names = Pair()
	}
	var cell []byte
	return frame{
		head: func(w *buffer) {
			from := len(w.buf)
			for _, c := range names {
				w.buf = appendMarkdown(w.buf, c.Name)
			}
			f.endLine(w, from)
			w.put(strings.Repeat("| --- ", len(names)) + "|\n")
		},
		row: func(w *buffer, _ int, r query.Row) {
			from := len(w.buf)
			if t.Shape == query.Object {
				for c, v := range Members(t, r) {
					cell = f.appendCell(cell[:0], v, c)
					w.buf = appendMarkdown(appendMarkdown(w.buf, c.Name), cell)
					f.endLine(w, from)
					from = len(w.buf)
				}
				return
			}
			for i, c := range t.Columns {
				cell = f.appendCell(cell[:0], at(r, i), c)
				w.buf = appendMarkdown(w.buf, cell)
			}
			f.endLine(w, from)
		},
	}.write(w, t)
}

func (f Markdown) endLine(w *buffer, from int) {
	if w.buf = append(w.buf, "|\n"...); f.Terminal {
		w.clean(from)
	}
}

func (f Markdown) appendCell(dst []byte, v query.Value, c query.Column) []byte {
	switch {
	case !v.Exists():
		return append(dst, cmp.Or(f.Missing, missingMark)...)
	case v.Type == gjson.Null:
		return append(dst, cmp.Or(f.Null, nullMark)...)
	}
	return appendCell(dst, v, c, f.Join)
}

// appendMarkdown adds a cell with the bar in front of it.
func appendMarkdown[text string | []byte](dst []byte, s text) []byte {
	dst = append(dst, "| "...)
	for i := 0; i < len(s); i++ {
		switch c := s[i]; c {
		case '\r', '\n':
			if c == '\r' && i+1 < len(s) && s[i+1] == '\n' {
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
