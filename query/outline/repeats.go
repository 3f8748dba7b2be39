// Folds shapes that repeat another one, such as the tweet in a tweet.

package outline

import (
	"fmt"
	"strings"

	"twq/query"
)

// fold says which shape a branch repeats.
type fold struct {
	as     string // the path of that shape
	noun   string
	hidden map[*branch]bool // what is the same there; a member in front of one that is not stays
	paths  int
}

func (f *fold) hides(b *branch) bool { return f != nil && f.hidden[b] }

func (f *fold) words() string {
	return fmt.Sprintf("%s again, %s as in %s", f.noun, several(int64(f.paths), "path"), f.as)
}

const (
	leastFold    = 8       // paths that are worth folding
	leastMembers = 4       // of an object that has a shape to speak of
	mostForms    = 64      // shapes that others are compared with
	foldSteps    = 5 << 20 // members that are compared in all; what is left then stays unfolded
)

// form is a shape that others may repeat.
type form struct {
	*branch
	path string
	size int
	open bool // its inside is being walked
}

// folder walks the branches in their order.
type folder struct {
	forms []form
	steps int
	under string
}

// foldRepeats folds every object that repeats an object around it or one shown before it: when four in five of its paths are there too,
// of no other kinds. Paths that are not there stay.
func foldRepeats(root *branch, above string) {
	f := folder{under: above}
	f.walk(root, pathText{})
}

func (f *folder) walk(b *branch, path pathText) {
	if path.bad || len(path.text) > query.MaxPathLen {
		return
	}
	if b.count[objects] > 0 && len(b.members) >= leastMembers {
		if f.under != path.String() && below(f.under, path.String()) == "" && f.repeats(b) {
			for _, m := range b.members {
				if !b.fold.hides(m) {
					next := path.clone()
					next.key(m.key)
					f.walk(m, next)
				}
			}
			return
		}
		if size := paths(b); size >= leastFold && len(f.forms) < mostForms {
			f.forms = append(f.forms, form{branch: b, path: path.String(), size: size, open: true})
			defer func(i int) { f.forms[i].open = false }(len(f.forms) - 1)
		}
	}
	for _, m := range b.members {
		next := path.clone()
		next.key(m.key)
		f.walk(m, next)
	}
	if b.all != nil {
		next := path.clone()
		next.anyKey()
		f.walk(b.all, next)
	}
	if b.inside != nil {
		next := path.clone()
		next.elements()
		f.walk(b.inside, next)
	}
}

// paths is how many rows the branches below b are.
func paths(b *branch) (n int) {
	for _, m := range b.members {
		n += 1 + paths(m)
	}
	if b.all != nil {
		n += 1 + paths(b.all)
	}
	if b.inside != nil {
		n += paths(b.inside)
	}
	return n
}

// repeats folds b into the shape that has most of its paths, the first of equals.
func (f *folder) repeats(b *branch) bool {
	size := paths(b)
	if f.steps += size; size < leastFold || f.steps > foldSteps {
		return false
	}
	most := 0
	var as form
	for _, c := range f.forms {
		if c.branch == b || 2*shared(b, c.branch) < len(b.members) {
			continue
		}
		f.steps += size
		if n := same(b, c.branch, nil); n > most && (c.open || c.size >= n) {
			most, as = n, c
		}
	}
	if most < leastFold || 5*most < 4*size {
		return false
	}
	b.fold = &fold{as: as.path, noun: as.noun(), hidden: map[*branch]bool{}, paths: most}
	b.fold.paths = same(b, as.branch, b.fold.hidden)
	return true
}

// shared counts the members that two branches have both.
func shared(a, b *branch) (n int) {
	for _, m := range a.members {
		if b.named(m.key) != nil {
			n++
		}
	}
	return n
}

// same counts the paths below b that are below as, too, with no other kinds, and marks the members that are so with all they hold.
func same(b, as *branch, hidden map[*branch]bool) (n int) {
	for _, m := range b.members {
		twin := as.named(m.key)
		if twin == nil || !m.within(twin) {
			continue
		}
		inner := same(m, twin, hidden)
		if m.inside != nil {
			inner += same(m.inside, twin.inside, hidden)
		}
		if inner == paths(m) && m.all == nil {
			n += 1 + inner
			if hidden != nil {
				hidden[m] = true
			}
		}
	}
	return n
}

// within says that everything b is, its twin is, too.
func (b *branch) within(twin *branch) bool {
	for k := range b.count {
		if b.count[k] > 0 && twin.count[k] == 0 {
			return false
		}
	}
	return b.inside == nil || b.inside.total() == 0 || twin.inside != nil && b.inside.within(twin.inside)
}

// named finds a member by its key.
func (b *branch) named(key string) *branch {
	if m := b.find(key); m != nil && m.key == key {
		return m
	}
	for _, m := range b.members {
		if m.key != m.raw && m.key == key {
			return m
		}
	}
	return nil
}

// noun is what people call the objects of a branch.
func (b *branch) noun() string {
	var text strings.Builder
	text.WriteByte('{')
	for i, m := range b.members {
		if i > 0 {
			text.WriteByte(',')
		}
		text.WriteString(`"` + m.raw + `":null`)
	}
	return query.Noun(query.Value{Type: 5, Raw: text.String() + "}"})
}
