// Parses one component of a path in each of its two readings, and the query in it.

package query

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// piper tells whether the text behind a dot makes the dot a pipe.
func (p *pathParser) piper(i, end int) bool {
	if i >= end {
		return false
	}
	switch p.text[i] {
	case '[', '{':
		return true
	case '@':
		return isModifier(modifierName(p.text[i+1 : end]))
	}
	return false
}

// after reads the separator at i.
func (p *pathParser) after(c *component, i, depth int, dots bool) ending {
	switch {
	case i >= c.end:
		return ending{}
	case p.text[i] == '|':
		return ending{sep: '|', pipe: p.fresh(i+1, c.end, depth), pipeAt: i}
	case dots && p.piper(i+1, c.end):
		return ending{sep: '.', pipe: p.fresh(i+1, c.end, depth), pipeAt: i}
	}
	return ending{sep: '.', next: p.component(i+1, c.end)}
}

// rest reads what follows the dot at i, behind "#" or a query.
func (p *pathParser) rest(c *component, i, depth int) ending {
	from := i + 1
	e := ending{sep: '.', uncut: p.fresh(from, c.end, depth)}
	e.rest = e.uncut
	if at := p.cuts.find(p.text, from, c.end); at >= 0 {
		e.rest = p.fresh(from, at, depth)
		e.pipe, e.pipeAt = p.fresh(at+1, c.end, depth), at
	}
	return e
}

// member reads a component as an object does.
func (p *pathParser) member(c *component, depth int) *memberReading {
	if c.asMember != nil {
		return c.asMember
	}
	m := &memberReading{}
	var key []byte
	i, from := c.start, c.start
scan:
	for ; i < c.end; i++ {
		switch p.text[i] {
		case '.', '|':
			break scan
		case '*', '?':
			m.pattern = true
		case '\\':
			key = append(key, p.text[from:i]...)
			i++
			from = i
		}
	}
	i = min(i, c.end)
	m.part = span{c.start, i}
	m.key = string(key) + p.text[min(from, i):i]
	m.after = p.after(c, i, depth, true)
	c.asMember = m
	return m
}

// element reads a component as an array does.
func (p *pathParser) element(c *component, depth int) *elementReading {
	if c.asElement != nil {
		return c.asElement
	}
	e := &elementReading{}
	s := p.slice(c.span)
	switch {
	case len(s) > 1 && s[0] == '#' && s[1] == '.':
		e.kind, e.part = Each, span{c.start, c.start + 1}
		e.after = p.rest(c, c.start+1, depth)
	case len(s) > 1 && s[0] == '#' && (s[1] == '(' || s[1] == '['):
		p.queryElement(c, e, depth)
	default:
		p.word(c, e, depth)
	}
	c.asElement = e
	return e
}

func (p *pathParser) word(c *component, e *elementReading, depth int) {
	i := c.end
	if n := strings.IndexAny(p.slice(c.span), ".|"); n >= 0 {
		i = c.start + n
	}
	e.part = span{c.start, i}
	w := p.slice(e.part)
	switch {
	case w == "#":
		e.kind = Count
	case isDigits(w):
		e.kind = Index
		n, err := strconv.Atoi(w)
		if err != nil {
			n = -1
		}
		e.index = n
	default:
		e.kind = Key
	}
	e.after = p.after(c, i, depth, strings.IndexByte(w, '#') < 0)
}

func isDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

func (p *pathParser) queryElement(c *component, e *elementReading, depth int) {
	q := p.query(c, depth)
	e.kind, e.query, e.part = First, q, q.span
	if q.bad {
		return
	}
	i := q.end
	if i < c.end && p.text[i] == '#' {
		e.kind = All
		i++
		e.part.end = i
	}
	to := c.end
	if n := strings.IndexAny(p.text[i:c.end], ".|"); n >= 0 {
		to = i + n
	}
	e.ignored = span{i, to}
	if to < c.end && p.text[to] == '.' {
		e.after = p.rest(c, to, depth)
		return
	}
	e.after = p.after(c, to, depth, false)
}

func (p *pathParser) query(c *component, depth int) *queryNode {
	q := &queryNode{depth: depth}
	from := c.start + 2
	closer, op, escaped := queryEnd(p.text, from, c.end)
	if closer == c.end {
		q.bad, q.span = true, c.span
		q.left = p.fresh(c.end, c.end, depth+1)
		return q
	}
	q.span = span{c.start, closer + 1}
	leftEnd := closer
	if op >= 0 {
		leftEnd = op
		p.operator(q, trimmed(p.text, span{op, closer}), escaped)
	}
	left := trimmed(p.text, span{from, leftEnd})
	q.left = p.fresh(left.start, left.end, depth+1)
	return q
}

// operator reads the operator at the start of r and the value behind it.
func (p *pathParser) operator(q *queryNode, r span, escaped bool) {
	s := p.slice(r)
	size := 1
	switch {
	case len(s) == 1:
	case s[:2] == "!=" || s[:2] == "!%" || s[:2] == "<=" || s[:2] == ">=" || s[:2] == "==":
		size = 2
	case s[0] == '!':
		size = 0 // no operator: the query tests whether the left side exists
	}
	q.opAt = span{r.start, r.start + size}
	q.op = s[:size]
	if q.op == "==" {
		q.op = "="
	}
	q.right = trimmed(p.text, span{q.opAt.end, r.end})
	q.value = p.slice(q.right)
	if n := len(q.value); n >= 2 && q.value[0] == '"' && q.value[n-1] == '"' {
		q.quoted = true
		q.value = q.value[1 : n-1]
		if escaped {
			q.value = decodeEscapes(q.value)
		}
	}
	// gjson ignores the error: what is no number is compared as 0.
	q.number, _ = strconv.ParseFloat(q.value, 64)
}

// decodeEscapes decodes the escapes of JSON in the inside of a string and, as gjson does, ends at the first that JSON does not have.
func decodeEscapes(s string) string {
	out := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] < ' ':
			return string(out)
		case s[i] != '\\':
			out = append(out, s[i])
			continue
		}
		if i++; i >= len(s) {
			return string(out)
		}
		switch s[i] {
		case '\\', '/', '"', 'b', 'f', 'n', 'r', 't':
		case 'u':
			if i+5 > len(s) {
				return string(out)
			}
		default:
			return string(out)
		}
		r, n := readEscape(s[i-1:])
		out = utf8.AppendRune(out, r)
		i += n - 2
	}
	return string(out)
}

func hexRune(s string) rune {
	n, _ := strconv.ParseUint(s[:4], 16, 32)
	return rune(n)
}
