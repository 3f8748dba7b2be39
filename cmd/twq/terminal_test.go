package main

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/clipperhouse/displaywidth"
	"github.com/creack/pty"

	"twq/fixtures"
)

// needTerminal skips where there are no pseudo-terminals.
func needTerminal(t *testing.T) {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no pseudo-terminal of this kind")
	}
}

// terminal is a pseudo-terminal with a program at it.
type terminal struct {
	t    *testing.T
	cmd  *exec.Cmd
	keys *os.File // what is typed goes in there
	read chan struct{}
	more chan struct{} // told when the screen has changed

	mu     sync.Mutex
	screen []byte
}

// atTerminal starts a program at a terminal of 24 lines; it is whichever of the program's input and outputs is not set yet.
func atTerminal(t *testing.T, cmd *exec.Cmd, columns int) *terminal {
	t.Helper()
	needTerminal(t)
	keys, err := pty.StartWithSize(cmd, &pty.Winsize{Rows: 24, Cols: uint16(columns)})
	if err != nil {
		t.Fatal(err)
	}
	s := &terminal{t: t, cmd: cmd, keys: keys, read: make(chan struct{}), more: make(chan struct{}, 1)}
	go func() {
		defer close(s.read)
		buf := make([]byte, 4096)
		for {
			n, err := keys.Read(buf)
			s.mu.Lock()
			s.screen = append(s.screen, buf[:n]...)
			s.mu.Unlock()
			select {
			case s.more <- struct{}{}:
			default:
			}
			if err != nil {
				return
			}
		}
	}()
	t.Cleanup(func() {
		cmd.Process.Kill()
		cmd.Wait()
		keys.Close()
		<-s.read
	})
	return s
}

func (s *terminal) press(keys string) {
	s.t.Helper()
	if _, err := s.keys.WriteString(keys); err != nil {
		s.t.Fatal(err)
	}
}

// shown is all that was ever on the screen.
func (s *terminal) shown() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return string(s.screen)
}

// await waits for a text on the screen.
func (s *terminal) await(text string) {
	s.t.Helper()
	late := time.After(20 * time.Second)
	for !strings.Contains(s.shown(), text) {
		select {
		case <-s.more:
		case <-late:
			s.t.Fatalf("%q is not on the screen:\n%s", text, s.shown())
		}
	}
}

// wait waits for the program to end and for what it wrote; line ends are as the program wrote them.
func (s *terminal) wait() (code int, screen string) {
	s.t.Helper()
	late := time.AfterFunc(20*time.Second, func() { s.cmd.Process.Kill() })
	defer late.Stop()
	s.cmd.Wait()
	<-s.read
	return s.cmd.ProcessState.ExitCode(), strings.ReplaceAll(s.shown(), "\r\n", "\n")
}

// echoes asks the terminal whether it shows what is typed.
func (s *terminal) echoes() bool {
	s.t.Helper()
	cmd := exec.Command("stty", "-a")
	cmd.Stdin = s.keys
	out, err := cmd.Output()
	if err != nil && runtime.GOOS != "linux" {
		s.t.Skipf("stty cannot be asked from this side of a terminal: %v", err)
	}
	if err != nil {
		s.t.Fatalf("stty: %v", err)
	}
	return !bytes.Contains(out, []byte(" -echo "))
}

// awaitSilence waits until the terminal shows no more what is typed.
func (s *terminal) awaitSilence() {
	s.t.Helper()
	for late := time.Now().Add(20 * time.Second); s.echoes(); {
		if time.Now().After(late) {
			s.t.Fatal("the terminal still shows what is typed")
		}
	}
}

// wide is a list that no terminal has room for: long texts, wide and joined characters, many columns, ids that may not be cut.
const wide = `[{"id_str":"1202955310000000101","text":"` + long + `","user":{"screen_name":"harbourlib","name":"図書館図書館図書館図書館図書館図書館"},"flags":"🇩🇪🇫🇷🏴󠁧󠁢󠁥󠁮󠁧󠁿👩‍👩‍👧‍👦👍🏽","n":12345678901234567890,"list":[1,2,3]},
{"id_str":"1202955310000000102","text":"a\tb\nc","user":{"screen_name":"k","name":"e\u0301e\u0301e\u0301"},"flags":"\u200bx\ufe0f☺️","n":-1e308,"list":["` + long + `"],"one more":null,"and one":true}]`

