// Opens the second and later files when it is their turn, so that ten thousand files are one open file at a time.

package main

import (
	"io"
	"os"
	"sync"

	"twq/fetch"
)

// lazyBody is a file that is opened by the first Read and closed by the last.
type lazyBody struct {
	open func() (*fetch.Page, error)

	mu   sync.Mutex // not held while it is read: Close ends a read that waits
	body io.ReadCloser
	err  error // what ended it
}

func (b *lazyBody) Read(p []byte) (int, error) {
	body, err := b.opened()
	if err != nil {
		return 0, err
	}
	n, err := body.Read(p)
	if err != nil {
		_ = b.finish(err) // err says more
	}
	return n, err
}

func (b *lazyBody) opened() (io.ReadCloser, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.err != nil || b.body != nil {
		return b.body, b.err
	}
	page, err := b.open()
	if b.err = err; err != nil {
		return nil, err
	}
	b.body = page.Body
	return b.body, nil
}

// finish closes the file; reads behind it give err.
func (b *lazyBody) finish(err error) error {
	b.mu.Lock()
	body := b.body
	b.body = nil
	if b.err == nil {
		b.err = err
	}
	b.mu.Unlock()
	if body == nil {
		return nil
	}
	return body.Close()
}

// Close closes the file if it is open.
func (b *lazyBody) Close() error { return b.finish(os.ErrClosed) }
