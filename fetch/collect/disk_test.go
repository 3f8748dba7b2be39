package collect

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"twq/fetch"
)

// pages is a source of a timeline of n tweets, five on a page, newest first.
type pages struct {
	n, asked int
	top      int // the newest id; 0: n
	fail     func(asked int) error
}

func (s *pages) Fetch(ctx context.Context, req fetch.Request) (*fetch.Page, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	s.asked++
	if s.fail != nil {
		if err := s.fail(s.asked); err != nil {
			return nil, err
		}
	}
	q := req.URL.Query()
	from := max(s.top, s.n)
	if n, err := strconv.Atoi(q.Get("max_id")); err == nil {
		from = min(from, n)
	}
	since, _ := strconv.Atoi(q.Get("since_id"))
	var rows []string
	for id := from; id > max(0, from-5, since); id-- {
		rows = append(rows, row(id))
	}
	page := &fetch.Page{Body: io.NopCloser(strings.NewReader("[" + strings.Join(rows, ", ") + "]")), From: "x"}
	if len(rows) > 0 {
		page.Next = &fetch.Request{URL: fetch.WithParams(s.base(req), []fetch.Pair{{Key: "max_id", Value: strconv.Itoa(from - len(rows))}}), Resource: req.Resource}
	}
	return page, nil
}

func row(id int) string { return fmt.Sprintf(`{"id_str":"%d","text":"row %d"}`, id, id) }

// timeline is a job over pages, with some accounts.
func timeline(t testing.TB, s fetch.Source, accounts ...string) Job {
	t.Helper()
	r, _ := fetch.FindResource("statuses/user_timeline")
	j := Job{File: filepath.Join(t.TempDir(), "out.ndjson"), API: "https://api.example/1.1/", Resource: r.Name, Source: s}
	for _, a := range accounts {
		u := parse(t, "https://api.example/1.1/statuses/user_timeline.json?screen_name="+a)
		j.Parts = append(j.Parts, Part{Key: "screen_name=" + a, Request: fetch.Request{URL: u, Resource: r}})
	}
	return j
}

// faulty counts the calls of a disk and lets one of them fail, or that one and all behind it.
type faulty struct {
	calls int
	at    int // 0: none
	on    bool
	err   error
	short bool // a write is half done
	log   []string
}

func (f *faulty) hit(op string) error {
	f.calls++
	f.log = append(f.log, op)
	if f.at > 0 && (f.calls == f.at || f.on && f.calls > f.at) {
		return f.err
	}
	return nil
}

func (f *faulty) disk() *disk {
	d := unsyncedDisk() // whether the disk is waited for is counted all the same
	open, rename := d.open, d.rename
	d.open = func(name string, flag int) (file, error) {
		if err := f.hit("open"); err != nil {
			return nil, err
		}
		g, err := open(name, flag)
		if err != nil {
			return nil, err
		}
		return &faultyFile{g, f}, nil
	}
	d.rename = func(from, to string) error {
		if err := f.hit("rename"); err != nil {
			return err
		}
		return rename(from, to)
	}
	return d
}

type faultyFile struct {
	file
	f *faulty
}

func (f *faultyFile) WriteAt(p []byte, at int64) (int, error) {
	if err := f.f.hit("write"); err != nil {
		n := 0
		if f.f.short {
			n, _ = f.file.WriteAt(p[:len(p)/2], at)
		}
		return n, err
	}
	return f.file.WriteAt(p, at)
}

func (f *faultyFile) Sync() error {
	if err := f.f.hit("sync"); err != nil {
		return err
	}
	return f.file.Sync()
}

func (f *faultyFile) Close() error {
	err := f.f.hit("close")
	return errors.Join(err, f.file.Close())
}

func (f *faultyFile) Truncate(n int64) error {
	if err := f.f.hit("truncate"); err != nil {
		return err
	}
	return f.file.Truncate(n)
}

// TestDiskFaults lets each call to the disk fail, one by one, once and for ever: an error, a file of whole rows that are all the first
// ones, and a next run that completes it.
func TestDiskFaults(t *testing.T) {
	const tweets = 12
	var want []string
	for id := tweets; id > 0; id-- {
		want = append(want, row(id))
	}
	want = append(want, want...)                                                                           // of two accounts
	lost := &fetch.HTTPError{Status: 404, Codes: []fetch.APIError{{Code: 50, Message: "User not found."}}} // the one in the middle
	runs := 0
	for _, on := range []bool{false, true} {
		for _, fault := range []struct {
			err   error
			short bool
		}{{syscall.EIO, false}, {syscall.ENOSPC, true}, {syscall.EINTR, false}} {
			endings := []string{".ndjson", ".ndjson.gz", ".ndjson.zst"}
			if !fault.short {
				endings = endings[:1]
			}
			for _, ending := range endings {
				for at := 1; ; at++ {
					f := &faulty{at: at, on: on, err: fault.err, short: fault.short}
					source := &pages{n: tweets}
					j := timeline(t, source, "a", "gone", "b")
					j.File = strings.TrimSuffix(j.File, ".ndjson") + ending
					j.Parts[1].Request.URL = parse(t, "https://api.example/gone")
					j.Source = sourceFunc(func(ctx context.Context, req fetch.Request) (*fetch.Page, error) {
						if req.URL.Path == "/gone" {
							return nil, lost
						}
						return source.Fetch(ctx, req)
					})
					j.disk = f.disk()
					r, err := j.Run(t.Context())
					if err == nil && f.calls < at {
						break // clean
					}
					runs++
					name := fmt.Sprintf("%s, %v, call %d (%s), for ever: %v", ending, fault.err, at, f.log[min(at, len(f.log))-1], on)
					op := f.log[min(at, len(f.log))-1]
					w, ok := errors.AsType[*fetch.WriteError](err)
					if op != "truncate" && (!ok || !errors.Is(err, fault.err) || !strings.HasPrefix(w.Path, j.File)) {
						t.Errorf("%s: %v", name, err)
					}
					if !on { // the file has whole rows only, and those that are counted
						var got []string
						if _, err := os.Stat(j.File); err == nil {
							got = read(t, j.File)
						}
						if !slices.Equal(got, want[:r.Rows]) {
							t.Errorf("%s: %d rows in the file, %d counted", name, len(got), r.Rows)
						}
					}
					asked := source.asked
					j.disk = unsyncedDisk()
					r, err = j.Run(t.Context())
					if got := read(t, j.File); err != nil || !slices.Equal(got, want) || int(r.Rows) != len(want) || !r.Done {
						t.Errorf("%s: the next run has %d rows: %v %+v", name, len(got), err, r)
					}
					if again := source.asked - 8; asked > 0 && again > 1 {
						t.Errorf("%s: %d pages were fetched again", name, again)
					}
					if skipped, _ := os.ReadFile(j.File + skippedSuffix); string(skipped) != "screen_name=gone\tHTTP 404: User not found. (code 50)\n" {
						t.Errorf("%s: skipped: %q", name, skipped)
					}
					left, _ := filepath.Glob(filepath.Join(filepath.Dir(j.File), "*"))
					if len(left) != 3 {
						t.Errorf("%s: %q is left", name, left)
					}
				}
			}
		}
	}
	t.Logf("%d runs with a fault", runs)
}

type sourceFunc func(context.Context, fetch.Request) (*fetch.Page, error)

func (f sourceFunc) Fetch(ctx context.Context, req fetch.Request) (*fetch.Page, error) {
	return f(ctx, req)
}
