// Applies a path to inputs: the straight line from bytes to a table.

package query

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/tidwall/gjson"
)

// Options are what a caller may ask besides the path; the zero value gives the whole answer in all its columns.
type Options struct {
	Columns []Column // the columns to show, from ParseColumns; nil: those that occur
	Limit   int      // at most so many rows; 0: all
	Brief   bool     // of a list of tweets, users, lists or trends only the columns people want first
	Answer  bool     // the input is an API's answer: one that is an error of the API is an [*AnswerError]
	AsGJSON bool     // answer as gjson would, also where that is untrue; the notes say so all the same
	Workers int      // how many goroutines scan an input that is larger than 1 MiB; 0: GOMAXPROCS. The answer is always the same
	// AllColumns has all rows name the columns, where otherwise the first SampleRows do. What is larger than 1 MiB is then read twice, or
	// held in memory where an input has no Again. It goes before Brief, and means nothing with Columns, ValuesOnly or Live.
	AllColumns bool
	// ValuesOnly says that nobody looks at the columns and cells unless columns were chosen, here or by a multipath; a stream then has
	// none.
	ValuesOnly bool
	// SkipInvalid leaves out the lines of JSON lines that are no JSON and tells of them in Table.Skipped: of inputs with Lines set, and
	// of others whose first line is whole documents. A document in front of the fault in its line stays.
	SkipInvalid bool
	ReadAll     bool // read the inputs to their end also when the answer is known before
	Entire      bool // answer from the whole of the inputs, held in memory, also where they could be answered while they are read: the table has a Whole
	// Live asks for rows as soon as they are there, of an input that grows: it is looked at only as far as its first row, and the rows
	// that come with the first name the columns.
	Live bool
	// Large is called when more than 256 MiB have been read of inputs that must be held in memory; nil: nobody is told.
	Large   func()
	sifted  bool // elements were left out or moved, so that places in a text are not those of the source
	beside  besides
	large   int // bytes; 0: largeWhole
	small   int // the largest size that is answered as a whole; 0: 1 MiB; below 0: none, and so much is looked at first
	batch   int // bytes that are scanned at once; 0: batchSize
	longest int // the largest row; 0: maxRow
}

// Run reads the inputs and applies the path; p nil is the whole answer. An error is a *SyntaxError, a *Refusal (the path would be
// answered untruly), a *ColumnsError, an *AnswerError, or what the reading of an input failed with.
//
// What is larger than 1 MiB is answered while it is read, on several goroutines and in bounded memory, where [Path.Plan] allows it. Then
// Run returns when the columns are known, Rows reads on, and the table has no Whole. Whatever has been read is validated, the same
// errors are found in the same places, and the rows before an error are in the table; what is behind the row at which reading stopped
// (a limit, a first match) is not read, unless ReadAll asks for it. Notes that need a look at the data have seen its first MiB.
// Everything else is read to its end first; when an input then fails behind its first whole row and the path takes rows one by one, the
// rows before the failure are in the table and the error ends them.
//
// No goroutine is left when Rows has ended, or soon after ctx is cancelled; one that waits for a Read ends when that returns. A table
// whose Rows are not walked keeps its goroutines until ctx is cancelled.
func Run(ctx context.Context, p *Path, in []Input, o Options) (Table, error) {
	if len(in) == 1 && in[0].sifted != nil {
		return runSifted(ctx, p, in[0], o)
	}
	return run(ctx, p, in, o)
}

func run(ctx context.Context, p *Path, in []Input, o Options) (Table, error) {
	var st *stream
	var err error
	rest := in
	o.AllColumns = o.AllColumns && o.Columns == nil && !o.ValuesOnly && !o.Live
	if !o.Entire && (!o.AllColumns || !slices.ContainsFunc(in, func(i Input) bool { return i.Again == nil })) {
		if st, rest, err = openStream(ctx, p, in, o); err != nil {
			return Table{}, err
		}
	}
	if st != nil {
		return st.answer(ctx)
	}
	doc, skipped, err := readWhole(ctx, rest, o)
	if err != nil {
		return Table{}, err
	}
	t, err := doc.ask(p, o)
	t.Skipped = skipped.err
	return t, err
}

// ask applies a path to a document.
func (d document) ask(p *Path, o Options) (Table, error) {
	q, err := d.met(p, o)
	if err != nil {
		return Table{}, err
	}
	t, err := q.answer()
	t.Read = d.elementsOf(p)
	return t, err
}

// elementsOf counts the elements of the list that p walks, when it is asked; nil where there is none.
func (d document) elementsOf(p *Path) func() (int, bool) {
	w, err := walkedList(p)
	if err != nil {
		return nil
	}
	at, there, err := w.listIn(d, p)
	if err != nil || !there {
		return nil
	}
	return func() (int, bool) { return int(gjson.Get(d.text[at.start:at.end], "#").Int()), d.broken == nil }
}

// met lets a path meet a document that may be an error of an API, or broken.
func (d document) met(p *Path, o Options) (question, error) {
	if message, code, ok := errorBody(d.text); ok && o.Answer {
		return question{}, &AnswerError{Code: code, Message: message}
	}
	q := meet(d, p, o)
	if d.broken != nil && !q.rowwise() {
		return question{}, d.broken
	}
	return q, nil
}

