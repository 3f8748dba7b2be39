package main

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/clipperhouse/displaywidth"

	"twq/cmd/twq/learn"
)

// TestAnswersAreTold judges answers that are wrong, or right, in other ways than the course lists, and reads what is said to them.
func TestAnswersAreTold(t *testing.T) {
	b := courseBench(t)
	for _, c := range []struct{ exercise, answer, want, never string }{
		// A blank in a multipath is read as twq query reads it, and told.
		{"rows", "#.{id_str, text, user.screen_name}", "Right, by a way of your own", "Not yet"},
		{"column-names", "who: user.name", "note P30", "Not yet"},
		// What belongs to a shell, or to a command line, is told for what it is.
		{"outermost", `"#"`, "type the path without them", ""},
		{"deeper", "“1.user.name”", "type the path without them", ""},
		{"outermost", "twq query '#'", "Only the path is asked for here", ""},
		{"column-names", `"who":user.name`, "Right", "without them"},
		{"count-people", `count "#.lang" | head`, "no shell reads this line", "practice world"},
		{"count-people", "count “#.lang”", "they are straight", ""},
		// Pieces in a wrong order are no path of another language.
		{"every-handle", "1 2 3", "in this order the pieces make no path that works", "jq"},
		// What a wrong line prints is shown, and its columns are looked at before its cells.
		{"wide-or-long", `query "#" -c id_str,entities.hashtags`, "It prints:\n  id_str,entities.hashtags\n", ""},
		{"wide-or-long", `query "#" -c id_str,tag:entities.hashtags`, "you have 10 rows, 11 were asked for", ""},
		{"most-used", `count "#.lang" --fo`, `"--for".`, "?."},
		{"wide-or-long", `query "#" --explode entities.hashtags -c tag:entities.hashtags.text,id_str`, "the right columns stand in another order", ""},
		{"wide-or-long", `query "#" --explode entities.hashtags -c id_str:user.id_str,tag:entities.hashtags.text`, "cells are not what was asked for", ""},
		{"place-and-time", `query "#(coordinates!=~null)#" -c created_at,north:coordinates.coordinates.1,lon:coordinates.coordinates.0 --sort created_at`,
			"1 of 3 columns is not called what was asked for", ""},
		// A line that asks the practice API has to ask it: without a source it would read nothing, without --offline it would go elsewhere.
		{"envelopes", `query "statuses.#.text" -f json`, "does not say whom it asks", "Right"},
		{"capstone", `sum "#(retweeted_status!=~*)#.retweet_count" --by user.screen_name -f csv`, "does not say whom it asks", "Right"},
		{"envelopes", `get search/tweets -p q=#library -q statuses.#.text -f json`, "there is no token", "Right"},
		{"envelopes", "twq", "a command line begins with a command of twq", "fault"},
		{"wide-or-long", "twq", "a command line begins with a command of twq", "-f"},
		// All that a search finds is right, in whatever case it is asked for, and however many pages are allowed.
		{"envelopes", `get search/tweets -p "q=#library" -q "statuses.#.text" -f json --offline --all`, "Right", "Not yet"},
		{"envelopes", `get search/tweets -p "q=#LIBRARY" -q "statuses.#.text" -f json --offline -p count=100`, "Right", "Not yet"},
		// Only what other data can be asked for is judged on it.
		{"capstone", `sum "#(retweeted_status!=~*)#.retweet_count" lists/statuses -p slug=local-voices -p owner_screen_name=harbourlib -p count=200 --by user.screen_name --offline -f csv`,
			"the source is not named as the task names it", "on other data: "},
		// Who types RT has not retweeted, a displayed name is no handle, and 11 and 1001 are borders.
		{"capstone", `sum "#(text!%RT*)#.retweet_count" lists/statuses -p list_id=88000000000000017 -p count=200 --by user.screen_name --offline -f csv`, "Not yet", "Right"},
		{"and", "#(user.name==Harbour Library)#|#(retweet_count>0)#.id_str", "Not yet", "Right"},
		{"or", "#(retweet_count>10)#", "Not yet", "Right"},
		{"count-people", `count "#(user.followers_count>1001)#.user.screen_name"`, "Not yet", "Right"},
		// The names of columns are no row, and what is no CSV has no columns that could be counted.
		{"capstone", `get lists/statuses -p list_id=88000000000000017 -p count=200 --offline -f csv -c user.screen_name,retweet_count -q "#(retweeted_status!=~*)#"`, "you have 195 rows, 8 were asked for", ""},
		{"capstone", `sum "#(retweeted_status!=~*)#.retweet_count" lists/statuses -p list_id=88000000000000017 -p count=200 --by user.screen_name --offline -f tsv`, "it prints something else", "column"},
		// A note that the solution gets, too, does not say what is wrong.
		{"all-matches", "#(lang)#.text", "you have 10 values, 9 were asked for", "P25"},
		{"quotes", "#(lang==es)#.user.screen_name", "the one value in the list is not", ""},
		{"where-nine", "#.{id_str,by:retweeted_status.user}", "1 of 10 values is not", ""},
	} {
		e, _ := b.Pack.Find(c.exercise)
		got, err := b.Check(context.Background(), e, c.answer)
		if err != nil {
			t.Errorf("%s: %s: %v", c.exercise, c.answer, err)
			continue
		}
		for _, width := range []int{80, 40} {
			var out bytes.Buffer
			v := &lessonView{out: &out, width: func() int { return width }}
			v.verdict(e, c.answer, got)
			told := strings.Join(strings.Fields(out.String()), " ")
			if width == 80 && !strings.Contains(out.String(), c.want) && !strings.Contains(told, c.want) || c.never != "" && strings.Contains(told, c.never) {
				t.Errorf("%s: %s: want %q, never %q:\n%s", c.exercise, c.answer, c.want, c.never, out.String())
			}
			for line := range strings.Lines(out.String()) {
				if displaywidth.String(strings.TrimRight(line, "\n")) >= width {
					t.Errorf("%s: %s: a line of %d columns at %d: %s", c.exercise, c.answer, displaywidth.String(line), width, line)
				}
			}
		}
	}
}

