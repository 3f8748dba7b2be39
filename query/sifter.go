// The sieve itself: each element is dated, told from others, sorted and exploded, in this order.

package query

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"strings"

	"github.com/tidwall/gjson"
)

// element is one element on its way through a sieve.
type element struct {
	raw   string
	text  string // what the spans in found are of
	found []span // what a scan has found of the paths; nil: nothing was looked for
}

// sifter passes elements through a sieve.
type sifter struct {
	sieve        Sieve
	unique, sort sieveKey
	explode      *explodedList
	early        int            // where the list is exploded before the elements are told apart, or only before they are sorted
	slots        map[string]int // the places of paths in element.found
	out          func(string) error
	check        func() error
	count        Sifted
	fed          bool // all elements have come
	first        string
	dated        int // elements with a created_at of any kind
	weighed      int // elements, or what became of them, that were told apart
	ordered      int // and that were sorted

	seen   map[[16]byte]struct{} // values that were there
	late   *Sorter               // by value and place: elements that came when seen was full
	places *Sorter               // by place: those of them that stay
	sorter *Sorter
	key    []byte
}

// When a list is exploded: behind everything, unless what is told apart or sorted by is in its items. Then there is one of it only in a
// row for each item.
const (
	beforeUnique = 1 + iota
	beforeSort
)

// createdAt is where an element has its moment.
const createdAt = "created_at"

func newSifter(s Sieve, p *Path, o Options) *sifter {
	f := &sifter{sieve: s, unique: s.key(s.Unique, p, o.Columns), sort: s.key(s.Sort, p, o.Columns), seen: map[[16]byte]struct{}{}}
	if s.Explode != "" {
		list := explodedListOf(s, p, o.Columns)
		f.explode = &list
		switch {
		case list.holds(f.unique):
			f.early = beforeUnique
		case list.holds(f.sort):
			f.early = beforeSort
		}
	}
	if f.sort.path != "" {
		compare := bytes.Compare
		if s.Desc {
			compare = descending
		}
		f.sorter = f.spills(compare)
	}
	return f
}

// spills makes a sorter that stops when the sifting does.
func (f *sifter) spills(compare func(a, b []byte) int) *Sorter {
	s := NewSorter(f.sieve.Dir, f.sieve.memory, compare)
	s.check = func() error {
		if f.check == nil {
			return nil
		}
		return f.check()
	}
	return s
}

// descending compares the keys of values; null and missing stay at the end.
func descending(a, b []byte) int {
	if a[0] >= nullOrder || b[0] >= nullOrder {
		return bytes.Compare(a, b)
	}
	return bytes.Compare(b, a)
}

// paths are what is looked at in each element.
func (f *sifter) paths() (paths []string) {
	if f.isDated() {
		paths = append(paths, createdAt)
	}
	for _, k := range []sieveKey{f.unique, f.sort} {
		if k.isPath() {
			paths = append(paths, k.path)
		}
	}
	return paths
}

func (f *sifter) isDated() bool { return !f.sieve.Since.IsZero() || !f.sieve.Until.IsZero() }

// extract lets the scan find the paths that are plain keys.
func (f *sifter) extract() *extract {
	var plain []Column
	for _, p := range f.paths() {
		if keys, ok := plainKeys(p); ok && len(keys) > 0 {
			plain = append(plain, Column{Path: p})
		}
	}
	x := extractOf(nil, plain)
	x.objects = true
	f.slots = map[string]int{}
	for i, c := range plain {
		f.slots[c.Path] = x.cells[i]
	}
	return x
}

// doubt refuses a path of the sieve that would be answered untruly on the elements of d, of which there may be more.
func (f *sifter) doubt(d document, keys []string, o Options) error {
	head := ""
	for _, k := range keys {
		head += escapeKey(k) + "."
	}
	for i, k := range []sieveKey{f.unique, f.sort} {
		path := k.path
		if !k.isPath() || i > 0 && path == f.unique.path {
			continue
		}
		if _, plain := plainKeys(path); plain {
			continue
		}
		p, err := ParsePath(head + "#." + path)
		if err != nil || p.Misread() != nil {
			continue // it is longer than a path may be
		}
		q := question{doc: d, path: p, o: Options{AsGJSON: o.AsGJSON}}
		for _, n := range q.check(q.get()) {
			if n.Severity != Wrong || o.AsGJSON {
				continue
			}
			moved := len(head) + 2
			n.Path, n.Offset, n.End, n.Try = path, max(n.Offset-moved, -1), max(n.End-moved, 0), ""
			return &SieveError{Path: path, Err: &Refusal{Notes: []Note{n}}}
		}
	}
	return nil
}

// value is what a path finds in an element.
func (f *sifter) value(e element, path string) Value {
	if i, ok := f.slots[path]; ok {
		if e.found != nil {
			at := e.found[i]
			return valueOf(e.text[at.start:at.end])
		}
		if !strings.HasPrefix(e.raw, "{") {
			return Value{}
		}
	}
	return gjson.Get(e.raw, path)
}

// keyed is what a key finds in an element.
func (f *sifter) keyed(e element, k sieveKey) Value {
	if k.isPath() {
		return f.value(e, k.path)
	}
	return k.cell(e.raw)
}

// put passes an element through the sieve.
func (f *sifter) put(e element) error {
	if f.count.Read++; f.count.Read == 1 {
		f.first = strings.Clone(e.raw)
	}
	if f.isDated() && !f.inTime(e) {
		return nil
	}
	switch {
	case f.unique.path == "":
		return f.kept(e)
	case f.early == beforeUnique:
		return f.exploded(e.raw, f.told)
	default:
		return f.told(e)
	}
}

