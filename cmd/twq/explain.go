// twq explain: walks a path one step at a time.

package main

import (
	"context"
	"errors"
	"strconv"

	"twq/query"
	"twq/render"
)

type explainCmd struct {
	Path    *string  `arg:"" optional:"" help:"The gjson path, in quotes: '#.text'."`
	Sources []string `arg:"" optional:"" name:"source" help:"Files, fixture:NAME, URLs, resources, or - for standard input; none: what is piped in, else the last answer, else no data."`
	From    int      `default:"1" placeholder:"N" help:"Begin at step N."`
	Script  bool     `help:"Write the question as a small Python program for the saved file."`
	Plan    bool     `help:"Tell how the path is answered on a large input: row by row, or with all of it in memory; -c and --limit count."`
	Note    string   `placeholder:"CODE" help:"Tell what the code of a note means: P11; all lists them."`
	apiFlags
	answerFlags
}

// Help is the long help.
func (explainCmd) Help() string {
	return `Examples:

  twq explain '#.retweeted_status.user.screen_name' fixture:library
  twq explain '#(lang==en)#.text|#' tweets.json
  twq explain '#.entities.hashtags.#.text|@flatten' tweets.json --from 3
  twq explain '#.user.name' tweets.json -f markdown -o slide.md
  twq explain '#.user.name' tweets.json -f json
  twq explain '#.user.name' tweets.json --script -o names.py
  curl -s https://api.example.org/items | twq explain '#.name'
  twq explain --plan '#(lang==en)#.text' -c id_str,text
  twq explain --note P11
  twq explain --note all

Each line is one step: what it does, and how many values of which kind are left behind it. Steps inside a query or a multipath are
indented; an arrow marks where values fall out. The formats but table and markdown give the steps as rows; -c chooses among their columns.`
}

// Run explains and shows.
func (c explainCmd) Run(ctx context.Context, w *world, g *globals) error {
	if c.Note != "" {
		return c.showNote(w)
	}
	if c.Path == nil {
		return &noPathError{}
	}
	q := queryCmd{queryArgs: queryArgs{c.Path, c.Sources}, askFlags: askFlags{apiFlags: c.apiFlags}}
	a := asking{askFlags: askFlags{apiFlags: c.apiFlags, answerFlags: c.answerFlags}, args: c.Sources, path: *c.Path, hasPath: true, verbose: g.Verbose}
	a.retry = func(path string) string { return q.again(w, path) }
	path, err := a.parse()
	if err != nil {
		return &pathFault{err: err, retry: a.retry}
	}
	if err := c.contradiction(path); err != nil {
		return err
	}
	if c.Plan {
		return c.showPlan(ctx, w, path)
	}
	src, err := c.sources(w, g.Verbose)
	if err != nil {
		return err
	}
	if c.DryRun {
		return a.dryRun(w, src)
	}
	out, err := c.openExplained(w)
	if err != nil {
		return err
	}
	defer out.close()
	e, err := a.explain(ctx, w, src, path)
	if swapped := q.swapped(w, err != nil || e.Answer.Exists() || !e.Data, err); swapped != nil {
		swapped.Command = "explain"
		return swapped
	}
	if err != nil {
		return &pathFault{err: err, retry: a.retry}
	}
	if c.Script {
		return c.writeScript(w, out, e, a.retry)
	}
	return c.write(ctx, w, out, explained{Explanation: e, from: c.From, flags: c.answerFlags, retry: a.retry})
}

// contradiction finds flags that cannot be meant together.
func (c explainCmd) contradiction(path *query.Path) error {
	if n := len(path.Steps()); c.From < 1 || c.From > n {
		steps := strconv.Itoa(n) + " steps"
		if n == 1 {
			steps = "1 step"
		}
		return &flagError{Flag: "--from " + strconv.Itoa(c.From), Value: steps, Fault: noStep}
	}
	switch {
	case !c.Script:
		return nil
	case c.Plan:
		return &flagError{Flag: "--plan", Fault: scriptFormat}
	case c.Format != "":
		return &flagError{Flag: "-f", Value: c.Format, Fault: scriptFormat}
	case c.Columns != "":
		return &flagError{Flag: "-c", Value: c.Columns, Fault: scriptFormat}
	case len(c.Sources) > 1:
		return &flagError{Flag: "--script", Value: strconv.Itoa(len(c.Sources)), Fault: scriptSources}
	}
	return nil
}

// explain walks the path over the sources; over nothing when there is nothing to ask at a terminal.
func (a asking) explain(ctx context.Context, w *world, src *sources, path *query.Path) (*query.Explanation, error) {
	in, err := a.open(ctx, w, src)
	if _, none := errors.AsType[*noSourceError](err); none {
		w.note("there is no data to walk over: this is the path alone; name a source to see what is left at each step")
		return query.Explain(ctx, path, nil)
	}
	if err != nil {
		return nil, err
	}
	defer in.close(w)
	e, err := query.Explain(ctx, path, in.inputs)
	w.progress.end()
	if err == nil && a.Save != "" {
		err = in.save(w, src, a)
	}
	return e, err
}

// openExplained opens where the explanation goes. A program has a form of its own whatever the ending.
func (c explainCmd) openExplained(w *world) (*sink, error) {
	f := c.answerFlags
	if c.Script {
		f.Format = "table"
		file := f.Out
		if chosen, err := chooseFormat("", file); err == nil && file != "" && file != "-" {
			return nil, &flagError{Flag: "-o", Value: file + ", which is " + chosen.name, Fault: scriptFormat}
		}
	}
	return f.openSink(w)
}

// write shows the picture, the slide, the whole as JSON, or the steps as rows.
func (c explainCmd) write(ctx context.Context, w *world, out *sink, e explained) error {
	rows := c.Columns != "" || c.Limit != nil
	switch name := out.format.name; {
	case name == "table" && !rows:
		out.format.make = func(l look) render.Format { return picture{e, l} }
		return out.write(query.Table{})
	case name == "markdown" && !rows:
		out.format.make = func(l look) render.Format { return slide{e, l} }
		return out.write(query.Table{})
	case (name == "json" || name == "raw") && !rows:
		return c.showIn(ctx, w, out, e.document())
	}
	if err := c.showIn(ctx, w, out, e.steps()); err != nil {
		return err
	}
	w.notes(e.Notes, c.Notes, e.retry)
	return nil
}
