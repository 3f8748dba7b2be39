package render

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/clipperhouse/displaywidth"

	"twq/query"
)

// TestTableAligned draws the awkward and the hostile: every line must be equally wide, and not wider than the terminal.
func TestTableAligned(t *testing.T) {
	columns := []query.Column{{Name: "n", Path: "n"}, {Name: "text", Path: "text"}, {Name: "a\u0301\tb\nc", Path: "text"}, {Name: "", Path: "no"}}
	var rows, utf []string
	for i, s := range hostile(1000) {
		rows = append(rows, fmt.Sprintf(`{"n":%d,"text":%s}`, i, quoteJSON(s)))
		utf = append(utf, strings.ToValidUTF8(rows[i], "?"))
	}
	tables := map[string]query.Table{
		"awkward": awkwardTable(), "hostile": listOf(columns, rows...), "object": one(query.Object, utf[7], columns...),
		"empty": listOf(columns), "narrow": listOf(named("a"), `{"a":"x"}`),
	}
	for _, width := range []int{5, 8, 40, 60, 80, 200} {
		for _, f := range []Table{{}, {Terminal: true}, {Terminal: true, ASCII: true}, {Terminal: true, Color: true}, {ASCII: true}} {
			f.Width = width
			if tables["hostile"] = listOf(columns, rows...); !f.Terminal { // bytes that are no UTF-8 have no width
				tables["hostile"] = listOf(columns, utf...)
			}
			for name, table := range tables {
				got, err := rendered(f, table)
				if err != nil {
					t.Fatal(err)
				}
				if f.Color {
					got = stripColor(got)
				}
				lines := strings.Split(strings.TrimSuffix(got, "\n"), "\n")
				want := displaywidth.String(lines[0])
				if want > width {
					t.Errorf("%s is %d wide in %d", name, want, width)
				}
				for i, line := range lines {
					if w := displaywidth.String(line); w != want {
						t.Errorf("%s, %+v: line %d is %d wide, the first %d: %+q", name, f, i, w, want, line)
						break
					}
				}
				if shape := table.Shape; shape == query.List && name != "empty" && len(lines) != 4+countRows(table) {
					t.Errorf("%s: %d lines", name, len(lines))
				}
			}
		}
	}
}

func countRows(t query.Table) (n int) {
	for range t.Rows {
		n++
	}
	return n
}

// TestTableCells reads the cells back from the drawing: tablewriter must not move, cut or change one.
func TestTableCells(t *testing.T) {
	columns := named("a", "b", "c")
	var rows []string
	var want [][]string
	for i, s := range hostile(2500) {
		s = strings.Map(func(r rune) rune { // what the box itself is made of cannot be told from it
			if strings.ContainsRune("│ \n\r\t\v\f\u0085\u2028\u2029", r) {
				return -1
			}
			return r
		}, strings.ToValidUTF8(s, "?"))
		s = "x" + s
		rows = append(rows, fmt.Sprintf(`{"a":%s,"b":%d,"c":%s}`, quoteJSON(s), i, quoteJSON(s)))
		want = append(want, []string{s, fmt.Sprint(i), s})
	}
	got, err := rendered(Table{}, listOf(columns, rows...))
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSuffix(got, "\n"), "\n")
	if len(lines) != len(want)+4 {
		t.Fatalf("%d lines", len(lines))
	}
	for i, cells := range want {
		parts := strings.Split(lines[i+3], "│")
		if len(parts) != 5 {
			t.Fatalf("row %d: %q", i, lines[i+3])
		}
		for j, cell := range cells {
			if part := strings.Trim(parts[j+1], " "); part != cell {
				t.Fatalf("row %d: %+q, want %+q", i, part, cell)
			}
		}
	}
}

