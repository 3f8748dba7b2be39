// Evaluates a path as gjson does, and remembers on the way what came to each step.

package query

import (
	"strconv"
	"strings"

	"github.com/tidwall/gjson"
)

// Walk evaluates the path on a JSON document, or on JSON values one after the other, and returns the value gjson has for it. What it
// meets is added to what was met before.
func (t *Trace) Walk(json string) Value {
	t.untrusted = !gjson.Valid(json)
	return t.eval(t.root, json, gjson.Parse(json), 0)
}

// eval evaluates a path on a text, whose value is v.
func (t *Trace) eval(f *freshPath, text string, v Value, sep byte) Value {
	switch h := t.parser.head(f).(type) {
	case *modifier:
		return t.modify(f, h, text, v, sep)
	case *literal:
		r := t.met(&h.met, v, sep, Unread, t.describe(f))
		value := t.parser.slice(h.value)
		t.untrusted = t.untrusted || !gjson.Valid(value)
		out := gjson.Parse(value)
		t.gave(r, out)
		return t.follow(h.after, value, out)
	case *multipath:
		return t.multipath(f, h, text, v, sep)
	case *walkHead:
		return t.walk(f, h, text, v, sep)
	}
	return t.ask(f, text)
}

func (t *Trace) describe(f *freshPath) func() (Step, []fault) {
	return func() (Step, []fault) { return t.parser.headStep(f.first), t.parser.headFaults(f) }
}

// follow goes on with what stands behind a modifier, literal or multipath.
func (t *Trace) follow(after ending, text string, v Value) Value {
	if after.pipe == nil {
		return v
	}
	return t.eval(after.pipe, text, v, after.sep)
}

// ask leaves a path to gjson: it is too deep, or the text is no JSON, on which gjson's answer follows from its scanning only.
func (t *Trace) ask(f *freshPath, text string) Value {
	t.untrusted = true
	return gjson.Get(text, t.parser.slice(f.span))
}

func (t *Trace) modify(f *freshPath, m *modifier, text string, v Value, sep byte) Value {
	r := t.met(&m.met, v, sep, Unread, t.describe(f))
	call := t.parser.slice(m.span)
	out := gjson.Get(text, call)
	switch t.parser.slice(m.name) {
	case "fromstr", "join", "dig":
		t.untrusted = t.untrusted || !gjson.Valid(out.Raw)
	}
	if out.Exists() {
		t.gave(r, out)
	} else {
		r.missed(v)
	}
	if m.after.pipe == nil {
		return out
	}
	// gjson.Get gives the first value of what the modifier returned, but the path goes on with all of it. These differ only if the
	// input is no list or object.
	whole := out.Raw
	if text == "" || text[0] != '{' && text[0] != '[' {
		whole = gjson.Get(text, call+"|@tostr").Str
	}
	return t.follow(m.after, whole, out)
}

func (t *Trace) multipath(f *freshPath, m *multipath, text string, v Value, sep byte) Value {
	r := t.met(&m.met, v, sep, Unread, t.describe(f))
	opener, closer := byte('['), byte(']')
	if m.object {
		opener, closer = '{', '}'
	}
	raw := []byte{opener}
	for _, it := range m.items {
		value := t.eval(it.path, text, v, 0)
		if !value.Exists() {
			continue
		}
		if len(raw) > 1 {
			raw = append(raw, ',')
		}
		if m.object {
			raw = append(append(raw, it.key...), ':')
		}
		raw = append(raw, rawOf(value)...)
	}
	out := Value{Type: gjson.JSON, Raw: string(append(raw, closer))}
	t.gave(r, out)
	return t.follow(m.after, out.Raw, out)
}

func rawOf(v Value) string {
	if v.Raw == "" {
		return v.String()
	}
	return v.Raw
}

// walkState is the state of one walk: what was found, and the pipe that waits for it. gjson sets the pipe when it enters the component in
// front of it, whether that finds anything or not.
type walkState struct {
	value Value
	pipe  *freshPath
	sep   byte
}

