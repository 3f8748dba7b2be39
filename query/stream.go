// Takes the scanned batches of an input in order and makes sure that each began where the one before it ended.

package query

import (
	"bytes"
	"context"
	"io"
	"iter"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/tidwall/gjson"
)

// maxRow is the largest row, or document of a list, that is read.
const maxRow = 1 << 30

// stream answers a path row by row.
type stream struct {
	plan     Plan
	path     *Path    // the whole path, without its ".."; nil: none
	rows     *Path    // what is asked of a list of rows; nil: nothing
	first    document // its rows at the beginning
	blank    []Note   // what was said of blanks in the path
	texts    []*Query // queries that have met a text at the beginning of the input
	o        Options
	segments []segment
	given    *Path   // the path as it came
	in       []Input // the inputs as they came
	// around are the closers that are due behind the rows of the last segment, before and behind what stands around them in a document.
	around         []byte
	before, behind string
	cutter         atomic.Pointer[cutter] // nil: the columns are not known yet
	batch, longest int                    // batchSize and maxRow, but for tests
	skipped        *SkippedError
	read           int                // rows that were scanned and used
	ended          bool               // all inputs were read to their ends
	short          bool               // a row of a list multipath was short of a value
	there          []bool             // the items of it that some row had
	walked         bool               // rows is the list that path walks, and columns are what path takes from its elements: see [stream.walk]
	untested       bool               // and these are all of it, with nothing in the path that could be untrue of some
	met            map[string]letters // what the tests of a number's order have met, of queries that are asked of one list
}

// inLine refuses a list multipath once a row is short of a value that others have.
func (st *stream) inLine(out *scanned) error {
	if out.there == nil {
		return nil
	}
	st.short = st.short || out.short
	if st.there == nil {
		st.there = make([]bool, len(out.there))
	}
	for i, there := range out.there {
		st.there[i] = st.there[i] || there
	}
	if !st.short || slices.Contains(st.there, false) {
		return nil
	}
	q := question{doc: st.first, path: st.path, o: st.o}
	return st.refusal(q, q.moved())
}

// refusal is that of a question to the rows, whose notes suggest what can be asked with the options of the stream.
func (st *stream) refusal(q question, notes ...Note) *Refusal {
	if q.o = st.o; st.walked { // the columns are what the path takes
		q.o.Columns = nil
	}
	return &Refusal{Notes: q.pasted(notes)}
}

// inOrder refuses rows that a text has passed by its letters once its test has met a number.
func (st *stream) inOrder(out *scanned) error {
	for _, met := range out.met {
		if st.met == nil {
			st.met = map[string]letters{}
		}
		all := st.met[met.test]
		all.numbers = all.numbers || met.numbers
		if !all.text.Exists() {
			all.text = met.text
		}
		if st.met[met.test] = all; all.numbers && all.text.Exists() {
			q := question{doc: st.first, path: st.path, o: st.o}
			for c := range q.path.Queries() {
				if c.test() == met.test {
					return st.refusal(q, q.passedByLetters(c, all.text))
				}
			}
		}
	}
	return nil
}

// segment is one input of a stream.
type segment struct {
	name  string
	lines bool   // it is a list of documents, even when it holds one or none
	head  []byte // what has been read of it
	body  io.Reader
	err   error // what ended it behind head; nil when more follows
	at    position
	start int // the offset in head of the first row
	guess func([]byte) int
}

func (st *stream) columns() []Column {
	if st.plan.reduction != allRows {
		return nil
	}
	return st.o.Columns
}

// batches yields the scanned batches of all inputs. What is yielded is used again when the loop goes on. An error ends it.
func (st *stream) batches(ctx context.Context) iter.Seq2[*scanned, error] {
	return func(yield func(*scanned, error) bool) {
		for i := range st.segments {
			if i > 0 {
				if err := st.locateNext(ctx, &st.segments[i]); err != nil {
					yield(nil, err)
					return
				}
			}
			r := reading{st: st, segment: &st.segments[i], at: st.segments[i].at}
			more, err := r.run(ctx, func(out *scanned) bool {
				st.read += out.walked
				return yield(out, nil)
			})
			if err != nil {
				yield(nil, err)
			}
			if !more || err != nil {
				return
			}
		}
		st.ended = true
	}
}

