package fetch

import (
	"context"
	"errors"
	"io"
	"math"
	"math/rand/v2"
	"net"
	"net/http"
	"slices"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"
)

// script is a Source that answers as it is told to, then well.
type script struct {
	answers []func() (*Page, error)
	at      []time.Time // when it was asked
}

func (s *script) Fetch(context.Context, Request) (*Page, error) {
	s.at = append(s.at, time.Now())
	if n := len(s.at) - 1; n < len(s.answers) {
		return s.answers[n]()
	}
	return well(Rate{})()
}

func well(r Rate) func() (*Page, error) {
	return func() (*Page, error) {
		return &Page{Body: io.NopCloser(strings.NewReader("[]")), Rate: r, Date: time.Now().Truncate(time.Second)}, nil
	}
}

func failing(err error) func() (*Page, error) { return func() (*Page, error) { return nil, err } }

func status(n int) error { return &HTTPError{Status: n} }

func reset(op string) error {
	return &NetError{Op: "request", Err: &net.OpError{Op: op, Err: syscall.ECONNRESET}}
}

// TestRetryWhat wants three tries of what may pass, and one of everything else.
func TestRetryWhat(t *testing.T) {
	stall := &StallError{}
	cut := &TruncatedError{}
	for _, c := range []struct {
		err   error
		tries int
	}{
		{status(408), 3}, {status(429), 3}, {status(500), 3}, {status(502), 3}, {status(503), 3}, {status(504), 3}, {status(599), 3},
		{status(400), 1}, {status(401), 1}, {status(403), 1}, {status(404), 1}, {status(410), 1}, {status(422), 1},
		{&HTTPError{Status: 403, Codes: []APIError{{Code: 88}}}, 1},
		{&HTTPError{Status: 429, Rate: Rate{Reset: time.Now().Add(time.Hour)}}, 1}, {&HTTPError{Status: 429, RetryAfter: time.Second}, 1},
		{reset("read"), 3}, {reset("write"), 3}, {stall, 3}, {cut, 3},
		{&NetError{Op: "request", Err: io.EOF}, 3}, {&NetError{Op: "request", Err: io.ErrUnexpectedEOF}, 3},
		{&NetError{Op: "connect", Err: &net.OpError{Op: "dial", Err: syscall.ECONNREFUSED}}, 1},
		{&NetError{Op: "resolve", Err: &net.DNSError{IsTimeout: true}}, 1}, {&NetError{Op: "tls", Err: errors.New("x")}, 1},
		{&ShapeError{}, 1}, {&TooLargeError{}, 1}, {&EncodingError{}, 1}, {&OriginError{}, 1}, {&AuthError{Answer: &HTTPError{Status: 401}}, 1},
		{&AuthError{Err: status(503), Answer: &HTTPError{Status: 401}}, 1},
	} {
		synctest.Test(t, func(t *testing.T) {
			s := &script{answers: slices.Repeat([]func() (*Page, error){failing(c.err)}, 9)}
			var told []int
			_, err := Retrier{Source: s, Quota: &RetryQuota{}, Told: func(r Retry) { told = append(told, r.Try) }}.Fetch(t.Context(), Request{})
			if len(s.at) != c.tries || len(told) != c.tries-1 || !errors.Is(err, c.err) {
				t.Errorf("%v: %d tries, want %d; told of %v: %v", c.err, len(s.at), c.tries, told, err)
			}
			if e, ok := errors.AsType[*TriesError](err); ok != (c.tries > 1) || ok && e.Tries != 3 {
				t.Errorf("%v: %#v", c.err, err)
			}
			for i := 1; i < len(s.at); i++ {
				if wait := s.at[i].Sub(s.at[i-1]); wait < 0 || wait > time.Duration(i)*time.Second {
					t.Errorf("wait %d is %s", i, wait)
				}
			}
		})
	}
}

// TestRetryHelps wants the answer that comes at the third try, and Retry-After obeyed up to 20 seconds.
func TestRetryHelps(t *testing.T) {
	for after, want := range map[time.Duration]time.Duration{3 * time.Second: 3 * time.Second, time.Hour: 20 * time.Second, math.MaxInt64: 20 * time.Second} {
		synctest.Test(t, func(t *testing.T) {
			s := &script{answers: []func() (*Page, error){failing(&HTTPError{Status: 503, RetryAfter: after}), failing(status(500))}}
			start := time.Now()
			if _, err := (Retrier{Source: s, Quota: &RetryQuota{}}).Fetch(t.Context(), Request{}); err != nil || len(s.at) != 3 {
				t.Errorf("%v, %d tries", err, len(s.at))
			}
			if wait := s.at[1].Sub(start); wait != want {
				t.Errorf("Retry-After %s: waited %s", after, wait)
			}
		})
	}
}

