// Joins the trees of several inputs as their documents would be joined.

package outline

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	"twq/query"
)

// survey is what the inputs hold together.
type survey struct {
	finder *finder

	inputs   int
	single   *branch // the document, as long as it is one
	rows     *branch // the elements of the list that the inputs make otherwise
	count    int64   // of them
	envelope *branch // the envelope that all inputs make together, where each is one of a kind
	listed   string  // the key of its list

	doubled, passed int64
}

// readAll reads the inputs one after the other.
func (o *survey) readAll(ctx context.Context, in []query.Input) error {
	for _, input := range in {
		t := newTokens(ctx, input)
		t.heads = true
		g := newTree()
		g.finder = o.finder
		if o.finder != nil {
			t.piece = o.finder.piece
		}
		err := g.read(t)
		if bad, ok := errors.AsType[*query.SyntaxError](err); ok && bad.Kind == query.Empty && input.Lines {
			err = nil
		}
		o.add(g, input.Lines)
		if err != nil {
			return err
		}
	}
	return nil
}

// add joins what one input holds, as join does it: a list is spliced, another document is one element, envelopes of one kind become one.
func (o *survey) add(g *tree, lines bool) {
	o.inputs++
	o.doubled += g.doubled
	o.passed += g.passed
	several := lines || g.docs > 1 || g.docs == 1 && g.cut
	if o.inputs == 1 {
		if o.single = g.root; several {
			o.single, o.rows, o.count = nil, g.root, g.root.total()
			o.rows.element = true
		} else {
			o.envelope, o.listed = g.root, g.root.envelopeKey()
		}
		return
	}
	if first := o.single; first != nil {
		o.single, o.rows = nil, &branch{element: true, doc: unmet}
		o.addRows(first, false)
	} else if o.inputs == 2 {
		rows := &branch{element: true, doc: unmet}
		rows.merge(o.rows, nil)
		o.rows = rows
	}
	o.addRows(g.root, several)
	if several || o.listed == "" || g.root.envelopeKey() != o.listed {
		o.envelope, o.listed = nil, ""
		return
	}
	o.envelope = joinEnvelopes(o.envelope, g.root, o.listed)
}

// addRows adds the rows of an input.
func (o *survey) addRows(root *branch, several bool) {
	base := o.count
	if several || root.count[lists] == 0 {
		o.count += root.total()
		o.rows.merge(root, func(row int64, first string) (int64, string) { return base + row, first })
		return
	}
	if root.inside == nil {
		return
	}
	o.count += root.inside.total()
	o.rows.merge(root.inside, func(_ int64, first string) (int64, string) {
		row, rest := cutIndex(first)
		return base + row, rest
	})
}

// cutIndex cuts the index off a path that begins with one.
func cutIndex(path string) (index int64, rest string) {
	if path == tooLong {
		return 0, path
	}
	head, rest, more := strings.Cut(path, ".")
	if !more {
		rest = thisPath
	}
	index, _ = strconv.ParseInt(head, 10, 64) // it was written from a number
	return index, rest
}

// indexed puts an index in front of a path.
func indexed(index int64, path string) string {
	switch path {
	case tooLong:
		return path
	case thisPath:
		return strconv.FormatInt(index, 10)
	}
	return strconv.FormatInt(index, 10) + "." + path
}

// joinEnvelopes makes one envelope of two: their rows, and what else is in the last.
func joinEnvelopes(a, b *branch, key string) *branch {
	joined := &branch{doc: unmet}
	joined.merge(b, nil)
	list, before := joined.named(key), a.named(key)
	list.inside = &branch{element: true, doc: unmet}
	if before.inside != nil {
		list.inside.merge(before.inside, nil)
	}
	if rows := b.named(key); rows.inside != nil {
		list.inside.merge(rows.inside, func(doc int64, first string) (int64, string) {
			rest, ok := strings.CutPrefix(first, key+".")
			if !ok {
				return doc, first
			}
			row, rest := cutIndex(rest)
			return doc, key + "." + indexed(before.most+row, rest)
		})
	}
	list.least += before.most
	list.most = list.least
	return joined
}

// envelopeKey is the key of the only list of rows in a document that is an envelope, as [envelopeKey] finds it in a text.
func (b *branch) envelopeKey() string {
	found := ""
	if b.count[objects] == 0 {
		return ""
	}
	for _, key := range query.Envelopes() {
		if m := b.named(key); m != nil && m.count[lists] > 0 {
			if found != "" {
				return ""
			}
			found = key
		}
	}
	return found
}

// document is the document that the inputs make.
func (o *survey) document() *branch {
	switch {
	case o.single != nil:
		return o.single
	case o.envelope != nil:
		return o.envelope
	}
	all := &branch{inside: o.rows, least: o.count, most: o.count}
	all.count[lists] = 1
	return all
}

// empty says that nothing was counted.
func (o *survey) empty() bool {
	return o.inputs == 0 || o.inputs == 1 && o.single != nil && o.single.total() == 0 || o.single == nil && o.envelope == nil && o.count == 0
}

// concrete is a path in the joined document, from one in the document that holds it.
func (o *survey) concrete(doc int64, first string) string {
	if o.single != nil || o.envelope != nil {
		return first
	}
	return indexed(doc, first)
}

// mover says which document and path a value has behind a join.
type mover func(doc int64, first string) (int64, string)

// merge adds what stands at src to what stands at b, and copies it. What b has comes first. move says which document and path the
// first of a branch has then; nil leaves it.
func (b *branch) merge(src *branch, move mover) {
	if b.doc == unmet && src.doc != unmet {
		if b.doc, b.first = src.doc, src.first; move != nil {
			b.doc, b.first = move(src.doc, src.first)
		}
	}
	if src.count[lists] > 0 {
		if b.count[lists] == 0 {
			b.least, b.most = src.least, src.most
		}
		b.least, b.most = min(b.least, src.least), max(b.most, src.most)
	}
	for k := range b.count {
		b.count[k] += src.count[k]
	}
	if b.unsampled() && src.sample != "" {
		b.sample = src.sample
	}
	b.mergeValues(src)
	b.mergeFound(src, move)
	if src.inside != nil {
		if b.inside == nil {
			b.inside = &branch{element: true, doc: unmet}
		}
		b.inside.merge(src.inside, move)
	}
	if b.all == nil && (src.all != nil || len(b.members)+len(src.members) > maxKeys && b.missing(src) > maxKeys-len(b.members)) {
		b.together()
	}
	if src.all != nil {
		b.all.merge(src.all, move)
	}
	for _, m := range src.members {
		into := b.all
		if into == nil {
			if into = b.named(m.key); into == nil {
				into = &branch{key: m.key, raw: m.raw, at: len(b.members), doc: unmet, hit: m.hit}
				b.add(into)
			}
		}
		into.merge(m, move)
	}
}

// missing counts the members of src that b does not have.
func (b *branch) missing(src *branch) (n int) {
	for _, m := range src.members {
		if b.named(m.key) == nil {
			n++
		}
	}
	return n
}

func (b *branch) mergeValues(src *branch) {
	for _, v := range src.values {
		if !slices.Contains(b.values, v) {
			b.values = append(b.values[:len(b.values):len(b.values)], v)
		}
	}
	if b.full = b.full || src.full || len(b.values) > fewValues; b.full {
		b.values = nil
	}
}
