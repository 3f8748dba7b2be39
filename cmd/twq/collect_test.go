package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"twq/fetch"
	"twq/fixtures"
)

var kills = flag.Int("kills", 100, "how often TestKill kills a collecting program; 1000 is what the documentation tells of")

// killServer is a practice server that goes wrong now and then, and counts what it has answered whole.
type killServer struct {
	*httptest.Server
	mu    sync.Mutex
	whole map[string]int
	asked chan struct{}
}

func startKillServer(t testing.TB, faults ...string) *killServer {
	t.Helper()
	o := fixtures.Options{}
	for _, text := range faults {
		m, err := fixtures.ParseMishap(text)
		if err != nil {
			t.Fatal(err)
		}
		o.Mishaps = append(o.Mishaps, m)
	}
	h := fixtures.Server(fixtures.Builtin(), o)
	s := &killServer{whole: map[string]int{}, asked: make(chan struct{}, 1000)}
	s.Server = httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet {
			select {
			case s.asked <- struct{}{}:
			default:
			}
		}
		watched := &watched{ResponseWriter: w}
		h.ServeHTTP(watched, r) // a cut panics
		if want := w.Header().Get("Content-Length"); r.Method == http.MethodGet && watched.status == 200 && want == strconv.Itoa(watched.sent) {
			s.mu.Lock()
			s.whole[r.URL.RawQuery]++
			s.mu.Unlock()
		}
	}))
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.Start()
	t.Cleanup(s.Close)
	return s
}

type watched struct {
	http.ResponseWriter
	status, sent int
}

func (w *watched) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}

func (w *watched) Write(p []byte) (int, error) {
	if w.status == 0 {
		w.status = 200
	}
	n, err := w.ResponseWriter.Write(p)
	w.sent += n
	return n, err
}

// again is how many pages were answered whole more than once since it was last asked.
func (s *killServer) again() (again, pages int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, n := range s.whole {
		again += n - 1
		pages++
	}
	clear(s.whole)
	return again, pages
}

// collected reads a file of rows, unpacked.
func collected(t testing.TB, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil || len(text) == 0 {
		return ""
	}
	var r io.Reader = bytes.NewReader(text)
	switch filepath.Ext(name) {
	case ".gz":
		z, err := gzip.NewReader(r)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			return ""
		}
		r = z
	case ".zst":
		z, err := zstd.NewReader(r)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			return ""
		}
		defer z.Close()
		r = z
	}
	if text, err = io.ReadAll(r); err != nil {
		t.Errorf("%s: %v", name, err)
	}
	return string(text)
}

