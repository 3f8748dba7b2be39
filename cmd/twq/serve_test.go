package main

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"regexp"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"twq/fetch"
	"twq/fixtures"
)

// running is a twq serve in this process.
type running struct {
	base           string
	stop           context.CancelFunc
	code           chan int
	stdout, stderr *safeBuffer
}

// safeBuffer is written to by a server and read by a test.
type safeBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *safeBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *safeBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

// startServing runs twq serve at a free port and waits for its first line.
func startServing(getenv func(string) string, args ...string) (*running, error) {
	ctx, stop := context.WithCancel(context.Background())
	out, in := io.Pipe()
	r := &running{stop: stop, code: make(chan int, 1), stdout: new(safeBuffer), stderr: new(safeBuffer)}
	w := world{Stdin: strings.NewReader(""), Stdout: io.MultiWriter(r.stdout, in), Stderr: r.stderr, Getenv: getenv, Now: time.Now}
	go func() {
		r.code <- run(ctx, append([]string{"serve", "--port", "0"}, args...), w)
		in.Close()
	}()
	line, err := bufio.NewReader(out).ReadString('\n')
	go io.Copy(io.Discard, out)
	if err != nil {
		stop()
		return nil, &listenError{Address: strings.Join(args, " "), Err: err}
	}
	r.base = strings.TrimPrefix(strings.TrimSpace(line), "base: ")
	return r, nil
}

// end stops the server and returns its exit code; again, it does nothing.
func (r *running) end() int {
	r.stop()
	code, first := <-r.code
	if first {
		close(r.code)
	}
	return code
}

// practising NAME ARG... runs twq serve at a free port, with its address at $NAME, until the script ends.
func practising(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 1 {
		ts.Fatalf("usage: practising NAME ARG...")
	}
	for i, arg := range args {
		if strings.HasPrefix(arg, "./") { // the server runs in the test's own folder
			args[i] = ts.MkAbs(arg)
		}
	}
	r, err := startServing(ts.Getenv, args[1:]...)
	ts.Check(err)
	ts.Defer(func() { r.end() })
	ts.Setenv(args[0], r.base)
}

