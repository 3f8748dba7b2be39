// The main job: a request becomes bytes, bytes become rows, rows become output.

package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"

	"github.com/tidwall/gjson"

	"twq/fetch"
	"twq/query"
)

// asking is what get and query have in common once their arguments are read.
type asking struct {
	askFlags
	args    []string // RESOURCE or SOURCEs; none: standard input or the last answer
	path    string
	hasPath bool
	keep    bool // the answer becomes the last answer
	retry   func(path string) string
	verbose bool
}

// run asks and shows; found says whether there was anything.
func (a asking) run(ctx context.Context, w *world) (found bool, err error) {
	path, err := a.parse()
	if err != nil {
		return false, &pathFault{err: err, retry: a.retry}
	}
	src, err := a.sources(w, a.verbose)
	if err != nil {
		return false, err
	}
	if a.DryRun {
		return true, a.dryRun(w, src)
	}
	out, err := a.openSink(w)
	if err != nil {
		return false, err
	}
	defer out.close()
	if out.cells, err = a.cellFlags.look(out.format); err != nil {
		return false, err
	}
	if err := a.mayFollow(w, out); err != nil {
		return false, err
	}
	if err := a.mayName(); err != nil {
		return false, err
	}
	if err := a.mayTell(out, a.Force); err != nil {
		return false, err
	}
	src.follow, out.live, out.stopped = a.Follow, a.Follow, ctx.Err
	o, err := a.options(out.brief())
	if err != nil {
		return false, err
	}
	sieve, err := a.sieve(path, o.Columns)
	if err != nil {
		return false, err
	}
	in, err := a.open(ctx, w, src)
	if err != nil {
		return false, err
	}
	defer in.close(w)
	o.ValuesOnly = slices.Contains([]string{"json", "raw", "ndjson"}, out.format.name)
	o.SkipInvalid, o.AllColumns = a.SkipInvalid, a.AllColumns
	if a.AllColumns && sieve.IsZero() && !o.ValuesOnly && path.Plan(o).Of(len(in.inputs)).Streams {
		a.readAgain(ctx, src, in)
	}
	if a.Notes != "none" {
		o.Large = func() {
			w.note("this needs the whole document in memory, and there are more than 256 MiB of it; twq explain --plan PATH shows which paths do not")
		}
	}
	o.Answer, o.ReadAll, o.Live = in.answer, a.keep || a.Save != "", a.Follow
	table, sifting, err := a.ask(ctx, path, in, sieve, o, query.Run)
	if err == nil {
		defer sifting.Close()
		found, err = a.show(w, out, a.tell(w, in, out, table))
	} else {
		err = &pathFault{err: err, retry: a.overwriting(a.retry, false)}
	}
	w.progress.end()
	if !arrivedWhole(err) && in.page != nil {
		fetch.Forget(in.page)
	}
	if a.Save != "" && arrivedWhole(err) {
		if failed := in.save(w, src, a); err == nil {
			err = failed
		}
	}
	return found, err
}

// arrivedWhole says that nothing was wrong with the answer itself, whatever became of the question.
func arrivedWhole(err error) bool {
	_, nothing := errors.AsType[*nothingFound](err)
	_, refused := errors.AsType[*query.Refusal](err)
	_, columns := errors.AsType[*query.ColumnsError](err)
	_, noList := errors.AsType[*query.NoListError](err)
	return err == nil || nothing || refused || columns || noList
}

// parse reads the path; nil is none.
func (a asking) parse() (*query.Path, error) {
	if !a.hasPath {
		return nil, nil
	}
	if a.AsGJSON {
		return query.ReadPath(a.path)
	}
	return query.ParsePath(a.path)
}

// show renders the table and says what there is to say about it.
func (a asking) show(w *world, out *sink, t query.Table) (found bool, err error) {
	rows := 0
	t.Rows = counted(t.Rows, &rows)
	var ids longIDs
	if out.forSpreadsheet() {
		t.Rows = ids.watch(t)
	}
	err = out.write(t)
	w.progress.end()
	stopped := a.Follow && errors.Is(err, context.Canceled)        // it is how following ends
	if _, refused := errors.AsType[*query.Refusal](err); refused { // by rows that came late
		err = &pathFault{err: err, retry: a.overwriting(a.retry, false)}
	}
	if _, failed := errors.AsType[*outError](err); err != nil && !failed && !stopped {
		err = &incompleteError{Rows: rows, Part: t.Shape != query.List, Err: err, File: out.file}
	}
	var skipped *query.SkippedError
	if t.Skipped != nil {
		skipped = t.Skipped()
	}
	if err != nil {
		if skipped != nil {
			w.note(skippedWords(skipped).head)
		}
		return true, err
	}
	if a.Notes != "none" {
		w.notes(append(t.Notes(), ids.notes(out.file)...), a.Notes, a.overwriting(a.retry, out.file != ""))
	}
	found = t.Shape != query.Missing && (t.Shape != query.List || rows > 0 || t.Whole.Exists() && !isEmptyList(t.Whole))
	switch {
	case skipped != nil:
		err = skipped
	case !found && a.ExitStatus:
		err = &nothingFound{}
	}
	return found, err
}

