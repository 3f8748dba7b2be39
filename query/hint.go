// Says what there is to know about an answer that is right, or shorter than it seems, from a look at the beginning of the data.

package query

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tidwall/gjson"
)

// hints returns what is worth knowing about an answer that is there. It looks at the beginning of the data only.
func (q question) hints(whole Value) (notes []Note) {
	known := q.path != nil && q.elements > 0 && len(q.doc.text) > smallText && q.parts().list == "" && whole.IsArray()
	if known { // counted while it was read
		if n, ok := q.shorter(q.elements, int(whole.Get("#").Int())); ok {
			notes = append(notes, n)
		}
	}
	if n, ok := q.nulls(); ok {
		notes = append(notes, n)
	}
	h, rows, ok := q.beginning()
	if !ok {
		return notes
	}
	seen := ""
	if rows >= 0 {
		seen = fmt.Sprintf(" (in the first %d rows)", rows)
	}
	looks := []func(Value) (Note, bool){h.roundedIDs, h.twice, h.cutPresetTexts}
	if q.path != nil {
		if !known {
			looks = append(looks, h.fewer)
		}
		looks = append(looks, h.firstOfSeveral, h.cutTexts, h.sharedCounts, h.otherCase, h.severalKeys, h.severalPlaces)
	}
	for _, look := range looks {
		if n, ok := look(whole); ok {
			n.Message += seen
			notes = append(notes, n)
		}
	}
	return notes
}

// takenPaths returns the paths that the answer takes inside each of its elements, as they stand in the path or the columns.
func (q question) takenPaths() (paths []string) {
	for _, c := range q.o.Columns {
		paths = append(paths, c.Path)
	}
	if q.path == nil || paths != nil {
		return paths
	}
	known := q.parts()
	each, ok, items := known.each, known.ok, known.items
	steps := q.path.Steps()
	last := steps[len(steps)-1]
	if items == nil && !ok && !last.PerElement {
		items = last.Items
	}
	for _, it := range items {
		paths = append(paths, it.Path)
	}
	switch {
	case items != nil:
	case ok && each != nil:
		paths = []string{each.String()}
	case !ok && !last.PerElement && last.Kind == Key:
		paths = []string{q.path.String()[last.Start:last.End]}
	}
	return paths
}

// taken returns the elements inside of which the paths are taken.
func (q question) taken() (elements []Value) {
	if q.path == nil {
		list := gjson.Parse(q.doc.text)
		if from := q.listOfEnvelope(); from != "" {
			list = list.Get(from)
		}
		return list.Array()
	}
	known := q.parts()
	list, each, ok := known.list, known.each, known.ok
	if !ok && q.o.Columns != nil {
		if list, ok = q.path.CountsList(); !ok {
			return q.get().Array()
		}
	}
	steps := q.path.Steps()
	last := steps[len(steps)-1]
	switch {
	case ok:
		at := gjson.Parse(q.doc.text)
		if list != "" {
			at = gjson.Get(q.doc.text, list)
		}
		elements = at.Array()
		if each != nil && q.o.Columns != nil {
			for i := range elements {
				elements[i] = gjson.Get(elements[i].Raw, each.String())
			}
		}
	case !last.PerElement && (len(last.Items) > 0 || last.Kind == Key):
		elements = q.before(last)
	}
	return elements
}

// before returns what comes to the last step.
func (q question) before(last Step) []Value {
	if last.Start == 0 {
		return []Value{gjson.Parse(q.doc.text)}
	}
	return []Value{gjson.Get(q.doc.text, q.path.String()[:last.Start-1])}
}

// firstOfSeveral is for a query without a closing "#" that more than one element passes.
func (q question) firstOfSeveral(Value) (Note, bool) {
	for _, s := range q.path.Steps() {
		if s.Kind != First || s.PerElement {
			continue
		}
		text := q.path.String()
		n := gjson.Get(q.doc.text, text[:s.End]+"#|#").Int()
		if n < 2 {
			return Note{}, false
		}
		message := fmt.Sprintf("this is the first of %d that match; # behind the bracket gives all", n)
		if q.part {
			message = fmt.Sprintf("this is the first match, and there are more: %d", n)
		}
		return q.note("P13", Hint, s.Start, s.End, message, text[:s.End]+"#"+text[s.End:]), true
	}
	return Note{}, false
}