// TestExercisesFit shows every exercise at a terminal that is narrower than a page, and everywhere else in the same lines.
func TestExercisesFit(t *testing.T) {
	b := courseBench(t)
	at := &course{pack: b.Pack, bench: b, record: &learn.Record{}}
	for i, e := range b.Pack.Exercises {
		var narrow, wide, page bytes.Buffer
		for _, to := range []struct {
			out   *bytes.Buffer
			width func() int
		}{{&narrow, func() int { return 40 }}, {&wide, func() int { return 200 }}, {&page, nil}} {
			v := &lessonView{out: to.out, width: to.width}
			if err := at.exercise(context.Background(), v, i); err != nil {
				t.Fatal(err)
			}
			for _, hint := range e.Hints {
				v.prose(hint)
			}
			v.prose(e.After)
		}
		if wide.String() != page.String() {
			t.Errorf("%s is another at a broad terminal", e.Name)
		}
		for line := range strings.Lines(narrow.String()) {
			if width := displaywidth.String(strings.TrimRight(line, "\n")); width > 39 {
				t.Errorf("%s: a line of %d columns: %s", e.Name, width, line)
			}
		}
	}
}

// TestWordsOfThePrompt types them as people do, and looks where the way back to a pack is told.
func TestWordsOfThePrompt(t *testing.T) {
	dir := terminalPack(t)
	code, out, errs := inLearn(t, "HINT\n?\nMore\nSkip\nPaths\nquit\n", "learn", "--pack", dir)
	told := strings.Join(strings.Fields(out), " ")
	for _, want := range []string{"Hint 1 of 3: one", "the next of three hints", "nothing more to read", "Exercise 2 of 2", "#.name text", "twq learn --pack " + quote(dir) + " goes on here."} {
		if !strings.Contains(told, want) {
			t.Errorf("%q is not said:\n%s%s", want, out, errs)
		}
	}
	if code != 0 || strings.Contains(out, "Not yet") {
		t.Errorf("exit code %d, a word was taken for an answer:\n%s", code, out)
	}
	if _, out, _ := inLearn(t, "", "learn", "--pack", dir, "next"); !strings.Contains(strings.Join(strings.Fields(out), " "), "twq learn --pack "+quote(dir)+" check first 'ANSWER'") {
		t.Error(out)
	}
	if _, out, _ := inLearn(t, "", "learn", "goto", "envelopes"); strings.Contains(out, "type more") {
		t.Error("more is a word of the prompt only")
	}
}

