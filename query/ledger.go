// Counts how often keys occur, in bounded memory: what is more than that is sorted in a file.

package query

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"hash/maphash"
	"iter"
	"math"
	"slices"
	"strings"
)

// How much of a count is held in memory before it goes to a file.
const (
	mostHeld   = 1 << 20   // keys
	mostBytes  = 256 << 20 // of their text
	sortMemory = 8 << 20   // of a sorter behind them, which sorts what the file gets
)

// parting stands in a key between a value, as JSON, and what it is counted under; JSON never has it.
const parting = "\x00"

// record is what was counted of a key. A key is a value in its canonical form, and behind parting what it was counted under, if anything.
type record struct {
	key      string
	hash     uint64 // of the value, its case folded
	n, first int64  // how often, and where it first occurred
	sums     *sums  // nil where nothing is added up
}

// sums are what is added up under a key.
type sums struct{ all, own decimal }

// add adds a number; own says that it belongs to no retweet.
func (s *sums) add(number string, own bool) error {
	if own {
		if err := s.own.add(number); err != nil {
			return err
		}
	}
	return s.all.add(number)
}

func (s *sums) sum(other *sums) {
	s.all.sum(other.all)
	s.own.sum(other.own)
}

func (r *record) value() string {
	value, _, _ := strings.Cut(r.key, parting)
	return value
}

func (r *record) under() string {
	_, under, _ := strings.Cut(r.key, parting)
	return under
}

// take adds a record of the same key that came later.
func (r *record) take(other *record) {
	r.n, r.first = r.n+other.n, min(r.first, other.first)
	if other.sums != nil {
		r.sums.sum(other.sums)
	}
}

// ledger counts keys. It is for one goroutine; the caller closes it.
type ledger struct {
	slots   []uint32 // a hash table of places in held, counted from 1; at least half of it is 0
	held    []entry
	texts   []byte // the keys, each behind its length
	sums    []sums
	most    int   // keys in memory
	seen    int64 // keys that were counted
	since   int64 // as many as when there were none in memory
	seed    maphash.Seed
	spilled *Sorter // by hash and key: what was more than memory holds; nil: nothing
	check   func() error
}

// entry is a record in memory, small and without pointers: there are a million of them.
type entry struct {
	hash     uint64 // of the key; when all are counted, that of a record
	n, first uint32 // first is counted from since
	at, sums uint32 // where the key is in texts, and its sums, counted from 1
}

// newLedger makes a ledger with so many keys in memory (0: mostHeld). check is asked from time to time; an error ends it.
func newLedger(check func() error, most int) *ledger {
	return &ledger{most: cmp.Or(most, mostHeld), seed: maphash.MakeSeed(), check: check}
}

// key is the key of an entry.
func (t *ledger) key(e *entry) []byte {
	size, n := binary.Uvarint(t.texts[e.at:])
	start := int(e.at) + n
	return t.texts[start : start+int(size)]
}

// at returns the entry of a key, which is good until the next call.
func (t *ledger) at(key []byte) (*entry, error) {
	if t.seen-t.since == math.MaxUint32 {
		if err := t.spill(); err != nil {
			return nil, err
		}
	}
	hash := maphash.Bytes(t.seed, key)
	i := t.slot(hash, key)
	if i < 0 || t.slots[i] == 0 {
		switch {
		case len(t.held) >= t.most || len(t.texts) >= mostBytes:
			if err := t.spill(); err != nil {
				return nil, err
			}
			i = t.slot(hash, key)
		case 2*len(t.held) >= len(t.slots):
			t.grow()
			i = t.slot(hash, key)
		}
		t.held = append(t.held, entry{hash: hash, first: uint32(t.seen - t.since), at: uint32(len(t.texts))})
		t.texts = append(binary.AppendUvarint(t.texts, uint64(len(key))), key...)
		t.slots[i] = uint32(len(t.held))
	}
	t.seen++
	return &t.held[t.slots[i]-1], nil
}

// slot is where a key stands in slots, or should; -1: there are none yet.
func (t *ledger) slot(hash uint64, key []byte) int {
	mask := len(t.slots) - 1
	if mask < 0 {
		return -1
	}
	i := int(hash) & mask
	for ; t.slots[i] != 0; i = (i + 1) & mask {
		if e := &t.held[t.slots[i]-1]; e.hash == hash && bytes.Equal(t.key(e), key) {
			break
		}
	}
	return i
}

// grow makes room for twice as many.
func (t *ledger) grow() {
	t.slots = make([]uint32, max(2*len(t.slots), 64))
	t.held = append(make([]entry, 0, len(t.slots)/2), t.held...)
	mask := len(t.slots) - 1
	for k := range t.held {
		i := int(t.held[k].hash) & mask
		for t.slots[i] != 0 {
			i = (i + 1) & mask
		}
		t.slots[i] = uint32(k + 1)
	}
}

// count counts a key once.
func (t *ledger) count(key []byte) error {
	e, err := t.at(key)
	if err == nil {
		e.n++
	}
	return err
}

