package fetch

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"
)

const text453 = "You currently have access to a subset of X API V2 endpoints and limited v1.1 endpoints (e.g. media post, oauth) only."

// refusals feed the test and the fuzz seeds.
var refusals = []struct {
	name   string
	status int
	body   string
	want   HTTPError // Codes, Message, Problem, Title
	code   int
	limit  bool // RateLimited
	auth   bool // Unauthorised
	text   string
}{
	{
		name: "rate limit", status: 429, body: `{"errors":[{"code":88,"message":"Rate limit exceeded"}]}`,
		want: HTTPError{Codes: []APIError{{88, "Rate limit exceeded"}}}, code: 88, limit: true, text: "Rate limit exceeded (code 88)",
	},
	{name: "rate limit by its code", status: 403, body: `{"errors":[{"message":"x","code":88}]}`, want: HTTPError{Codes: []APIError{{88, "x"}}}, code: 88, limit: true},
	{name: "rate limit by its status", status: 429, body: "", limit: true},
	{name: "enhance your calm", status: 420, body: "calm", limit: true},
	{name: "access level", status: 403, body: `{"errors":[{"message":"` + text453 + `","code":453}]}`, want: HTTPError{Codes: []APIError{{453, text453}}}, code: 453, auth: true},
	{
		name: "label", status: 403, body: `{"errors":[{"code":99,"label":"authenticity_token_error","message":"Unable to verify your credentials"}]}`,
		want: HTTPError{Codes: []APIError{{99, "Unable to verify your credentials"}}}, code: 99, auth: true,
	},
	{name: "no such page", status: 404, body: `{"errors":[{"code":34,"message":"Sorry, that page does not exist."}]}`, want: HTTPError{Codes: []APIError{{34, "Sorry, that page does not exist."}}}, code: 34},
	{name: "over capacity", status: 503, body: `{"errors":[{"code":130,"message":"Over capacity."}]}`, want: HTTPError{Codes: []APIError{{130, "Over capacity."}}}, code: 130},
	{
		name: "two codes", status: 400, body: `{"errors":[{"message":"no code"},{"code":25,"message":"b"},{"code":220,"message":"c"}]}`,
		want: HTTPError{Codes: []APIError{{0, "no code"}, {25, "b"}, {220, "c"}}}, code: 25, auth: true, text: "no code",
	},
	{name: "code in quotes", status: 403, body: `{"errors":[{"code":"220","message":"a"}]}`, want: HTTPError{Codes: []APIError{{220, "a"}}}, code: 220, auth: true},
	{
		name: "protected", status: 401, body: `{"request":"\/1.1\/friends\/ids.json","error":"Not authorized."}`,
		want: HTTPError{Message: "Not authorized."}, auth: true, text: "Not authorized.",
	},
	{name: "protected, without the status", status: 403, body: `{"error":"Not authorized"}`, want: HTTPError{Message: "Not authorized"}, auth: true},
	{name: "v1 text", status: 403, body: `{"errors":"Status is a duplicate."}`, want: HTTPError{Message: "Status is a duplicate."}},
	{name: "v1 not found", status: 404, body: `{"error":"Not Found","request":"/1/statuses/show/1.json"}`, want: HTTPError{Message: "Not Found"}},
	{name: "list of texts", status: 400, body: `{"errors":["one","two"]}`, want: HTTPError{Message: "one"}},
	{name: "one object", status: 400, body: `{"error":{"code":7,"message":"seven"}}`, want: HTTPError{Codes: []APIError{{7, "seven"}}}, code: 7},
	{name: "oauth", status: 400, body: `{"error":"invalid_client","error_description":"no such app"}`, want: HTTPError{Message: "invalid_client: no such app"}},
	{
		name: "v2 client forbidden", status: 403,
		body: `{"title":"Client Forbidden","detail":"Enrol.","type":"https://api.twitter.com/2/problems/client-forbidden","reason":"client-not-enrolled","status":403}`,
		want: HTTPError{Problem: &Problem{"Client Forbidden", "Enrol.", "https://api.twitter.com/2/problems/client-forbidden", "client-not-enrolled"}},
		auth: true, text: "Client Forbidden Enrol.",
	},
	{
		name: "v2 not enough", status: 400,
		body: `{"errors":[{"parameters":{"id":["x"]},"message":"The id is not valid"}],"title":"Invalid Request","detail":"d","type":"https://api.x.com/2/problems/invalid-request"}`,
		want: HTTPError{
			Codes:   []APIError{{0, "The id is not valid"}},
			Problem: &Problem{"Invalid Request", "d", "https://api.x.com/2/problems/invalid-request", ""},
		},
	},
	{
		name: "v2 unauthorized", status: 401, body: `{"title":"Unauthorized","type":"about:blank","status":401,"detail":"Unauthorized"}`,
		want: HTTPError{Problem: &Problem{"Unauthorized", "Unauthorized", "about:blank", ""}}, auth: true,
	},
	{name: "another API", status: 500, body: `{"message":"boom"}`, want: HTTPError{Message: "boom"}, text: "boom"},
	{
		name: "HTML", status: 502, body: "<!DOCTYPE html><HTML><Head><TITLE lang=en>\n Twitter / Over&nbsp;capacity &amp; İ </TITLE>",
		want: HTTPError{Title: "Twitter / Over capacity & İ"}, text: "Twitter / Over capacity & İ",
	},
	{name: "HTML without an end", status: 500, body: "<title>a"},
	{name: "HTML tag without an end", status: 500, body: "<title"},
	{name: "empty", status: 404, body: ""},
	{name: "an array", status: 404, body: `[{"code":88}]`},
	{name: "a number", status: 500, body: `12`},
	{name: "null", status: 500, body: `{"errors":null,"error":null}`},
	{name: "empty list", status: 500, body: `{"errors":[]}`},
	{name: "odd codes", status: 500, body: `{"errors":[{"code":1e400},{"code":99999999999999999999},{"code":{}},{},[],null,7]}`},
	{name: "cut", status: 500, body: `{"errors":[{"code":88,"message":"Rate li`},
	{name: "deep", status: 500, body: strings.Repeat("[", 200_000)},
	{name: "long", status: 500, body: strings.Repeat("ü", 400)},
	{name: "bad UTF-8", status: 500, body: strings.Repeat("\xbf", 400)},
}

