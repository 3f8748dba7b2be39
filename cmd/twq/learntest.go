// twq learn test: whether the exercises of a pack are what they say.

package main

import (
	"context"
	"errors"
	"fmt"

	"twq/cmd/twq/learn"
	"twq/fixtures/lesson"
)

type learnTestCmd struct {
	Place string `arg:"" optional:"" name:"pack" help:"A folder, a zip or a name; default: the course that comes with twq."`
}

// Help is the long help.
func (learnTestCmd) Help() string {
	return `Names are unique and hints not empty; the solution and each alternative are right on the data that is shown and
on the hidden data; each listed mistake, an empty answer, @this and the answer that is written down are wrong;
the task does not hold the result; and a solution needs only what was taught before.

Examples:

  twq learn test my-pack
  twq learn test my-pack.zip
  twq learn test`
}

// Run tests the pack; with a defect the exit code is 7.
func (c learnTestCmd) Run(ctx context.Context, w *world) error {
	p, err := w.readPack(c.Place)
	if unread, ok := errors.AsType[*packError](err); ok {
		unread.Tests = true
	}
	if err != nil {
		return err
	}
	defects := p.Check()
	bench, remove, err := w.bench(p)
	if err != nil {
		return err
	}
	defer remove()
	answers := 0
	err = bench.Test(ctx, defects, func(t learn.Tested) {
		answers += t.Answers
		defects = append(defects, t.Defects...)
	})
	if err != nil {
		return err
	}
	if len(defects) > 0 {
		return &packError{Place: c.Place, Defects: defects, Listed: true, Tested: len(p.Exercises)}
	}
	_, err = fmt.Fprintf(w.Stdout, "%s: %s in %s, %s judged: no defect\n", p.Name, numbered(len(p.Exercises), "exercise"), numbered(len(p.Units), "unit"), numbered(answers, "answer"))
	return written(err)
}

// written makes an error of standard output one of ours.
func written(err error) error {
	if err != nil {
		return &outError{File: standardOutput, Err: err}
	}
	return nil
}

// numbered is a number with its noun.
func numbered(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// asDefect is the defect that reading a pack ended with.
func asDefect(err error) *lesson.Defect {
	if d, ok := errors.AsType[*lesson.Defect](err); ok {
		return d
	}
	return &lesson.Defect{Fault: lesson.Absent, Err: err}
}
