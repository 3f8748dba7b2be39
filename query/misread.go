// Says where gjson reads a path otherwise than it looks: text it drops, pipes it overlooks, cuts inside brackets.

package query

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/tidwall/gjson"
)

// fault is a problem with a path. Its words are made only for the one that is told.
type fault struct {
	code    string
	at      span
	problem func() string
	mend    edit
}

// edit is a change of a path, after which it is read as it looks; the zero value is none.
type edit struct {
	at            span
	before, after string
	drop          bool // what stands at at goes
}

func (e edit) apply(text string) string {
	kept := ""
	if !e.drop {
		kept = text[e.at.start:e.at.end]
	}
	return text[:e.at.start] + e.before + kept + e.after + text[e.at.end:]
}

// worst returns the first of the faults that cannot be read, else the first of all; nil if there is none.
func worst(text string, faults []fault) *PathError {
	if len(faults) == 0 {
		return nil
	}
	f := slices.MinFunc(faults, func(a, b fault) int {
		return cmp.Or(cmp.Compare(a.code, b.code), cmp.Compare(a.at.start, b.at.start))
	})
	e := &PathError{Path: text, Code: f.code, Offset: f.at.start, End: f.at.end, Problem: f.problem()}
	if mended := f.mend.apply(text); mended != text && readable(mended) {
		e.Hint = mended
	}
	return e
}

