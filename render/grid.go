// A table for people: makes its cells, and writes them into the box that box.go has drawn with the widths that layout.go has chosen.

package render

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"twq/query"
)

// Table draws a box: the header exactly as the columns are named, a line for each row, numbers to the right. A scalar is its bare value;
// a single object a table of key and value. null is null, a missing cell · and an empty text nothing. A line break in a cell is ⏎ and a
// TAB ␉, always, so that rows stay lines and columns stay aligned.
//
// The first 1,000 rows fix the widths; the others follow one by one, in bounded memory. With Width 0 nothing is cut: what is wider than
// its column, which is at most 500 wide, sticks out. When an error ends the rows, the box stays open at the bottom.
type Table struct {
	// Width is the width of the terminal in cells; 0 means no cutting, for pipes and files. The widest columns are narrowed first, and
	// text is cut between graphemes with …; the last columns are left out rather than narrowing columns under 8 cells or cutting
	// numbers and ids. The first column is always there.
	Width    int
	Terminal bool   // write for a terminal: see Clean
	Color    bool   // the header bold, lines and the marks of null and missing dim
	ASCII    bool   // draw with +, - and |; mark with ~ (cut), \n, \t and . (missing)
	Join     string // between the elements of a list in a cell; "" means "; "
	// Live says that rows come slowly and perhaps without an end: those that have waited for others for a fifth of a second fix the
	// widths.
	Live bool
	// Note is told at the end in one line what Width has cut, when it has: "cut to 80 columns: cells of 7 rows; 2 columns left out: a, b".
	// nil is fine.
	Note func(string)
	bars int // the column behind which there is none, if it has bars; they are never cut. 0: there are none
}

const (
	sampleRows  = 1000    // rows that fix the widths
	sampleBytes = 8 << 20 // of their text, after which fewer rows will do
	widestCell  = 500     // of a table that is not cut
)

// Render writes t.
func (f Table) Render(w io.Writer, t query.Table) error {
	if t.Shape == query.Missing || t.Shape == query.Scalar || t.Shape == query.Object && len(t.Columns) == 0 {
		return Text{Join: f.Join, Terminal: f.Terminal}.Render(w, t)
	}
	if len(t.Columns) == 0 {
		return frame{}.write(w, t)
	}
	columns := t.Columns
	if t.Shape == query.Object {
		columns = Pair()
	}
	g := grid{Table: f, w: newOutput(w), columns: columns}
	if f.Live {
		g.w.late = g.begin
	}
	row := make([]cell, len(columns))
	for r, err := range t.Rows {
		if err != nil {
			_ = g.end(false)
			return err // it says more than what end may have met
		}
		g.w.lock()
		if t.Shape == query.Object {
			for c, v := range Members(t, r) {
				row[0], row[1] = g.text(c.Name), g.cell(v, c)
				g.add(row)
			}
		} else {
			for i, c := range columns {
				row[i] = g.cell(at(r, i), c)
			}
			if f.bars > 0 {
				g.paintBar(&row[f.bars-1])
			}
			g.add(row)
		}
		failed := g.err // behind unlock the timer may have begun
		if err := cmp.Or(failed, g.w.unlock()); err != nil {
			_ = g.w.end()
			return err
		}
	}
	return g.end(true)
}

// grid is a table on its way to w.
type grid struct {
	Table
	w       *output
	columns []query.Column
	sample  [][]cell // rows that wait for the widths
	bytes   int      // of their text
	layout  *layout  // nil as long as they wait
	box     *box
	err     error // of the box
	cutRows int
}

// add takes a row; the sample keeps texts of its own, for those of a row end with the row.
func (g *grid) add(row []cell) {
	if g.layout != nil {
		g.write(row)
		return
	}
	row = slices.Clone(row)
	for i, c := range row {
		row[i].text = strings.Clone(c.text)
		g.bytes += len(c.text)
	}
	g.sample = append(g.sample, row)
	if len(g.sample) == sampleRows || g.bytes >= sampleBytes {
		g.begin()
	}
}

// begin fixes the widths and writes the header and the rows that have waited.
func (g *grid) begin() {
	if g.layout != nil {
		return
	}
	header := make([]cell, len(g.columns))
	for i, c := range g.columns {
		header[i] = g.text(c.Name)
		if g.Color {
			header[i].color = boldColor
		}
	}
	g.layout = g.lay(header, g.sample)
	if g.box, g.err = drawBox(g.layout.widths[:g.layout.shown], g.ASCII, g.Color); g.err != nil {
		return
	}
	g.w.put(g.box.top + "\n")
	g.line(g.box.header, header)
	if len(g.sample) > 0 {
		g.w.put(g.box.rule + "\n")
	}
	for _, row := range g.sample {
		g.write(row)
	}
	g.sample = nil
}

// end writes what waits and, of a table that is whole, the bottom. Of a table that failed before its first row it writes nothing.
func (g *grid) end(whole bool) error {
	g.w.lock()
	if whole || len(g.sample) > 0 {
		g.begin()
	}
	if whole && g.err == nil {
		g.w.put(g.box.bottom + "\n")
	}
	err := g.err
	err = cmp.Or(err, g.w.unlock(), g.w.end()) // behind it the timer writes no more
	g.note()
	return err
}

// write writes a row.
func (g *grid) write(row []cell) {
	if g.err == nil && g.line(g.box.row, row) {
		g.cutRows++
	}
}

// line writes cells between the pieces of a line, cut to their columns; it says whether one of them had to be cut.
func (g *grid) line(pieces []string, row []cell) (cut bool) {
	for i, c := range row[:g.layout.shown] {
		width := g.layout.widths[i]
		if g.Width > 0 && c.width > width {
			c = g.fit(c, width)
		}
		cut = cut || c.cut
		g.w.put(pieces[i])
		pad := max(0, width-c.width)
		if g.layout.right[i] {
			g.blanks(pad)
		}
		g.w.put(c.color)
		g.w.put(c.text)
		if c.color != "" {
			g.w.put(noColor)
		}
		if !g.layout.right[i] {
			g.blanks(pad)
		}
	}
	g.w.put(pieces[len(pieces)-1])
	g.w.put("\n")
	return cut
}

func (g *grid) blanks(n int) {
	const many = "                                                                "
	for ; n > len(many); n -= len(many) {
		g.w.put(many)
	}
	g.w.put(many[:n])
}

// paintBar keeps a bar from being cut, and colours it.
func (g *grid) paintBar(c *cell) {
	if c.bar = true; g.Color && c.text != "" {
		c.color = numberColor
	}
}

// note tells what was cut.
func (g *grid) note() {
	if g.Note == nil || g.layout == nil {
		return
	}
	var parts []string
	if g.cutRows > 0 {
		parts = append(parts, "cells of "+count(g.cutRows, "row"))
	}
	if left := g.columns[g.layout.shown:]; len(left) > 0 {
		names := make([]string, 0, 10)
		for _, c := range left[:min(len(left), 10)] {
			names = append(names, Clean(c.Name))
		}
		if n := len(left) - len(names); n > 0 {
			names = append(names, fmt.Sprintf("and %d more", n))
		}
		parts = append(parts, count(len(left), "column")+" left out: "+strings.Join(names, ", "))
	}
	if parts != nil {
		g.Note(fmt.Sprintf("cut to %d columns: %s", g.Width, strings.Join(parts, "; ")))
	}
}
