// Reads JavaScript as lessons write it: members, map, filter, find, length.

package query

import "strconv"

// javaScriptReader reads an expression.
type javaScriptReader struct {
	*foreignReader
	variable string // the argument of the function around
}

func (j *javaScriptReader) read() trail {
	way := newTrail()
	if j.is("console") && j.ahead(1).value == "." {
		for range 4 {
			j.next()
		}
		j.value(&way)
		j.expect(")")
	} else {
		j.value(&way)
	}
	j.accept(";")
	if j.err == nil && j.peek().kind != endToken {
		j.unexpected("gjson has nothing for what follows here")
	}
	return way
}

// value reads a variable and what stands behind it.
func (j *javaScriptReader) value(way *trail) {
	t := j.next()
	switch {
	case t.kind == nameToken && (t.value == j.variable || j.variable == "" && dataName(t.value)):
	case t.kind == nameToken && j.variable == "":
		way.step(escapeKey(t.value))
	default:
		j.refuse(t.start, t.end, "gjson looks into the element only")
		return
	}
	j.members(way)
}

func (j *javaScriptReader) members(way *trail) {
	for j.err == nil {
		switch {
		case j.is(".", "?."):
			j.next()
			if j.is("[") {
				continue
			}
			name := j.next()
			if name.kind != nameToken {
				j.refuse(name.start, name.end, "expected a name")
				return
			}
			j.member(way, name)
		case j.is("["):
			j.next()
			t := j.next()
			switch {
			case t.kind == textToken:
				j.key(way, t)
			case t.kind == numberToken && isDigits(t.value):
				n, err := strconv.Atoi(t.value)
				if err != nil {
					j.refuse(t.start, t.end, "no list is so long")
					return
				}
				way.element(n)
			default:
				j.refuse(t.start, t.end, "no key and no number")
			}
			j.expect("]")
		default:
			return
		}
	}
}

func (j *javaScriptReader) key(way *trail, t token) {
	if way.streams() {
		j.refuse(t.start, t.end, "a list has no member "+t.value)
		return
	}
	way.step(escapeKey(t.value))
}

// member reads a name behind a dot: a key, or one of the functions of lists.
func (j *javaScriptReader) member(way *trail, name token) {
	if name.value == "length" {
		j.remarks.where("`length` always meets a list")
		way.whole("#")
		return
	}
	if !j.is("(") {
		j.key(way, name)
		return
	}
	j.next()
	switch name.value {
	case "at":
		sign := ""
		if j.accept("-") {
			sign = "-"
		}
		t := j.next()
		n, err := strconv.Atoi(sign + t.value)
		if err != nil {
			j.refuse(t.start, t.end, "expected a number")
			return
		}
		way.element(n)
	case "reverse", "toReversed":
		way.whole("@reverse")
	case "flat":
		way.whole("@flatten")
	case "json":
	case "map", "filter", "find", "flatMap":
		j.function(way, name)
	default:
		j.refuse(name.start, name.end, "gjson has no function "+name.value)
	}
	j.expect(")")
}

// function reads "t => …" inside map, filter, find or flatMap.
func (j *javaScriptReader) function(way *trail, name token) {
	bracket := j.accept("(")
	v := j.next()
	if bracket {
		j.expect(")")
	}
	if v.kind != nameToken {
		j.refuse(v.start, v.end, "expected the name of the element")
		return
	}
	j.expect("=>")
	if way.tail != "" || way.first || len(way.levels) > 2 || len(way.levels) == 2 && (len(way.last().steps) > 0 || name.value == "flatMap") {
		j.refuse(name.start, name.end, "an answer that is taken apart again")
		return
	}
	if len(way.levels) == 1 {
		way.each()
	}
	outer := j.variable
	j.variable = v.value
	defer func() { j.variable = outer }()
	switch name.value {
	case "map":
		inner := newTrail()
		j.value(&inner)
		if len(inner.levels) > 1 || inner.tail != "" {
			way.step(inner.path())
			return
		}
		way.last().steps = append(way.last().steps, inner.levels[0].steps...)
	case "flatMap":
		j.value(way)
		way.each()
	default:
		j.tests(way)
		if name.value == "find" {
			way.first = true
		}
	}
}

func (j *javaScriptReader) tests(way *trail) {
	for j.err == nil {
		test := j.condition(way)
		if j.err != nil {
			return
		}
		way.test(test)
		if j.is("||") {
			j.unexpected("gjson has no or: ask twice and join, [A,B]|@flatten")
			return
		}
		if !j.accept("&&") {
			return
		}
	}
}

func (j *javaScriptReader) condition(way *trail) string {
	at := j.peek()
	if at.kind == textToken && j.ahead(1).value == "in" {
		j.next()
		j.next()
		inner := newTrail()
		j.value(&inner)
		return exists(append(j.leftOf(way, inner), queryComponent(escapeKey(at.value))))
	}
	left := newTrail()
	j.value(&left)
	op := j.next()
	if !isComparator(op) || len(left.levels) > 1 {
		j.refuse(at.start, op.end, "gjson compares a value of the data with a fixed one")
		return ""
	}
	v := j.fixed()
	if j.err != nil {
		return ""
	}
	if op.value == "==" || op.value == "!=" {
		j.remarks.say("== converts its sides in JavaScript; === does not, and neither does gjson")
	}
	if op.value == "!==" && v.kind != null {
		j.remarks.say("JavaScript lets missing values pass, gjson does not")
	}
	return j.comparison(j.leftOf(way, left), op.value, v, at)
}
