// Writes rows one by one with what stands before and behind them.

package render

import (
	"io"
	"iter"

	"twq/query"
)

// frame is how a format writes row by row; a nil field writes nothing. The writer's errors stick, so that nobody looks at them but write.
type frame struct {
	head  func(w *buffer)                     // once, before the first row or when there is none
	row   func(w *buffer, n int, r query.Row) // n counts from 0
	tail  func(w *buffer, n int)              // after the n rows of a table that came to its end
	broke func(w *buffer)                     // instead of tail, when an error has ended the rows and there was one before
}

// write walks the rows. An error before the first row leaves nothing written.
func (f frame) write(to io.Writer, t query.Table) error {
	w := newOutput(to)
	n := 0
	for r, err := range t.Rows {
		w.lock()
		if err != nil {
			if n > 0 && f.broke != nil {
				f.broke(&w.buffer)
			}
			_ = w.unlock() // the error that ended the rows says more than that of the writer
			_ = w.end()
			return err
		}
		if n == 0 && f.head != nil {
			f.head(&w.buffer)
		}
		if f.row != nil {
			f.row(&w.buffer, n, r)
		}
		n++
		if err := w.unlock(); err != nil {
			_ = w.end()
			return err
		}
	}
	w.lock()
	if n == 0 && f.head != nil {
		f.head(&w.buffer)
	}
	if f.tail != nil {
		f.tail(&w.buffer, n)
	}
	_ = w.unlock() // end says it again
	return w.end()
}

// Pair are the columns of a single object shown as a table.
func Pair() []query.Column { return []query.Column{{Name: "key"}, {Name: "value"}} }

// at is the i-th cell; one that a row lacks is missing.
func at(r query.Row, i int) query.Value {
	if i < len(r.Cells) {
		return r.Cells[i]
	}
	return query.Value{}
}

// Members walks what a two-column table of a single object shows: what the object has, and what was asked for by name.
func Members(t query.Table, r query.Row) iter.Seq2[query.Column, query.Value] {
	return func(yield func(query.Column, query.Value) bool) {
		for i, c := range t.Columns {
			if v := at(r, i); (v.Exists() || t.Labelled) && !yield(c, v) {
				return
			}
		}
	}
}
