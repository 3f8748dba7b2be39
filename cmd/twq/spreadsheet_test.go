package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// TestReadBack writes 2,000 tweets of the practice world to each kind of file that people keep, and has other programs read them: every cell
// is what it is in the JSON.
func TestReadBack(t *testing.T) {
	const python = "/usr/bin/python3"
	if err := exec.Command(python, "-c", "import openpyxl").Run(); err != nil {
		if os.Getenv("TWQ_CI") != "" {
			t.Fatal("python3-openpyxl: ", err)
		}
		t.Skip("no python3-openpyxl: ", err)
	}
	dir := t.TempDir()
	twq := func(args ...string) {
		t.Helper()
		var out, errs bytes.Buffer
		w := world{Stdin: strings.NewReader(""), Stdout: &out, Stderr: &errs, Now: time.Now, Width: func() int { return 80 },
			Getenv: func(name string) string { return map[string]string{"TWQ_CONFIG_DIR": filepath.Join(dir, "twq")}[name] }}
		if code := inWorld(t, w, args...); code != 0 || out.Len() > 0 {
			t.Fatalf("twq %v: exit %d: %s", args, code, &errs)
		}
	}
	in := func(name string) string { return filepath.Join(dir, name) }
	var parts []string
	for _, user := range []string{"harbourlib", "bookbot", "tidecafe", "mira_k"} {
		parts = append(parts, in(user+".ndjson"))
		twq("get", "statuses/user_timeline", "-p", "screen_name="+user, "-p", "count=200", "--all", "--offline", "-o", parts[len(parts)-1])
	}
	source := in("tweets.ndjson")
	twq(append([]string{"query", "@this", "-o", source}, parts...)...)
	files := []string{in("all.xlsx"), in("all.csv"), in("excel.csv"), in("all.html")}
	for _, file := range files {
		args := []string{"query", "@this", source, "-o", file, "--notes", "none"}
		if strings.HasSuffix(file, "excel.csv") {
			args = append(args, "--for", "excel")
		}
		twq(args...)
	}
	out, err := exec.Command(python, append([]string{"testdata/readback.py", source}, files...)...).CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	summary := regexp.MustCompile(`(?m)^\S+: \d+ columns, (\d{5,}) equal, 0 not$`)
	if n := len(summary.FindAll(out, -1)); n != len(files) || strings.Count(string(out), "\n") != n {
		t.Errorf("%s", out)
	}
	t.Logf("%s", out)
	text, err := os.ReadFile(source)
	if err != nil || bytes.Count(text, []byte("\n")) < 2000 {
		t.Errorf("%d tweets, %v", bytes.Count(text, []byte("\n")), err)
	}
}
