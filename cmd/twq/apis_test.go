package main

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"twq/fetch"
)

// hosts is a network of APIs that behave as their documentation says; a host that it does not have fails the test.
type hosts struct {
	t     *testing.T
	at    map[string]http.HandlerFunc
	asked []string // address and Authorization
}

func (n *hosts) RoundTrip(r *http.Request) (*http.Response, error) {
	n.asked = append(n.asked, strings.TrimSpace(r.URL.String()+" "+r.Header.Get("Authorization")))
	answer, ok := n.at[r.URL.Scheme+"://"+r.URL.Host]
	if !ok {
		n.t.Errorf("asked %s", r.URL)
		answer = http.NotFound
	}
	rec := httptest.NewRecorder()
	answer(rec, r)
	resp := rec.Result()
	resp.Request = r
	return resp, nil
}

// mastodonAPI is docs.joinmastodon.org/methods/timelines: five posts, newest first, Link headers with the rest of the query kept.
func mastodonAPI(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Type", "application/json; charset=utf-8")
	h.Set("X-RateLimit-Limit", "300")
	h.Set("X-RateLimit-Remaining", "0")
	h.Set("X-RateLimit-Reset", time.Now().Add(4*time.Minute).UTC().Format("2006-01-02T15:04:05.000000Z"))
	q := r.URL.Query()
	switch {
	case q.Get("limit") == "429":
		w.WriteHeader(http.StatusTooManyRequests)
		io.WriteString(w, `{"error":"Too many requests"}`)
		return
	case r.URL.Path == "/api/v1/timelines/home" && r.Header.Get("Authorization") == "":
		w.WriteHeader(http.StatusUnauthorized)
		io.WriteString(w, `{"error":"The access token is invalid"}`)
		return
	}
	newest := 115
	if n, err := strconv.Atoi(q.Get("max_id")); err == nil {
		newest = n - 1
	}
	var posts []string
	for id := newest; id > 110 && len(posts) < 2; id-- {
		posts = append(posts, fmt.Sprintf(`{"id":"1154208330000000%d","content":"<p>Post %d</p>","account":{"acct":"mira"}}`, id, id))
	}
	if last := newest - len(posts) + 1; len(posts) > 0 {
		q.Set("max_id", strconv.Itoa(last))
		h.Set("Link", fmt.Sprintf(`<https://%s%s?%s>; rel="next", <https://%s%s?min_id=115>; rel="prev"`, r.Host, r.URL.Path, q.Encode(), r.Host, r.URL.Path))
	}
	fmt.Fprintf(w, "[%s]", strings.Join(posts, ","))
}

// githubAPI is docs.github.com/rest: pages by number in Link headers, the limit with status 403.
func githubAPI(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("X-RateLimit-Limit", "60")
	h.Set("X-RateLimit-Remaining", "0")
	h.Set("X-RateLimit-Reset", strconv.FormatInt(time.Now().Add(4*time.Minute).Unix(), 10))
	if r.Header.Get("Accept") != "application/vnd.github+json" || r.Header.Get("X-GitHub-Api-Version") != "2022-11-28" {
		w.WriteHeader(http.StatusUnsupportedMediaType)
		return
	}
	if strings.HasSuffix(r.URL.Path, "/used-up") {
		w.WriteHeader(http.StatusForbidden)
		io.WriteString(w, `{"message":"API rate limit exceeded for 203.0.113.7.","documentation_url":"https://docs.github.com/rest"}`)
		return
	}
	page, _ := strconv.Atoi(r.URL.Query().Get("page"))
	page = max(page, 1)
	if page < 3 {
		h.Set("Link", fmt.Sprintf(`<https://api.github.com/repositories/7/issues?state=all&page=%d>; rel="next", <https://api.github.com/repositories/7/issues?page=3>; rel="last"`, page+1))
	}
	fmt.Fprintf(w, `[{"id":%d,"number":%d,"title":"Issue %d","user":{"login":"mira-k"}}]`, 9000+page, 4-page, 4-page)
}

