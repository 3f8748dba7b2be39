package learn

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/tidwall/gjson"

	"twq/fixtures/lesson"
)

func TestSame(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{`1`, `1.0`, true}, {`100`, `1e2`, true}, {`-0`, `0`, true}, {`0.10`, `1e-1`, true}, {`1202955310000000101`, `1202955310000000102`, false},
		{`9007199254740993`, `9007199254740992`, false}, {`1`, `"1"`, false}, {`"é"`, `"\u00e9"`, true}, {`null`, `""`, false}, {`[]`, `null`, false},
		{`{"a":1,"b":[1,2]}`, `{"b":[1, 2],"a":1.0}`, true}, {`[1,2]`, `[2,1]`, false}, {`{"a":1}`, `{"a":1,"b":null}`, false}, {`true`, `false`, false},
		{`{"a":1,"a":2}`, `{"a":1}`, false}, {`1e999999999999999999`, `1`, false}, {`"1,2"`, `["1","2"]`, false}, {`["a","b"]`, `["a,b"]`, false},
	} {
		if got := same(gjson.Parse(c.a), gjson.Parse(c.b), false); got != c.want {
			t.Errorf("%s and %s: %v", c.a, c.b, got)
		}
	}
	if !same(gjson.Parse(`[1,[2,3]]`), gjson.Parse(`[[2,3],1.0]`), true) || same(gjson.Parse(`[[2,3]]`), gjson.Parse(`[[3,2]]`), true) {
		t.Error("unordered is the outermost list, and no other")
	}
	if same(gjson.Result{}, gjson.Parse(`null`), false) || !same(gjson.Result{}, gjson.Result{}, false) {
		t.Error("missing is missing")
	}
}

func TestWords(t *testing.T) {
	for _, c := range []struct{ line, want string }{
		{`twq query '#.text' -f csv`, "twq|query|#.text|-f|csv"}, {`query #(lang==en)#.text`, "query|#(lang==en)#.text"}, {`a "b c" d`, "a|b c|d"},
		{`a 'b "c"' ''`, `a|b "c"|`}, {`a b\ c`, "a|b c"}, {`"a\"b"`, `a"b`}, {`#(a=="b c")#`, `#(a==b c)#`}, {"", ""}, {`a 'b`, "error"}, {`"`, "error"}, {`é"ü"`, "éü"},
	} {
		words, err := Words(c.line)
		got := strings.Join(words, "|")
		if err != nil {
			got = "error"
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", c.line, got, c.want)
		}
	}
}

func TestShuffledIsNeverTheOrderItself(t *testing.T) {
	for n := 2; n < 10; n++ {
		for i := range 200 {
			name := fmt.Sprint("exercise-", i)
			order := Shuffled(name, n)
			if slices.IsSorted(order) || !slices.Equal(order, Shuffled(name, n)) {
				t.Fatalf("%s of %d: %v", name, n, order)
			}
			if sorted := slices.Sorted(slices.Values(order)); sorted[0] != 0 || sorted[n-1] != n-1 || len(slices.Compact(sorted)) != n {
				t.Fatalf("%s of %d: %v", name, n, order)
			}
		}
	}
}

