package main

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// session runs commands in folders of its own against an API at base; env overrides its variables.
type session struct {
	t    *testing.T
	dir  string
	base string
}

func newSession(t *testing.T, handler http.HandlerFunc) session {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	s := session{t: t, dir: t.TempDir(), base: server.URL}
	profile := fmt.Sprintf("[profiles.here]\nbase = %q\nsuffix = \".json\"\nauth = \"none\"\n", server.URL+"/1.1/")
	if err := os.WriteFile(filepath.Join(s.dir, "config.toml"), []byte(profile), 0o600); err != nil {
		t.Fatal(err)
	}
	return s
}

func (s session) run(args ...string) (stdout, stderr string, code int) {
	s.t.Helper()
	var out, errs bytes.Buffer
	w := world{Stdin: strings.NewReader(""), Stdout: &out, Stderr: &errs, Now: time.Now, StdinTTY: true, Getenv: func(k string) string {
		return map[string]string{"TWQ_CONFIG_DIR": s.dir, "TWQ_PROFILE": "here"}[k]
	}}
	code = inWorld(s.t, w, args...)
	return out.String(), errs.String(), code
}

// limited gives two pages of ids and then refuses.
func limitedAPI(w http.ResponseWriter, r *http.Request) {
	switch r.URL.Query().Get("cursor") {
	case "":
		io.WriteString(w, `{"ids":[11,12],"next_cursor":5,"next_cursor_str":"5"}`)
	case "5":
		io.WriteString(w, `{"ids":[13],"next_cursor":6,"next_cursor_str":"6"}`)
	default:
		w.Header().Set("X-Rate-Limit-Reset", fmt.Sprint(time.Now().Add(10*time.Minute).Unix()))
		w.WriteHeader(http.StatusTooManyRequests)
		io.WriteString(w, `{"errors":[{"code":88,"message":"Rate limit exceeded"}]}`)
	}
}