const long = "Good morning! Doors open at nine, and the quiet floor next to the ferry landing has the newspapers of the week, as always."

var sgr = regexp.MustCompile("\x1b\\[[0-9;]*m")

func TestTableIsCutAtATerminal(t *testing.T) {
	d := sitDown(t, "http://127.0.0.1:9")
	writeText(t, filepath.Join(d.dir, "wide.json"), wide)
	for _, args := range [][]string{
		{"get", "wide.json"},
		{"query", "@this", "wide.json"},
		{"query", "#.text", "wide.json"},
		{"query", "0", "wide.json"},
		{"query", "#", "wide.json", "-c", "n,flags,user.name,text"},
		{"query", "#", "wide.json", "-c", "text," + strings.Repeat("x", 300) + ":n"},
		{"get", "fixture:library"},
		{"get", "fixture:tweets"},
		{"get", "fixture:limits"},
		{"get", "fixture:library", "-q", "0"},
		{"fixtures"},
	} {
		for _, columns := range []int{80, 40} {
			cmd, _, stderr := d.command(args...)
			cmd.Stdout = nil
			code, screen := atTerminal(t, cmd, columns).wait()
			screen = sgr.ReplaceAllString(screen, "")
			for line := range strings.Lines(screen) {
				if width := displaywidth.String(strings.TrimSuffix(line, "\n")); width > columns {
					t.Errorf("%q at %d columns: a line of %d:\n%s", args, columns, width, line)
				}
			}
			if code != 0 || !strings.HasPrefix(screen, "┌") || !strings.HasSuffix(screen, "┘\n") {
				t.Errorf("%q at %d columns: exit code %d, no table:\n%s%s", args, columns, code, screen, stderr)
			}
			if !strings.Contains(stderr.String(), fmt.Sprintf("cut to %d columns", columns)) {
				t.Errorf("%q does not say that it cut: %q", args, stderr)
			}
		}
		cmd, stdout, stderr := d.command(args...)
		if err := cmd.Run(); err != nil || strings.Contains(stderr.String(), "cut to") {
			t.Errorf("%q is cut in a pipe: %v\n%s", args, err, stderr)
		}
		if slices.Contains(args, "wide.json") && !strings.Contains(stdout.String(), long) {
			t.Errorf("%q: the text is not there in a pipe:\n%s", args, stdout)
		}
	}
}

// rowFormats are the names of the formats that show more than counts.
func rowFormats() []string {
	return slices.DeleteFunc(formatNames(), func(name string) bool { return name == "chart" })
}

func TestColours(t *testing.T) {
	d := sitDown(t, "http://127.0.0.1:9")
	for _, f := range formats() {
		format := f.name
		if f.binary { // refused there, with what to do instead
			cmd, _, _ := d.command("query", "#.id_str", "fixture:library", "-f", format)
			cmd.Stdout, cmd.Stderr = nil, nil
			if code, screen := atTerminal(t, cmd, 80).wait(); code != 2 || !strings.Contains(screen, "try: -o data."+format) {
				t.Errorf("-f %s at a terminal: exit code %d\n%q", format, code, screen)
			}
			continue
		}
		colourful := format == "table" || format == "json" || format == "chart"
		for _, c := range []struct {
			env   string
			piped bool
			want  bool
		}{
			{"", false, colourful},
			{"NO_COLOR=", false, colourful}, // empty does not count (no-color.org)
			{"NO_COLOR=1", false, false},
			{"TERM=dumb", false, false},
			{"", true, false},
		} {
			ask := []string{"query", "#.{id_str,place}"}
			if format == "chart" {
				ask = []string{"count", "#.id_str"}
			}
			cmd, stdout, _ := d.command(append(ask, "fixture:library", "-f", format)...)
			cmd.Env = append(slices.Clone(d.env), c.env)
			code, screen := 0, ""
			if c.piped {
				if err := cmd.Run(); err != nil {
					t.Error(err)
				}
				screen = stdout.String()
			} else {
				cmd.Stdout, cmd.Stderr = nil, nil
				code, screen = atTerminal(t, cmd, 80).wait()
			}
			if got := strings.Contains(screen, "\x1b"); got != c.want || code != 0 || !strings.Contains(screen, "1202955310000000101") {
				t.Errorf("-f %s, %s, piped %v: exit code %d, colours %v\n%q", format, c.env, c.piped, code, got, screen)
			}
		}
	}
	cmd, _, _ := d.command("query", "#.id_str", "fixture:library", "-o", "a.json")
	cmd.Stdout, cmd.Stderr = nil, nil
	code, screen := atTerminal(t, cmd, 80).wait()
	if text, err := os.ReadFile(filepath.Join(d.dir, "a.json")); err != nil || code != 0 || bytes.Contains(text, []byte("\x1b")) {
		t.Errorf("-o at a terminal: %v, exit code %d, %s\n%q", err, code, screen, text)
	}
}

