package fetch

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// paged answers with the rows 1 to 5, two a page, in the way of paging under test, and notes what it was asked.
func paged(t *testing.T, api API, answer func(r *http.Request, w http.ResponseWriter)) (API, *[]string) {
	t.Helper()
	asked := new([]string)
	server := serve(t, func(w http.ResponseWriter, r *http.Request) {
		*asked = append(*asked, r.URL.RawQuery)
		answer(r, w)
	})
	api.Base = parse(t, server.URL+"/api/")
	return api, asked
}

func rowsFrom(at int) string {
	var rows []string
	for n := at; n < at+2 && n <= 5; n++ {
		rows = append(rows, fmt.Sprintf(`{"n":%d}`, n))
	}
	return strings.Join(rows, ",")
}

func number(r *http.Request, name string, otherwise int) int {
	if n, err := strconv.Atoi(r.URL.Query().Get(name)); err == nil {
		return n
	}
	return otherwise
}

func TestTurning(t *testing.T) {
	const five = `{"n":1},{"n":2},{"n":3},{"n":4},{"n":5}`
	for _, c := range []struct {
		name   string
		api    API
		answer func(r *http.Request, w http.ResponseWriter)
		want   string
		asked  []string
	}{
		{"page", API{Style: PageNumber, PageKeys: PageKeys{First: 1}}, func(r *http.Request, w http.ResponseWriter) {
			fmt.Fprintf(w, "[%s]", rowsFrom(2*number(r, "page", 1)-1))
		}, "[" + five + "]", []string{"q=a", "q=a&page=2", "q=a&page=3", "q=a&page=4"}},
		{"page from 0, other names", API{Style: PageNumber, PageKeys: PageKeys{Items: "response.docs", Param: "p"}}, func(r *http.Request, w http.ResponseWriter) {
			fmt.Fprintf(w, `{"took":1,"response":{"all":5,"docs":[%s]},"end":{}}`, rowsFrom(2*number(r, "p", 0)+1))
		}, `{"response":{"docs":[` + five + `],"all":5},"took":1,"end":{}}`, []string{"q=a", "q=a&p=1", "q=a&p=2", "q=a&p=3"}},
		{"offset", API{Style: Offset, PageKeys: PageKeys{Items: "items"}}, func(r *http.Request, w http.ResponseWriter) {
			fmt.Fprintf(w, `{"items":[%s]}`, rowsFrom(number(r, "offset", 0)+1))
		}, `{"items":[` + five + `]}`, []string{"q=a", "q=a&offset=2", "q=a&offset=4", "q=a&offset=5"}},
		{"next token", API{Style: NextToken, PageKeys: PageKeys{Items: "data", Next: "page.after", Param: "after"}}, func(r *http.Request, w http.ResponseWriter) {
			at := number(r, "after", 1)
			next := fmt.Sprintf(`"%d"`, at+2)
			if at == 5 {
				next = "null"
			}
			fmt.Fprintf(w, `{"data":[%s],"page":{"after":%s}}`, rowsFrom(at), next)
		}, `{"data":[` + five + `],"page":{"after":null}}`, []string{"q=a", "q=a&after=3", "q=a&after=5"}},
		{"several values, set in the first request", API{Style: NextToken, PageKeys: PageKeys{Items: "query.*", Next: "continue"}}, func(r *http.Request, w http.ResponseWriter) {
			at := number(r, "sroffset", 1)
			next := map[int]string{1: `"continue":{"sroffset":3,"continue":"-||","only":"once"},`, 3: `"continue":{"sroffset":5,"continue":"-||"},`}[at]
			fmt.Fprintf(w, `{%s"query":{"info":{"totalhits":5},"search":[%s]}}`, next, rowsFrom(at))
		}, `{"query":{"search":[` + five + `],"info":{"totalhits":5}}}`,
			[]string{"q=a", "q=a&sroffset=3&continue=-%7C%7C&only=once", "q=a&sroffset=5&continue=-%7C%7C"}},
		{"cursor with names of its own", API{Style: Cursor, PageKeys: PageKeys{Items: "list", Next: `\@odata\.next`, Param: "$skip"}}, func(r *http.Request, w http.ResponseWriter) {
			at := number(r, "$skip", 1)
			next := fmt.Sprintf(`,"@odata.next":%d`, at+2)
			if at == 5 {
				next = ""
			}
			fmt.Fprintf(w, `{"list":[%s]%s}`, rowsFrom(at), next)
		}, `{"list":[` + five + `]}`, []string{"q=a", "q=a&%24skip=3", "q=a&%24skip=5"}},
		{"link in the answer", API{Style: Link, PageKeys: PageKeys{Items: "list", Next: "paging.more"}}, func(r *http.Request, w http.ResponseWriter) {
			at := number(r, "at", 1)
			next := fmt.Sprintf(`"?at=%d"`, at+2)
			if at == 5 {
				next = "null"
			}
			fmt.Fprintf(w, `{"list":[%s],"paging":{"more":%s}}`, rowsFrom(at), next)
		}, `{"list":[` + five + `],"paging":{"more":null}}`, []string{"q=a", "at=3", "at=5"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			api, asked := paged(t, c.api, c.answer)
			got, err := openAll(t, api, "things?q=a", 0)
			if err != nil || got != c.want {
				t.Errorf("%v\n%s, want\n%s", err, got, c.want)
			}
			if !slices.Equal(*asked, c.asked) {
				t.Errorf("asked\n%s, want\n%s", strings.Join(*asked, "\n"), strings.Join(c.asked, "\n"))
			}
		})
	}
}

