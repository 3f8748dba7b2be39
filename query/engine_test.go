package query

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/tidwall/gjson"
)

// TestFirstErrorOfEveryCut cuts documents behind every byte: a stream finds the error in the same place as a look at the whole text.
func TestFirstErrorOfEveryCut(t *testing.T) {
	t.Parallel()
	docs := slices.DeleteFunc(streamDocs(), func(doc string) bool { return manyLists(doc) })
	for i := range 20 {
		docs = append(docs, fmt.Sprintf(`[{"a":%d,"t":"é\u00e9 \" %s"},%s[-1.5e%d,true,false,null]]`, i, strings.Repeat("x", i), strings.Repeat("\n ", i), i))
	}
	if len(docs) < 50 {
		t.Fatalf("only %d documents", len(docs))
	}
	for _, doc := range docs {
		for i := range len(doc) + 1 {
			cut := doc[:i]
			if manyLists(cut) {
				continue
			}
			for _, path := range []string{"#.a", "..#.a"} {
				p, _ := ParsePath(path)
				want, got := outcomeOf(p, inputOf(cut), Options{}), outcomeOf(p, inputOf(cut), streamed(Options{}, 1, 5+i%7, 2))
				if got.err != want.err {
					t.Fatalf("%q on %q: %s, want %s", path, cut, got.err, want.err)
				}
			}
		}
	}
}

// FuzzSplit compares the rows with those of encoding/json, in batches of any size and with a reader that gives a byte at a time.
func FuzzSplit(f *testing.F) {
	for _, doc := range streamDocs() {
		f.Add(doc, uint8(3))
		f.Add(doc, uint8(40))
	}
	f.Fuzz(func(t *testing.T, text string, batch uint8) {
		if len(text) > 4096 || manyLists(text) {
			return
		}
		var want []string
		list := strings.HasPrefix(strings.TrimLeft(text, " \t\r\n"), "[")
		d := json.NewDecoder(strings.NewReader(text))
		if list {
			d.Token()
		}
		for !list || d.More() {
			var raw json.RawMessage
			if d.Decode(&raw) != nil {
				break
			}
			want = append(want, string(raw))
		}
		for _, workers := range []int{1, 3} {
			in := inputOf(text)
			in[0].Lines = !list
			if workers == 1 {
				in[0].Body = iotest.OneByteReader(in[0].Body)
			}
			table, err := Run(context.Background(), nil, in, streamed(Options{}, 1, 1+int(batch), workers))
			var got []string
			if err == nil {
				for row, failed := range table.Rows {
					if err = failed; err == nil {
						got = append(got, row.Value.Raw)
					}
				}
			}
			// encoding/json takes what is not UTF-8, numbers that touch, and other things that may come behind the rows compared.
			if len(got) > len(want) || !slices.Equal(got, want[:len(got)]) || err == nil && len(got) != len(want) {
				t.Fatalf("%q in batches of %d, %d workers: %q %v, want %q", text, batch, workers, got, err, want)
			}
			if docs, bad := documents("doc", text); (err == nil) != (bad == nil) && !(list && len(docs) == 0 && bad == nil) {
				if e, ok := errors.AsType[*SyntaxError](bad); !ok || e.Kind != Empty {
					t.Fatalf("%q: %v, read whole: %v", text, err, bad)
				}
			}
		}
	})
}

