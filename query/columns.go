// Finds multipaths whose columns are not those that were meant: absent, of the same name, behind a blank, of different length.

package query

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tidwall/gjson"
)

// mostAbsent bounds how many items of a multipath are looked for elsewhere: each is a way through the data, and nobody reads more.
const mostAbsent = 32

// absentItems says which items of a multipath no element has. The answer shows it; only then is the path walked.
func (q question) absentItems(whole Value) (notes []Note) {
	steps := q.path.Steps()
	last := steps[len(steps)-1]
	if last.Kind != Multi || isNothing(whole) && !whole.IsArray() && !whole.IsObject() {
		return nil
	}
	absent := absentLabels(whole, last.Items)
	if len(absent) == 0 {
		return nil
	}
	for _, it := range absent {
		if strings.ContainsAny(it.Path, "; ='\"") {
			if n, ok := q.wishedOf(formWish); ok {
				return []Note{n}
			}
		}
	}
	_, t := Walk(q.doc.text, q.path)
	for _, it := range absent[:min(len(absent), mostAbsent)] {
		if at, ok := t.stopWithin(it.Parsed.Start(), it.End); ok {
			notes = append(notes, q.lost(at, t))
		}
	}
	return notes
}

// absentLabels returns the items of which no element of the answer has anything. The elements of a list multipath tell it only when one
// of them has all.
func absentLabels(whole Value, items []Item) []Item {
	left := slices.Clone(items)
	called := make(map[string]int, len(items))
	for _, it := range items {
		called[it.Label]++
	}
	look := func(row Value) (goOn bool) {
		if !items[0].Object {
			if int(row.Get("#").Int()) >= len(items) {
				left = nil
			}
			return left != nil
		}
		left = slices.DeleteFunc(left, func(it Item) bool { return hasMembers(row, it.Label, called[it.Label]) })
		return len(left) > 0
	}
	if items[0].Object == whole.IsArray() || whole.IsArray() && whole.Get("0").IsArray() {
		whole.ForEach(func(_, row Value) bool { return look(row) })
	} else {
		look(whole)
	}
	return left
}

// hasMembers says that an object has at least n members with this key.
func hasMembers(v Value, key string, n int) bool {
	if n <= 1 {
		return member(v.Raw, key).Exists()
	}
	v.ForEach(func(k, _ Value) bool {
		if k.Str == key {
			n--
		}
		return n > 0
	})
	return n <= 0
}

// sameLabels finds columns of an object multipath, wherever it stands in the path, that share a name where an element has both.
func (q question) sameLabels() (notes []Note) {
	var look func(head string, p *Path)
	look = func(head string, p *Path) {
		for _, s := range p.Steps() {
			if s.Kind != Multi || len(notes) > 0 {
				continue
			}
			here := head + p.text[p.start:s.Start]
			if len(s.Items) > 1 && s.Items[0].Object {
				notes = q.sameLabel(here, s.Items)
			}
			for _, it := range s.Items {
				look(here, it.Parsed)
			}
		}
	}
	look("", q.path)
	return notes
}

// sameLabel looks at the items of one multipath, behind the path head.
func (q question) sameLabel(head string, items []Item) []Note {
	first := make(map[string]Item, len(items))
	for _, it := range items {
		other, again := first[it.Label]
		if !again {
			first[it.Label] = it
			continue
		}
		if !q.bothThere(head, other, it) {
			continue
		}
		named := strings.ReplaceAll(strings.Trim(it.Path, "#@"), ".", "_")
		if named == it.Label || !plainKey(named) {
			named = it.Label + "_2"
		}
		try := ""
		if !it.Named {
			try = q.replaced(it.Start, it.End, named+":"+it.Path)
		}
		n := q.note("P17", Wrong, it.Start, it.End, fmt.Sprintf("two columns are called %s, and most programs would lose one", it.Label), try)
		n.Hint = "give one of them a name: {other:" + it.Path + "}"
		return []Note{n}
	}
	return nil
}

