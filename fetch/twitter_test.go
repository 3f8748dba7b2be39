package fetch

import (
	"errors"
	"net/url"
	"strings"
	"testing"
)

var twitter = API{
	Base: &url.URL{Scheme: "https", Host: "api.twitter.com", Path: "/1.1/"}, Suffix: ".json", Catalogue: true,
	HTTP: HTTP{Client: NewClient(roundTrip(nil))},
}

var elsewhere = API{Base: &url.URL{Scheme: "http", Host: "127.0.0.1:8411", Path: "/api v1"}}

// requests feed the test and the fuzz seeds.
var requests = []struct {
	api      API
	resource string
	params   []Pair
	want     string // behind the base's origin; "": an error
	entry    string // of the catalogue
}{
	{twitter, "statuses/user_timeline", nil, "/1.1/statuses/user_timeline.json", "statuses/user_timeline"},
	{twitter, "/statuses/user_timeline", nil, "/1.1/statuses/user_timeline.json", "statuses/user_timeline"},
	{twitter, "1.1/statuses/user_timeline.json", nil, "/1.1/statuses/user_timeline.json", "statuses/user_timeline"},
	{twitter, "/1.1/statuses/user_timeline.json", nil, "/1.1/statuses/user_timeline.json", "statuses/user_timeline"},
	{twitter, "statuses/show/1202955310000000101", nil, "/1.1/statuses/show/1202955310000000101.json", "statuses/show/:id"},
	{twitter, "statuses/show/:id", []Pair{{"trim_user", "true"}, {"id", "7"}}, "/1.1/statuses/show/7.json?trim_user=true", "statuses/show/:id"},
	{twitter, "users/suggestions/:slug", []Pair{{"slug", "a/b%41 c"}}, "/1.1/users/suggestions/a%2Fb%2541%20c.json", "users/suggestions/:slug"},
	{twitter, "statuses/show/:id", nil, "", ""},
	{twitter, "statuses/show/:id", []Pair{{"id", ""}}, "", ""},
	{twitter, "statuses/show/:id", []Pair{{"id", ".."}}, "", ""},
	{twitter, "statuses/show/:id", []Pair{{"id", "a\nb"}}, "", ""},
	{twitter, "weather/today", nil, "/1.1/weather/today.json", ""},
	{twitter, "2/users/7/tweets", []Pair{{"max_results", "5"}}, "/2/users/7/tweets?max_results=5", ""},
	{twitter, "/2/tweets/search/recent?query=ebb", nil, "/2/tweets/search/recent?query=ebb", ""},
	{twitter, "2/tweets.json", nil, "/2/tweets.json", ""},
	{twitter, "1.1/2/tweets", nil, "/2/tweets", ""},
	{twitter, "2", nil, "/1.1/2.json", ""},

	{twitter, "search/tweets", []Pair{{"q", "@harbourlib #ebb&flow"}, {"q", "100% + 1"}}, "/1.1/search/tweets.json?q=%40harbourlib%20%23ebb%26flow&q=100%25%20%2B%201", "search/tweets"},
	{twitter, "statuses/lookup", []Pair{{"id", "2,1"}, {"a b", "ü\r\n\x00"}, {"empty", ""}, {"-_.~", "-_.~"}}, "/1.1/statuses/lookup.json?id=2%2C1&a%20b=%C3%BC%0D%0A%00&empty=&-_.~=-_.~", "statuses/lookup"},
	{twitter, "users/show.json?screen_name=mira_k", []Pair{{"x", "1"}}, "/1.1/users/show.json?screen_name=mira_k&x=1", "users/show"},
	{twitter, "search/tweets?q=a+b%2Cc,d&flag&x=1?2#3", nil, "/1.1/search/tweets.json?q=a+b%2Cc,d&flag&x=1?2%233", "search/tweets"},
	{twitter, "search/tweets?q=ü b\"<%zz%", nil, "/1.1/search/tweets.json?q=%C3%BC%20b%22%3C%25zz%25", "search/tweets"},
	{twitter, "search/tweets?", nil, "/1.1/search/tweets.json", "search/tweets"},

	{twitter, "users/suggestions/funny cats", nil, "/1.1/users/suggestions/funny%20cats.json", "users/suggestions/:slug"},
	{twitter, "users/suggestions/funny%20cats", nil, "/1.1/users/suggestions/funny%20cats.json", "users/suggestions/:slug"},
	{twitter, "users/suggestions/100%", nil, "/1.1/users/suggestions/100%25.json", "users/suggestions/:slug"},
	{twitter, "users/suggestions/a%2Fb", nil, "/1.1/users/suggestions/a%2Fb.json", "users/suggestions/:slug"},
	{twitter, "users/suggestions/a#b", nil, "/1.1/users/suggestions/a%23b.json", "users/suggestions/:slug"},
	{twitter, "users/suggestions/ü;x", nil, "/1.1/users/suggestions/%C3%BC%3Bx.json", "users/suggestions/:slug"},

	{twitter, "", nil, "", ""},
	{twitter, "/", nil, "", ""},
	{twitter, "?q=1", nil, "", ""},
	{twitter, "1.1/", nil, "", ""},
	{twitter, "2/", nil, "", ""},
	{twitter, ".json", nil, "", ""},
	{twitter, "//evil.test/a", nil, "", ""},
	{twitter, "https://evil.test/a", nil, "", ""},
	{twitter, "a//b", nil, "", ""},
	{twitter, "a/", nil, "", ""},
	{twitter, "../oauth2/token", nil, "", ""},
	{twitter, "a/../../oauth2/token", nil, "", ""},
	{twitter, "a/./b", nil, "", ""},
	{twitter, "%2e%2e/oauth2/token", nil, "", ""},
	{twitter, "a/%2E./b", nil, "", ""},
	{twitter, "a/..%2f..%2fb", nil, "", ""},
	{twitter, `a/..\b`, nil, "", ""},
	{twitter, "2/../oauth2/token", nil, "", ""},
	{twitter, "a\r\nHost: evil.test", nil, "", ""},
	{twitter, "a%0d%0aHost: evil.test", nil, "", ""},
	{twitter, "a?x=1\r\nb", nil, "", ""},
	{twitter, "a\x00", nil, "", ""},
	{twitter, "a\u0085b", nil, "", ""},
	{twitter, "@evil.test/a", nil, "/1.1/@evil.test/a.json", ""},
	{twitter, ":443/a", nil, "", ""},
	{twitter, "%252e%252e/a", nil, "/1.1/%252e%252e/a.json", ""},

	{elsewhere, "things/7", []Pair{{"a", "b"}}, "/api%20v1/things/7?a=b", ""},
	{elsewhere, "statuses/user_timeline.json", nil, "/api%20v1/statuses/user_timeline.json", ""},
	{elsewhere, "1.1/things", nil, "/api%20v1/1.1/things", ""},
	{elsewhere, "2/things", nil, "/api%20v1/2/things", ""},
	{elsewhere, "../things", nil, "", ""},
	{API{Base: &url.URL{Scheme: "http", Host: "[::1]:80"}}, "a", nil, "/a", ""},
	{API{Base: &url.URL{Scheme: "http", Host: "h", Path: "/", RawQuery: "x=1", Fragment: "f"}}, "a", nil, "/a", ""},
	{API{Base: &url.URL{Scheme: "http", Host: "h", User: url.User("mira")}}, "a", nil, "", ""},
	{API{Base: &url.URL{Scheme: "file", Path: "/"}}, "a", nil, "", ""},
	{API{}, "a", nil, "", ""},
}

