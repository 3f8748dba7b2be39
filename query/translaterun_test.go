package query

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/big"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/theory/jsonpath"
	"github.com/tidwall/gjson"
)

// needProgram ends a test for want of a program: it is skipped, and where TWQ_CI is set it fails.
func needProgram(t *testing.T, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	switch {
	case err == nil:
		return path
	case os.Getenv("TWQ_CI") != "":
		t.Fatalf("TWQ_CI is set, and there is no %s", name)
	}
	t.Skipf("there is no %s", name)
	return ""
}

// translated is a path with what a language makes of it on a document.
type translated struct {
	doc, path, text string
	want            any // gjson's answer; missing where there is none
}

// missing stands for no value.
type missingValue struct{}

// answered is gjson's answer, decoded with all digits.
func answered(doc, path string) any {
	v := gjson.Get(doc, path)
	if !v.Exists() {
		return missingValue{}
	}
	return decoded(v.Raw)
}

func decoded(raw string) any {
	d := json.NewDecoder(strings.NewReader(raw))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return fmt.Sprintf("not JSON: %s", raw)
	}
	return v
}

// equalJSON compares numbers by their value and objects without an order.
func equalJSON(a, b any) bool {
	switch a := a.(type) {
	case json.Number:
		other, ok := b.(json.Number)
		if !ok {
			return false
		}
		x, okX := new(big.Rat).SetString(a.String())
		y, okY := new(big.Rat).SetString(other.String())
		return okX && okY && x.Cmp(y) == 0
	case []any:
		other, ok := b.([]any)
		if !ok || len(a) != len(other) {
			return false
		}
		for i := range a {
			if !equalJSON(a[i], other[i]) {
				return false
			}
		}
		return true
	case map[string]any:
		other, ok := b.(map[string]any)
		if !ok || len(a) != len(other) {
			return false
		}
		for k, v := range a {
			if w, ok := other[k]; !ok || !equalJSON(v, w) {
				return false
			}
		}
		return true
	}
	return a == b
}

// exact collects the translations into a language that promise the same answer, over documents and paths.
func exact(t *testing.T, to Language, docs, paths []string) (out []translated) {
	t.Helper()
	refused := 0
	for _, path := range paths {
		p, err := ParsePath(path)
		if err != nil || p.Misread() != nil {
			continue
		}
		for _, known := range append([]string{""}, docs...) {
			tr, err := p.Translate(to, known)
			if err != nil {
				e, ok := err.(*UntranslatableError)
				if !ok || e.What == "" || e.Offset < 0 || e.End > len(path) || e.Offset > e.End {
					t.Errorf("%s of %q: %#v", to, path, err)
				}
				refused++
				continue
			}
			if tr.Text == "" {
				t.Errorf("%s of %q is empty", to, path)
			}
			if tr.Remark != "" && tr.Remark != "it needs import re" {
				continue
			}
			on := []string{known}
			if known == "" {
				on = docs
			}
			for _, doc := range on {
				out = append(out, translated{doc, path, tr.Text, answered(doc, path)})
			}
		}
	}
	t.Logf("%s: %d exact, %d refused", to, len(out), refused)
	if len(out) == 0 {
		t.Errorf("nothing is exact in %s", to)
	}
	return out
}

// runPython evaluates all expressions in one process; an error is the text of it.
func runPython(t *testing.T, cases []translated) []any {
	t.Helper()
	program := needProgram(t, "python3")
	var in bytes.Buffer
	for _, c := range cases {
		line, err := json.Marshal([]string{c.doc, c.text})
		if err != nil {
			t.Fatal(err)
		}
		in.Write(append(line, '\n'))
	}
	const script = `
import json, re, sys
for line in sys.stdin:
    doc, expression = json.loads(line)
    try:
        out = [eval(expression, {"data": json.loads(doc), "json": json, "re": re})]
    except Exception as e:
        out = type(e).__name__ + ": " + str(e)
    print(json.dumps(out))
`
	return lines(t, exec.Command(program, "-c", script), &in, len(cases))
}

