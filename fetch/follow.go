// Reads a growing file on at its end, as tail -F does.

package fetch

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"sync"
	"time"
)

// Follow says how a growing file is read on at its end. The body gives whole lines only and has no end; it ends with its context. A
// file that was cut or replaced begins anew. A file that is packed or encoded, or is none on a disk, is a [*FollowError].
type Follow struct {
	Every time.Duration // between two looks at the end; 0: a quarter of a second
	// Told is told, by the goroutine that reads, when a file begins anew; nil is fine.
	Told func(Restart)
}

// Restart is a followed file that begins anew.
type Restart struct {
	Name     string
	Replaced bool  // the name belongs to another file now; else the file became shorter than what was read of it
	Dropped  int64 // bytes of a last line that had no end, and was left out
}

// FollowError says that a file cannot be read on at its end.
type FollowError struct {
	Name string
	Why  string // "is packed with gzip"
}

func (e *FollowError) Error() string { return fmt.Sprintf("%s %s", e.Name, e.Why) }

const followEvery = 250 * time.Millisecond

// body reads r, whose errors are typed; file is the open file below it.
func (f *Follow) body(r *fileReader, file io.ReadCloser) (io.ReadCloser, error) {
	if onDisk(file) == nil {
		r.Close()
		return nil, &FollowError{r.name, "is no file on a disk"}
	}
	t := &tail{follow: f, r: r}
	if t.every = f.Every; t.every <= 0 {
		t.every = followEvery
	}
	t.ctx, t.cancel = context.WithCancel(r.ctx)
	r.ctx = t.ctx
	return t, nil
}

// tail is the body of a followed file.
type tail struct {
	follow *Follow
	every  time.Duration
	ctx    context.Context
	cancel context.CancelFunc

	mu    sync.Mutex // held while it is read
	r     *fileReader
	at    int64  // how far the file is read
	buf   []byte // what is read of it and not handed out
	lines int    // so much of buf are whole lines
	known bool   // the beginning of the file was looked at
}

func (t *tail) Read(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for t.lines == 0 {
		if err := t.more(); err != nil {
			return 0, err
		}
	}
	n := copy(p, t.buf[:t.lines])
	t.buf, t.lines = t.buf[n:], t.lines-n
	return n, nil
}

// Close ends a Read that waits.
func (t *tail) Close() error {
	t.cancel()
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.r.Close()
}

// more reads on, or waits for the next look.
func (t *tail) more() error {
	if cap(t.buf)-len(t.buf) < 4<<10 { // half a line moves to the front, or has more room
		t.buf = append(make([]byte, 0, max(aheadBytes, 2*len(t.buf))), t.buf...)
	}
	n, err := t.r.Read(t.buf[len(t.buf):cap(t.buf)])
	before := len(t.buf)
	t.buf, t.at = t.buf[:before+n], t.at+int64(n)
	if i := bytes.LastIndexByte(t.buf[before:], '\n'); i >= 0 {
		t.lines = before + i + 1
	}
	if !t.known && (t.lines > 0 || len(t.buf) >= 4) {
		if err := t.begin(); err != nil {
			return err
		}
	}
	switch {
	case err != nil && err != io.EOF:
		return err
	case n > 0:
		return nil
	}
	if again, err := t.restart(); err != nil || again {
		return err
	}
	timer := time.NewTimer(t.every)
	defer timer.Stop()
	select {
	case <-t.ctx.Done():
		return t.ctx.Err()
	case <-timer.C:
		return nil
	}
}

// begin looks at the first bytes of the file.
func (t *tail) begin() error {
	t.known = true
	switch {
	case hasMagic(t.buf, gzipMagic):
		return &FollowError{t.r.name, "is packed with gzip"}
	case hasMagic(t.buf, zstdMagic), isSkippable(t.buf):
		return &FollowError{t.r.name, "is packed with zstd"}
	}
	kind, mark := textEncoding(t.buf)
	if kind != "" {
		return &FollowError{t.r.name, "is encoded as " + kind}
	}
	t.buf = t.buf[mark:]
	t.lines = max(0, t.lines-mark)
	return nil
}

// restart opens the file again where its name belongs to another one, and goes back where it became shorter.
func (t *tail) restart() (bool, error) {
	open := t.r.ReadCloser.(interface{ Stat() (fs.FileInfo, error) })
	is, err := open.Stat()
	if err != nil {
		return false, &FileError{t.r.name, err}
	}
	named, err := os.Stat(t.r.name)
	switch {
	case errors.Is(err, fs.ErrNotExist): // between two files
		return false, nil
	case err != nil:
		return false, &FileError{t.r.name, err}
	}
	said := Restart{Name: t.r.name, Replaced: !os.SameFile(is, named), Dropped: int64(len(t.buf))}
	switch {
	case said.Replaced:
		file, err := os.Open(t.r.name)
		if errors.Is(err, fs.ErrNotExist) {
			return false, nil
		}
		if err != nil {
			return false, &FileError{t.r.name, err}
		}
		t.r.Close()
		t.r.ReadCloser = file
	case is.Size() < t.at:
		if _, err := t.r.ReadCloser.(io.Seeker).Seek(0, io.SeekStart); err != nil {
			return false, &FileError{t.r.name, err}
		}
	default:
		return false, nil
	}
	t.at, t.buf, t.known = 0, t.buf[:0], false
	if t.follow.Told != nil {
		t.follow.Told(said)
	}
	return true, nil
}
