// twq query: the main job with the path in front, for what is already there.

package main

import (
	"context"
	"errors"
	"strings"

	"twq/query"
)

// queryArgs are what stands behind "query".
type queryArgs struct {
	Path    *string  `arg:"" optional:"" help:"The gjson path, in quotes: '#.text'."`
	Sources []string `arg:"" optional:"" name:"source" help:"Files, fixture:NAME, URLs, resources, or - for standard input; none: what is piped in, else the last answer."`
}

type queryCmd struct {
	queryArgs
	askFlags
}

// quickQuery is queryCmd without the flags that are rarely given: kong's time grows with the flags it has to build.
type quickQuery struct {
	queryArgs
	answerFlags
}

// Run queries and shows.
func (c quickQuery) Run(ctx context.Context, w *world, g *globals) error {
	return queryCmd{c.queryArgs, askFlags{answerFlags: c.answerFlags}}.Run(ctx, w, g)
}

// Help is the long help.
func (queryCmd) Help() string {
	return `Examples:

  twq query '#.user.name' fixture:library
  twq query '#(lang==en)#.{id_str,who:user.screen_name,text}' tweets.ndjson.gz -o tweets.csv
  twq query '#' tweets.json -c id_str,who:user.screen_name
  twq query '#(retweet_count>=5)#|#' monday.ndjson tuesday.ndjson
  twq query '#.text' tweets.ndjson --since 2019-12-09 --until 2019-12-10T18:00Z --sort created_at
  twq query '#' monday.ndjson tuesday.ndjson --unique id_str -o both.csv
  twq query '#' fixture:library -c id_str,entities.hashtags.text --explode entities.hashtags
  twq query '#.text' damaged.ndjson --skip-invalid -o texts.csv
  twq query '#.{id_str,text}' incoming.ndjson --follow -f csv
  curl -s https://api.example.org/items | twq query '#.name' -f csv

A path stands in quotes, or the shell takes # for a comment. At a terminal, without a source, the last answer of get is asked again.
` + sieveHelp
}

// Run queries and shows.
func (c queryCmd) Run(ctx context.Context, w *world, g *globals) error {
	if c.Path == nil {
		return &noPathError{}
	}
	a := asking{askFlags: c.askFlags, args: c.Sources, path: *c.Path, hasPath: true, verbose: g.Verbose}
	a.retry = func(path string) string { return c.again(w, path) }
	found, err := a.run(ctx, w)
	if swapped := c.swapped(w, found, err); swapped != nil {
		return swapped
	}
	return err
}

// again is the line that asks another path of the same sources.
func (c queryCmd) again(w *world, path string) string {
	parts := []string{"twq query", quote(path)}
	if strings.HasPrefix(path, "-") {
		parts = []string{"twq query --", quote(path)}
	}
	for _, s := range c.Sources {
		if strings.HasPrefix(s, "-") && s != "-" {
			s = "./" + s
		}
		parts = append(parts, quote(s))
	}
	for _, p := range c.Param {
		parts = append(parts, "-p "+quote(p))
	}
	if len(c.Sources) == 0 && !w.StdinTTY {
		parts = append([]string{"… |"}, parts...)
	}
	a := asking{askFlags: c.askFlags}
	return strings.Join(append(parts, a.retryFlags()...), " ")
}

// swapped notices a source in the place of the path: the first argument is a file, and taken for a path it finds nothing.
func (c queryCmd) swapped(w *world, found bool, err error) *swappedError {
	if !isFile(*c.Path) && !w.isFixture(*c.Path) {
		return nil
	}
	if _, ok := errors.AsType[*unknownSourceError](err); ok && len(c.Sources) == 1 {
		return &swappedError{File: *c.Path, Path: c.Sources[0]}
	}
	_, noSource := errors.AsType[*noSourceError](err)
	syntax, bad := errors.AsType[*query.SyntaxError](err)
	if noSource || bad && syntax.Kind == query.Empty || err == nil && !found {
		return &swappedError{File: *c.Path}
	}
	return nil
}
