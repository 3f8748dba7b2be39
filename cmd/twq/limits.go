// twq limits: what is left of each rate limit now.

package main

import (
	"cmp"
	"context"
	"encoding/json"
	"io"
	"slices"
	"strings"
	"time"

	"twq/query"
)

type limitsCmd struct {
	Family  []string `arg:"" optional:"" help:"Only these families of resources: statuses, users."`
	Profile string   `placeholder:"NAME" help:"Of which API, and whose token (default: $$TWQ_PROFILE, else twitter)."`
	Offline bool     `help:"Ask the practice API in the program, where each call of twq begins anew."`
	Used    bool     `help:"Only limits of which something is used."`
	answerFlags
}

// Help is the long help.
func (limitsCmd) Help() string {
	return `It asks application/rate_limit_status, which counts as a call itself.

Examples:

  twq limits
  twq limits statuses users
  twq limits --used --profile class
  twq limits --offline -f csv`
}

// limitRow is a rate limit in the table.
type limitRow struct {
	Resource  string `json:"resource"`
	Limit     int    `json:"limit"`
	Remaining int    `json:"remaining"`
	Reset     string `json:"reset"`
	In        string `json:"in"`
}

// Run asks and shows.
func (c limitsCmd) Run(ctx context.Context, w *world, g *globals) error {
	const resource = "application/rate_limit_status"
	api := apiFlags{originFlags: originFlags{profileFlags: profileFlags{Profile: c.Profile, Offline: c.Offline}}}
	if len(c.Family) > 0 {
		api.Param = []string{"resources=" + strings.Join(c.Family, ",")}
	}
	src, err := api.sources(w, g.Verbose)
	if err != nil {
		return err
	}
	page, _, err := src.open(ctx, resource)
	if err != nil {
		return &sourceFault{err: err, arg: resource, asking: asking{askFlags: askFlags{apiFlags: api}, args: []string{resource}}}
	}
	defer page.Body.Close()
	text, err := io.ReadAll(page.Body)
	w.progress.end()
	if err != nil {
		return err
	}
	rows, err := c.rows(text, page.From, w.Now())
	if err != nil {
		return err
	}
	return c.showRows(ctx, w, rows)
}

// rows reads the answer: the limits by name, in families.
func (c limitsCmd) rows(text []byte, from string, now time.Time) ([]limitRow, error) {
	var answer struct {
		Resources map[string]map[string]struct {
			Limit     int   `json:"limit"`
			Remaining int   `json:"remaining"`
			Reset     int64 `json:"reset"`
		} `json:"resources"`
	}
	if err := json.Unmarshal(text, &answer); err != nil {
		// What it is instead, the query room says in words that all commands have.
		if _, told := query.Run(context.Background(), nil, []query.Input{{Name: from, Body: strings.NewReader(string(text))}}, query.Options{}); told != nil {
			return nil, told
		}
		return nil, &noLimitsError{From: from}
	}
	if answer.Resources == nil {
		return nil, &noLimitsError{From: from}
	}
	rows := []limitRow{}
	for _, family := range answer.Resources {
		for name, l := range family {
			if c.Used && l.Remaining >= l.Limit {
				continue
			}
			reset := time.Unix(l.Reset, 0)
			rows = append(rows, limitRow{
				Resource: strings.TrimPrefix(name, "/"), Limit: l.Limit, Remaining: l.Remaining,
				Reset: reset.UTC().Format(time.RFC3339), In: max(reset.Sub(now), 0).Round(time.Second).String(),
			})
		}
	}
	slices.SortFunc(rows, func(a, b limitRow) int { return cmp.Compare(a.Resource, b.Resource) })
	return rows, nil
}

// noLimitsError is an answer that has no rate limits in it.
type noLimitsError struct{ From string }

func (e *noLimitsError) Error() string { return e.From + " holds no rate limits" }