// TestKill kills the program at random moments while it collects from a server that goes wrong, and lets it go on. At the end nothing is
// lost, doubled or torn, and no resume has fetched more than one page again.
func TestKill(t *testing.T) {
	if testing.Short() {
		t.Skip("takes half a minute")
	}
	server := startKillServer(t, "503@2%", "cut@2%", "length=+10@1%", "slow=30ms@3%", "401@1%")
	d := sitDown(t, server.URL)
	params := []string{"statuses/user_timeline", "-p", "screen_name=hc_weather", "-p", "count=120", "--profile", server.URL}
	collect := func(file string) *exec.Cmd {
		cmd, _, _ := d.command(append(append([]string{"collect"}, params...), "-o", file)...)
		return cmd
	}
	cmd := collect("whole.ndjson")
	if err := cmd.Run(); err != nil {
		t.Fatalf("%v: %s", err, cmd.Stderr)
	}
	want := collected(t, filepath.Join(d.dir, "whole.ndjson"))
	rows := strings.Count(want, "\n")
	if rows < 3000 {
		t.Fatalf("%d rows", rows)
	}
	dice := rand.New(rand.NewPCG(uint64(time.Now().UnixNano()), 0))
	start := time.Now()
	killed, downloads, again, pages, idle := 0, 0, 0, 0, 0
	for killed < *kills || downloads*5 < *kills {
		server.again()
		file := fmt.Sprintf("d%d.ndjson%s", downloads, []string{"", ".gz", ".zst"}[downloads%3])
		path := filepath.Join(d.dir, file)
		here := 0
		for here < 5 && killed < *kills {
			cmd := collect(file)
			for len(server.asked) > 0 {
				<-server.asked
			}
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			ended := make(chan error, 1)
			go func() { ended <- cmd.Wait() }()
			var moment <-chan time.Time
			asks := dice.IntN(8) // 0: at any moment of the start
			if asks == 0 {
				moment = time.After(time.Duration(dice.IntN(60_000)) * time.Microsecond)
			}
			var err error
			over := false
			for !over {
				select {
				case err = <-ended:
					over = true
				case <-server.asked:
					if asks--; asks == 0 {
						moment = time.After(time.Duration(dice.IntN(12_000)) * time.Microsecond)
					}
				case <-moment:
					cmd.Process.Kill()
					err = <-ended
					over = true
				}
			}
			if failed, ok := errors.AsType[*exec.ExitError](err); ok && failed.ExitCode() == -1 {
				here++
				killed++
				if saved := stateRows(t, path); saved < 0 {
					idle++ // not even begun
				}
				continue
			}
			if err != nil { // faults in a row, which a user would see, and type it again
				t.Logf("%s: %v: %s", file, err, cmd.Stderr)
				continue
			}
			break // it was faster
		}
		for {
			cmd := collect(file)
			if err := cmd.Run(); err == nil {
				break
			} else if !strings.Contains(fmt.Sprint(cmd.Stderr), "the same command goes on") {
				t.Fatalf("%s: %v: %s", file, err, cmd.Stderr)
			}
		}
		downloads++
		twice, n := server.again()
		if again, pages = again+twice, pages+n; twice > here {
			t.Errorf("%s: %d pages were fetched again behind %d kills", file, twice, here)
		}
		if got := collected(t, path); got != want {
			lost, doubled, torn := compared(got, want)
			t.Errorf("%s: %d rows lost, %d doubled, %d torn of %d", file, lost, doubled, torn, rows)
		}
		left, _ := filepath.Glob(path + "*")
		if len(left) != 2 {
			t.Errorf("%s: %q is left", file, left)
		}
		for _, name := range left {
			os.Remove(name)
		}
	}
	t.Logf("%d kills (%d before a first checkpoint) over %d downloads of %d rows: %d pages fetched, %d of them again; %s",
		killed, idle, downloads, rows, pages+again, again, time.Since(start).Round(time.Second))
}

// stateRows are the rows that a checkpoint counts; -1: there is none. Every checkpoint must be whole, and the rows it counts there.
func stateRows(t *testing.T, path string) int {
	t.Helper()
	text, err := os.ReadFile(path + ".state")
	if err != nil {
		return -1
	}
	var e struct {
		State struct {
			Rows   int
			Offset int64
		}
	}
	if err := json.Unmarshal(text, &e); err != nil {
		t.Errorf("%s.state is torn: %q", path, text)
		return -1
	}
	if info, err := os.Stat(path); err != nil || info.Size() < e.State.Offset {
		t.Errorf("%s: shorter than its state says", path)
	}
	return e.State.Rows
}

func compared(got, want string) (lost, doubled, torn int) {
	seen := map[string]int{}
	for line := range strings.Lines(got) {
		if seen[line]++; seen[line] > 1 {
			doubled++
		}
		if !json.Valid([]byte(line)) || !strings.HasSuffix(line, "\n") {
			torn++
		}
	}
	for line := range strings.Lines(want) {
		if seen[line] == 0 {
			lost++
		}
	}
	return lost, doubled, torn
}

