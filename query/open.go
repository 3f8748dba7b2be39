// Looks at the beginning of the inputs and decides whether they are answered as a stream.

package query

import (
	"bytes"
	"cmp"
	"context"
	"io"
	"slices"
	"strings"
)

// openStream reads the beginning of the inputs. It returns nil and the same inputs where they are to be answered as a whole.
func openStream(ctx context.Context, p *Path, in []Input, o Options) (*stream, []Input, error) {
	return openPlanned(ctx, p, p.Plan(o), in, o)
}

// openPlanned is openStream with a plan that is made already; p nil asks nothing of the rows.
func openPlanned(ctx context.Context, p *Path, plan Plan, in []Input, o Options) (*stream, []Input, error) {
	size := cmp.Or(o.small, 1<<20)
	if o.Live {
		size = -1
	}
	st := &stream{path: p, given: p, in: in, o: o, skipped: &SkippedError{}, batch: cmp.Or(o.batch, batchSize), longest: cmp.Or(o.longest, maxRow)}
	whole := slices.Clone(in)
	total, look := 0, max(size, -size)
	for i := 0; i < len(in) && total <= look; i++ {
		seg := segment{name: in[i].Name, body: in[i].Body, lines: in[i].Lines}
		seg.more(ctx, look-total+1)
		total += len(seg.head)
		whole[i].Body = seg.again()
		st.segments = append(st.segments, seg)
		if seg.err != nil && seg.err != io.EOF {
			break
		}
	}
	if total <= size && !o.SkipInvalid || len(in) == 0 {
		return nil, whole, nil
	}
	if st.plan = plan.Of(len(in)); !st.plan.Streams {
		return nil, whole, nil
	}
	for _, next := range in[len(st.segments):] {
		st.segments = append(st.segments, segment{name: next.Name, body: next.Body, lines: next.Lines})
	}
	ok, err := st.locate(ctx, in)
	for i := range st.segments {
		whole[i].Body = st.segments[i].again()
	}
	if !ok || err != nil {
		return nil, whole, err
	}
	return st, nil, st.prepare()
}

// more reads until head has at least so many bytes, or the input ends.
func (seg *segment) more(ctx context.Context, size int) {
	for len(seg.head) < size && seg.err == nil {
		if seg.err = ctx.Err(); seg.err != nil {
			return
		}
		seg.head = slices.Grow(seg.head, min(size-len(seg.head), max(64<<10, len(seg.head))))
		var n int
		n, seg.err = seg.body.Read(seg.head[len(seg.head):cap(seg.head)])
		seg.head = seg.head[:len(seg.head)+n]
	}
}

// again reads the input from its start.
func (seg *segment) again() io.Reader {
	head := bytes.NewReader(seg.head)
	switch seg.err {
	case nil:
		return io.MultiReader(head, seg.body)
	case io.EOF:
		return head
	}
	return io.MultiReader(head, failed{seg.err})
}

// locate finds where the rows of the first input begin; false where they are no list for certain.
func (st *stream) locate(ctx context.Context, in []Input) (bool, error) {
	return st.locateIn(ctx, &st.segments[0], in[0].Lines, len(in) > 1)
}

// locateNext does it for another of several inputs, when its turn has come: it is a list, or documents that are rows.
func (st *stream) locateNext(ctx context.Context, seg *segment) error {
	for {
		if len(seg.head) == 0 {
			seg.more(ctx, 64<<10)
		}
		text := string(seg.head)
		s := newScanner(text)
		i := s.space(0)
		seg.at, seg.start, seg.guess = anyDocument, 0, lineEnd
		known := true
		switch {
		case i == len(text):
			if known = seg.err != nil || seg.lines; seg.err == io.EOF && !seg.lines {
				return &SyntaxError{Name: seg.name, Kind: Empty, Line: 1, Column: 1}
			}
		case text[i] == '[' && !seg.lines:
			if end := s.value(i); end < 0 || s.space(end) == len(text) {
				known, _ = st.lookInList(seg, s, i+1)
			}
		}
		if known || seg.err != nil || len(seg.head) > st.longest {
			return nil
		}
		seg.more(ctx, 2*len(seg.head)+1)
	}
}