// otherCase is for an equality that finds only one way of writing a value.
func (q question) otherCase(whole Value) (Note, bool) {
	for c := range q.path.Queries() {
		if c.Op != "=" || strings.HasPrefix(c.Value, "~") || !hasLetter(c.Value) {
			continue
		}
		counts := q.leftsOf(c)
		others := make([]string, 0, 2)
		more := 0
		for v, n := range counts {
			if v != c.Value && strings.EqualFold(v, c.Value) {
				others = append(others, v)
				more += n
			}
		}
		if len(others) == 0 || counts[c.Value] == 0 || !whole.IsArray() && !q.counts() {
			continue
		}
		slices.Sort(others)
		n := q.note("P27", Hint, c.RightStart, c.RightEnd, fmt.Sprintf("case matters: %s (%d×) is found, and %s (%d×) is not", c.Value, counts[c.Value], Some(others, 3), more), "")
		text, end := q.path.String(), q.endOfRows(c)
		items, rights := []string{text[:end]}, []string{text[c.RightStart:c.RightEnd]}
		for _, v := range others[:min(len(others), 3)] {
			items, rights = append(items, text[:c.RightStart]+value(v)+text[c.RightEnd:end]), append(rights, value(v))
		}
		if slices.ContainsFunc(q.path.Steps(), func(s Step) bool { return s.PerElement && s.Query != nil && s.Start <= c.Start && c.End <= s.End }) {
			return n, true // joined, the rows would no longer be those of the list
		}
		if c.Depth > 0 {
			if q.passesTwice(c, rights) {
				return n, true
			}
			n.Message += "; joined, a row with both would come twice"
		}
		try := "[" + strings.Join(items, ",") + "]|@flatten" + text[end:]
		if sizeOf(gjson.Get(q.doc.text, try)) > sizeOf(gjson.Get(q.doc.text, text)) {
			n = q.note(n.Code, n.Severity, n.Offset, n.End, n.Message, try)
		}
		return n, true
	}
	return Note{}, false
}

// endOfRows returns the offset behind the steps that run on each of the rows that a query takes.
func (q question) endOfRows(c *Query) int {
	for _, s := range q.path.Steps() {
		if !s.PerElement && s.Sep == '|' && s.Start > c.End {
			return s.Start - 1
		}
	}
	return len(q.path.String())
}

// passesTwice says that a row passes the test around a query with more than one of these right sides.
func (q question) passesTwice(c *Query, rights []string) bool {
	text := q.path.String()
	for outer := range q.path.Queries() { // an outer one comes before those inside it
		if outer.Start > c.Start || outer.End < c.End {
			continue
		}
		all := func(right string) string {
			return text[outer.Start:c.RightStart] + right + text[c.RightEnd:outer.End] + "#"
		}
		for i, right := range rights {
			for _, before := range rights[:i] {
				if sizeOf(gjson.Get(q.doc.text, text[:outer.Start]+all(before)+"|"+all(right))) > 0 {
					return true
				}
			}
		}
		return false
	}
	return false
}

// sizeOf is the length of a list, or a count.
func sizeOf(v Value) int64 {
	if v.IsArray() {
		return v.Get("#").Int()
	}
	return v.Int()
}

func hasLetter(s string) bool {
	return strings.ToLower(s) != strings.ToUpper(s)
}

// leftsOf counts the texts that a query compares, also one inside of another.
func (q question) leftsOf(c *Query) map[string]int {
	counts := map[string]int{}
	for _, v := range q.comparedBy(c) {
		if v.Type == gjson.String {
			counts[v.Str]++
		}
	}
	return counts
}

// comparedBy returns the left sides of a query, also of one inside of another; none where what leads to it is more than keys.
func (q question) comparedBy(c *Query) (values []Value) {
	text := q.path.String()
	path, from := "", 0
	for outer := range q.path.Queries() { // an outer one comes before those inside it
		if outer.Start > c.Start || outer.End < c.End {
			continue
		}
		path = join2(path, strings.TrimSuffix(text[from:outer.Start], "."))
		path = strings.TrimSuffix(path, ".")
		path = join2(path, "#")
		if outer.Left != nil {
			from = outer.Left.Start()
		}
	}
	if strings.ContainsAny(path, "|(") {
		return nil
	}
	var add func(v Value)
	add = func(v Value) {
		if v.IsArray() {
			v.ForEach(func(_, e Value) bool { add(e); return true })
			return
		}
		values = append(values, v)
	}
	if c.Left == nil {
		add(gjson.Get(q.doc.short().text, path+".@this"))
	} else {
		add(gjson.Get(q.doc.short().text, path+"."+c.Left.String()))
	}
	return values
}