// evil is what a terminal would obey or be deceived by: sequences for colours, titles and the clipboard, in 7 and 8 bits, controls that
// write over what is there, turned and invisible text. evilJSON is the inside of a JSON string that holds it.
const (
	evil     = "a\x1b[31;7mb\x1b]0;c\x07d\x1b]52;c;ZQ==\x1b\\e\x1bP0q\u009b31mf\u0085g\rh\x08\x08i\x7fj\u202ek\u2066l\u200bm\u2028n\ufeffo\u061cp\x00q\x0cr\x0bs"
	evilJSON = "a\\u001b[31;7mb\\u001b]0;c\\u0007d\\u001b]52;c;ZQ==\\u001b\\\\e\\u001bP0q\u009b31mf\u0085g\\rh\\b\\bi\x7fj\u202ek\u2066l\u200bm\u2028n\ufeffo\u061cp\\u0000q\\fr\\u000bs"
)

// obeyed returns the characters in text that a terminal would obey, but for LF, TAB, our own colours and the line of progress
// that is written over and over.
func obeyed(text string) (found []string) {
	for _, ours := range []string{"\r\x1b[K", "\x1b[0m", "\x1b[1m", "\x1b[2m", "\x1b[22m", "\x1b[32m", "\x1b[33m", "\x1b[34m", "\x1b[35m", "\x1b[36m", "\x1b[39m"} {
		text = strings.ReplaceAll(text, ours, "")
	}
	for i, r := range text {
		switch {
		case r == '\n' || r == '\t':
		case r < ' ', r >= 0x7f && r < 0xa0, r == 0x61c, r >= 0x200b && r <= 0x200f && r != 0x200c && r != 0x200d, r >= 0x2028 && r <= 0x202e, r >= 0x2060 && r <= 0x206f, r == 0xfeff:
			found = append(found, fmt.Sprintf("%q in %q", r, text[max(0, i-20):min(len(text), i+20)]))
		case r == utf8.RuneError && !strings.HasPrefix(text[i:], "\ufffd"):
			found = append(found, fmt.Sprintf("%q", text[i:min(len(text), i+4)]))
		}
	}
	return found
}

