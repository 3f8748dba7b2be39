// The JSON formats: indented, as it came, and a row a line.

package render

import (
	"bufio"
	"io"

	"twq/query"
)

// JSON writes indented JSON: two blanks a level, down to 100 levels, what is deeper on one line. Numbers and strings stand as in the
// source. Of chosen columns a row is an object of their labels, without the missing ones. Otherwise the answer is written as a whole
// where there is one, without walking the rows. Rows that end in an error leave the array open, so that no program takes it for whole.
type JSON struct {
	Color    bool // keys and values in colours
	Terminal bool // write for a terminal: see Clean; here as \u escapes
}

// Render writes t.
func (f JSON) Render(w io.Writer, t query.Table) error {
	row := rawRow(t)
	depth := 0
	if t.Shape == query.List {
		depth = 1
	}
	return answer(w, t, "\n  ", "\n", func(w *bufio.Writer, raw string) {
		jsonText{w: w, color: f.Color, terminal: f.Terminal}.indent(raw, 0)
	}, func(w *bufio.Writer, r query.Row) {
		jsonText{w: w, color: f.Color, terminal: f.Terminal}.indent(row(r), depth)
	})
}

// Raw writes the bytes of the answer and an LF. Where there is no answer as a whole, a list is an array of the bytes of its rows; of
// chosen columns it is an array, without white space, of objects of their labels. Rows that end in an error leave the array open.
type Raw struct {
	Terminal bool // write for a terminal: see Clean; here as \u escapes
}

// Render writes t.
func (f Raw) Render(w io.Writer, t query.Table) error {
	row := rawRow(t)
	return answer(w, t, "", "", func(w *bufio.Writer, raw string) {
		jsonText{w: w, terminal: f.Terminal}.verbatim(raw)
	}, func(w *bufio.Writer, r query.Row) {
		if j := (jsonText{w: w, terminal: f.Terminal}); t.Labelled {
			j.compact(row(r))
		} else {
			j.verbatim(row(r))
		}
	})
}

// NDJSON writes a row a line, each as JSON without white space; of chosen columns an object of their labels, without the missing ones.
type NDJSON struct {
	Terminal bool // write for a terminal: see Clean; here as \u escapes
}

// Render writes t.
func (f NDJSON) Render(w io.Writer, t query.Table) error {
	row := rawRow(t)
	return frame{row: func(w *bufio.Writer, _ int, r query.Row) {
		jsonText{w: w, terminal: f.Terminal}.compact(row(r))
		w.WriteByte('\n')
	}}.write(w, t)
}

// answer writes the answer as a whole, or its rows: an array for a list, with before in front of each element and after behind the last.
func answer(w io.Writer, t query.Table, before, after string, whole func(*bufio.Writer, string), row func(*bufio.Writer, query.Row)) error {
	if t.Whole.Exists() && !t.Labelled {
		out := bufio.NewWriterSize(w, 64<<10)
		whole(out, t.Whole.Raw)
		out.WriteByte('\n')
		return flush(out)
	}
	if t.Shape != query.List {
		return frame{row: func(w *bufio.Writer, _ int, r query.Row) {
			row(w, r)
			w.WriteByte('\n')
		}}.write(w, t)
	}
	return frame{
		head: func(w *bufio.Writer) { w.WriteByte('[') },
		row: func(w *bufio.Writer, n int, r query.Row) {
			if n > 0 {
				w.WriteByte(',')
			}
			w.WriteString(before)
			row(w, r)
		},
		tail: func(w *bufio.Writer, n int) {
			if n > 0 {
				w.WriteString(after)
			}
			w.WriteString("]\n")
		},
		broke: func(w *bufio.Writer) { w.WriteByte('\n') },
	}.write(w, t)
}
