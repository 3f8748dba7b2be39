// Says which elements of a list stay and in which order, and on which list of a path that is done.

package query

import (
	"cmp"
	"time"

	"github.com/tidwall/gjson"
)

// Sieve is what is done with the elements of a list before a path takes anything out of them, in this order: what is not in time and
// what is there twice goes, the rest is sorted, and what holds lists becomes several. The zero value leaves all as it is.
//
// Sort and Unique are paths inside an element, or names of Options.Columns, which stand for what that column shows, or without those the
// names that the multipath of each row gives.
type Sieve struct {
	// Since is the first moment at which the created_at of an element may lie, Until the first at which it may not; zero: any. An
	// element whose created_at cannot be read by [ParseMoment] is left out where one of them is set.
	Since, Until time.Time
	// Unique leaves out elements that have the same value there as one before them, see [AppendIdentity]; elements without one stay.
	// null is a value.
	Unique string
	// Sort orders the elements by the value there, see [CompareValues]; equal ones stay in their order.
	Sort string
	// Desc turns the order of values round. Elements whose value is null or missing come last all the same.
	Desc bool
	// Explode is the path, of keys alone, of a list inside an element: the element is repeated for each item, which takes the place of
	// the list. An element without the list, or with an empty one, stays once, without that member. Where Unique or Sort is this path or
	// goes on from it, the list is exploded before: it is the items that are told apart or sorted.
	Explode string
	// Dir is where temporary files are put; "": the system's folder for them.
	Dir string

	memory   int // bytes that are held to sort; 0: SorterMemory
	distinct int // values that are held to tell what is there twice; 0: mostDistinct
}

// mostDistinct is how many values are held in memory to tell what is there twice.
const mostDistinct = 1 << 20

// IsZero tells whether the sieve leaves all as it is.
func (s Sieve) IsZero() bool {
	return s.Since.IsZero() && s.Until.IsZero() && s.Unique == "" && s.Sort == "" && s.Explode == ""
}

// Sifted counts what a sieve has done.
type Sifted struct {
	Read       int // elements that came
	Undated    int // left out because their created_at is missing or cannot be read
	Outside    int // left out because their created_at lies outside
	Duplicates int // left out because one before them has the same value
	Unkeyed    int // kept although they have no value of which there could be another
	NullLast   int // sorted to the end because the value is null
	AbsentLast int // sorted to the end because there is no value
	Exploded   int // elements that met the list to be exploded, or its absence
	Emptied    int // of them those without the list, or with an empty one
	Unlisted   int // of them those with something else there, such as null
	Left       int // elements that were handed on
	// Partial says that reading was stopped before the end, because the answer was known: the counts are not those of the whole input.
	Partial bool
}

// NoListError says that a path walks no list that a sieve could act on.
type NoListError struct {
	Path string // "" is the whole document
	// Step is the part of the path in which it stops being one that walks a list; "" where the path could walk one and Found is there.
	Step string
	// Index tells that Step takes one element of a list.
	Index bool
	// Found is what is where the list should be, in a word or two; "" where the path alone tells.
	Found string
}

func (e *NoListError) Error() string {
	if e.Found != "" {
		return cmp.Or(e.Path, "the document") + " is no list but: " + e.Found
	}
	return e.Path + " walks no list that can be told, because of " + e.Step
}

// SieveError is a path of a sieve that cannot be used.
type SieveError struct {
	Path string
	// NotPlain says that a path of keys alone is wanted; else Err tells.
	NotPlain bool
	Err      error // a *PathError or a *Refusal
}

func (e *SieveError) Error() string {
	if e.NotPlain {
		return e.Path + " is more than keys"
	}
	return e.Err.Error()
}

// Unwrap returns what is wrong with the path.
func (e *SieveError) Unwrap() error { return e.Err }

// Check tells, without any data, whether the sieve can be used with a path and columns; p nil is the whole document. An error is a
// *NoListError, a *SieveError, or the *PathError of a path that gjson reads otherwise than it looks.
func (s Sieve) Check(p *Path, columns []Column) error {
	if s.IsZero() {
		return nil
	}
	for _, path := range []string{s.key(s.Unique, p, columns).path, s.key(s.Sort, p, columns).path, s.Explode} {
		if path == "" {
			continue
		}
		read, err := ParsePath(path)
		if err != nil {
			return &SieveError{Path: path, Err: err}
		}
		if e := read.Misread(); e != nil {
			return &SieveError{Path: path, Err: e}
		}
		if _, ok := keysOnly(read); !ok && path == s.Explode {
			return &SieveError{Path: path, NotPlain: true}
		}
	}
	_, err := walkedList(p)
	return err
}

// isThis says that the path is "@this", the whole document, and nothing else.
func (p *Path) isThis() bool {
	return len(p.steps) == 1 && p.steps[0].Kind == Modifier && p.steps[0].Name == "this"
}

// walked is the list that a path walks first.
type walked struct {
	keys  []string // lead from the document to it
	lines bool     // it is that of the documents one behind another
}

// walkedList finds the list that the first "#" of a path walks, or that its keys lead to.
func walkedList(p *Path) (w walked, err error) {
	if p == nil {
		return w, nil
	}
	if e := p.Misread(); e != nil {
		return w, e
	}
	if p.isThis() {
		return w, nil
	}
	steps, i := p.steps, 0
	if steps[0].Kind == Lines {
		w.lines, i = true, 1
	}
	for ; !w.lines && i < len(steps) && steps[i].Kind == Key && steps[i].Key != ""; i++ {
		w.keys = append(w.keys, steps[i].Key)
	}
	if i == len(steps) {
		return w, nil
	}
	switch s := steps[i]; s.Kind {
	case Each, All, First, Count:
		return w, nil
	default:
		return w, &NoListError{Path: p.String(), Step: p.text[s.Start:s.End], Index: s.Kind == Index}
	}
}

// listIn finds the list of a document: its place in the text, and whether anything is there at all.
func (w walked) listIn(d document, p *Path) (at span, there bool, err error) {
	text := d.text
	at = span{skipSpace(text, 0), len(text)}
	if w.lines {
		return at, true, nil
	}
	if key := (question{doc: d}).listOfEnvelope(); p == nil && key != "" {
		v := member(text, key)
		if !v.Exists() { // it is a path
			v = gjson.Get(text, key)
		}
		return span{v.Index, v.Index + len(v.Raw)}, true, nil
	}
	if len(w.keys) > 0 {
		m, ok := findMember(newScanner(text), at.start, w.keys)
		if !ok {
			return at, false, nil
		}
		at = span{m.value, m.end}
	}
	if text[at.start] == '[' {
		return at, true, nil
	}
	v := valueOf(text[at.start:at.end])
	if v.Type == gjson.Null && p != nil {
		return at, false, nil
	}
	e := &NoListError{Found: kindName(v)}
	if p != nil {
		e.Path = p.String()
	}
	return at, true, e
}
