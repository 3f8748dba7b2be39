// Reads the conditions of Python: comparisons, in, and.

package query

import "strings"

// tests reads conditions joined with and, and lets the way keep the elements that pass.
func (p *pythonReader) tests(way *trail) {
	for p.err == nil {
		test := p.condition(way)
		if p.err != nil {
			return
		}
		way.test(test)
		if p.is("or") {
			p.unexpected("gjson has no or: ask twice and join, [A,B]|@flatten")
			return
		}
		if !p.accept("and") {
			return
		}
	}
}

// condition reads one condition and writes it as the inside of a query.
func (p *pythonReader) condition(way *trail) string {
	if p.is("not") {
		p.unexpected("gjson has no not")
		return ""
	}
	if p.is("(") {
		p.unexpected("brackets around conditions")
		return ""
	}
	if p.is("any") && p.ahead(1).value == "(" {
		return p.any(way)
	}
	left := p.expression()
	op := p.next()
	switch {
	case p.err != nil:
		return ""
	case isComparator(op):
		right := p.expression()
		if p.err != nil {
			return ""
		}
		comparator := op.value
		if left.literal != nil {
			left, right, comparator = right, left, flipped(comparator)
		}
		if right.literal == nil || left.literal != nil {
			p.refuse(left.at.start, right.at.end, "gjson compares a value of the data with a fixed one")
			return ""
		}
		return p.comparison(p.left(way, left), comparator, *right.literal, right.at)
	case op.value == "in" || op.value == "not" && p.is("in"):
		not := op.value == "not"
		if not {
			p.next()
		}
		return p.membership(way, left, not)
	case op.value == "is":
		not := p.accept("not")
		right := p.expression()
		if p.err != nil || right.literal == nil || right.literal.kind == text || right.literal.kind == numeric {
			p.refuse(op.start, op.end, "is tells None, True and False only")
			return ""
		}
		return p.comparison(p.left(way, left), map[bool]string{true: "!=", false: "=="}[not], *right.literal, right.at)
	}
	p.back(op)
	if left.literal == nil && (p.is("and", ":", "]", ")", "if", "for") || p.peek().kind == endToken) {
		p.refuse(left.at.start, p.peek().start, "whether a value counts as true: compare it, or test 'key' in t")
		return ""
	}
	if p.is(".") || p.is("(") {
		p.unexpected("gjson has no such function")
		return ""
	}
	p.unexpected("gjson has no such comparison")
	return ""
}

// left writes the left side of a query.
func (p *pythonReader) left(way *trail, t pythonTerm) []string {
	if t.variable != p.innermost() || len(t.way.levels) > 1 {
		p.refuse(t.at.start, t.at.end, "a condition on something that is not in the element of the loop")
		return nil
	}
	return p.leftOf(way, t.way)
}

// leftOf is the way from the element of a list to a compared value.
func (r *foreignReader) leftOf(way *trail, t trail) []string {
	var left []string
	for _, s := range append(append([]string{}, way.last().steps...), t.last().steps...) {
		left = append(left, queryComponent(s))
	}
	if t.tail != "" {
		left = append(left, t.tail[1:])
	}
	return left
}

// queryComponent escapes what only the left side of a query needs escaped.
func queryComponent(s string) string {
	if s == "#" || strings.HasPrefix(s, "@") || strings.HasPrefix(s, "{") || strings.HasPrefix(s, "[") {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' && i+1 < len(s) {
			b.WriteString(s[i : i+2])
			i++
			continue
		}
		if strings.IndexByte("!=<>%", s[i]) >= 0 || s[i] <= ' ' && (i == 0 || i == len(s)-1) {
			b.WriteByte('\\')
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// membership reads what follows in.
func (p *pythonReader) membership(way *trail, needle pythonTerm, not bool) string {
	at := p.peek()
	list := p.expression()
	if p.err != nil {
		return ""
	}
	if needle.literal == nil || needle.literal.kind != text || list.literal != nil {
		p.refuse(needle.at.start, p.peek().start, "in with a list of values")
		return ""
	}
	left := p.left(way, list)
	if len(left) == 0 || len(way.last().steps) == len(left) { // "key" in element
		key := queryComponent(escapeKey(needle.literal.value))
		if not {
			return exists(append(left, key)) + "!=~*"
		}
		return exists(append(left, key))
	}
	if not {
		p.refuse(at.start, at.end, "not in a text")
		return ""
	}
	return p.pattern(left, "*", needle.literal.value, "*")
}

// any reads any(test for x in list).
func (p *pythonReader) any(way *trail) string {
	p.next()
	p.expect("(")
	start := p.at
	before := len(p.names)
	p.skipTo("for")
	inner := newTrail()
	at := p.peek()
	if p.accept("for") {
		p.enter(&inner)
	}
	end := p.at
	p.at = start
	p.tests(&inner)
	if !p.is("for") {
		p.unexpected("gjson has nothing for it")
	}
	p.at = end
	p.names = p.names[:before]
	p.expect(")")
	if p.err != nil {
		return ""
	}
	if len(inner.levels) != 2 || len(inner.last().tests) != 1 {
		p.refuse(at.start, at.end, "more than one loop or condition inside any")
		return ""
	}
	inner.first = true
	return exists(append(p.leftOf(way, newTrail()), inner.path()))
}