func served(t *testing.T, args ...string) *running {
	t.Helper()
	dir := t.TempDir()
	r, err := startServing(func(name string) string {
		if name == "TWQ_CONFIG_DIR" || name == "HOME" {
			return dir
		}
		return ""
	}, args...)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// asked is an answer, over a network or in the process.
func asked(t *testing.T, rt http.RoundTripper, method, address, auth, form string) (int, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, address, strings.NewReader(form))
	if err != nil {
		t.Fatal(err)
	}
	if form != "" {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if auth == "app" {
		req.SetBasicAuth(fixtures.PracticeKey, fixtures.PracticeSecret)
	} else if auth != "" {
		req.Header.Set("Authorization", auth)
	}
	res, err := rt.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(text)
}

// TestSameAnswers: what is asked with --offline is answered with the bytes that twq serve sends.
func TestSameAnswers(t *testing.T) {
	r := served(t)
	defer r.end()
	w := world{Now: time.Now}
	inside, outside := w.practiceRoad(), &http.Transport{}
	defer outside.CloseIdleConnections()
	bearer := "Bearer " + fixtures.PracticeToken()
	type request struct{ method, path, auth, form string }
	requests := []request{
		{"POST", "/oauth2/token", "app", "grant_type=client_credentials"},
		{"POST", "/oauth2/token", "", "grant_type=client_credentials"},
		{"GET", "/1.1/statuses/user_timeline.json?screen_name=harbourlib&count=200", bearer, ""},
		{"GET", "/1.1/statuses/user_timeline.json?screen_name=mira_k&tweet_mode=extended&trim_user=1", bearer, ""},
		{"GET", "/1.1/statuses/user_timeline.json?screen_name=old_lighthouse", bearer, ""},
		{"GET", "/1.1/search/tweets.json?q=library+-filter:retweets&count=5", bearer, ""},
		{"GET", "/1.1/users/show.json?screen_name=mira_k", bearer, ""},
		{"GET", "/1.1/users/show.json?screen_name=nobody_here", bearer, ""},
		{"GET", "/1.1/users/show.json?screen_name=mira_k", "Bearer wrong", ""},
		{"GET", "/1.1/users/show.json?screen_name=mira_k", "", ""},
		{"POST", "/1.1/users/lookup.json", bearer, "screen_name=mira_k,tidecafe"},
		{"GET", "/1.1/followers/list.json?screen_name=harbourlib&count=3", bearer, ""},
		{"GET", "/1.1/friends/ids.json?screen_name=mira_k", bearer, ""},
		{"GET", "/1.1/lists/list.json?screen_name=harbourlib", bearer, ""},
		{"GET", "/1.1/trends/place.json?id=1", bearer, ""},
		{"GET", "/1.1/statuses/home_timeline.json", bearer, ""},
		{"GET", "/1/users/show.json", bearer, ""},
		{"GET", "/1.1/no/such.json", bearer, ""},
		{"GET", "/2/users/by/username/mira_k?user.fields=public_metrics", bearer, ""},
		{"GET", "/2/users/by/username/nobody_here", bearer, ""},
		{"GET", "/2/tweets/search/recent?query=library&max_results=10&expansions=author_id", bearer, ""},
		{"GET", "/", "", ""},
	}
	for _, r := range fetch.Resources() {
		if r.Name != "application/rate_limit_status" { // which tells the time
			name := regexp.MustCompile(`:\w+`).ReplaceAllString(r.Name, "1")
			requests = append(requests, request{"GET", "/1.1/" + name + ".json?screen_name=mira_k&q=ferry&id=1&lat=1&long=1", bearer, ""})
		}
	}
	for _, one := range requests {
		status, have := asked(t, outside, one.method, r.base+one.path, one.auth, one.form)
		offline, want := asked(t, inside, one.method, "https://practice.invalid"+one.path, one.auth, one.form)
		if status != offline || have != want || have == "" {
			t.Errorf("%s %s: %d with %d bytes, offline %d with %d bytes", one.method, one.path, status, len(have), offline, len(want))
		}
	}
}

// TestServeLeavesNothing counts goroutines before and after a server that is asked in every way, also by callers who hang up.
func TestServeLeavesNothing(t *testing.T) {
	ask := func() {
		r := served(t, "--fault", "slow=20ms@3", "--fault", "slow=1m@9+", "--fault", "cut@4", "--fault", "length@5", "--fault", "503@6")
		road := &http.Transport{}
		defer road.CloseIdleConnections()
		for i := range 12 {
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			if i >= 8 { // nobody waits for a minute
				ctx, cancel = context.WithTimeout(t.Context(), 20*time.Millisecond)
			}
			req, err := http.NewRequestWithContext(ctx, "GET", r.base+"/1.1/users/show.json?screen_name=mira_k", nil)
			if err != nil {
				t.Fatal(err)
			}
			req.Header.Set("Authorization", "Bearer "+fixtures.PracticeToken())
			if res, err := road.RoundTrip(req); err == nil {
				io.Copy(io.Discard, res.Body)
				res.Body.Close()
			}
			cancel()
		}
		if code := r.end(); code != exitAnswered {
			t.Errorf("exit code %d: %s", code, r.stderr)
		}
	}
	ask() // what is made once stays
	before := runtime.NumGoroutine()
	for range 3 {
		ask()
	}
	for until := time.Now().Add(5 * time.Second); runtime.NumGoroutine() > before && time.Now().Before(until); {
		runtime.Gosched()
	}
	if after := runtime.NumGoroutine(); after > before {
		stacks := make([]byte, 1<<16)
		t.Errorf("%d goroutines, before %d\n%s", after, before, stacks[:runtime.Stack(stacks, true)])
	}
}

// TestServeInterrupted stops the program itself as Ctrl-C does, with a call under way.
func TestServeInterrupted(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("there is no Ctrl-C to send to one process")
	}
	cmd := exec.Command(buildProgram(t), "serve", "--port", "0", "--fault", "slow=5m")
	cmd.Env = append(os.Environ(), "TWQ_CONFIG_DIR="+t.TempDir())
	var stderr safeBuffer
	cmd.Stderr = &stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer cmd.Process.Kill()
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	base, err := url.Parse(strings.TrimPrefix(strings.TrimSpace(line), "base: "))
	if err != nil {
		t.Fatal(err)
	}
	called := make(chan error, 1)
	sent := make(chan struct{})
	go func() {
		road := &http.Transport{DisableKeepAlives: true}
		req, err := http.NewRequest("GET", base.String()+"/1.1/users/show.json", nil)
		if err != nil {
			called <- err
			return
		}
		close(sent)
		res, err := road.RoundTrip(req)
		if err == nil {
			res.Body.Close()
		}
		called <- err
	}()
	<-sent
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	if err := cmd.Wait(); err != nil || time.Since(began) > 30*time.Second {
		t.Errorf("%v after %v: %s", err, time.Since(began), &stderr)
	}
	if err := <-called; err == nil {
		t.Error("a call that would take five minutes was answered")
	}
	if !strings.Contains(stderr.String(), "stopped") {
		t.Errorf("stderr: %s", &stderr)
	}
}

