package outline

import (
	"encoding/json"
	"strings"
	"testing"

	"twq/query"
)

// TestNumbersAsTheyStand shows numbers with the digits of the source, and never as what float64 makes of them. A number that is cut is a
// text, so that every row is JSON.
func TestNumbersAsTheyStand(t *testing.T) {
	long := strings.Repeat("7", 150)
	for _, c := range []struct{ values, want string }{
		{`1e400`, `1e400`},
		{`-1E+400`, `-1E+400`},
		{`1.0,1.0`, `1.0`},
		{`1E2,1E2,0.10`, `1E2 | 0.10`},
		{`-0,-0,"-0"`, `-0 | -0`},
		{`0.1e-7,1202955310000000101.50`, `e.g. 0.1e-7`},
		{`"1e2","1e2"`, `1e2`},
		{`"",""`, `""`},
		{long, `e.g. ` + long[:39] + "…"},
		{`-` + long + `,"a"`, `e.g. -` + long[:38] + "…"},
	} {
		text := `[{"n":` + strings.ReplaceAll(c.values, ",", `},{"n":`) + `}]`
		table, err := Paths(t.Context(), sourcesOf(text), Options{Brief: true})
		rows, err := collect(t, table, err)
		if err != nil || len(rows) != 2 {
			t.Fatal(len(rows), err)
		}
		if got := rows[1].Cells[3].Str; got != c.want {
			t.Errorf("%s: %q, want %q", c.values, got, c.want)
		}
		table, err = Paths(t.Context(), sourcesOf(text), Options{})
		all, err := collect(t, table, err)
		if err != nil {
			t.Fatal(err)
		}
		table, err = Find(t.Context(), sourcesOf(text), "n", FindOptions{})
		found, err := collect(t, table, err)
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range append(all, found...) {
			if !json.Valid([]byte(row.Value.Raw)) {
				t.Errorf("%s: %s is no JSON", c.values, query.Clip(row.Value.Raw, 200))
			}
		}
	}
}