// TestNothingIsKept learns where no file can be written: that is told once, and answers are judged all the same.
func TestNothingIsKept(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	writeText(t, file, "")
	in := func(stdin string, args ...string) (int, string, string) {
		var out, errs bytes.Buffer
		w := world{Stdin: strings.NewReader(stdin), Stdout: &out, Stderr: &errs, Now: time.Now,
			Getenv: func(k string) string { return map[string]string{"TWQ_CONFIG_DIR": filepath.Join(file, "settings")}[k] }}
		return inWorld(t, w, args...), out.String(), errs.String()
	}
	if code, out, errs := in("", "learn", "check", "outermost", "#"); code != 0 || !strings.HasPrefix(out, "Right.") || strings.Count(errs, "cannot be kept") != 1 {
		t.Errorf("exit code %d, %s%s", code, out, errs)
	}
	if code, out, errs := in("#\n1\nquit\n", "learn"); code != 0 || !strings.Contains(out, "2 of 40 solved. What could not be kept is lost") || strings.Count(errs, "cannot be kept") != 1 {
		t.Errorf("exit code %d, %s%s", code, out, errs)
	}
	// What cannot be read is not taken for nothing, and not written over.
	d := t.TempDir()
	if err := os.Mkdir(filepath.Join(d, "learn.json"), 0o700); err != nil {
		t.Fatal(err)
	}
	var errs bytes.Buffer
	w := world{Stdin: strings.NewReader(""), Stdout: io.Discard, Stderr: &errs, Now: time.Now, Getenv: func(k string) string { return map[string]string{"TWQ_CONFIG_DIR": d}[k] }}
	if code := inWorld(t, w, "learn", "report"); code != exitFetch || !strings.Contains(errs.String(), "learn.json") {
		t.Errorf("exit code %d, %s", code, errs.String())
	}
	if code, _, errs := in("", "learn", "reset", "--all"); code != exitFetch || strings.Contains(errs, "cannot be kept") {
		t.Errorf("exit code %d, %s", code, errs)
	}
}

// TestAnswerThatIsAWordOfThePrompt predicts a result that is one of the words.
func TestAnswerThatIsAWordOfThePrompt(t *testing.T) {
	dir := terminalPack(t)
	swapText(t, filepath.Join(dir, "exercises/010-first.toml"), `kind = "path"`, "kind = \"predict\"\nask = \"0.does\"")
	swapText(t, filepath.Join(dir, "exercises/010-first.toml"), `solution = "0.name"`, `solution = "show"`)
	swapText(t, filepath.Join(dir, "exercises/010-first.toml"), "[[variant]]\ndata = \"data/b.json\"\n", "")
	swapText(t, filepath.Join(dir, "data/a.json"), `"age":31`, `"age":31,"does":"show"`)
	if _, out, errs := inLearn(t, "@this.show\nquit\n", "learn", "--plain", "--pack", dir); !strings.Contains(out, "Right.") || strings.Contains(out, "The solution is") {
		t.Errorf("%s%s", out, errs)
	}
}

// TestPromptWords wants none of them taken for an answer.
func TestPromptWords(t *testing.T) {
	for _, word := range promptWords {
		if _, out, errs := inLearn(t, word+"\n\nquit\n", "learn", "--plain"); strings.Contains(out, "Not yet") || errs != "" {
			t.Errorf("%s: %s%s", word, out, errs)
		}
	}
}

// TestAnotherCourse keeps what was solved in a changed copy of the course apart from the course itself.
func TestAnotherCourse(t *testing.T) {
	dir, config := filepath.Join(t.TempDir(), "mine"), t.TempDir()
	if err := os.CopyFS(dir, os.DirFS("../../fixtures/lesson/course")); err != nil {
		t.Fatal(err)
	}
	at := func(args ...string) string {
		var out bytes.Buffer
		w := world{Stdin: strings.NewReader(""), Stdout: &out, Stderr: &out, Now: time.Now, Width: func() int { return 80 },
			Getenv: func(k string) string { return map[string]string{"TWQ_CONFIG_DIR": config}[k] }}
		inWorld(t, w, append([]string{"learn"}, args...)...)
		return out.String()
	}
	solved := func(pack ...string) bool {
		return strings.Contains(at(append(pack, "list", "-f", "csv")...), "\n2,second-tweet,A,path,\"One element, counted from 0\",true,")
	}
	at("check", "second-tweet", "1")
	if !solved() || !solved("--pack", dir) {
		t.Error("a copy of the course is not the course")
	}
	swapText(t, filepath.Join(dir, "exercises/020-second-tweet.toml"), "title = ", "title = \"Another\" #")
	at("check", "second-tweet", "1")
	if !solved() {
		t.Error("the course lost what was solved")
	}
	if !strings.Contains(at("--pack", dir, "list", "-f", "csv"), "\n2,second-tweet,A,path,Another,false,") {
		t.Errorf("a changed copy of the course is the course: %s", at("--pack", dir, "list"))
	}
}
