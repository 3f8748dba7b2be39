// Asks again what failed by chance: three tries, full jitter, one budget for all.

package fetch

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"sync"
	"time"
)

// The rules are those of the standard mode of the AWS SDKs (botocore 1.34, retries/standard.py and retries/quota.py).
const (
	maxTries     = 3
	maxBackoff   = 20 * time.Second
	retryBudget  = 500 // what a process may spend on retries before successes have filled it up again
	retryCost    = 5
	timeoutCost  = 10
	successYield = 1
	pageTime     = 10 * time.Minute
)

// Retrier is a [Source] that asks again when a request failed for a reason that may pass: status 408, 429 (where the API does not say
// until when) and 5xx, a reset connection, a stall, an answer cut short. Three tries, a random wait up to 1 s before the second, up to
// 2 s before the third, or what Retry-After says, never more than 20 s. Everything else fails at once. What failed more than once is a
// [*TriesError]. It is safe for concurrent use.
//
// Pages of resources are in memory when they are returned, up to 32 MiB, so that one that is cut is fetched again too.
type Retrier struct {
	Source Source
	Quota  *RetryQuota // shared by all who ask the same; nil: without bounds
	Told   func(Retry) // before each wait; may be nil

	luck func() float64 // in [0, 1); nil: a random one
}

// Retry says that a request will be sent again.
type Retry struct {
	Try int           // the try that failed, from 1
	In  time.Duration // until the next
	Err error         // why
}

// TriesError is a failure that did not pass.
type TriesError struct {
	Tries int
	Err   error
}

func (e *TriesError) Error() string { return fmt.Sprintf("%v (%d tries)", e.Err, e.Tries) }

// Unwrap returns the failure of the last try.
func (e *TriesError) Unwrap() error { return e.Err }

// Fetch fetches one page.
func (r Retrier) Fetch(ctx context.Context, req Request) (*Page, error) {
	paid := 0
	for try := 1; ; try++ {
		page, err := r.once(ctx, req)
		if err == nil {
			r.Quota.fill(paid)
			return page, nil
		}
		cost, passes := mayPass(err)
		if ctx.Err() != nil || !passes || try == maxTries || !r.Quota.take(cost) {
			if try > 1 && ctx.Err() == nil {
				err = &TriesError{try, err}
			}
			return nil, err
		}
		paid = cost
		luck := rand.Float64
		if r.luck != nil {
			luck = r.luck
		}
		wait := backoff(try, luck())
		if e, ok := errors.AsType[*HTTPError](err); ok && e.RetryAfter > 0 {
			wait = min(e.RetryAfter, maxBackoff)
		}
		if r.Told != nil {
			r.Told(Retry{try, wait, err})
		}
		if err := sleep(ctx, wait); err != nil {
			return nil, err
		}
	}
}

// once makes sure that the page has come whole. A server that sends a byte now and then never stalls, so that its pages have a time to
// be there; what is too large to be held has all the time it needs.
func (r Retrier) once(ctx context.Context, req Request) (*Page, error) {
	inner, cancel := context.WithCancelCause(ctx)
	late := time.AfterFunc(pageTime, func() { cancel(errStalled) })
	page, err := r.held(inner, req)
	late.Stop()
	if err != nil {
		if context.Cause(inner) == errStalled && ctx.Err() == nil {
			err = &StallError{From: CleanURL(req.URL), After: pageTime}
		}
		cancel(nil)
		return nil, err
	}
	switch h, ok := page.Body.(*heldBody); {
	case !ok:
		page.Body = &cancelling{page.Body, cancel}
	case h.rest != nil:
		h.rest = &cancelling{h.rest, cancel}
	default:
		cancel(nil)
	}
	return page, nil
}

// held is a page; that of a resource is in memory.
func (r Retrier) held(ctx context.Context, req Request) (*Page, error) {
	page, err := r.Source.Fetch(ctx, req)
	if err != nil || req.Resource == nil {
		return page, err
	}
	if _, held := page.Body.(*heldBody); held {
		return page, nil
	}
	h, err := hold(page.Body)
	if err != nil {
		return nil, err
	}
	page.Body = h
	if err := page.cutShort(h); err != nil {
		return nil, err
	}
	return page, nil
}

// cancelling ends its request when it is closed.
type cancelling struct {
	io.ReadCloser
	cancel context.CancelCauseFunc
}

func (c *cancelling) Close() error {
	err := c.ReadCloser.Close()
	c.cancel(nil)
	return err
}

// backoff is the wait behind a try; luck lies in [0, 1).
func backoff(try int, luck float64) time.Duration {
	most := maxBackoff
	if try < 6 {
		most = min(maxBackoff, time.Second<<(try-1))
	}
	return time.Duration(luck * float64(most))
}

// mayPass reports whether an error may be gone the next time, and what asking again costs.
func mayPass(err error) (cost int, passes bool) {
	if _, rejected := errors.AsType[*AuthError](err); rejected { // whatever the token endpoint said
		return 0, false
	}
	if e, ok := errors.AsType[*HTTPError](err); ok {
		switch {
		case e.Status == http.StatusRequestTimeout:
			return timeoutCost, true
		case e.Status == http.StatusTooManyRequests, e.Status == 420: // when it says until when, that is for the Limiter
			return retryCost, e.RetryAfter == 0 && e.Rate.Reset.IsZero()
		}
		return retryCost, e.Status >= 500
	}
	if _, ok := errors.AsType[*StallError](err); ok {
		return timeoutCost, true
	}
	if _, ok := errors.AsType[*TruncatedError](err); ok {
		return retryCost, true
	}
	e, ok := errors.AsType[*NetError](err)
	switch {
	case !ok || e.Op != "request":
		return 0, false
	case e.Timeout():
		return timeoutCost, true
	}
	return retryCost, broken(e.Err)
}

// broken reports whether a connection that was there ended before the answer began. The system's codes for it differ.
func broken(err error) bool {
	if e, ok := errors.AsType[*net.OpError](err); ok {
		return e.Op == "read" || e.Op == "write"
	}
	return isEOF(err)
}

// RetryQuota bounds what retries may cost in all, so that an API in trouble does not get three times the requests. Its zero value is
// full. It is safe for concurrent use; nil is without bounds.
type RetryQuota struct {
	mu    sync.Mutex
	spent int
}

func (q *RetryQuota) take(cost int) bool {
	if q == nil {
		return true
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.spent+cost > retryBudget {
		return false
	}
	q.spent += cost
	return true
}

// fill gives back what the last retry of a request has cost that then came well, or a little for one that came well at once.
func (q *RetryQuota) fill(paid int) {
	if q == nil {
		return
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	q.spent = max(0, q.spent-max(paid, successYield))
}
