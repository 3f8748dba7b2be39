package query

import (
	"strings"
	"testing"
	"testing/iotest"
)

// TestLarge tells once, while it is read, that an input is held in memory; not of a stream, and not of a small input.
func TestLarge(t *testing.T) {
	doc := "[" + strings.Repeat(`{"a":[1]},`, 1000) + `{"a":[1]}]`
	for _, c := range []struct {
		path  string
		limit int
		want  int
	}{
		{"#.a|@flatten", 5000, 1},
		{"#.a|@flatten", 50_000, 0},
		{"#.a", 5000, 0},
	} {
		p, err := ParsePath(c.path)
		if err != nil {
			t.Fatal(err)
		}
		read, told, toldAt := 0, 0, 0
		body := iotest.OneByteReader(strings.NewReader(doc))
		in := []Input{{Name: "doc", Body: readerFunc(func(b []byte) (int, error) {
			n, err := body.Read(b)
			read += n
			return n, err
		})}}
		o := streamed(Options{Large: func() { told, toldAt = told+1, read }}, 1000, 1000, 1)
		o.large = c.limit
		if got := outcomeOf(p, in, o); got.err != "" {
			t.Fatal(got.err)
		}
		if told != c.want || told > 0 && (toldAt < c.limit || toldAt > c.limit+10) {
			t.Errorf("%s: told %d times, behind %d bytes", c.path, told, toldAt)
		}
	}
}
