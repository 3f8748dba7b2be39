package main

import (
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"
)

// slowServer answers /fine.json at once; at /silent.json it says nothing, at /half.json it stops in the middle, and of a timeline it
// has only two pages. Where it stops it tells reached, and goes on when the client has gone.
type slowServer struct {
	*httptest.Server
	reached chan string
}

func startSlowServer(t *testing.T) slowServer {
	t.Helper()
	s := slowServer{reached: make(chan string, 10)}
	over := make(chan struct{})
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		io.Copy(io.Discard, r.Body) // before that nobody sees a client go
		hold := func() {
			s.reached <- r.URL.Path
			select {
			case <-r.Context().Done():
			case <-over:
			}
		}
		stop := func() {
			w.(http.Flusher).Flush()
			hold()
		}
		switch path := r.URL.Path; {
		case strings.HasSuffix(path, "/fine.json"):
			io.WriteString(w, `[{"id_str":"7","text":"the answer before"}]`)
		case strings.HasSuffix(path, "/half.json"):
			io.WriteString(w, rows(9000)+`,{"id_str":"1","te`)
			stop()
		case strings.HasSuffix(path, "/user_timeline.json") && r.URL.Query().Get("max_id") == "":
			io.WriteString(w, rows(19000)+"]")
		case strings.HasSuffix(path, "/user_timeline.json") && r.URL.Query().Get("max_id") == "14000":
			io.WriteString(w, rows(14000)+"]")
		case strings.HasSuffix(path, "/user_timeline.json"):
			io.WriteString(w, "[")
			stop()
		default: // before the headers
			hold()
		}
	}))
	t.Cleanup(func() {
		close(over)
		s.Close()
	})
	return s
}

// rows is an open list of about 500 kB.
func rows(from int) string {
	var b strings.Builder
	b.WriteString("[")
	for i := range 5000 {
		if i > 0 {
			b.WriteString(",")
		}
		fmt.Fprintf(&b, `{"id":%d,"id_str":"%d","text":"%s"}`, from-i, from-i, strings.Repeat("so long ", 8))
	}
	return b.String()
}

// await waits for the server to be asked.
func (s slowServer) await(t *testing.T) {
	t.Helper()
	select {
	case <-s.reached:
	case <-time.After(20 * time.Second):
		t.Fatal("the server was not asked")
	}
}

// desk is where a program runs: its settings, a folder to write in, and the environment that leads to both.
type desk struct {
	bin, dir, config string
	env              []string
}

// sitDown builds the program and makes a desk with the profile slow, which asks base without a token, and class, which gets one there.
func sitDown(t *testing.T, base string) desk {
	t.Helper()
	d := desk{bin: buildProgram(t), dir: t.TempDir(), config: t.TempDir()}
	writeText(t, filepath.Join(d.config, "config.toml"), fmt.Sprintf("[profiles.slow]\nbase = %q\nsuffix = \".json\"\nauth = \"none\"\n"+
		"[profiles.class]\nbase = %q\ntoken_url = %q\nkey_env = \"CLASS_KEY\"\nsecret_env = \"CLASS_SECRET\"\n", base+"/1.1/", base+"/1.1/", base+"/oauth2/token"))
	d.env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + d.dir, "TMPDIR=" + d.dir, "TWQ_CONFIG_DIR=" + d.config, "TERM=xterm", "LC_ALL=C.UTF-8"}
	return d
}

// command is the program about to be started; what it says is in the buffers.
func (d desk) command(args ...string) (cmd *exec.Cmd, stdout, stderr *bytes.Buffer) {
	cmd = exec.Command(d.bin, args...)
	stdout, stderr = new(bytes.Buffer), new(bytes.Buffer)
	cmd.Dir, cmd.Env, cmd.Stdout, cmd.Stderr = d.dir, d.env, stdout, stderr
	return cmd, stdout, stderr
}