// readSoFar is Table.Read.
func (st *stream) readSoFar() (elements int, all bool) { return st.read, st.ended }

// reading is the way through one input.
type reading struct {
	st *stream
	*segment
	track
	at    position
	carry []byte // read and not scanned from the right place to an end of a row, without padding
	need  int    // as many bytes must be in carry before another scan is worth it
	fault *trouble
	rest  []byte // what stands behind the list
	own   scanned
}

// trouble is a text with an error, for which more text is awaited.
type trouble struct {
	text    []byte
	at      position
	stopped int
}

// run reads to the end; more is false when yield has had enough.
func (r *reading) run(ctx context.Context, yield func(*scanned) bool) (more bool, err error) {
	r.pass(r.head[:r.start], -1, 0, 0)
	body := io.Reader(bytes.NewReader(r.head[r.start:]))
	if r.segment.err == nil {
		body = io.MultiReader(body, r.body)
	} else if r.segment.err != io.EOF {
		body = io.MultiReader(body, failed{r.segment.err})
	}
	s := &splitter{r: body, size: r.st.batch, guess: r.guess, live: r.st.o.Live}
	at := r.at
	read := func(ctx context.Context, c *chunk) {
		s.next(ctx, c)
		c.from = at
		if at != anyDocument {
			at = beforeRow
		}
	}
	work := func(c *chunk) { r.st.scan(c.b, c.n, c.from, c.err == io.EOF, &c.out) }
	for c := range inOrder(ctx, r.st.workers(), read, work) {
		more, err = r.take(c, yield)
		if err != nil || !more {
			return more, err
		}
		if c.err != nil {
			return true, r.end(c.err)
		}
	}
	return false, ctx.Err()
}

type failed struct{ err error }

func (f failed) Read([]byte) (int, error) { return 0, f.err }

// take takes the next chunk.
func (r *reading) take(c *chunk, yield func(*scanned) bool) (more bool, err error) {
	switch {
	case r.fault != nil:
		r.fault.text = append(r.fault.text, c.text()...)
	case r.at == afterList:
		r.rest = append(r.rest, c.text()...)
		return true, r.checkRest(false)
	case len(r.carry) == 0 && c.from == r.at:
		if more, err = r.accept(c.text(), &c.out, yield); err != nil || !more {
			return more, err
		}
	default:
		r.carry = append(r.carry, c.text()...)
		if len(r.carry) < r.need && c.err == nil {
			return true, r.tooLong()
		}
		text := r.carry
		padded := append(text, make([]byte, scanPad)...)
		r.st.scan(padded, len(text), r.at, c.err == io.EOF, &r.own)
		r.carry = nil
		if more, err = r.accept(text, &r.own, yield); err != nil || !more {
			return more, err
		}
	}
	if r.fault != nil && r.fault.shown(c.err != nil) {
		return false, r.explain()
	}
	return true, nil
}

// accept takes what a scan from the right place has found.
func (r *reading) accept(text []byte, out *scanned, yield func(*scanned) bool) (more bool, err error) {
	r.st.skipped.take(r.name, text, r.place, out.skipped)
	if out.refuse != nil {
		return false, out.refuse
	}
	if err := r.st.inLine(out); err != nil {
		return false, err
	}
	if err := r.st.inOrder(out); err != nil {
		return false, err
	}
	if !yield(out) {
		return false, nil
	}
	r.at = out.at
	if out.end == len(text) {
		r.pass(text, out.lines, out.lineStart, out.trailing)
		r.need = 0
		return true, nil
	}
	r.pass(text[:out.end], -1, 0, 0)
	left := text[out.end:]
	switch {
	case out.at == afterList:
		r.rest = append(r.rest, left...)
		return true, r.checkRest(false)
	case out.bad:
		r.fault = &trouble{text: slices.Clone(left), at: out.at, stopped: out.stopped - out.end}
		return true, nil
	}
	if r.need = 0; out.walked == 0 {
		r.need = 2 * len(left)
	}
	r.carry = append(make([]byte, 0, 2*len(left)+r.st.batch+scanPad), left...)
	return true, r.tooLong()
}

