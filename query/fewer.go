// Says when a list has fewer values than there are elements, and how the rows are kept.

package query

import (
	"fmt"
	"github.com/tidwall/gjson"
	"slices"
	"strings"
)

// fewer is for a list that has fewer values than the list it walks has elements.
func (q question) fewer(Value) (Note, bool) {
	known := q.parts()
	if !known.ok || known.each == nil || known.items != nil || q.o.Columns != nil {
		return Note{}, false
	}
	elements, answered := q.taken(), 0
	for _, e := range elements {
		if gjson.Get(e.Raw, known.each.String()).Exists() {
			answered++
		}
	}
	return q.shorter(len(elements), answered)
}

// shorter says that a path walked so many rows and has so many values.
func (q question) shorter(walked, answered int) (Note, bool) {
	if q.path == nil || answered >= walked || answered == 0 && !q.part {
		return Note{}, false
	}
	known := q.parts()
	list, each := known.list, known.each
	if !known.ok || each == nil || known.items != nil || q.o.Columns != nil {
		return Note{}, false
	}
	steps := q.path.Steps()
	at := steps[slices.IndexFunc(steps, func(s Step) bool { return s.Start == each.Start() }):]
	path := each.String()
	message := fmt.Sprintf("%s from %d: an element without %s is left out, and the list no longer lines up with others", counted(answered, "value"), walked, path)
	n := q.note("P16", Thin, at[0].Start, each.Start()+len(path), message, "")
	walk := eachIn(list)
	for _, key := range q.nameKeys(list) {
		items := key + "," + path
		if lastKeyOf(path) == lastKeyOf(key) {
			items = key + "," + strings.ReplaceAll(path, ".", "_") + ":" + path
		}
		if n = q.note(n.Code, n.Severity, n.Offset, n.End, n.Message, walk+"{"+items+"}"); n.Try != "" {
			return n, true
		}
	}
	return q.note(n.Code, n.Severity, n.Offset, n.End, n.Message, walk+"{"+path+"}"), true
}

// eachIn is how a path of each element of a list begins.
func eachIn(list string) string {
	if strings.HasSuffix(list, ")#") {
		return list + "."
	}
	return join2(list, "#.")
}

// nameKeys returns the keys by which people tell the elements of a list apart, as far as the first one has them.
func (q question) nameKeys(list string) (keys []string) {
	path := "0"
	switch {
	case strings.HasSuffix(list, ")#"):
		path = list + "|0"
	case list != "":
		path = list + ".0"
	}
	first := gjson.Get(q.doc.text, path)
	for _, k := range []string{"id_str", "id", "number", "key", "uuid", "sha", "name", "screen_name", "login", "title", "date", "time"} {
		if v := member(first.Raw, k); v.Exists() && v.Type != gjson.JSON {
			keys = append(keys, k)
		}
	}
	for _, k := range keysOf(first) {
		if v := member(first.Raw, k); first.IsObject() && len(keys) == 0 && v.Type != gjson.JSON {
			keys = append(keys, escapeKey(k))
		}
	}
	return keys
}

func lastKeyOf(path string) string { return path[strings.LastIndexByte(path, '.')+1:] }
