// Scans a batch: finds the rows in a part of a list and what is asked of them.

package query

import (
	"bytes"
	"slices"
	"strings"

	"github.com/tidwall/gjson"
)

// position is where in an input a scan stands.
type position int

const (
	beforeRow   position = iota // in a list, behind a comma
	firstRow                    // behind the opening bracket of a list
	behindRow                   // in a list, behind a row
	anyDocument                 // among documents one behind another
	gluedRow                    // right behind a document that has no end of its own, where something stands
	afterList                   // behind the closing bracket of a list
)

// scanned is what a scan has found in a text.
type scanned struct {
	// end is how far the text holds whole rows and what parts them, and at is where that stands.
	end int
	at  position
	// bad tells that the text behind end is no JSON, whatever follows; stopped is where the scan saw it.
	bad     bool
	stopped int
	walked  int    // rows in the text
	passed  int    // those that a query has taken; all where there is none
	skipped []span // bad lines that were left out
	// Of a text that was scanned to its end: its line feeds, the offset behind the last, and the bytes since that begin no character.
	lines, lineStart, trailing int

	// The rows of the answer, in one of two forms: spans of text, 1 + the slots of the extract for each, or values.
	text   string
	spans  []span
	rows   []Value
	from   []Value // what the rows are cut from; nil: the rows
	cells  []Value // as many as there are columns, for each row; nil: not cut yet
	room   []Value // for cells, used again by the next text
	extra  map[string]int
	refuse error     // the answer for these rows would not be true
	short  bool      // a row of a list multipath is short of a value
	there  []bool    // the items of it that some row has
	met    []letters // what the tests of a number's order have met
	// thin is a list of rows that a query has taken and that give no row of the answer, where that makes a difference to a reduction.
	thin string
}

// list walks the rows of s.b from offset i on, which is at. end tells that the input ends behind the text. It calls row with the span
// of each.
func (s *scanner) list(i int, at position, end bool, out *scanned, row func(span)) {
	b := s.b
	out.bad = false
	for {
		out.end, out.at = i, at
		if b[i] <= ' ' {
			i = s.space(i)
		}
		if i >= s.n {
			out.end = i
			return
		}
		switch at {
		case behindRow:
			switch b[i] {
			case ',':
				i++
				at = beforeRow
				continue
			case ']':
				out.end, out.at = i+1, afterList
				return
			}
			out.bad, out.stopped = true, i
			return
		case firstRow:
			if b[i] == ']' {
				out.end, out.at = i+1, afterList
				return
			}
		}
		start := i
		if i = s.row(start); i < 0 {
			if s.skips && at == anyDocument && (end || s.at < s.n) {
				if i = s.skipLine(start, end, out); i > 0 {
					continue
				}
				return
			}
			out.bad, out.stopped = s.at < s.n, s.at
			return
		}
		if i >= s.n && !end && isBare(b[start]) {
			return // there may be more of it
		}
		row(span{start, i})
		switch {
		case at != anyDocument:
			at = behindRow
		case i < s.n && skipSpace(string(b[i:i+1]), 0) == 0 && isBare(b[start]) && !s.skips:
			out.end, out.at, out.bad, out.stopped = i, gluedRow, true, i
			return
		}
	}
}

// document returns the offset behind the document that begins at i, -1 on failure, and counts its elements; -1 where it is no list.
func (s *scanner) document(i int) (end, elements int) {
	if s.b[i] != '[' {
		return s.value(i), -1
	}
	var out scanned
	s.depth++
	s.list(i+1, firstRow, true, &out, func(span) { elements++ })
	s.depth--
	if out.at != afterList {
		return -1, -1
	}
	return out.end, elements
}

// skipLine leaves out the line of a bad document and returns the offset behind it, 0 where its end is not there yet.
func (s *scanner) skipLine(start int, end bool, out *scanned) int {
	next := s.n
	if k := bytes.IndexByte(s.b[start:s.n], '\n'); k >= 0 {
		next = start + k + 1
	} else if !end {
		return 0
	}
	out.skipped = append(out.skipped, span{start, next})
	return next
}