// TestNothingIsObeyed lets data, keys, names and errors try to steer the terminal, in every format.
func TestNothingIsObeyed(t *testing.T) {
	if found := obeyed(evil); len(found) < 20 {
		t.Fatalf("only %d of the characters are seen: %q", len(found), found)
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		status, err := strconv.Atoi(filepath.Base(strings.TrimSuffix(r.URL.Path, ".json")))
		if err != nil {
			status = 200
		}
		w.Header().Set("X-Rate-Limit-Limit", "15")
		w.Header()["X-Evil"] = []string{evil}
		w.Header().Set("Content-Type", "application/json; x="+evil)
		switch {
		case strings.Contains(r.URL.Path, "html"):
			w.WriteHeader(status)
			fmt.Fprintf(w, "<!doctype html><title>%s</title>", evil)
		case strings.Contains(r.URL.Path, "problem"):
			w.WriteHeader(status)
			fmt.Fprintf(w, `{"title":"%s","detail":"%s","type":"about:%s"}`, evilJSON, evilJSON, evilJSON)
		case strings.Contains(r.URL.Path, "away"):
			w.Header().Set("Location", "http://127.0.0.1:9/\u202e%1b"+evilJSON)
			w.WriteHeader(302)
		case strings.Contains(r.URL.Path, "label"):
			w.WriteHeader(status)
			fmt.Fprintf(w, `{"errors":[{"code":99,"label":"%s","message":"%s"}],"%s":1}`, evilJSON, evilJSON, evilJSON)
		case strings.Contains(r.URL.Path, "broken"):
			fmt.Fprintf(w, `[{"%s":"%s" nonsense %s`, evilJSON, evilJSON, evil)
		case strings.Contains(r.URL.Path, "timeline"): // a list that has no second page of its kind
			if r.URL.Query().Get("max_id") != "" {
				fmt.Fprintf(w, `{"%s":1}`, evilJSON)
				break
			}
			fmt.Fprintf(w, `[{"id":9,"id_str":"9","%s":"%s"}]`, evilJSON, evilJSON)
		default:
			w.WriteHeader(status)
			fmt.Fprintf(w, `{"errors":[{"message":"%s"}]}`, evilJSON)
		}
	}))
	defer server.Close()
	dir := t.TempDir()
	writeText(t, filepath.Join(dir, "config.toml"), fmt.Sprintf("[profiles.slow]\nbase = %q\nsuffix = \".json\"\nauth = \"none\"\n"+
		"[profiles.class]\nbase = %q\ntoken_url = %q\nkey_env = \"K\"\nsecret_env = \"S\"\n", server.URL+"/1.1/", server.URL+"/1.1/", server.URL+"/label/403"))
	writeText(t, filepath.Join(dir, "fixtures", "evil.json"), `["`+evilJSON+`"]`)
	writeText(t, filepath.Join(dir, "fixtures", "evil.meta.json"), `{"origin":"`+evilJSON+`","saved":"2024-01-01T00:00:00Z","size":10}`)
	file := func(name, text string) string {
		name = filepath.Join(dir, name)
		writeText(t, name, text)
		return name
	}
	data := file("data.json", `[{"id":1,"`+evilJSON+`":"`+evilJSON+`","list":["`+evilJSON+`",{"`+evilJSON+`":["`+evilJSON+`"]}],"text":"`+evilJSON+`"},{"id":2,"`+evilJSON+`":{"`+evilJSON+`":1},"text":null}]`)
	object := file("object.json", `{"`+evilJSON+`":"`+evilJSON+`","o":{"`+evilJSON+`":["`+evilJSON+`"]}}`)
	lines := file("lines.ndjson", `"`+evilJSON+`"`+"\n{\"a\":\""+evilJSON+"\"}\n")
	scalar := file("scalar.json", `"`+evilJSON+`"`)
	raw := file("raw.json", "[\"\xff\xfe\xc3\", \""+evil+"\"]")
	bad := file("bad.json", "[1,\n"+evil+"]")
	html := file("page.html", "<html><title>"+evil+"</title>"+evil)

	var cases [][]string
	for _, f := range formatNames() {
		for _, args := range [][]string{
			{"get", data}, {"get", object}, {"get", lines}, {"get", scalar}, {"query", "#.text", data}, {"query", "0", data}, {"query", "0.list", data}, {"query", "@this", data},
			{"query", "#.{id,text}", data}, {"query", "o", object}, {"query", "@keys", object}, {"query", "@values", object}, {"query", "nope", data}, {"get", raw},
			{"query", "#", data, "-c", "id,text,list"}, {"query", "#", data, "-c", "a\u202e\x1b[31m:text"}, {"fixtures"},
			{"explain", "#.text", data}, {"explain", "*", object}, {"explain", "@this", scalar}, {"explain", "#." + evil, data},
			{"get", "1.1/statuses/user_timeline", "--profile=slow", "--all"}, {"get", "statuses/user_timeline", "--profile=slow", "-v"},
			{"count", "#.text", data}, {"count", "#.list", data}, {"count", "#.id", data, "--per", "text"}, {"sum", "#.id", data, "--by", "text"}, {"count", "#.text", data, "--by", "day"},
			{"sum", "#.text", data}, {"count", "@this", raw},
		} {
			cases = append(cases, append(args, "-f", f))
		}
	}
	cases = append(cases, [][]string{
		{"get", bad}, {"get", html}, {"query", "#.texd", data}, {"query", "#." + evil, data}, {"query", evil, data, "--notes=all"}, {"query", "#(" + evil, data},
		{"count", "#." + evil, data}, {"count", "#.text", data, "--per", evil}, {"count", "#.text", data, "--tz", evil}, {"sum", "#.id", data, "--by", evil},
		{"count", "#.text", data, "--per", "a\u202e\x1b[31m:text"}, {"count", "#.text", data, "--by", evil}, {"count", "#.text", evil},
		{"explain", "#(" + evil, data}, {"explain", "..#", lines}, {"explain", "#.text", data, "--script"}, {"explain", "o." + evil, object, "--script"},
		{"explain", "#(text==" + evil + ")#", data}, {"explain", "#.texd", data}, {"explain", "0.list.1.*", data, "-c", "step,sample"},
		{"query", "#", data, "-c", evil}, {"query", "#", data, "-c", "text," + evil}, {"get", evil}, {"get", dir + "/" + evil + ".json"}, {"get", "fixture:" + evil},
		{"get", data, "-f", evil}, {"get", data, "-o", dir + "/" + evil}, {"get", data, "-o", dir + "/" + evil + "/x.csv"}, {"get", data, "--profile", evil},
		{"get", data, "--" + evil}, {"get", data, evil}, {evil}, {"fixtures", evil}, {"get", data, "--pages", evil}, {"get", data, "-p", evil}, {"get", data, "--notes", evil},
		{"get", "users/show", "-p", evil + "=" + evil, "--dry-run"}, {"get", "users/show?" + evil, "--dry-run"}, {"get", "http://127.0.0.1:9/" + evil, "--dry-run"},
		{"get", "1.1/" + evil, "--dry-run"}, {"get", data + evil, "--dry-run"}, {"get", "fixture:" + evil, "--dry-run"}, {"get", "./" + evil, "--dry-run"},
		{"get", "http://" + evil}, {"get", "http://[" + evil}, {"get", "ftp://" + evil}, {"get", "http://u:p@" + evil},
		{"fixtures", "show", "evil"}, {"fixtures", "show", evil}, {"fixtures", "save", evil, data}, {"fixtures", "save", "x", evil}, {"fixtures", "remove", evil}, {"fixtures", "list"},
		{"login", "--profile", evil}, {"login", "--profile=class"}, {"login", "--profile=class", "-v"}, {"whoami", "--profile", evil}, {"logout", "--profile", evil}, {"completion", evil},
		{"get", "1.1/users/show", "--profile=class"}, {"query", "#.text"}, {"query", "#", data, data, "fixture:evil"}, {"get", data, "--save", evil},
	}...)
	for _, path := range []string{"400", "401", "403", "404", "429", "500", "503", "418", "200"} {
		for _, kind := range []string{"plain/", "html/", "problem/", "label/"} {
			cases = append(cases, []string{"get", "1.1/" + kind + path, "--profile=slow", "-v"})
		}
	}
	cases = append(cases, []string{"get", "1.1/away", "--profile=slow", "-v"}, []string{"get", server.URL + "/away.json", "-v"}, []string{"get", "1.1/broken", "--profile=slow", "-v"})

	outputs, errs := 0, 0
	for _, args := range cases {
		for _, color := range []string{"", "1"} {
			var stdout, stderr bytes.Buffer
			env := map[string]string{"TWQ_CONFIG_DIR": dir, "NO_COLOR": color, "TERM": "xterm", "K": "key-of-nobody", "S": "secret-of-nobody"}
			w := world{Stdin: strings.NewReader("[]"), Stdout: &stdout, Stderr: &stderr, StdinTTY: true, StdoutTTY: true, StderrTTY: true,
				Width: func() int { return 80 }, Now: time.Now, Getenv: func(k string) string { return env[k] }}
			code := inWorld(t, w, args...)
			outputs, errs = outputs+stdout.Len(), errs+stderr.Len()
			for name, text := range map[string]string{"stdout": stdout.String(), "stderr": stderr.String()} {
				if found := obeyed(text); found != nil {
					t.Errorf("%q: exit code %d, %s: the terminal obeys %q", args, code, name, found)
				}
			}
			if code == exitBug {
				t.Errorf("%q: %s", args, stderr.String())
			}
			if color != "" && sgr.MatchString(stdout.String()) {
				t.Errorf("%q: colours in spite of NO_COLOR", args)
			}
		}
	}
	if outputs < 10_000 || errs < 10_000 {
		t.Errorf("only %d bytes of output and %d of errors", outputs, errs)
	}
}

