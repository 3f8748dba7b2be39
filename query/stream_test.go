package query

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
)

// outcome is what a caller of Run sees.
type outcome struct {
	columns []string
	rows    []string // the value and the cells of each
	err     string
	table   Table
}

func (o outcome) String() string { return fmt.Sprintf("%q %q %s", o.columns, o.rows, o.err) }

// outcomeOf runs a path to the end of its rows. A scalar or an object is one row.
func outcomeOf(p *Path, in []Input, o Options) (out outcome) {
	table, err := Run(context.Background(), p, in, o)
	if err != nil {
		return outcome{err: err.Error()}
	}
	out.table = table
	for _, c := range table.Columns {
		out.columns = append(out.columns, c.Name+"="+c.Path)
	}
	for row, err := range table.Rows {
		if err != nil {
			out.err = err.Error()
			break
		}
		line := row.Value.Type.String() + " " + strings.TrimSpace(row.Value.Raw) + row.Value.Str
		for _, c := range row.Cells {
			line += " | " + c.Type.String() + " " + c.Raw + c.Str + fmt.Sprint(c.Num)
		}
		out.rows = append(out.rows, line)
	}
	return out
}

// streamed are options that answer as a stream whatever the size, after a look at so many bytes.
func streamed(o Options, look, batch, workers int) Options {
	o.small, o.batch, o.Workers = -look, batch, workers
	return o
}

func inputOf(text string) []Input { return []Input{{Name: "doc", Body: strings.NewReader(text)}} }

// sameStreamed fails unless a stream gives what is given when all is read first. A stream may have rows in front of an error of which
// there are none then.
func sameStreamed(t *testing.T, doc, path string, o Options) {
	t.Helper()
	var p *Path
	if path != "" {
		var err error
		if p, err = ParsePath(path); err != nil {
			return
		}
	}
	want := outcomeOf(p, inputOf(doc), o)
	for _, c := range []struct{ look, batch, workers int }{{len(doc) + 1, 7, 1}, {1, 64, 8}, {len(doc) + 1, 4 << 10, 2}} {
		look, batch, workers := c.look, c.batch, c.workers
		{
			in := inputOf(doc)
			if batch == 64 {
				in[0].Body = iotest.OneByteReader(in[0].Body)
			}
			got := outcomeOf(p, in, streamed(o, look, batch, workers))
			if want.err != "" && len(want.rows) == 0 && (got.err == want.err || p.Plan(o).Stops || strings.HasPrefix(got.err, "P")) {
				continue
			}
			if look == 1 && want.err == "" && (strings.HasPrefix(got.err, "P06") || strings.HasPrefix(got.err, "P08") || strings.HasPrefix(got.err, "P19")) {
				continue // what looks like a mistake and gives nothing is refused by the first rows
			}
			if look == 1 && (manyLists(doc) || want.err != "" && want.err[0] == 'P' && strings.HasPrefix(got.err, want.err[:3])) {
				continue // what is seen later can only be refused later
			}
			if got.err != want.err || !slices.Equal(got.columns, want.columns) || !slices.Equal(got.rows, want.rows) {
				t.Fatalf("%q %v on %.300q, batches of %d, %d workers:\n got %.2000s\nwant %.2000s", path, o.Columns, doc, batch, workers, got, want)
			}
		}
	}
}

// manyLists tells whether a text is several documents of which the first is a list. A stream may only see that when it is too late.
func manyLists(text string) bool {
	docs, err := documents("", text)
	return strings.HasPrefix(strings.TrimSpace(text), "[") && (len(docs) > 1 || len(docs) == 1 && err != nil)
}

func TestStreamIsTheSame(t *testing.T) {
	t.Parallel()
	doc := library(t)
	for _, path := range libraryPaths(t) {
		sameStreamed(t, doc, path, Options{})
	}
	for _, c := range gjsonCases(t) {
		sameStreamed(t, c.Doc, c.Path, Options{})
		sameStreamed(t, "["+c.Doc+"]", c.Path, Options{})
		sameStreamed(t, "["+c.Doc+",\n"+c.Doc+"]", "#."+c.Path, Options{})
		sameStreamed(t, c.Doc+"\n"+c.Doc, "#."+c.Path, Options{})
		sameStreamed(t, c.Doc+"\n"+c.Doc, "..#."+c.Path, Options{})
	}
	for _, c := range syntaxCases() {
		for _, path := range []string{"", "#.a", "#", "#(a)#.b", "0", "@reverse.0", "a"} {
			if len(c.text) < 1000 {
				sameStreamed(t, c.text, path, Options{})
			}
		}
	}
}