// scan fills out for a text of which the first n bytes count and scanPad zero bytes follow.
func (st *stream) scan(b []byte, n int, at position, end bool, out *scanned) {
	x := st.plan.extract
	if x == nil || !st.extracted(x, b, n, at, end, out) {
		s := scanner{b: b, n: n, depth: st.depth(at), skips: st.skips(at)}
		*out = scanned{spans: out.spans[:0], room: out.room}
		s.list(0, at, end, out, func(row span) { out.spans = append(out.spans, row) })
		out.walked, out.passed = len(out.spans), len(out.spans)
		out.counted(&s)
		st.asked(b, out)
	}
}

// depth is how many levels are open around the rows.
func (st *stream) depth(at position) int {
	if at == anyDocument {
		return 0
	}
	return len(st.around)
}

// skips tells whether bad lines are left out.
func (st *stream) skips(at position) bool { return st.o.SkipInvalid && at == anyDocument }

// counted takes what the scan has counted. Behind a bad line it has counted too much.
func (out *scanned) counted(s *scanner) {
	out.lines, out.lineStart, out.trailing = s.lines, s.lineStart, s.trailing
	if len(out.skipped) > 0 {
		out.lines = -1
	}
}

// extracted scans for the extract. It is false where gjson is to be asked itself: a row is a text in which it would walk, or it compares
// what it cannot.
func (st *stream) extracted(x *extract, b []byte, n int, at position, end bool, out *scanned) bool {
	s := scanner{b: b, n: n, depth: st.depth(at), skips: st.skips(at), wanted: x.wanted, found: make([]span, x.slots)}
	*out = scanned{spans: out.spans[:0], room: out.room}
	odd := false
	var met letters
	if x.numeral {
		met.test = x.query.test()
	}
	s.list(0, at, end, out, func(row span) {
		out.walked++
		if x.wanted != nil && !x.objects && b[row.start] == '"' && bytes.ContainsAny(b[row.start:row.end], "[{") {
			odd = true
		}
		if x.test >= 0 {
			t := s.found[x.test]
			if t.end > 0 && !st.o.AsGJSON {
				raw := b[t.start:t.end]
				if x.numeral && raw[0] == '"' {
					odd = met.add(x.query, valueOf(string(raw))) || odd
				} else {
					odd = odd || x.doubts(raw)
					met.numbers = met.numbers || isDigit(raw[0]) || raw[0] == '-'
				}
			}
			if !x.matches(b[t.start:t.end]) {
				return
			}
		}
		out.passed++
		if x.value >= 0 && s.found[x.value].end == 0 {
			if out.thin == "" && x.test >= 0 && st.plan.reduction != allRows {
				out.thin = "[" + string(b[row.start:row.end]) + "]"
			}
			return
		}
		out.spans = append(append(out.spans, row), s.found...)
	})
	out.counted(&s)
	switch {
	case odd || met.text.Exists() && st.plan.reduction == nthRow: // it may stand behind the row that is found
		return false
	case x.value < 0 && !x.lean:
		out.text = string(b[:out.end])
	default:
		out.compact(b, x)
	}
	if x.numeral {
		out.met = []letters{met}
	}
	switch c := st.cutter.Load(); {
	case c == nil:
	case x.cells == nil && c.leaves != nil && len(c.leaves.keys) > 0:
		st.cutSpans(c, x, out)
	case x.derives() && st.o.Limit == 0:
		n := len(c.columns)
		out.cells = out.roomFor(n * st.rowsIn(out))
		for i := range st.rowsIn(out) {
			x.fill(out, i, st.rowOf(out, i), out.cells[i*n:(i+1)*n])
		}
	}
	return true
}

// roomFor is room for n cells, which hold those of another text.
func (out *scanned) roomFor(n int) []Value {
	if cap(out.room) < n {
		out.room = make([]Value, n)
	}
	return out.room[:n]
}

// cutSpans fills the cells of rows that are objects.
func (st *stream) cutSpans(c *cutter, x *extract, out *scanned) {
	n := len(c.columns)
	rows := len(out.spans) / (1 + x.slots)
	out.cells = make([]Value, n*rows)
	for i := range rows {
		out.extra = c.cut(st.rowOf(out, i), out.cells[i*n:(i+1)*n], out.extra)
	}
}

