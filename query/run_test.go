package query

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/tidwall/gjson"
)

// ask runs a path over one document; path "" is no path.
func ask(t testing.TB, doc, path string, o Options) (Table, error) {
	t.Helper()
	var p *Path
	if path != "" {
		var err error
		if p, err = ParsePath(path); err != nil {
			return Table{}, err
		}
	}
	return Run(context.Background(), p, []Input{{Name: "doc", Body: strings.NewReader(doc)}}, o)
}

func library(t testing.TB) string {
	t.Helper()
	b, err := os.ReadFile("testdata/library.json")
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// agree fails unless what Run answers, without a refusal, is what gjson answers; it says whether it was answered.
func agree(t *testing.T, doc, path string) bool {
	t.Helper()
	p, err := ParsePath(path)
	if err != nil {
		return false
	}
	table, err := Run(context.Background(), p, []Input{{Name: "doc", Body: strings.NewReader(doc)}}, Options{})
	if _, ok := errors.AsType[*Refusal](err); ok {
		return false
	}
	if _, ok := errors.AsType[*SyntaxError](err); ok {
		return false
	}
	if err != nil {
		t.Fatalf("%q on %.60q: %v", path, doc, err)
	}
	if slices.ContainsFunc(table.Notes(), func(n Note) bool { return n.Code == "P30" }) { // read without a blank, and it is said
		return true
	}
	text, broken := strings.TrimSpace(doc), false
	if docs, err := documents("doc", doc); err != nil || len(docs) > 1 { // several documents are a list, and ".." is gjson's own way to say so
		broken = err != nil
		if _, lines := p.Lines(); !lines || broken {
			text = "[" + strings.Join(docs, ",") + "]"
		}
		if rest, lines := p.Lines(); lines && broken {
			path = rest
		}
	}
	want := gjson.Get(text, path)
	if broken { // the rows before the bad document, and then the error
		rows, ended := rowsOf(t, table)
		if ended == nil || table.Whole.Exists() || !slices.Equal(rows, elements(want)) {
			t.Fatalf("%q on %.60q: the rows %q and %v, gjson's elements of what is whole %q", path, doc, rows, ended, elements(want))
		}
		return true
	}
	if table.Whole.Exists() != want.Exists() || strings.TrimSpace(table.Whole.Raw) != strings.TrimSpace(want.Raw) || table.Whole.Type != want.Type {
		t.Fatalf("%q on %.60q: %v %s %q, gjson: %v %s %q", path, doc, table.Whole.Exists(), table.Whole.Type, table.Whole.Raw, want.Exists(), want.Type, want.Raw)
	}
	if table.Shape == List {
		if rows, ended := rowsOf(t, table); ended != nil || !slices.Equal(rows, elements(want)) {
			t.Fatalf("%q on %.60q: the rows are %q, gjson's elements %q", path, doc, rows, elements(want))
		}
	}
	return true
}

// rowsOf walks the rows of a table to their end or error.
func rowsOf(t *testing.T, table Table) (rows []string, ended error) {
	t.Helper()
	for r, err := range table.Rows {
		if err != nil {
			return rows, err
		}
		if len(r.Cells) != len(table.Columns) {
			t.Fatalf("%d cells for %d columns", len(r.Cells), len(table.Columns))
		}
		rows = append(rows, r.Value.Raw)
	}
	return rows, nil
}

func elements(v Value) (raws []string) {
	for _, e := range v.Array() {
		raws = append(raws, e.Raw)
	}
	return raws
}

// libraryPaths are the paths of testdata/library-paths.txt.
func libraryPaths(t testing.TB) []string {
	t.Helper()
	b, err := os.ReadFile("testdata/library-paths.txt")
	if err != nil {
		t.Fatal(err)
	}
	var paths []string
	for line := range strings.Lines(string(b)) {
		if path, _, ok := strings.Cut(line, " exists="); ok && path != "" {
			paths = append(paths, path)
		}
	}
	return paths
}

type gjsonCase struct{ Doc, Path, Raw string }

func gjsonCases(t testing.TB) (cases []gjsonCase) {
	t.Helper()
	f, err := os.Open("testdata/gjson-cases.ndjson")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for s := bufio.NewScanner(f); s.Scan(); {
		var c gjsonCase
		if err := json.Unmarshal(s.Bytes(), &c); err != nil {
			t.Fatal(err)
		}
		cases = append(cases, c)
	}
	return cases
}

func TestRunAgreesWithGjson(t *testing.T) {
	answered := 0
	doc := library(t)
	for _, path := range libraryPaths(t) {
		if agree(t, doc, path) {
			answered++
		}
	}
	if answered < 100 {
		t.Errorf("only %d paths of the library were answered", answered)
	}
	answered = 0
	for _, c := range gjsonCases(t) {
		if agree(t, c.Doc, c.Path) {
			answered++
		}
	}
	if answered < 120 {
		t.Errorf("only %d cases were answered", answered)
	}
}

func FuzzRun(f *testing.F) {
	for _, c := range gjsonCases(f) {
		f.Add(c.Doc, c.Path)
	}
	for _, path := range libraryPaths(f) {
		f.Add(`[{"id":1202955310000000101,"id_str":"1202955310000000101","text":"a","user":{"name":"n"},"lang":"en","place":null}]`, path)
	}
	f.Fuzz(func(t *testing.T, doc, path string) {
		if !endlessPath(doc, path, 4096) {
			agree(t, doc, path)
		}
	})
}

// tableOf writes a table as its columns and rows, missing as "·".
func tableOf(t *testing.T, table Table) [][]string {
	t.Helper()
	var names []string
	for _, c := range table.Columns {
		names = append(names, c.Name)
	}
	out := [][]string{names}
	for r, err := range table.Rows {
		if err != nil {
			t.Fatal(err)
		}
		var row []string
		for _, c := range r.Cells {
			if row = append(row, "·"); c.Exists() {
				row[len(row)-1] = c.Raw
			}
		}
		out = append(out, row)
	}
	return out
}

func TestColumns(t *testing.T) {
	doc := `[{"a":1,"u":{"n":"x","m":[1,2]}},{"b":2,"u":{"n":null}},{"a":3}]`
	for _, c := range []struct {
		path    string
		columns string
		o       Options
		want    [][]string
	}{
		{path: "", want: [][]string{{"a", "u.n", "u.m", "b"}, {"1", `"x"`, "[1,2]", "·"}, {"·", "null", "·", "2"}, {"3", "·", "·", "·"}}},
		{path: "#", columns: "a,name:u.n", want: [][]string{{"a", "name"}, {"1", `"x"`}, {"·", "null"}, {"3", "·"}}},
		{path: "", columns: "b", want: [][]string{{"b"}, {"·"}, {"2"}, {"·"}}},
		{path: "#(a)#", columns: "a, u.m.#", want: [][]string{{"a", "u.m.#"}, {"1", "2"}, {"3", "·"}}},
		{path: "#.{a,u.n}", want: [][]string{{"a", "n"}, {"1", `"x"`}, {"·", "null"}, {"3", "·"}}},
		{path: "#.[a,u.n,b]", o: Options{AsGJSON: true}, want: [][]string{{"a", "n", "b"}, {"1", `"x"`, "·"}, {"·", "null", "2"}, {"3", "·", "·"}}},
		{path: "#(a)#.{b,nope}", want: [][]string{{"b", "nope"}, {"·", "·"}, {"·", "·"}}},
		{path: "#.a", want: [][]string{{"a"}, {"1"}, {"3"}}},
		{path: "#.u", columns: "n", want: [][]string{{"n"}, {`"x"`}, {"null"}}},
		{path: "1", columns: "b,a", want: [][]string{{"b", "a"}, {"2", "·"}}},
		{path: "1", want: [][]string{{"b", "u.n"}, {"2", "null"}}},
		{path: "1.u.n", want: [][]string{{"n"}, {"null"}}},
		{path: "#", want: [][]string{{"value"}, {"3"}}},
		{path: "#.nope", want: [][]string{{"nope"}}},
		{path: "", o: Options{Limit: 1}, want: [][]string{{"a", "u.n", "u.m"}, {"1", `"x"`, "[1,2]"}}},
	} {
		if c.columns != "" {
			var err error
			if c.o.Columns, err = ParseColumns(c.columns); err != nil {
				t.Fatal(err)
			}
		}
		table, err := ask(t, doc, c.path, c.o)
		if err != nil {
			t.Errorf("%q -c %q: %v", c.path, c.columns, err)
			continue
		}
		if diff := cmp.Diff(c.want, tableOf(t, table)); diff != "" {
			t.Errorf("%q -c %q: %s", c.path, c.columns, diff)
		}
	}
}

func TestParseColumns(t *testing.T) {
	for list, want := range map[string][][2]string{
		"a":                          {{"a", "a"}},
		"a, b.c":                     {{"a", "a"}, {"b.c", "b.c"}},
		"who:user.name":              {{"who", "user.name"}},
		`"the name":user.name`:       {{"the name", "user.name"}},
		`a\:b`:                       {{`a\:b`, `a\:b`}},
		"t:entities.hashtags.#.text": {{"t", "entities.hashtags.#.text"}},
		`#(x=="a,b").y`:              {{`#(x=="a,b").y`, `#(x=="a,b").y`}},
		"k:@keys":                    {{"k", "@keys"}},
		"m:{a,b}":                    {{"m", "{a,b}"}},
	} {
		columns, err := ParseColumns(list)
		var got [][2]string
		for _, c := range columns {
			got = append(got, [2]string{c.Name, c.Path})
		}
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Errorf("%q: %v %s", list, err, diff)
		}
	}
	for list, at := range map[string]int{"a,user.[name": 7, "a,#(x": 3, "": -1, "a,,b": -1, "a,a": -1, "x:a,x:b": -1, "tweet,id_str": -1, "text,tweet": -1, "tweet,tweet": -1} {
		_, err := ParseColumns(list)
		if bad, ok := errors.AsType[*PathError](err); ok {
			if bad.Path != list || bad.Offset != at {
				t.Errorf("%q: the error is at %d of %q, want %d", list, bad.Offset, bad.Path, at)
			}
		} else if _, ok := errors.AsType[*ColumnsError](err); !ok || at >= 0 {
			t.Errorf("%q: %v", list, err)
		}
	}
}

