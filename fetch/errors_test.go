package fetch

import (
	"errors"
	"io"
	"io/fs"
	"net/url"
	"strings"
	"testing"
	"time"
)

func TestCleanURL(t *testing.T) {
	for in, want := range map[string]string{
		"https://api.twitter.com/1.1/a.json?screen_name=mira_k&count=2": "https://api.twitter.com/1.1/a.json?screen_name=mira_k&count=2",
		"https://mira:pw@h/a":                              "https://h/a",
		"https://h/a?access_token=s3cret&x=1":              "https://h/a?access_token=***&x=1",
		"https://h/a?x=1&OAuth_Signature=s3cret":           "https://h/a?x=1&OAuth_Signature=***",
		"https://h/a?x=1;token=s3cret":                     "https://h/a?x=1;token=***",
		"https://h/a?%74oken=s3cret":                       "https://h/a?%74oken=***",
		"https://h/a?key=s3cret&api_key=s3cret":            "https://h/a?key=***&api_key=***",
		"https://h/a?password=s3cret&pagination_token=abc": "https://h/a?password=***&pagination_token=abc",
		"https://h/a?next_token=abc&secret":                "https://h/a?next_token=abc&secret",
		"https://h/a#access_token=s3cret":                  "https://h/a",
		"https://h/a?token=s3cret=s3cret":                  "https://h/a?token=***",
		"https://h/a?keyword=ebb&monkey=1":                 "https://h/a?keyword=ebb&monkey=1",
	} {
		u, err := url.Parse(in)
		if err != nil {
			t.Fatal(err)
		}
		before := *u
		if got := CleanURL(u); got != want {
			t.Errorf("CleanURL(%s) = %s, want %s", in, got, want)
		}
		if *u != before {
			t.Errorf("%s was changed", in)
		}
	}
	if got := CleanURL(nil); got != "" {
		t.Errorf("nil: %q", got)
	}
	for _, in := range []string{"https://mira:s3cret@[bad/a?x=1", "http://a:s3cret@h:port/?token=s3cret\x7f", "\x00mira:s3cret@h?key=s3cret"} {
		if got := cleanText(in); strings.Contains(got, "s3cret") {
			t.Errorf("cleanText(%q) = %q", in, got)
		}
	}
}

// Each error says in one line what it is about, with or without a reason, and hands the reason on.
func TestErrorTexts(t *testing.T) {
	reason := &fs.PathError{Op: "open", Path: "/tmp/twq", Err: fs.ErrPermission}
	for want, err := range map[string]error{
		`no source for "gopher"`:                                          &SchemeError{Scheme: "gopher"},
		`the request has no scheme`:                                       &SchemeError{},
		`"a/..": climbs`:                                                  &RequestError{"a/..", "climbs"},
		`redirect: https://a leads to https://b`:                          &OriginError{"https://a", "https://b", "redirect"},
		`https://a: more than 10 redirects`:                               &RedirectError{"https://a", 10},
		`connect a:1: open /tmp/twq: permission denied`:                   &NetError{"connect", "a:1", reason},
		`https://a: no data for 30s`:                                      &StallError{"https://a", 5, 30 * time.Second},
		`a: cut after 3 bytes`:                                            &TruncatedError{"a", 3, -1, reason},
		`a: cut after 3 of 9 bytes`:                                       &TruncatedError{"a", 3, 9, reason},
		`a: larger than 9 bytes`:                                          &TooLargeError{"a", 9},
		`a: br is not supported`:                                          &EncodingError{From: "a", Encoding: "br"},
		`a: damaged gzip after 3 bytes: open /tmp/twq: permission denied`: &EncodingError{"a", "gzip", 3, reason},
		`a.json: permission denied`:                                       &FileError{"a.json", reason},
		`standard input: EOF`:                                             &FileError{"standard input", io.EOF},
		`page 2 of a: an array expected, HTML found`:                      &ShapeError{"a", 2, "an array", "HTML", "<", reason},
		`page 2 of a repeats an earlier page`:                             &LoopError{From: "a", Page: 2, Rows: true},
		`page 2 names a as its next page, which was fetched before`:       &LoopError{From: "a", Page: 2},
		`the last answer, a, had more than 9 bytes and was not kept`:      &LastTooLargeError{LastInfo{Origin: "a"}, 9},
		`last answer a: open /tmp/twq: permission denied`:                 &LastError{"a", reason},
	} {
		if got := err.Error(); got != want {
			t.Errorf("%T: %q, want %q", err, got, want)
		}
		if strings.Contains(want, "denied") && !errors.Is(err, fs.ErrPermission) {
			t.Errorf("%T loses its reason", err)
		}
	}
}

func TestCleanLinks(t *testing.T) {
	for in, want := range map[string]string{
		`<https://a/b?page=2&api_key=CANARY>; rel="next", <https://a/b?page=9>; rel="last"`: `<https://a/b?page=2&api_key=***>; rel="next", <https://a/b?page=9>; rel="last"`,
		`<https://mira:CANARY@a/b?page=2>; rel="next"`:                                      `<https://***@a/b?page=2>; rel="next"`,
		`https://CANARY@a/b, https://***@a/@mira`:                                           `https://***@a/b, https://***@a/@mira`,
		`<https://a/@mira?x=1>; rel="next"`:                                                 `<https://a/@mira?x=1>; rel="next"`,
	} {
		got, n := CleanLinks(in)
		if got != want || (n == 0) != (in == want) {
			t.Errorf("%s: %s, %d", in, got, n)
		}
		if again, n := CleanLinks(got); again != got || n != 0 {
			t.Errorf("%s: again %s, %d", in, again, n)
		}
	}
}
