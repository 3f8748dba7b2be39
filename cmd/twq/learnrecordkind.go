// What learn record asks for in each kind of exercise, and the solution, which is tried before it is kept.

package main

import (
	"context"
	"slices"
	"strings"

	"twq/cmd/twq/learn"
	"twq/fixtures/lesson"
)

// solving asks for the solution and what belongs to the kind, until it gives something, and shows what it gives.
func (r *recording) solving(ctx context.Context) error {
	e := &r.e
	switch e.Kind {
	case lesson.Predict:
		return r.ask(ctx, question{"the path whose result is asked for", &e.Ask, func(path string) error {
			return r.gives(ctx, path, func(v learn.Verdict) { e.Solution = uglyResult(v) })
		}})
	case lesson.Blank:
		return r.ask(ctx,
			question{"the path with one gap, written ____", &e.Template, func(template string) error {
				if strings.Count(template, lesson.Gap) != 1 || strings.Count(template, "_____") > 0 {
					return &makeError{Place: template, Why: badAnswer, Detail: "it has to have one gap of four _;"}
				}
				return nil
			}},
			question{"solution (what fills the gap)", &e.Solution, func(filling string) error { return r.gives(ctx, e.Fill(filling), r.keep) }})
	case lesson.Order:
		var pieces string
		err := r.ask(ctx, question{"the pieces of the path in their order, with / between, as in # / .text", &pieces, func(pieces string) error {
			if n := len(splitPieces(pieces)); n < 2 || n > 9 {
				return &makeError{Place: pieces, Why: badAnswer, Detail: "there have to be 2 to 9 pieces, with a blank, / and a blank between;"}
			}
			return r.gives(ctx, strings.Join(splitPieces(pieces), ""), r.keep)
		}})
		e.Pieces = splitPieces(pieces)
		r.view.question(e)
		return err
	case lesson.Match:
		var pairs string
		err := r.ask(ctx, question{"the pairs, with / between and = in each, as in 0.text = a text / # = a number", &pairs, func(pairs string) error {
			left, right := splitPairs(pairs)
			if n := len(left); n < 2 || n > 9 || slices.Contains(left, "") || slices.Contains(right, "") {
				return &makeError{Place: pairs, Why: badAnswer, Detail: "there have to be 2 to 9 pairs, each with a blank, = and a blank in it;"}
			}
			return nil
		}})
		e.Left, e.Right = splitPairs(pairs)
		r.view.question(e)
		return err
	case lesson.Translate:
		e.From = "python"
		if err := r.ask(ctx, question{"the expression in Python", &e.Expression, nil}); err != nil {
			return err
		}
	}
	what := "solution (a path, or a line of twq)"
	switch {
	case e.ByLine():
		what = "solution (a line of twq)"
	case e.Kind != "":
		what = "solution (a path)"
	}
	err := r.ask(ctx, question{what, &e.Solution, func(solution string) error { return r.solves(ctx, solution) }})
	if err == nil && e.Kind == lesson.Fix {
		err = r.ask(ctx, question{"the broken path", &e.Broken, func(broken string) error {
			got, err := r.bench.Check(ctx, e, broken)
			if err == nil && got.Right {
				err = &makeError{Place: broken, Why: badAnswer, Detail: "it gives what the solution gives, and is not broken;"}
			}
			return err
		}})
	}
	return err
}

// splitPieces takes the pieces of a path apart; a blank belongs to none of them, at its ends.
func splitPieces(text string) []string {
	pieces := strings.Split(text, " / ")
	for i := range pieces {
		pieces[i] = strings.TrimSpace(pieces[i])
	}
	return pieces
}

func splitPairs(text string) (left, right []string) {
	for _, pair := range splitPieces(text) {
		l, r, _ := strings.Cut(pair, " = ")
		left, right = append(left, strings.TrimSpace(l)), append(right, strings.TrimSpace(r))
	}
	return left, right
}

// kindOf is the kind of an exercise by its solution: a line of twq is told by its command.
func kindOf(solution string) lesson.Kind {
	words, _ := learn.Words(solution)
	least := 2 // count alone may be a key
	if len(words) > 1 && words[0] == "twq" {
		words, least = words[1:], 1
	}
	switch {
	case len(words) < least || !slices.Contains(readers, words[0]):
		return lesson.Path
	case words[0] == "query":
		return lesson.Table
	case words[0] == "count" || words[0] == "sum":
		return lesson.Count
	}
	return lesson.Command
}

// solves tries a solution, and keeps what it gives.
func (r *recording) solves(ctx context.Context, solution string) error {
	e := &r.e
	given := e.Kind
	if given == "" {
		e.Kind = kindOf(solution)
	}
	err := r.tried(ctx, solution)
	if err != nil {
		e.Kind = given
	}
	return err
}

func (r *recording) tried(ctx context.Context, solution string) error {
	e := &r.e
	if !e.ByLine() {
		return r.gives(ctx, solution, r.keep)
	}
	named := strings.Contains(solution, " -c") || strings.Contains(solution, " --columns")
	e.Header = e.Kind == lesson.Table && named // names that were chosen are a part of the answer
	e.Solution = solution
	got, err := r.bench.Solve(ctx, e)
	if err != nil {
		return &makeError{Place: solution, Why: badAnswer, Err: err}
	}
	r.view.line("It prints, and this is what an answer has to print:")
	r.view.printed(got, resultLines)
	return r.view.err
}

// keep keeps the result of a path.
func (r *recording) keep(v learn.Verdict) { r.e.Result = uglyResult(v) }

// uglyResult is a result in one line.
func uglyResult(v learn.Verdict) string {
	if text := v.Result.Get("@ugly").Raw; text != "" {
		return text
	}
	return v.Result.Raw
}

// gives wants a path to find something, and shows it.
func (r *recording) gives(ctx context.Context, path string, keep func(learn.Verdict)) error {
	got, err := r.bench.Try(ctx, &r.e, path)
	if err != nil {
		return err
	}
	empty := got.Result.IsArray() && len(got.Result.Array()) == 0 && r.e.Kind != lesson.Predict // where that may be the point
	if got.Err == nil && got.Result.Exists() && !empty {
		r.view.line("It gives, and this is kept:")
		r.view.value(got.Result, resultLines)
		keep(got)
		return r.view.err
	}
	if got.Err == nil {
		got.Err = &learn.NothingError{}
	}
	r.view.place(got.Err)
	r.view.notes(got.Notes, true, asTyped)
	return &makeError{Place: path, Why: badAnswer, Err: got.Err}
}