// bothThere says that something behind head has both of two items of a multipath.
func (q question) bothThere(head string, a, b Item) bool {
	var has func(v Value) bool
	has = func(v Value) bool {
		if v.IsArray() {
			return slices.ContainsFunc(v.Array(), has)
		}
		return v.Get("a").Exists() && v.Get("b").Exists()
	}
	return has(gjson.Get(q.doc.text, head+`{"a":`+a.Path+`,"b":`+b.Path+"}"))
}

// withoutBlanks reads a multipath without the blanks around its items, as people write them: gjson takes a blank for a part of the key,
// and drops the item. A key that really has the blank is taken as it stands.
func (q question) withoutBlanks() (question, []Note) {
	if q.path == nil || q.o.AsGJSON || !strings.ContainsRune(q.path.String(), ' ') || q.path.Misread() != nil {
		return q, nil
	}
	text := q.path.String()
	var cuts []span
	q.path.items(func(it Item) {
		path := it.Parsed.String()
		start, end := it.Parsed.Start(), it.Parsed.Start()+len(path)
		left, right := len(path)-len(strings.TrimLeft(path, " ")), len(path)-len(strings.TrimRight(path, " "))
		if left+right > 0 && left < len(path) {
			cuts = append(cuts, span{start, start + left}, span{end - right, end})
		}
		if name := text[it.Start:start]; it.Named {
			cuts = append(cuts, span{it.Start, it.Start + len(name) - len(strings.TrimLeft(name, " "))})
			if colon := strings.TrimRight(strings.TrimSuffix(name, ":"), " "); len(colon) < len(name)-1 {
				cuts = append(cuts, span{it.Start + len(colon), start - 1})
			}
		}
	})
	slices.SortFunc(cuts, func(a, b span) int { return b.start - a.start })
	plain := text
	for _, c := range cuts {
		plain = plain[:c.start] + plain[c.end:]
	}
	if plain == text {
		return q, nil
	}
	p, err := ParsePath(plain)
	if err != nil || p.Misread() != nil {
		return q, nil
	}
	if asked, meant := gjson.Get(q.doc.text, text), gjson.Get(q.doc.text, plain); len(strings.ReplaceAll(asked.Raw, " ", "")) >= len(strings.ReplaceAll(meant.Raw, " ", "")) && !isNothing(asked) {
		return q, nil
	}
	last := cuts[len(cuts)-1]
	n := q.note("P30", Hint, last.start, max(last.end, last.start+1), "gjson takes a blank for a part of a key; this is read without it: "+plain, "")
	q.path = p
	return q, []Note{n}
}

// items calls f for every item of the multipaths in a path, those inside of others too.
func (p *Path) items(f func(Item)) {
	for _, s := range p.steps {
		if s.Query != nil && s.Query.Left != nil {
			s.Query.Left.items(f)
		}
		for _, it := range s.Items {
			f(it)
			it.Parsed.items(f)
		}
	}
}

// slicesOfItems finds "[1:3]" and "[:5]": to gjson a list of one element with a name.
func (q question) slicesOfItems() []Note {
	for _, s := range q.path.Steps() {
		if s.Kind != Multi || len(s.Items) != 1 || s.Items[0].Object {
			continue
		}
		it, text := s.Items[0], q.path.String()
		from, to, ok := strings.Cut(text[it.Start:it.End], ":")
		if !ok || !digitsOrNone(from) || !digitsOrNone(to) {
			continue
		}
		n := q.note("P08", Wrong, s.Start, s.End, "gjson has no slices: this would be a list of one element", "")
		for _, w := range sliceWish(text) {
			if n.Hint = w.hint; w.try != "" {
				n.Try = q.settled(w.try)
			}
		}
		return []Note{n}
	}
	return nil
}

// ragged finds rows of a list multipath that are not equally long, because a value that is missing is left out.
func (q question) ragged(whole Value) []Note {
	if rows, short := q.lengths(whole); short > 0 {
		n := q.moved()
		n.Message += fmt.Sprintf(": so it is in %d of %d rows", short, rows)
		return []Note{n}
	}
	return nil
}

// lengths counts the rows of a list multipath, and those that are short of a value.
func (q question) lengths(whole Value) (rows, short int) {
	known := q.parts()
	if !known.ok || len(known.items) < 2 || known.items[0].Object || !whole.IsArray() {
		return 0, 0
	}
	return shortRows(whole.Raw, len(known.items))
}

