// twq count: how often each value occurs.

package main

import (
	"context"

	"twq/query"
)

type countCmd struct {
	Path    *string  `arg:"" optional:"" help:"The gjson path, in quotes: '#.lang'."`
	Sources []string `arg:"" optional:"" name:"source" help:"Files, fixture:NAME, URLs, resources, or - for standard input; none: what is piped in, else the last answer."`
	By      string   `enum:",hour,day,month" default:"" placeholder:"PERIOD" help:"Count in periods: hour, day, month. Moments themselves, other values by the created_at of their elements."`
	Per     string   `placeholder:"COL" help:"A column for each value of this path inside the element, such as lang, or of a column of -c tweet, such as type."`
	Fold    bool     `help:"Upper and lower case are the same."`
	countingFlags
}

// Help is the long help.
func (countCmd) Help() string {
	return `What occurs most comes first. Lists inside the elements count value by value; what is missing in the elements that the
first # walks, or in the items of lists in them, is not counted, and told; of a path that goes on behind a pipe only its
answer is seen. The share is that of all counted values: in percent in a table, a fraction in csv and JSON.
In csv and tables null is null and the empty text is "" (-f json keeps the kinds of values apart). With --per elements
with an empty list at COL are in the column [], those with nothing there in the column missing.

--since, --until and --unique weed the elements that the first # of the path walks before anything is counted. COL is a path inside an
element; where elements have nothing there, and it is the name of a column of -c tweet (type, hashtags, original.id_str: see twq fields
tweet), it is that, and told.

Examples:

  twq count '#.lang' fixture:library
  twq count '#.entities.hashtags.#.text' tweets.ndjson --fold --top 20
  twq count '#.created_at' tweets.ndjson --by day --tz Europe/Madrid -f chart
  twq count '#.entities.hashtags.#.text' --by day tweets.ndjson -f csv
  twq count '#.user.screen_name' tweets.ndjson --per lang -o table.csv
  twq count '#.user.screen_name' tweets.ndjson --per type --since 2019-12-09 --unique id_str
  twq count 'statuses.#.lang' search/tweets -p q=library --all --offline`
}

// Run counts and shows.
func (c countCmd) Run(ctx context.Context, w *world, g *globals) error {
	if c.Per != "" && c.By != "" {
		return &flagError{Flag: "--per", Fault: perAndPeriod}
	}
	o := query.CountOptions{Top: c.top(), Fold: c.Fold}
	o.By, _ = query.FindPeriod(c.By)
	var err error
	if o.Zone, err = c.zone(c.By != ""); err != nil {
		return err
	}
	if c.Per != "" {
		if o.Per, err = besideColumn("--per", c.Per); err != nil {
			return err
		}
	}
	var own flagWords
	own.text("--by", c.By)
	own.text("--per", c.Per)
	own.is("--fold", c.Fold)
	a := counting{countingFlags: c.countingFlags, command: "count", path: c.Path, sources: c.Sources, own: own, verbose: g.Verbose}
	return a.run(ctx, w, func(ctx context.Context, p *query.Path, in []query.Input, options query.Options, people bool) (query.Table, error) {
		o.Options, o.Percent = options, people
		return query.CountValues(ctx, p, in, o)
	})
}
