package fetch

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

func TestWriteFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "out.csv")
	for _, text := range []string{"one", "the second, longer than the first", ""} {
		if err := WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		wantFile(t, path, text)
		wantAlone(t, path)
	}
}

func TestFileBeforeCommit(t *testing.T) {
	path := filepath.Join(t.TempDir(), "out.csv")
	write(t, path, "old")
	f, err := Create(path, 0o644)
	if err != nil {
		t.Fatal(err)
	}
	if n, err := f.Write([]byte("new")); n != 3 || err != nil {
		t.Fatal(n, err)
	}
	wantFile(t, path, "old")
	for range 2 {
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
	}
	wantFile(t, path, "old")
	wantAlone(t, path)
	if _, err := f.Write([]byte("x")); err == nil {
		t.Error("a closed file takes bytes")
	}
	if err := f.Commit(); err == nil {
		t.Error("a closed file is committed")
	}
	wantFile(t, path, "old")
}

func TestFileAfterCommit(t *testing.T) {
	path := filepath.Join(t.TempDir(), "out.csv")
	f, err := Create(path, 0o644)
	if err != nil {
		t.Fatal(err)
	}
	f.Write([]byte("new"))
	if err := f.Commit(); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Error(err)
	}
	wantFile(t, path, "new")
	if f.Commit() == nil {
		t.Error("committed twice")
	}
	wantFile(t, path, "new")
}

func TestCreateRefuses(t *testing.T) {
	dir := t.TempDir()
	kind := new(KindError)
	if _, err := Create(dir, 0o644); !errors.As(err, &kind) || kind.Mode != fs.ModeDir {
		t.Errorf("a folder: %v", err)
	}
	failed := new(WriteError)
	path := filepath.Join(dir, "no", "out.csv")
	if _, err := Create(path, 0o644); !errors.As(err, &failed) || failed.Op != "create" || failed.Path != path || !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a folder that does not exist: %v", err)
	}
}

// TestFaults makes the calls of the system fail one after another, once and from then on: the old content stays, nothing is
// left behind, and the error says what happened under the final name.
func TestFaults(t *testing.T) {
	reasons := []error{syscall.EIO, syscall.ENOSPC, syscall.EINTR}
	for _, persistent := range []bool{false, true} {
		for _, reason := range reasons {
			for n := 1; ; n++ {
				path := filepath.Join(t.TempDir(), "out.csv")
				write(t, path, "old")
				d := &faultyDisk{disk: systemDisk(), failAt: n, persistent: persistent, reason: reason}
				err := writeFile(d.asDisk(), path, []byte("new"), 0o644)
				if d.failed == "" {
					if n != 6 {
						t.Fatalf("%d calls, want 5", n-1)
					}
					if err != nil {
						t.Fatal(err)
					}
					wantFile(t, path, "new")
					break
				}
				failed := new(WriteError)
				if !errors.As(err, &failed) || failed.Op != d.failed || failed.Path != path || !errors.Is(err, reason) {
					t.Errorf("%s fails: %v", d.failed, err)
				}
				wantFile(t, path, "old")
				wantAlone(t, path)
			}
		}
	}
}

// TestShortWrite is about a write that says less than it should and no error.
func TestShortWrite(t *testing.T) {
	path := filepath.Join(t.TempDir(), "out.csv")
	write(t, path, "old")
	d := systemDisk()
	open := d.open
	d.open = func(name string, perm os.FileMode) (diskFile, error) {
		f, err := open(name, perm)
		return shortFile{f}, err
	}
	if err := writeFile(d, path, []byte("new"), 0o644); err == nil {
		t.Error("no error")
	}
	wantFile(t, path, "old")
	wantAlone(t, path)
}

// faultyDisk fails its failAt-th call; failed is the name of the first that did.
type faultyDisk struct {
	disk
	calls, failAt int
	persistent    bool
	reason        error
	failed        string
}

func (d *faultyDisk) fault(op string) error {
	d.calls++
	if d.calls == d.failAt || d.persistent && d.calls > d.failAt {
		if d.failed == "" {
			d.failed = op
		}
		return &fs.PathError{Op: op, Path: "temporary", Err: d.reason}
	}
	return nil
}

func (d *faultyDisk) asDisk() disk {
	faulty := d.disk
	faulty.open = func(name string, perm os.FileMode) (diskFile, error) {
		if err := d.fault("create"); err != nil {
			return nil, err
		}
		f, err := d.disk.open(name, perm)
		return faultyFile{f, d}, err
	}
	faulty.rename = func(from, to string) error {
		if err := d.fault("rename"); err != nil {
			return err
		}
		return d.disk.rename(from, to)
	}
	return faulty
}

type faultyFile struct {
	diskFile
	d *faultyDisk
}

func (f faultyFile) Write(p []byte) (int, error) {
	if err := f.d.fault("write"); err != nil {
		n, _ := f.diskFile.Write(p[:len(p)/2])
		return n, err
	}
	return f.diskFile.Write(p)
}

func (f faultyFile) Sync() error {
	if err := f.d.fault("sync"); err != nil {
		return err
	}
	return f.diskFile.Sync()
}

func (f faultyFile) Close() error {
	err := f.diskFile.Close()
	if fault := f.d.fault("close"); fault != nil {
		return fault
	}
	return err
}

type shortFile struct{ diskFile }

func (f shortFile) Write(p []byte) (int, error) { return f.diskFile.Write(p[:len(p)-1]) }

func write(t testing.TB, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func wantFile(t testing.TB, path, want string) {
	t.Helper()
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Errorf("%s holds %q, want %q", filepath.Base(path), got, want)
	}
}

// wantAlone wants nothing beside a file in its folder.
func wantAlone(t testing.TB, path string) {
	t.Helper()
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if e.Name() != filepath.Base(path) {
			t.Errorf("left behind: %s", e.Name())
		}
	}
}
