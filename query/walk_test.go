package query

import (
	"bufio"
	"encoding/json"
	"fmt"
	"iter"
	"math/rand/v2"
	"os"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/tidwall/gjson"
)

// checkWalk tests that a path can be read again and that the walk gives what gjson gives.
func checkWalk(t *testing.T, doc, path string) (*Path, *Trace) {
	t.Helper()
	p, err := ReadPath(path)
	if err != nil {
		return nil, nil
	}
	if again, err := ReadPath(p.String()); err != nil || showSteps(again.Steps()) != showSteps(p.Steps()) {
		t.Errorf("%s: read again it has other steps", path)
	}
	got, trace := Walk(doc, p)
	want := gjson.Get(doc, path)
	if got.Exists() != want.Exists() || got.Type != want.Type || got.Raw != want.Raw {
		t.Errorf("%s on %s\n  walk  %v %s\n  gjson %v %s", path, doc, got.Type, got.Raw, want.Type, want.Raw)
	}
	return p, trace
}

func TestWalkCases(t *testing.T) {
	f, err := os.Open("testdata/gjson-cases.ndjson")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	n := 0
	for lines := bufio.NewScanner(f); lines.Scan(); n++ {
		var c struct {
			Doc, Path, Raw, Why string
			Exists              bool
		}
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			t.Fatal(err)
		}
		checkWalk(t, c.Doc, c.Path)
		if got, _ := Walk(c.Doc, mustParse(t, c.Path)); got.Exists() != c.Exists || got.Raw != c.Raw {
			t.Errorf("%s (%s): %s, want %s", c.Path, c.Why, got.Raw, c.Raw)
		}
	}
	if n != 249 {
		t.Errorf("%d cases, want 249", n)
	}
}

