package parquet

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"twq/query"
)

// set writes a set and returns its folder.
func set(t testing.TB, by string, f Format, tb query.Table) (string, error) {
	t.Helper()
	p, err := ParsePartition(by)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	return dir, Set{Format: f, By: p}.Write(root, tb)
}

func TestSet(t *testing.T) {
	lines := []string{
		`{"id":"1","created_at":"Mon Dec 09 23:59:59 +0000 2019","lang":"en","n":1}`,
		`{"id":"2","created_at":"2019-12-10T00:30:00+01:00","lang":"a/b: ü%?*\"#.","n":2}`,
		`{"id":"3","created_at":"2019-12-10T00:00:00Z","lang":null,"n":3}`,
		`{"id":"4","created_at":null,"lang":"","n":4}`,
		`{"id":"5","lang":"\u0000\n","n":5}`,
		`{"id":"6","created_at":"2020-01-01T00:00:00Z","n":6}`,
	}
	var notes []string
	f := Format{Note: func(s string) { notes = append(notes, s) }}
	const all = "id,created_at,lang,n"
	day, err1 := set(t, "day", f, table(t, all, lines...))
	month, err2 := set(t, "month", f, table(t, "id", lines...)) // created_at is not among the columns
	lang, err3 := set(t, "lang", f, table(t, all, lines...))
	label, err4 := set(t, "l:lang", f, table(t, all, lines...))
	number, err5 := set(t, "n", f, table(t, all, lines...))
	if err := errors.Join(err1, err2, err3, err4, err5); err != nil {
		t.Fatal(err)
	}
	if text := strings.Join(notes, "\n"); !strings.Contains(text, "2 rows whose value is null or missing") || !strings.Contains(text, "1 row whose value is the empty text") {
		t.Error(text)
	}
	if entries, _ := os.ReadDir(day); len(entries) != 4 {
		t.Error(entries)
	}
	read := func(columns, dir string) string {
		return fmt.Sprintf("SELECT %s FROM read_parquet('%s/**/*.parquet', hive_partitioning=true) ORDER BY id", columns, dir)
	}
	got := duck(t, read("id, day, typeof(day), created_at", day), read("id, month", month), read("id, lang", lang), read("id, l, lang", label), read("id, n, typeof(n)", number),
		fmt.Sprintf("DESCRIBE SELECT * FROM read_parquet('%s/**/*.parquet', hive_partitioning=false)", lang))
	for i, want := range []string{
		`[[1 2019-12-09 DATE 2019-12-09 23:59:59+00] [2 2019-12-09 DATE 2019-12-09 23:30:00+00] [3 2019-12-10 DATE 2019-12-10 00:00:00+00] [4 <nil> DATE <nil>] [5 <nil> DATE <nil>] [6 2020-01-01 DATE 2020-01-01 00:00:00+00]]`,
		`[[1 2019-12] [2 2019-12] [3 2019-12] [4 <nil>] [5 <nil>] [6 2020-01]]`,
		"[[1 en] [2 a/b: ü%?*\"#.] [3 <nil>] [4 <nil>] [5 \x00\n] [6 <nil>]]",
		"[[1 en en] [2 a/b: ü%?*\"#. a/b: ü%?*\"#.] [3 <nil> <nil>] [4 <nil> ] [5 \x00\n \x00\n] [6 <nil> <nil>]]",
		`[[1 1 BIGINT] [2 2 BIGINT] [3 3 BIGINT] [4 4 BIGINT] [5 5 BIGINT] [6 6 BIGINT]]`,
	} {
		if fmt.Sprint(got[i]) != want {
			t.Errorf("%d:\ngot  %q\nwant %q", i, fmt.Sprint(got[i]), want)
		}
	}
	if len(got[5]) != 3 {
		t.Errorf("the column of the folders is in the files: %v", got[5])
	}
	err := fs.WalkDir(os.DirFS(lang), ".", func(name string, e fs.DirEntry, err error) error {
		if name != "." && !InSet(name, e.IsDir()) {
			t.Errorf("%s is taken for no part of a set", name)
		}
		return err
	})
	if err != nil || InSet("notes.txt", false) || InSet("src", true) || InSet("a=b/x.txt", false) || InSet("a=b/c", true) {
		t.Error("what is in a set", err)
	}
}

