package query

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/tidwall/gjson"
)

// explain explains a path over one document; doc "" is no data.
func explain(t testing.TB, doc, path string) *Explanation {
	t.Helper()
	var in []Input
	if doc != "" {
		in = []Input{{Name: "doc", Body: strings.NewReader(doc)}}
	}
	e, err := Explain(context.Background(), mustParse(t, path), in)
	if err != nil {
		t.Fatalf("%s on %.60q: %v", path, doc, err)
	}
	return e
}

// showExplained writes each step but the start on a line: what it is, what it does, what is left, what falls out.
func showExplained(e *Explanation) string {
	var b strings.Builder
	for _, s := range e.Steps[1:] {
		line := strings.Repeat("  ", s.Depth) + s.Text + ": " + s.Does
		if s.Left != "" {
			line += " = " + s.Left
		}
		if s.Sample != "" && s.Kinds.Object+s.Kinds.Array == 0 {
			line += " [" + s.Sample + "]"
		}
		if s.Lost != "" {
			line += " <- " + s.Lost
		}
		b.WriteString(line + "\n")
	}
	return b.String()
}

const shelf = `{"books":[{"title":"Tides","year":1999,"tags":["sea","moon"],"by":{"name":"Ana"},"out":true},
 {"title":"Ferns","year":2004,"tags":[],"by":{"name":"Bo"},"out":false},
 {"title":"Moss","tags":["moon"],"by":null,"out":null}],"n":7,"t":"{\"a\":[1]}","m":[[1,[2]],[3]],"long":9007199254740993}`

