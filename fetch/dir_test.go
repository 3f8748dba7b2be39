package fetch

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// ours takes everything that begins with "k=".
func ours(name string, _ bool) bool { return strings.HasPrefix(name, "k=") }

// made makes a folder with one file in it.
func made(t *testing.T, dir, name, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Join(dir, filepath.Dir(name)), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// begun begins a folder and writes one file into it.
func begun(t *testing.T, path string, ours func(string, bool) bool) *Dir {
	t.Helper()
	d, err := CreateDir(path, ours)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	if err := d.Root().Mkdir("k=2", 0o700); err != nil {
		t.Fatal(err)
	}
	f, err := d.Root().Create("k=2/new")
	if err != nil {
		t.Fatal(err)
	}
	f.Close()
	return d
}

// holds wants these files and nothing else below a folder, temporary ones included.
func holds(t *testing.T, dir string, want ...string) {
	t.Helper()
	var got []string
	err := filepath.WalkDir(dir, func(path string, e os.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			got = append(got, filepath.ToSlash(strings.TrimPrefix(path, dir+string(filepath.Separator))))
		}
		if err == nil && strings.HasPrefix(e.Name(), tempPrefix) {
			t.Errorf("%s is left", path)
		}
		return err
	})
	if err != nil || strings.Join(got, " ") != strings.Join(want, " ") {
		t.Errorf("got %v %v, want %v", got, err, want)
	}
}

func TestDir(t *testing.T) {
	home := t.TempDir()
	path := filepath.Join(home, "set")
	d := begun(t, path+"/", nil)
	if _, err := os.Stat(path); err == nil {
		t.Error("it is there before Commit")
	}
	if err := d.Commit(); err != nil {
		t.Fatal(err)
	}
	holds(t, home, "set/k=2/new")
	if err := d.Commit(); err == nil {
		t.Error("committed twice")
	}
	holds(t, home, "set/k=2/new")

	_, err := CreateDir(path, nil)
	if _, ok := errors.AsType[*FolderError](err); !ok {
		t.Error(err)
	}
	d = begun(t, filepath.Join(home, "other"), nil)
	d.Close()
	holds(t, home, "set/k=2/new")
	_, err = CreateDir(filepath.Join(home, "nowhere", "set"), nil)
	if _, ok := errors.AsType[*WriteError](err); !ok {
		t.Error(err)
	}
}

func TestDirReplaces(t *testing.T) {
	home := t.TempDir()
	path := filepath.Join(home, "set")
	made(t, path, "k=1/old", "old")
	d := begun(t, path, ours)
	d.Close() // it failed
	holds(t, home, "set/k=1/old")

	d = begun(t, path, ours)
	made(t, path, "thesis.txt", "years of work") // meanwhile
	if err := d.Commit(); err == nil {
		t.Error("replaced a folder with something else in it")
	}
	holds(t, home, "set/k=1/old", "set/thesis.txt")
	if _, err := CreateDir(path, ours); err == nil {
		t.Error("begun over a folder with something else in it")
	}
	os.Remove(filepath.Join(path, "thesis.txt"))

	if err := os.Symlink(path, filepath.Join(home, "link")); err != nil {
		t.Skip(err)
	}
	d = begun(t, filepath.Join(home, "link"), ours)
	if err := d.Commit(); err != nil {
		t.Fatal(err)
	}
	holds(t, home, "link", "set/k=2/new")

	made(t, home, "file", "x")
	_, err := CreateDir(filepath.Join(home, "file"), ours)
	if _, ok := errors.AsType[*KindError](err); !ok {
		t.Error(err)
	}
}

// TestDirWithoutExchange is the way of other systems.
func TestDirWithoutExchange(t *testing.T) {
	home := t.TempDir()
	path := filepath.Join(home, "set")
	made(t, path, "k=1/old", "old")
	d := begun(t, path, ours)
	if err := d.replace(); err != nil {
		t.Fatal(err)
	}
	d.Close()
	holds(t, home, "set/k=2/new")
	d = begun(t, path, ours)
	temp := d.temp
	d.temp += "-gone"
	if err := d.replace(); err == nil {
		t.Error("replaced by nothing")
	}
	d.temp = temp
	d.Close()
	holds(t, home, "set/k=2/new")
}
