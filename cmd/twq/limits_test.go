package main

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"twq/query"
)

func TestLimitRows(t *testing.T) {
	now := time.Date(2020, 1, 10, 15, 0, 0, 500_000_000, time.UTC)
	const text = `{"rate_limit_context":{"application":"x"},"resources":{
		"users":{"/users/show/:id":{"limit":900,"remaining":899,"reset":1578668700}},
		"friends":{"/friends/ids":{"limit":15,"remaining":15,"reset":1578668300}}}}`
	used := limitRow{"users/show/:id", 900, 899, "2020-01-10T15:05:00Z", "5m0s"}
	all := []limitRow{{"friends/ids", 15, 15, "2020-01-10T14:58:20Z", "0s"}, used} // a window that has ended
	for c, want := range map[bool][]limitRow{false: all, true: {used}} {
		have, err := limitsCmd{Used: c}.rows([]byte(text), "x", now)
		if diff := cmp.Diff(want, have); diff != "" || err != nil {
			t.Errorf("used %t: %v %s", c, err, diff)
		}
	}
	for _, other := range []string{`{"a":1}`, `[]`, `{"resources":[1]}`, `12`} {
		_, err := limitsCmd{}.rows([]byte(other), "x", now)
		if _, ok := errors.AsType[*noLimitsError](err); !ok {
			t.Errorf("%s: %v", other, err)
		}
	}
	_, err := limitsCmd{}.rows([]byte("<html>"), "x", now)
	if _, ok := errors.AsType[*query.SyntaxError](err); !ok {
		t.Errorf("a web page: %v", err)
	}
}
