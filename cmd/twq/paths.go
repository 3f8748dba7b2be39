// twq paths: what is in here.

package main

import (
	"context"
	"errors"

	"twq/query"
	"twq/query/outline"
)

type pathsCmd struct {
	Sources []string `arg:"" optional:"" name:"source" help:"Files, fixture:NAME, URLs, resources, or - for standard input; none: what is piped in, else the last answer."`
	All     bool     `help:"Every value with a path of its own, one a line."`
	Expand  bool     `help:"Show repeated shapes in full."`
	Depth   int      `placeholder:"N" help:"Paths of at most N keys and lists."`
	Under   string   `placeholder:"PATH" help:"Only this path of the outline, and what is below it."`
	surveyFlags
}

// surveyFlags are those of commands that read a whole source and show a table of what is in it.
type surveyFlags struct {
	originFlags
	outFlags
	Limit      *int `placeholder:"N" help:"Only the first N rows."`
	ExitStatus bool `help:"Exit 7 when nothing was found."`
}

// Help is the long help.
func (pathsCmd) Help() string {
	return `Each path stands once, as it is asked for: # for the elements of a list, * for the keys of an object that
is a map. A tweet in a tweet is one line; --expand shows it in full, and so do csv and json.

Examples:

  twq paths fixture:library
  twq paths tweets.ndjson.gz --under '#.user'
  twq paths *.json -f csv -o paths.csv
  twq paths --all fixture:library | grep Mira
  curl -s https://api.example.org/items | twq paths`
}

// Run shows the outline.
func (c pathsCmd) Run(ctx context.Context, w *world, g *globals) error {
	shown := listing(false)
	if c.All {
		shown = assignments()
	}
	return c.survey(ctx, w, g, c.Sources, func(in []query.Input, brief bool) (query.Table, error) {
		if c.All {
			return outline.Leaves(ctx, in, outline.LeavesOptions{Limit: c.limit(), Under: c.Under})
		}
		return outline.Paths(ctx, in, outline.Options{Brief: brief, Expand: c.Expand, Depth: c.Depth, Under: c.Under, Limit: c.limit()})
	}, shown)
}

func (f surveyFlags) limit() int {
	if f.Limit == nil {
		return 0
	}
	return *f.Limit
}

// survey opens the sources and shows what find makes of them; shown is how people see it.
func (f surveyFlags) survey(ctx context.Context, w *world, g *globals, args []string, find func(in []query.Input, brief bool) (query.Table, error), shown format) error {
	answer := answerFlags{outFlags: f.outFlags, Limit: f.Limit, ExitStatus: f.ExitStatus, Notes: "all"}
	if _, err := answer.options(false); err != nil {
		return err
	}
	a := asking{askFlags: askFlags{apiFlags: apiFlags{originFlags: f.originFlags}, answerFlags: answer}, args: args}
	src, err := a.sources(w, g.Verbose)
	if err != nil {
		return err
	}
	out, err := answer.openSink(w)
	if err != nil {
		return err
	}
	defer out.close()
	if out.file == "" && (f.Format == "" || f.Format == "table" && shown.people) {
		out.format = shown
	}
	in, err := a.open(ctx, w, src)
	if err != nil {
		return err
	}
	defer in.close(w)
	table, err := find(in.inputs, out.brief())
	if err != nil {
		return err
	}
	_, err = a.show(w, out, a.tell(w, in, out, table))
	if e, ok := errors.AsType[*incompleteError](err); ok && e.Rows == 0 {
		return e.Err
	}
	return err
}
