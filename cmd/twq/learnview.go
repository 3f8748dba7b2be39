// How an exercise and what became of an answer look.

package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/tidwall/gjson"

	"twq/cmd/twq/learn"
	"twq/fixtures/lesson"
	"twq/query"
)

const (
	pieceLines  = 24 // of the data that are shown with the task
	resultLines = 12 // of a result
)

// exercise shows one exercise: its place in the course, the piece of data, and the task.
func (c *course) exercise(ctx context.Context, v *lessonView, i int) error {
	e := c.pack.Exercises[i]
	unit := c.pack.UnitOf(e)
	v.line("")
	done := ""
	if c.record.Solved(e.Name) {
		done = ", solved"
	}
	first := i == 0 || c.pack.Exercises[i-1].Unit != e.Unit
	if first {
		v.head(fmt.Sprintf("Unit %s: %s", unit.Name, unit.Title))
		v.prose(unit.Intro)
		v.line("")
	}
	v.head(fmt.Sprintf("Exercise %d of %d (%s%s): %s", i+1, len(c.pack.Exercises), e.Name, done, e.Title))
	if err := c.piece(ctx, v, e, pieceLines); err != nil {
		return err
	}
	if e.Shown != "" {
		found, err := c.bench.Shown(ctx, e, e.Shown)
		if err != nil {
			return err
		}
		v.line("")
		v.wrapped("The path " + e.Shown + " gives")
		v.value(found, resultLines)
	}
	v.line("")
	v.prose(e.Task)
	v.question(e)
	return v.err
}

// piece shows the data of an exercise, or the piece of it that the task is about.
func (c *course) piece(ctx context.Context, v *lessonView, e *lesson.Exercise, most int) error {
	if e.Data == "" {
		return nil
	}
	doc, err := c.bench.Open(ctx, e.Data)
	if err != nil {
		return err
	}
	v.line("")
	if e.Focus != "" && most == pieceLines {
		found, err := c.bench.Shown(ctx, e, e.Focus)
		if err != nil {
			return err
		}
		v.wrapped(pieceHead(e))
		v.value(found, most)
		return v.err
	}
	text, err := doc.JSON(ctx)
	if err != nil {
		return err
	}
	v.line("The data is " + e.Data + ":")
	v.value(gjson.Parse(text), most)
	return v.err
}

// pieceHead names the piece of the data that is shown; a path that the learner may not know yet, or is to find, stays out of it.
func pieceHead(e *lesson.Exercise) string {
	if strings.ContainsAny(e.Focus, "{[(|@#") {
		return "A piece of the data " + e.Data + ":"
	}
	return "Of the data " + e.Data + " this is " + e.Focus + ":"
}

// question shows what belongs to the kind: the path with the gap, the pieces, the options.
func (v *lessonView) question(e *lesson.Exercise) {
	order := learn.Order(e)
	show := func(what, text string) { v.line(""); v.line(what); v.wrapped("  " + text) }
	switch e.Kind {
	case lesson.Predict:
		show("What does this give?", e.Ask)
	case lesson.Blank:
		show("Fill the blank:", e.Template)
	case lesson.Fix:
		show("This path is broken:", e.Broken)
	case lesson.Translate:
		if e.To == "" {
			show("In Python it is", e.Expression)
		} else {
			show("The path is", e.Expression)
		}
	case lesson.Order:
		v.line("")
		v.wrapped("Put the pieces in order, by their numbers, as in 2 1 3:")
		for i, from := range order {
			v.wrapped(fmt.Sprintf("  %d  %s", i+1, e.Pieces[from]))
		}
	case lesson.Match:
		v.line("")
		v.wrapped("What belongs together? Answer with pairs, as in 1b 2a:")
		for i, left := range e.Left {
			v.wrapped(fmt.Sprintf("  %d  %s", i+1, left))
		}
		for i, from := range order {
			v.wrapped(fmt.Sprintf("  %c  %s", 'a'+i, e.Right[from]))
		}
	}
	for i, o := range e.Options {
		v.wrapped(fmt.Sprintf("  %c) %s", 'a'+i, o))
	}
}

// verdict says what became of an answer.
func (v *lessonView) verdict(e *lesson.Exercise, answer string, got learn.Verdict) {
	if got.Right {
		v.right(e, got)
		return
	}
	v.head("Not yet: " + strings.TrimRight(wrongText(e, answer, got), "?.") + ".")
	switch {
	case got.Hidden || got.Err != nil:
	case got.Result.Exists():
		v.line("Your result:")
		v.value(got.Result, resultLines)
	case strings.TrimSpace(got.Out) != "":
		v.line("It prints:")
		v.printed(got.Out, resultLines)
	}
	if got.Mistake != nil {
		v.prose(got.Mistake.Say)
	} else if remark := typingText(e, answer); remark != "" {
		v.prose(remark)
	}
	if got.Said != "" {
		for line := range strings.Lines(got.Said) {
			if !strings.HasPrefix(strings.TrimSpace(line), "try: ") {
				v.wrapped("  " + strings.TrimRight(line, "\n"))
			}
		}
	}
	v.place(got.Err)
	v.notes(got.Notes, got.Err != nil, nil)
}

// place shows where a path cannot be read; its mended form stays untold, since it may be the solution.
func (v *lessonView) place(err error) {
	if bad, ok := errors.AsType[*query.PathError](err); ok {
		for _, line := range caretIn(bad.Path, bad.Offset, bad.End, v.columns()-6) {
			v.line("  " + line)
		}
	}
}

// notes shows the two strongest notes; the first was told already when it refuses the path. What could be tried is said by retry; nil
// after an answer, since it may be the solution, and hints are given when they are asked for.
func (v *lessonView) notes(notes []query.Note, refused bool, retry func(string) string) {
	said := 0
	for i, n := range notes {
		if n.Code == "" || said == 2 {
			continue
		}
		said++
		if i > 0 || !refused {
			v.wrapped("note " + n.Code + " " + n.Message)
		}
		for _, line := range caretIn(n.Path, n.Offset, n.End, v.columns()-6) {
			v.line("  " + line)
		}
		for _, line := range noteRest(n, retry) {
			v.wrapped("  " + line)
		}
	}
}

// asTyped is a path as one types it where paths are asked for.
func asTyped(path string) string { return path }

func (v *lessonView) right(e *lesson.Exercise, got learn.Verdict) {
	switch got.Way {
	case learn.Another:
		v.head("Right, by a way of your own: the course has " + solutionText(e) + ", and both give the same.")
	case learn.Alternative:
		v.head("Right. Another way that gives the same is " + solutionText(e) + ".")
	default:
		v.head("Right.")
	}
	if e.ByPath() {
		v.value(got.Result, resultLines)
	} else if e.ByLine() {
		v.printed(got.Out, resultLines)
	}
	for _, n := range got.Notes {
		if n.Code == "P30" { // gjson alone would have read it otherwise
			v.notes([]query.Note{n}, false, nil)
		}
	}
	v.prose(e.After)
}

// solutionText is the solution as it would be typed.
func solutionText(e *lesson.Exercise) string {
	switch e.Kind {
	case lesson.Blank:
		return e.Fill(e.Solution)
	case lesson.Order:
		return e.Solved()
	}
	return learn.Key(e)
}
