// The flags that say which elements stay and in which order, and what is said of those that went.

package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"twq/query"
)

// weedFlags say which elements of the list that the path walks stay. They act before anything is taken out of the elements. nil was not
// given.
type weedFlags struct {
	Since  *string `placeholder:"T" help:"Only elements whose created_at is T or later: 2019-12-09T10:00Z, a date (midnight UTC), or as Twitter writes it."`
	Until  *string `placeholder:"T" help:"Only elements whose created_at is before T."`
	Unique *string `placeholder:"COL" help:"Of elements with the same value there only the first; COL is a path inside an element, or the name of a column."`
}

// sieveFlags also say in which order they come, and what becomes of them.
type sieveFlags struct {
	weedFlags
	Sort    *string `placeholder:"COL" help:"Order the elements: numbers and ids exactly, dates by their time, other text by code point; null and missing last."`
	Desc    bool    `help:"Turn the order of --sort round; null and missing stay last."`
	Explode *string `placeholder:"PATH" help:"One row for each item of the list PATH inside an element, the item in its place: entities.hashtags, or with -c tweet hashtags."`
}

// sieveHelp is the part of the long help that is about them.
const sieveHelp = `
--since, --until, --unique, --sort and --explode act, in this order, on the elements that the first # of the path walks, or on the list
that a path of keys leads to, before anything is taken out of them. A COL inside the list of --explode is that of the single items.
With -c tweet, --explode hashtags, mentions, urls or media, or the path of that list in a tweet, is the list that the column shows: that
of the whole text, and of a retweet that of the original.
The order of --sort: false, true; numbers by their exact value; texts of digits alone, such as id_str, by the number they write; texts
that are a time or a date by the time; other texts by their Unicode code points (Z before a); lists and objects by their text. What is
equal keeps its order. null comes behind all of them, and what is missing behind that, with --desc too.
--unique takes 1 and 1.0 for the same, and never a text for a number.`

// sieve reads the flags and checks them against the path, before anything is fetched.
func (f sieveFlags) sieve(p *query.Path, columns []query.Column) (s query.Sieve, err error) {
	for _, given := range []struct {
		flag  string
		value *string
		to    *string
		at    *time.Time
	}{
		{"--since", f.Since, nil, &s.Since}, {"--until", f.Until, nil, &s.Until},
		{"--unique", f.Unique, &s.Unique, nil}, {"--sort", f.Sort, &s.Sort, nil}, {"--explode", f.Explode, &s.Explode, nil},
	} {
		switch {
		case given.value == nil:
		case *given.value == "":
			return s, &flagError{Flag: given.flag, Fault: emptyValue}
		case given.at != nil:
			t, ok := query.ParseMoment(*given.value)
			if !ok || t.IsZero() {
				return s, &flagError{Flag: given.flag, Value: *given.value, Fault: noMoment}
			}
			*given.at = t
		default:
			*given.to = *given.value
		}
	}
	s.Desc = f.Desc
	switch {
	case f.Since != nil && f.Until != nil && !s.Since.Before(s.Until):
		return s, &flagError{Flag: "--since " + quote(*f.Since), Value: *f.Until, Fault: noTimeBetween}
	case f.Desc && f.Sort == nil:
		return s, &flagError{Flag: "--desc", Fault: descAlone}
	}
	if err := s.Check(p, columns); err != nil {
		return s, &sieveFault{err: err, flags: f}
	}
	return s, nil
}

// names are the flags that were given, as they stand in a sentence.
func (f sieveFlags) names() string {
	var names []string
	for _, given := range []struct {
		flag  string
		value *string
	}{{"--since", f.Since}, {"--until", f.Until}, {"--unique", f.Unique}, {"--sort", f.Sort}, {"--explode", f.Explode}} {
		if given.value != nil {
			names = append(names, given.flag)
		}
	}
	if len(names) > 1 {
		return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
	}
	return strings.Join(names, "")
}

