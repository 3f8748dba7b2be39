// A list for people and for grep: a path on each line, whole, with what there is to say about it.

package render

import (
	"io"
	"strings"

	"twq/query"
)

// Listing writes a line for each row: its first cell, which is a path and is never cut, and the others in columns. The last is cut to the
// terminal. There is no frame, so that a path can be taken with a double click and a line found with grep. It stays bounded in memory as
// [Table] does: the first 1,000 rows fix the widths.
type Listing struct {
	Width    int  // the width of the terminal in cells; 0: nothing is cut
	Terminal bool // write for a terminal: see Clean
	Color    bool // the header bold
	// Second says that the two last cells, a path and its value, stand on a line of their own below, as "path = value".
	Second bool
}

const (
	widestPath  = 72 // what is longer moves the columns behind it
	widestWord  = 16
	longestWord = 24 // what is longer is cut
	leastText   = 24 // cells that the last column keeps beside long paths
)

// Render writes t.
func (f Listing) Render(w io.Writer, t query.Table) error {
	columns := t.Columns
	if f.Second {
		columns = columns[:len(columns)-2]
	}
	var sample [][]string
	var widths []int
	lines := func(w *buffer) {
		if widths == nil {
			header := make([]string, len(columns))
			for i, c := range columns {
				header[i] = c.Name
			}
			widths = f.widths(append(sample, header))
			line := f.line(header, widths)
			if f.Color {
				line = boldColor + line + noColor
			}
			w.put(line + "\n")
		}
		for _, row := range sample {
			w.put(f.line(row[:len(columns)], widths) + "\n")
			if f.Second {
				w.put(f.second(row[len(columns)], row[len(columns)+1]) + "\n")
			}
		}
		sample = sample[:0]
	}
	return frame{row: func(w *buffer, n int, r query.Row) {
		row := make([]string, len(t.Columns))
		for i, c := range t.Columns {
			row[i] = f.text(at(r, i), c)
		}
		if sample = append(sample, row); widths != nil || len(sample) == sampleRows {
			lines(w)
		}
	}, broke: lines, tail: func(w *buffer, n int) {
		if n > 0 {
			lines(w)
		}
	}}.write(w, t)
}

// text is one line of text.
func (f Listing) text(v query.Value, c query.Column) string {
	if !v.Exists() {
		return missingMark
	}
	s := oneLine(Cell(v, c, ""), false)
	if f.Terminal || !printable(s) {
		s = Clean(s)
	}
	return s
}

// widths are those of the columns of the last row.
func (f Listing) widths(rows [][]string) []int {
	widths := make([]int, len(rows[len(rows)-1]))
	last := 0
	for _, row := range rows {
		for i := 1; i < len(widths); i++ {
			widths[i] = max(widths[i], min(displayWidth(row[i]), widestWord))
		}
		last = max(last, min(displayWidth(row[len(widths)-1]), leastText))
	}
	path := widestPath
	if f.Width > 0 {
		room := f.Width - last
		for i := 1; i < len(widths); i++ {
			room -= 2
			if i < len(widths)-1 {
				room -= widths[i]
			}
		}
		path = min(path, max(f.Width*2/5, room))
	}
	for _, row := range rows {
		if n := displayWidth(row[0]); n <= path {
			widths[0] = max(widths[0], n)
		}
	}
	return widths
}

// line writes cells at their columns. What is too long pushes the cells behind it, until one has room again; at a terminal a path that
// leaves them none stands alone, and they are below.
func (f Listing) line(row []string, widths []int) string {
	var b strings.Builder
	used, column := 0, 0
	for i, s := range row {
		if i > 0 {
			gap := max(2, column-used)
			b.WriteString(strings.Repeat(" ", gap))
			used += gap
		}
		width, most := displayWidth(s), longestWord
		if i == len(row)-1 {
			most = width
			if f.Width > 0 {
				most = max(f.Width-used, narrowest)
			}
		}
		if i > 0 && width > most {
			s, width = truncate(s, most, "…")
		}
		b.WriteString(s)
		used += width
		column += widths[i] + 2
		if i == 0 && f.Width > 0 && len(row) > 2 && used > widths[0] && used+2+displayWidth(row[1]) > column+widths[1] {
			b.WriteByte('\n')
			used = 0
		}
	}
	return strings.TrimRight(b.String(), " ")
}

func (f Listing) second(path, value string) string {
	line := "  " + path + " = "
	if room := f.Width - displayWidth(line); f.Width > 0 && displayWidth(value) > room {
		value, _ = truncate(value, max(room, narrowest), "…")
	}
	return line + value
}