// runJQ runs all filters of a document in one process.
func runJQ(t *testing.T, cases []translated) []any {
	t.Helper()
	program := needProgram(t, "jq")
	var out []any
	for len(cases) > 0 {
		n := 1
		for n < len(cases) && n < 12 && cases[n].doc == cases[0].doc {
			n++
		}
		var filter strings.Builder
		for i, c := range cases[:n] {
			if i > 0 {
				filter.WriteString(", ")
			}
			fmt.Fprintf(&filter, "(try [%s] catch \"error: \\(.)\")", c.text)
		}
		file := filepath.Join(t.TempDir(), "filter.jq")
		if err := os.WriteFile(file, []byte(filter.String()), 0o600); err != nil {
			t.Fatal(err)
		}
		out = append(out, lines(t, exec.Command(program, "-c", "-f", file), strings.NewReader(cases[0].doc), n)...)
		cases = cases[n:]
	}
	return out
}

func lines(t *testing.T, cmd *exec.Cmd, in interface{ Read([]byte) (int, error) }, n int) []any {
	t.Helper()
	cmd.Stdin = in
	var errs bytes.Buffer
	cmd.Stderr = &errs
	text, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v: %s", err, errs.String())
	}
	var out []any
	for line := range strings.Lines(string(text)) {
		out = append(out, decoded(line))
	}
	if len(out) != n {
		t.Fatalf("%d answers to %d questions", len(out), n)
	}
	return out
}

// sameAnswers compares what programs answer, as a list of no or one value, with gjson's answers.
func sameAnswers(t *testing.T, l Language, cases []translated, got []any) {
	t.Helper()
	bad := 0
	for i, c := range cases {
		want := []any{}
		if c.want != any(missingValue{}) {
			want = append(want, c.want)
		}
		if !equalJSON(want, got[i]) {
			if bad++; bad <= 12 {
				t.Errorf("%s\npath %s\nas   %s\non   %.300s\ngave %.300v\nwant %.300v", l, c.path, c.text, c.doc, got[i], want)
			}
		}
	}
	if bad > 0 {
		t.Errorf("%d of %d differ", bad, len(cases))
	}
}

// translationPaths are the paths that are translated on every document.
func translationPaths() []string {
	return []string{
		"#", "0", "1.user.name", "#.user.name", "#(lang==en).text", "#(lang==en)#.text", "#(lang==en)#|#", "#(retweeted_status)#.id_str",
		"#.{id_str,user.name}", "#.entities.hashtags.#.text|@flatten", "#.entities.hashtags.#.text", "@reverse.0.text", "@reverse.99.text",
		"#.retweeted_status.user.screen_name", `#.{id_str,"by":retweeted_status.user.screen_name}`, "#.[id_str,retweeted_status.id_str]",
		"#(entities.hashtags.#(text==Library))#.id_str", "#(entities.hashtags.#>0)#.id_str", "#(place==~null)#|#", "#(place!=~null)#.id_str",
		"#(user.verified==true)#.id_str", "#(user.verified==~true)#.id_str", "#(user.verified!=~true)#.id_str", "#(user.verified)#|#",
		"#(text%*library*)#.id_str", "#(text%RT*)#.id_str", "#(text!%*library*)#.id_str", "#(text%*?library*e*)#.id_str",
		"#(retweet_count>=5)#.retweet_count", "#(retweet_count!=0)#.id_str", `#(user.location=="")#.id_str`, "#(lang!=en)#.id_str",
		"#(user.screen_name==harbourlib)#|#(retweet_count>0)#.id_str", "#(id_str==1202955310000000165).text", "#(in_reply_to_screen_name==~null)#|#",
		"#.text|0", "#.text|@reverse|0", "#.id", "#.entities.hashtags.0.text", "#.entities.hashtags.#(text==library).text", "{#.id_str,#.lang}",
		"[#.id_str,#.lang]", "0.user.@keys", "0.user.@values", "0.@this.user.name", "#.user.verified", "nope.x", "#.nope", "#(nope).x", "#(nope==1)#",
		"#(lang==xx)#.text", "#(lang==xx).text", "[#(lang==es)#,#(retweet_count>=12)#]|@flatten|#.id_str", "#.user|@reverse|#.name", "@dig:screen_name",
		`#.{"src":!"x",id_str}`, "#(user.name>M)#.user.name", "#(user.name<=M)#.user.name", "#.entities.urls.#.expanded_url|@flatten", "@flatten", "#.@flatten",
		`#(text%"*\"*")#.text`, "#.retweeted_status.entities.hashtags.#.text|@flatten", "#(lang!=~*)#|#", "#(lang==~*)#|#", "#.#", "0.0", "a.b", "a\\.b",
		"#(>1)#", "#(==a)#", "#(==a)", "#(k==1)#.k", "#(k!=1)#.k", "#(k==true)#.k", "#(k==~false)#.k", "#(k!=~null)#.k", "#(k==x)#.k", "#(k<2)#.k", "#(k==~true)#.k",
		"#(k==1)#|#", "#(k>a)#.k", "#(k==\"\")#.k", "#.k", "#.k|@flatten", "#.k|#", "#.k|0", "#.k.#", "#(k.#==2)#", "#(k.#(==2))#", "k", "k.0", "k.#", "@values", "@keys", "@reverse",
	}
}