func TestAPIRequest(t *testing.T) {
	for _, c := range requests {
		params := append([]Pair(nil), c.params...)
		req, err := c.api.Request(c.resource, c.params)
		if c.want == "" {
			if _, ok := errors.AsType[*RequestError](err); !ok {
				t.Errorf("Request(%q, %q): %v, %v", c.resource, c.params, req.URL, err)
			}
			continue
		}
		if err != nil {
			t.Errorf("Request(%q): %v", c.resource, err)
			continue
		}
		want := c.api.Base.Scheme + "://" + c.api.Base.Host + c.want
		if got := req.URL.String(); got != want {
			t.Errorf("Request(%q, %q) = %s, want %s", c.resource, c.params, got, want)
		}
		entry := ""
		if req.Resource != nil {
			entry = req.Resource.Name
		}
		if entry != c.entry {
			t.Errorf("Request(%q) is %q, want %q", c.resource, entry, c.entry)
		}
		for i, p := range params {
			if p != c.params[i] {
				t.Errorf("Request(%q) changed its parameters", c.resource)
			}
		}
	}
	_, err := twitter.Request("../a?token=s3cret", nil)
	if err == nil || strings.Contains(err.Error(), "s3cret") {
		t.Error(err)
	}
}

func TestAPICovers(t *testing.T) {
	for in, want := range map[string]bool{
		"https://api.twitter.com/1.1/statuses/show.json": true,
		"https://API.Twitter.com:443/anything":           true,
		"HTTPS://api.twitter.com.":                       true,
		"http://api.twitter.com/1.1/":                    false,
		"https://api.twitter.com:8443/":                  false,
		"https://twitter.com/":                           false,
		"https://x.api.twitter.com/":                     false,
		"https://api.twitter.com@evil.test/":             false,
		"https://api.twitter.com.evil.test/":             false,
		"/1.1/a":                                         false, "": false,
	} {
		if got := twitter.Covers(parse(t, in)); got != want {
			t.Errorf("Covers(%q) = %v", in, got)
		}
	}
	if twitter.Covers(nil) || (API{}).Covers(nil) || (API{}).Covers(&url.URL{}) {
		t.Error("nothing is covered")
	}
}