func isEmptyList(v query.Value) bool {
	return strings.HasPrefix(v.Raw, "[") && strings.HasPrefix(strings.TrimLeft(v.Raw[1:], " \t\r\n"), "]")
}

func counted(rows iter.Seq2[query.Row, error], n *int) iter.Seq2[query.Row, error] {
	return func(yield func(query.Row, error) bool) {
		for r, err := range rows {
			if err == nil {
				*n++
			}
			if !yield(r, err) {
				return
			}
		}
	}
}

// opened is the inputs of one question, with a copy of the answer where it is kept.
type opened struct {
	inputs  []query.Input
	bodies  []io.Closer
	copied  *bytes.Buffer
	page    *fetch.Page       // the last
	repeats []func() int      // of each source with pages, the rows that came twice
	beside  []func() []string // and what stood beside them
	quiet   bool              // no notes
	answer  bool              // it is one answer of an API
	sifted  *query.Sifting    // nil where all elements stay as they are
	total   int64             // bytes to read; 0: not known
}

func (a asking) open(ctx context.Context, w *world, src *sources) (*opened, error) {
	args := a.args
	if len(args) == 0 {
		args = []string{""}
	}
	if a.Save != "" {
		if len(args) > 1 {
			return nil, &flagError{Flag: "--save " + a.Save, Fault: severalAnswers}
		}
		if err := w.mayKeep(w.store(src.folders), a.Save, a.Force); err != nil {
			return nil, err
		}
	}
	in := &opened{quiet: a.Notes == "none"}
	total, known := int64(0), true
	for i, arg := range args {
		size, err := a.openOne(ctx, src, in, arg, i > 0)
		if err != nil {
			in.close(w)
			return nil, &sourceFault{err: err, arg: arg, asking: a}
		}
		total, known = total+size, known && size >= 0
	}
	if known {
		in.total = total
		w.progress.expect(total)
	}
	return in, nil
}

// openOne adds a source to those that are open; behind the first, a file is only looked for, and opened when it is its turn. It returns
// how many bytes there are to read, -1 where that is not known.
func (a asking) openOne(ctx context.Context, src *sources, in *opened, arg string, later bool) (size int64, err error) {
	if later {
		if req, size, ok := src.file(arg); ok {
			body := &lazyBody{open: func() (*fetch.Page, error) {
				page, _, err := src.open(ctx, arg)
				if err != nil {
					return nil, &sourceFault{err: err, arg: arg, asking: a}
				}
				return page, nil
			}}
			in.bodies = append(in.bodies, body)
			in.inputs = append(in.inputs, query.Input{Name: req.URL.Path, Body: body, Lines: req.Lines()})
			return size, nil
		}
	}
	page, received, err := src.open(ctx, arg)
	if err != nil {
		return 0, err
	}
	if page.Repeats != nil {
		in.repeats = append(in.repeats, page.Repeats)
		in.beside = append(in.beside, page.Beside)
	}
	in.answer = received && len(a.args) <= 1 && !strings.HasPrefix(arg, "fixture:")
	if a.keep && received {
		page = src.last().Tee(page, page.From, src.w.Now())
	}
	in.page = page
	in.bodies = append(in.bodies, page.Body)
	var r io.Reader = page.Body
	if a.Save != "" {
		in.copied = new(bytes.Buffer)
		r = io.TeeReader(page.Body, in.copied)
	}
	in.inputs = append(in.inputs, query.Input{Name: page.From, Body: r, Lines: page.Lines})
	if page.Size == 0 {
		return -1, nil
	}
	return page.Size, nil
}

// sayRepeats tells of rows that came again in a later page, and of what only the last page has here.
func (in *opened) sayRepeats(w *world) {
	n := 0
	for _, repeats := range in.repeats {
		n += repeats()
	}
	var beside []string
	for _, others := range in.beside {
		beside = append(beside, others()...)
	}
	in.repeats, in.beside = nil, nil
	if len(beside) > 0 && !in.quiet {
		w.note(strings.Join(beside, " and ") + " stood beside the rows of the pages, and what is here of it is that of the last page")
	}
	if n > 0 && !in.quiet {
		w.note(fmt.Sprintf("%s came twice, in a later page again, and %s here once", counts(int64(n), "row"), is(int64(n))))
	}
}

// close closes the sources. That the last answer could not be kept is no failure of the question.
func (in *opened) close(w *world) {
	in.sayRepeats(w)
	for _, b := range in.bodies {
		if lost, ok := errors.AsType[*fetch.LastError](b.Close()); ok {
			w.note("the last answer could not be kept: " + short(strings.ReplaceAll(lost.Err.Error(), "\n", "; "), 160))
		}
	}
}

// save keeps the answer as a fixture.
func (in *opened) save(w *world, src *sources, a asking) error {
	if text := bytes.TrimSpace(in.copied.Bytes()); in.page.Lines && (len(text) == 0 || gjson.ValidBytes(text)) {
		in.copied = bytes.NewBuffer(append(append([]byte{'['}, text...), ']')) // one line is a list here, and would not be under a name without .ndjson
	}
	if err := w.store(src.folders).Save(a.Save, in.copied, in.page.From, a.Force); err != nil {
		return err
	}
	w.say("kept as fixture:%s", a.Save)
	return nil
}
