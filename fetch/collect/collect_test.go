package collect

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"twq/fetch"
)

func parse(t testing.TB, s string) *url.URL {
	t.Helper()
	u, err := url.Parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// base is the URL of a request without a place in the pages.
func (s *pages) base(req fetch.Request) *url.URL {
	u := *req.URL
	q := u.Query()
	q.Del("max_id")
	u.RawQuery = q.Encode()
	return &u
}

func ids(from, to int) []string {
	var rows []string
	for id := from; id >= to; id-- {
		rows = append(rows, row(id))
	}
	return rows
}

// TestResume fails behind each page, with each packing, and goes on.
func TestResume(t *testing.T) {
	for _, ending := range []string{".ndjson", ".ndjson.gz", ".ndjson.zst"} {
		for n := 1; n <= 5; n++ {
			s := &pages{n: 17, fail: func(asked int) error {
				if asked == n {
					return errors.New("no")
				}
				return nil
			}}
			j := timeline(t, s, "a")
			j.File = strings.TrimSuffix(j.File, ".ndjson") + ending
			r, err := j.Run(t.Context())
			if err == nil || int(r.Rows) != min(17, 5*(n-1)) || r.Done {
				t.Errorf("page %d: %v, %+v", n, err, r)
			}
			if r = done(t, j); !slices.Equal(read(t, j.File), ids(17, 1)) || int(r.Resumed) != min(17, 5*(n-1)) || s.asked != 6 {
				t.Errorf("page %d: %+v, asked %d times", n, r, s.asked)
			}
			if r = done(t, j); !r.Was || s.asked != 6 {
				t.Errorf("page %d: %+v, asked %d times", n, r, s.asked)
			}
		}
	}
}

// TestNothingSaved wants nothing left of a command that was wrong, and a right one not told that it differs, also behind a kill.
func TestNothingSaved(t *testing.T) {
	j := timeline(t, &pages{n: 9, fail: func(int) error { return errors.New("no") }}, "wrong")
	if _, err := j.Run(t.Context()); err == nil {
		t.Error("no error")
	}
	if left, _ := os.ReadDir(strings.TrimSuffix(j.File, "/out.ndjson")); len(left) != 0 {
		t.Errorf("%v is left", left)
	}
	if err := (&state{Version: stateVersion, Command: j.command()}).save(new(systemDisk()), j.File); err != nil {
		t.Fatal(err)
	}
	right := timeline(t, &pages{n: 9}, "right")
	right.File = j.File
	if done(t, right); !slices.Equal(read(t, j.File), ids(9, 1)) {
		t.Error(read(t, j.File))
	}
}

// TestTornTail wants what a killed process wrote behind the checkpoint cut off.
func TestTornTail(t *testing.T) {
	s := &pages{n: 12, fail: func(n int) error { return map[int]error{2: io.ErrUnexpectedEOF}[n] }}
	j := timeline(t, s, "a")
	j.Run(t.Context())
	f, err := os.OpenFile(j.File, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	f.WriteString(row(7) + "\n" + strings.Repeat("torn ", 1000)) // more than what is still to come
	f.Close()
	os.WriteFile(j.File+tempSuffix, []byte(`{"sha`), 0o666)
	os.WriteFile(j.File+lockSuffix, []byte("\n{\"pid\":1,\"host\":\"elsewhere\"}"), 0o666)
	if done(t, j); !slices.Equal(read(t, j.File), ids(12, 1)) {
		t.Error(read(t, j.File))
	}
	left, err := os.ReadDir(strings.TrimSuffix(j.File, "/out.ndjson"))
	if len(left) != 2 || err != nil {
		t.Errorf("%v is left", left)
	}
}

// TestNewer adds what is newer, walking back until it meets the file, also where it is interrupted.
func TestNewer(t *testing.T) {
	s := &pages{n: 10}
	j := timeline(t, s, "a", "b")
	done(t, j)
	j.Newer = true
	if r := done(t, j); r.New != 0 || r.Rows != 20 || r.Was {
		t.Errorf("%+v", r)
	}
	s.top, s.asked = 23, 0
	s.fail = func(n int) error { return map[int]error{2: errors.New("no"), 5: errors.New("no")}[n] }
	for _, want := range []int{25, 28 + 10 - 5} {
		if r, err := j.Run(t.Context()); err == nil || int(r.Rows) < 25 || int(r.Rows) > want {
			t.Errorf("%+v, %v", r, err)
		}
	}
	r := done(t, j)
	want := slices.Concat(ids(10, 1), ids(10, 1), ids(23, 11), ids(23, 11))
	if got := read(t, j.File); !slices.Equal(got, want) || int(r.Rows) != len(want) {
		t.Errorf("%d rows: %q", len(got), got)
	}
	// An API that does not know since_id.
	deaf := j
	deaf.Source = sourceFunc(func(ctx context.Context, req fetch.Request) (*fetch.Page, error) {
		q := req.URL.Query()
		q.Del("since_id")
		u := *req.URL
		u.RawQuery = q.Encode()
		return s.Fetch(ctx, fetch.Request{URL: &u, Resource: req.Resource})
	})
	if r := done(t, deaf); r.New != 0 || !slices.Equal(read(t, j.File), want) {
		t.Errorf("%+v", r)
	}
	s.top = 24
	if done(t, j); len(read(t, j.File)) != len(want)+2 {
		t.Errorf("%d rows", len(read(t, j.File)))
	}
}

func TestBounds(t *testing.T) {
	j := timeline(t, &pages{n: 30}, "a", "b")
	j.Max = 7
	if done(t, j); !slices.Equal(read(t, j.File), append(ids(30, 24), ids(30, 24)...)) {
		t.Error(read(t, j.File))
	}
	s := &pages{n: 30}
	j = timeline(t, s, "a")
	j.Until = "21"
	if done(t, j); !slices.Equal(read(t, j.File), ids(30, 21)) || s.asked != 2 {
		t.Error(read(t, j.File), s.asked)
	}
	j = timeline(t, &pages{n: 30}, "a")
	j.Until = "22"
	if done(t, j); !slices.Equal(read(t, j.File), ids(30, 22)) {
		t.Error(read(t, j.File))
	}
}

// TestDiffers wants another command told what differs, and nothing changed.
func TestDiffers(t *testing.T) {
	first := func() Job {
		j := timeline(t, &pages{n: 9}, "a", "b")
		j.Params = []fetch.Pair{{Key: "lang", Value: "en"}, {Key: "access_token", Value: "hush"}}
		return j
	}
	for what, change := range map[string]func(*Job){
		"the API":              func(j *Job) { j.API = "https://other.example/" },
		"the resource":         func(j *Job) { j.Resource = "favorites/list" },
		"-p":                   func(j *Job) { j.Params = nil },
		"what is collected of": func(j *Job) { j.Parts = j.Parts[:1] },
		"the list of --ids":    func(j *Job) { j.Parts[1].IDs = []string{"1"} },
		"--max":                func(j *Job) { j.Max = 9 },
		"--until-id":           func(j *Job) { j.Until = "9" },
	} {
		j := first()
		done(t, j)
		state, _ := os.ReadFile(j.File + stateSuffix)
		if strings.Contains(string(state), "hush") {
			t.Error("a secret is in the state")
		}
		file := j.File
		change(&j)
		j.File = file
		r, err := j.Run(t.Context())
		if e, ok := errors.AsType[*DiffersError](err); !ok || e.What != what || e.Was == e.Is {
			t.Errorf("%s: %v", what, err)
		}
		if after, _ := os.ReadFile(file + stateSuffix); string(after) != string(state) || r.Rows != 0 || len(read(t, file)) != 18 {
			t.Errorf("%s: something has changed", what)
		}
	}
}

// TestDamagedState flips every byte of a state, and more: never begins anew, never changes a thing.
func TestDamagedState(t *testing.T) {
	j := timeline(t, &pages{n: 9}, "a")
	done(t, j)
	state, err := os.ReadFile(j.File + stateSuffix)
	if err != nil {
		t.Fatal(err)
	}
	rows, _ := os.ReadFile(j.File)
	wants := func(name string) {
		t.Helper()
		_, err := j.Run(t.Context())
		if _, ok := errors.AsType[*StateError](err); !ok {
			t.Errorf("%s: %v", name, err)
		}
		if now, _ := os.ReadFile(j.File); string(now) != string(rows) && !strings.HasPrefix(name, "file") {
			t.Errorf("%s: the file has changed", name)
		}
	}
	unharmed := 0
	for i := range state {
		for _, bit := range []byte{1, 0x20} {
			bad := slices.Clone(state)
			bad[i] ^= bit
			os.WriteFile(j.File+stateSuffix, bad, 0o666)
			var e envelope
			if json.Unmarshal(bad, &e) == nil && digest(e.State) == e.SHA256 {
				unharmed++ // the last line break, or a letter of a key, which Go reads in either case
				continue
			}
			wants(fmt.Sprintf("byte %d", i))
		}
	}
	if unharmed > 20 {
		t.Errorf("%d changes do no harm", unharmed)
	}
	for n := range len(state) - 1 {
		os.WriteFile(j.File+stateSuffix, state[:n], 0o666)
		wants(fmt.Sprintf("cut at %d", n))
	}
	body, _ := json.Marshal(state1(t, state, func(s *state0) { s.Version = 2 }))
	text, _ := json.Marshal(envelope{digest(body), body})
	os.WriteFile(j.File+stateSuffix, text, 0o666)
	wants("version 2")
	os.WriteFile(j.File+stateSuffix, state, 0o666)
	for name, text := range map[string]string{"file shorter": string(rows[:50]), "file changed": strings.ToUpper(string(rows)), "file longer": string(rows) + "{}\n"} {
		os.WriteFile(j.File, []byte(text), 0o666)
		wants(name)
		if now, _ := os.ReadFile(j.File); string(now) != text {
			t.Errorf("%s: was changed", name)
		}
	}
	os.Remove(j.File)
	wants("file gone")
	os.Remove(j.File + stateSuffix)
	os.WriteFile(j.File, []byte("mine\n"), 0o666)
	wants("file of somebody else")
}

type state0 = state

func state1(t *testing.T, text []byte, change func(*state)) *state {
	t.Helper()
	var e envelope
	var s state
	if err := errors.Join(json.Unmarshal(text, &e), json.Unmarshal(e.State, &s)); err != nil {
		t.Fatal(err)
	}
	change(&s)
	return &s
}

// TestHeld runs eight jobs on one file: one collects, the others are told who holds it.
func TestHeld(t *testing.T) {
	entered, leave := make(chan bool), make(chan bool)
	s := &pages{n: 9, fail: func(n int) error {
		if n == 1 {
			close(entered)
			<-leave
		}
		return nil
	}}
	j := timeline(t, s, "a")
	var wg sync.WaitGroup
	wg.Go(func() { done(t, j) })
	<-entered
	host, _ := os.Hostname()
	for range 7 {
		_, err := j.Run(t.Context())
		if e, ok := errors.AsType[*HeldError](err); !ok || e.PID != os.Getpid() || e.Host != host || e.Since.IsZero() {
			t.Errorf("%#v", err)
		}
	}
	close(leave)
	wg.Wait()
	if got := read(t, j.File); !slices.Equal(got, ids(9, 1)) {
		t.Error(got)
	}
	if _, err := os.Stat(j.File + lockSuffix); err == nil {
		t.Error("the lock is left")
	}
	if r := done(t, j); !r.Was {
		t.Errorf("%+v", r)
	}
}

// TestOverlap wants rows that come again written once, in pages with cursors and in timelines, and circles seen.
func TestOverlap(t *testing.T) {
	r, _ := fetch.FindResource("followers/ids")
	answers := []string{`{"ids":[9,8,7],"n":"b"}`, `{"ids":[8,7,6],"n":"c"}`, `{"ids":[],"n":"d"}`, `{"ids":[6,5, 12345678901234567890],"n":"0"}`}
	asked, stop := 0, -1
	s := sourceFunc(func(_ context.Context, req fetch.Request) (*fetch.Page, error) {
		at := strings.Index("-bcd", max(req.URL.Query().Get("cursor"), "-"))
		if asked++; asked == stop {
			return nil, errors.New("no")
		}
		page := &fetch.Page{Body: io.NopCloser(strings.NewReader(answers[at])), List: "ids"}
		if at < len(answers)-1 {
			page.Next = &fetch.Request{URL: parse(t, "https://api.example/f?cursor="+string("bcd"[at])), Resource: r}
		}
		return page, nil
	})
	for stop = -1; stop <= 4; stop++ {
		asked = 0
		j := Job{File: t.TempDir() + "/f.ndjson.zst", Source: s, Parts: []Part{{Request: fetch.Request{URL: parse(t, "https://api.example/f"), Resource: r}}}}
		if stop > 0 {
			if _, err := j.Run(t.Context()); err == nil {
				t.Error("no error")
			}
		}
		done(t, j)
		if got := read(t, j.File); !slices.Equal(got, []string{"9", "8", "7", "6", "5", "12345678901234567890"}) {
			t.Errorf("stopped at %d: %q", stop, got)
		}
	}
	circle := sourceFunc(func(_ context.Context, req fetch.Request) (*fetch.Page, error) {
		at := map[string]string{"": "b", "b": "c", "c": "b"}[req.URL.Query().Get("cursor")]
		return &fetch.Page{Body: io.NopCloser(strings.NewReader(`{"ids":[1]}`)), List: "ids", Next: &fetch.Request{URL: parse(t, "https://api.example/f?cursor="+at), Resource: r}}, nil
	})
	j := Job{File: t.TempDir() + "/f.ndjson", Source: circle, Parts: []Part{{Request: fetch.Request{URL: parse(t, "https://api.example/f"), Resource: r}}}}
	if _, err := j.Run(t.Context()); err == nil || !isLoop(err) || !slices.Equal(read(t, j.File), []string{"1"}) {
		t.Errorf("%v", err)
	}
	deaf := sourceFunc(func(_ context.Context, req fetch.Request) (*fetch.Page, error) { // knows no max_id
		return (&pages{n: 9}).Fetch(t.Context(), fetch.Request{URL: parse(t, "https://api.example/t?x="+req.URL.Query().Get("max_id")), Resource: req.Resource})
	})
	j = timeline(t, deaf, "a")
	if _, err := j.Run(t.Context()); err == nil || !isLoop(err) || !slices.Equal(read(t, j.File), ids(9, 5)) {
		t.Errorf("%v", err)
	}
}

func isLoop(err error) bool {
	_, ok := errors.AsType[*fetch.LoopError](err)
	return ok
}

// TestLookup asks for 250 ids, of which some are not there, and is stopped behind each request.
func TestLookup(t *testing.T) {
	var all, there, missing []string
	for i := range 250 {
		id := fmt.Sprintf("Name%d", i)
		all = append(all, id)
		if i%7 == 3 || i >= 200 {
			missing = append(missing, id)
		} else {
			there = append(there, fmt.Sprintf(`{"id_str":"%d","screen_name":"%s"}`, i, strings.ToUpper(id)))
		}
	}
	for stop := range 4 {
		asked := 0
		s := sourceFunc(func(_ context.Context, req fetch.Request) (*fetch.Page, error) {
			if asked++; asked == stop {
				return nil, errors.New("no")
			}
			var rows []string
			for id := range strings.SplitSeq(req.URL.Query().Get("n"), ",") {
				for _, row := range there {
					if strings.Contains(row, `"`+strings.ToUpper(id)+`"`) {
						rows = append(rows, row)
					}
				}
			}
			if len(rows) == 0 {
				return nil, &fetch.HTTPError{Status: 404, Codes: []fetch.APIError{{Code: 17}}}
			}
			return &fetch.Page{Body: io.NopCloser(strings.NewReader("[" + strings.Join(rows, ",\n") + "]"))}, nil
		})
		j := Job{File: t.TempDir() + "/f.ndjson", Source: s, Parts: []Part{{IDs: all, Name: "screen_name", Lookup: func(ids []string) (fetch.Request, error) {
			return fetch.Request{URL: parse(t, "https://api.example/u?n="+strings.Join(ids, ","))}, nil
		}}}}
		if stop > 0 {
			if _, err := j.Run(t.Context()); err == nil {
				t.Error("no error")
			}
		}
		r := done(t, j)
		if got := read(t, j.File); !slices.Equal(got, there) || !slices.Equal(read(t, j.File+missingSuffix), missing) || int(r.Missing) != len(missing) {
			t.Errorf("stop %d: %d rows, %+v", stop, len(got), r)
		}
	}
}

func TestOneLine(t *testing.T) {
	for text, want := range map[string]string{
		`{"a": 1.50e+3 ,"b":"x  y"}`: `{"a": 1.50e+3 ,"b":"x  y"}`,
		"{\n  \"a\": 12345678901234567890,\r\n\"b\\\"\\\\\": \"x \\n \\\" y\"\t}": `{"a":12345678901234567890,"b\"\\":"x \n \" y"}`,
		"[1,\n2]": "[1,2]",
	} {
		if got := OneLine(text); got != want {
			t.Errorf("%q: %q", text, got)
		}
	}
}

// TestUnreadable tells an account that cannot be read from everything else that goes wrong.
func TestUnreadable(t *testing.T) {
	for _, c := range []struct {
		e    fetch.HTTPError
		want bool
	}{
		{fetch.HTTPError{Status: 401, Message: "Not authorized."}, true},
		{fetch.HTTPError{Status: 403, Codes: []fetch.APIError{{Code: 63}}}, true},
		{fetch.HTTPError{Status: 404, Codes: []fetch.APIError{{Code: 34}}}, true},
		{fetch.HTTPError{Status: 404}, true},
		{fetch.HTTPError{Status: 200, Problem: &fetch.Problem{Type: "https://api.twitter.com/2/problems/not-authorized-for-resource"}}, true},
		{fetch.HTTPError{Status: 401, Codes: []fetch.APIError{{Code: 89}}}, false},
		{fetch.HTTPError{Status: 401, Message: "Unauthorized"}, false},
		{fetch.HTTPError{Status: 403, Codes: []fetch.APIError{{Code: 453}}}, false},
		{fetch.HTTPError{Status: 429, Codes: []fetch.APIError{{Code: 88}}}, false},
		{fetch.HTTPError{Status: 503}, false},
	} {
		if _, got := unreadable(&c.e); got != c.want {
			t.Errorf("%v: %v", &c.e, got)
		}
	}
	if _, ok := unreadable(io.EOF); ok {
		t.Error("any error skips an account")
	}
}
