package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"twq/cmd/twq/learn"
	"twq/fixtures/lesson"
)

// slate is written to and read at the same time.
type slate struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (s *slate) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.Write(p)
}

func (s *slate) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.String()
}

// TestWatchFollows saves a file of answers in the ways that editors do: over itself, and as a new file moved over the old one, which is
// not there for a while. What was judged is not judged again.
func TestWatchFollows(t *testing.T) {
	dir, config := t.TempDir(), t.TempDir()
	file := filepath.Join(dir, "answers.txt")
	save := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	save(file, "outermost: text\n")
	var out slate
	w := world{Stdin: strings.NewReader(""), Stdout: &out, Stderr: &out, Now: time.Now, Width: func() int { return 80 },
		Getenv: func(k string) string { return map[string]string{"TWQ_CONFIG_DIR": config}[k] }}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	ended := make(chan error, 1)
	go func() { ended <- learnWatchCmd{File: file}.Run(ctx, &w, &learnCmd{}) }()
	await := func(text string, times int) {
		t.Helper()
		for range 1000 {
			if strings.Count(out.String(), text) >= times {
				return
			}
			select {
			case err := <-ended:
				t.Fatalf("it ended: %v\n%s", err, out.String())
			case <-time.After(20 * time.Millisecond):
			}
		}
		t.Fatalf("%q is not there %d times:\n%s", text, times, out.String())
	}
	await("outermost: not yet: ", 1)
	await("0 of 1 answer right", 1)
	save(file, "outermost: #\n")
	await("outermost: right", 1)
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	time.Sleep(3 * watchPause)
	save(file+".new", "outermost: #\nsecond-tweet: 1\n")
	if err := os.Rename(file+".new", file); err != nil {
		t.Fatal(err)
	}
	await("second-tweet: right", 1)
	await("2 of 2 answers right", 1)
	stop()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if n := strings.Count(out.String(), "outermost: right"); n != 1 {
		t.Errorf("it was judged %d times:\n%s", n, out.String())
	}
	k := learn.Keeper{File: filepath.Join(config, "learn.json"), Now: time.Now}
	if p, err := k.Load(); err != nil || p.Of(lesson.CourseName).Of("outermost").Tries != 2 {
		t.Errorf("%v, %+v", err, p.Of(lesson.CourseName).Of("outermost"))
	}
}

// TestWatchPlainFiles refuses what is no file of answers, and does not wait for it.
func TestWatchPlainFiles(t *testing.T) {
	if code, _, errs := inLearn(t, "", "learn", "watch", t.TempDir()); code != exitFetch || !strings.Contains(errs, "no plain file") {
		t.Errorf("exit code %d, %s", code, errs)
	}
}

// TestGradeNames puts together reports of people with names that are columns, paths, formulas or escape sequences.
func TestGradeNames(t *testing.T) {
	dir := t.TempDir()
	report := func(name, who string) string {
		file := filepath.Join(dir, name)
		text := fmt.Sprintf(`[{"pack":"course","who":"%s","exercise":"inside","unit":"A","solved":null,"tries":3,"wrong":["x"]}]`, who)
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return file
	}
	files := []string{
		report("1.json", "Dr. Mira K."), report("2.json", "tries"), report("3.json", "a|b {c}, (d)#"), report("4.json", `\u001b]0;x\u0007\u202eAnn\n `),
		report("5.json", "Ann"), report("6.json", `\u001b`), report("7.json", strings.Repeat("é", 200)),
	}
	code, out, errs := inLearn(t, "", append([]string{"learn", "grade", "-f", "csv"}, files...)...)
	rows, err := csv.NewReader(strings.NewReader(out)).ReadAll()
	if code != 0 || err != nil || len(rows) != 2 || errs != "" {
		t.Fatalf("exit code %d, %v, %s%s", code, err, out, errs)
	}
	want := []string{"Dr. Mira K.", "tries (2)", "a|b {c}, (d)#", "]0;xAnn", "Ann", "6", strings.Repeat("é", maxPerson)}
	if got := rows[0][8:]; strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("%q, want %q", got, want)
	}
	for i, cell := range rows[1][8:] {
		if cell != "(3)" {
			t.Errorf("%s: %q", want[i], cell)
		}
	}
	if code, _, errs := inLearn(t, "", append([]string{"learn", "grade", "-o", filepath.Join(dir, "class.xlsx")}, files...)...); code != 0 {
		t.Error(errs)
	}
}

