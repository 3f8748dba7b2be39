package main

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/clipperhouse/displaywidth"
)

// TestExplainAtATerminal keeps the picture inside the terminal, with wide characters too; what can be pasted stays in one piece.
func TestExplainAtATerminal(t *testing.T) {
	d := sitDown(t, "http://127.0.0.1:9")
	writeText(t, filepath.Join(d.dir, "wide.json"), wide)
	for _, path := range []string{"#.text", "#.user.name", "#(text==" + long + ")#.{id_str,name:user.name,flags,n}|0", "0.@values", "#.flags", "1.list.0.x",
		"#(user.name==図書館図書館図書館図書館図書館図書館)#.text|#", "#." + strings.Repeat("x", 300)} {
		for _, columns := range []int{120, 80, 40, 20} {
			cmd, _, stderr := d.command("explain", path, "wide.json")
			cmd.Stdout = nil
			code, screen := atTerminal(t, cmd, columns).wait()
			screen = sgr.ReplaceAllString(screen, "")
			_, grid, ok := strings.Cut(screen, "\n\n")
			grid, _, more := strings.Cut(grid, "\n\n")
			if code != 0 || !ok || !more || !strings.HasPrefix(grid, "  step ") || stderr.Len() > 0 {
				t.Errorf("%q at %d columns: exit code %d\n%s%s", path, columns, code, screen, stderr)
			}
			if !strings.HasPrefix(screen, path+"\n") {
				t.Errorf("%q at %d columns: the path is not in one piece:\n%s", path, columns, screen)
			}
			for line := range strings.Lines(grid) {
				if width := displaywidth.String(strings.TrimSuffix(line, "\n")); width > max(columns, 36) {
					t.Errorf("%q at %d columns: a line of %d:\n%s", path, columns, width, line)
				}
			}
		}
	}
}

func TestExplainWithoutData(t *testing.T) {
	s := newSession(t, nil)
	out, said, code := s.run("explain", `#(lang==en)#.{id,"by":user.name}|0`)
	if code != 0 || strings.Contains(out, "on this data") || !strings.Contains(out, `keep the elements whose lang is "en"`) || !strings.Contains(out, "on the whole list: take element 0") {
		t.Errorf("exit code %d\n%s%s", code, out, said)
	}
	if strings.Count(said, "\n") != 1 || !strings.Contains(said, "there is no data") {
		t.Errorf("%q", said)
	}
	if out, _, code := s.run("explain", "#.text", "-f", "json"); code != 0 || strings.Contains(out, `"in"`) || strings.Contains(out, `"left"`) || !strings.Contains(out, `"does"`) {
		t.Errorf("exit code %d\n%s", code, out)
	}
	if out, said, code := s.run("explain", "#.text", "--script"); code != 0 || !strings.HasPrefix(out, "#!/usr/bin/env python3\n") {
		t.Errorf("exit code %d\n%s%s", code, out, said)
	}
	// There is a last answer now.
	if _, said, code := s.run("get", "statuses/user_timeline", "-p", "screen_name=harbourlib", "--offline"); code != 0 {
		t.Fatalf("exit code %d: %s", code, said)
	}
	if out, said, code := s.run("explain", "#.text"); code != 0 || !strings.Contains(out, "on this data") || !strings.Contains(said, "the last answer") {
		t.Errorf("exit code %d\n%s%s", code, out, said)
	}
}

func TestExplainEmptyPath(t *testing.T) {
	s := newSession(t, nil)
	out, said, code := s.run("explain", "", "fixture:library")
	if code != 0 || !strings.Contains(out, "P23") {
		t.Errorf("exit code %d\n%s%s", code, out, said)
	}
	if _, said, code := s.run("explain", "#.text", ""); code != exitUsage || !strings.Contains(said, "is empty") {
		t.Errorf("exit code %d, %s", code, said)
	}
	if _, said, code := s.run("explain", "-1.text", "fixture:library"); code != exitUsage || !strings.Contains(said, "twq explain @reverse.0.text fixture:library") && !strings.Contains(said, "twq explain '@reverse.0.text' fixture:library") {
		t.Errorf("exit code %d, %s", code, said)
	}
}

func TestWrap(t *testing.T) {
	for _, c := range []struct {
		text  string
		width int
		want  []string
	}{
		{"", 5, []string{""}},
		{"take key a", 20, []string{"take key a"}},
		{"take key a", 8, []string{"take key", "a"}},
		{"  inner step", 8, []string{"  inner", "  step"}},
		{"abcdefghij", 4, []string{"abcd", "efgh", "ij"}},
		{"図書館図", 5, []string{"図書", "館図"}},
		{"a  b", 10, []string{"a  b"}},
		{"図", 1, []string{"図"}},
		{"🇩🇪🇫🇷", 2, []string{"🇩🇪", "🇫🇷"}},
	} {
		got := wrap(c.text, c.width)
		if !slices.Equal(got, c.want) {
			t.Errorf("%q in %d: %q, want %q", c.text, c.width, got, c.want)
		}
		if whole := strings.NewReplacer(" ", "").Replace(strings.Join(got, "")); whole != strings.ReplaceAll(c.text, " ", "") {
			t.Errorf("%q in %d loses text: %q", c.text, c.width, got)
		}
	}
	for _, width := range []int{1, 2, 3, 9} {
		if got := strings.Join(wrap(fmt.Sprint(strings.Repeat("x y ", 200)), width), ""); strings.Count(got, "x") != 200 {
			t.Errorf("text is lost at width %d", width)
		}
	}
}
