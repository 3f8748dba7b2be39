package main

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// expiring is an API whose token is valid until it is made to expire; it counts what it is asked for.
type expiring struct {
	words string // for an expired token
	crowd int    // it answers nobody that the token has expired before so many have shown it

	mu              sync.Mutex
	serial          int
	exchanges       int
	rejected, calls int
	waiting         int
	all             chan struct{} // closed when the crowd is there
}

func (a *expiring) token() string { return fmt.Sprintf("token-number-%d-of-the-app", a.serial) }

func (a *expiring) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	a.mu.Lock()
	switch {
	case r.URL.Path == "/oauth2/token":
		a.exchanges++
		fmt.Fprintf(w, `{"token_type":"bearer","access_token":%q}`, a.token())
	case r.Header.Get("Authorization") != "Bearer "+a.token():
		a.rejected++
		if a.waiting++; a.waiting == a.crowd {
			close(a.all)
		}
		all := a.all
		a.mu.Unlock()
		select {
		case <-all:
		case <-r.Context().Done():
		case <-time.After(20 * time.Second): // the count below tells
		}
		w.WriteHeader(http.StatusUnauthorized)
		io.WriteString(w, a.words)
		return
	default:
		a.calls++
		io.WriteString(w, `{"screen_name":"mira_k"}`)
	}
	a.mu.Unlock()
}

// expire makes the token worthless and returns how many exchanges there were.
func (a *expiring) expire() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.serial++
	a.waiting, a.all = 0, make(chan struct{})
	return a.exchanges
}

// TestProcessesShareARenewal has sixteen processes meet an expired token at once, fifty times: each time one of them asks for a new one,
// and all of them get their answer. Long runs of a command line tool that renewed in every process were shut out by the server
// (railwayapp/cli#991).
func TestProcessesShareARenewal(t *testing.T) {
	const processes = 16
	rounds := 50
	if testing.Short() {
		rounds = 10
	}
	bin := buildProgram(t)
	for _, v1 := range []bool{true, false} { // v1.1 says that the token expired; another API says 401 and no more
		base, api := "/1.1/", &expiring{crowd: processes, words: `{"errors":[{"code":89,"message":"Invalid or expired token."}]}`}
		if !v1 {
			base, rounds, api.words = "/api/", 5, `{"message":"Bad credentials"}`
		}
		server := httptest.NewServer(api)
		defer server.Close()
		config := t.TempDir()
		writeText(t, filepath.Join(config, "config.toml"), fmt.Sprintf("[profiles.class]\nbase = %q\ntoken_url = %q\nkey_env = \"CLASS_KEY\"\nsecret_env = \"CLASS_SECRET\"\n",
			server.URL+base, server.URL+"/oauth2/token"))
		env := append(os.Environ(), "TWQ_CONFIG_DIR="+config, "CLASS_KEY=the-key-of-the-app", "CLASS_SECRET=the-secret-of-the-app", "HTTP_PROXY=", "http_proxy=")
		for round := range rounds {
			before := api.expire()
			var all sync.WaitGroup
			for range processes {
				all.Go(func() {
					cmd := exec.Command(bin, "get", "users/show", "-p", "screen_name=mira_k", "--profile", "class", "-q", "screen_name", "-f", "text")
					cmd.Env = env
					if out, err := cmd.CombinedOutput(); err != nil || string(out) != "mira_k\n" {
						t.Errorf("round %d: %v: %s", round, err, out)
					}
				})
			}
			all.Wait()
			if asked := api.exchanges - before; asked != 1 {
				t.Fatalf("%s round %d: %d token requests, want 1", base, round, asked)
			}
		}
		if api.exchanges != rounds || api.calls != rounds*processes {
			t.Errorf("%s: %d token requests and %d answers, want %d and %d", base, api.exchanges, api.calls, rounds, rounds*processes)
		}
		if want := (rounds - 1) * processes; api.rejected != want { // in the first round there is no token yet
			t.Errorf("%s: %d tokens were rejected, want %d", base, api.rejected, want)
		}
		t.Logf("%s: %d rounds of %d processes: %d token requests, %d rejected, %d answers", base, rounds, processes, api.exchanges, api.rejected, api.calls)
		kept, err := os.ReadFile(filepath.Join(config, "tokens", "class.json"))
		if err != nil || !strings.Contains(string(kept), api.token()) {
			t.Errorf("kept is %s, %v", kept, err)
		}
	}
}