// TestRefusedLate refuses a path when rows that show it untrue come behind others that are out, with the same words and exit code.
func TestRefusedLate(t *testing.T) {
	s := newSession(t, limitedAPI)
	var doc strings.Builder
	for i := range 60_000 {
		price := fmt.Sprint(i % 97)
		if i >= 50_000 {
			price = `"` + price + `"`
		}
		fmt.Fprintf(&doc, `{"n":%d,"price":%s,"remark":"as it was told to us"}`+"\n", i, price)
	}
	source, file := filepath.Join(s.dir, "prices.ndjson"), filepath.Join(s.dir, "out.csv")
	if err := os.WriteFile(source, []byte(doc.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	out, errs, code := s.run("query", "#(price>10)#.n", source, "-f", "text")
	if code != exitUsage || !strings.HasPrefix(out, "11\n") || !strings.HasPrefix(errs, "twq: P12 price is text in some elements") || !strings.Contains(errs, "\nINCOMPLETE: ") {
		t.Errorf("rows are out: exit %d, %q", code, errs)
	}
	_, errs, code = s.run("query", "#(price>10)#.n", source, "-o", file)
	if _, err := os.Stat(file); err == nil || code != exitUsage || !strings.HasPrefix(errs, "twq: P12 ") {
		t.Errorf("-o: %v, exit %d, %q", err, code, errs)
	}
}

// TestPagesBreakOff keeps the rows that came before a rate limit, says how many, and takes no part for the whole.
func TestPagesBreakOff(t *testing.T) {
	s := newSession(t, limitedAPI)
	out, errs, code := s.run("get", "followers/ids", "-p", "screen_name=a", "--all", "-f", "text")
	if out != "11\n12\n13\n" || code != exitRate || !strings.HasSuffix(errs, "\nINCOMPLETE: 3 rows\n") || !strings.Contains(errs, "until ") {
		t.Errorf("text: %q, %q, exit %d", out, errs, code)
	}
	out, errs, code = s.run("get", "followers/ids", "-p", "screen_name=a", "--all", "-q", "ids", "-f", "json")
	if out != "[\n  11,\n  12,\n  13" && out != "[\n  11,\n  12,\n  13\n" || code != exitRate || !strings.HasSuffix(errs, "\nINCOMPLETE: 3 rows\n") {
		t.Errorf("json: %q, %q, exit %d", out, errs, code)
	}
	out, errs, code = s.run("get", "followers/ids", "-p", "screen_name=a", "--all", "-q", "ids.#", "-f", "text")
	if out != "" || code != exitRate {
		t.Errorf("a count of a part: %q, %q, exit %d", out, errs, code)
	}
	file := filepath.Join(s.dir, "ids.csv")
	_, errs, code = s.run("get", "followers/ids", "-p", "screen_name=a", "--all", "-o", file)
	if _, err := os.Stat(file); err == nil || code != exitRate || !strings.Contains(errs, "was not written") {
		t.Errorf("-o: %v, %q, exit %d", err, errs, code)
	}
	if out, errs, code = s.run("query", "ids"); code != exitUsage {
		t.Errorf("an answer that broke off became the last answer: %q, %q, exit %d", out, errs, code)
	}
	if out, _, code = s.run("get", "followers/ids", "-p", "screen_name=a", "--pages", "2", "-q", "[ids.#,next_cursor_str]", "-f", "raw"); out != "[3,\"6\"]\n" || code != 0 {
		t.Errorf("two pages: %q, exit %d", out, code)
	}
	if out, errs, code = s.run("query", "ids.#", "-f", "text"); out != "3\n" || !strings.Contains(errs, "the last answer") || code != 0 {
		t.Errorf("the last answer: %q, %q, exit %d", out, errs, code)
	}
}

// TestNothingIsSent counts the requests of command lines that are wrong.
func TestNothingIsSent(t *testing.T) {
	asked := 0
	s := newSession(t, func(w http.ResponseWriter, r *http.Request) { asked++; io.WriteString(w, "[]") })
	s.t.Setenv("HOME", s.dir)
	existing := filepath.Join(s.dir, "there.csv")
	if err := os.WriteFile(existing, []byte("kept"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{
		{"get", "statuses/user_timeline", "-p", "screen_name"},
		{"get", "statuses/user_timeline", "-q", "#(a"},
		{"get", "statuses/user_timeline", "-q", "#.{a"},
		{"get", "statuses/user_timeline", "-c", "a,b.[c"},
		{"get", "statuses/user_timeline", "-c", "a,a"},
		{"get", "statuses/user_timeline", "-f", "tabel"},
		{"get", "statuses/user_timeline", "-f", "csv", "-o", "x.json"},
		{"get", "statuses/user_timeline", "-o", existing},
		{"get", "statuses/user_timeline", "-o", filepath.Join(s.dir, "no", "x.csv")},
		{"get", "statuses/user_timeline", "-o", s.dir},
		{"get", "statuses/user_timeline", "--save", "../x"},
		{"get", "statuses/user_timeline", "--save", "library"},
		{"get", "statuses/user_timeline", "--pages", "-1"},
		{"get", "statuses/user_timeline", "--limit", "-1"},
		{"get", "statuses/user_timeline", "--profile", "nosuch"},
		{"get", "statuses/user_timeline", "--dry-run"},
		{"get", "statuses/user_timelin"},
		{"get", "no/such"},
		{"get", "statuses/../../x"},
		{"get", "ftp://127.0.0.1/x"},
		{"get", "http://user:pass@127.0.0.1/x"},
		{"query", "#.text", "no/such"},
		{"query", "-1.text", "statuses/user_timeline"},
	} {
		out, errs, code := s.run(args...)
		if args[len(args)-1] != "--dry-run" && (out != "" || code == 0 || code == exitBug) {
			t.Errorf("%q: %q, exit %d", args, out, code)
		}
		if n := strings.Count(errs, "\n"); n > 4 || n == 0 {
			t.Errorf("%q: %d lines:\n%s", args, n, errs)
		}
	}
	if asked != 0 {
		t.Errorf("%d requests were sent", asked)
	}
	if b, _ := os.ReadFile(existing); string(b) != "kept" {
		t.Errorf("the existing file holds %q", b)
	}
}

// TestSaveKeepsWholeAnswers keeps no part of an answer, and keeps a whole one also when the question was refused.
func TestSaveKeepsWholeAnswers(t *testing.T) {
	s := newSession(t, limitedAPI)
	if _, _, code := s.run("get", "followers/ids", "--all", "--save", "part"); code != exitRate {
		t.Errorf("exit %d", code)
	}
	if _, _, code := s.run("query", "ids", "fixture:part"); code != exitFetch {
		t.Errorf("a part was kept: exit %d", code)
	}
	if _, errs, code := s.run("get", "followers/ids", "--pages", "2", "--save", "whole", "-q", "$.ids[0]"); code != exitUsage || !strings.Contains(errs, "kept as fixture:whole") {
		t.Errorf("a refused path: %q, exit %d", errs, code)
	}
	if out, _, _ := s.run("query", "ids.#", "fixture:whole", "-f", "text"); out != "3\n" {
		t.Errorf("what was kept has %q ids", out)
	}
}

// TestSaveLast keeps the last answer under a name, and one with nobody in it under another.
func TestSaveLast(t *testing.T) {
	var stdout, stderr strings.Builder
	dir := t.TempDir()
	w := world{Stdin: strings.NewReader(""), Stdout: &stdout, Stderr: &stderr, StdinTTY: true, Now: time.Now, Getenv: func(name string) string {
		if name == "TWQ_CONFIG_DIR" {
			return dir
		}
		return ""
	}}
	for _, args := range [][]string{
		{"get", "users/show", "-p", "screen_name=mira_k", "--offline", "-q", "screen_name"}, {"fixtures", "save", "mine"}, {"fixtures", "anonymise", "--save", "shared"},
		{"query", "screen_name", "fixture:mine", "-f", "text"}, {"query", "screen_name", "fixture:shared", "-f", "text"},
	} {
		stdout.Reset()
		if code := inWorld(t, w, args...); code != 0 {
			t.Fatalf("%v: exit %d: %s", args, code, stderr.String())
		}
		if got := strings.TrimSpace(stdout.String()); args[0] == "query" && (got == "mira_k") != (args[2] == "fixture:mine") {
			t.Errorf("%v: %q", args, got)
		}
	}
}
