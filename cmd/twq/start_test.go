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

// TestInitBudget fails when a linked package does real work before main: 6 ms for all of them, by the best of five starts, and by
// the bytes they allocate, which are the same at every start.
func TestInitBudget(t *testing.T) {
	bin := buildProgram(t)
	line := regexp.MustCompile(`(?m)^init (\S+) @\S+ ms, ([\d.]+) ms clock, (\d+) bytes, (\d+) allocs`)
	best, size := map[string]float64{}, map[string]int{}
	for range 5 {
		cmd := exec.Command(bin, "--version")
		cmd.Env = append(os.Environ(), "GODEBUG=inittrace=1")
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range line.FindAllStringSubmatch(string(out), -1) {
			ms, _ := strconv.ParseFloat(m[2], 64)
			if b, ok := best[m[1]]; !ok || ms < b {
				best[m[1]] = ms
			}
			size[m[1]], _ = strconv.Atoi(m[3])
		}
	}
	if len(best) == 0 {
		t.Fatal("no trace of the inits")
	}
	total, bytes := 0.0, 0
	for p, ms := range best {
		total += ms
		bytes += size[p]
		most := 1_000_000
		if p == "github.com/xuri/excelize/v2" { // 1.34 MB and about a millisecond: accepted for a well-kept library
			most = 1_400_000
		}
		if size[p] > most {
			t.Errorf("%s allocates %d bytes before main", p, size[p])
		}
	}
	t.Logf("%d packages, %.2f ms, %d bytes before main", len(best), total, bytes)
	if total > 6 || bytes > 3_000_000 {
		t.Errorf("inits: %.2f ms, %d bytes; the budget is 6 ms, 3,000,000 bytes", total, bytes)
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
