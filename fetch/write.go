// Files written completely or not at all, and folders for nobody else.

package fetch

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
)

// File is a file being written beside its final name. Until [File.Commit] the final name keeps what it had. It is not safe
// for concurrent use.
type File struct {
	path string // the final name
	temp string
	file diskFile // nil once closed
	held releaser // nil: nobody can see whether it is still written
	disk disk
	err  error // the first failure; nothing is committed after it
}

// WriteError says that a file could not be written; what its name held before is untouched.
type WriteError struct {
	Path string // the final name, not that of the temporary file
	Op   string // "create", "write", "sync", "close" or "rename"
	Err  error  // the system's reason
}

func (e *WriteError) Error() string { return e.Op + " " + e.Path + ": " + e.Err.Error() }

// Unwrap returns the system's reason, for errors.Is(err, syscall.ENOSPC) and the like.
func (e *WriteError) Unwrap() error { return e.Err }

// KindError says that a name belongs to something one does not replace by a file: a folder, a pipe, a device, or, for a
// token, a symbolic link.
type KindError struct {
	Path string
	Mode fs.FileMode // its type bits
}

func (e *KindError) Error() string {
	return fmt.Sprintf("%s is %s, not a regular file", e.Path, kindName(e.Mode))
}

// FolderError says why a folder is not fit to keep a secret in.
type FolderError struct {
	Dir     string
	Problem string
	Err     error // the system's reason; nil when the folder exists and is refused
}

func (e *FolderError) Error() string {
	if e.Err != nil {
		return e.Dir + ": " + e.Problem + ": " + e.Err.Error()
	}
	return e.Dir + ": " + e.Problem
}

// Unwrap returns the system's reason, if there is one.
func (e *FolderError) Unwrap() error { return e.Err }

// Create begins a file that will have the given name and, less the umask, the given permissions, which it has before its
// first byte. It is written in the same folder under another name; what a process that was killed has left under one of the names for this
// file is removed. A symbolic link is followed and stays. When the name
// belongs to a folder, a pipe or a device the error is a [*KindError], else a [*WriteError]. The caller calls Commit to keep
// the file and Close in any case.
func Create(path string, perm os.FileMode) (*File, error) { return create(systemDisk(), path, perm) }

// WriteFile writes a whole file by way of [Create]: afterwards the name holds data, or what it held before and an error.
func WriteFile(path string, data []byte, perm os.FileMode) error {
	return writeFile(systemDisk(), path, data, perm)
}

// Write appends to the file; an error is remembered and fails the Commit too.
func (f *File) Write(p []byte) (int, error) {
	if f.err != nil {
		return 0, f.err
	}
	if f.file == nil {
		return 0, f.fail("write", fs.ErrClosed)
	}
	n, err := f.file.Write(p)
	if err == nil && n < len(p) {
		err = io.ErrShortWrite
	}
	if err != nil {
		return n, f.fail("write", err)
	}
	return n, nil
}

// Commit puts the file under its final name, over what was there, after its bytes have reached the disk. On an error, also
// one of an earlier Write, the final name is untouched and the temporary file removed.
func (f *File) Commit() error {
	if f.err == nil && f.file == nil {
		f.fail("rename", fs.ErrClosed)
	}
	if f.err == nil {
		f.finish()
	}
	if f.err != nil {
		f.Close()
		return f.err
	}
	// The file is whole under its name by now; some file systems cannot sync a folder and nothing is gained by failing.
	_ = f.disk.syncDir(filepath.Dir(f.path))
	return nil
}

// Close removes a file that was not committed; after Commit, and a second time, it does nothing.
func (f *File) Close() error {
	if f.file != nil {
		f.file.Close()
		f.file = nil
	}
	if f.temp == "" {
		return nil
	}
	err := f.disk.remove(f.temp)
	f.temp = ""
	f.letGo()
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// MkdirPrivate makes a folder, and what is missing above it, that only the user can enter (0700). A folder that exists is
// left as it is, but refused with a [*FolderError] when it is a symbolic link or anybody may write in it: then somebody
// else decides what lies there. On Windows a user's folders are private by their place.
func MkdirPrivate(dir string) error {
	// Before MkdirAll, which would make what a dangling link leads to.
	if err := checkPrivate(dir); !absent(err) {
		return err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return &FolderError{dir, "cannot be made", systemReason(err)}
	}
	return checkPrivate(dir)
}

// checkPrivate returns a [*FolderError] unless dir is a folder itself, and not one where anybody may write; [absent]
// sees whether there is nothing.
func checkPrivate(dir string) error {
	info, err := os.Lstat(dir)
	switch {
	case err != nil:
		return &FolderError{dir, "cannot be looked at", systemReason(err)}
	case info.Mode()&fs.ModeSymlink != 0:
		return &FolderError{Dir: dir, Problem: "is a symbolic link"}
	case !info.IsDir():
		return &FolderError{Dir: dir, Problem: "is not a folder"}
	case info.Mode().Perm()&0o002 != 0 && runtime.GOOS != "windows":
		return &FolderError{Dir: dir, Problem: "can be written by every user of this machine"}
	}
	return nil
}

func create(d disk, path string, perm os.FileMode) (*File, error) {
	path, err := followLink(path)
	if err != nil {
		return nil, &WriteError{path, "create", systemReason(err)}
	}
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
		return nil, &KindError{path, info.Mode().Type()}
	}
	file, temp, err := createTemp(d, path, perm)
	if err != nil {
		return nil, &WriteError{path, "create", systemReason(err)}
	}
	held, _ := file.(releaser)
	return &File{path: path, temp: temp, file: file, held: held, disk: d}, nil
}

