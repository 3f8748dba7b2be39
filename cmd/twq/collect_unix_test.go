//go:build unix

package main

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"os"
	"runtime"
	"strings"
	"syscall"
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
		start := time.Now()
		cmd.Run()
		took, most := time.Since(start), maxRSS(cmd.ProcessState)
		if cmd.ProcessState.ExitCode() != exitFetch || took > 2*time.Second || most > 128<<20 {
			t.Errorf("%q: %v, %s, %d MiB: %s", args, cmd.ProcessState, took, most>>20, stderr)
		}
		t.Logf("%q: %s, %d MiB: %s", args, took.Round(time.Millisecond), most>>20, strings.TrimSpace(stderr.String()))
	}
}

// maxRSS is the most memory that a process has had, in bytes.
func maxRSS(state *os.ProcessState) int64 {
	most := state.SysUsage().(*syscall.Rusage).Maxrss
	if runtime.GOOS == "darwin" {
		return int64(most)
	}
	return int64(most) << 10
}
