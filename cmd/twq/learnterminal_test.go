package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"twq/cmd/twq/learn"
	"twq/fixtures/lesson"
)

// learner is a program at a terminal that waits for a learner.
func learner(t *testing.T, d desk, columns int, env []string, args ...string) *terminal {
	t.Helper()
	cmd, _, _ := d.command(append([]string{"learn"}, args...)...)
	cmd.Stdout, cmd.Stderr = nil, nil
	cmd.Env = append(cmd.Env, env...)
	return atTerminal(t, cmd, columns)
}

// awaitMore waits for a text behind what was there before.
func (s *terminal) awaitMore(before int, text string) {
	s.t.Helper()
	late := time.After(20 * time.Second)
	for !strings.Contains(s.shown()[before:], text) {
		select {
		case <-s.more:
		case <-late:
			s.t.Fatalf("%q is not on the screen:\n%s", text, s.shown()[before:])
		}
	}
}

// TestCourseAtATerminal goes through the whole course at a terminal, from the first exercise to the last. In the middle the program is
// killed, and goes on where it was.
func TestCourseAtATerminal(t *testing.T) {
	needTerminal(t)
	p, err := lesson.Course()
	if err != nil {
		t.Fatal(err)
	}
	d := sitDown(t, "http://127.0.0.1:9")
	middle := len(p.Exercises) / 2
	s := learner(t, d, 80, nil)
	for i, e := range p.Exercises {
		if i == middle {
			s.await(fmt.Sprintf("Exercise %d of", i+1))
			if err := s.cmd.Process.Kill(); err != nil {
				t.Fatal(err)
			}
			s.wait()
			s = learner(t, d, 80, nil)
			s.await(fmt.Sprintf("%d of %d are solved", middle, len(p.Exercises)))
		}
		s.await(fmt.Sprintf("Exercise %d of %d (%s):", i+1, len(p.Exercises), e.Name))
		before := len(s.shown())
		s.press(learn.Key(e) + "\r")
		s.awaitMore(before, "Right.")
	}
	s.await(fmt.Sprintf("all %d exercises are solved", len(p.Exercises)))
	code, screen := s.wait()
	if code != 0 {
		t.Errorf("exit code %d\n%s", code, screen)
	}
	var kept learn.Progress
	text, err := os.ReadFile(filepath.Join(d.config, "learn.json"))
	if err != nil || json.Unmarshal(text, &kept) != nil {
		t.Fatalf("%v: %s", err, text)
	}
	for _, e := range p.Exercises {
		if r := kept.Packs["course"].Exercises[e.Name]; r == nil || r.Solved.IsZero() || r.Tries != 1 || len(r.Wrong) != 0 {
			t.Errorf("%s: %+v", e.Name, r)
		}
	}
}

// TestLearnAtATerminal is a learner who completes keys, makes mistakes, and asks for help.
func TestLearnAtATerminal(t *testing.T) {
	needTerminal(t)
	d := sitDown(t, "http://127.0.0.1:9")
	s := learner(t, d, 80, nil, "--pack", terminalPack(t))
	say := func(keys string, want ...string) {
		t.Helper()
		before := len(s.shown())
		s.press(keys)
		for _, w := range want {
			s.awaitMore(before, w)
		}
	}
	s.await("Exercise 1 of 2 (first)")
	say("#.na\t", "#.name")
	say("\r", "you have 3 values, 1 was asked for", "That is all of them.")
	say("\x1b[A\x7f\x7f\x7f\x7f\x7f\x7f0.nam\r", "Not yet", "P01")
	say("0.age\r", "Not yet", "Type hint (3 of 3 are left)")
	say("hint\r", "Hint 1 of 3: one")
	say("show\r", "The solution is: 0.name")
	say("play\r", "Any path is answered here")
	say("#.age\r", "[31,27,45]")
	say("#(\r", "never closed")
	say("\r", "Back to exercise 1")
	say("paths\r", "#.name")
	say("data\r", "\"Cy\"")
	say("skip\r", "Exercise 2 of 2 (second)")
	say("back\r", "Exercise 1 of 2 (first)")
	say("\x03", "") // nothing is there to empty
	if code, screen := s.wait(); code != exitInterrupted || !strings.HasSuffix(screen, "interrupted\n") {
		t.Errorf("Ctrl-C: exit code %d, %q", code, screen[max(0, len(screen)-200):])
	}
	s = learner(t, d, 80, nil, "--pack", terminalPack(t))
	s.await("Exercise 1 of 2 (first)")
	s.press("@reverse.2.name\r")
	s.await("Right, by a way of your own: the course has 0.name")
	s.await("Exercise 2 of 2 (second)")
	s.awaitSilence() // Ctrl-D typed before the prompt reads is not for it
	s.press("\x04")
	if code, screen := s.wait(); code != 0 || !strings.Contains(screen, "1 of 2 solved, and kept") {
		t.Errorf("Ctrl-D: exit code %d, %q", code, screen)
	}
}

