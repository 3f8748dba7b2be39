// Makes a table of a stream.

package query

import (
	"context"
	"fmt"
	"io"
	"iter"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/tidwall/gjson"
)

// sampleBytes is the most text of rows that is held to name the columns; SampleRows is the other limit.
const sampleBytes = 16 << 20

// part is the document of the rows at the beginning of the first input, for what needs a look at the data.
func (st *stream) part() document {
	seg := &st.segments[0]
	b := slices.Concat(seg.head, make([]byte, scanPad))
	s := scanner{b: b, n: len(seg.head), depth: st.depth(seg.at)}
	var out scanned
	doc := []byte{'['}
	s.list(seg.start, seg.at, seg.err == io.EOF, &out, func(row span) {
		if len(doc) > 1 {
			doc = append(doc, ',')
		}
		doc = append(doc, b[row.start:row.end]...)
	})
	doc = append(doc, ']')
	d := document{text: st.before + string(doc) + st.behind, lines: seg.at == anyDocument || len(st.segments) > 1}
	if len(st.plan.keys) == 1 && slices.Contains(Envelopes(), st.plan.keys[0]) {
		d.list = st.plan.keys[0]
	}
	return d
}

// answer makes the table. What is refused is refused on the beginning of the input; what else there is to say waits for the end.
func (st *stream) answer(ctx context.Context) (Table, error) {
	q := question{doc: st.first, path: st.path, o: st.o, part: true}
	seen := q.get()
	notes := sorted(append(slices.Clone(st.blank), q.check(seen)...))
	if len(notes) > 0 && notes[0].Severity == Wrong && !st.o.AsGJSON {
		return Table{}, &Refusal{Notes: notes}
	}
	if st.path != nil {
		st.texts = q.comparedTexts()
	}
	if st.plan.reduction == allRows {
		t, err := st.list(ctx, q, notes)
		t.Read = st.readSoFar
		return t, err
	}
	whole, count, err := st.reduce(ctx)
	if err != nil {
		return Table{}, err
	}
	if st.plan.reduction != countRows && isNothing(whole) {
		count = 0
	}
	t, err := q.table(whole, nil)
	own := t.Notes
	t.Notes = func() []Note { return slices.Concat(notes, q.after(seen, count, count), own()) }
	t.Skipped, t.Read = st.skipped.err, st.readSoFar
	return t, err
}

// reduce reads what the reduction needs and answers it; count is how many rows it has seen.
func (st *stream) reduce(ctx context.Context) (whole Value, count int, err error) {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	found, thin := "", "[]"
	known := false
	for out, err := range st.batches(ctx) {
		if err != nil {
			return Value{}, 0, err
		}
		n := st.rowsIn(out)
		if out.thin != "" {
			thin = strings.Clone(out.thin)
		}
		if n > 0 && !known {
			switch st.plan.reduction {
			case nthRow:
				if k := st.plan.nth - count; k < n {
					found, known = strings.Clone(st.rowOf(out, k).Raw), true
				}
			case lastRow:
				found = strings.Clone(st.rowOf(out, n-1).Raw)
			}
		}
		if count += n; known && !st.o.ReadAll {
			break
		}
	}
	if count == 0 && st.plan.rows != nil { // a query that takes nothing keeps gjson from reading on
		return gjson.Get(thin, st.plan.over), 0, nil
	}
	if st.plan.reduction == countRows {
		return gjson.Parse(strconv.Itoa(count)), count, nil
	}
	whole, err = st.finish("[" + found + "]")
	return whole, count, err
}

// finish asks the row that a reduction has found for the rest of the path, unless it would be answered untruly.
func (st *stream) finish(doc string) (Value, error) {
	path, err := ParsePath(st.plan.final)
	if err != nil {
		return Value{}, err
	}
	q := question{doc: document{text: doc}, path: path}
	whole := q.get()
	if notes := q.check(whole); len(notes) > 0 && notes[0].Severity == Wrong && !st.o.AsGJSON {
		n, try := notes[0], notes[0].Try
		moved := len(st.path.String()) - len(st.plan.final)
		n.Path, n.Offset, n.End, n.Try = st.path.String(), n.Offset+moved, n.End+moved, ""
		// A suggestion for the row begins as the path does here, and has to keep what was asked for; what it suggests for the list around
		// the row, the list that was read may not have.
		if try != "" {
			rest, ok := strings.CutPrefix(try, st.plan.found)
			if !ok || !(question{path: st.path}).keeps(n, n.Path[:moved+len(st.plan.found)]+rest) {
				return whole, nil
			}
		}
		return Value{}, &Refusal{Notes: []Note{n}}
	}
	return whole, nil
}

// rowsIn is the number of rows of the answer in a batch.
func (st *stream) rowsIn(out *scanned) int {
	if x := st.plan.extract; x != nil && out.rows == nil {
		return len(out.spans) / (1 + x.slots)
	}
	return len(out.rows)
}

// rowOf is a row of the answer in a batch.
func (st *stream) rowOf(out *scanned, i int) Value {
	x := st.plan.extract
	if x == nil || out.rows != nil {
		return out.rows[i]
	}
	v := out.spans[i*(1+x.slots)+1+x.value]
	return valueOf(out.text[v.start:v.end])
}

