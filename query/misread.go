// Says where gjson reads a path otherwise than it looks: text it drops, pipes it overlooks, cuts inside brackets.

package query

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/tidwall/gjson"
)

// fault is a problem with a path that would be right if mend stood there instead; mend is "" if nothing better is known.
type fault struct {
	code    string
	at      span
	problem string
	mend    string
}

// worst returns the first of the faults that cannot be read, else the first of all; nil if there is none.
func worst(text string, faults []fault) *PathError {
	if len(faults) == 0 {
		return nil
	}
	f := slices.MinFunc(faults, func(a, b fault) int {
		return cmp.Or(cmp.Compare(a.code, b.code), cmp.Compare(a.at.start, b.at.start))
	})
	e := &PathError{Path: text, Code: f.code, Offset: f.at.start, End: f.at.end, Problem: f.problem}
	if f.mend != "" && f.mend != text && readable(f.mend) {
		e.Hint = f.mend
	}
	return e
}

// readable tells whether a path has no fault at all.
func readable(s string) bool {
	if len(s) > maxPathLen {
		return false
	}
	b := builder{pathParser: newPathParser(s)}
	b.path(b.fresh(0, len(s), 0))
	return len(b.faults) == 0
}

// replaced returns the text with another in place of r.
func (p *pathParser) replaced(r span, by string) string {
	return p.text[:r.start] + by + p.text[r.end:]
}

func (p *pathParser) neverClosed(at int) fault {
	return fault{code: Unbalanced, at: span{at, at + 1},
		problem: fmt.Sprintf("%q opened at column %d, never closed", p.text[at:at+1], columnAt(p.text, at))}
}

// dropped says that gjson ignores the text at r.
func (p *pathParser) dropped(r span, where string) fault {
	return fault{code: ReadsOtherwise, at: r, problem: fmt.Sprintf("gjson ignores %q %s", p.slice(r), where), mend: p.replaced(r, "")}
}

// wrongCloser says that a group is closed by a bracket of another kind, if it is.
func (p *pathParser) wrongCloser(opener, closer int) []fault {
	want := closerOf(p.text[opener])
	if p.text[closer] == want {
		return nil
	}
	at := span{closer, closer + 1}
	return []fault{{code: ReadsOtherwise, at: at,
		problem: fmt.Sprintf("%q opened at column %d is closed by %q", p.text[opener:opener+1], columnAt(p.text, opener), p.slice(at)),
		mend:    p.replaced(at, string(want))}}
}

func (p *pathParser) modifierFaults(m *modifier) []fault {
	name := p.slice(m.name)
	if m.open >= 0 {
		return []fault{p.neverClosed(m.open)}
	}
	takesJSON := name == "pretty" || name == "flatten" || name == "join"
	switch {
	case m.arg.start < m.arg.end && name != "dig" && !(takesJSON && m.json):
		f := p.dropped(span{m.arg.start - 1, max(m.arg.end, m.ignored.end)}, "behind @"+name)
		if takesJSON {
			f.problem += ": its argument is an object"
		}
		return []fault{f}
	case m.ignored != (span{}):
		return []fault{p.dropped(m.ignored, "behind the argument of @"+name)}
	}
	return nil
}

func (p *pathParser) literalFaults(l *literal) (out []fault) {
	if l.open >= 0 {
		return []fault{p.neverClosed(l.open)}
	}
	seen := p.text[l.value.start:l.first]
	switch tail := p.text[l.first:max(l.first, l.value.end, l.ignored.end)]; {
	case l.value.end < l.first:
		return []fault{{code: ReadsOtherwise, at: span{l.value.end - 1, l.value.end},
			problem: "gjson ends the literal at this bracket", mend: p.replaced(span{l.start, l.first}, "!["+seen+"].0")}}
	case strings.TrimLeft(tail, " \t\r\n") != "":
		f := fault{code: ReadsOtherwise, at: span{l.first, l.first + len(tail)},
			problem: fmt.Sprintf("gjson takes %q for a part of the literal, or ignores it", tail)}
		if tail[0] == '.' || tail[0] == '|' {
			// A list literal ends where it should.
			f.mend = p.replaced(span{l.start, l.first}, "!["+seen+"].0")
		} else {
			f.mend = p.replaced(f.at, "")
		}
		return []fault{f}
	}
	if !gjson.Valid(seen) {
		f := fault{code: ReadsOtherwise, at: span{l.start, l.first}, problem: fmt.Sprintf("%q is no JSON value", seen)}
		if lower := strings.ToLower(seen); gjson.Valid(lower) {
			f.mend = p.replaced(f.at, "!"+lower)
		}
		out = append(out, f)
	}
	return out
}

func (p *pathParser) multipathFaults(m *multipath) (out []fault) {
	out = p.wrongCloser(m.start, m.end-1)
	for _, it := range m.items {
		name := p.slice(it.name)
		if strings.HasPrefix(name, "@") && isModifier(name[1:]) {
			out = append(out, fault{code: ReadsOtherwise, at: it.name,
				problem: fmt.Sprintf("gjson takes %q for the name of an item, not for a modifier", name),
				mend:    p.text[:it.start] + `"` + name[1:] + `":` + p.text[it.start:]})
		}
	}
	return out
}

func (p *pathParser) walkFaults(f *freshPath, w *walkHead) []fault {
	switch {
	case w.lines:
		return p.linesFaults(w)
	case w.discarded == (span{}):
		return nil
	case !w.closed:
		return []fault{p.neverClosed(culprit(p.text, f.start, f.end, "([{"))}
	}
	behind := p.text[w.discarded.end : w.discarded.end+1]
	return []fault{{code: ReadsOtherwise, at: w.discarded,
		problem: fmt.Sprintf("gjson ignores %q, because %q stands behind it and no dot or pipe", p.slice(w.discarded), behind),
		mend:    p.replaced(span{w.discarded.end, w.discarded.end}, ".")}}
}

