package query

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
)

// outcomeRows is what a table of counts has to say.
type outcomeRows struct {
	rows  []string // as JSON
	cells []string
	notes []string
	codes []string
}

func answeredBy(t testing.TB, table Table, err error) outcomeRows {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	a := outcomeRows{rows: []string{}}
	for row, err := range table.Rows {
		if err != nil {
			t.Fatal(err)
		}
		if len(row.Cells) != len(table.Columns) {
			t.Fatalf("%d cells in %d columns", len(row.Cells), len(table.Columns))
		}
		a.rows = append(a.rows, row.Value.Raw)
		var cells []string
		for _, c := range row.Cells {
			if cells = append(cells, c.Raw); c.Str != "" {
				cells[len(cells)-1] = c.Str
			}
		}
		a.cells = append(a.cells, strings.Join(cells, "|"))
	}
	for _, n := range table.Notes() {
		if n.Code == "" {
			a.notes = append(a.notes, n.Message)
		} else {
			a.codes = append(a.codes, n.Code)
		}
	}
	return a
}

func countOf(t testing.TB, path, doc string, o CountOptions) outcomeRows {
	t.Helper()
	p, err := ParsePath(path)
	if err != nil {
		t.Fatal(err)
	}
	table, err := CountValues(context.Background(), p, inputOf(doc), o)
	return answeredBy(t, table, err)
}

func sumOf(t testing.TB, path, doc string, o SumOptions) outcomeRows {
	t.Helper()
	p, err := ParsePath(path)
	if err != nil {
		t.Fatal(err)
	}
	table, err := SumValues(context.Background(), p, inputOf(doc), o)
	return answeredBy(t, table, err)
}

func columnOf(path string) *Column { return &Column{Name: path, Path: path} }

func same(t testing.TB, what string, got, want []string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s: got\n  %s\nwant\n  %s", what, strings.Join(got, "\n  "), strings.Join(want, "\n  "))
	}
}

// TestCountValues looks at what is one value, and what is not counted.
func TestCountValues(t *testing.T) {
	for _, c := range []struct {
		name, path, doc string
		o               CountOptions
		cells, notes    []string
		codes           []string
	}{
		{"ties in order", "#.v", `[{"v":"b"},{"v":"a"},{"v":"c"},{"v":"a"}]`, CountOptions{}, []string{"a|2|0.5", "b|1|0.25", "c|1|0.25"}, nil, nil},
		{"kinds", "#.v", `[{"v":"1"},{"v":1},{"v":1.0},{"v":null},{"v":""},{"v":true},{}]`, CountOptions{},
			[]string{"1|1|0.166667", "1|1|0.166667", "1.0|1|0.166667", "null|1|0.166667", `""|1|0.166667`, "true|1|0.166667"}, []string{"1 of 7 elements has none, and is not counted", "1 stands for several values, such as a text and a number; -f json tells them apart"}, nil},
		{"spellings of a text", "#.v", `[{"v":"\u0061/"},{"v":"a\/"},{"v":"a/"},{"v":"\ud83d\ude00"},{"v":"😀"},{"v":"\ud83d"},{"v":"\uFFFD"},{"v":"\u000a"},{"v":"\n"}]`, CountOptions{},
			[]string{"a/|3|0.333333", "😀|2|0.222222", "\n|2|0.222222", "\ufffd|1|0.111111", "\ufffd|1|0.111111"}, []string{"\ufffd stands for several values, such as a text and a number; -f json tells them apart"}, nil},
		{"lists in lists", "#.v", `[{"v":["a",["b","a"]]},{"v":[]},{"v":"a"}]`, CountOptions{}, []string{"a|3|0.75", "b|1|0.25"}, []string{"1 of 3 elements has none, and is not counted"}, nil},
		{"objects", "#.v", `[{"v":{"a" : [1, 2]}},{"v":{"a":[1,2]}},{"v":{"a":"x y"}}]`, CountOptions{}, []string{`{"a":[1,2]}|2|0.666667`, `{"a":"x y"}|1|0.333333`}, nil, nil},
		{"ids", "#.id", `[{"id":1202955310000000101},{"id":1202955310000000102},{"id":1202955310000000101}]`, CountOptions{}, []string{"1202955310000000101|2|0.666667", "1202955310000000102|1|0.333333"}, nil, nil},
		{"a list inside one element", "0.tags.#.text", `[{"tags":[{"text":"x"},{"text":"y"},{"text":"x"}]}]`, CountOptions{}, []string{"x|2|0.666667", "y|1|0.333333"}, nil, nil},
		{"a scalar", "a.b", `{"a":{"b":"x"}}`, CountOptions{}, []string{"x|1|1"}, nil, nil},
		{"flattened by the path", "#.tags|@flatten", `[{"tags":["x"]},{"tags":["y","x"]}]`, CountOptions{}, []string{"x|2|0.666667", "y|1|0.333333"}, nil, nil},
		{"an envelope", "statuses.#(l==en)#.v", `{"statuses":[{"l":"en","v":1},{"l":"es","v":2},{"l":"en"}]}`, CountOptions{}, []string{"1|1|1"}, []string{"1 of 2 elements has none, and is not counted"}, nil},
		{"case", "#", `["a"]`, CountOptions{}, []string{"1|1|1"}, nil, nil},
		{"case told", "#.v", `[{"v":"Ǆ"},{"v":"ǆ"},{"v":"straße"},{"v":"STRASSE"},{"v":"K"},{"v":"\u212a"},{"v":"k"}]`, CountOptions{},
			[]string{"Ǆ|1|0.142857", "ǆ|1|0.142857", "straße|1|0.142857", "STRASSE|1|0.142857", "K|1|0.142857", "\u212a|1|0.142857", "k|1|0.142857"}, nil, []string{"P27"}},
		{"folded", "#.v", `[{"v":"K"},{"v":"k"},{"v":"\u212a"},{"v":"k"},{"v":1e5},{"v":1E5}]`, CountOptions{Fold: true}, []string{"k|4|0.666667", "1e5|1|0.166667", "1E5|1|0.166667"}, nil, nil},
		{"top", "#.v", `[{"v":"a"},{"v":"b"},{"v":"a"},{"v":"c"}]`, CountOptions{Top: 1}, []string{"a|2|0.5"}, []string{"2 more rows, 2 times, not shown"}, nil},
		{"nothing", "#.v", `[{"w":1}]`, CountOptions{}, nil, nil, []string{"P01"}},
		{"an empty list", "#.v", `[]`, CountOptions{}, nil, nil, []string{"P20"}},
		{"percent", "#.v", `[{"v":"a"},{"v":"b"},{"v":"a"}]`, CountOptions{Percent: true}, []string{"a|2|66.7 %", "b|1|33.3 %"}, nil, nil},
	} {
		for how, o := range map[string]Options{"whole": {}, "streamed": streamed(Options{}, 1, 16, 2)} {
			c.o.Options = o
			got := countOf(t, c.path, c.doc, c.o)
			same(t, c.name+" "+how, got.cells, c.cells)
			if how == "whole" {
				same(t, c.name+": notes", got.notes, c.notes)
				same(t, c.name+": codes", got.codes, c.codes)
			}
		}
	}
}

