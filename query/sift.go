// Passes the elements of a list through a sieve on their way to a path, while they are read or in memory.

package query

import (
	"context"
	"io"
	"strings"

	"github.com/tidwall/gjson"
)

// sifted is what an input of [Sift] carries besides its text.
type sifted struct {
	doc     *document // nil: the text is read
	behind  string    // closes the text behind its last element
	skipped func() *SkippedError
}

// Sift reads the inputs, lets the elements of the list that p walks through the sieve, and returns inputs that are for [Run], [CountValues]
// or [SumValues] alone, to be asked the same path with the same options: its answer is that of the path on what the sieve has left. In an envelope the list is
// replaced and the rest stays, as long as the input is small enough to be looked at as a whole. p nil is the whole document, and its
// list is that whose elements are the rows.
//
// The list is that of the first "#" of the path, or the one that a path of keys leads to. An error is what [Sieve.Check] returns, a
// *NoListError where there is something else in the place of the list, or what Run returns for inputs that cannot be read. Where there
// is nothing, the inputs are handed on as they are.
//
// What is larger than 1 MiB goes through in bounded memory where Run would answer it so; sorting, and telling apart more than a million
// values, puts what is more than 32 MiB into a temporary file, and a failure of that is a *SpillError. Bad JSON is told with its place
// in the input, behind the elements before it; there are none when they are sorted. The returned Sifting must be closed when the rows
// have been walked: then no goroutine and no file is left, and so it is soon after ctx is cancelled.
func Sift(ctx context.Context, p *Path, in []Input, s Sieve, o Options) ([]Input, *Sifting, error) {
	if s.IsZero() || len(in) == 0 {
		done := make(chan struct{})
		close(done)
		return in, &Sifting{stop: func() {}, done: done, sifter: &sifter{fed: true}}, nil
	}
	if err := s.Check(p, o.Columns); err != nil {
		return nil, nil, err
	}
	w, err := walkedList(p)
	if err != nil {
		return nil, nil, err
	}
	f := newSifter(s, p, o)
	plan := Plan{Streams: true, keys: w.keys, lines: w.lines, extract: f.extract()}
	st, rest, err := openPlanned(ctx, nil, plan, in, o)
	if err != nil {
		return nil, nil, err
	}
	if st != nil {
		if err := f.doubt(st.first, w.keys, o); err != nil {
			return nil, nil, err
		}
		return siftStream(ctx, f, st, in[0].Name, p.Plan(o).Stops && !o.ReadAll)
	}
	return siftWhole(ctx, f, w, p, rest, o)
}

// siftWhole sifts inputs that are held in memory.
func siftWhole(ctx context.Context, f *sifter, w walked, p *Path, in []Input, o Options) ([]Input, *Sifting, error) {
	defer f.close()
	doc, skipped, err := readWhole(ctx, in, o)
	if err != nil {
		return nil, nil, err
	}
	if message, code, ok := errorBody(doc.text); ok && o.Answer {
		return nil, nil, &AnswerError{Code: code, Message: message}
	}
	if doc.broken != nil && f.sieve.Sort != "" {
		return nil, nil, doc.broken
	}
	if w.lines && !doc.lines { // one document, which is the only element
		doc.text, doc.lines = "["+doc.text+"]", true
	}
	at, there, err := w.listIn(doc, p)
	if none, ok := err.(*NoListError); ok {
		if message, _, isError := errorBody(doc.text); isError {
			none.Found = "error of an API: " + Clip(message, 100)
		}
		return nil, nil, none
	}
	if there {
		if err := f.doubt(document{text: doc.text[at.start:at.end]}, nil, o); err != nil {
			return nil, nil, err
		}
		var b strings.Builder
		f.out = func(element string) error {
			if b.Len() > 0 {
				b.WriteByte(',')
			}
			b.WriteString(element)
			return ctx.Err()
		}
		gjson.Parse(doc.text[at.start:at.end]).ForEach(func(_, v Value) bool {
			err = f.put(element{raw: v.Raw})
			return err == nil
		})
		if err == nil {
			err = f.end()
		}
		if err != nil {
			return nil, nil, err
		}
		doc.text = doc.text[:at.start] + "[" + b.String() + "]" + doc.text[at.end:]
		doc.elements, doc.first = -1, ""
	}
	f.fed = true
	done := make(chan struct{})
	close(done)
	sf := &Sifting{stop: func() {}, done: done, sifter: f, skipped: skipped}
	body := strings.NewReader(doc.text)
	return []Input{{Name: in[0].Name, Body: body, sifted: &sifted{doc: &doc, skipped: sf.skippedLines}}}, sf, nil
}

// siftStream sifts an input while it is read.
func siftStream(ctx context.Context, f *sifter, st *stream, name string, stops bool) ([]Input, *Sifting, error) {
	ctx, stop := context.WithCancel(ctx)
	r, w := io.Pipe()
	free := context.AfterFunc(ctx, func() { r.CloseWithError(ctx.Err()) })
	sf := &Sifting{stop: stop, done: make(chan struct{}), sifter: f, skipped: st.skipped, stops: stops}
	if st.o.SkipInvalid && !st.o.Live {
		sf.drain = func() { _, _ = io.Copy(io.Discard, r) } // its error is told where the rows are
	}
	lines := len(st.plan.keys) == 0
	out := &elementWriter{w: w, lines: lines, before: st.before + "["}
	f.out = out.put
	f.check = ctx.Err
	in := Input{Name: name, Body: r, Lines: lines, sifted: &sifted{skipped: sf.skippedLines}}
	if !lines {
		in.sifted.behind = "]" + st.behind
	}
	go func() {
		defer close(sf.done)
		defer free()
		err := f.pass(ctx, st, out)
		f.close()
		if err == nil {
			err = out.end(in.sifted.behind)
		}
		if err == nil {
			err = io.EOF
		}
		w.CloseWithError(err)
	}()
	return []Input{in}, sf, nil
}

// pass reads the stream and puts its rows through the sieve. What goes before an error has been written when it returns.
func (f *sifter) pass(ctx context.Context, st *stream, out *elementWriter) error {
	slots := 0
	if x := st.plan.extract; x != nil {
		slots = x.slots
	}
	for batch, err := range st.batches(ctx) {
		if err != nil {
			if failed := out.flush(); failed != nil {
				return failed
			}
			return err
		}
		for i := 0; i < len(batch.spans); i += 1 + slots {
			row := batch.spans[i]
			if err := f.put(element{raw: batch.text[row.start:row.end], text: batch.text, found: batch.spans[i+1 : i+1+slots]}); err != nil {
				return err
			}
		}
		if st.o.Live {
			if err := out.flush(); err != nil {
				return err
			}
		}
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	f.fed = true
	return f.end()
}

// runSifted answers what a sieve has left.
func runSifted(ctx context.Context, p *Path, in Input, o Options) (t Table, err error) {
	o.sifted, o.SkipInvalid = true, false // what is bad has been skipped
	if doc := in.sifted.doc; doc != nil {
		t, err = doc.ask(p, o)
	} else {
		t, err = run(ctx, p, []Input{in}, o)
	}
	t.Skipped = in.sifted.skipped
	return t, err
}

// siftedUpTo is the document of the elements in front of an error.
func (in Input) siftedUpTo(text string, err error) document {
	if !in.Lines {
		text += in.sifted.behind
		return document{text: text, list: envelopeKey(text), broken: err}
	}
	docs, _ := documents(in.Name, text)
	return document{text: "[" + strings.Join(docs, ",") + "]", lines: true, elements: len(docs), broken: err}
}
