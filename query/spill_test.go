package query

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"syscall"
	"testing"
)

// TestSorter compares with a stable sort in memory, from no run up to several passes.
func TestSorter(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	backwards := func(a, b []byte) int { return bytes.Compare(b, a) }
	for _, c := range []struct {
		records, memory, payload int
		compare                  func(a, b []byte) int
		passes                   int
	}{
		{0, 100, 10, nil, 0}, {1, 1, 10, nil, 1}, {1000, 0, 10, nil, 0}, {1000, 10_000, 10, backwards, 1},
		{3000, 200, 10, nil, 2}, {4500, 1, 10, backwards, 3}, {200, 1000, 5000, nil, 2},
	} {
		dir := t.TempDir()
		s := NewSorter(dir, c.memory, c.compare)
		opened := 0
		s.open = func(dir string) (spillFile, error) {
			opened++
			return openSpill(dir)
		}
		var want []Record
		for i := range c.records {
			r := Record{fmt.Append(nil, random.IntN(50)), fmt.Append(nil, i, strings.Repeat("x", random.IntN(c.payload)))}
			want = append(want, r)
			if err := s.Add(r.Key, r.Payload); err != nil {
				t.Fatal(err)
			}
			clear(r.Key[:0]) // what is given stays the caller's
		}
		compare := c.compare
		if compare == nil {
			compare = bytes.Compare
		}
		slices.SortStableFunc(want, func(a, b Record) int { return compare(a.Key, b.Key) })
		n := 0
		for r, err := range s.All() {
			if err != nil || !bytes.Equal(r.Key, want[n].Key) || !bytes.Equal(r.Payload, want[n].Payload) {
				t.Fatalf("%+v: record %d is %q %.20q %v, want %q %.20q", c, n, r.Key, r.Payload, err, want[n].Key, want[n].Payload)
			}
			n++
		}
		if n != len(want) || opened != c.passes {
			t.Errorf("%d records, %d bytes: %d came out, %d files, want %d", c.records, c.memory, n, opened, c.passes)
		}
		if err := cmp.Or(s.Close(), s.Close()); err != nil {
			t.Error(err)
		}
		if left, _ := os.ReadDir(dir); len(left) > 0 {
			t.Errorf("%v is left", left)
		}
	}
}

// limitedFile is a disk that is full after so many bytes, or fails when it is read.
type limitedFile struct {
	spillFile
	left   *int
	unread error
}

func (f limitedFile) Write(p []byte) (int, error) {
	if *f.left -= len(p); *f.left < 0 {
		return 0, syscall.ENOSPC
	}
	return f.spillFile.Write(p)
}

func (f limitedFile) ReadAt(p []byte, at int64) (int, error) {
	if f.unread != nil {
		return 0, f.unread
	}
	return f.spillFile.ReadAt(p, at)
}

// TestSorterDisk fails at every place where the disk can.
func TestSorterDisk(t *testing.T) {
	for _, c := range []struct {
		bytes  int
		unread error
		open   error
		want   error
	}{
		{0, nil, nil, syscall.ENOSPC}, {5000, nil, nil, syscall.ENOSPC}, {20_000, nil, nil, syscall.ENOSPC}, {1 << 30, syscall.EIO, nil, syscall.EIO},
		{0, nil, os.ErrPermission, os.ErrPermission}, {1 << 30, nil, nil, nil},
	} {
		dir := t.TempDir()
		s := NewSorter(dir, 100, nil)
		s.open = func(dir string) (spillFile, error) {
			if c.open != nil {
				return nil, c.open
			}
			f, err := openSpill(dir)
			return limitedFile{f, &c.bytes, c.unread}, err
		}
		var err error
		for i := 0; i < 1000 && err == nil; i++ {
			err = s.Add(fmt.Append(nil, i%7), fmt.Append(nil, i, "of some length"))
		}
		if err == nil {
			for _, failed := range s.All() {
				err = cmp.Or(err, failed)
			}
		}
		spill, ok := errors.AsType[*SpillError](err)
		if !errors.Is(err, c.want) || c.want != nil && (!ok || spill.Dir != dir) {
			t.Errorf("%d bytes: %v, want %v", c.bytes, err, c.want)
		}
		s.Close()
		if left, _ := os.ReadDir(dir); len(left) > 0 {
			t.Errorf("%v is left", left)
		}
	}
	s := NewSorter(os.TempDir()+"/is/not/there", 1, nil)
	if spill, ok := errors.AsType[*SpillError](s.Add([]byte("a"), nil)); !ok || !errors.Is(spill, os.ErrNotExist) {
		t.Error("a folder that is not there")
	}
}

// TestSorterStops ends a merge of many runs when it is told to, and a walk that is broken off.
func TestSorterStops(t *testing.T) {
	s := NewSorter(t.TempDir(), 1, nil)
	defer s.Close()
	stopped := errors.New("stopped")
	for i := range 2000 {
		s.Add(fmt.Append(nil, i), nil)
	}
	s.check = func() error { return stopped }
	var err error
	for _, err = range s.All() {
	}
	if !errors.Is(err, stopped) {
		t.Error(err)
	}
	s = NewSorter(t.TempDir(), 100, nil)
	defer s.Close()
	for i := range 100 {
		s.Add(fmt.Append(nil, i), nil)
	}
	for range s.All() {
		break
	}
}

func BenchmarkSorter(b *testing.B) {
	key, payload := make([]byte, 12), bytes.Repeat([]byte("x"), 500)
	const n = 20_000
	b.SetBytes(n * int64(len(key)+len(payload)))
	for b.Loop() {
		s := NewSorter(b.TempDir(), 2<<20, nil)
		for i := range n {
			copy(key, fmt.Append(key[:0], i*7919%n))
			if err := s.Add(key, payload); err != nil {
				b.Fatal(err)
			}
		}
		for _, err := range s.All() {
			if err != nil {
				b.Fatal(err)
			}
		}
		s.Close()
	}
}