func (s *walkState) wait(after ending, sep byte) {
	if after.pipe != nil {
		s.pipe, s.sep = after.pipe, sep
	}
}

// hit takes a value. On null gjson leaves the type as it was.
func (s *walkState) hit(v Value) {
	if v.Type == gjson.Null {
		v.Type = s.value.Type
	}
	s.value = v
}

func (t *Trace) walk(f *freshPath, w *walkHead, text string, v Value, sep byte) Value {
	if !w.noted {
		w.noted = true
		t.faults = append(t.faults, t.parser.headFaults(f)...)
	}
	if w.discarded != (span{}) {
		sep = 0
	}
	var container string
	var ok bool
	if w.lines {
		container, ok = t.lines(w, text, v, sep)
		sep = 0
	} else {
		container, ok = t.container(text)
	}
	if !ok {
		out := t.ask(f, text)
		if !w.lines && out.Exists() && strings.TrimLeft(text, " \t\r\n")[0] == '"' {
			t.faults = append(t.faults, t.parser.otherwise(f.span, edit{}, "gjson takes the brackets in a text for JSON here")...)
		}
		if !w.lines && !out.Exists() {
			t.unread(w.comp, f.depth, v, sep)
		}
		return out
	}
	if container == "" {
		t.unread(w.comp, f.depth, v, sep)
		return Value{}
	}
	var s walkState
	untrusted := t.untrusted
	t.untrusted = false
	t.enter(&s, w.comp, f.depth, Value{Type: gjson.JSON, Raw: container}, sep)
	t.untrusted = t.untrusted || untrusted
	if s.pipe != nil {
		return t.eval(s.pipe, s.value.Raw, s.value, s.sep)
	}
	return s.value
}

// container returns the object or list in which gjson walks, which begins at the first bracket of the text; "" if there is none. ok is
// false if that is no JSON value.
func (t *Trace) container(text string) (raw string, ok bool) {
	i := strings.IndexAny(text, "{[")
	switch {
	case i < 0:
		return "", true
	case strings.TrimLeft(text[:i], " \t\r\n") != "":
		return "", false
	case t.untrusted:
		raw = gjson.Get(text, "..0").Raw
		return raw, gjson.Valid(raw)
	}
	return text[i:], true
}

// lines returns the values of the text as one list. ok is false if something else is in the text.
func (t *Trace) lines(w *walkHead, text string, v Value, sep byte) (raw string, ok bool) {
	r := t.met(&w.met, v, sep, Unread, func() (Step, []fault) {
		return Step{Kind: Lines, Start: w.comp.start - 2, End: w.comp.start}, nil
	})
	var list []string
	ok = true
	const between = ", \t\r\n"
	rest := strings.TrimLeft(text, between)
	gjson.ForEachLine(text, func(v Value) bool {
		ok = strings.HasPrefix(rest, v.Raw) && gjson.Valid(v.Raw)
		if ok {
			list = append(list, v.Raw)
			t.gave(r, v)
			rest = strings.TrimLeft(rest[len(v.Raw):], between)
		}
		return ok
	})
	return "[" + strings.Join(list, ",") + "]", ok && rest == ""
}

// unread counts a value into which gjson does not go.
func (t *Trace) unread(c *component, depth int, v Value, sep byte) {
	r := t.met(&c.unread, v, sep, Unread, func() (Step, []fault) { return t.parser.staticStep(c, depth), nil })
	r.missed(v)
}

// enter looks for a component in an object or list, and tells whether the search is over.
func (t *Trace) enter(s *walkState, c *component, depth int, v Value, sep byte) bool {
	if v.IsObject() {
		return t.member(s, c, depth, v, sep)
	}
	e := t.parser.element(c, depth)
	r := t.met(&e.met, v, sep, AsElement, func() (Step, []fault) { return t.parser.elementStep(e), t.parser.elementFaults(c, e) })
	if e.after.rest == nil {
		s.wait(e.after, e.after.sep)
	}
	switch e.kind {
	case Index:
		return t.index(s, e, r, depth, v)
	case Count:
		n := 0
		v.ForEach(func(_, _ Value) bool { n++; return true })
		s.value = Value{Type: gjson.Number, Raw: strconv.Itoa(n), Num: float64(n)}
		t.gave(r, s.value)
		return true
	case Each:
		return t.each(s, e, r, v)
	case First, All:
		return t.filter(s, e, r, v)
	}
	r.missed(v)
	return false
}

