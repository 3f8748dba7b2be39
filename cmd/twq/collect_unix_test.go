//go:build unix

package main

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/klauspost/compress/gzip"
)

// TestCollectBomb lets the program meet 1 GB packed in 1 MB.
func TestCollectBomb(t *testing.T) {
	var bomb bytes.Buffer
	z := gzip.NewWriter(&bomb)
	blanks := bytes.Repeat([]byte(" "), 1<<20)
	for range 1 << 10 {
		z.Write(blanks)
	}
	z.Close()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		w.Write(bomb.Bytes())
	}))
	defer server.Close()
	d := sitDown(t, server.URL)
	for _, args := range [][]string{{"collect", "statuses/user_timeline", "-o", "t.ndjson"}, {"collect", "1.1/other", "-o", "o.ndjson"}, {"get", "statuses/user_timeline", "--all"}} {
		cmd, _, stderr := d.command(append(args, "--profile=slow")...)
		figures := filepath.Join(t.TempDir(), "most")
		if meter, err := exec.LookPath("time"); err == nil && runtime.GOOS == "linux" { // GNU time starts it, so that the memory is not this test's
			cmd.Path, cmd.Args = meter, append([]string{meter, "-o", figures, "-f", "%M", cmd.Path}, cmd.Args[1:]...)
		}
		start := time.Now()
		cmd.Run()
		took, most := time.Since(start), mostMemory(t, figures)
		if cmd.ProcessState.ExitCode() != exitFetch || took > 2*time.Second || most > 128<<20 {
			t.Errorf("%q: %v, %s, %d MiB: %s", args, cmd.ProcessState, took, most>>20, stderr)
		}
		t.Logf("%q: %s, %d MiB: %s", args, took.Round(time.Millisecond), most>>20, strings.TrimSpace(stderr.String()))
	}
}

// mostMemory is the largest resident set that GNU time has noted, in bytes; 0 where there is no GNU time. The rusage of a child counts
// what its parent held when it was forked.
func mostMemory(t *testing.T, figures string) int64 {
	t.Helper()
	text, err := os.ReadFile(figures)
	if err != nil {
		if os.Getenv("TWQ_CI") != "" {
			t.Fatalf("no GNU time, and TWQ_CI wants everything: %v", err)
		}
		t.Logf("the memory is not measured: %v", err)
		return 0
	}
	lines := strings.Fields(string(text))
	kb, err := strconv.ParseInt(lines[len(lines)-1], 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return kb << 10
}
