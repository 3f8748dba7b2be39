// Puts the rows of a count in their order, in bounded memory.

package query

import (
	"cmp"
	"context"
	"errors"
	"iter"
	"sort"
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

// bySum puts the largest sum first.
func bySum(a, b *ranked) int {
	return cmp.Or(b.sums.all.compare(a.sums.all), cmp.Compare(a.first, b.first))
}

// ranking sorts rows. It is for one goroutine; the caller closes it.
type ranking struct {
	held  []ranked
	bytes int
	most  int // rows in memory; 0: mostHeld
	rows  int // so far
	runs  runs[ranked]

	claimed atomic.Bool
}

func newRanking(most int, compare func(a, b *ranked) int) *ranking {
	return &ranking{most: cmp.Or(most, mostHeld), runs: runs[ranked]{compare: compare, put: putRanked, get: getRanked}}
}

func (k *ranking) add(r ranked) error {
	k.held = append(k.held, r)
	k.rows++
	k.bytes += len(r.value) + 8*len(r.cells)
	if len(k.held) < k.most && k.bytes < mostBytes {
		return nil
	}
	return k.spill()
}

// sort orders what is held in its place, for a comparison of copies would make garbage of two for each.
func (k *ranking) sort() { sort.Sort(placed[ranked]{k.runs.compare, k.held}) }

// placed sorts a slice by a comparison of its elements where they are.
type placed[T any] struct {
	compare func(a, b *T) int
	held    []T
}

func (p placed[T]) Len() int           { return len(p.held) }
func (p placed[T]) Less(i, j int) bool { return p.compare(&p.held[i], &p.held[j]) < 0 }
func (p placed[T]) Swap(i, j int)      { p.held[i], p.held[j] = p.held[j], p.held[i] }

func (k *ranking) spill() error {
	k.sort()
	err := k.runs.add(k.held)
	clear(k.held)
	k.held, k.bytes = k.held[:0], 0
	return err
}

// all walks the rows in their order, once, and removes the files. What is yielded changes when the loop goes on.
func (k *ranking) all(ctx context.Context) iter.Seq2[*ranked, error] {
	return func(yield func(*ranked, error) bool) {
		if !k.claim() {
			yield(nil, cmp.Or(ctx.Err(), errWalked))
			return
		}
		defer k.close()
		for r, err := range k.sorted(ctx) {
			if !yield(r, err) || err != nil {
				return
			}
		}
	}
}

// errWalked is for rows that are walked twice.
var errWalked = errors.New("the rows were walked before")

func (k *ranking) sorted(ctx context.Context) iter.Seq2[*ranked, error] {
	if len(k.runs.files) == 0 {
		k.sort()
		return func(yield func(*ranked, error) bool) {
			for i := range k.held {
				if !yield(&k.held[i], nil) {
					return
				}
			}
		}
	}
	return func(yield func(*ranked, error) bool) {
		if len(k.held) > 0 {
			if err := k.spill(); err != nil {
				yield(nil, err)
				return
			}
		}
		for r, err := range k.runs.merged() {
			if err == nil {
				err = ctx.Err()
			}
			if !yield(r, err) || err != nil {
				return
			}
		}
	}
}

// close removes the files.
func (k *ranking) close() { k.runs.close() }

// claim is true once: for the walk over the rows, or for abandon.
func (k *ranking) claim() bool { return k.claimed.CompareAndSwap(false, true) }

// abandon removes the files of rows that nobody has begun to walk.
func (k *ranking) abandon() {
	if k.claim() {
		k.close()
	}
}

func putRanked(p *packing, r *ranked) {
	p.putText(r.value)
	p.putInt(r.period)
	p.putInt(r.n)
	p.putInt(r.first)
	p.putInt(int64(len(r.cells)))
	for _, n := range r.cells {
		p.putInt(n)
	}
	putSums(p, r.sums)
}

func getRanked(p *packing, r *ranked) {
	r.value, r.period, r.n, r.first = p.text(), p.int(), p.int(), p.int()
	if n := p.int(); n > 0 && p.err == nil {
		r.cells = make([]int64, n)
	}
	for i := range r.cells {
		r.cells[i] = p.int()
	}
	r.sums = getSums(p)
}