// translationDocs are documents in which keys are missing, null, of other kinds, nested where they are not elsewhere.
func translationDocs(t testing.TB) []string {
	return []string{
		library(t), issuesDoc, searchDoc, listsDoc, `[]`, `{}`, `"x"`, `5`, `null`,
		`[{"k":1},{"k":"1"},{"k":true},{"k":false},{"k":null},{"k":{}},{"k":[1,2]},{"k":"x"},{"k":0},{"k":""},{"k":2.5},{"k":"true"},{"k":"F"},{},5,"x",null,[1]]`,
		`[{"k":[1]},{"k":[2,[3]]},{"k":[]}]`, `{"k":[{"k":1},{"k":2}]}`, `[["a","b"],["c"],[],"d"]`, `[1,2,"a",true,null,"b",0.5,1e2]`, `{"a":{"b":1},"a.b":2,"0":{"0":3}}`,
		`[{"k":"é\u2028"},{"k":"a\"b"},{"k":"a\\b"},{"k":"~x"},{"k":"a*b"}]`, `[{"lang":"en","text":"a\nlibrary\n"},{"lang":0,"text":5},{"lang":null},{"text":null}]`,
		`[{"user":null,"text":"RT"},{"user":{"name":"N","verified":"true","location":""}},{"user":[{"name":"M"}]},{"user":{"name":null,"verified":1}}]`,
		`[{"entities":{"hashtags":[{"text":"library"},{"text":null},{}]}},{"entities":{"hashtags":null}},{"entities":{"hashtags":{"text":"x"}}},{"entities":[]},{}]`,
	}
}

func TestTranslationsRun(t *testing.T) {
	t.Parallel()
	docs := translationDocs(t)
	paths := append(translationPaths(), randomPaths(150)...)
	t.Run("python", func(t *testing.T) {
		cases := exact(t, Python, docs, paths)
		sameAnswers(t, Python, cases, runPython(t, cases))
	})
	t.Run("jq", func(t *testing.T) {
		cases := every(exact(t, JQ, docs, paths), 1500)
		sameAnswers(t, JQ, cases, runJQ(t, cases))
	})
	t.Run("duckdb", func(t *testing.T) {
		var lists []string
		for _, doc := range docs {
			rows := gjson.Parse(doc).Array()
			if len(rows) > 0 && strings.HasPrefix(doc, "[") && !slices.ContainsFunc(rows, func(v Value) bool { return !v.IsObject() }) {
				lists = append(lists, doc)
			}
		}
		sameSQLRows(t, exact(t, DuckDB, lists, paths))
	})
	t.Run("jsonpath", func(t *testing.T) { sameNodes(t, exact(t, JSONPath, docs, paths)) })
}

// every thins out cases to about n, in order.
func every(cases []translated, n int) (out []translated) {
	step := max(1, len(cases)/n)
	for i := 0; i < len(cases); i += step {
		out = append(out, cases[i])
	}
	slices.SortStableFunc(out, func(a, b translated) int { return strings.Compare(a.doc, b.doc) })
	return out
}

