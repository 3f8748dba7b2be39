// How an answer names its next page.

package fetch

import (
	"bytes"
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/tidwall/gjson"
)

// turner finds the request for the page behind an answer.
type turner struct {
	api    API
	req    Request
	from   string
	header http.Header
	body   []byte
}

// next returns the request for the next page, nil behind the last one, and the key of the list of rows. An error says why
// neither is known: the answer is not what a page looks like.
func (t turner) next(style Paging) (*Request, string, error) {
	if !wellFormed(t.body) {
		return nil, "", t.shape("JSON")
	}
	doc := gjson.ParseBytes(t.body)
	list := t.list(doc)
	shape := t.req.Shape
	if shape == "" {
		shape = shapeOf(doc, list)
	}
	var next *Request
	var err error
	switch style {
	case MaxID:
		next, err = t.byMaxID(doc)
	case Search:
		next, err = t.bySearch(doc)
	case Cursor:
		next, err = t.byCursor(doc)
	case NextLink:
		next, err = t.byToken(doc)
	case NextToken:
		next, err = t.byNext(doc)
	case PageNumber:
		next, err = t.byPage(doc)
	case Offset:
		next, err = t.byOffset(doc)
	case Link:
		next, err = t.byLink(doc)
	}
	if next != nil {
		next.Shape = shape
	}
	return next, list, err
}

// list is where the rows are: where they were in the pages before; in the first the catalogue's key, v2's, the profile's, or else that of
// the list that an envelope has.
func (t turner) list(doc gjson.Result) string {
	if t.req.Resource != nil {
		return t.req.Resource.List
	}
	if list, ok := t.req.Shape.list(); ok {
		return list
	}
	if !doc.IsObject() {
		return ""
	}
	if t.api.v2(t.req.URL) {
		return "data"
	}
	if items := t.api.PageKeys.Items; items != "" {
		if path, ok := itemsPath(doc, items); ok {
			return path
		}
		if !strings.HasSuffix(items, anyList) {
			return items
		}
	} else if data := doc.Get("data"); data.IsArray() || isNull(data) {
		return "data"
	}
	return joinKeys(firstList(doc))
}

// byMaxID asks for what is older than the oldest tweet. Tweets are counted before deleted ones, retweets and replies are taken out, so a
// page may be short at any time, or empty: then it is asked for again in its largest size, and then without the filters, to see where
// there is something. Only when nothing is there either is it the end.
func (t turner) byMaxID(doc gjson.Result) (*Request, error) {
	list := doc
	if t.req.Resource == nil && t.api.PageKeys.Items != "" {
		list = t.rows(doc)
	}
	if !list.IsArray() {
		return nil, t.shape("an array")
	}
	lowest, rows, ok := uint64(0), 0, true
	list.ForEach(func(_, v gjson.Result) bool {
		var id uint64
		if id, ok = idNumber(v); !ok {
			return false
		}
		if rows++; rows == 1 || id < lowest {
			lowest = id
		}
		return true
	})
	switch {
	case !ok:
		return nil, t.shape("rows with an id")
	case rows == 0:
		return t.further(), nil
	case lowest == 0:
		return nil, nil
	}
	if t.req.Sounding != nil {
		t.req = Request{URL: t.req.Sounding, Resource: t.req.Resource, First: t.req.First}
	}
	return t.with(t.keys(MaxID).Param, strconv.FormatUint(lowest-1, 10)), nil
}

// further is the request behind an empty page of a timeline; nil: it is the end.
func (t turner) further() *Request {
	r := t.req.Resource
	if r == nil || t.req.Sounding != nil {
		return nil
	}
	asked := t.req.URL.Query()
	if count, err := strconv.Atoi(asked.Get("count")); r.Most > 0 && (err != nil && r.Count < r.Most || err == nil && count < r.Most) {
		return t.with("count", strconv.Itoa(r.Most))
	}
	if !slices.Contains([]string{"false", "f", "0"}, strings.ToLower(asked.Get("include_rts"))) &&
		!slices.Contains([]string{"true", "t", "1"}, strings.ToLower(asked.Get("exclude_replies"))) {
		return nil
	}
	open := t
	open.req = *t.with("include_rts", "true")
	next := open.with("exclude_replies", "false")
	next.Sounding = t.req.URL
	return next
}

// bySearch takes max_id alone out of next_results: the rest of it lacks parameters that were asked for, tweet_mode first.
func (t turner) bySearch(doc gjson.Result) (*Request, error) {
	meta := doc.Get("search_metadata")
	if !meta.IsObject() || !doc.Get("statuses").IsArray() {
		return nil, t.shape("an object with statuses and search_metadata")
	}
	results := meta.Get("next_results")
	if !results.Exists() {
		return nil, nil
	}
	query, err := url.ParseQuery(strings.TrimPrefix(results.Str, "?"))
	if err != nil || !isNumber(query.Get("max_id")) {
		return nil, t.shape("a max_id in next_results")
	}
	return t.with("max_id", query.Get("max_id")), nil
}

// byCursor goes on to the cursor 0. Rows are taken out after a page is cut, so a page may even be empty before that.
func (t turner) byCursor(doc gjson.Result) (*Request, error) {
	keys := t.keys(Cursor)
	v := doc.Get("next_cursor_str")
	if v.Type != gjson.String {
		v = doc.Get("next_cursor")
	}
	if keys.Next != "" {
		path, _ := splitKeys(keys.Next)
		v = memberAt(doc, path)
	}
	next := v.Str
	if v.Type == gjson.Number {
		next = v.Raw
	}
	switch {
	case next == "" && !leadsNowhere(v):
		return nil, t.shape("a text or a number as the cursor of the next page")
	case next == "0", t.req.Resource == nil && doc.IsObject() && (next == "" || next == "-1"):
		return nil, nil
	case next == "", t.req.Resource != nil && !isNumber(strings.TrimPrefix(next, "-")):
		return nil, t.shape("the cursor of the next page")
	}
	return t.with(keys.Param, next), nil
}