// TestSetKeepsApart writes what looks alike in the name of a folder, and reads it in DuckDB.
func TestSetKeepsApart(t *testing.T) {
	column := func(name string, values ...string) query.Table {
		lines := make([]string, len(values))
		for i, v := range values {
			lines[i] = fmt.Sprintf(`{"i":%d,%q:%s}`, i, name, v)
		}
		return table(t, "i", lines...)
	}
	for _, c := range []struct {
		by, key string
		values  []string
		read    string // the name of the column, and its values as texts
		told    []string
	}{
		{"k", "k", []string{`"__HIVE_DEFAULT_PARTITION__"`, `null`, `"a"`, `"__HIVE_DEFAULT_PARTITION__"`, `"__hive_default_partition__"`},
			"k [__HIVE_DEFAULT_PARTITION__ <nil> a __HIVE_DEFAULT_PARTITION__ __hive_default_partition__]",
			[]string{"in k=__HIVE_DEFAULT_PARTITION__: 1 row whose value is null or missing",
				"in k=%5F_HIVE_DEFAULT_PARTITION__: 2 rows whose value is the text __HIVE_DEFAULT_PARTITION__, which pandas reads as null, DuckDB and Spark as the text"}},
		{"k", "k", []string{`"null"`, `"NULL"`, `"Null"`, `"nulls"`, `" "`, `"."`}, "k [null NULL Null nulls   .]", nil},
		{"k", "k", []string{`1`, `"1"`, `1.0`, `true`, `"true"`, `true`, `"x"`, `1`}, "k [1 1 1.0 true true true x 1]",
			[]string{"values of several kinds share a folder, and are read back as one: k=1 (number and text), k=true (boolean and text)"}},
		{"hashtags", "hashtags", []string{`{"text":"a"}`, `"a"`}, "hashtags [a a]",
			[]string{"values of several kinds share a folder, and are read back as one: hashtags=a (object and text)"}},
		{`a\.b`, "a.b", []string{`"x"`, `"y"`}, "a.b [x y]", nil},
		{`it's #[a] {key}^`, `it's #[a] {key}^`, []string{`"x"`}, "it's #[a] {key}^ [x]", nil},
		{`l:a\.b`, "a.b", []string{`"x"`}, "l [x]", nil},
		{`a\:b`, "a:b", []string{`"x"`, `"y"`}, "a%3Ab [x y]",
			[]string{"DuckDB takes the name of the folders as it is written, and calls the column a%3Ab; a label gives it a plain one"}},
	} {
		var notes []string
		dir, err := set(t, c.by, Format{Note: func(s string) { notes = append(notes, s) }}, column(c.key, c.values...))
		if err != nil {
			t.Errorf("%s: %v", c.by, err)
			continue
		}
		if fmt.Sprint(notes) != fmt.Sprint(c.told) {
			t.Errorf("%s %v: told\n%s\nwant\n%s", c.by, c.values, strings.Join(notes, "\n"), strings.Join(c.told, "\n"))
		}
		from := fmt.Sprintf("read_parquet('%s/**/*.parquet', hive_partitioning=true, hive_types_autocast=false)", dir)
		got := duck(t, "SELECT column_name FROM (DESCRIBE SELECT * EXCLUDE (i) FROM "+from+")", "SELECT * EXCLUDE (i) FROM "+from+" ORDER BY i")
		var read []any
		for _, r := range got[1] {
			read = append(read, r[0])
		}
		if all := fmt.Sprint(got[0][0][0], " ", read); all != c.read {
			t.Errorf("%s %v: DuckDB reads\n%s\nwant\n%s", c.by, c.values, all, c.read)
		}
	}
}

func TestPartitionFaults(t *testing.T) {
	for _, c := range []struct {
		by, columns string
		lines       []string
		want        PartitionFault
	}{
		{"day", "id", []string{`{"id":1}`}, Absent},
		{"nope", "id", []string{`{"id":1}`}, Absent},
		{"month", "id", []string{`{"id":1,"created_at":"soon"}`}, NoMoment},
		{"user", "id", []string{`{"id":1,"user":{"a":1}}`}, NoScalar},
		{"id", "x", []string{`{"x":1,"id":"` + strings.Repeat("a", 300) + `"}`}, TooLong},
		{"day", "day", []string{`{"day":1,"created_at":"2019-12-09T08:00:05Z"}`}, Taken},
		{`a\.b`, "id,a.b", []string{`{"id":1,"a.b":"x","a":{"b":2}}`}, Taken},
		{"id", "id", []string{`{"id":1}`}, Only},
	} {
		_, err := set(t, c.by, Format{}, table(t, c.columns, c.lines...))
		if failed, ok := errors.AsType[*PartitionError](err); !ok || failed.Fault != c.want {
			t.Errorf("by %s: %v", c.by, err)
		}
	}
	var many []string
	for i := range MaxPartitions + 1 {
		many = append(many, fmt.Sprintf(`{"a":%d,"x":1}`, i))
	}
	_, err := set(t, "a", Format{}, table(t, "x", many...))
	if failed, ok := errors.AsType[*PartitionError](err); !ok || failed.Fault != TooMany || failed.Row != MaxPartitions+1 {
		t.Error(err)
	}
	if _, err := ParsePartition("a,b"); err == nil {
		t.Error("two columns")
	}
	_, err = set(t, "a", Format{}, table(t, "x", append(many[:query.SampleRows], `{"a":1,"x":"text"}`)...))
	if _, ok := errors.AsType[*TypeError](err); !ok {
		t.Error(err)
	}
}