// linesFaults looks for what is no element of a list behind "..".
func (p *pathParser) linesFaults(w *walkHead) []fault {
	at := w.comp.span
	rest := p.fresh(at.start, at.end, 0)
	if plain, ok := p.head(rest).(*walkHead); ok && !plain.lines && plain.discarded == (span{}) {
		return nil
	}
	return []fault{{code: ReadsOtherwise, at: at,
		problem: fmt.Sprintf(`behind ".." gjson takes %q for a word`, p.slice(at)),
		mend:    p.text[:at.start] + "#.@this|" + p.text[at.start:]}}
}

func (p *pathParser) elementFaults(c *component, e *elementReading) (out []fault) {
	if q := e.query; q != nil {
		if q.bad {
			return []fault{p.neverClosed(culprit(p.text, c.start+1, c.end, "(["))}
		}
		out = append(out, p.wrongCloser(q.start+1, q.end-1)...)
		out = append(out, p.operatorFaults(q)...)
	}
	if e.ignored.start < e.ignored.end {
		out = append(out, p.dropped(e.ignored, "behind the query"))
	}
	if e.after.rest != nil {
		out = append(out, p.cutFaults(c, e)...)
	}
	return out
}

func (p *pathParser) operatorFaults(q *queryNode) []fault {
	at := span{q.opAt.start, max(q.opAt.end, q.right.end)}
	if q.op != "!" && (q.op != "" || q.right == (span{})) {
		return nil
	}
	f := fault{code: ReadsOtherwise, at: at, problem: `"!" is no operator: nothing would match`}
	if q.op == "" {
		f.problem = fmt.Sprintf("%q is no comparison: gjson only tests whether %q exists", p.slice(at), p.slice(q.left.span))
		f.mend = p.replaced(span{at.start, at.start + 1}, "!=")
	}
	return []fault{f}
}

// cutFaults compares the pipe where gjson ends the per-element part with the first pipe a reader sees there.
func (p *pathParser) cutFaults(c *component, e *elementReading) []fault {
	seen, cut := p.firstPipe(e.after.uncut), -1
	if e.after.pipe != nil {
		cut = e.after.pipeAt
	}
	switch {
	case seen == cut:
		return nil
	case seen >= 0 && (cut < 0 || seen < cut):
		to := c.end
		if cut >= 0 {
			to = cut
		}
		return []fault{{code: ReadsOtherwise, at: span{seen, to},
			problem: fmt.Sprintf("gjson does not see this pipe: %q would run on each element, not on the whole list", p.text[seen+1:to]),
			mend:    p.replaced(span{c.start, seen}, "["+p.text[c.start:seen]+"].0")}}
	}
	f := fault{code: ReadsOtherwise, at: span{cut, cut + 1}, problem: "gjson cuts the path in two at this pipe"}
	if p.piper(cut+1, c.end) {
		f.mend = p.replaced(f.at, ".")
	}
	return []fault{f}
}

// firstPipe returns the offset of the first pipe of a path that is none of its items, queries, strings and arguments, or -1.
func (p *pathParser) firstPipe(f *freshPath) int {
	if f.pipe == 0 {
		f.pipe = p.findPipe(f) + 1
		if f.pipe == 0 {
			f.pipe = -1
		}
	}
	return max(f.pipe-1, -1)
}

func (p *pathParser) findPipe(f *freshPath) int {
	switch h := p.head(f).(type) {
	case *modifier:
		return p.pipeAfter(h.after)
	case *literal:
		if h.first < f.end && p.text[h.first] == '|' {
			return h.first
		}
		return p.pipeAfter(h.after)
	case *multipath:
		return p.pipeAfter(h.after)
	case *walkHead:
		return p.pipeOf(h.comp, f.depth, h.lines)
	}
	return -1
}

func (p *pathParser) pipeAfter(e ending) int {
	switch {
	case e.sep == '|':
		return e.pipeAt
	case e.uncut != nil:
		return p.firstPipe(e.uncut)
	case e.pipe != nil:
		return p.firstPipe(e.pipe)
	}
	return -1
}

func (p *pathParser) pipeOf(c *component, depth int, lines bool) int {
	if c.pipe != 0 {
		return max(c.pipe-1, -1)
	}
	after := p.static(c, depth, lines)
	at := p.pipeAfter(after)
	if after.next != nil {
		at = p.pipeOf(after.next, depth, false)
	}
	c.pipe = at + 1
	if at < 0 {
		c.pipe = -1
	}
	return at
}

// elementWithoutData tells which reading a component has without data: that of an array if it begins with "#" and means something there.
func (p *pathParser) elementWithoutData(c *component, depth int, lines bool) bool {
	return lines || c.start < c.end && p.text[c.start] == '#' && p.element(c, depth).kind != Key
}

// static returns what follows a component in the reading it has without data.
func (p *pathParser) static(c *component, depth int, lines bool) ending {
	if p.elementWithoutData(c, depth, lines) {
		return p.element(c, depth).after
	}
	return p.member(c, depth).after
}

func (p *pathParser) headFaults(f *freshPath) []fault {
	switch h := p.head(f).(type) {
	case *modifier:
		return p.modifierFaults(h)
	case *literal:
		return p.literalFaults(h)
	case *multipath:
		return p.multipathFaults(h)
	case *walkHead:
		return p.walkFaults(f, h)
	}
	return nil
}