func TestChoices(t *testing.T) {
	predict := &lesson.Exercise{Name: "p", Kind: lesson.Predict, Options: []string{"a list", "10", "nothing"}, Solution: "10"}
	for answer, right := range map[string]bool{"10": true, "b": true, "B": true, "b)": true, "2": false, "a": false, "a list": false, "1e1": true, "d": false, "": false} {
		if v := judgeText(predict, answer); v.Right != right {
			t.Errorf("options: %q is %v", answer, v.Right)
		}
	}
	words := &lesson.Exercise{Name: "w", Kind: lesson.Predict, Options: []string{"a list", "nothing"}, Solution: "nothing"}
	for answer, right := range map[string]bool{"2": true, "b": true, "nothing": true, "1": false, "3": false, "0": false} {
		if v := judgeText(words, answer); v.Right != right {
			t.Errorf("options without numbers: %q is %v", answer, v.Right)
		}
	}
	free := &lesson.Exercise{Name: "f", Kind: lesson.Predict, Solution: `["a","b"]`}
	for answer, right := range map[string]bool{`[ "a", "b" ]`: true, `['a','b']`: false, `["b","a"]`: false, "a": false} {
		if v := judgeText(free, answer); v.Right != right {
			t.Errorf("free: %q is %v", answer, v.Right)
		}
	}
	text := &lesson.Exercise{Name: "t", Kind: lesson.Predict, Solution: "Harbour Library"}
	for answer, right := range map[string]bool{`"Harbour Library"`: true, "'Harbour Library'": true, " Harbour Library ": true, "harbour library": false} {
		if v := judgeText(text, strings.TrimSpace(answer)); v.Right != right {
			t.Errorf("text: %q is %v", answer, v.Right)
		}
	}
	match := &lesson.Exercise{Name: "m", Kind: lesson.Match, Left: []string{"1", "2", "3"}, Right: []string{"x", "y", "x"}}
	key := Key(match)
	if v := judgePairs(match, key); !v.Right {
		t.Errorf("the key %q is wrong", key)
	}
	fields := strings.Fields(key)
	for answer, right := range map[string]bool{
		strings.ToUpper(strings.Join(fields, ",")): true, fields[2] + fields[0] + fields[1]: true, strings.Join(fields[:2], " "): false, "1a 1b 2c": false, "": false, "1z 2a 3b": false, "9a": false,
		"1" + fields[2][1:] + " " + fields[1] + " 3" + fields[0][1:]: true, // equal right sides are interchangeable
		"1" + fields[1][1:] + " 2" + fields[0][1:] + " " + fields[2]: false,
	} {
		if v := judgePairs(match, answer); v.Right != right {
			t.Errorf("pairs %q (key %q): %v", answer, key, v.Right)
		}
	}
	order := &lesson.Exercise{Name: "o", Kind: lesson.Order, Pieces: []string{"#", ".user", ".name"}}
	for _, answer := range []string{Key(order), strings.ReplaceAll(Key(order), " ", ","), strings.ReplaceAll(Key(order), " ", "")} {
		if path, ok := ordered(order, answer); !ok || path != "#.user.name" {
			t.Errorf("order %q: %q, %v", answer, path, ok)
		}
	}
	for _, answer := range []string{"1 1 2", "1 2", "1 2 3 4", "a b c", "#.user.name", ""} {
		if path, ok := ordered(order, answer); ok {
			t.Errorf("order %q: %q", answer, path)
		}
	}
}

func TestLinesOnOtherData(t *testing.T) {
	const from = "statuses/user_timeline?screen_name=harbourlib&count=20"
	for _, c := range []struct{ line, from, to, want string }{
		{"query # fixture:library -c text", "fixture:library", "data/b.json", "query|#|-c|text <"},
		{"query # -c text", "fixture:library", "data/b.json", "query|#|-c|text <"},
		{"query library.json data/library.json", "data/library.json", "data/b.json", "query <"},
		{"get fixture:library -q #", "fixture:library", "data/b.json", "get|-|-q|# <"},
		{"query # fixture:users", "fixture:library", "data/b.json", "query|#|fixture:users <"},
		{"get statuses/user_timeline -p screen_name=harbourlib -p count=20 -q #", from, from, "get|statuses/user_timeline|-p|screen_name=harbourlib|-p|count=20|-q|#"},
		{"get statuses/user_timeline -p screen_name=harbourlib -q #", from, "statuses/user_timeline?screen_name=mira_k", "get|statuses/user_timeline|-p|screen_name=mira_k|-q|#"},
		{"get /1.1/statuses/user_timeline.json -pscreen_name=harbourlib", from, "statuses/user_timeline?screen_name=mira_k", "get|statuses/user_timeline|-pscreen_name=mira_k"},
		{"get statuses/user_timeline?screen_name=harbourlib --param=count=20", from, "statuses/user_timeline?screen_name=mira_k&count=5", "get|statuses/user_timeline?screen_name=mira_k|--param=count=5"},
		{"get search/tweets -p q=#library", "search/tweets?q=%23library", "search/tweets?q=%23opendata", "get|search/tweets|-p|q=#opendata"},
		{"get statuses/user_timeline -p screen_name=harbourlib -q #", from, "data/b.json", "get|-|-q|# <"},
		{"query #.text", from, "data/b.json", "query|#.text <"},
		{"get users/show -p screen_name=harbourlib", from, "statuses/user_timeline?screen_name=mira_k", "get|users/show|-p|screen_name=harbourlib"},
	} {
		words, err := Words(c.line)
		if err != nil {
			t.Fatal(err)
		}
		e := &lesson.Exercise{Kind: lesson.Command, Data: c.from}
		var got string
		b := Bench{docs: map[string]Document{c.to: {Text: "[]"}}, Run: func(_ context.Context, args []string, stdin string) (Ran, error) {
			if got = strings.Join(args, "|"); stdin != "" {
				got += " <"
			}
			return Ran{}, nil
		}}
		if _, err := b.runOn(context.Background(), e, words, c.to); err != nil || got != c.want {
			t.Errorf("%s on %s: %q, %v; want %q", c.line, c.to, got, err, c.want)
		}
	}
}

