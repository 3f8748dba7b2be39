package render

import (
	"encoding/csv"
	"strings"
	"testing"

	"github.com/tidwall/gjson"

	"twq/query"
)

// TestCSVReadBack reads the awkward table with encoding/csv, which makes LF of the CR LF inside a field.
func TestCSVReadBack(t *testing.T) {
	table := awkwardTable()
	got, err := rendered(CSV{Null: "N", Missing: "M"}, table)
	if err != nil {
		t.Fatal(err)
	}
	records, err := csv.NewReader(strings.NewReader(got)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if len(records) != len(awkward)+1 {
		t.Fatalf("%d records", len(records))
	}
	i := 0
	for row := range table.Rows {
		i++
		for j, v := range row.Cells {
			want := Cell(v, table.Columns[j], "")
			switch {
			case !v.Exists():
				want = "M"
			case v.Type == gjson.Null:
				want = "N"
			}
			if want = strings.ReplaceAll(want, "\r\n", "\n"); records[i][j] != want {
				t.Errorf("row %d, %s: %q, want %q", i, table.Columns[j].Name, records[i][j], want)
			}
		}
	}
}

func TestTSVRoundTrip(t *testing.T) {
	back := strings.NewReplacer(`\\`, `\`, `\t`, "\t", `\n`, "\n", `\r`, "\r")
	table := awkwardTable()
	got, err := rendered(TSV{}, table)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSuffix(got, "\n"), "\n")
	if len(lines) != len(awkward)+1 {
		t.Fatalf("%d lines", len(lines))
	}
	i := 0
	for row := range table.Rows {
		i++
		fields := strings.Split(lines[i], "\t")
		if len(fields) != len(row.Cells) {
			t.Fatalf("row %d has %d fields", i, len(fields))
		}
		for j, v := range row.Cells {
			want := Cell(v, table.Columns[j], "")
			if v.Type == gjson.Null {
				want = ""
			}
			if back.Replace(fields[j]) != want {
				t.Errorf("row %d, %s: %q, want %q", i, table.Columns[j].Name, fields[j], want)
			}
		}
	}
}

func TestFormulaNote(t *testing.T) {
	columns := []query.Column{{Name: "value"}}
	cases := []struct {
		values []string
		want   string
	}{
		{[]string{`"=1+1"`, `"+1"`, `"-1"`, `"@a"`, `"\t=1"`, `"\r"`, `"\n"`, `"\u0000"`, `"＝1"`, `["=1"]`},
			"10 cells may be taken for a formula by a spreadsheet (= + - @ in front); the text is as it came"},
		{[]string{`"@a"`, `"b"`}, "1 cell may be taken for a formula by a spreadsheet (= + - @ in front); the text is as it came"},
		{[]string{`-3.7`, `"a=b"`, `""`, `null`, `{"=":1}`}, ""},
	}
	for _, c := range cases {
		notes := ""
		note := func(s string) { notes += s }
		for _, f := range []Format{CSV{Note: note}, TSV{Note: note}} {
			if notes = ""; f.Render(new(strings.Builder), listOf(columns, c.values...)) != nil || notes != c.want {
				t.Errorf("%T of %q: note %q, want %q", f, c.values, notes, c.want)
			}
		}
	}
	if err := (CSV{}).Render(new(strings.Builder), listOf(columns, `"=1"`)); err != nil {
		t.Error("without Note:", err)
	}
}

func TestCell(t *testing.T) {
	cases := []struct{ name, path, json, join, want string }{
		{"text", "", `"a\u00e9\n"`, "", "aé\n"},
		{"id", "", `1202955310000000101`, "", "1202955310000000101"},
		{"n", "", `1E+400`, "", "1E+400"},
		{"b", "", `false`, "", "false"},
		{"n", "", `null`, "", "null"},
		{"n", "", ``, "", ""},
		{"l", "", `[]`, "", ""},
		{"l", "", `["a", 1.0, true, null]`, "", "a; 1.0; true; null"},
		{"l", "", `["a", "b"]`, "|", "a|b"},
		{"l", "", `["a", ["b", "c d"]]`, "|", `["a",["b","c d"]]`},
		{"o", "", `{ "a" : " b \" c " }`, "", `{"a":" b \" c "}`},
		{"entities.hashtags", "", `[{"text":"a"},{"text":"b"}]`, "", "a; b"},
		{"tags", "entities.hashtags", `[{"text":"a"},{"text":"b"}]`, "", "a; b"},
		{"hashtags", "", `[{"text":"a"},{"text":"b"}]`, "", "a; b"},
		{"links", "retweeted_status|entities.urls", `[{"expanded_url":"http://a.test"}]`, "", "http://a.test"},
		{"entities.user_mentions", "", `[{"screen_name":"mira_k"},{"screen_name":"bookbot"}]`, ", ", "mira_k, bookbot"},
		{"extended_entities.media", "", `[{"media_url_https":"https://a.test/1.jpg"}]`, "", "https://a.test/1.jpg"},
		{"entities.hashtags", "", `[{"text":"a"},{}]`, "", `[{"text":"a"},{}]`},
		{"entities.hashtags", "", `[{"text":{"a":1}}]`, "", `[{"text":{"a":1}}]`},
		{"other", "", `[{"text":"a"}]`, "", `[{"text":"a"}]`},
	}
	for _, c := range cases {
		if got := Cell(gjson.Parse(c.json), query.Column{Name: c.name, Path: c.path}, c.join); got != c.want {
			t.Errorf("%s of %s: %q, want %q", c.name, c.json, got, c.want)
		}
	}
}

func FuzzCSV(f *testing.F) {
	for _, c := range awkward {
		if len(c.json) < 1000 {
			f.Add(gjson.Parse(c.json).String(), c.name)
		}
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		for _, cells := range [][]string{{a}, {a, b}, {b, a, ""}} {
			var columns []query.Column
			row := query.Row{}
			for _, s := range cells {
				columns = append(columns, query.Column{Name: s})
				row.Cells = append(row.Cells, gjson.Result{Type: gjson.String, Raw: `""`, Str: s})
			}
			table := query.Table{Shape: query.List, Columns: columns, Rows: func(yield func(query.Row, error) bool) { yield(row, nil) }}
			got, err := rendered(CSV{}, table)
			if err != nil {
				t.Fatal(err)
			}
			records, err := csv.NewReader(strings.NewReader(got)).ReadAll()
			if err != nil || len(records) != 2 {
				t.Fatalf("%q: %v, %q", cells, err, records)
			}
			for i, s := range cells {
				if want := strings.ReplaceAll(s, "\r\n", "\n"); records[0][i] != want || records[1][i] != want {
					t.Fatalf("%q came back as %q", s, records)
				}
			}
			if got, err = rendered(TSV{}, table); err != nil || strings.Count(got, "\n") != 2 || strings.Count(got, "\t") != 2*(len(cells)-1) {
				t.Fatalf("TSV of %q: %v, %q", cells, err, got)
			}
		}
	})
}
