// Sorts more records than memory holds: sorted runs go to a temporary file and are merged from there.

package query

import (
	"bufio"
	"bytes"
	"cmp"
	"container/heap"
	"encoding/binary"
	"fmt"
	"io"
	"iter"
	"os"
	"slices"
)

// SorterMemory is how many bytes of records a [Sorter] holds where it is not told otherwise.
const SorterMemory = 32 << 20

// mergedRuns is how many runs are read at once.
const mergedRuns = 64

// Record is what a [Sorter] sorts: a key, and what goes along with it.
type Record struct{ Key, Payload []byte }

// Sorter sorts records by their keys; those that compare equal stay in the order in which they were added. What is more than its memory
// goes to a temporary file. While runs are merged, one record of each of at most 64 is in memory besides. It is for one goroutine.
type Sorter struct {
	dir     string
	memory  int
	compare func(a, b []byte) int
	held    []byte // the records at hand, one behind another
	refs    []recordAt
	file    spillFile
	written int64
	runs    []runAt
	open    func(dir string) (spillFile, error)
	check   func() error // is asked from time to time while runs are merged; an error ends it
	merges  int          // records that were merged
}

// spillFile is a temporary file: written once from its start, then read anywhere.
type spillFile interface {
	io.Writer
	io.ReaderAt
	io.Closer
}

type recordAt struct{ at, key, payload int }

// runAt is where in the file a sorted run stands.
type runAt struct{ start, end int64 }

// SpillError says that what does not fit in memory could not be put on the disk, or got back.
type SpillError struct {
	Dir   string // the folder for temporary files
	Bytes int64  // how much had been written
	Err   error
}

func (e *SpillError) Error() string {
	return fmt.Sprintf("temporary file in %s, after %d bytes: %v", e.Dir, e.Bytes, e.Err)
}

// Unwrap returns what the operating system says.
func (e *SpillError) Unwrap() error { return e.Err }

// NewSorter makes a sorter whose temporary file, if it needs one, is in dir ("": the system's folder for them) and which holds so many
// bytes of records (0: SorterMemory). compare orders keys as cmp.Compare does; nil: byte by byte. It must be closed.
func NewSorter(dir string, memory int, compare func(a, b []byte) int) *Sorter {
	if compare == nil {
		compare = bytes.Compare
	}
	return &Sorter{dir: cmp.Or(dir, os.TempDir()), memory: cmp.Or(memory, SorterMemory), compare: compare, open: openSpill}
}

// Add adds a record; both are copied. An error is a *SpillError.
func (s *Sorter) Add(key, payload []byte) error {
	s.refs = append(s.refs, recordAt{len(s.held), len(key), len(payload)})
	s.held = append(append(s.held, key...), payload...)
	if len(s.held)+32*len(s.refs) < s.memory {
		return nil
	}
	return s.spill()
}

// Spilled is how many bytes are in the temporary file.
func (s *Sorter) Spilled() int64 { return s.written }

// All yields the records in their order, once, when all have been added. A record is good until the next is asked for. An error, a
// *SpillError, ends it.
func (s *Sorter) All() iter.Seq2[Record, error] {
	return func(yield func(Record, error) bool) {
		s.sort()
		if s.file == nil {
			for _, r := range s.refs {
				if !yield(s.record(r), nil) {
					return
				}
			}
			return
		}
		err := s.spill()
		for err == nil && len(s.runs) > mergedRuns {
			err = s.mergeDown()
		}
		if err != nil {
			yield(Record{}, err)
			return
		}
		s.held, s.refs = nil, nil
		for r, err := range s.merged(s.runs) {
			if !yield(r, err) {
				return
			}
		}
	}
}

// Close removes the temporary file. It may be called again, and in place of All.
func (s *Sorter) Close() error {
	if s.file == nil {
		return nil
	}
	err := s.file.Close()
	s.file, s.runs, s.written = nil, nil, 0
	return err
}

func (s *Sorter) record(r recordAt) Record {
	end := r.at + r.key
	return Record{Key: s.held[r.at:end:end], Payload: s.held[end : end+r.payload : end+r.payload]}
}

func (s *Sorter) sort() {
	slices.SortFunc(s.refs, func(a, b recordAt) int { // records at one place are empty, and the same
		if c := s.compare(s.held[a.at:a.at+a.key], s.held[b.at:b.at+b.key]); c != 0 {
			return c
		}
		return cmp.Compare(a.at, b.at)
	})
}

// spill writes the records at hand as a run.
func (s *Sorter) spill() error {
	if len(s.refs) == 0 {
		return nil
	}
	s.sort()
	if s.file == nil {
		var err error
		if s.file, err = s.open(s.dir); err != nil {
			return s.failed(err)
		}
	}
	w := runWriter{w: bufio.NewWriterSize(s.file, s.buffer())}
	for _, r := range s.refs {
		if err := w.write(s.record(r)); err != nil {
			return s.failed(err)
		}
	}
	if err := w.w.Flush(); err != nil {
		return s.failed(err)
	}
	s.runs = append(s.runs, runAt{s.written, s.written + w.n})
	s.written += w.n
	s.held, s.refs = s.held[:0], s.refs[:0]
	if cap(s.held) > 2*s.memory { // one record was very large
		s.held = nil
	}
	return nil
}