// TestNothingIsObeyedByTheProgram does it once with the program itself at a terminal, whose descriptors say what is one.
func TestNothingIsObeyedByTheProgram(t *testing.T) {
	d := sitDown(t, "http://127.0.0.1:9")
	writeText(t, filepath.Join(d.dir, "data.json"), `[{"`+evilJSON+`":"`+evilJSON+`"}]`)
	for _, format := range append(formatNames(), evil[1:40]) {
		cmd, _, _ := d.command("get", "data.json", "-f", format)
		cmd.Stdout, cmd.Stderr = nil, nil
		_, screen := atTerminal(t, cmd, 80).wait()
		if found := obeyed(screen); found != nil || screen == "" {
			t.Errorf("-f %s: the terminal obeys %q in %q", format, found, screen)
		}
	}
}

func TestLastAnswerAtATerminal(t *testing.T) {
	needTerminal(t)
	server := startSlowServer(t)
	d := sitDown(t, server.URL)
	ask := func(stdin io.Reader, args ...string) (int, string, string) {
		cmd, stdout, stderr := d.command(args...)
		if cmd.Stdin = stdin; stdin != nil {
			cmd.Run()
			return cmd.ProcessState.ExitCode(), stdout.String(), stderr.String()
		}
		code, screen := atTerminal(t, cmd, 80).wait()
		if screen != "" {
			t.Errorf("%q: on the screen is %q", args, screen)
		}
		return code, stdout.String(), stderr.String()
	}
	if code, out, said := ask(nil, "query", "#.text", "-f", "text"); code != exitUsage || out != "" || !strings.Contains(said, "no last answer yet") || !strings.Contains(said, "try: twq query '#.text' fixture:library\n") {
		t.Errorf("with no last answer: exit code %d, %q, %q", code, out, said)
	}
	if code, _, said := ask(nil, "get", "1.1/fine", "--profile=slow"); code != 0 {
		t.Fatalf("exit code %d, %s", code, said)
	}
	if code, out, said := ask(nil, "query", "#.text", "-f", "text"); code != 0 || out != "the answer before\n" || !strings.Contains(said, "the last answer: "+server.URL+"/1.1/fine.json, ") {
		t.Errorf("with a last answer: exit code %d, %q, %q", code, out, said)
	}
	if code, out, said := ask(strings.NewReader(`[{"text":"piped"}]`), "query", "#.text", "-f", "text"); code != 0 || out != "piped\n" || said != "" {
		t.Errorf("with something piped in: exit code %d, %q, %q", code, out, said)
	}
	if code, out, said := ask(strings.NewReader(""), "query", "#.text", "-f", "text"); code != exitNotJSON || out != "" || strings.Contains(said, "last answer") {
		t.Errorf("with nothing piped in: exit code %d, %q, %q", code, out, said)
	}
	if code, out, said := ask(nil, "query", "#.text", "fixture:library", "-f", "text"); code != 0 || strings.Contains(out, "before") || strings.Contains(said, "last answer") {
		t.Errorf("with a source: exit code %d, %q, %q", code, out, said)
	}
}

