// The way a text of another language goes through the data, from which its gjson path is written.

package query

import (
	"slices"
	"strconv"
	"strings"
)

// trail is a way through the data: the document, the elements of a list in it, the elements of a list in each of those, and so on.
type trail struct {
	levels []level // the first is the document
	first  bool    // only the first element that passes is taken
	list   bool    // the values are one list, and what follows works on it
	tail   string  // what is done with the whole answer: "|#", "|@reverse"
}

// level is what happens to each element of a list: the tests it has to pass, then the steps into it.
type level struct {
	tests []string
	steps []string
}

func (t trail) clone() trail {
	t.levels = slices.Clone(t.levels)
	for i, l := range t.levels {
		t.levels[i] = level{slices.Clone(l.tests), slices.Clone(l.steps)}
	}
	return t
}

// newTrail is at the document.
func newTrail() trail { return trail{levels: []level{{}}} }

func (t *trail) last() *level { return &t.levels[len(t.levels)-1] }

// step goes to a member or element.
func (t *trail) step(component string) {
	if t.tail != "" || t.list {
		t.tail += "|" + component
		return
	}
	t.last().steps = append(t.last().steps, component)
}

// each goes into the elements of the list at hand.
func (t *trail) each(tests ...string) { t.levels = append(t.levels, level{tests: tests}) }

// streams says that the way goes through the elements of a list.
func (t *trail) streams() bool { return len(t.levels) > 1 && !t.first && !t.list && t.tail == "" }

// test keeps the elements that pass, whose left sides begin at the steps behind the last list.
func (t *trail) test(tests ...string) { t.last().tests = append(t.last().tests, tests...) }

// path writes the gjson path. What is counted is the elements, whatever would be taken out of each.
func (t *trail) path() string {
	if len(t.levels) == 2 && !t.first && strings.HasPrefix(t.tail, "|#") {
		if len(t.last().tests) > 0 {
			t.last().steps = nil
		} else {
			t.levels, t.list, t.tail = t.levels[:1], false, t.tail[1:]
			t.levels[0].steps = append(t.levels[0].steps, t.tail)
			t.tail = ""
		}
	}
	var b strings.Builder
	b.WriteString(strings.Join(t.levels[0].steps, "."))
	for i, l := range t.levels[1:] {
		if b.Len() > 0 {
			b.WriteByte('.')
		}
		closer := "#"
		if t.first && i == len(t.levels)-2 {
			closer = ""
		}
		switch len(l.tests) {
		case 0:
			b.WriteString("#")
		default:
			for n, test := range l.tests {
				if n > 0 {
					b.WriteByte('|')
				}
				b.WriteString("#(" + test + ")")
				if n < len(l.tests)-1 {
					b.WriteByte('#')
				}
			}
			b.WriteString(closer)
		}
		for _, s := range l.steps {
			b.WriteString("." + s)
		}
		if len(l.tests) == 0 && len(l.steps) == 0 && i == len(t.levels)-2 { // "#" alone would count
			b.WriteString(".@this")
		}
	}
	out := b.String()
	if len(t.levels) == 2 && len(t.levels[1].tests)+len(t.levels[1].steps) == 0 { // every element of a list is the list
		out = strings.TrimSuffix(strings.TrimSuffix(out, "#.@this"), ".")
	}
	if out == "" {
		out = "@this"
	}
	if n := len(t.levels) - 2; n > 0 && !t.first {
		out += strings.Repeat("|@flatten", n)
	}
	if out == "@this" && t.tail != "" {
		return t.tail[1:]
	}
	return out + t.tail
}

// whole does something with the whole answer.
func (t *trail) whole(component string) {
	if len(t.levels) == 1 && t.tail == "" {
		t.step(component)
		return
	}
	t.tail += "|" + component
}

// element takes an element of the answer, counted from 0, or from the end from -1 on.
func (t *trail) element(i int) {
	if i >= 0 {
		t.whole(strconv.Itoa(i))
		return
	}
	t.whole("@reverse")
	t.whole(strconv.Itoa(-i - 1))
}

// fixedValue is a value that a text compares with.
type fixedValue struct {
	kind  kind
	value string
}

// queryValue writes a text on the right side of a query.
func queryValue(s string) string {
	plain := s != "" && s != "true" && s != "false" && s != "null"
	for i := range len(s) {
		plain = plain && (isAlnum(s[i]) || s[i] == '_' || s[i] == '-')
	}
	if plain {
		return s
	}
	return jqText(s)
}

// comparison writes the test of a query; the remark says where it is the same. ok is false where gjson has no such test.
func (r *foreignReader) comparison(left []string, op string, v fixedValue, at token) string {
	name := strings.Join(left, ".")
	if op == "==" || op == "===" {
		op = "=="
	}
	if op == "!==" {
		op = "!="
	}
	switch v.kind {
	case text:
		if strings.HasPrefix(v.value, "~") {
			r.refuse(at.start, at.end, "gjson takes a value that begins with ~ for something else")
		}
		if op == "%" {
			return name + `%` + jqText(v.value)
		}
		r.remarks.where("%s", always(orElement(name), "a text"))
		return name + op + queryValue(v.value)
	case numeric:
		if n, ok := number(v.value); !ok || n >= 1<<53 || n <= -1<<53 {
			r.refuse(at.start, at.end, "gjson compares numbers of this size only roughly; compare the text of the id (id_str)")
		}
		if !strings.HasSuffix(name, "#") {
			r.remarks.where("%s", always(orElement(name), "a number"))
		}
		return name + op + v.value
	case yes, no:
		if op != "==" && op != "!=" {
			r.refuse(at.start, at.end, "an order of true and false")
		}
		r.remarks.where("%s", always(orElement(name), "true or false"))
		return name + op + v.value
	}
	switch op {
	case "==":
		r.remarks.say("gjson counts a missing value as null")
		return name + "==~null"
	case "!=":
		r.remarks.say("gjson counts a missing value as null")
		return name + "!=~null"
	}
	r.refuse(at.start, at.end, "an order of null")
	return ""
}

func orElement(name string) string {
	if name == "" {
		return "the element"
	}
	return "`" + name + "`"
}

// pattern writes a test for a text with something around it.
func (r *foreignReader) pattern(left []string, before, part, behind string) string {
	escaped := strings.NewReplacer(`\`, `\\`, "*", `\*`, "?", `\?`).Replace(part)
	r.remarks.where("%s", always(orElement(strings.Join(left, ".")), "a text"))
	return strings.Join(left, ".") + "%" + jqText(before+escaped+behind)
}

// exists writes the test that a member is there.
func exists(left []string) string { return strings.Join(left, ".") }

// flipped is the operator with its sides changed.
func flipped(op string) string {
	switch op {
	case "<":
		return ">"
	case ">":
		return "<"
	case "<=":
		return ">="
	case ">=":
		return "<="
	}
	return op
}

func isComparator(t token) bool {
	switch t.value {
	case "==", "!=", "<", ">", "<=", ">=", "===", "!==":
		return t.kind == signToken
	}
	return false
}
