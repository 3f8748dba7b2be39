// Joins pages into one document, read as it is fetched.

package fetch

import (
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"slices"
	"strings"
	"sync/atomic"
)

// Open fetches a request and the pages behind it: pages many, all when it is 0. What goes wrong with the first page is
// returned at once.
//
// One page passes through untouched. Several are one document: timelines one array; envelopes one object that begins with
// the list, every row in it, and ends with the other members of the last page. The body fetches a page when the ones before
// it are read. A later page that fails is the error of a Read, typed as usual, behind the last whole row of the pages before
// it: the document stays open. A page that does not have the shape of the others is a [*ShapeError], one that was seen before
// a [*LoopError]. Rows that came in a page before, since new ones have pushed them down, are left out; Repeats of the result counts them.
//
// progress is told of each page once it is read. Next of the result is nil, its Rate that of the first page. Closing the
// body ends a fetch that is under way.
func Open(ctx context.Context, s Source, req Request, pages int, progress Progress) (*Page, error) {
	first, err := s.Fetch(ctx, req)
	if err != nil {
		return nil, err
	}
	if pages == 1 {
		return counted(first, progress), nil
	}
	if h, ok := first.Body.(*heldBody); ok && h.turn != nil {
		first.Body.Close()
		return nil, onPage(h.turn, 1)
	}
	if first.Next == nil {
		return counted(first, progress), nil
	}
	ctx, cancel := context.WithCancel(ctx)
	j := &joined{ctx: ctx, cancel: cancel, source: s, list: first.List, most: pages, progress: progress, seen: map[digest]bool{}}
	j.seen[hash(req.URL.String())] = true
	if err := j.take(first, req); err != nil {
		cancel()
		return nil, err
	}
	return &Page{Body: j, From: first.From, Note: first.Note, List: first.List, Rate: first.Rate, Repeats: func() int { return int(j.repeat.Load()) }, Beside: func() []string {
		if all := j.beside.Load(); all != nil {
			return *all
		}
		return nil
	}}, nil
}

// counted tells of a page that stays as it is.
func counted(page *Page, progress Progress) *Page {
	if progress != nil {
		page.Body = &countedBody{ReadCloser: page.Body, progress: progress}
	}
	return page
}

type countedBody struct {
	io.ReadCloser
	progress Progress // nil once told
	n        int64
}

func (c *countedBody) Read(p []byte) (int, error) {
	n, err := c.ReadCloser.Read(p)
	c.n += int64(n)
	if err == io.EOF && c.progress != nil {
		c.progress(1, c.n)
		c.progress = nil
	}
	return n, err
}

// joined is the document that several pages make.
type joined struct {
	ctx      context.Context
	cancel   context.CancelFunc
	source   Source
	list     string
	most     int // pages; 0: all
	progress Progress

	page   int
	bytes  int64
	next   *Request
	out    []byte // ready to be read
	rows   bool   // something is in the list
	shut   string // what closes the document: the other members of the last page
	seen   map[digest]bool
	known  Known
	repeat atomic.Int64             // rows that came again
	stale  int                      // pages in a row without anything new
	empty  int                      // pages in a row without any row
	others []string                 // what has data of its own beside the rows
	beside atomic.Pointer[[]string] // the same, for Page.Beside
	err    error
}

type digest [16]byte

func hash(s string) digest {
	sum := sha256.Sum256([]byte(s))
	return digest(sum[:16])
}

func (j *joined) Read(p []byte) (int, error) {
	for len(j.out) == 0 {
		if j.err != nil {
			return 0, j.err
		}
		j.out = j.out[:0]
		j.step()
	}
	n := copy(p, j.out)
	j.out = j.out[n:]
	return n, nil
}

func (j *joined) Close() error {
	j.cancel()
	return nil
}

// step takes the next page, or ends the document.
func (j *joined) step() {
	if j.next == nil || j.most > 0 && j.page >= j.most {
		j.end()
		return
	}
	req := *j.next
	address := hash(req.URL.String())
	if j.seen[address] {
		j.fail(&LoopError{From: CleanURL(req.URL), Page: j.page})
		return
	}
	j.seen[address] = true
	page, err := j.source.Fetch(j.ctx, req)
	if err == nil {
		err = j.take(page, req)
	}
	if err != nil {
		j.fail(err)
	}
}

