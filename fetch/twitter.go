// The v1.1 API and v2 beside it: how a resource becomes an address, and one page of it.

package fetch

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode"
)

// maxPage bounds what is kept in memory of an answer to find its next page; the largest pages of v1.1 have some 15 MB.
const maxPage = 32 << 20

// API is the [Source] of one API: the resources below its base. Whoever makes it gives HTTP a client whose token is bound to
// the origin of Base; API sends nothing anywhere else, follows no redirect and no next page to another origin, and answers
// such an attempt with an [*OriginError].
type API struct {
	Base   *url.URL // "https://api.twitter.com/1.1/"
	Suffix string   // put behind a resource: ".json"
	// Style is how resources name their next page that are neither in the catalogue nor v2's.
	Style Paging
	// PageKeys say what of that style is not as usual.
	PageKeys PageKeys
	// Params go along with every request below Base that does not have them.
	Params []Pair
	HTTP   HTTP
	// Catalogue says that the resources are those of [Resources].
	Catalogue bool
}

// Pair is a parameter, both parts as they are meant: nothing in them is encoded yet.
type Pair struct{ Key, Value string }

// Covers reports whether u lies at the API's origin, so that its token may go along.
func (a API) Covers(u *url.URL) bool {
	return u != nil && a.Base != nil && OriginOf(u) == OriginOf(a.Base)
}

// Request returns the request for a resource below Base. The resource may begin with "/", "1.1/" or "/1.1/", may end in the
// suffix, may be percent-encoded or not, and may carry a query, which stays as it is. "2/…" stands beside "1.1/" and gets no
// suffix. A part ":id" of the path takes the parameter id. The other parameters follow in their order, strictly encoded.
// What does not stay below Base, or has control characters in it, is a [*RequestError].
func (a API) Request(resource string, params []Pair) (Request, error) {
	bad := func(why string) (Request, error) { return Request{}, &RequestError{cleanText(resource), why} }
	if a.Base == nil {
		return bad("the API has no base")
	}
	if err := checkURL(a.Base); err != nil {
		return Request{}, err
	}
	if strings.ContainsFunc(resource, unicode.IsControl) {
		return bad("a control character")
	}
	name, query, _ := strings.Cut(resource, "?")
	dir, name, suffix := a.place(name)
	path, params, why := encodePath(name, params)
	if why != "" {
		return bad(why)
	}
	u := *a.Base
	u.RawQuery, u.Fragment, u.RawFragment, u.ForceQuery = "", "", "", false
	var err error
	u.RawPath = dir + path + suffix
	if u.Path, err = url.PathUnescape(u.RawPath); err != nil {
		return bad("not a path")
	}
	return a.request(a.withOwn(WithParams(&u, params, query))), nil
}

// withOwn adds the parameters that go along with every request.
func (a API) withOwn(u *url.URL) *url.URL {
	given := u.Query()
	own := slices.DeleteFunc(slices.Clone(a.Params), func(p Pair) bool { return given.Has(p.Key) })
	if len(own) == 0 {
		return u
	}
	return WithParams(u, own)
}

// RequestURL returns the request for a whole URL with more parameters; the caller has asked Covers.
func (a API) RequestURL(u *url.URL, params []Pair) Request { return a.request(WithParams(u, params)) }

// WithParams returns u with the parameters put behind its query, strictly encoded: a blank is %20, a comma %2C. Each of query
// is put in front of them as it stands, but for characters that no URL may hold.
func WithParams(u *url.URL, params []Pair, query ...string) *url.URL {
	parts := make([]string, 0, 1+len(query)+len(params))
	for _, q := range append([]string{u.RawQuery}, query...) {
		if q != "" {
			parts = append(parts, tidyQuery(q))
		}
	}
	for _, p := range params {
		parts = append(parts, encodeParam(p.Key)+"="+encodeParam(p.Value))
	}
	with := *u
	with.RawQuery = strings.Join(parts, "&")
	return &with
}

func (a API) request(u *url.URL) Request {
	req := Request{URL: u}
	if a.Catalogue {
		if name, ok := strings.CutPrefix(u.EscapedPath(), slashed(a.Base.EscapedPath())); ok {
			req.Resource, _ = FindResource(name)
		}
	}
	return req
}

