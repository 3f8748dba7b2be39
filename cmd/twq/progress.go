// Says how far a fetch has come: on a terminal only, and only once it has taken a second.

package main

import (
	"fmt"
	"io"
	"sync"
	"time"
)

// progress is one line of stderr that is written again and again. Other lines go through it, so that they do not mix. Its zero value
// shows nothing.
type progress struct {
	mu     sync.Mutex
	screen io.Writer // nil: no terminal
	pages  int
	bytes  int64
	shown  bool
	stop   chan struct{}
}

// start begins to show; the caller calls end.
func (p *progress) start() {
	if p.screen == nil || p.stop != nil {
		return
	}
	p.pages, p.bytes, p.stop = 0, 0, make(chan struct{})
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
	what := size(p.bytes)
	if p.pages > 1 {
		what = fmt.Sprintf("%d pages, %s", p.pages, what)
	}
	fmt.Fprintf(p.screen, "\r\x1b[Kfetching: %s, %d s", what, int(took.Seconds()))
	p.shown = true
}

// page is told of each page, as fetch.Progress.
func (p *progress) page(pages int, bytes int64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.pages, p.bytes = pages, bytes
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
