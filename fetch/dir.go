// Folders written completely or not at all.

package fetch

import (
	"crypto/rand"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Dir is a folder being written beside its final name. Until [Dir.Commit] the final name keeps what it had. It is not safe for
// concurrent use.
type Dir struct {
	path string // the final name
	temp string // "" once committed or closed
	root *os.Root
	ours func(name string, dir bool) bool // nil: there must be nothing
}

// CreateDir begins a folder that will have the given name. What has the name already is replaced by Commit when ours is not nil and is
// true of everything in it, files and folders by their names with slashes between; else it is refused with a [*FolderError], now and
// again by Commit, so that nothing else is ever removed. A symbolic link is followed and stays. The caller calls Commit to keep the
// folder and Close in any case.
func CreateDir(path string, ours func(name string, dir bool) bool) (*Dir, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, &WriteError{path, "create", systemReason(err)}
	}
	if there, err := filepath.EvalSymlinks(path); err == nil {
		path = there
	}
	d := &Dir{path: path, ours: ours}
	if _, err := d.replaces(); err != nil {
		return nil, err
	}
	temp := filepath.Join(filepath.Dir(path), tempPrefix+rand.Text()+".tmp")
	if err := os.Mkdir(temp, 0o777); err != nil {
		return nil, &WriteError{path, "create", systemReason(err)}
	}
	d.temp = temp
	if d.root, err = os.OpenRoot(temp); err != nil {
		d.Close()
		return nil, &WriteError{path, "create", systemReason(err)}
	}
	return d, nil
}

// Root is the folder to write into. It is closed by Commit and Close.
func (d *Dir) Root() *os.Root { return d.root }

// replaces says whether there is a folder under the final name, which may go.
func (d *Dir) replaces() (bool, error) {
	info, err := os.Lstat(d.path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return false, nil
	case err != nil:
		return false, &FolderError{d.path, "cannot be looked at", systemReason(err)}
	case !info.IsDir():
		return false, &KindError{d.path, info.Mode().Type()}
	case d.ours == nil:
		return false, &FolderError{Dir: d.path, Problem: "is already there"}
	}
	err = fs.WalkDir(os.DirFS(d.path), ".", func(name string, e fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return &FolderError{d.path, "cannot be looked at", systemReason(err)}
		case name != "." && (!d.ours(name, e.IsDir()) || !e.IsDir() && !e.Type().IsRegular()):
			return &FolderError{Dir: d.path, Problem: "holds " + name + ", which is no part of a data set, and is not replaced"}
		}
		return nil
	})
	return err == nil, err
}

// Commit puts the folder under its final name; on Linux what was there is exchanged for it in one step. On an error the final name keeps
// what it had. Files are synced by those who wrote them.
func (d *Dir) Commit() error {
	defer d.Close()
	if d.temp == "" {
		return &WriteError{d.path, "rename", fs.ErrClosed}
	}
	there, err := d.replaces()
	if err != nil {
		return err
	}
	d.root.Close() // Windows renames no folder that is open
	if there {
		err = d.exchange()
	} else {
		err = os.Rename(d.temp, d.path)
	}
	if err != nil {
		return &WriteError{d.path, "rename", systemReason(err)}
	}
	if !there {
		d.temp = ""
	}
	_ = systemDisk().syncDir(filepath.Dir(d.path)) // see File.Commit
	return nil
}

// exchange puts the folder in the place of another, which has the temporary name afterwards and is removed by Close.
func (d *Dir) exchange() error {
	err := swap(d.temp, d.path)
	if errors.Is(err, errors.ErrUnsupported) {
		return d.replace()
	}
	return err
}

// replace is exchange in two steps; where the second fails the first is undone.
func (d *Dir) replace() error {
	old := strings.TrimSuffix(d.temp, ".tmp") + ".old"
	if err := os.Rename(d.path, old); err != nil {
		return err
	}
	if err := os.Rename(d.temp, d.path); err != nil {
		return errors.Join(err, os.Rename(old, d.path))
	}
	d.temp = old
	return nil
}

// Close removes a folder that was not committed, and after Commit what it has replaced; a second time it does nothing.
func (d *Dir) Close() error {
	if d.root != nil {
		d.root.Close()
	}
	if d.temp == "" {
		return nil
	}
	temp := d.temp
	d.temp = ""
	return os.RemoveAll(temp)
}
