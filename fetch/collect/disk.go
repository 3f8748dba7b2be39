// What the system is asked for; tests make each call fail in turn.

package collect

import (
	"errors"
	"io"
	"os"
)

// disk is the part of a file system that a job needs.
type disk struct {
	open    func(name string, flag int) (file, error)
	rename  func(from, to string) error
	remove  func(name string) error
	syncDir func(dir string) error
}

type file interface {
	io.WriterAt
	io.Closer
	Sync() error
	Truncate(size int64) error
}

func systemDisk() disk {
	return disk{
		open: func(name string, flag int) (file, error) {
			f, err := os.OpenFile(name, flag, 0o666)
			if err != nil {
				return nil, err // not a nil *os.File in a non-nil interface
			}
			return f, nil
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