// list makes the table of an answer that is a list.
func (st *stream) list(ctx context.Context, q question, notes []Note) (Table, error) {
	ctx, stop := context.WithCancel(ctx)
	next, end := iter.Pull2(st.batches(ctx))
	l := &listing{st: st, q: q, next: next, close: func() { end(); stop() }}
	t := Table{Shape: List, Labelled: st.o.Columns != nil}
	brief, multi := false, st.path != nil && len(st.path.Items()) > 0
	if t.Labelled || st.o.ValuesOnly && !multi {
		l.cutter = picked(st.o.Columns)
	} else {
		sample, from, err := l.sample()
		if err != nil && len(sample) == 0 {
			l.close()
			return Table{}, err
		}
		if st.o.AllColumns && from == nil && !l.ended && err == nil && (st.o.Limit == 0 || len(sample) < st.o.Limit) {
			if sample, err = st.namers(ctx); err != nil {
				l.close()
				return Table{}, err
			}
		}
		l.cutter, brief = l.columns(sample, from)
		if brief {
			all := flatten(sample[:min(len(sample), SampleRows)], nil, "")
			notes = append(notes, Note{Severity: Info, Message: fmt.Sprintf("%d of %d columns shown; -f csv has all, -c chooses", len(l.cutter.columns), len(all.columns))})
		}
	}
	st.cutter.Store(l.cutter)
	t.Columns = l.cutter.columns
	t.Rows = l.rows
	t.Skipped = st.skipped.err
	t.Notes = func() []Note {
		return slices.Concat(notes, l.after(), l.cutter.notes(l.given, l.first, t.Labelled))
	}
	return t, nil
}

// listing walks the rows of a stream.
type listing struct {
	st     *stream
	q      question
	next   func() (*scanned, error, bool)
	close  func()
	cutter *cutter
	held   []*scanned // batches that were read to name the columns
	failed error      // what ended them
	ended  bool
	given  int // rows handed over
	first  Value
	// passed and answered count the rows that a query has taken and those of the answer, in all batches.
	passed, answered int
	stopped          bool // there may be more
}

// after returns what there is to say of the path behind the last row.
func (l *listing) after() []Note {
	notes := l.q.after(l.q.get(), l.passed, l.answered)
	for i := range notes {
		if l.stopped && notes[i].Code == "P16" {
			notes[i].Message += " (in the rows that were read)"
		}
	}
	return notes
}

// sample reads ahead as many rows as name the columns. from is what they are cut from.
func (l *listing) sample() (rows, from []Value, err error) {
	size := 0
	for len(rows) < SampleRows && size < sampleBytes && (!l.st.o.Live || len(rows) == 0) {
		out, err, ok := l.next()
		if l.ended = !ok; l.ended {
			break
		}
		if l.failed = err; err != nil {
			break
		}
		kept := *out
		kept.spans = slices.Clone(out.spans)
		l.held = append(l.held, &kept)
		for i := range l.st.rowsIn(&kept) {
			if len(rows) == SampleRows {
				break
			}
			rows = append(rows, l.st.rowOf(&kept, i))
			size += len(rows[len(rows)-1].Raw)
			if kept.from != nil {
				from = append(from, kept.from[i])
			}
		}
		if l.st.o.Limit > 0 && len(rows) >= l.st.o.Limit {
			rows = rows[:l.st.o.Limit]
			break
		}
	}
	return rows, from, l.failed
}

// columns names the columns.
func (l *listing) columns(sample, from []Value) (c *cutter, brief bool) {
	if from != nil {
		return picked(columnsOf(l.q.path.Items())), false
	}
	whole := gjson.Parse("[0]")
	c, _, brief = l.q.cutter(sample, whole)
	return c, brief
}

func (l *listing) rows(yield func(Row, error) bool) {
	defer l.close()
	for _, out := range l.held {
		if !l.give(out, yield) {
			return
		}
	}
	l.held = nil
	for !l.ended {
		err := l.failed
		var out *scanned
		if err == nil {
			var ok bool
			if out, err, ok = l.next(); !ok {
				return
			}
		}
		if err != nil {
			yield(Row{}, err)
			return
		}
		if !l.give(out, yield) {
			return
		}
	}
}

// give hands over the rows of a batch; false ends the walk.
func (l *listing) give(out *scanned, yield func(Row, error) bool) bool {
	n, limit := l.st.rowsIn(out), l.st.o.Limit
	l.passed, l.answered = l.passed+out.passed, l.answered+n
	if limit > 0 && l.given+n >= limit {
		n = limit - l.given
	}
	columns := len(l.cutter.columns)
	var cells []Value
	for i := range n {
		row := Row{Value: l.st.rowOf(out, i)}
		if out.cells != nil && limit == 0 {
			row.Cells = out.cells[i*columns : (i+1)*columns]
		} else {
			if cells == nil {
				cells = make([]Value, columns)
			}
			clear(cells)
			l.cells(out, i, row.Value, cells)
			row.Cells = cells
		}
		l.cutter.count(row.Cells)
		if l.given == 0 {
			l.first = row.Value
		}
		l.given++
		if !yield(row, nil) {
			return false
		}
	}
	if limit == 0 && len(out.extra) > 0 {
		if l.cutter.extra == nil {
			l.cutter.extra = map[string]int{}
		}
		maps.Copy(l.cutter.extra, out.extra)
	}
	if limit > 0 && l.given == limit {
		l.stopped = !l.st.o.ReadAll
		l.drain()
		return false
	}
	return true
}

// cells cuts row i of a batch.
func (l *listing) cells(out *scanned, i int, v Value, cells []Value) {
	if x := l.st.plan.extract; x != nil && x.cells != nil && out.rows == nil {
		x.fill(out, i, v, cells)
		return
	}
	if out.from != nil {
		v = out.from[i]
	}
	l.cutter.extra = l.cutter.cut(v, cells, l.cutter.extra)
}

// drain reads to the end what was asked to be read to the end.
func (l *listing) drain() {
	for l.st.o.ReadAll {
		out, err, ok := l.next()
		if !ok || err != nil {
			return
		}
		l.passed, l.answered = l.passed+out.passed, l.answered+l.st.rowsIn(out)
	}
}
