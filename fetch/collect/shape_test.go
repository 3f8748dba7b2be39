package collect

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/tidwall/gjson"

	"twq/fetch"
)

// TestPagesOfOneShape serves pages, one of which is not like the others, to both that walk through them: one into a file, one into a
// document. What is not a page of the walk ends it with an error, behind the rows that came; nothing is taken for a row, or for the end.
func TestPagesOfOneShape(t *testing.T) {
	page := fetch.API{Style: fetch.PageNumber, PageKeys: fetch.PageKeys{First: 1}}
	offset := fetch.API{Style: fetch.Offset}
	cursor := fetch.API{Style: fetch.Cursor}
	token := fetch.API{Style: fetch.NextToken}
	link := fetch.API{Style: fetch.Link}
	with := func(api fetch.API, items, next string) fetch.API {
		api.PageKeys.Items, api.PageKeys.Next = items, next
		return api
	}
	for _, c := range []struct {
		name  string
		api   fetch.API
		pages []string
		rows  []int  // by their i
		err   string // in its text; "": the walk comes to its end
	}{
		{"errors instead of a page", page, []string{`{"data":[{"i":1},{"i":2}]}`, `{"errors":[{"message":"broken","code":131}]}`, `{"data":[{"i":5}]}`, `{"data":[]}`}, []int{1, 2}, "page 2"},
		{"errors instead of the first page", page, []string{`{"errors":[{"message":"broken","code":131}]}`}, nil, "page 1"},
		{"a bare list of errors", with(page, "data", ""), []string{`{"data":[{"i":1}]}`, `[{"error":"boom"}]`, `[]`}, []int{1}, "page 2"},
		{"errors where any list is taken", with(page, "query.*", ""), []string{`{"query":{"search":[{"i":1}]}}`, `{"errors":[{"code":"maxlag"}]}`}, []int{1}, "page 2"},
		{"another object", cursor, []string{`{"items":[{"i":1},{"i":2}],"next_cursor":"b"}`, `{"status":"maintenance"}`}, []int{1, 2}, "page 2"},
		{"an object behind a list", page, []string{`[{"i":1}]`, `{"items":[{"i":2}]}`, `[]`}, []int{1}, "page 2"},
		{"v2's empty last page", token, []string{`{"data":[{"i":1},{"i":2}],"meta":{"next_token":"b"}}`, `{"meta":{"result_count":0}}`}, []int{1, 2}, ""},
		{"a remark in front of the rows", cursor, []string{`{"items":[{"i":1}],"next_cursor":"b"}`, `{"warnings":["slow"],"items":[{"i":3},{"i":4}],"next_cursor":"c"}`, `{"items":[{"i":5}],"next_cursor":null}`}, []int{1, 3, 4, 5}, ""},
		{"a remark in front of all rows", cursor, []string{`{"warnings":["slow"],"items":[{"i":1},{"i":2}],"next_cursor":"b"}`, `{"warnings":[],"items":[{"i":3}],"next_cursor":null}`}, []int{1, 2, 3}, ""},
		{"a list of texts in front of all rows", cursor, []string{`{"tags":["a"],"items":[{"i":1}],"next_cursor":"b"}`, `{"tags":["a"],"items":[{"i":2}],"next_cursor":null}`}, []int{1, 2}, ""},
		{"rows counted beside a remark", offset, []string{`{"tags":["a"],"items":[{"i":1},{"i":2}]}`, `{"tags":["a"],"items":[]}`}, []int{1, 2}, ""},
		{"titles that were read otherwise", with(token, "query.*", "continue"), []string{`{"continue":{"from":2},"query":{"normalized":[{"from":"a"}],"pages":[{"i":1},{"i":2}]}}`, `{"query":{"pages":[{"i":3}]}}`}, []int{1, 2, 3}, ""},
		{"an object where the cursor is", cursor, []string{`{"items":[{"i":1}],"next_cursor":{"after":"b"}}`}, nil, "page 1"},
		{"a list where the cursor is", cursor, []string{`{"items":[{"i":1}],"next_cursor":["b"]}`}, nil, "page 1"},
		{"true where the cursor is", cursor, []string{`{"items":[{"i":1}],"next_cursor":true}`}, nil, "page 1"},
		{"a number where the link is", link, []string{`{"items":[{"i":1}],"next":2}`}, nil, "page 1"},
		{"a link in an object", link, []string{`{"items":[{"i":1}],"links":{"next":{"href":"?page=1"}}}`, `{"items":[{"i":2}],"links":{"next":null}}`}, []int{1, 2}, ""},
		{"an object behind a list, by the header", link, []string{`[{"i":1}]`, `{"status":"maintenance"}`}, []int{1}, "page 2"},
		{"a list behind an object, by the header", link, []string{`{"i":1}`, `[{"i":2}]`}, []int{1}, "page 2"},
		{"an empty list beside an error", page, []string{`{"data":[{"i":1}]}`, `{"data":[],"error":{"code":500,"message":"timeout"}}`, `{"data":[{"i":2}]}`}, []int{1}, "page 2"},
		{"an empty list beside errors", with(page, "data", ""), []string{`{"data":[{"i":1}]}`, `{"data":[],"errors":["timeout"]}`}, []int{1}, "page 2"},
		{"an empty list beside no error", page, []string{`{"data":[{"i":1}],"error":null,"message":"ok"}`, `{"data":[],"error":null,"errors":[],"message":"ok"}`}, []int{1}, ""},
		{"errors beside rows", page, []string{`{"data":[{"i":1}],"errors":[{"message":"one is missing"}]}`, `{"data":[]}`}, []int{1}, ""},
	} {
		asked := 0
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			text := `{"error":"behind the end"}`
			if asked < len(c.pages) {
				text = c.pages[asked]
			}
			if asked++; strings.HasSuffix(c.name, "by the header") && asked < len(c.pages) {
				w.Header().Set("Link", fmt.Sprintf(`<?page=%d>; rel="next"`, asked))
			}
			io.WriteString(w, text)
		}))
		t.Cleanup(server.Close)
		api := c.api
		api.Base, api.HTTP = parse(t, server.URL+"/api/"), fetch.HTTP{Client: server.Client()}
		j := job(t, api, "things")
		_, err := j.Run(t.Context())
		judge := func(who, list string, err error) {
			var rows []int
			for _, v := range gjson.Get(list, "#.i").Array() {
				rows = append(rows, int(v.Int()))
			}
			if n := len(gjson.Parse(list).Array()); n != len(c.rows) || !slices.Equal(rows, c.rows) || (err == nil) != (c.err == "") || err != nil && !strings.Contains(err.Error(), c.err) {
				t.Errorf("%s: %s: %s, %v", c.name, who, list, err)
			}
		}
		lines := []string{}
		if err == nil || len(c.rows) > 0 {
			lines = read(t, j.File)
		}
		judge("in a file", "["+strings.Join(lines, ",")+"]", err)

		if asked = 0; len(c.pages) == 1 && !strings.Contains(c.name, "where") || c.pages[0] == `{"i":1}` { // a single page passes as it came
			continue
		}
		req, err := api.Request("things", nil)
		if err != nil {
			t.Fatal(err)
		}
		doc, err := fetch.Open(t.Context(), api, req, 0, nil)
		text := []byte{}
		if err == nil {
			text, err = io.ReadAll(doc.Body)
		}
		list := "[]"
		if open := strings.Index(string(text), `[{"i":`); open >= 0 {
			list = string(text[open:])
			if err != nil {
				list = strings.TrimSpace(list) + "]"
			}
			list = gjson.Parse(list).Raw
		}
		judge("in a document", list, err)
	}
}

