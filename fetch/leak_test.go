package fetch

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// prints shows an error in every way a program might print it, and all that it wraps.
func prints(err error) string {
	var b strings.Builder
	var walk func(error)
	walk = func(err error) {
		if err == nil {
			return
		}
		fmt.Fprintf(&b, "%T %v\n%+v\n%#v\n%s\n%q\n%x\n", err, err, err, err, err, err, err)
		text, _ := json.Marshal(err)
		b.Write(text)
		switch e := err.(type) {
		case interface{ Unwrap() error }:
			walk(e.Unwrap())
		case interface{ Unwrap() []error }:
			for _, err := range e.Unwrap() {
				walk(err)
			}
		}
	}
	walk(err)
	return b.String()
}

// web is a small internet: https://api.test is the API, every other origin belongs to somebody else. Names lead to listeners
// on loopback.
type web struct {
	api, others http.HandlerFunc
	mu          sync.Mutex
	seen        []string // what the others were sent, whole
}

func (w *web) transport(t testing.TB) *http.Transport {
	t.Helper()
	stranger := http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		dump, err := httputil.DumpRequest(r, true)
		if err != nil {
			t.Error(err)
		}
		w.mu.Lock()
		w.seen = append(w.seen, string(dump))
		w.mu.Unlock()
		if w.others != nil {
			w.others(rw, r)
		}
	})
	api, secure, plain := httptest.NewTLSServer(w.api), httptest.NewTLSServer(stranger), httptest.NewServer(stranger)
	t.Cleanup(func() { api.Close(); secure.Close(); plain.Close() })
	listener := func(addr string) string {
		switch {
		case addr == "api.test:443":
			return api.Listener.Addr().String()
		case strings.HasSuffix(addr, "443"):
			return secure.Listener.Addr().String()
		}
		return plain.Listener.Addr().String()
	}
	tr := &http.Transport{
		TLSClientConfig: &tls.Config{InsecureSkipVerify: true},
		DialContext: func(ctx context.Context, network, addr string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, network, listener(addr))
		},
	}
	t.Cleanup(tr.CloseIdleConnections)
	return tr
}

// redirects lead away from https://api.test.
func redirects() map[string]string {
	return map[string]string{
		"other host":        "https://evil.test/steal",
		"other port":        "https://api.test:8443/steal",
		"https to http":     "http://api.test/steal",
		"http on port 443":  "http://api.test:8080/steal",
		"subdomain":         "https://www.api.test/steal",
		"longer name":       "https://api.test.evil.test/steal",
		"user":              "https://api.test@evil.test/steal",
		"user and password": "https://mira:pass@evil.test/steal",
		"protocol-relative": "//evil.test/steal",
		"backslash":         `https://evil.test\@api.test/steal`,
		"third hop back":    "https://evil.test/back",
	}
}

// TestRedirectsTakeNoCredential uses Go's own redirect rule, which by itself sends credentials to other ports, to subdomains
// and from https to http.
func TestRedirectsTakeNoCredential(t *testing.T) {
	for name, location := range redirects() {
		for _, status := range []int{301, 302, 303, 307, 308} {
			t.Run(fmt.Sprint(name, " ", status), func(t *testing.T) {
				back := false
				w := &web{
					api: func(rw http.ResponseWriter, r *http.Request) {
						if r.Header.Get("Authorization") != "Bearer "+canaryToken.Reveal() {
							t.Errorf("the API is sent %q", r.Header.Get("Authorization"))
						}
						if r.URL.Path == "/final" {
							back = true
							return
						}
						rw.Header().Set("Location", location)
						rw.WriteHeader(status)
					},
					others: func(rw http.ResponseWriter, r *http.Request) {
						if r.URL.Path == "/back" {
							http.Redirect(rw, r, "https://api.test/final", status)
						}
					},
				}
				client := http.Client{Transport: Bearer{Origin: Origin{"https", "api.test", "443"}, Source: &oneToken{token: canaryToken}, Base: w.transport(t)}}
				req := request(t, "GET", "https://api.test/1.1/x.json?token="+canarySecret.Reveal()[:20])
				for _, header := range []string{"Authorization", "Cookie", "X-Api-Key", "X-Csrf-Token", "Proxy-Authorization", "Www-Authenticate"} {
					req.Header.Set(header, "c="+canarySecret.Reveal()[:20])
				}
				req.Header.Set("Accept", "application/json")
				resp, err := client.Do(req)
				if err != nil {
					if name != "backslash" { // which Go does not take for a URL
						t.Fatal(err)
					}
					return
				}
				resp.Body.Close()
				if len(w.seen) != 1 {
					t.Fatalf("the others were asked %d times", len(w.seen))
				}
				for _, header := range []string{"Authorization", "Cookie", "X-", "Referer", "Www-"} {
					if strings.Contains(w.seen[0], "\n"+header) {
						t.Errorf("%s was sent:\n%s", header, w.seen[0])
					}
				}
				if form := leak(w.seen[0], canaryToken, canarySecret); form != "" || strings.Contains(w.seen[0], canarySecret.Reveal()[:20]) {
					t.Errorf("a secret was sent: %s\n%s", form, w.seen[0])
				}
				if !strings.Contains(w.seen[0], "\nAccept: application/json") {
					t.Errorf("the plain headers are gone:\n%s", w.seen[0])
				}
				if back != (name == "third hop back") {
					t.Errorf("back at the API: %v", back)
				}
			})
		}
	}
}

