// twq learn record: an exercise is made by solving it.

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"twq/cmd/twq/learn"
	"twq/fixtures/lesson"
)

type learnRecordCmd struct{}

// Help is the long help.
func (learnRecordCmd) Help() string {
	return `It asks for the data, the task and the solution, shows and keeps what the solution gives, asks for three hints, a mistake
and what is said after success, and makes hidden data. The answers may also be piped in, a line for each question.

Examples:

  twq learn --pack my-pack record`
}

// recording is an exercise under way.
type recording struct {
	w     *world
	lines *lineReader
	view  *lessonView
	dir   string
	bench *learn.Bench
	e     lesson.Exercise
}

// Run asks, and writes the exercise when all was answered.
func (learnRecordCmd) Run(ctx context.Context, w *world, parent *learnCmd) error {
	dir, p, err := parent.ownFolder(w)
	if err != nil {
		return err
	}
	bench, remove, err := w.bench(p)
	if err != nil {
		return err
	}
	defer remove()
	r := &recording{w: w, lines: w.lineReader(parent.Plain), view: w.lessonView(), dir: dir, bench: bench}
	r.e.Kind = lesson.Path
	for _, step := range []func(context.Context) error{r.naming, r.solving, r.helping} {
		if err := step(ctx); err != nil {
			if errors.Is(err, io.EOF) {
				err = &makeError{Place: "record", Why: badAnswer, Detail: "the answers ended before all was asked;"}
			}
			return err
		}
	}
	return r.write(ctx, p)
}

// ask asks until there is an answer; of lines that are piped in an empty one is an error.
func (r *recording) ask(ctx context.Context, question string) (string, error) {
	for {
		line, err := r.lines.read(ctx, question)
		if line = strings.TrimSpace(line); line != "" && (err == nil || errors.Is(err, io.EOF)) {
			if err := lesson.Plain(line); err != nil {
				return "", &makeError{Place: question, Why: badAnswer, Err: asDefect(err)}
			}
			return line, nil
		}
		if err != nil {
			return "", err
		}
		if r.lines.prompt == nil && !r.w.StdinTTY {
			return "", &makeError{Place: question, Why: badAnswer, Detail: "it is empty;"}
		}
	}
}

func (r *recording) naming(ctx context.Context) (err error) {
	p := r.bench.Pack
	var units []string
	for _, u := range p.Units {
		units = append(units, u.Name)
	}
	for _, q := range []struct {
		question string
		into     *string
	}{
		{"name (small letters and dashes)", &r.e.Name}, {"unit (" + strings.Join(units, ", ") + ")", &r.e.Unit}, {"title", &r.e.Title},
		{"data (fixture:library, data/FILE.json, a resource)", &r.e.Data}, {"task", &r.e.Task},
	} {
		if *q.into, err = r.ask(ctx, q.question); err != nil {
			return err
		}
	}
	if old, _ := p.Find(r.e.Name); old != nil {
		return &makeError{Place: r.e.Name, Why: thereYet}
	}
	if r.e.Name != kebab(r.e.Name) {
		return &makeError{Place: r.e.Name, Why: badAnswer, Detail: "a name has small letters, digits and dashes;"}
	}
	known := false
	for _, u := range units {
		known = known || u == r.e.Unit
	}
	if !known {
		return &makeError{Place: r.e.Unit, Why: badAnswer, Detail: "the pack has no such unit;"}
	}
	_, err = r.bench.Open(ctx, r.e.Data)
	return err
}