// TestTurningEndsTruly has servers that would have one go round for ever, or take an error for the end.
func TestTurningEndsTruly(t *testing.T) {
	says := func(text string) func(*http.Request, http.ResponseWriter) {
		return func(_ *http.Request, w http.ResponseWriter) { io.WriteString(w, text) }
	}
	token := API{Style: NextToken, PageKeys: PageKeys{Items: "data"}}
	for _, c := range []struct {
		name   string
		api    API
		answer func(*http.Request, http.ResponseWriter)
		is     func(error) bool
		asked  int
	}{
		{"the same token", token, says(`{"data":[{"n":1}],"meta":{"next_token":"a"}}`), isType[*LoopError], 2},
		{"two tokens in turn", token, func(r *http.Request, w http.ResponseWriter) {
			next := map[string]string{"": "a", "a": "b", "b": "a"}[r.URL.Query().Get("pagination_token")]
			fmt.Fprintf(w, `{"data":[{"n":1}],"meta":{"next_token":%q}}`, next)
		}, isType[*LoopError], 3},
		{"the last page again, without ids", API{Style: PageNumber}, says(`[{"n":1}]`), isType[*LoopError], 2},
		{"the last rows again, without ids", API{Style: Offset}, says(`[1,2]`), isType[*LoopError], 2},
		{"an error with status 200", token, func(r *http.Request, w http.ResponseWriter) {
			if r.URL.RawQuery == "" {
				io.WriteString(w, `{"data":[{"n":1}],"meta":{"next_token":"a"}}`)
				return
			}
			io.WriteString(w, `{"error":{"code":"maxlag","info":"Waiting for a server"}}`)
		}, isType[*ShapeError], 2},
		{"a list where the token is", token, says(`{"data":[1],"meta":{"next_token":["a"]}}`), isType[*ShapeError], 1},
		{"no list", API{Style: PageNumber}, says(`{"n":1}`), isType[*ShapeError], 1},
		{"a link elsewhere", API{Style: Link, PageKeys: PageKeys{Next: "more"}}, says(`{"list":[1],"more":"https://evil.test/"}`), isType[*OriginError], 1},
		{"a link elsewhere in the header", API{Style: Link}, func(_ *http.Request, w http.ResponseWriter) {
			w.Header().Set("Link", `<https://evil.test/x>; rel="next"`)
			io.WriteString(w, `[1]`)
		}, isType[*OriginError], 1},
	} {
		api, asked := paged(t, c.api, c.answer)
		if got, err := openAll(t, api, "things", 0); !c.is(err) || len(*asked) != c.asked {
			t.Errorf("%s: %q, %v, asked %q", c.name, got, err, *asked)
		}
	}
}

func TestCountingFromNothing(t *testing.T) {
	api, _ := paged(t, API{Style: PageNumber}, func(_ *http.Request, w http.ResponseWriter) { io.WriteString(w, `[1]`) })
	if _, err := openAll(t, api, "things?page=x", 0); !isType[*RequestError](err) {
		t.Errorf("counted on from x: %v", err)
	}
}

