// Lays out what was counted as tables, and says what was not counted.

package query

import (
	"context"
	"fmt"
	"iter"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/tidwall/gjson"
)

// labelOf is a value as it stands in a cell: null, the empty text and the empty list can be told from nothing.
func labelOf(v Value) Value {
	switch {
	case v.Type == gjson.Null && v.Exists():
		return textValue("null")
	case v.Type == gjson.String && v.Str == "":
		return textValue(`""`)
	case v.IsArray(): // lists stand for their values, but for the one that has none
		return textValue(emptyList.Raw)
	}
	return v
}

// textOf is the text of a cell, with the digits of the source.
func textOf(v Value) string {
	if v.Type == gjson.String {
		return v.Str
	}
	return v.Raw
}

// textValue is a text as a cell.
func textValue(s string) Value {
	return Value{Type: gjson.String, Raw: string(gjson.AppendJSONString(nil, s)), Str: s}
}

func numberValue(n int64) Value {
	return Value{Type: gjson.Number, Raw: strconv.FormatInt(n, 10), Num: float64(n)}
}

// fraction is n of total, rounded to 6 digits behind the point.
func fraction(n, total int64) Value {
	share := math.Round(float64(n)/float64(total)*1e6) / 1e6
	return Value{Type: gjson.Number, Raw: strconv.FormatFloat(share, 'f', -1, 64), Num: share}
}

// share is what people see of it: "33.3 %", and never "0.0 %" of something.
func (c *counter) share(n int64) Value {
	f := fraction(n, c.total)
	if !c.o.Percent {
		return f
	}
	percent := 100 * float64(n) / float64(c.total)
	if f.Raw = strconv.FormatFloat(percent, 'f', 1, 64) + " %"; n > 0 && percent < 0.05 {
		f.Raw = "<0.1 %"
	}
	return f
}

// objectOf is a row as an object; a value that does not exist is left out.
func objectOf(names []string, values ...Value) Value {
	b := []byte{'{'}
	for i, name := range names {
		if !values[i].Exists() {
			continue
		}
		if len(b) > 1 {
			b = append(b, ',')
		}
		b = append(gjson.AppendJSONString(b, name), ':')
		b = append(b, values[i].Raw...)
	}
	return gjson.Parse(string(append(b, '}')))
}

func named(names ...string) []Column {
	columns := make([]Column, len(names))
	for i, n := range names {
		columns[i] = Column{Name: n, Path: escapeKey(n)}
	}
	return columns
}

// list is the table of values.
func (c *counter) list(ctx context.Context) Table {
	names := []string{"value", "count", "share"}
	return c.made(meant(named(names...), meaningValue(c.path), meaningCount, meaningShare), Measure{Column: 1, Labels: 1, Most: float64(c.peak)}, c.ranked(ctx, func(r *ranked) Row {
		value, n := gjson.Parse(r.value), numberValue(r.n)
		c.look(textOf(labelOf(value)))
		return Row{Value: objectOf(names, value, n, fraction(r.n, c.total)), Cells: []Value{labelOf(value), n, c.share(r.n)}}
	}))
}

// mostLooked is how many labels are looked at for values that look alike.
const mostLooked = 10_000

// look notices values of different kinds that look the same in a cell.
func (c *counter) look(label string) {
	if c.labels == nil {
		c.labels = map[string]bool{}
	}
	if c.labels[label] && c.alike == "" {
		c.alike = label
	}
	if len(c.labels) < mostLooked {
		c.labels[label] = true
	}
}

// long is the table of values in periods.
func (c *counter) long(ctx context.Context) Table {
	names := []string{c.o.By.String(), "value", "count"}
	return c.made(meant(named(names...), c.calendar.meaning("the created_at beside the value"), meaningValue(c.path), meaningCount), Measure{Column: 2, Labels: 2, Most: float64(c.peak)}, c.ranked(ctx, func(r *ranked) Row {
		period, value, n := textValue(c.calendar.label(r.period)), gjson.Parse(r.value), numberValue(r.n)
		return Row{Value: objectOf(names, period, value, n), Cells: []Value{period, labelOf(value), n}}
	}))
}

// ranked walks the rows in their order, as far as they are shown.
func (c *counter) ranked(ctx context.Context, row func(*ranked) Row) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		shown, period := 0, int64(math.MinInt64)
		for r, err := range c.rows.all(ctx) {
			if err != nil {
				yield(Row{}, err)
				return
			}
			if shown++; r.period != period && c.o.By != NoPeriod {
				shown, period = 1, r.period
			}
			if c.o.Top > 0 && shown > c.o.Top {
				if c.o.By == NoPeriod {
					c.left = c.rows.rows - c.o.Top
					return
				}
				c.left++
				continue
			}
			if c.shown += r.n; !yield(row(r), nil) {
				return
			}
		}
	}
}

