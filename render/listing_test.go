package render

import (
	"strings"
	"testing"

	"github.com/tidwall/gjson"

	"twq/query"
)

// pathRows is a table of rows that begin with a path.
func pathRows(columns string, rows ...[]string) query.Table {
	t := query.Table{Shape: query.List, Labelled: true}
	for _, c := range strings.Fields(columns) {
		t.Columns = append(t.Columns, query.Column{Name: c, Path: c})
	}
	t.Rows = func(yield func(query.Row, error) bool) {
		for _, cells := range rows {
			var r query.Row
			for _, c := range cells {
				r.Cells = append(r.Cells, gjson.Parse(c))
			}
			if !yield(r, nil) {
				return
			}
		}
	}
	return t
}

func TestListing(t *testing.T) {
	long := "#." + strings.Repeat("deep.", 16) + "end"
	table := func() query.Table {
		return pathRows("path kind values", []string{`"#.a"`, `"text"`, `"one\ntwo\u001b[31m and a good deal more"`}, []string{`"` + long + `"`, `"text"`, `"x"`})
	}
	for want, f := range map[string]Listing{
		"path  kind  values\n#.a   text  one⏎two␛[31m and a good deal more\n" + long + "  text  x\n":  {},
		"path  kind  values\n#.a   text  one⏎two␛[31m and a good dea…\n" + long + "\n      text  x\n": {Width: 40, Terminal: true},
		"path\n#.a\n  text = one⏎two␛[31m and a good deal more\n" + long + "\n  text = x\n":           {Second: true},
	} {
		var b strings.Builder
		if err := f.Render(&b, table()); err != nil || b.String() != want {
			t.Errorf("%+v: %v\n%s\nwant\n%s", f, err, b.String(), want)
		}
	}
	var b strings.Builder
	if err := (Listing{}).Render(&b, pathRows("path")); err != nil || b.String() != "" {
		t.Errorf("no rows: %q %v", b.String(), err)
	}
}

func TestAssign(t *testing.T) {
	for _, terminal := range []bool{false, true} {
		var b strings.Builder
		err := Assign{Terminal: terminal}.Render(&b, pathRows("path value", []string{`"a\nb\u001b"`, `"x\ny"`}, []string{`"0.id"`, `1202955310000000101`}))
		if want := "a⏎b␛ = \"x\\ny\"\n0.id = 1202955310000000101\n"; err != nil || b.String() != want {
			t.Errorf("%v: %q, want %q", err, b.String(), want)
		}
	}
}