func TestLimitHeaders(t *testing.T) {
	now := time.Date(2026, 11, 27, 12, 0, 0, 0, time.UTC)
	at := func(s string) time.Time {
		u, err := time.Parse(time.RFC3339, s)
		if err != nil {
			t.Fatal(err)
		}
		return u
	}
	for _, c := range []struct {
		form, reset string
		want        time.Time
	}{
		{ResetEpoch, strconv.FormatInt(now.Unix(), 10), now},
		{"", strconv.FormatInt(now.Unix(), 10), now},
		{ResetDate, "2026-11-27T12:05:00.123456Z", at("2026-11-27T12:05:00.123456Z")},
		{ResetDate, "Fri, 27 Nov 2026 12:05:00 GMT", at("2026-11-27T12:05:00Z")},
		{ResetSeconds, "90", now.Add(90 * time.Second)},
		{ResetSeconds, "-90", time.Time{}},
		{ResetSeconds, "9223372036854775807", time.Time{}},
		{ResetSeconds, "253402300000", time.Time{}},
		{ResetEpoch, "253402300800", time.Time{}},
		{ResetEpoch, "", time.Time{}},
		{ResetDate, "tomorrow", time.Time{}},
		{ResetDate, strconv.FormatInt(now.Unix(), 10), time.Time{}},
	} {
		names := LimitHeaders{"RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset", c.form}
		h := http.Header{"Ratelimit-Limit": {"300"}, "Ratelimit-Remaining": {"299"}, "Ratelimit-Reset": {c.reset}, "Date": {now.Format(http.TimeFormat)}}
		if got := names.rate(h); !got.Reset.Equal(c.want) || got.Limit != 300 || got.Remaining != 299 {
			t.Errorf("%s %q: %+v, want %s", c.form, c.reset, got, c.want)
		}
	}
}

func TestOptionalToken(t *testing.T) {
	var sent []string
	server := serve(t, func(w http.ResponseWriter, r *http.Request) {
		sent = append(sent, r.Header.Get("Authorization")+r.Header.Get("X-Version"))
		io.WriteString(w, "[]")
	})
	origin := OriginOf(parse(t, server.URL))
	for _, source := range []*ProfileTokens{{Profile: Profile{Name: "open"}}, {Profile: Profile{Name: "open", TokenEnv: "T"}, Getenv: func(string) string { return "given" }}} {
		client := NewClient(Bearer{Origin: origin, Source: source, Optional: true})
		if _, err := (HTTP{Client: client, Header: []Pair{{"X-Version", "7"}}}).Fetch(t.Context(), Request{URL: parse(t, server.URL)}); err != nil {
			t.Error(err)
		}
	}
	if !slices.Equal(sent, []string{"7", "Bearer given7"}) {
		t.Errorf("sent %q", sent)
	}
	half := &ProfileTokens{Profile: Profile{Name: "open", TokenURL: "https://api.test/token", KeyEnv: "K", SecretEnv: "S"}, Getenv: func(n string) string {
		return map[string]string{"K": "a-key"}[n]
	}}
	client := NewClient(Bearer{Origin: origin, Source: half, Optional: true})
	if _, err := (HTTP{Client: client}).Fetch(t.Context(), Request{URL: parse(t, server.URL)}); !isType[*NoTokenError](err) {
		t.Errorf("with half of what a token needs: %v", err)
	}
}

// TestOther401 has answers that reject a token in other words than v1.1's.
func TestOther401(t *testing.T) {
	for name, c := range map[string]struct {
		challenge, body string
		any401          bool
		renewed         int
	}{
		"challenge":         {`Bearer realm="x", error="invalid_token"`, `{"error":"The access token is invalid"}`, false, 1},
		"other challenge":   {`Bearer realm="x", error="insufficient_scope"`, `{}`, false, 0},
		"in words":          {"", `{"message":"Bad credentials"}`, false, 0},
		"in words, renewed": {"", `{"message":"Bad credentials"}`, true, 1},
	} {
		source := &oneToken{token: "old-token-of-nobody"}
		b := Bearer{Origin: OriginOf(parse(t, "https://api.test/")), Source: source, Any401: c.any401, Base: tripper(func(r *http.Request) (*http.Response, error) {
			resp := response(r, 401, strings.NewReader(c.body))
			resp.Header.Set("WWW-Authenticate", c.challenge)
			return resp, nil
		})}
		resp, err := b.RoundTrip(request(t, "GET", "https://api.test/x"))
		if err == nil {
			resp.Body.Close()
		}
		if int(source.renewed.Load()) != c.renewed {
			t.Errorf("%s: renewed %d times, want %d; %v", name, source.renewed.Load(), c.renewed, err)
		}
	}
}

