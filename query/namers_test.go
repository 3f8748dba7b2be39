package query

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
)

// again makes inputs of texts that can be read twice, and fail behind their end with fault.
func again(fault error, texts ...string) (in []Input) {
	for i, text := range texts {
		open := func() io.Reader {
			if fault != nil {
				return io.MultiReader(strings.NewReader(text), iotest.ErrReader(fault))
			}
			return strings.NewReader(text)
		}
		in = append(in, Input{Name: fmt.Sprint("doc", i), Body: open(), Again: open})
	}
	return in
}

// lateKeys is lines of which some, far behind the first thousand, have keys that no line before has.
func lateKeys(n int) string {
	var b strings.Builder
	for i := range n {
		switch {
		case i%1700 == 1699:
			fmt.Fprintf(&b, `{"late":{"k%d":%d},"n":%d}`+"\n", i, i, i)
		case i == n-1:
			b.WriteString("\"last\"\n")
		default:
			fmt.Fprintf(&b, `{"n":%d,"u":{"a":"x"}}`+"\n", i)
		}
	}
	return b.String()
}

// TestAllColumns wants the columns of all rows from a stream, in the order of their first appearance, as they are from the whole.
func TestAllColumns(t *testing.T) {
	text := lateKeys(9000)
	for _, c := range []struct {
		path  string
		limit int
		want  string
	}{
		{"", 0, "n,u.a,late.k1699,late.k3399,late.k5099,late.k6799,late.k8499,value"},
		{"#(n>=0)#", 0, "n,u.a,late.k1699,late.k3399,late.k5099,late.k6799,late.k8499"},
		{"", 3400, "n,u.a,late.k1699,late.k3399"},
		{"#.late", 0, "k1699,k3399,k5099,k6799,k8499"},
		{"#.{late,n}", 0, "late.k1699,late.k3399,late.k5099,late.k6799,late.k8499,n"},
		{"#.u.a", 0, "a"},
	} {
		var p *Path
		if c.path != "" {
			p, _ = ParsePath(c.path)
		}
		o := Options{AllColumns: true, Limit: c.limit}
		whole := outcomeOf(p, again(nil, text), o)
		for _, way := range []Options{streamed(o, 1, 300, 1), streamed(o, 1, 4000, 8), streamed(o, 1<<20, 64<<10, 2)} {
			got := outcomeOf(p, again(nil, text), way)
			if got.err != whole.err || !slices.Equal(got.columns, whole.columns) || !slices.Equal(got.rows, whole.rows) {
				t.Fatalf("%q: streamed %s\n%.500s\nwhole %s\n%.500s", c.path, got.columns, got.rows, whole.columns, whole.rows)
			}
			for _, n := range got.table.Notes() {
				if strings.Contains(n.Message, "no column") {
					t.Errorf("%q: %s", c.path, n.Message)
				}
			}
		}
		var names []string
		for _, column := range whole.columns {
			name, _, _ := strings.Cut(column, "=")
			names = append(names, name)
		}
		if got := strings.Join(names, ","); got != c.want {
			t.Errorf("%q: %s, want %s", c.path, got, c.want)
		}
	}
}

// TestAllColumnsOfFailures: what ends an input is told behind the rows before it, several inputs are read on, and an input that cannot be
// read twice is held.
func TestAllColumnsOfFailures(t *testing.T) {
	text := lateKeys(9000)
	broken := errors.New("the line is down")
	for name, in := range map[string]func() []Input{
		"failed":  func() []Input { return again(broken, text) },
		"bad":     func() []Input { return again(nil, text+"{]\n") },
		"several": func() []Input { return again(nil, text, lateKeys(3000), `{"z":1}`+"\n"+`{"y":2}`) },
		"once": func() []Input {
			in := again(nil, text)
			in[0].Again = nil
			return in
		},
	} {
		for _, skip := range []bool{false, true} {
			o := Options{AllColumns: true, SkipInvalid: skip}
			whole, got := outcomeOf(nil, in(), o), outcomeOf(nil, in(), streamed(o, 1, 4000, 2))
			if name == "failed" { // a stream has the rows before it, and the whole has none of lines
				whole.columns, whole.rows = got.columns, got.rows
			}
			if len(got.columns) < 8 || len(got.rows) < 9000 || got.err != whole.err || !slices.Equal(got.columns, whole.columns) || !slices.Equal(got.rows, whole.rows) {
				t.Errorf("%s: streamed %s %s, %d rows; whole %s %s, %d rows", name, got.columns, got.err, len(got.rows), whole.columns, whole.err, len(whole.rows))
			}
		}
	}
}

// TestAllColumnsOfNobody reads an input once where nobody looks at columns that are not chosen: it need not be there twice.
func TestAllColumnsOfNobody(t *testing.T) {
	text := lateKeys(3000)
	p, _ := ParsePath("#.{n,late}")
	for name, o := range map[string]Options{
		"values":  {AllColumns: true, ValuesOnly: true},
		"columns": {AllColumns: true, Columns: []Column{{Name: "n", Path: "n"}}},
		"live":    {AllColumns: true, Live: true},
	} {
		in := inputOf(text)
		o.Large, o.large = func() { t.Errorf("%s: it is held in memory", name) }, 1000
		in[0].Body = readerFunc(in[0].Body.Read) // its size is not known
		if got := outcomeOf(p, in, streamed(o, 1, 4000, 2)); got.err != "" || len(got.rows) < 2999 {
			t.Errorf("%s: %d rows, %s", name, len(got.rows), got.err)
		}
	}
}
