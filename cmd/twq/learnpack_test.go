package main

import (
	"bytes"
	"encoding/xml"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/clipperhouse/displaywidth"
)

// inLearn runs the program in this process with folders of its own.
func inLearn(t *testing.T, stdin string, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	config := t.TempDir()
	var out, errs bytes.Buffer
	w := world{Stdin: strings.NewReader(stdin), Stdout: &out, Stderr: &errs, Now: time.Now, Width: func() int { return 80 },
		Getenv: func(k string) string { return map[string]string{"TWQ_CONFIG_DIR": config}[k] }}
	code = inWorld(t, w, args...)
	return code, out.String(), errs.String()
}

// TestDefectivePacks puts one defect into a good pack at a time, and wants the reason.
func TestDefectivePacks(t *testing.T) {
	const first, second = "exercises/010-first.toml", "exercises/020-second.toml"
	for _, c := range []struct{ name, file, old, new, want string }{
		{"a name twice", second, `name = "second"`, `name = "first"`, "the name first is there twice"},
		{"an empty hint", first, `"two"`, `""`, "three hints"},
		{"a solution that finds nothing", first, `solution = "0.name"`, `solution = "0.nam"`, "the solution finds nothing in data/a.json"},
		{"a solution that is refused", first, `solution = "0.name"`, `solution = "0['name']"`, "twq refuses it: P06"},
		{"a solution that cannot be read", first, `solution = "0.name"`, `solution = "#("`, "the solution #( is not right"},
		{"a solution that finds nothing in the hidden data", first, `solution = "0.name"`, `solution = "1.age"`, "the solution finds nothing in data/b.json"},
		{"an alternative that is wrong", first, `solution =`, "alternatives = [\"1.name\"]\nsolution =", "the alternative 1.name is not right"},
		{"an alternative that is wrong on hidden data", first, `solution =`, "alternatives = [\"#(age==31).name\"]\nsolution =", "the alternative #(age==31).name is not right: right on the data that is shown; on other data: it finds nothing here"},
		{"a mistake that is right", first, `answer = "#.name"`, `answer = "@this.0.name"`, "the mistake @this.0.name is right on all data"},
		{"a constant result", second, `solution = "#"`, `solution = "#"`, "it can be written down: !3"},
		{"all of the data", first, `solution = "0.name"`, `solution = "@this.@this"`, "@this, which is all of the data, is right"},
		{"@this itself", first, `solution = "0.name"`, `solution = "@this"`, "@this, which is all of the data, is right"},
		{"a count by another command", first, "kind = \"path\"", "kind = \"count\"", "a line of count or sum, and this is one of 0.name"},
		{"a result in the task", first, `"What?"`, `"Which path gives Ann?"`, "the task holds the result: Ann"},
		{"the solution in the task", first, `"What?"`, `"Type 0.name here."`, "the task holds the solution: 0.name"},
		{"what was not taught", first, `"index", `, "", "the solution needs index"},
		{"a need that comes later", first, `solution =`, "needs = [\"|\"]\nsolution =", "it needs |, which no exercise before teaches"},
		{"another result", first, `solution =`, "result = '\"Ben\"'\nsolution =", "the result that was kept is another"},
		{"no such data", first, `data = "data/a.json"`, `data = "fixture:nothing"`, "its data cannot be had"},
		{"a focus on nothing", first, `task =`, "focus = \"7\"\ntask =", "the focus 7 finds nothing"},
		{"a broken path that is right", first, `kind = "path"`, "kind = \"fix\"\nbroken = \"@this.0.name\"", "the broken path @this.0.name is right"},
	} {
		dir := terminalPack(t)
		if c.name == "a constant result" {
			swapText(t, filepath.Join(dir, "data/b.json"), "[", "[ ")
		} else {
			swapText(t, filepath.Join(dir, "data/b.json"), `},{"name":"Eve"}`, `},{"name":"Eve"},{"name":"Gil"}`) // so that # is no constant
		}
		if code, out, errs := inLearn(t, "", "learn", "test", dir); c.name != "a constant result" && code != 0 {
			t.Fatalf("the good pack: %s%s", out, errs)
		}
		swapText(t, filepath.Join(dir, filepath.FromSlash(c.file)), c.old, c.new)
		if code, _, errs := inLearn(t, "", "learn", "test", dir); code != exitNothing || !strings.Contains(errs, c.want) {
			t.Errorf("%s: exit code %d, %q, want %q", c.name, code, errs, c.want)
		}
	}
}

