// Lets a column of -c tweet stand for a path that names it, beside a walk, wherever an element has nothing there.

package query

import (
	"fmt"

	"github.com/tidwall/gjson"
)

// standIns are the columns of -c tweet that stand for columns beside a walk: a tweet has no key "type", and yet its type is known. What
// an element has at the path itself goes before.
type standIns struct {
	columns []Column
	of      []int // for each of them, the column that it stands for
	used    []int // and in how many elements
}

// standInsFor finds the columns whose paths are names of computed ones.
func standInsFor(beside []Column) *standIns {
	s := &standIns{}
	for i, c := range beside {
		if at := computedTweetColumn(c.Path); at >= 0 && c.derived.of == noPreset {
			s.columns = append(s.columns, tweetPreset.columns()[at])
			s.of = append(s.of, i)
		}
	}
	s.used = make([]int, len(s.columns))
	return s
}

// fill fills the cells beside an element that are missing from those of the columns that stand for them. A list of objects is that of
// what their column shows of them.
func (s *standIns) fill(beside, own []Value) {
	for k, i := range s.of {
		if beside[i].Exists() || !own[k].Exists() {
			continue
		}
		s.used[k]++
		beside[i] = told(own[k], s.columns[k])
	}
}

// told is a list with the telling members in the place of its objects.
func told(v Value, c Column) Value {
	keys, ok := keysWalked(c.Path)
	if !ok || !v.IsArray() {
		return v
	}
	member := TellingMember(keys[len(keys)-1])
	if member == "" {
		return v
	}
	list := []byte{'['}
	v.ForEach(func(_, item Value) bool {
		if m := gjson.Get(item.Raw, member); item.IsObject() && m.Exists() {
			item = m
		}
		list = appendElement(list, item)
		return true
	})
	return gjson.ParseBytes(append(list, ']'))
}

// notes say which columns were stood for.
func (s *standIns) notes(walked int) (notes []Note) {
	for k, n := range s.used {
		name, where := s.columns[k].Name, "no element has a key of that name"
		if n < walked {
			where = fmt.Sprintf("%d of %s", n, counted(walked, "element"))
		}
		if n > 0 {
			notes = append(notes, info("%s is that column of -c tweet: %s", name, where))
		}
	}
	return notes
}