// inTime tells whether an element lies between the dates.
func (f *sifter) inTime(e element) bool {
	v := f.value(e, createdAt)
	if v.Exists() {
		f.dated++
	}
	if v.Type == gjson.String {
		if t, ok := ParseMoment(v.Str); ok {
			in := !t.Before(f.sieve.Since) && (f.sieve.Until.IsZero() || t.Before(f.sieve.Until))
			if !in {
				f.count.Outside++
			}
			return in
		}
	}
	f.count.Undated++
	return false
}

// told passes on an element unless one before it has the same value.
func (f *sifter) told(e element) error {
	f.weighed++
	v := f.keyed(e, f.unique)
	if !v.Exists() {
		f.count.Unkeyed++
		if f.late == nil {
			return f.kept(e)
		}
		return f.places.Add(f.place(), []byte(e.raw))
	}
	f.key = AppendIdentity(f.key[:0], v)
	sum := digest(f.key)
	if _, again := f.seen[sum]; again {
		f.count.Duplicates++
		return nil
	}
	most := f.sieve.distinct
	if most == 0 {
		most = mostDistinct
	}
	if f.late == nil && len(f.seen) < most {
		f.seen[sum] = struct{}{}
		return f.kept(e)
	}
	if f.late == nil {
		f.late, f.places = f.spills(nil), f.spills(nil)
	}
	return f.late.Add(f.key, append(f.place(), e.raw...))
}

// digest is a short value itself, or what no two values share by any accident.
func digest(key []byte) (sum [16]byte) {
	if len(key) < len(sum) {
		copy(sum[1:], key)
		sum[0] = byte(len(key))
		return sum
	}
	whole := sha256.Sum256(key)
	copy(sum[1:], whole[:])
	sum[0] = 0xFF
	return sum
}

// place is the number of what is told apart at hand, as a key.
func (f *sifter) place() []byte {
	return binary.BigEndian.AppendUint64(nil, uint64(f.weighed))
}

// endLate passes on what came when seen was full.
func (f *sifter) endLate() error {
	if f.late == nil {
		return nil
	}
	var last []byte
	for r, err := range f.late.All() {
		if err != nil {
			return err
		}
		if last != nil && bytes.Equal(last, r.Key) {
			f.count.Duplicates++
			continue
		}
		last = append(last[:0], r.Key...)
		if err := f.places.Add(r.Payload[:8], r.Payload[8:]); err != nil {
			return err
		}
	}
	f.late.Close()
	for r, err := range f.places.All() {
		if err == nil {
			err = f.kept(element{raw: string(r.Payload)})
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// kept passes on an element that has no like before it.
func (f *sifter) kept(e element) error {
	if f.early == beforeSort {
		return f.exploded(e.raw, f.sorted)
	}
	return f.sorted(e)
}

// sorted keeps an element until all have come, or passes it on.
func (f *sifter) sorted(e element) error {
	if f.sorter == nil {
		return f.last(e)
	}
	f.ordered++
	v := f.keyed(e, f.sort)
	switch {
	case !v.Exists():
		f.count.AbsentLast++
	case v.Type == gjson.Null:
		f.count.NullLast++
	}
	f.key = AppendOrder(f.key[:0], v)
	return f.sorter.Add(f.key, []byte(e.raw))
}

// end passes on what waited for the last element.
func (f *sifter) end() error {
	if err := f.endLate(); err != nil || f.sorter == nil {
		return err
	}
	for r, err := range f.sorter.All() {
		if err == nil {
			err = f.last(element{raw: string(r.Payload)})
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// last hands on an element, or what becomes of it.
func (f *sifter) last(e element) error {
	if f.explode != nil && f.early == 0 {
		return f.exploded(e.raw, f.hand)
	}
	return f.hand(e)
}

func (f *sifter) hand(e element) error {
	f.count.Left++
	return f.out(e.raw)
}

// exploded passes on what becomes of an element.
func (f *sifter) exploded(raw string, next func(element) error) error {
	f.count.Exploded++
	lists, alike := f.explode.in(raw)
	what, err := explode(raw, lists, alike, func(one string) error { return next(element{raw: one}) })
	switch what {
	case emptied:
		f.count.Emptied++
	case noList:
		f.count.Unlisted++
	}
	return err
}

// close removes the temporary files.
func (f *sifter) close() {
	for _, s := range []*Sorter{f.late, f.places, f.sorter} {
		if s != nil {
			s.Close()
		}
	}
}

// absent makes the notes for paths that no element has.
func (f *sifter) absent() (notes []Note) {
	say := func(none bool, path string) {
		if none {
			n := picked(nil).absent(Column{Name: path, Path: path}, gjson.Parse(f.first))
			n.Message = "no element" + strings.TrimPrefix(n.Message, "no row")
			notes = append(notes, n)
		}
	}
	say(f.isDated() && f.count.Read > 0 && f.dated == 0, createdAt)
	say(f.unique.isPath() && f.count.Unkeyed == f.weighed && f.weighed > 0, f.unique.path)
	say(f.sort.isPath() && f.count.AbsentLast == f.ordered && f.ordered > 0, f.sort.path)
	say(f.explode != nil && f.explode.path != nil && f.count.Exploded > 0 && f.count.Emptied == f.count.Exploded && !gjson.Get(f.first, f.sieve.Explode).Exists(), f.sieve.Explode)
	return notes
}