// present tells which items of a list multipath some element has; all where that is known.
func (q question) present(all bool) []bool {
	known := q.parts()
	there := make([]bool, len(known.items))
	for i, it := range known.items {
		has := func(v Value) bool { return v.Get(it.Path).Exists() }
		there[i] = all || slices.ContainsFunc(q.taken(), has)
	}
	return there
}

// moved says that values of a list multipath stand in the places of others.
func (q question) moved() Note {
	items, list := q.parts().items, q.parts().list
	steps := q.path.Steps()
	multi := steps[len(steps)-1]
	message := "a value that is missing is left out, and what follows moves up"
	try := q.replaced(multi.Start, multi.End, "{"+q.path.String()[multi.Start+1:multi.End-1]+"}")
	n := q.note("P32", Wrong, multi.Start, multi.End, message, try)
	n.Hint = "columns keep their places with -c: " + join2(list, "#")
	if n.Try == "" {
		named := make([]string, len(items))
		for i, it := range items {
			named[i] = strings.ReplaceAll(strings.Trim(it.Path, "#@"), ".", "_") + ":" + it.Path
		}
		n = q.note(n.Code, n.Severity, n.Offset, n.End, n.Message, q.replaced(multi.Start, multi.End, "{"+strings.Join(named, ",")+"}"))
	}
	return n
}

// shortRows counts the lists in a list of lists, and those that have fewer elements than wanted.
func shortRows(raw string, want int) (rows, short int) {
	depth, elements := 0, 0
	for i := 0; i < len(raw); i++ {
		switch c := raw[i]; c {
		case '[', '{':
			if depth++; depth == 2 {
				if elements = 1; raw[skipSpace(raw, i+1)] == ']' {
					elements = 0
				}
			}
		case ']', '}':
			if depth--; depth != 1 {
				continue
			}
			if rows++; elements < want {
				short++
			}
		case ',':
			if depth == 2 {
				elements++
			}
		case '"':
			i = skipString(raw, i) - 1
		}
	}
	return rows, short
}

// grouped finds an @group over lists of different length, which would put values into rows they do not belong to.
func (q question) grouped() []Note {
	steps := q.path.Steps()
	text := q.path.String()
	for i, s := range steps {
		if s.Kind != Modifier || s.Name != "group" || i == 0 || s.PerElement {
			continue
		}
		before := steps[i-1]
		var names []string
		var sizes []int
		gjson.Get(q.doc.text, text[:before.End]).ForEach(func(k, v Value) bool {
			if v.IsArray() {
				names, sizes = append(names, k.Str), append(sizes, int(v.Get("#").Int()))
			}
			return true
		})
		if len(sizes) < 2 || slices.Min(sizes) == slices.Max(sizes) {
			continue
		}
		short, long := slices.Index(sizes, slices.Min(sizes)), slices.Index(sizes, slices.Max(sizes))
		message := fmt.Sprintf("@group takes the lists side by side, but %s has %s and %s %d: they would move to other rows", Clip(names[short], 30), counted(sizes[short], "value"), Clip(names[long], 30), sizes[long])
		return []Note{q.note("P33", Wrong, s.Start, s.End, message, q.asRows(before, s))}
	}
	return nil
}

// asRows writes {"a":#.x,"b":#.y}|@group as #.{"a":x,"b":y}.
func (q question) asRows(multi, group Step) string {
	text := q.path.String()
	list := ""
	var inner []string
	for i, it := range multi.Items {
		from, each, ok := it.Parsed.Rows()
		if !ok || each == nil || i > 0 && from != list {
			return ""
		}
		list = from
		inner = append(inner, text[it.Start:it.Parsed.Start()]+each.String())
	}
	if len(inner) == 0 {
		return ""
	}
	walk := join2(list, "#.")
	if strings.HasSuffix(list, ")#") {
		walk = list + "."
	}
	return text[:multi.Start] + walk + "{" + strings.Join(inner, ",") + "}" + text[group.End:]
}
