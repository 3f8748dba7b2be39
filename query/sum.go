// Adds up the numbers of an answer, exactly.

package query

import (
	"context"
	"fmt"
	"iter"
	"maps"
	"math"
	"slices"
	"strconv"
	"time"

	"github.com/tidwall/gjson"
)

// SumOptions are what a caller may ask of [SumValues]; the zero value asks for one sum.
type SumOptions struct {
	Options // how the inputs are read; Columns, Limit and Brief do not count
	// By has a sum for each value of this path inside the element; nil: one sum.
	By *Column
	// Every has a sum for each period in which the created_at of the elements lies; By is not looked at then.
	Every Period
	Zone  *time.Location // of the periods; nil: UTC
	Top   int            // how many sums are shown; 0: all. What is left out is told
	most  int            // keys in memory; 0: mostHeld
}

// SumValues applies the path as [Run] does, with the same refusals and notes, and adds up the numbers of its answer, for each value of a
// column or for each period, or all of them. A row is what it is a sum of, the sum, and n, how many numbers it has. Large sums come
// first, and of equal ones that of the value which occurs first; periods come in the order of time, and in those without a number the
// sum is 0. A sum is exact, whatever the size of the numbers and their digits behind the point.
//
// Lists stand for their elements, in the answer and in the column: a number whose element has several values of the column counts for
// each, and a note says so. What is no number is left out and told.
//
// Where the path is the retweet_count or favorite_count of the elements themselves and some with a count are retweets, which carry the
// retweet_count of the original, there is a second sum without these (P26).
//
// Memory, files and errors are those of [CountValues]; a *[NumberError], too.
func SumValues(ctx context.Context, p *Path, in []Input, o SumOptions) (Table, error) {
	s := &summer{o: o, path: p, calendar: calendar{o.Every, o.Zone}, periods: map[int64]*record{}}
	var beside []Column
	if s.shared = isSharedCount(p.LastKey()); s.shared {
		beside = named("retweeted_status")
	}
	s.before = len(beside)
	switch {
	case o.Every != NoPeriod:
		beside = append(beside, named("created_at")...)
	case o.By != nil:
		beside = append(beside, *o.By)
	}
	if o.Every != NoPeriod || o.By != nil {
		o.Options.beside = elementsBeside
	}
	w, err := openWalk(ctx, p, in, o.Options, beside)
	if err != nil {
		return Table{}, err
	}
	if s.w = w; !w.parted && (o.By != nil || o.Every != NoPeriod) {
		return Table{}, w.apart()
	}
	s.shared = s.shared && isSharedCount(w.take)
	s.ledger = newLedger(ctx.Err, o.most)
	if err := w.each(ctx, s.element); err != nil {
		s.ledger.close()
		return Table{}, err
	}
	t, err := s.table(ctx)
	t.Read = w.read
	return t, err
}

func isSharedCount(path string) bool { return path == "retweet_count" || path == "favorite_count" }

// summer adds up the numbers of the elements that go by.
type summer struct {
	o        SumOptions
	w        *walk
	path     *Path
	calendar calendar
	ledger   *ledger
	key      []byte
	shared   bool // the counts of retweets are those of others
	before   int  // columns beside, in front of the one asked for
	labels   int  // columns in front of the sum
	periods  map[int64]*record
	numbers  int64
	none     int // elements that have no value
	retweets int // elements with a number other than 0 that are retweets
	odd      int64
	first    Value // of them
	undated  int64
	several  int
	emptied  int // numbers with an empty list in the column
	least    decimal
	peak     decimal
	gaps     int64   // periods left out
	left     int     // rows that were not shown
	rest     decimal // their sum
}

// element adds the numbers of an element.
func (s *summer) element(cells []Value) error {
	own, beside := !s.shared || !cells[1].IsObject(), cells[1+s.before:]
	had, shared := false, false
	err := s.w.inner.values(cells[0], func(v Value) error {
		had = true
		if v.Type != gjson.Number {
			if s.odd++; s.odd == 1 {
				s.first = v
			}
			return nil
		}
		shared = shared || !own && v.Num != 0
		return s.number(v.Raw, own, beside)
	})
	if !had {
		s.none++
	}
	if shared {
		s.retweets++
	}
	return err
}