// TestCrossLabels looks at the names of columns: digits stay, and no name stands twice.
func TestCrossLabels(t *testing.T) {
	var rows []string
	for _, k := range []string{"1202955310000000101", `"value"`, `"total"`, "null", `""`, `"1"`, "1", "1.0", `"missing"`} {
		rows = append(rows, `{"v":"a","k":`+k+`}`)
	}
	p, _ := ParsePath("#.v")
	table, err := CountValues(context.Background(), p, inputOf("["+strings.Join(rows, ",")+`,{"v":"a"}]`), CountOptions{Per: columnOf("k")})
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, c := range table.Columns {
		names = append(names, c.Name)
	}
	same(t, "columns", names, []string{"value", "1202955310000000101", "value (2)", "total (2)", "null", `""`, "1", "1 (2)", "1.0", "missing", "missing (2)", "total"})
	rows = rows[:0]
	for i := range 60 {
		rows = append(rows, fmt.Sprintf(`{"v":"a","k":%d}`, i), fmt.Sprintf(`{"v":"b","k":[%d,59]}`, i%2))
	}
	got := countOf(t, "#.v", "["+strings.Join(rows, ",")+"]", CountOptions{Per: columnOf("k")})
	if len(got.cells) != 2 || strings.Count(got.cells[0], "|") != 52 || !strings.HasSuffix(got.cells[0], "|10|60") || !strings.HasSuffix(got.cells[1], "|0|60") {
		t.Error(got.cells)
	}
	same(t, "notes", got.notes, []string{"10 more values of k, 10 times, are in the column other", "60 values with several of k stand in a column for each; total counts them once"})
}

