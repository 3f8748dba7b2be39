package collect

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"twq/fetch"
	"twq/fixtures"
)

// most is somebody of the practice world with more tweets than a timeline shows.
const most = "hc_weather"

// practice is the API of a handler, in this process.
func practice(t testing.TB, h http.Handler) fetch.API {
	t.Helper()
	p := fetch.Profiles()["practice"]
	road := fixtures.Transport(h)
	base, err := url.Parse(p.Base)
	if err != nil {
		t.Fatal(err)
	}
	tokens := &fetch.ProfileTokens{Profile: p, Client: fetch.NewClient(road), Key: fixtures.PracticeKey, Secret: fixtures.PracticeSecret}
	return fetch.API{Base: base, Suffix: ".json", Catalogue: true,
		HTTP: fetch.HTTP{Client: fetch.NewClient(fetch.Bearer{Origin: p.Origin(), Source: tokens, Base: road})}}
}

func server(o fixtures.Options) http.Handler { return fixtures.Server(fixtures.Builtin(), o) }

// job collects a resource into a file of a new folder.
func job(t testing.TB, api fetch.API, resource string, params ...fetch.Pair) Job {
	t.Helper()
	req, err := api.Request(resource, params)
	if err != nil {
		t.Fatal(err)
	}
	return Job{File: filepath.Join(t.TempDir(), "out.ndjson"), API: api.Base.String(), Resource: resource, Params: params, Parts: []Part{{Request: req}}, Source: api}
}

// done runs a job to its end.
func done(t testing.TB, j Job) Result {
	t.Helper()
	r, err := j.Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// read returns the lines of a file, unpacked.
func read(t testing.TB, name string) []string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if len(text) == 0 {
		return nil
	}
	var r io.Reader = bytes.NewReader(text)
	switch packing(name) {
	case "gz":
		z, err := gzip.NewReader(r)
		if err != nil {
			t.Fatal(err)
		}
		r = z
	case "zst":
		z, err := zstd.NewReader(r)
		if err != nil {
			t.Fatal(err)
		}
		defer z.Close()
		r = z
	}
	if text, err = io.ReadAll(r); err != nil {
		t.Fatal(err)
	}
	if len(text) == 0 {
		return nil
	}
	if !bytes.HasSuffix(text, []byte("\n")) {
		t.Fatalf("%s ends in the middle of a line", name)
	}
	return strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")
}

// own is what the world itself has of a timeline: a loop that knows nothing of this package.
func own(t testing.TB, h http.Handler, params string) []string {
	t.Helper()
	client := &http.Client{Transport: fixtures.Transport(h)}
	resp, err := client.Do(func() *http.Request {
		r, _ := http.NewRequest("POST", "http://x.invalid/oauth2/token", strings.NewReader("grant_type=client_credentials"))
		r.SetBasicAuth(fixtures.PracticeKey, fixtures.PracticeSecret)
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		return r
	}())
	if err != nil {
		t.Fatal(err)
	}
	var token struct {
		AccessToken string `json:"access_token"`
	}
	json.NewDecoder(resp.Body).Decode(&token)
	var rows []string
	for next := ""; ; {
		r, _ := http.NewRequest("GET", "http://x.invalid/1.1/statuses/user_timeline.json?count=200&"+params+next, nil)
		r.Header.Set("Authorization", "Bearer "+token.AccessToken)
		resp, err := client.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		var page []json.RawMessage
		if err := json.NewDecoder(resp.Body).Decode(&page); err != nil {
			t.Fatal(err)
		}
		if len(page) == 0 {
			return rows
		}
		for _, row := range page {
			rows = append(rows, string(row))
		}
		var last struct {
			ID int64 `json:"id"`
		}
		json.Unmarshal(page[len(page)-1], &last)
		next = fmt.Sprintf("&max_id=%d", last.ID-1)
	}
}

