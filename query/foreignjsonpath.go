// Reads JSONPath (RFC 9535), with or without the $ in front, and JSON Pointer (RFC 6901).

package query

import (
	"net/url"
	"strconv"
	"strings"
)

// jsonPathReader reads a query.
type jsonPathReader struct{ *foreignReader }

func (j *jsonPathReader) read() trail {
	way := newTrail()
	if !j.accept("$") {
		if t := j.peek(); t.kind == nameToken {
			j.next()
			way.step(escapeKey(t.value))
		}
	}
	j.segments(&way)
	if j.err == nil && j.peek().kind != endToken {
		j.unexpected("expected .name or […]")
	}
	return way
}

// segments reads ".name", "[…]", "..name".
func (j *jsonPathReader) segments(way *trail) {
	for j.err == nil {
		switch {
		case j.is(".."):
			j.next()
			j.descend(way)
		case j.is("."):
			j.next()
			t := j.next()
			switch {
			case t.value == "*" && t.kind == signToken:
				j.all(way)
			case t.kind == nameToken:
				j.name(way, t)
			default:
				j.refuse(t.start, t.end, "expected a name")
			}
		case j.is("["):
			j.next()
			j.selector(way)
			j.expect("]")
		default:
			return
		}
	}
}

func (j *jsonPathReader) name(way *trail, t token) {
	if way.tail != "" {
		j.refuse(t.start, t.end, "a member of what .. has found")
		return
	}
	way.step(escapeKey(t.value))
}

// all reads "*".
func (j *jsonPathReader) all(way *trail) {
	j.remarks.where("`*` always meets a list")
	way.each()
}

func (j *jsonPathReader) descend(way *trail) {
	t := j.next()
	if t.kind == signToken && t.value == "[" {
		t = j.next()
		j.expect("]")
	}
	if t.kind != nameToken && t.kind != textToken || way.tail != "" || way.streams() {
		j.refuse(t.start, t.end, "gjson's @dig looks for one key, from one place")
		return
	}
	j.remarks.say("the order may differ")
	way.step("@dig:" + escapeKey(t.value))
	if j.peek().kind != endToken {
		j.unexpected("gjson goes no further behind what it has looked for")
	}
}

// selector reads what stands between brackets.
func (j *jsonPathReader) selector(way *trail) {
	t := j.next()
	sign := ""
	if t.value == "-" && t.kind == signToken {
		sign, t = "-", j.next()
	}
	switch {
	case t.value == "?" && t.kind == signToken:
		j.filter(way)
	case t.value == "*" && t.kind == signToken:
		j.all(way)
	case t.kind == textToken && sign == "":
		j.name(way, t)
	case t.kind == numberToken && isDigits(t.value) && !j.is(":"):
		n, err := strconv.Atoi(sign + t.value)
		if err != nil {
			j.refuse(t.start, t.end, "no list is so long")
			return
		}
		if n < 0 {
			way.step("@reverse")
			n = -n - 1
		}
		way.step(strconv.Itoa(n))
	case t.value == ":" || j.is(":"):
		j.refuse(t.start, j.peek().end, "a slice: gjson takes one element or all")
	default:
		j.refuse(t.start, t.end, "gjson has no such selector")
	}
	if j.is(",") {
		j.unexpected("several selectors in one bracket: [A,B]|@flatten joins two paths")
	}
}

// filter reads "@.a == 'x' && @.b" behind "?"; old dialects put it in brackets.
func (j *jsonPathReader) filter(way *trail) {
	j.remarks.where("`?` always meets a list")
	closed := j.accept("(")
	way.each()
	for j.err == nil {
		if test := j.condition(way); j.err == nil {
			way.test(test)
		}
		if j.is("||") {
			j.unexpected("gjson has no or: ask twice and join, [A,B]|@flatten")
			return
		}
		if !j.accept("&&") {
			break
		}
	}
	if closed {
		j.expect(")")
	}
}

func (j *jsonPathReader) condition(way *trail) string {
	not := j.accept("!")
	at := j.peek()
	var fixed *fixedValue
	left := newTrail()
	if !j.is("@") {
		v := j.fixed()
		fixed = &v
	} else {
		j.subject(&left)
	}
	op := j.peek()
	if j.err != nil {
		return ""
	}
	if !isComparator(op) {
		if fixed != nil {
			j.unexpected("expected a comparison")
			return ""
		}
		if test := j.inside(way, left, at); test != "" || not {
			if not {
				test += "!=~*"
			}
			return test
		}
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
	switch {
	case j.err != nil:
		return ""
	case not || len(left.levels) > 1:
		j.refuse(at.start, j.peek().start, "gjson has no such test")
		return ""
	case comparator == "!=" && fixed.kind != null:
		j.remarks.say("JSONPath lets missing values pass, gjson does not")
	}
	return j.comparison(j.leftOf(way, left), comparator, *fixed, at)
}

// inside writes the test that something is there; in a list inside, that one element passes.
func (j *jsonPathReader) inside(way *trail, left trail, at token) string {
	switch {
	case len(left.levels) == 1 && len(left.levels[0].steps) == 0:
		j.refuse(at.start, at.end, "a test of the element itself")
		return ""
	case len(left.levels) == 2 && len(left.last().tests) == 1:
		left.first = true
		return exists([]string{left.path()})
	case len(left.levels) > 1:
		j.refuse(at.start, j.peek().start, "a test of all elements of a list inside")
		return ""
	}
	return exists(j.leftOf(way, left))
}

func (j *jsonPathReader) subject(way *trail) {
	j.expect("@")
	if j.err != nil {
		j.err.What = "gjson compares a value of the data with a fixed one"
		return
	}
	j.segments(way)
}

// pointer reads a JSON Pointer, also in the form of a fragment of an address (#/a/b). ok is false if a "~" stands for nothing.
func pointer(s string) (path string, ok bool) {
	if rest, fragment := strings.CutPrefix(s, "#"); fragment {
		decoded, err := url.PathUnescape(rest)
		if err != nil {
			return "", false
		}
		s = decoded
	}
	parts := strings.Split(s[1:], "/")
	for i, p := range parts {
		if strings.Contains(strings.NewReplacer("~0", "", "~1", "").Replace(p), "~") {
			return "", false
		}
		parts[i] = escapeKey(strings.NewReplacer("~1", "/", "~0", "~").Replace(p))
	}
	return strings.Join(parts, "."), true
}