// sameNodes compares lists of nodes: a path that gives one value is the list of it, any other the list itself.
func sameNodes(t *testing.T, cases []translated) {
	t.Helper()
	bad := 0
	for _, c := range cases {
		query, err := jsonpath.Parse(c.text)
		if err != nil {
			t.Errorf("%s as %s: %v", c.path, c.text, err)
			continue
		}
		got := []any{}
		for _, node := range query.Select(decoded(c.doc)) {
			got = append(got, node)
		}
		want := []any{}
		p, _ := ParsePath(c.path)
		switch list, isList := c.want.([]any); {
		case c.want == any(missingValue{}):
		case isList && givesMany(p):
			want = list
		default:
			want = append(want, c.want)
		}
		if !equalJSON(want, got) {
			if bad++; bad <= 12 {
				t.Errorf("path %s\nas   %s\non   %.300s\ngave %.300v\nwant %.300v", c.path, c.text, c.doc, got, want)
			}
		}
	}
	if bad > 0 {
		t.Errorf("%d of %d differ", bad, len(cases))
	}
}

// givesMany says that the answer to a path is a list of what it chose.
func givesMany(p *Path) bool {
	for _, s := range p.Steps() {
		if s.Kind == Each || s.Kind == All || s.Kind == Modifier && s.Name == "dig" {
			return true
		}
	}
	return false
}

// randomPaths makes paths of every construct over the keys of translationDocs.
func randomPaths(n int) []string {
	r := rand.New(rand.NewPCG(1, 2))
	pick := func(words ...string) string { return words[r.IntN(len(words))] }
	key := func() string {
		return pick("k", "k", "user", "name", "text", "lang", "entities", "hashtags", "a", "a\\.b", "0", "1", "number", "labels", "title", "statuses", "grid")
	}
	var chain func(depth int) string
	query := func(depth int) string {
		left := ""
		if r.IntN(5) > 0 {
			left = chain(depth - 2)
		}
		if left != "" && r.IntN(5) == 0 {
			return left
		}
		return left + pick("==", "!=", "<", ">", "<=", ">=", "==", "%", "!%") +
			pick("1", "2", "x", "a", "en", "true", "false", "~true", "~false", "~null", "~*", `""`, "*a*", "l*", `"a\"b"`, "?", "0", "2.5", "bug", "ana", "*?", "a*b", `"\\*a"`)
	}
	chain = func(depth int) string {
		var b strings.Builder
		for i := range 1 + r.IntN(max(1, depth)) {
			if i > 0 {
				b.WriteString(pick(".", ".", ".", ".", "|"))
			}
			switch r.IntN(12) {
			case 0, 1:
				b.WriteString("#")
			case 2:
				if depth > 0 {
					b.WriteString("#(" + query(depth) + ")")
					break
				}
				b.WriteString(key())
			case 3:
				if depth > 0 {
					b.WriteString("#(" + query(depth) + ")#")
					break
				}
				b.WriteString(key())
			case 4:
				b.WriteString(pick("@reverse", "@flatten", "@keys", "@values", "@this", `@flatten:{"deep":true}`, "@join", "@dig:k", "@fromstr"))
			case 5:
				if depth > 1 {
					b.WriteString(pick("{", "[") + key() + "," + pick("", `"n":`) + chain(depth-2))
					b.WriteString(map[bool]string{true: "}", false: "]"}[strings.LastIndexByte(b.String(), '{') > strings.LastIndexByte(b.String(), '[')])
					break
				}
				b.WriteString(key())
			default:
				b.WriteString(key())
			}
		}
		return b.String()
	}
	paths := make([]string, n)
	for i := range paths {
		paths[i] = chain(5)
	}
	return paths
}

// duckScript runs each statement of the JSON lines on its standard input and prints the rows.
const duckScript = `
const { DuckDBInstance } = require('@duckdb/node-api');
const lines = require('fs').readFileSync(0, 'utf8').trim().split('\n').map(l => JSON.parse(l));
(async () => {
  const c = await (await DuckDBInstance.create(':memory:')).connect();
  for (const statement of lines) {
    try {
      console.log(JSON.stringify((await c.runAndReadAll(statement)).getRowsJson()));
    } catch (e) {
      console.log(JSON.stringify(String(e)));
    }
  }
})();`

