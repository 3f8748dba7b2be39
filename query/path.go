// The parsed path: its steps, and what can be asked about them without any data.

package query

import (
	"fmt"
	"iter"
	"slices"
)

// MaxPathLen caps the length of a path in bytes.
const MaxPathLen = 4096

// Path is a gjson path that was read by [ParsePath]. It does not change and may be used by several goroutines.
//
// What a step means to gjson can depend on the value it meets: "0" is a key on an object and an index on a list. Without data, which
// is the view of all methods of Path, a step that begins with "#" is read as a list reads it, any other as an object does. [Trace]
// has the view with data.
type Path struct {
	text string // all that was given to ParsePath, also for a path inside another
	span
	steps  []Step
	faults []fault
}

// StepKind is what a step does.
type StepKind int

// The kinds of steps.
const (
	Key      StepKind = iota // takes a member of an object
	Wildcard                 // takes the first member whose key matches a pattern
	Index                    // takes an element of a list; on an object, the member with this key
	Count                    // "#" at the end: the number of elements
	Each                     // "#." applies the rest to every element
	First                    // "#(…)" takes the first element that matches
	All                      // "#(…)#" takes all elements that match
	Modifier                 // "@name" or "@name:argument"
	Literal                  // "!value"
	Multi                    // "[…]" or "{…}" makes a list or an object out of several paths
	Lines                    // ".." reads the text as a list of JSON values
)

// String returns the kind in one word.
func (k StepKind) String() string {
	return [...]string{"key", "wildcard", "index", "count", "each", "first", "all", "modifier", "literal", "multi", "lines"}[k]
}

// Step is one step of a path. Offsets are bytes of the text that was given to [ParsePath].
type Step struct {
	Kind StepKind
	// Sep is the separator in front, '.' or '|'; 0 at the start of a path, behind ".." and behind text that gjson drops.
	Sep byte
	// Start and End enclose the step without its separators: "#", "#(lang==en)#", "user", "@flatten".
	Start, End int
	// PerElement is set behind Each and All, up to the pipe that ends what runs on each element. Behind First it is not: there the
	// rest runs on one value.
	PerElement bool
	// Key is the key with its escapes removed, the pattern of a Wildcard, the digits of an Index; else "".
	Key string
	// Index is the place of the element, from 0; -1 if the number is larger than any list.
	Index int
	// Name is the name of a Modifier, without "@".
	Name string
	// Arg is the argument of a Modifier as gjson hands it over, or the text of a Literal without "!".
	Arg string
	// Query is what First and All test; else nil.
	Query *Query
	// Items are the items of a Multi.
	Items []Item
	// Path is the argument of @dig, which is a path; else nil.
	Path *Path
}

// Query is the test of a First or All step. Offsets are bytes of the text that was given to [ParsePath].
type Query struct {
	// Start is the "#", End is behind the closing bracket.
	Start, End int
	// Depth counts the queries, multipaths and arguments of @dig around it.
	Depth int
	// Left is the path of the compared value inside an element; nil stands for the element itself.
	Left *Path
	// Op is "=", "!=", "<", "<=", ">", ">=", "%" or "!%"; "" tests existence. gjson reads "==" as "=".
	Op             string
	OpStart, OpEnd int
	// Right is the right side as written, quotes included; Value is what gjson compares with: without the quotes, escapes decoded.
	Right                string
	RightStart, RightEnd int
	Value                string
	Quoted               bool
}

// Item is an item of a multipath. Offsets are bytes of the text that was given to [ParsePath].
type Item struct {
	// Label is its name: the one that was given, else the one gjson makes out of its path ("_" if it cannot). gjson writes names
	// only into objects; in a list the label is what it would write.
	Label string
	// Named tells whether the name was given.
	Named bool
	// Object tells whether the multipath makes an object; else it makes a list.
	Object bool
	// Start and End enclose the item with its name.
	Start, End int
	// Path is the path of its value, as written.
	Path string
	// Parsed is Path, read; its offsets are those of the whole text.
	Parsed *Path
}