// xAPI is docs.x.com: an app's token by client credentials, next_token until it is absent.
func xAPI(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	if r.URL.Path == "/oauth2/token" {
		io.WriteString(w, `{"token_type":"bearer","access_token":"a-token-of-the-app-at-x"}`)
		return
	}
	if r.Header.Get("Authorization") != "Bearer a-token-of-the-app-at-x" {
		w.WriteHeader(http.StatusUnauthorized)
		io.WriteString(w, `{"title":"Unauthorized","type":"about:blank","status":401,"detail":"Unauthorized"}`)
		return
	}
	switch r.URL.Query().Get("pagination_token") {
	case "":
		io.WriteString(w, `{"data":[{"id":"1999999999999999999","text":"one"}],"meta":{"result_count":1,"next_token":"7140dibdnow"}}`)
	case "7140dibdnow":
		io.WriteString(w, `{"meta":{"result_count":0,"next_token":"7140dibdnoz"}}`)
	default:
		io.WriteString(w, `{"data":[{"id":"1999999999999999997","text":"two"}],"meta":{"result_count":1}}`)
	}
}

// wikipediaAPI is mediawiki.org/wiki/API:Search, with its continue.
func wikipediaAPI(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	switch {
	case q.Get("format") != "json" || q.Get("formatversion") != "2":
		io.WriteString(w, "<!DOCTYPE html><title>MediaWiki API help</title>")
	case q.Get("list") != "search":
		io.WriteString(w, `{"error":{"code":"badvalue","info":"Unrecognized value for parameter \"list\""}}`)
	case q.Get("sroffset") == "":
		io.WriteString(w, `{"batchcomplete":true,"continue":{"sroffset":1,"continue":"-||"},"query":{"searchinfo":{"totalhits":2},"search":[{"ns":0,"title":"Library","pageid":18042}]}}`)
	default:
		io.WriteString(w, `{"batchcomplete":true,"query":{"searchinfo":{"totalhits":2},"search":[{"ns":0,"title":"Public library","pageid":18049}]}}`)
	}
}

func network(t *testing.T) *hosts {
	return &hosts{t: t, at: map[string]http.HandlerFunc{
		"https://mastodon.social": mastodonAPI, "https://fosstodon.org": mastodonAPI, "https://api.github.com": githubAPI, "https://api.x.com": xAPI,
		"https://en.wikipedia.org": wikipediaAPI, "https://de.wikipedia.org": wikipediaAPI,
		"https://www.wikidata.org": func(w http.ResponseWriter, r *http.Request) {
			io.WriteString(w, `{"entities":{"Q7075":{"labels":{"en":{"value":"library"}}}}}`)
		},
		"https://query.wikidata.org": func(w http.ResponseWriter, r *http.Request) {
			if r.Header.Get("Accept") != "application/sparql-results+json" {
				w.WriteHeader(http.StatusNotAcceptable)
			}
			io.WriteString(w, `{"head":{"vars":["item"]},"results":{"bindings":[{"item":{"type":"uri","value":"http://www.wikidata.org/entity/Q7075"}}]}}`)
		},
	}}
}