func TestLoginAtATerminal(t *testing.T) {
	needTerminal(t)
	server := httptest.NewServer(fixtures.Server(fixtures.Builtin(), fixtures.Options{}))
	defer server.Close()
	d := sitDown(t, server.URL)
	const wrong = "wrong-secret-of-nobody"
	for _, c := range []struct {
		args        []string
		key, secret string
		code        int
		says        string
	}{
		{[]string{"login", "--profile=class"}, fixtures.PracticeKey, fixtures.PracticeSecret, 0, "logged in"},
		{[]string{"login", "--profile=class", "-v"}, "  " + fixtures.PracticeKey, fixtures.PracticeSecret + " ", 0, "logged in"},
		{[]string{"login", "--profile=class", "-v"}, fixtures.PracticeKey, wrong, exitAuth, "code 99"},
		{[]string{"login", "--profile=class"}, fixtures.PracticeKey, "", exitUsage, "no API secret was given"},
	} {
		cmd, _, _ := d.command(c.args...)
		cmd.Stdout, cmd.Stderr = nil, nil
		s := atTerminal(t, cmd, 80)
		for _, ask := range [][2]string{{"API key: ", c.key}, {"API secret: ", c.secret}} {
			s.await(ask[0])
			s.awaitSilence()
			s.press(ask[1] + "\r")
		}
		code, screen := s.wait()
		if code != c.code || !strings.Contains(screen, c.says) {
			t.Errorf("%q: exit code %d, %s", c.args, code, screen)
		}
		for _, secret := range []string{c.key, c.secret} {
			if secret = strings.TrimSpace(secret); secret != "" && strings.Contains(screen, secret) {
				t.Errorf("%q: %s is on the screen:\n%s", c.args, secret, screen)
			}
		}
		if !s.echoes() {
			t.Errorf("%q: the terminal stays silent", c.args)
		}
	}
	cmd, _, _ := d.command("login", "--profile=class", "--bearer")
	cmd.Stdout, cmd.Stderr = nil, nil
	s := atTerminal(t, cmd, 80)
	s.await("bearer token: ")
	s.awaitSilence()
	s.press("token-of-nobody-at-all\r")
	if code, screen := s.wait(); code != 0 || strings.Contains(screen, "nobody") {
		t.Errorf("--bearer: exit code %d, %s", code, screen)
	}
}