// sameSQLRows runs statements in DuckDB and compares its rows, whose cells are texts, with gjson's answers.
func sameSQLRows(t *testing.T, cases []translated) {
	t.Helper()
	program := needProgram(t, "node")
	if err := exec.Command(program, "-e", "require('@duckdb/node-api')").Run(); err != nil {
		if os.Getenv("TWQ_CI") != "" {
			t.Fatal("TWQ_CI is set, and there is no @duckdb/node-api in NODE_PATH")
		}
		t.Skip("there is no @duckdb/node-api in NODE_PATH")
	}
	dir, names := t.TempDir(), map[string]string{}
	var in bytes.Buffer
	for i, c := range cases {
		name, ok := names[c.doc]
		if !ok {
			name = filepath.Join(dir, fmt.Sprintf("%d.json", i))
			names[c.doc] = name
			if err := os.WriteFile(name, []byte(c.doc), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		line, err := json.Marshal(strings.ReplaceAll(c.text, "'"+PlaceholderFile+"'", sqlText(name)))
		if err != nil {
			t.Fatal(err)
		}
		in.Write(append(line, '\n'))
	}
	got := lines(t, exec.Command(program, "-e", duckScript), &in, len(cases))
	bad := 0
	for i, c := range cases {
		if want := sqlRowsOf(t, c); !equalJSON(want, textCells(got[i])) {
			if bad++; bad <= 12 {
				t.Errorf("path %s\nas   %s\non   %.300s\ngave %.300v\nwant %.300v", c.path, c.text, c.doc, got[i], want)
			}
		}
	}
	if bad > 0 {
		t.Errorf("%d of %d differ", bad, len(cases))
	}
}

// sqlRowsOf is gjson's answer as rows of texts.
func sqlRowsOf(t *testing.T, c translated) any {
	p, err := ParsePath(c.path)
	if err != nil {
		t.Fatal(err)
	}
	list, isList := c.want.([]any)
	if !isList {
		return []any{[]any{cellText(c.want)}}
	}
	rows := []any{}
	for _, v := range list {
		row := []any{}
		if object, ok := v.(map[string]any); ok && len(p.Items()) > 0 {
			for _, it := range p.Items() {
				row = append(row, cellText(object[it.Label]))
			}
		} else {
			row = append(row, cellText(v))
		}
		rows = append(rows, row)
	}
	return rows
}

// cellText is a value as SQL shows it: a text bare, numbers as values, lists and objects decoded again.
func cellText(v any) any {
	switch v := v.(type) {
	case bool:
		return fmt.Sprint(v)
	case string: // a text that looks like a number comes back as one
		return textCells([]any{[]any{v}}).([]any)[0].([]any)[0]
	}
	return v
}

// textCells reads the numbers, lists and objects in rows of texts.
func textCells(v any) any {
	rows, _ := v.([]any)
	for _, row := range rows {
		cells, _ := row.([]any)
		for i, cell := range cells {
			if s, ok := cell.(string); ok && s != "" && json.Valid([]byte(s)) && strings.ContainsAny(s[:1], "-0123456789[{") {
				cells[i] = decoded(s)
			}
		}
	}
	return v
}

// TestTranslatedBooleans finds that a test for true is not one for a value, where nothing is known of the values and where both occur.
func TestTranslatedBooleans(t *testing.T) {
	p, _ := ParsePath("..#(v==true)#.x")
	for to, want := range map[Language]string{
		Python: `t["v"] is True`, JQ: ".v == true", JSONPath: "@.v == true",
		DuckDB: "(json->>'$.v') = 'true'", Spark: "get_json_object(value, '$.v') = 'true'", ClickHouse: "JSONExtractRaw(line, 'v') = 'true'",
	} {
		for _, doc := range []string{"", `{"v":true,"x":"a"}` + "\n" + `{"v":false,"x":"b"}`} {
			got, err := p.Translate(to, doc)
			if err != nil || !strings.Contains(got.Text, want) {
				t.Errorf("%s of %q: %s %v", to, doc, got.Text, err)
			}
		}
	}
	got, err := p.Translate(DuckDB, `{"v":true,"x":"a"}`+"\n"+`{"v":"true","x":"b"}`)
	if err == nil {
		t.Errorf("a text may be true: %s", got.Text)
	}
}
