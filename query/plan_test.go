package query

import (
	"strings"
	"testing"
)

// TestPlan says how paths are answered on large inputs.
func TestPlan(t *testing.T) {
	for path, want := range map[string]string{
		"#.text":                     "row by row over the list, on all cores",
		"statuses.#(a==1)#.b":        "row by row over the list in statuses, on all cores",
		"..#.a":                      "row by row over the list, on all cores",
		"#":                          "counted",
		"#(a)#|#":                    "counted",
		"#(a).b":                     "reading stops at the row",
		"12.a":                       "reading stops at the row",
		"#.a|0":                      "reading stops at the row",
		"@reverse.0.a":               "the last row is kept",
		"#.a|@reverse|0":             "the last row is kept",
		"@reverse":                   "the whole input",
		"#.a|@flatten":               "the whole input",
		"{\"n\":#.a}":                "the whole input",
		"[0.a,#.b]":                  "the whole input",
		"#.a|@this|#(>1)#":           "the whole input",
		"#.{a,b}|#(a>1)#.b":          "row by row over the list, on all cores",
		"users.ids.#":                "in users.ids: counted",
		"#.entities.hashtags.#.text": "on all cores",
	} {
		p, err := ParsePath(path)
		if err != nil {
			t.Fatal(err)
		}
		if got := p.Plan(Options{}).String(); !strings.Contains(got, want) {
			t.Errorf("%q: %s; want %s", path, got, want)
		}
	}
	var none *Path
	if pl := none.Plan(Options{Limit: 3}); !pl.Streams || !pl.Stops || !strings.Contains(pl.String(), "enough rows") {
		t.Errorf("no path: %s", pl)
	}
}
