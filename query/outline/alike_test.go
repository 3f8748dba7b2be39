package outline

import (
	"fmt"
	"strings"
	"testing"
)

// members writes an object of n members, each as make says.
func members(n int, make func(i int) string) string {
	var all []string
	for i := range n {
		all = append(all, fmt.Sprintf(`"k%d":%s`, i, make(i)))
	}
	return "{" + strings.Join(all, ",") + "}"
}

// TestAlike folds maps for people, and nothing that is no map, and nothing in the complete rows.
func TestAlike(t *testing.T) {
	point := func(i int) string { return fmt.Sprintf(`{"x":%d,"y":null,"name":"n"}`, i) }
	for _, c := range []struct {
		name, text, under string
		want              string // the paths for people
	}{
		{"ids", members(30, point), "", "@this * *.x *.y *.name"},
		{"too few", members(2, point), "", "@this k0 k0.x k0.y k0.name k1 k1.x k1.y k1.name"},
		{"in elements", `[{"stats":` + members(8, point) + `},{"stats":` + members(9, point) + `}]`, "", "@this #.stats #.stats.* #.stats.*.x #.stats.*.y #.stats.*.name"},
		{"families", members(8, func(i int) string { return strings.ReplaceAll(members(1+i%3, point), `"k`, fmt.Sprintf(`"f%d.`, i)) }), "", "@this * *.* *.*.x *.*.y *.*.name"},
		{"one is missing here and there", members(12, func(i int) string {
			return `{"a":1,"b":2` + strings.Repeat(`,"c":3`, i%2) + "}"
		}), "", "@this * *.a *.b *.c"},
		{"scalars among them", members(3, func(i int) string { return fmt.Sprint(i) }), "", "@this k0 k1 k2"},
		{"of another kind", `{"o":{"a":{"v":1},"b":{"v":"x"},"c":{"v":1},"d":{"v":1},"e":{"v":1},"f":{"v":1},"g":{"v":1},"h":{"v":1}}}`, "o.h", "o.h o.h.v"},
		{"asked for one", members(30, point), "k7", "k7 k7.x k7.y k7.name"},
		{"asked for all", members(30, point), "*", "* *.x *.y *.name"},
		{"asked below", `{"m":` + members(9, point) + `}`, "m.k3.name", "m.k3.name"},
	} {
		table, err := Paths(t.Context(), sourcesOf(c.text), Options{Brief: true, Under: c.under})
		rows, err := collect(t, table, err)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, r := range rows {
			got = append(got, r.Cells[0].Str)
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
		for _, o := range []Options{{}, {Brief: true, Expand: true}} {
			table, err := Paths(t.Context(), sourcesOf(c.text), o)
			all, err := collect(t, table, err)
			if err != nil || len(all) < len(rows) {
				t.Errorf("%s: %d rows in all, %v", c.name, len(all), err)
			}
			for _, r := range all {
				if strings.Contains(r.Cells[0].Str, "*") {
					t.Errorf("%s: %s is folded in the complete rows", c.name, r.Cells[0].Str)
				}
			}
		}
	}
	table, err := Paths(t.Context(), sourcesOf(members(30, point)), Options{Brief: true})
	rows, err := collect(t, table, err)
	if err != nil || rows[0].Cells[3].Str != "30 keys alike: k0, k1, k2, …" || rows[2].Cells[2].Str != "30" || len(table.Notes()) != 1 {
		t.Error(rows, table.Notes(), err)
	}
	mixed := `{"a":{"v":1},"b":{"v":"x"},"c":{"v":1},"d":{"v":1},"e":{"v":1},"f":{"v":1},"g":{"v":1},"h":{"v":1}}`
	table, err = Paths(t.Context(), sourcesOf(mixed), Options{Brief: true})
	if rows, err = collect(t, table, err); err != nil || len(rows) != 17 {
		t.Errorf("members of another kind are folded: %d rows, %v", len(rows), err)
	}
}
