// CSV and TSV: a header and a line for each row.

package render

import (
	"bufio"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/tidwall/gjson"

	"twq/query"
)

// CSV writes comma-separated values after RFC 4180, but with LF at the end of a line, as shells, git and other writers have it. The
// header is always there, unless there are no columns; then nothing is written. Text is quoted where it must be and otherwise
// unaltered: line breaks inside it are kept, and so is what a spreadsheet would take for a formula. The only cell of a row is written
// "" when empty, so that the line is not.
type CSV struct {
	Null     string // what a null is written as; "" makes it an empty cell
	Missing  string // what a missing cell is written as; "" makes it an empty cell
	Join     string // between the elements of a list in a cell; "" means "; "
	Terminal bool   // write for a terminal: see Clean
	// Note is told at the end how many cells of text a spreadsheet may take for formulas, when there are any; nil is fine.
	Note func(string)
}

// Render writes t.
func (f CSV) Render(w io.Writer, t query.Table) error {
	only := len(t.Columns) == 1
	return f.lines(w, t, ',', func(dst []byte, s string) []byte {
		if only && s == "" {
			return append(dst, `""`...)
		}
		return appendQuoted(dst, s)
	})
}

// TSV writes tab-separated values: a header and a line for each row, LF at its end. Nothing is quoted; TAB, LF, CR and the backslash
// inside a cell are written \t, \n, \r and \\, as PostgreSQL and the Linear TSV convention have it. Its fields are those of [CSV].
type TSV CSV

// Render writes t.
func (f TSV) Render(w io.Writer, t query.Table) error {
	return CSV(f).lines(w, t, '\t', func(dst []byte, s string) []byte { return appendEscaped(dst, s, "\t\n\r\\") })
}

// lines writes the header and the rows with a separator between fields that field has made safe.
func (f CSV) lines(w io.Writer, t query.Table, separator byte, field func(dst []byte, s string) []byte) error {
	if len(t.Columns) == 0 {
		return frame{}.write(w, t)
	}
	formulas := 0
	line := func(w *bufio.Writer, text func(i int) string) {
		line := w.AvailableBuffer()
		for i := range t.Columns {
			if i > 0 {
				line = append(line, separator)
			}
			line = field(line, text(i))
		}
		put(w, append(line, '\n'), f.Terminal)
	}
	err := frame{
		head: func(w *bufio.Writer) { line(w, func(i int) string { return t.Columns[i].Name }) },
		row: func(w *bufio.Writer, _ int, r query.Row) {
			line(w, func(i int) string {
				v := at(r, i)
				text := f.cell(v, t.Columns[i])
				if (v.Type == gjson.String || v.Type == gjson.JSON) && formula(text) {
					formulas++
				}
				return text
			})
		},
	}.write(w, t)
	if formulas > 0 && f.Note != nil {
		f.Note(count(formulas, "cell") + " may be taken for a formula by a spreadsheet (= + - @ in front); the text is as it came")
	}
	return err
}

func (f CSV) cell(v query.Value, c query.Column) string {
	switch {
	case !v.Exists():
		return f.Missing
	case v.Type == gjson.Null:
		return f.Null
	}
	return Cell(v, c, f.Join)
}

func appendQuoted(dst []byte, s string) []byte {
	// Some readers drop blanks at the ends of a field that has no quotes.
	if s == "" || s[0] > ' ' && s[len(s)-1] > ' ' && !strings.ContainsAny(s, ",\"\n\r") {
		return append(dst, s...)
	}
	dst = append(dst, '"')
	for {
		i := strings.IndexByte(s, '"')
		if i < 0 {
			break
		}
		dst = append(append(dst, s[:i+1]...), '"')
		s = s[i+1:]
	}
	return append(append(dst, s...), '"')
}

// formula tells text that a spreadsheet may run (OWASP, CSV injection; ASVS 1.2.10 adds NUL, Excel takes the full-width signs too).
func formula(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return s != "" && strings.ContainsRune("=+-@\t\r\n\x00＝＋－＠", r)
}

// count is "1 row", "2 rows".
func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
