package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"
)

// TestDocs runs the commands of README and docs: in a block marked console each line that begins with "$ " is a command, and what
// follows is what it prints, stdout and stderr together. A block marked sh holds commands that must end well.
func TestDocs(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the commands are written for a POSIX shell")
	}
	bin := buildProgram(t)
	docs, err := filepath.Glob("../../docs/*.md")
	if err != nil {
		t.Fatal(err)
	}
	ran := 0
	for _, doc := range append([]string{"../../README.md"}, docs...) {
		text, err := os.ReadFile(doc)
		if err != nil {
			t.Fatal(err)
		}
		dir := t.TempDir()
		for _, block := range regexp.MustCompile("(?s)```(console|sh)\n(.*?)```").FindAllStringSubmatch(string(text), -1) {
			for _, c := range commandsOf(block[1], block[2]) {
				ran++
				runDocumented(t, filepath.Base(doc), bin, dir, c)
			}
		}
	}
	if ran < 10 {
		t.Errorf("only %d commands were found", ran)
	}
}

type documented struct {
	line, output string
	compare      bool
}

func commandsOf(kind, block string) (commands []documented) {
	for line := range strings.Lines(block) {
		if kind == "sh" {
			if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
				commands = append(commands, documented{line: line})
			}
			continue
		}
		if command, ok := strings.CutPrefix(line, "$ "); ok {
			commands = append(commands, documented{line: strings.TrimSpace(command), compare: true})
		} else if len(commands) > 0 {
			commands[len(commands)-1].output += line
		}
	}
	return commands
}

func runDocumented(t *testing.T, doc, bin, dir string, c documented) {
	line, _, _ := strings.Cut(c.line, "   #")
	if line == "go test ./..." { // that is what is running
		return
	}
	cmd := exec.Command("bash", "-c", line)
	if cmd.Dir = dir; strings.HasPrefix(line, "go ") {
		cmd.Dir, _ = filepath.Abs("../..")
	}
	cmd.Env = append(os.Environ(), "PATH="+filepath.Dir(bin)+string(os.PathListSeparator)+os.Getenv("PATH"), "TWQ_CONFIG_DIR="+filepath.Join(dir, ".twq"),
		"GOBIN="+filepath.Join(dir, "bin"), "TWQ_BEARER_TOKEN=", "TWQ_API_KEY=", "TWQ_API_SECRET=", "TWQ_PROFILE=")
	out, err := cmd.CombinedOutput()
	if !c.compare {
		if err != nil {
			t.Errorf("%s: %s: %v\n%s", doc, line, err, out)
		}
		return
	}
	if got, want := strings.TrimSpace(string(out)), strings.TrimSpace(c.output); got != want {
		t.Errorf("%s: %s\nprints\n%s\n\nand the document says\n%s", doc, line, got, want)
	}
}
