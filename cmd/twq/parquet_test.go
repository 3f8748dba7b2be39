package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// mixed FILE writes 1,001 rows, of which the last has a text where the others have a number.
func mixed(ts *testscript.TestScript, _ bool, args []string) {
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(lateText(1000)), 0o600))
}

func lateText(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "{\"id\":%d,\"n\":%d,\"k\":%d}\n", i, i, i%3)
	}
	return b.String() + `{"id":1,"n":"many","k":1}` + "\n"
}

// TestNoTerminalForParquet refuses before anything is asked.
func TestNoTerminalForParquet(t *testing.T) {
	var out, errs bytes.Buffer
	home := t.TempDir()
	w := world{Stdin: strings.NewReader(""), Stdout: &out, Stderr: &errs, StdoutTTY: true, Width: func() int { return 80 }, Getenv: func(name string) string {
		if name == "TWQ_CONFIG_DIR" {
			return home
		}
		return ""
	}}
	if code := inWorld(t, w, "query", "#", "fixture:library", "-f", "parquet"); code != exitUsage || out.Len() > 0 || !strings.Contains(errs.String(), "-o data.parquet") {
		t.Errorf("%d %q %q", code, out.String(), errs.String())
	}
}

// TestParquetOnAFullDisk lets the system refuse writes behind 32 KiB a file: nothing is left, and what was there stays.
func TestParquetOnAFullDisk(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("there is no ulimit")
	}
	bin, dir := buildProgram(t), t.TempDir()
	var b strings.Builder
	for i := range 20_000 {
		fmt.Fprintf(&b, "{\"id\":\"%x\",\"k\":%d}\n", uint64(i+1)*0x9E3779B97F4A7C15, i%2) // nothing to compress
	}
	if err := os.WriteFile(filepath.Join(dir, "in.ndjson"), []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	shell := func(line string) (string, error) {
		cmd := exec.Command("bash", "-c", line)
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "PATH="+filepath.Dir(bin)+string(os.PathListSeparator)+os.Getenv("PATH"))
		out, err := cmd.CombinedOutput()
		return string(out), err
	}
	if out, err := shell(`twq query '..#' in.ndjson -c id --limit 9 -o a.parquet && twq query '..#' in.ndjson -c id --limit 9 -o set/ --partition-by k`); err != nil {
		t.Fatal(err, out)
	}
	before, _ := os.ReadFile(filepath.Join(dir, "a.parquet"))
	for _, line := range []string{"-o a.parquet", "-o set/ --partition-by k", "-o new.parquet", "-o new/ --partition-by k"} {
		out, err := shell("ulimit -f 32; twq query '..#' in.ndjson -c id --force " + line)
		if failed, ok := err.(*exec.ExitError); !ok || failed.ExitCode() != exitFetch || !strings.Contains(out, "cannot write") {
			t.Errorf("%s: %v %s", line, err, out)
		}
	}
	entries, _ := os.ReadDir(dir)
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	after, _ := os.ReadFile(filepath.Join(dir, "a.parquet"))
	if strings.Join(names, " ") != "a.parquet in.ndjson set" || !bytes.Equal(before, after) {
		t.Errorf("there are %v", names)
	}
	if set, _ := os.ReadDir(filepath.Join(dir, "set")); len(set) != 2 {
		t.Errorf("in the set there are %v", set)
	}
}