// readable tells whether a path has no fault at all.
func readable(s string) bool {
	if len(s) > MaxPathLen {
		return false
	}
	b := builder{pathParser: newPathParser(s)}
	b.path(b.fresh(0, len(s), 0))
	return len(b.faults) == 0 && b.deep == nil
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

func (p *pathParser) neverClosed(at int) []fault {
	return []fault{{code: Unbalanced, at: span{at, at + 1}, problem: func() string {
		return fmt.Sprintf("%q opened at column %d, never closed", p.text[at:at+1], columnAt(p.text, at))
	}}}
}

// otherwise makes a fault of a place that is read otherwise than it looks; the problem is a format for the quoted spans.
func (p *pathParser) otherwise(at span, mend edit, problem string, quoted ...span) []fault {
	return []fault{{code: ReadsOtherwise, at: at, mend: mend, problem: func() string {
		args := make([]any, len(quoted))
		for i, r := range quoted {
			args[i] = p.slice(r)
		}
		return fmt.Sprintf(problem, args...)
	}}}
}

// wrongCloser says that a group is closed by a bracket of another kind, if it is.
func (p *pathParser) wrongCloser(opener, closer int) []fault {
	want := closerOf(p.text[opener])
	if p.text[closer] == want {
		return nil
	}
	at := span{closer, closer + 1}
	return p.otherwise(at, edit{at: at, before: string(want), drop: true}, "%q is closed by %q", span{opener, opener + 1}, at)
}

func (p *pathParser) modifierFaults(m *modifier) []fault {
	if m.open >= 0 {
		return p.neverClosed(m.open)
	}
	object, none := true, false
	switch p.slice(m.name) {
	case "dig":
		object = false
	case "pretty", "flatten", "join":
	default:
		object, none = false, true
	}
	// An argument that does nothing goes with its colon and with the text behind it.
	all := span{m.name.end, max(m.arg.end, m.ignored.end)}
	switch given := m.arg.start < m.arg.end; {
	case given && none:
		return p.otherwise(all, edit{at: all, drop: true}, "gjson ignores %q: @%s takes no argument", all, m.name)
	case given && object && !m.json:
		return p.otherwise(all, edit{at: all, drop: true}, "gjson ignores %q: the argument of @%s is an object", all, m.name)
	case m.ignored != (span{}):
		return p.otherwise(m.ignored, edit{at: m.ignored, drop: true}, "gjson ignores %q behind the argument of @%s", m.ignored, m.name)
	}
	return nil
}

func (p *pathParser) literalFaults(l *literal) []fault {
	if l.open >= 0 {
		return p.neverClosed(l.open)
	}
	seen := span{l.value.start, l.first}
	// A list literal ends where it should.
	list := edit{at: seen, before: "[", after: "].0"}
	if l.value.end < l.first {
		return p.otherwise(span{l.value.end - 1, l.value.end}, list, "gjson ends the literal at this bracket")
	}
	tail := span{l.first, max(l.value.end, l.ignored.end)}
	if text := p.slice(tail); strings.TrimLeft(text, " \t\r\n") != "" {
		if text[0] != '.' && text[0] != '|' {
			list = edit{at: tail, drop: true}
		}
		return p.otherwise(tail, list, "gjson takes %q for a part of the literal, or ignores it", tail)
	}
	text := p.slice(seen)
	if gjson.Valid(text) {
		return nil
	}
	var mend edit
	if lower := strings.ToLower(text); gjson.Valid(lower) {
		mend = edit{at: seen, before: lower, drop: true}
	}
	return p.otherwise(span{l.start, l.first}, mend, "%q is no JSON value", seen)
}

func (p *pathParser) multipathFaults(m *multipath) (out []fault) {
	out = p.wrongCloser(m.start, m.end-1)
	for _, it := range m.items {
		name := p.slice(it.name)
		if strings.HasPrefix(name, "@") && isModifier(name[1:]) {
			mend := edit{at: span{it.start, it.start}, before: `"` + name[1:] + `":`}
			out = append(out, p.otherwise(it.name, mend, "gjson takes %q for the name of an item, not for a modifier", it.name)...)
		}
	}
	return out
}

func (p *pathParser) walkFaults(f *freshPath, w *walkHead) []fault {
	switch end := w.discarded.end; {
	case w.lines:
		return p.linesFaults(w)
	case w.discarded == (span{}):
		return nil
	case !w.closed:
		return p.neverClosed(culprit(p.text, f.start, f.end, "([{"))
	default:
		mend := edit{at: span{end, end}, before: "."}
		return p.otherwise(w.discarded, mend, "gjson ignores %q, because no dot or pipe follows it", w.discarded)
	}
}

// linesFaults looks for what is no element of a list behind "..".
func (p *pathParser) linesFaults(w *walkHead) []fault {
	at := w.comp.span
	rest := p.fresh(at.start, at.end, 0)
	if plain, ok := p.head(rest).(*walkHead); ok && !plain.lines && plain.discarded == (span{}) {
		return nil
	}
	mend := edit{at: span{at.start, at.start}, before: "#.@this|"}
	return p.otherwise(at, mend, `behind ".." gjson takes the first step of %q for a word`, at)
}

func (p *pathParser) elementFaults(c *component, e *elementReading) (out []fault) {
	if q := e.query; q != nil {
		if q.bad {
			return p.neverClosed(culprit(p.text, c.start+1, c.end, "(["))
		}
		out = append(out, p.wrongCloser(q.start+1, q.end-1)...)
		out = append(out, p.operatorFaults(q)...)
	}
	if strings.Trim(p.slice(e.ignored), " ") != "" {
		out = append(out, p.otherwise(e.ignored, edit{at: e.ignored, drop: true}, "gjson ignores %q behind the query", e.ignored)...)
	}
	if e.after.rest != nil {
		out = append(out, p.cutFaults(c, e)...)
	}
	return out
}

func (p *pathParser) operatorFaults(q *queryNode) []fault {
	at := span{q.opAt.start, max(q.opAt.end, q.right.end)}
	switch {
	case q.op == "!":
		return p.otherwise(at, edit{}, `"!" is no operator: nothing would match`)
	case q.op == "" && q.right != (span{}):
		if q.left.start == q.left.end {
			// "#(!x)" is written by people who mean "has no x".
			mend := edit{at: at, before: p.text[at.start+1:at.end] + "!=~*", drop: true}
			return p.otherwise(at, mend, "%q is no test: gjson ignores it", at)
		}
		mend := edit{at: span{at.start, at.start + 1}, before: "!=", drop: true}
		return p.otherwise(at, mend, "%q is no comparison: gjson only tests whether %q exists", at, q.left.span)
	}
	return nil
}

// cutFaults compares the pipe where gjson ends the per-element part with the first pipe a reader sees there.
func (p *pathParser) cutFaults(c *component, e *elementReading) []fault {
	seen, cut, end := p.firstPipe(e.after.uncut), -1, c.end
	if e.after.pipe != nil {
		cut = e.after.pipeAt
		end = cut
	}
	switch {
	case seen == cut:
		return nil
	case seen >= 0 && (cut < 0 || seen < cut):
		mend := edit{at: span{c.start, seen}, before: "[", after: "].0"}
		return p.otherwise(span{seen, end}, mend,
			"gjson does not see this pipe: %q would run on each element, not on the whole list", span{seen + 1, end})
	}
	at := span{cut, cut + 1}
	var mend edit
	if p.piper(cut+1, c.end) {
		mend = edit{at: at, before: ".", drop: true}
	}
	return p.otherwise(at, mend, "gjson cuts the path in two at this pipe")
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
