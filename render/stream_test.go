package render

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"
	"unsafe"

	"github.com/tidwall/gjson"

	"twq/query"
)

// reused is a table whose rows are gone when the next one is asked for: the memory of their texts is written over.
func reused(columns []query.Column, rows ...string) query.Table {
	t := listOf(columns)
	t.Whole = query.Value{}
	t.Rows = func(yield func(query.Row, error) bool) {
		var memory []byte
		var cells []query.Value
		for _, raw := range rows {
			memory = append(memory[:0], raw...)
			row := rowOf(columns, unsafe.String(&memory[0], len(memory)))
			cells = append(cells[:0], row.Cells...)
			ok := yield(query.Row{Value: row.Value, Cells: cells}, nil)
			for i := range memory {
				memory[i] = '#'
			}
			clear(cells)
			if !ok {
				return
			}
		}
	}
	return t
}

// TestRowsAreNotKept writes rows that do not live longer than their turn.
func TestRowsAreNotKept(t *testing.T) {
	columns := named("id", "text", "tags")
	rows := make([]string, 2500) // more than fix the widths
	for i, s := range hostile(len(rows)) {
		rows[i] = fmt.Sprintf(`{"id":"120295531%d","text":%s,"tags":["a",%d]}`, i, quoteJSON(s), i)
		if i%3 == 0 { // a text that is not decoded into memory of its own
			rows[i] = fmt.Sprintf(`{"id":"120295531%d","text":"plain text of row %d","tags":[{"x":1}]}`, i, i)
		}
	}
	for _, terminal := range []bool{false, true} {
		for name, f := range formats(terminal) {
			for _, labelled := range []bool{false, true} {
				kept, gone := listOf(columns, rows...), reused(columns, rows...)
				kept.Whole, kept.Labelled, gone.Labelled = query.Value{}, labelled, labelled
				want, err := rendered(f, kept)
				if err != nil {
					t.Fatal(err)
				}
				if got, err := rendered(f, gone); err != nil || got != want {
					t.Errorf("%s (terminal %v, labelled %v): the rows have changed on their way; %v", name, terminal, labelled, err)
				}
			}
		}
	}
}

// tweets are rows with the cells of a table, ready to be walked again and again without work of their own.
func tweets(n int, columns []query.Column) (query.Table, int64) {
	rows, size := make([]query.Row, n), int64(0)
	for i := range rows {
		text := "Workshop notes:\\n1) look at ONE tweet, \\\"carefully\\\" \U0001f4da #opendata"
		if i%2 == 0 {
			text = "Good morning! Doors open at 9, and the scanner is free today. #library"
		}
		raw := fmt.Sprintf(`{"created_at":"Tue Dec 10 09:30:%02d +0000 2019","id":12029553100000%05d,"id_str":"12029553100000%05d","text":"%s",`+
			`"truncated":false,"entities":{"hashtags":[{"text":"library","indices":[0,1]}],"urls":[],"user_mentions":[]},`+
			`"source":"<a href=\"https://example.org\" rel=\"nofollow\">Example</a>","in_reply_to_status_id":null,`+
			`"user":{"id":2101,"id_str":"2101","name":"Harbour Library","screen_name":"harbourlib","location":"Port Ellery","followers_count":%d,`+
			`"description":"Books, boats and a warm room.","verified":false,"lang":null},"geo":null,"coordinates":null,"place":null,`+
			`"retweet_count":%d,"favorite_count":%d,"favorited":false,"retweeted":false,"lang":"en"}`, i%60, i, i, text, 5000+i, i%50, i%90)
		rows[i] = rowOf(columns, raw)
		size += int64(len(raw))
	}
	return query.Table{Shape: query.List, Columns: columns, Rows: func(yield func(query.Row, error) bool) {
		for _, r := range rows {
			if !yield(r, nil) {
				return
			}
		}
	}}, size
}