// TestEmptyPagesEnd has a server that names one more page behind every empty one. A few of them are passed over.
func TestEmptyPagesEnd(t *testing.T) {
	for _, c := range []struct {
		empty int
		ends  bool
	}{{fetch.MostEmpty - 1, true}, {1 << 20, false}} {
		asked := 0
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			asked++
			n, _ := strconv.Atoi(r.URL.Query().Get("cursor"))
			switch {
			case n == 0:
				io.WriteString(w, `{"data":[{"i":0}],"next_cursor":"1"}`)
			case n <= c.empty:
				fmt.Fprintf(w, `{"data":[],"next_cursor":"%d"}`, n+1)
			default:
				io.WriteString(w, `{"data":[{"i":1}],"next_cursor":""}`)
			}
		}))
		t.Cleanup(server.Close)
		api := fetch.API{Style: fetch.Cursor, Base: parse(t, server.URL+"/api/"), HTTP: fetch.HTTP{Client: server.Client()}}
		j := job(t, api, "things")
		_, err := j.Run(t.Context())
		if loop, ok := errors.AsType[*fetch.LoopError](err); c.ends && err != nil || !c.ends && (!ok || loop.Empty != fetch.MostEmpty || asked != 1+fetch.MostEmpty) {
			t.Errorf("%d empty pages: %v, asked %d times", c.empty, err, asked)
		}
		if rows := len(read(t, j.File)); c.ends && rows != 2 || !c.ends && rows != 1 {
			t.Errorf("%d empty pages: %d rows", c.empty, rows)
		}
		asked = 0
		req, err := api.Request("things", nil)
		if err != nil {
			t.Fatal(err)
		}
		doc, err := fetch.Open(t.Context(), api, req, 0, nil)
		if err != nil {
			t.Fatal(err)
		}
		_, err = io.ReadAll(doc.Body)
		if loop, ok := errors.AsType[*fetch.LoopError](err); c.ends && err != nil || !c.ends && (!ok || loop.Empty != fetch.MostEmpty || asked != 1+fetch.MostEmpty) {
			t.Errorf("%d empty pages in a document: %v, asked %d times", c.empty, err, asked)
		}
	}
}