// TestCollectInterrupt presses Ctrl-C while the server keeps it waiting: what is saved is said, and the same command goes on.
func TestCollectInterrupt(t *testing.T) {
	needSignals(t)
	server := startSlowServer(t)
	d := sitDown(t, server.URL)
	for range 2 {
		cmd, _, stderr := d.command("collect", "statuses/user_timeline", "-p", "screen_name=a", "--profile=slow", "-o", "new.ndjson")
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		server.await(t)
		cmd.Process.Signal(os.Interrupt)
		if state := ends(t, cmd); state.ExitCode() != exitInterrupted {
			t.Errorf("%v: %s", state, stderr)
		}
		if said := stderr.String(); said != "interrupted\nnew.ndjson: 10000 rows saved; the same command goes on from there\n" {
			t.Errorf("it says %q", said)
		}
		if n := strings.Count(collected(t, filepath.Join(d.dir, "new.ndjson")), "\n"); n != 10000 {
			t.Errorf("%d rows", n)
		}
	}
}

// TestCollectInterruptAtAWait presses Ctrl-C at a terminal that counts down.
func TestCollectInterruptAtAWait(t *testing.T) {
	needSignals(t)
	limited := httptest.NewServer(fixtures.Server(fixtures.Builtin(), fixtures.Options{Limits: true}))
	defer limited.Close()
	d := sitDown(t, limited.URL)
	cmd, _, _ := d.command("collect", "followers/ids", "-p", "screen_name=harbourlib", "-p", "count=10", "--profile", limited.URL, "-o", "f.ndjson")
	cmd.Stdout, cmd.Stderr = nil, nil
	s := atTerminal(t, cmd, 100)
	s.await("waiting for the rate limit of followers/ids: 1")
	start := time.Now()
	s.press("\x03")
	code, screen := s.wait()
	if code != exitInterrupted || !strings.Contains(screen, "f.ndjson: 149 rows saved; the same command goes on from there") || time.Since(start) > time.Second {
		t.Errorf("exit code %d after %s: %q", code, time.Since(start), screen)
	}
}

// TestCollectNewer collects a world that goes on: what is newer is added, without a gap, also where that is interrupted.
func TestCollectNewer(t *testing.T) {
	worlds := []http.Handler{
		fixtures.Server(fixtures.Builtin(), fixtures.Options{AsOf: time.Date(2019, 6, 1, 0, 0, 0, 0, time.UTC)}),
		fixtures.Server(fixtures.Builtin(), fixtures.Options{}),
	}
	var now, asked, refuse atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodPost && asked.Add(1) == refuse.Load() {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		worlds[now.Load()].ServeHTTP(w, r)
	}))
	defer server.Close()
	d := sitDown(t, server.URL)
	run := func(want int, args ...string) string {
		cmd, _, stderr := d.command(append([]string{"collect", "statuses/user_timeline", "-p", "screen_name=hc_weather", "-p", "count=100", "--profile", server.URL}, args...)...)
		cmd.Run()
		if got := cmd.ProcessState.ExitCode(); got != want {
			t.Fatalf("%q: exit code %d: %s", args, got, stderr)
		}
		return stderr.String()
	}
	run(0, "-o", "t.ndjson")
	old := collected(t, filepath.Join(d.dir, "t.ndjson"))
	now.Store(1)
	asked.Store(0)
	refuse.Store(4)
	if said := run(exitFetch, "-o", "t.ndjson", "--since-last"); !strings.Contains(said, "rows saved; the same command goes on from there") {
		t.Error(said)
	}
	run(0, "-o", "t.ndjson", "--since-last")
	run(0, "-o", "t.ndjson", "--since-last")
	run(0, "-o", "whole.ndjson")
	got, whole := collected(t, filepath.Join(d.dir, "t.ndjson")), collected(t, filepath.Join(d.dir, "whole.ndjson"))
	rows := func(text string) []string { // by their ids: counts of likes differ between the days
		var ids []string
		for line := range strings.Lines(text) {
			var row struct {
				ID string `json:"id_str"`
			}
			json.Unmarshal([]byte(line), &row)
			ids = append(ids, row.ID)
		}
		slices.Sort(ids)
		return ids
	}
	all := rows(got)
	if !strings.HasPrefix(got, old) || len(slices.Compact(slices.Clone(all))) != len(all) {
		t.Error("old rows have changed, or new ones came twice")
	}
	had := map[string]bool{}
	for _, id := range all {
		had[id] = true
	}
	for _, id := range rows(whole) {
		if !had[id] {
			t.Errorf("%s is lost", id)
		}
	}
	if len(all) <= strings.Count(old, "\n")+100 {
		t.Errorf("%d rows, %d before", len(all), strings.Count(old, "\n"))
	}
}

