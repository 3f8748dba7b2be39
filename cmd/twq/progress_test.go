package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/clipperhouse/displaywidth"

	"twq/fetch"
	"twq/fetch/collect"
)

func TestProgressLine(t *testing.T) {
	const mb = 1 << 20
	for _, c := range []struct {
		read, total, pages, bytes int64
		took                      time.Duration
		width                     int
		want                      string
	}{
		{0, 0, 1, 3000, 2 * time.Second, 79, "fetching: 2 kB, 2 s"},
		{0, 0, 7, 3 * mb, 61 * time.Second, 79, "fetching: 7 pages, 3.0 MB, 61 s"},
		{0, 0, 0, 0, 3 * time.Second, 79, "reading: nothing yet, 3 s"},
		{30 * mb, 0, 0, 0, 3 * time.Second, 79, "reading: 30.0 MB, 10.0 MB/s, 3 s"},
		{30 * mb, 20 * mb, 0, 0, 3 * time.Second, 79, "reading: 30.0 MB, 10.0 MB/s, 3 s"}, // it has grown meanwhile
		{25 * mb, 100 * mb, 0, 0, 5 * time.Second, 79, strings.Repeat("█", 7) + strings.Repeat("░", 23) + " reading: 25% of 100.0 MB, 5.0 MB/s, 15 s left"},
		{100 * mb, 100 * mb, 0, 0, 5 * time.Second, 79, strings.Repeat("█", 30) + " reading: 100% of 100.0 MB, 20.0 MB/s, 0 s left"},
		{1 * mb, 100 * mb, 0, 0, 5 * time.Second, 60, strings.Repeat("░", 9) + " reading: 1% of 100.0 MB, 204 kB/s, 8 min 15 s left"},
		{1 * mb, 1000 * mb, 0, 0, 20 * time.Second, 40, "reading: 0% of 1000.0 MB, 51 kB/s, 5 h 3"},
		{1 * mb, 10 * mb, 0, 0, time.Second, 0, ""},
	} {
		p := &progress{fetch: c.bytes > 0, total: c.total, pages: int(c.pages), bytes: c.bytes}
		p.count(int(c.read))
		got := p.line(c.took, c.width)
		if got != c.want || displaywidth.String(got) > c.width {
			t.Errorf("%+v: %q", c, got)
		}
	}
}

// TestProgressCollecting shows a job, and a wait that counts down.
func TestProgressCollecting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var screen safeBuffer
		var said bytes.Buffer
		w := world{Stderr: &said, progress: &progress{screen: &screen}}
		w.progress.collects(func() fetch.Rate { return fetch.Rate{Limit: 15, Remaining: 3} })
		w.progress.start(true)
		w.progress.collected(collect.Progress{Rows: 1200, New: 400, Pages: 12, Part: 1, Parts: 3})
		time.Sleep(2*time.Second + 100*time.Millisecond)
		synctest.Wait()
		if want := "collecting: 1200 rows, 200/s, 12 requests, 3 of 15 left, account 2 of 3"; !strings.HasSuffix(screen.String(), want) {
			t.Errorf("%q", screen.String())
		}
		w.waiting(fetch.Wait{Resource: "followers/ids", For: time.Minute, Until: time.Now().Add(time.Minute)})
		for _, want := range []string{"followers/ids: 1 min 0 s, until ", "followers/ids: 50 s, until "} {
			time.Sleep(200 * time.Millisecond)
			synctest.Wait()
			if !strings.Contains(screen.String(), want) {
				t.Errorf("%q does not hold %q", screen.String(), want)
			}
			time.Sleep(9800 * time.Millisecond)
		}
		time.Sleep(45 * time.Second)
		synctest.Wait()
		if !strings.Contains(screen.String()[strings.LastIndexByte(screen.String(), '\r'):], "collecting:") || said.Len() > 0 {
			t.Errorf("%q, %q", screen.String(), said.String())
		}
		w.progress.end()
		w.progress = &progress{} // no terminal
		w.waiting(fetch.Wait{Resource: "followers/ids", For: time.Minute, Until: time.Now().Add(time.Minute)})
		if !strings.HasPrefix(said.String(), "waiting for the rate limit of followers/ids until ") || strings.Count(said.String(), "\n") != 1 {
			t.Errorf("%q", said.String())
		}
	})
}

// TestProgressShows wants nothing before a second has passed, and nothing left at the end.
func TestProgressShows(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var screen bytes.Buffer
		p := &progress{screen: &screen}
		p.start(false)
		p.expect(100)
		time.Sleep(900 * time.Millisecond)
		synctest.Wait()
		if screen.Len() > 0 {
			t.Errorf("within a second: %q", screen.String())
		}
		p.count(50)
		time.Sleep(time.Second)
		synctest.Wait()
		if text := screen.String(); !strings.Contains(text, "50% of 100 bytes") {
			t.Errorf("%q", text)
		}
		var result bytes.Buffer
		fmt.Fprint(p.before(&result), "row")
		shown := screen.String()
		if !strings.HasSuffix(shown, "\r\x1b[K") || result.String() != "row" {
			t.Errorf("%q, result %q", shown, result.String())
		}
		p.start(false) // a later file is opened while the result is on its way
		time.Sleep(time.Minute)
		synctest.Wait()
		p.end()
		if screen.String() != shown {
			t.Errorf("beside the result: %q", strings.TrimPrefix(screen.String(), shown))
		}
	})
}

// TestProgressAtATerminal reads for longer than a second.
func TestProgressAtATerminal(t *testing.T) {
	needTerminal(t)
	d := sitDown(t, "http://127.0.0.1:9")
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	var result bytes.Buffer
	cmd, _, _ := d.command("query", "#", "/dev/fd/3", "-f", "text")
	cmd.ExtraFiles, cmd.Stdout, cmd.Stderr = []*os.File{r}, &result, nil
	s := atTerminal(t, cmd, 80)
	if _, err := w.WriteString("[1,2,3," + strings.Repeat(" ", 10_000)); err != nil {
		t.Fatal(err)
	}
	s.await("reading: 9 kB, ")
	w.WriteString("4]")
	w.Close()
	code, screen := s.wait()
	if code != 0 || result.String() != "4\n" || !strings.HasSuffix(screen, "\r\x1b[K") {
		t.Errorf("exit code %d, %q, on the screen %q", code, result.String(), screen)
	}

	// A small file takes no second, and nothing is shown; nor is anything where stderr is no terminal.
	writeText(t, filepath.Join(d.dir, "a.json"), "[1,2]")
	cmd, _, _ = d.command("query", "#", "a.json", "-f", "text")
	cmd.Stdout, cmd.Stderr = nil, nil
	if code, screen := atTerminal(t, cmd, 80).wait(); code != 0 || screen != "2\n" {
		t.Errorf("exit code %d, on the screen %q", code, screen)
	}
}

// TestLinesDoNotMix says many things at once, as goroutines that open files do.
func TestLinesDoNotMix(t *testing.T) {
	var stderr bytes.Buffer
	w := &world{Stderr: &stderr, progress: new(progress)}
	var all sync.WaitGroup
	for i := range 20 {
		all.Go(func() { w.note(strings.Repeat(string(rune('a'+i)), 50)) })
	}
	all.Wait()
	for line := range strings.Lines(stderr.String()) {
		if text := strings.TrimPrefix(line, "note: "); len(text) != 51 || strings.Trim(text, text[:1]+"\n") != "" {
			t.Errorf("%q", line)
		}
	}
}
