package main

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestOddPages walks through pages that are no textbook's, with collect and with get --all: both have the same rows.
func TestOddPages(t *testing.T) {
	last := func(value string) http.HandlerFunc { // what stands in the place of a next page behind the second
		return func(w http.ResponseWriter, r *http.Request) {
			if at := r.URL.Query().Get("at"); at == "" {
				io.WriteString(w, `{"rows":[{"id":1}],"next":"2"}`)
			} else {
				fmt.Fprintf(w, `{"rows":[{"id":%s}],"next":%s}`, at, value)
			}
		}
	}
	token, cursor := "paging = \"next_token\"\nitems = \"rows\"\nnext = \"next\"\nnext_param = \"at\"", "paging = \"cursor\"\nitems = \"rows\"\nnext = \"next\"\nnext_param = \"at\""
	paged := func(pages ...string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			n := 1
			fmt.Sscan(r.URL.Query().Get("page"), &n)
			io.WriteString(w, pages[min(n, len(pages))-1])
		}
	}
	for _, c := range []struct {
		name, profile string
		answer        http.HandlerFunc
		want          string // the ids
		told          string // on stderr, by both
		code          int
	}{
		{"next is null", token, last("null"), "1,2", "", 0},
		{"next is 0", token, last("0"), "1,2", "", 0},
		{"next is an empty list", token, last("[ ]"), "1,2", "", 0},
		{"next is an empty object", token, last("{}"), "1,2", "", 0},
		{"next is true", token, last("true"), "1", "expected a text or a number at next", exitFetch},
		{"cursor is -1", cursor, last("-1"), "1,2", "", 0},
		{"cursor is 0 as a text", cursor, last(`"0"`), "1,2", "", 0},
		{"an empty list is null", token, func(w http.ResponseWriter, r *http.Request) {
			io.WriteString(w, map[string]string{"": `{"rows":[{"id":1}],"next":2}`, "2": `{"rows":null,"next":3}`, "3": `{"rows":[{"id":3}],"next":null}`}[r.URL.Query().Get("at")])
		}, "1,3", "", 0},
		{"null is an error", token, func(w http.ResponseWriter, r *http.Request) {
			io.WriteString(w, map[string]string{"": `{"rows":[{"id":1}],"next":2}`, "2": `{"rows":null,"error":"index is down"}`}[r.URL.Query().Get("at")])
		}, "1", "index is down", exitFetch},
		{"pages end with null", "paging = \"page\"\nitems = \"rows\"", paged(`{"rows":[{"id":1}]}`, `{"rows":[{"id":2}]}`, `{"rows":null}`), "1,2", "", 0},
		{"new rows push others down", "paging = \"page\"\nitems = \"rows\"", paged(`{"rows":[{"id":1},{"id":2}]}`, `{"rows":[{"id":2},{"id":3}]}`, `{"rows":[]}`), "1,2,3", "1 row came twice", 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			server := httptest.NewServer(c.answer)
			defer server.Close()
			run := inProfile(t, server.URL, "auth = \"none\"\n"+c.profile)
			file := filepath.Join(t.TempDir(), "o.ndjson")
			code, _, errs := run("collect", "things", "-o", file, "--profile", "odd")
			text, _ := os.ReadFile(file)
			if got := idsIn(string(text)); code != c.code || got != c.want || !strings.Contains(errs, c.told) {
				t.Errorf("collect: %d, %q\n%s", code, got, errs)
			}
			code, out, errs := run("get", "things", "--all", "-q", "rows", "-f", "ndjson", "--profile", "odd")
			if got := idsIn(out); code != c.code || c.code == 0 && got != c.want || !strings.Contains(errs, c.told) {
				t.Errorf("get: %d, %q\n%s", code, got, errs)
			}
		})
	}
}

// idsIn are the ids of lines {"id":N}.
func idsIn(lines string) string {
	lines = strings.NewReplacer(`{"id":`, "", `{"id": `, "", "}", "").Replace(strings.TrimSpace(lines))
	return strings.ReplaceAll(lines, "\n", ",")
}