func TestHTTPError(t *testing.T) {
	for _, c := range refusals {
		e := newHTTPError(c.status, http.Header{}, []byte(c.body))
		e.URL = "https://h/a"
		if !slices.Equal(e.Codes, c.want.Codes) || e.Message != c.want.Message || e.Title != c.want.Title {
			t.Errorf("%s: %+v", c.name, e)
		}
		if (e.Problem == nil) != (c.want.Problem == nil) || e.Problem != nil && *e.Problem != *c.want.Problem {
			t.Errorf("%s: problem %+v", c.name, e.Problem)
		}
		if e.Code() != c.code || e.RateLimited() != c.limit || e.Unauthorised() != c.auth {
			t.Errorf("%s: code %d, rate limited %v, unauthorised %v", c.name, e.Code(), e.RateLimited(), e.Unauthorised())
		}
		if len(e.Snippet) > 200 || !strings.HasPrefix(c.body, e.Snippet) || len(c.body) < 200 && e.Snippet != c.body {
			t.Errorf("%s: snippet %q", c.name, e.Snippet)
		}
		if text := e.Error(); !strings.HasPrefix(text, fmt.Sprintf("https://h/a: HTTP %d", c.status)) || !strings.HasSuffix(text, c.text) {
			t.Errorf("%s: %s", c.name, text)
		}
	}
}

func TestProblemKind(t *testing.T) {
	for in, want := range map[string]string{
		"https://api.twitter.com/2/problems/usage-capped": "usage-capped",
		"https://api.x.com/2/problems/usage-capped":       "usage-capped",
		"about:blank": "", "": "",
	} {
		if got := (&Problem{Type: in}).Kind(); got != want {
			t.Errorf("%q: %q", in, got)
		}
	}
}

