// The window of the tokenizer on its input: what is read, what is forgotten, and where an error stands in it.

package outline

import (
	"bytes"
	"encoding/binary"
	"io"
	"math/bits"
	"strings"
	"unicode/utf8"

	"twq/query"
)

// more reads on. What stands in front of keep may be forgotten, but for a little context; moved is by how much everything has moved
// to the front, -1 when there is no more.
func (t *tokens) more(keep int) (moved int) {
	if t.eof {
		return -1
	}
	if t.failed = t.ctx.Err(); t.failed != nil {
		t.eof = true
		return -1
	}
	if from := t.boundary(keep - tokenContext); from > 0 && (from >= len(t.buf)/2 || t.end == len(t.buf)) {
		moved = from
		t.forget(from)
	}
	if t.end == len(t.buf) {
		t.buf = append(t.buf, make([]byte, len(t.buf))...)
	}
	for range 100 {
		n, err := t.r.Read(t.buf[t.end:])
		t.end += n
		if err != nil {
			t.eof = true
			if err != io.EOF {
				t.failed = err
			}
		}
		if n > 0 {
			return moved
		}
		if err != nil {
			// Nothing has come, but what was moved has moved.
			if moved > 0 {
				return moved
			}
			return -1
		}
	}
	t.eof, t.failed = true, io.ErrNoProgress
	if moved > 0 {
		return moved
	}
	return -1
}

// boundary is the beginning of the character at i.
func (t *tokens) boundary(i int) int {
	for k := 0; k < utf8.UTFMax-1 && i > 0 && i < t.end && !utf8.RuneStart(t.buf[i]); k++ {
		i--
	}
	return i
}

// forget drops the first n bytes and counts their lines and characters.
func (t *tokens) forget(n int) {
	gone := t.buf[:n]
	if lines := bytes.Count(gone, []byte{'\n'}); lines > 0 { // counting is faster than looking for the last one
		t.line += lines
		t.column = 0
		gone = gone[bytes.LastIndexByte(gone, '\n')+1:]
	}
	t.column += characters(gone)
	t.base += int64(n)
	t.end = copy(t.buf, t.buf[n:t.end])
	t.i = max(0, t.i-n)
}

// characters counts the characters of a text that is UTF-8: the bytes that do not continue one.
func characters(s []byte) int {
	n, i := len(s), 0
	for ; i+8 <= len(s); i += 8 {
		x := binary.LittleEndian.Uint64(s[i:])
		n -= bits.OnesCount64(x &^ (x << 1) & 0x8080808080808080)
	}
	for ; i < len(s); i++ {
		if s[i]&0xc0 == 0x80 {
			n--
		}
	}
	return n
}

// ensure reads until n bytes stand behind the place at hand, or the input ends.
func (t *tokens) ensure(n int) {
	for t.end-t.i < n && t.more(t.i) >= 0 {
	}
}

// place is an error at the byte at.
func (t *tokens) place(at int, kind query.Kind, want, found string) *query.SyntaxError {
	from := t.boundary(max(0, at-tokenContext))
	line, column := t.line, t.column
	if at := bytes.LastIndexByte(t.buf[:from], '\n'); at >= 0 {
		line, column = line+bytes.Count(t.buf[:from], []byte{'\n'}), utf8.RuneCount(t.buf[at+1:from])
	} else {
		column += utf8.RuneCount(t.buf[:from])
	}
	e := query.NewSyntaxError(t.name, string(t.buf[from:min(t.end, at+tokenContext)]), at-from, kind, want, found)
	if e.Line == 1 {
		e.Column += column
	}
	e.Line += line
	e.Offset += int(t.base) + from
	return e
}

// rememberGap remembers where white space begins that will be forgotten before it ends.
func (t *tokens) rememberGap() {
	if start := len(bytes.TrimRight(t.buf[:t.end], " \t\r\n")); start > 0 && t.end-start > tokenContext/2 {
		t.gap = t.place(start, query.CutOff, "", "the end")
	}
}

// fail ends the tokens at the byte at, where something else was wanted. Where nothing but white space follows, the text is cut off.
func (t *tokens) fail(at int, want string) event {
	t.state = nothingBehind
	t.i = at
	t.ensure(tokenContext)
	if t.foreign() {
		return tokenFailed
	}
	if t.failed != nil && t.i == t.end {
		t.err = t.failed
		return tokenFailed
	}
	at = t.i
	there := string(t.buf[at:min(t.end, at+tokenContext)])
	here := t.place(at, query.Malformed, want, "")
	if start := len(bytes.TrimRight(t.buf[:at], " \t\r\n")); start > 0 {
		t.gap = t.place(start, query.CutOff, "", "the end")
	}
	if _, more := t.peek(); more {
		here.Found = query.FoundAt(there)
		t.err = here
		return tokenFailed
	}
	if t.err = t.failed; t.err == nil {
		t.gap.Want, _, _ = strings.Cut(want, " (")
		t.err = t.gap
	}
	return tokenFailed
}

// foreign recognises what is no JSON from its first byte on.
func (t *tokens) foreign() bool {
	kind, ok := query.ForeignFormat(string(t.opening))
	if ok = ok && t.docs == 1; ok {
		t.first.Kind = kind
		t.err = t.first
	}
	return ok
}

// atEnd is for an input that has no more bytes.
func (t *tokens) atEnd() event {
	switch {
	case t.failed != nil:
		t.err, t.state = t.failed, nothingBehind
	case t.state != atDocument:
		return t.fail(t.i, t.due())
	case t.docs == 0:
		t.err, t.state = &query.SyntaxError{Name: t.name, Kind: query.Empty, Line: 1, Column: 1}, nothingBehind
	default:
		t.state = nothingBehind
		return tokenEnd
	}
	return tokenFailed
}

// document ends a document.
func (t *tokens) document() event {
	t.state = atDocument
	return tokenDocument
}

// scalarEnds judges what stands behind a number or a word that is a document: these have no end of their own.
func (t *tokens) scalarEnds() bool {
	t.ensure(tokenContext)
	switch {
	case t.i == t.end && t.failed != nil:
		t.err = t.failed
	case t.i == t.end || strings.IndexByte(" \n\r\t", t.buf[t.i]) >= 0:
		return true
	default:
		t.err = t.place(t.i, query.Malformed, "white space behind this document",
			query.FoundAt(string(t.buf[t.i:min(t.end, t.i+tokenContext)])))
	}
	t.state = nothingBehind
	return false
}