// TestWholeTimeline collects the 3,200 tweets that a timeline shows, whatever the size of a page and of the file's packing.
func TestWholeTimeline(t *testing.T) {
	h := server(fixtures.Options{})
	want := own(t, h, "screen_name="+most)
	if len(want) < 3100 || len(want) > 3200 { // 3,200 less those that were deleted, which take a place
		t.Fatalf("the world has %d tweets", len(want))
	}
	without := own(t, h, "include_rts=false&screen_name="+most)
	library := own(t, h, "screen_name=harbourlib&include_rts=false")
	api := practice(t, h)
	for _, c := range []struct {
		count, ending string
		params        []fetch.Pair
		want          []string
	}{
		{"1", ".ndjson", nil, want},
		{"7", ".ndjson.gz", nil, want},
		{"200", ".ndjson.zst", nil, want},
		{"200", ".ndjson", nil, want},
		{"1", ".ndjson", []fetch.Pair{{Key: "include_rts", Value: "false"}, {Key: "screen_name", Value: "harbourlib"}}, library},
		{"7", ".ndjson", []fetch.Pair{{Key: "include_rts", Value: "false"}, {Key: "screen_name", Value: most}}, without},
		{"200", ".ndjson", []fetch.Pair{{Key: "include_rts", Value: "false"}, {Key: "screen_name", Value: most}}, without},
	} {
		params := c.params
		if params == nil {
			params = []fetch.Pair{{Key: "screen_name", Value: most}}
		}
		j := job(t, api, "statuses/user_timeline", append(params, fetch.Pair{Key: "count", Value: c.count})...)
		j.File = strings.TrimSuffix(j.File, ".ndjson") + c.ending
		if c.count != "200" {
			j.disk = unsyncedDisk()
		}
		r := done(t, j)
		if got := read(t, j.File); !slices.Equal(got, c.want) || int(r.Rows) != len(c.want) || !r.Done || r.Repeats != 0 {
			t.Errorf("count %s, %v: %d rows, want %d: %+v", c.count, c.params, len(got), len(c.want), r)
		}
	}
}

// unsyncedDisk is for jobs of thousands of pages in which it is not the disk that is tried.
func unsyncedDisk() *disk {
	d := systemDisk()
	open := d.open
	d.open = func(name string, flag int) (file, error) {
		f, err := open(name, flag)
		return unsynced{f}, err
	}
	d.syncDir = func(string) error { return nil }
	return &d
}

type unsynced struct{ file }

func (unsynced) Sync() error { return nil }

// TestDeletionsDuringTheWalk takes tweets away before and behind the place where the walk is.
func TestDeletionsDuringTheWalk(t *testing.T) {
	h := server(fixtures.Options{})
	all := own(t, h, "screen_name="+most)
	for _, count := range []string{"7", "200"} {
		dice := rand.New(rand.NewPCG(3, 4))
		gone, given := map[string]bool{}, []string(nil)
		deleting := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			rec := httptest.NewRecorder()
			h.ServeHTTP(rec, r)
			var page []json.RawMessage
			if !strings.HasSuffix(r.URL.Path, "user_timeline.json") || json.Unmarshal(rec.Body.Bytes(), &page) != nil {
				w.WriteHeader(rec.Code)
				w.Write(rec.Body.Bytes())
				return
			}
			left := []json.RawMessage{}
			for _, row := range page {
				if !gone[fetch.RowID(string(row))] {
					left = append(left, row)
					given = append(given, string(row))
				}
			}
			for range 40 {
				gone[fetch.RowID(all[dice.IntN(len(all))])] = true
			}
			body := bytes.NewBufferString("[")
			for i, row := range left {
				if i > 0 {
					body.WriteString(",")
				}
				body.Write(row)
			}
			body.WriteString("]")
			w.Write(body.Bytes())
		})
		j := job(t, practice(t, deleting), "statuses/user_timeline", fetch.Pair{Key: "screen_name", Value: most}, fetch.Pair{Key: "count", Value: count})
		done(t, j)
		got := read(t, j.File)
		if !slices.Equal(got, given) {
			t.Errorf("count %s: %d rows, the server gave %d", count, len(got), len(given))
		}
		there := map[string]bool{}
		for _, row := range got {
			if id := fetch.RowID(row); there[id] {
				t.Errorf("count %s: %s is there twice", count, id)
			} else {
				there[id] = true
			}
		}
		lost := 0
		for _, row := range all {
			if id := fetch.RowID(row); !there[id] && !gone[id] {
				lost++
			}
		}
		if lost > 0 || len(got) == len(all) {
			t.Errorf("count %s: %d tweets that were never deleted are lost; %d rows", count, lost, len(got))
		}
	}
}

// strict answers a timeline as the API did: count is applied before deleted tweets, retweets and replies are taken out, so pages may be
// empty far from the end.
type strict struct {
	n    int // tweets, with ids 1 to n
	mu   sync.Mutex
	asks int
}

