// Reads ahead, and lets a read that may wait for ever (a terminal, a pipe) end with its context.

package fetch

import (
	"context"
	"io"
	"os"
	"sync"
)

// ahead reads from r in a goroutine of its own, a few blocks before they are asked for, so that reading, unpacking and what is done with
// the bytes go on at the same time, and a Read ends with the context even where r waits. The blocks are used again and again. It starts
// with the first Read.
type ahead struct {
	r    io.Reader
	ctx  context.Context
	full chan block
	free chan []byte
	quit chan struct{}
	over chan struct{} // closed when the goroutine has ended; nil before it has started
	now  []byte        // the block that is being read
	left []byte        // what is left of it
	err  error
	once sync.Once
}

type block struct {
	data []byte
	err  error
}

const (
	aheadBlocks = 4
	aheadBytes  = 256 << 10 // four times what a pipe holds
)

func newAhead(ctx context.Context, r io.Reader) *ahead {
	return &ahead{r: r, ctx: ctx, full: make(chan block, aheadBlocks), free: make(chan []byte, aheadBlocks), quit: make(chan struct{})}
}

func (a *ahead) Read(p []byte) (int, error) {
	if a.over == nil {
		a.over = make(chan struct{})
		go a.run()
	}
	for len(a.left) == 0 {
		if a.err != nil {
			return 0, a.err
		}
		if a.now != nil {
			a.free <- a.now[:cap(a.now)]
			a.now = nil
		}
		select {
		case b := <-a.full:
			a.now, a.left, a.err = b.data, b.data, b.err
		case <-a.ctx.Done():
			return 0, a.ctx.Err()
		case <-a.quit:
			return 0, os.ErrClosed
		}
	}
	n := copy(p, a.left)
	a.left = a.left[n:]
	return n, nil
}

// run sends every block on; there are never more of them than full and free have room for.
func (a *ahead) run() {
	defer close(a.over)
	for made := 0; ; {
		var data []byte
		select {
		case data = <-a.free:
		default:
			if made++; made <= aheadBlocks {
				data = make([]byte, aheadBytes)
				break
			}
			select {
			case data = <-a.free:
			case <-a.quit:
				return
			}
		}
		n, err := a.r.Read(data)
		a.full <- block{data[:n], err}
		if err != nil {
			return
		}
		select {
		case <-a.quit:
			return
		default:
		}
	}
}

// stop ends reads that wait, and no other begins.
func (a *ahead) stop() { a.once.Do(func() { close(a.quit) }) }

// wait waits until r is read no longer. Where r itself may wait, somebody else ends that.
func (a *ahead) wait() {
	if a.over != nil {
		<-a.over
	}
}

// patient reads a source that may wait. A read that is cancelled leaves the read below it waiting, and with it one goroutine, until the
// source gives something or the program ends.
type patient struct {
	*ahead
	source io.Closer
}

func newPatient(ctx context.Context, source io.ReadCloser) *patient {
	return &patient{newAhead(ctx, source), source}
}

func (p *patient) Close() error {
	p.stop()
	return p.source.Close()
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
