package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"testing"
)

// buildProgram builds twq once for the tests that need the program itself.
func buildProgram(t testing.TB) string {
	t.Helper()
	name := "twq"
	if runtime.GOOS == "windows" {
		name += ".exe"
	}
	bin := filepath.Join(t.TempDir(), name)
	if out, err := exec.Command("go", "build", "-o", bin, ".").CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	return bin
}

// TestInitBudget fails when a linked package does real work before main: by what it allocates, which is the same at every start and
// on every machine. The time is told only.
func TestInitBudget(t *testing.T) {
	cmd := exec.Command(buildProgram(t), "--version")
	cmd.Env = append(os.Environ(), "GODEBUG=inittrace=1")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatal(err)
	}
	lines := regexp.MustCompile(`(?m)^init (\S+) @\S+ ms, ([\d.]+) ms clock, (\d+) bytes, (\d+) allocs`).FindAllStringSubmatch(string(out), -1)
	if len(lines) == 0 {
		t.Fatal("no trace of the inits")
	}
	var took float64
	var size, count int
	for _, m := range lines {
		ms, _ := strconv.ParseFloat(m[2], 64)
		bytes, _ := strconv.Atoi(m[3])
		allocs, _ := strconv.Atoi(m[4])
		took, size, count = took+ms, size+bytes, count+allocs
		mostBytes, mostAllocs := 1_000_000, 1_000
		if m[1] == "github.com/xuri/excelize/v2" { // 1.34 MB in 21,400 pieces: accepted for a well-kept library
			mostBytes, mostAllocs = 1_400_000, 22_000
		}
		if bytes > mostBytes || allocs > mostAllocs {
			t.Errorf("%s allocates %d bytes in %d pieces before main", m[1], bytes, allocs)
		}
	}
	t.Logf("%d packages, %.2f ms, %d bytes in %d pieces before main", len(lines), took, size, count)
	if size > 3_000_000 || count > 25_000 {
		t.Errorf("inits: %d bytes in %d pieces; the budget is 3,000,000 and 25,000", size, count)
	}
}

// BenchmarkStart is the whole program on a file of 100 kB.
func BenchmarkStart(b *testing.B) {
	bin := buildProgram(b)
	file := filepath.Join(b.TempDir(), "small.json")
	row := []byte(`{"id_str":"1202955310000000101","text":"Good morning! Doors open at 9.","user":{"name":"Harbour Library"}},`)
	text := append([]byte("["), bytes.Repeat(row, 100_000/len(row))...)
	text[len(text)-1] = ']'
	if err := os.WriteFile(file, text, 0o600); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if err := exec.Command(bin, "query", "#.text", file, "-f", "json").Run(); err != nil {
			b.Fatal(err)
		}
	}
}
