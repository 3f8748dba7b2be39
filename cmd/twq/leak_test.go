package main

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// canaries are a token, a key and a secret with characters that every encoding changes.
const (
	canaryToken  = "AAAA%2FcanaryTokenNobody%3Dmay+see_this/0123456789"
	canaryKey    = "canaryKeyOfNobody01234567"
	canarySecret = "canarySecret/of+nobody=that&must\"not<show>98765432"
)

// encodings are the forms in which a secret could slip out.
func encodings(secret string) map[string]string {
	quoted, _ := json.Marshal(secret)
	reversed := []byte(secret)
	slices.Reverse(reversed)
	forms := map[string]string{
		"raw": secret, "base64": base64.StdEncoding.EncodeToString([]byte(secret)), "base64url": base64.RawURLEncoding.EncodeToString([]byte(secret)),
		"hex": hex.EncodeToString([]byte(secret)), "HEX": strings.ToUpper(hex.EncodeToString([]byte(secret))), "url": url.QueryEscape(secret),
		"path": url.PathEscape(secret), "json": strings.Trim(string(quoted), `"`), "reversed": string(reversed),
	}
	if secret == canarySecret { // as Basic credentials, plain and as RFC 6749 wants them
		forms["basic"] = base64.StdEncoding.EncodeToString([]byte(canaryKey + ":" + secret))
		forms["basic, escaped"] = base64.StdEncoding.EncodeToString([]byte(url.QueryEscape(canaryKey) + ":" + url.QueryEscape(secret)))
	}
	return forms
}

// leaks names the forms of the canaries that are in text.
func leaks(text string) (found []string) {
	for name, secret := range map[string]string{"token": canaryToken, "secret": canarySecret} {
		for form, s := range encodings(secret) {
			if strings.Contains(text, s) {
				found = append(found, name+" "+form)
			}
		}
	}
	return found
}

// echo is a server that repeats what it was told, in every way a server can.
func echo(t *testing.T, other string) *httptest.Server {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		auth := r.Header.Get("Authorization")
		body, _ := io.ReadAll(r.Body)
		told := auth + " " + strings.TrimPrefix(auth, "Bearer ") + " " + string(body)
		if basic, ok := strings.CutPrefix(auth, "Basic "); ok {
			pair, _ := base64.StdEncoding.DecodeString(basic)
			told += " " + string(pair)
		}
		for _, form := range encodings(strings.TrimPrefix(auth, "Bearer ")) {
			told += " " + form
		}
		quoted, _ := json.Marshal(told)
		w.Header().Set("X-Rate-Limit-Limit", "15")
		w.Header().Set("X-Echo", strings.Map(printable, told))
		w.Header().Set("Content-Type", "application/json")
		switch {
		case strings.HasSuffix(r.URL.Path, "/oauth2/token"):
			w.WriteHeader(http.StatusForbidden)
			fmt.Fprintf(w, `{"errors":[{"code":99,"label":"authenticity_token_error","message":%s}]}`, quoted)
		case strings.Contains(r.URL.Path, "revoked"):
			w.WriteHeader(http.StatusUnauthorized)
			fmt.Fprintf(w, `{"errors":[{"code":89,"message":%s}]}`, quoted)
		case strings.Contains(r.URL.Path, "refused"):
			w.WriteHeader(http.StatusForbidden)
			fmt.Fprintf(w, `{"errors":[{"message":%s}]}`, quoted)
		case strings.Contains(r.URL.Path, "problem"):
			w.WriteHeader(http.StatusBadRequest)
			fmt.Fprintf(w, `{"title":%s,"detail":%s,"type":"about:blank"}`, quoted, quoted)
		case strings.Contains(r.URL.Path, "html"):
			w.WriteHeader(http.StatusServiceUnavailable)
			fmt.Fprintf(w, "<html><title>%s</title>", told)
		case strings.Contains(r.URL.Path, "away"):
			http.Redirect(w, r, other+"/x.json?told="+url.QueryEscape(told), http.StatusFound)
		case strings.Contains(r.URL.Path, "cut"):
			w.Header().Set("Content-Length", "100000")
			fmt.Fprintf(w, `[%s`, quoted)
		case strings.Contains(r.URL.Path, "broken"):
			fmt.Fprintf(w, `[%s, nonsense`, quoted)
		default:
			fmt.Fprintf(w, `[{"id_str":"1","told":%s}]`, quoted)
		}
	}))
	t.Cleanup(server.Close)
	return server
}

func printable(r rune) rune {
	if r < ' ' || r > '~' {
		return -1
	}
	return r
}

