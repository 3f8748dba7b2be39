// Reads the functions, subscripts and literals of Python.

package query

import (
	"strconv"
	"strings"
)

// subscript reads "[…]".
func (p *pythonReader) subscript(t *pythonTerm) {
	p.next()
	at := p.next()
	sign := ""
	if at.value == "-" && at.kind == signToken {
		sign, at = "-", p.next()
	}
	switch {
	case at.kind == textToken && sign == "":
		if t.way.streams() {
			p.refuse(at.start, at.end, "a list has no key")
			return
		}
		t.way.step(escapeKey(at.value))
	case at.kind == numberToken && isDigits(at.value):
		n, err := strconv.Atoi(sign + at.value)
		if err != nil {
			p.refuse(at.start, at.end, "no list is so long")
			return
		}
		t.way.element(n)
	case at.value == ":" || p.is(":"):
		p.refuse(at.start, at.end, "a slice: gjson takes one element or all")
		return
	case at.kind == nameToken:
		p.refuse(at.start, at.end, "the subscript is a variable: gjson needs the key or the number itself")
		return
	default:
		p.refuse(at.start, at.end, "no key and no number")
		return
	}
	if p.is(":") {
		p.refuse(at.start, p.peek().end, "a slice: gjson takes one element or all")
		return
	}
	p.expect("]")
}

// method reads ".get(…)", ".keys()", ".values()".
func (p *pythonReader) method(t *pythonTerm) {
	p.next()
	name := p.next()
	if name.kind != nameToken || !p.accept("(") {
		p.refuse(name.start, name.end, "a member is written ['"+name.value+"'] in Python")
		return
	}
	switch name.value {
	case "get":
		key := p.next()
		if key.kind != textToken {
			p.refuse(key.start, key.end, "the key is no text")
			return
		}
		if p.accept(",") {
			if d := p.peek(); !p.accept("None") {
				p.refuse(d.start, d.end, "a value for what is missing: gjson has none")
				return
			}
		}
		if len(p.names) > 0 && !p.is(")") {
			p.unexpected("expected )")
		}
		t.way.step(escapeKey(key.value))
	case "keys", "values":
		t.way.whole("@" + name.value)
	case "json": // response.json()
	default:
		p.refuse(name.start, name.end, "gjson has no function "+name.value)
		return
	}
	p.expect(")")
}

// call reads len(…), next(…), list(…).
func (p *pythonReader) call(name token) pythonTerm {
	at := p.next()
	out := pythonTerm{way: newTrail(), at: name}
	switch name.value {
	case "len":
		out = p.expression()
		if out.literal != nil {
			p.refuse(out.at.start, out.at.end, "the length of a value that is not in the data")
		}
		out.way.whole("#")
	case "next":
		out = p.comprehension(at)
		if p.accept(",") {
			if d := p.peek(); !p.accept("None") {
				p.refuse(d.start, d.end, "a value for what is missing: gjson has none")
			}
		}
		p.firstOf(&out.way)
	case "list", "iter":
		if p.forBehind() {
			out = p.comprehension(at)
			break
		}
		out = p.expression()
		if steps := out.way.last().steps; out.literal != nil || !out.way.streams() && (len(steps) == 0 || steps[len(steps)-1] != "@keys" && steps[len(steps)-1] != "@values") {
			p.refuse(name.start, p.peek().start, name.value+"() gives the keys of an object and the elements of a list")
		}
	default:
		p.refuse(name.start, name.end, "gjson has no function "+name.value)
	}
	p.expect(")")
	return out
}

// firstOf takes the first value instead of all.
func (r *foreignReader) firstOf(way *trail) {
	if len(way.levels) == 2 && len(way.last().tests) > 0 && way.tail == "" && !way.first {
		way.first = true
		return
	}
	way.element(0)
}

// dict reads "{key: value, …}".
func (p *pythonReader) dict(at token) pythonTerm {
	out := pythonTerm{way: newTrail(), at: at}
	var items []string
	for i := 0; p.err == nil; i++ {
		key := p.next()
		if key.kind != textToken {
			p.refuse(key.start, key.end, "a key that is no text")
			return out
		}
		p.expect(":")
		value := p.expression()
		if value.literal != nil || i > 0 && value.variable != out.variable {
			p.refuse(value.at.start, value.at.end, "a value that is not in the element")
			return out
		}
		out.variable = value.variable
		items = append(items, jqText(key.value)+":"+value.way.path())
		if !p.accept(",") || p.is("}") {
			break
		}
	}
	p.expect("}")
	out.way.step("{" + strings.Join(items, ",") + "}")
	return out
}
