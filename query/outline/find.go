// Finds which paths lead to a key or a value.

package outline

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/tidwall/gjson"

	"twq/query"
)

// FindOptions are what a caller may ask besides the word.
type FindOptions struct {
	// Exact wants a key or a value that is the word, letter by letter; Regexp takes the word for a regular expression of Go's package
	// regexp. Otherwise the word is looked for anywhere in a key or value, whatever the case of its letters.
	Exact, Regexp bool
	Brief         bool // for people: five columns, texts cut
	Limit         int  // at most so many paths; 0: all
	// To says the paths in another language, too; "": in none.
	To query.Language
}

// PatternError is a regular expression that cannot be read, or a word of no letters.
type PatternError struct {
	Word string
	Err  error // nil: the word is empty
}

func (e *PatternError) Error() string {
	if e.Err == nil {
		return "there is no word to find"
	}
	return e.Err.Error()
}

// Unwrap returns the error of package regexp.
func (e *PatternError) Unwrap() error { return e.Err }

// foundLen is how many characters of a value are told.
const foundLen = 1000

// Find reads the inputs to their end and tells each general path, as [Paths] writes it, whose key or values have the word, in the order
// in which they first had it. A row has the path; in, which is "key" or "value"; matches, how many, of how many values at this path; first,
// the path of the first, at which gjson finds it; and its value, unless that is an object or list; a text is cut behind 1,000 characters. With To, two more
// have the path and first in that language, where it has words for them; Brief shows these instead.
// Texts are compared decoded, numbers and words as they stand in the source. Memory is that of an outline; also the longest text is looked at in
// pieces.
//
// Errors are a *[PatternError] and those of [Paths].
func Find(ctx context.Context, in []query.Input, word string, o FindOptions) (query.Table, error) {
	match, err := newMatcher(word, o)
	if err != nil {
		return query.Table{}, err
	}
	f := &finder{match: match}
	whole := &survey{finder: f}
	broken := whole.readAll(ctx, in)
	f.drop()
	if broken != nil && whole.empty() {
		return query.Table{}, broken
	}
	l := findings{whole: whole}
	l.walk(whole.document(), pathText{}, "")
	slices.SortStableFunc(l.all, func(a, b finding) int { return cmp.Compare(a.order, b.order) })
	t := query.Table{Shape: query.List, Labelled: o.Brief, Columns: o.columns()}
	said := &translator{to: o.To}
	if len(l.all) == 0 && broken == nil {
		t.Whole = gjson.Parse("[]")
	}
	t.Rows = func(yield func(query.Row, error) bool) {
		for i, f := range l.all {
			if o.Limit > 0 && i == o.Limit {
				break
			}
			if !yield(rowOf(t.Columns, f.cells(o.Brief, said)), nil) {
				return
			}
		}
		if broken != nil {
			yield(query.Row{}, broken)
		}
	}
	t.Notes = func() []query.Note { return append(l.notes(word, o), said.notes()...) }
	return t, nil
}

func (o FindOptions) columns() (columns []query.Column) {
	names := []string{"path", "in", "matches", "of", "first", "value"}
	switch to := string(o.To); {
	case o.Brief && to != "":
		names = []string{to, "in", "matches", "first", "value"}
	case o.Brief:
		names = slices.Delete(names, 3, 4)
	case to != "":
		names = append(names, to, to+"_first")
	}
	for _, n := range names {
		columns = append(columns, query.Column{Name: n, Path: n})
	}
	return columns
}

// found is what was found at one branch.
type found struct {
	values, keys int64 // of values, and of keys of a map
	value, key   firstFound
	awaits       int64 // the number of the value that the first key of a map leads to
}

// firstFound is where something was found first.
type firstFound struct {
	order int64 // among all that was found; 0: nothing
	doc   int64
	path  string
	raw   string
}

// finder looks at the keys and scalars of a tree as it grows.
type finder struct {
	match matcher
	order int64
	long  *longText // the text at hand, where it comes in pieces
}

// piece is told of long texts, keys among them.
func (f *finder) piece(source []byte, first bool) {
	if first {
		f.drop()
		f.long = &longText{test: f.match.pieces()}
	}
	f.long.add(source)
}

// drop forgets a text that came in pieces.
func (f *finder) drop() bool {
	if f.long == nil {
		return false
	}
	matched := f.long.matches()
	f.long = nil
	return matched
}

func (f *finder) note(b *branch) *found {
	if b.found == nil {
		b.found = &found{}
	}
	return b.found
}

func (f *finder) first(g *tree, b *branch, raw []byte) firstFound {
	f.order++
	return firstFound{order: f.order, doc: g.docs, path: g.here(b), raw: string(raw[:min(len(raw), 6*foundLen)])}
}

// grown looks at the key of a new branch.
func (f *finder) grown(b *branch) {
	if b.hit = f.match.whole([]byte(b.key)); b.hit {
		f.order++
		f.note(b).key.order = f.order
	}
}

// key looks at a key of a map.
func (f *finder) key(g *tree, b *branch, key []byte) {
	if !f.match.whole(key) {
		return
	}
	n := f.note(b)
	if n.keys++; n.key.order == 0 {
		n.key = f.first(g, b, nil)
		n.awaits = b.total() + 1
	}
}

