package render

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"twq/query"
)

var update = flag.Bool("update", false, "rewrite the goldens")

func TestGolden(t *testing.T) {
	labelled := func(t query.Table) query.Table { t.Labelled = true; return t }
	streamed := func(t query.Table) query.Table { t.Whole = query.Value{}; return t }
	user := `{"id_str":"2101","name":"Harbour Library","bio":"Books,\n\tboats | \"calm\"","followers_count":5210,"url":null,"tags":["a","b"]}`
	object := func() query.Table {
		return one(query.Object, user, named("id_str", "name", "bio", "followers_count", "url", "place", "tags")...)
	}
	cases := []struct {
		name   string
		table  query.Table
		format Format
	}{
		{"awkward-table-width40-ascii", awkwardTable(), Table{Width: 40, Terminal: true, ASCII: true}},
		{"awkward-table-width80-color", awkwardTable(), Table{Width: 80, Terminal: true, Color: true}},
		{"awkward-json-color", awkwardTable(), JSON{Color: true}},
		{"awkward-json-labelled", labelled(awkwardTable()), JSON{}},
		{"awkward-raw-labelled", labelled(awkwardTable()), Raw{}},
		{"awkward-raw-streamed", streamed(awkwardTable()), Raw{}},
		{"awkward-ndjson-labelled", labelled(awkwardTable()), NDJSON{}},
		{"awkward-csv-marked", awkwardTable(), CSV{Null: "NULL", Missing: "n/a, really", Join: " + "}},
		{"awkward-csv-excel", awkwardTable(), CSV{Excel: true}},
		{"awkward-tsv-excel", awkwardTable(), TSV{Excel: true, Missing: "n/a"}},
		{"awkward-html", awkwardTable(), HTML{}},
		{"object-html", object(), HTML{Title: "user", Null: "none"}},
		{"awkward-markdown-marked", awkwardTable(), Markdown{Null: "NULL", Missing: "n/a | really"}},
		{"awkward-text-marked", awkwardTable(), Text{Null: "NULL", Missing: "n/a"}},
	}
	for _, terminal := range []bool{false, true} {
		for name, f := range formats(terminal) {
			if terminal {
				name += "-terminal"
			}
			add := func(what string, t query.Table) {
				cases = append(cases, struct {
					name   string
					table  query.Table
					format Format
				}{what + "-" + name, t, f})
			}
			add("awkward", awkwardTable())
			if !terminal {
				add("object", object())
				add("object-labelled", labelled(object()))
			}
		}
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got, err := rendered(c.format, c.table)
			if err != nil {
				t.Fatal(err)
			}
			compareGolden(t, c.name, got)
		})
	}
}