// TestFalsePrediction has options, one of which is the result, and a solution that is another one.
func TestFalsePrediction(t *testing.T) {
	dir := terminalPack(t)
	first := filepath.Join(dir, "exercises/010-first.toml")
	swapText(t, first, `kind = "path"`, "kind = \"predict\"\nask = \"#\"\noptions = [\"0.name\", \"3\"]")
	swapText(t, first, "[[variant]]\ndata = \"data/b.json\"\n", "")
	if code, _, errs := inLearn(t, "", "learn", "test", dir); code != exitNothing || !strings.Contains(errs, "ask gives 3, and the solution is another") {
		t.Errorf("exit code %d, %s", code, errs)
	}
	swapText(t, first, `"3"]`, `"three"]`) // in words
	if _, _, errs := inLearn(t, "", "learn", "test", dir); strings.Contains(errs, "ask gives") {
		t.Error(errs)
	}
}

// TestHandout prints the course: in 80 columns, and as HTML that a validator has nothing to say about.
func TestHandout(t *testing.T) {
	code, text, errs := inLearn(t, "", "learn", "print", "--answers")
	if code != 0 || !strings.Contains(text, "## Key") || strings.Contains(text, "\x1b") {
		t.Fatalf("exit code %d, %s", code, errs)
	}
	for line := range strings.Lines(text) {
		if width := displaywidth.String(strings.TrimRight(line, "\n")); width > 80 {
			t.Errorf("a line of %d columns: %s", width, line)
		}
	}
	if _, plain, _ := inLearn(t, "", "learn", "print"); strings.Contains(plain, "## Key") || !strings.HasPrefix(text, strings.TrimSpace(plain)) {
		t.Error("the handout has the key, or is another one with it")
	}
	code, page, errs := inLearn(t, "", "learn", "print", "--answers", "-f", "html")
	if code != 0 {
		t.Fatal(errs)
	}
	wellFormed(t, page)
	if tidy, err := exec.LookPath("tidy"); err == nil {
		cmd := exec.Command(tidy, "-e", "-q", "--show-warnings", "yes")
		cmd.Stdin = strings.NewReader(page)
		if out, err := cmd.CombinedOutput(); err != nil || len(bytes.TrimSpace(out)) > 0 {
			t.Errorf("tidy: %v\n%s", err, out)
		}
	} else {
		t.Log("there is no tidy here; only the form of the page was looked at")
	}
	// Texts of a pack are texts, not markup.
	dir := terminalPack(t)
	swapText(t, filepath.Join(dir, "exercises/010-first.toml"), "What?", "<script>alert(1)</script> & <b>")
	_, page, _ = inLearn(t, "", "learn", "--pack", dir, "print", "-f", "html")
	if wellFormed(t, page); strings.Contains(page, "<script>") || !strings.Contains(page, "&lt;script&gt;") {
		t.Error("a task is markup")
	}
	if strings.Contains(page, "src=") || strings.Contains(page, "href=") || strings.Contains(page, "url(") {
		t.Error("the page asks for something from elsewhere")
	}
}

// wellFormed wants every tag closed, in their order; meta has no end.
func wellFormed(t *testing.T, page string) {
	t.Helper()
	rest, ok := strings.CutPrefix(page, "<!DOCTYPE html>\n")
	if !ok || !strings.Contains(page, "<html lang=\"en\">") || !strings.Contains(page, "<title>") {
		t.Error("no head")
	}
	d := xml.NewDecoder(strings.NewReader(strings.ReplaceAll(rest, `<meta charset="utf-8">`, "")))
	d.Entity = xml.HTMLEntity
	for {
		if _, err := d.Token(); err == io.EOF {
			return
		} else if err != nil {
			t.Fatal(err)
		}
	}
}

// TestTwoLearners let two programs solve at the same time; neither loses what the other has.
func TestTwoLearners(t *testing.T) {
	d := sitDown(t, "http://127.0.0.1:9")
	dir := terminalPack(t)
	var running []*exec.Cmd
	for range 4 {
		for i, answer := range []string{"0.name", "#"} {
			cmd, _, _ := d.command("learn", "--pack", dir, "check", []string{"first", "second"}[i], answer)
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			running = append(running, cmd)
		}
	}
	for _, cmd := range running {
		if err := cmd.Wait(); err != nil {
			t.Error(err)
		}
	}
	text, err := os.ReadFile(filepath.Join(d.config, "learn.json"))
	if err != nil || strings.Count(string(text), `"solved"`) != 2 || strings.Count(string(text), `"tries": 1`) != 2 {
		t.Errorf("%v: %s", err, text)
	}
}
