// Moments of one form, for programs.

package render

import (
	"strconv"
	"time"

	"github.com/tidwall/gjson"

	"twq/query"
)

// ISODates returns t with the moments of its created_at columns in RFC 3339, in a zone; nil is UTC. What cannot be read as a moment stays as
// it came; note, which may be nil, is told at the end how many cells that were.
func ISODates(t query.Table, zone *time.Location, note func(string)) query.Table {
	var moments []int
	for i, c := range t.Columns {
		if IsMoment(c) {
			moments = append(moments, i)
		}
	}
	if len(moments) == 0 {
		return t
	}
	rows := t.Rows
	t.Rows = func(yield func(query.Row, error) bool) {
		unread := 0
		for r, err := range rows {
			if err != nil {
				yield(r, err)
				return
			}
			cells := append([]query.Value(nil), r.Cells...)
			for _, i := range moments {
				v := at(r, i)
				if m, ok := Moment(v, zone); ok {
					if _, offset := m.Zone(); offset%60 != 0 { // before there were time zones; RFC 3339 has no seconds there
						m = m.UTC()
					}
					text := m.Format(time.RFC3339Nano)
					cells[i] = query.Value{Type: gjson.String, Raw: strconv.Quote(text), Str: text}
				} else if v.Exists() && v.Type != gjson.Null {
					unread++
				}
			}
			if r.Cells = cells; t.Shape == query.Scalar {
				r.Value = cells[0]
			}
			if !yield(r, nil) {
				return
			}
		}
		if unread > 0 && note != nil {
			note(Undated(unread))
		}
	}
	return t
}

// Undated says how many cells of created_at columns are no moments.
func Undated(n int) string {
	if n == 1 {
		return "1 cell of a created_at column is no moment that twq reads, and stands there as it came"
	}
	return count(n, "cell") + " of created_at columns are no moments that twq reads, and stand there as they came"
}

// Undatable says how many moments are no dates in a spreadsheet.
func Undatable(n int) string {
	if n == 1 {
		return "1 moment is before March 1900 or finer than a millisecond, which a date of a spreadsheet is not, and stands there as it came"
	}
	return count(n, "moment") + " are before March 1900 or finer than a millisecond, which a date of a spreadsheet is not, and stand there as they came"
}
