// Makes rows of single values: holds them back until it is known whether their document is the only one, and numbers their paths.

package outline

import (
	"fmt"

	"github.com/tidwall/gjson"

	"twq/query"
)

// heldBytes is how much is held back until it is known whether a document is the only one of its input.
const heldBytes = 8 << 20

// leafRow is a value with the path inside its document.
type leafRow struct {
	doc   int64
	list  bool // the document is one
	path  string
	value query.Value
}

// tell hands on a value, or holds it back.
func (l *leaves) tell(v query.Value) {
	if l.path.bad || len(l.path.text) > query.MaxPathLen {
		l.long++
		return
	}
	r := leafRow{doc: l.doc, list: l.list, path: l.path.String(), value: v}
	if l.known {
		l.hand(r)
		return
	}
	l.held = append(l.held, r)
	if l.bytes += len(r.path) + len(v.Raw) + 200; l.bytes > heldBytes {
		l.known = true
		l.release()
	}
}

// release hands on what was held back.
func (l *leaves) release() {
	l.known = true
	for _, r := range l.held {
		if l.over {
			break
		}
		l.hand(r)
	}
	l.held, l.bytes = nil, 0
}

func (l *leaves) hand(r leafRow) {
	switch {
	case l.many:
		r.path = indexed(l.base+r.doc, r.path)
	case l.alone:
	case r.list && r.path == thisPath: // no elements
		return
	case r.list:
		index, rest := cutIndex(r.path)
		r.path = indexed(l.base+index, rest)
	default:
		r.path = indexed(l.base, r.path)
	}
	if !under(l.o.Under, r.path) || l.over {
		return
	}
	if l.told++; l.o.Limit > 0 && l.told > l.o.Limit {
		l.cut++
		l.over = true
		return
	}
	path := query.Value{Type: gjson.String, Str: r.path}
	if quoted := `"` + r.path + `"`; plainText(r.path) {
		path.Raw, path.Str = quoted, quoted[1:len(quoted)-1]
	} else {
		path.Raw = string(gjson.AppendJSONString(nil, r.path))
	}
	l.over = !l.yield(query.Row{Value: r.value, Cells: []query.Value{path, r.value}}, nil)
}

func plainText(s string) bool {
	for i := range len(s) {
		if c := s[i]; (c|0x20 < 'a' || c|0x20 > 'z') && (c < '.' || c > '9' || c == '/') && c != '_' {
			return false
		}
	}
	return true
}

func (l *leaves) notes() (notes []query.Note) {
	p := printer{whole: &survey{doubled: int64(l.doubled)}, lost: l.long}
	if notes = p.notes(); l.unknown > 0 {
		notes = append(notes, query.Note{Message: fmt.Sprintf("%s came after %d others of open objects and were not compared with those before: "+
			"if one was there already, gjson takes the first", several(int64(l.unknown), "key"), mostIndexed)})
	}
	if l.cut > 0 {
		notes = append(notes, query.Note{Message: "only the first values"})
	}
	return notes
}
