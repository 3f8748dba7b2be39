package query

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// TestInnerMissing tells of items that have nothing to count, in a document and in a stream.
func TestInnerMissing(t *testing.T) {
	for _, c := range []struct{ path, doc, cells, notes string }{
		{"#.l.#.c", `[{"l":[{"c":"x"},{"q":1},{"q":2}]},{"l":[{"c":"x"}]}]`, "x|2|1", "2 of 4 items of l have nothing in c"},
		{"#.l.#.c", `[{"l":[{"c":"x"},{"c":[]},{"c":null}]}]`, "x|1|0.5 null|1|0.5", "1 of 3 items of l has nothing in c"},
		{"#.l.#.c", `[{"l":[{"c":["x","y"]}]},{"l":[]}]`, "x|1|0.5 y|1|0.5", "1 of 2 elements has none, and is not counted"},
		{"#.l.#.c", `[{"l":{"#":{"c":"k"}}},{"l":7},{"l":"[{"},{"l":[{"c":"x"}]}]`, "k|1|0.5 x|1|0.5", "2 of 4 elements have none, and are not counted"},
		{"#.l.#.m.#.c", `[{"l":[{"m":[{"c":1},{"q":1}]},{"z":1},{"m":[]}]},{"l":[{"m":[{"c":2}]},{"m":5}]}]`, "1|1|0.5 2|1|0.5",
			"3 of 5 items of l have nothing in m.#.c\n1 of 3 items of l.#.m has nothing in c"},
		{"#.#.c", `[[{"c":1},{"q":1}],[{"c":3}]]`, "1|1|0.5 3|1|0.5", "1 of 3 items of the lists that are elements has nothing in c"},
		{"#.l.#(q>0)#.c", `[{"l":[{"q":1,"c":"x"},{"q":2},{"c":"y"}]}]`, "x|1|1", "1 of 2 items of l.#(q>0)# has nothing in c"},
		{"rows.#.l.#.c.d", `{"rows":[{"l":[{"c":{"d":"x"}},{"c":{}}]}]}`, "x|1|1", "1 of 2 items of l has nothing in c.d"},
		{"#.l.#.c", `[{"l":[{"c":"x"}]}]`, "x|1|1", ""},
	} {
		for _, small := range []int{0, -40} {
			a := countOf(t, c.path, c.doc, CountOptions{Options: Options{small: small}})
			if got, notes := strings.Join(a.cells, " "), strings.Join(a.notes, "\n"); got != c.cells || notes != c.notes {
				t.Errorf("%s of %s (small %d): %q, %q, want %q, %q", c.path, c.doc, small, got, notes, c.cells, c.notes)
			}
		}
	}
	a := sumOf(t, "#.l.#.c", `[{"l":[{"c":1},{"q":1}]}]`, SumOptions{})
	same(t, "sum", a.notes, []string{"1 of 2 items of l has nothing in c"})
}

// TestInnerMissingByChance compares with a count of its own.
func TestInnerMissingByChance(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 7))
	for range 200 {
		items, none := 0, 0
		counts := map[string]int{}
		rows := []any{}
		for range 1 + r.IntN(6) {
			list := []any{}
			for range r.IntN(5) {
				items++
				if r.IntN(3) == 0 {
					none++
					list = append(list, map[string]any{"q": 1})
					continue
				}
				word := string(rune('a' + r.IntN(3)))
				counts[word]++
				list = append(list, map[string]any{"c": word, "q": []any{map[string]any{"c": "z"}}})
			}
			rows = append(rows, map[string]any{"l": list, "k": r.IntN(9)})
		}
		if len(counts) == 0 {
			continue
		}
		doc, _ := json.Marshal(rows)
		for _, small := range []int{0, -60} {
			a := countOf(t, "#.l.#.c", string(doc), CountOptions{Options: Options{small: small, batch: 64}})
			for _, row := range a.cells {
				cells := strings.Split(row, "|")
				if fmt.Sprint(counts[cells[0]]) != cells[1] {
					t.Fatalf("%s: %s, want %d", doc, row, counts[cells[0]])
				}
			}
			told := slices.ContainsFunc(a.notes, func(n string) bool { return strings.HasPrefix(n, fmt.Sprintf("%d of %d item", none, items)) })
			if len(a.cells) != len(counts) || told != (none > 0) {
				t.Fatalf("%s (small %d): %q %q, want %v, %d of %d", doc, small, a.cells, a.notes, counts, none, items)
			}
		}
	}
}