// explainCases has one case, and more, for each construct of the language.
func explainCases() []struct{ path, want string } {
	return []struct{ path, want string }{
		{"n", "n: take key n = 1 number [7]\n"},
		{"books.1.title", "books: take key books = 1 list (3 elements)\n.1: take element 1, counted from 0 = 1 object (5 keys)\n.title: take key title = 1 text [\"Ferns\"]\n"},
		{"books.7", "books: take key books = 1 list (3 elements)\n.7: take element 7, counted from 0 = nothing <- the list has 3\n"},
		{"boo?s.0.t*e", "boo?s: try the keys that match boo?s = 1 list (3 elements)\n.0: take element 0, counted from 0 = 1 object (5 keys)\n.t*e: take the first key that matches t*e = 1 text [\"Tides\"]\n"},
		{"books.#", "books: take key books = 1 list (3 elements)\n.#: count the elements = 1 number [3]\n"},
		{"books.#.year", "books: take key books = 1 list (3 elements)\n.#: for every element = 3 objects\n.year: on each element: take key year = 2 of 3 have it: 2 numbers [1999, 2004] <- 1 is left out here\n"},
		{"books.#.by.name", "books: take key books = 1 list (3 elements)\n.#: for every element = 3 objects\n.by: on each element: take key by = 2 objects, 1 null\n.name: take key name = 2 of 3 have it: 2 texts [\"Ana\", \"Bo\"] <- 1 is left out here\n"},
		{"books.#.tags.#", "books: take key books = 1 list (3 elements)\n.#: for every element = 3 objects\n.tags: on each element: take key tags = 3 lists (3 elements in all)\n.#: count the elements = 3 numbers [2, 0, 1]\n"},
		{"books.#.tags|#", "books: take key books = 1 list (3 elements)\n.#: for every element = 3 objects\n.tags: on each element: take key tags = 3 lists (3 elements in all)\n|#: on the whole list: count the elements = 1 number [3]\n"},
		{"books.#.tags.0", "books: take key books = 1 list (3 elements)\n.#: for every element = 3 objects\n.tags: on each element: take key tags = 3 lists (3 elements in all)\n.0: take element 0, counted from 0 = 2 of 3 have it: 2 texts [\"sea\", \"moon\"] <- 1 is left out here\n"},
		{"books.#.tags|0", "books: take key books = 1 list (3 elements)\n.#: for every element = 3 objects\n.tags: on each element: take key tags = 3 lists (3 elements in all)\n|0: on the whole list: take element 0, counted from 0 = 1 list (2 elements)\n"},
		{"books.#.tags.#.x", "books: take key books = 1 list (3 elements)\n.#: for every element = 3 objects\n.tags: on each element: take key tags = 3 lists (3 elements in all)\n.#: for every element of each = 3 texts [\"sea\" 1×, \"moon\" 2×] <- 1 of 3 is empty\n.x: on each element: take key x = 0 of 3 have it <- nothing is left here\n"},
		{"books.#(year>2000).title", "books: take key books = 1 list (3 elements)\n.#(year>2000): take the first element whose year is above 2000 = element 1 matches: 1 object (5 keys)\n  year: take key year = 2 numbers [1999, 2004]\n.title: on that element: take key title = 1 text [\"Ferns\"]\n"},
		{"books.#(year)#.title", "books: take key books = 1 list (3 elements)\n.#(year)#: keep the elements with year = 2 of 3 match: 2 objects <- 1 is left out here\n  year: take key year = 2 of 3 have it: 2 numbers [1999, 2004]\n.title: on each element: take key title = 2 texts [\"Tides\", \"Ferns\"]\n"},
		{"books.#(by.name==Cy)#", "books: take key books = 1 list (3 elements)\n.#(by.name==Cy)#: keep the elements whose by.name is \"Cy\" = 0 of 3 match <- nothing is left here\n  by: take key by = 2 objects, 1 null\n  .name: take key name = 2 of 3 have it: 2 texts [\"Ana\", \"Bo\"]\n"},
		{"books.#(tags.#(%\"m*\"))#|#", "books: take key books = 1 list (3 elements)\n.#(tags.#(%\"m*\"))#: keep the elements with tags.#(%\"m*\") = 2 of 3 match: 2 objects <- 1 is left out here\n  tags: take key tags = 3 lists (3 elements in all)\n  .#(%\"m*\"): take the first element with a value that is a text like \"m*\" = 2 texts [\"moon\" 2×]\n|#: on the whole list: count the elements = 1 number [2]\n"},
		{"books.#(out==~true)#|0.title", "books: take key books = 1 list (3 elements)\n.#(out==~true)#: keep the elements whose out counts as true = 1 of 3 matches: 1 object (5 keys) <- 2 are left out here\n  out: take key out = 2 booleans, 1 null [true, false, null]\n|0: on the whole list: take element 0, counted from 0 = 1 object (5 keys)\n.title: take key title = 1 text [\"Tides\"]\n"},
		{"[n,books.0.title]", "[n,books.0.title]: make a list out of 2 paths = 1 list (2 elements)\n  n: take key n = 1 number [7]\n  books: take key books = 1 list (3 elements)\n  .0: take element 0, counted from 0 = 1 object (5 keys)\n  .title: take key title = 1 text [\"Tides\"]\n"},
		{`{n,"who":books.#.by.name}`, "{n,\"who\":books.#.by.name}: make an object of n, who = 1 object (2 keys)\n  n: n: take key n = 1 number [7]\n  books: who: take key books = 1 list (3 elements)\n  .#: for every element = 3 objects\n  .by: on each element: take key by = 2 objects, 1 null\n  .name: take key name = 2 of 3 have it: 2 texts [\"Ana\", \"Bo\"] <- 1 is left out here\n"},
		{`["x",!"x"]`, "[\"x\",!\"x\"]: make a list out of 2 paths = 1 list (1 element)\n  \"x\": take key \"\\\"x\\\"\" = nothing <- the object has no such key\n  !\"x\": put the fixed value \"x\" = 1 text [\"x\"]\n"},
		{"@this.n", "@this: take it as it is = 1 object (5 keys)\n.n: take key n = 1 number [7]\n"},
		{"books.0.@keys", "books: take key books = 1 list (3 elements)\n.0: take element 0, counted from 0 = 1 object (5 keys)\n.@keys: list the keys of the object = 1 list (5 elements)\n"},
		{"books.0.by.@values.0", "books: take key books = 1 list (3 elements)\n.0: take element 0, counted from 0 = 1 object (5 keys)\n.by: take key by = 1 object (1 key)\n.@values: list the values of the object = 1 list (1 element)\n.0: take element 0, counted from 0 = 1 text [\"Ana\"]\n"},
		{"m.@reverse.0", "m: take key m = 1 list (2 elements)\n.@reverse: turn the order around = 1 list (2 elements)\n.0: take element 0, counted from 0 = 1 list (1 element)\n"},
		{"m.@flatten", "m: take key m = 1 list (2 elements)\n.@flatten: put the lists inside into one list, one level = 1 list (3 elements)\n"},
		{`m.@flatten:{"deep":true}`, "m: take key m = 1 list (2 elements)\n.@flatten:{\"deep\":true}: put the lists inside into one list, all levels = 1 list (3 elements)\n"},
		{"books.#.by|@join", "books: take key books = 1 list (3 elements)\n.#: for every element = 3 objects\n.by: on each element: take key by = 2 objects, 1 null\n|@join: on the whole list: join the objects of the list into one; of equal keys the last counts = 1 object (1 key)\n"},
		{"n.@tostr", "n: take key n = 1 number [7]\n.@tostr: write it as JSON inside a text = 1 text [\"7\"]\n"},
		{"t.@fromstr.a.0", "t: take key t = 1 text [\"{\\\"a\\\":[1]}\"]\n.@fromstr: read the JSON that is in the text = 1 object (1 key)\n.a: take key a = 1 list (1 element)\n.0: take element 0, counted from 0 = 1 number [1]\n"},
		{`{"t":books.#.title,"o":books.#.out}|@group`, "{\"t\":books.#.title,\"o\":books.#.out}: make an object of t, o = 1 object (2 keys)\n  books: t: take key books = 1 list (3 elements)\n  .#: for every element = 3 objects\n  .title: on each element: take key title = 3 texts [\"Tides\", \"Ferns\", \"Moss\"]\n  books: o: take key books = 1 list (3 elements)\n  .#: for every element = 3 objects\n  .out: on each element: take key out = 2 booleans, 1 null [true, false, null]\n|@group: make one object for each place in the lists of the object = 1 list (3 elements)\n"},
		{"@dig:by.name", "@dig:by.name: look at every depth, and list what is found at by.name = 1 list (2 elements)\n  by: take key by\n  .name: take key name\n"},
		{"books.0.by.@ugly", "books: take key books = 1 list (3 elements)\n.0: take element 0, counted from 0 = 1 object (5 keys)\n.by: take key by = 1 object (1 key)\n.@ugly: write it without blanks = 1 object (1 key)\n"},
		{`books.0.by.@pretty:{"sortKeys":true}`, "books: take key books = 1 list (3 elements)\n.0: take element 0, counted from 0 = 1 object (5 keys)\n.by: take key by = 1 object (1 key)\n.@pretty:{\"sortKeys\":true}: write it indented, keys sorted = 1 object (1 key)\n"},
		{"@valid.n", "@valid: go on only if it is valid JSON = 1 object (5 keys)\n.n: take key n = 1 number [7]\n"},
		{"..#.n", "..: read the text as a list of its JSON values = 1 object (5 keys)\n#: for every element = 1 object (5 keys)\n.n: on each element: take key n = 1 number [7]\n"},
		{"books.title", "books: take key books = 1 list (3 elements)\n.title: take key title = nothing <- this is a list of 3\n"},
		{"#.n", "#: take key \"#\" = nothing <- the object has no such key\n.n: take key n = nothing comes here\n"},
		{"n.x.y", "n: take key n = 1 number [7]\n.x: take key x = nothing <- this is a number, with nothing inside\n.y: take key y = nothing comes here\n"},
	}
}

