// Sets the pace at which garbage is collected: late in runs that end before it would be worth anything, early in those that go on.

package main

import (
	"runtime/debug"
	"time"
)

const (
	briefly   = 20 * time.Millisecond
	sparingly = 200 // percent: the first collection is due at 8 MiB instead of 4, of which the linked packages have filled half before main
	steadily  = 70  // percent: what a stream holds, all columns of tweets too, stays under 64 MiB
)

// spare lets a short run go without a collection, and a longer one keep little. A command that has chosen another pace keeps it.
func spare() {
	debug.SetGCPercent(sparingly)
	time.AfterFunc(briefly, func() {
		if chosen := debug.SetGCPercent(steadily); chosen != sparingly {
			debug.SetGCPercent(chosen)
		}
	})
}
