// Lets a read that may wait for ever (a terminal, a pipe) end with its context.

package fetch

import (
	"context"
	"io"
)

// patient reads from a source that may wait; a read that is cancelled leaves the read below it waiting, and with it one goroutine, until
// the source gives something or the program ends.
type patient struct {
	io.ReadCloser
	ctx     context.Context
	results chan patientRead // nil: no read is under way
	left    []byte
	err     error
}

type patientRead struct {
	data []byte
	err  error
}

func (r *patient) Read(p []byte) (int, error) {
	if len(r.left) == 0 && r.err == nil {
		if err := r.wait(); err != nil {
			return 0, err
		}
	}
	n := copy(p, r.left)
	if r.left = r.left[n:]; len(r.left) == 0 && n == 0 {
		return 0, r.err
	}
	return n, nil
}

func (r *patient) wait() error {
	if r.results == nil {
		r.results = make(chan patientRead, 1)
		go func(results chan<- patientRead) {
			data := make([]byte, 64<<10)
			n, err := r.ReadCloser.Read(data)
			results <- patientRead{data[:n], err}
		}(r.results)
	}
	select {
	case <-r.ctx.Done():
		return r.ctx.Err()
	case got := <-r.results:
		r.results, r.left, r.err = nil, got.data, got.err
		return nil
	}
}

// waitFor runs do, which may wait for ever, until the context is done.
func waitFor[T any](ctx context.Context, do func() (T, error)) (T, error) {
	type result struct {
		value T
		err   error
	}
	results := make(chan result, 1)
	go func() {
		value, err := do()
		results <- result{value, err}
	}()
	select {
	case <-ctx.Done():
		var none T
		return none, ctx.Err()
	case got := <-results:
		return got.value, got.err
	}
}
