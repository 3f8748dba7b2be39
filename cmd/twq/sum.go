// twq sum: what numbers add up to.

package main

import (
	"context"

	"twq/query"
)

type sumCmd struct {
	Path    *string  `arg:"" optional:"" help:"The gjson path of the numbers, in quotes: '#.retweet_count'."`
	Sources []string `arg:"" optional:"" name:"source" help:"Files, fixture:NAME, URLs, resources, or - for standard input; none: what is piped in, else the last answer."`
	By      string   `placeholder:"COL" help:"A sum for each value of this path inside the element, or of a column of -c tweet such as type, or for each hour, day or month of its created_at."`
	countingFlags
}

// Help is the long help.
func (sumCmd) Help() string {
	return `Sums are exact, whatever the size of the numbers: 0.1 and 0.2 are 0.3. The largest sum comes first, periods come in
the order of time; n is how many numbers a sum has. What is no number is left out, and told. With --by an empty list
is []. Retweets carry the
retweet_count of the original: where there are some, a second sum leaves them out.

--since, --until and --unique weed the elements that the first # of the path walks before anything is added up. COL is a path inside an
element; where elements have nothing there, and it is the name of a column of -c tweet (type, hashtags, original.id_str: see twq fields
tweet), it is that, and told.

Examples:

  twq sum '#.retweet_count' fixture:library
  twq sum '#.retweet_count' --by user.screen_name tweets.ndjson -o totals.csv
  twq sum '#.favorite_count' --by month tweets.ndjson -f chart
  twq sum '#.retweet_count' --by 'entities.hashtags.#.text' tweets.ndjson --top 10
  twq sum '#.retweet_count' --by type tweets.ndjson --until 2020-01-01`
}

// Run adds up and shows.
func (c sumCmd) Run(ctx context.Context, w *world, g *globals) error {
	o := query.SumOptions{Top: c.top()}
	every, ok := query.FindPeriod(c.By)
	var err error
	if o.Zone, err = c.zone(ok); err != nil {
		return err
	}
	switch {
	case ok && c.Top != nil:
		return &flagError{Flag: "--top", Value: c.By, Fault: topOfMoments}
	case ok:
		o.Every = every
	case c.By != "":
		if o.By, err = besideColumn("--by", c.By); err != nil {
			return err
		}
	}
	var own flagWords
	own.text("--by", c.By)
	a := counting{countingFlags: c.countingFlags, command: "sum", path: c.Path, sources: c.Sources, own: own, verbose: g.Verbose}
	return a.run(ctx, w, func(ctx context.Context, p *query.Path, in []query.Input, options query.Options, _ bool) (query.Table, error) {
		o.Options = options
		return query.SumValues(ctx, p, in, o)
	})
}
