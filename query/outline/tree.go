// Counts what stands at each general path of a stream: a tree that grows with the distinct paths and not with the data.

package outline

import (
	"github.com/tidwall/gjson"

	"twq/query"
)

// The kinds of JSON values, in the order in which they are named.
const (
	objects = iota
	lists
	texts
	numbers
	booleans
	nulls
	kindCount
)

const (
	maxKeys     = 2000   // distinct keys at one path; with more, the object is a map and its keys are counted together
	maxBranches = 20_000 // distinct paths; then every new key is counted together with its neighbours, up to twice as many
	weight      = 256    // bytes of keys, paths and samples that count as much as a path
	fewValues   = 5      // so many distinct values are listed, of at most so many bytes
	shortValue  = 40
	sampleLen   = 100 // characters of a sample
)

// branch is all that stands at one general path.
type branch struct {
	key     string   // of the member, decoded
	raw     string   // the key as it stood between its quotes
	element bool     // it is the elements of lists, and has no key
	many    bool     // it is all keys of a map, and has no key
	alike   []string // these were the keys, of members that are alike
	at      int      // its place among its parent's members
	members []*branch
	byKey   map[string]*branch
	all     *branch // the members of a map, when there were too many
	inside  *branch // the elements of its lists

	count       [kindCount]int64
	least, most int64  // elements of a list
	seen        uint64 // the object that had it last
	doc         int64  // the document that had it first, and its path there; "" when nobody could write it
	first       string
	sample      string   // the first value that is not empty, as it stands
	values      []string // the distinct values, while they are few
	full        bool     // there were more
	fold        *fold
	hit         bool   // find looks for its key
	found       *found // what find has found among its values, or the keys of a map
}

func (b *branch) total() (n int64) {
	for _, c := range b.count {
		n += c
	}
	return n
}

// tree counts the documents of one input.
type tree struct {
	root   *branch
	size   int
	levels []opened
	target *branch // where the next value belongs; nil: it is passed over
	serial uint64
	docs   int64
	cut    bool // the last document did not come to its end
	// doubled counts members whose key their object already had: gjson takes the first. passed counts values that had no place left.
	doubled, passed int64
	finder          *finder // is told of keys and scalars; nil is fine
}

// opened is a container that is open.
type opened struct {
	branch *branch // nil: it is passed over
	list   bool
	serial uint64
	next   int    // the member that is expected
	n      int64  // elements
	key    []byte // the key at hand of a map, decoded
}

func newTree() *tree { return &tree{root: &branch{}, size: 1} }

// read counts all documents of an input. After an error the tree holds what came before it.
func (g *tree) read(t *tokens) error {
	g.target = g.root
	for {
		switch kind := t.next(); kind {
		case tokenKey:
			g.member(t)
		case tokenString:
			g.value(texts, t)
		case tokenNumber:
			g.value(numbers, t)
		case tokenTrue, tokenFalse:
			g.value(booleans, t)
		case tokenNull:
			g.value(nulls, t)
		case tokenObject:
			g.open(objects)
		case tokenArray:
			g.open(lists)
		case tokenObjectEnd, tokenArrayEnd:
			g.close()
		case tokenDocument:
			g.docs++
			g.target = g.root
		case tokenEnd:
			return nil
		default:
			g.cut = len(g.levels) > 0
			for len(g.levels) > 0 { // what came of them counts
				g.close()
			}
			return t.err
		}
	}
}

// member finds the branch of a key: the one that followed last time, else one nearby, else by name.
func (g *tree) member(t *tokens) {
	top := &g.levels[len(g.levels)-1]
	b := top.branch
	if b == nil {
		g.target = nil
		return
	}
	if len(t.text) > query.MaxPathLen {
		g.target = nil
		g.passed++
		return
	}
	raw := t.text[1 : len(t.text)-1]
	if b.all != nil {
		g.mapped(top, raw, t.escaped)
		return
	}
	var m *branch
	for k := top.next; k < len(b.members) && k < top.next+4; k++ {
		if b.members[k].raw == string(raw) {
			m = b.members[k]
			break
		}
	}
	if m == nil {
		if m = b.find(string(raw)); m == nil {
			if m = g.grow(top, raw, t.escaped); m == nil {
				g.target = nil
				g.passed++
				return
			} else if m.many {
				g.mapped(top, raw, t.escaped)
				return
			}
		}
	}
	top.next = m.at + 1
	if g.target = m; m.seen == top.serial {
		g.doubled++
		g.target = nil
	}
	m.seen = top.serial
}

// mapped goes on with a member of a map.
func (g *tree) mapped(top *opened, raw []byte, escaped bool) {
	if top.key = append(top.key[:0], raw...); escaped {
		top.key = append(top.key[:0], decodeKey(raw)...)
	}
	g.target = top.branch.all
	if g.finder != nil {
		g.finder.key(g, g.target, top.key)
	}
}

func decodeKey(raw []byte) string { return gjson.Parse(`"` + string(raw) + `"`).Str }

func (b *branch) find(raw string) *branch {
	if b.byKey != nil {
		return b.byKey[raw]
	}
	for _, m := range b.members {
		if m.raw == raw {
			return m
		}
	}
	return nil
}