// solving asks for the solution, until it gives something, and shows what it gives.
func (r *recording) solving(ctx context.Context) (err error) {
	for {
		if r.e.Solution, err = r.ask(ctx, "solution (a path)"); err != nil {
			return err
		}
		got, err := r.bench.Try(ctx, &r.e, r.e.Solution)
		if err != nil {
			return err
		}
		if got.Err == nil && got.Result.Exists() {
			r.view.line("It gives, and this is kept:")
			r.view.value(got.Result, resultLines)
			r.e.Result = got.Result.Get("@ugly").Raw
			if r.e.Result == "" {
				r.e.Result = got.Result.Raw
			}
			return r.view.err
		}
		if got.Err == nil {
			got.Err = &learn.NothingError{}
		}
		if r.lines.prompt == nil && !r.w.StdinTTY {
			return &makeError{Place: r.e.Solution, Why: badAnswer, Err: got.Err}
		}
		r.view.wrapped(reasonText(got.Err))
		r.view.place(got.Err)
		r.view.notes(got.Notes, true, asTyped)
	}
}

func (r *recording) helping(ctx context.Context) (err error) {
	r.e.Hints = make([]string, 3)
	r.e.Mistakes = make([]lesson.Mistake, 1)
	for _, q := range []struct {
		question string
		into     *string
	}{
		{"hint 1, which points the way", &r.e.Hints[0]}, {"hint 2", &r.e.Hints[1]}, {"hint 3, which all but says it", &r.e.Hints[2]},
		{"a wrong answer that will be given", &r.e.Mistakes[0].Answer}, {"what is said to it", &r.e.Mistakes[0].Say}, {"what is said after success", &r.e.After},
	} {
		if *q.into, err = r.ask(ctx, q.question); err != nil {
			return err
		}
	}
	got, err := r.bench.Try(ctx, &r.e, r.e.Mistakes[0].Answer)
	if err == nil && got.Err == nil && learn.SameResult(got.Result.Raw, r.e.Result) {
		return &makeError{Place: r.e.Mistakes[0].Answer, Why: badAnswer, Detail: "it gives what the solution gives, and is no mistake;"}
	}
	return err
}

// write writes the exercise behind those that are there, with hidden data.
func (r *recording) write(ctx context.Context, p *lesson.Pack) error {
	e := &r.e
	last := 0
	for _, x := range p.Exercises {
		var n int
		if _, err := fmt.Sscanf(strings.TrimPrefix(x.File, "exercises/"), "%d-", &n); err == nil {
			last = max(last, n)
		}
	}
	e.File = fmt.Sprintf("exercises/%03d-%s.toml", last+10, e.Name)
	hidden, by, err := r.w.vary(ctx, r.dir, p, e)
	if err != nil {
		return err
	}
	var b strings.Builder
	field := func(name, value string) { fmt.Fprintf(&b, "%s = %s\n", name, tomlText(value)) }
	list := func(name string, values []string) {
		var quoted []string
		for _, v := range values {
			quoted = append(quoted, tomlText(v))
		}
		fmt.Fprintf(&b, "%s = [%s]\n", name, strings.Join(quoted, ", "))
	}
	field("name", e.Name)
	field("unit", e.Unit)
	field("title", e.Title)
	field("kind", string(e.Kind))
	field("data", e.Data)
	field("task", e.Task)
	var teaches, needs []string
	taught := map[string]bool{}
	for _, x := range p.Exercises {
		for _, f := range x.Teaches {
			taught[f] = true
		}
	}
	for _, f := range learn.FeaturesOf(e) {
		if taught[f] {
			needs = append(needs, f)
		} else {
			teaches = append(teaches, f)
		}
	}
	list("teaches", teaches)
	list("needs", needs)
	field("solution", e.Solution)
	field("result", e.Result)
	list("hints", e.Hints)
	field("after", e.After)
	b.WriteString("\n[[mistake]]\n")
	field("answer", e.Mistakes[0].Answer)
	field("say", e.Mistakes[0].Say)
	b.WriteString("\n[[variant]]\n")
	field("data", hidden)
	if err := writePack(r.dir, e.File, b.String()); err != nil {
		return err
	}
	r.view.line(fmt.Sprintf("%s is written; its hidden data is %s, made by %s.", e.File, hidden, mutationText(by)))
	return r.view.err
}
