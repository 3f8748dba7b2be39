// What count and sum have in common: they read whole sources with a path and show a table with bars.

package main

import (
	"context"
	"errors"
	"runtime/debug"
	"strconv"
	"strings"
	"time"

	"twq/query"
)

// countingFlags are those of count and sum.
type countingFlags struct {
	weedFlags
	Tz    string `placeholder:"ZONE" help:"The time zone of periods, such as Europe/Madrid (default: UTC)."`
	Top   *int   `placeholder:"N" help:"Only the N largest, with --by those of each period; how much the others are is told."`
	ASCII bool   `name:"ascii" help:"Draw bars and boxes in ASCII."`
	originFlags
	pageFlags
	outFlags
	For         string `name:"for" placeholder:"excel" help:"Write csv or tsv so that Excel opens it without changing ids or running anything."`
	SkipInvalid bool   `help:"Leave out the lines of JSON lines that are no JSON: counted and located, exit 6 at the end, the output kept."`
	ExitStatus  bool   `help:"Exit 7 when there was nothing to count."`
	aboutFlags
}

// counting is a count or a sum on its way.
type counting struct {
	countingFlags
	command string
	path    *string
	sources []string
	own     flagWords // the flags that only this command has, as they are typed again
	verbose bool
}

// run opens the sources and shows what count makes of them; people says that they are who looks at it.
func (c counting) run(ctx context.Context, w *world, count func(ctx context.Context, p *query.Path, in []query.Input, o query.Options, people bool) (query.Table, error)) error {
	if c.path == nil {
		return &noPathError{Command: c.command}
	}
	defer debug.SetGCPercent(debug.SetGCPercent(40)) // what is held is large and stays: twice as much would be for nothing
	err := c.ask(ctx, w, count)
	_, nothing := errors.AsType[*nothingFound](err)
	swapped := queryCmd{queryArgs: queryArgs{c.path, c.sources}}.swapped(w, err == nil && !nothing, err)
	if swapped != nil {
		swapped.Command = c.command
		return swapped
	}
	return err
}

func (c counting) ask(ctx context.Context, w *world, count func(context.Context, *query.Path, []query.Input, query.Options, bool) (query.Table, error)) error {
	answer := answerFlags{outFlags: c.outFlags, ExitStatus: c.ExitStatus, Notes: "all"}
	a := asking{askFlags: askFlags{apiFlags: c.api(), streamFlags: streamFlags{SkipInvalid: c.SkipInvalid}, sieveFlags: c.sieve(), answerFlags: answer}, args: c.sources, path: *c.path, hasPath: true, verbose: c.verbose}
	a.retry = func(path string) string { return c.again(w, path) }
	path, err := a.parse()
	if err != nil {
		return &pathFault{err: err, retry: a.retry}
	}
	if c.Top != nil && *c.Top < 1 {
		return &flagError{Flag: "--top", Value: strconv.Itoa(*c.Top), Fault: belowOne}
	}
	sieve, err := a.sieve(path, nil)
	if err != nil {
		return err
	}
	src, err := a.sources(w, a.verbose)
	if err != nil {
		return err
	}
	out, err := c.openSink(w, answer)
	if err != nil {
		return err
	}
	defer out.close()
	if out.cells, err = c.cells().look(out.format); err != nil {
		return err
	}
	if err := c.mayTell(out, c.Force); err != nil {
		return err
	}
	in, err := a.open(ctx, w, src)
	if err != nil {
		return err
	}
	defer in.close(w)
	o := query.Options{Answer: in.answer, SkipInvalid: c.SkipInvalid, Large: func() {
		w.note("this needs the whole document in memory, and there are more than 256 MiB of it; twq explain --plan PATH shows which paths do not")
	}}
	table, sifting, err := a.ask(ctx, path, in, sieve, o, func(ctx context.Context, p *query.Path, left []query.Input, o query.Options) (query.Table, error) {
		return count(ctx, p, left, o, out.format.people)
	})
	if err != nil {
		return &pathFault{err: err, retry: a.overwriting(a.retry, false)}
	}
	defer sifting.Close()
	_, err = a.show(w, out, a.tell(w, in, out, table))
	if e, ok := errors.AsType[*incompleteError](err); ok && e.Rows == 0 {
		return e.Err
	}
	return err
}

// openSink lets people see bars.
func (c counting) openSink(w *world, answer answerFlags) (*sink, error) {
	file := strings.TrimPrefix(answer.Out, "-")
	if answer.Out != "-" {
		file = answer.Out
	}
	chosen, err := chooseFormat(answer.Format, file)
	if err != nil {
		return nil, err
	}
	if chosen.name == "table" {
		chosen = barred()
	}
	out, err := answer.openAs(w, chosen, file)
	if out != nil {
		out.ascii = c.ASCII
	}
	return out, err
}

// zone is the time zone that was asked for; nil is UTC. It says nothing of what is not counted in periods.
func (c countingFlags) zone(periods bool) (*time.Location, error) {
	if c.Tz == "" {
		return nil, nil
	}
	z, ok := zone(c.Tz)
	if !ok {
		return nil, &flagError{Flag: "--tz", Value: c.Tz, Fault: noZone}
	}
	if !periods {
		return nil, &flagError{Flag: "--tz " + quote(c.Tz), Fault: zoneOfNoPeriod}
	}
	return z, nil
}

func (c countingFlags) api() apiFlags {
	return apiFlags{originFlags: c.originFlags, pageFlags: c.pageFlags}
}

func (c countingFlags) cells() cellFlags { return cellFlags{For: c.For} }

func (c countingFlags) sieve() sieveFlags { return sieveFlags{weedFlags: c.weedFlags} }

func (c countingFlags) top() int {
	if c.Top == nil {
		return 0
	}
	return *c.Top
}

// again is the line that counts with another path.
func (c counting) again(w *world, path string) string {
	q := queryCmd{queryArgs: queryArgs{Sources: c.sources}, askFlags: askFlags{apiFlags: c.api(), sieveFlags: c.sieve(), cellFlags: c.cells(),
		answerFlags: answerFlags{outFlags: c.outFlags, ExitStatus: c.ExitStatus}}}
	line := strings.Replace(q.again(w, path), "twq query", "twq "+c.command, 1)
	more := append(flagWords{}, c.own...)
	more.text("--tz", c.Tz)
	more.number("--top", c.Top)
	more.is("--ascii", c.ASCII)
	more.is("--skip-invalid", c.SkipInvalid)
	return strings.Join(append(append([]string{line}, more...), c.aboutFlags.retryFlags()...), " ")
}

// column reads the path of a flag that is asked of each element.
func besideColumn(flag, text string) (*query.Column, error) {
	column, err := query.ParseColumn(text)
	if err != nil {
		return nil, &besideFlagError{flag: flag, list: text, err: err}
	}
	return &column, nil
}
