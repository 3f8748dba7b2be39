package query

import (
	"context"
	"errors"
	"testing"
)

// TestApart refuses what is asked of elements that the values no longer belong to, and suggests a path with the same values.
func TestApart(t *testing.T) {
	const doc = `{"halls":[{"g":"east","lead":{"name":"Ama"},"items":[{"c":"map"},{"c":"globe"}],"w":["x","y"]},` +
		`{"g":"west","lead":{"name":"Bo"},"items":[{"c":"map"}],"w":["x"]}],"n":1}`
	for _, c := range []struct{ path, said, try string }{
		{"halls.#.items|@flatten|#.c", "halls.#.items|@flatten|#.c leaves the elements of its list behind @flatten", "halls.#.items.#.c"},
		{"halls.#(g>a)#.items|@flatten|#.c", "halls.#(g>a)#.items|@flatten|#.c leaves the elements of its list behind @flatten", "halls.#(g>a)#.items.#.c"},
		{"halls.#.lead|#.name", "halls.#.lead|#.name leaves the elements of its list behind #", "halls.#.lead.name"},
		{"halls.#.w|@flatten", "halls.#.w|@flatten leaves the elements of its list behind @flatten", "halls.#.w"},
		{"halls.#.g|@reverse", "halls.#.g|@reverse leaves the elements of its list behind @reverse", "halls.#.g"},
		{"halls.#.g|0", "halls.#.g|0 leaves the elements of its list behind 0", ""},
		{"halls.#.items|@flatten|#(c==map)#.c", "halls.#.items|@flatten|#(c==map)#.c leaves the elements of its list behind @flatten", ""},
		{"[halls.#.g,halls.#.lead.name]|@flatten", "[halls.#.g,halls.#.lead.name]|@flatten leaves the elements of its list behind [halls.#.g,halls.#.lead.name]", ""},
		{"halls.0.g", "halls.0.g does not walk a list with #", ""},
		{"halls.#(g==east).g", "halls.#(g==east).g takes one element with #(g==east)", ""},
		{"halls.#", "halls.# counts a list", ""},
		{"ha*.#.g", "ha*.#.g walks no list that can be told, because of ha*", ""},
	} {
		for _, small := range []int{0, -300} {
			p, err := ParsePath(c.path)
			if err != nil {
				t.Fatal(err)
			}
			o := Options{small: small}
			_, counted := CountValues(context.Background(), p, inputOf(doc), CountOptions{Options: o, Per: columnOf("g")})
			_, summed := SumValues(context.Background(), p, inputOf(doc), SumOptions{Options: o, By: columnOf("g")})
			for _, err := range []error{counted, summed} {
				e, ok := errors.AsType[*ElementsError](err)
				if !ok || e.Error() != c.said || e.Try != c.try {
					t.Errorf("%s (small %d): %v, %+v, want %q and to try %q", c.path, small, err, e, c.said, c.try)
				}
			}
			if c.try != "" {
				countOf(t, c.try, doc, CountOptions{Options: o, Per: columnOf("g")})
			}
			countOf(t, c.path, doc, CountOptions{Options: o}) // alone it can be counted
		}
	}
	// Another query, or another order, leaves the elements what they are.
	for _, path := range []string{"halls.#(g>a)#|#(g<z)#.g", "halls.#(g>a)#|@reverse|#.g", "halls.@reverse.#.g", "halls.#(g==west).items.#.c"} {
		per := countOf(t, path, doc, CountOptions{Per: columnOf("c")})
		if len(per.rows) == 0 {
			t.Errorf("%s: nothing is counted", path)
		}
	}
	per := countOf(t, "halls.#(g>a)#|@reverse|#.g", doc, CountOptions{Per: columnOf("lead.name")})
	same(t, "per lead.name", per.cells, []string{"west|1|0|1", "east|0|1|1"})
}