// place returns the folder a resource belongs into, its name there, and what comes behind it.
func (a API) place(name string) (dir, rest, suffix string) {
	rest, suffix = name, a.Suffix
	// "//host" is another host to a browser; encodePath refuses the empty part that stays.
	rest = strings.TrimPrefix(rest, "/")
	dir = slashed(a.Base.EscapedPath())
	if above, ok := strings.CutSuffix(dir, "/1.1/"); ok {
		rest = strings.TrimPrefix(rest, "1.1/")
		if v2, ok := strings.CutPrefix(rest, "2/"); ok {
			return above + "/2/", v2, ""
		}
	} else if last := dir[strings.LastIndexByte(strings.TrimSuffix(dir, "/"), '/')+1:]; versionPart(last) {
		rest = strings.TrimPrefix(rest, last) // "2/tweets" is meant below ".../2/" too
	}
	if suffix != "" {
		rest = strings.TrimSuffix(rest, suffix)
	}
	return dir, rest, suffix
}

// versionPart reports whether a part of a path with its slash is a version: "2/", "v1/".
func versionPart(part string) bool {
	number := strings.TrimPrefix(strings.TrimSuffix(part, "/"), "v")
	return number != "" && !strings.ContainsFunc(number, func(r rune) bool { return r != '.' && (r < '0' || r > '9') })
}

// v2 reports whether u is a resource of v2 beside the base.
func (a API) v2(u *url.URL) bool {
	above, ok := strings.CutSuffix(slashed(a.Base.EscapedPath()), "/1.1/")
	return ok && strings.HasPrefix(u.EscapedPath(), above+"/2/")
}

func slashed(dir string) string { return strings.TrimSuffix(dir, "/") + "/" }

// encodePath encodes each part of a path once, whether it was encoded or not, and puts parameters where a part is ":name";
// those are gone from the rest. why says what is wrong.
func encodePath(path string, params []Pair) (encoded string, rest []Pair, why string) {
	if path == "" {
		return "", nil, "no resource named"
	}
	parts := strings.Split(path, "/")
	for i, part := range parts {
		if name, ok := strings.CutPrefix(part, ":"); ok && name != "" {
			n := slices.IndexFunc(params, func(p Pair) bool { return p.Key == name })
			if n < 0 || params[n].Value == "" {
				return "", nil, "the parameter " + name + " belongs into its path and is not given"
			}
			// Not as it is decoded: the value means what it says.
			part = url.PathEscape(params[n].Value)
			params = slices.Delete(slices.Clone(params), n, n+1)
		}
		if plain, err := url.PathUnescape(part); err == nil {
			part = plain
		}
		switch {
		case part == "":
			return "", nil, "an empty part in its path"
		case strings.ContainsFunc(part, unicode.IsControl):
			return "", nil, "a control character"
		case climbs(part):
			return "", nil, "a part of its path is . or .."
		}
		parts[i] = url.PathEscape(part)
	}
	return strings.Join(parts, "/"), params, ""
}

// climbs also looks behind an encoded slash, which some servers decode first.
func climbs(part string) bool {
	return slices.ContainsFunc(strings.FieldsFunc(part, func(r rune) bool { return r == '/' || r == '\\' }),
		func(s string) bool { return s == "." || s == ".." })
}

// encodeParam leaves only letters, digits and -_.~ as they are (RFC 3986, 2.3).
func encodeParam(s string) string { return strings.ReplaceAll(url.QueryEscape(s), "+", "%20") }