// failing gives its text and then fails.
type failing struct {
	io.Reader
	err error
}

func (f failing) Read(p []byte) (int, error) {
	n, err := f.Reader.Read(p)
	if err == io.EOF {
		err = f.err
	}
	return n, err
}

func TestRowsBeforeAFailure(t *testing.T) {
	broke := errors.New("broke")
	for _, c := range []struct {
		text, path string
		rows       int // -1: nothing but the error
	}{
		{`[{"a":1},{"a":2}`, "#.a", 2},
		{`[{"a":1},{"a":2}`, "", 2},
		{`[{"a":1},{"a":2}`, "#(a>1)#", 1},
		{`[{"a":1},{"a":2}`, "#", -1},
		{`[{"a":1},{"a":2}`, "1.a", -1},
		{`[{"a":1},{"a":2}`, "@reverse.0", -1},
		{`[{"a":1},{"a":2}`, "#.a|#", -1},
		{`{"statuses":[{"a":1},{"a":2}`, "statuses.#.a", 2},
		{`{"statuses":[{"a":1},{"a":2}`, "", 2},
		{`{"statuses":[{"a":1},{"a":2}`, "statuses", 2},
		{`{"statuses":[{"a":1},{"a":2}`, "statuses.#", -1},
		{`{"statuses":[{"a":1},{"a":2}`, "statuses.#(a>1)#", 1},
		{`{"statuses":[{"a":1},{"a":2}`, "statuses.#(a>1)", -1},
		{`{"ids":[1,2,3` + "\n", "", 3},
		{`{"ids":[1,2,3`, "", -1}, // the 3 may be the beginning of 31
		{`[{"a":1},{"a":2`, "#.a", -1},
		{``, "#.a", -1},
	} {
		var p *Path
		if c.path != "" {
			p, _ = ParsePath(c.path)
		}
		table, err := Run(context.Background(), p, []Input{{Name: "doc", Body: failing{strings.NewReader(c.text), broke}}}, Options{})
		if c.rows < 0 {
			if !errors.Is(err, broke) {
				t.Errorf("%q on %q: %v", c.path, c.text, err)
			}
			continue
		}
		if err != nil {
			t.Errorf("%q on %q: %v", c.path, c.text, err)
			continue
		}
		n, last := 0, error(nil)
		for _, err := range table.Rows {
			if last = err; err == nil {
				n++
			}
		}
		if n != c.rows || !errors.Is(last, broke) || table.Whole.Exists() {
			t.Errorf("%q on %q: %d rows, then %v, whole %v", c.path, c.text, n, last, table.Whole.Exists())
		}
	}
}

func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Run(ctx, nil, []Input{{Name: "doc", Body: strings.NewReader("[1]")}}, Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

func BenchmarkRun(b *testing.B) {
	doc := "[" + strings.TrimSuffix(strings.Repeat(strings.Trim(library(b), "[] \n")+",", 100), ",") + "]"
	for _, path := range []string{"#.text", "#(lang==en)#.user.screen_name", "#.{id_str,user.name,text}"} {
		p, err := ParsePath(path)
		if err != nil {
			b.Fatal(err)
		}
		b.Run(fmt.Sprint(path), func(b *testing.B) {
			b.SetBytes(int64(len(doc)))
			for b.Loop() {
				table, err := Run(context.Background(), p, []Input{{Name: "doc", Body: strings.NewReader(doc)}}, Options{})
				if err != nil {
					b.Fatal(err)
				}
				for _, err := range table.Rows {
					if err != nil {
						b.Fatal(err)
					}
				}
			}
		})
	}
}
