// twq find: which path leads to a key or a value.

package main

import (
	"context"

	"twq/query"
	"twq/query/outline"
)

type findCmd struct {
	Word    string   `arg:"" help:"What to look for, in keys and in values."`
	Sources []string `arg:"" optional:"" name:"source" help:"Files, fixture:NAME, URLs, resources, or - for standard input; none: what is piped in, else the last answer."`
	Exact   bool     `xor:"how" help:"Only a key or value that is the word, letter by letter."`
	Regexp  bool     `xor:"how" help:"The word is a regular expression (RE2)."`
	To      string   `enum:",python,jq,jsonpath" default:"" placeholder:"LANG" help:"Say the paths in this language: python, jq, jsonpath."`
	surveyFlags
}

// Help is the long help.
func (findCmd) Help() string {
	return `Each path stands once, with how many of its values match, and where the first one is. Upper and lower case are
the same, unless --exact or --regexp says otherwise ('(?i)word' for both).

Examples:

  twq find screen_name fixture:library
  twq find mira tweets.ndjson.gz
  twq find --exact 1202955310000000101 tweets.json
  twq find mira tweets.json --to python
  twq find --regexp '^https?://' fixture:library -f csv`
}

// Run looks and shows.
func (c findCmd) Run(ctx context.Context, w *world, g *globals) error {
	return c.survey(ctx, w, g, c.Sources, func(in []query.Input, brief bool) (query.Table, error) {
		return outline.Find(ctx, in, c.Word, outline.FindOptions{Exact: c.Exact, Regexp: c.Regexp, Brief: brief, Limit: c.limit(), To: query.Language(c.To)})
	}, listing(true))
}
