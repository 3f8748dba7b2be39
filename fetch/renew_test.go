package fetch

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// appServer is an API with client-credentials tokens: one is valid at a time, and an exchange gives the valid one.
type appServer struct {
	*httptest.Server
	mu        sync.Mutex
	serial    int
	exchanges int
	calls     int
	always401 bool
	refuse    bool // the key is wrong
}

func newAppServer(t testing.TB) *appServer {
	t.Helper()
	a := new(appServer)
	a.Server = httptest.NewServer(a)
	t.Cleanup(a.Close)
	return a
}

func (a *appServer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	a.mu.Lock()
	defer a.mu.Unlock()
	w.Header().Set("Content-Type", "application/json")
	if r.URL.Path == "/oauth2/token" {
		a.exchanges++
		if a.refuse {
			w.WriteHeader(403)
			io.WriteString(w, `{"errors":[{"code":99,"label":"authenticity_token_error","message":"Unable to verify your credentials"}]}`)
			return
		}
		fmt.Fprintf(w, `{"token_type":"bearer","access_token":%q}`, a.token())
		return
	}
	a.calls++
	if a.always401 || r.Header.Get("Authorization") != "Bearer "+a.token() {
		w.WriteHeader(401)
		io.WriteString(w, invalidToken)
		return
	}
	io.WriteString(w, `[]`)
}

func (a *appServer) token() string { return fmt.Sprintf("token-number-%d-of-the-app", a.serial) }

// invalidate makes the token worthless; the next exchange gives another.
func (a *appServer) invalidate() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.serial++
}

func (a *appServer) counts() (exchanges, calls int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.exchanges, a.calls
}

// profile is one of this server, whose variables are TOKEN, KEY and SECRET.
func (a *appServer) profile() Profile {
	return Profile{Name: "class", Base: a.URL + "/1.1/", TokenURL: a.URL + "/oauth2/token", Auth: AuthBearer,
		TokenEnv: "TOKEN", KeyEnv: "KEY", SecretEnv: "SECRET"}
}

func withKey(name string) string {
	return map[string]string{"KEY": canaryKey.Reveal(), "SECRET": canarySecret.Reveal() + "\r\n"}[name]
}

// call makes one request with the tokens of p.
func (a *appServer) call(p *ProfileTokens) error {
	client := http.Client{Transport: Bearer{Origin: p.Profile.Origin(), Source: p, Base: a.Client().Transport}}
	resp, err := client.Get(a.URL + "/1.1/x.json")
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode != 200 {
		body, _ := io.ReadAll(resp.Body)
		return newHTTPError(resp.StatusCode, resp.Header, body)
	}
	return nil
}

func TestProfileTokensOrder(t *testing.T) {
	ctx := context.Background()
	a := newAppServer(t)
	store := &Tokens{Dir: filepath.Join(t.TempDir(), "tokens")}
	if _, err := store.Save("class", a.profile().Origin(), "the-kept-token", false); err != nil {
		t.Fatal(err)
	}
	all := func(name string) string {
		if name == "TOKEN" {
			return " token-of-the-variable\n"
		}
		return withKey(name)
	}
	secrets := new(Secrets)
	for _, test := range []struct {
		name   string
		source *ProfileTokens
		want   Secret
		asked  int
	}{
		{"variable first", &ProfileTokens{Getenv: all, Tokens: store}, "token-of-the-variable", 0},
		{"then the kept one", &ProfileTokens{Getenv: withKey, Tokens: store}, "the-kept-token", 0},
		{"then an exchange", &ProfileTokens{Getenv: withKey, Secrets: secrets}, "token-number-0-of-the-app", 1},
		{"with given key and secret", &ProfileTokens{Key: "the-key", Secret: "the-secret"}, "token-number-0-of-the-app", 2},
	} {
		test.source.Profile = a.profile()
		for range 2 {
			if got, err := test.source.Token(ctx); got != test.want || err != nil {
				t.Errorf("%s: %q, %v", test.name, got.Reveal(), err)
			}
		}
		if asked, _ := a.counts(); asked != test.asked {
			t.Errorf("%s: %d exchanges, want %d", test.name, asked, test.asked)
		}
	}
	for _, s := range []Secret{"token-number-0-of-the-app", canaryKey, canarySecret} {
		if out, n := secrets.Blank([]byte(s)); n != 1 {
			t.Errorf("%s is not known as a secret", out)
		}
	}
}