// compact keeps only the text of what was extracted.
func (out *scanned) compact(b []byte, x *extract) {
	size := 0
	for i := 0; i < len(out.spans); i += 1 + x.slots {
		out.spans[i] = span{}
		for k, v := range out.spans[i+1 : i+1+x.slots] {
			if k == x.test && !x.shown(k) {
				continue
			}
			size += v.end - v.start
		}
	}
	var text strings.Builder
	text.Grow(size)
	for i := 0; i < len(out.spans); i += 1 + x.slots {
		for k := range x.slots {
			v := &out.spans[i+1+k]
			if k == x.test && !x.shown(k) || v.end == 0 {
				continue
			}
			start := text.Len()
			text.Write(b[v.start:v.end])
			*v = span{start, text.Len()}
		}
	}
	out.text = text.String()
}

// asked lets gjson answer for the rows.
func (st *stream) asked(b []byte, out *scanned) {
	if st.untested {
		st.taken(b, out)
		return
	}
	var doc strings.Builder
	doc.Grow(out.end + 2)
	doc.WriteByte('[')
	for i, row := range out.spans {
		if i > 0 {
			doc.WriteByte(',')
		}
		doc.Write(b[row.start:row.end])
	}
	doc.WriteByte(']')
	q := question{doc: document{text: doc.String()}, path: st.rows, o: Options{Columns: st.columns()}}
	out.spans = out.spans[:0]
	whole := q.get()
	if st.path != nil {
		at := question{doc: document{text: st.before + q.doc.text + st.behind}, path: st.path, batch: true}
		if st.walked { // the rows are those of the list, and the path is judged by its own answer
			st.judged(at, at.get(), out)
		} else {
			st.judged(at, whole, out)
		}
	}
	rows, _, err := q.rows(whole)
	if err != nil {
		out.refuse = err
	}
	out.rows = rows
	if len(rows) == 0 && st.plan.reduction != allRows && gjson.Get(q.doc.text, st.plan.over).Raw != gjson.Get("[]", st.plan.over).Raw {
		out.thin = q.doc.text
	}
	if q.o.Columns == nil {
		out.from, _ = q.madeFrom(rows)
	}
	if c := st.cutter.Load(); c != nil && len(out.rows) > 0 {
		out.cut(c)
	}
}

// taken takes the rows as they are, and cuts them.
func (st *stream) taken(b []byte, out *scanned) {
	text := string(b[:out.end])
	out.rows = make([]Value, len(out.spans))
	for i, row := range out.spans {
		out.rows[i] = valueOf(text[row.start:row.end])
	}
	out.spans = out.spans[:0]
	if c := st.cutter.Load(); c != nil && len(out.rows) > 0 {
		out.cut(c)
	}
}

// judged counts what the notes at the end need, and refuses rows that would be answered untruly. whole is the answer for the rows of q.
func (st *stream) judged(q question, whole Value, out *scanned) {
	if q.known = q.parts(); q.known.each != nil && strings.HasSuffix(q.known.list, ")#") {
		out.passed = int(gjson.Get(q.doc.text, q.known.list+"|#").Int())
	}
	if st.o.AsGJSON {
		return
	}
	notes, met := q.later()
	notes = slices.DeleteFunc(notes, func(n Note) bool { return (n.Code == "P09" || n.Code == "P10") && st.comparesText(n) })
	if len(notes) > 0 {
		out.refuse = st.refusal(q, notes...)
	}
	out.met = met
	if rows, short := q.lengths(whole); rows > 0 && st.plan.reduction == allRows {
		out.short = short > 0
		out.there = q.present(rows > short)
	}
}

// comparesText tells whether a note is about a query that is known to compare texts, too, so that its right side is no mistake.
func (st *stream) comparesText(n Note) bool {
	return !n.sure && slices.ContainsFunc(st.texts, func(q *Query) bool { return q.Start <= n.Offset && n.End <= q.End && !isOrder(q.Op) })
}

// cut fills the cells.
func (out *scanned) cut(c *cutter) {
	from := out.rows
	if out.from != nil {
		from = out.from
	}
	n := len(c.columns)
	out.cells = make([]Value, n*len(out.rows))
	for i := range out.rows {
		out.extra = c.cut(from[i], out.cells[i*n:(i+1)*n], out.extra)
	}
}
