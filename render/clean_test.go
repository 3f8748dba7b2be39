package render

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/tidwall/gjson"

	"twq/query"
)

func TestClean(t *testing.T) {
	cases := []struct{ in, want string }{
		{"", ""},
		{"plain text, 100%", "plain text, 100%"},
		{"line\n\tline", "line\n\tline"},
		{"\x1b[31mred\x1b[0m", "␛[31mred␛[0m"},
		{"a\rb\r\n", "a␍b␍\n"},
		{"\x00\a\b\v\f\x7f", "␀␇␈␋␌␡"},
		{"\u009b31m\u0085", `\u{9b}31m\u{85}`},
		{"a\x9bb", `a\x9bb`},
		{"a\xff\xfeb\xe2\x82", `a\xff\xfeb\xe2\x82`},
		{"\xed\xa0\x80", `\xed\xa0\x80`},
		{"\ufffd", "\ufffd"},
		{"x\u202ey\u2066z", `x\u{202e}y\u{2066}z`},
		{"\ufeffa\u200bb\u2060c\u00add", `\u{feff}a\u{200b}b\u{2060}c\u{ad}d`},
		{"\u2028\u2029", `\u{2028}\u{2029}`},
		{"e\u0301 \u0301", "e\u0301 " + `\u{301}`},
		{"z" + strings.Repeat("\u0301", 10), "z" + strings.Repeat("\u0301", 8) + `\u{301}\u{301}`},
		{"葛\U000e0100\U000e0101", "葛\U000e0100" + `\u{e0101}`},
		{"\U000e0041\U000e0042", `\u{e0041}\u{e0042}`},
		{"\U0001f3f4\U000e0067\U000e0062\U000e0077\U000e006c\U000e0073\U000e007f\U000e0041",
			"\U0001f3f4\U000e0067\U000e0062\U000e0077\U000e006c\U000e0073\U000e007f" + `\u{e0041}`},
		{"\U0001f3f4\xff\U000e0067", "\U0001f3f4" + `\xff\u{e0067}`},
		{"\U0001f469\u200d\u2764\ufe0f\u200d\U0001f48b\u200d\U0001f469 1\ufe0f\u20e3", "\U0001f469\u200d\u2764\ufe0f\u200d\U0001f48b\u200d\U0001f469 1\ufe0f\u20e3"},
		{"می\u200cخواهم नमस्ते 今日は שלום", "می\u200cخواهم नमस्ते 今日は שלום"},
	}
	for _, c := range cases {
		if got := Clean(c.in); got != c.want {
			t.Errorf("Clean(%+q) = %+q, want %+q", c.in, got, c.want)
		}
	}
}

func TestCleanLeavesTextAlone(t *testing.T) {
	text := "Good morning! 今日は \U0001f4da"
	if n := testing.AllocsPerRun(100, func() { Clean(text) }); n != 0 {
		t.Errorf("%v allocations for harmless text", n)
	}
}

// TestSafe writes every hostile string in pieces of every size: the pieces must not show.
func TestSafe(t *testing.T) {
	for _, s := range hostile(300) {
		for size := 1; size <= 5; size++ {
			var b strings.Builder
			w := Safe(&b)
			for rest := s; rest != ""; {
				n := min(size, len(rest))
				if got, err := w.Write([]byte(rest[:n])); got != n || err != nil {
					t.Fatalf("Write = %d, %v", got, err)
				}
				rest = rest[n:]
			}
			if err := w.Close(); err != nil {
				t.Fatal(err)
			}
			if want := Clean(s); b.String() != want {
				t.Fatalf("pieces of %d of %+q: %+q, want %+q", size, s, b.String(), want)
			}
		}
	}
}

func TestSafeError(t *testing.T) {
	w := Safe(&failing{})
	if n, err := w.Write([]byte("x")); n != 0 || err == nil {
		t.Errorf("Write = %d, %v", n, err)
	}
}