// TestLearnLeavesTheTerminal looks whether the terminal is as before, however the program ends.
func TestLearnLeavesTheTerminal(t *testing.T) {
	needTerminal(t)
	if runtime.GOOS != "linux" {
		t.Skip("the terminal cannot be asked from this side")
	}
	d := sitDown(t, "http://127.0.0.1:9")
	for name, end := range map[string]func(s *terminal){
		"quit": func(s *terminal) { s.press("quit\r") }, "Ctrl-D": func(s *terminal) { s.press("\x04") }, "Ctrl-C": func(s *terminal) { s.press("\x03") },
	} {
		cmd := exec.Command("sh", "-c", d.bin+" learn; stty -a")
		cmd.Dir, cmd.Env = d.dir, d.env
		s := atTerminal(t, cmd, 80)
		s.await("Exercise 1 of")
		s.awaitSilence()
		end(s)
		s.await("speed ")
		if _, screen := s.wait(); strings.Contains(screen, " -echo ") || strings.Contains(screen, "-icanon") || strings.Contains(screen, "-isig") || strings.Contains(screen, "-opost") {
			t.Errorf("%s: the terminal is not as before:\n%s", name, screen[strings.LastIndex(screen, "speed "):])
		}
	}
	for name, signal := range map[string]os.Signal{"SIGTERM": syscall.SIGTERM, "SIGINT": os.Interrupt} {
		s := learner(t, d, 80, nil)
		s.await("Exercise 1 of")
		s.awaitSilence()
		s.cmd.Process.Signal(signal)
		code, screen := s.wait()
		if code != exitInterrupted || !strings.Contains(screen, "interrupted") {
			t.Errorf("%s: exit code %d, %q", name, code, screen[max(0, len(screen)-100):])
		}
		if !s.echoes() {
			t.Errorf("%s: the terminal does not show what is typed", name)
		}
	}
}

// TestLearnInPlainText wants no codes where they are not wanted: in a pipe, with --plain, with TERM=dumb.
func TestLearnInPlainText(t *testing.T) {
	needTerminal(t)
	d := sitDown(t, "http://127.0.0.1:9")
	for _, c := range []struct {
		env  []string
		args []string
	}{{nil, []string{"--plain"}}, {[]string{"TERM=dumb"}, nil}} {
		s := learner(t, d, 80, c.env, append(c.args, "--pack", terminalPack(t))...)
		s.await("path:\r\n")
		s.press("#.name\n")
		s.await("you have 3 values, 1 was asked for")
		s.press("quit\n")
		code, screen := s.wait()
		if code != 0 || strings.Contains(screen, "\x1b") {
			t.Errorf("%v: exit code %d, %q", c, code, screen)
		}
	}
	first, dir := "", terminalPack(t)
	for i, env := range [][]string{{"LC_ALL=C", "TZ=UTC", "COLUMNS=40"}, {"LC_ALL=de_DE.UTF-8", "TZ=Asia/Tokyo", "COLUMNS=200"}} {
		cmd, stdout, stderr := d.command("learn", "--pack", dir)
		cmd.Env = append(cmd.Env, append(env, "TWQ_CONFIG_DIR="+t.TempDir())...)
		cmd.Stdin = strings.NewReader("#.name\nhint\n0.name\nquit\n")
		if err := cmd.Run(); err != nil || stderr.Len() > 0 || strings.Contains(stdout.String(), "\x1b") {
			t.Errorf("%v: %v, %q, %q", env, err, stdout, stderr)
		}
		if i == 0 {
			first = stdout.String()
		} else if stdout.String() != first {
			t.Errorf("%v changes what is said:\n%s\n%s", env, first, stdout)
		}
	}
	s := learner(t, d, 80, []string{"NO_COLOR=1"}, "--pack", terminalPack(t))
	s.await("path> ")
	s.press("quit\r")
	if _, screen := s.wait(); sgr.MatchString(screen) {
		t.Errorf("colours in spite of NO_COLOR: %q", screen)
	}
}

