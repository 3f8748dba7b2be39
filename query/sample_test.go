package query

import (
	"errors"
	"strings"
	"testing"
)

// A sample is whole rows; what fits is all there, and what is no JSON is refused wherever the fault stands.
func TestReadSample(t *testing.T) {
	const lines = `{"n":1}` + "\n" + `{"n":2}` + "\n" + `{"n":3}` + "\n"
	for _, c := range []struct {
		text     string
		path     bool // begins with ..
		limit    int64
		doc      string
		cut, bad bool
		lined    bool // an object on each line
	}{
		{text: lines, limit: 100, doc: `[{"n":1},{"n":2},{"n":3}]`, lined: true},
		{text: strings.TrimSpace(lines), limit: 100, doc: `[{"n":1},{"n":2},{"n":3}]`, lined: true},
		{text: lines, limit: int64(len(lines)), doc: `[{"n":1},{"n":2},{"n":3}]`, lined: true},
		{text: lines, limit: 20, doc: `[{"n":1},{"n":2}]`, cut: true, lined: true},
		{text: lines, limit: 20, doc: `{"n":1},{"n":2}`, path: true, cut: true, lined: true},
		{text: strings.ReplaceAll(lines, "\n", ""), limit: 100, doc: `[{"n":1},{"n":2},{"n":3}]`},
		{text: strings.ReplaceAll(lines, "\n", "\n\n"), limit: 100, doc: `[{"n":1},{"n":2},{"n":3}]`},
		{text: strings.ReplaceAll(lines, ":", ":\n"), limit: 100, doc: "[{\"n\":\n1},{\"n\":\n2},{\"n\":\n3}]"},
		{text: `[{"n":1},{"n":2},{"n":3}]`, limit: 20, doc: `[{"n":1},{"n":2}]`, cut: true},
		{text: `no JSON`, limit: 3, bad: true},
		{text: ``, limit: 3, bad: true},
	} {
		got, err := ReadSample(t.Context(), Input{Name: "x", Body: strings.NewReader(c.text)}, c.path, c.limit)
		if want := (Sample{Doc: c.doc, Cut: c.cut, Lined: c.lined}); !c.bad && got != want || (err != nil) != c.bad {
			t.Errorf("%q up to %d: %+v, %v; want %+v", c.text, c.limit, got, err, want)
		}
	}
}

// A modifier that gjson does not have is refused, but where the data has a key of that name.
func TestCheckModifiers(t *testing.T) {
	for _, c := range []struct {
		path, doc string
		refused   bool
	}{
		{"#.@upper", "", true},
		{"#.{id,n:name.@upper}", "", true},
		{"#(@sort==1)#.id", "", true},
		{"#.id|@reverse", "", false},
		{"#.@id", `[{"@id":1}]`, false},
		{"#(@id==1)#.k", `[{"@id":1,"k":2}]`, false},
		{"#.{@id}", `[{"@id":1}]`, false},
		{"#.@id", `[{"id":1}]`, true},
	} {
		p, err := ParsePath(c.path)
		if err != nil {
			t.Fatal(err)
		}
		no, refused := errors.AsType[*Refusal](p.CheckModifiers(c.doc))
		if refused != c.refused || refused && no.Notes[0].Code != "P19" {
			t.Errorf("%s on %q: refused %t, want %t", c.path, c.doc, refused, c.refused)
		}
	}
}
