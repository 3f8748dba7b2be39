// A file that only grows, in steps that are safe: what is behind the last step can be taken back.

package collect

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"twq/fetch"
)

// tape is such a file. What is added is written by flush, and counts once keep was called.
type tape struct {
	disk  *disk
	path  string
	pack  string // "gz", "zst" or ""
	file  file   // nil: not opened
	kept  int64  // bytes that count
	end   int64  // bytes that are written
	added bytes.Buffer
	zstd  *zstd.Encoder
}

// check returns an error unless the file is one to write to, as the state says; it changes nothing.
func (t *tape) check(tail string) error {
	info, err := os.Stat(t.path)
	switch {
	case errors.Is(err, fs.ErrNotExist) && t.kept == 0:
		return nil
	case errors.Is(err, fs.ErrNotExist):
		return &StateError{Path: t.path, Problem: "is gone, and its state says that there are rows in it"}
	case err != nil:
		return &fetch.FileError{Name: t.path, Err: err}
	case !info.Mode().IsRegular():
		return &fetch.KindError{Path: t.path, Mode: info.Mode().Type()}
	case info.Size() < t.kept:
		return &StateError{Path: t.path, Problem: "is shorter than its state says: rows are missing"}
	}
	if tail == "" {
		return nil
	}
	is, err := t.tail(t.kept)
	if err != nil {
		return &fetch.FileError{Name: t.path, Err: err}
	}
	if is != tail {
		return &StateError{Path: t.path, Problem: "is not as its state left it: somebody has changed it"}
	}
	return nil
}

// open opens the file and cuts off what does not count.
func (t *tape) open() error {
	f, err := t.disk.open(t.path, os.O_RDWR|os.O_CREATE)
	if err != nil {
		return t.failed("create", err)
	}
	t.file, t.end = f, t.kept
	if err := f.Truncate(t.kept); err != nil {
		return t.failed("write", err)
	}
	return nil
}

// add holds a line to be written.
func (t *tape) add(line string) {
	t.added.WriteString(line)
	t.added.WriteByte('\n')
}

// flush writes what was added and waits until it has reached the disk.
func (t *tape) flush() error {
	if t.added.Len() == 0 {
		return nil
	}
	if t.file == nil {
		if err := t.open(); err != nil {
			return err
		}
	}
	data, err := t.packed()
	if err != nil {
		return t.failed("write", err)
	}
	n, err := t.file.WriteAt(data, t.end)
	if err == nil && n < len(data) {
		err = io.ErrShortWrite
	}
	if err != nil {
		return t.failed("write", err)
	}
	if err := t.file.Sync(); err != nil {
		return t.failed("sync", err)
	}
	t.end += int64(n)
	t.added.Reset()
	return nil
}

// packed is what was added as a whole member or frame, so that every step ends where one does.
func (t *tape) packed() ([]byte, error) {
	switch t.pack {
	case "gz":
		var b bytes.Buffer
		z := gzip.NewWriter(&b)
		if _, err := z.Write(t.added.Bytes()); err != nil {
			return nil, err
		}
		err := z.Close()
		return b.Bytes(), err
	case "zst":
		if t.zstd == nil {
			var err error
			if t.zstd, err = zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1)); err != nil {
				return nil, err
			}
		}
		return t.zstd.EncodeAll(t.added.Bytes(), nil), nil
	}
	return t.added.Bytes(), nil
}

// keep makes what is written count.
func (t *tape) keep() { t.kept = t.end }

// back takes back what does not count, as far as the disk lets us: the next run does it otherwise.
func (t *tape) back() {
	t.added.Reset()
	if t.file != nil {
		_ = t.file.Truncate(t.kept)
		t.end = t.kept
	}
}

func (t *tape) close() error {
	if t.file == nil {
		return nil
	}
	err := t.file.Close()
	if t.file = nil; err != nil {
		return t.failed("close", err)
	}
	return nil
}

func (t *tape) failed(op string, err error) error {
	return &fetch.WriteError{Path: t.path, Op: op, Err: bare(err)}
}

// lines calls do for each line between two steps.
func (t *tape) lines(from, to int64, do func(line []byte)) error {
	if from >= to {
		return nil
	}
	f, err := os.Open(t.path)
	if err != nil {
		return err
	}
	defer f.Close()
	var r io.Reader = io.NewSectionReader(f, from, to-from)
	switch t.pack {
	case "gz":
		z, err := gzip.NewReader(r)
		if err != nil {
			return err
		}
		r = z
	case "zst":
		z, err := zstd.NewReader(r, zstd.WithDecoderConcurrency(1))
		if err != nil {
			return err
		}
		defer z.Close()
		r = z
	}
	return eachLine(r, do)
}