// TestCollectSecond is told who holds the file.
func TestCollectSecond(t *testing.T) {
	server := startSlowServer(t)
	d := sitDown(t, server.URL)
	args := []string{"collect", "statuses/user_timeline", "-p", "screen_name=a", "--profile=slow", "-o", "new.ndjson"}
	first, _, _ := d.command(args...)
	if err := first.Start(); err != nil {
		t.Fatal(err)
	}
	server.await(t)
	second, _, stderr := d.command(args...)
	second.Run()
	host, _ := os.Hostname()
	if want := fmt.Sprintf("new.ndjson is being written by another twq: process %d on %s", first.Process.Pid, host); second.ProcessState.ExitCode() != exitFetch || !strings.Contains(stderr.String(), want) {
		t.Errorf("%v: %s", second.ProcessState, stderr)
	}
	first.Process.Kill()
	first.Wait()
	third, _, stderr := d.command(args...)
	third.Start()
	server.await(t) // a dead one holds nothing
	third.Process.Kill()
	third.Wait()
	if stderr.Len() > 0 {
		t.Errorf("behind the dead one: %s", stderr)
	}
}

// TestCollectUnwatched goes on when whoever read stderr has gone.
func TestCollectUnwatched(t *testing.T) {
	needSignals(t)
	limited := httptest.NewServer(fixtures.Server(fixtures.Builtin(), fixtures.Options{Limits: true, Window: time.Second}))
	defer limited.Close()
	d := sitDown(t, limited.URL)
	cmd, _, _ := d.command("collect", "followers/ids", "-p", "screen_name=harbourlib", "-p", "count=300", "--profile", limited.URL, "-o", "f.ndjson")
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	r.Close()
	cmd.Stderr = w
	err = cmd.Run()
	w.Close()
	if n := strings.Count(collected(t, filepath.Join(d.dir, "f.ndjson")), "\n"); err != nil || n != 5210 {
		t.Errorf("%v, %d rows", err, n)
	}
}

// TestBrokenOffIsNoSuccess wants a server that breaks off told from a reader who has seen enough.
func TestBrokenOffIsNoSuccess(t *testing.T) {
	w := world{Stderr: io.Discard, Now: time.Now, Getenv: func(string) string { return "" }, progress: &progress{}, secrets: new(fetch.Secrets)}
	for _, c := range []struct {
		err  error
		want int
	}{
		{&outError{File: "standard output", Err: syscall.EPIPE}, exitAnswered},
		{&fetch.NetError{Op: "request", Host: "h", Err: syscall.EPIPE}, exitFetch},
		{&collectError{Err: &fetch.TriesError{Tries: 3, Err: &fetch.TruncatedError{Err: syscall.EPIPE}}}, exitFetch},
	} {
		if got := w.report(t.Context(), c.err); got != c.want {
			t.Errorf("%v: %d, want %d", c.err, got, c.want)
		}
	}
}

