// Files and standard input, unpacked.

package fetch

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path"
	"strings"
	"syscall"
)

// Files is the [Source] of files and of standard input: the schemes file, with the name in URL.Path as the user wrote it, and
// stdin. gzip and zstd are unpacked and UTF-16 is decoded by what the bytes are. What cannot be read is a [*FileError], what
// ends too early a [*TruncatedError], what does not unpack an [*EncodingError]; reading the body may give each of them.
type Files struct {
	Stdin io.Reader                                // read once, never closed; nil: empty
	Open  func(name string) (io.ReadCloser, error) // nil: os.Open
	// Count is told how many bytes each read took from the file or from standard input, before anything is unpacked. It is called by the
	// goroutine that reads, which need not be the caller's. nil is fine.
	Count func(n int)
	// Follow has a file read on at its end; nil: it ends there.
	Follow *Follow
}

// Fetch opens the file, or takes standard input.
func (f Files) Fetch(ctx context.Context, req Request) (*Page, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if req.URL == nil {
		return nil, &RequestError{Why: "no file named"}
	}
	name, from := "", "standard input"
	var file io.ReadCloser = http.NoBody
	switch {
	case req.URL.Scheme != "stdin":
		name, from = req.URL.Path, req.URL.Path
		var err error
		if file, err = f.openFile(ctx, name); err != nil {
			if ctx.Err() != nil {
				return nil, ctx.Err()
			}
			return nil, &FileError{name, err}
		}
	case f.Stdin != nil:
		if file = io.NopCloser(f.Stdin); onDisk(f.Stdin) == nil {
			file = newPatient(ctx, file)
		}
	}
	page := &Page{From: from, Lines: req.Lines(), Size: f.size(req, file)}
	reader := &fileReader{ReadCloser: file, ctx: ctx, name: from, count: f.Count}
	var err error
	if f.Follow != nil && req.URL.Scheme != "stdin" {
		page.Size = 0
		page.Body, err = f.Follow.body(reader, file)
		return page, err
	}
	if page.Body, page.Note, err = unpack(reader, from, name); err != nil {
		return nil, err
	}
	return page, nil
}

// onDisk returns the facts of an open file that is on a disk, so that a read of it does not wait; nil of anything else.
func onDisk(r any) fs.FileInfo {
	f, ok := r.(interface{ Stat() (fs.FileInfo, error) })
	if !ok {
		return nil
	}
	if info, err := f.Stat(); err == nil && info.Mode().IsRegular() {
		return info
	}
	return nil
}

// size is how many bytes there are to read, as they are stored; 0 where that is not known.
func (f Files) size(req Request, file io.Reader) int64 {
	if req.URL.Scheme == "stdin" {
		file = f.Stdin
	}
	info := onDisk(file)
	if info == nil {
		return 0
	}
	var at int64
	if s, ok := file.(io.Seeker); ok { // standard input may have been read by another program before
		at, _ = s.Seek(0, io.SeekCurrent)
	}
	return max(0, info.Size()-at)
}

// openFile opens a file; one that may wait, as a pipe does for its other end, ends with the context.
func (f Files) openFile(ctx context.Context, name string) (io.ReadCloser, error) {
	if info, err := os.Stat(name); err != nil || info.Mode().IsRegular() || info.IsDir() || f.Open != nil {
		return f.open(name)
	}
	file, err := waitFor(ctx, func() (io.ReadCloser, error) { return f.open(name) })
	if err != nil {
		return nil, err
	}
	return newPatient(ctx, file), nil
}

func (f Files) open(name string) (io.ReadCloser, error) {
	if f.Open != nil {
		return f.Open(name)
	}
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	// Reading a folder fails with words of its own on each system.
	if info, err := file.Stat(); err == nil && info.IsDir() {
		file.Close()
		return nil, &fs.PathError{Op: "read", Path: name, Err: syscall.EISDIR}
	}
	return file, nil
}

// Lines reports whether the name of a file promises JSON lines (.ndjson, .jsonl), so that even one line or none is a list.
func (r Request) Lines() bool {
	if r.URL == nil {
		return false
	}
	name := strings.ToLower(r.URL.Path)
	if ext := path.Ext(name); ext == ".gz" || ext == ".zst" {
		name = strings.TrimSuffix(name, ext)
	}
	ext := path.Ext(name)
	return ext == ".ndjson" || ext == ".jsonl"
}

// fileReader types the errors of a file, counts its bytes and stops when the context is done.
type fileReader struct {
	io.ReadCloser
	ctx   context.Context
	name  string
	count func(int) // nil: nobody wants to know
}

func (r *fileReader) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := r.ReadCloser.Read(p)
	if r.count != nil {
		r.count(n)
	}
	if err != nil && !errors.Is(err, io.EOF) {
		err = &FileError{r.name, err}
	}
	return n, err
}

// stop ends a read that waits.
func (r *fileReader) stop() {
	if p, ok := r.ReadCloser.(*patient); ok {
		p.stop()
	}
}
