package fetch

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/iotest"
)

func echo(name string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, "[%q,%q]", name, r.UserAgent())
	}
}

// harbour answers as the API does (and as it does when it misbehaves) and notes what it was asked.
type harbour struct {
	asked []string
}

func (s *harbour) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.asked = append(s.asked, r.URL.RawQuery)
	w.Header().Set("X-Rate-Limit-Limit", "900")
	w.Header().Set("X-Rate-Limit-Remaining", strconv.Itoa(900-len(s.asked)))
	q := r.URL.Query()
	switch r.URL.Path {
	case "/1.1/statuses/user_timeline.json":
		io.WriteString(w, timeline(q))
	case "/1.1/search/tweets.json":
		io.WriteString(w, search(q))
	case "/1.1/followers/ids.json":
		io.WriteString(w, followers(q))
	case "/2/users/7/tweets", "/2/tweets/search/recent":
		io.WriteString(w, v2(q))
	default:
		w.WriteHeader(404)
	}
}

const newest = uint64(1202955310000000120)

// timeline has the 12 tweets …109 to …120; those of …113 to …115 and of …118 are filtered out after being counted.
func timeline(q url.Values) string {
	count, maxID := 4, newest
	if n, err := strconv.ParseUint(q.Get("max_id"), 10, 64); err == nil {
		maxID = min(n, newest)
	}
	var rows []string
	for id := maxID; id > newest-12 && count > 0; id-- {
		count--
		if id == newest-2 || newest-7 <= id && id <= newest-5 {
			continue
		}
		rows = append(rows, fmt.Sprintf(`{"id":%d,"id_str":"%d","user":{"id_str":"1"}}`, id, id))
	}
	return "[" + strings.Join(rows, ",") + "]\n"
}

func search(q url.Values) string {
	text := "text"
	if q.Get("tweet_mode") == "extended" {
		text = "full_text"
	}
	rows, next := `{"id_str":"9","`+text+`":"a"},{"id_str":"8"}`, `"next_results":"?max_id=7&q=ebb&include_entities=1",`
	switch q.Get("max_id") {
	case "7":
		rows, next = `{"id_str":"7","`+text+`":"b"}`, `"next_results":"?max_id=5&q=ebb",`
	case "5":
		rows, next = "", ""
	}
	return `{"search_metadata":{` + next + `"count":2,"max_id_str":"` + q.Get("max_id") + `"},"statuses":[` + rows + `]}`
}

func followers(q url.Values) string {
	switch q.Get("cursor") {
	case "", "-1":
		return `{"ids":[ 3, 2 ],"next_cursor":1712333272977787382,"next_cursor_str":"1712333272977787382","total_count":null}`
	case "1712333272977787382":
		return `{"ids":[],"next_cursor":5,"next_cursor_str":"5"}`
	}
	return `{"ids":[1],"next_cursor":0,"next_cursor_str":"0","previous_cursor_str":"-5"}`
}

func v2(q url.Values) string {
	switch q.Get("pagination_token") + q.Get("next_token") {
	case "":
		return `{"data":[{"id":"3"}],"meta":{"result_count":1,"next_token":"b c"}}`
	case "b c":
		return `{"meta":{"result_count":0,"next_token":"d"}}`
	}
	return `{"data":[{"id":"1"}],"includes":{"users":[]},"meta":{"result_count":1}}`
}

func (s *harbour) api(t testing.TB) API {
	server := serve(t, s.ServeHTTP)
	return API{Base: parse(t, server.URL+"/1.1/"), Suffix: ".json", Catalogue: true}
}

func tweets(ids ...uint64) string {
	rows := make([]string, len(ids))
	for i, id := range ids {
		rows[i] = fmt.Sprintf(`{"id":%d,"id_str":"%d","user":{"id_str":"1"}}`, newest-id, newest-id)
	}
	return "[" + strings.Join(rows, ",") + "]"
}