// TestReadyAPIs asks each built-in API for pages.
func TestReadyAPIs(t *testing.T) {
	key := map[string]string{"X_API_KEY": "an-api-key-of-x", "X_API_SECRET": "an-api-secret-of-x"}
	for _, c := range []struct {
		line  string
		env   map[string]string
		code  int
		out   string // what stdout is, or, where code is not 0, what stderr has
		asked []string
	}{
		{"get v1/timelines/public -p limit=2 --profile mastodon --host mastodon.social --all -q #.id -f text", nil, 0,
			"1154208330000000115\n1154208330000000114\n1154208330000000113\n1154208330000000112\n1154208330000000111\n", []string{
				"https://mastodon.social/api/v1/timelines/public?limit=2",
				"https://mastodon.social/api/v1/timelines/public?limit=2&max_id=114",
				"https://mastodon.social/api/v1/timelines/public?limit=2&max_id=112",
				"https://mastodon.social/api/v1/timelines/public?limit=2&max_id=111"}},
		{"get v1/timelines/public --profile mastodon@fosstodon.org -q 0.account.acct -f text", nil, 0, "mira\n",
			[]string{"https://fosstodon.org/api/v1/timelines/public"}},
		{"get v1/timelines/public --host fosstodon.org -q 0.account.acct -f text", map[string]string{"TWQ_PROFILE": "mastodon"}, 0, "mira\n",
			[]string{"https://fosstodon.org/api/v1/timelines/public"}},
		{"get v1/timelines/public -p limit=429 --profile mastodon@fosstodon.org", nil, exitRate, "too many requests|rate limit", nil},
		{"get v1/timelines/home --profile mastodon@fosstodon.org", nil, exitAuth, "twq login --profile mastodon@fosstodon.org", nil},
		{"get repos/tidwall/gjson/issues -p state=all --profile github --all -q #.number -f text", map[string]string{"GITHUB_TOKEN": "a-token-of-github"}, 0, "3\n2\n1\n", []string{
			"https://api.github.com/repos/tidwall/gjson/issues?state=all Bearer a-token-of-github",
			"https://api.github.com/repositories/7/issues?state=all&page=2 Bearer a-token-of-github",
			"https://api.github.com/repositories/7/issues?state=all&page=3 Bearer a-token-of-github"}},
		{"get users/octocat --profile github -q 0.title -f text", nil, 0, "Issue 3\n", []string{"https://api.github.com/users/octocat"}},
		{"get repos/tidwall/used-up --profile github", nil, exitRate, "rate limit", nil},
		{"get tweets/search/recent -p query=library --profile x --all -q data.#.id -f text", key, 0, "1999999999999999999\n1999999999999999997\n", []string{
			"https://api.x.com/oauth2/token Basic YW4tYXBpLWtleS1vZi14OmFuLWFwaS1zZWNyZXQtb2YteA==",
			"https://api.x.com/2/tweets/search/recent?query=library Bearer a-token-of-the-app-at-x",
			"https://api.x.com/2/tweets/search/recent?query=library&pagination_token=7140dibdnow Bearer a-token-of-the-app-at-x",
			"https://api.x.com/2/tweets/search/recent?query=library&pagination_token=7140dibdnoz Bearer a-token-of-the-app-at-x"}},
		{"get 2/users/7/tweets --profile x", nil, exitAuth, "twq login --profile x", nil},
		{"get api.php -p action=query -p list=search -p srsearch=library --profile wikipedia --all -q query.search.#.title -f text", nil, 0, "Library\nPublic library\n", []string{
			"https://en.wikipedia.org/w/api.php?action=query&list=search&srsearch=library&format=json&formatversion=2",
			"https://en.wikipedia.org/w/api.php?action=query&list=search&srsearch=library&format=json&formatversion=2&sroffset=1&continue=-%7C%7C"}},
		{"get api.php -p action=query -p list=search --profile wikipedia --host de.wikipedia.org -q query.searchinfo.totalhits -f text", nil, 0, "2\n", []string{
			"https://de.wikipedia.org/w/api.php?action=query&list=search&format=json&formatversion=2"}},
		{"get api.php -p action=query -p list=serach --profile wikipedia --all", nil, exitFetch, "Unrecognized value", nil},
		{"get wiki/Special:EntityData/Q7075.json --profile wikidata -q entities.Q7075.labels.en.value -f text", nil, 0, "library\n", []string{
			"https://www.wikidata.org/wiki/Special:EntityData/Q7075.json"}},
		{"get sparql -p query=SELECT --profile wikidata-sparql -q results.bindings.#.item.value -f text", nil, 0, "http://www.wikidata.org/entity/Q7075\n", []string{
			"https://query.wikidata.org/sparql?query=SELECT"}},
	} {
		net, config := network(t), t.TempDir()
		var stdout, stderr bytes.Buffer
		w := world{Stdin: strings.NewReader(""), Stdout: &stdout, Stderr: &stderr, Now: time.Now, Network: net, Getenv: func(name string) string {
			if name == "TWQ_CONFIG_DIR" {
				return config
			}
			return c.env[name]
		}}
		code := inWorld(t, w, strings.Fields(c.line)...)
		switch {
		case code != c.code:
			t.Errorf("%s: exit code %d, want %d: %s", c.line, code, c.code, stderr.String())
		case code == 0 && stdout.String() != c.out:
			t.Errorf("%s: %q, want %q; %s", c.line, stdout.String(), c.out, stderr.String())
		case code != 0 && (!hasOne(stderr.String(), c.out) || stdout.Len() > 0):
			t.Errorf("%s: said %q and printed %q", c.line, stderr.String(), stdout.String())
		}
		if c.asked != nil && strings.Join(net.asked, "\n") != strings.Join(c.asked, "\n") {
			t.Errorf("%s: asked\n%s\nwant\n%s", c.line, strings.Join(net.asked, "\n"), strings.Join(c.asked, "\n"))
		}
		for _, secret := range c.env {
			if secret != "mastodon" && strings.Contains(stdout.String()+stderr.String(), secret) {
				t.Errorf("%s: shows a secret: %s", c.line, stderr.String())
			}
		}
	}
}

