package render

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/tidwall/gjson"

	"twq/query"
)

// TestJSONKeepsEveryByte compares every JSON format with the source, token by token.
func TestJSONKeepsEveryByte(t *testing.T) {
	compact := func(s string) string {
		var b bytes.Buffer
		if err := json.Compact(&b, []byte(s)); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	table := awkwardTable()
	want := compact(table.Whole.Raw)
	streamed := table
	streamed.Whole = query.Value{}
	for name, table := range map[string]query.Table{"whole": table, "rows": streamed} {
		for _, f := range []Format{JSON{}, Raw{}} {
			got, err := rendered(f, table)
			if err != nil || compact(got) != want {
				t.Errorf("%T of the %s: %v, or not the source", f, name, err)
			}
		}
		got, err := rendered(NDJSON{}, table)
		if err != nil || "["+strings.Join(strings.Split(strings.TrimSuffix(got, "\n"), "\n"), ",")+"]" != want {
			t.Errorf("ndjson of the %s: %v, or not the source", name, err)
		}
		coloured, err := rendered(JSON{Color: true}, table)
		if plain, _ := rendered(JSON{}, table); err != nil || stripColor(coloured) != stripColor(plain) {
			t.Errorf("colours change the %s: %v", name, err)
		}
	}
	whole, _ := rendered(JSON{}, table)
	if rows, _ := rendered(JSON{}, streamed); rows != whole {
		t.Error("a list looks otherwise when it comes row by row")
	}
	if raw, _ := rendered(Raw{}, table); raw != table.Whole.Raw+"\n" {
		t.Error("raw changes the bytes")
	}
	var indented bytes.Buffer
	if json.Indent(&indented, []byte(table.Whole.Raw), "", "  "); indented.String()+"\n" != whole {
		t.Error("not the layout of encoding/json")
	}
}

func TestJSONLabelled(t *testing.T) {
	columns := []query.Column{{Name: "id", Path: "id"}, {Name: `a "b" <c>`, Path: "x.y"}, {Name: "n", Path: "n"}}
	rows := []string{`{"id": 1202955310000000101, "x": {"y": [1,  2]}, "n": null}`, `{"id":1e400}`, `{}`}
	list := listOf(columns, rows...)
	list.Labelled = true
	single := one(query.Object, rows[0], columns...)
	single.Labelled = true
	cases := []struct {
		f     Format
		table query.Table
		want  string
	}{
		{NDJSON{}, list, `{"id":1202955310000000101,"a \"b\" <c>":[1,2],"n":null}` + "\n" + `{"id":1e400}` + "\n{}\n"},
		{Raw{}, list, `[{"id":1202955310000000101,"a \"b\" <c>":[1,2],"n":null},{"id":1e400},{}]` + "\n"},
		{JSON{}, list, "[\n  {\n    \"id\": 1202955310000000101,\n    \"a \\\"b\\\" <c>\": [\n      1,\n      2\n    ],\n    \"n\": null\n  },\n" +
			"  {\n    \"id\": 1e400\n  },\n  {}\n]\n"},
		{NDJSON{}, single, `{"id":1202955310000000101,"a \"b\" <c>":[1,2],"n":null}` + "\n"},
		{JSON{}, single, "{\n  \"id\": 1202955310000000101,\n  \"a \\\"b\\\" <c>\": [\n    1,\n    2\n  ],\n  \"n\": null\n}\n"},
	}
	for _, c := range cases {
		if got, err := rendered(c.f, c.table); err != nil || got != c.want {
			t.Errorf("%T: %v\n got %q\nwant %q", c.f, err, got, c.want)
		}
	}
}

// TestJSONDeep: 10,000 levels in 20 KB must not become 200 MB.
func TestJSONDeep(t *testing.T) {
	const levels = 10_000
	raw := strings.Repeat("[", levels-2) + `{"a":[],"b":1}` + strings.Repeat("]", levels-2)
	got, err := rendered(JSON{}, one(query.Scalar, raw))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := json.Compact(&b, []byte(got)); err != nil || b.String() != raw {
		t.Errorf("another value: %v", err)
	}
	if limit := len(raw) + 2*(maxIndent+1)*(2*maxIndent+2); len(got) > limit {
		t.Errorf("%d bytes, at most %d", len(got), limit)
	}
	if lines := strings.Count(got, "\n"); lines != 2*maxIndent+1 {
		t.Errorf("%d lines", lines)
	}
}

// TestBrokenJSON: text that is not JSON may come out as anything, but no format may fail on it.
func TestBrokenJSON(t *testing.T) {
	for _, raw := range []string{`"`, `"\`, `{"a`, `]]]`, `{,:}`, `[1 2`, "\xff", `nul`, `{"a":1}}`, ``, ` `, `"a"b"`} {
		for _, terminal := range []bool{true, false} {
			for name, f := range formats(terminal) {
				table := one(query.Object, raw, query.Column{Name: "v"})
				table.Whole = gjson.Result{Type: gjson.JSON, Raw: raw}
				if got, err := rendered(f, table); err != nil || len(got) > 1000 {
					t.Errorf("%s of %q: %v, %q", name, raw, err, got)
				}
			}
		}
	}
}

// TestRowsThatBreak: the rows before an error stay, JSON does not look whole, and an error at once leaves nothing.
func TestRowsThatBreak(t *testing.T) {
	for _, labelled := range []bool{false, true} {
		for name, f := range formats(false) {
			table := listOf(named("a"), `{"a":"first"}`, `{"a":"second"}`, `{"a":"third"}`)
			table.Labelled = labelled
			got, err := rendered(f, broken(table, 2))
			if !errors.Is(err, errSource) {
				t.Errorf("%s: error %v", name, err)
			}
			if !strings.Contains(got, "first") || !strings.Contains(got, "second") || strings.Contains(got, "third") {
				t.Errorf("%s: %q", name, got)
			}
			switch name {
			case "json", "raw":
				if json.Valid([]byte(got)) || !json.Valid([]byte(got+"]")) {
					t.Errorf("%s: not an open array: %q", name, got)
				}
			case "table":
				if strings.Contains(got, "└") {
					t.Errorf("a closed box: %s", got)
				}
			}
			if !strings.HasSuffix(got, "\n") {
				t.Errorf("%s ends in the middle of a line: %q", name, got)
			}
			if got, err = rendered(f, broken(table, 0)); !errors.Is(err, errSource) || got != "" {
				t.Errorf("%s: failed at once: %v, %q", name, err, got)
			}
		}
	}
}

// failing takes some bytes and then has no room.
type failing struct{ room int }

var errFull = errors.New("no space left on device")

func (f *failing) Write(p []byte) (int, error) {
	n := min(f.room, len(p))
	if f.room -= n; n < len(p) {
		return n, errFull
	}
	return n, nil
}

// TestWriteErrors: rows without end must come to an end when nobody takes them, and a full disk is found at the latest when all is written.
func TestWriteErrors(t *testing.T) {
	row := rowOf(named("a"), `{"a":"`+strings.Repeat("word ", 20)+`"}`)
	for name, f := range formats(false) {
		for _, room := range []int{0, 1, 70_000} {
			for _, rows := range []int{1, 1 << 40} {
				if rows == 1 && room > 1 {
					continue
				}
				n := 0
				table := query.Table{Shape: query.List, Columns: named("a"), Rows: func(yield func(query.Row, error) bool) {
					for n = 0; n < rows && yield(row, nil); n++ {
					}
				}}
				err := f.Render(&failing{room}, table)
				var failed *WriteError
				if !errors.As(err, &failed) || !errors.Is(err, errFull) {
					t.Errorf("%s: %v", name, err)
				}
				if n > 10_000 {
					t.Errorf("%s took %d rows", name, n)
				}
			}
		}
		for _, table := range []query.Table{listOf(named("a"), `{"a":"x"}`), one(query.Scalar, `"x"`, query.Column{Name: "value"})} {
			if err := f.Render(&failing{}, table); !errors.Is(err, errFull) {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
}