func (r *reading) tooLong() error {
	if len(r.carry) <= r.st.longest {
		return nil
	}
	e := &SyntaxError{Name: r.name, Kind: TooLong, Line: 1, Column: 1}
	e.move(r.place)
	return e
}

// end is what the input ends with.
func (r *reading) end(err error) error {
	switch {
	case err != io.EOF:
		return err
	case r.at == afterList:
		return r.checkRest(true)
	case r.at == anyDocument && len(r.carry) == 0:
		return nil
	}
	r.fault = &trouble{text: r.carry, at: r.at}
	return r.explain()
}

// shown tells whether there is enough text behind an error to tell what it is: the rest of a line, or that all ends there.
func (f *trouble) shown(last bool) bool {
	return last || len(f.text) > f.stopped+2*lookBack && len(bytes.TrimSpace(f.text[f.stopped:])) > 0
}

// explain finds the first error in the text that has one.
func (r *reading) explain() error {
	text := string(r.tail) + string(r.fault.text)
	from := len(r.tail)
	inList := r.fault.at != anyDocument && r.fault.at != gluedRow
	if inList || r.from.offset == 0 && skipSpace(text, 0) >= from { // it is the first document
		if e := r.foreign(text); e != nil {
			return e
		}
	}
	if r.fault.at == gluedRow {
		e := glued(r.name, text, from)
		e.move(r.from)
		return e
	}
	v := validator{s: text, i: from, stack: slices.Clone(r.st.around)}
	if r.fault.at == anyDocument {
		v.stack = nil
	}
	e := v.verdict(r.name, v.goOn(r.fault.at))
	if r.fault.at == anyDocument {
		e.CutLine = cutLine(text, from, e.Offset)
	}
	e.move(r.from)
	return e
}

// foreign tells that the first document, in which there is an error, is something else than JSON; nil is not. text is what is left of it
// around the error.
func (r *reading) foreign(text string) error {
	if r.from.offset > 0 || len(r.head) > len(text) {
		text = string(r.head)
	}
	start := skipSpace(text, 0)
	if kind, ok := ForeignFormat(text[start:]); ok {
		return NewSyntaxError(r.name, text, start, kind, "a value", "")
	}
	return nil
}

// goOn is document for a text that stands in the middle of one.
func (p *validator) goOn(at position) (want string) {
	p.space()
	switch {
	case at == behindRow:
		if done, want := p.behindValue(); done || want != "" {
			return want
		}
	case at == firstRow && p.at(','):
		return "a value or ']'"
	}
	return p.document()
}

// checkRest looks at what stands behind the list.
func (r *reading) checkRest(last bool) error {
	outer := r.st.around[:len(r.st.around)-1]
	if len(outer) > 0 && !last {
		return nil
	}
	v := validator{s: string(r.tail) + string(r.rest), i: len(r.tail), stack: slices.Clone(outer)}
	if len(outer) > 0 {
		if want := v.goOn(behindRow); want != "" {
			if e := r.foreign(v.s); e != nil {
				return e
			}
			e := v.verdict(r.name, want)
			e.move(r.from)
			return e
		}
	}
	if v.space(); v.i == len(v.s) {
		if len(outer) == 0 {
			r.pass(r.rest, -1, 0, 0)
			r.rest = r.rest[:0]
		}
		return nil
	}
	if len(outer) == 0 && !last && len(v.s)-v.i < 256 {
		return nil
	}
	e := NewSyntaxError(r.name, v.s, v.i, Malformed, "the end of the input (documents behind a list that is too large to be one of several)", v.found())
	e.move(r.from)
	return e
}

// workers is how many goroutines scan.
func (st *stream) workers() int {
	if st.o.Workers > 0 {
		return st.o.Workers
	}
	return runtime.GOMAXPROCS(0)
}

// nested is what stands around the rows of a list that keys lead to.
func nested(keys []string) (before, behind string) {
	var b []byte
	for _, k := range keys {
		b = append(gjson.AppendJSONString(append(b, '{'), k), ':')
	}
	return string(b), strings.Repeat("}", len(keys))
}
