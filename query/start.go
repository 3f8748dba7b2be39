// Takes the beginning of the data: as many whole rows as a hint may look at without costing anything that can be felt.

package query

import (
	"strings"

	"github.com/tidwall/gjson"
)

// How many bytes of the data hints look at: all of a small document, else a small share of it.
const (
	smallText = 64 << 10
	leastLook = 3 << 10
	mostLook  = 16 << 10
)

// beginning is the question on the first rows of the list that the path walks, wrapped as they are in the whole document. ok is false
// where there is no such list near the start of a document that is too large to be looked at whole. rows is their number; -1 says that
// all of the data is seen.
func (q question) beginning() (h question, rows int, ok bool) {
	text := q.doc.text
	if len(text) <= smallText {
		return q, -1, true
	}
	start, keys := 0, q.keysToList()
	if len(keys) > 0 {
		start = gjson.Get(text[:mostLook], strings.Join(keys, ".")).Index // what is cut off does not matter to gjson
	}
	if text[start] != '[' || len(keys) > 0 && start == 0 {
		return q, 0, false
	}
	budget, last := start+min(max(len(text)/64, leastLook), mostLook), start+1
	s := newScanner(text[:min(len(text), start+2*mostLook)])
	for i := skipSpace(text, last); text[i] != ']' && i < s.n && (i < budget || rows < 2); rows++ {
		end := s.value(i)
		if end < 0 || end == s.n {
			break
		}
		last = end
		if i = skipSpace(text, end); text[i] != ',' {
			rows++
			break
		}
		i = skipSpace(text, i+1)
	}
	if last == start+1 {
		return q, 0, false
	}
	h = q
	h.part = true
	h.doc.text = text[:last] + "]" + strings.Repeat("}", len(keys))
	return h, rows, true
}

// keysToList returns the keys that lead to the first list of the path, written as steps.
func (q question) keysToList() (keys []string) {
	if strings.HasPrefix(q.doc.text, "[") {
		return nil
	}
	if q.path == nil {
		if q.doc.list != "" {
			keys = []string{escapeKey(q.doc.list)}
		}
		return keys
	}
	for _, s := range q.path.Steps() {
		if s.Kind != Key {
			break
		}
		keys = append(keys, escapeKey(s.Key))
	}
	return keys
}