func TestExplain(t *testing.T) {
	for _, c := range explainCases() {
		e := explain(t, shelf, c.path)
		if diff := cmp.Diff(c.want, showExplained(e)); diff != "" {
			t.Errorf("%s (-want +got)\n%s", c.path, diff)
		}
		if last := lastStep(e); last.Value.Raw != e.Answer.Raw || last.Path != c.path {
			t.Errorf("%s: the last step is %q with %s, the answer %s", c.path, last.Path, last.Value.Raw, e.Answer.Raw)
		}
	}
}

func lastStep(e *Explanation) (last Walked) {
	for _, s := range e.Steps {
		if s.Depth == 0 {
			last = s
		}
	}
	return last
}

// TestExplainOperators says each operator, and shows that the elements that match are those it says.
func TestExplainOperators(t *testing.T) {
	const doc = `[{"k":1},{"k":5},{"k":"a"},{"k":null},{"j":0},{"k":true},{"k":false}]`
	for query, want := range map[string]string{
		"k":          "with k; 6 of 7",
		"k==5":       "whose k is 5; 1 of 7",
		"k=a":        `whose k is "a"; 1 of 7`,
		`k!="a"`:     `whose k is there and other than "a"; 4 of 7`,
		"k<5":        "whose k is below 5 (texts by their letters); 1 of 7",
		"k<=5":       "whose k is at most 5 (texts by their letters), or is false; 3 of 7",
		"k>1":        "whose k is above 1 (texts by their letters); 2 of 7",
		"k>=5":       "whose k is at least 5 (texts by their letters), or is true; 3 of 7",
		`k%"*"`:      `whose k is a text like "*"; 1 of 7`,
		`k!%"b*"`:    `whose k is a text not like "b*"; 1 of 7`,
		"k==~true":   "whose k counts as true; 3 of 7",
		"k!=~true":   "whose k does not count as true; 4 of 7",
		"k==~false":  "whose k counts as false, null or missing; 3 of 7",
		"k==~null":   "whose k is null or missing; 2 of 7",
		"k!=~null":   "whose k is there and not null; 5 of 7",
		"k==~*":      "whose k is there; 6 of 7",
		"k!=~*":      "whose k is missing; 1 of 7",
		"k==true":    "whose k is true; 1 of 7",
		"k==9999999": "whose k is 9999999; 0 of 7",
	} {
		path := "#(" + query + ")#"
		e := explain(t, doc, path)
		s := e.Steps[1]
		if got := fmt.Sprintf("%s; %d of %d", strings.TrimPrefix(s.Does, "keep the elements "), s.Matched, s.Tested); got != want {
			t.Errorf("%s: %s, want %s", path, got, want)
		}
		if n := int(gjson.Get(doc, path+"|#").Int()); n != s.Matched || n != s.Out {
			t.Errorf("%s: %d and %d match, gjson says %d", path, s.Matched, s.Out, n)
		}
	}
}

