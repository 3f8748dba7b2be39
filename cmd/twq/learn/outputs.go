// Compares what two command lines printed.

package learn

import (
	"encoding/csv"
	"slices"
	"strings"

	"github.com/tidwall/gjson"

	"twq/fixtures/lesson"
)

// differOutputs compares what two lines printed: as JSON where both are, else cell by cell.
func differOutputs(e *lesson.Exercise, got, want string) Difference {
	if strings.TrimSpace(got) == "" && strings.TrimSpace(want) != "" {
		return Difference{Kind: NothingFound}
	}
	if e.Kind == lesson.Command && gjson.Valid(got) && gjson.Valid(want) && strings.TrimSpace(want) != "" {
		a, b := gjson.Parse(got), gjson.Parse(want)
		if same(a, b, e.Unordered) {
			return Difference{}
		}
		return differ(a, b)
	}
	a, okA := cells(got)
	b, okB := cells(want)
	if !okA || !okB {
		if got == want {
			return Difference{}
		}
		return Difference{Kind: OtherOutput}
	}
	named := e.Kind == lesson.Command || e.Header
	if !named {
		a, b = a[min(1, len(a)):], b[min(1, len(b)):]
	}
	d := differCells(a, b, named, e.Unordered)
	if d.Kind == OtherRows && e.Header { // names are no row
		d.Got, d.Want = max(0, d.Got-1), max(0, d.Want-1)
	}
	return d
}

// tablesDiffer says in rows and columns how the tables of two lines of one's own choice differ: only CSV has names at its head, and can be
// counted.
func tablesDiffer(d Difference, got, want []string) Difference {
	if d.Kind != OtherRows && d.Kind != OtherColumns {
		return d
	}
	if formatOf(got) != "csv" || formatOf(want) != "csv" {
		return Difference{Kind: OtherOutput}
	}
	if d.Kind == OtherRows {
		d.Got, d.Want = max(0, d.Got-1), max(0, d.Want-1)
	}
	return d
}

func cells(text string) ([][]string, bool) {
	r := csv.NewReader(strings.NewReader(text))
	r.FieldsPerRecord = -1
	rows, err := r.ReadAll()
	return rows, err == nil
}

// differCells compares tables; named says that the first row holds the names of the columns.
func differCells(a, b [][]string, named, unordered bool) Difference {
	if len(a) != len(b) {
		return Difference{Kind: OtherRows, Got: len(a), Want: len(b)}
	}
	for i := range a {
		if len(a[i]) != len(b[i]) {
			return Difference{Kind: OtherColumns, Got: len(a[i]), Want: len(b[i])}
		}
	}
	if d := differRows(a, b, named, unordered); d.Kind != OtherCells {
		return d
	} else if columns := columnsOf(b); len(columns) > 1 && differRows(sortedRows(columnsOf(a)), sortedRows(columns), false, false).Kind == NoDifference {
		return Difference{Kind: OtherColumnOrder}
	} else {
		return d
	}
}

// differRows compares tables of the same size, row by row.
func differRows(a, b [][]string, named, unordered bool) Difference {
	if named && len(b) > 1 && len(b[0]) > 1 {
		names := Difference{Kind: OtherNames, Want: len(b[0])}
		for j := range b[0] {
			if a[0][j] != b[0][j] {
				names.Got++
			}
		}
		if names.Got > 0 && differRows(a[1:], b[1:], false, unordered).Kind == NoDifference {
			return names
		}
	}
	if unordered {
		a, b = sortedRows(a), sortedRows(b)
	}
	d := Difference{Kind: OtherCells}
	for i := range a {
		for j := range a[i] {
			d.Want++
			if !sameCell(a[i][j], b[i][j]) {
				d.Got++
			}
		}
	}
	if d.Got == 0 {
		return Difference{}
	}
	return d
}

func sortedRows(rows [][]string) [][]string {
	return slices.SortedFunc(slices.Values(rows), func(x, y []string) int { return strings.Compare(strings.Join(x, "\x00"), strings.Join(y, "\x00")) })
}

// columnsOf is a table on its side; nil where rows have different lengths.
func columnsOf(rows [][]string) [][]string {
	var columns [][]string
	for i, row := range rows {
		if i == 0 {
			columns = make([][]string, len(row))
		}
		if len(row) != len(columns) {
			return nil
		}
		for j, cell := range row {
			columns[j] = append(columns[j], cell)
		}
	}
	return columns
}

// sameCell compares cells; numbers by their value.
func sameCell(a, b string) bool {
	return a == b || isNumber(a) && isNumber(b) && decimal(a) == decimal(b)
}

func isNumber(s string) bool {
	return s != "" && (s[0] == '-' || '0' <= s[0] && s[0] <= '9') && gjson.Valid(s)
}
