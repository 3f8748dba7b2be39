// Makes the steps of a path out of its nodes, in the reading it has without data.

package query

import (
	"fmt"
	"slices"

	"github.com/tidwall/gjson"
)

// builder makes the steps of a path, and finds its faults, in the reading it has without data.
type builder struct {
	*pathParser
	faults []fault
	deep   *PathError
}

func (b *builder) path(f *freshPath) *Path {
	p := &Path{text: b.text, span: f.span}
	before := len(b.faults)
	b.chain(p, f, 0, false)
	p.faults = slices.Clip(b.faults[before:])
	return p
}

func (b *builder) chain(p *Path, f *freshPath, sep byte, each bool) {
	add := func(s Step) { s.Sep, s.PerElement = sep, each; p.steps = append(p.steps, s) }
	b.faults = append(b.faults, b.headFaults(f)...)
	switch h := b.head(f).(type) {
	case tooDeep:
		if b.deep == nil {
			b.deep = &PathError{Path: b.text, Code: Unbalanced, Offset: f.start, End: f.end,
				Problem: fmt.Sprintf("too deep: more than %d queries and multipaths inside each other", maxPathDepth)}
		}
		add(Step{Kind: Key, Start: f.start, End: f.end})
	case *modifier:
		add(b.modifierStep(h))
		b.follow(p, h.after, f.depth, each)
	case *literal:
		add(b.headStep(h))
		b.follow(p, h.after, f.depth, each)
	case *multipath:
		add(b.multiStep(h))
		b.follow(p, h.after, f.depth, each)
	case *walkHead:
		if h.lines {
			add(Step{Kind: Lines, Start: f.start, End: f.start + 2})
		}
		if h.lines || h.discarded != (span{}) {
			sep = 0
		}
		b.walk(p, h.comp, f.depth, sep, each, h.lines)
	}
}

func (b *builder) walk(p *Path, c *component, depth int, sep byte, each, lines bool) {
	var s Step
	var after ending
	if b.elementWithoutData(c, depth, lines) {
		e := b.element(c, depth)
		b.faults = append(b.faults, b.elementFaults(c, e)...)
		s, after = b.elementStep(e), e.after
		if e.query != nil {
			s.Query = b.queryOf(e.query)
		}
	} else {
		m := b.member(c, depth)
		s, after = b.memberStep(m), m.after
		if isDigits(b.slice(m.part)) {
			s.Kind, s.Index = Index, b.element(c, depth).index
		}
	}
	s.Sep, s.PerElement = sep, each
	p.steps = append(p.steps, s)
	if after.rest != nil {
		b.chain(p, after.rest, '.', each || s.Kind != First)
	}
	b.follow(p, after, depth, each)
}

func (b *builder) follow(p *Path, after ending, depth int, each bool) {
	switch {
	case after.next != nil:
		b.walk(p, after.next, depth, '.', each, false)
	case after.pipe != nil && after.rest != nil:
		b.chain(p, after.pipe, '|', each)
	case after.pipe != nil:
		b.chain(p, after.pipe, after.sep, each)
	}
}

func (b *builder) queryOf(q *queryNode) *Query {
	out := &Query{Start: q.start, End: q.end, Depth: q.depth, Op: q.op, OpStart: q.opAt.start, OpEnd: q.opAt.end,
		Right: b.slice(q.right), RightStart: q.right.start, RightEnd: q.right.end, Value: q.value, Quoted: q.quoted}
	if q.left.start < q.left.end {
		out.Left = b.path(q.left)
	}
	return out
}

func (b *builder) modifierStep(m *modifier) Step {
	s := b.headStep(m)
	if m.argPath != nil {
		s.Path = b.path(m.argPath)
	}
	return s
}

func (b *builder) multiStep(m *multipath) Step {
	s := b.headStep(m)
	for _, it := range m.items {
		s.Items = append(s.Items, Item{Label: gjson.Parse(it.key).Str, Named: it.name.start < it.name.end, Object: m.object,
			Start: it.start, End: it.end, Path: b.slice(it.path.span), Parsed: b.path(it.path)})
	}
	return s
}

// headStep describes a modifier, literal or multipath, without the paths inside it.
func (p *pathParser) headStep(head any) Step {
	switch h := head.(type) {
	case *modifier:
		return Step{Kind: Modifier, Start: h.start, End: h.end, Name: p.slice(h.name), Arg: p.slice(h.arg)}
	case *literal:
		return Step{Kind: Literal, Start: h.start, End: h.end, Arg: p.slice(h.value)}
	case *multipath:
		return Step{Kind: Multi, Start: h.start, End: h.end}
	}
	return Step{}
}

func (p *pathParser) memberStep(m *memberReading) Step {
	s := Step{Kind: Key, Start: m.part.start, End: m.part.end, Key: m.key}
	if m.pattern {
		s.Kind = Wildcard
	}
	return s
}

func (p *pathParser) elementStep(e *elementReading) Step {
	s := Step{Kind: e.kind, Start: e.part.start, End: e.part.end}
	switch e.kind {
	case Key:
		s.Key = p.slice(e.part)
	case Index:
		s.Key, s.Index = p.slice(e.part), e.index
	}
	return s
}

// staticStep describes a component in the reading it has without data.
func (p *pathParser) staticStep(c *component, depth int) Step {
	if p.elementWithoutData(c, depth, false) {
		return p.elementStep(p.element(c, depth))
	}
	return p.memberStep(p.member(c, depth))
}