// FuzzStream compares a stream with gjson on the whole document, in batches and with workers of any number.
func FuzzStream(f *testing.F) {
	for _, c := range gjsonCases(f) {
		f.Add(c.Doc, c.Path, uint8(9))
	}
	for _, doc := range streamDocs() {
		for _, path := range streamPaths()[1:] {
			f.Add(doc, path, uint8(len(path)))
		}
	}
	f.Add("[1]2", "#.#,1", uint8(4))                                          // what shows that the path is wished is the last row, which ends with the input
	f.Add("{\"a\":1} {\"a\":2} [{\"a\":3}]", "2.a/#", uint8(10))              // what is wished of the row alone is of the list around it
	f.Add(`{"l":[{"a":1,"n":"x"},{"a":2}]}`, "l.#(a==1).n,#(#>1)#", uint8(4)) // nor is the list of the found one what is in brackets
	f.Add(`[{"a":1},{"a":2,"n":5},{"a":"x"}]`, "#(a>1).n", uint8(99))         // a text behind the first match is not asked
	f.Fuzz(func(t *testing.T, doc, path string, batch uint8) {
		p, err := ParsePath(path)
		if err != nil || endlessPath(doc, path, 4096) {
			return
		}
		want := outcomeOf(p, inputOf(doc), Options{})
		for _, workers := range []int{1, 8} {
			got := outcomeOf(p, inputOf(doc), streamed(Options{}, 1<<20, 1+int(batch), workers))
			if want.err != "" && (got.err == want.err || p.Plan(Options{}).Stops || strings.HasPrefix(got.err, "P")) {
				continue
			}
			if got.err != want.err || !slices.Equal(got.rows, want.rows) || !slices.Equal(got.columns, want.columns) {
				t.Fatalf("%q on %q, batches of %d, %d workers:\n got %s\nwant %s", path, doc, batch, workers, got, want)
			}
		}
	})
}

// endless is a list without end that counts what is read of it.
type endless struct {
	row  string
	read int
}

func (e *endless) Read(p []byte) (int, error) {
	n := 0
	for n+len(e.row) <= len(p) {
		n += copy(p[n:], e.row)
	}
	if n == 0 {
		n = copy(p, " ")
	}
	e.read += n
	return n, nil
}

// TestReadingStops asks of a list without end what is known early; no goroutine is left.
func TestReadingStops(t *testing.T) {
	before := runtime.NumGoroutine()
	for _, c := range []struct {
		path string
		o    Options
		rows int
	}{
		{"#(a==1)", Options{}, 1}, {"0.a", Options{}, 1}, {"#.a|3", Options{}, 1}, {"#.a", Options{Limit: 5}, 5}, {"#(a==1)#.b", Options{Limit: 5000}, 5000},
	} {
		p, err := ParsePath(c.path)
		if err != nil {
			t.Fatal(err)
		}
		body := &endless{row: `{"a":1,"b":"some text"}` + "\n"}
		got := outcomeOf(p, []Input{{Name: "endless", Body: body, Lines: true}}, c.o)
		if got.err != "" || len(got.rows) != c.rows {
			t.Errorf("%q: %d rows, %s", c.path, len(got.rows), got.err)
		}
		if body.read > 16<<20 {
			t.Errorf("%q: %d bytes were read", c.path, body.read)
		}
	}
	waitForGoroutines(t, before)
}

// TestCancelledStream cancels in the middle of the rows, and leaves the rows in the middle.
func TestCancelledStream(t *testing.T) {
	before := runtime.NumGoroutine()
	for _, cancels := range []bool{true, false} {
		ctx, cancel := context.WithCancel(context.Background())
		body := &endless{row: `{"a":1}` + "\n"}
		p, _ := ParsePath("#.a")
		table, err := Run(ctx, p, []Input{{Name: "endless", Body: body, Lines: true}}, Options{})
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		var last error
		for _, err := range table.Rows {
			if n++; n == 5000 && cancels {
				cancel()
			}
			if last = err; err != nil || n == 5000 && !cancels {
				break
			}
		}
		if cancels != errors.Is(last, context.Canceled) {
			t.Errorf("cancelled %v: %v after %d rows", cancels, last, n)
		}
		cancel()
	}
	waitForGoroutines(t, before)
}

// waitForGoroutines gives goroutines that end the time to do it.
func waitForGoroutines(t *testing.T, before int) {
	t.Helper()
	deadline := time.Now().Add(10 * time.Second)
	for runtime.NumGoroutine() > before {
		if time.Now().After(deadline) {
			t.Fatalf("%d goroutines, %d before", runtime.NumGoroutine(), before)
		}
		runtime.Gosched()
	}
}

