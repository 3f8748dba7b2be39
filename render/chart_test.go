package render

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/tidwall/gjson"

	"twq/query"
)

// countTable is a table of counts: labels and numbers as JSON.
func countTable(m query.Measure, columns []query.Column, rows ...string) query.Table {
	return query.Table{Shape: query.List, Columns: columns, Measure: &m, Notes: func() []query.Note { return nil }, Rows: func(yield func(query.Row, error) bool) {
		for _, raw := range rows {
			v := gjson.Parse(raw)
			if !yield(query.Row{Value: v, Cells: v.Array()}, nil) {
				return
			}
		}
	}}
}

func countedWords() query.Table {
	return countTable(query.Measure{Column: 1, Labels: 1, Most: 4801}, named("value", "count"),
		`["library",4801]`, `["👩‍👩‍👧‍👦 a family that is much longer than what there is room for in a chart",2400]`, `["図書館の本",1200]`, `["a\nb\tc",601]`,
		`["\u001b[31mred\u202e",300]`, `["e\u0301",75]`, `["\"\"",1]`, `["none",0]`)
}

func summed() query.Table {
	return countTable(query.Measure{Column: 1, Labels: 1, Least: -20, Most: 10.5}, named("who", "sum"), `["mira_k",10.5]`, `[null,0.25]`, `["bookbot",-20]`)
}

func inDays() query.Table {
	return countTable(query.Measure{Column: 2, Labels: 2, Most: 3}, named("day", "value", "count"), `["2019-12-09","library",3]`, `["2019-12-09","opendata",1]`, `["2019-12-10","Library",2]`)
}

func TestChart(t *testing.T) {
	for name, make := range map[string]func() query.Table{"words": countedWords, "sums": summed, "days": inDays} {
		for how, f := range map[string]Format{
			"chart": Chart{}, "chart-ascii": Chart{ASCII: true}, "chart-width50-color": Chart{Width: 50, Terminal: true, Color: true}, "chart-width20": Chart{Width: 20, Terminal: true},
			"bars": Bars{}, "bars-ascii": Bars{Table{ASCII: true}}, "bars-width60-color": Bars{Table{Width: 60, Terminal: true, Color: true}}, "bars-width24": Bars{Table{Width: 24, Terminal: true}},
		} {
			got, err := rendered(f, make())
			if err != nil {
				t.Fatal(err)
			}
			compareGolden(t, "count-"+name+"-"+how, got)
		}
	}
}

// TestChartWidth finds that no line is wider than the width, and that the longest bar takes all of it.
func TestChartWidth(t *testing.T) {
	for width := 30; width < 130; width += 7 {
		for _, ascii := range []bool{false, true} {
			got, _ := rendered(Chart{Width: width, Terminal: true, ASCII: ascii}, countedWords())
			longest := 0
			for line := range strings.Lines(got) {
				longest = max(longest, displayWidth(strings.TrimRight(line, "\n")))
			}
			if longest != width {
				t.Errorf("width %d: the longest line has %d cells", width, longest)
			}
			boxed, _ := rendered(Bars{Table{Width: width, Terminal: true, ASCII: ascii}}, countedWords())
			if strings.ContainsAny(boxed, "█#") && (strings.Contains(boxed, "█…") || strings.Contains(boxed, "#~")) {
				t.Errorf("width %d: a bar is cut:\n%s", width, boxed)
			}
			for line := range strings.Lines(boxed) {
				if n := displayWidth(strings.TrimRight(line, "\n")); n > width {
					t.Errorf("width %d: a line of the table has %d cells", width, n)
				}
			}
		}
	}
}

// TestBar compares bars with their numbers.
func TestBar(t *testing.T) {
	b := bars{scale: 80, width: 10}
	for n, want := range map[float64]string{0: "", 80: strings.Repeat("█", 10), 1: "▏", 0.0001: "▏", 4: "▌", 8: "█", 12: "█▌", 40: "█████", 79.9: strings.Repeat("█", 10), -40: "░░░░░", 1e300: strings.Repeat("█", 10)} {
		if got := b.bar(n); got != want {
			t.Errorf("%v: %q, want %q", n, got, want)
		}
	}
	b.ascii = true
	for n, want := range map[float64]string{0: "", 80: "##########", 1: "#", 12: "##", -80: "----------"} {
		if got := b.bar(n); got != want {
			t.Errorf("%v: %q, want %q", n, got, want)
		}
	}
}

// TestChartLong streams more rows than fix the widths, and keeps what came before an error.
func TestChartLong(t *testing.T) {
	broken := errors.New("broken")
	long := func(n int, end error) query.Table {
		table := countTable(query.Measure{Column: 1, Labels: 1, Most: float64(n)}, named("value", "count"))
		table.Rows = func(yield func(query.Row, error) bool) {
			for i := range n {
				v := gjson.Parse(fmt.Sprintf(`["%d",%d]`, i, n-i))
				if !yield(query.Row{Value: v, Cells: v.Array()}, nil) {
					return
				}
			}
			if end != nil {
				yield(query.Row{}, end)
			}
		}
		return table
	}
	for _, f := range []Format{Chart{}, Bars{}} {
		for _, n := range []int{0, 1, 999, 1000, 1001, 2500} {
			got, err := rendered(f, long(n, nil))
			if lines := strings.Count(got, "\n"); err != nil || lines != n && lines != n+4 && (n != 0 || lines != 3) {
				t.Errorf("%T of %d rows: %v, %d lines", f, n, err, lines)
			}
			got, err = rendered(f, long(n, broken))
			if lines := strings.Count(got, "\n"); !errors.Is(err, broken) || lines != n && lines != n+3 {
				t.Errorf("%T of %d rows that break: %v, %d lines", f, n, err, lines)
			}
		}
	}
}

// TestChartNote wants to hear of labels that are cut, and of nothing else.
func TestChartNote(t *testing.T) {
	for width, want := range map[int]string{20: "cut to 20 columns: labels of 2 rows", 0: "cut to 80 columns: labels of 1 row", 300: ""} {
		told := ""
		if _, err := rendered(Chart{Width: width, Note: func(s string) { told += s }}, countedWords()); err != nil || told != want {
			t.Errorf("width %d: %q %v, want %q", width, told, err, want)
		}
	}
}
