package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// mistake CODE PROGRAM ARG... runs a program with a wrong path, and wants the note of that code first, in four lines at most: a refusal
// with exit code 2 and nothing on stdout, or an answer with a note below. The code "-" is for what is said without one.
func mistake(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: mistake CODE PROGRAM ARG...")
	}
	err := ts.Exec(args[1], args[2:]...)
	begins := "note " + args[0] + " "
	if failed, ok := errors.AsType[*exec.ExitError](err); ok && failed.ExitCode() == exitUsage {
		begins = "twq: " + args[0] + " "
		if out := ts.ReadFile("stdout"); out != "" {
			ts.Fatalf("it is refused, and answers %q", out)
		}
	} else {
		ts.Check(err)
	}
	said := strings.TrimRight(ts.ReadFile("stderr"), "\n")
	if args[0] != "-" && !strings.HasPrefix(said, begins) {
		ts.Fatalf("it says\n%s\nand not %s", said, begins)
	}
	first := strings.Split(said, "\nnote")[0]
	if strings.Count(first, "\n") > 3 {
		ts.Fatalf("more than four lines:\n%s", first)
	}
}

// follow runs what the last command suggested, as it stands: the first line that begins with try. What it says of the path must be
// nothing. A "… |" in front stands for what is piped in, which stdin gives.
func follow(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) > 0 {
		ts.Fatalf("usage: follow")
	}
	said := ts.ReadFile("stderr")
	_, line, ok := strings.Cut(said, "  try: ")
	if !ok {
		ts.Fatalf("nothing is suggested:\n%s", said)
	}
	line, _, _ = strings.Cut(line, "\n")
	words, err := shellWords(strings.TrimPrefix(line, "… | "))
	ts.Check(err)
	if len(words) < 2 || words[0] != "twq" {
		ts.Fatalf("the suggestion is %q", line)
	}
	if err := ts.Exec(words[0], words[1:]...); err != nil {
		ts.Fatalf("%s: %v", line, err)
	}
	for said := range strings.Lines(ts.ReadFile("stderr")) {
		if strings.HasPrefix(said, "note P") || strings.HasPrefix(said, "twq: ") {
			ts.Fatalf("%s leads to another note: %s", line, said)
		}
	}
}

// answers ROW... wants these rows on stdout: the lines of it, or those of a table without its frame and head, cells with " | " between.
func answers(ts *testscript.TestScript, neg bool, args []string) {
	got := rowsShown(ts.ReadFile("stdout"))
	if slices.Equal(got, args) == neg {
		ts.Fatalf("the answer is\n%s\nwant (not: %v)\n%s", strings.Join(got, "\n"), neg, strings.Join(args, "\n"))
	}
}

// rowsShown are the rows of a table, or the lines of what is none.
func rowsShown(out string) (rows []string) {
	lines := strings.Split(strings.TrimSuffix(out, "\n"), "\n")
	if !strings.HasPrefix(lines[0], "┌") {
		return lines
	}
	body := slices.IndexFunc(lines, func(s string) bool { return strings.HasPrefix(s, "├") })
	for _, line := range lines[body+1:] {
		if !strings.HasPrefix(line, "│") {
			continue
		}
		cells := strings.Split(strings.Trim(line, "│"), "│")
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		rows = append(rows, strings.Join(cells, " | "))
	}
	return rows
}

// shellWords splits a line as a POSIX shell does, as far as suggestions need it: blanks, single quotes, a backslash. What a shell would
// do something else with is an error.
func shellWords(line string) (words []string, err error) {
	word, inside := "", false
	for i := 0; i < len(line); i++ {
		switch c := line[i]; {
		case c == ' ':
			if inside {
				words = append(words, word)
			}
			word, inside = "", false
		case c == '\'':
			end := strings.IndexByte(line[i+1:], '\'')
			if end < 0 {
				return nil, fmt.Errorf("%s: a quote is never closed", line)
			}
			word, inside = word+line[i+1:i+1+end], true
			i += end + 1
		case c == '\\' && i+1 < len(line):
			i++
			word, inside = word+line[i:i+1], true
		case strings.IndexByte("\"\\|&;<>()$`*?[]#~={}!\n", c) >= 0 && (c != '=' && c != '~' && c != '#' || !inside):
			return nil, fmt.Errorf("%s: the shell would take %q for its own", line, c)
		default:
			word, inside = word+string(rune(c)), true
			if c >= 0x80 { // a byte of a longer character
				word = word[:len(word)-len(string(rune(c)))] + line[i:i+1]
			}
		}
	}
	if inside {
		words = append(words, word)
	}
	return words, nil
}

func TestShellWords(t *testing.T) {
	for _, c := range []struct{ line, want string }{
		{`twq query '#.text' fixture:library`, "twq|query|#.text|fixture:library"},
		{`twq query '#(n==O'\''Brien)#' a.json`, "twq|query|#(n==O'Brien)#|a.json"},
		{`a  '' b`, "a||b"},
		{`a 'é x'é`, "a|é xé"},
		{`a #.text`, "error"}, {`a $x`, "error"}, {`a b|c`, "error"}, {`a 'b`, "error"}, {`a =b`, "error"}, {`a k=v`, "a|k=v"},
	} {
		words, err := shellWords(c.line)
		got := strings.Join(words, "|")
		if err != nil {
			got = "error"
		}
		if got != c.want {
			t.Errorf("%s: %q, %v; want %q", c.line, words, err, c.want)
		}
	}
}

// TestQuoteIsRead reads what quote writes as a shell would.
func TestQuoteIsRead(t *testing.T) {
	for _, s := range []string{"", "a", "#.text", "O'Brien", "a b", `a\.b`, "'", "''", "$x", "é", "~/x", "@reverse.0", "-1", "a=b", "=b", "!x", "a;b"} {
		if words, err := shellWords("x " + quote(s)); err != nil || len(words) != 2 || words[1] != s {
			t.Errorf("%q is quoted %s, which is read as %q, %v", s, quote(s), words, err)
		}
	}
	for s, want := range map[string]string{
		"a\tb": `$'a\tb'`, "it's\n1": `$'it\'s\n1'`, "a\\b\x1b": `$'a\\b\033'`, "\u0085x": `$'\302\205x'`,
	} {
		if got := quote(s); got != want { // in one line, and nothing that a terminal obeys
			t.Errorf("%q is quoted %s, want %s", s, got, want)
		}
	}
}

// TestLearner keeps the transcript what it is for: thirty tries and more, each of which is followed and answered.
func TestLearner(t *testing.T) {
	text, err := os.ReadFile("testdata/script/learner.txtar")
	if err != nil {
		t.Fatal(err)
	}
	tries := 0
	lines := strings.Split(string(text), "\n")
	for i, line := range lines {
		if !strings.HasPrefix(line, "mistake ") {
			continue
		}
		tries++
		if len(lines) < i+3 || lines[i+1] != "follow" && lines[i+2] != "follow" {
			t.Errorf("line %d: %s is not followed", i+1, line)
		}
	}
	if answered := strings.Count(string(text), "\nanswers "); tries < 30 || answered != tries {
		t.Errorf("%d tries, %d answers", tries, answered)
	}
}
