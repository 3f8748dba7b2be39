// Says how far a fetch has come, on a terminal only.

package main

import (
	"fmt"
	"time"

	"twq/fetch"
)

// progress tells of pages once fetching has taken a second; nil where stderr is no terminal.
func (w *world) progress() fetch.Progress {
	if !w.StderrTTY {
		return nil
	}
	start := w.Now()
	return func(pages int, bytes int64) {
		if w.Now().Sub(start) < time.Second && pages < 2 {
			return
		}
		fmt.Fprintf(w.Stderr, "\rfetched %d pages, %s ", pages, size(bytes))
	}
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
