// Reads filters of jq: pipes of paths, select, map, first, length, and objects of paths.

package query

import (
	"strconv"
	"strings"
)

// jqReader reads a filter.
type jqReader struct{ *foreignReader }

func (j *jqReader) read() trail {
	way := newTrail()
	j.pipeline(&way)
	if j.err == nil && j.peek().kind != endToken {
		j.unexpected("gjson has nothing for what follows here")
	}
	if way.streams() {
		j.remarks.say("jq prints one value after the other, gjson gives one list")
	}
	return way
}

// pipeline reads filters with pipes between them, each going on where the last one is.
func (j *jqReader) pipeline(way *trail) {
	for j.err == nil {
		j.term(way)
		if !j.accept("|") {
			return
		}
	}
}

func (j *jqReader) term(way *trail) {
	t := j.peek()
	switch {
	case j.is("."):
		j.path(way)
	case j.is(".."):
		j.unexpected("jq's .. goes through everything: gjson's @dig:KEY looks for one key")
	case j.is("["):
		j.next()
		j.collect(way)
		j.expect("]")
		j.suffixes(way)
	case j.is("{"):
		j.next()
		j.object(way)
	case j.is("("):
		j.next()
		j.pipeline(way)
		j.expect(")")
		j.suffixes(way)
	case t.kind == nameToken:
		j.function(way, j.next())
	default:
		j.unexpected("gjson has nothing like it")
	}
	if j.is(",", "//", "+", "-", "*", "/", "and", "or", "as", "|=", "=", "==", "!=", "<", ">", "<=", ">=") {
		j.unexpected("gjson has no operator " + j.peek().value + " here")
	}
}

// path reads ".a.b[0][]".
func (j *jqReader) path(way *trail) {
	j.next()
	switch t := j.peek(); {
	case t.kind == nameToken && !t.spaced:
		j.next()
		j.key(way, t)
	case t.kind == textToken && !t.spaced:
		j.next()
		j.key(way, t)
	}
	j.suffixes(way)
}

func (j *jqReader) key(way *trail, t token) {
	j.remarks.say("where a key is missing, jq gives null, gjson leaves it out")
	if way.tail != "" && !strings.HasPrefix(way.tail, "|") {
		j.refuse(t.start, t.end, "a key behind this")
	}
	way.step(escapeKey(t.value))
	j.accept("?")
}

// suffixes reads what stands behind a path: ".key", "[0]", "[]".
func (j *jqReader) suffixes(way *trail) {
	for j.err == nil {
		j.accept("?")
		switch {
		case j.is(".") && (j.ahead(1).kind == nameToken || j.ahead(1).kind == textToken) && !j.ahead(1).spaced:
			j.next()
			j.key(way, j.next())
		case j.is(".") && j.ahead(1).value == "[":
			j.next()
		case j.is("["):
			j.bracket(way)
		default:
			return
		}
	}
}

func (j *jqReader) bracket(way *trail) {
	j.next()
	t := j.next()
	sign := ""
	if t.value == "-" && t.kind == signToken {
		sign, t = "-", j.next()
	}
	switch {
	case t.value == "]" && t.kind == signToken:
		j.iterate(way, t)
		return
	case t.kind == textToken:
		j.key(way, t)
	case t.kind == numberToken && isDigits(t.value) && !j.is(":"):
		n, err := strconv.Atoi(sign + t.value)
		if err != nil {
			j.refuse(t.start, t.end, "no list is so long")
			return
		}
		if way.streams() { // an element of each
			j.elementOfEach(way, n)
			break
		}
		way.element(n)
	case j.is(":") || t.value == ":":
		j.refuse(t.start, j.peek().end, "a slice: gjson takes one element or all")
		return
	default:
		j.refuse(t.start, t.end, "no key and no number")
		return
	}
	j.expect("]")
}

func (j *jqReader) elementOfEach(way *trail, n int) {
	if n < 0 {
		way.step("@reverse")
		n = -n - 1
	}
	way.step(strconv.Itoa(n))
}

// iterate goes into the elements of the list at hand.
func (j *jqReader) iterate(way *trail, at token) {
	j.remarks.where("`[]` always meets a list")
	switch {
	case way.tail != "" || way.first:
		j.refuse(at.start, at.end, "the elements of an answer that was changed or chosen")
	case way.list:
		way.list = false
	default:
		way.each()
	}
}

// collect reads the inside of [ … ], whose values become one list.
func (j *jqReader) collect(way *trail) {
	if way.streams() { // a list in each
		inner := newTrail()
		j.pipeline(&inner)
		j.listOf(way, inner)
		return
	}
	before := len(way.levels)
	at := j.peek()
	inner := way.clone()
	j.items(&inner)
	if j.err == nil && !inner.streams() && !isMulti(inner.last()) {
		inner.levels[0].steps = append(inner.levels[0].steps, "[@this]")
		if len(inner.levels) != before {
			j.refuse(at.start, at.end, "a list of one value")
		}
	}
	*way = inner
	if way.streams() {
		way.collected()
	}
}