// TestExplainTries shows that gjson tries several keys under a pattern.
func TestExplainTries(t *testing.T) {
	const doc = `{"ax":{"k":1},"ay":{"j":2},"bx":{"j":3}}`
	want := "a?: try the keys that match a? = 2 objects\n.j: take key j = 1 of 2 has it: 1 number [2] <- 1 is left out here\n"
	if got := showExplained(explain(t, doc, "a?.j")); got != want {
		t.Errorf("%s, want\n%s", got, want)
	}
	want = "a?: take the first key that matches a? = 1 object (1 key)\n|j: take key j = nothing <- the object has no such key\n"
	if got := showExplained(explain(t, doc, "a?|j")); got != want {
		t.Errorf("%s, want\n%s", got, want)
	}
}

// checkExplained explains a path, and tests what must hold for any: the last step gives gjson's answer, and the counts agree with it.
func checkExplained(t *testing.T, doc, path string) (accepted bool) {
	t.Helper()
	p, err := ParsePath(path)
	if err != nil {
		return false
	}
	in := func() []Input { return []Input{{Name: "doc", Body: strings.NewReader(doc)}} }
	bare, err := Explain(context.Background(), p, nil)
	if err != nil || len(bare.Steps) < 2 {
		t.Fatalf("%q without data: %d steps, %v", path, len(bare.Steps), err)
	}
	e, err := Explain(context.Background(), p, in())
	if _, ok := errors.AsType[*SyntaxError](err); ok {
		return false
	}
	if err != nil {
		t.Fatalf("%q on %.60q: %v", path, doc, err)
	}
	number := 0
	for _, s := range e.Steps {
		if s.Number < number || s.Number > number+1 || s.In < 0 || s.Out < 0 || s.Missed > s.In || s.Matched > s.Tested || s.Kinds.Count() != s.Out {
			t.Errorf("%q on %.60q: step %d %q behind step %d: %+v", path, doc, s.Number, s.Text, number, s)
		}
		number = s.Number
	}
	table, err := Run(context.Background(), p, in(), Options{})
	if _, refused := errors.AsType[*Refusal](err); refused || err != nil {
		if refused && (len(e.Notes) == 0 || e.Notes[0].Severity != Wrong) {
			t.Errorf("%q on %.60q is refused, and explained without a word of that", path, doc)
		}
		return false
	}
	last := lastStep(e)
	if whole := table.Whole; whole.Exists() != last.Value.Exists() || whole.Type != last.Value.Type || strings.TrimSpace(whole.Raw) != strings.TrimSpace(last.Value.Raw) {
		t.Errorf("%q on %.60q: the last step is %q, the answer %q", path, doc, last.Value.Raw, whole.Raw)
	}
	if doc := strings.TrimSpace(doc); gjson.Valid(doc) {
		countsAgree(t, doc, e)
	}
	return true
}

