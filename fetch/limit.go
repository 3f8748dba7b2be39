// Waits for the rate limit, or reports it.

package fetch

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"
)

const (
	// LimitWindow is how long a rate limit's window is (rate limit charts of v1.1 and v2).
	LimitWindow = 15 * time.Minute
	// longestWindow is the daily limit of user_timeline, with some minutes for clocks. What is further ahead is not believed.
	longestWindow = 24*time.Hour + 5*time.Minute
	// maxRefusals is how often in a row a request may be refused behind a wait: somebody else may use up the same limit.
	maxRefusals = 5
)

// Limiter is a [Source] that keeps to the rate limits of an API. What is left of each it takes from the answers, or, where they do not
// tell, counts in windows of 15 minutes by the catalogue's limits. A request for which nothing is left waits until its window ends; so
// does one that was refused, at most five times in a row. It is safe for concurrent use.
//
// The end of a window is taken by the server's clock. An end that is past, more than a day ahead or not told is not believed; then the
// waits are a minute and twice as long each time, at most 15.
type Limiter struct {
	Source Source
	// Most is the longest wait. What would take longer is a [*LimitError] before it is sent, or the API's own [*HTTPError]. 0: nothing
	// waits, everything is sent, and what the API refuses is refused.
	Most time.Duration
	Told func(Wait) // before each wait; may be nil

	mu      sync.Mutex
	windows map[string]*window
}

// Wait says that a request waits for the rate limit.
type Wait struct {
	Resource string // "statuses/user_timeline"
	For      time.Duration
	Until    time.Time
}

// LimitError says that nothing is left of a rate limit for longer than one is ready to wait. Nothing was sent.
type LimitError struct {
	Resource string
	Until    time.Time
	Wait     time.Duration // from when it was found out
	Most     time.Duration
}

func (e *LimitError) Error() string {
	return fmt.Sprintf("the rate limit of %s is used up until %s", e.Resource, e.Until.Format(time.RFC3339))
}

// window is what is known of a rate limit.
type window struct {
	limit, left int       // limit 0: not known
	ends        time.Time // zero: not known
	counted     bool      // left is our own count, not the API's
	refused     int       // times in a row
}

// Fetch fetches one page.
func (l *Limiter) Fetch(ctx context.Context, req Request) (*Page, error) {
	key := limitKey(req)
	for {
		if err := l.wait(ctx, key); err != nil {
			return nil, err
		}
		page, err := l.Source.Fetch(ctx, req)
		answer, refused := errors.AsType[*HTTPError](err)
		refused = refused && answer.RateLimited()
		switch {
		case err == nil:
			l.learn(key, req.Resource, page.Rate, page.Date)
		case refused:
			if !l.refused(key, answer) {
				return page, err
			}
			continue
		case answer != nil:
			l.learn(key, req.Resource, answer.Rate, answer.Date)
		}
		return page, err
	}
}

// Left returns what is known of the rate limit for a request.
func (l *Limiter) Left(req Request) Rate {
	l.mu.Lock()
	defer l.mu.Unlock()
	w := l.windows[limitKey(req)]
	if w == nil || w.limit == 0 || !w.ends.IsZero() && !time.Now().Before(w.ends) {
		return Rate{}
	}
	return Rate{Limit: w.limit, Remaining: w.left, Reset: w.ends}
}

// wait returns when something is left.
func (l *Limiter) wait(ctx context.Context, key string) error {
	for {
		w, rest := l.rest(key)
		if rest <= 0 || l.Most <= 0 {
			return nil
		}
		if rest > l.Most {
			return &LimitError{Resource: key, Until: w.Until, Wait: rest, Most: l.Most}
		}
		if l.Told != nil {
			l.Told(w)
		}
		if err := sleep(ctx, rest); err != nil {
			return err
		}
		l.passed(key, w.Until)
	}
}

// passed ends a window that was waited for, whatever the two clocks of a computer that slept think of it.
func (l *Limiter) passed(key string, until time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if w := l.windows[key]; w.ends.Equal(until) {
		w.reset()
	}
}