// number adds a number where it belongs.
func (s *summer) number(raw string, own bool, beside []Value) error {
	switch {
	case s.o.Every != NoPeriod:
		t, ok := momentOf(beside[0])
		if !ok {
			s.undated++
			return nil
		}
		s.numbers++
		n := s.calendar.of(t)
		if s.periods[n] == nil {
			s.periods[n] = &record{sums: &sums{}}
		}
		s.periods[n].n++
		return s.periods[n].sums.add(raw, own)
	case s.o.By == nil:
		s.numbers++
		return s.ledger.add(nil, raw, own)
	}
	s.numbers++
	var labels []string
	err := besideLabels(beside[0], func(label Value) error {
		if s.key = appendCanonical(s.key[:0], label); slices.Contains(labels, string(s.key)) {
			return nil
		}
		if labels = append(labels, string(s.key)); label.IsArray() {
			s.emptied++
		}
		return s.ledger.add(s.key, raw, own)
	})
	if len(labels) > 1 {
		s.several++
	}
	return err
}

// table ranks the sums.
func (s *summer) table(ctx context.Context) (Table, error) {
	var names, meanings []string
	switch {
	case s.o.Every != NoPeriod:
		names, meanings = []string{s.o.Every.String()}, []string{s.calendar.meaning("created_at")}
	case s.o.By != nil:
		names, meanings = []string{s.o.By.Name}, []string{"What " + s.o.By.Path + " gives in the elements whose numbers are added up."}
		if slices.Contains([]string{"sum", "without retweets", "n"}, names[0]) {
			names[0] += " (by)"
		}
	}
	s.labels = len(names)
	m := &Measure{Column: s.labels, Labels: s.labels}
	names, meanings = append(names, "sum"), append(meanings, "The sum of "+s.path.String()+".")
	if s.retweets > 0 {
		names, meanings = append(names, "without retweets"), append(meanings, "The same sum without the numbers of retweets.")
	}
	names, meanings = append(names, "n"), append(meanings, "How many numbers the sum has.")
	t := Table{Shape: List, Columns: meant(named(names...), meanings...), Measure: m, Skipped: s.w.skipped, Notes: s.notes}
	if s.o.Every != NoPeriod {
		t.Rows = s.dated(names)
	} else if err := s.ranked(ctx, &t, names); err != nil {
		return Table{}, err
	}
	m.Least, m.Most = s.least.float(), s.peak.float()
	return t, nil
}

// dated makes rows of the periods.
func (s *summer) dated(names []string) iter.Seq2[Row, error] {
	for _, r := range s.periods {
		s.bound(r.sums.all)
	}
	all, gaps := s.calendar.filled(slices.Sorted(maps.Keys(s.periods)))
	s.gaps = gaps
	return func(yield func(Row, error) bool) {
		for n := range all {
			r := ranked{sums: &sums{}}
			if there := s.periods[n]; there != nil {
				r.n, r.sums = there.n, there.sums
			}
			if !yield(s.row(names, textValue(s.calendar.label(n)), &r), nil) {
				return
			}
		}
	}
}

// ranked makes rows of the values.
func (s *summer) ranked(ctx context.Context, t *Table, names []string) error {
	rows := newRanking(ctx.Err, s.o.most, sumKey)
	err := s.ledger.clusters(func(cluster []record) error {
		for i := range cluster {
			r := &cluster[i]
			s.bound(r.sums.all)
			if err := rows.add(&ranked{value: r.key, n: r.n, first: r.first, sums: r.sums}); err != nil {
				return err
			}
		}
		return nil
	})
	s.ledger.close()
	if err != nil {
		rows.close()
		return err
	}
	context.AfterFunc(ctx, rows.abandon)
	t.Rows = func(yield func(Row, error) bool) {
		shown := 0
		for r, err := range rows.all(ctx) {
			switch shown++; {
			case err != nil:
				yield(Row{}, err)
				return
			case s.o.Top > 0 && shown > s.o.Top:
				s.left++
				s.rest.sum(r.sums.all)
			case !yield(s.row(names, gjson.Parse(r.value), r), nil):
				return
			}
		}
	}
	return nil
}