// TestGradeRefuses wants no file taken for a report that learn report does not write.
func TestGradeRefuses(t *testing.T) {
	const row = `{"pack":"course","who":"a","exercise":"inside","unit":"A","solved":null,"tries":1}`
	for _, text := range []string{
		"", "null", "{}", `"x"`, "[] []", "[1]", `[{"exercise":""}]`, "[" + row + "," + row + "]", strings.Replace("["+row+"]", "1", "-1", 1),
		strings.Replace("["+row+"]", "1", "1e30", 1), strings.Replace("["+row+"]", "null", `"2020-01-01T00:00:00Z"`, 1)[:20],
		"[" + row + "," + strings.Replace(strings.Replace(row, "inside", "keys", 1), `"a"`, `"b"`, 1) + "]", strings.Repeat("[", 100000),
		`[{"pack":"p","exercise":"e","solved":"2020-01-01T00:00:00Z","tries":0}]`,
	} {
		file := filepath.Join(t.TempDir(), "r.json")
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if code, _, errs := inLearn(t, "", "learn", "grade", file); code != exitUsage || !strings.Contains(errs, "no report of twq learn") {
			t.Errorf("%.80s: exit code %d, %s", text, code, errs)
		}
	}
}

// TestGradeGoesOn puts a class together of which some files are no reports: each of them is told, and the others are in the table. What
// was handed in twice is counted once, and a report of a later version or in UTF-16 is read.
func TestGradeGoesOn(t *testing.T) {
	dir := t.TempDir()
	const row = `{"pack":"course","who":"%s","exercise":"inside","unit":"A","solved":null,"tries":%d,"wrong":["x"]%s}`
	save := func(name, text string) {
		writeText(t, filepath.Join(dir, name), text)
	}
	save("a.json", "["+fmt.Sprintf(row, "Ann", 3, "")+"]")
	save("a (1).json", "["+fmt.Sprintf(row, "Ann", 3, "")+"]")
	save("b.json", "["+fmt.Sprintf(row, "Ann", 5, `,"minutes":9`)+"]")
	save("c.json", "\xff\xfe"+strings.Join(strings.Split("["+fmt.Sprintf(row, "Ben", 1, "")+"]", ""), "\x00")+"\x00")
	save("idle-1.json", "["+fmt.Sprintf(row, "", 0, "")+"]")
	save("idle-2.json", "["+fmt.Sprintf(row, "", 0, "")+"]")
	save("cut.json", "["+fmt.Sprintf(row, "Cut", 1, ""))
	save("other.json", `[{"pack":"mine","who":"Dua","exercise":"one","tries":2}]`)
	save("empty.json", "[]")
	save("notes.txt", "no report, and not asked for")
	if err := os.Mkdir(filepath.Join(dir, "old.json"), 0o700); err != nil {
		t.Fatal(err)
	}
	for _, place := range []string{dir, filepath.Join(dir, "*.json")} {
		code, out, errs := inLearn(t, "", "learn", "grade", place, filepath.Join(dir, "gone.json"), "-f", "csv")
		want := "pack,exercise,unit,solved,of,tries,most frequent wrong answer,times,Ann,Ann (2),Ben,idle-1,idle-2,Dua\n" +
			"course,inside,A,0,5,9,x,5,(3),(5),(1),,,\nmine,one,,0,1,2,,,,,,,,(2)\n"
		if code != exitUsage || out != want {
			t.Errorf("exit code %d, %s, want %s", code, out, want)
		}
		for _, told := range []string{"a.json is the same as", "2 reports by Ann", "cut.json: it is no report", "empty.json: it is no report", "gone.json: no such file", "could not be read"} {
			if !strings.Contains(errs, told) {
				t.Errorf("%q is not told:\n%s", told, errs)
			}
		}
		if strings.Contains(errs, "notes.txt") || strings.Contains(errs, "idle-2.json is the same") {
			t.Error(errs)
		}
	}
	if code, out, errs := inLearn(t, "", "learn", "grade", filepath.Join(dir, "cut.json"), filepath.Join(dir, "gone.json")); code != exitUsage || out != "" || !strings.Contains(errs, "none of 2 files is a report") {
		t.Errorf("exit code %d, %s%s", code, out, errs)
	}
}