// TestPasteLines: what is to be pasted holds the address of this server and is one line each.
func TestPasteLines(t *testing.T) {
	r := served(t)
	defer r.end()
	out := r.stdout.String()
	for _, want := range []string{"\nkey: practice-key\n", "\nsecret: practice-secret\n", "\ntwq get ", "\ncurl ", "\npython3 "} {
		if strings.Count(out, want) != 1 {
			t.Errorf("%q is not there once: %s", want, out)
		}
	}
	if n := strings.Count(out, r.base); n < 4 || !regexp.MustCompile(`^http://127\.0\.0\.1:\d+$`).MatchString(r.base) {
		t.Errorf("%s stands there %d times: %s", r.base, n, out)
	}
}

// TestServeLog: each call is a line on stderr, with the time, the resource, the status and what remains.
func TestServeLog(t *testing.T) {
	r := served(t, "--fault", "429@2")
	defer r.end()
	road := &http.Transport{}
	defer road.CloseIdleConnections()
	bearer := "Bearer " + fixtures.PracticeToken()
	for _, path := range []string{"/1.1/users/show.json?screen_name=mira_k", "/1.1/users/show.json?screen_name=mira_k", "/no%1b%5b31m/such?token=secret"} {
		asked(t, road, "GET", r.base+path, bearer, "")
	}
	r.end()
	want := regexp.MustCompile(`^\d\d:\d\d:\d\d GET 1\.1/users/show 200 remaining 899 of 900
\d\d:\d\d:\d\d GET 1\.1/users/show 429 remaining 0 of 900
\d\d:\d\d:\d\d GET no%1B%5B31m/such 404
stopped
$`)
	if have := r.stderr.String(); !want.MatchString(have) {
		t.Errorf("stderr is\n%s", have)
	}
}

// TestServeHosts: a name that is not this server's is not answered, and an address of the network only with --listen.
func TestServeHosts(t *testing.T) {
	r := served(t)
	defer r.end()
	road := &http.Transport{}
	defer road.CloseIdleConnections()
	for host, want := range map[string]int{"localhost": 200, "evil.example": 421, "192.0.2.9": 421} {
		req, err := http.NewRequestWithContext(t.Context(), "GET", r.base+"/", nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Host = host
		res, err := road.RoundTrip(req)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		if res.StatusCode != want {
			t.Errorf("Host %s: %d, want %d", host, res.StatusCode, want)
		}
	}
	all := served(t, "--listen", "0.0.0.0")
	defer all.end()
	if warned := all.stderr.String(); !strings.Contains(warned, "warning: everybody who can reach") {
		t.Errorf("stderr: %s", warned)
	}
	if warned := r.stderr.String(); strings.Contains(warned, "warning") {
		t.Errorf("stderr: %s", warned)
	}
}

// TestServeTaken: a port that another program has is told as such.
func TestServeTaken(t *testing.T) {
	r := served(t)
	defer r.end()
	base, err := url.Parse(r.base)
	if err != nil {
		t.Fatal(err)
	}
	var out, errs bytes.Buffer
	w := world{Stdout: &out, Stderr: &errs, Getenv: func(string) string { return "" }, Now: time.Now}
	if code := inWorld(t, w, "serve", "--port", base.Port()); code != exitFetch || out.Len() > 0 || !strings.Contains(errs.String(), base.Host) {
		t.Errorf("exit code %d: %s%s", code, &out, &errs)
	}
}