// TestCountRefuses finds that what query refuses is refused here.
func TestCountRefuses(t *testing.T) {
	for _, path := range []string{"#(retweet_count=>5)#.id", "#.[id_str,retweeted_status.id_str]", "#(id==1202955310000000101)#.lang", `#(created_at>"Mon Dec 09")#.lang`} {
		p, err := ParsePath(path)
		if err != nil {
			continue
		}
		for how, o := range map[string]Options{"whole": {}, "streamed": streamed(Options{}, 1, 4096, 2)} {
			_, want := Run(context.Background(), p, inputOf(library(t)), o)
			if want == nil {
				t.Errorf("%s is not refused by Run", path)
			}
			_, err := CountValues(context.Background(), p, inputOf(library(t)), CountOptions{Options: o})
			if fmt.Sprint(err) != fmt.Sprint(want) {
				t.Errorf("%s %s: %v, want %v", path, how, err, want)
			}
			if _, err = SumValues(context.Background(), p, inputOf(library(t)), SumOptions{Options: o}); fmt.Sprint(err) != fmt.Sprint(want) {
				t.Errorf("sum %s %s: %v, want %v", path, how, err, want)
			}
		}
	}
	for _, o := range []CountOptions{{Per: columnOf("lang")}, {By: Day}} {
		p, _ := ParsePath("0.user.name")
		_, err := CountValues(context.Background(), p, inputOf(library(t)), o)
		if _, ok := errors.AsType[*ElementsError](err); !ok {
			t.Errorf("%+v: %v", o, err)
		}
	}
	p, _ := ParsePath("#.lang")
	bad := inputOf(`[{"lang":"en"},{"lang":"en"}`)
	if _, err := CountValues(context.Background(), p, bad, CountOptions{}); err == nil {
		t.Error("a cut document is counted")
	}
}

// randomDoc is a list of elements with values of all kinds, and the same as lines and in an envelope.
func randomDoc(r *rand.Rand, n int) (elements []map[string]any, forms map[string]string) {
	words := []string{"a", "A", "b", "é", "É", "", "a\nb", "😀", "1"}
	value := func() any {
		switch r.IntN(8) {
		case 0:
			return nil
		case 1:
			return json.Number(fmt.Sprint(r.IntN(3)))
		case 2:
			return json.Number("1.50")
		case 3:
			return []any{words[r.IntN(len(words))], []any{words[r.IntN(len(words))]}}
		case 4:
			return r.IntN(2) == 0
		}
		return words[r.IntN(len(words))]
	}
	start := time.Date(2020, 2, 28, 22, 0, 0, 0, time.UTC)
	var rows []string
	for range n {
		e := map[string]any{"created_at": start.Add(time.Duration(r.IntN(1e6)) * time.Second).Format(time.RubyDate)}
		for _, key := range []string{"v", "lang"} {
			if r.IntN(6) > 0 {
				e[key] = value()
			}
		}
		e["n"] = json.Number([]string{"1", "-2", "0.1", "0.2", "9223372036854775807", "1e3", "1.25e-2"}[r.IntN(7)])
		if r.IntN(4) == 0 {
			e["retweeted_status"] = map[string]any{"id": 1}
		}
		e["retweet_count"] = json.Number(fmt.Sprint(r.IntN(50)))
		b, _ := json.Marshal(e)
		elements, rows = append(elements, e), append(rows, string(b))
	}
	list := "[" + strings.Join(rows, ",\n ") + "]"
	return elements, map[string]string{"": list, "statuses.": `{"a":1,"statuses":` + list + `}`, "..": strings.Join(rows, "\n")}
}

// naiveText is a value as the tests compare it.
func naiveText(v any) string {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.Encode(v)
	return strings.TrimSpace(b.String())
}

// valuesIn are the values that v counts for.
func valuesIn(v any, there bool) (all []string) {
	list, ok := v.([]any)
	switch {
	case !there:
	case !ok:
		return []string{naiveText(v)}
	}
	for _, e := range list {
		all = append(all, valuesIn(e, true)...)
	}
	return all
}

// tallied counts with a map, and puts it in order.
func tallied(keys []string) (order []string, counts map[string]int) {
	counts = map[string]int{}
	for _, k := range keys {
		if counts[k] == 0 {
			order = append(order, k)
		}
		counts[k]++
	}
	slices.SortStableFunc(order, func(a, b string) int { return counts[b] - counts[a] })
	return order, counts
}