// locateIn reads on until it knows what the input is and has seen a row.
func (st *stream) locateIn(ctx context.Context, seg *segment, lines, several bool) (bool, error) {
	for {
		known, ok := st.look(seg, lines, several)
		if known || seg.err != nil {
			return ok, nil
		}
		if len(seg.head) > st.longest {
			return false, nil
		}
		seg.more(ctx, 2*len(seg.head)+1)
	}
}

// look is told from the head alone; known false asks for more of it.
func (st *stream) look(seg *segment, lines, several bool) (known, ok bool) {
	text := string(seg.head)
	s := newScanner(text)
	i := s.space(0)
	seg.at, seg.start, seg.guess = anyDocument, 0, lineEnd
	if i == len(text) {
		return false, lines && len(st.plan.keys) == 0
	}
	if lines || st.o.SkipInvalid && byLine(text) {
		return true, len(st.plan.keys) == 0
	}
	end := s.value(i)
	complete := end >= 0 && (end < len(text) || seg.err == io.EOF || !isBare(text[i]))
	if complete {
		if s.space(end) < len(text) {
			return true, len(st.plan.keys) == 0
		}
		if seg.err == nil && text[i] != '[' { // are there others behind it?
			return false, false
		}
	}
	switch {
	case text[i] == '[' && len(st.plan.keys) == 0 && (!st.plan.lines || several):
		return st.lookInList(seg, s, i+1)
	case text[i] == '{' && len(st.plan.keys) > 0:
		at, found, over := listBehind(s, i, st.plan.keys)
		if found {
			return st.lookInList(seg, s, at)
		}
		return over, false
	case several && complete && seg.err == io.EOF:
		return true, text[i] != '{' || envelopeKey(text[i:end]) == ""
	}
	return !complete && end < 0 && s.at < s.n, false
}

// lookInList finds the first row of a list, to guess where others end.
func (st *stream) lookInList(seg *segment, s *scanner, i int) (known, ok bool) {
	seg.at, seg.start = firstRow, i
	seg.guess = func([]byte) int { return 0 }
	i = s.space(i)
	if i >= s.n {
		return false, true
	}
	s.depth = 1 + len(st.plan.keys)
	end := s.value(i)
	if end < 0 {
		return s.at < s.n, true
	}
	if s.space(end) >= s.n {
		return false, true
	}
	seg.guess = rowEnd(string(seg.head), i, end)
	return true, true
}

// listBehind returns the offset behind the bracket of the list that keys lead to from the object at i. over says that the list is not
// there, whatever follows.
func listBehind(s *scanner, i int, keys []string) (at int, found, over bool) {
	i = s.space(i + 1)
	for {
		if s.b[i] != '"' {
			return 0, false, i < s.n
		}
		start := i
		if i = s.str(i + 1); i < 0 {
			return 0, false, s.at < s.n
		}
		key := valueOf(string(s.b[start:i])).Str
		if i = s.space(i); s.b[i] != ':' {
			return 0, false, i < s.n
		}
		i = s.space(i + 1)
		if key == keys[0] {
			switch {
			case len(keys) == 1 && s.b[i] == '[':
				return i + 1, true, true
			case len(keys) > 1 && s.b[i] == '{':
				return listBehind(s, i, keys[1:])
			}
			return 0, false, i < s.n
		}
		if i = s.value(i); i < 0 {
			return 0, false, s.at < s.n
		}
		if i = s.space(i); s.b[i] != ',' {
			return 0, false, i < s.n
		}
		i = s.space(i + 1)
	}
}

// prepare makes what the scans need once it is known that the input is a stream.
func (st *stream) prepare() error {
	st.before, st.behind = nested(st.plan.keys)
	st.around = append(bytes.Repeat([]byte{'}'}, len(st.plan.keys)), ']')
	st.first = st.part()
	if st.path == nil {
		return nil
	}
	var err error
	if rest, ok := st.path.Lines(); ok {
		if st.path, err = ParsePath(rest); err != nil {
			return err
		}
	}
	if q, blank := (question{doc: st.first, path: st.path, o: st.o}).withoutBlanks(); blank != nil {
		st.path, st.blank, st.plan = q.path, blank, q.path.Plan(st.o)
	}
	if st.plan.rows != nil {
		st.rows, err = ParsePath(strings.Clone(st.plan.rows.String()))
	}
	return err
}