// TestTerminal looks for anything harmful in what every format writes for a terminal, wherever it stood in the data.
func TestTerminal(t *testing.T) {
	var rows []string
	for i, s := range hostile(1200) {
		value := quoteJSON(s)
		raw := fmt.Sprintf("{%s:%s,\r\"n\":\r\n[%s,{%s:1}],\"entities\":{\"hashtags\":[{\"text\":%s}]}}", value, value, value, value, value)
		rows = append(rows, raw, value)
		if i%8 == 0 {
			columns := []query.Column{{Name: s}, {Name: "a", Path: "n.0"}, {Name: "b", Path: "n"}, {Name: "hashtags", Path: "entities.hashtags"}}
			checkTerminal(t, "object", one(query.Object, raw, columns...))
			checkTerminal(t, "scalar", one(query.Scalar, value, columns[0]))
			labelled := one(query.Object, raw, columns...)
			labelled.Labelled = true
			checkTerminal(t, "labelled", labelled)
		}
	}
	checkTerminal(t, "list", listOf([]query.Column{{Name: "\x1b[2J"}, {Name: "a", Path: "n.0"}, {Name: "hashtags", Path: "entities.hashtags"}}, rows...))
}

func checkTerminal(t *testing.T, shape string, table query.Table) {
	t.Helper()
	for name, f := range formats(true) {
		got, err := rendered(f, table)
		if err != nil {
			t.Fatal(err)
		}
		checkSafe(t, shape+" as "+name, got)
		if name == "json" && !table.Labelled && !sameJSON(got, table.Whole.Raw) {
			t.Errorf("%s: another value: %q", shape, got)
		}
	}
	for _, f := range []Format{Table{Width: 60, Terminal: true, Color: true}, JSON{Terminal: true, Color: true}} {
		got, err := rendered(f, table)
		if err != nil {
			t.Fatal(err)
		}
		checkSafe(t, fmt.Sprintf("%s as %T in colour", shape, f), stripColor(got))
	}
}

func checkSafe(t *testing.T, what, got string) {
	t.Helper()
	if !utf8.ValidString(got) {
		t.Errorf("%s: not UTF-8", what)
	}
	for _, r := range got {
		switch {
		case r == '\n' || r == '\t' || r >= 0x20 && r < 0x7f:
		case r < 0xa0, r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069, r == 0x200e, r == 0x200f, r == 0x061c, r == 0x2028, r == 0x2029,
			r == 0x200b, r == 0xfeff, r == 0xad:
			i := strings.IndexRune(got, r)
			t.Errorf("%s: U+%04X reached the terminal: %+q", what, r, got[max(0, i-50):min(len(got), i+50)])
			return
		}
	}
}

func stripColor(s string) string {
	return strings.NewReplacer(boldColor, "", dimColor, "", keyColor, "", stringColor, "", numberColor, "", boolColor, "", noColor, "").Replace(s)
}

// sameJSON compares values as encoding/json reads them, numbers by their digits.
func sameJSON(a, b string) bool {
	decode := func(s string) (any, error) {
		d := json.NewDecoder(strings.NewReader(s))
		d.UseNumber()
		var v any
		err := d.Decode(&v)
		return v, err
	}
	x, err := decode(a)
	y, err2 := decode(b)
	return err == nil && err2 == nil && fmt.Sprintf("%#v", x) == fmt.Sprintf("%#v", y)
}

func FuzzClean(f *testing.F) {
	for _, c := range awkward {
		if len(c.json) < 1000 {
			f.Add(gjson.Parse(c.json).String())
		}
	}
	for _, s := range hostile(50) {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := Clean(s)
		checkSafe(t, "Clean", got)
		if again := Clean(got); again != got {
			t.Errorf("Clean twice: %+q, %+q", got, again)
		}
		var b strings.Builder
		w := Safe(&b)
		w.Write([]byte(s[:len(s)/2]))
		w.Write([]byte(s[len(s)/2:]))
		w.Close()
		if b.String() != got {
			t.Errorf("Safe: %+q, Clean: %+q", b.String(), got)
		}
	})
}