// TestSecretsInRows has an API that sends a secret back: it is not in the file, and that is told.
func TestSecretsInRows(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		io.WriteString(w, `[{"i":1,"you":"CANARY-secret"},{"i":2,"you":"xCANARY-secret"}]`)
	}))
	t.Cleanup(server.Close)
	var secrets fetch.Secrets
	secrets.Add("CANARY-secret")
	api := fetch.API{Base: parse(t, server.URL+"/api/"), HTTP: fetch.HTTP{Client: server.Client(), Blank: secrets.Blank}}
	j := job(t, api, "things")
	result, err := j.Run(t.Context())
	if err != nil || result.Blanked != 2 || !slices.Equal(read(t, j.File), []string{`{"i":1,"you":"***"}`, `{"i":2,"you":"x***"}`}) {
		t.Errorf("%d blanked, %v, %q", result.Blanked, err, read(t, j.File))
	}
}

// TestShapeIsResumed stops a walk, and goes on in a new run with a page that is none of the walk.
func TestShapeIsResumed(t *testing.T) {
	pages := []string{`{"items":[{"i":1}],"next_cursor":"b"}`, "", `{"status":"maintenance"}`, `{"tags":[{"t":1}],"items":[{"i":2}],"next_cursor":""}`}
	asked := 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		text := pages[asked]
		if asked++; text == "" {
			w.WriteHeader(http.StatusTeapot)
		}
		io.WriteString(w, text)
	}))
	t.Cleanup(server.Close)
	api := fetch.API{Style: fetch.Cursor, Base: parse(t, server.URL+"/api/"), HTTP: fetch.HTTP{Client: server.Client()}}
	j := job(t, api, "things")
	for run, want := range []int{1, 1, 2} {
		result, err := j.Run(t.Context())
		if got := read(t, j.File); len(got) != want || (err == nil) != (run == 2) || result.Done != (run == 2) {
			t.Errorf("run %d: %q, %v", run, got, err)
		}
	}
}

// TestBesideIsTold has other lists beside the rows: what is not in the file, or in the document only as the last page has it, is named.
func TestBesideIsTold(t *testing.T) {
	pages := []string{`{"items":[{"i":1}],"tags":["a"],"includes":{"users":[{"id":1}]},"empty":[],"total":2,"next_cursor":"b"}`, `{"items":[{"i":2}],"tags":["b"],"next_cursor":""}`}
	asked := 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		io.WriteString(w, pages[asked])
		asked++
	}))
	t.Cleanup(server.Close)
	api := fetch.API{Style: fetch.Cursor, Base: parse(t, server.URL+"/api/"), HTTP: fetch.HTTP{Client: server.Client()}}
	want := []string{"tags", "includes"}
	if result, err := job(t, api, "things").Run(t.Context()); err != nil || !slices.Equal(result.Beside, want) {
		t.Errorf("in a file: %q, %v", result.Beside, err)
	}
	req, err := api.Request("things", nil)
	if err != nil {
		t.Fatal(err)
	}
	asked = 0
	doc, err := fetch.Open(t.Context(), api, req, 0, nil)
	if err != nil {
		t.Fatal(err)
	}
	if others := doc.Beside(); others != nil {
		t.Errorf("of one page nothing is lost: %q", others)
	}
	if _, err := io.ReadAll(doc.Body); err != nil || !slices.Equal(doc.Beside(), want) {
		t.Errorf("in a document: %q, %v", doc.Beside(), err)
	}
}