// TestRetryQuota wants retries to end when an API stays in trouble: 500 for all, 5 for each, and a success gives some back.
func TestRetryQuota(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		down := &script{answers: slices.Repeat([]func() (*Page, error){failing(status(503))}, 10_000)}
		q := &RetryQuota{}
		r := Retrier{Source: down, Quota: q}
		for range 500 {
			if _, err := r.Fetch(t.Context(), Request{}); err == nil {
				t.Fatal("no error")
			}
		}
		if len(down.at) != 500+100 {
			t.Errorf("%d requests for 500 fetches, want 600: the budget holds 100 retries", len(down.at))
		}
		up := Retrier{Source: &script{}, Quota: q}
		for range 5 {
			up.Fetch(t.Context(), Request{})
		}
		before := len(down.at)
		r.Fetch(t.Context(), Request{})
		if n := len(down.at) - before; n != 2 {
			t.Errorf("behind five successes %d tries, want 2", n)
		}
	})
	q := &RetryQuota{}
	for range 50 {
		if !q.take(timeoutCost) {
			t.Fatal("50 timeouts cost 500")
		}
	}
	if q.take(1) {
		t.Error("the budget has no end")
	}
	if q.fill(timeoutCost); !q.take(timeoutCost) || q.take(1) {
		t.Error("a retry that came well does not give back what it has cost")
	}
}

// TestBackoffJitter compares 1,000 waits with the uniform distribution (Kolmogorov-Smirnov, 0.1 %).
func TestBackoffJitter(t *testing.T) {
	dice := rand.New(rand.NewPCG(1, 2))
	for try := 1; try <= 70; try++ {
		most := min(20*time.Second, time.Duration(math.Pow(2, float64(try-1)))*time.Second)
		if try > 5 {
			most = 20 * time.Second
		}
		var waits []float64
		for range 1000 {
			w := backoff(try, dice.Float64())
			if w < 0 || w > most {
				t.Fatalf("try %d: %s, more than %s", try, w, most)
			}
			waits = append(waits, float64(w)/float64(most))
		}
		slices.Sort(waits)
		d := 0.0
		for i, w := range waits {
			d = max(d, math.Abs(w-float64(i)/1000), math.Abs(w-float64(i+1)/1000))
		}
		if d > 1.95/math.Sqrt(1000) {
			t.Errorf("try %d: not uniform, D = %.3f", try, d)
		}
	}
}

// TestRetryEnds wants a wait to end with its context.
func TestRetryEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
		defer cancel()
		s := &script{answers: []func() (*Page, error){failing(&HTTPError{Status: 503, RetryAfter: time.Minute})}}
		start := time.Now()
		_, err := Retrier{Source: s}.Fetch(ctx, Request{})
		if !errors.Is(err, context.DeadlineExceeded) || time.Since(start) != 10*time.Millisecond || len(s.at) != 1 {
			t.Errorf("%v after %s, %d tries", err, time.Since(start), len(s.at))
		}
	})
}

// TestRenewedOnce wants exactly two calls where every token is rejected, and one new token.
func TestRenewedOnce(t *testing.T) {
	calls := 0
	base := roundTripper(func(*http.Request) (*http.Response, error) {
		calls++
		return &http.Response{StatusCode: 401, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(`{"errors":[{"code":89}]}`))}, nil
	})
	renewed := 0
	source := tokenFunc(func() { renewed++ })
	u := parse(t, "https://api.example/1.1/x.json")
	api := API{Base: parse(t, "https://api.example/1.1/"), HTTP: HTTP{Client: NewClient(Bearer{Origin: OriginOf(u), Source: source, Base: base})}}
	_, err := (&Limiter{Source: Retrier{Source: api, Quota: &RetryQuota{}}, Most: time.Hour}).Fetch(t.Context(), Request{URL: u})
	if e, ok := errors.AsType[*HTTPError](err); !ok || e.Status != 401 || calls != 2 || renewed != 1 {
		t.Errorf("%v; %d calls, %d tokens", err, calls, renewed)
	}
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

type tokenFunc func()

func (tokenFunc) Token(context.Context) (Secret, error) { return "one", nil }

func (f tokenFunc) Renew(context.Context, Secret) (Secret, error) {
	f()
	return "two", nil
}
