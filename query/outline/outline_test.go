package outline

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/tidwall/gjson"

	"twq/query"
)

// sourcesOf makes inputs of texts; a text that begins with "lines:" is an input of JSON lines.
func sourcesOf(all ...string) []query.Input {
	in := make([]query.Input, len(all))
	for i, text := range all {
		text, lines := strings.CutPrefix(text, "lines:")
		in[i] = query.Input{Name: "f", Body: strings.NewReader(text), Lines: lines}
	}
	return in
}

// outlineCases are sources of many shapes, alone and several at once.
func outlineCases() [][]string {
	cases := [][]string{
		{"lines:"}, {"lines:{\"a\":1}"}, {"lines:[1]\n[2]"}, {`[{"a":1}]`, `[{"a":2},{"b":3}]`}, {`[1]`, `{"a":1}`, `[]`}, {`{"a":1}`, `{"a":2}`},
		{`{"statuses":[{"id":1}],"meta":1}`, `{"statuses":[{"id":2},{"x":3}],"meta":{"n":2}}`}, {`{"statuses":[{"id":1}]}`, `{"users":[{"id":2}]}`},
		{`{"statuses":[]}`, `{"statuses":[1]}`, `{"statuses":[[2]]}`}, {`[1] [2]`, `[3]`}, {`[3]`, `[1] [2]`}, {`[[1]]`, `lines:[[2]]`}, {"lines:", "[1]"},
		{`{"a":{"":1,"b.c":[{"#x|y":2}]}}`, `"x"`}, {`{"":1}`, `{"":{"":2}}`}, {`[]`, `[]`}, {`{}`, `5`}, {`{"statuses":[1]}`, `[2]`},
		{`{"users":1,"users":[2]}`, `{"users":[3]}`}, {`{"\u0075sers":[1]}`, `{"users":[2],"n":1}`, `{"u\u0073ers":[3]}`},
		{`{"ids":[1,2],"next":3}`, `{"next":4,"ids":[5]}`, `{"ids":[6]}`},
	}
	cases = append(cases, []string{`{"m":` + members(9, func(i int) string { return fmt.Sprintf(`{"a.b":%d,"c":{"d":[{"e":null}]}}`, i) }) + `}`},
		[]string{"[" + members(8, func(i int) string { return `{"x":{"y":1,"z":2}}` }) + "," + members(3, func(i int) string { return `[1]` }) + "]"})
	const shape = `{"a":{"x":1},"b":[1],"c":{"y":"z"},"d":null,"e":true,"f":2}` // repeated in lists, beside other kinds, and in members that are alike
	alike := members(8, func(int) string { return shape })
	cases = append(cases, []string{`{"p":` + shape + `,"q":[` + shape + `],"r":[[[` + shape + `,1]]],"s":[[],` + shape + `]}`}, []string{`[{"p":` + shape + `,"q":` + shape + `},{"p":"x","q":"a; b as in c"}]`},
		[]string{`{"m":` + alike + `,"n":` + shape + `}`}, []string{`{"n":` + shape + `,"m":` + members(8, func(int) string { return `{"x":[` + shape + `]}` }) + `}`}, []string{`{"m; n as in o":` + shape + `,"n":` + shape + `}`})
	for _, text := range tokenTexts() {
		cases = append(cases, []string{text})
	}
	for _, key := range []string{"", "#", "#.x", "a.b", "a|b", "*", "?", "a*b", "@this", "@nope", "@", "!x", "!", "[a]", "{a}", "#(a=1)", "0", "-1", "..", ".", `\`, `a\`, `\\b`,
		"é", "日本", " ", "a b", `"`, "'", ":", "a:b", ",", "$", "=", "<", ">", "%", "~", "/", "\u0000", "\n", "\u2028", "#|x", "x#", "..a", "@keys:x", "|", "||", "()", "]", "true"} {
		k, _ := json.Marshal(key)
		for _, shape := range []string{`{K:1}`, `{K:{K:2}}`, `{K:{K:{K:3}}}`, `[{K:1},{"z":2}]`, `[{K:{K:[{K:1}]}}]`, `{"a":{K:[{K:1},[{K:2}]]}}`, `{"a":[{"b":{K:{"c":1}}}]}`, `[[{K:1}]]`,
			`{"a":{K:{K:{K:4}}}}`, `[{K:{K:{K:5}}}]`} {
			cases = append(cases, []string{strings.ReplaceAll(shape, "K", string(k))})
		}
	}
	return cases
}

