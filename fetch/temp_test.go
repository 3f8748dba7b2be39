//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package fetch

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// TestLeftBehind removes what a killed process left of the same target, and nothing that is still being written or belongs to another.
func TestLeftBehind(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "out.csv")
	begin := func(path string) *File {
		t.Helper()
		f, err := Create(path, 0o644)
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	// The end of a process closes its files, and removes none.
	killed := func(f *File) string {
		f.file.Close()
		f.held.release()
		return f.temp
	}
	first, second, other := begin(path), begin(path), begin(filepath.Join(dir, "other.csv"))
	defer other.Close()
	if first.temp == second.temp || first.temp == other.temp {
		t.Fatalf("%s, %s, %s", first.temp, second.temp, other.temp)
	}
	dead := []string{killed(first), killed(second)}
	another := filepath.Join(dir, "another.csv")
	stranger := killed(begin(another))
	busy := begin(path) // in the place of the first; what the second left goes too
	for _, left := range dead {
		if _, err := os.Lstat(left); err == nil && left != busy.temp {
			t.Errorf("%s is still there", left)
		}
	}
	for _, kept := range []string{busy.temp, other.temp, stranger} {
		if _, err := os.Lstat(kept); err != nil {
			t.Error(err)
		}
	}
	later := begin(path)
	for _, f := range []*File{later, busy} {
		if _, err := f.Write([]byte("whole")); err != nil {
			t.Fatal(err)
		}
		if err := f.Commit(); err != nil {
			t.Fatal(err)
		}
	}
	wantFile(t, path, "whole")
	begin(another).Close()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	if want := []string{filepath.Base(other.temp), "out.csv"}; !slices.Equal(names, want) {
		t.Errorf("%q, want %q", names, want)
	}
}

// TestLeftBehindByOthers leaves alone what only has the name of something left.
func TestLeftBehindByOthers(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "out.csv")
	f, err := Create(path, 0o644)
	if err != nil {
		t.Fatal(err)
	}
	temp := f.temp
	f.Close()
	secret := filepath.Join(dir, "secret")
	write(t, secret, "keep")
	link(t, secret, temp)
	if err := WriteFile(path, []byte("new"), 0o644); err != nil {
		t.Fatal(err)
	}
	wantFile(t, secret, "keep")
	wantFile(t, path, "new")
	if info, err := os.Lstat(temp); err != nil || info.Mode()&os.ModeSymlink == 0 {
		t.Errorf("the link: %v, %v", info, err)
	}
}

// TestManyWriters lets more write to one name than there are names for them.
func TestManyWriters(t *testing.T) {
	path := filepath.Join(t.TempDir(), "out.csv")
	var files []*File
	for range mostWriters + 4 {
		f, err := Create(path, 0o644)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, f)
	}
	for _, f := range files {
		if err := f.Commit(); err != nil {
			t.Error(err)
		}
	}
	wantAlone(t, path)
}