// inProfile makes a world with a profile odd.
func inProfile(t *testing.T, base, profile string) func(args ...string) (code int, out, errs string) {
	t.Helper()
	home := t.TempDir()
	if err := os.WriteFile(filepath.Join(home, "config.toml"), []byte("[profiles.odd]\nbase = \""+base+"/\"\n"+profile+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return func(args ...string) (int, string, string) {
		var out, errs bytes.Buffer
		w := world{Stdin: strings.NewReader(""), Stdout: &out, Stderr: &errs, Now: time.Now, Getenv: func(name string) string {
			if name == "TWQ_CONFIG_DIR" {
				return home
			}
			return ""
		}}
		code := inWorld(t, w, args...)
		return code, out.String(), errs.String()
	}
}

// TestJSONLinesOfAnAPI reads an answer of JSON lines that ends with its connection; a cut one is told as one.
func TestJSONLinesOfAnAPI(t *testing.T) {
	rest := ""
	server := rawServer(t, func() string {
		return "HTTP/1.1 200 OK\r\nContent-Type: application/x-ndjson\r\n\r\n{\"id\":1}\n{\"id\":2}\n" + rest
	})
	run := inProfile(t, server, `auth = "none"`)
	file := filepath.Join(t.TempDir(), "o.ndjson")
	code, out, errs := run("get", "things", "-f", "ndjson", "--profile", "odd")
	if code != 0 || idsIn(out) != "1,2" {
		t.Errorf("get: %d %q %s", code, out, errs)
	}
	code, _, errs = run("collect", "things", "-o", file, "--profile", "odd")
	if text, _ := os.ReadFile(file); code != 0 || string(text) != "{\"id\":1}\n{\"id\":2}\n" {
		t.Errorf("collect: %d %q %s", code, text, errs)
	}
	rest = `{"id":3`
	code, _, errs = run("get", "things", "-f", "ndjson", "--profile", "odd")
	if code != exitFetch || !strings.Contains(errs, "cut after 25 bytes") {
		t.Errorf("get: %d %s", code, errs)
	}
}

// TestStrayBytes wants nothing of what a server sends behind its answer on stderr, where only the program itself speaks.
func TestStrayBytes(t *testing.T) {
	server := rawServer(t, func() string {
		return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 10\r\n\r\n[{\"id\":1}]stray bytes"
	})
	program, err := exec.LookPath("twq")
	if err != nil {
		t.Fatal(err)
	}
	for range 5 { // it is seen or not
		var errs bytes.Buffer
		cmd := exec.Command(program, "get", server+"/things.json", "-f", "ndjson")
		cmd.Env = append(os.Environ(), "TWQ_CONFIG_DIR="+t.TempDir())
		cmd.Stderr = &errs
		if err := cmd.Run(); err != nil || strings.Contains(errs.String(), "stray") {
			t.Fatalf("%v\n%s", err, errs.String())
		}
	}
}

// rawServer writes these bytes behind each request and ends the connection a little later.
func rawServer(t *testing.T, answer func() string) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				c.Read(make([]byte, 4096))
				io.WriteString(c, answer())
				c.(*net.TCPConn).CloseWrite()
				io.Copy(io.Discard, c)
				c.Close()
			}()
		}
	}()
	return "http://" + l.Addr().String()
}

// TestCollectOfBytes keeps what is not UTF-8 as it came, and says so: another program, and twq too, would stumble over it.
func TestCollectOfBytes(t *testing.T) {
	const rows = "{\"id\":1,\"t\":\"caf\xe9\"}\n{\"id\":2,\"t\":\"café\"}\n"
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		io.WriteString(w, "["+strings.ReplaceAll(strings.TrimSpace(rows), "\n", ",")+"]")
	}))
	defer server.Close()
	run := inProfile(t, server.URL, `auth = "none"`)
	file := filepath.Join(t.TempDir(), "o.ndjson")
	code, _, errs := run("collect", "things", "-o", file, "--profile", "odd")
	if text, _ := os.ReadFile(file); code != 0 || string(text) != rows || !strings.Contains(errs, "1 row with bytes that are not UTF-8") {
		t.Errorf("%d %q %s", code, text, errs)
	}
	if _, out, errs := run("query", "#.id", file, "--skip-invalid", "-f", "ndjson"); strings.TrimSpace(out) != "2" && strings.TrimSpace(out) != "[2]" {
		t.Errorf("%q %s", out, errs)
	}
}