// buffer is how much is written to the file at once.
func (s *Sorter) buffer() int { return min(max(s.memory, 4<<10), 256<<10) }

func (s *Sorter) failed(err error) error {
	return &SpillError{Dir: s.dir, Bytes: s.written, Err: err}
}

// mergeDown merges neighbouring runs into a new file, so that there are 64 times fewer.
func (s *Sorter) mergeDown() error {
	next, err := s.open(s.dir)
	if err != nil {
		return s.failed(err)
	}
	var runs []runAt
	w := runWriter{w: bufio.NewWriterSize(next, s.buffer())}
	for group := range slices.Chunk(s.runs, mergedRuns) {
		start := w.n
		for r, err := range s.merged(group) {
			if err == nil {
				if err = w.write(r); err != nil {
					err = s.failed(err)
				}
			}
			if err != nil {
				next.Close()
				return err
			}
		}
		runs = append(runs, runAt{start, w.n})
	}
	if err := w.w.Flush(); err != nil {
		next.Close()
		return s.failed(err)
	}
	s.file.Close()
	s.file, s.runs, s.written = next, runs, w.n
	return nil
}

// merged yields the records of runs in their order.
func (s *Sorter) merged(runs []runAt) iter.Seq2[Record, error] {
	return func(yield func(Record, error) bool) {
		h := runHeap{compare: s.compare}
		for i, at := range runs {
			size := int(min(64<<10, at.end-at.start))
			r := &runReader{order: i, r: bufio.NewReaderSize(io.NewSectionReader(s.file, at.start, at.end-at.start), size)}
			if r.next() {
				h.runs = append(h.runs, r)
			} else if r.err != nil {
				yield(Record{}, s.failed(r.err))
				return
			}
		}
		heap.Init(&h)
		for len(h.runs) > 0 {
			if s.merges++; s.merges%1024 == 0 && s.check != nil {
				if err := s.check(); err != nil {
					yield(Record{}, err)
					return
				}
			}
			first := h.runs[0]
			if !yield(first.head, nil) {
				return
			}
			switch {
			case first.next():
				heap.Fix(&h, 0)
			case first.err != nil:
				yield(Record{}, s.failed(first.err))
				return
			default:
				heap.Pop(&h)
			}
		}
	}
}

// runHeap has the run with the first record on top; of equal ones that which was written first.
type runHeap struct {
	compare func(a, b []byte) int
	runs    []*runReader
}

func (h *runHeap) Len() int      { return len(h.runs) }
func (h *runHeap) Swap(i, j int) { h.runs[i], h.runs[j] = h.runs[j], h.runs[i] }
func (h *runHeap) Push(x any)    { h.runs = append(h.runs, x.(*runReader)) }
func (h *runHeap) Less(i, j int) bool {
	a, b := h.runs[i], h.runs[j]
	return cmp.Or(h.compare(a.head.Key, b.head.Key), cmp.Compare(a.order, b.order)) < 0
}
func (h *runHeap) Pop() any {
	last := h.runs[len(h.runs)-1]
	h.runs = h.runs[:len(h.runs)-1]
	return last
}

// runWriter writes records, each behind the sizes of its parts.
type runWriter struct {
	w *bufio.Writer
	n int64
}

func (w *runWriter) write(r Record) error {
	var sizes [2 * binary.MaxVarintLen64]byte
	n := binary.PutUvarint(sizes[:], uint64(len(r.Key)))
	n += binary.PutUvarint(sizes[n:], uint64(len(r.Payload)))
	w.n += int64(n + len(r.Key) + len(r.Payload))
	w.w.Write(sizes[:n]) // an error stays with the writer
	w.w.Write(r.Key)
	_, err := w.w.Write(r.Payload)
	return err
}

// runReader reads the records of a run.
type runReader struct {
	order int
	r     *bufio.Reader
	head  Record
	b     []byte
	err   error // what ended it before its end
}

// next reads a record into head; false at the end of the run.
func (r *runReader) next() bool {
	key, err := binary.ReadUvarint(r.r)
	if err == io.EOF {
		return false
	}
	var payload uint64
	if err == nil {
		payload, err = binary.ReadUvarint(r.r)
	}
	if err == nil {
		r.b = slices.Grow(r.b[:0], int(key+payload))[:key+payload]
		_, err = io.ReadFull(r.r, r.b)
	}
	r.err = err
	r.head = Record{r.b[:min(int(key), len(r.b))], r.b[min(int(key), len(r.b)):]}
	return err == nil
}

// openSpill makes a temporary file that is gone when the program is, where the system lets an open file be removed, and else when it is
// closed.
func openSpill(dir string) (spillFile, error) {
	f, err := os.CreateTemp(dir, "twq-*.tmp")
	if err != nil {
		return nil, err
	}
	if os.Remove(f.Name()) == nil {
		return f, nil
	}
	return removedFile{f}, nil
}

// removedFile is removed when it is closed.
type removedFile struct{ *os.File }

func (f removedFile) Close() error {
	err := f.File.Close()
	return cmp.Or(os.Remove(f.Name()), err)
}
