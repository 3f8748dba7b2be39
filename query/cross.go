// Lays out counts across: a row for each value, a column for each value beside it.

package query

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/tidwall/gjson"
)

// mostColumns is how many columns a cross table has; the others are in one.
const mostColumns = 50

// crossColumns are the columns of a cross table.
type crossColumns struct {
	names []string // canonical, "" where the element has none; the largest first
	place map[string]int
	other bool // there are more, and one column for them all
	more  int
	moreN int64
}

// columns chooses the columns of a cross table; nil where there is none.
func (c *counter) columns() *crossColumns {
	if c.o.Per == nil {
		return nil
	}
	var all []*ranked
	for _, col := range c.per {
		all = append(all, col)
	}
	slices.SortFunc(all, byCount)
	k := &crossColumns{place: map[string]int{}}
	for i, col := range all {
		if i < mostColumns {
			k.place[col.value] = i
			k.names = append(k.names, col.value)
			continue
		}
		k.other = true
		k.more++
		k.moreN += col.n
	}
	return k
}

func (k *crossColumns) width() int { return len(k.names) + map[bool]int{true: 1}[k.other] }

func (k *crossColumns) of(name string) int {
	if i, ok := k.place[name]; ok {
		return i
	}
	return len(k.names)
}

// labels are the names of the columns, each of them once.
func (k *crossColumns) labels() []string {
	taken := map[string]bool{"value": true, "total": true, "other": k.other}
	labels := make([]string, 0, k.width())
	for _, name := range k.names {
		label := cmp.Or(textOf(labelOf(gjson.Parse(name))), "missing")
		for n, plain := 2, label; taken[label]; n++ {
			label = fmt.Sprintf("%s (%d)", plain, n)
		}
		taken[label] = true
		labels = append(labels, label)
	}
	if k.other {
		labels = append(labels, "other")
	}
	return labels
}

// cross is the table with a column for each value beside.
func (c *counter) cross(ctx context.Context, columns *crossColumns) Table {
	labels := columns.labels()
	names := append(append([]string{"value"}, labels...), "total")
	t := c.made(meant(named(names...), across(c.path, c.o.Per.Path, labels)...), Measure{Column: len(names) - 1, Labels: 1, Most: float64(c.peak)}, c.ranked(ctx, func(r *ranked) Row {
		values := []Value{gjson.Parse(r.value)}
		for _, n := range r.cells {
			values = append(values, numberValue(n))
		}
		values = append(values, numberValue(r.n))
		row := Row{Value: objectOf(names, values...), Cells: slices.Clone(values)}
		row.Cells[0] = labelOf(values[0])
		return row
	}))
	own := t.Notes
	t.Notes = func() []Note {
		notes := own()
		if columns.other {
			notes = append(notes, info("%s of %s, %s, are in the column other", counted(columns.more, "more value"), c.o.Per.Path, times(columns.moreN)))
		}
		if c.several > 0 {
			notes = append(notes, info("%s with several of %s stand in a column for each; total counts them once", counted(c.several, "value"), c.o.Per.Path))
		}
		if c.emptied > 0 {
			notes = append(notes, info("%s with an empty list in %s: the column %s", counted(c.emptied, "value"), c.o.Per.Path, emptyList.Raw))
		}
		return append(notes, c.w.besideNotes()...)
	}
	return t
}
