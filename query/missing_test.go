package query

import (
	"fmt"
	"strings"
	"testing"
)

// TestMissingCells tells how many cells of a column are missing, whoever chose the columns, and of no column that is full; of a document,
// and of one so long that it is read as a stream.
func TestMissingCells(t *testing.T) {
	const few = `{"a":1,"b":1},{"a":2},{"a":3,"b":null}`
	const many = `{"a":1,"c0":0,"c1":0,"c2":0,"c3":0,"c4":0,"c5":0,"c6":{"x":0}},{"a":2}`
	for _, c := range []struct {
		rows, path, columns string
		values              bool
		want                string
	}{
		{few, "", "a,other:b", false, "other 1"},
		{few, "", "a,other:b", true, "other 1"},
		{few, "#.{a,b}", "", false, "b 1"},
		{few, "#.{a,b}", "", true, "b 1"},
		{few, "#.{a}", "", false, ""},
		{few, "", "", false, "b 1"},
		{few, "@this", "", false, "b 1"},
		{few, "#(a>0)#", "", false, "b 1"},
		{few, "", "", true, ""}, // JSON has it as it is
		{few, "#.a", "", false, ""},
		{many, "", "", false, "c0 1, c1 1, c2 1 and 4 more columns"},
		{many, "#.{c0,c1,c2,c3,c4,c5}", "", false, "c0 1, c1 1, c2 1, c3 1, c4 1, c5 1"},
	} {
		for _, large := range []bool{false, true} {
			doc, o, want, n := "["+c.rows+"]", Options{ValuesOnly: c.values}, c.want, strings.Count(c.rows, `"a"`)
			if large {
				const times = 70_000
				doc = "[" + strings.Repeat(c.rows+",", times-1) + c.rows + "]"
				n *= times
				want = strings.NewReplacer(" 1", fmt.Sprint(" ", times)).Replace(want)
			}
			if want != "" {
				want = fmt.Sprintf("missing in some of %d rows: %s", n, want)
			}
			if c.columns != "" {
				var err error
				if o.Columns, err = ParseColumns(c.columns); err != nil {
					t.Fatal(err)
				}
			}
			table, err := ask(t, doc, c.path, o)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := rowsOf(t, table); err != nil {
				t.Fatal(err)
			}
			var said []string
			for _, n := range table.Notes() {
				said = append(said, n.Message)
			}
			if got := strings.Join(said, "; "); got != want {
				t.Errorf("%q, -c %q, large %v: %q, want %q", c.path, c.columns, large, got, want)
			}
		}
	}
}