// grow makes a branch for a new key, or turns the members into those of a map; nil when there is no place left.
func (g *tree) grow(top *opened, raw []byte, escaped bool) *branch {
	b := top.branch
	key := string(raw)
	if escaped {
		key = decodeKey(raw)
	}
	if m := b.named(key); m != nil { // written otherwise
		return m
	}
	if len(b.members) >= maxKeys || g.size >= maxBranches {
		if g.size >= 2*maxBranches {
			return nil
		}
		g.size -= b.size()
		b.together()
		g.size += b.size()
		return b.all
	}
	m := &branch{key: key, raw: string(raw), at: len(b.members), doc: unmet}
	g.size += m.size()
	b.add(m)
	if g.finder != nil {
		g.finder.grown(m)
	}
	return m
}

func (b *branch) add(m *branch) {
	b.members = append(b.members, m)
	if b.byKey == nil && len(b.members) > 8 {
		b.byKey = map[string]*branch{}
		for _, m := range b.members {
			b.byKey[m.raw] = m
		}
	} else if b.byKey != nil {
		b.byKey[m.raw] = m
	}
}

// together makes one branch of all members.
func (b *branch) together() {
	b.all = &branch{many: true, doc: unmet}
	for _, m := range b.members {
		b.all.merge(m, nil)
	}
	b.members, b.byKey = nil, nil
}

// size is the memory below a branch, in branches.
func (b *branch) size() int {
	n := 1 + len(b.raw)/weight + len(b.first)/weight + len(b.sample)/weight
	for m := range b.inner {
		n += m.size()
	}
	return n
}

// inner walks the branches right below.
func (b *branch) inner(yield func(*branch) bool) {
	for _, m := range b.members {
		if !yield(m) {
			return
		}
	}
	for _, m := range []*branch{b.all, b.inside} {
		if m != nil && !yield(m) {
			return
		}
	}
}

// unmet is the document of a branch that was not met yet.
const unmet = -1

// mark remembers where a branch was met first.
func (g *tree) mark(b *branch) {
	if b.doc == unmet {
		b.doc, b.first = g.docs, g.here(b)
		g.size += len(b.first) / weight
	}
}

// tooLong stands for a path that nobody can ask for.
const tooLong = "…"

// here is the path, inside its document, of the value at hand, which belongs to b.
func (g *tree) here(b *branch) string {
	if len(g.levels) > query.MaxPathLen {
		return tooLong
	}
	var p pathText
	for i, l := range g.levels {
		child := b
		if i+1 < len(g.levels) {
			child = g.levels[i+1].branch
		}
		switch {
		case l.list:
			p.index(l.n)
		case child.many:
			p.key(string(l.key))
		default:
			p.key(child.key)
		}
		if len(p.text) > query.MaxPathLen {
			return tooLong
		}
	}
	return p.String()
}

// value counts a scalar.
func (g *tree) value(kind int, t *tokens) {
	b := g.target
	if b != nil {
		g.mark(b)
		b.count[kind]++
		if kind != nulls {
			g.size -= len(b.sample) / weight
			b.met(t)
			g.size += len(b.sample) / weight
		}
		if g.finder != nil {
			g.finder.scalar(g, b, kind, t)
		}
	}
	g.behind()
}

// behind goes on behind a value.
func (g *tree) behind() {
	if n := len(g.levels); n > 0 {
		if top := &g.levels[n-1]; top.list && top.branch != nil {
			top.n++
			g.target = top.branch.inside
		}
	}
}

// unsampled says that a better sample would be welcome.
func (b *branch) unsampled() bool { return b.sample == "" || b.sample == `""` }

// met remembers a scalar, as long as there are few.
func (b *branch) met(t *tokens) {
	if b.unsampled() {
		b.sample = string(t.text[:min(len(t.text), 6*sampleLen)])
	}
	if b.full {
		return
	}
	for _, v := range b.values {
		if v == string(t.text) {
			return
		}
	}
	if len(b.values) == fewValues || len(t.text) > shortValue {
		b.full, b.values = true, nil
		return
	}
	b.values = append(b.values, string(t.text))
}

func (g *tree) open(kind int) {
	b := g.target
	g.serial++
	l := opened{branch: b, list: kind == lists, serial: g.serial}
	if n := len(g.levels); n < cap(g.levels) {
		l.key = g.levels[:n+1][n].key[:0]
	}
	if b != nil {
		g.mark(b)
		b.count[kind]++
		if kind == lists && b.inside == nil {
			if b.inside = (&branch{element: true, doc: unmet}); g.size >= 2*maxBranches {
				l.branch, b.inside = nil, nil
				g.passed++
			}
			g.size++
		}
	}
	g.levels = append(g.levels, l)
	if g.target = nil; kind == lists && l.branch != nil {
		g.target = l.branch.inside
	}
}

func (g *tree) close() {
	l := g.levels[len(g.levels)-1]
	g.levels = g.levels[:len(g.levels)-1]
	if b := l.branch; b != nil && l.list {
		b.measured(l.n)
	}
	g.behind()
}

// measured counts in the length of a list that was counted last.
func (b *branch) measured(n int64) {
	if b.least, b.most = min(b.least, n), max(b.most, n); b.count[lists] == 1 {
		b.least, b.most = n, n
	}
}
