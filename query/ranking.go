// Puts the rows of a count in their order, in bounded memory.

package query

import (
	"cmp"
	"context"
	"encoding/binary"
	"errors"
	"iter"
	"sync/atomic"
)

// ranked is a row of a count before it is written.
type ranked struct {
	value    string // canonical
	period   int64
	n, first int64
	cells    []int64 // of a cross table
	sums     *sums
}

// byCount puts what occurs most first, ties in the order of their first appearance, within its period.
func byCount(a, b *ranked) int {
	return cmp.Or(cmp.Compare(a.period, b.period), cmp.Compare(b.n, a.n), cmp.Compare(a.first, b.first))
}

// countKey appends a key that compares as byCount does.
func countKey(dst []byte, r *ranked) []byte {
	dst = binary.BigEndian.AppendUint64(dst, uint64(r.period)^1<<63)
	dst = binary.BigEndian.AppendUint64(dst, ^uint64(r.n))
	return binary.BigEndian.AppendUint64(dst, uint64(r.first))
}

// sumKey appends a key that puts the largest sum first.
func sumKey(dst []byte, r *ranked) []byte {
	start := len(dst)
	dst = appendNumber(dst, r.sums.all.String())
	invert(dst[start:])
	return binary.BigEndian.AppendUint64(dst, uint64(r.first))
}

// ranking sorts rows. It is for one goroutine; the caller closes it.
type ranking struct {
	sorter       *Sorter
	keyOf        func(dst []byte, r *ranked) []byte
	key, payload []byte
	rows         int // so far

	claimed atomic.Bool
}

// newRanking makes a ranking by keys. most is how many rows are in memory, in tests; 0: as many as SorterMemory holds.
func newRanking(check func() error, most int, keyOf func(dst []byte, r *ranked) []byte) *ranking {
	k := &ranking{sorter: NewSorter("", 64*most, nil), keyOf: keyOf}
	k.sorter.check = check
	return k
}

func (k *ranking) add(r *ranked) error {
	k.rows++
	k.key = k.keyOf(k.key[:0], r)
	b := binary.AppendVarint(k.payload[:0], r.period)
	b = binary.AppendVarint(b, r.n)
	b = binary.AppendVarint(b, int64(len(r.cells)))
	for _, n := range r.cells {
		b = binary.AppendVarint(b, n)
	}
	b = append(binary.AppendVarint(b, int64(len(r.value))), r.value...)
	if r.sums != nil {
		b = r.sums.append(b)
	}
	k.payload = b
	return k.sorter.Add(k.key, b)
}

// read reads what add has written; where the row first occurred is only in its key.
func (r *ranked) read(p packed) (err error) {
	r.period, r.n = p.int(), p.int()
	r.cells = r.cells[:0]
	for range p.int() {
		r.cells = append(r.cells, p.int())
	}
	size := p.int()
	r.value = string(p[:size])
	r.sums, err = readSums(p[size:])
	return err
}

// all walks the rows in their order, once, and removes the file. What is yielded changes when the loop goes on.
func (k *ranking) all(ctx context.Context) iter.Seq2[*ranked, error] {
	return func(yield func(*ranked, error) bool) {
		if !k.claim() {
			yield(nil, cmp.Or(ctx.Err(), errWalked))
			return
		}
		defer k.close()
		var r ranked
		for s, err := range k.sorter.All() {
			if err == nil {
				err = cmp.Or(ctx.Err(), r.read(s.Payload))
			}
			if !yield(&r, err) || err != nil {
				return
			}
		}
	}
}

// errWalked is for rows that are walked twice.
var errWalked = errors.New("the rows were walked before")

// close removes the file.
func (k *ranking) close() { k.sorter.Close() }

// claim is true once: for the walk over the rows, or for abandon.
func (k *ranking) claim() bool { return k.claimed.CompareAndSwap(false, true) }

// abandon removes the file of rows that nobody has begun to walk.
func (k *ranking) abandon() {
	if k.claim() {
		k.close()
	}
}