func readTestdata(t testing.TB, name string) string {
	t.Helper()
	b, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestWalkLibrary(t *testing.T) {
	doc := readTestdata(t, "library.json")
	line := regexp.MustCompile(`^(.*?) exists=(true|false) type=(\w+) (.*)$`)
	squeeze := strings.NewReplacer(" ", "", "…", "")
	n := 0
	for s := range strings.Lines(readTestdata(t, "library-paths.txt")) {
		m := line.FindStringSubmatch(strings.TrimRight(s, "\n"))
		if m == nil {
			continue
		}
		n++
		checkWalk(t, doc, m[1])
		v, _ := Walk(doc, mustParse(t, m[1]))
		raw := squeeze.Replace(strings.ReplaceAll(v.Raw, "\n", ""))
		if fmt.Sprint(v.Exists()) != m[2] || v.Type.String() != m[3] || !strings.HasPrefix(raw, squeeze.Replace(m[4])) {
			t.Errorf("%s: %v %s, want %s %s", m[1], v.Type, v.Raw, m[3], m[4])
		}
	}
	if n < 125 {
		t.Errorf("only %d paths were found in library-paths.txt", n)
	}
}

type pair struct{ doc, path string }

// pairDocs are small documents that have something for every part of the language.
func pairDocs() []string {
	return []string{
		`{"a":{"b":1,"c.d":2,"":3,"*":4,"xy":5},"n":[10,20,30],"o":[{"k":1,"s":"x"},{"k":2,"s":"y"},{"s":"z"}],"t":"see 7","z":null,"":"E","#":"H","@x":"at","!y":"bang"}`,
		`{"o":[{"k":1,"t":["u","v"]},{"k":2,"t":[]},{"j":9}],"m":[[1,2],[3]],"w":["é","ab","~x","a|b","ab\"b","C:\\t"],"p":[{"t":["a|b"]}],"q":[["a|b"]]}`,
		`{"a":1,"a":{"b":2},"b":[{"a":null}],"b":{"a":[1,2]}}`,
		`[[1,2,[3,{"k":1}]],[],[{"k":2}],{"a":[{"b":1},{"b":2}]},5,"x",null,true,false]`,
		`[{"k":1,"s":"x"},{"k":"1","s":null},{"k":true},{"k":false},{"k":null},{"k":{}},{"k":[1]},{"s":1},7,"k"]`,
		`[1,2,3,9007199254740993,9007199254740992,1e2,-0,0.5]`,
		`{"#(k=1)":1,"0":2,"#":{"k":3},"x|y":4,"[a]":5,"a":{"#":[1]}}`,
		`[[[1,[2]],[3]],[[4]]]`,
		`{"e":"{\"q\":[1,2]}","f":"[1,","g":"see [7]","a":{"x":[],"y":{}}}`,
		`[]`, `{}`, `5`, `"x"`, `null`, `true`,
		"  \n{ \"a\" : [ 1 , { \"b\" : 2 } ] }\n",
		"{\"a\":1}\n{\"a\":{\"b\":2}}\n[1,2]\n5\n",
		"{\"k\":1}\n{\"k\":2,\"s\":\"x\"}\n",
	}
}

// pathMaker makes random paths: well-formed ones, the same with a few changes, and soups of tokens.
type pathMaker struct{ *rand.Rand }

func (r pathMaker) pick(s ...string) string { return s[r.IntN(len(s))] }

func (r pathMaker) path() string {
	if r.IntN(3) == 0 {
		var b strings.Builder
		for range 1 + r.IntN(9) {
			b.WriteString(r.token())
		}
		return b.String()
	}
	p := r.wellFormed(2)
	if r.IntN(2) == 0 {
		return p
	}
	for range r.IntN(3) {
		if p == "" {
			break
		}
		i := r.IntN(len(p))
		switch r.IntN(3) {
		case 0:
			p = p[:i] + p[i+1:]
		case 1:
			p = p[:i] + r.token() + p[i:]
		case 2:
			p = p[:i] + r.token() + p[i+1:]
		}
	}
	return p
}

func (r pathMaker) token() string {
	return r.pick(".", ".", ".", ".", "|", "|", "#", "#", "#.", "#(", "#[", ")", "]", ")#", "]#", "(", "[", "{", "}", "{", "}", ",", ":",
		`"`, `\`, "!", "@", "*", "?", "~", "=", "==", "!=", "<", "<=", ">", ">=", "%", "!%", "!", "a", "b", "k", "s", "n", "o", "t", `c\.d`,
		"w", "m", "0", "1", "2", "01", "x", "a.b", r.modifier(), "@keys:", "@nope", "!true", "!null", "!5", `!"x"`, `!{"a":[5]}`, "![1,2]",
		"..", "..#", "~true", "~null", "~false", "~*", `"x"`, "1", "true", "null", " ", "é", `"n":`, "[k]", "{k}", "#(k==1)", "#(k>0)#",
		`#(s=="x").k`, "a|b")
}

func (r pathMaker) modifier() string {
	return r.pick("@this", "@keys", "@values", "@reverse", "@flatten", `@flatten:{"deep":true}`, "@tostr", "@fromstr", "@join",
		`@join:{"preserve":true}`, "@dig:k", "@dig:#.k", "@group", "@valid", "@ugly", "@pretty", `@pretty:{"sortKeys":true}`, "@keys:a.b")
}

func (r pathMaker) wellFormed(depth int) string {
	var b strings.Builder
	for i := range 1 + r.IntN(3) {
		if i > 0 {
			b.WriteString(r.pick(".", ".", ".", "|"))
		}
		b.WriteString(r.step(depth, i == 0))
	}
	return b.String()
}

func (r pathMaker) step(depth int, first bool) string {
	inner := func(instead ...string) string {
		if depth > 0 && r.IntN(4) > 0 {
			return r.wellFormed(depth - 1)
		}
		return r.pick(instead...)
	}
	switch n := r.IntN(13); {
	case n < 3:
		return r.pick("a", "b", "k", "s", "n", "o", "t", "m", "w", "p", "q", "z", "g", `c\.d`, "*", "?", "a*", `\*`, "#", "@x", `\!y`, "")
	case n < 5:
		return r.pick("0", "1", "2", "#", "#", "01")
	case n < 7:
		return "#." + inner("k", "s", "#", "0")
	case n < 9:
		return r.pick("#(", "#(", "#[") + inner("", "k", "s", "#", "a.b") +
			r.pick("", "=", "==", "!=", "<", "<=", ">", ">=", "%", "!%", "!", "=~", "==~") +
			r.pick("", "1", "x", `"x"`, "0", "true", "false", "null", "~true", "~false", "~null", "~*", "*", `"a|b"`, `"*"`, `"a\"b"`, "2",
				`"\u0041\x"`, "10k", " 1 ") +
			r.pick(")", ")", "]", ")#", ")#", ")#", ")##", ")x")
	case n < 10:
		return r.modifier()
	case n < 11:
		opener, closer := "[", "]"
		if r.IntN(2) == 0 {
			opener, closer = "{", "}"
		}
		items := make([]string, 1+r.IntN(3))
		for i := range items {
			items[i] = r.pick("", "", "x:", `"n":`, `"n" :`, "@this:") + inner("a", "k", "s", "@this", "!5", `!"v"`)
		}
		return opener + strings.Join(items, ",") + closer
	case n < 12:
		return r.pick("!true", "!null", "!5", `!"x"`, `!{"a":[5]}`, "![1,2]", "!{a", "!TRUE", "!nan")
	case first:
		return r.pick("..", "..#.", "..#", "..0", "..#.k")
	}
	return r.pick("a", "k")
}

// randomPairs yields about n pairs of a document and a path.
func randomPairs(n int, seed uint64) iter.Seq[pair] {
	return func(yield func(pair) bool) {
		r := pathMaker{rand.New(rand.NewPCG(seed, 1))}
		docs := pairDocs()
		for range n / len(docs) {
			path := r.path()
			for _, doc := range docs {
				if !yield(pair{doc, path}) {
					return
				}
			}
		}
	}
}

func TestWalkRandom(t *testing.T) {
	t.Parallel()
	all, found, left := 0, 0, 0
	for p := range randomPairs(250_000, 1) {
		path, trace := checkWalk(t, p.doc, p.path)
		if t.Failed() {
			return
		}
		all++
		if gjson.Get(p.doc, p.path).Exists() {
			found++
		}
		if trace.untrusted {
			left++
		}
		checkTrace(t, path, trace)
	}
	if all < 200_000 || found < all/10 || left > all/4 {
		t.Errorf("%d pairs, %d with an answer, %d left to gjson: these paths test too little", all, found, left)
	}
}

// checkTrace tests what holds for every trace.
func checkTrace(t *testing.T, p *Path, trace *Trace) {
	t.Helper()
	for _, r := range trace.Steps() {
		if r.In != r.Values.Count() || r.In < 1 || r.Out < 0 || r.Start < 0 || r.End < r.Start || r.End > len(p.text) {
			t.Errorf("%s: step %+v", p, r)
		}
		if r.Sep != 0 && (r.Start == 0 || p.text[r.Start-1] != r.Sep) {
			t.Errorf("%s: step %+v is not behind its separator", p, r)
		}
	}
	for _, q := range trace.Queries() {
		if q.Tested != q.Values.Count() || q.Matched > q.Tested {
			t.Errorf("%s: query %+v", p, q)
		}
	}
	for _, e := range []*PathError{p.Misread(), trace.Misread()} {
		if e == nil || e.Hint == "" {
			continue
		}
		if better, err := ParsePath(e.Hint); err != nil || better.Misread() != nil {
			t.Errorf("%s: the hint %s is misread too", p, e.Hint)
		}
	}
}

// showTrace writes a trace in a line: each step with its reading, what came and what went.
func showTrace(t *Trace) string {
	var out []string
	for _, r := range t.Steps() {
		s := fmt.Sprintf("%s %c %d>%d", t.path.text[r.Start:r.End], "-me"[r.Reading], r.In, r.Out)
		if r.Query != nil {
			s = "(" + s + ")"
		}
		out = append(out, s)
	}
	return strings.Join(out, ", ")
}

func TestTrace(t *testing.T) {
	library := readTestdata(t, "library.json")
	for _, c := range []struct{ doc, path, want, stop string }{
		{library, "#.user.name", "# e 1>10, user m 10>10, name m 10>10", ""},
		{library, "#.user.nmae", "# e 1>10, user m 10>10, nmae m 10>0", "nmae"},
		{library, "#.retweeted_status.user.screen_name", "# e 1>10, retweeted_status m 10>1, user m 1>1, screen_name m 1>1", ""},
		{library, "0.usr.name", "0 e 1>1, usr m 1>0", "usr"},
		{library, "text", "text e 1>0", "text"},
		{library, "10.text", "10 e 1>0", "10"},
		{library, "0.#", "0 e 1>1, # m 1>0", "#"},
		{library, "0.text.x", "0 e 1>1, text m 1>1, x - 1>0", "x"},
		{library, "nope|@keys", "nope e 1>0, @keys - 1>1", "nope"},
		{library, "#(lang==EN)#.text", "#(lang==EN)# e 1>0, (lang m 10>10)", "#(lang==EN)#"},
		{library, "#(lang==es)#.text|0", "#(lang==es)# e 1>1, (lang m 10>10), text m 1>1, 0 e 1>1", ""},
		{library, "#(entities.hashtags.#(text==Library))#.id_str",
			"#(entities.hashtags.#(text==Library))# e 1>1, (entities m 10>10), (hashtags m 10>10), (#(text==Library) e 10>1), (text m 5>5), id_str m 1>1", ""},
		{library, "#.{id_str,by:retweeted_status.id}", "# e 1>10, {id_str,by:retweeted_status.id} - 10>10, id_str m 10>10, retweeted_status m 10>1, id m 1>1", ""},
		{"{\"k\":1}\n{\"j\":2}", "..#.k", ".. - 1>2, # e 1>2, k m 2>1", ""},
		{`{"#":{"k":3}}`, "#.k", "# m 1>1, k m 1>1", ""},
		{`[{"0":1},[2]]`, "#.0", "# e 1>2, 0 m 1>1, 0 e 1>1", ""},
		{`{"a":1,"a":{"b":2}}`, "a.b", "a m 1>2, b - 1>0, b m 1>1", ""},
		{`{"a":{"c":1},"b":{"x":5}}`, "*.x", "* m 1>2, x m 2>1", ""},
		{`[]`, "#.a", "# e 1>0", "#"},
		{`[{"t":["a"]}]`, "#.t.0|0", "# e 1>1, t m 1>1, 0 e 1>1, 0 e 1>1", ""},
	} {
		_, trace := checkWalk(t, c.doc, c.path)
		if got := showTrace(trace); got != c.want {
			t.Errorf("%s: %s, want %s", c.path, got, c.want)
		}
		stop := ""
		if at, ok := trace.Stop(); ok {
			stop = c.path[at.Start:at.End]
		}
		if stop != c.stop {
			t.Errorf("%s: stops at %q, want %q", c.path, stop, c.stop)
		}
	}
}

func TestTraceValues(t *testing.T) {
	doc := `[{"u":{"name":"Mira"}},{"u":[1]},{"u":"x"},{"u":null},{},{"u":{"nick":"b"}}]`
	_, trace := checkWalk(t, doc, "#.u.name")
	steps := trace.Steps()
	var name []Reached
	for _, s := range steps {
		if s.Key == "name" {
			name = append(name, s)
		}
	}
	if len(name) != 3 {
		t.Fatalf("the step has %d readings, want 3", len(name))
	}
	if r := name[0]; r.Reading != Unread || r.Values != (Tally{String: 1, Null: 1}) || r.Miss.Raw != `"x"` {
		t.Errorf("unread: %+v", r)
	}
	if r := name[1]; r.Reading != AsMember || r.Values != (Tally{Object: 2}) ||
		r.First.Raw != `{"name":"Mira"}` || r.Miss.Raw != `{"nick":"b"}` {
		t.Errorf("as member: %+v", r)
	}
	if r := name[2]; r.Reading != AsElement || r.Values != (Tally{Array: 1}) || r.Miss.Raw != `[1]` || r.Kind != Key {
		t.Errorf("as element: %+v", r)
	}
}

func TestTraceQueries(t *testing.T) {
	doc := `[{"v":"1"},{"v":1},{"v":true},{"v":false},{"v":null},{"v":{}},{},7]`
	_, trace := checkWalk(t, doc, "#(v==1)#")
	q := trace.Queries()
	if len(q) != 1 {
		t.Fatalf("%d queries", len(q))
	}
	want := Tally{Object: 1, String: 1, Number: 1, True: 1, False: 1, Null: 1, Missing: 2}
	if q[0].Tested != 8 || q[0].Matched != 2 || q[0].Values != want || q[0].First.Raw != `"1"` || q[0].Text.Str != "1" {
		t.Errorf("%+v", q[0])
	}
	p := mustParse(t, "#(v==1)#")
	_, trace = Walk(doc, p)
	for own := range p.Queries() {
		if trace.Queries()[0].Query != own {
			t.Error("the trace has another *Query than the path")
		}
	}
}

func TestTraceAddsUp(t *testing.T) {
	trace := NewTrace(mustParse(t, "user.name"))
	for _, doc := range []string{`{"user":{"name":"Mira"}}`, `{"user":{}}`, `{}`} {
		trace.Walk(doc)
	}
	if got := showTrace(trace); got != "user m 3>2, name m 2>1" {
		t.Error(got)
	}
}

// TestTraceMisread shows that the data decides what is read, and so what is misread.
func TestTraceMisread(t *testing.T) {
	for _, c := range []struct {
		doc, path string
		static    bool
		offset    int // -1: not misread on this document
	}{
		{`{"#(k=1)zzz":5}`, "#(k=1)zzz", true, -1},
		{`[{"k":1}]`, "#(k=1)zzz", true, 6},
		{`{"a":{}}`, "b.#.t.#|0", true, -1},
		{`{"b":[{"t":[]}]}`, "b.#.t.#|0", true, 7},
		{`{"t":"see [7]"}`, "t|0", false, 2},
		{`{"t":"see [7]"}`, "t|name", false, -1},
		{`{"t":"see 7"}`, "t|0", false, -1},
		{`[["[1]"],["a"]]`, "#.0", false, -1},
		{`["[1]",[2]]`, "#.0", false, 2},
		{`[1]`, "#.[a", true, 2},
	} {
		p, trace := checkWalk(t, c.doc, c.path)
		if (p.Misread() != nil) != c.static {
			t.Errorf("%s: misread without data: %v", c.path, p.Misread())
		}
		at := -1
		if e := trace.Misread(); e != nil {
			at = e.Offset
		}
		if at != c.offset {
			t.Errorf("%s on %s: misread at %d, want %d", c.path, c.doc, at, c.offset)
		}
	}
}

func FuzzPath(f *testing.F) {
	docs := pairDocs()
	for i, c := range pathCases {
		f.Add(docs[i%len(docs)], c.path)
	}
	f.Fuzz(func(t *testing.T, doc, path string) {
		if !gjson.Valid(doc) || !utf8.ValidString(doc) || !utf8.ValidString(path) || endlessPath(doc, path, 4096) {
			t.Skip()
		}
		p, trace := checkWalk(t, doc, path)
		if p == nil {
			return
		}
		checkTrace(t, p, trace)
		if parsed, err := ParsePath(path); err == nil {
			parsed.Rows()
			parsed.CountsList()
			parsed.Items()
			parsed.LastKey()
			parsed.Lines()
		}
	})
}

func BenchmarkWalk(b *testing.B) {
	doc := readTestdata(b, "library.json")
	for _, path := range []string{"#.user.name", "#(lang==en)#.text", "#.{id_str,user.name}", "#.entities.hashtags.#.text|@flatten"} {
		p := mustParse(b, path)
		b.Run(path, func(b *testing.B) {
			b.SetBytes(int64(len(doc)))
			for b.Loop() {
				Walk(doc, p)
			}
		})
	}
}