// add adds to the sums of a key; own says that the number belongs to no retweet.
func (t *ledger) add(key []byte, number string, own bool) error {
	e, err := t.at(key)
	if err != nil {
		return err
	}
	if e.n++; e.sums == 0 {
		t.sums = append(t.sums, sums{})
		e.sums = uint32(len(t.sums))
	}
	return t.sums[e.sums-1].add(number, own)
}

// rehash gives the entries the hashes of records.
func (t *ledger) rehash() {
	var b []byte
	for i := range t.held {
		value, _, _ := bytes.Cut(t.key(&t.held[i]), []byte(parting))
		b = appendFolded(b[:0], value)
		t.held[i].hash = maphash.Bytes(t.seed, b)
	}
}

func (t *ledger) record(e *entry) record {
	r := record{key: string(t.key(e)), hash: e.hash, n: int64(e.n), first: t.since + int64(e.first)}
	if e.sums > 0 {
		r.sums = &t.sums[e.sums-1]
	}
	return r
}

func (t *ledger) spill() error {
	if t.spilled == nil {
		memory := sortMemory
		if t.most < mostHeld {
			memory = 64 * t.most
		}
		t.spilled = NewSorter("", memory, nil)
		t.spilled.check = t.check
	}
	t.rehash()
	var key, payload []byte
	for i := range t.held {
		e := &t.held[i]
		key = append(binary.BigEndian.AppendUint64(key[:0], e.hash), t.key(e)...)
		payload = binary.AppendVarint(binary.AppendVarint(payload[:0], int64(e.n)), t.since+int64(e.first))
		if e.sums > 0 {
			payload = t.sums[e.sums-1].append(payload)
		}
		if err := t.spilled.Add(key, payload); err != nil {
			return err
		}
	}
	clear(t.slots)
	clear(t.sums)
	t.held, t.texts, t.sums, t.since = t.held[:0], t.texts[:0], t.sums[:0], t.seen
	return nil
}

// records yields what was counted, by hash; of what was sorted in a file there may be several records of a key, one behind another.
func (t *ledger) records() iter.Seq2[record, error] {
	return func(yield func(record, error) bool) {
		if t.slots = nil; t.spilled == nil {
			t.rehash()
			slices.SortFunc(t.held, func(a, b entry) int { return cmp.Compare(a.hash, b.hash) })
			for i := range t.held {
				if !yield(t.record(&t.held[i]), nil) {
					return
				}
			}
			return
		}
		if err := t.spill(); err != nil {
			yield(record{}, err)
			return
		}
		t.held, t.texts, t.sums = nil, nil, nil
		for s, err := range t.spilled.All() {
			var r record
			if err == nil {
				p := packed(s.Payload)
				r = record{key: string(s.Key[8:]), hash: binary.BigEndian.Uint64(s.Key), n: p.int(), first: p.int()}
				r.sums, err = readSums(p)
			}
			if !yield(r, err) {
				return
			}
		}
	}
}

func (t *ledger) close() {
	if t.spilled != nil {
		t.spilled.Close()
	}
}

// clusters calls f with all records of values that differ in nothing but case, one such set after the other. They are good until f
// returns. It is called once, when all is counted.
func (t *ledger) clusters(f func(cluster []record) error) error {
	var same []record
	for r, err := range t.records() {
		if err != nil {
			return err
		}
		switch last := len(same) - 1; {
		case last >= 0 && same[last].key == r.key:
			same[last].take(&r)
		case last >= 0 && same[last].hash != r.hash:
			if err := t.split(same, f); err != nil {
				return err
			}
			same = append(same[:0], r)
		default:
			same = append(same, r)
		}
	}
	return t.split(same, f)
}

// split parts values that have a hash in common by chance.
func (t *ledger) split(same []record, f func([]record) error) error {
	if err := t.check(); err != nil || len(same) == 0 {
		return err
	}
	if len(same) == 1 {
		return f(same)
	}
	first := folded(same[0].value())
	if !slices.ContainsFunc(same, func(r record) bool { return folded(r.value()) != first }) {
		return f(same)
	}
	var mine, rest []record
	for _, r := range same {
		if folded(r.value()) == first {
			mine = append(mine, r)
		} else {
			rest = append(rest, r)
		}
	}
	if err := f(mine); err != nil {
		return err
	}
	return t.split(rest, f)
}

// folded is a value without the case of its letters.
func folded(value string) string { return string(appendFolded(nil, []byte(value))) }

// append adds the sums as texts.
func (s *sums) append(dst []byte) []byte {
	return append(append(append(dst, s.all.String()...), ' '), s.own.String()...)
}

// readSums reads what append has written; of nothing it makes nil.
func readSums(text []byte) (*sums, error) {
	if len(text) == 0 {
		return nil, nil
	}
	all, own, _ := strings.Cut(string(text), " ")
	s := &sums{}
	return s, cmp.Or(s.all.add(all), s.own.add(own))
}

// packed is the payload of a record that was sorted; its numbers are taken from its front.
type packed []byte

func (p *packed) int() int64 {
	n, size := binary.Varint(*p)
	*p = (*p)[size:]
	return n
}