// byToken is v2's way.
func (t turner) byToken(doc gjson.Result) (*Request, error) {
	if !doc.IsObject() {
		return nil, t.shape("an object")
	}
	token := doc.Get("meta.next_token").String()
	if token == "" {
		return nil, nil
	}
	key := "pagination_token"
	if strings.Contains(t.req.URL.Path, "/search/") {
		key = "next_token"
	}
	return t.with(key, token), nil
}

// byLink follows a link, but not to another origin: a token goes along.
func (t turner) byLink(doc gjson.Result) (*Request, error) {
	link, v := linkHeader(t.header), gjson.Result{}
	if own, _ := splitKeys(t.keys(Link).Next); own != nil {
		link, v = "", memberAt(doc, own)
	} else if v = doc.Get("next"); leadsNowhere(v) {
		v = doc.Get("links.next")
	}
	switch {
	case link != "":
	case leadsNowhere(v):
		return nil, nil
	default:
		link = cmp.Or(textOf(v), textOf(v.Get("href"))) // JSON:API and HAL write an object
	}
	if link == "" {
		return nil, t.shape("the URL of the next page")
	}
	u, err := t.req.URL.Parse(link)
	if err != nil {
		return nil, t.shape("the URL of the next page")
	}
	if u.User != nil && t.api.Covers(u) {
		return nil, &OriginError{t.from, t.api.HTTP.blankText(CleanURL(u)), "next page with a user in the address"}
	}
	if !t.api.Covers(u) {
		return nil, &OriginError{t.from, t.api.HTTP.blankText(CleanURL(u)), "next page at another origin"}
	}
	u.Fragment, u.RawFragment = "", ""
	return &Request{URL: u}, nil
}

// with is the request with one parameter set to another value, everything else as it was.
func (t turner) with(key, value string) *Request {
	parts := slices.DeleteFunc(strings.Split(t.req.URL.RawQuery, "&"), func(part string) bool {
		name, _, _ := strings.Cut(part, "=")
		plain, err := url.QueryUnescape(name)
		return part == "" || err == nil && plain == key
	})
	u := *t.req.URL
	u.RawQuery = strings.Join(append(parts, encodeParam(key)+"="+encodeParam(value)), "&")
	return &Request{URL: &u, Resource: t.req.Resource, First: t.req.First, Turned: []string{key}}
}

func (t turner) shape(want string) error { return shapeError(t.from, want, t.body) }

// shapeError says what a page is instead of what was wanted. The caller sets the number of the page.
func shapeError(from, want string, body []byte) *ShapeError {
	e := &ShapeError{From: from, Want: want, Snippet: snippet(body)}
	text := bytes.TrimSpace(body)
	switch {
	case len(text) == 0:
		e.Got = "nothing"
	case text[0] == '<':
		e.Got = "HTML"
	case !wellFormed(body):
		e.Got = "something that is not JSON"
	case text[0] == '[':
		e.Got = "an array"
	case text[0] == '{':
		e.Got = "an object"
		if h := newHTTPError(http.StatusOK, nil, body); len(h.Codes) > 0 || h.Message != "" {
			h.URL = from
			e.Got, e.Err = "an error", h
		}
	default:
		e.Got = "a single value"
	}
	return e
}

// linkHeader returns the target of the first link with rel="next" (RFC 8288), as it stands.
func linkHeader(h http.Header) string {
	for _, value := range h.Values("Link") {
		for value != "" {
			_, rest, ok := strings.Cut(value, "<")
			if !ok {
				break
			}
			target, rest, ok := strings.Cut(rest, ">")
			if !ok {
				break
			}
			n := unquotedIndex(rest, ',')
			params := rest[:n]
			value = strings.TrimPrefix(rest[n:], ",")
			for params != "" {
				n := unquotedIndex(params, ';')
				name, rel, _ := strings.Cut(strings.TrimSpace(params[:n]), "=")
				params = strings.TrimPrefix(params[n:], ";")
				if !strings.EqualFold(strings.TrimSpace(name), "rel") {
					continue
				}
				if slices.Contains(strings.Fields(strings.ToLower(strings.Trim(strings.TrimSpace(rel), `"`))), "next") {
					return target
				}
				break // RFC 8288, 3.3: a second rel does not count
			}
		}
	}
	return ""
}

// unquotedIndex is the place of the first c that stands in no quoted text, or the end.
func unquotedIndex(s string, c byte) int {
	quoted := false
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '\\' && quoted:
			i++
		case s[i] == '"':
			quoted = !quoted
		case s[i] == c && !quoted:
			return i
		}
	}
	return len(s)
}

// rowID is what tells a row from the others: its id with all its digits, or the row itself when it is an id; "" when it has
// none.
func rowID(v gjson.Result) string {
	if v.IsObject() {
		id := v.Get("id_str")
		if id.Type != gjson.String {
			id = v.Get("id")
		}
		v = id
	}
	switch v.Type {
	case gjson.String:
		return v.Str
	case gjson.Number:
		return v.Raw
	}
	return ""
}

// idNumber never goes through a floating-point number, which has 53 bits.
func idNumber(v gjson.Result) (uint64, bool) {
	n, err := strconv.ParseUint(rowID(v), 10, 64)
	return n, err == nil
}

func isNumber(s string) bool {
	_, err := strconv.ParseUint(s, 10, 64)
	return err == nil
}