// TestRedirectsOnLoopback has two ports and two names of one machine.
func TestRedirectsOnLoopback(t *testing.T) {
	for _, name := range []string{"other port", "other name"} {
		var got http.Header
		other := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { got = r.Header }))
		var server *httptest.Server
		server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			host := r.Host
			switch {
			case strings.HasPrefix(host, "localhost"):
				got = r.Header
			case name == "other name":
				http.Redirect(w, r, strings.Replace(server.URL, "127.0.0.1", "localhost", 1), http.StatusTemporaryRedirect)
			default:
				http.Redirect(w, r, other.URL, http.StatusTemporaryRedirect)
			}
		}))
		tr := &http.Transport{DialContext: func(ctx context.Context, _, addr string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, "tcp4", strings.Replace(addr, "localhost", "127.0.0.1", 1))
		}}
		client := http.Client{Transport: Bearer{Origin: OriginOf(parse(t, server.URL)), Source: &oneToken{token: canaryToken}, Base: tr}}
		req := request(t, "GET", server.URL)
		req.Header.Set("X-Api-Key", canaryToken.Reveal())
		resp, err := client.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if got == nil || leak(fmt.Sprint(got), canaryToken) != "" || got.Get("Authorization") != "" {
			t.Errorf("%s: %v", name, got)
		}
		tr.CloseIdleConnections()
		server.Close()
		other.Close()
	}
}

// TestForeignURLTakesNoCredential is about URLs that a user or a next page names.
func TestForeignURLTakesNoCredential(t *testing.T) {
	w := &web{api: func(http.ResponseWriter, *http.Request) { t.Error("the API was asked") }}
	client := http.Client{Transport: Bearer{Origin: Origin{"https", "api.test", "443"}, Source: &oneToken{token: canaryToken}, Base: w.transport(t)}}
	addresses := []string{"https://mira:" + "pass@evil.test/", "https://api.test.:8443/", "http://api.test/"}
	for _, address := range addresses {
		resp, err := client.Get(address)
		if err != nil {
			t.Errorf("%s: %v", address, err)
			continue
		}
		resp.Body.Close()
	}
	for _, dump := range w.seen {
		if strings.Contains(dump, "Authorization") || leak(dump, canaryToken) != "" {
			t.Errorf("a credential was sent:\n%s", dump)
		}
	}
	if len(w.seen) != len(addresses) {
		t.Errorf("%d requests", len(w.seen))
	}
}

// TestExchangeTakesTheSecretNowhere wants no request at all at another origin.
func TestExchangeTakesTheSecretNowhere(t *testing.T) {
	for name, location := range redirects() {
		for _, status := range []int{301, 302, 303, 307, 308} {
			w := &web{api: func(rw http.ResponseWriter, r *http.Request) {
				rw.Header().Set("Location", location)
				rw.WriteHeader(status)
			}}
			_, err := Exchange(context.Background(), &http.Client{Transport: w.transport(t)}, "https://api.test/oauth2/token", canaryKey, canarySecret)
			if !isType[*OriginError](err) && name != "backslash" || err == nil {
				t.Errorf("%s, %d: %v", name, status, err)
			}
			if len(w.seen) > 0 {
				t.Errorf("%s, %d: another origin was asked:\n%s", name, status, w.seen[0])
			}
		}
	}
}