func (s *strict) kind(id int) string {
	switch {
	case id%1000 > 800 && id%1000 < 950: // nearly as many as the largest page in a row
		return "deleted"
	case id%700 < 300: // more than the largest page
		return "retweet"
	case id%5 == 0:
		return "reply"
	}
	return ""
}

func (s *strict) rows(q url.Values) []string {
	count, from := 20, s.n
	if n, err := strconv.Atoi(q.Get("count")); err == nil {
		count = n
	}
	if n, err := strconv.Atoi(q.Get("max_id")); err == nil {
		from = min(n, s.n)
	}
	since, _ := strconv.Atoi(q.Get("since_id"))
	rows := []string{}
	for id := from; id > max(from-count, since); id-- {
		switch kind := s.kind(id); {
		case kind == "deleted", kind == "retweet" && q.Get("include_rts") == "false", kind == "reply" && q.Get("exclude_replies") == "true":
		default:
			rows = append(rows, fmt.Sprintf(`{"id":%d,"id_str":"%d","kind":"%s"}`, id, id, kind))
		}
	}
	return rows
}

func (s *strict) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if r.Method == http.MethodPost {
		w.Header().Set("Content-Type", "application/json")
		io.WriteString(w, `{"token_type":"bearer","access_token":"practice-x"}`)
		return
	}
	s.asks++
	io.WriteString(w, "["+strings.Join(s.rows(r.URL.Query()), ",")+"]")
}

// TestEmptyPages wants everything behind pages that are empty because everything on them was taken out.
func TestEmptyPages(t *testing.T) {
	for _, filter := range []string{"", "include_rts=false", "exclude_replies=true", "include_rts=false&exclude_replies=true"} {
		for _, count := range []string{"1", "7", "200"} {
			s := &strict{n: 3000}
			q, _ := url.ParseQuery(filter + "&count=3000")
			want := s.rows(q)
			params := []fetch.Pair{{Key: "count", Value: count}}
			for k := range q {
				if k != "count" {
					params = append(params, fetch.Pair{Key: k, Value: q.Get(k)})
				}
			}
			api := practice(t, s)
			j := job(t, api, "statuses/user_timeline", params...)
			j.disk = unsyncedDisk()
			done(t, j)
			if got := read(t, j.File); !slices.Equal(got, want) {
				t.Errorf("count %s, %q: %d rows, want %d", count, filter, len(got), len(want))
			}
			// get --all goes the same way.
			page, err := fetch.Open(t.Context(), api, j.Parts[0].Request, 0, nil)
			if err != nil {
				t.Fatal(err)
			}
			text, err := io.ReadAll(page.Body)
			if string(text) != "["+strings.Join(want, ",")+"]" || err != nil {
				t.Errorf("count %s, %q: get --all has %d bytes, want %d: %v", count, filter, len(text), len(strings.Join(want, ",")), err)
			}
		}
	}
}

// TestADay collects followers with 15 requests in 15 minutes for a day and more, in no time.
func TestADay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := server(fixtures.Options{Limits: true})
		requests := 0
		counted := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Method == http.MethodGet {
				requests++
			}
			h.ServeHTTP(w, r)
		})
		var waits []time.Duration
		limiter := &fetch.Limiter{Source: fetch.Retrier{Source: practice(t, counted), Quota: &fetch.RetryQuota{}}, Most: time.Hour,
			Told: func(w fetch.Wait) { waits = append(waits, w.For) }}
		j := job(t, practice(t, counted), "followers/ids", fetch.Pair{Key: "screen_name", Value: "harbourlib"}, fetch.Pair{Key: "count", Value: "3"})
		j.Source, j.disk = limiter, unsyncedDisk()
		start := time.Now()
		r := done(t, j)
		took := time.Since(start)
		// 15 requests a window, and a window begins with its first request. The end is told in whole seconds, one is added.
		wantWaits := (requests - 1) / 15
		if want := time.Duration(wantWaits) * (fetch.LimitWindow + time.Second); took != want || len(waits) != wantWaits || took < 24*time.Hour {
			t.Errorf("%d requests took %s with %d waits, want %s with %d", requests, took, len(waits), want, wantWaits)
		}
		if int(r.Rows) < 5000 || r.Pages != requests {
			t.Errorf("%+v, %d requests", r, requests)
		}
		t.Logf("%d rows, %d requests, %d waits, %s of the clock", r.Rows, requests, len(waits), took)
	})
}