// TestTableChunks: the first 1,000 rows fix the widths of all.
func TestTableChunks(t *testing.T) {
	for _, n := range []int{999, 1000, 1001, 2000, 2500} {
		var rows []string
		for i := range n {
			text := "short"
			if i >= 1000 {
				text = "much longer than the first thousand " + fmt.Sprint(i)
			}
			rows = append(rows, fmt.Sprintf(`{"id":%d,"text":%q}`, i, text))
		}
		table := listOf(named("id", "text"), rows...)
		var note string
		cut, err := rendered(Table{Width: 80, Note: func(s string) { note = s }}, table)
		if err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(strings.TrimSuffix(cut, "\n"), "\n")
		if len(lines) != n+4 || strings.Count(cut, "├") != 1 || strings.Count(cut, "└") != 1 || !strings.HasPrefix(lines[len(lines)-1], "└") {
			t.Errorf("%d rows: %d lines", n, len(lines))
		}
		for i, line := range lines {
			if w := displaywidth.String(line); w != displaywidth.String(lines[0]) {
				t.Fatalf("%d rows: line %d is %d wide", n, i, w)
			}
		}
		wantNote := ""
		if n > 1000 {
			wantNote = "cut to 80 columns: cells of " + count(n-1000, "row")
		}
		if note != wantNote {
			t.Errorf("%d rows: note %q, want %q", n, note, wantNote)
		}
		whole, err := rendered(Table{}, table)
		if err != nil {
			t.Fatal(err)
		}
		for i := range rows {
			want := fmt.Sprintf("│ %3d │ short │", i)
			if i >= 1000 {
				want = fmt.Sprintf("│ %d │ much longer than the first thousand %d │", i, i)
			}
			if line := strings.Split(whole, "\n")[i+3]; line != want {
				t.Fatalf("%d rows: line %d is %q, want %q", n, i, line, want)
			}
		}
	}
}