func writeFile(d disk, path string, data []byte, perm os.FileMode) error {
	f, err := create(d, path, perm)
	if err != nil {
		return err
	}
	defer f.Close()
	if _, err := f.Write(data); err != nil {
		return err
	}
	return f.Commit()
}

func (f *File) finish() {
	if err := f.file.Sync(); err != nil {
		f.fail("sync", err)
		return
	}
	err := f.file.Close()
	f.file = nil
	if err != nil {
		f.fail("close", err)
		return
	}
	if err := f.disk.rename(f.temp, f.path); err != nil {
		f.fail("rename", err)
		return
	}
	f.temp = ""
	f.letGo()
}

// releaser is a file that is held until it has its final name.
type releaser interface{ release() }

func (f *File) letGo() {
	if f.held != nil {
		f.held.release()
		f.held = nil
	}
}

func (f *File) fail(op string, err error) error {
	f.err = &WriteError{f.path, op, systemReason(err)}
	return f.err
}

// followLink returns what a symbolic link leads to, so that a file which the user has linked elsewhere is written there, as
// a shell's > would. The last step may lead to nothing yet.
func followLink(path string) (string, error) {
	for range 40 { // as many as Linux follows
		info, err := os.Lstat(path)
		if err != nil || info.Mode()&fs.ModeSymlink == 0 {
			return path, nil
		}
		next, err := os.Readlink(path)
		if err != nil {
			return path, err
		}
		if !filepath.IsAbs(next) {
			// Not filepath.Join, which would take a/link/.. for a.
			next = filepath.Dir(path) + string(filepath.Separator) + next
		}
		path = next
	}
	return path, errors.New("too many levels of symbolic links")
}

// absent reports whether nothing is there, also because what is above it is no folder: service accounts have HOME=/dev/null.
func absent(err error) bool { return errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR) }

// regular returns a [*KindError] unless path is a regular file itself, not through a link, or nothing at all.
func regular(path string) error {
	info, err := os.Lstat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if !info.Mode().IsRegular() {
		return &KindError{path, info.Mode().Type()}
	}
	return nil
}

// systemReason drops the operation and the temporary name that the os package adds.
func systemReason(err error) error {
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		return e.Err
	}
	if e, ok := errors.AsType[*os.LinkError](err); ok {
		return e.Err
	}
	return err
}

func kindName(mode fs.FileMode) string {
	switch {
	case mode&fs.ModeDir != 0:
		return "a folder"
	case mode&fs.ModeSymlink != 0:
		return "a symbolic link"
	case mode&fs.ModeNamedPipe != 0:
		return "a pipe"
	case mode&fs.ModeDevice != 0:
		return "a device"
	case mode&fs.ModeSocket != 0:
		return "a socket"
	}
	return "special"
}

// disk is what a File asks of the system; tests make each call fail in turn.
type disk struct {
	open    func(name string, perm os.FileMode) (diskFile, error) // must not exist yet
	rename  func(from, to string) error
	remove  func(name string) error
	syncDir func(dir string) error
}

type diskFile interface {
	io.WriteCloser
	Sync() error
}

func systemDisk() disk {
	return disk{
		open: func(name string, perm os.FileMode) (diskFile, error) {
			f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, perm)
			if err != nil {
				return nil, err // not a nil *os.File in a non-nil interface
			}
			held, ok := holdFile(f)
			if !ok {
				f.Close()
				return nil, fs.ErrExist
			}
			return held, nil
		},
		rename: os.Rename,
		remove: os.Remove,
		syncDir: func(dir string) error {
			d, err := os.Open(dir)
			if err != nil {
				return err
			}
			return errors.Join(d.Sync(), d.Close())
		},
	}
}