// TestAllocations counts what the formats of files take from the heap: as much for 20 rows as for 2,000.
func TestAllocations(t *testing.T) {
	columns := named("id_str", "user.screen_name", "text", "retweet_count", "coordinates", "entities.hashtags", "user")
	few, _ := tweets(20, columns)
	many, _ := tweets(2000, columns)
	for name, f := range formats(false) {
		if name == "table" {
			continue
		}
		for _, labelled := range []bool{false, true} {
			few.Labelled, many.Labelled = labelled, labelled
			count := func(table query.Table) float64 {
				return testing.AllocsPerRun(3, func() {
					if err := f.Render(discard{}, table); err != nil {
						t.Fatal(err)
					}
				})
			}
			if less, more := count(few), count(many); more > less+10 {
				t.Errorf("%s (labelled %v): %v allocations for 20 rows, %v for 2,000", name, labelled, less, more)
			}
		}
	}
}

type discard struct{}

func (discard) Write(p []byte) (int, error) { return len(p), nil }

// TestMemory writes 20,000 rows, and an answer as a whole, and wants the writer to see pieces of bounded size.
func TestMemory(t *testing.T) {
	columns := named("id_str", "text")
	table, _ := tweets(20_000, columns)
	for name, f := range formats(false) {
		w := &largest{}
		if err := f.Render(w, table); err != nil {
			t.Fatal(err)
		}
		if w.most > 4*piece || w.writes < 2 || int64(w.most) == w.all {
			t.Errorf("%s: %d bytes in %d writes of at most %d", name, w.all, w.writes, w.most)
		}
	}
	whole := `[` + strings.Repeat(`{"a":[1, 2, {"b":"ebb and flow"}]},`, 50_000) + `0]`
	for name, f := range formats(false) {
		if name != "json" {
			continue
		}
		w := &largest{}
		if err := f.Render(w, query.Table{Shape: query.List, Whole: gjson.Parse(whole)}); err != nil || w.most > 4*piece {
			t.Errorf("%s of a whole answer: %d bytes at once, %v", name, w.most, err)
		}
	}
}

type largest struct {
	most, writes int
	all          int64
}

func (w *largest) Write(p []byte) (int, error) {
	w.most, w.writes, w.all = max(w.most, len(p)), w.writes+1, w.all+int64(len(p))
	return len(p), nil
}

// TestSlowRows lets rows come minutes apart: each is out soon after it was written, in whole lines, and the box of a live table begins.
func TestSlowRows(t *testing.T) {
	columns := named("id", "text")
	stopped := errors.New("stopped")
	all := map[string]Format{
		"ndjson": NDJSON{}, "csv": CSV{}, "tsv": TSV{}, "text": Text{}, "markdown": Markdown{}, "table": Table{Live: true},
		"narrow table": Table{Live: true, Width: 20, Terminal: true},
	}
	for name, f := range all {
		synctest.Test(t, func(t *testing.T) {
			var w bytes.Buffer // the rows look at it while nobody writes: the bubble is quiet
			table := reused(columns)
			table.Rows = func(yield func(query.Row, error) bool) {
				for i := range 4 {
					raw := fmt.Sprintf(`{"id":%d,"text":"row %d"}`, i, i)
					if !yield(rowOf(columns, raw), nil) {
						return
					}
					time.Sleep(2 * soon)
					synctest.Wait()
					out := w.String()
					if !strings.Contains(out, fmt.Sprintf("row %d", i)) || !strings.HasSuffix(out, "\n") {
						t.Errorf("%s: row %d was not sent on: %q", name, i, out)
					}
				}
				yield(query.Row{}, stopped)
			}
			if err := f.Render(&w, table); !errors.Is(err, stopped) {
				t.Errorf("%s: %v", name, err)
			}
			before := w.Len()
			time.Sleep(time.Minute)
			if w.Len() != before {
				t.Errorf("%s: something was written behind the end", name)
			}
		})
	}
}