func TestLayout(t *testing.T) {
	cases := []struct {
		name           string
		widths, floors []int
		limit          int
		want           []int
	}{
		{"room for all", []int{5, 10}, []int{5, 8}, 80, []int{5, 10}},
		{"exactly", []int{5, 10}, []int{5, 8}, 22, []int{5, 10}},
		{"one too many", []int{5, 10}, []int{5, 8}, 21, []int{5, 9}},
		{"the widest gives", []int{19, 16, 100}, []int{19, 8, 8}, 80, []int{19, 16, 35}},
		{"then the next", []int{19, 16, 100}, []int{19, 8, 8}, 50, []int{19, 10, 11}},
		{"the last is left out", []int{19, 16, 100}, []int{19, 8, 8}, 44, []int{19, 16}},
		{"one always stays", []int{19, 16}, []int{19, 8}, 10, []int{6}},
		{"no room at all", []int{19, 16}, []int{19, 8}, 1, []int{1}},
	}
	for _, c := range cases {
		l := layout{widths: slices.Clone(c.widths)}
		l.fit(slices.Clone(c.floors), c.limit)
		if got := l.widths[:l.shown]; !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

func TestTableNote(t *testing.T) {
	long := strings.Repeat("word ", 40)
	wide := named("id", "text", "b", "c\x1b", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n", "o")
	row := fmt.Sprintf(`{"id":"1202955310000000101","text":%q,"b":"bbbbbbbbbb"}`, long)
	cases := []struct {
		f     Table
		table query.Table
		want  string
	}{
		{Table{Width: 80}, listOf(named("id", "text"), row, row, `{"id":"1"}`), "cut to 80 columns: cells of 2 rows"},
		{Table{Width: 80}, listOf(named("id", "text"), row), "cut to 80 columns: cells of 1 row"},
		{Table{Width: 38}, listOf(named("id", "b", "text"), `{"id":"1202955310000000101","b":"b","text":"12345678"}`), ""},
		{Table{Width: 37}, listOf(named("id", "b", "text"), `{"id":"1202955310000000101","b":"b","text":"12345678"}`),
			"cut to 37 columns: 1 column left out: text"},
		{Table{Width: 40}, listOf(wide, row), "cut to 40 columns: cells of 1 row; 14 columns left out: b, c␛, d, e, f, g, h, i, j, k, and 4 more"},
		{Table{Width: 60}, one(query.Object, row, named("id", "text", "b")...), "cut to 60 columns: cells of 1 row"},
		{Table{Width: 80}, one(query.Scalar, `"`+long+`"`), ""},
		{Table{}, listOf(wide, row), ""},
	}
	for _, c := range cases {
		note := ""
		c.f.Note = func(s string) { note += s }
		if _, err := rendered(c.f, c.table); err != nil || note != c.want {
			t.Errorf("width %d: %v, note %q, want %q", c.f.Width, err, note, c.want)
		}
	}
}

// TestIDsAreNotCut: a column is left out before an id or a number loses a digit.
func TestIDsAreNotCut(t *testing.T) {
	columns := named("id", "id_str", "text", "more")
	row := `{"id":1202955310000000101,"id_str":"1202955310000000101","text":"a longer text","more":"another longer text"}`
	for width := 23; width < 120; width++ {
		got, err := rendered(Table{Width: width}, listOf(columns, row))
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(got, "12…") || strings.Contains(got, "01…") || !strings.Contains(got, "1202955310000000101") {
			t.Errorf("at %d:\n%s", width, got)
		}
	}
}

func TestTruncate(t *testing.T) {
	cases := []struct {
		in    string
		width int
		want  string
	}{
		{"abcdef", 6, "abcde…"}, {"abcdef", 5, "abcd…"}, {"abcdef", 1, "…"},
		{"今日は東京", 6, "今日…"}, {"今日は東京", 5, "今日…"}, {"今日", 1, "…"},
		{"\U0001f1ef\U0001f1f5\U0001f1f0\U0001f1ea", 3, "\U0001f1ef\U0001f1f5…"}, {"\U0001f1ef\U0001f1f5\U0001f1f0\U0001f1ea", 2, "…"},
		{"\U0001f469\u200d\U0001f4bb at work", 4, "\U0001f469\u200d\U0001f4bb …"},
		{"e\u0301e\u0301e\u0301", 2, "e\u0301…"},
	}
	for _, c := range cases {
		got, width := truncate(c.in, c.width, "…")
		if got != c.want || width != displayWidth(got) || width > c.width {
			t.Errorf("truncate(%+q, %d) = %+q, %d, want %+q", c.in, c.width, got, width, c.want)
		}
	}
}

// TestBox: tablewriter is asked for columns of any widths, and its drawing is taken apart without a rest.
func TestBox(t *testing.T) {
	for _, widths := range [][]int{{1}, {1, 1, 1}, {500, 1, 8}, slices.Repeat([]int{3}, 400)} {
		for _, ascii := range []bool{false, true} {
			b, err := drawBox(widths, ascii, false)
			if err != nil {
				t.Fatal(err)
			}
			want := 1
			for _, w := range widths {
				want += w + frameCost
			}
			for _, line := range []string{b.top, b.rule, b.bottom} {
				if w := displaywidth.String(line); w != want {
					t.Errorf("%v: a line is %d wide, want %d", widths, w, want)
				}
			}
			bar := "│"
			if ascii {
				bar = "|"
			}
			for _, pieces := range [][]string{b.header, b.row} {
				if got := strings.Join(pieces, "x"); got != bar+strings.Repeat(" x "+bar, len(widths)) {
					t.Errorf("%v: %q", widths, got)
				}
			}
		}
	}
}

// TestChangedBox: if tablewriter ever drew other cells than it was given, an error must come of it and not a table.
func TestChangedBox(t *testing.T) {
	veils := []string{"xxx", "x"}
	if p, ok := pieces("| xxx | x |", veils); !ok || !slices.Equal(p, []string{"| ", " | ", " |"}) {
		t.Errorf("%q, %v", p, ok)
	}
	for _, line := range []string{"| xx | x |", "| xxxx | x |", "| xxx |", "| xxx | x | x |", "| xxx | X |", "xxx | x |", "| xxx | x", ""} {
		if p, ok := pieces(line, veils); ok {
			t.Errorf("%q was taken for the line: %q", line, p)
		}
	}
}