func hasOne(text, alternatives string) bool {
	for _, a := range strings.Split(alternatives, "|") {
		if strings.Contains(text, a) {
			return true
		}
	}
	return false
}

// anyHost is a network in which mas.to and api.x.com answer everything with an empty list.
func anyHost(t *testing.T) *hosts {
	empty := func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, `{"data":[]}`) }
	return &hosts{t: t, at: map[string]http.HandlerFunc{"https://mas.to": empty, "https://api.x.com": empty}}
}

// TestHostWhereProfileIs wants --host wherever --profile chooses the API.
func TestHostWhereProfileIs(t *testing.T) {
	for _, args := range [][]string{{"get", "v1/x"}, {"paths", "v1/x"}, {"find", "a", "v1/x"}, {"count", "a", "v1/x"}, {"sum", "a", "v1/x"},
		{"explain", "#", "v1/x"}, {"translate", "#", "v1/x", "--to", "jq"}, {"collect", "v1/x", "-o", "x.ndjson"},
		{"fixtures", "save", "x", "v1/x"}, {"fixtures", "anonymise", "v1/x"}} {
		t.Chdir(t.TempDir())
		config := t.TempDir()
		var out bytes.Buffer
		net := anyHost(t)
		inWorld(t, world{Stdin: strings.NewReader(""), Stdout: &out, Stderr: &out, Now: time.Now, Network: net, Getenv: func(name string) string {
			return map[string]string{"TWQ_CONFIG_DIR": config}[name]
		}}, append(args, "--profile", "mastodon", "--host", "mas.to")...)
		if len(net.asked) == 0 || !strings.HasPrefix(net.asked[0], "https://mas.to/api/v1/x") {
			t.Errorf("%q asked %q: %s", args, net.asked, out.String())
		}
		if offers, _ := completed(t, map[string]string{"TWQ_CONFIG_DIR": config}, append(args, "--profile", "mastodon", "--host", "")...); !slices.Contains(offers, "mas.to") {
			t.Errorf("%q offers %q", args, offers)
		}
	}
}