// scalar looks at a value.
func (f *finder) scalar(g *tree, b *branch, kind int, t *tokens) {
	if b.hit && b.found.key.raw == "" && b.total() == 1 || b.many && b.found != nil && b.found.awaits == b.total() {
		b.found.key.raw = string(t.text[:min(len(t.text), 6*foundLen)])
	}
	if f.matches(kind, t) {
		n := f.note(b)
		if n.values++; n.value.order == 0 {
			n.value = f.first(g, b, t.text)
		}
	}
}

func (f *finder) matches(kind int, t *tokens) bool {
	switch {
	case kind != texts:
		return f.match.whole(t.text)
	case !t.whole:
		return f.drop()
	case t.escaped:
		return f.match.whole([]byte(gjson.ParseBytes(t.text).Str))
	}
	return f.match.whole(t.text[1 : len(t.text)-1])
}

// mergeFound adds what was found at src; the keys that src has by itself become those of a map where b is one.
func (b *branch) mergeFound(src *branch, move mover) {
	if src.found == nil {
		return
	}
	if b.found == nil {
		b.found = &found{}
	}
	from := *src.found
	if src.hit {
		from.key.doc, from.key.path = src.doc, src.first
		if b.many {
			from.keys = src.total()
		}
	}
	b.found.values += from.values
	b.found.keys += from.keys
	b.found.value.take(from.value, move)
	b.found.key.take(from.key, move)
}

func (a *firstFound) take(b firstFound, move mover) {
	if a.order != 0 || b.order == 0 {
		return
	}
	if *a = b; move != nil {
		a.doc, a.path = move(b.doc, b.path)
	}
}

// finding is a row.
type finding struct {
	path, in    string
	matches, of int64
	first       string
	raw         string
	kind        string
	order       int64
}

// findings gathers what was found in a document.
type findings struct {
	whole *survey
	all   []finding
	keys  []string
	lost  int
}

// walk looks at a branch and below it; list is the path of the list whose elements it is.
func (l *findings) walk(b *branch, path pathText, list string) {
	if path.bad || len(path.text) > query.MaxPathLen {
		l.lost++
		return
	}
	at := path.String()
	if b.element {
		at = list
	} else if !b.many && path.begun {
		l.keys = append(l.keys, b.key)
	}
	if b.found != nil {
		l.found(b, at)
	}
	for m := range b.inner {
		next := path.clone()
		switch {
		case m.element:
			next.elements()
		case m.many:
			next.anyKey()
		default:
			next.key(m.key)
		}
		l.walk(m, next, at)
	}
}

func (l *findings) found(b *branch, path string) {
	f := *b.found
	if b.hit {
		f.keys, f.key.doc, f.key.path = b.total(), b.doc, b.first
	}
	if f.keys > 0 {
		l.all = append(l.all, finding{path, "key", f.keys, b.total(), l.whole.concrete(f.key.doc, f.key.path), f.key.raw, b.kind(0), f.key.order})
	}
	if f.values > 0 {
		l.all = append(l.all, finding{path, "value", f.values, b.total(), l.whole.concrete(f.value.doc, f.value.path), f.value.raw, "", f.value.order})
	}
}

func (f finding) cells(brief bool, said *translator) []query.Value {
	var first, value query.Value
	if f.first != tooLong {
		first = textValue(f.first)
	}
	if f.raw != "" {
		value = cutValue(f.raw, foundLen)
	}
	inOther := [2]query.Value{}
	if text := said.say(f.path, true); text != "" {
		inOther[0] = textValue(text)
	}
	if first.Exists() {
		if text := said.say(f.first, false); text != "" {
			inOther[1] = textValue(text)
		}
	}
	if !brief {
		cells := []query.Value{textValue(f.path), textValue(f.in), intValue(f.matches), intValue(f.of), first, value}
		if said.to != "" {
			cells = append(cells, inOther[:]...)
		}
		return cells
	}
	path := textValue(f.path)
	if inOther[0].Exists() {
		path = inOther[0]
	}
	if inOther[1].Exists() {
		first = inOther[1]
	}
	if f.raw == "" {
		value = textValue("(" + f.kind + ")")
	} else if value.Type == gjson.String {
		value = textValue(query.Clip(value.Str, 60))
	}
	return []query.Value{path, textValue(f.in), textValue(share(f.matches, f.of)), first, value}
}

func (l *findings) notes(word string, o FindOptions) []query.Note {
	p := printer{whole: l.whole, lost: l.lost}
	notes := p.notes()
	if n := len(l.all); o.Limit > 0 && n > o.Limit {
		notes = append(notes, query.Note{Message: fmt.Sprintf("%d of %d paths shown", o.Limit, n)})
	}
	if len(l.all) > 0 {
		return notes
	}
	n := query.Note{Message: fmt.Sprintf("no key and no value has %q", query.Clip(word, 60))}
	if o.Exact {
		n.Message = fmt.Sprintf("no key and no value is %q; without --exact a part of it will do", query.Clip(word, 60))
	}
	if near := query.NearestKey(word, l.keys); near != "" && !o.Regexp {
		n.Message += fmt.Sprintf("; the nearest key is %s", near)
	}
	return append(notes, n)
}