func TestProfileTokensKeeps(t *testing.T) {
	a := newAppServer(t)
	store := &Tokens{Dir: filepath.Join(t.TempDir(), "tokens")}
	for range 3 { // as many runs
		p := &ProfileTokens{Profile: a.profile(), Getenv: withKey, Tokens: store}
		if err := a.call(p); err != nil {
			t.Fatal(err)
		}
	}
	if exchanges, calls := a.counts(); exchanges != 1 || calls != 3 {
		t.Errorf("%d exchanges, %d calls", exchanges, calls)
	}
	wantNowhere(t, store.Dir, canarySecret)
	wantNowhere(t, store.Dir, canaryKey)
}

func TestProfileTokensNone(t *testing.T) {
	a := newAppServer(t)
	for _, test := range []struct {
		env     string
		missing string
	}{{"", ""}, {"KEY", "SECRET"}, {"SECRET", "KEY"}} {
		p := &ProfileTokens{Profile: a.profile(), Tokens: &Tokens{Dir: filepath.Join(t.TempDir(), "tokens")}, Getenv: func(name string) string {
			if name == test.env {
				return "something"
			}
			return ""
		}}
		err := a.call(p)
		none, ok := errors.AsType[*NoTokenError](err)
		if !ok || none.Profile != "class" || none.TokenEnv != "TOKEN" || none.Missing != test.missing {
			t.Errorf("with %q: %#v", test.env, err)
		}
		if _, err := os.Stat(p.Tokens.Dir); err == nil {
			t.Error("a folder was made for nothing")
		}
	}
	if exchanges, calls := a.counts(); exchanges+calls != 0 {
		t.Errorf("%d exchanges, %d calls", exchanges, calls)
	}
	p := &ProfileTokens{Profile: a.profile(), Getenv: func(string) string { return "Bearer AAAA" }}
	if err := a.call(p); !isType[*TokenError](err) {
		t.Errorf("a variable with a blank in it: %v", err)
	}
}

// TestAlways401 is about a server that never takes a token: two calls, one exchange, an end.
func TestAlways401(t *testing.T) {
	for name, getenv := range map[string]func(string) string{
		"key and secret": withKey,
		"nothing":        nil,
		"variable": func(name string) string {
			return map[string]string{"TOKEN": "token-of-the-variable"}[name]
		},
		"variable and key": func(name string) string {
			if name == "TOKEN" {
				return "token-of-the-variable"
			}
			return withKey(name)
		},
	} {
		a := newAppServer(t)
		a.always401 = true
		store := &Tokens{Dir: filepath.Join(t.TempDir(), "tokens")}
		store.Save("class", a.profile().Origin(), "the-kept-token", false)
		p := &ProfileTokens{Profile: a.profile(), Getenv: getenv, Tokens: store}
		err := a.call(p)
		answer, said := errors.AsType[*HTTPError](err)
		if !said || answer.Code() != 89 {
			t.Errorf("%s: %v", name, err)
		}
		exchanges, calls := a.counts()
		_, loadErr := store.Load("class", p.Profile.Origin())
		rejected, cannot := errors.AsType[*AuthError](err)
		switch name {
		case "key and secret":
			if exchanges != 1 || calls != 2 || cannot || loadErr != nil {
				t.Errorf("%s: %d exchanges, %d calls, %v; the store: %v", name, exchanges, calls, err, loadErr)
			}
		case "nothing":
			if exchanges != 0 || calls != 1 || !cannot || !rejected.Dropped || rejected.Place != filepath.Join(store.Dir, "class.json") || !isType[*NoTokenError](loadErr) {
				t.Errorf("%s: %d exchanges, %d calls, %+v; the store: %v", name, exchanges, calls, err, loadErr)
			}
		case "variable":
			if exchanges != 0 || calls != 1 || !cannot || rejected.Dropped || rejected.Place != "TOKEN" || loadErr != nil {
				t.Errorf("%s: %d exchanges, %d calls, %+v; the store: %v", name, exchanges, calls, err, loadErr)
			}
		case "variable and key": // the kept one is there to be tried
			if exchanges != 0 || calls != 2 || cannot || loadErr != nil {
				t.Errorf("%s: %d exchanges, %d calls, %+v; the store: %v", name, exchanges, calls, err, loadErr)
			}
		}
	}
}

