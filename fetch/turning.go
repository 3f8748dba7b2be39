// The ways of paging that a profile describes: which value of an answer becomes which parameter, or which page is counted next.

package fetch

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/tidwall/gjson"
)

// PageKeys say where the pages of an API differ from what is usual with its way of paging. The zero value is the usual.
type PageKeys struct {
	// Items is where the list of rows is, as a path of keys: "data", "response.docs"; "query.*" is the first list in the object query.
	// Empty: the answer itself, or the first list in it.
	Items string
	// Next is where the value is that leads to the next page, as a path of keys. An object there holds several, each for the parameter of
	// its name. Empty: meta.next_token, next_cursor_str or next_cursor, and for links next or links.next.
	Next string
	// Param is the parameter of the next page. Empty: max_id, cursor, pagination_token, page or offset.
	Param string
	// First is the number of the first page, or the offset of its first row, where the request does not say it.
	First int
}

// anyList at the end of Items is the first list there.
const anyList = ".*"

// Usual returns the keys with what is usual for a way of paging where they say nothing.
func (k PageKeys) Usual(style Paging) PageKeys {
	next, param := "", ""
	switch style {
	case MaxID:
		param = "max_id"
	case Cursor:
		param = "cursor"
	case NextToken:
		next, param = `meta.next_token`, "pagination_token"
	case PageNumber:
		param = "page"
	case Offset:
		param = "offset"
	}
	if k.Next == "" {
		k.Next = next
	}
	if k.Param == "" {
		k.Param = param
	}
	return k
}

// keys are those of the API at hand; a resource of the catalogue has the usual ones.
func (t turner) keys(style Paging) PageKeys {
	if t.req.Resource != nil || t.api.v2(t.req.URL) {
		return PageKeys{}.Usual(style)
	}
	return t.api.PageKeys.Usual(style)
}

// byNext sets the parameter to the value of the answer, until there is none.
func (t turner) byNext(doc gjson.Result) (*Request, error) {
	if !doc.IsObject() {
		return nil, t.shape("an object")
	}
	keys := t.keys(NextToken)
	path, _ := splitKeys(keys.Next)
	v := memberAt(doc, path)
	switch {
	case leadsNowhere(v):
		return nil, t.turnsOver(doc)
	case v.IsObject():
		return t.continued(v)
	case v.Type == gjson.String:
		return t.with(keys.Param, v.Str), nil
	case v.Type == gjson.Number:
		return t.with(keys.Param, v.Raw), nil
	}
	return nil, t.shape("a text or a number at " + keys.Next)
}

// leadsNowhere reports whether a value is one of those by which APIs say that there is no next page. None of them could be asked for: the
// first page is the one without it.
func leadsNowhere(v gjson.Result) bool {
	switch v.Type {
	case gjson.Null, gjson.False: // also where there is none
		return true
	case gjson.String:
		return v.Str == ""
	case gjson.Number:
		return v.Raw == "0"
	case gjson.JSON:
		return len(v.Raw) >= 2 && strings.TrimSpace(v.Raw[1:len(v.Raw)-1]) == ""
	}
	return false
}

// turnsOver is the end of the pages, unless the answer is an error that only looks like one: some APIs send theirs with status 200.
func (t turner) turnsOver(doc gjson.Result) error {
	if t.api.PageKeys.Items == "" || t.req.Resource != nil {
		return nil
	}
	items, _ := splitKeys(strings.TrimSuffix(t.api.PageKeys.Items, anyList))
	if at := memberAt(doc, items); at.Exists() && at.Type != gjson.Null {
		return nil
	}
	if e := shapeError(t.from, "an object with "+t.api.PageKeys.Items, t.body); e.Err != nil {
		return e
	}
	return nil
}

// continued is MediaWiki's way: the members of the object are set in the request of the first page, since those of the page before may
// not be repeated (mediawiki.org/wiki/API:Continue).
func (t turner) continued(v gjson.Result) (*Request, error) {
	next := &Request{URL: t.first(), Resource: t.req.Resource}
	ok := true
	var names []string
	v.ForEach(func(name, value gjson.Result) bool {
		text := value.Str
		if value.Type == gjson.Number {
			text = value.Raw
		} else if value.Type != gjson.String {
			ok = false
			return false
		}
		step := t
		step.req = *next
		next, names = step.with(name.Str, text), append(names, name.Str)
		return true
	})
	if !ok || len(names) == 0 {
		return nil, t.shape("texts and numbers in the object that leads to the next page")
	}
	next.First, next.Turned = t.first(), names
	return next, nil
}

func (t turner) first() *url.URL {
	if t.req.First != nil {
		return t.req.First
	}
	return t.req.URL
}

// byPage counts pages until one is empty. Which one it asked for is in the request.
func (t turner) byPage(doc gjson.Result) (*Request, error) {
	return t.counting(doc, PageNumber, func(at, rows int) int { return at + 1 })
}

// byOffset counts rows until a page has none.
func (t turner) byOffset(doc gjson.Result) (*Request, error) {
	return t.counting(doc, Offset, func(at, rows int) int { return at + rows })
}

func (t turner) counting(doc gjson.Result, style Paging, next func(at, rows int) int) (*Request, error) {
	keys := t.keys(style)
	rows := t.rows(doc)
	if e := t.shape("a list of rows").(*ShapeError); !rows.IsArray() && (!isNull(rows) || e.Err != nil) {
		return nil, e
	}
	n := len(rows.Array())
	if n == 0 {
		return nil, nil
	}
	at := keys.First
	if given := t.req.URL.Query(); given.Has(keys.Param) {
		var err error
		if at, err = strconv.Atoi(given.Get(keys.Param)); err != nil || at < 0 || at > 1<<40 {
			return nil, &RequestError{CleanURL(t.req.URL), keys.Param + " is no number to count on from"}
		}
	}
	req := t.with(keys.Param, strconv.Itoa(next(at, n)))
	req.Counted = true
	return req, nil
}

// rows is the list of rows of a page.
func (t turner) rows(doc gjson.Result) gjson.Result {
	keys, _ := splitKeys(t.list(doc))
	return memberAt(doc, keys)
}

// itemsPath is where the list is that Items leads to; ok is false when there is none.
func itemsPath(doc gjson.Result, items string) (string, bool) {
	path, first := strings.CutSuffix(items, anyList)
	keys, _ := splitKeys(path)
	at := memberAt(doc, keys)
	switch {
	case !first:
		return joinKeys(keys...), at.IsArray()
	case firstList(at) != "":
		return joinKeys(append(keys, firstList(at))...), true
	}
	return "", false
}

// remarks are lists that APIs put beside their rows: MediaWiki says in some of them how it has read the titles that were asked for.
var remarks = []string{"errors", "warnings", "normalized", "converted", "redirects", "interwiki"}

// firstList is the key of the first list in an object that has objects in it, or else of the first list; "" is none. Remarks come last.
func firstList(doc gjson.Result) string {
	if !doc.IsObject() {
		return ""
	}
	found, rank := "", 0
	doc.ForEach(func(k, v gjson.Result) bool {
		at := 0
		switch {
		case !v.IsArray():
		case slices.Contains(remarks, k.Str):
			at = 1
		case v.Get("0").IsObject():
			at = 3
		default:
			at = 2
		}
		if at > rank {
			found, rank = k.Str, at
		}
		return rank < 3
	})
	return found
}
