package main

import (
	"bytes"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/clipperhouse/displaywidth"

	"twq/query"
)

// longForm runs twq explain in this process.
func longForm(t *testing.T, width int, args ...string) string {
	t.Helper()
	var out, errs bytes.Buffer
	config := t.TempDir()
	w := world{Stdin: strings.NewReader(""), Stdout: &out, Stderr: &errs, Now: time.Now, StdoutTTY: width > 0, Width: func() int { return width },
		Getenv: func(name string) string { return map[string]string{"TWQ_CONFIG_DIR": config}[name] }}
	if code := inWorld(t, w, append([]string{"explain"}, args...)...); code != 0 || errs.Len() > 0 {
		t.Fatalf("explain %v: exit %d: %s", args, code, &errs)
	}
	return out.String()
}

// TestNoteWidth shows every code in narrow and wide terminals: nothing but what is there to be copied is broader.
func TestNoteWidth(t *testing.T) {
	for _, width := range []int{0, 40, 80, 200} {
		most := min(width, sheetMost)
		if width == 0 {
			most = 80
		}
		for _, c := range query.Codes() {
			text := longForm(t, width, "--note", c.Code)
			for line := range strings.Lines(text) {
				line = strings.TrimRight(line, "\n")
				copied := slices.ContainsFunc([]string{c.Code, "  try: ", "  document ", "  before ", "  after "}, func(s string) bool { return strings.HasPrefix(line, s) })
				if displaywidth.String(line) > most && !copied {
					t.Errorf("%s at %d: %q", c.Code, width, line)
				}
			}
			if !strings.Contains(text, c.Example.Before) || !strings.Contains(text, c.Example.After) {
				t.Errorf("%s: a path is missing:\n%s", c.Code, text)
			}
		}
	}
}

func TestAnswerLine(t *testing.T) {
	for _, c := range []struct {
		answer string
		width  int
		want   string
	}{
		{"", 20, "nothing"},
		{"[]", 20, "[]"},
		{`"a text"`, 20, `"a text"`},
		{`["one","two","three","four"]`, 20, `["one","… (4 values)`},
		{`{"a":"a long text in here"}`, 10, `{"a":"a l…`},
	} {
		var answer []byte
		if c.answer != "" {
			answer = []byte(c.answer)
		}
		if got := answerLine(answer, c.width); got != c.want || displaywidth.String(got) > c.width {
			t.Errorf("%s in %d: %q, want %q", c.answer, c.width, got, c.want)
		}
	}
}

// TestNotesDoc keeps docs/notes.md what twq says of its notes; -update writes it.
func TestNotesDoc(t *testing.T) {
	const file = "../../docs/notes.md"
	var doc strings.Builder
	doc.WriteString(notesIntroduction + longForm(t, 0, "--note", "all", "-f", "markdown"))
	for _, c := range query.Codes() {
		doc.WriteString("\n" + longForm(t, 0, "--note", c.Code, "-f", "markdown"))
	}
	if *update {
		if err := os.WriteFile(file, []byte(doc.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if string(text) != doc.String() {
		t.Errorf("%s is not what twq says; go test ./cmd/twq -run TestNotesDoc -update writes it", file)
	}
}

const notesIntroduction = `# The notes

gjson never reports a bad path: it answers wrongly, or it answers nothing. twq looks at the path and at the data, and says so. Each thing it
says has a code that never changes.

- **wrong**: the answer would be untrue. twq refuses (exit code 2) and prints nothing on standard output; ` + "`--as-gjson`" + ` answers all the same.
- **empty**: the answer is empty, or shorter than it looks. twq gives it, and then says why.
- **hint**: the answer is right, and there is something to know.

Two notes are printed at most, the strongest first; ` + "`--notes all`" + ` prints every one, ` + "`--notes none`" + ` none. The long form of each is below, and
in the program:

` + "```sh" + `
twq explain --note P11
twq explain --note all
` + "```" + `

`