// readWhole reads inputs to their end.
func readWhole(ctx context.Context, in []Input, o Options) (document, *SkippedError, error) {
	skipped := &SkippedError{}
	if !o.SkipInvalid {
		skipped = nil
	}
	doc, err := readDocument(ctx, o.watched(in), skipped)
	return doc, skipped, err
}

// largeWhole is the size of an input above which it is told that it is read into memory.
const largeWhole = 256 << 20

// watched calls Large once more than largeWhole bytes of the inputs have been read.
func (o Options) watched(in []Input) []Input {
	if o.Large == nil {
		return in
	}
	in = slices.Clone(in)
	left := cmp.Or(o.large, largeWhole)
	for i := range in {
		body := in[i].Body
		if _, small := body.(interface{ Len() int }); small { // it is in memory already
			continue
		}
		in[i].Body = readerFunc(func(p []byte) (int, error) {
			n, err := body.Read(p)
			if left >= 0 && left < n {
				o.Large()
			}
			left -= min(n, left+1)
			return n, err
		})
	}
	return in
}

// question is a path that meets its document.
type question struct {
	doc      document
	path     *Path
	o        Options
	elements int  // how many elements the list at the top has; 0 or less where that is not known
	part     bool // doc holds the first rows only
	trying   bool // the path is one that is suggested
	known    parts
	tries    *int  // see [question.tried]; nil in a small document
	batch    bool  // doc holds some rows of many
	work     *work // what its suggestions may cost
}

// meet lets a path meet a document. Behind "..", which asks for a list of documents, several documents are that list already.
func meet(doc document, p *Path, o Options) question {
	q := question{doc: doc, path: p, o: o, elements: doc.elements}
	if p != nil && doc.lines {
		if rest, ok := p.Lines(); ok {
			behind, err := ParsePath(rest)
			if q.path = behind; err != nil || p.Misread() != nil { // the documents one behind another, as gjson would get them
				q.path, q.doc.text = p, unlisted(doc.text)
			}
		}
	}
	return q
}

// unlisted is the elements of a list of documents one behind another, as gjson reads them behind "..".
func unlisted(text string) string { return text[1 : len(text)-1] }

func (q question) answer() (Table, error) {
	q, blank := q.withoutBlanks()
	whole := q.get()
	notes := sorted(append(blank, q.check(whole)...)) // how the path was read comes before other hints
	if len(notes) > 0 && notes[0].Severity == Wrong && !q.o.AsGJSON {
		return Table{}, &Refusal{Notes: notes}
	}
	return q.table(whole, notes)
}

// table lays out the answer.
func (q question) table(whole Value, notes []Note) (Table, error) {
	rows, from, err := q.rows(whole)
	if err != nil {
		return Table{}, err
	}
	if from != "" {
		notes = append(notes, Note{Severity: Info, Message: fmt.Sprintf("the rows are those of %s (%d)", from, len(rows))})
	}
	t := Table{Shape: shape(whole), Whole: whole, Labelled: q.o.Columns != nil}
	if from != "" || t.Labelled && rows != nil && t.Shape != Object {
		t.Shape = List
	}
	if n := q.o.Limit; n > 0 && t.Shape == List && len(rows) > n {
		t.Whole = limited(whole, from, rows, n)
		rows = rows[:n]
	}
	if q.doc.broken != nil {
		t.Whole = Value{}
	}
	c, elements, brief := q.cutter(rows, whole)
	t.Columns = c.columns
	if brief {
		all := flatten(rows[:min(len(rows), SampleRows)], nil, "")
		notes = append(notes, Note{Severity: Info, Message: fmt.Sprintf("%d of %d columns shown; -f csv has all, -c chooses", len(c.columns), len(all.columns))})
	}
	t.Rows = func(yield func(Row, error) bool) {
		for i, v := range rows {
			if !yield(Row{Value: v, Cells: c.cells(elements[i])}, nil) {
				return
			}
		}
		if q.doc.broken != nil {
			yield(Row{}, q.doc.broken)
		}
	}
	t.Notes = func() []Note {
		if q.o.ValuesOnly && !t.Labelled && (q.path == nil || len(q.path.Items()) == 0) {
			return notes
		}
		return append(notes, c.notes(len(rows), firstOf(rows), t.Labelled)...)
	}
	return t, nil
}

// get is gjson's answer on the whole document.
func (q question) get() Value {
	if q.path == nil {
		return gjson.Parse(q.doc.text)
	}
	return gjson.Get(q.doc.text, q.path.String())
}

// rowwise says that every row of the answer comes from one row of the input, so that an answer from a part of the input is true of
// that part.
func (q question) rowwise() bool {
	if q.path == nil || q.doc.list != "" && q.path.String() == q.doc.list {
		return true
	}
	list, ok := q.path.CountsList()
	if ok && q.o.Columns == nil {
		return false
	}
	if !ok {
		if list, _, ok = q.path.Rows(); !ok {
			return false
		}
	}
	if i := strings.Index(list, "#("); i >= 0 && strings.HasSuffix(list, ")#") && !strings.Contains(list[i+2:], "#(") && !strings.Contains(list, "|") {
		list = strings.TrimSuffix(list[:i], ".")
	}
	return list == "" || list == q.doc.list
}
