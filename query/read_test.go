package query

import (
	"context"
	"strings"
	"testing"
)

// TestRead counts the elements that were read, whole and as a stream, to the end and not.
func TestRead(t *testing.T) {
	t.Parallel()
	rows := strings.Repeat(`{"a":1,"b":{"c":[1,2]}},`, 499) + `{"a":2}`
	for _, c := range []struct {
		doc, path string
		limit     int
		want      int // 0: nothing is known, or not all
	}{
		{"[" + rows + "]", "#.a", 0, 500}, {"[" + rows + "]", "#(a==2)#.a", 0, 500}, {"[" + rows + "]", "#", 0, 500}, {"[" + rows + "]", "", 0, 500},
		{`{"k":[` + rows + "]}", "k.#.b.c", 0, 500}, {strings.ReplaceAll(rows, "},{", "}\n{"), "#.b.c.#", 0, 500},
		{"[" + rows + "]", "#(a==2)", 0, 500}, {"[]", "#.a", 0, 0}, {"{}", "x.#.a", 0, 0},
	} {
		for _, o := range []Options{{Limit: c.limit}, streamed(Options{Limit: c.limit}, 1, 100, 2)} {
			var p *Path
			if c.path != "" {
				p, _ = ParsePath(c.path)
			}
			table, err := Run(context.Background(), p, inputOf(c.doc), o)
			if err != nil {
				t.Fatal(err)
			}
			for _, err := range table.Rows {
				if err != nil {
					t.Fatal(err)
				}
			}
			got := 0
			if table.Read != nil {
				n, all := table.Read()
				if got = n; !all && c.path != "#(a==2)" {
					t.Errorf("%q: not all were read", c.path)
				}
			}
			if got != c.want {
				t.Errorf("%q of %d bytes: %d read, want %d", c.path, len(c.doc), got, c.want)
			}
		}
	}
	p, _ := ParsePath("#.a")
	table, err := Run(context.Background(), p, []Input{{Name: "endless", Body: &endless{row: `{"a":1}` + "\n"}, Lines: true}}, Options{Limit: 3})
	if err != nil {
		t.Fatal(err)
	}
	for range table.Rows {
	}
	if _, all := table.Read(); all {
		t.Error("all of an endless list is said to be read")
	}
}