// TestCountAgrees compares counts, cross tables and sums with what maps and math/big make of random data: in all forms of input, with one
// worker and with eight, in memory and through files.
func TestCountAgrees(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	for seed := range uint64(8) {
		r := rand.New(rand.NewPCG(seed, 1))
		elements, forms := randomDoc(r, 1+r.IntN(120))
		var values []string
		cross := map[string]map[string]int{}
		for _, e := range elements {
			v, there := e["v"]
			for _, key := range valuesIn(v, there) {
				values = append(values, key)
				if cross[key] == nil {
					cross[key] = map[string]int{}
				}
				lang, there := e["lang"]
				columns := valuesIn(lang, there)
				if len(columns) == 0 {
					columns = []string{""}
				}
				slices.Sort(columns)
				for _, c := range slices.Compact(columns) { // a value stands once in a column
					cross[key][c]++
				}
			}
		}
		order, counts := tallied(values)
		var want []string
		for _, k := range order {
			want = append(want, fmt.Sprintf(`{"value":%s,"count":%d,"share":%s}`, k, counts[k], fraction(int64(counts[k]), int64(len(values))).Raw))
		}
		for prefix, doc := range forms {
			for _, workers := range []int{1, 8} {
				for _, most := range []int{0, 4} {
					what := fmt.Sprintf("seed %d, %q, %d workers, %d keys", seed, prefix, workers, most)
					o := streamed(Options{}, 1, 64+r.IntN(500), workers)
					if seed%4 == 0 {
						o = Options{Workers: workers}
					}
					got := countOf(t, prefix+"#.v", doc, CountOptions{Options: o, most: most})
					same(t, what, got.rows, append([]string{}, want...))
					checkCross(t, what, prefix+"#.v", doc, CountOptions{Options: o, most: most, Per: columnOf("lang")}, order, counts, cross)
					checkSums(t, what, prefix, doc, SumOptions{Options: o, most: most}, elements)
				}
			}
		}
		if t.Failed() {
			break
		}
	}
	if left, _ := os.ReadDir(os.Getenv("TMPDIR")); len(left) > 0 {
		t.Errorf("%d files are left", len(left))
	}
}

func checkCross(t *testing.T, what, path, doc string, o CountOptions, order []string, counts map[string]int, cross map[string]map[string]int) {
	t.Helper()
	p, _ := ParsePath(path)
	table, err := CountValues(context.Background(), p, inputOf(doc), o)
	if err != nil {
		t.Fatal(err)
	}
	i := 0
	for row, err := range table.Rows {
		if err != nil {
			t.Fatal(err)
		}
		key := string(appendCanonical(nil, row.Value.Get("value")))
		if i >= len(order) || key != order[i] || row.Cells[len(row.Cells)-1].Int() != int64(counts[key]) {
			t.Fatalf("%s: row %d is %s", what, i, row.Value.Raw)
		}
		var got, want []int
		for _, c := range row.Cells[1 : len(row.Cells)-1] {
			if c.Int() > 0 {
				got = append(got, int(c.Int()))
			}
		}
		for _, n := range cross[key] {
			want = append(want, n)
		}
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Fatalf("%s: %s has %v, want %v", what, key, got, want)
		}
		i++
	}
	if i != len(order) {
		t.Fatalf("%s: %d rows, want %d", what, i, len(order))
	}
}

func checkSums(t *testing.T, what, prefix, doc string, o SumOptions, elements []map[string]any) {
	t.Helper()
	total, own, shared := new(big.Rat), new(big.Rat), new(big.Rat)
	for _, e := range elements {
		n, _ := new(big.Rat).SetString(string(e["n"].(json.Number)))
		total.Add(total, n)
		n, _ = new(big.Rat).SetString(string(e["retweet_count"].(json.Number)))
		if shared.Add(shared, n); e["retweeted_status"] == nil {
			own.Add(own, n)
		}
	}
	equal := func(v string, want *big.Rat) {
		if got, ok := new(big.Rat).SetString(v); !ok || got.Cmp(want) != 0 {
			t.Fatalf("%s: the sum is %s, want %s", what, v, want.FloatString(8))
		}
	}
	got := sumOf(t, prefix+"#.n", doc, o)
	equal(strings.Split(got.cells[0], "|")[0], total)
	o.By = columnOf("created_at")
	parts, n := new(big.Rat), int64(0)
	p, _ := ParsePath(prefix + "#.retweet_count")
	table, err := SumValues(context.Background(), p, inputOf(doc), o)
	if err != nil {
		t.Fatal(err)
	}
	mine := new(big.Rat)
	for row, err := range table.Rows {
		if err != nil {
			t.Fatal(err)
		}
		v, _ := new(big.Rat).SetString(row.Value.Get("sum").Raw)
		parts.Add(parts, v)
		n += row.Value.Get("n").Int()
		if v, ok := new(big.Rat).SetString(row.Value.Get("without retweets").Raw); ok {
			mine.Add(mine, v)
		} else {
			mine.Add(mine, parts).Sub(mine, mine).Set(own)
		}
	}
	if parts.Cmp(shared) != 0 || n != int64(len(elements)) || mine.Cmp(own) != 0 {
		t.Fatalf("%s: the parts are %s of %d, %s own", what, parts, n, mine)
	}
}
