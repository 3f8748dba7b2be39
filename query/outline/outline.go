// Package outline says what is in a stream of JSON: every path once, with its kinds, how often it is present, and a sample; every single
// value with a path of its own; and the paths that lead to a word. It reads tokens in memory that does not grow with the stream.
package outline

import (
	"context"

	"twq/query"
)

// Options are what a caller may ask of [Paths]; the zero value gives every path in all columns.
type Options struct {
	// Brief is for people: four columns of words; a shape that repeats another (a tweet in a tweet) is one row, and so are the members of
	// an object that are all alike: eight or more objects of one shape.
	Brief bool
	// Expand shows repeated shapes and members that are alike in full. Without Brief they always are.
	Expand bool
	// Depth is how many keys and lists a path may lead through; 0: any number.
	Depth int
	// Under is a path in the general form of the outline; only it and what is below it is shown. "": everything. Nothing is folded around
	// it.
	Under string
	// Limit is how many rows there may be at most; 0: all.
	Limit int
}

// Paths reads the inputs to their end and tells every distinct path in them, in the order in which they first occur: "#" stands for
// the elements of a list and "*" for the keys of an object that has too many of them to be anything but a map (over 2,000). Memory is
// bounded by the distinct paths, of which it knows 20,000 one by one, and not by the inputs.
//
// A row that is not Brief is an object: path; kinds; present, how many values there are, of how many objects that could have one; elements,
// the kinds of the elements of its lists, and least and most, how many a list has; values, all of them where they are few and short;
// sample, the first that is not empty, cut behind 100 characters, a number that is cut being a text. Values and sample of a list are those of its elements.
//
// An error is a *[query.SyntaxError] or what the reading of an input failed with. When something was counted before it, the table has that,
// and the error ends its rows.
func Paths(ctx context.Context, in []query.Input, o Options) (query.Table, error) {
	whole := &survey{}
	broken := whole.readAll(ctx, in)
	if broken != nil && whole.empty() {
		return query.Table{}, broken
	}
	top := whole.document()
	if o.Brief && !o.Expand {
		foldAlike(top, pathText{}, o.Under)
		foldRepeats(top, o.Under)
	}
	p := printer{o: o, whole: whole}
	t := query.Table{Shape: query.List, Labelled: o.Brief, Columns: p.columns()}
	t.Rows = func(yield func(query.Row, error) bool) {
		p.yield = yield
		if p.root(top) && broken != nil {
			yield(query.Row{}, broken)
		}
	}
	t.Notes = func() []query.Note { return p.notes() }
	return t, nil
}