// flagOf is the flag that a path was given to.
func (f sieveFlags) flagOf(path string) string {
	switch {
	case f.Unique != nil && *f.Unique == path:
		return "--unique"
	case f.Explode != nil && *f.Explode == path:
		return "--explode"
	}
	return "--sort"
}

// retryFlags are the flags that a suggested command needs to sift the same way.
func (f sieveFlags) retryFlags() []string {
	var flags flagWords
	flags.given("--since", f.Since)
	flags.given("--until", f.Until)
	flags.given("--unique", f.Unique)
	flags.given("--sort", f.Sort)
	flags.is("--desc", f.Desc)
	flags.given("--explode", f.Explode)
	return flags
}

// answering makes a table of inputs, with the options that were given for it.
type answering func(ctx context.Context, p *query.Path, in []query.Input, o query.Options) (query.Table, error)

// ask lets an answering see what the sieve leaves of the inputs. The sifting is to be closed; it is nil where there is an error.
func (a asking) ask(ctx context.Context, p *query.Path, in *opened, s query.Sieve, o query.Options, answer answering) (t query.Table, sifting *query.Sifting, err error) {
	left, sifting, err := query.Sift(ctx, p, in.inputs, s, o)
	if err != nil {
		_, noList := errors.AsType[*query.NoListError](err)
		_, unusable := errors.AsType[*query.SieveError](err)
		if noList || unusable {
			err = &sieveFault{err: err, flags: a.sieveFlags}
		}
		return t, nil, err
	}
	if o.AllColumns && !s.IsZero() {
		in.keepAgain(&left[0])
	}
	t, err = answer(ctx, p, left, o)
	if err != nil {
		sifting.Close()
		return t, nil, err
	}
	if notes := t.Notes; !s.IsZero() {
		in.sifted = sifting
		t.Read = func() (int, bool) {
			c := sifting.Count()
			return c.Read, !c.Partial
		}
		t.Notes = func() []query.Note {
			said := notes()
			return append(append(sifting.Absent(), said...), a.siftedNotes(sifting.Count())...)
		}
	}
	return t, sifting, nil
}

// siftedNotes say what became of the elements. Of an input that was not read to its end nothing is said.
func (f sieveFlags) siftedNotes(c query.Sifted) (notes []query.Note) {
	if c.Partial {
		return nil
	}
	add := func(n int, one, many string, args ...any) {
		if n > 0 {
			form := many
			if n == 1 {
				form = one
			}
			notes = append(notes, query.Note{Message: fmt.Sprintf(form, append([]any{n}, args...)...), Offset: -1})
		}
	}
	if c.Left == 0 {
		add(c.Outside, "nothing is left: %d element lies outside the dates", "nothing is left: %d elements lie outside the dates")
	}
	add(c.Undated, "%d element has no created_at that can be read, and was left out", "%d elements have no created_at that can be read, and were left out")
	if f.Unique != nil {
		add(c.Duplicates, "%d element was left out: one before it has the same %s", "%d elements were left out: one before them has the same %s", query.Clip(*f.Unique, 60))
		add(c.Unkeyed, "%d element has no %s, and stays", "%d elements have no %s, and stay", query.Clip(*f.Unique, 60))
	}
	if f.Sort != nil {
		add(c.NullLast, "%d element is last, where %s is null", "%d elements are last, where %s is null", query.Clip(*f.Sort, 60))
		add(c.AbsentLast, "%d element is last, which has no %s", "%d elements are last, which have no %s", query.Clip(*f.Sort, 60))
	}
	if f.Explode != nil {
		add(c.Emptied, "%d element has nothing in %s, and stays one element without it", "%d elements have nothing in %s, and stay one element each without it", query.Clip(*f.Explode, 60))
		add(c.Unlisted, "%d element has no list in %s but something else, and stays as it is", "%d elements have no list in %s but something else, and stay as they are", query.Clip(*f.Explode, 60))
	}
	return notes
}

// sieveFault is a list or a path that the flags of the sieve cannot act on.
type sieveFault struct {
	err   error
	flags sieveFlags
}

func (e *sieveFault) Error() string { return e.err.Error() }
func (e *sieveFault) Unwrap() error { return e.err }