// TestNoSecretComesOut runs every command that has to do with a token against a server that repeats it, at every verbosity, and
// looks for it in stdout, stderr and every file but the one that keeps it.
func TestNoSecretComesOut(t *testing.T) {
	var leaked []string
	second := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for k := range r.Header {
			if k == "Authorization" || k == "Cookie" {
				leaked = append(leaked, k)
			}
		}
		io.WriteString(w, "[]")
	}))
	defer second.Close()
	server := echo(t, second.URL)
	dir := t.TempDir()
	profile := fmt.Sprintf("[profiles.echo]\nbase = %q\nsuffix = \".json\"\ntoken_url = %q\nauth = \"bearer\"\ntoken_env = \"T\"\nkey_env = \"K\"\nsecret_env = \"S\"\n",
		server.URL+"/1.1/", server.URL+"/oauth2/token")
	if err := os.WriteFile(filepath.Join(dir, "config.toml"), []byte(profile), 0o600); err != nil {
		t.Fatal(err)
	}
	withToken := map[string]string{"T": canaryToken}
	withKey := map[string]string{"K": canaryKey, "S": canarySecret}
	kept := map[string]string{}
	out := filepath.Join(dir, "out.json")
	p := "--profile=echo"
	cases := []struct {
		env   map[string]string
		stdin string
		args  []string
	}{
		{withToken, "", []string{"get", "1.1/fine", p}},
		{withToken, "", []string{"get", "1.1/fine", p, "-f", "json"}},
		{withToken, "", []string{"get", "1.1/fine", p, "-q", "#.told", "-f", "csv"}},
		{withToken, "", []string{"get", "1.1/fine", p, "-o", out, "--force"}},
		{withToken, "", []string{"get", "1.1/fine", p, "--save", "fine", "--force"}},
		{withToken, "", []string{"get", "1.1/fine", p, "--dry-run", "-p", "access_token=" + canaryToken}},
		{withToken, "", []string{"get", "1.1/revoked", p}},
		{withToken, "", []string{"get", "1.1/refused", p}},
		{withToken, "", []string{"get", "1.1/problem", p}},
		{withToken, "", []string{"get", "1.1/html", p}},
		{withToken, "", []string{"get", "1.1/away", p}},
		{withToken, "", []string{"get", "1.1/cut", p}},
		{withToken, "", []string{"get", "1.1/broken", p}},
		{withToken, "", []string{"get", "statuses/user_timeline", p, "--all"}},
		{withToken, "", []string{"get", server.URL + "/1.1/fine.json", p}},
		{withToken, "", []string{"get", second.URL + "/x.json", p}},
		{withToken, "", []string{"whoami", p}},
		{withToken, "", []string{"logout", p}},
		{withKey, "", []string{"get", "1.1/fine", p}},
		{withKey, "", []string{"login", p}},
		{kept, canaryKey + "\n" + canarySecret + "\n", []string{"login", p}},
		{kept, canaryToken + "\n", []string{"login", p, "--bearer"}},
		{kept, "", []string{"get", "1.1/fine", p}},
		{kept, "", []string{"get", "1.1/refused", p}},
		{kept, "", []string{"whoami", p, "-f", "json"}},
		{kept, "", []string{"query", "#", "-f", "json"}},
		{kept, "", []string{"login", p, "--explain"}},
		{withToken, "", []string{"get", "1.1/" + canaryToken, p}},
		{map[string]string{"TWQ_BEARER_TOKEN": canaryToken}, "", []string{"query", canaryToken, "fixture:library"}},
		{kept, "", []string{"get", "1.1/revoked", p}},
	}
	for _, c := range cases {
		for _, verbose := range []bool{false, true} {
			for _, tty := range []bool{false, true} {
				args := c.args
				if verbose {
					args = append([]string{args[0], "-v"}, args[1:]...)
				}
				var stdout, stderr bytes.Buffer
				w := world{Stdin: strings.NewReader(c.stdin), Stdout: &stdout, Stderr: &stderr, StdoutTTY: tty, StderrTTY: tty, StdinTTY: c.stdin == "",
					Width: func() int { return 80 }, Now: time.Now, Getenv: func(k string) string {
						if k == "TWQ_CONFIG_DIR" {
							return dir
						}
						return c.env[k]
					}}
				inWorld(t, w, args...)
				if found := leaks(stdout.String()); found != nil {
					t.Errorf("%q verbose %v: stdout shows %v", args, verbose, found)
				}
				if found := leaks(stderr.String()); found != nil {
					t.Errorf("%q verbose %v: stderr shows %v:\n%s", args, verbose, found, stderr.String())
				}
			}
		}
	}
	if leaked != nil {
		t.Errorf("the second origin was sent %v", leaked)
	}
	filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.Contains(path, "tokens") {
			return err
		}
		text, err := os.ReadFile(path)
		if found := leaks(string(text)); found != nil {
			t.Errorf("%s holds %v", path, found)
		}
		return err
	})
}

// panicking is a network that breaks with a secret in its hands.
type panicking struct{}

func (panicking) RoundTrip(r *http.Request) (*http.Response, error) {
	panic("broken with " + r.Header.Get("Authorization"))
}

func TestNoSecretInAPanic(t *testing.T) {
	var stdout, stderr bytes.Buffer
	w := world{Stdin: strings.NewReader(""), Stdout: &stdout, Stderr: &stderr, Now: time.Now, Network: panicking{}, Getenv: func(k string) string {
		return map[string]string{"TWQ_CONFIG_DIR": t.TempDir(), "TWQ_BEARER_TOKEN": canaryToken}[k]
	}}
	if code := inWorld(t, w, "get", "statuses/user_timeline", "-p", "screen_name=a"); code != exitBug {
		t.Errorf("exit code %d", code)
	}
	if found := leaks(stdout.String() + stderr.String()); found != nil {
		t.Errorf("the report of a panic shows %v:\n%s", found, stderr.String())
	}
	if !strings.Contains(stderr.String(), "broken with Bearer ***") {
		t.Errorf("the report does not say what broke:\n%s", stderr.String())
	}
}