func (t *Trace) member(s *walkState, c *component, depth int, v Value, sep byte) (found bool) {
	m := t.parser.member(c, depth)
	r := t.met(&m.met, v, sep, AsMember, func() (Step, []fault) { return t.parser.memberStep(m), nil })
	s.wait(m.after, m.after.sep)
	took := false
	v.ForEach(func(key, value Value) bool {
		if m.pattern && !matchPattern(key.Str, m.key) || !m.pattern && key.Str != m.key {
			return true
		}
		took = true
		found = t.take(s, r, m.after.next, depth, value)
		return !found
	})
	if !took {
		r.missed(v)
	}
	return found
}

// take hands a member or element on.
func (t *Trace) take(s *walkState, r *Reached, next *component, depth int, v Value) bool {
	t.gave(r, v)
	switch {
	case next == nil:
		s.hit(v)
		return true
	case v.Type == gjson.JSON:
		return t.enter(s, next, depth, v, '.')
	}
	t.unread(next, depth, v, '.')
	return false
}

func (t *Trace) index(s *walkState, e *elementReading, r *Reached, depth int, v Value) (found bool) {
	i := 0
	v.ForEach(func(_, element Value) bool {
		if i < e.index || e.index < 0 {
			i++
			return true
		}
		i = -1
		found = t.take(s, r, e.after.next, depth, element)
		return false
	})
	if i >= 0 {
		r.missed(v)
	}
	return found
}

func (t *Trace) each(s *walkState, e *elementReading, r *Reached, v Value) bool {
	s.wait(e.after, '|')
	list := []byte{'['}
	n := r.Out
	v.ForEach(func(_, element Value) bool {
		t.gave(r, element)
		list = appendElement(list, t.eval(e.after.rest, element.Raw, element, '.'))
		return true
	})
	if r.Out == n {
		r.missed(v)
	}
	s.value = Value{Type: gjson.JSON, Raw: string(append(list, ']'))}
	return true
}

func appendElement(list []byte, v Value) []byte {
	raw := rawOf(v)
	if raw == "" {
		return list
	}
	if len(list) > 1 {
		list = append(list, ',')
	}
	return append(list, raw...)
}

func (t *Trace) filter(s *walkState, e *elementReading, r *Reached, v Value) (found bool) {
	list := []byte{'['}
	n := r.Out
	v.ForEach(func(_, element Value) bool {
		if !t.test(e.query, element) {
			return true
		}
		t.gave(r, element)
		if e.after.rest != nil {
			s.wait(e.after, '|')
			element = t.eval(e.after.rest, element.Raw, element, '.')
		}
		if found = e.kind == First; found {
			s.value = element
		} else {
			list = appendElement(list, element)
		}
		return !found
	})
	if r.Out == n {
		r.missed(v)
	}
	// ALL is no find for a search that tries several members: the first list that it sees decides, but the search goes on.
	if e.kind == All && !s.value.Exists() {
		s.value = Value{Type: gjson.JSON, Raw: string(append(list, ']'))}
	}
	return found
}

// test tells whether a query finds an element.
func (t *Trace) test(q *queryNode, element Value) bool {
	met := t.compared(q)
	if element.Type != gjson.JSON && q.left.start < q.left.end {
		met.add(Value{}, false)
		return false
	}
	left := element
	if element.Type == gjson.JSON {
		outer := t.query
		t.query = q
		left = t.eval(q.left, element.Raw, element, 0)
		t.query = outer
	}
	matched := q.matches(left)
	met.add(left, matched)
	return matched
}
