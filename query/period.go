// Counts time in hours, days and months of a zone.

package query

import (
	"iter"
	"slices"
	"time"
)

// Period is a stretch of the calendar; the zero value is none.
type Period int

// The periods.
const (
	NoPeriod Period = iota
	Hour
	Day
	Month
)

// FindPeriod finds a period by its name: "hour", "day", "month".
func FindPeriod(name string) (Period, bool) {
	for p := Hour; p <= Month; p++ {
		if p.String() == name {
			return p, true
		}
	}
	return NoPeriod, false
}

// String returns the name.
func (p Period) String() string { return [...]string{"", "hour", "day", "month"}[p] }

// calendar numbers the periods of a zone in the order of time.
type calendar struct {
	Period
	zone *time.Location // nil: UTC
}

func (c calendar) in(t time.Time) time.Time {
	if c.zone == nil {
		return t.UTC()
	}
	return t.In(c.zone)
}

// of is the number of the period in which t lies. Days are those of the calendar, whether they have 23 hours or 25; of the hour that a
// clock shows twice there are two.
func (c calendar) of(t time.Time) int64 {
	t = c.in(t)
	year, month, day := t.Date()
	switch c.Period {
	case Month:
		return int64(year)*12 + int64(month) - 1
	case Day:
		return time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix() / 86400
	}
	_, minute, second := t.Clock()
	return t.Unix() - int64(60*minute+second)
}

// next is the number of the period behind another.
func (c calendar) next(n int64) int64 {
	if c.Period != Hour {
		return n + 1
	}
	if next := c.of(time.Unix(n+3600, 0)); next > n {
		return next
	}
	return n + 3600
}

// mostGaps is how many periods without anything are shown between others.
const mostGaps = 10_000

// filled walks periods, which are in order, with the empty ones between them; of more than mostGaps none is walked, and left says how many
// there are.
func (c calendar) filled(order []int64) (all iter.Seq[int64], left int64) {
	gaps := int64(0)
	for i := 1; i < len(order); i++ {
		gaps += c.between(order[i-1], order[i])
	}
	if gaps > mostGaps {
		return slices.Values(order), gaps
	}
	return func(yield func(int64) bool) {
		for i, n := range order {
			if i > 0 {
				for gap := c.next(order[i-1]); gap < n; gap = c.next(gap) {
					if !yield(gap) {
						return
					}
				}
			}
			if !yield(n) {
				return
			}
		}
	}, 0
}

// between is how many periods lie between two, about so many where clocks are moved by less than an hour.
func (c calendar) between(a, b int64) int64 {
	if c.Period == Hour {
		return (b-a)/3600 - 1
	}
	return b - a - 1
}

// label writes a period: "2019-12", "2019-12-09", "2019-12-09T08:00Z" (or +01:00, the zone's offset then).
func (c calendar) label(n int64) string {
	switch c.Period {
	case Month:
		year, month := n/12, n%12
		return time.Date(int(year), time.Month(month+1), 1, 0, 0, 0, 0, time.UTC).Format("2006-01")
	case Day:
		return time.Unix(n*86400, 0).UTC().Format(time.DateOnly)
	}
	return c.in(time.Unix(n, 0)).Format("2006-01-02T15:04Z07:00")
}
