// The JSON formats: indented, as it came, and a row a line.

package render

import (
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
	depth := 0
	if t.Shape == query.List {
		depth = 1
	}
	keys := labels(t)
	return answer(w, t, "\n  ", "\n", func(w *buffer, raw string) {
		jsonText{w: w, color: f.Color, terminal: f.Terminal}.indent(raw, 0)
	}, func(w *buffer, r query.Row) {
		if j := (jsonText{w: w, color: f.Color, terminal: f.Terminal}); t.Labelled {
			j.indentMembers(keys, r, depth)
		} else {
			j.indent(r.Value.Raw, depth)
		}
	})
}

// Raw writes the bytes of the answer and an LF. Where there is no answer as a whole, a list is an array of the bytes of its rows; of
// chosen columns it is an array, without white space, of objects of their labels. Rows that end in an error leave the array open.
type Raw struct {
	Terminal bool // write for a terminal: see Clean; here as \u escapes
}

// Render writes t.
func (f Raw) Render(w io.Writer, t query.Table) error {
	keys := labels(t)
	return answer(w, t, "", "", func(w *buffer, raw string) {
		jsonText{w: w, terminal: f.Terminal}.verbatim(raw)
	}, func(w *buffer, r query.Row) {
		if j := (jsonText{w: w, terminal: f.Terminal}); t.Labelled {
			j.members(keys, r)
		} else {
			j.verbatim(r.Value.Raw)
		}
	})
}

// NDJSON writes a row a line, each as JSON without white space; of chosen columns an object of their labels, without the missing ones.
type NDJSON struct {
	Terminal bool // write for a terminal: see Clean; here as \u escapes
}

// Render writes t.
func (f NDJSON) Render(w io.Writer, t query.Table) error {
	keys := labels(t)
	return frame{row: func(w *buffer, _ int, r query.Row) {
		if j := (jsonText{w: w, terminal: f.Terminal}); t.Labelled {
			j.members(keys, r)
		} else {
			j.compact(r.Value.Raw)
		}
		w.buf = append(w.buf, '\n')
	}}.write(w, t)
}

// answer writes the answer as a whole, or its rows: an array for a list, with before in front of each element and after behind the last.
func answer(w io.Writer, t query.Table, before, after string, whole func(*buffer, string), row func(*buffer, query.Row)) error {
	if t.Whole.Exists() && !t.Labelled {
		out := newOutput(w)
		whole(&out.buffer, t.Whole.Raw)
		out.put("\n")
		return out.end()
	}
	if t.Shape != query.List {
		return frame{row: func(w *buffer, _ int, r query.Row) {
			row(w, r)
			w.put("\n")
		}}.write(w, t)
	}
	return frame{
		head: func(w *buffer) { w.put("[") },
		row: func(w *buffer, n int, r query.Row) {
			if n > 0 {
				w.put(",")
			}
			w.put(before)
			row(w, r)
		},
		tail: func(w *buffer, n int) {
			if n > 0 {
				w.put(after)
			}
			w.put("]\n")
		},
		broke: func(w *buffer) { w.put("\n") },
	}.write(w, t)
}
