// Says where else a key is that is not where it was looked for.

package query

import (
	"fmt"
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
	if n, ok := q.dottedKey(at); ok {
		return n
	}
	meant := func(words ...string) Note {
		n := q.note("P01", Thin, at.Start, at.End, fmt.Sprintf("%s has no %q; did you mean %s?", article(what), key, either(words, 3)), "")
		for _, k := range words[:min(len(words), 3)] {
			if n.Try = q.note(n.Code, n.Severity, at.Start, at.End, "", q.replaced(at.Start, at.End, escapeKey(k))).Try; n.Try != "" {
				break
			}
		}
		n.Hint = "its keys: " + Some(keys, 8)
		return n
	}
	near, inner := nearestKey(key, keys), findKey(at.Miss, key, 4)
	if inner != "" && (near == "" || strings.Count(inner, ".") < 2 && foldKey(near) != foldKey(key)) {
		if n := q.note("P02", Thin, at.Start, at.End, fmt.Sprintf("%s has no %q itself; it is at %s", article(what), key, inner), q.replaced(at.Start, at.End, inner)); n.Try != "" {
			return n
		}
	}
	if near != "" {
		return meant(near)
	}
	if whole := keysWithPart(key, keys); len(whole) > 0 {
		if n := meant(whole...); n.Try != "" {
			return n
		}
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
		message := fmt.Sprintf("%s has no %q; elsewhere it is at %s", article(what), key, elsewhere)
		if n := q.note("P02", Thin, at.Start, at.End, message, elsewhere+q.path.String()[at.End:]); n.Try != "" {
			return n
		}
	}
	n := q.note("P01", Thin, at.Start, at.End, fmt.Sprintf("%s has no %q", article(what), key), "")
	n.Hint = "its keys: " + Some(keys, 12)
	return n
}

// dottedKey is for a key with a dot in it, which looks like two steps. It may be another element that has it.
func (q question) dottedKey(at Reached) (Note, bool) {
	asked := q.path.String()[at.Start:]
	if k := dotted(at.Miss, asked); k != "" {
		message := fmt.Sprintf("%s has the key %q; a dot in a key is written \\.", article(noun(at.Miss)), k)
		return q.note("P01", Thin, at.Start, at.Start+len(k), message, q.replaced(at.Start, at.Start+len(k), escapeKey(k))), true
	}
	doc := q.doc.short().text
	for i, c := range []byte(asked) {
		if c != '.' || i == 0 || asked[i-1] == '\\' {
			continue
		}
		end := i + 1
		for end < len(asked) && (isAlnum(asked[end]) || strings.IndexByte("_-", asked[end]) >= 0) {
			end++
		}
		if k := asked[:end]; anyUnder(doc, k, func(string) bool { return true }) {
			n := q.note("P01", Thin, at.Start, at.Start+len(k), fmt.Sprintf("the key is %q; a dot in a key is written \\.", k), q.replaced(at.Start, at.Start+len(k), escapeKey(k)))
			return n, n.Try != ""
		}
	}
	return Note{}, false
}

// dotted returns the key of an object with a dot in it with which a path begins, "" where there is none.
func dotted(v Value, path string) string {
	if !v.IsObject() {
		return ""
	}
	for _, k := range keysOf(v) {
		if strings.ContainsRune(k, '.') && strings.HasPrefix(path, k) {
			return k
		}
	}
	return ""
}

// outOfRange is for an element that a list does not have: the last one was meant, or the one with this number.
func (q question) outOfRange(at Reached, count int64) Note {
	step := q.path.String()[at.Start:at.End]
	n := q.note("P05", Thin, at.Start, at.End, fmt.Sprintf("there is no %s: the list has %d, counted from 0 to %d", step, count, count-1), "")
	if at.Index >= 0 && int64(at.Index) <= count+1 {
		n.Try = q.note(n.Code, n.Severity, at.Start, at.End, "", q.replaced(at.Start, at.End, "@reverse.0")).Try
		return n
	}
	if first := at.Miss.Get("0"); first.IsObject() && !q.perElement(at.Start) {
		for _, k := range scalarKeys(first) {
			if at.Miss.Get("#("+k+"=="+step+")#|#").Int() != 1 {
				continue
			}
			if try := q.replaced(at.Start, at.End, "#("+k+"=="+step+")"); q.gives(try) {
				n.Message += fmt.Sprintf("; one has %s %s", k, step)
				return q.note(n.Code, n.Severity, at.Start, at.End, n.Message, try)
			}
		}
	}
	return n
}

// otherRows tries a path that chooses one element on all of them: the one that was chosen may lack what others have.
func (q question) otherRows(before int) string {
	for _, s := range q.path.Steps() {
		if s.Kind != Index || s.End >= before {
			continue
		}
		if try, ok := q.asking(q.replaced(s.Start, s.End, "#")); ok && !isNothing(try.get()) {
			return q.settled(try.path.String())
		}
	}
	return ""
}

// placed returns the place in the document where a key stands most often, at the end of a path.
func (q question) placed(key, end string) string {
	paths, _ := placesOf(gjson.Parse(q.doc.short().text), key)
	for _, p := range paths[:min(len(paths), 8)] {
		if !strings.HasSuffix("."+strings.ReplaceAll(p, ".#", ""), "."+end) {
			continue
		}
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
		if steps[i].End > at.Start || at.Query != nil { // what it stands in leads nowhere, and may be long
			continue
		}
		head := q.path.String()[:steps[i].End]
		from := gjson.Get(q.doc.short().text, head)
		if steps[i].Kind == Each {
			from = gjson.Get(q.doc.short().text, head+".@this").Get("0")
		}
		if inner := findKey(from, key, 4); inner != "" && from.IsObject() {
			paths = append(paths, head+"."+inner)
		}
	}
	places, _ := placesOf(gjson.Parse(q.doc.short().text), key)
	slices.SortStableFunc(places, func(a, b string) int { return strings.Count(a, ".") - strings.Count(b, ".") })
	for _, p := range places[:min(len(places), 4)] {
		if !slices.Contains(paths, p) {
			paths = append(paths, p)
		}
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
	if parts := keysWithPart(key, keys); near == "" && len(parts) > 0 {
		near = parts[0]
	}
	if near == "" {
		return ""
	}
	return findKey(v, near, 4)
}