// reset begins a new window; the answer will say what it holds.
func (w *window) reset() {
	if w.counted {
		*w = window{refused: w.refused}
	}
	w.left, w.ends = 1, time.Time{}
}

// rest is how long nothing is left.
func (l *Limiter) rest(key string) (Wait, time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	w := l.windows[key]
	if w == nil || w.left > 0 || w.ends.IsZero() {
		return Wait{}, 0
	}
	rest := time.Until(w.ends)
	if rest <= 0 {
		w.reset()
	}
	return Wait{key, rest, w.ends}, rest
}

// learn takes what an answer says.
func (l *Limiter) learn(key string, r *Resource, rate Rate, date time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	w := l.window(key)
	w.refused = 0
	if rate.Limit > 0 {
		w.limit, w.left, w.ends, w.counted = rate.Limit, rate.Remaining, time.Time{}, false
		if d := untilReset(rate, date); d > 0 {
			w.ends = time.Now().Add(d)
		}
		return
	}
	if r == nil || r.App == 0 {
		return
	}
	if !w.counted || !time.Now().Before(w.ends) {
		*w = window{limit: r.App, left: r.App, ends: time.Now().Add(LimitWindow), counted: true}
	}
	w.left = max(0, w.left-1)
}

// refused takes a refusal, and reports whether it is worth waiting.
func (l *Limiter) refused(key string, e *HTTPError) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	w := l.window(key)
	w.refused++
	d := e.RetryAfter
	if d <= 0 || d > longestWindow {
		d = untilReset(e.Rate, e.Date)
	}
	if d <= 0 {
		d = min(time.Minute<<(w.refused-1), LimitWindow)
		if !e.Rate.Reset.IsZero() && w.refused == 1 && behind(e.Rate, e.Date) {
			d = time.Second // it has just ended
		}
	}
	// Whole seconds are told, and clocks are not the same.
	w.limit, w.left, w.ends = e.Rate.Limit, 0, time.Now().Add(d)
	if l.Most <= 0 || d > l.Most || w.refused > maxRefusals {
		w.refused = 0
		return false
	}
	return true
}

func (l *Limiter) window(key string) *window {
	if l.windows == nil {
		l.windows = map[string]*window{}
	}
	if l.windows[key] == nil {
		l.windows[key] = &window{}
	}
	return l.windows[key]
}

// untilReset is how long a window lasts by the server's clock, or ours where it tells none, and a second more, since only whole seconds
// are told; 0: that cannot be believed.
func untilReset(r Rate, date time.Time) time.Duration {
	if r.Reset.IsZero() || behind(r, date) {
		return 0
	}
	now := date
	if now.IsZero() {
		now = time.Now()
	}
	if d := r.Reset.Sub(now); d <= longestWindow {
		return d + time.Second
	}
	return 0
}

// behind reports whether the window has ended by the server's clock.
func behind(r Rate, date time.Time) bool {
	if date.IsZero() {
		date = time.Now()
	}
	return r.Reset.Before(date)
}

// limitKey names the limit that a request counts for. That of show is the same whether the id stands in the path or not.
func limitKey(req Request) string {
	if req.Resource == nil {
		if req.URL == nil {
			return ""
		}
		return req.URL.Host + req.URL.Path
	}
	return cmp.Or(map[string]string{"statuses/show/:id": "statuses/show"}[req.Resource.Name], req.Resource.Name)
}

// sleep waits, or ends with the context. It looks at the wall clock once a minute: the other one stands still while a computer sleeps.
func sleep(ctx context.Context, d time.Duration) error {
	start := time.Now()
	end := start.Add(d).Round(0)
	for {
		rest := min(d-time.Since(start), time.Until(end))
		if rest <= 0 {
			return ctx.Err()
		}
		timer := time.NewTimer(min(rest, time.Minute))
		select {
		case <-ctx.Done():
			timer.Stop()
			return ctx.Err()
		case <-timer.C:
		}
	}
}

func isEOF(err error) bool { return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) }