// TestRejectedVariable gets a token for a rejected one in a variable once, and keeps it for the next run.
func TestRejectedVariable(t *testing.T) {
	a := newAppServer(t)
	store := &Tokens{Dir: filepath.Join(t.TempDir(), "tokens")}
	for run := range 2 {
		var warned []error
		p := &ProfileTokens{Profile: a.profile(), Tokens: store, Warn: func(err error) { warned = append(warned, err) }, Getenv: func(name string) string {
			if name == "TOKEN" {
				return "token-of-the-variable"
			}
			return withKey(name)
		}}
		if err := a.call(p); err != nil {
			t.Errorf("run %d: %v", run, err)
		}
		if exchanges, _ := a.counts(); exchanges != 1 {
			t.Errorf("run %d: %d exchanges", run, exchanges)
		}
		if len(warned) != 1 || !isType[*AuthError](warned[0]) {
			t.Errorf("run %d: warned of %v", run, warned)
		}
	}
}

// TestAlways401Together has many requests at once: still one exchange.
func TestAlways401Together(t *testing.T) {
	a := newAppServer(t)
	a.always401 = true
	p := &ProfileTokens{Profile: a.profile(), Getenv: withKey, Tokens: &Tokens{Dir: filepath.Join(t.TempDir(), "tokens")}}
	var all sync.WaitGroup
	for range 16 {
		all.Go(func() {
			if err := a.call(p); !isType[*HTTPError](err) {
				t.Error(err)
			}
		})
	}
	all.Wait()
	// One for the first token, one for the first rejection; the server gave the same token again.
	if exchanges, calls := a.counts(); exchanges != 2 || calls > 32 {
		t.Errorf("%d exchanges, %d calls", exchanges, calls)
	}
}

// TestWrongSecret asks once, whoever asks how often.
func TestWrongSecret(t *testing.T) {
	a := newAppServer(t)
	a.refuse = true
	store := &Tokens{Dir: filepath.Join(t.TempDir(), "tokens")}
	store.Save("class", a.profile().Origin(), "an-old-token-of-the-app", false)
	p := &ProfileTokens{Profile: a.profile(), Getenv: withKey, Tokens: store}
	for range 3 {
		var all sync.WaitGroup
		for range 4 {
			all.Go(func() {
				err := a.call(p)
				if answer, ok := errors.AsType[*HTTPError](err); !ok || answer.Code() != 99 || !isType[*ExchangeError](err) {
					t.Error(err)
				}
			})
		}
		all.Wait()
	}
	if exchanges, _ := a.counts(); exchanges != 1 {
		t.Errorf("%d exchanges", exchanges)
	}
}

// TestRenewTogether invalidates the token again and again below 16 users of it: each time one exchange, and all go on. The
// users are goroutines with one source, and with one each on the same store, as processes would have.
func TestRenewTogether(t *testing.T) {
	const users, rounds = 16, 20
	for _, each := range []bool{false, true} {
		a := newAppServer(t)
		dir := filepath.Join(t.TempDir(), "tokens")
		newSource := func() *ProfileTokens {
			return &ProfileTokens{Profile: a.profile(), Getenv: withKey, Tokens: &Tokens{Dir: dir}, Warn: func(err error) { t.Error(err) }}
		}
		sources := make([]*ProfileTokens, users)
		shared := newSource()
		for i := range sources {
			if sources[i] = shared; each {
				sources[i] = newSource()
			}
		}
		for round := range rounds {
			var all sync.WaitGroup
			for _, source := range sources {
				all.Go(func() {
					if err := a.call(source); err != nil {
						t.Error(err)
					}
				})
			}
			all.Wait()
			if exchanges, _ := a.counts(); exchanges != round+1 {
				t.Fatalf("a source for each: %v: %d exchanges after %d rounds", each, exchanges, round+1)
			}
			a.invalidate()
		}
	}
}