func TestRateOf(t *testing.T) {
	reset := time.Unix(1667943133, 0)
	for _, c := range []struct {
		limit, left, reset string
		want               Rate
	}{
		{"900", "899", "1667943133", Rate{900, 899, reset}},
		{" 900 ", "0", "1667943133", Rate{900, 0, reset}},
		{"", "", "", Rate{}},
		{"900", "", "1667943133", Rate{Reset: reset}},
		{"", "5", "", Rate{}},
		{"900", "many", "soon", Rate{}},
		{"900", "-1", "-1", Rate{}},
		{"99999999999999999999", "1", "99999999999999999999", Rate{}},
		{"9999999999", "1", "999999999999999999", Rate{}},
		{"15", "1", "0", Rate{Limit: 15, Remaining: 1}},
		{"1.5e1", "0x1", "1667943132.5", Rate{Reset: reset}},
		{"900, 900;w=60", "899;x", "1667943132001", Rate{900, 899, reset}},
		{"900", "899", "1667943133.0", Rate{900, 899, reset}},
		{"900", "899", "1667943133.", Rate{Limit: 900, Remaining: 899}},
		{"900", "899", "253402300800000", Rate{Limit: 900, Remaining: 899}},
		{"900", "899", "253402300800", Rate{Limit: 900, Remaining: 899}},
	} {
		h := http.Header{}
		h.Set("x-rate-limit-limit", c.limit)
		h.Set("x-rate-limit-remaining", c.left)
		h.Set("x-rate-limit-reset", c.reset)
		if got := rateOf(h); got != c.want {
			t.Errorf("%q %q %q: %+v, want %+v", c.limit, c.left, c.reset, got, c.want)
		}
	}
	if got := rateOf(nil); got != (Rate{}) {
		t.Errorf("no headers: %+v", got)
	}
}

func TestRetryAfter(t *testing.T) {
	const date = "Tue, 08 Nov 2022 21:00:00 GMT"
	for in, want := range map[string]time.Duration{
		"":                              0,
		"0":                             0,
		"120":                           2 * time.Minute,
		"1.2":                           2 * time.Second,
		"-5":                            0,
		"soon":                          0,
		"9223372036":                    9223372036 * time.Second,
		"1000000000000000000":           9223372036 * time.Second,
		"1e18":                          0,
		"Tue, 08 Nov 2022 21:00:30 GMT": 30 * time.Second,
		"Tue, 08 Nov 2022 20:00:00 GMT": 0,
	} {
		h := http.Header{"Retry-After": {in}, "Date": {date}}
		if got := retryAfter(h); got != want {
			t.Errorf("%q: %v, want %v", in, got, want)
		}
	}
	past := http.Header{"Retry-After": {date}}
	if got := retryAfter(past); got != 0 {
		t.Errorf("a date long ago: %v", got)
	}
}

func TestWellFormed(t *testing.T) {
	deep := func(n int) []byte { return []byte(strings.Repeat("[", n) + strings.Repeat("]", n)) }
	for name, c := range map[string]struct {
		in   []byte
		want bool
	}{
		"document":           {[]byte(` {"a":[1]} `), true},
		"two":                {[]byte(`1 2`), false},
		"nothing":            {nil, false},
		"deep":               {deep(50_000), true},
		"too deep":           {deep(10_000_000), false},
		"wide":               {[]byte("[" + strings.Repeat("[],", 200_000) + "[]]"), true},
		"brackets in a text": {[]byte(`["` + strings.Repeat(`\"[`, 200_000) + `"]`), true},
		"text without end":   {[]byte(strings.Repeat("[", 200_000) + `"\`), false},
	} {
		if got := wellFormed(c.in); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func FuzzHTTPError(f *testing.F) {
	for _, c := range refusals {
		f.Add(c.status, "30", []byte(c.body))
	}
	f.Add(429, "253402300799", []byte("")) // the year 9999, but east of Greenwich
	f.Fuzz(func(t *testing.T, status int, header string, body []byte) {
		e := newHTTPError(status, http.Header{"Retry-After": {header}, "X-Rate-Limit-Reset": {header}, "X-Rate-Limit-Limit": {header},
			"X-Rate-Limit-Remaining": {header}}, body)
		if e.RetryAfter < 0 || e.Rate.Limit < 0 || e.Rate.Remaining < 0 || len(e.Snippet) > 200 {
			t.Errorf("%+v", e)
		}
		if _, err := e.Rate.Reset.MarshalText(); err != nil {
			t.Error(err)
		}
		if e.Error() == "" || e.Code() != 0 && !e.HasCode(e.Code()) || status == 401 && !e.Unauthorised() {
			t.Errorf("%+v", e)
		}
	})
}
