// A table for people with bars beside its counts.

package render

import (
	"io"
	"iter"
	"slices"

	"github.com/tidwall/gjson"

	"twq/query"
)

// Bars is [Table] with a last column of bars, in proportion to the table's [query.Measure]; how they are drawn is said at [Chart]. The
// bars take what room the other columns leave of the width, or of 80 cells where there is none, at least 10 cells and 40 at most; at a
// terminal that has no such room there are none. Without a Measure, or where it has no
// labels, it is Table.
type Bars struct{ Table }

const mostBar = 40

// Render writes t.
func (f Bars) Render(w io.Writer, t query.Table) error {
	if t.Measure == nil || t.Measure.Labels == 0 || t.Shape != query.List {
		return f.Table.Render(w, t)
	}
	next, stop := iter.Pull2(t.Rows)
	defer stop()
	var sample []query.Row
	var failed error
	more := true
	for more && failed == nil && len(sample) < sampleRows {
		var r query.Row
		if r, failed, more = next(); more && failed == nil {
			r.Cells = slices.Clone(r.Cells)
			sample = append(sample, r)
		}
	}
	b := f.laid(t.Measure, t.Columns, sample)
	if b.width > 0 {
		t.Columns = append(slices.Clone(t.Columns), query.Column{})
		f.Table.bars = len(t.Columns)
	}
	give := func(r query.Row, yield func(query.Row, error) bool) bool {
		if b.width > 0 {
			bar := b.bar(at(r, t.Measure.Column).Float())
			r.Cells = append(slices.Clone(r.Cells), query.Value{Type: gjson.String, Raw: `""`, Str: bar})
		}
		return yield(r, nil)
	}
	t.Rows = func(yield func(query.Row, error) bool) {
		for _, r := range sample {
			if !give(r, yield) {
				return
			}
		}
		for more && failed == nil {
			var r query.Row
			if r, failed, more = next(); more && failed == nil && !give(r, yield) {
				return
			}
		}
		if failed != nil {
			yield(query.Row{}, failed)
		}
	}
	return f.Table.Render(w, t)
}

// laid measures the first rows, and gives the bars the rest of the width.
func (f Bars) laid(m *query.Measure, columns []query.Column, sample []query.Row) bars {
	g := grid{Table: f.Table}
	room := f.Width
	if room == 0 {
		room = plainWidth
	}
	used := 1 + frameCost*(len(columns)+1)
	for i, c := range columns {
		width := g.text(c.Name).width
		for _, r := range sample {
			width = max(width, g.cell(at(r, i), c).width)
		}
		if i < m.Labels && f.Width > 0 {
			width = min(width, max(narrowest, f.Width/3))
		}
		used += width
	}
	width := min(mostBar, room-used)
	if len(sample) == 0 {
		return bars{}
	}
	if width < leastBar {
		if width = leastBar; f.Width > 0 {
			width = 0
		}
	}
	return newBars(m, width, f.ASCII, false)
}