// echoes are answers of a server that gives back what it was sent, wherever it can.
func echoes() map[string]http.HandlerFunc {
	sent := func(r *http.Request) string {
		auth := r.Header.Get("Authorization")
		key, secret, _ := r.BasicAuth()
		return auth + " " + key + " " + secret
	}
	jsonBody := func(status int, body func(quoted string) string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			w.Header().Set("X-Echo", sent(r))
			w.WriteHeader(status)
			quoted, _ := json.Marshal(sent(r))
			io.WriteString(w, body(string(quoted)))
		}
	}
	return map[string]http.HandlerFunc{
		"message": jsonBody(403, func(q string) string { return `{"errors":[{"code":99,"message":` + q + `}]}` }),
		"code 89": jsonBody(401, func(q string) string { return `{"errors":[{"code":89,"message":` + q + `}]}` }),
		"error": jsonBody(400, func(q string) string {
			return `{"error":` + q + `,"error_description":` + q + `,"error_uri":` + q + `}`
		}),
		"problem":       jsonBody(401, func(q string) string { return `{"title":` + q + `,"detail":` + q + `,"type":` + q + `}` }),
		"200 and error": jsonBody(200, func(q string) string { return `{"error":` + q + `}` }),
		"token type":    jsonBody(200, func(q string) string { return `{"access_token":"x","token_type":` + q + `}` }),
		"broken JSON":   jsonBody(200, func(q string) string { return `{"access_token":` + q[:len(q)-1] }),
		"token":         jsonBody(200, func(q string) string { return `{"token_type":"bearer","access_token":` + q + `}` }),
		"HTML": func(w http.ResponseWriter, r *http.Request) {
			w.WriteHeader(500)
			fmt.Fprintf(w, "<title>%s</title>%s", sent(r), sent(r))
		},
		"form": func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "text/plain")
			fmt.Fprintf(w, "error=%%zz%s", sent(r))
		},
		"status": func(w http.ResponseWriter, r *http.Request) {
			conn, _, err := w.(http.Hijacker).Hijack()
			if err != nil {
				panic(err)
			}
			defer conn.Close()
			fmt.Fprintf(conn, "HTTP/1.1 500 %s\r\nContent-Length: 0\r\n\r\n", sent(r))
		},
		"no HTTP": func(w http.ResponseWriter, r *http.Request) {
			conn, _, err := w.(http.Hijacker).Hijack()
			if err != nil {
				panic(err)
			}
			defer conn.Close()
			fmt.Fprintf(conn, "%s\r\n\r\n", sent(r))
		},
		"location": func(w http.ResponseWriter, r *http.Request) {
			_, secret, _ := r.BasicAuth()
			w.Header().Set("Location", "https://evil.test/"+sent(r)+"?"+secret)
			w.WriteHeader(302)
		},
		"location host": func(w http.ResponseWriter, r *http.Request) {
			key, _, _ := r.BasicAuth()
			w.Header().Set("Location", "https://"+key+".evil.test/")
			w.WriteHeader(302)
		},
		"bad location": func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Location", "https://%zz"+sent(r))
			w.WriteHeader(302)
		},
	}
}

func TestErrorsOfAnEchoingServer(t *testing.T) {
	for name, echo := range echoes() {
		w := &web{api: echo}
		tr := w.transport(t)
		_, err := Exchange(context.Background(), &http.Client{Transport: tr}, "https://api.test/oauth2/token", canaryKey, canarySecret)
		if err == nil {
			t.Errorf("%s: no error", name)
		}
		basic := request(t, "GET", "https://api.test/")
		basic.SetBasicAuth(canaryKey.Reveal(), canarySecret.Reveal())
		credential := Secret(strings.TrimPrefix(basic.Header.Get("Authorization"), "Basic "))
		if form := leak(prints(err), canaryKey, canarySecret, credential); form != "" {
			t.Errorf("%s: the error of the exchange shows a secret: %s\n%s", name, form, prints(err))
		}

		source := &oneToken{token: canaryToken, err: &AuthError{Profile: "twitter"}}
		client := http.Client{Transport: Bearer{Origin: Origin{"https", "api.test", "443"}, Source: source, Base: tr}}
		resp, err := client.Get("https://api.test/1.1/x.json")
		if err == nil {
			resp.Body.Close()
		} else if e, ok := errors.AsType[*AuthError](err); name == "code 89" && (!ok || leak(prints(e), canaryToken) != "") {
			t.Errorf("%s: the error of a request shows the token:\n%s", name, prints(err))
		}
		if (name == "code 89") != isType[*AuthError](err) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestErrorsOfTheStore puts the token wherever a file or a keyring may have it, damages that, and reads the errors.
func TestErrorsOfTheStore(t *testing.T) {
	origin := Origin{"https", "api.test", "443"}
	whole := `{"version":1,"profile":"class","origin":"https://api.test","token":"` + canaryToken.Reveal() + `"}`
	for name, text := range map[string]string{
		"cut off":       whole[:len(whole)-2],
		"not JSON":      canaryToken.Reveal(),
		"a number":      strings.Replace(whole, `"`+canaryToken.Reveal()+`"`, canaryToken.Reveal(), 1),
		"in the origin": strings.Replace(whole, "https://api.test", canaryToken.Reveal(), 1),
		"another host":  strings.Replace(whole, "api.test", "other.test", 1),
		"a line break":  strings.Replace(whole, canaryToken.Reveal(), canaryToken.Reveal()+`\n`, 1),
		"as the name":   strings.Replace(whole, "class", canaryToken.Reveal(), 1),
		"newer":         strings.Replace(whole, `:1`, `:2`, 1),
	} {
		dir := filepath.Join(t.TempDir(), "tokens")
		os.Mkdir(dir, 0o700)
		os.WriteFile(filepath.Join(dir, "class.json"), []byte(text), 0o600)
		_, err := Tokens{Dir: dir}.Load("class", origin)
		if err == nil {
			t.Errorf("%s: no error", name)
		}
		if form := leak(prints(err), canaryToken); form != "" {
			t.Errorf("%s: %s in %s", name, form, prints(err))
		}
	}
	tokens := Tokens{Dir: filepath.Join(t.TempDir(), "tokens"), Keyring: &memoryKeyring{fail: func(value string) error { return fmt.Errorf("cannot keep %q", value) }}}
	if _, err := tokens.Save("class", origin, canaryToken, true); !isType[*KeyringError](err) || leak(prints(err), canaryToken) != "" {
		t.Errorf("a keyring that quotes: %s", prints(err))
	}
}

// TestPrintedValues prints the values that hold a token while they do.
func TestPrintedValues(t *testing.T) {
	secrets := new(Secrets)
	p := &ProfileTokens{
		Profile: Profiles()["twitter"],
		Key:     canaryKey, Secret: canarySecret, Secrets: secrets,
		Getenv: func(string) string { return canaryToken.Reveal() },
	}
	if token, err := p.Token(context.Background()); token != canaryToken || err != nil {
		t.Fatal(err)
	}
	p.Renew(context.Background(), canaryToken)
	kept := Kept{Token: canaryToken, Place: "x.json"}
	for _, value := range []any{p, kept, &kept, secrets, Bearer{Source: p}, &oneToken{}, &TightenedError{kept}} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s"} {
			if form := leak(fmt.Sprintf(verb, value), canaryToken, canaryKey, canarySecret); form != "" {
				t.Errorf("%s of %T shows a secret: %s", verb, value, form)
			}
		}
	}
}