func TestFeatures(t *testing.T) {
	for path, want := range map[string]string{
		"#": "#", "1.user.name": "index key", "#.text|0": "#. key | index", "#(lang==es).text": "#(…) key ==", "#(a)#|#": "#(…)# key exists | #",
		"#.{id_str,who:user.name}": "#. {…} key", "[a,b]": "[…] key", "@reverse.0": "@reverse index", "#(a!=~*)#": "#(…)# key != ~", "..#.text": ".. #. key", "us*": "*",
		`a\.b`: `\ key`, "#(text%*x*)": "#(…) key %", "#(": "",
	} {
		got := Features(path)
		slices.Sort(got)
		wanted := strings.Fields(want)
		slices.Sort(wanted)
		if !slices.Equal(got, wanted) {
			t.Errorf("%s: %q, want %q", path, got, wanted)
		}
	}
	got := lineFeatures("twq query '#(a==1)#' fixture:library -c id_str,u:user.name --explode=x -f csv")
	want := []string{"query", "#(…)#", "key", "==", "-c", "--explode", "-f"}
	if !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

// keyboard is a prompt whose keys are given, and what it wrote.
func keyboard(keys string, width int, complete func(string) []string) (*Prompt, *bytes.Buffer, *int) {
	var out bytes.Buffer
	raw := 0
	return &Prompt{In: strings.NewReader(keys), Out: &out, Width: func() int { return width }, Complete: complete, Raw: func() (func() error, error) {
		raw++
		return func() error { raw--; return nil }, nil
	}}, &out, &raw
}

func TestPromptEdits(t *testing.T) {
	complete := func(text string) []string {
		var all []string
		for _, key := range []string{"text", "textual", "user", "図書館"} {
			if strings.HasPrefix(key, text) {
				all = append(all, key)
			}
		}
		return all
	}
	for _, c := range []struct{ name, keys, want string }{
		{"plain", "#.text\r", "#.text"}, {"backspace", "ab\x7fc\r", "ac"}, {"left and insert", "ac\x1b[Db\r", "abc"}, {"home, end", "b\x01a\x05c\r", "abc"},
		{"home, end by name", "b\x1b[Ha\x1b[Fc\r", "abc"}, {"delete", "abc\x1b[D\x1b[D\x1b[3~\r", "ac"}, {"ctrl-d in a line", "abc\x01\x04\r", "bc"}, {"kill", "abc\x1b[D\x0b\r", "ab"},
		{"kill back", "abc\x1b[D\x15\r", "c"}, {"kill word", "ab cd\x17e\r", "ab e"}, {"ctrl-c empties", "abc\x03d\r", "d"}, {"wide", "図書館\x7f!\r", "図書!"},
		{"a joined character is one", "a👩‍👩‍👧‍👦\x7fb\r", "ab"}, {"an accent goes with its letter", "e\u0301\x7fx\r", "x"}, {"controls are not let in", "a\x00\x1bz\x1b[99~\u202eb\r", "ab"},
		{"tab", "use\t\r", "user"}, {"tab, common part", "t\tu\t\r", "textual"}, {"tab lists", "te\t\t\r", "text"}, {"tab, wide", "図\t\r", "図書館"}, {"tab, nothing", "zz\t\r", "zz"},
		{"not UTF-8", "a\xffb\r", "ab"}, {"arrow of another kind", "ab\x1bODc\r", "acb"}, {"beyond the ends", "\x7f\x1b[D\x1b[Ca\x1b[C\x1b[3~\r", "a"}, {"history of nothing", "\x1b[A\x1b[Ba\r", "a"},
	} {
		p, out, raw := keyboard(c.keys, 40, complete)
		line, err := p.ReadLine(context.Background(), "path> ")
		if line != c.want || err != nil {
			t.Errorf("%s: %q, %v; want %q", c.name, line, err, c.want)
		}
		if *raw != 0 {
			t.Errorf("%s: the terminal is left raw", c.name)
		}
		if strings.ContainsAny(out.String(), "\x00\x07\u202e") {
			t.Errorf("%s: %q", c.name, out)
		}
	}
	p, out, _ := keyboard("te\t\r", 40, complete)
	p.Complete = func(text string) []string { return []string{"text", "textual", "te\x1b[31m"} }
	p.ReadLine(context.Background(), "> ")
	if !strings.Contains(out.String(), "textual") || strings.Contains(out.String(), "\x1b[31m") {
		t.Errorf("the list of completions is %q", out)
	}
	p, out, _ = keyboard("query # -c text\t\r", 80, complete)
	p.Complete = func(string) []string { return []string{"query # -c text", "query # -c textual"} }
	if p.ReadLine(context.Background(), "> "); !strings.Contains(out.String(), "\r\ntext  textual  \r\n") {
		t.Errorf("the list of completions repeats the line: %q", out)
	}
}

func TestPromptHistory(t *testing.T) {
	p, _, _ := keyboard("one\rtwo\r\x1b[A\x1b[A\rdraft\x1b[A\x1b[B!\r\x10\x10\x0e\r", 40, nil)
	var got []string
	for range 5 {
		line, err := p.ReadLine(context.Background(), "> ")
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, line)
	}
	if want := []string{"one", "two", "one", "draft!", "draft!"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestPromptEnds(t *testing.T) {
	for keys, want := range map[string]error{"\x04": io.EOF, "": io.EOF, "abc": io.EOF, "\x03": ErrInterrupted, "a\x03\x03": ErrInterrupted} {
		p, _, raw := keyboard(keys, 40, nil)
		if line, err := p.ReadLine(context.Background(), "> "); !errors.Is(err, want) || *raw != 0 {
			t.Errorf("%q: %q, %v, raw %d", keys, line, err, *raw)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	p, _, raw := keyboard("", 40, nil)
	r, w := io.Pipe()
	defer w.Close()
	p.In = r
	cancel()
	if _, err := p.ReadLine(ctx, "> "); !errors.Is(err, context.Canceled) || *raw != 0 {
		t.Errorf("cancelled: %v, raw %d", err, *raw)
	}
	p, _, raw = keyboard("a\t", 40, func(string) []string { panic("a fault") })
	func() {
		defer func() { recover() }()
		p.ReadLine(context.Background(), "> ")
	}()
	if *raw != 0 {
		t.Error("a panic leaves the terminal raw")
	}
}

// TestPromptStaysInItsRow looks at every row that is drawn, at widths small and large.
func TestPromptStaysInItsRow(t *testing.T) {
	for _, width := range []int{10, 20, 40, 200} {
		p, out, _ := keyboard(strings.Repeat("図a", 60)+"\x01"+strings.Repeat("\x1b[C", 50)+"x\r", width, nil)
		line, err := p.ReadLine(context.Background(), "path> ")
		if err != nil || !strings.Contains(line, "x") {
			t.Fatal(line, err)
		}
		for _, row := range strings.Split(out.String(), "\r") {
			text, _, _ := strings.Cut(row, "\x1b[K")
			n := 0
			for _, r := range text {
				if n++; r > 0x2e80 {
					n++
				}
			}
			if strings.HasPrefix(text, "path> ") && n >= max(width, 15) {
				t.Fatalf("width %d: a row of %d: %q", width, n, text)
			}
		}
	}
}

func TestProgress(t *testing.T) {
	now := func() time.Time { return time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC) }
	k := Keeper{File: filepath.Join(t.TempDir(), "own", "learn.json"), Now: now}
	if p, err := k.Load(); err != nil || len(p.Packs) != 0 {
		t.Fatal(p, err)
	}
	var wait sync.WaitGroup
	for i := range 20 {
		wait.Go(func() {
			err := k.Change(func(p *Progress) { p.Of("course").Of(fmt.Sprint("x-", i)).Judged("#", true, now()) })
			if err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	p, err := k.Load()
	if err != nil || len(p.Of("course").Exercises) != 20 || !p.Of("course").Solved("x-7") || p.Of("course").Solved("x-77") {
		t.Fatalf("%v: successes are lost: %v", err, p.Of("course"))
	}
	text, err := os.ReadFile(k.File)
	if err != nil || !strings.Contains(string(text), "\"solved\": \"2026-01-02T03:04:05Z\"") {
		t.Errorf("%v: %s", err, text)
	}
	for _, damage := range []string{"{", "[]", "", "{\"packs\": 7}"} {
		if err := os.WriteFile(k.File, []byte(damage), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := k.Load(); err == nil {
			t.Errorf("%q is read", damage)
		}
		if text, _ := os.ReadFile(k.File); string(text) != damage {
			t.Errorf("reading %q changed it", damage)
		}
		aside := ""
		k.Told = func(name string) { aside = name }
		if err := k.Change(func(p *Progress) { p.Of("course").At = "here" }); err != nil {
			t.Fatal(err)
		}
		if text, _ := os.ReadFile(aside); string(text) != damage {
			t.Errorf("%q was put aside at %q as %q", damage, aside, text)
		}
		if p, err := k.Load(); err != nil || p.Of("course").At != "here" {
			t.Error(p, err)
		}
	}
	os.WriteFile(k.File, []byte(`{"packs":{"a":null,"b":{"exercises":{"x":null}}}}`), 0o600)
	if p, err := k.Load(); err != nil || p.Of("b").Solved("x") || p.Of("a").Solved("x") {
		t.Error(p, err)
	}
	r := &Result{}
	for i := range 100 {
		r.Judged(strings.Repeat("é", 400)+fmt.Sprint(i), false, now())
	}
	r.Judged("#", true, now())
	r.Judged("0", false, now())
	if r.Tries != 101 || len(r.Wrong) != maxWrong || len(r.Wrong[0]) > maxWrongText || r.Answer != "#" {
		t.Errorf("%d tries, %d wrong, the first of %d bytes", r.Tries, len(r.Wrong), len(r.Wrong[0]))
	}
}

func packOf(t *testing.T, files map[string]string) *lesson.Pack {
	t.Helper()
	m := fstest.MapFS{}
	for name, text := range files {
		m[name] = &fstest.MapFile{Data: []byte(text)}
	}
	p, err := lesson.OpenFS(m, "test")
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestVary(t *testing.T) {
	exercise := func(solution string) *lesson.Exercise {
		return &lesson.Exercise{Name: "x", Kind: lesson.Path, Data: "data/a.json", Solution: solution}
	}
	b := &Bench{Pack: packOf(t, map[string]string{"pack.toml": `name = "p"`, "data/a.json": `[{"id":12345678901234567890,"name":"Ann","lang":"en"},{"id":2,"name":"Ben","lang":"es","place":null},{"id":3,"name":"Cy","lang":"en"}]`})}
	for _, solution := range []string{"#.name", "0.name", "#(lang==es).name", "0.id"} {
		varied, err := b.Vary(context.Background(), exercise(solution))
		if err != nil {
			t.Errorf("%s: %v", solution, err)
			continue
		}
		if !gjson.Valid(varied.Text) || same(gjson.Get(varied.Text, solution), gjson.Parse(`[{"id":12345678901234567890,"name":"Ann","lang":"en"},{"id":2,"name":"Ben","lang":"es","place":null},{"id":3,"name":"Cy","lang":"en"}]`).Get(solution), false) {
			t.Errorf("%s: %s", solution, varied.Text)
		}
		if !strings.Contains(varied.Text, "12345678901234567890") {
			t.Errorf("%s: digits were changed: %s", solution, varied.Text)
		}
	}
	// Each is another than those that are there.
	e := exercise("#.name")
	forms := map[string]bool{canonical(gjson.Parse(`[{"id":12345678901234567890,"name":"Ann","lang":"en"},{"id":2,"name":"Ben","lang":"es","place":null},{"id":3,"name":"Cy","lang":"en"}]`), false): true}
	for i := range 4 {
		varied, err := b.Vary(context.Background(), e)
		if form := canonical(gjson.Parse(varied.Text), false); err != nil || forms[form] {
			t.Fatalf("variant %d: %v, %s", i, err, varied.Text)
		} else {
			forms[form] = true
		}
		name := fmt.Sprintf("data/h%d.json", i)
		b.docs[name] = Document{Name: name, Text: varied.Text}
		e.Variants = append(e.Variants, lesson.Variant{Data: name})
	}
	for _, solution := range []string{"#", "nothing", "!1", "#.nothing"} {
		if varied, err := b.Vary(context.Background(), exercise(solution)); err == nil {
			t.Errorf("%s: %s", solution, varied.Text)
		}
	}
}

// TestDamagedTwice damages the file twice within a second: both are kept aside.
func TestDamagedTwice(t *testing.T) {
	k := Keeper{File: filepath.Join(t.TempDir(), "learn.json"), Now: func() time.Time { return time.Unix(0, 0) }}
	for _, text := range []string{"{", "["} {
		if err := os.WriteFile(k.File, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := k.Change(func(*Progress) {}); err != nil {
			t.Fatal(err)
		}
	}
	if kept, err := filepath.Glob(k.File + ".damaged-*"); err != nil || len(kept) != 2 {
		t.Errorf("%v, %q", err, kept)
	}
}
