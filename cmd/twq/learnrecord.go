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

type learnRecordCmd struct {
	Kind string `enum:",path,predict,blank,fix,order,match,translate,table,count,command" default:"" placeholder:"KIND" help:"path, predict, blank, fix, order, match, translate, table, count or command; default: path, or what the solution is when it is a line of twq."`
}

// Help is the long help.
func (learnRecordCmd) Help() string {
	return `It asks for the data, the task and the solution, shows and keeps what the solution gives, asks for three hints, a mistake
and what is said after success, and makes hidden data; where none can be made, that is told. A solution that is a line of twq makes an exercise of the kind
table (query), count (count, sum) or command (any other); --kind makes the others, and asks for what belongs to them.
The answers may also be piped in, a line for each question.

Examples:

  twq learn --pack my-pack record
  twq learn --pack my-pack record --kind predict`
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
func (c learnRecordCmd) Run(ctx context.Context, w *world, parent *learnCmd) error {
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
	r.e.Kind = lesson.Kind(c.Kind)
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

// question is one that is asked, where its answer belongs, and what is wrong with an answer, as a *makeError; nil: nothing can be.
type question struct {
	text  string
	into  *string
	wrong func(answer string) error
}

// ask asks until there are answers that can be taken. Of lines that are piped in, one that cannot be is an error.
func (r *recording) ask(ctx context.Context, questions ...question) error {
	for _, q := range questions {
		for {
			line, err := r.lines.read(ctx, q.text)
			if line = strings.TrimSpace(line); err != nil && (line == "" || !errors.Is(err, io.EOF)) {
				return err
			}
			if err = r.taken(q, line); err == nil {
				*q.into = line
				break
			}
			bad, ok := errors.AsType[*makeError](err)
			if !ok || r.lines.prompt == nil && !r.w.StdinTTY {
				return err
			}
			if line != "" {
				r.view.wrapped(makeWords(bad).head)
			}
		}
	}
	return nil
}

// taken says why an answer cannot be taken.
func (r *recording) taken(q question, line string) error {
	if line == "" {
		return &makeError{Place: q.text, Why: badAnswer, Detail: "it is empty;"}
	}
	if err := lesson.Plain(line); err != nil {
		return &makeError{Place: q.text, Why: badAnswer, Err: asDefect(err)}
	}
	if q.wrong != nil {
		return q.wrong(line)
	}
	return nil
}

func (r *recording) naming(ctx context.Context) error {
	p := r.bench.Pack
	var units []string
	for _, u := range p.Units {
		units = append(units, u.Name)
	}
	return r.ask(ctx,
		question{"name (small letters and dashes)", &r.e.Name, func(name string) error {
			if old, _ := p.Find(name); old != nil {
				return &makeError{Place: name, Why: thereYet}
			}
			if name != kebab(name) {
				return &makeError{Place: name, Why: badAnswer, Detail: "a name has small letters, digits and dashes;"}
			}
			return nil
		}},
		question{"unit (" + strings.Join(units, ", ") + ")", &r.e.Unit, func(unit string) error {
			for _, known := range units {
				if unit == known {
					return nil
				}
			}
			return &makeError{Place: unit, Why: badAnswer, Detail: "the pack has no such unit;"}
		}},
		question{"title", &r.e.Title, nil},
		question{"data (fixture:library, data/FILE.json, a resource)", &r.e.Data, func(data string) error {
			_, err := r.bench.Open(ctx, data)
			if err != nil && ctx.Err() == nil {
				err = &makeError{Place: data, Why: badAnswer, Detail: "it cannot be had:", Err: err}
			}
			return err
		}},
		question{"task", &r.e.Task, nil},
	)
}

func (r *recording) helping(ctx context.Context) error {
	e := &r.e
	e.Hints = make([]string, 3)
	e.Mistakes = make([]lesson.Mistake, 1)
	return r.ask(ctx,
		question{"hint 1, which points the way", &e.Hints[0], nil},
		question{"hint 2", &e.Hints[1], nil},
		question{"hint 3, which all but says it", &e.Hints[2], nil},
		question{"a wrong answer that will be given", &e.Mistakes[0].Answer, func(answer string) error {
			got, err := r.bench.Check(ctx, e, answer)
			if err == nil && got.Right {
				err = &makeError{Place: answer, Why: badAnswer, Detail: "it gives what the solution gives, and is no mistake;"}
			}
			return err
		}},
		question{"what is said to it", &e.Mistakes[0].Say, nil},
		question{"what is said after success", &e.After, nil},
	)
}

// write writes the exercise behind those that are there, with hidden data where its answers are evaluated.
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
	taught := map[string]bool{}
	for _, x := range p.Exercises {
		for _, f := range x.Teaches {
			taught[f] = true
		}
	}
	for _, f := range learn.FeaturesOf(e) {
		if taught[f] {
			e.Needs = append(e.Needs, f)
		} else {
			e.Teaches = append(e.Teaches, f)
		}
	}
	made := "."
	if e.ByPath() || e.ByLine() {
		hidden, by, err := r.w.vary(ctx, r.dir, p, e)
		bad, ok := errors.AsType[*makeError](err)
		switch {
		case err == nil:
			e.Variants = []lesson.Variant{{Data: hidden}}
			made = fmt.Sprintf("; its hidden data is %s, made by %s.", hidden, mutationText(by))
		case ok && bad.Why == useless: // what was typed is kept all the same
			r.w.note(makeWords(bad).head + "; write hidden data by hand, with other names and another order, and name it in " + e.File + " under [[variant]]")
			made += " It has no hidden data yet."
		default:
			return err
		}
	}
	if err := writePack(r.dir, e.File, exerciseText(e)); err != nil {
		return err
	}
	r.view.wrapped(e.File + " is written, an exercise of the kind " + string(e.Kind) + made)
	return r.view.err
}

// exerciseText is an exercise as a file of a pack, without what it does not have.
func exerciseText(e *lesson.Exercise) string {
	var b strings.Builder
	field := func(name, value string) {
		if value != "" {
			fmt.Fprintf(&b, "%s = %s\n", name, tomlText(value))
		}
	}
	list := func(name string, values []string, always bool) {
		var quoted []string
		for _, v := range values {
			quoted = append(quoted, tomlText(v))
		}
		if always || len(values) > 0 {
			fmt.Fprintf(&b, "%s = [%s]\n", name, strings.Join(quoted, ", "))
		}
	}
	field("name", e.Name)
	field("unit", e.Unit)
	field("title", e.Title)
	field("kind", string(e.Kind))
	if e.Header {
		b.WriteString("header = true\n")
	}
	field("data", e.Data)
	field("task", e.Task)
	field("ask", e.Ask)
	field("template", e.Template)
	field("broken", e.Broken)
	field("from", e.From)
	field("expression", e.Expression)
	list("pieces", e.Pieces, false)
	list("left", e.Left, false)
	list("right", e.Right, false)
	list("teaches", e.Teaches, true)
	list("needs", e.Needs, true)
	field("solution", e.Solution)
	field("result", e.Result)
	list("hints", e.Hints, true)
	field("after", e.After)
	for _, m := range e.Mistakes {
		b.WriteString("\n[[mistake]]\n")
		field("answer", m.Answer)
		field("say", m.Say)
	}
	for _, v := range e.Variants {
		b.WriteString("\n[[variant]]\n")
		field("data", v.Data)
	}
	return b.String()
}
