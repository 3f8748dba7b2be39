// Package xlsx writes workbooks for spreadsheets (Office Open XML): a header and a row for each row, ids with all their digits, texts that are
// never formulas, moments as dates. It is a room of its own because the library behind it is heavy.
//
// Excelize writes the package and the sheets. What it would change without a word is done here before, or undone behind it:
//
//	texts over 32,767 UTF-16 units are cut      cut here, between characters, and counted
//	characters that XML cannot hold are U+FFFD  replaced here, and counted
//	_x0041_ is escaped, but not _x0041_x0042_   such a text is written in pieces that need no escape
//	numbers are cut to 15 digits                they pass as texts, and become numbers on their way into the file
//	the file is built in memory                 a sheet is built in a temporary file, and written to the file as it is packed
//	a temporary file that cannot be made        is noticed, where excelize would go on in memory
package xlsx

import (
	"fmt"
	"io"
	"time"

	"github.com/tidwall/gjson"

	"twq/query"
	"twq/render"
)

// The limits of a sheet (Microsoft, "Excel specifications and limits").
const (
	MaxRows    = 1_048_576 // the header included
	MaxColumns = 16_384
)

// Format writes a workbook. Its fields are its options, the zero value is ready.
//
// A list has a header, which is bold and stays in sight, and filters; a single object is a sheet of key and value, a scalar a header and a
// cell. A table without rows has its header. Nothing is written before the first sheet is complete.
//
// Cells: ids (render.IsID), whole numbers of more than 15 digits, and numbers that a double does not hold digit by digit are text, and so is every
// text. Other numbers, true and false are themselves. A created_at column is dates with the zone in its header; what is no moment there
// stays as it is and is counted. Dates before March 1900, which spreadsheets disagree about, and what is finer than milliseconds are text as
// they came, and are counted too.
type Format struct {
	// Sheet names the first sheet, as far as a sheet may have that name; "" is data. Further ones are "data 2", "data 3", ….
	Sheet   string
	Null    string         // what a null is written as, as text; "" leaves the cell empty
	Missing string         // what a missing cell is written as, as text; "" leaves it empty
	Join    string         // between the elements of a list in a cell; "" means "; "
	Zone    *time.Location // of dates; nil is UTC
	// Split writes further sheets where the rows are more than one holds; without it they are a *TooManyRowsError.
	Split bool
	// About is asked when the rows have ended, and fills a sheet "about"; nil, or no facts, is none.
	About func() []render.Fact
	// TempDir is where sheets are built, as large as their XML; "" is os.TempDir(). Nothing is left there.
	TempDir string
	// Note is told at the end how many cells were cut, or are otherwise not what they were; nil is fine.
	Note func(string)

	most int // rows of a sheet, for tests; 0 is MaxRows
}

// TooManyRowsError is a table of more rows than a sheet holds.
type TooManyRowsError struct{ Most int } // rows without the header

func (e *TooManyRowsError) Error() string { return fmt.Sprintf("more than %d rows", e.Most) }

// TooManyColumnsError is a table of more columns than a sheet holds.
type TooManyColumnsError struct{ Columns, Most int }

func (e *TooManyColumnsError) Error() string {
	return fmt.Sprintf("%d columns, more than %d", e.Columns, e.Most)
}

// TempError is a temporary file that cannot be written. It wraps the system's reason.
type TempError struct {
	Dir string
	Err error
}

func (e *TempError) Error() string { return "a temporary file in " + e.Dir + ": " + e.Err.Error() }

// Unwrap returns the system's reason.
func (e *TempError) Unwrap() error { return e.Err }

// Render writes t. On an error w may have a part of the file, which is none.
func (f Format) Render(w io.Writer, t query.Table) error {
	columns := t.Columns
	object := t.Shape == query.Object
	if object {
		columns = render.Pair()
	}
	if len(columns) > MaxColumns {
		return &TooManyColumnsError{len(columns), MaxColumns}
	}
	b := newBook(f, w, columns, object)
	defer b.close()
	s := scribe{Format: f}
	kinds := kindsOf(t.Columns)
	row := make([]any, len(columns))
	for r, err := range t.Rows {
		if err != nil {
			return err
		}
		if object {
			i := 0
			for c, v := range render.Members(t, r) {
				for i < len(t.Columns)-1 && t.Columns[i] != c {
					i++
				}
				if err := b.add([]any{s.header(c), s.cell(v, c, kinds[i])}); err != nil {
					return err
				}
			}
			continue
		}
		for i, c := range columns {
			var v query.Value
			if i < len(r.Cells) {
				v = r.Cells[i]
			}
			row[i] = s.cell(v, c, kinds[i])
		}
		if err := b.add(row); err != nil {
			return err
		}
	}
	var facts []render.Fact
	if f.About != nil {
		facts = f.About()
	}
	if err := b.end(facts); err != nil {
		return err
	}
	b.lost.add(s.lost)
	b.lost.tell(f.Note)
	return nil
}

// kind is what a column holds.
type kind int

const (
	plain  kind = iota
	id          // names: always text
	moment      // dates
)

func kindsOf(columns []query.Column) []kind {
	kinds := make([]kind, len(columns))
	for i, c := range columns {
		switch {
		case render.IsMoment(c):
			kinds[i] = moment
		case render.IsID(c):
			kinds[i] = id
		}
	}
	return kinds
}

// isNull tells null from missing.
func isNull(v query.Value) bool { return v.Exists() && v.Type == gjson.Null }