// TestManyPartitions writes 3,000 folders at random, more cells than are held, and watches memory and open files.
func TestManyPartitions(t *testing.T) {
	const folders, n = 3000, 60_000
	r := rand.New(rand.NewPCG(1, 2))
	lines := make([]string, n)
	sum := 0
	for i := range lines {
		lines[i] = fmt.Sprintf(`{"k":%d,"n":%d,"text":"%s"}`, r.IntN(folders), i, strings.Repeat(fmt.Sprint(i, " "), 100))
		sum += i
	}
	tb := table(t, "n,text", lines...)
	files, heap := 0, uint64(0)
	var before runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	watch := func() {
		entries, _ := os.ReadDir("/proc/self/fd")
		files = max(files, len(entries))
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		heap = max(heap, m.HeapAlloc-min(before.HeapAlloc, m.HeapAlloc))
	}
	watch()
	few := files
	rows := tb.Rows
	tb.Rows = func(yield func(query.Row, error) bool) {
		i := 0
		rows(func(r query.Row, err error) bool {
			if i++; i%5000 == 0 {
				watch()
			}
			return yield(r, err)
		})
	}
	by, _ := ParsePartition("k")
	dir := t.TempDir()
	root, _ := os.OpenRoot(dir)
	defer root.Close()
	calls := 0
	err := Set{By: by, Stopped: func() error {
		if calls++; calls%300 == 0 {
			watch()
		}
		return nil
	}}.Write(root, tb)
	if err != nil {
		t.Fatal(err)
	}
	if files > few+5 || heap > 100<<20 {
		t.Errorf("%d files open, %d MiB", files-few, heap>>20)
	}
	t.Logf("%d more files open, %d MiB at most", files-few, heap>>20)
	entries, _ := os.ReadDir(dir)
	if len(entries) != folders {
		t.Errorf("%d folders", len(entries))
	}
	got := duck(t, fmt.Sprintf("SELECT count(*), count(DISTINCT n), sum(n), count(DISTINCT k), count(*) FILTER (text = repeat(n || ' ', 100)) FROM read_parquet('%s/**/*.parquet', hive_partitioning=true)", dir),
		fmt.Sprintf("SELECT count(*) FROM (SELECT n, lag(n) OVER (PARTITION BY filename ORDER BY file_row_number) AS p FROM read_parquet('%s/**/*.parquet', filename=true, file_row_number=true)) WHERE p > n", dir))
	if want := fmt.Sprintf("[[[%d %d %d %d %d]] [[0]]]", n, n, sum, folders, n); fmt.Sprint(got) != want {
		t.Errorf("got %v, want %s", got, want)
	}
}

func TestSetIsTheSameAgain(t *testing.T) {
	var lines []string
	for i := range 2000 {
		lines = append(lines, fmt.Sprintf(`{"k":%d,"n":%d}`, i*7%13, i))
	}
	var dirs [2]string
	for i := range dirs {
		var err error
		if dirs[i], err = set(t, "k", Format{}, table(t, "n", lines...)); err != nil {
			t.Fatal(err)
		}
	}
	for k := range 13 {
		name := fmt.Sprintf("k=%d/part-0.parquet", k)
		a, err := os.ReadFile(filepath.Join(dirs[0], name))
		b, _ := os.ReadFile(filepath.Join(dirs[1], name))
		if err != nil || !bytes.Equal(a, b) {
			t.Errorf("%s differs: %v", name, err)
		}
	}
}

func TestStopped(t *testing.T) {
	by, _ := ParsePartition("k")
	root, _ := os.OpenRoot(t.TempDir())
	defer root.Close()
	err := Set{By: by, Stopped: func() error { return context.Canceled }}.Write(root, table(t, "n", `{"k":1,"n":1}`))
	if !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}
