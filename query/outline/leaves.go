// Tells every single value of a stream with the path that leads to it.

package outline

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"hash/maphash"
	"io"
	"slices"
	"strings"

	"github.com/tidwall/gjson"

	"twq/query"
)

// LeavesOptions are what a caller may ask of the leaves; the zero value gives all.
type LeavesOptions struct {
	// Under is a path; only values at it or below it are told. "": all.
	Under string
	// Limit is how many values there may be at most; 0: all.
	Limit int
}

// SecondDocumentError says that another document came behind one so long that its paths had been told as those of a single document.
type SecondDocumentError struct{ Name string }

func (e *SecondDocumentError) Error() string { return e.Name + " holds several documents" }

// LongTextError says that a text is longer than what is told whole, which is 16 MiB.
type LongTextError struct {
	Name string // of the input
	Line int    // where the text begins
}

func (e *LongTextError) Error() string {
	return fmt.Sprintf("%s, line %d: a text is longer than %d MB", e.Name, e.Line, longestText>>20)
}

// mostIndexed is how many keys of open objects are remembered, so that a key that comes again is known.
const mostIndexed = 1 << 18

// Leaves tells every scalar and every empty container of the inputs, in their order, with its path: gjson finds exactly this value at
// it. It reads while its rows are walked and keeps nothing but a quarter of a million keys of the objects at hand, and the first 8 MiB, until it is known whether one document follows another;
// of several inputs that begin with an object the documents are read whole, as [query.Run] reads them. A member whose key its object already
// had has no path and is left out, with a note. Errors of reading, among them a *[LongTextError], end the rows.
func Leaves(ctx context.Context, in []query.Input, o LeavesOptions) (query.Table, error) {
	in = slices.Clone(in)
	if len(in) > 1 && !in[0].Lines {
		first := bufio.NewReaderSize(in[0].Body, 64<<10)
		in[0].Body = first
		if startsObject(first) {
			text, err := query.ReadDocument(ctx, in, false)
			if text == "" {
				return query.Table{}, err
			}
			in = []query.Input{{Name: in[0].Name, Body: io.MultiReader(strings.NewReader(text), failing{err})}}
		}
	}
	l := &leaves{ctx: ctx, in: in, o: o, seed: maphash.MakeSeed()}
	return query.Table{Shape: query.List, Labelled: true, Columns: []query.Column{{Name: "path", Path: "path"}, {Name: "value", Path: "value"}},
		Rows: l.rows, Notes: l.notes}, nil
}

func startsObject(r *bufio.Reader) bool {
	for n := 1; n <= r.Size(); n++ {
		head, err := r.Peek(n)
		if err != nil {
			return false
		}
		if strings.IndexByte(" \n\r\t", head[n-1]) < 0 {
			return head[n-1] == '{'
		}
	}
	return false
}

// failing is a reader that fails at once; with nil it ends.
type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, cmp.Or(f.err, io.EOF) }

// leaves walks the inputs once.
type leaves struct {
	ctx   context.Context
	in    []query.Input
	o     LeavesOptions
	seed  maphash.Seed
	yield func(query.Row, error) bool
	told  int
	over  bool // nobody listens any more

	base  int64 // rows of the inputs before
	doc   int64 // the document of this input
	known bool  // it is known whether the input is one document
	many  bool  // it is not
	list  bool  // the document at hand is one
	alone bool  // the input is the only one
	held  []leafRow
	bytes int

	path   pathText
	levels []leafLevel
	skip   int // levels that are passed over

	indexed            int // keys that are remembered, of all levels
	doubled, long, cut int
	unknown            int // keys that were too many to be remembered
}

// leafLevel is a container that is open.
type leafLevel struct {
	list  bool
	n     int64
	path  pathText // of the container; its text is a part of the text at hand
	seen  []uint64 // the keys of an object
	index map[uint64]struct{}
}

func (l *leaves) rows(yield func(query.Row, error) bool) {
	l.yield = yield
	l.alone = len(l.in) == 1
	for _, input := range l.in {
		if err := l.read(input); err != nil {
			if !l.over {
				yield(query.Row{}, err)
			}
			return
		}
		if l.over {
			return
		}
	}
	if l.base == 0 && (l.many || !l.alone) { // an empty list
		l.many, l.alone = false, true
		l.hand(leafRow{path: thisPath, value: query.Value{Type: gjson.JSON, Raw: "[]"}})
	}
}

