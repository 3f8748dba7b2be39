package query

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
)

func zoneOf(t *testing.T, name string) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation(name)
	if err != nil {
		t.Skip(err)
	}
	return zone
}

// momentsEvery are moments from one to another, as a list of elements.
func momentsEvery(from, to time.Time, step time.Duration) string {
	var rows []string
	for t := from; t.Before(to); t = t.Add(step) {
		rows = append(rows, fmt.Sprintf(`{"created_at":%q,"n":1}`, t.UTC().Format(time.RubyDate)))
	}
	return "[" + strings.Join(rows, ",") + "]"
}

// TestPeriods counts a moment for each hour: a day has 24, but 23 and 25 where clocks are changed; months end where they end.
func TestPeriods(t *testing.T) {
	madrid := zoneOf(t, "Europe/Madrid")
	at := func(day string, zone *time.Location) time.Time {
		d, err := time.ParseInLocation(time.DateOnly, day, zone)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	for _, c := range []struct {
		from, to string
		zone     *time.Location
		by       Period
		want     []string
	}{
		{"2019-10-26", "2019-10-29", madrid, Day, []string{"2019-10-26|24", "2019-10-27|25", "2019-10-28|24"}},
		{"2020-03-28", "2020-03-31", madrid, Day, []string{"2020-03-28|24", "2020-03-29|23", "2020-03-30|24"}},
		{"2020-03-28", "2020-03-31", time.UTC, Day, []string{"2020-03-28|24", "2020-03-29|24", "2020-03-30|24"}},
		{"2020-02-28", "2020-03-02", time.UTC, Day, []string{"2020-02-28|24", "2020-02-29|24", "2020-03-01|24"}},
		{"2019-12-31", "2020-03-02", time.UTC, Month, []string{"2019-12|24", "2020-01|744", "2020-02|696", "2020-03|24"}},
		{"2020-03-01", "2020-04-02", madrid, Month, []string{"2020-03|743", "2020-04|24"}},
	} {
		doc := momentsEvery(at(c.from, c.zone), at(c.to, c.zone), time.Hour)
		got := countOf(t, "#.created_at", doc, CountOptions{By: c.by, Zone: c.zone})
		for i, cell := range got.cells {
			got.cells[i] = cell[:strings.LastIndexByte(cell, '|')]
		}
		same(t, c.from, got.cells, c.want)
		sums := sumOf(t, "#.n", doc, SumOptions{Every: c.by, Zone: c.zone})
		for i, cell := range sums.cells {
			sums.cells[i] = cell[:strings.LastIndexByte(cell, '|')]
		}
		same(t, "sum "+c.from, sums.cells, c.want)
	}
	hours := countOf(t, "#.created_at", momentsEvery(at("2019-10-27", madrid), at("2019-10-27", madrid).Add(5*time.Hour), time.Hour), CountOptions{By: Hour, Zone: madrid})
	var labels []string
	for _, cell := range hours.cells {
		labels = append(labels, cell[:strings.IndexByte(cell, '|')])
	}
	same(t, "hours", labels, []string{"2019-10-27T00:00+02:00", "2019-10-27T01:00+02:00", "2019-10-27T02:00+02:00", "2019-10-27T02:00+01:00", "2019-10-27T03:00+01:00"})
}

// TestCalendar walks every zone's hours across its changes: each hour leads to the next, and every moment lies in one that is walked.
func TestCalendar(t *testing.T) {
	for _, name := range []string{"UTC", "Europe/Madrid", "America/St_Johns", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Apia"} {
		c := calendar{Hour, zoneOf(t, name)}
		from := time.Date(2011, 12, 28, 0, 0, 0, 0, time.UTC)
		walked := map[int64]bool{}
		last := c.of(from.AddDate(1, 0, 0))
		for n := c.of(from); n <= last; {
			walked[n] = true
			next := c.next(n)
			if next <= n {
				t.Fatalf("%s: %d leads to %d", name, n, next)
			}
			n = next
		}
		missed := 0
		for m := from; c.of(m) <= last; m = m.Add(7 * time.Minute) {
			if !walked[c.of(m)] {
				missed++
			}
		}
		if missed > 20 { // clocks that move by half an hour have an hour of their own there
			t.Errorf("%s: %d moments lie in no hour", name, missed)
		}
	}
}

// TestCountInPeriods looks at what stands between periods, and beside them.
func TestCountInPeriods(t *testing.T) {
	doc := `[{"t":"2019-12-31T23:30:00Z"},{"t":"Wed Jan 01 00:10:00 +0000 2020"},{"t":"2020-01-04"},{"t":"soon"},{"t":null},{}]`
	got := countOf(t, "#.t", doc, CountOptions{By: Day})
	same(t, "days", got.cells, []string{"2019-12-31|1|0.333333", "2020-01-01|1|0.333333", "2020-01-02|0|0", "2020-01-03|0|0", "2020-01-04|1|0.333333"})
	same(t, "notes", got.notes, []string{"1 of 6 elements has none, and is not counted", `2 values are no moments, and are not counted: "soon"`})
	far := countOf(t, "#.t", `[{"t":"0001-01-01"},{"t":"2020-01-01"}]`, CountOptions{By: Day})
	same(t, "far", far.cells, []string{"0001-01-01|1|0.5", "2020-01-01|1|0.5"})
	if len(far.notes) != 1 || !strings.Contains(far.notes[0], "days without a value are left out") {
		t.Error(far.notes)
	}
	tags := `[{"created_at":"2020-01-02","v":["a","b"]},{"created_at":"2020-01-01","v":["b"]},{"created_at":"2020-01-02","v":["B"]},{"v":"c"},{"created_at":"2020-01-01","v":"b"}]`
	long := countOf(t, "#.v", tags, CountOptions{By: Day})
	same(t, "long", long.cells, []string{"2020-01-01|b|2", "2020-01-02|a|1", "2020-01-02|b|1", "2020-01-02|B|1"})
	same(t, "long notes", long.notes, []string{"1 value has no created_at that is a moment, and is not counted"})
	folded := countOf(t, "#.v", tags, CountOptions{By: Day, Fold: true, Top: 1, most: 2})
	same(t, "folded", folded.cells, []string{"2020-01-01|b|2", "2020-01-02|b|2"})
	same(t, "folded notes", folded.notes, []string{"1 value has no created_at that is a moment, and is not counted", "1 more row, once, not shown"})
}

// TestSumValues looks at what is added up.
func TestSumValues(t *testing.T) {
	for _, c := range []struct {
		name, path, doc string
		o               SumOptions
		cells, notes    []string
	}{
		{"tenths", "#.v", `[{"v":0.1},{"v":0.2}]`, SumOptions{}, []string{"0.3|2"}, nil},
		{"large", "#.v", `[{"v":9223372036854775807},{"v":9223372036854775807},{"v":-1}]`, SumOptions{}, []string{"18446744073709551613|3"}, nil},
		{"exponents", "#.v", `[{"v":1e20},{"v":-1.5E-3},{"v":0}]`, SumOptions{}, []string{"99999999999999999999.9985|3"}, nil},
		{"minus", "#.v", `[{"v":-0.5},{"v":-0}]`, SumOptions{}, []string{"-0.5|2"}, nil},
		{"nought", "#.v", `[{"v":0.5},{"v":-0.50}]`, SumOptions{}, []string{"0|2"}, nil},
		{"others", "#.v", `[{"v":1},{"v":"2"},{"v":null},{},{"v":[3,[4]]}]`, SumOptions{}, []string{"8|3"},
			[]string{"1 of 5 elements has none", `2 values left out because they are no numbers: "2"`}},
		{"by", "#.v", `[{"v":1,"k":"a"},{"v":5},{"v":2,"k":"b"},{"v":1,"k":"a"},{"v":7,"k":null}]`, SumOptions{By: columnOf("k")},
			[]string{"null|7|1", "|5|1", "a|2|2", "b|2|1"}, []string{"missing in some of 5 rows: k 1"}},
		{"by several", "#.v", `[{"v":1,"k":["a","b","a"]},{"v":2,"k":"b"}]`, SumOptions{By: columnOf("k")}, []string{"b|3|2", "a|1|1"}, []string{"1 number with several of k added up for each of these"}},
		{"top", "#.v", `[{"v":1,"k":"a"},{"v":5,"k":"b"},{"v":-2.5,"k":"c"}]`, SumOptions{By: columnOf("k"), Top: 1}, []string{"b|5|1"}, []string{"2 more rows, in all -1.5, not shown"}},
	} {
		for how, o := range map[string]Options{"whole": {}, "streamed": streamed(Options{}, 1, 16, 2)} {
			c.o.Options = o
			got := sumOf(t, c.path, c.doc, c.o)
			same(t, c.name+" "+how, got.cells, c.cells)
			same(t, c.name+" "+how+": notes", got.notes, c.notes)
		}
	}
	got := sumOf(t, "#.retweet_count", library(t), SumOptions{})
	same(t, "retweets", got.cells, []string{"63|23|10"})
	if !slices.Contains(got.codes, "P26") || len(got.codes) != 1 {
		t.Error(got.codes)
	}
	p, _ := ParsePath("#.v")
	_, err := SumValues(context.Background(), p, inputOf(`[{"v":1e999999999}]`), SumOptions{})
	if _, ok := errors.AsType[*NumberError](err); !ok {
		t.Error(err)
	}
}

// TestSpillFails finds that a folder without room, or a cancelled count, ends with an error and leaves no file.
func TestSpillFails(t *testing.T) {
	p, _ := ParsePath("#.v")
	var rows []string
	for i := range 100 {
		rows = append(rows, fmt.Sprintf(`{"v":%d}`, i))
	}
	doc := "[" + strings.Join(rows, ",") + "]"
	folder := t.TempDir()
	t.Setenv("TMPDIR", folder)
	ctx, stop := context.WithCancel(context.Background())
	table, err := CountValues(ctx, p, inputOf(doc), CountOptions{most: 3})
	if err != nil {
		t.Fatal(err)
	}
	stop()
	failed := error(nil)
	for _, err := range table.Rows {
		failed = err
	}
	if !errors.Is(failed, context.Canceled) {
		t.Errorf("cancelled: %v", failed)
	}
	if left, _ := os.ReadDir(folder); len(left) > 0 {
		t.Errorf("%d files are left", len(left))
	}
	t.Setenv("TMPDIR", folder+"/none")
	_, err = CountValues(context.Background(), p, inputOf(doc), CountOptions{most: 3})
	if e, ok := errors.AsType[*SpillError](err); !ok || !errors.Is(err, os.ErrNotExist) || e.Dir == "" {
		t.Errorf("no folder: %v", err)
	}
}

// FuzzCount compares the counts of a document with those that encoding/json and a map find.
func FuzzCount(f *testing.F) {
	for _, doc := range []string{`[{"v":"a"},{"v":"\u0061"},{"v":[1,1.0,[null]]},{}]`, `[{"v":{"b":[ 1 ]}},{"v":{"b":[1]}},{"v":""}]`, `[{"v":"\ud83d"},{"v":"\ud83d\ude00"},{"v":"\/"}]`,
		`[{"v":[]},1,"{\"v\":1}",null]`, `[{"v":1,"v":2}]`, `[{"v":true},{"v":"É"},{"v":"é"}]`} {
		f.Add(doc, uint8(3))
	}
	p, _ := ParsePath("#.v")
	f.Fuzz(func(t *testing.T, doc string, batch uint8) {
		var list []json.RawMessage
		if len(doc) > 4096 || json.Unmarshal([]byte(doc), &list) != nil || list == nil {
			return
		}
		var want []string
		for _, e := range list {
			if e[0] != '{' { // gjson looks for objects in texts and lists
				return
			}
			d := json.NewDecoder(strings.NewReader(string(e)))
			d.Token()
			for seen := false; d.More(); {
				key, _ := d.Token()
				var raw json.RawMessage
				if d.Decode(&raw) != nil {
					return
				}
				if key == "v" && !seen {
					seen = true
					want = append(want, naiveValues(raw)...)
				}
			}
		}
		if strings.Contains(doc, "\ufffd") || strings.Contains(strings.ToLower(doc), `\u`) { // encoding/json makes one of halves of pairs, and keys may be escaped
			return
		}
		order, counts := tallied(want)
		var rows []string
		for _, k := range order {
			rows = append(rows, fmt.Sprintf("%s×%d", k, counts[k]))
		}
		var first []string
		for _, o := range []CountOptions{{}, {Options: streamed(Options{}, 1, 1+int(batch), 3), most: 2}, {Options: streamed(Options{}, 1, 1+int(batch), 1)}} {
			table, err := CountValues(context.Background(), p, inputOf(doc), o)
			if err != nil {
				if _, refused := errors.AsType[*Refusal](err); refused {
					return
				}
				if _, syntax := errors.AsType[*SyntaxError](err); syntax {
					return
				}
				t.Fatal(err)
			}
			got := []string(nil)
			for row, err := range table.Rows {
				if err != nil {
					t.Fatal(err)
				}
				v := row.Value.Get("value")
				text := v.Raw
				if v.Str != "" {
					text = naiveText(v.Str)
				}
				got = append(got, fmt.Sprintf("%s×%d", text, row.Value.Get("count").Int()))
			}
			if !slices.Equal(got, rows) {
				t.Fatalf("%q: %q, want %q", doc, got, rows)
			}
			if first == nil {
				first = got
			}
		}
	})
}

// naiveValues are the values of a JSON text that are counted, with encoding/json.
func naiveValues(raw json.RawMessage) (all []string) {
	var list []json.RawMessage
	switch raw[0] {
	case '[':
		json.Unmarshal(raw, &list)
		for _, e := range list {
			all = append(all, naiveValues(e)...)
		}
		return all
	case '"':
		var s string
		json.Unmarshal(raw, &s)
		return []string{naiveText(s)}
	case '{':
		return []string{string(appendCompact(nil, string(raw)))}
	}
	return []string{string(raw)}
}

// FuzzFold finds that folded texts are equal exactly where strings.EqualFold finds them equal.
func FuzzFold(f *testing.F) {
	f.Add("K", "\u212a")
	f.Add("ß", "ẞ")
	f.Fuzz(func(t *testing.T, a, b string) {
		if strings.ToValidUTF8(a, "") != a || strings.ToValidUTF8(b, "") != b {
			return
		}
		if (foldCase(a) == foldCase(b)) != strings.EqualFold(a, b) {
			t.Fatalf("%q %q", a, b)
		}
	})
}

func BenchmarkCount(b *testing.B) {
	for _, c := range []struct{ form, path, per string }{
		{"\n", "#.lang", ""}, {",", "#.lang", ""}, {"\n", "#.user.screen_name", "lang"}, {"\n", "#.entities.hashtags.#.text", ""}, {"\n", "#(lang==en)#.id_str", ""},
	} {
		for _, workers := range []int{1, 2} {
			b.Run(fmt.Sprintf("%q %s %s %d", c.form, c.path, c.per, workers), func(b *testing.B) {
				text := manyTweets(b, c.form)
				p, _ := ParsePath(c.path)
				o := CountOptions{Options: Options{Workers: workers}}
				if c.per != "" {
					o.Per = columnOf(c.per)
				}
				b.SetBytes(int64(len(text)))
				for b.Loop() {
					table, err := CountValues(context.Background(), p, inputOf(text), o)
					if err != nil {
						b.Fatal(err)
					}
					for _, err := range table.Rows {
						if err != nil {
							b.Fatal(err)
						}
					}
				}
			})
		}
	}
}
