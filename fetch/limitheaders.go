// The names and forms of the headers in which an API tells its rate limit.

package fetch

import (
	"math"
	"net/http"
	"strings"
	"time"
)

// The forms in which the end of a window is told.
const (
	ResetEpoch   = "epoch"   // seconds or milliseconds since 1970
	ResetSeconds = "seconds" // from now
	ResetDate    = "date"    // RFC 3339, or the date of HTTP
)

// LimitHeaders name the headers of a rate limit. The zero value is that of v1.1 and v2: X-Rate-Limit-Limit, -Remaining and -Reset, in
// seconds since 1970.
type LimitHeaders struct {
	Limit, Remaining, Reset string
	Form                    string // ResetEpoch, ResetSeconds or ResetDate; empty: ResetEpoch
}

func (l LimitHeaders) usual() LimitHeaders {
	if l == (LimitHeaders{}) {
		return LimitHeaders{"X-Rate-Limit-Limit", "X-Rate-Limit-Remaining", "X-Rate-Limit-Reset", ResetEpoch}
	}
	return l
}

// rate reads the headers. They are now and then missing or inconsistent (rate limit charts, 2018): a limit without its rest says
// nothing, nor does a number below zero, nor a time that is none.
//
// Where nothing else is said, the limit is that of the daily one of an app, which user_timeline of v1.1 has besides, once that is used up.
func (l LimitHeaders) rate(h http.Header) Rate {
	r := l.usual().one(h)
	if l != (LimitHeaders{}) {
		return r
	}
	day := LimitHeaders{"X-App-Rate-Limit-Limit", "X-App-Rate-Limit-Remaining", "X-App-Rate-Limit-Reset", ResetEpoch}.one(h)
	if day.Limit > 0 && day.Remaining == 0 && (r.Remaining > 0 || day.Reset.After(r.Reset)) {
		return day
	}
	return r
}

// one reads the headers of one limit.
func (l LimitHeaders) one(h http.Header) Rate {
	var r Rate
	limit, ok1 := headerInt(h, l.Limit)
	left, ok2 := headerInt(h, l.Remaining)
	if ok1 && ok2 && limit <= math.MaxInt32 && left <= math.MaxInt32 {
		r.Limit, r.Remaining = int(limit), int(left)
	}
	if at := l.reset(h); at.Unix() > 0 && at.Unix() < latest && at.Year() < 10000 { // in the zone it is written in, too
		r.Reset = at
	}
	return r
}

// latest is the year 10000, from which on a time cannot be written down.
const latest = 253402300800

// earliestMilli is 2001 in milliseconds since 1970, which no seconds are before a time that cannot be written down.
const earliestMilli = 1_000_000_000_000

func (l LimitHeaders) reset(h http.Header) time.Time {
	text := strings.TrimSpace(h.Get(l.Reset))
	switch l.Form {
	case ResetDate:
		if at, err := time.Parse(time.RFC3339, text); err == nil {
			return at
		}
		at, _ := http.ParseTime(text)
		return at
	case ResetSeconds:
		n, ok := headerInt(h, l.Reset)
		if !ok || n >= latest {
			return time.Time{}
		}
		now, err := http.ParseTime(h.Get("Date"))
		if err != nil {
			now = time.Now()
		}
		return time.Unix(now.Unix()+n, 0) // a Duration ends after 292 years
	}
	n, ok := headerInt(h, l.Reset)
	if ok && n >= earliestMilli { // some APIs tell milliseconds
		n = n/1000 + min(1, n%1000)
	}
	if !ok || n >= latest {
		return time.Time{}
	}
	return time.Unix(n, 0)
}
