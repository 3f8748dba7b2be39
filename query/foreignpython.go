// Reads Python as lessons write it: subscripts, comprehensions, a loop that prints.

package query

import (
	"slices"
	"strings"
)

// pythonReader reads an expression, or a loop that prints one.
type pythonReader struct {
	*foreignReader
	names []string // the variables of the loops around, the innermost last
}

// pythonTerm is what an expression stands for: a way that begins at a variable, or a literal.
type pythonTerm struct {
	variable string // "" is the document
	way      trail
	literal  *fixedValue
	at       token
}

func (p *pythonReader) read() trail {
	var way trail
	if p.is("for") {
		way = p.loop()
	} else {
		if p.is("print") && p.ahead(1).value == "(" {
			p.next()
			p.next()
			way = p.expression().way
			p.expect(")")
		} else {
			way = p.rooted(p.expression())
		}
	}
	if p.err == nil && p.peek().kind != endToken {
		p.unexpected("gjson has nothing for what follows here")
	}
	return way
}

// rooted refuses an expression that is no way through the document.
func (p *pythonReader) rooted(t pythonTerm) trail {
	if t.literal != nil {
		p.refuse(t.at.start, t.at.end, "a value of its own, which does not look into the data")
	}
	return t.way
}

// loop reads "for x in list: [if test:] print(expression)".
func (p *pythonReader) loop() trail {
	way := newTrail()
	depth := 0
	for p.is("for", "if") && p.err == nil {
		if p.accept("for") {
			p.enter(&way)
			depth++
		} else {
			p.next()
			p.tests(&way)
		}
		p.expect(":")
	}
	if !p.is("print") {
		p.unexpected("the loop does something else than print")
	}
	p.next()
	p.expect("(")
	p.head(&way, p.expression())
	p.expect(")")
	p.remarks.say("Python prints one value a line, gjson gives one list")
	return way
}

// enter reads "x in list" behind for.
func (p *pythonReader) enter(way *trail) {
	v := p.next()
	if v.kind != nameToken {
		p.refuse(v.start, v.end, "expected the name of a variable")
	}
	p.expect("in")
	at := p.peek()
	list := p.postfix()
	if list.literal != nil || list.variable != p.innermost() {
		p.refuse(at.start, at.end, "a loop over something that is not in the element of the loop around it")
		return
	}
	p.append(way, list.way, at)
	if len(list.way.levels) == 1 { // the elements of a list that a comprehension makes are those it walks
		way.each()
	}
	p.names = append(p.names, v.value)
}

func (p *pythonReader) innermost() string {
	if len(p.names) == 0 {
		return ""
	}
	return p.names[len(p.names)-1]
}

// append goes on with a way that begins where the first one is.
func (p *pythonReader) append(way *trail, more trail, at token) {
	if way.tail != "" || more.tail != "" && len(way.levels) > 1 || more.first && len(way.levels) > 1 {
		p.refuse(at.start, p.peek().start, "an answer that is taken apart again inside a loop")
		return
	}
	way.last().steps = append(way.last().steps, more.levels[0].steps...)
	way.levels = append(way.levels, more.levels[1:]...)
	way.first, way.tail = more.first, more.tail
}

// head sets what the loop gives of each element.
func (p *pythonReader) head(way *trail, t pythonTerm) {
	if t.literal != nil || t.variable != p.innermost() {
		p.refuse(t.at.start, t.at.end, "the loop gives something that is not in its element")
		return
	}
	inner := t.way
	if len(inner.levels) > 1 || inner.tail != "" || inner.first { // a list in each: one level that is not opened
		way.last().steps = append(way.last().steps, inner.path())
		return
	}
	p.append(way, inner, t.at)
}

// expression reads a value.
func (p *pythonReader) expression() pythonTerm { return p.postfix() }

// postfix reads an atom and the subscripts behind it.
func (p *pythonReader) postfix() pythonTerm {
	t := p.atom()
	for p.err == nil {
		switch {
		case p.is("[") && t.literal == nil:
			p.subscript(&t)
		case p.is(".") && t.literal == nil:
			p.method(&t)
		default:
			return t
		}
	}
	return t
}

