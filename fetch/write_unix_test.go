//go:build unix

package fetch

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// setUmask sets the process's umask for one test, which must not be parallel.
func setUmask(t *testing.T, mask int) {
	old := syscall.Umask(mask)
	t.Cleanup(func() { syscall.Umask(old) })
}

func wantMode(t testing.TB, path string, want fs.FileMode) {
	t.Helper()
	info, err := os.Lstat(path)
	if err != nil {
		t.Fatal(err)
	}
	if got := info.Mode().Perm(); got != want {
		t.Errorf("%s has mode %o, want %o", filepath.Base(path), got, want)
	}
}

// TestModes watches the file from its first moment on.
func TestModes(t *testing.T) {
	tests := []struct {
		umask      int
		perm, want fs.FileMode
	}{
		{0o000, 0o600, 0o600},
		{0o022, 0o600, 0o600},
		{0o000, 0o666, 0o666},
		{0o022, 0o666, 0o644},
		{0o077, 0o666, 0o600},
	}
	for _, test := range tests {
		setUmask(t, test.umask)
		path := filepath.Join(t.TempDir(), "out.csv")
		write(t, path, "old") // with the modes of 0644 under this umask
		d := systemDisk()
		open := d.open
		d.open = func(name string, perm os.FileMode) (diskFile, error) {
			f, err := open(name, perm)
			wantMode(t, name, test.want)
			return f, err
		}
		if err := writeFile(d, path, []byte("new"), test.perm); err != nil {
			t.Fatal(err)
		}
		wantMode(t, path, test.want)
	}
}

func TestWriteThroughLink(t *testing.T) {
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, "far", "away"), 0o755); err != nil {
		t.Fatal(err)
	}
	link(t, "far/away", filepath.Join(dir, "short"))
	link(t, "short/../real.csv", filepath.Join(dir, "second")) // the .. is that of far/away
	link(t, "second", filepath.Join(dir, "out.csv"))
	for _, text := range []string{"first", "second"} { // dangling, then not
		if err := WriteFile(filepath.Join(dir, "out.csv"), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		wantFile(t, filepath.Join(dir, "far", "real.csv"), text)
	}
	if info, err := os.Lstat(filepath.Join(dir, "out.csv")); err != nil || info.Mode()&fs.ModeSymlink == 0 {
		t.Errorf("the link is gone: %v %v", info, err)
	}
	link(t, "circle", filepath.Join(dir, "circle"))
	if err := WriteFile(filepath.Join(dir, "circle"), nil, 0o644); err == nil {
		t.Error("a link to itself is written")
	}
}

func TestCreateRefusesPipesAndDevices(t *testing.T) {
	dir := t.TempDir()
	pipe := filepath.Join(dir, "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	link(t, pipe, filepath.Join(dir, "link"))
	for path, mode := range map[string]fs.FileMode{
		pipe:                       fs.ModeNamedPipe,
		filepath.Join(dir, "link"): fs.ModeNamedPipe,
		"/dev/null":                fs.ModeDevice | fs.ModeCharDevice,
	} {
		kind := new(KindError)
		if _, err := Create(path, 0o600); !errors.As(err, &kind) || kind.Mode != mode {
			t.Errorf("%s: %v", path, err)
		}
	}
	if info, err := os.Lstat(pipe); err != nil || info.Mode()&fs.ModeNamedPipe == 0 {
		t.Errorf("the pipe is gone: %v %v", info, err)
	}
}

func TestMkdirPrivate(t *testing.T) {
	setUmask(t, 0)
	base := t.TempDir()
	dir := filepath.Join(base, "a", "b")
	for range 2 {
		if err := MkdirPrivate(dir); err != nil {
			t.Fatal(err)
		}
	}
	wantMode(t, dir, 0o700)
	wantMode(t, filepath.Join(base, "a"), 0o700)

	wide := filepath.Join(base, "wide")
	os.Mkdir(wide, 0o755)
	if err := MkdirPrivate(wide); err != nil {
		t.Errorf("a folder that others may only read: %v", err)
	}
	wantMode(t, wide, 0o755)

	open := filepath.Join(base, "open")
	os.Mkdir(open, 0o777)
	link(t, dir, filepath.Join(base, "link"))
	link(t, filepath.Join(base, "nowhere"), filepath.Join(base, "dangling"))
	write(t, filepath.Join(base, "file"), "")
	for _, name := range []string{"open", "link", "dangling", "file", "file/below"} {
		refused := new(FolderError)
		if err := MkdirPrivate(filepath.Join(base, name)); !errors.As(err, &refused) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := os.Lstat(filepath.Join(base, "nowhere")); err == nil {
		t.Error("a folder was made behind a link")
	}
}

func link(t testing.TB, to, path string) {
	t.Helper()
	if err := os.Symlink(to, path); err != nil {
		t.Fatal(err)
	}
}
