// Evaluates paths, as twq query would, and compares their results.

package learn

import (
	"context"
	"errors"
	"slices"

	"twq/fixtures/lesson"
	"twq/query"
)

// evaluated is what a path gives on one document.
type evaluated struct {
	value query.Value
	notes []query.Note
	err   error // a *query.PathError or a *query.Refusal
}

// evaluate applies a path. The error is of the document or the context.
func evaluate(ctx context.Context, doc Document, text string) (evaluated, error) {
	p, err := query.ParsePath(text)
	if err != nil {
		return evaluated{err: err}, nil
	}
	table, err := query.Run(ctx, p, doc.input(), query.Options{ValuesOnly: true, Entire: true})
	if err == nil {
		for _, failed := range table.Rows { // the notes are complete behind them
			if err = failed; err != nil {
				break
			}
		}
	}
	if refusal, ok := errors.AsType[*query.Refusal](err); ok {
		return evaluated{err: refusal, notes: refusal.Notes}, nil
	}
	if err != nil {
		return evaluated{}, &DataError{Data: doc.Name, Err: err}
	}
	return evaluated{value: table.Whole, notes: table.Notes()}, nil
}

// Shown returns what gjson itself gives for a path, traps included; it is for the line that an exercise shows first.
func (b *Bench) Shown(ctx context.Context, e *lesson.Exercise, text string) (query.Value, error) {
	doc, err := b.Open(ctx, e.Data)
	if err != nil {
		return query.Value{}, err
	}
	p, err := query.ReadPath(text)
	if err != nil {
		return query.Value{}, err
	}
	_, lines := p.Lines()
	whole, err := query.ReadDocument(ctx, doc.input(), lines)
	if err != nil {
		return query.Value{}, &DataError{Data: doc.Name, Err: err}
	}
	value, _ := query.Walk(whole, p)
	return value, nil
}

// places are the data of an exercise, the visible first.
func (b *Bench) places(ctx context.Context, e *lesson.Exercise) ([]Document, error) {
	docs := make([]Document, 0, 1+len(e.Variants))
	for i := range 1 + len(e.Variants) {
		data := e.Data
		if i > 0 {
			data = e.Variants[i-1].Data
		}
		doc, err := b.Open(ctx, data)
		if err != nil {
			return nil, err
		}
		docs = append(docs, doc)
	}
	return docs, nil
}

// judgePath compares the results of a path with those of the solution, on all data.
func (b *Bench) judgePath(ctx context.Context, e *lesson.Exercise, text string) (Verdict, error) {
	v := Verdict{Path: text}
	docs, err := b.places(ctx, e)
	if err != nil {
		return v, err
	}
	solution := e.Solved()
	if e.Kind == lesson.Blank {
		solution = e.Fill(solution)
	}
	for i, doc := range docs {
		got, err := evaluate(ctx, doc, text)
		if err != nil {
			return v, err
		}
		want, err := b.solution(ctx, e, doc, solution)
		if err != nil {
			return v, err
		}
		if i == 0 {
			v.Result, v.Notes, v.Err = got.value, got.notes, got.err
			if got.err == nil {
				v.Notes = withoutThose(got.notes, want.notes)
			}
		}
		switch {
		case got.err != nil && want.err == nil:
			v.Err, v.Notes, v.Hidden = got.err, got.notes, i > 0
			return v, nil
		case want.err != nil:
			return v, &SolutionError{Exercise: e.Name, Data: doc.Name, Err: want.err}
		case !same(got.value, want.value, e.Unordered):
			v.Hidden, v.Difference = i > 0, differ(got.value, want.value)
			return v, nil
		}
	}
	v.Right = true
	return v, nil
}

// withoutThose leaves out the notes that the solution gets as well: they do not say what is wrong with an answer.
func withoutThose(notes, solution []query.Note) []query.Note {
	return slices.DeleteFunc(slices.Clone(notes), func(n query.Note) bool {
		return slices.ContainsFunc(solution, func(s query.Note) bool { return s.Code == n.Code && s.Message == n.Message })
	})
}

// solution is what the solution of an exercise gives on a document; it is evaluated once.
func (b *Bench) solution(ctx context.Context, e *lesson.Exercise, doc Document, text string) (evaluated, error) {
	key := e.Name + "\x00" + doc.Name
	if found, ok := b.given[key]; ok {
		return found, nil
	}
	found, err := evaluate(ctx, doc, text)
	if err == nil {
		if b.given == nil {
			b.given = map[string]evaluated{}
		}
		b.given[key] = found
	}
	return found, err
}

// SolutionError says that the solution of an exercise itself cannot be evaluated.
type SolutionError struct {
	Exercise, Data string
	Err            error
}

func (e *SolutionError) Error() string {
	return e.Exercise + ": the solution on " + e.Data + ": " + e.Err.Error()
}

// Unwrap returns the reason.
func (e *SolutionError) Unwrap() error { return e.Err }
