package collect

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"twq/fetch"
)

// TestResumeOfOtherAPIs stops behind each page of each way of paging that a profile describes, and goes on in a new run.
func TestResumeOfOtherAPIs(t *testing.T) {
	row := func(n int) string { return fmt.Sprintf(`{"n":%d}`, n) }
	rows := func(at int) string {
		var list []string
		for n := at; n < at+2 && n <= 7; n++ {
			list = append(list, row(n))
		}
		return "[" + strings.Join(list, ",") + "]"
	}
	at := func(r *http.Request, name string, otherwise int) int {
		if n, err := strconv.Atoi(strings.TrimPrefix(r.URL.Query().Get(name), "t")); err == nil {
			return n
		}
		return otherwise
	}
	token := func(name string) func(w http.ResponseWriter, r *http.Request) {
		return func(w http.ResponseWriter, r *http.Request) {
			n := at(r, name, 1)
			if r.URL.Query().Has(name) && n == 1 {
				http.Error(w, `{"error":"no such token"}`, http.StatusBadRequest)
				return
			}
			next := ""
			if n < 7 {
				next = fmt.Sprintf(`"t%d"`, n+2)
			} else {
				next = "null"
			}
			fmt.Fprintf(w, `{"next":%s,"in":{"rows":%s}}`, next, rows(n))
		}
	}
	for _, c := range []struct {
		name   string
		api    fetch.API
		answer func(w http.ResponseWriter, r *http.Request)
	}{
		{"continue", fetch.API{Style: fetch.NextToken, PageKeys: fetch.PageKeys{Items: "query.*", Next: "continue"}}, func(w http.ResponseWriter, r *http.Request) {
			// What one page adds may not be in the request of the next but one.
			n, more := at(r, "from", 1), ""
			if (n == 5 || n == 7) && r.URL.Query().Has("only") {
				http.Error(w, `{}`, http.StatusBadRequest)
				return
			}
			if n < 7 {
				more = fmt.Sprintf(`"continue":{"from":%d,"token":"t%d"%s},`, n+2, n, map[int]string{1: `,"only":"once"`}[n])
			}
			fmt.Fprintf(w, `{%s"query":{"search":%s}}`, more, rows(n))
		}},
		{"page", fetch.API{Style: fetch.PageNumber, PageKeys: fetch.PageKeys{First: 1}}, func(w http.ResponseWriter, r *http.Request) {
			io.WriteString(w, rows(2*at(r, "page", 1)-1))
		}},
		{"offset", fetch.API{Style: fetch.Offset}, func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, rows(1+at(r, "offset", 0))) }},
		{"a name like that of a token", fetch.API{Style: fetch.NextToken, PageKeys: fetch.PageKeys{Items: "in.rows", Next: "next", Param: "pageToken"}}, token("pageToken")},
		{"a name like that of a secret", fetch.API{Style: fetch.NextToken, PageKeys: fetch.PageKeys{Items: "in.rows", Next: "next", Param: "after_key_token"}}, token("after_key_token")},
		{"cursor", fetch.API{Style: fetch.Cursor, PageKeys: fetch.PageKeys{Items: "in.rows", Next: "next", Param: "code"}}, token("code")},
		{"link in the header", fetch.API{Style: fetch.Link}, func(w http.ResponseWriter, r *http.Request) {
			n := at(r, "page_token", 1)
			if n < 7 {
				w.Header().Set("Link", fmt.Sprintf(`<%s?q=a&key=CANARY-secret&page_token=t%d>; rel="next"`, r.URL.Path, n+2))
			}
			if r.URL.Query().Get("key") != "CANARY-secret" {
				http.Error(w, `{}`, http.StatusUnauthorized)
				return
			}
			io.WriteString(w, rows(n))
		}},
	} {
		for stop := 0; stop <= 5; stop++ {
			asked := 0
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if asked++; asked == stop {
					http.Error(w, `{}`, http.StatusTeapot)
					return
				}
				c.answer(w, r)
			}))
			t.Cleanup(server.Close)
			api := c.api
			api.Base = parse(t, server.URL+"/api/")
			api.HTTP = fetch.HTTP{Client: server.Client()}
			j := job(t, api, "things", fetch.Pair{Key: "q", Value: "a"}, fetch.Pair{Key: "key", Value: "CANARY-secret"})
			_, err := j.Run(t.Context())
			if state, _ := os.ReadFile(j.File + stateSuffix); strings.Contains(string(state), "CANARY") {
				t.Errorf("%s: %s", c.name, state)
			}
			if err != nil {
				if r, err := j.Run(t.Context()); err != nil || !r.Done {
					t.Errorf("%s, stopped at %d: %v", c.name, stop, err)
				}
			} else if stop > 0 && stop < 5 {
				t.Errorf("%s: not stopped at %d", c.name, stop)
			}
			if got := read(t, j.File); !slices.Equal(got, []string{row(1), row(2), row(3), row(4), row(5), row(6), row(7)}) {
				t.Errorf("%s, stopped at %d: %q", c.name, stop, got)
			}
		}
	}
}

// TestLastPageForEver has a server that answers behind the last page with the last page: an error, and no row twice, also in a new run.
func TestLastPageForEver(t *testing.T) {
	for _, form := range []string{`[%d,%d]`, `[{"n":%d},{"n":%d}]`, `[{"id":%d},{"id":%d}]`} {
		asked := 0
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			n, _ := strconv.Atoi(r.URL.Query().Get("page"))
			n = min(n, 2)
			asked++
			fmt.Fprintf(w, form, n, n+7)
		}))
		t.Cleanup(server.Close)
		api := fetch.API{Style: fetch.PageNumber, Base: parse(t, server.URL+"/"), HTTP: fetch.HTTP{Client: server.Client()}}
		j := job(t, api, "things")
		for run := range 3 {
			if r, err := j.Run(t.Context()); !isLoop(err) || r.Rows != 6 || len(read(t, j.File)) != 6 || asked != 4+run {
				t.Errorf("%s, run %d: %v, %+v, asked %d times", form, run, err, r, asked)
			}
		}
	}
}

// TestSharedIDs wants rows of another API that share an id all kept, and a row that comes again on the next page written once.
func TestSharedIDs(t *testing.T) {
	answers := []string{`[{"id":1,"at":1},{"id":1,"at":2},{"id":2,"at":3}]`, `[{"id":2,"at":3},{"id":1,"at":4},7,7]`, `[]`}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n, _ := strconv.Atoi(r.URL.Query().Get("page"))
		io.WriteString(w, answers[n])
	}))
	t.Cleanup(server.Close)
	j := job(t, fetch.API{Style: fetch.PageNumber, Base: parse(t, server.URL+"/"), HTTP: fetch.HTTP{Client: server.Client()}}, "events")
	r := done(t, j)
	if got := read(t, j.File); !slices.Equal(got, []string{`{"id":1,"at":1}`, `{"id":1,"at":2}`, `{"id":2,"at":3}`, `{"id":1,"at":4}`, "7", "7"}) || r.Repeats != 1 {
		t.Errorf("%q, %+v", got, r)
	}
}