func TestOpen(t *testing.T) {
	for _, c := range []struct {
		resource string
		params   []Pair
		pages    int
		want     string
		asked    []string
	}{
		{"statuses/user_timeline", []Pair{{"screen_name", "mira_k"}}, 1, tweets(0, 1, 3) + "\n", []string{"screen_name=mira_k"}},
		{"statuses/user_timeline", []Pair{{"screen_name", "mira_k"}, {"since_id", "7"}}, 0, tweets(0, 1, 3, 4, 8, 9, 10, 11), []string{
			"screen_name=mira_k&since_id=7",
			"screen_name=mira_k&since_id=7&max_id=1202955310000000116", // a short page is not the end
			"screen_name=mira_k&since_id=7&max_id=1202955310000000115",
			"screen_name=mira_k&since_id=7&max_id=1202955310000000111",
			"screen_name=mira_k&since_id=7&max_id=1202955310000000108",
			"screen_name=mira_k&since_id=7&max_id=1202955310000000108&count=200", // nor is an empty one, where a larger one can be had
		}},
		{"search/tweets", []Pair{{"q", "ebb"}, {"tweet_mode", "extended"}}, 0,
			`{"statuses":[{"id_str":"9","full_text":"a"},{"id_str":"8"},{"id_str":"7","full_text":"b"}],"search_metadata":{"count":2,"max_id_str":"5"}}`,
			[]string{"q=ebb&tweet_mode=extended", "q=ebb&tweet_mode=extended&max_id=7", "q=ebb&tweet_mode=extended&max_id=5"}},
		{"search/tweets?max_id=99", []Pair{{"q", "ebb"}}, 2,
			`{"statuses":[{"id_str":"9","text":"a"},{"id_str":"8"},{"id_str":"7","text":"b"}],"search_metadata":{"next_results":"?max_id=5&q=ebb","count":2,"max_id_str":"7"}}`,
			[]string{"max_id=99&q=ebb", "q=ebb&max_id=7"}},
		{"followers/ids", []Pair{{"cursor", "-1"}, {"screen_name", "mira_k"}}, 0,
			`{"ids":[3, 2,1],"next_cursor":0,"next_cursor_str":"0","previous_cursor_str":"-5"}`,
			[]string{"cursor=-1&screen_name=mira_k", "screen_name=mira_k&cursor=1712333272977787382", "screen_name=mira_k&cursor=5"}},
		{"followers/ids", nil, 2, `{"ids":[3, 2],"next_cursor":5,"next_cursor_str":"5"}`, []string{"", "cursor=1712333272977787382"}},
		{"2/users/7/tweets", nil, 0, `{"data":[{"id":"3"},{"id":"1"}],"includes":{"users":[]},"meta":{"result_count":1}}`,
			[]string{"", "pagination_token=b%20c", "pagination_token=d"}},
		{"2/tweets/search/recent", []Pair{{"query", "ebb"}}, 2, `{"data":[{"id":"3"}],"meta":{"result_count":0,"next_token":"d"}}`,
			[]string{"query=ebb", "query=ebb&next_token=b%20c"}},
	} {
		s := &harbour{}
		api := s.api(t)
		req, err := api.Request(c.resource, c.params)
		if err != nil {
			t.Fatal(err)
		}
		told, bytes := 0, int64(0)
		page, err := Open(t.Context(), api, req, c.pages, func(pages int, n int64) {
			if pages != told+1 || n <= bytes {
				t.Errorf("%s: told of page %d, %d bytes after %d, %d", c.resource, pages, n, told, bytes)
			}
			told, bytes = pages, n
		})
		if err != nil {
			t.Errorf("%s: %v", c.resource, err)
			continue
		}
		got, err := io.ReadAll(iotest.OneByteReader(page.Body))
		if err != nil || string(got) != c.want || !json.Valid(got) {
			t.Errorf("%s: %v\n%s, want\n%s", c.resource, err, got, c.want)
		}
		if page.Rate.Limit != 900 || page.Rate.Remaining != 899 || page.From != CleanURL(req.URL) {
			t.Errorf("%s: %+v", c.resource, page)
		}
		if !slices.Equal(s.asked, c.asked) || told != len(c.asked) {
			t.Errorf("%s: asked (and told of %d)\n%s, want\n%s", c.resource, told, strings.Join(s.asked, "\n"), strings.Join(c.asked, "\n"))
		}
		if err := page.Body.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestOpenFetchesAsItIsRead(t *testing.T) {
	s := &harbour{}
	api := s.api(t)
	req, _ := api.Request("statuses/user_timeline", nil)
	page, err := Open(t.Context(), api, req, 0, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadFull(page.Body, make([]byte, 20)); err != nil || len(s.asked) != 1 {
		t.Errorf("%v, asked %d times", err, len(s.asked))
	}
	page.Body.Close()
	if _, err := io.ReadAll(page.Body); err == nil || len(s.asked) != 1 {
		t.Errorf("closed: %v, asked %d times", err, len(s.asked))
	}
}

// pages answers the n-th request with the n-th body, the last one for ever.
func pages(t testing.TB, bodies ...string) (API, *[]string) {
	var asked []string
	server := serve(t, func(w http.ResponseWriter, r *http.Request) {
		body := bodies[min(len(asked), len(bodies)-1)]
		asked = append(asked, r.URL.RawQuery)
		if status, err := strconv.Atoi(body[:min(3, len(body))]); err == nil && status > 299 {
			w.WriteHeader(status)
			body = body[3:]
		}
		io.WriteString(w, body)
	})
	return API{Base: parse(t, server.URL+"/1.1/"), Suffix: ".json", Catalogue: true}, &asked
}

func openAll(t testing.TB, api API, resource string, pages int) (string, error) {
	t.Helper()
	req, err := api.Request(resource, nil)
	if err != nil {
		t.Fatal(err)
	}
	page, err := Open(t.Context(), api, req, pages, nil)
	if err != nil {
		return "", err
	}
	defer page.Body.Close()
	b, err := io.ReadAll(page.Body)
	return string(b), err
}

func TestOpenFails(t *testing.T) {
	const timeline, ids, found, v2 = "statuses/user_timeline", "followers/ids", "search/tweets", "2/users/7/tweets"
	cursorTo := func(rows, next string) string { return `{"ids":[` + rows + `],"next_cursor_str":"` + next + `"}` }
	for _, c := range []struct {
		name, resource string
		bodies         []string
		read           string // before the error
		err            string
		asked          int
	}{
		{"refused at once", timeline, []string{`429{"errors":[{"code":88,"message":"x"}]}`}, "", "*fetch.HTTPError", 1},
		{"refused in the middle", timeline, []string{`[{"id":9},{"id":8}]`, `429{}`}, `[{"id":9},{"id":8}`, "*fetch.HTTPError", 2},
		{"refused at the third", ids, []string{cursorTo("1", "5"), cursorTo("2", "6"), "503"}, `{"ids":[1,2`, "*fetch.HTTPError", 3},
		{"HTML at once", timeline, []string{"<html>over capacity"}, "", "*fetch.ShapeError", 1},
		{"nothing at once", ids, []string{""}, "", "*fetch.ShapeError", 1},
		{"HTML in the middle", timeline, []string{`[{"id":9}]`, "<html>"}, `[{"id":9}`, "*fetch.ShapeError", 2},
		{"nothing in the middle", timeline, []string{`[{"id":9}]`, ""}, `[{"id":9}`, "*fetch.ShapeError", 2},
		{"an object for a list", timeline, []string{`[{"id":9}]`, `{"statuses":[]}`}, `[{"id":9}`, "*fetch.ShapeError", 2},
		{"errors with 200", ids, []string{cursorTo("1", "5"), `{"errors":[{"code":88,"message":"x"}]}`}, `{"ids":[1`, "*fetch.ShapeError", 2},
		{"a list for an object", ids, []string{cursorTo("1", "5"), `[1]`}, `{"ids":[1`, "*fetch.ShapeError", 2},
		{"no list in the object", ids, []string{cursorTo("1", "5"), `{"next_cursor_str":"0"}`}, `{"ids":[1`, "*fetch.ShapeError", 2},
		{"null for a list", ids, []string{cursorTo("1", "5"), `{"ids":null,"next_cursor_str":"0"}`}, `{"ids":[1`, "*fetch.ShapeError", 2},
		{"no cursor", ids, []string{cursorTo("1", "5"), `{"ids":[2]}`}, `{"ids":[1`, "*fetch.ShapeError", 2},
		{"odd cursor", ids, []string{cursorTo("1", "5&x=1")}, "", "*fetch.ShapeError", 1},
		{"rounded cursor", ids, []string{`{"ids":[1],"next_cursor":1.7123332729777874e18}`}, "", "*fetch.ShapeError", 1},
		{"no metadata", found, []string{`{"statuses":[{"id":1}]}`}, "", "*fetch.ShapeError", 1},
		{"no max_id", found, []string{`{"statuses":[{"id":1}],"search_metadata":{"next_results":"?q=1"}}`}, "", "*fetch.ShapeError", 1},
		{"rows without an id", timeline, []string{`[{"id":9},{"text":"x"}]`}, "", "*fetch.ShapeError", 1},
		{"an id below zero", timeline, []string{`[{"id":-9}]`}, "", "*fetch.ShapeError", 1},
		{"a rounded id", timeline, []string{`[{"id":1.2029553100000001e18}]`}, "", "*fetch.ShapeError", 1},
		{"not JSON", timeline, []string{`[{"id":9}]`, `[{"id":8}`}, `[{"id":9}`, "*fetch.ShapeError", 2},
		{"two documents", timeline, []string{`[{"id":9}]`, `[{"id":8}] []`}, `[{"id":9}`, "*fetch.ShapeError", 2},
		{"v2 problem with 200", v2, []string{`{"data":[{"id":"1"}],"meta":{"next_token":"a"}}`, `{"errors":[{"title":"x"}]}`}, `{"data":[{"id":"1"}`, "*fetch.ShapeError", 2},

		{"the same page for ever", timeline, []string{`[{"id":9},{"id":8}]`}, `[{"id":9},{"id":8}`, "*fetch.LoopError", 2},
		{"the same cursor for ever", ids, []string{cursorTo("1", "5"), cursorTo("2", "5")}, `{"ids":[1,2`, "*fetch.LoopError", 2},
		{"empty pages with the same cursor", ids, []string{cursorTo("", "5")}, `{"ids":[`, "*fetch.LoopError", 2},
		{"the same ids behind other cursors", ids, []string{cursorTo("1", "5"), cursorTo("1", "6")}, `{"ids":[1`, "*fetch.LoopError", 2},
		{"three cursors in a circle", ids, []string{cursorTo("1", "5"), cursorTo("2", "6"), cursorTo("3", "7"), cursorTo("4", "5")}, `{"ids":[1,2,3,4`, "*fetch.LoopError", 4},
		{"three pages in a circle", timeline, []string{`[{"id":9}]`, `[{"id":6}]`, `[{"id":3}]`, `[{"id":9}]`}, `[{"id":9},{"id":6},{"id":3}`, "*fetch.LoopError", 4},
		{"the same token for ever", v2, []string{`{"data":[{"id":"1"}],"meta":{"next_token":"a"}}`, `{"data":[{"id":"2"}],"meta":{"next_token":"a"}}`}, `{"data":[{"id":"1"},{"id":"2"}`, "*fetch.LoopError", 2},
		{"results that do not move", found, []string{`{"statuses":[{"id":9}],"search_metadata":{"next_results":"?max_id=8"}}`, `{"statuses":[{"id":7}],"search_metadata":{"next_results":"?max_id=8"}}`}, `{"statuses":[{"id":9},{"id":7}`, "*fetch.LoopError", 2},
	} {
		api, asked := pages(t, c.bodies...)
		got, err := openAll(t, api, c.resource, 0)
		if broken := strings.TrimSuffix(got, "\n"); err != nil && broken != "" && broken == got {
			t.Errorf("%s: no line break behind the rows of a document that broke off: %q", c.name, got)
		} else {
			got = broken
		}
		if fmt.Sprintf("%T", err) != c.err || got != c.read || len(*asked) != c.asked {
			t.Errorf("%s: %q, %T %v, asked %d times; want %q, %s, %d", c.name, got, err, err, len(*asked), c.read, c.err, c.asked)
		}
		if e, ok := err.(*ShapeError); ok && (e.Page != c.asked || e.Got == "" || e.Want == "") {
			t.Errorf("%s: %+v", c.name, e)
		}
		if e, ok := err.(*LoopError); ok && e.Page != c.asked {
			t.Errorf("%s: %+v", c.name, e)
		}
	}
	api, _ := pages(t, `[{"id":9}]`, `{"errors":[{"code":88,"message":"x"}]}`)
	_, err := openAll(t, api, timeline, 0)
	if e, ok := errors.AsType[*HTTPError](err); !ok || !e.RateLimited() || e.Status != 200 {
		t.Errorf("the page's own error is lost: %v", err)
	}
}

// What a page is stays unsaid as long as nobody asks for a second one.
func TestOpenOnePageUntouched(t *testing.T) {
	for _, body := range []string{"", "<html>", ` [ {"id" : 9} ] `, `{"errors":[]}`, "[1,2", `{"ids":[],"next_cursor":5}`} {
		api, asked := pages(t, body)
		for _, resource := range []string{"statuses/user_timeline", "followers/ids", "search/tweets", "users/show", "2/tweets/7", "weather/today"} {
			if got, err := openAll(t, api, resource, 1); got != body || err != nil {
				t.Errorf("%s, %q: %q, %v", resource, body, got, err)
			}
		}
		if len(*asked) != 6 {
			t.Errorf("%q: asked %d times", body, len(*asked))
		}
	}
	for resource, body := range map[string]string{
		"users/show":                       ` {"id":1} `,
		"weather/today":                    `<html>`,
		"2/tweets/7":                       ` {"data":{"id":"7"}} `,
		"followers/ids":                    ` {"ids":[1],"next_cursor":0}`,
		"statuses/user_timeline?count=200": ` [ ]`,
		"search/tweets":                    `{"statuses":[ ],"search_metadata":{}}`,
		"2/tweets/search/recent":           `{"meta":{"result_count":0}}`,
		"statuses/lookup?id=1,2":           `[ ]`,
		"trends/place":                     `[{"trends":[]}] `,
		"statuses/retweets/7":              `[{"id":1}]`,
		"application/rate_limits":          `{}`,
	} {
		api, asked := pages(t, body)
		if got, err := openAll(t, api, resource, 0); got != body || err != nil || len(*asked) != 1 {
			t.Errorf("%s, all pages: %q, %v, asked %d times", resource, got, err, len(*asked))
		}
	}
}

func TestOpenOverlap(t *testing.T) {
	api, _ := pages(t, `[{"id":9},{"id":8}]`, `[{"id":8}, {"id":7},{"id":6}]`, `[{"id":6},{"id":5}]`, `[]`)
	got, err := openAll(t, api, "statuses/user_timeline", 0)
	if want := `[{"id":9},{"id":8},{"id":7},{"id":6},{"id":5}]`; got != want || err != nil {
		t.Errorf("%s, %v", got, err)
	}
	// What new rows have pushed down comes again at the top of the next page.
	api, _ = pages(t, `{"ids":[1,2],"next_cursor":5}`, `{"ids":[2,3],"next_cursor":0}`)
	got, err = openAll(t, api, "followers/ids", 0)
	if want := `{"ids":[1,2,3],"next_cursor":0}`; got != want || err != nil {
		t.Errorf("%s, %v", got, err)
	}
}

func TestOpenRepeats(t *testing.T) {
	api, _ := pages(t, `{"rows":[{"id":9},{"id":8}],"next":5}`, `{"rows":[{"id":8},{"id":8,"v":1},{"v":1}],"next":6}`, `{"rows":[{"v":1},{"id":9}]}`)
	api.Style, api.PageKeys = NextToken, PageKeys{Items: "rows", Next: "next", Param: "at"}
	req, err := api.Request("things", nil)
	if err != nil {
		t.Fatal(err)
	}
	page, err := Open(t.Context(), api, req, 0, nil)
	if err != nil {
		t.Fatal(err)
	}
	got, err := io.ReadAll(page.Body)
	// One id may be that of several rows, and what has none is known by nothing.
	if want := `{"rows":[{"id":9},{"id":8},{"id":8,"v":1},{"v":1},{"v":1}]}`; string(got) != want || err != nil {
		t.Errorf("%s, %v", got, err)
	}
	if n := page.Repeats(); n != 2 {
		t.Errorf("%d repeats", n)
	}
}

func TestOpenLastPageOfID0(t *testing.T) {
	api, asked := pages(t, `[{"id":1}]`, `[{"id":0}]`, `[]`)
	got, err := openAll(t, api, "statuses/user_timeline", 0)
	if got != `[{"id":1},{"id":0}]` || err != nil || !slices.Equal(*asked, []string{"", "max_id=0"}) {
		t.Errorf("%s, %v, asked %q", got, err, *asked)
	}
}

func TestOpenLink(t *testing.T) {
	other := serve(t, func(http.ResponseWriter, *http.Request) { t.Error("another origin was asked") })
	otherPort := strings.TrimPrefix(other.URL, "http:")
	var link, body string
	asked := 0
	server := serve(t, func(w http.ResponseWriter, r *http.Request) {
		asked++
		if r.URL.Query().Get("page") == "2" {
			io.WriteString(w, strings.ReplaceAll(body, "NEXT", ""))
			return
		}
		if link != "" {
			w.Header().Set("Link", link)
		}
		io.WriteString(w, body)
	})
	api := API{Base: parse(t, server.URL+"/api/"), Style: Link}
	host := strings.TrimPrefix(server.URL, "http://")
	for _, c := range []struct {
		name, next string
		ok         bool
	}{
		{"whole", server.URL + "/api/things?page=2", true},
		{"relative", "?page=2", true},
		{"path", "/api/things?page=2", true},
		{"without scheme", "//" + host + "/api/things?page=2", true},
		{"other host", strings.Replace(server.URL, "127.0.0.1", "localhost", 1) + "/api/things?page=2", false},
		{"other port", other.URL + "/api/things?page=2", false},
		{"https", "https://" + host + "/api/things?page=2", false},
		{"our host as a user", "http://" + host + "@" + strings.TrimPrefix(other.URL, "http://") + "/?page=2", false},
		{"//evil", otherPort + "/?page=2", false},
		{"a user", "http://mira:s3cret@" + host + "/?page=2", false},
		{"a file", "file:///etc/passwd", false},
	} {
		for _, way := range []string{"header", "next", "links.next"} {
			link, body, asked = "", `{"items":[{"a":1}],"n":1}`, 0
			switch way {
			case "header":
				link = `<` + server.URL + `/api/things?page=0>; rel="prev", <` + c.next + `>; title="x"; rel="last next"`
			case "next":
				body = `{"next":"NEXT` + c.next + `","items":[{"a":1}]}`
				body = strings.Replace(body, "NEXT", "", 1)
			case "links.next":
				body = `{"items":[{"a":1}],"links":{"next":"` + c.next + `"}}`
			}
			got, err := openAll(t, api, "things", 2)
			e, isOrigin := errors.AsType[*OriginError](err)
			if c.ok && (err != nil || asked != 2 || !strings.HasPrefix(got, `{"items":[{"a":1},{"a":1}],`)) {
				t.Errorf("%s in %s: %s, %v, asked %d times", c.name, way, got, err, asked)
			}
			if !c.ok && (!isOrigin || asked != 1 || strings.Contains(e.Error(), "s3cret") || e.From == "" || e.To == "") {
				t.Errorf("%s in %s: %v, asked %d times", c.name, way, err, asked)
			}
			if got, err := openAll(t, api, "things", 1); got != body || err != nil {
				t.Errorf("%s in %s, one page: %s, %v", c.name, way, got, err)
			}
		}
	}
	link, body = "", `[{"a":1}]`
	if got, err := openAll(t, api, "things", 0); got != body || err != nil {
		t.Errorf("no link: %s, %v", got, err)
	}
}

// https that leads down to http must not be followed even though host and port are the same.
func TestNextLinkDowngrade(t *testing.T) {
	api := API{Base: parse(t, "https://api.test/"), Style: Link}
	for link, want := range map[string]bool{
		"https://api.test/2": true, "https://API.test:443/2": true, "http://api.test/2": false, "http://api.test:443/2": false,
		"https://api.test@evil.test/2": false, "//evil.test/2": false, `\\evil.test/2`: true, "https://evil.test/": false, "https://api.test:8443/": false,
	} {
		header := http.Header{"Link": {"<" + link + ">; rel=next"}}
		tr := turner{api: api, req: Request{URL: parse(t, "https://api.test/1")}, header: header, body: []byte("[]")}
		next, _, err := tr.next(Link)
		if (err == nil) != want || want && !api.Covers(next.URL) {
			t.Errorf("%s: %v, %v", link, next, err)
		}
	}
}

func TestLinkHeader(t *testing.T) {
	for in, want := range map[string]string{
		`<a>; rel=next`: "a", `<a>; rel="next"`: "a", `<a>;REL="Next"`: "a", `<a>; rel="prev", <b>; rel="next"`: "b",
		`<a,b>; rel=next`: "a,b", `<a>; rel="prev next"`: "a", `<a>`: "", `<a>; rel="nextish"`: "", `a; rel=next`: "", `<a; rel=next`: "",
		``: "", `<>; rel=next`: "", `<a>; rel=prev; title="x", <b>; title="y"; rel=next`: "b",
	} {
		if got := linkHeader(http.Header{"Link": {in}}); got != want {
			t.Errorf("%s: %q, want %q", in, got, want)
		}
	}
	if got := linkHeader(http.Header{"Link": {"<a>; rel=prev", "<b>; rel=next"}}); got != "b" {
		t.Errorf("two headers: %q", got)
	}
}

func TestOtherStyles(t *testing.T) {
	for _, c := range []struct {
		style  Paging
		bodies []string
		want   string
		asked  []string
	}{
		{MaxID, []string{`[{"id":9},{"id":"8"}]`, `[]`}, `[{"id":9},{"id":"8"}]`, []string{"", "max_id=7"}},
		{Cursor, []string{`{"x":1,"items":[1],"next_cursor":"abc="}`, `{"items":[1],"next_cursor":""}`}, `{"items":[1,1],"next_cursor":""}`, []string{"", "cursor=abc%3D"}},
		{Cursor, []string{`{"items":[1],"next_cursor":7}`, `{"items":[2],"next_cursor":null}`}, `{"items":[1,2],"next_cursor":null}`, []string{"", "cursor=7"}},
		{NextLink, []string{`{"data":[1],"meta":{"next_token":"t"}}`, `{"data":[1],"meta":{}}`}, `{"data":[1,1],"meta":{}}`, []string{"", "pagination_token=t"}},
		{NoPages, []string{`[{"id":9}]`}, `[{"id":9}]`, []string{""}},
	} {
		api, asked := pages(t, c.bodies...)
		api.Catalogue, api.Style = false, c.style
		got, err := openAll(t, api, "statuses/user_timeline", 0)
		if got != c.want || err != nil || !slices.Equal(*asked, c.asked) {
			t.Errorf("%q: %s, %v, asked %q", c.style, got, err, *asked)
		}
	}
}

func TestOpenCancelled(t *testing.T) {
	s := &harbour{}
	api := s.api(t)
	req, _ := api.Request("statuses/user_timeline", nil)
	ctx, cancel := context.WithCancel(t.Context())
	page, err := Open(ctx, api, req, 0, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer page.Body.Close()
	cancel()
	got, err := io.ReadAll(page.Body)
	if !errors.Is(err, context.Canceled) || strings.TrimSpace(string(got))+"]" != tweets(0, 1, 3) {
		t.Errorf("%s, %v", got, err)
	}
}

func TestOpenPageTooLarge(t *testing.T) {
	body := `[{"id":9,"text":"` + strings.Repeat("x", maxPage) + `"}]`
	api, _ := pages(t, body)
	if got, err := openAll(t, api, "statuses/user_timeline", 1); got != body || err != nil {
		t.Errorf("one page: %d bytes of %d, %v", len(got), len(body), err)
	}
	_, err := openAll(t, api, "statuses/user_timeline", 2)
	if e, ok := errors.AsType[*TooLargeError](err); !ok || e.Limit != maxPage {
		t.Errorf("two pages: %v", err)
	}
}

func TestOpenBlanks(t *testing.T) {
	api, _ := pages(t, `{"ids":["`+canary+`"],"a":"`+canary+`","next_cursor":0}`)
	api.HTTP.Blank = blankCanary
	req, _ := api.Request("followers/ids", nil)
	for _, n := range []int{1, 0} {
		page, err := Open(t.Context(), api, req, n, nil)
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(page.Body)
		if string(got) != `{"ids":["***"],"a":"***","next_cursor":0}` || err != nil || page.Note != "2 secrets blanked" {
			t.Errorf("%s, %v, note %q", got, err, page.Note)
		}
	}
}

// plainPages is a source that is not an API: its pages are read as they are.
type plainPages []string

func (p plainPages) Fetch(_ context.Context, req Request) (*Page, error) {
	n, _ := strconv.Atoi(req.URL.Opaque)
	page := &Page{Body: io.NopCloser(strings.NewReader(p[n])), From: "page " + req.URL.Opaque}
	if n+1 < len(p) {
		page.Next = &Request{URL: &url.URL{Scheme: "x", Opaque: strconv.Itoa(n + 1)}}
	}
	return page, nil
}

func TestOpenAnySource(t *testing.T) {
	for _, c := range []struct {
		pages plainPages
		want  string
		err   string
	}{
		{plainPages{"[1]", " [ ] ", "[2 , 3]\n", "[]"}, "[1,2 , 3]", "<nil>"},
		{plainPages{"[]", "[1]"}, "[1]", "<nil>"},
		{plainPages{"[ ]", "[\n]"}, "[]", "<nil>"},
		{plainPages{"[1]", "{}"}, "[1", "*fetch.ShapeError"},
		{plainPages{"7", "[]"}, "", "*fetch.ShapeError"},
		{plainPages{"[]", "[" + strings.Repeat(" ", maxPage) + "]"}, "[", "*fetch.TooLargeError"},
	} {
		page, err := Open(t.Context(), c.pages, Request{URL: &url.URL{Scheme: "x", Opaque: "0"}}, 0, nil)
		var got []byte
		if err == nil {
			got, err = io.ReadAll(page.Body)
		}
		if strings.TrimSpace(string(got)) != c.want || fmt.Sprintf("%T", err) != c.err {
			t.Errorf("%.40q: %s, %T %v", c.pages, got, err, err)
		}
	}
}

func BenchmarkGet(b *testing.B) {
	row := `{"created_at":"Mon Dec 09 08:00:05 +0000 2019","id":%d,"id_str":"%[1]d","text":"` + strings.Repeat("ebb and flow ", 10) +
		`","user":{"id_str":"1","screen_name":"mira_k","description":"` + strings.Repeat("tide ", 400) + `"},"entities":{"hashtags":[],"urls":[]}}`
	bodies := map[string]string{}
	key := ""
	for page := range uint64(10) {
		rows := make([]string, 200)
		for i := range rows {
			rows[i] = fmt.Sprintf(row, newest-200*page-uint64(i))
		}
		bodies[key] = "[" + strings.Join(rows, ",") + "]"
		key = strconv.FormatUint(newest-200*(page+1), 10)
	}
	server := serve(b, func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, bodies[r.URL.Query().Get("max_id")]) })
	api := API{Base: parse(b, server.URL+"/1.1/"), Suffix: ".json", Catalogue: true}
	req, err := api.Request("statuses/user_timeline", []Pair{{"count", "200"}})
	if err != nil {
		b.Fatal(err)
	}
	for name, pages := range map[string]int{"one page": 1, "ten pages": 10} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				page, err := Open(b.Context(), api, req, pages, nil)
				if err != nil {
					b.Fatal(err)
				}
				n, err := io.Copy(io.Discard, page.Body)
				if err != nil {
					b.Fatal(err)
				}
				page.Body.Close()
				b.SetBytes(n)
			}
		})
	}
}
