package fetch

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"net/http"
	"slices"
	"strconv"
	"testing"
	"testing/synctest"
	"time"
)

func userTimeline() Request {
	r, _ := FindResource("statuses/user_timeline")
	return Request{Resource: r}
}

// TestLimiterWaits wants exact waits, and the requests that were counted.
func TestLimiterWaits(t *testing.T) {
	refusal := func(rate Rate, after time.Duration) func() (*Page, error) {
		return func() (*Page, error) {
			return nil, &HTTPError{Status: 429, Rate: rate, RetryAfter: after, Date: time.Now()}
		}
	}
	// A bubble begins at midnight UTC on 2000-01-01.
	in := func(d time.Duration) time.Time { return time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC).Add(d) }
	for name, c := range map[string]struct {
		answers []func() (*Page, error)
		fetches int
		want    []time.Duration // when the source was asked
	}{
		"plenty":         {nil, 3, []time.Duration{0, 0, 0}},
		"none left":      {[]func() (*Page, error){well(Rate{15, 0, in(10 * time.Minute)})}, 2, []time.Duration{0, 10*time.Minute + time.Second}},
		"refused":        {[]func() (*Page, error){refusal(Rate{15, 0, in(10 * time.Minute)}, 0)}, 1, []time.Duration{0, 10*time.Minute + time.Second}},
		"retry after":    {[]func() (*Page, error){refusal(Rate{15, 0, in(time.Hour)}, 7*time.Second)}, 1, []time.Duration{0, 7 * time.Second}},
		"past":           {[]func() (*Page, error){refusal(Rate{15, 0, in(-time.Hour)}, 0)}, 1, []time.Duration{0, time.Second}},
		"far ahead":      {[]func() (*Page, error){refusal(Rate{15, 0, in(365 * 24 * time.Hour)}, 0)}, 1, []time.Duration{0, time.Minute}},
		"missing":        {[]func() (*Page, error){refusal(Rate{}, 0), refusal(Rate{}, 0)}, 1, []time.Duration{0, time.Minute, 3 * time.Minute}},
		"huge":           {[]func() (*Page, error){refusal(Rate{}, math.MaxInt64)}, 1, []time.Duration{0, time.Minute}},
		"a day":          {[]func() (*Page, error){refusal(Rate{100000, 0, in(24 * time.Hour)}, 0)}, 1, []time.Duration{0, 24*time.Hour + time.Second}},
		"left, no reset": {[]func() (*Page, error){well(Rate{15, 0, time.Time{}})}, 2, []time.Duration{0, 0}},
	} {
		synctest.Test(t, func(t *testing.T) {
			s := &script{answers: c.answers}
			start, told := time.Now(), 0
			l := &Limiter{Source: s, Most: 25 * time.Hour, Told: func(w Wait) {
				if told++; time.Until(w.Until) != w.For || w.Resource != "statuses/user_timeline" {
					t.Errorf("%s: told %+v", name, w)
				}
			}}
			for range c.fetches {
				if _, err := l.Fetch(t.Context(), userTimeline()); err != nil {
					t.Errorf("%s: %v", name, err)
				}
			}
			var got []time.Duration
			for _, at := range s.at {
				got = append(got, at.Sub(start))
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("%s: asked at %v, want %v", name, got, c.want)
			}
		})
	}
}

// TestLimiterMost wants nothing sent, or nothing waited for, beyond the longest wait.
func TestLimiterMost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &script{answers: []func() (*Page, error){well(Rate{15, 0, time.Now().Add(10 * time.Minute)})}}
		l := &Limiter{Source: s, Most: 5 * time.Minute}
		l.Fetch(t.Context(), userTimeline())
		_, err := l.Fetch(t.Context(), userTimeline())
		if e, ok := errors.AsType[*LimitError](err); !ok || len(s.at) != 1 || e.Wait != 10*time.Minute+time.Second || e.Most != 5*time.Minute {
			t.Errorf("%#v, asked %d times", err, len(s.at))
		}
		for _, most := range []time.Duration{0, 5 * time.Minute} {
			start, refused := time.Now(), &HTTPError{Status: 429, Rate: Rate{15, 0, time.Now().Add(time.Hour)}}
			s := &script{answers: []func() (*Page, error){failing(refused)}}
			if _, err := (&Limiter{Source: s, Most: most}).Fetch(t.Context(), userTimeline()); err != refused || time.Since(start) != 0 {
				t.Errorf("%v after %s", err, time.Since(start))
			}
		}
	})
}

// TestLimiterCounts wants our own count, by the catalogue, where an API tells nothing: 15 calls in 15 minutes.
func TestLimiterCounts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &script{}
		l := &Limiter{Source: s, Most: time.Hour}
		r, _ := FindResource("followers/ids")
		start := time.Now()
		for range 35 {
			if _, err := l.Fetch(t.Context(), Request{Resource: r}); err != nil {
				t.Fatal(err)
			}
		}
		if took := time.Since(start); took != 30*time.Minute || len(s.at) != 35 {
			t.Errorf("35 requests took %s", took)
		}
	})
}

// TestLimiterGivesUp wants an end where somebody else always is faster.
func TestLimiterGivesUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &script{}
		for range 20 {
			s.answers = append(s.answers, func() (*Page, error) {
				return nil, &HTTPError{Status: 429, Rate: Rate{15, 0, time.Now().Add(LimitWindow)}, Date: time.Now()}
			})
		}
		start := time.Now()
		_, err := (&Limiter{Source: s, Most: time.Hour}).Fetch(t.Context(), userTimeline())
		if e, ok := errors.AsType[*HTTPError](err); !ok || !e.RateLimited() || len(s.at) != 6 || time.Since(start) != 5*(LimitWindow+time.Second) {
			t.Errorf("%v, %d requests, %s", err, len(s.at), time.Since(start))
		}
	})
}

