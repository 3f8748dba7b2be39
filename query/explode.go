// Makes several elements out of one: one for each item of a list inside it.

package query

import (
	"slices"

	"github.com/tidwall/gjson"
)

// keysOnly returns the keys of a path that is nothing but keys, decoded; ok is false for any other path.
func keysOnly(p *Path) (keys []string, ok bool) {
	if len(p.faults) > 0 {
		return nil, false
	}
	for _, s := range p.steps {
		if s.Kind != Key || s.Key == "" {
			return nil, false
		}
		keys = append(keys, s.Key)
	}
	return keys, true
}

// memberAt is where a member of an object stands in a text: from its key to the end of its value.
type memberAt struct{ key, value, end int }

// findMember finds the member that keys lead to from the value at i of valid JSON; of a key that stands twice the first.
func findMember(s *scanner, i int, keys []string) (m memberAt, ok bool) {
	if s.b[i] != '{' {
		return m, false
	}
	for i = s.space(i + 1); s.b[i] == '"'; {
		m.key = i
		i = s.str(i + 1)
		key := valueOf(string(s.b[m.key:i])).Str
		m.value = s.space(s.space(i) + 1)
		if key == keys[0] && len(keys) > 1 {
			return findMember(s, m.value, keys[1:])
		}
		m.end = s.value(m.value)
		if key == keys[0] {
			return m, true
		}
		if i = s.space(m.end); s.b[i] == ',' {
			i = s.space(i + 1)
		}
	}
	return m, false
}

// explosion is what has become of an element.
type explosion int

const (
	exploded explosion = iota
	emptied
	noList
)

// explode calls put with an element once for each item of the list that one of lists leads to, the first that the element has, the item
// in the place of the list, and in the place of alike too, where the element has that. An element without the list, or with an empty
// one, is put once, without these members: it is emptied. What is no list stays as it is: it has no list.
func explode(element string, lists [][]string, alike []string, put func(string) error) (what explosion, err error) {
	list, there := memberAt{}, []memberAt(nil)
	s := newScanner(element)
	for i, keys := range append(lists[:len(lists):len(lists)], alike) {
		if keys == nil {
			continue
		}
		m, ok := findMember(s, s.space(0), keys)
		if ok && list.end == 0 && i < len(lists) {
			list = m
		}
		if ok && !slices.Contains(there, m) {
			there = append(there, m)
		}
	}
	if list.end > 0 && element[list.value] != '[' {
		return noList, put(element)
	}
	slices.SortFunc(there, func(a, b memberAt) int { return b.key - a.key }) // from the end, so that places stay
	what = emptied
	gjson.Parse(element[list.value:list.end]).ForEach(func(_, item Value) bool {
		what = exploded
		one := element
		for _, m := range there {
			one = one[:m.value] + item.Raw + one[m.end:]
		}
		err = put(one)
		return err == nil
	})
	if what == emptied {
		for _, m := range there {
			element = withoutMember(element, m)
		}
		err = put(element)
	}
	return what, err
}

// withoutMember is an object without a member and the comma that goes with it.
func withoutMember(object string, m memberAt) string {
	if next := skipSpace(object, m.end); object[next] == ',' {
		return object[:m.key] + object[skipSpace(object, next+1):]
	}
	before := m.key - 1
	for object[before] != ',' && object[before] != '{' {
		before--
	}
	if object[before] == '{' {
		before++
	}
	return object[:before] + object[m.end:]
}