// TestCredentialErrorTexts wants each error to name what it is about.
func TestCredentialErrorTexts(t *testing.T) {
	network := &NetError{Op: "connect", Host: "api.test:443", Err: io.ErrUnexpectedEOF}
	for want, err := range map[string]error{
		"no token for the profile class":                                      &NoTokenError{Profile: "class"},
		"the token of the profile class was rejected":                         &AuthError{Profile: "class"},
		"the token of the profile class was rejected: unexpected EOF":         &AuthError{Profile: "class", Err: io.ErrUnexpectedEOF},
		"no token goes to http://api.test: it would travel in plain text":     &PlainHTTPError{Origin{"http", "api.test", "80"}},
		"https://api.test/t: no answer: connect api.test:443: unexpected EOF": &ExchangeError{"https://api.test/t", "no answer", network},
		"x.json: is damaged": &TokenError{Place: "x.json", Problem: "is damaged"},
		"the token is empty": CheckToken(""),
		"the token of the profile class is for https://api.test, not for https://evil.test": &TokenOriginError{"class", "x.json", apiOrigin, Origin{"https", "evil.test", "443"}},
		"the system keyring: get: context deadline exceeded":                                &KeyringError{"get", context.DeadlineExceeded},
		"config.toml:7: profiles.class.base: is missing":                                    &ConfigError{File: "config.toml", Line: 7, Key: "profiles.class.base", Problem: "is missing"},
		"config.toml: cannot be read: permission denied":                                    &ConfigError{File: "config.toml", Problem: "cannot be read", Err: errors.New("permission denied")},
		"HOME is not set":                                                       &HomeError{Variable: "HOME"},
		"HOME is no absolute path: mira":                                        &HomeError{"HOME", "mira"},
		"write out.csv: no space left on device":                                &WriteError{"out.csv", "write", errors.New("no space left on device")},
		"out is a folder, not a regular file":                                   &KindError{"out", os.ModeDir},
		"out is a pipe, not a regular file":                                     &KindError{"out", os.ModeNamedPipe},
		"out is a device, not a regular file":                                   &KindError{"out", os.ModeDevice | os.ModeCharDevice},
		"out is a symbolic link, not a regular file":                            &KindError{"out", os.ModeSymlink},
		"out is a socket, not a regular file":                                   &KindError{"out", os.ModeSocket},
		"tokens: is a symbolic link":                                            &FolderError{Dir: "tokens", Problem: "is a symbolic link"},
		"tokens: cannot be made: permission denied":                             &FolderError{"tokens", "cannot be made", os.ErrPermission},
		"x.json: other users could read the token (mode 0644); now they cannot": &TightenedError{Kept{Place: "x.json", Tightened: 0o644}},
	} {
		if err.Error() != want {
			t.Errorf("%T says %q, want %q", err, err, want)
		}
	}
}