// big is a file that fits into no pipe.
func (d desk) big(t *testing.T) string {
	t.Helper()
	name := filepath.Join(d.dir, "big.json")
	writeText(t, name, rows(9000)+"]")
	return name
}

func TestHead(t *testing.T) {
	bash := needShell(t, "bash")
	server := startSlowServer(t)
	d := sitDown(t, server.URL)
	name := d.big(t)
	var lines []string
	lines = append(lines, "count '#.id' "+name+" -f chart", "count '#.text' "+name, "sum '#.id' "+name+" -f csv")
	for _, f := range rowFormats() {
		lines = append(lines, "get "+name+" -f "+f, "query '#.text' "+name+" -f "+f, "get fixture:library --notes=none -q '#.id_str' -f "+f)
	}
	lines = append(lines, "--help", "completion bash", "fixtures show library", "fixtures -f csv", "get 1.1/fine --profile=slow -f csv", "__complete -- get ''")
	for _, line := range lines {
		cmd := exec.Command(bash, "-c", `set -o pipefail; "$0" `+line+` | head -1`, d.bin)
		var stdout, stderr bytes.Buffer
		cmd.Dir, cmd.Env, cmd.Stdout, cmd.Stderr = d.dir, d.env, &stdout, &stderr
		cmd.Run()
		if code := cmd.ProcessState.ExitCode(); code != 0 && code != 141 || stderr.Len() > 0 || bytes.Count(stdout.Bytes(), []byte("\n")) > 1 || stdout.Len() == 0 {
			t.Errorf("twq %s | head -1: exit code %d, %d bytes, stderr %s", line, code, stdout.Len(), stderr.String())
		}
	}
}

// TestFullOutput writes where there is no room.
func TestFullOutput(t *testing.T) {
	if _, err := os.Stat("/dev/full"); err != nil {
		t.Skip("this system has no /dev/full")
	}
	server := startSlowServer(t)
	d := sitDown(t, server.URL)
	name := d.big(t)
	before := d.files(t)
	var cases [][]string
	cases = append(cases, []string{"count", "#.text", name, "-f", "chart"}, []string{"count", "#.text", name}, []string{"count", "#.text", name, "-o", "/dev/full", "-f", "chart"})
	for _, f := range rowFormats() {
		cases = append(cases, []string{"get", name, "-f", f}, []string{"query", "#.text", name, "-f", f}, []string{"query", "#", "fixture:library", "-f", f},
			[]string{"get", "fixture:library", "-f", f, "-o", "/dev/full"})
	}
	cases = append(cases, []string{"fixtures", "show", "library"}, []string{"fixtures"}, []string{"get", "users/show", "--dry-run"}, []string{"login", "--explain"},
		[]string{"completion", "bash"}, []string{"whoami", "--profile=slow"}, []string{"--help"}, []string{"--version"}, []string{"get", "--help"})
	for _, args := range cases {
		full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
		if err != nil {
			t.Fatal(err)
		}
		cmd, _, stderr := d.command(args...)
		cmd.Stdout = full
		cmd.Run()
		full.Close()
		said := stderr.String()
		if code := cmd.ProcessState.ExitCode(); code != exitFetch || !strings.HasPrefix(said, "twq: cannot write ") || !strings.Contains(said, "no space left on device") {
			t.Errorf("%q > /dev/full: exit code %d, %q", args, code, said)
		}
	}
	delete(before, filepath.Join(d.config, "state", "last")) // an answer that has arrived is kept
	os.Remove(filepath.Join(d.config, "state", "last"))
	d.unchanged(t, before)
}