// files are all files of the desk with what they hold.
func (d desk) files(t *testing.T) map[string]string {
	t.Helper()
	all := map[string]string{}
	for _, dir := range []string{d.dir, d.config} {
		err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
			if err != nil || e.IsDir() || e.Name() == "lock" { // of the tokens, which stays
				return err
			}
			text, err := os.ReadFile(path)
			all[path] = string(text)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return all
}

// unchanged compares the files of the desk with those before.
func (d desk) unchanged(t *testing.T, before map[string]string) {
	t.Helper()
	after := d.files(t)
	for path, text := range after {
		if old, ok := before[path]; !ok {
			t.Errorf("%s is left", path)
			os.Remove(path)
		} else if old != text {
			t.Errorf("%s has changed", path)
		}
	}
	for path := range before {
		if _, ok := after[path]; !ok {
			t.Errorf("%s is gone", path)
		}
	}
}

// needSignals skips where there are none to send.
func needSignals(t *testing.T) {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("Windows cannot send Ctrl-C to one process")
	}
}

// ends waits for a program that should end at once, and says how.
func ends(t *testing.T, cmd *exec.Cmd) (state *os.ProcessState) {
	t.Helper()
	start := time.Now()
	late := time.AfterFunc(20*time.Second, func() { cmd.Process.Kill() })
	defer late.Stop()
	err := cmd.Wait()
	if took := time.Since(start); took > time.Second {
		t.Errorf("%q: it took %s to end", cmd.Args[1:], took)
	}
	if cmd.ProcessState == nil {
		t.Fatal(err)
	}
	return cmd.ProcessState
}

