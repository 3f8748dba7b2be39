// The body of an HTTP answer: watched for stalls and cuts, limited in size, secrets blanked.

package fetch

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"slices"
	"time"
)

// answer types the errors of a body as it comes from the connection.
type answer struct {
	io.ReadCloser
	ctx    context.Context // the caller's
	inner  context.Context // the request's, which a stall ends
	cancel context.CancelCauseFunc
	from   string
	stall  time.Duration
	timer  *time.Timer // runs during a Read only, so that a slow reader is no stall
	got    int64
	want   int64 // -1: not told
}

var errStalled = errors.New("stalled")

func (a *answer) Read(p []byte) (int, error) {
	if a.timer == nil {
		a.timer = time.AfterFunc(a.stall, func() { a.cancel(errStalled) })
	} else {
		a.timer.Reset(a.stall)
	}
	n, err := a.ReadCloser.Read(p)
	a.timer.Stop()
	a.got += int64(n)
	if err != nil && err != io.EOF {
		err = a.typed(err)
	}
	return n, err
}

// typed turns what the connection says into our words. A connection that breaks in the middle of an answer cuts it, however
// it breaks.
func (a *answer) typed(err error) error {
	switch {
	case a.ctx.Err() != nil:
		return a.ctx.Err()
	case context.Cause(a.inner) == errStalled:
		return &StallError{From: a.from, Got: a.got, After: a.stall}
	case isDamage(err):
		return &EncodingError{From: a.from, Encoding: "gzip", Got: a.got, Err: err}
	}
	return &TruncatedError{From: a.from, Got: a.got, Want: a.want, Err: err}
}

// isDamage recognises the errors of the gzip reader within Go's transport.
func isDamage(err error) bool {
	_, corrupt := errors.AsType[flate.CorruptInputError](err)
	return corrupt || errors.Is(err, gzip.ErrHeader) || errors.Is(err, gzip.ErrChecksum)
}

func (a *answer) Close() error {
	a.cancel(nil)
	return a.ReadCloser.Close()
}

// limited fails on the byte behind the limit.
type limited struct {
	io.ReadCloser
	from        string
	left, limit int64
}

func (l *limited) Read(p []byte) (int, error) {
	if int64(len(p)) > l.left+1 {
		p = p[:l.left+1]
	}
	n, err := l.ReadCloser.Read(p)
	if int64(n) <= l.left {
		l.left -= int64(n)
		return n, err
	}
	n, l.left = int(l.left), 0
	return n, &TooLargeError{l.from, l.limit}
}

// blanked passes a body on with its secrets blanked.
type blanked struct {
	io.ReadCloser
	blank func([]byte) ([]byte, int)
	held  []byte // read, not yet blanked
	out   []byte // blanked, not yet handed on
	found int
	err   error
}

func (b *blanked) Read(p []byte) (int, error) {
	for len(b.out) == 0 {
		if b.err != nil {
			return 0, b.err
		}
		b.fill()
	}
	n := copy(p, b.out)
	b.out = b.out[n:]
	return n, nil
}

func (b *blanked) fill() {
	const (
		piece = 64 << 10
		most  = 1 << 20 // one word of this length is no JSON with a secret in it
	)
	start := len(b.held)
	b.held = slices.Grow(b.held, piece)[:start+piece]
	n, err := b.ReadCloser.Read(b.held[start:])
	b.held, b.err = b.held[:start+n], err
	cut := len(b.held)
	if err == nil && cut < most {
		// What was held has no such place.
		if cut = bytes.LastIndexAny(b.held[start:], "\",[]{} \t\r\n") + 1; cut > 0 {
			cut += start
		}
	}
	text, found := b.blank(b.held[:cut])
	b.out = append(b.out[:0], text...)
	b.found += found
	b.held = append(b.held[:0], b.held[cut:]...)
}