// histogram is the table of moments in periods.
func (c *counter) histogram() Table {
	names := []string{c.o.By.String(), "count", "share"}
	for _, n := range c.periods {
		c.peak = max(c.peak, n)
	}
	all, gaps := c.calendar.filled(slices.Sorted(maps.Keys(c.periods)))
	t := c.made(meant(named(names...), c.calendar.meaning(c.path.String()), "How many moments lie in it.", meaningShare), Measure{Column: 1, Labels: 1, Most: float64(c.peak)}, func(yield func(Row, error) bool) {
		for period := range all {
			at, n := textValue(c.calendar.label(period)), c.periods[period]
			c.shown += n
			if !yield(Row{Value: objectOf(names, at, numberValue(n), fraction(n, c.total)), Cells: []Value{at, numberValue(n), c.share(n)}}, nil) {
				return
			}
		}
	})
	own := t.Notes
	t.Notes = func() []Note {
		notes := own()
		if gaps > 0 {
			notes = append(notes, info("%d %ss without a value are left out", gaps, c.o.By))
		}
		if c.o.Top > 0 {
			notes = append(notes, info("--top is of values in a %s; these are moments, and every %s is shown", c.o.By, c.o.By))
		}
		return notes
	}
	return t
}

// made is a table of what was counted.
func (c *counter) made(columns []Column, m Measure, rows iter.Seq2[Row, error]) Table {
	return Table{Shape: List, Columns: columns, Measure: &m, Rows: rows, Notes: c.notes, Skipped: c.w.skipped}
}

// notes says what was not counted, and what was not shown.
func (c *counter) notes() []Note {
	notes := c.w.notes()
	if c.none > 0 && (c.total > 0 || len(notes) == 0) {
		notes = append(notes, info("%s, and %s not counted", c.w.without(c.none), map[bool]string{true: "is", false: "are"}[c.none == 1]))
	}
	notes = append(notes, c.w.inner.notes()...)
	if c.unread > 0 {
		what := "have no created_at that is a moment"
		if c.moments {
			what = "are no moments"
		}
		if what = fmt.Sprintf("%s %s, and are not counted", counted(int(c.unread), "value"), what); c.unread == 1 {
			what = strings.NewReplacer("have", "has", " are no moments", " is no moment", "are not", "is not").Replace(what)
		}
		if c.odd.Exists() {
			what += ": " + Clip(c.odd.Raw, 40)
		}
		notes = append(notes, info("%s", what))
	}
	if rest := c.total - c.shown; c.left > 0 {
		notes = append(notes, info("%s, %s, not shown", counted(c.left, "more row"), times(rest)))
	}
	if c.cased > 0 {
		texts := make([]string, 0, 2)
		for _, v := range c.spelt {
			texts = append(texts, gjson.Parse(v).Str)
		}
		spelt := Clip(strings.Join(texts[:min(len(texts), 3)], "/"), 80)
		message := fmt.Sprintf("%d values differ from others only in case, such as %s; add --fold", c.cased, spelt)
		if c.cased == 1 {
			message = fmt.Sprintf("values differ only in case: %s; add --fold", spelt)
		}
		notes = append(notes, Note{Code: "P27", Severity: Hint, Message: message, Offset: -1})
	}
	if c.alike != "" {
		notes = append(notes, info("%s stands for several values, such as a text and a number; -f json tells them apart", Clip(c.alike, 40)))
	}
	if c.total == 0 && len(notes) == 0 {
		notes = append(notes, info("there is nothing to count"))
	}
	return notes
}

func info(format string, args ...any) Note {
	return Note{Severity: Info, Message: Clip(fmt.Sprintf(format, args...), mostWords)}
}

// without says how many have no value: "3 of 10 elements have none".
func (w *walk) without(none int) string {
	thing, verb := "row", "have"
	if w.parted {
		thing = "element"
	}
	if none == 1 {
		verb = "has"
	}
	return fmt.Sprintf("%d of %s %s none", none, counted(w.walked, thing), verb)
}

// times is how often something occurs.
func times(n int64) string {
	if n == 1 {
		return "once"
	}
	return fmt.Sprintf("%d times", n)
}