// TestInterrupt presses Ctrl-C while the server keeps the program waiting.
func TestInterrupt(t *testing.T) {
	needSignals(t)
	server := startSlowServer(t)
	d := sitDown(t, server.URL)
	if out, err := func() ([]byte, error) {
		cmd, _, _ := d.command("get", "1.1/fine", "--profile=slow", "-o", "old.json")
		cmd.Stdout, cmd.Stderr = nil, nil
		return cmd.CombinedOutput()
	}(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	d.env = append(d.env, "CLASS_KEY=key-of-nobody", "CLASS_SECRET=secret-of-nobody")
	before := d.files(t)
	if len(before) != 3 {
		t.Fatalf("%d files instead of config.toml, the last answer and old.json", len(before))
	}
	p := "--profile=slow"
	all := []string{"get", "statuses/user_timeline", "-p", "screen_name=a", p, "--all"}
	for _, args := range [][]string{
		{"get", "1.1/silent", p},
		{"get", "1.1/silent", p, "-o", "new.json"},
		{"get", "1.1/silent", p, "-o", "old.json", "--force"},
		{"get", "1.1/silent", p, "--save", "kept"},
		{"get", "1.1/half", p},
		{"get", "1.1/half", p, "-o", "new.json"},
		{"get", "1.1/half", p, "-o", "new.csv.gz"},
		{"get", "1.1/half", p, "-o", "old.json", "--force"},
		{"get", "1.1/half", p, "--save", "kept"},
		{"get", "1.1/half", p, "-q", "#.text"},
		{"get", "1.1/half", p, "-q", "#"},
		{"get", server.URL + "/half.json"},
		{"query", "#.text", server.URL + "/half.json", "-f", "json"},
		{"query", "#", "1.1/fine", "1.1/half", p},
		append(all, "-f", "json"),
		append(all, "-f", "ndjson"),
		append(all, "-f", "csv"),
		append(all, "-q", "#"),
		append(all, "-o", "new.json"),
		append(all, "-o", "old.json", "--force"),
		append(all, "--save", "kept"),
		{"login", "--profile=class"},
		{"get", "users/show", "-p", "screen_name=a", "--profile=class"},
	} {
		cmd, stdout, stderr := d.command(args...)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		server.await(t)
		cmd.Process.Signal(os.Interrupt)
		if state := ends(t, cmd); state.ExitCode() != exitInterrupted {
			t.Errorf("%q: %v, want exit code %d", args, state, exitInterrupted)
		}
		said := stderr.String()
		first, rest, _ := strings.Cut(said, "\n")
		if first != "interrupted" || rest != "" && (!strings.HasPrefix(rest, "INCOMPLETE: 10000 rows") || strings.Count(rest, "\n") != 1) {
			t.Errorf("%q says %q", args, said)
		}
		if out := stdout.Len(); out > 0 && rest == "" {
			t.Errorf("%q has written %d bytes of an answer, and says %q", args, out, said)
		}
		d.unchanged(t, before)
	}
}

// TestInterruptAtATerminal presses the keys, so that the terminal sends the signal.
func TestInterruptAtATerminal(t *testing.T) {
	server := startSlowServer(t)
	d := sitDown(t, server.URL)
	for _, args := range [][]string{
		{"get", "1.1/silent", "--profile=slow"},
		{"get", "1.1/half", "--profile=slow", "-o", "new.json"},
		{"get", "statuses/user_timeline", "-p", "screen_name=a", "--profile=slow", "--all", "-o", "new.json"},
	} {
		before := d.files(t)
		cmd, _, _ := d.command(args...)
		cmd.Stdout, cmd.Stderr = nil, nil
		s := atTerminal(t, cmd, 80)
		server.await(t)
		s.press("\x03")
		code, screen := s.wait()
		at := strings.LastIndex(screen, "interrupted\n")
		line := screen[strings.LastIndexAny(screen[:max(at, 0)], "\r\n")+1:]
		line = strings.TrimPrefix(line, "\x1b[K") // a line of progress was there, where it took a second
		if code != exitInterrupted || !strings.HasPrefix(strings.TrimPrefix(line, "^C"), "interrupted\n") || strings.Count(screen, "interrupted") != 1 {
			t.Errorf("%q: exit code %d, on the screen is %q", args, code, screen)
		}
		d.unchanged(t, before)
	}
}

// TestInterruptWhileReading presses Ctrl-C where nothing comes from standard input, and at the question for a secret, which leaves the
// terminal as it was.
func TestInterruptWhileReading(t *testing.T) {
	needSignals(t)
	server := startSlowServer(t)
	d := sitDown(t, server.URL)
	check := func(t *testing.T, cmd *exec.Cmd, said func() string) {
		t.Helper()
		timer := time.AfterFunc(2*time.Second, func() { cmd.Process.Kill() })
		defer timer.Stop()
		cmd.Wait()
		if code := cmd.ProcessState.ExitCode(); code != exitInterrupted {
			t.Errorf("%v, want exit code %d: %q", cmd.ProcessState, exitInterrupted, said())
		}
	}
	t.Run("a pipe", func(t *testing.T) {
		r, w, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		defer w.Close()
		cmd, _, stderr := d.command("query", "#", "-v")
		cmd.Stdin = r
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(bytes.Repeat([]byte("[1,\n"), 1<<16)); err != nil { // more than a pipe holds: it is being read
			t.Fatal(err)
		}
		cmd.Process.Signal(os.Interrupt)
		check(t, cmd, stderr.String)
	})
	for name, args := range map[string][]string{"the terminal": {"query", "#", "-"}, "a secret": {"login", "--profile=class"}} {
		t.Run(name, func(t *testing.T) {
			cmd, _, _ := d.command(args...)
			cmd.Stdout, cmd.Stderr = nil, nil
			s := atTerminal(t, cmd, 80)
			if name == "a secret" {
				s.await("API key: ")
				s.awaitSilence()
			} else {
				s.await("end with Ctrl-D")
			}
			s.press("\x03")
			check(t, cmd, s.shown)
			if !s.echoes() {
				t.Error("the terminal no longer shows what is typed")
			}
		})
	}
}

// TestSecondInterrupt presses Ctrl-C again and again where the program cannot look at the first: its output is not taken.
func TestSecondInterrupt(t *testing.T) {
	needSignals(t)
	d := sitDown(t, "http://127.0.0.1:9")
	cmd, _, stderr := d.command("get", d.big(t), "-f", "ndjson")
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	cmd.Stdout = w
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	w.Close()
	if _, err := r.Read(make([]byte, 1)); err != nil { // it writes
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		ends(t, cmd)
	}()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for pressed := 0; ; {
		select {
		case <-ended:
			status, ok := cmd.ProcessState.Sys().(syscall.WaitStatus)
			if pressed < 2 || !ok || !status.Signaled() || status.Signal() != syscall.SIGINT {
				t.Errorf("%v behind %d interrupts: %s", cmd.ProcessState, pressed, stderr)
			}
			return
		case <-tick.C:
			cmd.Process.Signal(os.Interrupt)
			pressed++
		}
	}
}