func (p *pythonReader) atom() pythonTerm {
	at := p.next()
	out := pythonTerm{way: newTrail(), at: at}
	switch {
	case at.kind == textToken:
		out.literal = &fixedValue{text, at.value}
	case at.kind == numberToken:
		out.literal = &fixedValue{numeric, at.value}
	case at.value == "-" && p.peek().kind == numberToken:
		out.literal = &fixedValue{numeric, "-" + p.next().value}
	case at.value == "True":
		out.literal = &fixedValue{yes, "true"}
	case at.value == "False":
		out.literal = &fixedValue{no, "false"}
	case at.value == "None":
		out.literal = &fixedValue{null, ""}
	case at.value == "(":
		out = p.comprehensionOr(")", at)
	case at.value == "[":
		out = p.comprehensionOr("]", at)
	case at.value == "{":
		out = p.dict(at)
	case at.kind == nameToken && p.is("("):
		out = p.call(at)
	case at.kind == nameToken && slices.Contains(p.names, at.value):
		out.variable = at.value
	case at.kind == nameToken && !reserved(at.value):
		if !dataName(at.value) && (p.is("[") || p.is(".")) && len(p.names) == 0 {
			out.way.step(escapeKey(at.value))
		}
	default:
		p.back(at)
		p.unexpected("gjson has nothing like it")
	}
	return out
}

func reserved(name string) bool {
	switch name {
	case "if", "else", "for", "in", "not", "and", "or", "is", "lambda", "import", "def", "class", "return", "while", "with", "print":
		return true
	}
	return false
}

// comprehensionOr reads "head for x in list if test", or values with commas between them, up to a closer.
func (p *pythonReader) comprehensionOr(closer string, at token) pythonTerm {
	out := pythonTerm{way: newTrail(), at: at}
	if closer == "]" && p.peek().kind == numberToken && p.ahead(1).value == "]" && len(p.names) == 0 { // "[0].text", the list left out
		p.back(at)
		p.subscript(&out)
		return out
	}
	if closer == "]" && len(p.names) == 0 && (p.peek().kind == textToken || p.is("-")) && p.ahead(1).kind != endToken {
		p.back(at)
		p.subscript(&out)
		return out
	}
	if p.forBehind() {
		out = p.comprehension(at)
		p.expect(closer)
		return out
	}
	items := []pythonTerm{p.expression()}
	for p.accept(",") {
		if p.is(closer) {
			break
		}
		items = append(items, p.expression())
	}
	p.expect(closer)
	if closer == ")" && len(items) == 1 {
		return items[0]
	}
	var paths []string
	for _, it := range items {
		if it.literal != nil || it.variable != items[0].variable {
			p.refuse(it.at.start, it.at.end, "a list of values that are not in one element")
			return out
		}
		paths = append(paths, it.way.path())
	}
	out.variable = items[0].variable
	p.remarks.where("nothing in it is missing")
	out.way.step("[" + strings.Join(paths, ",") + "]")
	return out
}

// forBehind says that a "for" follows before the bracket at hand is closed.
func (p *pythonReader) forBehind() bool {
	depth := 0
	for i := 0; ; i++ {
		switch t := p.ahead(i); {
		case t.kind == endToken:
			return false
		case t.kind == signToken && strings.Contains("([{", t.value):
			depth++
		case t.kind == signToken && strings.Contains(")]}", t.value):
			if depth--; depth < 0 {
				return false
			}
		case depth == 0 && t.kind == nameToken && t.value == "for":
			return true
		}
	}
}

// comprehension reads "head for x in list if test …", without its brackets.
func (p *pythonReader) comprehension(at token) pythonTerm {
	outer := p.innermost()
	before := len(p.names)
	headAt := p.at
	p.skipTo("for")
	way := newTrail()
	for p.is("for", "if") && p.err == nil {
		if p.accept("for") {
			p.enter(&way)
		} else {
			p.next()
			p.tests(&way)
		}
	}
	end := p.at
	if p.err == nil {
		p.at = headAt
		p.head(&way, p.expression())
		if !p.is("for") {
			p.unexpected("gjson has nothing for it")
		}
		p.at = end
	}
	p.names = p.names[:before]
	return pythonTerm{variable: outer, way: way, at: at}
}

func (p *pythonReader) skipTo(name string) {
	for depth := 0; p.peek().kind != endToken; p.next() {
		t := p.peek()
		switch {
		case t.kind == signToken && strings.Contains("([{", t.value):
			depth++
		case t.kind == signToken && strings.Contains(")]}", t.value):
			depth--
		case depth == 0 && t.kind == nameToken && t.value == name:
			return
		}
	}
}
