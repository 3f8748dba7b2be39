// Reads the tests inside jq's select.

package query

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
		j.remarks.where("`length` always meets a list")
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