// mount makes a folder a small file system of its own, as root; where everything has to be run it fails without.
func mount(t *testing.T, dir string, options string) {
	t.Helper()
	if runtime.GOOS != "linux" {
		t.Skip("a small file system is mounted on Linux only")
	}
	if out, err := exec.Command("mount", "-t", "tmpfs", "-o", options, "none", dir).CombinedOutput(); err != nil {
		if os.Getenv("TWQ_CI") != "" {
			t.Fatalf("mount: %v, and TWQ_CI wants everything\n%s", err, out)
		}
		t.Skipf("a small file system cannot be mounted: %v", err)
	}
	t.Cleanup(func() { exec.Command("umount", dir).Run() })
}

// TestOutFile writes files where they cannot be written; what is there stays.
func TestOutFile(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has other words for the reasons")
	}
	d := sitDown(t, "http://127.0.0.1:9")
	name := d.big(t)
	fails := func(t *testing.T, args []string, reason string) {
		t.Helper()
		before := d.files(t)
		cmd, stdout, stderr := d.command(args...)
		cmd.Run()
		said := stderr.String()
		if code := cmd.ProcessState.ExitCode(); code != exitFetch || stdout.Len() > 0 || !strings.HasPrefix(said, "twq: cannot write ") || !strings.Contains(said, reason) ||
			strings.Count(said, "\n") > 4 || strings.Contains(said, ".twq-") || strings.Count(said, args[len(args)-1]) != 1 {
			t.Errorf("%q: exit code %d, stdout %q, stderr %q", args, code, stdout, said)
		}
		d.unchanged(t, before)
	}
	t.Run("missing folder", func(t *testing.T) {
		fails(t, []string{"get", name, "-o", "nowhere/x.csv"}, "there is no folder nowhere")
	})
	t.Run("a file as a folder", func(t *testing.T) {
		fails(t, []string{"get", name, "-o", "big.json/x.csv"}, "not a directory")
	})
	t.Run("a folder", func(t *testing.T) {
		if err := os.Mkdir(filepath.Join(d.dir, "x.csv"), 0o700); err != nil {
			t.Fatal(err)
		}
		fails(t, []string{"get", name, "-o", "x.csv"}, "is a folder")
	})
	t.Run("no room", func(t *testing.T) {
		dir := filepath.Join(d.dir, "small")
		writeText(t, filepath.Join(dir, ".keep"), "")
		mount(t, dir, "size=64k")
		writeText(t, filepath.Join(dir, "old.json"), "[]")
		noise := []byte{'['}
		for i := range 4000 { // that no compression makes small
			noise = fmt.Appendf(noise, `{"n":"%x"},`, sha256.Sum256([]byte{byte(i), byte(i >> 8)}))
		}
		writeText(t, filepath.Join(d.dir, "noise.json"), string(append(noise, "{}]"...)))
		for _, f := range formats() {
			for _, ending := range f.endings {
				fails(t, []string{"get", "noise.json", "-o", "small/new" + ending}, "no space left on device")
			}
		}
		fails(t, []string{"get", name, "--force", "-o", "small/old.json"}, "no space left on device")
		writeText(t, filepath.Join(dir, "fill"), strings.Repeat("x", 60<<10)) // of 16 pages one is taken
		for _, ending := range []string{".gz", ".zst"} {                      // which are written at the end
			fails(t, []string{"query", "@this", "fixture:tweet", "-o", "small/new.json" + ending}, "no space left on device")
		}
	})
	t.Run("read only", func(t *testing.T) {
		dir := filepath.Join(d.dir, "still")
		writeText(t, filepath.Join(dir, ".keep"), "")
		mount(t, dir, "size=64k")
		writeText(t, filepath.Join(dir, "old.json"), "[]")
		if out, err := exec.Command("mount", "-o", "remount,ro", dir).CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		fails(t, []string{"get", name, "-o", "still/new.json"}, "read-only file system")
		fails(t, []string{"get", name, "--force", "-o", "still/old.json"}, "read-only file system")
	})
}