// tidyQuery encodes what may not stand in a query and leaves the rest, whatever way it is encoded in.
func tidyQuery(q string) string {
	var b strings.Builder
	for i := range len(q) {
		c := q[i]
		switch {
		case c == '%' && i+2 < len(q) && isHex(q[i+1]) && isHex(q[i+2]):
			b.WriteByte(c)
		case c <= ' ', c >= 0x7f, strings.IndexByte("\"#%<>\\^`{|}", c) >= 0:
			fmt.Fprintf(&b, "%%%02X", c)
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}

func isHex(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
}

// Fetch fetches one page and finds the request for the next. Of a resource with pages the page is in memory by then, unless
// it is larger than 32 MiB.
func (a API) Fetch(ctx context.Context, req Request) (*Page, error) {
	if err := checkURL(req.URL); err != nil {
		return nil, err
	}
	if !a.Covers(req.URL) {
		return nil, &OriginError{CleanURL(a.Base), CleanURL(req.URL), "request to another origin"}
	}
	if req.Resource == nil {
		req.Resource = a.request(req.URL).Resource
	}
	page, header, err := a.HTTP.get(ctx, req, true)
	if err != nil {
		return nil, err
	}
	style := a.style(req)
	if style == NoPages && a.HTTP.Blank == nil {
		return page, nil
	}
	h, err := hold(page.Body)
	if err != nil {
		return nil, err
	}
	if b, ok := page.Body.(*blanked); ok && b.found > 0 {
		page.Blanked = b.found
		page.Note = joinNotes(page.Note, plural(b.found, "secret")+" blanked")
	}
	page.Body = h
	if err := page.cutShort(h); err != nil {
		return nil, err
	}
	if style != NoPages {
		a.turn(page, h, style, req, header)
	}
	return page, nil
}

// style is how the resource of req names its next page.
func (a API) style(req Request) Paging {
	switch {
	case req.Resource != nil:
		return req.Resource.Paging
	case a.v2(req.URL):
		return NextLink
	}
	return a.Style
}

// heldBody is a body in memory, or the beginning of one with the rest behind it.
type heldBody struct {
	io.Reader
	data []byte        // nil when there is a rest
	rest io.ReadCloser // nil: data is all
	turn error         // why the next page is not known, for those who want it
}

// hold closes body, unless it is larger than a page may be. It is read in pieces: a buffer that grows takes three times the memory at
// times, which counts when an answer unpacks to very much.
func hold(body io.ReadCloser) (*heldBody, error) {
	const piece = 1 << 20
	var pieces [][]byte
	n := 0
	room := make([]byte, 0, 32<<10)
	for n < maxPage {
		if len(room) == cap(room) {
			pieces, room = append(pieces, room), make([]byte, 0, piece)
		}
		m, err := body.Read(room[len(room):min(cap(room), len(room)+maxPage-n)])
		room, n = room[:len(room)+m], n+m
		switch {
		case err == io.EOF:
			data := slices.Concat(append(pieces, room)...)
			return &heldBody{data: data, Reader: bytes.NewReader(data)}, body.Close()
		case err != nil:
			body.Close()
			return nil, err
		}
	}
	pieces = append(pieces, room)
	h := &heldBody{rest: body}
	readers := make([]io.Reader, 0, len(pieces)+1)
	for _, p := range pieces {
		readers = append(readers, bytes.NewReader(p))
	}
	h.Reader = io.MultiReader(append(readers, body)...)
	return h, nil
}

func (h *heldBody) Close() error {
	if h.rest != nil {
		return h.rest.Close()
	}
	return nil
}

// turn finds the next page.
func (a API) turn(page *Page, h *heldBody, style Paging, req Request, header http.Header) {
	if h.rest != nil {
		h.turn = &TooLargeError{page.From, maxPage}
		return
	}
	t := turner{api: a, req: req, from: page.From, header: header, body: h.data}
	page.Next, page.List, h.turn = t.next(style)
	page.bare, page.shape = req.Resource == nil, req.Shape
	if req.Sounding != nil && h.turn == nil {
		page.Body = &heldBody{data: []byte("[]"), Reader: strings.NewReader("[]")}
	}
}

// cutShort returns a [*TruncatedError] where JSON that ends with the connection ends too early: Go takes it for whole.
func (p *Page) cutShort(h *heldBody) error {
	text := bytes.TrimSpace(h.data)
	if !p.endless || h.rest != nil || len(text) > 0 && text[0] != '[' && text[0] != '{' {
		return nil
	}
	if _, err := jsonValues(text); len(text) > 0 && err != io.ErrUnexpectedEOF {
		return nil
	}
	return &TruncatedError{From: p.From, Got: int64(len(h.data)), Want: -1, Err: io.ErrUnexpectedEOF}
}

// jsonValues are the values that stand in a text one behind the other, as in JSON lines. The error is io.ErrUnexpectedEOF where the text
// ends in one of them, and another where something is no JSON.
func jsonValues(text []byte) (values []json.RawMessage, err error) {
	for d := json.NewDecoder(bytes.NewReader(text)); ; {
		var v json.RawMessage
		switch err := d.Decode(&v); err {
		case nil:
			values = append(values, v)
		case io.EOF:
			return values, nil
		default:
			return values, err
		}
	}
}

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
