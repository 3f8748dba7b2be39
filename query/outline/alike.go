// Folds the members of an object that are alike: one shape under many keys, as ids and dates are.

package outline

import (
	"slices"
	"strings"

	"twq/query"
)

const leastAlike = 8 // members that are worth folding

// foldAlike makes a map of every object whose members are objects of one shape, and of objects whose members all hold such objects. under
// is the path that is asked for: an object around it stays as it is, unless it is asked for as a map.
func foldAlike(b *branch, path pathText, under string) {
	if path.bad || len(path.text) > query.MaxPathLen {
		return
	}
	if rest := below(under, path.String()); rest == "" || rest[0] == '*' {
		if alike, deep := b.areAlike(); alike {
			if b.bundle(); deep && b.all.all == nil {
				b.all.bundle()
			}
		}
	}
	for m := range b.inner {
		next := path.clone()
		switch {
		case m.element:
			next.elements()
		case m.many:
			next.anyKey()
		default:
			next.key(m.key)
		}
		foldAlike(m, next, under)
	}
}

// bundle makes one branch of all members, and remembers which they were.
func (b *branch) bundle() {
	keys := make([]string, len(b.members))
	for i, m := range b.members {
		keys[i] = query.Clip(m.key, exampleLen/2)
	}
	b.together()
	b.all.alike = keys
}

// areAlike says that the members are objects of one shape, and enough of them; deep, that not they are but all those that they hold.
func (b *branch) areAlike() (alike, deep bool) {
	if b.all != nil || len(b.members) < leastAlike {
		return false, false
	}
	if oneShape(b.members) {
		return true, false
	}
	var inner []*branch
	for _, m := range b.members {
		if m.all != nil || len(m.members) == 0 || m.count[objects] < m.total() {
			return false, false
		}
		inner = append(inner, m.members...)
	}
	alike = oneShape(inner)
	return alike, alike
}

// oneShape says that branches are objects, and that each has most of the keys which they have together, with values of one kind or null.
func oneShape(all []*branch) bool {
	kinds := map[string]int{}
	for _, b := range all {
		if b.all != nil || len(b.members) == 0 || b.count[objects] < b.total() {
			return false
		}
		for _, m := range b.members {
			kinds[m.key] |= m.kindSet()
		}
		if 2*len(kinds) > 5*len(all[0].members)+leastMembers { // far too many: they are not alike
			return false
		}
	}
	for _, set := range kinds {
		if set&(set-1) != 0 {
			return false
		}
	}
	return !slices.ContainsFunc(all, func(b *branch) bool { return 3*len(b.members) < 2*len(kinds) })
}

// kindSet is the kinds that occur but for null, as bits.
func (b *branch) kindSet() (set int) {
	for k := range b.count {
		if b.count[k] > 0 && k != nulls {
			set |= 1 << k
		}
	}
	return set
}

// below is what leads from path on to the path above; "" when nothing does.
func below(above, path string) string {
	if above == "" || above == thisPath {
		return ""
	}
	if path == thisPath {
		return above
	}
	rest, ok := strings.CutPrefix(above, path)
	if !ok || len(rest) < 2 || rest[0] != '.' && rest[0] != '|' {
		return ""
	}
	return rest[1:]
}