// TestLimiterSkew wants the server's clock to count: ours is three hours ahead.
func TestLimiterSkew(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := time.Now().Add(-3 * time.Hour)
		s := &script{answers: []func() (*Page, error){failing(&HTTPError{Status: 429, Rate: Rate{15, 0, server.Add(time.Minute)}, Date: server})}}
		start := time.Now()
		if _, err := (&Limiter{Source: s, Most: time.Hour}).Fetch(t.Context(), userTimeline()); err != nil || time.Since(start) != 61*time.Second {
			t.Errorf("%v after %s", err, time.Since(start))
		}
	})
}

// TestLimiterRandomHeaders wants no negative, overflowing or endless wait, whatever the headers say.
func TestLimiterRandomHeaders(t *testing.T) {
	dice := rand.New(rand.NewPCG(8, 8))
	junk := []string{"", "-1", "0", "1", "soon", "1e18", "99999999999999999999", "9223372036854775807", "-9223372036854775808", "253402300799",
		"253402300800", "946684800", "946685700", "946688400", "1893456000", "NaN", "١٢", "15", " 15 ", "0x0F", "15.5", "1\r\n2"}
	value := func(now time.Time) string {
		switch dice.IntN(5) {
		case 0:
			return junk[dice.IntN(len(junk))]
		case 1:
			return strconv.FormatInt(dice.Int64()-dice.Int64(), 10)
		case 2:
			return strconv.FormatInt(now.Unix()+dice.Int64N(4000)-2000, 10)
		case 3:
			return strconv.Itoa(dice.IntN(1000))
		}
		return now.Add(time.Duration(dice.Int64N(int64(100*time.Hour))) - 50*time.Hour).UTC().Format(http.TimeFormat)
	}
	names := []string{"X-Rate-Limit-Limit", "X-Rate-Limit-Remaining", "X-Rate-Limit-Reset", "X-App-Rate-Limit-Limit", "X-App-Rate-Limit-Remaining",
		"X-App-Rate-Limit-Reset", "Retry-After", "Date"}
	longest, most := time.Duration(0), 0
	synctest.Test(t, func(t *testing.T) {
		for n := range 10_000 {
			s := &script{}
			for range 1 + dice.IntN(8) {
				refused := dice.IntN(3) > 0
				s.answers = append(s.answers, func() (*Page, error) {
					h := http.Header{}
					for _, name := range names {
						if dice.IntN(3) > 0 {
							h.Set(name, value(time.Now()))
						}
					}
					if refused {
						return nil, newHTTPError(429, h, nil)
					}
					page, _ := well(rateOf(h))()
					page.Date = dateOf(h)
					return page, nil
				})
			}
			l := &Limiter{Source: s, Most: 1000 * time.Hour, Told: func(w Wait) {
				if longest = max(longest, w.For); w.For <= 0 || w.For > longestWindow+time.Second {
					t.Errorf("set %d: waits %s", n, w.For)
				}
			}}
			start := time.Now()
			for range 3 {
				before := len(s.at)
				_, err := l.Fetch(t.Context(), userTimeline())
				if e, ok := errors.AsType[*HTTPError](err); err != nil && (!ok || !e.RateLimited()) {
					t.Errorf("set %d: %v", n, err)
				}
				most = max(most, len(s.at)-before)
			}
			if took := time.Since(start); took < 0 || took > 18*(longestWindow+time.Second) {
				t.Errorf("set %d took %s", n, took)
			}
		}
	})
	if most != 6 {
		t.Errorf("at most %d requests for one, want 6", most)
	}
	t.Logf("10,000 header sets: the longest wait was %s, the most requests for one %d", longest, most)
}

func TestLimiterEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 90*time.Second)
		defer cancel()
		s := &script{answers: []func() (*Page, error){failing(&HTTPError{Status: 429}), failing(&HTTPError{Status: 429})}}
		l := &Limiter{Source: s, Most: time.Hour}
		start := time.Now()
		if _, err := l.Fetch(ctx, userTimeline()); !errors.Is(err, context.DeadlineExceeded) || time.Since(start) != 90*time.Second {
			t.Errorf("%v after %s", err, time.Since(start))
		}
	})
}

// TestDayLimit wants the daily limit of the app to count where it is the one that is used up.
func TestDayLimit(t *testing.T) {
	h := func(left, reset, dayLeft, dayReset int) http.Header {
		h := http.Header{}
		for name, n := range map[string]int{"X-Rate-Limit-Limit": 1500, "X-Rate-Limit-Remaining": left, "X-Rate-Limit-Reset": reset,
			"X-App-Rate-Limit-Limit": 100000, "X-App-Rate-Limit-Remaining": dayLeft, "X-App-Rate-Limit-Reset": dayReset} {
			h.Set(name, fmt.Sprint(n))
		}
		return h
	}
	for _, c := range []struct {
		h    http.Header
		want Rate
	}{
		{h(7, 900, 5, 9000), Rate{1500, 7, time.Unix(900, 0)}},
		{h(7, 900, 0, 9000), Rate{100000, 0, time.Unix(9000, 0)}},
		{h(0, 900, 0, 9000), Rate{100000, 0, time.Unix(9000, 0)}},
		{h(0, 900, 0, 300), Rate{1500, 0, time.Unix(900, 0)}},
	} {
		if got := rateOf(c.h); got != c.want {
			t.Errorf("%v: %+v", c.h, got)
		}
	}
}