// TestCollectOfOtherAPIs wants a parameter twice in one request where the API is not Twitter's, and ids looked up by the names of X.
func TestCollectOfOtherAPIs(t *testing.T) {
	t.Chdir(t.TempDir())
	config := t.TempDir()
	var out bytes.Buffer
	call := func(args ...string) string {
		net := anyHost(t)
		inWorld(t, world{Stdin: strings.NewReader(""), Stdout: &out, Stderr: &out, Now: time.Now, Network: net, Getenv: func(name string) string {
			return map[string]string{"TWQ_CONFIG_DIR": config, "X_BEARER_TOKEN": "a-token-of-some-length"}[name]
		}}, args...)
		return strings.Join(net.asked, "\n")
	}
	if got := call("collect", "v1/x", "-p", "types[]=a", "-p", "types[]=b", "--profile", "mastodon", "--host", "mas.to", "-o", "a.ndjson"); !strings.Contains(got, "types%5B%5D=a&types%5B%5D=b") {
		t.Errorf("asked %q: %s", got, out.String())
	}
	if err := os.WriteFile("ids.txt", []byte("7\n8\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	if got := call("collect", "tweets", "--ids", "ids.txt", "--profile", "x", "-o", "b.ndjson"); !strings.HasPrefix(got, "https://api.x.com/2/tweets?ids=7%2C8 ") {
		t.Errorf("asked %q: %s", got, out.String())
	}
}

// TestNoSecretBesideFile collects with secrets as parameters, one for each part: they are in no file.
func TestNoSecretBesideFile(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	if err := os.WriteFile("list.txt", []byte("access_token=CANARY-one\naccess_token=CANARY-two\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	config := t.TempDir()
	net := anyHost(t)
	net.at["https://mas.to"] = func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Link", "<"+r.URL.String()+`&page=2>; rel="next"`)
		if r.URL.Query().Has("page") {
			w.Header().Del("Link")
		}
		if r.URL.Query().Get("access_token") == "CANARY-two" {
			w.WriteHeader(http.StatusNotFound)
		}
		io.WriteString(w, `[{"id":"1"}]`)
	}
	inWorld(t, world{Stdin: strings.NewReader(""), Stdout: &out, Stderr: &out, Now: time.Now, Network: net, Getenv: func(name string) string {
		return map[string]string{"TWQ_CONFIG_DIR": config}[name]
	}}, "collect", "v1/x", "--for-each", "list.txt", "-p", "api_key=CANARY-three", "--profile", "mastodon", "--host", "mas.to", "-o", "a.ndjson", "--record", "answers", "-v")
	if len(net.asked) != 3 || !strings.Contains(net.asked[1], "CANARY-one") || strings.Contains(out.String(), "CANARY") {
		t.Errorf("asked %q: %s", net.asked, out.String())
	}
	if err := os.Remove("list.txt"); err != nil {
		t.Fatal(err)
	}
	files := 0
	err := filepath.WalkDir(dir, func(name string, e os.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		files++
		text, err := os.ReadFile(name)
		if strings.Contains(string(text), "CANARY") {
			t.Errorf("%s: %s", name, text)
		}
		return err
	})
	if err != nil || files != 3+2*3 {
		t.Errorf("%d files, %v", files, err)
	}
}

// TestOneTokenForEachHost logs in at two servers of one profile: neither token goes to the other.
func TestOneTokenForEachHost(t *testing.T) {
	config := t.TempDir()
	call := func(stdin string, args ...string) (net *hosts, code int, said string) {
		net = network(t)
		var out bytes.Buffer
		w := world{Stdin: strings.NewReader(stdin), Stdout: &out, Stderr: &out, Now: time.Now, Network: net, Getenv: func(name string) string {
			return map[string]string{"TWQ_CONFIG_DIR": config}[name]
		}}
		code = inWorld(t, w, args...)
		return net, code, out.String()
	}
	for _, host := range []string{"mastodon.social", "fosstodon.org"} {
		if _, code, said := call("the-token-at-"+host+"\n", "login", "--bearer", "--profile", "mastodon", "--host", host); code != 0 {
			t.Fatal(said)
		}
	}
	for _, host := range []string{"mastodon.social", "fosstodon.org"} {
		net, code, said := call("", "get", "v1/timelines/home", "--profile", "mastodon@"+host, "-q", "#", "-f", "text")
		if want := "https://" + host + "/api/v1/timelines/home Bearer the-token-at-" + host; code != 0 || strings.Join(net.asked, " ") != want {
			t.Errorf("asked %q, want %q; %s", net.asked, want, said)
		}
	}
	if net, code, _ := call("", "get", "https://mastodon.social/api/v1/timelines/public", "--profile", "mastodon@fosstodon.org", "-q", "#", "-f", "text"); code != 0 ||
		strings.Join(net.asked, " ") != "https://mastodon.social/api/v1/timelines/public" {
		t.Errorf("a URL elsewhere was asked as %q", net.asked)
	}
	if _, code, said := call("", "logout", "--profile", "mastodon", "--host", "fosstodon.org"); code != 0 || !strings.Contains(said, "mastodon@fosstodon.org.json") {
		t.Errorf("logout: %s", said)
	}
	if _, code, said := call("", "whoami", "--profile", "mastodon@mastodon.social", "-f", "json"); code != 0 || !strings.Contains(said, "cial\"") {
		t.Errorf("whoami: %s", said)
	}
	kept, _ := filepath.Glob(filepath.Join(config, "tokens", "*.json"))
	if len(kept) != 1 || filepath.Base(kept[0]) != "mastodon@mastodon.social.json" {
		t.Errorf("kept are %q", kept)
	}
}

// TestConfigOfTheWorkingDirectory has files in the working directory that would send a token elsewhere.
func TestConfigOfTheWorkingDirectory(t *testing.T) {
	dir, home := t.TempDir(), t.TempDir()
	evil := "[profiles.class]\nbase = \"https://evil.test/1.1/\"\nauth = \"none\"\n"
	for _, name := range []string{"config.toml", ".twq/config.toml", "twq/config.toml", ".config/twq/config.toml", "twq.toml", ".env"} {
		writeText(t, filepath.Join(dir, name), evil)
	}
	writeText(t, filepath.Join(dir, ".env"), "TWQ_PROFILE=class\nTWQ_CONFIG_DIR=.\n")
	t.Chdir(dir)
	for _, env := range []map[string]string{
		{"TWQ_CONFIG_DIR": home},
		{"HOME": home, "AppData": home, "LocalAppData": home},
		{"HOME": home, "XDG_CONFIG_HOME": ".", "XDG_STATE_HOME": ".config", "AppData": home, "LocalAppData": home},
		{"TWQ_CONFIG_DIR": ".", "HOME": home},
		{"TWQ_CONFIG_DIR": ".twq", "HOME": home},
	} {
		for _, line := range []string{"get users/show --dry-run", "get users/show --dry-run --profile class", "whoami --profile class"} {
			var stdout, stderr bytes.Buffer
			w := world{Stdin: strings.NewReader(""), Stdout: &stdout, Stderr: &stderr, Now: time.Now, Network: roadClosed{t}, Getenv: func(k string) string { return env[k] }}
			code := inWorld(t, w, strings.Fields(line)...)
			if strings.Contains(stdout.String()+stderr.String(), "evil.test") || strings.Contains(line, "class") && code == 0 {
				t.Errorf("%v %s: exit code %d\n%s%s", env, line, code, stdout.String(), stderr.String())
			}
		}
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 6 {
		t.Errorf("%v, %v", entries, err)
	}
}

// TestDocumentedProfiles loads each config.toml that the documentation shows.
func TestDocumentedProfiles(t *testing.T) {
	docs, err := filepath.Glob("../../docs/*.md")
	if err != nil {
		t.Fatal(err)
	}
	loaded := 0
	for _, doc := range append(docs, "../../README.md") {
		text, err := os.ReadFile(doc)
		if err != nil {
			t.Fatal(err)
		}
		for _, block := range regexp.MustCompile("(?s)```toml\n(.*?)```").FindAllStringSubmatch(string(text), -1) {
			if !strings.Contains(block[1], "[profiles.") { // it is a course
				continue
			}
			path := filepath.Join(t.TempDir(), "config.toml")
			writeText(t, path, block[1])
			if _, err := fetch.LoadProfiles(path); err != nil {
				t.Errorf("%s: %v", doc, err)
			}
			loaded++
		}
	}
	if loaded < 2 {
		t.Errorf("only %d were found", loaded)
	}
}
