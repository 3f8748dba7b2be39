// Walks through the pages of one part, and says which rows of each are new.

package collect

import (
	"cmp"
	"context"
	"errors"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"twq/fetch"
)

// walk collects one part to its end.
func (r *run) walk(ctx context.Context, i int) error {
	part, p := &r.Parts[i], &r.state.Parts[i]
	if part.Lookup != nil {
		return r.lookUp(ctx, part, p)
	}
	w := &walker{run: r, part: part, place: p, asked: map[string]bool{}, pages: map[string]bool{}, byID: byID(part.Request)}
	if !w.byID {
		if err := r.out.lines(p.From, r.out.kept, func(line []byte) { w.known.Add(w.same(fetch.RowID(string(line)), string(line))) }); err != nil {
			return &fetch.FileError{Name: r.File, Err: err}
		}
	}
	for {
		req, err := w.request()
		if err != nil {
			return err
		}
		if address := req.URL.String(); w.asked[address] {
			return &fetch.LoopError{From: fetch.CleanURL(req.URL), Page: r.result.Pages}
		} else {
			w.asked[address] = true
		}
		page, err := r.Source.Fetch(ctx, req)
		if err != nil {
			return err
		}
		r.result.Pages++
		r.result.Blanked += page.Blanked
		next := page.Next
		rows, beside, err := fetch.ReadRows(page, r.result.Pages)
		if err != nil {
			return err
		}
		r.tellBeside(beside)
		if err := w.turned(rows, next, req); err != nil {
			return err
		}
		end, err := w.take(rows, next, req)
		if err != nil {
			return err
		}
		if w.empty++; len(rows) > 0 || req.Sounding != nil {
			w.empty = 0
		}
		w.next = next
		if p.Done = end || next == nil; p.Done {
			p.Next, p.Sounding, p.Counted, p.Page, p.Shape = "", "", false, "", ""
			p.Newest = highest(p.Newest, p.High)
		} else {
			p.Next, p.Sounding, p.Counted, p.Shape = next.Kept(), fetch.CleanURL(next.Sounding), next.Counted, string(next.Shape)
		}
		if err := r.commit(); err != nil {
			return err
		}
		r.tell()
		if p.Done {
			return nil
		}
		if w.empty >= fetch.MostEmpty {
			return &fetch.LoopError{From: fetch.CleanURL(req.URL), Page: r.result.Pages, Empty: w.empty}
		}
	}
}

func (r *run) tell() {
	if r.Told != nil {
		r.Told(r.result.Progress)
	}
}

// tellBeside remembers data that stands beside the rows and is not in the file.
func (r *run) tellBeside(keys []string) {
	for _, key := range keys {
		if !slices.Contains(r.result.Beside, key) {
			r.result.Beside = append(r.result.Beside, key)
		}
	}
}

// walker is where a walk is.
type walker struct {
	*run
	part    *Part
	place   *place
	byID    bool // newest first, each page below the one before
	known   fetch.Known
	asked   map[string]bool
	next    *fetch.Request  // the one behind the last page of this run
	pages   map[string]bool // digests of the pages behind which others are counted
	repeats int             // pages in a row without anything new
	empty   int             // pages in a row without any row
}

// byID reports whether a resource lists tweets by their ids.
func byID(req fetch.Request) bool { return req.Resource != nil && req.Resource.Paging == fetch.MaxID }

// request is the one that the state names, or the first.
func (w *walker) request() (fetch.Request, error) {
	first := w.part.Request
	if w.next != nil {
		return *w.next, nil
	}
	if w.place.Next == "" {
		if w.place.Floor != "" && !first.URL.Query().Has("since_id") {
			first.URL = fetch.WithParams(first.URL, []fetch.Pair{{Key: "since_id", Value: w.place.Floor}})
		}
		return first, nil
	}
	next, err := restored(w.place.Next, first.URL)
	if err != nil {
		return first, &StateError{w.File + stateSuffix, "names no request", err}
	}
	req := fetch.Request{URL: next, Resource: first.Resource, First: first.URL, Counted: w.place.Counted, Shape: fetch.Shape(w.place.Shape)}
	if w.place.Sounding != "" {
		if req.Sounding, err = restored(w.place.Sounding, first.URL); err != nil {
			return first, &StateError{w.File + stateSuffix, "names no request", err}
		}
	}
	return req, nil
}

