// Walks the lists inside the elements of a walk, and counts the items that have nothing to take.

package query

import (
	"strings"

	"github.com/tidwall/gjson"
)

// inner is a list inside an element and what is taken from each of its items, with what was met there; nil: the values are not those of the
// items of one.
type inner struct {
	list  string // the path that leads to it inside the element; "" for the element itself
	name  string // that from the element of the walk
	each  string // what is taken from an item
	rest  string // the path behind list, for what is no list: of an object, # is a key
	next  *inner // how, where that is a list again
	items int
	none  int // of them those that have nothing there
}

// innerOf finds the list that a path inside an element walks. outer is in front of it.
func innerOf(take, outer string) *inner {
	p, err := ParsePath(take)
	if err != nil || p.Misread() != nil {
		return nil
	}
	list, each, ok := p.Rows()
	if !ok || each == nil {
		return nil
	}
	in := &inner{list: list, name: outer + list, each: each.String()}
	in.rest = strings.TrimPrefix(strings.TrimPrefix(eachIn(list), list), ".") + in.each
	in.next = innerOf(in.each, eachIn(in.name))
	return in
}

// column is what is cut from the element, for [inner.values]; take is the whole path inside it.
func (in *inner) column(take string) Column {
	if in != nil {
		take = in.list
	}
	return Column{Path: take}
}

// has tells whether there is an answer.
func (in *inner) has(cell Value) bool {
	if in == nil || cell.IsArray() {
		return cell.Exists()
	}
	return in.ofObject(cell).Exists()
}

// ofObject is the answer where an object is in the place of the list.
func (in *inner) ofObject(cell Value) Value {
	if !cell.IsObject() {
		return Value{}
	}
	return gjson.Get(cell.Raw, in.rest)
}

// values calls f for the values that are taken, as [scalars] does for those of a whole path.
func (in *inner) values(cell Value, f func(Value) error) (err error) {
	if in == nil {
		return scalars(cell, f)
	}
	if !cell.IsArray() {
		return scalars(in.ofObject(cell), f)
	}
	cell.ForEach(func(_, item Value) bool {
		in.items++
		had := false
		path := in.each
		if in.next != nil {
			path = in.next.list
		}
		value := item
		if path != "" {
			value = gjson.Get(item.Raw, path)
		}
		err = in.next.values(value, func(v Value) error {
			had = true
			return f(v)
		})
		if !had {
			in.none++
		}
		return err == nil
	})
	return err
}

// notes say how many items have nothing, of each list that is walked.
func (in *inner) notes() (notes []Note) {
	for ; in != nil; in = in.next {
		if in.none == 0 {
			continue
		}
		of := "of " + in.name
		if in.name == "" {
			of = "of the lists that are elements"
		}
		verb := "have"
		if in.none == 1 {
			verb = "has"
		}
		notes = append(notes, info("%d of %s %s %s nothing in %s", in.none, counted(in.items, "item"), Clip(of, 60), verb, Clip(in.each, 60)))
	}
	return notes
}