// TestAnswersAreRead types answers that a parser of flags, or of lines, would take for something else.
func TestAnswersAreRead(t *testing.T) {
	for _, c := range []struct {
		args []string
		want string
		not  string
	}{
		{[]string{"check", "last", "-1.text"}, "Python counts from the end with -1", "a blank is a part"},
		{[]string{"check", "last", "--", "-1.text"}, "Python counts from the end with -1", "a blank is a part"},
		{[]string{"check", "outermost", "#("}, "twq cannot read it: P18 \"(\" opened at column 2, never closed.\n    #(\n     ^", `path "`},
		{[]string{"check", "outermost", strings.Repeat("a", 9000)}, "too long: 9000 bytes", strings.Repeat("a", 80)},
		{[]string{"check", "every-handle", "1 2"}, "it wants the numbers 1 to 3, each of them once", "P03"},
		{[]string{"check", "every-handle", "1 2 2"}, "it wants the numbers 1 to 3, each of them once", "P03"},
		{[]string{"check", "kinds", "1d 2a 3b 4c 5e 6f"}, "right so far: 2 of 6 pairs", ""},
		{[]string{"check", "wide-or-long", "#.text"}, "a command line begins with a command of twq", "#.text is not run"},
	} {
		code, out, errs := inLearn(t, "", append([]string{"learn"}, c.args...)...)
		if code != exitNothing || !strings.Contains(out, c.want) || c.not != "" && strings.Contains(out, c.not) {
			t.Errorf("%.60q: exit code %d, %.300s%s", c.args, code, out, errs)
		}
	}
	long := strings.Repeat("x", 5*maxAnswer)
	if _, out, _ := inLearn(t, long+"\n#\n", "learn", "--plain"); strings.Count(out, "Not yet") != 1 || !strings.Contains(out, "Exercise 2 of 40") {
		t.Error("a very long line is several answers")
	}
}

// TestCheckExamples holds the examples of the help to exercises that are there.
func TestCheckExamples(t *testing.T) {
	p, err := lesson.Course()
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range regexp.MustCompile(`twq learn (?:check|goto) ([a-z-]+)`).FindAllStringSubmatch(learnCheckCmd{}.Help()+learnGotoCmd{}.Help(), -1) {
		if e, _ := p.Find(m[1]); e == nil {
			t.Errorf("there is no exercise %s", m[1])
		}
	}
}

// TestRecordIsReadAgain pastes what no pack may hold: nothing is written that cannot be read.
func TestRecordIsReadAgain(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "mine")
	if code, _, errs := inLearn(t, "", "learn", "new", dir); code != 0 {
		t.Fatal(errs)
	}
	for _, bad := range []string{"\x1b[2J", "\u200b", "\u202e", "\xff"} {
		lines := []string{"first", "A", "The first", "data/books.json", "Which title?", "0.title", "one", "two", "three", "0.pages", "No.", "Yes."}
		for _, i := range []int{2, 4, 6, 10, 11} {
			with := append([]string(nil), lines...)
			with[i] += bad
			code, _, errs := inLearn(t, strings.Join(with, "\n"), "learn", "--pack", dir, "record")
			if code != exitUsage || !strings.Contains(errs, "nothing was written") {
				t.Errorf("%q in line %d: exit code %d, %s", bad, i, code, errs)
			}
		}
	}
	if code, out, errs := inLearn(t, "", "learn", "test", dir); code != 0 || !strings.Contains(out, "1 exercise ") {
		t.Error(out, errs)
	}
}

