//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

// Holds files while they are written, and removes those that nobody holds any more.

package fetch

import (
	"os"

	"golang.org/x/sys/unix"
)

// canHold says that a process can hold a file so that others see whether it still runs.
const canHold = true

// heldFile is a file with a lock that outlives its closing, until release: the name is changed behind the closing.
type heldFile struct {
	*os.File
	guard *os.File // the same open file, to which the lock belongs
}

func (f *heldFile) release() { f.guard.Close() }

// holdFile locks a file that has just been made. ok is false when somebody took it for one that was left before it was locked. Where a file
// system has no locks nobody else can lock it either, and it stays.
func holdFile(f *os.File) (held *heldFile, ok bool) {
	fd, err := unix.FcntlInt(f.Fd(), unix.F_DUPFD_CLOEXEC, 0)
	if err != nil {
		return &heldFile{File: f, guard: f}, true
	}
	guard := os.NewFile(uintptr(fd), f.Name())
	if err := unix.Flock(fd, unix.LOCK_EX|unix.LOCK_NB); err == unix.EWOULDBLOCK || err == nil && !named(guard) {
		guard.Close()
		return nil, false
	}
	return &heldFile{f, guard}, true
}

// named reports whether an open file is still what its name leads to.
func named(f *os.File) bool {
	open, err1 := f.Stat()
	there, err2 := os.Lstat(f.Name())
	return err1 == nil && err2 == nil && os.SameFile(open, there)
}

// removeLeft removes a file that nobody holds, and reports whether it did.
func removeLeft(name string) bool {
	if info, err := os.Lstat(name); err != nil || !info.Mode().IsRegular() {
		return false
	}
	f, err := os.OpenFile(name, os.O_RDONLY|unix.O_NOFOLLOW|unix.O_NONBLOCK, 0)
	if err != nil {
		return false
	}
	defer f.Close()
	return unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB) == nil && named(f) && os.Remove(name) == nil
}
