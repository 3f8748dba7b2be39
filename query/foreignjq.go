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
	j.remarks.where(".[] walks a list")
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
	j.remarks.where("nothing of it is missing")
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
		j.remarks.where("it counts a list")
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

// tests reads the inside of select.
func (j *jqReader) tests(way *trail) {
	for j.err == nil {
		if test := j.condition(way); j.err == nil {
			way.test(test)
		}
		if j.is("or") {
			j.unexpected("gjson has no or: ask twice and join, [A,B]|@flatten")
			return
		}
		if !j.accept("and") {
			return
		}
	}
}

func (j *jqReader) condition(way *trail) string {
	left := newTrail()
	var fixed *fixedValue
	at := j.peek()
	switch {
	case j.is("has"):
		j.next()
		j.expect("(")
		key := j.next()
		j.expect(")")
		if key.kind != textToken {
			j.refuse(key.start, key.end, "a key that is no text")
		}
		test := exists(append(j.leftOf(way, left), queryComponent(escapeKey(key.value))))
		if j.is("|") && j.ahead(1).value == "not" {
			j.next()
			j.next()
			return test + "!=~*"
		}
		return test
	case at.kind == textToken, at.kind == numberToken, j.is("-"), j.is("true", "false", "null"):
		v := j.fixed()
		fixed = &v
	case j.is("("):
		j.next()
		j.subject(&left)
		j.expect(")")
	default:
		j.subject(&left)
	}
	if j.err != nil {
		return ""
	}
	op := j.peek()
	if fixed == nil && j.accept("|") {
		return j.textTest(way, left)
	}
	if !isComparator(op) {
		j.refuse(at.start, op.start, "whether a value counts as true: compare it, or use has(\"key\")")
		return ""
	}
	j.next()
	comparator := op.value
	if fixed != nil {
		j.subject(&left)
		comparator = flipped(comparator)
	} else {
		v := j.fixed()
		fixed = &v
	}
	if j.err != nil {
		return ""
	}
	if len(left.levels) > 1 {
		j.refuse(at.start, op.start, "a test of all elements of a list inside")
		return ""
	}
	if comparator == "!=" && fixed.kind != null {
		j.remarks.say("jq lets missing values pass, gjson does not")
	}
	return j.comparison(j.leftOf(way, left), comparator, *fixed, at)
}

// subject reads the path on the left of a comparison; behind a pipe it may be counted.
func (j *jqReader) subject(way *trail) {
	if !j.is(".") {
		j.unexpected("gjson compares a value of the data with a fixed one")
		return
	}
	before := len(j.remarks.others)
	j.path(way)
	if len(way.levels[0].steps) == 1 {
		j.remarks.others = j.remarks.others[:before] // a missing value is equal to nothing
	}
	if j.is("|") && j.ahead(1).value == "length" {
		j.next()
		j.next()
		j.remarks.where("it counts a list")
		way.whole("#")
	}
}

// textTest reads startswith("…") and its kin behind a pipe.
func (j *jqReader) textTest(way *trail, left trail) string {
	name := j.next()
	before, behind := "", ""
	switch name.value {
	case "startswith":
		behind = "*"
	case "endswith":
		before = "*"
	case "contains":
		before, behind = "*", "*"
	default:
		j.refuse(name.start, name.end, "gjson has no function "+name.value)
		return ""
	}
	j.expect("(")
	t := j.next()
	if t.kind != textToken {
		j.refuse(t.start, t.end, "expected a text")
		return ""
	}
	j.expect(")")
	return j.pattern(j.leftOf(way, left), before, t.value, behind)
}

// fixed reads a literal.
func (r *foreignReader) fixed() fixedValue {
	t := r.next()
	switch {
	case t.kind == textToken:
		return fixedValue{text, t.value}
	case t.kind == numberToken:
		return fixedValue{numeric, t.value}
	case t.value == "-" && r.peek().kind == numberToken:
		return fixedValue{numeric, "-" + r.next().value}
	case t.value == "true":
		return fixedValue{yes, "true"}
	case t.value == "false":
		return fixedValue{no, "false"}
	case t.value == "null":
		return fixedValue{kind: null}
	}
	r.refuse(t.start, t.end, "gjson compares a value of the data with a fixed one")
	return fixedValue{}
}