// TestRecordKinds makes an exercise of every kind by solving it; the pack passes its test, and each is solved by its key.
func TestRecordKinds(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "mine")
	if code, _, errs := inLearn(t, "", "learn", "new", dir); code != 0 {
		t.Fatal(errs)
	}
	const ask = `get statuses/user_timeline -p screen_name=harbourlib -p count=%d -q "#.text" -f json --offline`
	record := func(kind, name, data string, solving ...string) (int, string, string) {
		lines := append([]string{name, "A", "A title", data, "A task."}, solving[:len(solving)-1]...)
		lines = append(lines, "one", "two", "three", solving[len(solving)-1], "No.", "Yes.")
		args := []string{"learn", "--pack", dir, "record"}
		if kind != "" {
			args = append(args, "--kind", kind)
		}
		return inLearn(t, strings.Join(lines, "\n"), args...)
	}
	for _, c := range []struct {
		kind, data string
		want       lesson.Kind
		solving    []string // the last is the mistake
	}{
		{"", "data/books.json", lesson.Path, []string{"#.title", "#.pages"}},
		{"", "data/books.json", lesson.Table, []string{`query "#" -c what:title,pages`, `query "#" -c title,pages`}},
		{"", "data/books.json", lesson.Count, []string{`twq sum "#.pages" --by title`, `count "#.title"`}},
		{"", "statuses/user_timeline?screen_name=harbourlib&count=5", lesson.Command, []string{fmt.Sprintf(ask, 5), fmt.Sprintf(ask, 6)}},
		{"predict", "data/books.json", lesson.Predict, []string{"1.title", "Sand"}},
		{"blank", "data/books.json", lesson.Blank, []string{"#.____", "title", "pages"}},
		{"fix", "data/books.json", lesson.Fix, []string{"#.title|0", "#.title.0", "#.title"}},
		{"order", "data/books.json", lesson.Order, []string{"# / .title / |1", "#.title"}},
		{"match", "data/books.json", lesson.Match, []string{"0.title = a text / 0.pages = a number / #.title = a list", "1a 2a 3a"}},
		{"translate", "data/books.json", lesson.Translate, []string{`data[1]["title"]`, "1.title", "1.pages"}},
	} {
		name := "an-" + string(c.want)
		if code, out, errs := record(c.kind, name, c.data, c.solving...); code != 0 || !strings.Contains(strings.Join(strings.Fields(out), " "), "of the kind "+string(c.want)) {
			t.Errorf("%s: exit code %d, %s%s", c.want, code, out, errs)
		}
	}
	if code, out, errs := inLearn(t, "", "learn", "test", dir); code != 0 || !strings.Contains(out, "11 exercises") {
		t.Error(out, errs)
	}
	p, err := lesson.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range p.Exercises {
		if code, out, errs := inLearn(t, "", "learn", "--pack", dir, "check", e.Name, learn.Key(e)); code != 0 {
			t.Errorf("%s: %s is wrong: %s%s", e.Name, learn.Key(e), out, errs)
		}
	}
	// What gives nothing, or is no mistake, is not taken; and where no hidden data can be made, the exercise is kept and that is told.
	for _, c := range [][]string{{"", "#.nope", "0"}, {"", "query", "0"}, {"table", "#.title", "0"}, {"", "count '#.nope'", "0"}, {"blank", "#.title", "x", "0"},
		{"order", "#.title", "0"}, {"match", "a = b", "1a"}, {"fix", "0.title", "@this.0.title", "0"}, {"", "0.title", "@this.0.title"}} {
		if code, _, errs := record(c[0], "bad", "data/books.json", c[1:]...); code != exitUsage || !strings.Contains(errs, "nothing was written") {
			t.Errorf("%q: exit code %d, %s", c, code, errs)
		}
	}
	code, out, errs := record("", "lent", "data/books.json", `count "#.lent"`, `count "#.pages"`)
	if _, err := os.Stat(filepath.Join(dir, "exercises/120-lent.toml")); code != 0 || err != nil || !strings.Contains(errs, "write hidden data by hand") {
		t.Errorf("exit code %d, %v, %s%s", code, err, out, errs)
	}
}

func TestKindOf(t *testing.T) {
	for solution, want := range map[string]lesson.Kind{"count": lesson.Path, "#.title": lesson.Path, "twq": lesson.Path, "twq paths": lesson.Command, "paths --all": lesson.Command,
		"twq count '#.a'": lesson.Count, "query '#'": lesson.Table, "twq login": lesson.Path} {
		if got := kindOf(solution); got != want {
			t.Errorf("%s: %s, want %s", solution, got, want)
		}
	}
}

// TestUnreadablePackIsNotRecommended wants learn test not to send people to learn test.
func TestUnreadablePackIsNotRecommended(t *testing.T) {
	dir := terminalPack(t)
	swapText(t, filepath.Join(dir, "exercises/010-first.toml"), "What?", `\u001b]0;x\u0007`)
	code, _, errs := inLearn(t, "", "learn", "test", dir)
	if code != exitUsage || !strings.Contains(errs, "U+001B") || strings.Contains(errs, "line 1") || strings.Contains(errs, "learn test") {
		t.Errorf("exit code %d, %s", code, errs)
	}
	if _, _, errs := inLearn(t, "", "learn", "--pack", dir, "next"); !strings.Contains(errs, "learn test") {
		t.Error(errs)
	}
}
