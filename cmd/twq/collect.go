// twq collect: a whole resource into a file, through limits, crashes and a moody network.

package main

import (
	"context"
	"errors"
	"fmt"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"twq/fetch"
	"twq/fetch/collect"
)

type collectCmd struct {
	Resource  string         `arg:"" help:"A resource (statuses/user_timeline) or a URL of the API."`
	Param     []string       `short:"p" sep:"none" placeholder:"K=V" help:"A query parameter, taken literally; several screen_name, user_id, list_id, id or q collect one behind the other."`
	ForEach   string         `placeholder:"FILE" help:"Collect for each line of a file: a screen_name, or K=V."`
	IDs       string         `name:"ids" placeholder:"FILE" help:"Look up the ids or names of a file, one a line, 100 in a request; those that are not there are listed in the -o FILE.missing."`
	Out       string         `short:"o" required:"" placeholder:"FILE" help:"The file: .ndjson or .jsonl (.gz, .zst behind compress). Where it was begun, the same command goes on."`
	Max       *int           `placeholder:"N" help:"At most N rows, of each account."`
	UntilID   string         `name:"until-id" placeholder:"ID" help:"The row with this id is the last; older ones are left out."`
	SinceLast bool           `help:"When all is there: add what is newer."`
	Wait      *time.Duration `placeholder:"MAX" help:"Wait for a rate limit at most so long, 20m; 0 not at all (default: as long as it takes)."`
	Plan      bool           `help:"Say how many requests it takes, and how long, and collect nothing."`
	profileFlags
	Record string `placeholder:"DIR" help:"Keep every answer in this folder, with status and headers, tokens and cookies blanked."`
}

// Help is the long help.
func (collectCmd) Help() string {
	return `One row a line, as it came; no row is lost, doubled or torn, whatever ends the program and whenever. Beside FILE stands
FILE.state, which says how much of it is safe: the same command goes on from there. Accounts that cannot be read are noted
in FILE.skipped, and collecting goes on with the next.

Examples:

  twq collect statuses/user_timeline -p screen_name=harbourlib -o tweets.ndjson --offline
  twq collect statuses/user_timeline -p screen_name=harbourlib -o tweets.ndjson --since-last
  twq collect followers/ids -p screen_name=mira_k -p screen_name=harbourlib -o followers.ndjson.zst
  twq collect statuses/user_timeline --for-each accounts.txt --max 200 -o tweets.ndjson.gz
  twq collect statuses/lookup --ids ids.txt -o tweets.ndjson
  twq collect search/tweets -p q=#library -o found.ndjson --plan`
}

// forever is longer than any wait that a Limiter believes in.
const forever = 1000 * time.Hour

// Run collects.
func (c collectCmd) Run(ctx context.Context, w *world, g *globals) error {
	api := apiFlags{originFlags: originFlags{Param: c.Param, profileFlags: c.profileFlags}, pageFlags: pageFlags{Wait: forever}, Record: c.Record}
	if c.Wait != nil {
		if api.Wait = *c.Wait; api.Wait < 0 {
			return &collectFlag{"--wait " + c.Wait.String(), negativeWait}
		}
	}
	src, err := api.sources(w, g.Verbose)
	if err != nil {
		return err
	}
	job, err := c.job(w, src)
	if err != nil {
		return err
	}
	fault := func(err error) error {
		return &sourceFault{err: err, arg: c.Resource, asking: asking{askFlags: askFlags{apiFlags: api}, args: []string{c.Resource}}}
	}
	if c.Plan {
		if err := c.plan(ctx, w, src, job); err != nil {
			return fault(err)
		}
		return nil
	}
	// Whoever looked at stderr may go; what is collected goes on.
	signal.Ignore(syscall.SIGPIPE)
	job.Source, job.Now = src, w.Now
	job.Told = w.progress.collected
	w.progress.collects(func() fetch.Rate { return src.left(job) })
	w.progress.start(true)
	result, err := job.Run(ctx)
	w.progress.end()
	if err != nil {
		return &collectError{Err: fault(err), File: c.Out, Result: result}
	}
	return c.tell(w, job, result)
}

