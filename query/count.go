// Counts how often each value of an answer occurs.

package query

import (
	"context"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/tidwall/gjson"
)

// CountOptions are what a caller may ask of [CountValues]; the zero value counts values.
type CountOptions struct {
	Options // how the inputs are read; Columns, Limit and Brief do not count
	// By counts moments in the periods of a calendar, and other values in the periods in which the created_at of their elements lies.
	By   Period
	Zone *time.Location // of the calendar; nil: UTC
	// Top is how many values are shown, of each period where they are counted in periods; 0: all. What is left out is told in sum.
	Top  int
	Fold bool // texts that differ only in case are one value, in the spelling that occurs most
	// Per makes a table with a column for each value of this path inside the element, one for an empty list and one for what is missing;
	// nil: none. With By there is none.
	Per     *Column
	Percent bool // shares are shown as people read them; the JSON of a row has fractions all the same
	most    int  // keys in memory; 0: mostHeld
}

// mostPer is how many values a cross table counts columns of.
const mostPer = 1 << 20

// PerError says that there are too many values for columns.
type PerError struct{ Path string }

func (e *PerError) Error() string {
	return fmt.Sprintf("%s has more than %d values, too many for columns", e.Path, mostPer)
}

// CountValues applies the path as [Run] does, with the same refusals and notes, and counts how often each value of its answer occurs. A row of
// the table is a value, its count and its share of all that was counted; those that occur most come first, and of equal ones that which
// occurs first.
//
// Lists in the answer stand for their elements, those of lists in lists too; objects are compared by their JSON without white space,
// texts without the escapes they may be written with, numbers by their digits: 1 and 1.0 are two, and so are 1 and "1". A null is a
// value. What is missing is not counted; notes say how many elements have nothing, and how many items of lists inside them. The share is
// a fraction with 6 digits behind the point, rounded. In the cells, which are for people and CSV, null and the empty text are shown as
// null and "".
//
// With By the rows are period, count and share in the order of time, periods without a value among them; or period, value and count
// where the values are no moments, and then only those that occur.
//
// All inputs are read before CountValues returns; nothing is returned for a part of them. Up to about a million different values and 32 MiB
// of rows are held in memory, more are sorted in files, which are removed when Rows has ended or ctx is done. Errors are those of Run, and *[ElementsError],
// *[PerError] and *[SpillError].
func CountValues(ctx context.Context, p *Path, in []Input, o CountOptions) (Table, error) {
	var beside []Column
	if o.By != NoPeriod {
		beside, o.Per = named("created_at"), nil
		o.Options.beside = momentsOrBeside
	}
	if o.Per != nil {
		beside = append(beside, *o.Per)
		o.Options.beside = elementsBeside
	}
	w, err := openWalk(ctx, p, in, o.Options, beside)
	if err != nil {
		return Table{}, err
	}
	if o.Per != nil && !w.parted {
		return Table{}, w.apart()
	}
	c := &counter{o: o, w: w, path: p, calendar: calendar{o.By, o.Zone}, ledger: newLedger(ctx.Err, o.most)}
	if err = w.each(ctx, c.element); err == nil {
		err = c.decide()
	}
	if err != nil {
		c.ledger.close()
		return Table{}, err
	}
	t := Table{}
	if c.moments {
		t = c.histogram()
	} else if t, err = c.table(ctx); err != nil {
		return Table{}, err
	}
	t.Read = w.read
	return t, nil
}

// counter counts the values of the elements that go by.
type counter struct {
	o        CountOptions
	w        *walk
	path     *Path
	calendar calendar
	ledger   *ledger
	key      []byte
	total    int64 // values that are counted
	none     int   // elements that have no value

	waiting []dated // values by which it is decided whether they are moments
	decided bool
	moments bool
	periods map[int64]int64
	unread  int64              // values that are no moments, among moments; or have no moment beside them
	odd     Value              // the first of them
	per     map[string]*ranked // the columns of a cross table
	across  []*ranked          // those of the value at hand, each once
	several int                // values with more than one
	emptied int                // values with an empty list there
	cased   int                // sets of values that differ only in case
	spelt   []string           // of the first of them
	labels  map[string]bool    // that were shown
	alike   string             // a label that two of them have
	rows    *ranking
	peak    int64
	shown   int64 // values in rows that were shown
	left    int   // rows that were not
}

// dated is a value, and the moment of its element.
type dated struct{ value, at Value }

// element counts the values of an element.
func (c *counter) element(cells []Value) error {
	had := false
	err := c.w.inner.values(cells[0], func(v Value) error {
		had = true
		switch {
		case c.o.By == NoPeriod:
			return c.value(v, cells[1:])
		case !c.decided:
			if c.waiting = append(c.waiting, dated{v, cells[1]}); len(c.waiting) < SampleRows {
				return nil
			}
			return c.decide()
		}
		return c.dated(v, cells[1])
	})
	if !had {
		c.none++
	}
	return err
}

