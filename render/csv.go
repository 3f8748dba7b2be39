// CSV and TSV: a header and a line for each row.

package render

import (
	"fmt"
	"io"
	"time"

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
	// Excel writes what Excel opens without changing it: see excelCSV.
	Excel bool
	Zone  *time.Location // of the moments in created_at columns for Excel; nil is UTC
}

// Render writes t.
func (f CSV) Render(w io.Writer, t query.Table) error {
	if f.Excel {
		return excelCSV{CSV: f, separator: ','}.Render(w, t)
	}
	only := len(t.Columns) == 1
	return f.lines(w, t, ',', func(dst []byte, from int) []byte {
		if only && from == len(dst) {
			return append(dst, `""`...)
		}
		return quote(dst, from)
	})
}

// TSV writes tab-separated values: a header and a line for each row, LF at its end. Nothing is quoted; TAB, LF, CR and the backslash
// inside a cell are written \t, \n, \r and \\, as PostgreSQL and the Linear TSV convention have it. Its fields are those of [CSV].
type TSV CSV

// Render writes t.
func (f TSV) Render(w io.Writer, t query.Table) error {
	if f.Excel {
		return excelCSV{CSV: CSV(f), separator: '\t'}.Render(w, t)
	}
	set := setOf("\t\n\r\\")
	return CSV(f).lines(w, t, '\t', func(dst []byte, from int) []byte { return escape(dst, from, set) })
}

// lines writes the header and the rows with a separator between fields; safe makes the field dst[from:] safe.
func (f CSV) lines(w io.Writer, t query.Table, separator byte, safe func(dst []byte, from int) []byte) error {
	if len(t.Columns) == 0 {
		return frame{}.write(w, t)
	}
	formulas := 0
	err := frame{
		head: func(w *buffer) {
			from := len(w.buf)
			for _, c := range t.Columns {
				field := len(w.buf)
				w.buf = append(safe(append(w.buf, c.Name...), field), separator)
			}
			f.endLine(w, from)
		},
		row: func(w *buffer, _ int, r query.Row) {
			from := len(w.buf)
			for i, c := range t.Columns {
				v, field := at(r, i), len(w.buf)
				line := f.appendCell(w.buf, v, c)
				if (v.Type == gjson.String || v.Type == gjson.JSON) && Formula(line[field:]) {
					formulas++
				}
				w.buf = append(safe(line, field), separator)
			}
			f.endLine(w, from)
		},
	}.write(w, t)
	if formulas > 0 && f.Note != nil {
		f.Note(count(formulas, "cell") + " may be taken for a formula by a spreadsheet (= + - @ in front); the text is as it came")
	}
	return err
}

// endLine puts the end of the line in the place of its last separator.
func (f CSV) endLine(w *buffer, from int) {
	if w.buf[len(w.buf)-1] = '\n'; f.Terminal {
		w.clean(from)
	}
}

func (f CSV) appendCell(dst []byte, v query.Value, c query.Column) []byte {
	switch {
	case !v.Exists():
		return append(dst, f.Missing...)
	case v.Type == gjson.Null:
		return append(dst, f.Null...)
	}
	return appendCell(dst, v, c, f.Join)
}

// count is "1 row", "2 rows".
func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