// row is a row; label is what it is a sum of.
func (s *summer) row(names []string, label Value, r *ranked) Row {
	var values []Value
	if s.labels > 0 {
		values = append(values, label)
	}
	values = append(values, sumValue(r.sums.all))
	if s.retweets > 0 {
		values = append(values, sumValue(r.sums.own))
	}
	values = append(values, numberValue(r.n))
	row := Row{Value: objectOf(names, values...), Cells: slices.Clone(values)}
	row.Cells[0] = labelOf(row.Cells[0])
	return row
}

func sumValue(d decimal) Value {
	return Value{Type: gjson.Number, Raw: d.String(), Num: d.float()}
}

// notes says what was not added up, and what was not shown.
func (s *summer) notes() []Note {
	notes := slices.DeleteFunc(s.w.notes(), func(n Note) bool { return n.Code == "P26" })
	if s.retweets > 0 {
		steps := s.path.Steps()
		last := steps[len(steps)-1]
		notes = append([]Note{{Code: "P26", Severity: Hint, Path: s.path.String(), Offset: last.Start, End: last.End,
			Message: fmt.Sprintf("a retweet carries the count of the original (%d of %d rows): sum has them, without retweets leaves them out", s.retweets, s.w.walked)}}, notes...)
		if s.w.take != "retweet_count" { // likes of a retweet are its own, of which v1.1 has none
			notes[0].Message = fmt.Sprintf("%d of %d rows are retweets with a %s: sum has them, without retweets leaves them out", s.retweets, s.w.walked, s.w.take)
		}
	}
	if s.none > 0 && (s.numbers > 0 || len(notes) == 0) {
		notes = append(notes, info("%s", s.w.without(s.none)))
	}
	notes = append(notes, s.w.inner.notes()...)
	if s.odd > 0 {
		notes = append(notes, info("%s left out because %s: %s", counted(int(s.odd), "value"), map[bool]string{true: "it is no number", false: "they are no numbers"}[s.odd == 1], Clip(s.first.Raw, 40)))
	}
	if s.undated > 0 {
		notes = append(notes, info("%s left out because created_at is missing or no moment there", counted(int(s.undated), "number")))
	}
	if s.several > 0 {
		notes = append(notes, info("%s with several of %s added up for each of these", counted(s.several, "number"), s.o.By.Path))
	}
	if s.emptied > 0 {
		notes = append(notes, info("%s with an empty list in %s: the row %s", counted(s.emptied, "number"), s.o.By.Path, emptyList.Raw))
	}
	if s.gaps > 0 {
		notes = append(notes, info("%d %ss without a number are left out", s.gaps, s.o.Every))
	}
	if s.left > 0 {
		notes = append(notes, info("%s, in all %s, not shown", counted(s.left, "more row"), s.rest.String()))
	}
	if s.o.By != nil && s.o.Every == NoPeriod {
		clear(s.w.beside.missing[:s.before]) // nobody asked for retweeted_status
		notes = append(notes, s.w.besideNotes()...)
	}
	if s.numbers == 0 && len(notes) == 0 {
		notes = append(notes, info("there is nothing to add up"))
	}
	return notes
}

func (s *summer) bound(sum decimal) {
	if s.least.compare(sum) > 0 {
		s.least = sum
	}
	if s.peak.compare(sum) < 0 {
		s.peak = sum
	}
}

// float is the nearest number that bars can be drawn of.
func (d decimal) float() float64 {
	f, _ := strconv.ParseFloat(d.String(), 64)
	return max(-math.MaxFloat64, min(math.MaxFloat64, f))
}
