// Sorts more than there is memory for: sorted pieces in files that are merged.

package query

import (
	"bufio"
	"encoding/binary"
	"io"
	"iter"
	"os"
)

// mostRuns is how many sorted pieces may wait; then they are merged into one.
const mostRuns = 32

// runs keeps sorted pieces in files that have no name where the system allows it, so that nothing is left of them, however the program
// ends. It is for one goroutine; the caller closes it.
type runs[T any] struct {
	compare func(a, b *T) int
	put     func(w *packing, v *T)
	get     func(r *packing, v *T)
	files   []*os.File
}

// add keeps a sorted piece.
func (r *runs[T]) add(sorted []T) error {
	return r.keep(func(yield func(*T, error) bool) {
		for i := range sorted {
			if !yield(&sorted[i], nil) {
				return
			}
		}
	})
}

func (r *runs[T]) keep(sorted iter.Seq2[*T, error]) error {
	if len(r.files) >= mostRuns {
		old := runs[T]{compare: r.compare, put: r.put, get: r.get, files: r.files}
		r.files = nil
		defer old.close()
		if err := r.keep(old.merged()); err != nil {
			return err
		}
	}
	f, err := os.CreateTemp("", "twq-*")
	if err != nil {
		return &SpillError{Dir: os.TempDir(), Err: err}
	}
	os.Remove(f.Name()) // Windows keeps it until close
	r.files = append(r.files, f)
	p := &packing{w: bufio.NewWriterSize(f, 1<<16)}
	for v, err := range sorted {
		if err != nil {
			return err
		}
		if r.put(p, v); p.err != nil {
			break
		}
	}
	if p.err == nil {
		p.err = p.w.Flush()
	}
	if p.err == nil {
		_, p.err = f.Seek(0, io.SeekStart)
	}
	if p.err != nil {
		return &SpillError{Dir: os.TempDir(), Err: p.err}
	}
	return nil
}

// merged walks all pieces in order, once; of equal ones those of an earlier piece come first. What is yielded changes when the loop
// goes on.
func (r *runs[T]) merged() iter.Seq2[*T, error] {
	return func(yield func(*T, error) bool) {
		heads := make([]head[T], 0, len(r.files))
		for i, f := range r.files {
			h := head[T]{run: i, r: &packing{r: bufio.NewReaderSize(f, 1<<15)}}
			if h.next(r.get) {
				heads = append(heads, h)
			} else if h.r.err != io.EOF {
				yield(nil, &SpillError{Dir: os.TempDir(), Err: h.r.err})
				return
			}
		}
		less := func(a, b int) bool {
			c := r.compare(&heads[a].v, &heads[b].v)
			return c < 0 || c == 0 && heads[a].run < heads[b].run
		}
		sink := func(i int) {
			for {
				least := i
				for k := 2*i + 1; k <= 2*i+2 && k < len(heads); k++ {
					if less(k, least) {
						least = k
					}
				}
				if least == i {
					return
				}
				heads[i], heads[least] = heads[least], heads[i]
				i = least
			}
		}
		for i := len(heads)/2 - 1; i >= 0; i-- {
			sink(i)
		}
		for len(heads) > 0 {
			if !yield(&heads[0].v, nil) {
				return
			}
			if !heads[0].next(r.get) {
				if err := heads[0].r.err; err != io.EOF {
					yield(nil, &SpillError{Dir: os.TempDir(), Err: err})
					return
				}
				heads[0] = heads[len(heads)-1]
				heads = heads[:len(heads)-1]
			}
			sink(0)
		}
	}
}

// close removes the files.
func (r *runs[T]) close() {
	for _, f := range r.files {
		f.Close()
		os.Remove(f.Name())
	}
	r.files = nil
}

type head[T any] struct {
	run int
	r   *packing
	v   T
}

func (h *head[T]) next(get func(*packing, *T)) bool {
	var v T
	get(h.r, &v)
	h.v = v
	return h.r.err == nil
}

// packing writes and reads numbers and texts. Its first error sticks; io.EOF is one between two values.
type packing struct {
	w   *bufio.Writer
	r   *bufio.Reader
	err error
	buf [binary.MaxVarintLen64]byte
}

func (p *packing) putInt(n int64) {
	if p.err == nil {
		_, p.err = p.w.Write(binary.AppendVarint(p.buf[:0], n))
	}
}

func (p *packing) putText(s string) {
	if p.putInt(int64(len(s))); p.err == nil {
		_, p.err = p.w.WriteString(s)
	}
}

func (p *packing) int() (n int64) {
	if p.err == nil {
		n, p.err = binary.ReadVarint(p.r)
	}
	return n
}

func (p *packing) text() string {
	n := p.int()
	if p.err != nil {
		return ""
	}
	b := make([]byte, n)
	if _, p.err = io.ReadFull(p.r, b); p.err == io.EOF {
		p.err = io.ErrUnexpectedEOF
	}
	return string(b)
}
