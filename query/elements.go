// Walks what a path takes from each element of its list, with other values of the same element beside it.

package query

import (
	"cmp"
	"context"
	"slices"

	"github.com/tidwall/gjson"
)

// walk is a path on its way through the inputs. What it says of the path is what [Run] says.
type walk struct {
	// parted says that the path walks a list with "#" or "#(…)#", so that its values stand beside others of the same element. Otherwise
	// they are the rows of its answer, and nothing is beside them.
	parted bool
	apart  func() *ElementsError // why not
	take   string                // the path inside the element; "" for the element itself
	inner  *inner                // the list inside the element that it walks
	// each calls f with the cells of one element after the other, in order: what the path takes, for inner.values, and what is
	// beside it. They are good until f returns, their values for ever. An error ends the walk.
	each func(ctx context.Context, f func(cells []Value) error) error
	// notes is what there is to say about the path when each has ended, without P16, for the caller counts what is missing.
	notes   func() []Note
	skipped func() *SkippedError
	read    func() (elements int, all bool) // see Table.Read
	beside  *cutter                         // counts what is missing of the columns beside
	instead *standIns                       // of them
	first   Value                           // the first element, where it is known
	walked  int                             // elements so far
}

// openWalk reads the beginning of the inputs and refuses what [Run] refuses.
func openWalk(ctx context.Context, p *Path, in []Input, o Options, beside []Column) (*walk, error) {
	o.Columns, o.Limit, o.ValuesOnly = nil, 0, true
	if len(in) == 1 && in[0].sifted != nil {
		return walkSifted(ctx, p, in[0], o, beside)
	}
	return openUnsifted(ctx, p, in, o, beside)
}

// walkSifted walks what a sieve has left; the sifting knows what was read and skipped.
func walkSifted(ctx context.Context, p *Path, in Input, o Options, beside []Column) (w *walk, err error) {
	o.sifted, o.SkipInvalid = true, false // what is bad has been skipped
	if doc := in.sifted.doc; doc != nil {
		w, err = doc.walk(p, o, beside, nil)
	} else {
		w, err = openUnsifted(ctx, p, []Input{in}, o, beside)
	}
	if err == nil {
		w.skipped = in.sifted.skipped
	}
	return w, err
}

func openUnsifted(ctx context.Context, p *Path, in []Input, o Options, beside []Column) (*walk, error) {
	st, rest, err := openStream(ctx, p, in, o)
	if err != nil {
		return nil, err
	}
	if st != nil {
		w, err := st.walk(ctx, beside)
		if err == nil {
			w.read = st.readSoFar
		}
		return w, err
	}
	doc, skipped, err := readWhole(ctx, rest, o)
	if err != nil {
		return nil, err
	}
	return doc.walk(p, o, beside, skipped)
}

// walk lets a path walk a document.
func (d document) walk(p *Path, o Options, beside []Column, skipped *SkippedError) (*walk, error) {
	q, err := d.met(p, o)
	if err != nil {
		return nil, err
	}
	if q.doc.broken != nil { // what was counted in a part of the input would look like all of it
		return nil, q.doc.broken
	}
	w, err := q.walk(beside, skipped)
	if err == nil {
		w.read = d.elementsOf(p)
	}
	return w, err
}

// refused is the error of notes of which the strongest says that the answer would be untrue.
func refused(notes []Note) error {
	if len(notes) > 0 && notes[0].Severity == Wrong {
		return &Refusal{Notes: notes}
	}
	return nil
}

// withoutFewer leaves out P16.
func withoutFewer(notes []Note) []Note {
	return slices.DeleteFunc(notes, func(n Note) bool { return n.Code == "P16" })
}

// walk walks a document.
func (q question) walk(beside []Column, skipped *SkippedError) (*walk, error) {
	q, blank := q.withoutBlanks()
	whole := q.get()
	notes := sorted(append(blank, q.check(whole)...))
	if err := refused(notes); err != nil {
		return nil, err
	}
	w := &walk{apart: q.apart, skipped: skipped.err, beside: picked(beside), notes: func() []Note { return withoutFewer(slices.Clone(notes)) }}
	values, each, parted := q.walks()
	if w.parted = parted; parted {
		w.first = firstOf(values)
		if each != nil {
			w.take = each.String()
			w.inner = innerOf(w.take, "")
		}
	} else {
		var err error
		if values, _, err = q.rows(whole); err != nil {
			return nil, err
		}
	}
	columns := []Column{w.inner.column(w.take)}
	if w.parted {
		w.instead = standInsFor(beside)
		columns = append(append(columns, beside...), w.instead.columns...)
	}
	c := picked(columns)
	w.each = func(ctx context.Context, f func([]Value) error) error {
		cells := make([]Value, max(len(columns), 1+len(beside)))
		for _, v := range values {
			if err := ctx.Err(); err != nil {
				return err
			}
			c.cut(v, cells[:len(columns)], nil)
			if err := w.hand(cells, f); err != nil {
				return err
			}
		}
		return nil
	}
	return w, nil
}

// besideNotes say what is missing beside the values, and what stands for it.
func (w *walk) besideNotes() []Note {
	return append(w.instead.notes(w.walked), w.beside.notes(w.walked, w.first, true)...)
}

// hand hands over the cells of an element; those of the columns that stand for others are behind the cells beside.
func (w *walk) hand(cells []Value, f func([]Value) error) error {
	w.walked++
	if w.parted {
		n := 1 + len(w.beside.columns)
		w.instead.fill(cells[1:n], cells[n:])
		cells = cells[:n]
		w.beside.count(cells[1:])
	}
	return f(cells)
}

