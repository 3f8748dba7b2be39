package fetch

import (
	"bytes"
	"errors"
	"io"
	"math/rand/v2"
	"os"
	"sync"
	"testing"
	"testing/iotest"
)

// TestSpool reads a stream twice at once and once more, in memory and beyond; the failure of the source comes behind its bytes.
func TestSpool(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	for _, size := range []int{0, 1, 1000, spoolMemory, spoolMemory + 1, 2*spoolMemory + 12345} {
		want := make([]byte, size)
		dice := rand.New(rand.NewPCG(1, 2))
		for i := range want {
			want[i] = byte(dice.Uint32())
		}
		fault := errors.New("down")
		s := &Spool{Source: io.MultiReader(bytes.NewReader(want), iotest.ErrReader(fault))}
		check := func() {
			got, err := io.ReadAll(s.Reader())
			if !errors.Is(err, fault) || !bytes.Equal(got, want) {
				t.Errorf("%d bytes: %d came, %v", size, len(got), err)
			}
		}
		var both sync.WaitGroup
		both.Go(check)
		both.Go(check)
		both.Wait()
		check()
		if entries, err := os.ReadDir(os.TempDir()); err != nil || s.name == "" && len(entries) > 0 {
			t.Errorf("%d files are left, %v", len(entries), err)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		if _, err := s.Reader().Read(make([]byte, 1)); !errors.Is(err, os.ErrClosed) {
			t.Errorf("a closed spool reads: %v", err)
		}
	}
}

// TestSpoolCannotKeep is told as such.
func TestSpoolCannotKeep(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir()+"/none")
	t.Setenv("TMP", t.TempDir()+"/none")
	s := &Spool{Source: bytes.NewReader(make([]byte, 2*spoolMemory))}
	_, err := io.Copy(io.Discard, s.Reader())
	if _, ok := errors.AsType[*SpoolError](err); !ok {
		t.Errorf("%v", err)
	}
}
