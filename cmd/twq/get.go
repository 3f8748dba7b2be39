// twq get: fetch, query, show.

package main

import (
	"context"
	"strings"
)

type getCmd struct {
	Resource string  `arg:"" optional:"" help:"A resource (statuses/user_timeline), a URL, a file, fixture:NAME, or - for standard input."`
	Query    *string `short:"q" placeholder:"PATH" help:"The gjson path; without it the whole answer."`
	askFlags
}

// Help is the long help.
func (getCmd) Help() string {
	return `Examples:

  twq get statuses/user_timeline -p screen_name=harbourlib -q '#.text' --offline
  twq get users/show -p screen_name=mira_k --offline
  twq get search/tweets -p 'q=#library -filter:retweets' -q statuses -c id_str,text -o tweets.csv
  twq get followers/list -p screen_name=mira_k --all --offline -q users -c screen_name,followers_count
  twq get statuses/user_timeline -p screen_name=harbourlib -p tweet_mode=extended --offline -c tweet -o tweets.csv
  twq get https://api.twitter.com/1.1/statuses/show.json -p id=1215650086554439002 --offline -f json
  twq get v1/timelines/public --profile mastodon --host mastodon.social -q '#.account.acct'
  twq get statuses/user_timeline -p screen_name=harbourlib --all --record answers --offline
  twq get fixture:library -q '#(lang==es).text'
  twq get statuses/user_timeline -p screen_name=harbourlib --all --since 2019-12-09 --sort retweet_count --desc --limit 10 --offline

A path stands in quotes, or the shell takes # for a comment. Without an account, add --offline.
--dry-run shows the request and sends nothing. --record keeps each answer in a folder, which twq serve --data
and a profile with data = "answers" serve again.
` + sieveHelp
}

// Run fetches and shows.
func (c getCmd) Run(ctx context.Context, w *world, g *globals) error {
	a := asking{askFlags: c.askFlags, keep: true, verbose: g.Verbose}
	if c.Resource != "" {
		a.args = []string{c.Resource}
	} else if w.StdinTTY {
		return &noResourceError{}
	}
	if c.Query != nil {
		a.path, a.hasPath = *c.Query, true
	}
	a.retry = func(path string) string {
		parts := []string{"twq get", quote(c.Resource)}
		if c.Resource == "" {
			parts = []string{"… | twq get"}
		}
		for _, p := range c.Param {
			parts = append(parts, "-p "+quote(p))
		}
		parts = append(parts, "-q "+quote(path))
		return strings.Join(append(parts, a.retryFlags()...), " ")
	}
	_, err := a.run(ctx, w)
	return err
}
