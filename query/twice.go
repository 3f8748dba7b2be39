// Finds keys that an object has twice.

package query

import (
	"fmt"
	"github.com/tidwall/gjson"
	"slices"
	"strings"
)

// twice is for a key that an object has twice, where the path takes it.
func (q question) twice(whole Value) (Note, bool) {
	key, at, objects := doubleKey(q.doc.text, func(key string) bool {
		if q.path == nil && q.o.Columns == nil {
			return true
		}
		taken := whole.Type == gjson.JSON && strings.Contains(whole.Raw, `"`+key+`"`)
		if q.path != nil {
			q.path.visitSteps(func(s *Step) { taken = taken || s.Key == key })
		}
		return taken || slices.ContainsFunc(q.takenPaths(), func(p string) bool { return strings.Contains(p, key) })
	})
	if objects == 0 {
		return Note{}, false
	}
	where := fmt.Sprintf("at line %d", 1+strings.Count(q.doc.text[:at], "\n"))
	switch {
	case q.o.sifted:
		where = fmt.Sprintf("in row %d of what is left", 1+rowsBefore(q.doc.text[:at]))
	case q.doc.lines || q.part:
		where = fmt.Sprintf("in row %d", 1+rowsBefore(q.doc.text[:at]))
	}
	message := fmt.Sprintf("%q stands twice in an object: gjson takes the first, most programs the last (%s, the first %s)", Clip(key, 40), some2(objects, "object"), where)
	n := Note{Code: "P35", Severity: Hint, Message: message, Offset: -1}
	return n, true
}

// visitSteps calls f for every step of the path, those inside of queries and items too.
func (p *Path) visitSteps(f func(*Step)) {
	for i := range p.steps {
		s := &p.steps[i]
		f(s)
		if s.Query != nil && s.Query.Left != nil {
			s.Query.Left.visitSteps(f)
		}
		for _, it := range s.Items {
			it.Parsed.visitSteps(f)
		}
	}
}

// doubleKey scans a document for objects that have a key twice that counts: the first such key, where it stands, and how many objects
// there are.
func doubleKey(s string, matters func(key string) bool) (key string, at, objects int) {
	type object struct {
		keys  []string // as written, without the quotes
		bits  uint64
		list  bool
		found bool
	}
	var stack []object
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '{', '[':
			if len(stack) > 200 {
				return key, at, objects
			}
			if n := len(stack); n < cap(stack) { // the keys of an object that is closed give their room to the next
				stack = stack[:n+1]
				stack[n] = object{keys: stack[n].keys[:0], list: s[i] == '['}
				continue
			}
			stack = append(stack, object{list: s[i] == '['})
		case '}', ']':
			stack = stack[:max(len(stack)-1, 0)]
		case '"':
			end := skipString(s, i)
			next := skipSpace(s, end)
			if len(stack) > 0 && next < len(s) && s[next] == ':' && end-i >= 2 {
				o := &stack[len(stack)-1]
				k := s[i+1 : end-1]
				bit := uint64(1) << (uint(len(k)*7+int(hashOf(k))) & 63)
				if o.bits&bit != 0 && !o.found && len(o.keys) < 1000 && slices.Contains(o.keys, k) && matters(k) {
					o.found = true
					if objects++; objects == 1 {
						key, at = k, i
					}
				}
				o.bits |= bit
				o.keys = append(o.keys, k)
			}
			i = end - 1
		}
	}
	return key, at, objects
}

// hashOf is the first, the middle and the last byte of a key.
func hashOf(k string) byte {
	if k == "" {
		return 0
	}
	return k[0] ^ k[len(k)/2]*3 ^ k[len(k)-1]*5
}

// rowsBefore counts the rows that end before a place in a document that is a list, or an envelope of one.
func rowsBefore(s string) (n int) {
	depth, level := 0, 1
	if strings.HasPrefix(s, "{") {
		level = 2
	}
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '"':
			i = skipString(s, i) - 1
		case '{', '[':
			depth++
		case '}', ']':
			depth--
		case ',':
			if depth == level {
				n++
			}
		}
	}
	return n
}