// countsAgree compares the values that the last step has handed on with those in gjson's answer.
func countsAgree(t *testing.T, doc string, e *Explanation) {
	t.Helper()
	var chain []Walked
	for _, s := range e.Steps[1:] {
		if s.Depth == 0 {
			chain = append(chain, s)
		}
		if s.Kind == Wildcard || s.Kind == Lines || !s.Walked && s.Depth == 0 || strings.HasPrefix(s.Text, ".#") && s.Kind == Key || strings.HasPrefix(s.Text, "#") && s.Kind == Key {
			return
		}
	}
	_, trace := Walk(doc, mustParse(t, e.Path))
	for _, r := range trace.Steps() {
		if strings.HasPrefix(e.Path[r.Start:], "#") && r.Reading == AsMember {
			return
		}
	}
	if trace.untrusted || hasTwice(doc) {
		return
	}
	last := chain[len(chain)-1]
	values := []Value{e.Answer}
	for i := len(chain) - 1; i >= 0; i-- {
		if k := chain[i].Kind; (k == All || k == Each) && (i == len(chain)-1 || chain[i+1].PerElement) {
			var inner []Value
			for _, v := range values {
				inner = append(inner, v.Array()...)
			}
			values = inner
		}
		if !chain[i].PerElement {
			break
		}
	}
	var tally Tally
	for _, v := range values {
		if v.Exists() {
			tally.add(v)
		}
	}
	if tally != last.Kinds {
		t.Errorf("%q on %.80q: the last step hands on %+v, the answer holds %+v: %s", e.Path, doc, last.Kinds, tally, e.Answer.Raw)
	}
}

func TestExplainAgrees(t *testing.T) {
	t.Parallel()
	accepted := 0
	for _, path := range libraryPaths(t) {
		if checkExplained(t, library(t), path) {
			accepted++
		}
	}
	for _, c := range gjsonCases(t) {
		if checkExplained(t, c.Doc, c.Path) {
			accepted++
		}
	}
	for _, c := range explainCases() {
		if checkExplained(t, shelf, c.path) {
			accepted++
		}
	}
	for c := range randomPairs(4000, 11) {
		if checkExplained(t, c.doc, c.path) {
			accepted++
		}
	}
	if accepted < 2000 {
		t.Errorf("only %d paths were accepted", accepted)
	}
}

func FuzzExplain(f *testing.F) {
	for _, c := range gjsonCases(f) {
		f.Add(c.Doc, c.Path)
	}
	for _, c := range explainCases() {
		f.Add(shelf, c.path)
	}
	for c := range randomPairs(200, 12) {
		f.Add(c.doc, c.path)
	}
	f.Fuzz(func(t *testing.T, doc, path string) {
		if !endlessPath(doc, path, 4096) {
			checkExplained(t, doc, path)
		}
	})
}

func TestExplainLines(t *testing.T) {
	const doc = "{\"k\":1}\n{\"k\":2,\"s\":\"x\"}\n"
	for _, path := range []string{"#.k", "..#.k"} {
		e := explain(t, doc, path)
		if last := lastStep(e); last.Out != 2 || last.Value.Raw != "[1,2]" || e.Steps[0].Left == "" && path == "#.k" {
			t.Errorf("%s: %d values, %s", path, last.Out, last.Value.Raw)
		}
	}
}

func TestExplainFails(t *testing.T) {
	_, err := Explain(context.Background(), mustParse(t, "a"), []Input{{Name: "doc", Body: strings.NewReader("[1,")}})
	if _, ok := errors.AsType[*SyntaxError](err); !ok {
		t.Errorf("%v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Explain(ctx, mustParse(t, "a"), []Input{{Name: "doc", Body: strings.NewReader("[]")}}); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	if _, err := Explain(context.Background(), mustParse(t, "a"), []Input{{Name: "doc", Body: failing{strings.NewReader(`[{"a":1},{"a"`), os.ErrDeadlineExceeded}}}); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("half an input is explained: %v", err)
	}
}

func TestExplainGrowth(t *testing.T) {
	deep := strings.Repeat("[", 900) + strings.Repeat("]", 900)
	e := explain(t, deep, strings.Repeat("#.", 400)+"#")
	if n := len(e.Steps); n != 402 {
		t.Errorf("%d steps", n)
	}
	huge := `{"` + strings.Repeat("k", 1<<20) + `":"` + strings.Repeat("v", 1<<20) + `"}`
	for _, s := range explain(t, huge, "k*").Steps {
		if len(s.Does)+len(s.Left)+len(s.Sample)+len(s.Lost) > 1000 {
			t.Errorf("a step is told in %d bytes", len(s.Does)+len(s.Left)+len(s.Sample)+len(s.Lost))
		}
	}
}

func BenchmarkExplain(b *testing.B) {
	doc := library(b)
	b.SetBytes(int64(len(doc)))
	p := mustParse(b, "#(lang==en)#.entities.hashtags.#.text|@flatten")
	for b.Loop() {
		if _, err := Explain(context.Background(), p, []Input{{Body: strings.NewReader(doc)}}); err != nil {
			b.Fatal(err)
		}
	}
}
