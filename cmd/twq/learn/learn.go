// Package learn judges answers to the exercises of a pack, tests packs, keeps what was solved and reads lines at a terminal. It decides
// and counts; what is said to the learner is said elsewhere.
//
// An answer is judged by its result, on the data that is shown and on hidden data of the same form, never by its text.
package learn

import (
	"context"
	"strings"

	"twq/fixtures/lesson"
	"twq/query"
)

// Run runs a command line of twq (without the word twq) that only reads, on stdin, without a network and without files. The error says
// that the line is refused; what a line prints on failing is in Ran.
type Run func(ctx context.Context, args []string, stdin string) (Ran, error)

// Ran is what a command line printed.
type Ran struct {
	Code     int
	Out, Err string
}

// Bench is where answers to the exercises of a pack are judged. It is not safe for concurrent use.
type Bench struct {
	Pack *lesson.Pack
	Run  Run

	docs    map[string]Document
	printed map[string]Ran       // what solutions print
	given   map[string]evaluated // what solutions give
}

// Way says how a right answer compares with those of the pack.
type Way int

// The ways of being right.
const (
	Solution    Way = iota // it is the solution
	Alternative            // the pack lists it, too
	Another                // the pack does not know it, and it gives the same
)

// Verdict is what became of an answer.
type Verdict struct {
	Right bool
	Way   Way
	// Path is the path that was evaluated, "" for kinds without one.
	Path string
	// Result is what it gives on the data that is shown; it does not Exist where it gives nothing. Out is what a command line printed.
	Result query.Value
	Out    string
	// Hidden says that the answer is right on the data that is shown, and not on other data.
	Hidden bool
	// Difference says what is wrong with the result.
	Difference Difference
	// Mistake is the listed mistake that was made, or nil.
	Mistake *lesson.Mistake
	// Notes are what there is to know about the path on this data.
	Notes []query.Note
	// Err says why it could not be evaluated: a *query.PathError, a *query.Refusal, or the error of a command line.
	Err error
	// Said is what a failing command line wrote to stderr.
	Said string
}

// Check judges an answer. The error is of the pack or the context, not of the answer.
func (b *Bench) Check(ctx context.Context, e *lesson.Exercise, answer string) (Verdict, error) {
	answer = strings.TrimSpace(answer)
	v, err := b.judge(ctx, e, answer)
	if err != nil {
		return v, err
	}
	if v.Right {
		v.Way = wayOf(e, answer, v.Path)
		return v, nil
	}
	for i, m := range e.Mistakes {
		if sameText(e, m.Answer, answer) {
			v.Mistake = &e.Mistakes[i]
			break
		}
	}
	return v, nil
}

func (b *Bench) judge(ctx context.Context, e *lesson.Exercise, answer string) (Verdict, error) {
	switch {
	case answer == "":
		return Verdict{Difference: Difference{Kind: NoAnswer}}, nil
	case e.Kind == lesson.Predict, e.Kind == lesson.Translate && e.To != "":
		return judgeText(e, answer), nil
	case e.Kind == lesson.Match:
		return judgePairs(e, answer), nil
	case e.ByLine():
		return b.judgeLine(ctx, e, answer)
	case e.Kind == lesson.Order && strings.Trim(answer, "0123456789 ,") == "":
		if _, ok := ordered(e, answer); !ok {
			return Verdict{Difference: Difference{Kind: NotOrder, Want: len(e.Pieces)}}, nil
		}
	}
	var best Verdict
	for i, path := range readings(e, answer) {
		v, err := b.judgePath(ctx, e, path)
		if err != nil || v.Right {
			return v, err
		}
		if i == 0 {
			best = v
		}
	}
	return best, nil
}

// readings are the paths that an answer may stand for, the likeliest first.
func readings(e *lesson.Exercise, answer string) []string {
	switch e.Kind {
	case lesson.Blank:
		filled := e.Fill(answer)
		if before, _, _ := strings.Cut(e.Template, lesson.Gap); before != "" && strings.HasPrefix(answer, before) {
			return []string{answer, filled}
		}
		return []string{filled, answer}
	case lesson.Order:
		if path, ok := ordered(e, answer); ok {
			return []string{path}
		}
	}
	return []string{answer}
}

// wayOf tells the way of a right answer; path is what it stands for.
func wayOf(e *lesson.Exercise, answer, path string) Way {
	solved := e.Solved()
	if e.Kind == lesson.Blank {
		solved = e.Fill(solved)
		answer = path
	}
	if e.Kind == lesson.Order {
		answer = path
	}
	switch {
	case e.Kind == lesson.Match || e.Kind == lesson.Predict || e.To != "" || sameText(e, solved, answer):
		return Solution
	}
	for _, a := range e.Alternatives {
		if sameText(e, a, answer) || e.Kind == lesson.Blank && sameText(e, e.Fill(a), answer) {
			return Alternative
		}
	}
	return Another
}

// sameText says that two answers are written alike, but for what does not matter in writing.
func sameText(e *lesson.Exercise, a, b string) bool {
	if a, b = strings.TrimSpace(a), strings.TrimSpace(b); a == b {
		return true
	}
	switch {
	case e.ByLine():
		x, err := Words(a)
		y, err2 := Words(b)
		return err == nil && err2 == nil && strings.Join(bareLine(x), "\x00") == strings.Join(bareLine(y), "\x00")
	case e.Kind == lesson.Match:
		return pairsOf(a) == pairsOf(b)
	case e.Kind == lesson.Order:
		x, ok := ordered(e, a)
		y, ok2 := ordered(e, b)
		return ok && ok2 && x == y || ok && x == b || ok2 && y == a
	case e.Kind == lesson.Predict || e.To != "":
		return chosen(e, a) == chosen(e, b)
	}
	return false
}