// TestLargeRows has a row that is far larger than a batch, and one that is larger than what is read.
func TestLargeRows(t *testing.T) {
	t.Parallel()
	size := 200 << 20
	if testing.Short() {
		size = 20 << 20
	}
	p, _ := ParsePath("#.a")
	row := `{"a":1,"t":"` + strings.Repeat("x", size) + `"}`
	in := func(last string) []Input {
		return []Input{{Name: "doc", Body: io.MultiReader(strings.NewReader(`[{"a":0},`), strings.NewReader(row), strings.NewReader(last))}}
	}
	if got := outcomeOf(p, in(`,{"a":2}]`), Options{}); got.err != "" || len(got.rows) != 3 {
		t.Errorf("%d rows, %s", len(got.rows), got.err)
	}
	row = row[:20<<20] + `"}` // the whole is as good as its beginning for what follows
	if got := outcomeOf(p, in(`,{"a":2 3}]`), Options{}); !strings.Contains(got.err, fmt.Sprintf("column %d: expected ',' or '}', found '3'", len(row)+len(`[{"a":0},,{"a":2 3`))) {
		t.Errorf("an error behind it: %s", got.err)
	}
	got := outcomeOf(p, in("]"), Options{longest: 4 << 20})
	if len(got.rows) != 1 || !strings.Contains(got.err, "line 1, column 10: the row that begins here is larger than") {
		t.Errorf("too large: %v", got)
	}
}

// TestManySmallRows has millions of rows of 3 bytes.
func TestManySmallRows(t *testing.T) {
	t.Parallel()
	most := 10_000_000
	if testing.Short() {
		most = 1_000_000
	}
	for path, n := range map[string]int{"#": most, "..#(>12)#|#": 1_000_000, "#(==12)#": 1_000_000} {
		text := bytes.Repeat([]byte("12\n"), n)
		want := 1
		if path == "#(==12)#" {
			want = n
		}
		p, _ := ParsePath(path)
		table, err := Run(context.Background(), p, []Input{{Name: "doc", Body: bytes.NewReader(text), Lines: true}}, Options{})
		if err != nil {
			t.Fatal(err)
		}
		rows := 0
		for row, err := range table.Rows {
			if rows++; err != nil || path == "#" && row.Value.Raw != fmt.Sprint(n) {
				t.Fatalf("%q: %v %v", path, row.Value.Raw, err)
			}
		}
		if rows != want {
			t.Errorf("%q: %d rows, want %d", path, rows, want)
		}
	}
}

// TestMemoryIsBounded lets hundreds of megabytes flow.
func TestMemoryIsBounded(t *testing.T) {
	row := gjson.Get(library(t), "0|@ugly").Raw + "\n"
	for path, columns := range map[string]string{"#.text": "", "#": "id_str,user.screen_name", "#.{id_str,text}": ""} {
		p, _ := ParsePath(path)
		runtime.GC()
		o := Options{Workers: 4}
		if columns != "" {
			o.Columns, _ = ParseColumns(columns)
		}
		body := io.LimitReader(&endless{row: row}, int64(64<<20/len(row)*len(row)))
		table, err := Run(context.Background(), p, []Input{{Name: "doc", Body: body, Lines: true}}, o)
		if err != nil {
			t.Fatal(err)
		}
		n, most := 0, uint64(0)
		for _, err := range table.Rows {
			if err != nil && n < 1000 {
				t.Fatal(err)
			}
			if n++; n%4000 == 0 {
				var m runtime.MemStats
				if runtime.ReadMemStats(&m); m.HeapAlloc > most {
					most = m.HeapAlloc
				}
			}
		}
		if n < 10_000 || most == 0 || most > 48<<20 {
			t.Errorf("%q: %d rows, %d MiB on the heap", path, n, most>>20)
		}
	}
}

// TestLive gets a row before the next has been written.
func TestLive(t *testing.T) {
	r, w := io.Pipe()
	p, _ := ParsePath("#.a")
	next := make(chan bool)
	go func() {
		for i := range 5 {
			fmt.Fprintf(w, "{\"a\":%d}\n", i)
			<-next
		}
		w.Close()
	}()
	table, err := Run(context.Background(), p, []Input{{Name: "live", Body: r, Lines: true}}, Options{Live: true})
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for row, err := range table.Rows {
		if err != nil || row.Value.Raw != fmt.Sprint(n) {
			t.Fatalf("row %d: %q %v", n, row.Value.Raw, err)
		}
		n++
		next <- true
	}
	if n != 5 {
		t.Errorf("%d rows", n)
	}
}
