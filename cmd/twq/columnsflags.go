// The flags that say which columns a table has, besides -c.

package main

import (
	"context"
	"io"

	"twq/fetch"
	"twq/query"
)

// columnsFlags say how the columns are named where they are not chosen.
type columnsFlags struct {
	AllColumns bool `help:"Let all rows name the columns, not the first 1,000; what is large is read twice."`
}

// retryFlags are the flags that a suggested command needs to show the same columns.
func (f columnsFlags) retryFlags() []string {
	var flags flagWords
	flags.is("--all-columns", f.AllColumns)
	return flags
}

// mayName says what --all-columns cannot do.
func (a asking) mayName() error {
	switch {
	case !a.AllColumns:
		return nil
	case a.Columns != "":
		return &flagError{Flag: "--all-columns", Value: a.Columns, Fault: allChosen}
	case a.Follow:
		return &flagError{Flag: "--all-columns", Fault: allFollow}
	}
	return nil
}

// readAgain lets the inputs be read twice: files on a disk are opened once more when it is their turn, anything else is kept as it comes.
func (a asking) readAgain(ctx context.Context, src *sources, in *opened) {
	args := a.args
	if len(args) == 0 {
		args = []string{""}
	}
	src.w.progress.expect(2 * in.total)
	for i := range in.inputs {
		input, arg := &in.inputs[i], args[i]
		if req, size, ok := src.file(arg); ok && size >= 0 {
			input.Again = func() io.Reader {
				body := &lazyBody{open: func() (*fetch.Page, error) {
					page, err := fetch.Files{Count: src.w.progress.count}.Fetch(ctx, req)
					if err != nil {
						return nil, &sourceFault{err: err, arg: arg, asking: a}
					}
					return page, nil
				}}
				in.bodies = append(in.bodies, body)
				return body
			}
			continue
		}
		src.w.progress.expect(0) // how much of it is read twice is not counted
		in.keepAgain(input)
	}
}

// keepAgain lets an input be read twice by keeping it as it comes.
func (in *opened) keepAgain(input *query.Input) {
	spool := &fetch.Spool{Source: input.Body}
	in.bodies = append(in.bodies, spool)
	input.Body, input.Again = spool.Reader(), spool.Reader
}