// terminalPack is a pack of two exercises.
func terminalPack(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	exercise := func(name, solution, mistake string) string {
		return fmt.Sprintf("name = %q\nunit = \"A\"\ntitle = \"T\"\nkind = \"path\"\ndata = \"data/a.json\"\ntask = \"What?\"\nteaches = [\"index\", \"key\", \"#\", \"#.\"]\nsolution = %q\n"+
			"hints = [\"one\", \"two\", \"three\"]\nafter = \"So.\"\n[[mistake]]\nanswer = %q\nsay = \"That is all of them.\"\n[[variant]]\ndata = \"data/b.json\"\n", name, solution, mistake)
	}
	for name, text := range map[string]string{
		"pack.toml":                 "name = \"small\"\ntitle = \"Small\"\n[[unit]]\nname = \"A\"\ntitle = \"A\"\n",
		"exercises/010-first.toml":  exercise("first", "0.name", "#.name"),
		"exercises/020-second.toml": exercise("second", "#", "#.age"),
		"data/a.json":               `[{"name":"Ann","age":31},{"name":"Ben","age":27},{"name":"Cy","age":45}]`,
		"data/b.json":               `[{"name":"Dan","age":1},{"name":"Eve"},{"name":"Fay","age":5}]`,
	} {
		writeText(t, filepath.Join(dir, filepath.FromSlash(name)), text)
	}
	return dir
}

// TestHostilePacks lets packs try to leave themselves and to steer the terminal, and looks at what is said.
func TestHostilePacks(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(dir string)
		want   string
	}{
		{"a control in the task", func(dir string) {
			swapText(t, filepath.Join(dir, "exercises/010-first.toml"), "What?", `\u001b[2JWhat?`)
		}, "a control character: U+001B"},
		{"turned text", func(dir string) { swapText(t, filepath.Join(dir, "exercises/010-first.toml"), "one", `\u202eone`) }, "a control character: U+202E"},
		{"data outside", func(dir string) {
			swapText(t, filepath.Join(dir, "exercises/010-first.toml"), "data/b.json", "data/../../secret.json")
		}, `the pack has no "data/../../secret.json"`},
		{"a saved fixture", func(dir string) {
			swapText(t, filepath.Join(dir, "exercises/010-first.toml"), "data/b.json", "fixture:mine")
		}, "its data cannot be had"},
		{"a file as data", func(dir string) {
			swapText(t, filepath.Join(dir, "exercises/010-first.toml"), "data/b.json", "/etc/passwd")
		}, "its data cannot be had"},
		{"a URL as data", func(dir string) {
			swapText(t, filepath.Join(dir, "exercises/010-first.toml"), "data/b.json", "https://example.org/")
		}, "its data cannot be had"},
		{"a program", func(dir string) { writeText(t, filepath.Join(dir, "run.sh"), "echo") }, "run.sh: no file of a pack"},
	} {
		dir := terminalPack(t)
		c.change(dir)
		var out, errs bytes.Buffer
		config := t.TempDir()
		w := world{Stdin: strings.NewReader("0.name\n"), Stdout: &out, Stderr: &errs, Now: time.Now, Getenv: func(k string) string { return map[string]string{"TWQ_CONFIG_DIR": config}[k] }}
		code := inWorld(t, w, "learn", "test", dir)
		if !strings.Contains(errs.String(), c.want) || code == 0 || code == exitBug {
			t.Errorf("%s: exit code %d, %q, want %q", c.name, code, errs.String(), c.want)
		}
		if found := obeyed(out.String() + errs.String()); found != nil {
			t.Errorf("%s: the terminal obeys %q", c.name, found)
		}
		out.Reset()
		errs.Reset()
		if code = inWorld(t, w, "learn", "--pack", dir); code == 0 || code == exitBug {
			t.Errorf("%s: learning from it: exit code %d, %q", c.name, code, errs.String())
		}
	}
}

// swapText changes a file.
func swapText(t *testing.T, name, old, new string) {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil || !strings.Contains(string(text), old) {
		t.Fatalf("%s has no %q: %v", name, old, err)
	}
	writeText(t, name, strings.Replace(string(text), old, new, 1))
}
