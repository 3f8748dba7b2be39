// Gathers what a format writes, and sends it on in large pieces, or soon where rows come slowly.

package render

import (
	"io"
	"slices"
	"sync"
	"time"
)

const (
	piece = 64 << 10               // what is gathered before it is sent on
	soon  = 200 * time.Millisecond // how long a row waits for others before it is sent on
)

// buffer gathers text. Formats append to buf as they like and call spill where a row can be long. The first error of w sticks; what
// comes behind it is dropped.
type buffer struct {
	w   io.Writer // nil: everything is kept
	buf []byte
	err error
}

// put adds s; a long one is not copied.
func (b *buffer) put(s string) {
	if len(s) < piece || b.w == nil {
		b.buf = append(b.buf, s...)
		return
	}
	if b.flush(); b.err == nil {
		_, b.err = io.WriteString(b.w, s)
	}
}

// spill sends on what is there when it is much; it is false where w has failed.
func (b *buffer) spill() bool {
	if len(b.buf) >= piece && b.w != nil {
		b.flush()
	}
	return b.err == nil
}

func (b *buffer) flush() {
	if b.err == nil && len(b.buf) > 0 {
		_, b.err = b.w.Write(b.buf)
	}
	if cap(b.buf) > 16*piece { // one long row is no reason to keep its memory
		b.buf = make([]byte, 0, 2*piece)
	}
	b.buf = b.buf[:0]
}

// clean makes what was added behind from safe for a terminal, as Clean does it.
func (b *buffer) clean(from int) {
	added := b.buf[from:]
	if !slices.ContainsFunc(added, func(c byte) bool { return (c < 0x20 || c > 0x7e) && c != '\n' && c != '\t' }) {
		return
	}
	text := string(added)
	var g guard
	b.buf = g.append(b.buf[:from], text)
}

// output is a buffer that sends on rows at the latest soon after they were written, also while the next one is waited for. What is
// written between lock and unlock is sent on only whole, unless it is long.
type output struct {
	buffer
	mu    sync.Mutex
	late  func() // what is to be done before rows that have waited are sent on; nil is nothing
	timer *time.Timer
	armed bool
	ended bool
}

func newOutput(w io.Writer) *output {
	return &output{buffer: buffer{w: w, buf: make([]byte, 0, 2*piece)}}
}

func (o *output) lock() { o.mu.Lock() }

// unlock is called behind each row.
func (o *output) unlock() error {
	defer o.mu.Unlock()
	o.spill()
	if !o.armed && o.err == nil && (len(o.buf) > 0 || o.late != nil) {
		o.armed = true
		if o.timer == nil {
			o.timer = time.AfterFunc(soon, o.send)
		} else {
			o.timer.Reset(soon)
		}
	}
	return o.failed()
}

// send is called by the timer.
func (o *output) send() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.armed = false
	if o.ended {
		return
	}
	if o.late != nil {
		o.late()
	}
	o.flush()
}

// end sends on the rest. The caller holds no lock; nothing is written behind it.
func (o *output) end() error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.ended = true; o.timer != nil {
		o.timer.Stop()
	}
	o.flush()
	return o.failed()
}

func (o *output) failed() error {
	if o.err != nil {
		return &WriteError{o.err}
	}
	return nil
}