// reference counts an outline by encoding/json: how many values stand at each path, and how many there could be.
type reference struct{ present, of map[string]int64 }

func refer(v any) reference {
	r := reference{map[string]int64{}, map[string]int64{}}
	r.walk(v, pathText{}, true)
	objects := map[string]int64{}
	r.objects(v, pathText{}, objects)
	return r
}

func (r reference) walk(v any, p pathText, counted bool) {
	if p.bad {
		return
	}
	if counted {
		r.present[p.String()]++
	}
	switch v := v.(type) {
	case map[string]any:
		for k, m := range v {
			next := p.clone()
			next.key(k)
			r.walk(m, next, true)
		}
	case []any:
		for _, e := range v {
			next := p.clone()
			next.elements()
			r.walk(e, next, false)
		}
	}
}

// objects counts the objects at each path, those in lists at the path of the elements.
func (r reference) objects(v any, p pathText, objects map[string]int64) {
	switch v := v.(type) {
	case map[string]any:
		if p.bad {
			return
		}
		objects[p.String()]++
		for k, m := range v {
			next := p.clone()
			next.key(k)
			r.objects(m, next, objects)
			r.of[next.String()] = -1
		}
		for path := range r.of {
			cut := p.String()
			if rest, ok := strings.CutPrefix(path, cut+"."); ok && !strings.ContainsAny(rest, `.|\`) {
				r.of[path] = objects[cut]
			}
		}
	case []any:
		for _, e := range v {
			next := p.clone()
			next.elements()
			r.objects(e, next, objects)
		}
	}
}

func collect(t *testing.T, table query.Table, err error) ([]query.Row, error) {
	t.Helper()
	if err != nil {
		return nil, err
	}
	var rows []query.Row
	for r, err := range table.Rows {
		if err != nil {
			return rows, err
		}
		rows = append(rows, r)
	}
	return rows, nil
}

// checkOutline compares an outline, the leaves and what is found with the document as the path would be asked of it, and with encoding/json.
func checkOutline(t *testing.T, texts []string) {
	t.Helper()
	doc, err := query.ReadDocument(t.Context(), sourcesOf(texts...), false)
	table, failed := Paths(t.Context(), sourcesOf(texts...), Options{})
	rows, failed := collect(t, table, failed)
	if err != nil {
		if failed == nil {
			t.Fatalf("%.300q: there is an outline, and the document has %v", texts, err)
		}
		return
	}
	if failed != nil {
		t.Fatalf("%.300q: %v", texts, failed)
	}
	d := json.NewDecoder(strings.NewReader(doc))
	d.UseNumber()
	var tree any
	if err := d.Decode(&tree); err != nil || doubled(doc) || strings.Contains(strings.ToLower(doc), `\ud`) {
		tree = nil // encoding/json takes the last of equal keys, and another character for half a surrogate
	}
	checkRows(t, doc, tree, rows)
	checkLeaves(t, doc, texts)
	checkBrief(t, rows, texts)
}

// doubled says that an object has the same key twice.
func doubled(text string) bool {
	v := gjson.Parse(text)
	if v.Type != gjson.JSON {
		return false
	}
	seen := map[string]bool{}
	twice := false
	v.ForEach(func(k, e query.Value) bool {
		if v.IsObject() {
			twice = twice || seen[k.Str]
			seen[k.Str] = true
		}
		twice = twice || doubled(e.Raw)
		return !twice
	})
	return twice
}

func checkRows(t *testing.T, text string, tree any, rows []query.Row) {
	t.Helper()
	var r reference
	if tree != nil {
		r = refer(tree)
	}
	seen := map[string]bool{}
	for _, row := range rows {
		path := row.Cells[0].Str
		if seen[path] {
			t.Fatalf("%.300q: %q comes twice", text, path)
		}
		seen[path] = true
		if _, err := query.ParsePath(path); err != nil {
			t.Fatalf("%.300q: %q cannot be asked for: %v", text, path, err)
		}
		if tree == nil {
			continue
		}
		if got := row.Cells[2].Int(); got != r.present[path] {
			t.Fatalf("%.300q: %q is present %d times, want %d", text, path, got, r.present[path])
		}
		if of, ok := r.of[path]; ok && of >= 0 && of != row.Cells[3].Int() {
			t.Fatalf("%.300q: %q is one of %v, want %d", text, path, row.Cells[3], of)
		}
		got := gjson.Get(text, path)
		if !got.Exists() && !strings.Contains(row.Cells[1].Raw, "list") && !strings.Contains(row.Cells[1].Raw, "object") {
			t.Fatalf("%.300q: %q finds %q", text, path, got.Raw)
		}
	}
	for path := range r.present {
		if !seen[path] && !(pathTextBad(path)) {
			t.Fatalf("%.300q: %q is not in the outline", text, path)
		}
	}
}

// pathTextBad tells the paths that cannot be written: two keys of no letters behind "#".
func pathTextBad(path string) bool { return strings.Contains(path, "#..") }

func checkLeaves(t *testing.T, text string, texts []string) {
	t.Helper()
	table, err := Leaves(t.Context(), sourcesOf(texts...), LeavesOptions{})
	rows, err := collect(t, table, err)
	if err != nil {
		t.Fatalf("%.300q: %v", texts, err)
	}
	for _, row := range rows {
		path := row.Cells[0].Str
		if got := gjson.Get(text, path); got.Raw != row.Cells[1].Raw && strings.Join(strings.Fields(got.Raw), "") != row.Cells[1].Raw {
			t.Fatalf("%.300q: %q finds %q, want %q", texts, path, got.Raw, row.Cells[1].Raw)
		}
		if gjson.Parse(row.Cells[0].Raw).Str != path {
			t.Fatalf("%q stands as %s", path, row.Cells[0].Raw)
		}
		if len(path) <= query.MaxPathLen {
			if _, err := query.ParsePath(path); err != nil {
				t.Fatalf("%.300q: %q cannot be asked for: %v", texts, path, err)
			}
		}
	}
	if want := countLeaves(gjson.Parse(text)); want != len(rows) {
		t.Fatalf("%.300q: %d leaves, want %d", texts, len(rows), want)
	}
}

// countLeaves counts scalars and empty containers, of equal keys of an object the first.
func countLeaves(v query.Value) (n int) {
	if !v.IsObject() && !v.IsArray() || v.IsObject() && len(v.Map()) == 0 || v.IsArray() && len(v.Array()) == 0 {
		return 1
	}
	seen := map[string]bool{}
	v.ForEach(func(k, e query.Value) bool {
		if !v.IsObject() || !seen[k.Str] {
			n += countLeaves(e)
		}
		seen[k.Str] = true
		return true
	})
	return n
}

// checkBrief looks that what is folded for people is in the shape it is said to repeat.
func checkBrief(t *testing.T, rows []query.Row, texts []string) {
	t.Helper()
	table, err := Paths(t.Context(), sourcesOf(texts...), Options{Brief: true})
	brief, err := collect(t, table, err)
	if err != nil {
		t.Fatal(err)
	}
	kinds := map[string][]string{} // of all paths
	for _, r := range rows {
		var all []string
		json.Unmarshal([]byte(r.Cells[1].Raw), &all)
		kinds[r.Cells[0].Str] = all
	}
	shown := map[string]string{} // the words of the paths that are shown
	for _, r := range brief {
		shown[r.Cells[0].Str] = r.Cells[3].Str
	}
	for path := range kinds {
		if _, ok := shown[path]; ok {
			continue
		}
		if ok := slices.ContainsFunc(slices.Collect(maps.Keys(shown)), func(at string) bool {
			return standsFor(components(at), components(path)) || slices.ContainsFunc(twins(at, shown[at], path), func(twin []string) bool { return covers(kinds, twin, kinds[path]) })
		}); !ok {
			t.Fatalf("%.300q: %q is hidden and in no shape that is shown (%q)", texts, path, shown)
		}
	}
}

// twins are what may be the path that a hidden one repeats, as its components, according to the words of a path above it: one for each
// place at which the path in them may end.
func twins(at, words, path string) (all [][]string) {
	above, rest := components(at), components(path)
	if len(above) > len(rest) || !standsFor(above, rest[:len(above)]) {
		return nil
	}
	rest = rest[len(above):]
	for len(rest) > 0 && rest[0] == "#" { // of what lists hold, the row of the list tells
		rest = rest[1:]
	}
	for _, as := range foldedAs(words) {
		all = append(all, append(components(as), rest...))
	}
	return all
}

// foldedAs is every text that may be the path in words such as "a tweet again, 10 paths as in #; 1 element".
func foldedAs(words string) (all []string) {
	for {
		_, rest, ok := strings.Cut(words, " as in ")
		if !ok {
			return all
		}
		words = rest
		for i := range rest {
			if strings.HasPrefix(rest[i:], "; ") {
				all = append(all, rest[:i])
			}
		}
		all = append(all, rest)
	}
}

// covers says that the paths which a twin stands for have all these kinds together.
func covers(kinds map[string][]string, twin, want []string) bool {
	var have []string
	for path, k := range kinds {
		if standsFor(twin, components(path)) {
			have = append(have, k...)
		}
	}
	return len(have) > 0 && !slices.ContainsFunc(want, func(k string) bool { return !slices.Contains(have, k) })
}

// standsFor says that a path is one of those which a path with * for some of its keys stands for.
func standsFor(pattern, path []string) bool {
	return slices.EqualFunc(pattern, path, func(w, h string) bool { return w == "*" || w == h })
}

// components are the keys of a path, those of @this none.
func components(path string) (all []string) {
	if path == thisPath {
		return nil
	}
	from := 0
	for i := 0; i < len(path); i++ {
		switch path[i] {
		case '\\':
			i++
		case '.', '|':
			all = append(all, path[from:i])
			from = i + 1
		}
	}
	return append(all, path[from:])
}

func TestPaths(t *testing.T) {
	for _, texts := range outlineCases() {
		checkOutline(t, texts)
	}
	checkOutline(t, []string{tweets(20_000)})
	folding := `[{"id":1,"id_str":"1","text":"a","user":{"id":2,"name":"Mira","screen_name":"mira_k","lang":"es"},"n":[{"x":1}],
		"retweeted_status":{"id":3,"id_str":"3","text":"b","user":{"id":4,"name":"Ana","screen_name":"ana","lang":"en"},"n":[],"x":[],"only_here":true},"x":[]}]`
	checkOutline(t, []string{folding})
	table, err := Paths(t.Context(), sourcesOf(folding), Options{Brief: true})
	rows, _ := collect(t, table, err)
	got := map[string]string{}
	for _, r := range rows {
		got[r.Cells[0].Str] = r.Cells[3].Str
	}
	if _, ok := got["#.retweeted_status.only_here"]; !ok || got["#.retweeted_status"] != "a tweet again, 10 paths as in #" || got["#.retweeted_status.text"] != "" {
		t.Errorf("%q", got)
	}
}

func FuzzOutline(f *testing.F) {
	for _, c := range outlineCases() {
		second := ""
		if len(c) > 1 {
			second = c[1]
		}
		f.Add(c[0], second)
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		if strings.Count(a+b, "[")+strings.Count(a+b, "{") > query.MaxDepth || len(a+b) > 1000 {
			t.Skip()
		}
		texts := []string{a}
		if b != "" {
			texts = append(texts, b)
		}
		checkOutline(t, texts)
	})
}

// TestFind looks that the first path of each row finds the value of the row, and that every key and value with the word has a row.
func TestFind(t *testing.T) {
	for _, texts := range append(outlineCases(), []string{tweets(20_000)}) {
		doc, err := query.ReadDocument(t.Context(), sourcesOf(texts...), false)
		if err != nil {
			continue
		}
		for _, word := range []string{"a", "1", "TRUE", "é", "x", "mira", "#"} {
			table, err := Find(t.Context(), sourcesOf(texts...), word, FindOptions{})
			rows, err := collect(t, table, err)
			if err != nil {
				t.Fatal(err)
			}
			matches := int64(0)
			for _, r := range rows {
				first, value := r.Cells[4], r.Cells[5]
				got := gjson.Get(doc, first.Str)
				if !first.Exists() || !got.Exists() && !pathTextBad(r.Cells[0].Str) {
					t.Fatalf("%.200q, %q: nothing at %q", texts, word, first.Str)
				}
				if value.Exists() && value.String() != got.String() && !strings.HasSuffix(value.Str, "…") {
					t.Fatalf("%.200q, %q: %q finds %s, want %s", texts, word, first.Str, got.Raw, value.Raw)
				}
				if r.Cells[1].Str == "value" {
					matches += r.Cells[2].Int()
				}
			}
			unwritten := slices.ContainsFunc(table.Notes(), func(n query.Note) bool { return strings.Contains(n.Message, "cannot be written") })
			if want := countMatches(gjson.Parse(doc), word); matches != want && !unwritten {
				t.Fatalf("%.200q, %q: %d values, want %d", texts, word, matches, want)
			}
		}
	}
}

func countMatches(v query.Value, word string) (n int64) {
	if !v.IsObject() && !v.IsArray() {
		text := v.Raw
		if v.Type == gjson.String {
			text = v.Str
		}
		if strings.Contains(strings.ToLower(text), strings.ToLower(word)) {
			return 1
		}
		return 0
	}
	seen := map[string]bool{}
	v.ForEach(func(k, e query.Value) bool {
		if !v.IsObject() || !seen[k.Str] {
			n += countMatches(e, word)
		}
		seen[k.Str] = true
		return true
	})
	return n
}

func TestFindHow(t *testing.T) {
	doc := `{"Name":"Mira","tags":["mira","MIRA K","Müller","ΣΊΣΥΦΟΣ"],"n":1202955310000000101,"o":{"mira":{"x":1}}}`
	for _, c := range []struct {
		word string
		o    FindOptions
		want string
	}{
		{"mira", FindOptions{}, "Name value 1 Name|tags value 2 tags.0|o.mira key 1 o.mira"},
		{"Mira", FindOptions{Exact: true}, "Name value 1 Name"},
		{"mira", FindOptions{Exact: true}, "tags value 1 tags.0|o.mira key 1 o.mira"},
		{"^(?i)mira$", FindOptions{Regexp: true}, "Name value 1 Name|tags value 1 tags.0|o.mira key 1 o.mira"},
		{"mÜLL", FindOptions{}, "tags value 1 tags.2"},
		{"σίσυφος", FindOptions{}, "tags value 1 tags.3"},
		{"1202955310000000101", FindOptions{Exact: true}, "n value 1 n"},
		{"nothing of this", FindOptions{}, ""},
	} {
		table, err := Find(t.Context(), sourcesOf(doc), c.word, c.o)
		rows, err := collect(t, table, err)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, r := range rows {
			got = append(got, fmt.Sprint(r.Cells[0].Str, " ", r.Cells[1].Str, " ", r.Cells[2].Raw, " ", r.Cells[4].Str))
		}
		if strings.Join(got, "|") != c.want {
			t.Errorf("%s: %s, want %s", c.word, strings.Join(got, "|"), c.want)
		}
		if found := table.Whole.Raw != "[]"; found != (c.want != "") {
			t.Errorf("%s: found is %v", c.word, found)
		}
	}
	for _, o := range []FindOptions{{Regexp: true}, {}} {
		word := map[bool]string{true: "(", false: ""}[o.Regexp]
		if _, err := Find(t.Context(), sourcesOf("1"), word, o); err == nil || errors.As(err, new(*PatternError)) == false {
			t.Errorf("%q: %v", word, err)
		}
	}
}

func TestOutlineOfMap(t *testing.T) {
	var b strings.Builder
	b.WriteString(`{"about":{"x":1},"users":{`)
	for i := range 5000 {
		fmt.Fprintf(&b, `"u%d":{"name":"n%d","age":%d},`, i, i, i)
	}
	text := b.String() + `"last":{"name":"Mira","only":true}}}`
	table, err := Paths(t.Context(), sourcesOf(text), Options{})
	rows, err := collect(t, table, err)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{"@this": "1 1", "about": "1 1", "about.x": "1 1", "users": "1 1", "users.*": "5001 5001", "users.*.name": "5001 5001", "users.*.age": "5000 5001", "users.*.only": "1 5001"}
	for _, r := range rows {
		if got := r.Cells[2].Raw + " " + r.Cells[3].Raw; want[r.Cells[0].Str] != got {
			t.Errorf("%s: %s", r.Cells[0].Str, got)
		}
		delete(want, r.Cells[0].Str)
	}
	if len(want) > 0 || len(table.Notes()) != 1 || !strings.Contains(table.Notes()[0].Message, "5001 members of 1 object") {
		t.Error(want, table.Notes())
	}
	for word, first := range map[string]string{"u4321": "users.u4321", "n4999": "users.u4999.name", "u17": "users.u17", "last": "users.last", "mira": "users.last.name"} {
		table, err := Find(t.Context(), sourcesOf(text), word, FindOptions{Exact: word != "mira"})
		rows, err := collect(t, table, err)
		if err != nil || len(rows) != 1 || rows[0].Cells[4].Str != first || rows[0].Cells[2].Int() != 1 {
			t.Errorf("%s: %v %v", word, rows, err)
		}
	}
}

// TestOutlineBroken looks that what came before a fault is told, and then the fault.
func TestOutlineBroken(t *testing.T) {
	broken := errors.New("broken")
	body := io.MultiReader(strings.NewReader(`[{"a":1},{"a":`), iotest.ErrReader(broken))
	table, err := Paths(t.Context(), []query.Input{{Body: body}}, Options{})
	rows, err := collect(t, table, err)
	if !errors.Is(err, broken) || len(rows) != 2 || rows[1].Cells[0].Str != "#.a" || rows[1].Cells[2].Int() != 1 {
		t.Error(rows, err)
	}
	table, err = Paths(t.Context(), sourcesOf("{\"a\":1}\n{\"a\":2\n"), Options{})
	if _, err = collect(t, table, err); err == nil {
		t.Error("no error")
	}
	if _, err := Paths(t.Context(), sourcesOf(" "), Options{}); err == nil {
		t.Error("no error for nothing")
	}
	long := `{"a":["` + strings.Repeat("x", 9<<20) + `"]}`
	leaves, err := Leaves(t.Context(), sourcesOf(long+" {}"), LeavesOptions{})
	if _, err = collect(t, leaves, err); err == nil || !errors.As(err, new(*SecondDocumentError)) {
		t.Error(err)
	}
}

// endless repeats a text without keeping it.
type endless struct {
	text string
	n    int
	at   int
}

func (r *endless) Read(p []byte) (int, error) {
	if r.n == 0 {
		return 0, io.EOF
	}
	k := copy(p, r.text[r.at:])
	if r.at += k; r.at == len(r.text) {
		r.at, r.n = 0, r.n-1
	}
	return k, nil
}

// TestOutlineMemory reads much more than it may keep.
func TestOutlineMemory(t *testing.T) {
	if testing.Short() {
		t.Skip()
	}
	keys := &keysForever{n: 300_000}
	for name, r := range map[string]io.Reader{
		"one text":  io.MultiReader(strings.NewReader(`{"a":"`), &endless{text: strings.Repeat("x", 1<<20), n: 60}, strings.NewReader(`"}`)),
		"many keys": keys,
		"tweets":    io.MultiReader(strings.NewReader("["), &endless{text: strings.Trim(tweets(1<<20), "[]") + ",", n: 30}, strings.NewReader("1]")),
	} {
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		table, err := Paths(t.Context(), []query.Input{{Name: "f", Body: r}}, Options{})
		if _, err = collect(t, table, err); err != nil {
			t.Fatal(name, err)
		}
		runtime.GC()
		runtime.ReadMemStats(&after)
		if kept := int64(after.HeapAlloc) - int64(before.HeapAlloc); kept > 32<<20 {
			t.Errorf("%s: %d MB are kept", name, kept>>20)
		}
		runtime.KeepAlive(table)
	}
}

// keysForever is an object of n keys.
type keysForever struct {
	n, i int
	left []byte
}

func (k *keysForever) Read(p []byte) (int, error) {
	if len(k.left) == 0 {
		switch {
		case k.i > k.n:
			return 0, io.EOF
		case k.i == k.n:
			k.left = []byte(`"z":0}`)
		default:
			k.left = fmt.Appendf(nil, `"key%d":{"v":%d},`, k.i, k.i)
		}
		if k.i == 0 {
			k.left = append([]byte{'{'}, k.left...)
		}
		k.i++
	}
	n := copy(p, k.left)
	k.left = k.left[n:]
	return n, nil
}

func BenchmarkOutline(b *testing.B) {
	text := tweets(8 << 20)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		if _, err := Paths(b.Context(), sourcesOf(text), Options{}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkFind(b *testing.B) {
	text := tweets(8 << 20)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		if _, err := Find(b.Context(), sourcesOf(text), "mira", FindOptions{}); err != nil {
			b.Fatal(err)
		}
	}
}
