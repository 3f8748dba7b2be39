// twq learn without the prompt: list, next, goto, hint, show, check and reset, for scripts and for those who like their own editor.

package main

import (
	"context"
	"strconv"
	"strings"

	"github.com/alecthomas/kong"

	"twq/cmd/twq/learn"
	"twq/fixtures/lesson"
)

type learnListCmd struct{ answerFlags }

// Help is the long help.
func (learnListCmd) Help() string {
	return `Examples:

  twq learn list
  twq learn list -f csv -o course.csv`
}

// lessonRow is an exercise in a list of them.
type lessonRow struct {
	N      int    `json:"n"`
	Name   string `json:"name"`
	Unit   string `json:"unit"`
	Kind   string `json:"kind"`
	Title  string `json:"title"`
	Solved bool   `json:"solved"`
	Tries  int    `json:"tries"`
}

// Run lists the exercises.
func (c learnListCmd) Run(ctx context.Context, w *world, parent *learnCmd) error {
	at, remove, err := parent.course(w)
	if err != nil {
		return err
	}
	defer remove()
	var rows []lessonRow
	for i, e := range at.pack.Exercises {
		row := lessonRow{N: i + 1, Name: e.Name, Unit: e.Unit, Kind: string(e.Kind), Title: e.Title, Solved: at.record.Solved(e.Name)}
		if done := at.record.Exercises[e.Name]; done != nil {
			row.Tries = done.Tries
		}
		rows = append(rows, row)
	}
	return c.showRows(ctx, w, rows)
}

// which names an exercise.
type which struct {
	Exercise string `arg:"" optional:"" name:"exercise" help:"Its number or its name; none: the one you were at."`
}

// at opens the course and finds the exercise.
func (x which) at(w *world, parent *learnCmd) (c *course, i int, remove func(), err error) {
	c, remove, err = parent.course(w)
	if err != nil {
		return nil, 0, nil, err
	}
	if i, err = c.find(x.Exercise); err != nil {
		remove()
	}
	return c, i, remove, err
}

type learnNextCmd struct{}

// Help is the long help.
func (learnNextCmd) Help() string {
	return `Examples:

  twq learn next
  twq learn --pack my-pack next`
}

// Run shows the next exercise that is not solved.
func (learnNextCmd) Run(ctx context.Context, w *world, parent *learnCmd) error {
	c, remove, err := parent.course(w)
	if err != nil {
		return err
	}
	defer remove()
	i := c.next(0)
	if i < 0 {
		v := w.lessonView()
		v.line("All " + numbered(len(c.pack.Exercises), "exercise") + " are solved.")
		return written(v.err)
	}
	return c.goTo(ctx, i)
}

// goTo remembers an exercise as the one at hand, and shows it.
func (c *course) goTo(ctx context.Context, i int) error {
	name := c.pack.Exercises[i].Name
	if err := c.change(func(r *learn.Record) { r.At = name }); err != nil {
		return err
	}
	v := c.w.lessonView()
	if err := c.exercise(ctx, v, i); err != nil {
		return err
	}
	v.line("")
	v.wrapped("Check an answer with: " + c.call + " check " + name + " 'ANSWER'")
	return written(v.err)
}

type learnGotoCmd struct {
	Exercise string `arg:"" name:"exercise" help:"Its number or its name."`
}

// Help is the long help.
func (learnGotoCmd) Help() string {
	return `Examples:

  twq learn goto 7
  twq learn goto outermost`
}

// Run goes there.
func (x learnGotoCmd) Run(ctx context.Context, w *world, parent *learnCmd) error {
	c, i, remove, err := which(x).at(w, parent)
	if err != nil {
		return err
	}
	defer remove()
	return c.goTo(ctx, i)
}

type learnHintCmd struct{ which }

// Help is the long help.
func (learnHintCmd) Help() string {
	return `Each exercise has three hints; each call gives the next.

Examples:

  twq learn hint
  twq learn hint 7`
}