// streamDocs are small inputs of every kind that a stream tells apart.
func streamDocs() []string {
	return []string{
		`[{"a":1,"u":{"n":"x","m":[1,2]}},{"b":2,"u":{"n":null}},{"a":3}]`,
		"[\n  {\n    \"a\": 1,\n    \"u\": {\"n\": \"x\"}\n  } ,\n  {\n    \"a\": 2\n  },\n  {\n    \"a\": 3, \"l\": [{\"a\": 1},{\"a\":2}]\n  }\n]\n",
		"{\"a\":1,\"u\":{\"n\":\"x\"}}\n{\"a\":\"2\"}\n\n{\"b\":3}\r\n",
		"{\"a\":1}{\"a\":2}[{\"a\":3}]\"x\" 4 true\nnull",
		"[1,2]\n[3]\n{\"a\":[1]}",
		"[1]", "[]", " [ ] ", "[[]]", "[[1,2],[3],[]]", "[1,2,3,\n4 ,5]", "[\"a\",\"b\\n\",\"\\u00e9\",\"é\"]", "1\n2\n3", "1 2 3\n", "\"x\"", "7", "{}", "{\"a\":[1]}",
		`{"statuses":[{"a":1,"u":{"n":"x"}},{"a":2}],"meta":{"n":2}}`,
		`{"meta":{"a":[1]},"users":[{"a":1},{"b":2}],"next":3}`,
		"{ \"ids\" : [ 1 , 2,3 ] , \"next\" : 3 }", `{"ids":[]}`, `{"ids":{"0":1}}`, `{"ids":5}`, `{"ids":[1],"users":[2]}`, `{"a":{"b":[{"c":1},{"c":2}]},"z":1}`,
		"{\"ids\":[1]}\n{\"ids\":[2]}",
		`[{"a":"see [1]"},"see [7] {\"a\":1}",{"a":{"a":1}}]`,
		`[{"a":1,"a":2,"u":1,"u":{"n":1},"u":{"n":2}},{"u":{"n":{"x":1}},"\u0061":5}]`,
		`[{"a":1.5},{"a":-1},{"a":1e3},{"a":"1"},{"a":true},{"a":null},{"a":[1]},{"a":{}},{"a":1202955310000000101}]`,
		`[{"a":1},{"a":2]`, `[{"a":1},{"a":2}`, `[{"a":1},{"a":2},`, "[{\"a\":1},{\"a\":2},  \n ", `[{"a":1},{"a":2}]x`, `[{"a":1}{"a":2}]`, `[,]`, `[1,]`, "[1,\n\n 2}", "{\"a\":1}\n{\"a\":é}\n{\"a\":3}",
		"{\"a\":\"é😀\"}\n{\"a\":\"é😀\" 2}\n", "[\"é\",\"é\n\"]", "1,2", "1x", "truex", "true false", "tru", "[tru]", "[1]2", "<html>", `{"statuses":[{"a":1},{"a":2}],"meta":{]}`, `{"statuses":[{"a":1}]}}`,
		`{"statuses":[{"a":1}`, `{"statuses":[{"a":1}],"m`, "", " \n", "[\"\xff\"]", "[\"a\",\"\xc3", "[1,\"\xff\xff\",}]", "[1,2]\n\n  ",
	}
}