// ModifierUse is a "@name" in a path.
type ModifierUse struct {
	Name string
	// Start is the "@", End is behind the name.
	Start, End int
	// Known tells whether gjson has the modifier. If not, gjson takes the step for a key.
	Known bool
}

// ParsePath reads a gjson path. A path that cannot be read (a bracket or quote that is never closed, more than 4,096 bytes, more than
// 100 queries and multipaths inside each other) gives a *[PathError] with the code [Unbalanced]. A path that gjson reads otherwise than
// it looks can be read: see [Path.Misread].
func ParsePath(s string) (*Path, error) {
	p, err := ReadPath(s)
	if err != nil {
		return nil, err
	}
	if e := p.Misread(); e != nil && e.Code == Unbalanced {
		return nil, e
	}
	return p, nil
}

// ReadPath is ParsePath for paths with brackets that are never closed, too: gjson has a reading for these. It returns no nil *PathError
// as an error.
func ReadPath(s string) (*Path, error) {
	if len(s) > MaxPathLen {
		return nil, &PathError{Path: s, Code: Unbalanced, Offset: MaxPathLen, End: len(s),
			Problem: fmt.Sprintf("too long: %d bytes, the limit is %d", len(s), MaxPathLen)}
	}
	b := builder{pathParser: newPathParser(s)}
	p := b.path(b.fresh(0, len(s), 0))
	if b.deep != nil {
		return nil, b.deep
	}
	return p, nil
}

// part reads a range of the text as a path of its own.
func (p *Path) part(r span) *Path {
	b := builder{pathParser: newPathParser(p.text)}
	return b.path(b.fresh(r.start, r.end, 0))
}

// String returns the path as it was written.
func (p *Path) String() string { return p.text[p.start:p.end] }

// Start returns where the path begins in the text that was given to [ParsePath]: 0 but for paths that are a part of another.
func (p *Path) Start() int { return p.start }

// Steps returns the steps from left to right, those that run on each element too, but not those inside of queries, multipaths and
// arguments. The caller must not change them.
func (p *Path) Steps() []Step { return p.steps }

// Misread returns the first place where gjson reads the path otherwise than it looks, or nil. [Trace.Misread] is its view with data.
func (p *Path) Misread() *PathError { return worst(p.text, p.faults) }

// Lines tells whether the path begins with "..", and returns what is left behind it: a path that means the same on the list of the JSON
// values, unless the path is misread.
func (p *Path) Lines() (rest string, ok bool) {
	if p.steps[0].Kind != Lines {
		return "", false
	}
	return p.text[p.steps[0].End:p.end], true
}

// Rows takes the path apart where it walks a list, if that is what makes its answer: list leads to the list ("" is the whole document),
// and each, applied to every element, gives the elements of the answer; nil stands for the elements themselves. "statuses.#.text" is
// "statuses" and "text"; "a|#(x==1)#.y" is "a|#(x==1)#" and "y". Elements to which each gives nothing are not in the answer.
//
// It is the same answer where list leads to a list, and no object on the way has a key twice. ok is false if the answer is no such list
// for certain: something follows behind a pipe, a wildcard leads to the list, the path begins "..#", or gjson misreads it.
func (p *Path) Rows() (list string, each *Path, ok bool) {
	i, ok := p.lastOnList(Each, All)
	if !ok {
		return "", nil, false
	}
	list = p.text[p.start:p.steps[i].End]
	if p.steps[i].Kind == Each {
		list = p.upTo(i)
	}
	if i+1 < len(p.steps) {
		each = p.part(span{p.steps[i+1].Start, p.end})
	}
	return list, each, true
}

// CountsList tells whether the path ends by counting a list ("statuses.#"), and returns the path of the list, "" for the document. It
// is false where [Path.Rows] would be false for the list.
func (p *Path) CountsList() (list string, ok bool) {
	i, ok := p.lastOnList(Count)
	if !ok {
		return "", false
	}
	return p.upTo(i), true
}