// walk walks a stream.
func (st *stream) walk(ctx context.Context, beside []Column) (*walk, error) {
	of := st.rows
	parted := st.plan.reduction == allRows && of != nil
	list, each := "", (*Path)(nil)
	q := question{doc: st.first, path: st.path, o: st.o, part: true}
	if parted {
		list, each, parted = question{path: of, o: st.o}.rowsBeside()
	}
	if !parted {
		w, err := st.walkRows(ctx, len(beside))
		if err == nil {
			w.apart = q.apart
		}
		return w, err
	}
	seen := q.get()
	notes := sorted(append(slices.Clone(st.blank), q.check(seen)...))
	if err := refused(notes); err != nil {
		return nil, err
	}
	st.texts = q.comparedTexts()
	instead := standInsFor(beside)
	columns := append(append([]Column{{}}, beside...), instead.columns...)
	w := &walk{parted: true, skipped: st.skipped.err, beside: picked(beside), instead: instead, first: firstOf(q.taken())}
	if each != nil {
		w.take = each.String()
		w.inner = innerOf(w.take, "")
		columns[0] = w.inner.column(w.take)
	}
	var err error
	if st.rows, err = ParsePath(cmp.Or(list, "@this")); err != nil {
		return nil, err
	}
	rows := st.rows
	if list == "" {
		rows = nil
	}
	st.o.Columns, st.walked = columns, true
	st.untested = list == "" && !mayMislead(st.path)
	if st.plan.extract = extractOf(rows, columns); st.plan.extract != nil {
		st.plan.extract.lean = !slices.Contains(st.plan.extract.cells, -1)
	}
	l := &listing{st: st, q: q, cutter: picked(columns)}
	st.cutter.Store(l.cutter)
	passed, answered := 0, 0
	w.each = func(ctx context.Context, f func([]Value) error) error {
		ctx, stop := context.WithCancel(ctx)
		defer stop()
		for out, err := range st.batches(ctx) {
			if err != nil {
				return err
			}
			passed += out.passed
			own := make([]Value, len(columns))
			for i := range st.rowsIn(out) {
				cells := own
				if out.cells != nil {
					cells = out.cells[i*len(columns) : (i+1)*len(columns)]
				} else {
					clear(cells)
					l.cells(out, i, st.rowOf(out, i), cells)
				}
				if w.inner.has(cells[0]) {
					answered++
				}
				if err := w.hand(cells, f); err != nil {
					return err
				}
			}
		}
		return ctx.Err()
	}
	w.notes = func() []Note {
		return withoutFewer(append(slices.Clone(notes), q.after(seen, passed, answered)...))
	}
	return w, nil
}

// mayMislead says that a path has a query or a multipath, of which an answer may be untrue for some elements only.
func mayMislead(p *Path) bool {
	found := false
	p.visit(func(*Query) bool { found = true; return false }, nil)
	p.items(func(Item) { found = true })
	return found
}

// walkRows walks the rows of an answer that are not taken from the elements of a list.
func (st *stream) walkRows(ctx context.Context, beside int) (*walk, error) {
	ctx, stop := context.WithCancel(ctx)
	t, err := st.answer(ctx)
	if err != nil {
		stop()
		return nil, err
	}
	w := &walk{skipped: t.Skipped, beside: picked(nil), notes: func() []Note { return withoutFewer(t.Notes()) }}
	w.each = func(outer context.Context, f func([]Value) error) error {
		defer stop()
		cells := make([]Value, 1+beside)
		for row, err := range t.Rows {
			if err != nil {
				return err
			}
			cells[0] = row.Value
			if err := w.hand(cells, f); err != nil {
				return err
			}
		}
		return outer.Err()
	}
	return w, nil
}

// walks returns the elements of the list that the path walks with "#" or "#(…)#" and takes each from; parted is false where there is none,
// or something is asked of the elements that are walked first, and these are others.
func (q question) walks() (elements []Value, each *Path, parted bool) {
	list, each, ok := q.rowsBeside()
	if !ok {
		return nil, nil, false
	}
	at := q.doc.behind(list)
	if !at.IsArray() {
		return nil, nil, false
	}
	return at.Array(), each, true
}

// rowsBeside is [Path.Rows] of the elements of which something is asked.
func (q question) rowsBeside() (list string, each *Path, ok bool) {
	list, each, ok = q.path.Rows()
	if at, _ := q.path.leaves(); ok && at >= 0 && q.o.beside != nothingBeside {
		ok = false
	}
	return list, each, ok
}

// behind is what a path leads to, "" for the document.
func (d document) behind(path string) Value {
	if path == "" {
		return gjson.Parse(d.text)
	}
	return gjson.Get(d.text, path)
}

// emptyList stands for a list beside a value that has no values in it: it is there, and neither missing nor null.
var emptyList = gjson.Parse("[]")

// besideLabels calls f for what stands beside a value, as scalars does; at least once, for an empty list or for what is missing.
func besideLabels(v Value, f func(Value) error) error {
	had := false
	err := scalars(v, func(v Value) error {
		had = true
		return f(v)
	})
	switch {
	case err != nil || had:
		return err
	case v.Exists():
		return f(emptyList)
	}
	return f(Value{})
}

// scalars calls f for v, or where it is a list for the values in it, those of lists in lists, too.
func scalars(v Value, f func(Value) error) (err error) {
	if !v.IsArray() {
		if !v.Exists() {
			return nil
		}
		return f(v)
	}
	v.ForEach(func(_, e Value) bool {
		err = scalars(e, f)
		return err == nil
	})
	return err
}
