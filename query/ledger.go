// Counts how often keys occur, in bounded memory: what is more than that is sorted in files.

package query

import (
	"cmp"
	"context"
	"hash/maphash"
	"slices"
	"strings"
)

// How much of a count is held in memory before it goes to files.
const (
	mostHeld  = 1 << 20   // keys, and rows of the result
	mostBytes = 256 << 20 // of their text
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

// ledger counts keys. It is for one goroutine; the caller closes it.
type ledger struct {
	index map[string]int
	held  []record
	bytes int
	most  int // keys in memory; 0: mostHeld
	seen  int64
	seed  maphash.Seed
	runs  runs[record]
}

func newLedger(most int) *ledger {
	return &ledger{index: map[string]int{}, most: cmp.Or(most, mostHeld), seed: maphash.MakeSeed(),
		runs: runs[record]{compare: byHash, put: putRecord, get: getRecord}}
}

// at returns the record of a key, which is good until the next call.
func (t *ledger) at(key []byte) (*record, error) {
	i, ok := t.index[string(key)]
	if !ok {
		if len(t.held) >= t.most || t.bytes >= mostBytes {
			if err := t.spill(); err != nil {
				return nil, err
			}
		}
		i = len(t.held)
		t.held = append(t.held, record{key: string(key), first: t.seen})
		t.index[t.held[i].key] = i
		t.bytes += len(key)
	}
	t.seen++
	return &t.held[i], nil
}

// count counts a key once.
func (t *ledger) count(key []byte) error {
	r, err := t.at(key)
	if err == nil {
		r.n++
	}
	return err
}

// add adds to the sums of a key; own says that the number belongs to no retweet.
func (t *ledger) add(key []byte, number string, own bool) error {
	r, err := t.at(key)
	if err != nil {
		return err
	}
	return r.add(number, own)
}

func (r *record) add(number string, own bool) error {
	if r.sums == nil {
		r.sums = &sums{}
	}
	r.n++
	if own {
		if err := r.sums.own.add(number); err != nil {
			return err
		}
	}
	return r.sums.all.add(number)
}

// sort orders what is held by hash.
func (t *ledger) sort() {
	for i := range t.held {
		t.held[i].hash = maphash.String(t.seed, folded(t.held[i].value()))
	}
	slices.SortFunc(t.held, func(a, b record) int { return byHash(&a, &b) })
}

func (t *ledger) spill() error {
	t.sort()
	err := t.runs.add(t.held)
	clear(t.index)
	clear(t.held)
	t.held, t.bytes = t.held[:0], 0
	return err
}

func (t *ledger) close() { t.runs.close() }

// clusters calls f with all records of values that differ in nothing but case, one such set after the other. They are good until f
// returns.
func (t *ledger) clusters(ctx context.Context, f func(cluster []record) error) error {
	t.index = nil
	if len(t.runs.files) == 0 {
		t.sort()
		for i, k := 0, 0; i < len(t.held); i = k {
			for k = i + 1; k < len(t.held) && t.held[k].hash == t.held[i].hash; k++ {
			}
			if err := t.split(ctx, t.held[i:k], f); err != nil {
				return err
			}
		}
		return nil
	}
	if len(t.held) > 0 {
		t.index = map[string]int{}
		if err := t.spill(); err != nil {
			return err
		}
		t.index, t.held = nil, nil
	}
	var same []record
	for r, err := range t.runs.merged() {
		if err != nil {
			return err
		}
		switch last := len(same) - 1; {
		case last >= 0 && same[last].key == r.key:
			same[last].take(r)
		case last >= 0 && same[last].hash != r.hash:
			if err := t.split(ctx, same, f); err != nil {
				return err
			}
			same = append(same[:0], *r)
		default:
			same = append(same, *r)
		}
	}
	return t.split(ctx, same, f)
}

// split parts values that have a hash in common by chance.
func (t *ledger) split(ctx context.Context, same []record, f func([]record) error) error {
	if err := ctx.Err(); err != nil || len(same) == 0 {
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
	return t.split(ctx, rest, f)
}

// take adds a record of the same key that came later.
func (r *record) take(other *record) {
	r.n, r.first = r.n+other.n, min(r.first, other.first)
	if other.sums != nil {
		r.sums.sum(other.sums)
	}
}

// folded is a value without the case of its letters, if it is a text.
func folded(value string) string {
	if strings.HasPrefix(value, `"`) {
		return foldCase(value)
	}
	return value
}

func byHash(a, b *record) int {
	if c := cmp.Compare(a.hash, b.hash); c != 0 {
		return c
	}
	return strings.Compare(a.key, b.key)
}

func putRecord(p *packing, r *record) {
	p.putText(r.key)
	p.putInt(int64(r.hash))
	p.putInt(r.n)
	p.putInt(r.first)
	putSums(p, r.sums)
}

func getRecord(p *packing, r *record) {
	r.key, r.hash, r.n, r.first = p.text(), uint64(p.int()), p.int(), p.int()
	r.sums = getSums(p)
}

// putSums writes sums as texts; "" stands for none.
func putSums(p *packing, s *sums) {
	if s == nil {
		p.putText("")
		return
	}
	p.putText(s.all.String())
	p.putText(s.own.String())
}

func getSums(p *packing) *sums {
	all := p.text()
	if all == "" {
		return nil
	}
	s := &sums{}
	if err := s.all.add(all); err != nil {
		p.err = cmp.Or(p.err, err)
	}
	if err := s.own.add(p.text()); err != nil {
		p.err = cmp.Or(p.err, err)
	}
	return s
}