// TestRenewTakesWhatAnotherGot is about a token that a login in another window has replaced.
func TestRenewTakesWhatAnotherGot(t *testing.T) {
	a := newAppServer(t)
	store := &Tokens{Dir: filepath.Join(t.TempDir(), "tokens")}
	store.Save("class", a.profile().Origin(), Secret(a.token()), false)
	p := &ProfileTokens{Profile: a.profile(), Tokens: store} // without key and secret
	if err := a.call(p); err != nil {
		t.Fatal(err)
	}
	a.invalidate()
	store.Save("class", a.profile().Origin(), Secret(a.token()), false)
	if err := a.call(p); err != nil {
		t.Error(err)
	}
	if kept, err := store.Load("class", a.profile().Origin()); err != nil || kept.Token != Secret(a.token()) {
		t.Errorf("the newer token was dropped: %v", err)
	}
}

// TestRenewAfterTheNetworkFailed asks again: that failure says nothing of the key.
func TestRenewAfterTheNetworkFailed(t *testing.T) {
	a := newAppServer(t)
	store := &Tokens{Dir: filepath.Join(t.TempDir(), "tokens")}
	store.Save("class", a.profile().Origin(), "an-old-token-of-the-app", false)
	broken := true
	client := &http.Client{Transport: tripper(func(r *http.Request) (*http.Response, error) {
		if broken {
			return nil, io.ErrUnexpectedEOF
		}
		return http.DefaultTransport.RoundTrip(r)
	})}
	p := &ProfileTokens{Profile: a.profile(), Getenv: withKey, Tokens: store, Client: client}
	if err := a.call(p); !isType[*NetError](err) || !isType[*AuthError](err) {
		t.Errorf("got %v", err)
	}
	broken = false
	if err := a.call(p); err != nil {
		t.Errorf("got %v", err)
	}
}

func TestRenewCancelled(t *testing.T) {
	a := newAppServer(t)
	p := &ProfileTokens{Profile: a.profile(), Getenv: withKey, Tokens: &Tokens{Dir: filepath.Join(t.TempDir(), "tokens")}}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := p.Renew(ctx, "an-old-token-of-the-app"); !errors.Is(err, context.Canceled) || isType[*AuthError](err) {
		t.Errorf("got %v", err)
	}
	if token, err := p.Renew(context.Background(), "an-old-token-of-the-app"); token != Secret(a.token()) {
		t.Errorf("afterwards: %v", err)
	}
}

// TestUnwritableHome goes on with the token and says so.
func TestUnwritableHome(t *testing.T) {
	a := newAppServer(t)
	home := filepath.Join(t.TempDir(), "home")
	write(t, home, "a file, so that no folder can be made below it")
	var warnings []error
	p := &ProfileTokens{Profile: a.profile(), Getenv: withKey, Tokens: &Tokens{Dir: filepath.Join(home, "tokens")},
		Warn: func(err error) { warnings = append(warnings, err) }}
	for range 2 {
		if err := a.call(p); err != nil {
			t.Fatal(err)
		}
	}
	if len(warnings) != 1 || !isType[*FolderError](warnings[0]) {
		t.Errorf("warnings: %v", warnings)
	}
}

// TestKeyringStaysTheKeyring keeps the new token where the old one was, and never in a file instead.
func TestKeyringStaysTheKeyring(t *testing.T) {
	a := newAppServer(t)
	k := new(memoryKeyring)
	store := &Tokens{Dir: filepath.Join(t.TempDir(), "tokens"), Keyring: k}
	if _, err := store.Save("class", a.profile().Origin(), "an-old-token-of-the-app", true); err != nil {
		t.Fatal(err)
	}
	var warnings []error
	p := &ProfileTokens{Profile: a.profile(), Getenv: withKey, Tokens: store, Warn: func(err error) { warnings = append(warnings, err) }}
	if err := a.call(p); err != nil || len(warnings) > 0 {
		t.Fatal(err, warnings)
	}
	if got := k.values["twq/class"]; !strings.HasSuffix(got, " "+a.token()) {
		t.Errorf("the keyring holds %q", got)
	}
	wantNowhere(t, store.Dir, Secret(a.token()))

	a.invalidate()
	k.fail = func(string) error { return errors.New("locked") }
	if err := a.call(p); err != nil {
		t.Error(err)
	}
	if len(warnings) != 1 || !isType[*KeyringError](warnings[0]) {
		t.Errorf("warnings: %v", warnings)
	}
	wantNowhere(t, store.Dir, Secret(a.token()))
}