// severalKeys is for a wildcard that more than one key matches.
func (q question) severalKeys(Value) (Note, bool) {
	if !strings.ContainsAny(q.path.String(), "*?") || !slices.ContainsFunc(q.path.Steps(), func(s Step) bool { return s.Kind == Wildcard }) {
		return Note{}, false
	}
	_, t := Walk(q.doc.text, q.path)
	for _, s := range t.Steps() {
		if s.Kind != Wildcard || s.Query != nil || !s.First.IsObject() {
			continue
		}
		var keys []string
		for _, k := range keysOf(s.First) {
			if matchPattern(k, s.Key) && !slices.Contains(keys, k) && (s.End == len(q.path.String()) || q.path.String()[s.End] == '|' || s.First.Get(escapeKey(k)+q.path.String()[s.End:]).Exists()) {
				keys = append(keys, k)
			}
		}
		if len(keys) < 2 {
			continue
		}
		message := fmt.Sprintf("gjson takes the first key that matches, %s; so do %s", Clip(keys[0], 40), Clip(Some(keys[1:], 5), 100))
		by := make([]string, 0, len(keys))
		for _, k := range keys[:min(len(keys), 12)] {
			item := escapeKey(k) + q.path.String()[s.End:]
			if item != k { // gjson would name it after its last key, or as it is escaped
				item = string(gjson.AppendJSONString(nil, k)) + ":" + item
			}
			by = append(by, item)
		}
		return q.note("P29", Hint, s.Start, s.End, message, q.replaced(s.Start, len(q.path.String()), "{"+strings.Join(by, ",")+"}")), true
	}
	return Note{}, false
}

// severalPlaces is for a @dig that finds its key in several places.
func (q question) severalPlaces(Value) (Note, bool) {
	for _, s := range q.path.Steps() {
		if s.Kind != Modifier || s.Name != "dig" || s.PerElement || s.Path == nil || len(s.Path.Steps()) == 0 || s.Path.Steps()[0].Kind != Key {
			continue
		}
		text, head := q.path.String(), ""
		at := gjson.Parse(q.doc.text)
		if s.Start > 0 {
			head = text[:s.Start-1]
			at = gjson.Get(q.doc.text, head)
		}
		first, rest := s.Path.Steps()[0], ""
		if len(s.Path.Steps()) > 1 {
			rest = text[first.End:s.End]
		}
		paths, counts := placesOf(at, first.Key)
		if len(paths) < 2 {
			continue
		}
		var shown []string
		for _, p := range paths[:min(len(paths), 3)] {
			shown = append(shown, fmt.Sprintf("%s (%d)", Clip(p, 60), counts[p]))
		}
		if len(paths) > 3 {
			shown = append(shown, "…")
		}
		n := q.note("P34", Thin, s.Start, s.End, fmt.Sprintf("@dig mixes %d places: %s", len(paths), strings.Join(shown, ", ")), "")
		for _, p := range paths[:min(len(paths), 8)] {
			if n = q.note(n.Code, n.Severity, n.Offset, n.End, n.Message, join2(head, p)+rest+text[s.End:]); n.Try != "" {
				break
			}
		}
		return n, true
	}
	return Note{}, false
}

// placesOf counts the general paths at which a key stands in v, the most frequent first.
func placesOf(v Value, key string) (paths []string, counts map[string]int) {
	counts = map[string]int{}
	var visit func(v Value, path string, depth int)
	visit = func(v Value, path string, depth int) {
		list := v.IsArray()
		v.ForEach(func(k, m Value) bool {
			var p string
			if list {
				p = join2(path, "#")
			} else {
				p = join2(path, escapeKey(k.Str))
				if k.Str == key {
					if counts[p]++; counts[p] == 1 {
						paths = append(paths, p)
					}
				}
			}
			if m.Type == gjson.JSON && depth < 30 && len(paths) < 100 {
				visit(m, p, depth+1)
			}
			return true
		})
	}
	visit(v, "", 0)
	slices.SortStableFunc(paths, func(a, b string) int { return counts[b] - counts[a] })
	return paths, counts
}