func (l *leaves) read(input query.Input) error {
	t := newTokens(l.ctx, input)
	l.doc, l.known, l.many = 0, input.Lines, input.Lines
	l.path, l.levels, l.skip = pathText{text: l.path.text[:0]}, l.levels[:0], 0
	l.indexed = 0
	top := int64(0) // elements of the last document
	for !l.over {
		switch kind := t.next(); kind {
		case tokenFailed:
			bad, ok := errors.AsType[*query.SyntaxError](t.err)
			if ok && bad.Kind == query.Empty && input.Lines {
				return nil
			}
			l.release()
			return t.err
		case tokenEnd:
			l.release()
			switch {
			case l.many:
				l.base += l.doc
			case top >= 0:
				l.base += top
			default:
				l.base++
			}
			return nil
		case tokenDocument:
			l.doc++
		default:
			if len(l.levels) == 0 && l.doc == 1 && !l.many {
				if l.known {
					return &SecondDocumentError{Name: input.Name}
				}
				l.known, l.many = true, true
				l.release()
			}
			if len(l.levels) == 0 {
				top, l.list = -1, kind == tokenArray
			}
			if n := l.token(kind, t); n >= 0 && len(l.levels) == 0 {
				top = n
			}
		}
	}
	return nil
}

// token takes one token; it returns the length of a list that ends, else -1.
func (l *leaves) token(kind event, t *tokens) int64 {
	if l.skip > 0 {
		l.pass(kind)
		return -1
	}
	switch kind {
	case tokenKey:
		l.key(t)
		return -1
	case tokenObject, tokenArray:
		l.element()
		n := len(l.levels)
		if n < cap(l.levels) {
			l.levels = l.levels[:n+1]
			was := l.levels[n]
			l.levels[n] = leafLevel{seen: was.seen[:0]}
		} else {
			l.levels = append(l.levels, leafLevel{})
		}
		l.levels[n].list, l.levels[n].path = kind == tokenArray, l.path
		return -1
	case tokenObjectEnd, tokenArrayEnd:
		top := &l.levels[len(l.levels)-1]
		length := int64(-1)
		if l.path = top.path; top.list {
			length = top.n
		}
		if top.n == 0 {
			text := "{}"
			if top.list {
				text = "[]"
			}
			l.tell(query.Value{Type: gjson.JSON, Raw: text})
		}
		l.indexed -= len(top.index)
		l.levels = l.levels[:len(l.levels)-1]
		l.behind()
		return length
	}
	l.element()
	l.tell(scalarValue(kind, t))
	l.behind()
	return -1
}

func scalarValue(kind event, t *tokens) query.Value {
	raw := string(t.text)
	switch kind {
	case tokenString:
		if t.escaped {
			return gjson.Parse(raw)
		}
		return query.Value{Type: gjson.String, Raw: raw, Str: raw[1 : len(raw)-1]}
	case tokenNumber:
		return gjson.Parse(raw)
	case tokenTrue:
		return query.Value{Type: gjson.True, Raw: raw}
	case tokenFalse:
		return query.Value{Type: gjson.False, Raw: raw}
	}
	return query.Value{Type: gjson.Null, Raw: raw}
}

// element goes to the next element, where a list is open.
func (l *leaves) element() {
	if n := len(l.levels); n > 0 && l.levels[n-1].list {
		top := &l.levels[n-1]
		l.path = top.path.on(l.path.text)
		l.path.index(top.n)
		top.n++
	}
}

// behind goes back to the container.
func (l *leaves) behind() {
	if n := len(l.levels); n > 0 {
		l.path = l.levels[n-1].path.on(l.path.text)
	}
}

// on is the path as it was, written on in the same memory.
func (p pathText) on(text []byte) pathText {
	p.text = text[:len(p.text)]
	return p
}

func (l *leaves) key(t *tokens) {
	top := &l.levels[len(l.levels)-1]
	key := t.text[1 : len(t.text)-1]
	if t.escaped {
		key = []byte(decodeKey(key))
	}
	l.path = top.path.on(l.path.text)
	if top.n++; l.again(top, maphash.Bytes(l.seed, key)) {
		l.doubled++
		l.skip = 1
		return
	}
	if l.path.bad = l.path.bad || len(l.path.text)+len(key) > 2*query.MaxPathLen; !l.path.bad { // nobody can ask for it
		l.path.key(string(key))
	}
}

// pass passes over one value; skip is one more than the levels that are open in it.
func (l *leaves) pass(kind event) {
	switch kind {
	case tokenKey:
		return
	case tokenObject, tokenArray:
		l.skip++
		return
	case tokenObjectEnd, tokenArrayEnd:
		l.skip--
	}
	if l.skip == 1 {
		l.skip = 0
	}
}

// again says that a key was there before in the object. A few are compared one by one, many looked up.
func (l *leaves) again(v *leafLevel, key uint64) bool {
	if v.index == nil {
		if slices.Contains(v.seen, key) {
			return true
		}
		if v.seen = append(v.seen, key); len(v.seen) > 64 {
			v.index = map[uint64]struct{}{}
			for _, k := range v.seen {
				v.index[k] = struct{}{}
			}
			l.indexed += len(v.index)
		}
		return false
	}
	_, ok := v.index[key]
	switch {
	case ok:
	case l.indexed < mostIndexed:
		v.index[key] = struct{}{}
		l.indexed++
	default:
		l.unknown++
	}
	return ok
}
