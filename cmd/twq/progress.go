// Says how far fetching and reading have come: on a terminal only, and only once it has taken a second.

package main

import (
	"fmt"
	"io"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"twq/fetch"
	"twq/fetch/collect"
	"twq/render"
)

// progress is one line of stderr that is written again and again. Other lines go through it, so that they do not mix. Its zero value
// shows nothing.
type progress struct {
	screen io.Writer    // nil: no terminal
	width  func() int   // of the terminal; nil is 80
	read   atomic.Int64 // bytes of files and of standard input, as they are stored

	mu    sync.Mutex
	fetch bool  // from the network; else from files
	total int64 // of what there is to read; 0: not known
	pages int
	bytes int64             // of pages
	job   *collect.Progress // of collecting; nil: nothing is collected
	left  func() fetch.Rate // of the rate limit of what is collected
	wait  fetch.Wait        // for a rate limit; over when its time has come
	shown bool
	stop  chan struct{}
	over  bool // the terminal shows the result

	saying sync.Mutex // held for each line of another kind
}

// start begins to show what comes from the network, or else from files; the caller calls end.
func (p *progress) start(network bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.screen == nil || p.stop != nil || p.over {
		return
	}
	p.fetch, p.pages, p.bytes, p.stop = network, 0, 0, make(chan struct{})
	go p.run(time.Now(), p.stop)
}

func (p *progress) run(since time.Time, stop chan struct{}) {
	tick := time.NewTicker(200 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-stop:
			return
		case now := <-tick.C:
			if now.Sub(since) >= time.Second {
				p.draw(now.Sub(since))
			}
		}
	}
}

func (p *progress) draw(took time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.stop == nil {
		return
	}
	width := 80
	if p.width != nil {
		width = p.width()
	}
	io.WriteString(p.screen, "\r\x1b[K"+p.line(took, width-1))
	p.shown = true
}

// line is what there is to say in so many cells.
func (p *progress) line(took time.Duration, width int) string {
	read := p.read.Load()
	switch {
	case time.Now().Before(p.wait.Until):
		return clip(fmt.Sprintf("waiting for the rate limit of %s: %s, until %s", render.Clean(p.wait.Resource), rest(time.Until(p.wait.Until)), clock(p.wait.Until)), width)
	case p.job != nil:
		return clip(p.collecting(took), width)
	case read == 0 && !p.fetch:
		return clip(fmt.Sprintf("reading: nothing yet, %d s", int(took.Seconds())), width)
	case read == 0:
		what := size(p.bytes)
		if p.pages > 1 {
			what = fmt.Sprintf("%d pages, %s", p.pages, what)
		}
		return clip(fmt.Sprintf("fetching: %s, %d s", what, int(took.Seconds())), width)
	}
	rate := float64(read) / took.Seconds()
	if p.total <= 0 || read > p.total {
		return clip(fmt.Sprintf("reading: %s, %s/s, %d s", size(read), size(int64(rate)), int(took.Seconds())), width)
	}
	done := float64(read) / float64(p.total)
	left := time.Duration(float64(p.total-read) / rate * float64(time.Second))
	line := fmt.Sprintf("reading: %d%% of %s, %s/s, %s left", int(100*done), size(p.total), size(int64(rate)), rest(left))
	if bar := min(30, width-len(line)-1); bar >= 5 {
		full := int(done * float64(bar))
		return strings.Repeat("█", full) + strings.Repeat("░", bar-full) + " " + line
	}
	return clip(line, width)
}

// collecting is how far a job has come: rows and their rate, requests, what is left of the rate limit.
func (p *progress) collecting(took time.Duration) string {
	line := fmt.Sprintf("collecting: %s, %d/s, %s", counts(p.job.Rows, "row"), int64(float64(p.job.New)/took.Seconds()), counts(int64(p.job.Pages), "request"))
	if p.left != nil {
		if r := p.left(); r.Limit > 0 {
			line += fmt.Sprintf(", %d of %d left", r.Remaining, r.Limit)
		}
	}
	if p.job.Parts > 1 {
		line += fmt.Sprintf(", account %d of %d", p.job.Part+1, p.job.Parts)
	}
	return line
}

// collects makes it show a job.
func (p *progress) collects(left func() fetch.Rate) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.job, p.left = &collect.Progress{}, left
}

// collected is told of what is safe, as collect.Job wants it.
func (p *progress) collected(job collect.Progress) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.job = &job
}

// waiting says that a request waits for a rate limit: at a terminal the line counts down, elsewhere one line says until when.
func (w *world) waiting(wait fetch.Wait) {
	w.progress.mu.Lock()
	w.progress.wait = wait
	w.progress.mu.Unlock()
	if w.progress.screen == nil {
		w.say("waiting for the rate limit of %s until %s (in %s)", short(wait.Resource, 80), clock(wait.Until), rest(wait.For))
	}
}

// clip keeps the beginning of a line of ASCII.
func clip(line string, width int) string { return line[:max(0, min(len(line), width))] }

// rest is a time to wait as people say it.
func rest(d time.Duration) string {
	switch s := int(d.Seconds() + 0.5); {
	case s < 60:
		return fmt.Sprintf("%d s", s)
	case s < 3600:
		return fmt.Sprintf("%d min %d s", s/60, s%60)
	default:
		return fmt.Sprintf("%d h %d min", s/3600, s/60%60)
	}
}

// page is told of what has been fetched, as fetch.Progress.
func (p *progress) page(pages int, bytes int64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.pages, p.bytes = pages, bytes
}

// count is told of what was read of a file, as fetch.Files wants it.
func (p *progress) count(n int) { p.read.Add(int64(n)) }

// expect says how much there is to read in all; 0 is not known.
func (p *progress) expect(total int64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.total = total
}

// before returns a writer that takes the line away for good before the first text goes to w, which is the same terminal.
func (p *progress) before(w io.Writer) io.Writer { return &ending{w, p} }

type ending struct {
	io.Writer
	p *progress
}

func (e *ending) Write(text []byte) (int, error) {
	e.p.mu.Lock()
	e.p.over = true
	e.p.mu.Unlock()
	e.p.end()
	return e.Writer.Write(text)
}

// end takes the line away.
func (p *progress) end() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.stop != nil {
		close(p.stop)
		p.stop = nil
	}
	p.erase()
}

func (p *progress) erase() {
	if p.shown {
		io.WriteString(p.screen, "\r\x1b[K")
		p.shown = false
	}
}

// clear makes room for another line.
func (p *progress) clear() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.erase()
}

// size is a number of bytes as people say it.
func size(n int64) string {
	switch {
	case n < 1<<10:
		return fmt.Sprintf("%d bytes", n)
	case n < 1<<20:
		return fmt.Sprintf("%d kB", n>>10)
	case n < 1<<30:
		return fmt.Sprintf("%.1f MB", float64(n)/(1<<20))
	}
	return fmt.Sprintf("%.1f GB", float64(n)/(1<<30))
}