// TestShapes is the table of the door: what each format makes of each shape.
func TestShapes(t *testing.T) {
	value := query.Column{Name: "value"}
	none := func() query.Table {
		return query.Table{Shape: query.Missing, Columns: []query.Column{value}, Rows: func(func(query.Row, error) bool) {}}
	}
	shapes := []struct {
		name  string
		table func() query.Table
		want  map[string]string
	}{
		{"missing", none, map[string]string{
			"table": "", "json": "", "raw": "", "ndjson": "", "text": "", "csv": "value\n", "tsv": "value\n", "markdown": "| value |\n| --- |\n",
		}},
		{"text", func() query.Table { return one(query.Scalar, `"a \"b\"\nc"`, value) }, map[string]string{
			"table": "a \"b\"\nc\n", "json": `"a \"b\"\nc"` + "\n", "raw": `"a \"b\"\nc"` + "\n", "ndjson": `"a \"b\"\nc"` + "\n", "text": "a \"b\"\nc\n",
			"csv": "value\n\"a \"\"b\"\"\nc\"\n", "tsv": "value\na \"b\"\\nc\n", "markdown": "| value |\n| --- |\n| a \"b\"<br>c |\n",
		}},
		{"number", func() query.Table { return one(query.Scalar, `1202955310000000101`, value) }, map[string]string{
			"table": "1202955310000000101\n", "json": "1202955310000000101\n", "raw": "1202955310000000101\n", "ndjson": "1202955310000000101\n",
			"text": "1202955310000000101\n", "csv": "value\n1202955310000000101\n", "tsv": "value\n1202955310000000101\n",
			"markdown": "| value |\n| --- |\n| 1202955310000000101 |\n",
		}},
		{"null", func() query.Table { return one(query.Scalar, `null`, value) }, map[string]string{
			"table": "null\n", "json": "null\n", "raw": "null\n", "ndjson": "null\n", "text": "null\n", "csv": "value\n\"\"\n", "tsv": "value\n\n",
			"markdown": "| value |\n| --- |\n| null |\n",
		}},
		{"list of scalars", func() query.Table { return listOf([]query.Column{value}, `"a\nb\tc\\"`, `2`, `""`, `null`) }, map[string]string{
			"table": "┌────────┐\n│ value  │\n├────────┤\n│ a⏎b␉c\\ │\n│ 2      │\n│        │\n│ null   │\n└────────┘\n",
			"json":  "[\n  \"a\\nb\\tc\\\\\",\n  2,\n  \"\",\n  null\n]\n", "raw": `["a\nb\tc\\", 2, "", null]` + "\n", "ndjson": "\"a\\nb\\tc\\\\\"\n2\n\"\"\nnull\n",
			"text": "a\\nb\tc\\\n2\n\nnull\n", "csv": "value\n\"a\nb\tc\\\"\n2\n\"\"\n\"\"\n", "tsv": "value\na\\nb\\tc\\\\\n2\n\n\n",
			"markdown": "| value |\n| --- |\n| a<br>b\tc\\\\ |\n| 2 |\n|  |\n| null |\n",
		}},
		{"empty list", func() query.Table { return listOf([]query.Column{value}) }, map[string]string{
			"table": "┌───────┐\n│ value │\n└───────┘\n", "json": "[]\n", "raw": "[]\n", "ndjson": "", "text": "", "csv": "value\n", "tsv": "value\n",
			"markdown": "| value |\n| --- |\n",
		}},
		{"empty object", func() query.Table { return one(query.Object, `{ }`) }, map[string]string{
			"table": "{}\n", "json": "{}\n", "raw": "{ }\n", "ndjson": "{}\n", "text": "{}\n", "csv": "", "tsv": "", "markdown": "",
		}},
	}
	for _, s := range shapes {
		for name, f := range formats(false) {
			want := s.want[name]
			got, err := rendered(f, s.table())
			if err != nil || got != want {
				t.Errorf("%s as %s: error %v, got\n%q, want\n%q", s.name, name, err, got, want)
			}
		}
	}
}

func compareGolden(t *testing.T, name, got string) {
	t.Helper()
	got = legible(got)
	file := filepath.Join("testdata", "golden", name+".txt")
	if *update {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got == string(want) {
		return
	}
	is, wants := strings.Split(got, "\n"), strings.Split(string(want), "\n")
	for i := range max(len(is), len(wants)) {
		var a, b string
		if i < len(is) {
			a = is[i]
		}
		if i < len(wants) {
			b = wants[i]
		}
		if a != b {
			t.Fatalf("%s, line %d:\n got %s\nwant %s\n(-update rewrites)", file, i+1, a, b)
		}
	}
}

// legible makes a golden that can be read and reviewed: what cannot be printed is escaped, and a long run of one character is folded.
func legible(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		run := 1
		for strings.HasPrefix(s[i+run*n:], s[i:i+n]) {
			run++
		}
		text := s[i : i+n]
		switch {
		case r == utf8.RuneError && n == 1:
			text = fmt.Sprintf("⟨byte %02x⟩", s[i])
		case r != '\n' && r != '\t' && !unicode.IsPrint(r):
			text = fmt.Sprintf("⟨%04x⟩", r)
		}
		if run >= 200 {
			fmt.Fprintf(&b, "{%d times %s}", run, text)
		} else {
			b.WriteString(strings.Repeat(text, run))
		}
		i += n * run
	}
	return b.String()
}