// Run gives the next hint.
func (x learnHintCmd) Run(w *world, parent *learnCmd) error {
	c, i, remove, err := x.at(w, parent)
	if err != nil {
		return err
	}
	defer remove()
	e, n := c.pack.Exercises[i], 0
	err = c.change(func(r *learn.Record) {
		done := r.Of(e.Name)
		if n = min(done.Hints, len(e.Hints)-1); done.Solved.IsZero() {
			done.Hints = n + 1
		}
	})
	if err != nil {
		return err
	}
	v := w.lessonView()
	v.prose("Hint " + strconv.Itoa(n+1) + " of 3: " + e.Hints[n])
	return written(v.err)
}

type learnShowCmd struct{ which }

// Help is the long help.
func (learnShowCmd) Help() string {
	return `Examples:

  twq learn show
  twq learn show 7`
}

// Run shows the solution.
func (x learnShowCmd) Run(w *world, parent *learnCmd) error {
	c, i, remove, err := x.at(w, parent)
	if err != nil {
		return err
	}
	defer remove()
	e := c.pack.Exercises[i]
	v := w.lessonView()
	v.line(solutionText(e))
	v.prose(e.After)
	err = c.change(func(r *learn.Record) {
		if done := r.Of(e.Name); done.Solved.IsZero() {
			done.Shown = true
		}
	})
	if err != nil {
		return err
	}
	return written(v.err)
}

type learnCheckCmd struct {
	Exercise string   `arg:"" name:"exercise" help:"Its number or its name."`
	Answer   []string `arg:"" name:"answer" passthrough:"" help:"The answer: a path, a result, pairs, or a command line of twq."`
}

// Help is the long help.
func (learnCheckCmd) Help() string {
	return `Exit code 0 when it is right, 7 when it is not. What became of it is kept as at the prompt.

Examples:

  twq learn check 1 '#'
  twq learn check inside text
  twq learn check 32 twq query '#' -c id_str,text`
}

// Run checks an answer.
func (x learnCheckCmd) Run(ctx context.Context, w *world, k *kong.Context, parent *learnCmd) error {
	c, i, remove, err := which{x.Exercise}.at(w, parent)
	if err != nil {
		return err
	}
	defer remove()
	e := c.pack.Exercises[i]
	answer := joinedAnswer(e, asWritten(k.Args, x.Answer))
	got, err := c.judge(ctx, e, answer)
	if err != nil {
		return err
	}
	v := w.lessonView()
	v.verdict(e, answer, got)
	if v.err == nil && !got.Right {
		return &nothingFound{}
	}
	return written(v.err)
}

// asWritten are the words at the end of a command line that words were made of: the parser takes -1.text apart as if it were flags.
func asWritten(args, words []string) []string {
	whole, end := strings.Join(words, ""), ""
	for i := len(args) - 1; i >= 0 && len(end) < len(whole); i-- {
		if end = args[i] + end; end == whole {
			return args[i:]
		}
	}
	return words
}

// joinedAnswer is an answer of several words as one line; those of a command line are quoted again.
func joinedAnswer(e *lesson.Exercise, words []string) string {
	if len(words) > 0 && words[0] == "--" {
		words = words[1:]
	}
	if !e.ByLine() || len(words) == 1 {
		return strings.Join(words, " ")
	}
	var quoted []string
	for _, word := range words {
		quoted = append(quoted, quote(word))
	}
	return strings.Join(quoted, " ")
}

type learnResetCmd struct {
	Exercise string `arg:"" optional:"" name:"exercise" help:"Its number or its name; none: the whole pack, with --all."`
	All      bool   `help:"Forget all exercises of the pack."`
}

// Help is the long help.
func (learnResetCmd) Help() string {
	return `Examples:

  twq learn reset 7
  twq learn reset --all`
}

// Run forgets what was solved.
func (x learnResetCmd) Run(w *world, parent *learnCmd) error {
	if (x.Exercise == "") != x.All {
		return &flagError{Flag: "--all", Fault: resetWhat}
	}
	c, i, remove, err := which{x.Exercise}.at(w, parent)
	if err != nil {
		return err
	}
	defer remove()
	return c.keep(func(r *learn.Record) {
		if x.All {
			*r = learn.Record{}
			return
		}
		delete(r.Exercises, c.pack.Exercises[i].Name)
	})
}