// TestSlowRowsOfATable wants a table that is not live to wait for its widths, however long it takes.
func TestSlowRowsOfATable(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		columns := named("text")
		wide := `{"text":"` + strings.Repeat("w", 30) + `"}`
		slow := listOf(columns, `{"text":"n"}`, wide)
		rows := slow.Rows
		slow.Rows = func(yield func(query.Row, error) bool) {
			for r, err := range rows {
				if !yield(r, err) {
					return
				}
				time.Sleep(time.Hour)
			}
		}
		want, _ := rendered(Table{}, listOf(columns, `{"text":"n"}`, wide))
		if got, err := rendered(Table{}, slow); err != nil || got != want {
			t.Errorf("%v\n%s", err, got)
		}
	})
}

// TestFailingLate lets the writer fail when the timer writes; the next row must learn of it.
func TestFailingLate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		walked := 0
		table := listOf(named("a"))
		table.Rows = func(yield func(query.Row, error) bool) {
			for range 10 {
				walked++
				if !yield(rowOf(named("a"), `{"a":1}`), nil) {
					return
				}
				time.Sleep(time.Second)
			}
		}
		err := NDJSON{}.Render(&failing{}, table)
		if _, ok := errors.AsType[*WriteError](err); !ok || walked != 2 {
			t.Errorf("after %d rows: %v", walked, err)
		}
	})
}

func TestEscapeAndQuote(t *testing.T) {
	check := func(t *testing.T, text string) {
		t.Helper()
		const before = "x\n\","
		got := string(escape(append([]byte(before), text...), len(before), setOf("\t\n\r\\")))
		want := before + strings.NewReplacer("\t", `\t`, "\n", `\n`, "\r", `\r`, `\`, `\\`).Replace(text)
		if got != want {
			t.Errorf("escape(%q) is %q, want %q", text, got, want)
		}
		got = string(quote(append([]byte(before), text...), len(before)))
		want = before + text
		if text != "" && (strings.ContainsAny(text, ",\"\n\r") || text[0] <= ' ' || text[len(text)-1] <= ' ') {
			want = before + `"` + strings.ReplaceAll(text, `"`, `""`) + `"`
		}
		if got != want {
			t.Errorf("quote(%q) is %q, want %q", text, got, want)
		}
	}
	for _, s := range append(hostile(500), "", `"`, `""`, ",", " a", "a ", "a,b", `a"b"`, strings.Repeat("z", 40), strings.Repeat("z", 40)+"\r") {
		check(t, s)
	}
}

// FuzzCompact wants what encoding/json makes of the same document.
func FuzzCompact(f *testing.F) {
	for _, s := range []string{`{ "a" : [ 1 , 2.50e-1 , "x \" \\" , { } ] }`, "[\n]", `"\\\\\""`, " 1\t", `{"a b":" c "}`, `[true ,null, false]`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if !json.Valid([]byte(s)) {
			t.Skip()
		}
		var want bytes.Buffer
		if err := json.Compact(&want, []byte(s)); err != nil {
			t.Skip()
		}
		var b buffer
		if (jsonText{w: &b}).compact(s); string(b.buf) != want.String() {
			t.Errorf("compact(%q) is %q, want %q", s, b.buf, want.String())
		}
		b.buf = nil
		if (jsonText{w: &b}).indent(s, 0); !sameJSON(string(b.buf), s) {
			t.Errorf("indent(%q) is %q", s, b.buf)
		}
	})
}

// TestLabelledIsIndented wants rows of chosen columns to look as the same objects written out do.
func TestLabelledIsIndented(t *testing.T) {
	columns := named("a", "b.c", `"q"`, "none")
	rows := []string{`{"a":[1,{"x":null}],"b":{"c":"t"}}`, `{}`, `{"b":{"c":{}}}`}
	objects := []string{`{"a":[1,{"x":null}],"b.c":"t"}`, `{}`, `{"b.c":{}}`}
	for _, f := range []JSON{{}, {Color: true}, {Terminal: true}} {
		labelled := listOf(columns, rows...)
		labelled.Labelled = true
		got, err := rendered(f, labelled)
		want, _ := rendered(f, listOf(nil, objects...))
		if err != nil || got != want {
			t.Errorf("%+v: %v\n%s\nwant\n%s", f, err, got, want)
		}
	}
}