func TestAt(t *testing.T) {
	p := Profiles()["mastodon"]
	for host, want := range map[string]string{
		"mastodon.social": "mastodon@mastodon.social https://mastodon.social/api/", "MAS.to.": "mastodon@mas.to https://mas.to/api/",
		"https://mas.to:443": "mastodon@mas.to https://mas.to/api/", "mas.to:8443": "mastodon@mas.to:8443 https://mas.to:8443/api/",
		"http://127.0.0.1:3000": "mastodon@http://127.0.0.1:3000 http://127.0.0.1:3000/api/", "http://localhost": "mastodon@http://localhost http://localhost/api/",
		"[::1]:3000": "mastodon@[::1]:3000 https://[::1]:3000/api/",
		"":           "", "http://mas.to": "", "mas.to/api": "", "mas.to?x": "", "mira@mas.to": "", "mas.to#": "", "mas to": "", "{host}": "", "mas.to:": "", "ftp://mas.to": "",
		"mas.to:x": "", "//mas.to": "", "mas.to\n": "", "https://": "",
	} {
		at, err := p.At(host)
		if want == "" {
			if e, ok := errors.AsType[*HostError](err); !ok || e.Host != host {
				t.Errorf("%q: %+v, %v", host, at, err)
			}
			continue
		}
		if got := at.Name + " " + at.Base; err != nil || got != want {
			t.Errorf("%q: %s, %v; want %s", host, got, err, want)
		}
		if name, ok := tokenFileName(at.Name); !ok || strings.ContainsAny(name, `/\:[]`) {
			t.Errorf("%q: the file would be %q", host, name)
		}
	}
	if _, err := Profiles()["github"].At("evil.test"); !isType[*HostError](err) {
		t.Errorf("github elsewhere: %v", err)
	}
	if at, err := Profiles()["wikipedia"].At(""); err != nil || at.Name != "wikipedia" || at.Base != "https://en.wikipedia.org/w/" {
		t.Errorf("%+v, %v", at, err)
	}
}

// TestTokenOfEachHost keeps the tokens of one profile at two hosts apart.
func TestTokenOfEachHost(t *testing.T) {
	tokens := Tokens{Dir: t.TempDir() + "/tokens"}
	for _, host := range []string{"a.test", "b.test", "a_8.test", "a:8443"} {
		p, err := Profiles()["mastodon"].At(host)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := tokens.Save(p.Name, p.Origin(), Secret("token-of-"+strings.ReplaceAll(host, ":", "-")), false); err != nil {
			t.Fatal(err)
		}
	}
	for _, host := range []string{"a.test", "b.test"} {
		p, _ := Profiles()["mastodon"].At(host)
		if kept, err := tokens.Load(p.Name, p.Origin()); err != nil || kept.Token != Secret("token-of-"+host) {
			t.Errorf("%s: %q, %v", host, kept.Token.Reveal(), err)
		}
	}
	if _, err := tokens.Load("mastodon@../../x", apiOrigin); !isType[*NoTokenError](err) {
		t.Errorf("a path: %v", err)
	}
}

func TestQuotedLinkHeader(t *testing.T) {
	for header, want := range map[string]string{
		`<https://a.test/?p=2>; rel="next"`:                                    "https://a.test/?p=2",
		`<a>;rel=prev , <b?x=1,2>; REL = next`:                                 "b?x=1,2",
		`<a>; title="c, d; <x>"; rel="next"`:                                   "a",
		`<a>; title="see <https://evil.test/>; rel=\"next\", "; rel="prev"`:    "",
		`<a>; title="x, <https://evil.test/>; rel=next", <b>; rel="last next"`: "b",
		`<a>; rel="prev"; rel="next"`:                                          "",
		`<a>; rel="nextish"`:                                                   "",
		`<a; rel="next"`:                                                       "",
		`next`:                                                                 "",
		`<a>`:                                                                  "",
	} {
		if got := linkHeader(http.Header{"Link": {header}}); got != want {
			t.Errorf("%s: %q, want %q", header, got, want)
		}
	}
	if got := linkHeader(http.Header{"Link": {`<a>; rel="prev"`, `<b>; rel="next"`}}); got != "b" {
		t.Errorf("in the second header: %q", got)
	}
}