// lastOnList returns the last step that does not run on each element, if it is of one of the kinds and what leads to it stands for
// itself.
func (p *Path) lastOnList(kinds ...StepKind) (int, bool) {
	if len(p.faults) > 0 {
		return 0, false
	}
	last := len(p.steps) - 1
	for last > 0 && p.steps[last].PerElement {
		last--
	}
	if !slices.Contains(kinds, p.steps[last].Kind) {
		return 0, false
	}
	// What leads to it cannot be told from the whole document, or is no path: an empty key, or "..".
	if last == 1 && (p.upTo(1) == "" || p.steps[0].Kind == Lines) {
		return 0, false
	}
	// A wildcard that is followed by a dot means the first key with such a value, not the first key.
	for i := last; i > 0 && p.steps[i].Sep == '.'; i-- {
		switch before := p.steps[i-1]; before.Kind {
		case Wildcard:
			return 0, false
		case Key, Index:
		default:
			return last, true
		}
	}
	return last, true
}

// upTo returns the text in front of a step and its separator.
func (p *Path) upTo(i int) string {
	if i == 0 {
		return ""
	}
	return p.text[p.start : p.steps[i].Start-1]
}

// Items returns the items of a path that is a multipath and nothing else, or whose rows are ([Path.Rows]); else nil.
func (p *Path) Items() []Item {
	if _, each, ok := p.Rows(); ok && each != nil {
		p = each
	}
	if len(p.steps) != 1 || len(p.faults) > 0 {
		return nil
	}
	return p.steps[0].Items
}

// LastKey returns the key that names what the path gives, decoded: "text" for "#.entities.hashtags.#.text|@flatten". Steps that choose
// among elements or arrange them are passed over. It is "" if the last other step is no plain key.
func (p *Path) LastKey() string {
	for i := len(p.steps) - 1; i >= 0; i-- {
		switch s := p.steps[i]; s.Kind {
		case Key:
			return s.Key
		case Index, First, All:
		case Modifier:
			switch s.Name {
			case "this", "reverse", "flatten", "valid", "ugly", "pretty":
			default:
				return ""
			}
		default:
			return ""
		}
	}
	return ""
}

// Queries returns every query in the path, those inside of others too, each before those inside it.
func (p *Path) Queries() iter.Seq[*Query] {
	return func(yield func(*Query) bool) { p.visit(yield, nil) }
}

// Modifiers returns every modifier in the path, and every step that looks like one.
func (p *Path) Modifiers() iter.Seq[ModifierUse] {
	return func(yield func(ModifierUse) bool) { p.visit(nil, yield) }
}

// visit calls the functions that are not nil until one returns false.
func (p *Path) visit(query func(*Query) bool, modifier func(ModifierUse) bool) bool {
	for i := range p.steps {
		s := &p.steps[i]
		if use, ok := p.modifierUse(s); ok && modifier != nil && !modifier(use) {
			return false
		}
		if s.Query != nil {
			if query != nil && !query(s.Query) || s.Query.Left != nil && !s.Query.Left.visit(query, modifier) {
				return false
			}
		}
		for _, it := range s.Items {
			if !it.Parsed.visit(query, modifier) {
				return false
			}
		}
		if s.Path != nil && !s.Path.visit(query, modifier) {
			return false
		}
	}
	return true
}

func (p *Path) modifierUse(s *Step) (use ModifierUse, ok bool) {
	switch {
	case s.Kind == Modifier:
		return ModifierUse{s.Name, s.Start, s.Start + 1 + len(s.Name), true}, true
	case s.Kind != Key || s.End-s.Start < 2 || p.text[s.Start] != '@':
		return ModifierUse{}, false
	}
	name := modifierName(p.text[s.Start+1 : s.End])
	return ModifierUse{name, s.Start, s.Start + 1 + len(name), false}, name != ""
}
