// Keeps the last answer, so that one can look at it again without asking again.

package fetch

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"time"
)

const defaultLastLimit = 32 << 20

// Last keeps one answer in a file that only the user can read: a line of JSON about the answer, then the answer itself, so
// that the two always belong together. It is safe for concurrent use; the last one to finish stays.
type Last struct {
	Dir   string // made when needed, for the user alone
	Limit int64  // bytes of an answer; 0: 32 MiB
}

// LastInfo is what is known of the last answer.
type LastInfo struct {
	Origin string    // what was fetched, without secrets
	When   time.Time // when
	Size   int64     // bytes
}

// lastHead is the first line of the file.
type lastHead struct {
	Origin   string    `json:"origin"`
	When     time.Time `json:"when"`
	Lines    bool      `json:"lines,omitempty"`
	TooLarge bool      `json:"too_large,omitempty"`
	Size     int64     `json:"size,omitempty"` // of an answer that was too large: how much of it was seen
	Limit    int64     `json:"limit,omitempty"`
}

// Tee returns the page with a body that is kept while it is read. Only when it has been read to its end does Close put it in
// the place of the answer before; an answer read in part leaves that one alone. Of an answer beyond the limit only the fact
// is kept.
//
// What goes wrong with keeping never shows in a Read. Close returns it as a [*LastError], when the body itself closed well;
// the answer before is removed then, so that nobody takes it for this one.
func (l Last) Tee(page *Page, origin string, when time.Time) *Page {
	kept := *page
	kept.Body = &lastBody{
		ReadCloser: page.Body,
		last:       l,
		head:       lastHead{Origin: origin, When: when.Round(0), Lines: page.Lines},
	}
	return &kept
}

// Open returns the last answer. There is none when the error shows os.ErrNotExist; it was too large when it is a
// [*LastTooLargeError]. The caller closes the body.
func (l Last) Open() (*Page, LastInfo, error) {
	f, err := os.Open(l.path())
	if err != nil {
		return nil, LastInfo{}, &LastError{l.path(), systemReason(err)}
	}
	page, info, err := l.read(f)
	if err != nil {
		f.Close()
		return nil, info, err
	}
	return page, info, nil
}

func (l Last) read(f *os.File) (*Page, LastInfo, error) {
	r := bufio.NewReader(f)
	line, err := r.ReadBytes('\n')
	if err != nil {
		return nil, LastInfo{}, &LastError{l.path(), noEOF(err)}
	}
	var head lastHead
	if err := json.Unmarshal(line, &head); err != nil {
		return nil, LastInfo{}, &LastError{l.path(), err}
	}
	info := LastInfo{Origin: head.Origin, When: head.When, Size: head.Size}
	if head.TooLarge {
		return nil, info, &LastTooLargeError{info, head.Limit}
	}
	stat, err := f.Stat()
	if err != nil {
		return nil, info, &LastError{l.path(), err}
	}
	info.Size = stat.Size() - int64(len(line))
	body := struct {
		io.Reader
		io.Closer
	}{r, f}
	return &Page{Body: body, From: head.Origin, Lines: head.Lines}, info, nil
}

func (l Last) path() string { return filepath.Join(l.Dir, "last") }

// create begins a file with its first line.
func (l Last) create(head lastHead) (*File, error) {
	if err := MkdirPrivate(l.Dir); err != nil {
		return nil, err
	}
	f, err := Create(l.path(), 0o600)
	if err != nil {
		return nil, err
	}
	line, err := json.Marshal(head)
	if err == nil {
		_, err = f.Write(append(line, '\n'))
	}
	if err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}

// Forget makes a page of Tee that was read to its end leave the answer before alone, for one that turned out not to be worth it.
func Forget(page *Page) {
	if b, ok := page.Body.(*lastBody); ok {
		b.ended = false
	}
}

// lastBody writes what is read of it.
type lastBody struct {
	io.ReadCloser
	last   Last
	head   lastHead
	file   *File // nil before the first byte, and once the answer is too large
	size   int64
	ended  bool
	err    error // of keeping
	closed bool
}

func (b *lastBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	b.size += int64(n)
	b.keep(p[:n])
	if err == io.EOF {
		b.ended = true
	}
	return n, err
}

func (b *lastBody) keep(p []byte) {
	if b.err != nil || b.closed || b.head.TooLarge {
		return
	}
	if b.size > b.limit() {
		b.head.TooLarge = true
		b.drop()
		return
	}
	if b.file == nil {
		b.file, b.err = b.last.create(b.head)
	}
	if b.err == nil {
		_, b.err = b.file.Write(p)
	}
}

func (b *lastBody) limit() int64 {
	if b.last.Limit > 0 {
		return b.last.Limit
	}
	return defaultLastLimit
}

func (b *lastBody) drop() {
	if b.file != nil {
		b.file.Close()
		b.file = nil
	}
}

func (b *lastBody) Close() error {
	if b.closed {
		return nil
	}
	b.closed = true
	defer b.drop()
	if err := b.ReadCloser.Close(); err != nil {
		return err
	}
	if !b.ended {
		return nil
	}
	b.finish()
	if b.err == nil {
		return nil
	}
	if err := os.Remove(b.last.path()); err != nil && !errors.Is(err, os.ErrNotExist) {
		b.err = errors.Join(b.err, err)
	}
	return &LastError{b.last.path(), b.err}
}

// finish puts the answer, or the fact that it was too large, in its place.
func (b *lastBody) finish() {
	if b.err == nil && b.head.TooLarge {
		b.head.Size, b.head.Limit = b.size, b.limit()
		b.file, b.err = b.last.create(b.head)
	}
	if b.err == nil && b.file == nil {
		b.file, b.err = b.last.create(b.head) // an empty answer
	}
	if b.err == nil {
		b.err = b.file.Commit()
	}
}
