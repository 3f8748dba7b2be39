// Writes rows one by one with what stands before and behind them.

package render

import (
	"bufio"
	"io"
	"iter"

	"twq/query"
)

// frame is how a format writes row by row; a nil field writes nothing. The writer's errors stick, so that nobody looks at them but write.
type frame struct {
	head  func(w *bufio.Writer)                     // once, before the first row or when there is none
	row   func(w *bufio.Writer, n int, r query.Row) // n counts from 0
	tail  func(w *bufio.Writer, n int)              // after the n rows of a table that came to its end
	broke func(w *bufio.Writer)                     // instead of tail, when an error has ended the rows and there was one before
}

// write walks the rows. An error before the first row leaves nothing written.
func (f frame) write(to io.Writer, t query.Table) error {
	w := bufio.NewWriterSize(to, 64<<10)
	n := 0
	for r, err := range t.Rows {
		if err != nil {
			if n > 0 && f.broke != nil {
				f.broke(w)
			}
			_ = w.Flush() // the error that ended the rows says more than that of the writer
			return err
		}
		if n == 0 && f.head != nil {
			f.head(w)
		}
		if f.row != nil {
			f.row(w, n, r)
		}
		n++
		if _, err := w.Write(nil); err != nil { // the one that stuck
			return &WriteError{err}
		}
	}
	if n == 0 && f.head != nil {
		f.head(w)
	}
	if f.tail != nil {
		f.tail(w, n)
	}
	return flush(w)
}

// put writes a line, or several, of text; for a terminal as Clean makes it.
func put(w *bufio.Writer, line []byte, terminal bool) {
	if terminal {
		w.WriteString(Clean(string(line)))
	} else {
		w.Write(line)
	}
}

func flush(w *bufio.Writer) error {
	if err := w.Flush(); err != nil {
		return &WriteError{err}
	}
	return nil
}

// pair are the columns of a single object shown as a table.
func pair() []query.Column { return []query.Column{{Name: "key"}, {Name: "value"}} }

// at is the i-th cell; one that a row lacks is missing.
func at(r query.Row, i int) query.Value {
	if i < len(r.Cells) {
		return r.Cells[i]
	}
	return query.Value{}
}

// members walks what a two-column table of a single object shows: what the object has, and what was asked for by name.
func members(t query.Table, r query.Row) iter.Seq2[query.Column, query.Value] {
	return func(yield func(query.Column, query.Value) bool) {
		for i, c := range t.Columns {
			if v := at(r, i); (v.Exists() || t.Labelled) && !yield(c, v) {
				return
			}
		}
	}
}
