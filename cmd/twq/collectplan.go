// What collecting will take: how many requests, and how long they wait.

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/tidwall/gjson"

	"twq/fetch"
	"twq/fetch/collect"
)

// planning asks for what a plan needs, and counts how often.
type planning struct {
	src   *sources
	asked int
}

// plan prints it.
func (c collectCmd) plan(ctx context.Context, w *world, src *sources, job collect.Job) error {
	p := planning{src: src}
	r := job.Parts[0].Request.Resource
	rows, requests, lines, err := p.estimate(ctx, job)
	if err != nil {
		return err
	}
	rate := p.rate(ctx, r)
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s\n\n", job.Resource, limitText(rate, r))
	if requests == 0 {
		b.WriteString("nobody can say beforehand how many rows there are\n")
		if each := pageSize(job.Parts[0]); each > 0 && r != nil && r.App > 0 {
			fmt.Fprintf(&b, "a request brings %d at most, so 15 minutes %d\n", each, each*r.App)
		}
	} else {
		t := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
		for _, line := range lines {
			fmt.Fprintln(t, line)
		}
		_ = t.Flush() // into memory
		app := 0
		if r != nil {
			app = r.App
		}
		waits, wait := collect.Waiting(requests, rate, app, w.Now())
		took := wait + time.Duration(requests)*time.Second
		fmt.Fprintf(&b, "\nin all: %s, %s, about %s", counts(int64(rows), "row"), counts(int64(requests), "request"), rest(took))
		if waits == 0 {
			b.WriteString(", no wait for the rate limit\n")
		} else {
			fmt.Fprintf(&b, ", %s of it in %s for the rate limit\n", rest(wait), counts(int64(waits), "wait"))
		}
	}
	fmt.Fprintf(&b, "sent for this plan: %s\n", counts(int64(p.asked), "request"))
	w.progress.end()
	if _, err := io.WriteString(w.Stdout, b.String()); err != nil {
		return &outError{File: standardOutput, Err: err}
	}
	if have, done, err := job.Peek(); err == nil && have > 0 && !done {
		w.say("%s holds %s of it already", c.Out, counts(have, "row"))
	}
	return nil
}

func limitText(rate fetch.Rate, r *fetch.Resource) string {
	switch {
	case rate.Limit > 0:
		return fmt.Sprintf("%d requests in 15 minutes, %d of them are left", rate.Limit, rate.Remaining)
	case r != nil && r.App > 0:
		return fmt.Sprintf("%d requests in 15 minutes", r.App)
	}
	return "its rate limit is not known"
}

// estimate is how many rows and requests a job has; 0 requests: it cannot be known.
func (p *planning) estimate(ctx context.Context, job collect.Job) (rows, requests int, lines []string, err error) {
	if ids := job.Parts[0].IDs; len(ids) > 0 {
		n := (len(ids) + 99) / 100
		return len(ids), n, []string{fmt.Sprintf("  %s\t%s", counts(int64(len(ids)), "id"), counts(int64(n), "request"))}, nil
	}
	r := job.Parts[0].Request.Resource
	if r != nil && r.Paging == fetch.NoPages {
		n := len(job.Parts)
		return n, n, []string{fmt.Sprintf("  %s\t%s", r.Name, counts(int64(n), "request"))}, nil
	}
	member, most, more := countOf(r)
	if member == "" {
		return 0, 0, nil, nil
	}
	for _, part := range job.Parts {
		q := part.Request.URL.Query()
		id := fetch.Pair{Key: "screen_name", Value: q.Get("screen_name")}
		if id.Value == "" {
			id = fetch.Pair{Key: "user_id", Value: q.Get("user_id")}
		}
		if id.Value == "" {
			return 0, 0, nil, nil
		}
		user, err := p.get(ctx, "users/show", id)
		if why, gone := goneWords(err); gone {
			lines = append(lines, fmt.Sprintf("  %s=%s\t%s", id.Key, short(id.Value, 40), why))
			requests++
			continue
		}
		if err != nil {
			return 0, 0, nil, err
		}
		if user.Get("protected").Bool() {
			lines = append(lines, fmt.Sprintf("  %s=%s\tprotected", id.Key, short(id.Value, 40)))
			requests++
			continue
		}
		n := int(min(user.Get(member).Int(), int64(most)))
		if job.Max > 0 {
			n = min(n, job.Max)
		}
		calls := (n + pageSize(part) - 1) / pageSize(part)
		if job.Max == 0 || n < job.Max {
			calls += more
		}
		calls = max(calls, 1)
		rows, requests = rows+n, requests+calls
		lines = append(lines, fmt.Sprintf("  %s=%s\t%s\t%s", id.Key, short(id.Value, 40), counts(int64(n), "row"), counts(int64(calls), "request")))
	}
	return rows, requests, lines, nil
}

// countOf is the member of a user that counts the rows of a resource, the most that the API gives, and how many requests it takes
// besides to see the end.
func countOf(r *fetch.Resource) (member string, most, more int) {
	const endless = 1 << 40
	if r == nil {
		return "", 0, 0
	}
	switch r.Name {
	case "statuses/user_timeline":
		return "statuses_count", 3200, 1
	case "favorites/list":
		return "favourites_count", endless, 1
	case "followers/ids", "followers/list":
		return "followers_count", endless, 0
	case "friends/ids", "friends/list":
		return "friends_count", endless, 0
	case "lists/memberships":
		return "listed_count", endless, 0
	}
	return "", 0, 0
}

func pageSize(part collect.Part) int {
	if n, err := strconv.Atoi(part.Request.URL.Query().Get("count")); err == nil && n > 0 {
		return n
	}
	return 1
}

// goneWords are those of an account that is not there.
func goneWords(err error) (string, bool) {
	e, ok := errors.AsType[*fetch.HTTPError](err)
	if !ok || !e.HasCode(50, 63) {
		return "", false
	}
	if e.HasCode(63) {
		return "suspended", true
	}
	return "not there", true
}

// rate is what is left of the limit of a resource; the zero value where the API does not say.
func (p *planning) rate(ctx context.Context, r *fetch.Resource) fetch.Rate {
	if r == nil {
		return fetch.Rate{}
	}
	family, _, _ := strings.Cut(r.Name, "/")
	doc, err := p.get(ctx, "application/rate_limit_status", fetch.Pair{Key: "resources", Value: family})
	if err != nil {
		return fetch.Rate{}
	}
	at := doc.Get("resources." + family).Map()["/"+r.Name]
	if !at.IsObject() {
		return fetch.Rate{}
	}
	return fetch.Rate{Limit: int(at.Get("limit").Int()), Remaining: int(at.Get("remaining").Int()), Reset: time.Unix(at.Get("reset").Int(), 0)}
}

// get asks a resource for one object.
func (p *planning) get(ctx context.Context, resource string, param fetch.Pair) (gjson.Result, error) {
	req, err := p.src.request(resource, []fetch.Pair{param})
	if err != nil {
		return gjson.Result{}, err
	}
	p.asked++
	page, err := p.src.Fetch(ctx, req)
	if err != nil {
		return gjson.Result{}, err
	}
	rows, _, err := fetch.ReadRows(page, 1)
	if err != nil || len(rows) == 0 {
		return gjson.Result{}, err
	}
	return gjson.Parse(rows[0].Text), nil
}