// TestCollectDiskFull fills a disk of 256 kB, and goes on where there is room again.
func TestCollectDiskFull(t *testing.T) {
	if runtime.GOOS != "linux" || os.Getuid() != 0 {
		t.Skip("only root on Linux can mount a small disk")
	}
	server := startKillServer(t)
	d := sitDown(t, server.URL)
	disk := filepath.Join(d.dir, "disk")
	os.Mkdir(disk, 0o755)
	if out, err := exec.Command("mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", disk).CombinedOutput(); err != nil {
		t.Skipf("a disk of 256 kB cannot be mounted here: %v: %s", err, out)
	}
	defer exec.Command("umount", disk).Run()
	args := []string{"collect", "statuses/user_timeline", "-p", "screen_name=harbourlib", "-p", "count=20", "--profile", server.URL, "-o", "disk/t.ndjson"}
	cmd, _, stderr := d.command(append(args, "-p", "tweet_mode=extended")...)
	cmd.Run()
	rows := strings.Count(collected(t, filepath.Join(disk, "t.ndjson")), "\n")
	if cmd.ProcessState.ExitCode() == 0 { // this account fits: take a larger one
		t.Fatalf("it fits: %d rows", rows)
	}
	t.Log(stderr.String())
	if cmd.ProcessState.ExitCode() != exitFetch || !strings.HasPrefix(stderr.String(), "twq: the disk is full: cannot ") ||
		!strings.Contains(stderr.String(), fmt.Sprintf("disk/t.ndjson: %d rows saved", rows)) || rows == 0 {
		t.Errorf("%v, %d rows: %s", cmd.ProcessState, rows, stderr)
	}
	if out, err := exec.Command("mount", "-o", "remount,size=8m", disk).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	cmd, _, stderr = d.command(append(args, "-p", "tweet_mode=extended")...)
	if err := cmd.Run(); err != nil {
		t.Errorf("%v: %s", err, stderr)
	}
	wantUnique(t, collected(t, filepath.Join(disk, "t.ndjson")))
}

func wantUnique(t *testing.T, text string) {
	t.Helper()
	lines := slices.Collect(strings.Lines(text))
	slices.Sort(lines)
	if n := len(slices.Compact(slices.Clone(lines))); n != len(lines) || n == 0 {
		t.Errorf("%d rows, %d of them different", len(lines), n)
	}
}

// TestCollectFileLimit lets the file grow no further than ulimit -f allows.
func TestCollectFileLimit(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("there is no ulimit")
	}
	server := startKillServer(t)
	d := sitDown(t, server.URL)
	line := "collect statuses/user_timeline -p screen_name=harbourlib -p count=50 --profile " + server.URL + " -o t.ndjson"
	cmd := exec.Command("bash", "-c", "ulimit -f 200; exec '"+d.bin+"' "+line)
	var stderr bytes.Buffer
	cmd.Dir, cmd.Env, cmd.Stderr = d.dir, d.env, &stderr
	cmd.Run()
	rows := strings.Count(collected(t, filepath.Join(d.dir, "t.ndjson")), "\n")
	if cmd.ProcessState.ExitCode() != exitFetch || !strings.Contains(stderr.String(), "t.ndjson may not grow further: file too large") ||
		!strings.Contains(stderr.String(), fmt.Sprintf("%d rows saved", rows)) || rows == 0 || rows > 100 {
		t.Errorf("%v, %d rows: %s", cmd.ProcessState, rows, stderr.String())
	}
	after, _, said := d.command(strings.Fields(line)...)
	if err := after.Run(); err != nil {
		t.Errorf("%v: %s", err, said)
	}
	text := collected(t, filepath.Join(d.dir, "t.ndjson"))
	if wantUnique(t, text); strings.Count(text, "\n") != 655 {
		t.Errorf("%d rows", strings.Count(text, "\n"))
	}
}

// TestCollectReadOnly asks nothing of the API where the file cannot be written.
func TestCollectReadOnly(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("folders have no mode")
	}
	server := startKillServer(t)
	d := sitDown(t, server.URL)
	dir := filepath.Join(d.dir, "locked")
	os.Mkdir(dir, 0o555)
	if os.Getuid() == 0 { // whom no mode keeps out
		if out, err := exec.Command("mount", "-t", "tmpfs", "-o", "ro", "tmpfs", dir).CombinedOutput(); err != nil {
			t.Skipf("root can write everywhere, and nothing can be mounted here: %v: %s", err, out)
		}
		defer exec.Command("umount", dir).Run()
	}
	cmd, _, stderr := d.command("collect", "users/show", "-p", "screen_name=mira_k", "--profile", server.URL, "-o", "locked/t.ndjson")
	cmd.Run()
	if cmd.ProcessState.ExitCode() != exitFetch || !strings.HasPrefix(stderr.String(), "twq: ") || !strings.Contains(stderr.String(), "locked/t.ndjson") || len(server.asked) > 0 {
		t.Errorf("%v, asked %d times: %s", cmd.ProcessState, len(server.asked), stderr)
	}
}