// listOf sets a list that is made in each element.
func (j *jqReader) listOf(way *trail, inner trail) {
	if inner.streams() {
		way.step(inner.path())
		return
	}
	way.step("[" + inner.path() + "]")
}

// items reads "a, b" inside brackets.
func (j *jqReader) items(way *trail) {
	start := j.at
	one := newTrail()
	j.bare(&one)
	if !j.is(",") {
		j.at = start
		if j.err == nil {
			j.pipeline(way)
		}
		return
	}
	paths := []string{one.path()}
	for j.accept(",") {
		next := newTrail()
		j.bare(&next)
		paths = append(paths, next.path())
	}
	j.remarks.where("nothing in it is missing")
	way.step("[" + strings.Join(paths, ",") + "]")
}

// bare reads one path, without an operator behind it.
func (j *jqReader) bare(way *trail) {
	if j.is(".") {
		j.path(way)
		return
	}
	if j.ahead(0).kind == nameToken || j.is("[") || j.is("{") {
		j.term(way)
	}
}

func isMulti(l *level) bool {
	n := len(l.steps)
	return n > 0 && strings.HasPrefix(l.steps[n-1], "[")
}

// collected makes one list of the values at hand: what follows works on the list.
func (t *trail) collected() {
	if t.streams() && (len(t.levels) > 2 || len(t.last().tests)+len(t.last().steps) > 0) {
		t.list = true
	}
	if len(t.levels) == 2 && !t.list {
		t.levels = t.levels[:1]
	}
}

// function reads a function by its name.
func (j *jqReader) function(way *trail, name token) {
	switch name.value {
	case "length":
		j.remarks.where("`length` always meets a list")
		j.onWhole(way, "#")
	case "first", "last":
		j.firstOrLast(way, name)
	case "reverse":
		j.onWhole(way, "@reverse")
	case "keys", "keys_unsorted":
		if name.value == "keys" {
			j.remarks.say("jq sorts the keys")
		}
		j.onWhole(way, "@keys")
	case "flatten":
		j.flatten(way)
	case "select":
		j.expect("(")
		if way.tail != "" || len(way.levels) == 1 || way.first {
			j.refuse(name.start, name.end, "a test of one value: gjson tests the elements of a list")
			return
		}
		j.tests(way)
		j.expect(")")
	case "map":
		j.expect("(")
		if !way.streams() && way.tail == "" && !way.first {
			if !way.list {
				way.each()
			}
			way.list = false
			j.pipeline(way)
			way.collected()
		} else {
			inner := newTrail()
			inner.each()
			j.pipeline(&inner)
			j.onWhole(way, inner.path())
		}
		j.expect(")")
	default:
		j.refuse(name.start, name.end, "gjson has no function "+name.value)
	}
	j.suffixes(way)
}

// onWhole does something with the value at hand, in each element or with the whole.
func (j *jqReader) onWhole(way *trail, component string) {
	if way.streams() {
		way.step(component)
		return
	}
	way.whole(component)
}

func (j *jqReader) flatten(way *trail) {
	component := `@flatten:{"deep":true}`
	if j.accept("(") {
		if t := j.next(); t.value != "1" {
			j.refuse(t.start, t.end, "gjson joins one level of lists, or all")
			return
		}
		j.expect(")")
		component = "@flatten"
	}
	j.onWhole(way, component)
}

func (j *jqReader) firstOrLast(way *trail, name token) {
	if !j.accept("(") {
		if way.streams() {
			j.elementOfEach(way, map[string]int{"first": 0, "last": -1}[name.value])
			return
		}
		way.element(map[string]int{"first": 0, "last": -1}[name.value])
		return
	}
	if way.streams() || way.tail != "" {
		j.refuse(name.start, name.end, "the first of each")
		return
	}
	j.pipeline(way)
	j.expect(")")
	switch {
	case !way.streams():
	case name.value == "first":
		j.firstOf(way)
	default:
		way.element(-1)
	}
}

// object reads "a: .x, b" behind "{".
func (j *jqReader) object(way *trail) {
	var items []string
	for j.err == nil {
		key := j.next()
		if key.kind != nameToken && key.kind != textToken {
			j.refuse(key.start, key.end, "a key that is computed")
			return
		}
		value := newTrail()
		if j.accept(":") {
			j.bare(&value)
		} else {
			j.key(&value, key)
		}
		items = append(items, jqText(key.value)+":"+value.path())
		if !j.accept(",") {
			break
		}
	}
	j.expect("}")
	j.onWhole(way, "{"+strings.Join(items, ",")+"}")
}