// tell says what has become of it.
func (c collectCmd) tell(w *world, job collect.Job, r collect.Result) error {
	rows := counts(r.Rows, "row")
	switch {
	case r.Was && c.newer():
		w.say("%s: complete, %s; --since-last adds what is newer", c.Out, rows)
	case r.Was:
		w.say("%s: complete, %s", c.Out, rows)
	case c.SinceLast && r.Resumed > 0:
		w.say("%s: %s new, %s in all", c.Out, counts(r.New, "row"), rows)
	case r.Resumed > 0:
		w.say("%s: complete, %s, of which %d were there before", c.Out, rows, r.Resumed)
	default:
		w.say("%s: complete, %s", c.Out, rows)
	}
	if r.Missing > 0 {
		w.say("%s not found: %s.missing", counts(r.Missing, "id"), c.Out)
	}
	if r.Unread > 0 {
		w.say("%s could not be read: %s.skipped", counts(int64(r.Unread), "account"), c.Out)
	}
	if r.Repeats > 0 {
		w.note(fmt.Sprintf("%s came twice and %s in the file once", counts(r.Repeats, "row"), is(r.Repeats)))
	}
	if r.Cut > 0 {
		w.note(fmt.Sprintf("the API has cut the text of %s; with -p tweet_mode=extended it sends the whole, as full_text", counts(r.Cut, "tweet")))
	}
	if r.Blanked > 0 {
		w.note(fmt.Sprintf("%s of this run stood in the answers and %s blanked in the file: ***", counts(int64(r.Blanked), "secret"), is(int64(r.Blanked))))
	}
	if r.NotUTF8 > 0 {
		w.note(fmt.Sprintf("%s with bytes that are not UTF-8: in the file as they came; twq query leaves them out with --skip-invalid", counts(r.NotUTF8, "row")))
	}
	if len(r.Beside) > 0 {
		w.note(strings.Join(r.Beside, " and ") + " stood beside the rows of a page and are not in the file")
	}
	return nil
}

// newer says that --since-last has a meaning for the resource.
func (c collectCmd) newer() bool {
	r, ok := fetch.FindResource(c.Resource)
	return ok && c.IDs == "" && newestFirst(r)
}

// newestFirst says that the rows of a resource are tweets by their ids, newest first.
func newestFirst(r *fetch.Resource) bool {
	return r != nil && (r.Paging == fetch.MaxID || r.Paging == fetch.Search)
}

func is(n int64) string {
	if n == 1 {
		return "is"
	}
	return "are"
}

// counts is a number of things as people say it.
func counts(n int64, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// collectError is a collecting that ended before its end; what Result counts is safe.
type collectError struct {
	Err    error
	File   string
	Result collect.Result
}

func (e *collectError) Error() string { return e.Err.Error() }
func (e *collectError) Unwrap() error { return e.Err }

// untouched says that nothing of the file has been looked at or changed.
func (e *collectError) untouched() bool {
	_, differs := errors.AsType[*collect.DiffersError](e.Err)
	_, held := errors.AsType[*collect.HeldError](e.Err)
	_, state := errors.AsType[*collect.StateError](e.Err)
	_, kind := errors.AsType[*fetch.KindError](e.Err)
	return differs || held || state || kind
}

// collectFlag is a flag of collect that it cannot take.
type collectFlag struct {
	Flag  string
	Fault collectFault
}

type collectFault int

const (
	noLines       collectFault = iota // -o with an ending that is not that of JSON lines
	negativeWait                      // --wait below zero
	twoLists                          // two of several -p, --for-each and --ids
	notLookup                         // --ids with a resource that looks nothing up
	wholeList                         // --ids with a bound
	noNewer                           // --since-last where rows have no order
	emptyList                         // a file without a line
	badLine                           // a line that is no id, name or K=V
	onlyDigits                        // names that are ids, most likely
	repeatedParam                     // -p twice of what is no account
	notAPI                            // a file, a fixture or standard input
	mapped                            // -p map with --ids
	notNumeric                        // --until-id that is no number where ids are
	noName                            // --for-each with a bare value where the resource has no parameter for it
)

func (e *collectFlag) Error() string { return e.Flag + ": wrong" }
