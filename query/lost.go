// Says where else a key is that is not where it was looked for.

package query

import (
	"fmt"
	"github.com/agnivade/levenshtein"
	"github.com/tidwall/gjson"
	"slices"
	"strings"
)

// noKey is for a key that an object does not have: one spelt alike, the same elsewhere, or the keys there are.
func (q question) noKey(at Reached) Note {
	keys := keysOf(at.Miss)
	key := at.Key
	if key == "" {
		key = q.path.String()[at.Start:at.End]
	}
	what := noun(at.Miss)
	for _, k := range keys { // a key with a dot in it looks like two steps
		if strings.ContainsRune(k, '.') && strings.HasPrefix(q.path.String()[at.Start:], k) {
			return q.note("P01", Thin, at.Start, at.Start+len(k), fmt.Sprintf("%s has the key %q; a dot in a key is written \\.", article(what), k), q.replaced(at.Start, at.Start+len(k), escapeKey(k)))
		}
	}
	if near := nearestKey(key, keys); near != "" {
		n := q.note("P01", Thin, at.Start, at.End, fmt.Sprintf("%s has no %q; did you mean %s?", article(what), key, near), q.replaced(at.Start, at.End, escapeKey(near)))
		n.Hint = "its keys: " + some(keys, 8)
		return n
	}
	if inner := findKey(at.Miss, key, 4); inner != "" {
		if try := q.replaced(at.Start, at.End, inner); q.gives(try) {
			return q.note("P02", Thin, at.Start, at.End, fmt.Sprintf("%s has no %q itself; it is at %s", article(what), key, inner), try)
		}
	}
	if whole := keyWithPart(key, keys); whole != "" && q.gives(q.replaced(at.Start, at.End, escapeKey(whole))) {
		n := q.note("P01", Thin, at.Start, at.End, fmt.Sprintf("%s has no %q; did you mean %s?", article(what), key, whole), q.replaced(at.Start, at.End, escapeKey(whole)))
		n.Hint = "its keys: " + some(keys, 8)
		return n
	}
	if try := q.otherRows(at.Start); try != "" {
		return q.note("P02", Thin, at.Start, at.End, fmt.Sprintf("%s has no %q here; other elements have it", article(what), key), try)
	}
	if inner := q.nearInside(at.Miss, key); inner != "" && len(key) > 2 {
		if try := q.replaced(at.Start, at.End, inner); q.gives(try) {
			return q.note("P01", Thin, at.Start, at.End, fmt.Sprintf("%s has no %q; did you mean %s?", article(what), key, inner), try)
		}
	}
	for _, elsewhere := range q.elsewhere(at, key) {
		for _, try := range []string{elsewhere + q.path.String()[at.End:], elsewhere} {
			if q.gives(try) {
				return q.note("P02", Thin, at.Start, at.End, fmt.Sprintf("%s has no %q; elsewhere it is at %s", article(what), key, elsewhere), try)
			}
		}
	}
	n := q.note("P01", Thin, at.Start, at.End, fmt.Sprintf("%s has no %q", article(what), key), "")
	n.Hint = "its keys: " + some(keys, 12)
	return n
}

// otherRows tries a path that chooses one element on all of them: the one that was chosen may lack what others have.
func (q question) otherRows(before int) string {
	for _, s := range q.path.Steps() {
		if s.Kind != Index || s.End >= before {
			continue
		}
		if try := q.settled(q.replaced(s.Start, s.End, "#")); try != "" {
			return try
		}
	}
	return ""
}

// placed returns the place in the document where a key stands most often.
func (q question) placed(key string) string {
	paths, _ := placesOf(gjson.Parse(q.doc.text), key)
	for _, p := range paths[:min(len(paths), 8)] {
		if try := q.settled(p); try != "" {
			return try
		}
	}
	return ""
}

// elsewhere returns places of a key outside the object that was asked, those that share most of the way first.
func (q question) elsewhere(at Reached, key string) (paths []string) {
	steps := q.path.Steps()
	for i := len(steps) - 1; i >= 0; i-- {
		if steps[i].Start >= at.Start || at.Query != nil {
			continue
		}
		head := q.path.String()[:steps[i].End]
		from := gjson.Get(q.doc.text, head)
		if steps[i].Kind == Each {
			from = gjson.Get(q.doc.text, head+".@this").Get("0")
		}
		if inner := findKey(from, key, 4); inner != "" && from.IsObject() {
			paths = append(paths, head+"."+inner)
		}
	}
	if inner := findKey(gjson.Parse(q.doc.text), key, 6); inner != "" {
		paths = append(paths, inner)
	}
	return paths
}

// nearInside returns the place inside an object of a key that is spelt like the one asked for.
func (q question) nearInside(v Value, key string) string {
	var keys []string
	var visit func(v Value, depth int)
	visit = func(v Value, depth int) {
		v.ForEach(func(k, m Value) bool {
			if v.IsObject() && depth > 0 {
				keys = append(keys, k.Str)
			}
			if m.Type == gjson.JSON && depth < 3 {
				visit(m, depth+1)
			}
			return len(keys) < 200
		})
	}
	visit(v, 0)
	near := nearestKey(key, keys)
	if near == "" || len(key) < 6 && !sameLetters(key, near) && levenshtein.ComputeDistance(key, near) > 1 { // two letters of four are another word
		return ""
	}
	return findKey(v, near, 4)
}

func sameLetters(a, b string) bool {
	x, y := []byte(a), []byte(b)
	slices.Sort(x)
	slices.Sort(y)
	return string(x) == string(y)
}
