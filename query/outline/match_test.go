package outline

import (
	"errors"
	"io"
	"runtime"
	"strings"
	"testing"

	"github.com/tidwall/gjson"

	"twq/query"
)

// sourceTexts are texts as they stand between quotes, with what must not be cut in two.
func sourceTexts() []string {
	return []string{
		"", "plain mira text", `a\nb\\u0041\"mira`, `\ud83d\ude00mira\ud800x\ud800\ud800\ud800`, `\ud83d\ude00\ud83d\ude00`, `\\ud83d\\ude00`, "日本語のmira€é",
		`m\u0069ra`, "ΣΊΣΥΦΟΣ", `\\\\\\\"mira\\`, `\uD800\u0041mira`, `\ude00\ud83d\ude00`, `\ud83d\ud83d\ude00mira`, `\uDBFF\uDFFF\uDFFF`, strings.Repeat(`\ud83d\ude00é`, 20), strings.Repeat("mir", 30) + "a", `x mira`, "miramira",
	}
}

// checkPieces compares the test of a whole text with that of its pieces, cut wherever an escape is not cut.
func checkPieces(t *testing.T, source, word string, size int) {
	t.Helper()
	whole := []byte(gjson.Parse(`"` + source + `"`).Str)
	for _, o := range []FindOptions{{}, {Exact: true}, {Regexp: true}} {
		m, err := newMatcher(word, o)
		if err != nil {
			continue
		}
		long := longText{test: m.pieces()}
		from := 0
		for i := 0; i < len(source); {
			n := 1
			if source[i] == '\\' {
				n = escapeSize([]byte(source[i:]))
			}
			if i += n; i-from >= size {
				long.add([]byte(source[from:i]))
				from = i
			}
		}
		long.add([]byte(source[from:]))
		if got, want := long.matches(), m.whole(whole); got != want {
			t.Fatalf("%q in %q, in pieces of %d, %+v: %v, want %v", word, source, size, o, got, want)
		}
	}
}

func TestPieces(t *testing.T) {
	for _, source := range sourceTexts() {
		for _, word := range append([]string{"mira", "MIRA", "a$", "^mira$", `\bmira\b`, "σίσυφος", "😀", "é😀é", "x"}, gjson.Parse(`"`+source+`"`).Str) {
			for size := 1; size < 20; size++ {
				checkPieces(t, source, word, size)
			}
		}
	}
}

func FuzzPieces(f *testing.F) {
	for i, source := range sourceTexts() {
		f.Add(source, "mira", i)
		f.Add(source, "^.*a$", i)
	}
	f.Fuzz(func(t *testing.T, source, word string, size int) {
		if len(source) > 1000 || len(word) > 100 || !gjson.Valid(`"`+source+`"`) || strings.ToValidUTF8(source, "") != source || strings.ToValidUTF8(word, "") != word {
			t.Skip()
		}
		checkPieces(t, source, word, size)
	})
}

// TestFindLongText looks for words in texts of many windows, and that nothing of them is kept.
func TestFindLongText(t *testing.T) {
	const windows = 400
	fill := strings.Repeat("Good morning, おはよう! ", tokenBuffer/28)
	for _, c := range []struct {
		word, tail string
		o          FindOptions
		want       bool
	}{
		{"harbour", "the Harbour", FindOptions{}, true}, {"harbour", "the Harb", FindOptions{}, false}, {"^Good.*Harbour$", "Harbour", FindOptions{Regexp: true}, true},
		{"Harbour$", "Harbour.", FindOptions{Regexp: true}, false}, {"Harbour", "Harbour", FindOptions{Exact: true}, false},
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		body := io.MultiReader(strings.NewReader(`[{"t":"`), &endless{text: fill, n: windows}, strings.NewReader(c.tail+`","u":1}]`))
		if c.o.Regexp { // a slow one
			body = io.MultiReader(strings.NewReader(`[{"t":"`), &endless{text: fill, n: 4}, strings.NewReader(c.tail+`","u":1}]`))
		}
		table, err := Find(t.Context(), []query.Input{{Name: "f", Body: body}}, c.word, c.o)
		rows, err := collect(t, table, err)
		runtime.ReadMemStats(&after)
		if err != nil || (len(rows) == 1) != c.want {
			t.Errorf("%q: %v, %v", c.word, rows, err)
		}
		if took := (after.TotalAlloc - before.TotalAlloc) >> 20; took > 16 {
			t.Errorf("%q: %d MB were allocated for a text of %d MB", c.word, took, windows*len(fill)>>20)
		}
	}
}

// TestTooLong wants an end of what must be held whole.
func TestTooLong(t *testing.T) {
	body := func(begin, fill string) []query.Input {
		return []query.Input{{Name: "f", Body: io.MultiReader(strings.NewReader("[1,\n"+begin), &endless{text: strings.Repeat(fill, 1<<20), n: 1000})}}
	}
	table, err := Leaves(t.Context(), body(`"`, "x"), LeavesOptions{})
	if _, err = collect(t, table, err); !errors.As(err, new(*LongTextError)) || !strings.Contains(err.Error(), "line 2") {
		t.Error(err)
	}
	_, err = Find(t.Context(), body("", "1"), "2", FindOptions{})
	table, failed := Paths(t.Context(), body("", "1"), Options{})
	_, failed = collect(t, table, failed)
	for _, err := range []error{err, failed} {
		if e, ok := errors.AsType[*query.SyntaxError](err); err != nil && (!ok || e.Line != 2) {
			t.Error(err)
		}
	}
	if failed == nil {
		t.Error("a number without an end was read")
	}
}

// TestManyKeys wants an object of any number of keys to be told in bounded memory, and what was not looked at to be said.
func TestManyKeys(t *testing.T) {
	for n, said := range map[int]bool{100_000: false, mostIndexed + 10: true} {
		table, err := Leaves(t.Context(), []query.Input{{Name: "f", Body: &keysForever{n: n}}}, LeavesOptions{})
		if err != nil {
			t.Fatal(err)
		}
		told := 0
		for _, err := range table.Rows {
			if told++; err != nil {
				t.Fatal(err)
			}
		}
		if told != n+1 || (len(table.Notes()) > 0) != said {
			t.Errorf("%d keys: %d values, %v", n, told, table.Notes())
		}
	}
}