// restored is a request of the state with the secrets of the first one in it.
func restored(text string, first *url.URL) (*url.URL, error) {
	u, err := url.Parse(text)
	if err != nil {
		return nil, err
	}
	if u.RawQuery == "" {
		return u, nil
	}
	known := first.Query()
	parts := strings.Split(u.RawQuery, "&")
	for i, part := range parts {
		if key, ok := strings.CutSuffix(part, "=***"); ok && known.Has(key) {
			parts[i] = key + "=" + url.QueryEscape(known.Get(key))
		} else if ok {
			return nil, errors.New(key + " looks like a secret and was not kept")
		}
	}
	u.RawQuery = strings.Join(parts, "&")
	return u, nil
}

// turned notices a server that answers behind its last page with a page that was there before: where pages are counted, nothing else ends.
func (w *walker) turned(rows []fetch.Row, next *fetch.Request, req fetch.Request) error {
	counted := req.Counted || next != nil && next.Counted
	if !counted || len(rows) == 0 {
		return nil
	}
	var all strings.Builder
	for _, row := range rows {
		all.WriteString(cmp.Or(row.ID, row.Text) + "\n")
	}
	page := digest([]byte(all.String()))[:32]
	if req.Counted && (w.pages[page] || w.place.Page == page) {
		return &fetch.LoopError{From: fetch.CleanURL(req.URL), Page: w.result.Pages, Rows: true}
	}
	w.pages[page], w.place.Page = true, page
	return nil
}

// same is what a row is known by when it comes again.
func (w *walker) same(id, line string) string { return fetch.RowKey(w.part.Request.Resource, id, line) }

// take adds the new rows of a page; end says that what is behind it is not wanted.
func (w *walker) take(rows []fetch.Row, next *fetch.Request, req fetch.Request) (end bool, err error) {
	p, here := w.place, fetch.Known{}
	low, fresh := p.Low, 0
	for _, row := range rows {
		n, numeric := number64(row.ID)
		if numeric {
			low = lowest(low, row.ID)
		}
		line := OneLine(row.Text)
		same := w.same(row.ID, line)
		switch {
		case here.Has(same) || w.known.Has(same), w.byID && numeric && p.Low != "" && n >= must(p.Low):
			w.result.Repeats++
			continue
		case numeric && p.Floor != "" && n <= must(p.Floor):
			fresh++
			continue
		case w.isOlder(row):
			fresh++
			continue
		}
		fresh++
		here.Add(same)
		if !w.byID {
			w.known.Add(same)
		}
		w.out.add(line)
		w.look(line)
		if strings.Contains(row.Text, `"truncated":true`) {
			w.result.Cut++
		}
		w.state.Rows++
		p.Rows++
		if numeric {
			p.High = highest(p.High, row.ID)
		}
		if w.Max > 0 && p.Rows == w.Max && p.Floor == "" || w.Until != "" && row.ID == w.Until {
			end = true
			break
		}
	}
	if w.byID {
		p.Low = low
	}
	if w.repeats++; fresh > 0 || len(rows) == 0 {
		w.repeats = 0
	}
	if !end && (w.repeats >= fetch.MostRepeats || w.repeats > 0 && w.byID) {
		return false, &fetch.LoopError{From: fetch.CleanURL(req.URL), Page: w.result.Pages, Rows: true}
	}
	return end || w.below(next), nil
}

// look counts a row that not everybody can read.
func (r *run) look(line string) {
	if !utf8.ValidString(line) {
		r.result.NotUTF8++
	}
}

// isOlder reports whether a row lies behind the last one wanted, where rows have an order.
func (w *walker) isOlder(row fetch.Row) bool {
	n, ok := number64(row.ID)
	last, wanted := number64(w.Until)
	return ok && wanted && w.ordered() && n < last
}

func (w *walker) ordered() bool {
	r := w.part.Request.Resource
	return r != nil && (r.Paging == fetch.MaxID || r.Paging == fetch.Search)
}

// below reports whether the next page holds only what is not wanted.
func (w *walker) below(next *fetch.Request) bool {
	if next == nil || !w.ordered() || next.Sounding != nil {
		return false
	}
	n, ok := number64(next.URL.Query().Get("max_id"))
	if !ok {
		return false
	}
	floor, hasFloor := number64(w.place.Floor)
	last, hasLast := number64(w.Until)
	return hasFloor && n <= floor || hasLast && n < last
}

func number64(s string) (uint64, bool) {
	n, err := strconv.ParseUint(s, 10, 64)
	return n, err == nil
}

func must(s string) uint64 {
	n, _ := number64(s)
	return n
}

func highest(a, b string) string {
	if a == "" || b != "" && must(b) > must(a) {
		return b
	}
	return a
}

func lowest(a, b string) string {
	if a == "" || must(b) < must(a) {
		return b
	}
	return a
}