func streamPaths() []string {
	return []string{"", "#", "#.a", "#.u.n", "#.u", "#.a.#", "#(a>1)#", "#(a>1)#.a", "#(a)#.u.n", "#(a==1)#.a", "#(a==true)#|#", "#(a!=1)#|0", "#(u.n==x)#.a", "#(a==~null)#", "#(a)", "#(a>1).a", "#(a>1)|@keys",
		"#(nope)", "#(nope)|@keys", "0", "1", "1.a", "99", "99|@keys", "#.a|#", "#.a|0", "#.a|1", "#.a|@reverse|0", "@reverse", "@reverse.0", "@reverse|0.a", "@this", "#.{a,u.n}", "#.[a,b]", "#.u.{n}", "#.nope", "#.nope|#", "#.a|#(>1)#",
		"#.l.#.a", "#.l|#.#.a", "#.@keys", "#.@this", "#.*", "#.l|@flatten", "..#.a", "..#", "..1", "..0.a", "statuses", "statuses.#.a", "statuses.#", "statuses.#(a>1)#", "statuses.#(a>1).a", "statuses.0", "statuses.@reverse.0",
		"statuses.#.a|0", "users.#.a", "users.#.b", "ids", "ids.#", "ids.0", "ids|0", "ids|#", "a.b.#.c", "a.b.#(c=2).c", "a.b", "meta.a.#", "z", "[0,1]", "{a}", "#.a.b", "#.a.a", "#.0", "#.#", "#(>1)#", "#(==1)#", "#.u|#.n", "#.u|1.n", "#()#", "#(a>1k)#", "statuses.#(a>1k)#"}
}

func TestStreamsOfEveryKind(t *testing.T) {
	t.Parallel()
	columns := [][]Column{nil}
	for _, list := range []string{"a,u.n,@this", "x:u,u.n"} {
		c, err := ParseColumns(list)
		if err != nil {
			t.Fatal(err)
		}
		columns = append(columns, c)
	}
	for _, doc := range streamDocs() {
		for _, path := range streamPaths() {
			for _, c := range columns {
				sameStreamed(t, doc, path, Options{Columns: c})
			}
			sameStreamed(t, doc, path, Options{Limit: 2})
		}
	}
}

// TestFailureInTheMiddle lets the reader fail behind every byte: the rows that were whole are delivered.
func TestFailureInTheMiddle(t *testing.T) {
	broke := errors.New("broke")
	for _, doc := range streamDocs()[:4] {
		whole := outcomeOf(nil, inputOf(doc), Options{})
		for i := range len(doc) {
			in := []Input{{Name: "doc", Body: io.MultiReader(strings.NewReader(doc[:i]), iotest.ErrReader(broke))}}
			got := outcomeOf(nil, in, streamed(Options{}, 1, 16, 2))
			if got.err != broke.Error() || len(got.rows) > len(whole.rows) {
				t.Fatalf("%q fails behind %d: %v", doc, i, got)
			}
		}
	}
}

// TestSeveralStreams joins inputs of every kind as they are joined when all is read first.
func TestSeveralStreams(t *testing.T) {
	t.Parallel()
	texts := []string{`[{"a":1},{"a":2}]`, "{\"a\":3}\n{\"a\":4}\n", `{"a":5}`, "[]", "[ {\"a\":6}\n]\n", "7", "[1]\n[2]", `{"statuses":[{"a":8}]}`, "", "\n", "[{\"a\":9},", "<html>"}
	for _, first := range texts {
		for _, second := range texts {
			for _, lines := range []bool{false, true} {
				for _, path := range []string{"", "#.a", "#", "..#.a", "1.a", "#.a|@reverse|0", "statuses.#.a"} {
					var p *Path
					if path != "" {
						p, _ = ParsePath(path)
					}
					in := func() []Input {
						return []Input{{Name: "one", Body: strings.NewReader(first)}, {Name: "two", Body: strings.NewReader(second), Lines: lines}, {Name: "three", Body: strings.NewReader(`[{"a":0}]`)}}
					}
					want := outcomeOf(p, in(), Options{})
					for _, look := range []int{1, 20, 1000} {
						if manyLists(first) || manyLists(second) && look == 1 {
							continue
						}
						got := outcomeOf(p, in(), streamed(Options{}, look, 10, 2))
						if got.err == want.err && (want.err != "" || slices.Equal(got.rows, want.rows)) {
							continue
						}
						if want.err != "" && p.Plan(Options{}).Stops {
							continue
						}
						t.Errorf("%q of %q and %q (%v), %d looked at:\n got %s\nwant %s", path, first, second, lines, look, got, want)
					}
				}
			}
		}
	}
}