// value counts a value, and what is beside it.
func (c *counter) value(v Value, beside []Value) error {
	c.total++
	c.key = appendCanonical(c.key[:0], v)
	if err := c.ledger.count(c.key); err != nil || c.o.Per == nil {
		return err
	}
	value := len(c.key)
	c.across = c.across[:0]
	column := func(label Value) error {
		c.key = append(c.key[:value], parting...)
		if c.key = append(c.key, '='); label.Exists() {
			c.key = appendCanonical(c.key, label)
		}
		name := c.key[value+len(parting)+1:]
		col := c.per[string(name)]
		if col == nil {
			if len(c.per) == mostPer {
				return &PerError{Path: c.o.Per.Path}
			}
			if c.per == nil {
				c.per = map[string]*ranked{}
			}
			col = &ranked{value: string(name), first: int64(len(c.per))}
			c.per[col.value] = col
		}
		if slices.Contains(c.across, col) {
			return nil
		}
		if c.across = append(c.across, col); label.IsArray() {
			c.emptied++
		}
		col.n++
		return c.ledger.count(c.key)
	}
	if err := besideLabels(beside[0], column); err != nil {
		return err
	}
	if len(c.across) > 1 {
		c.several++
	}
	return nil
}

// decide looks at the first values: are they moments?
func (c *counter) decide() error {
	if c.o.By == NoPeriod || c.decided {
		return nil
	}
	c.decided = true
	values := make([]Value, len(c.waiting))
	for i := range c.waiting {
		values[i] = c.waiting[i].value
	}
	c.moments = mostlyMoments(values)
	if !c.moments && !c.w.parted {
		return c.w.apart()
	}
	c.periods = map[int64]int64{}
	waiting := c.waiting
	c.waiting = nil
	for _, d := range waiting {
		if err := c.dated(d.value, d.at); err != nil {
			return err
		}
	}
	return nil
}

// dated counts a value in its period.
func (c *counter) dated(v, at Value) error {
	if c.moments {
		at = v
	}
	t, ok := momentOf(at)
	if !ok {
		if c.unread++; c.unread == 1 {
			c.odd = at
		}
		return nil
	}
	c.total++
	n := c.calendar.of(t)
	if c.moments {
		c.periods[n]++
		return nil
	}
	c.key = append(appendCanonical(c.key[:0], v), parting...)
	c.key = binary.BigEndian.AppendUint64(c.key, uint64(n))
	return c.ledger.count(c.key)
}

func mostlyMoments(values []Value) bool {
	moments := 0
	for _, v := range values {
		if _, ok := momentOf(v); ok {
			moments++
		}
	}
	return 2*moments > len(values)
}

func momentOf(v Value) (time.Time, bool) {
	if v.Type != gjson.String {
		return time.Time{}, false
	}
	return ParseMoment(v.Str)
}

// table ranks what was counted.
func (c *counter) table(ctx context.Context) (Table, error) {
	c.rows = newRanking(ctx.Err, c.o.most, countKey)
	columns := c.columns()
	err := c.ledger.clusters(func(cluster []record) error { return c.rank(cluster, columns) })
	c.ledger.close()
	if err != nil {
		c.rows.close()
		return Table{}, err
	}
	context.AfterFunc(ctx, c.rows.abandon)
	switch {
	case c.o.Per != nil:
		return c.cross(ctx, columns), nil
	case c.o.By != NoPeriod:
		return c.long(ctx), nil
	}
	return c.list(ctx), nil
}

// rank ranks values that differ at most in case.
func (c *counter) rank(cluster []record, columns *crossColumns) error {
	if len(cluster) == 1 && columns == nil && c.o.By == NoPeriod { // most of them, where there are many
		r := &cluster[0]
		c.peak = max(c.peak, r.n)
		return c.rows.add(&ranked{value: r.key, n: r.n, first: r.first})
	}
	values := map[string]*ranked{}
	var spellings []*ranked
	for i := range cluster {
		r := &cluster[i]
		v := values[r.value()]
		if v == nil {
			v = &ranked{value: r.value(), first: r.first}
			values[v.value] = v
			spellings = append(spellings, v)
		}
		v.first = min(v.first, r.first)
		if c.o.Per == nil || r.under() == "" { // that of a cross table counts the value, the others its columns
			v.n += r.n
		}
	}
	slices.SortFunc(spellings, byCount)
	if len(spellings) > 1 && !c.o.Fold {
		c.cased++
		if c.spelt == nil || spellings[0].value < c.spelt[0] { // whatever the order of the clusters
			c.spelt = nil
			for _, v := range spellings {
				c.spelt = append(c.spelt, v.value)
			}
		}
	}
	if c.o.Fold {
		for i := range cluster {
			r := &cluster[i]
			if _, under, ok := strings.Cut(r.key, parting); ok {
				r.key = spellings[0].value + parting + under
			} else {
				r.key = spellings[0].value
			}
		}
		spellings = spellings[:1]
	}
	for _, v := range spellings {
		if err := c.rankOne(v.value, cluster, columns); err != nil {
			return err
		}
	}
	return nil
}

// rankOne adds the rows of a value.
func (c *counter) rankOne(value string, cluster []record, columns *crossColumns) error {
	periods := map[int64]*ranked{}
	for i := range cluster {
		r := &cluster[i]
		if r.value() != value {
			continue
		}
		under, at := r.under(), int64(0)
		if c.o.By != NoPeriod {
			at = int64(binary.BigEndian.Uint64([]byte(under)))
		}
		row := periods[at]
		if row == nil {
			row = &ranked{value: value, period: at, first: r.first}
			if columns != nil {
				row.cells = make([]int64, columns.width())
			}
			periods[at] = row
		}
		row.first = min(row.first, r.first)
		if under != "" && columns != nil {
			row.cells[columns.of(under[1:])] += r.n
			continue
		}
		row.n += r.n
	}
	for _, row := range periods {
		c.peak = max(c.peak, row.n)
		if err := c.rows.add(row); err != nil {
			return err
		}
	}
	return nil
}
