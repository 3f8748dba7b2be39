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
		file = &patient{ReadCloser: io.NopCloser(f.Stdin), ctx: ctx}
	}
	body, note, err := unpack(&fileReader{file, ctx, from}, from, name)
	if err != nil {
		return nil, err
	}
	return &Page{Body: body, From: from, Lines: linesName(name), Note: note}, nil
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
	return &patient{ReadCloser: file, ctx: ctx}, nil
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

// linesName reports whether a name promises JSON lines.
func linesName(name string) bool {
	name = strings.ToLower(name)
	if ext := path.Ext(name); ext == ".gz" || ext == ".zst" {
		name = strings.TrimSuffix(name, ext)
	}
	ext := path.Ext(name)
	return ext == ".ndjson" || ext == ".jsonl"
}

// fileReader types the errors of a file and stops when the context is done.
type fileReader struct {
	io.ReadCloser
	ctx  context.Context
	name string
}

func (r *fileReader) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := r.ReadCloser.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		err = &FileError{r.name, err}
	}
	return n, err
}