func TestAPIRequestURL(t *testing.T) {
	for in, want := range map[string]string{
		"https://api.twitter.com/1.1/statuses/show.json":       "statuses/show",
		"https://api.twitter.com/1.1/statuses/show/7.json?x=1": "statuses/show/:id",
		"https://api.twitter.com/1.1/followers/ids":            "followers/ids",
		"https://api.twitter.com/statuses/show.json":           "",
		"https://api.twitter.com/2/statuses/show":              "",
		"https://api.twitter.com/1.1":                          "",
	} {
		req := twitter.RequestURL(parse(t, in), []Pair{{"id", "1,2"}})
		got := ""
		if req.Resource != nil {
			got = req.Resource.Name
		}
		if got != want || !strings.HasSuffix(req.URL.RawQuery, "id=1%2C2") {
			t.Errorf("%s: %q, %s", in, got, req.URL)
		}
	}
	u := parse(t, "https://h/a?q=a+b ü&sig=%2f")
	if got := WithParams(u, []Pair{{"x", "+"}}); got.RawQuery != "q=a+b%20%C3%BC&sig=%2f&x=%2B" || u.RawQuery != "q=a+b ü&sig=%2f" {
		t.Errorf("%s from %s", got, u)
	}
	if got := WithParams(parse(t, "https://h/a"), nil).String(); got != "https://h/a" {
		t.Error(got)
	}
}

func TestAPIStaysAtItsOrigin(t *testing.T) {
	for _, in := range []string{"https://evil.test/1.1/a.json", "http://api.twitter.com/1.1/a.json", "https://api.twitter.com:8443/a", "https://api.twitter.com@evil.test/"} {
		_, err := twitter.Fetch(t.Context(), Request{URL: parse(t, in)})
		_, origin := errors.AsType[*OriginError](err)
		_, request := errors.AsType[*RequestError](err)
		if !origin && !request {
			t.Errorf("%s: %v", in, err)
		}
	}
	if _, err := twitter.Fetch(t.Context(), Request{}); err == nil {
		t.Error("no URL")
	}
}

func TestWeb(t *testing.T) {
	api := serve(t, echo("api"))
	other := serve(t, echo("other"))
	w := Web{API: API{Base: parse(t, api.URL+"/1.1/"), Catalogue: true, HTTP: HTTP{Version: "with-token"}}}
	for in, want := range map[string]string{
		api.URL + "/1.1/users/show": `["api","twq/with-token"]`,
		api.URL + "/else":           `["api","twq/with-token"]`,
		other.URL + "/1.1/users":    `["other","twq"]`,
	} {
		if got, err := readAll(w, parse(t, in)); got != want || err != nil {
			t.Errorf("%s: %s, %v", in, got, err)
		}
	}
	if _, err := readAll(w, nil); err == nil {
		t.Error("no URL")
	}
}

func FuzzRequest(f *testing.F) {
	for _, c := range requests {
		key, value := "", ""
		if len(c.params) > 0 {
			key, value = c.params[0].Key, c.params[0].Value
		}
		f.Add(c.resource, key, value, c.api.Catalogue)
	}
	f.Fuzz(func(t *testing.T, resource, key, value string, catalogue bool) {
		api, dirs := elsewhere, []string{"/api%20v1/"}
		if catalogue {
			api, dirs = twitter, []string{"/1.1/", "/2/"}
		}
		req, err := api.Request(resource, []Pair{{key, value}})
		if err != nil {
			if _, ok := errors.AsType[*RequestError](err); !ok {
				t.Errorf("%T %v", err, err)
			}
			return
		}
		text := req.URL.String()
		again, err := url.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		if again.Scheme != api.Base.Scheme || again.Host != api.Base.Host || again.User != nil || again.Fragment != "" {
			t.Errorf("Request(%q) leaves: %s", resource, text)
		}
		below := false
		for _, dir := range dirs {
			below = below || strings.HasPrefix(again.EscapedPath(), dir) && strings.HasPrefix(again.JoinPath().EscapedPath(), dir)
		}
		if !below {
			t.Errorf("Request(%q) climbs: %s", resource, text)
		}
		for i := range len(text) {
			if text[i] <= ' ' || text[i] >= 0x7f {
				t.Errorf("Request(%q) = %q", resource, text)
			}
		}
		if !strings.Contains(resource, ":") && !strings.Contains(resource, "?") {
			if got := again.Query(); !strings.Contains(key+value, ";") && (len(got[key]) != 1 || got[key][0] != value) {
				t.Errorf("%q=%q became %q", key, value, again.RawQuery)
			}
		}
	})
}
