// Takes a page with a list apart: its rows, what stands around their list, and what stands beside it.

package fetch

import (
	"strconv"
	"strings"

	"github.com/tidwall/gjson"
)

// leaf is a page taken apart.
type leaf struct {
	open    string // what stands before the list: the brackets and keys that lead there
	shut    string // what stands behind it: the members beside it, and the brackets
	rows    []gjson.Result
	text    string // the rows as they stand, with the commas between them
	members string // what is beside the list, a comma before each; where several keys lead there, beside the first
}

// readLeaf takes a page apart whose list is at these keys; "": the page itself is the list.
func readLeaf(data []byte, page *Page, list string) (*leaf, error) {
	from := page.From
	if !wellFormed(data) {
		return nil, shapeError(from, "JSON", data)
	}
	doc := gjson.ParseBytes(data)
	if list == "" {
		if !doc.IsArray() {
			return nil, shapeError(from, "an array", data)
		}
		return &leaf{rows: doc.Array(), text: inside(doc)}, nil
	}
	l := &leaf{}
	if !doc.IsObject() {
		return nil, shapeError(from, "an object with the list "+list, data)
	}
	keys, _ := splitKeys(list)
	at := doc
	for i, key := range keys {
		raw, value, members := apart(at, key)
		if i == 0 {
			l.members = members
		}
		l.open, l.shut = l.open+"{"+raw+":", members+"}"+l.shut
		at = value
	}
	// v2 leaves an empty list out.
	if !at.Exists() && len(keys) == 1 && doc.Get("meta").IsObject() {
		return l, nil
	}
	no := func() *ShapeError { return shapeError(from, "an object with the list "+list, data) }
	if at.IsArray() {
		l.rows, l.text = at.Array(), inside(at)
	} else if e := no(); !page.bare || !isNull(at) || e.Err != nil {
		return nil, e
	}
	// An error is no empty page, and its list no rows.
	if len(l.rows) == 0 && hasErrors(doc) || list == "errors" {
		if e := no(); e.Err != nil {
			return nil, e
		}
	}
	return l, nil
}

// hasErrors says that an answer has the member in which APIs tell what went wrong, with something in it.
func hasErrors(doc gjson.Result) bool {
	return !leadsNowhere(doc.Get("errors")) || !leadsNowhere(doc.Get("error"))
}

// beside are the members that have data of their own beside the list: other lists, and what v2 includes.
func (l *leaf) beside() (keys []string) {
	if l.members == "" {
		return nil
	}
	gjson.Parse("{" + l.members[1:] + "}").ForEach(func(k, v gjson.Result) bool {
		if (v.IsArray() || k.Str == "includes") && !leadsNowhere(v) {
			keys = append(keys, k.Str)
		}
		return true
	})
	return keys
}

// isNull reports whether there is a null, which is how some servers write an empty list.
func isNull(v gjson.Result) bool { return v.Exists() && v.Type == gjson.Null }

// apart takes one member out of an object: its key as it stands, its value, and the other members with a comma before each.
func apart(doc gjson.Result, key string) (raw string, value gjson.Result, members string) {
	raw = strconv.Quote(key)
	if !doc.IsObject() {
		return raw, value, ""
	}
	var others strings.Builder
	doc.ForEach(func(k, v gjson.Result) bool {
		switch {
		case k.Str != key:
			others.WriteString("," + k.Raw + ":" + v.Raw)
		case !value.Exists():
			raw, value = k.Raw, v
		}
		return true
	})
	return raw, value, others.String()
}

// inside is what stands between the brackets; the Raw of a whole document ends with the white space behind it.
func inside(list gjson.Result) string {
	raw := strings.TrimSpace(list.Raw)
	return strings.TrimSpace(raw[1 : len(raw)-1])
}

// ids returns one digest of the ids of all rows; ok is false when not every row has one. A row that is no object is an id only in a list
// of that name.
func (l *leaf) ids(list string) (ok bool, all digest) {
	var text strings.Builder
	for _, v := range l.rows {
		id := rowID(v)
		if id == "" || !v.IsObject() && list != "ids" {
			return false, digest{}
		}
		text.WriteString(id + "\n")
	}
	if len(l.rows) == 0 {
		return false, digest{}
	}
	return true, hash(text.String())
}
