// The chart format: a bar for each row of a table of counts or sums.

package render

import (
	"fmt"
	"io"
	"strings"

	"twq/query"
)

// Chart writes a line for each row of a table that has a [query.Measure]: its labels, a bar, and the number behind it. The longest bar
// takes all the room there is; what is not 0 has at least an eighth of a cell, in ASCII a cell. Numbers below 0 have bars of another
// kind, from the same side. Labels are cut between graphemes to two fifths of the width. The first 1,000 rows fix the widths; the others
// follow one by one. Of a table without a Measure it is what [Table] writes.
type Chart struct {
	Width    int  // of the terminal in cells; 0 means 80
	Terminal bool // write for a terminal: see Clean
	Color    bool // the bars in colour
	ASCII    bool // bars of # (and - below 0), and ~ for what is cut
	// Note is told at the end in one line what Width has cut, when it has: "cut to 80 columns: labels of 7 rows". nil is fine.
	Note func(string)
}

const (
	plainWidth = 80 // where there is no terminal
	leastBar   = 10
)

// Render writes t.
func (f Chart) Render(w io.Writer, t query.Table) error {
	if t.Measure == nil {
		return Table{Width: f.Width, Terminal: f.Terminal, Color: f.Color, ASCII: f.ASCII, Note: f.Note}.Render(w, t)
	}
	if f.Width <= 0 {
		f.Width = plainWidth
	}
	c := &chart{Chart: f, measure: t.Measure, columns: t.Columns}
	return frame{
		row: func(w *buffer, _ int, r query.Row) {
			if c.sample = append(c.sample, c.line(r)); c.labels != nil || len(c.sample) == sampleRows {
				c.write(w)
			}
		},
		broke: c.write,
		tail: func(w *buffer, n int) {
			if n > 0 {
				c.write(w)
			}
			if c.cut > 0 && f.Note != nil {
				f.Note(fmt.Sprintf("cut to %d columns: labels of %s", f.Width, count(c.cut, "row")))
			}
		},
	}.write(w, t)
}

// chart is a chart on its way.
type chart struct {
	Chart
	measure *query.Measure
	columns []query.Column
	sample  []charted
	labels  []int // the widths of the labels; nil as long as they are not known
	bars    bars
	cut     int // rows with a label that was cut
}

// charted is a line.
type charted struct {
	labels []string
	number string
	value  float64
}

func (c *chart) line(r query.Row) charted {
	l := charted{labels: make([]string, c.measure.Labels)}
	for i := range l.labels {
		l.labels[i] = strings.Clone(c.label(at(r, i), c.columns[i]))
	}
	if v := at(r, c.measure.Column); v.Exists() {
		l.number, l.value = v.Raw, v.Float()
	}
	return l
}

func (c *chart) label(v query.Value, column query.Column) string {
	if !v.Exists() {
		if c.ASCII {
			return "."
		}
		return missingMark
	}
	s := oneLine(Cell(v, column, ""), c.ASCII)
	if c.Terminal {
		s = Clean(s)
	}
	return s
}

// write writes the lines that wait, and fixes the widths before the first of them.
func (c *chart) write(w *buffer) {
	if c.labels == nil {
		c.lay()
	}
	mark := "…"
	if c.ASCII {
		mark = "~"
	}
	for _, l := range c.sample {
		cut := false
		for i, s := range l.labels {
			width := displayWidth(s)
			if width > c.labels[i] {
				cut = true
				s, width = truncate(s, c.labels[i], mark)
			}
			w.put(s + strings.Repeat(" ", c.labels[i]-width+1))
		}
		if cut {
			c.cut++
		}
		bar := c.bars.bar(l.value)
		if color := c.bars.paint(l.value); color != "" && bar != "" {
			bar = color + bar + noColor
		}
		if bar != "" {
			bar += " "
		}
		w.put(bar + l.number + "\n")
	}
	c.sample = c.sample[:0]
}

// lay shares out the width.
func (c *chart) lay() {
	c.labels = make([]int, c.measure.Labels)
	number := 1
	for _, l := range c.sample {
		number = max(number, len(l.number))
		for i, s := range l.labels {
			c.labels[i] = max(c.labels[i], displayWidth(s))
		}
	}
	room := max(8, c.Width*2/5)
	for used := total(c.labels); used > room; used-- {
		widest := 0
		for i, n := range c.labels {
			if n > c.labels[widest] {
				widest = i
			}
		}
		c.labels[widest]--
	}
	c.bars = newBars(c.measure, max(leastBar, c.Width-total(c.labels)-len(c.labels)-number-1), c.ASCII, c.Color)
}

func total(widths []int) (sum int) {
	for _, n := range widths {
		sum += n
	}
	return sum
}