// fail ends the document where it is. The line break shows that the last number is whole.
func (j *joined) fail(err error) { j.out, j.err = append(j.out, '\n'), err }

func (j *joined) end() {
	j.err = io.EOF
	if j.list == "" {
		j.out = append(j.out, ']')
	} else {
		j.out = append(j.out, ']')
		j.out = append(j.out, j.shut...)
	}
}

// take reads a page and lays out its rows.
func (j *joined) take(page *Page, req Request) error {
	j.page++
	data, err := whole(page)
	if err != nil {
		return onPage(err, j.page)
	}
	j.bytes += int64(len(data))
	if j.progress != nil {
		j.progress(j.page, j.bytes)
	}
	l, err := readLeaf(data, page, j.list)
	if err != nil {
		return onPage(err, j.page)
	}
	if err := j.lay(l, req); err != nil {
		return err
	}
	if j.empty++; len(l.rows) > 0 {
		j.empty = 0
	}
	if j.empty >= MostEmpty {
		return &LoopError{From: CleanURL(req.URL), Page: j.page, Empty: j.empty}
	}
	j.tellBeside(l)
	j.shut, j.next = l.shut, page.Next
	return nil
}

// tellBeside remembers what this page has beside its rows. Of one page nothing is lost.
func (j *joined) tellBeside(l *leaf) {
	for _, key := range l.beside() {
		if !slices.Contains(j.others, key) {
			j.others = append(j.others, key)
		}
	}
	if j.page > 1 {
		all := slices.Clone(j.others)
		j.beside.Store(&all)
	}
}

// lay puts the rows behind those that are there.
func (j *joined) lay(l *leaf, req Request) error {
	ids, all := l.ids(j.list)
	text, left := j.fresh(l, req.Resource)
	if ids {
		if j.stale++; left > 0 {
			j.stale = 0
		}
		// Rows of a page asked by max_id lie below those of the page before.
		if j.seen[all] || j.stale >= MostRepeats || j.stale > 0 && req.URL.Query().Has("max_id") {
			return &LoopError{From: CleanURL(req.URL), Page: j.page, Rows: true}
		}
		j.seen[all] = true
	} else if l.text != "" {
		// Some servers answer a page behind the last one with the last one.
		if all = hash("rows " + l.text); req.Counted && j.seen[all] {
			return &LoopError{From: CleanURL(req.URL), Page: j.page, Rows: true}
		}
		j.seen[all] = true
	}
	switch {
	case j.page > 1:
	case j.list == "":
		j.out = append(j.out, '[')
	default:
		j.out = append(append(j.out, l.open...), '[')
	}
	if text != "" {
		if j.rows {
			j.out = append(j.out, ',')
		}
		j.out, j.rows = append(j.out, text...), true
	}
	return nil
}

// fresh is the text of the rows that did not come before, and their number.
func (j *joined) fresh(l *leaf, r *Resource) (string, int) {
	left := make([]string, 0, len(l.rows))
	for _, v := range l.rows {
		key := RowKey(r, rowID(v), v.Raw)
		if j.known.Has(key) {
			j.repeat.Add(1)
			continue
		}
		j.known.Add(key)
		left = append(left, v.Raw)
	}
	if len(left) == len(l.rows) {
		return l.text, len(left)
	}
	return strings.Join(left, ","), len(left)
}

// whole reads a page to its end and closes it.
func whole(page *Page) ([]byte, error) {
	defer page.Body.Close()
	if h, ok := page.Body.(*heldBody); ok {
		if h.rest != nil && h.turn == nil {
			return nil, &TooLargeError{page.From, maxPage}
		}
		return h.data, h.turn
	}
	data, err := io.ReadAll(io.LimitReader(page.Body, maxPage+1))
	if err == nil && len(data) > maxPage {
		err = &TooLargeError{page.From, maxPage}
	}
	return data, err
}

// onPage sets the number of the page.
func onPage(err error, n int) error {
	if e, ok := errors.AsType[*ShapeError](err); ok {
		numbered := *e
		numbered.Page = n
		return &numbered
	}
	return err
}
