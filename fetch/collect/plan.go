// How long a job will take, as far as rate limits say.

package collect

import (
	"time"

	"twq/fetch"
)

// Waiting is how often and how long so many requests wait for a rate limit of which rate is known; limit is the catalogue's, for when
// it is not; 0: there is none. Requests themselves take no time here.
func Waiting(requests int, rate fetch.Rate, limit int, now time.Time) (waits int, wait time.Duration) {
	left := limit
	if rate.Limit > 0 {
		limit, left = rate.Limit, rate.Remaining
	}
	if limit <= 0 || requests <= left {
		return 0, 0
	}
	first := fetch.LimitWindow
	if rest := rate.Reset.Sub(now); !rate.Reset.IsZero() && rest > 0 && rest < fetch.LimitWindow {
		first = rest
	}
	waits = (requests - left + limit - 1) / limit
	return waits, first + time.Duration(waits-1)*fetch.LimitWindow
}
