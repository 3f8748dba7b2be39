// Unpacks gzip and zstd and decodes UTF-16, by what the bytes are and not by what they are called.

package fetch

import (
	"bytes"
	"context"
	"errors"
	"io"
	"path"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// maxWindow is how far back a zstd stream may refer, and with it the memory it takes; it is the default of the zstd command.
const maxWindow = 128 << 20

// unpack returns src as UTF-8 without a byte order mark, and a note on what that took beyond what its name promises. It reads
// the first bytes and keeps none of the rest. The errors of src pass through, so src types them itself; what does not unpack
// is a [*TruncatedError] or an [*EncodingError]. Closing the result closes src; on an error src is closed.
func unpack(src io.ReadCloser, from, name string) (io.ReadCloser, string, error) {
	u := &unpacked{from: from, src: &source{ReadCloser: src}}
	notes, err := u.open(name)
	if err != nil {
		u.Close()
		return nil, "", err
	}
	return u, strings.Join(notes, "; "), nil
}

// unpacked is a source and the decoders above it.
type unpacked struct {
	from     string
	encoding string // of the decoder that may fail; "": none
	src      *source
	r        io.Reader
	zstd     *zstd.Decoder
	ahead    *ahead // reads the decoder, where the source can be stopped; nil: nobody does
	got      int64
}

func (u *unpacked) open(name string) (notes []string, err error) {
	head, r, err := peek(u.src)
	if err != nil {
		return nil, u.typed(err)
	}
	ext := strings.ToLower(path.Ext(name))
	switch {
	case hasMagic(head, gzipMagic), ext == ".gz" && isCut(head, gzipMagic):
		u.encoding = "gzip"
		if u.r, err = gzip.NewReader(r); err != nil {
			return nil, u.typed(noEOF(err))
		}
		if _, ok := u.src.ReadCloser.(stopper); ok { // zstd has goroutines of its own
			u.ahead = newAhead(context.Background(), u.r)
			u.r = u.ahead
		}
		if ext != ".gz" {
			notes = append(notes, "gzip unpacked")
		}
	case hasMagic(head, zstdMagic), isSkippable(head), ext == ".zst" && isCut(head, zstdMagic):
		u.encoding = "zstd"
		if len(head) < len(zstdMagic) {
			return nil, u.typed(io.ErrUnexpectedEOF) // the decoder would take it for nothing at all
		}
		u.zstd, err = zstd.NewReader(r, zstd.WithDecoderMaxWindow(maxWindow))
		if err != nil {
			return nil, u.typed(err)
		}
		u.r = u.zstd
		if ext != ".zst" {
			notes = append(notes, "zstd unpacked")
		}
	default:
		note, err := u.text(head, r)
		return note, err
	}
	if head, r, err = peek(u.r); err != nil {
		return nil, u.typed(err)
	}
	note, err := u.text(head, r)
	return append(notes, note...), err
}

// text puts the decoder for the characters on top.
func (u *unpacked) text(head []byte, r *prefixed) (notes []string, err error) {
	u.r = r
	kind, mark := textEncoding(head)
	r.head = r.head[mark:]
	switch kind {
	case "UTF-32":
		return nil, &EncodingError{From: u.from, Encoding: kind}
	case "UTF-16 (little endian)", "UTF-16 (big endian)":
		if u.encoding == "" {
			u.encoding = kind
		}
		u.r = &utf16Reader{r: r, big: kind == "UTF-16 (big endian)"}
		return []string{kind + " decoded"}, nil
	}
	if mark > 0 {
		return []string{"byte order mark removed"}, nil
	}
	return nil, nil
}

func (u *unpacked) Read(p []byte) (int, error) {
	n, err := u.r.Read(p)
	u.got += int64(n)
	if err != nil && err != io.EOF {
		err = u.typed(err)
	}
	return n, err
}

func (u *unpacked) Close() error {
	if u.ahead != nil {
		u.ahead.stop()
		u.src.ReadCloser.(stopper).stop()
		u.ahead.wait()
	}
	if u.zstd != nil {
		u.zstd.Close()
	}
	return u.src.Close()
}

// typed tells what the source said from what a decoder makes of it.
func (u *unpacked) typed(err error) error {
	switch {
	case u.src.err != nil:
		return u.src.err
	case errors.Is(err, io.ErrUnexpectedEOF):
		return &TruncatedError{From: u.from, Got: u.got, Want: -1, Err: io.ErrUnexpectedEOF}
	}
	return &EncodingError{From: u.from, Encoding: u.encoding, Got: u.got, Err: err}
}

// stopper is a source whose reads can be made to end.
type stopper interface{ stop() }

// source remembers what went wrong below the decoders.
type source struct {
	io.ReadCloser
	err error
}

func (s *source) Read(p []byte) (int, error) {
	n, err := s.ReadCloser.Read(p)
	if err != nil && err != io.EOF {
		s.err = err
	}
	return n, err
}

// prefixed reads the head, then the rest.
type prefixed struct {
	head []byte
	r    io.Reader
}

func (p *prefixed) Read(b []byte) (int, error) {
	if len(p.head) > 0 {
		n := copy(b, p.head)
		p.head = p.head[n:]
		return n, nil
	}
	return p.r.Read(b)
}

// peek waits for four bytes, or the end, and gives back a reader that still has them.
func peek(r io.Reader) ([]byte, *prefixed, error) {
	head := make([]byte, 4096)
	n, err := io.ReadAtLeast(r, head, 4)
	head = head[:n]
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		return nil, nil, err
	}
	return head, &prefixed{head, r}, nil
}

const (
	gzipMagic = "\x1f\x8b"
	zstdMagic = "\x28\xb5\x2f\xfd"
)

func hasMagic(head []byte, magic string) bool { return bytes.HasPrefix(head, []byte(magic)) }

// isCut reports whether head is the whole file and ends within the magic bytes.
func isCut(head []byte, magic string) bool {
	return len(head) > 0 && len(head) < len(magic) && strings.HasPrefix(magic, string(head))
}

// isSkippable recognises the frame without data that some packers put first (RFC 8878, 3.1.2).
func isSkippable(head []byte) bool {
	return len(head) >= 4 && head[0]&0xf0 == 0x50 && head[1] == 0x2a && head[2] == 0x4d && head[3] == 0x18
}

func noEOF(err error) error {
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}

// textEncoding names the encoding of a JSON text that begins with head, "" for UTF-8, and the length of its byte order mark.
// JSON begins with an ASCII character, so without a mark the zero bytes around it tell (RFC 4627, 3).
func textEncoding(head []byte) (kind string, mark int) {
	at := func(i int) byte {
		if i < len(head) {
			return head[i]
		}
		return 0xff
	}
	switch {
	case hasMagic(head, "\xef\xbb\xbf"):
		return "", 3
	case hasMagic(head, "\xff\xfe\x00\x00"), hasMagic(head, "\x00\x00\xfe\xff"):
		return "UTF-32", 4
	case hasMagic(head, "\xff\xfe"):
		return "UTF-16 (little endian)", 2
	case hasMagic(head, "\xfe\xff"):
		return "UTF-16 (big endian)", 2
	case startsJSON(at(0)) && at(1) == 0 && at(2) == 0 && at(3) == 0:
		return "UTF-32", 0
	case at(0) == 0 && at(1) == 0 && at(2) == 0 && startsJSON(at(3)):
		return "UTF-32", 0
	case startsJSON(at(0)) && at(1) == 0:
		return "UTF-16 (little endian)", 0
	case at(0) == 0 && startsJSON(at(1)):
		return "UTF-16 (big endian)", 0
	}
	return "", 0
}

func startsJSON(b byte) bool { return b != 0 && strings.IndexByte("[{\"-0123456789tfn \t\r\n", b) >= 0 }

// utf16Reader turns UTF-16 into UTF-8. A half of a pair alone becomes U+FFFD, half a character at the end is
// io.ErrUnexpectedEOF.
type utf16Reader struct {
	r    io.Reader
	big  bool
	in   [8 << 10]byte
	n    int    // bytes in in that are not decoded yet
	out  []byte // what is decoded and not yet read
	full []byte // the memory of out
	err  error
}

func (d *utf16Reader) Read(p []byte) (int, error) {
	for len(d.out) == 0 {
		if d.err != nil {
			return 0, d.err
		}
		n, err := d.r.Read(d.in[d.n:])
		d.n += n
		d.err = err
		d.decode()
		if d.err == io.EOF && d.n > 0 {
			d.err = io.ErrUnexpectedEOF
		}
	}
	n := copy(p, d.out)
	d.out = d.out[n:]
	return n, nil
}

// decode takes whole characters from in; it leaves the first half of a pair there until the second has come.
func (d *utf16Reader) decode() {
	out, i := d.full[:0], 0
	for ; i+1 < d.n; i += 2 {
		r := d.unit(i)
		if utf16.IsSurrogate(r) {
			if i+3 >= d.n && d.err == nil {
				break
			}
			pair := rune(utf8.RuneError)
			if i+3 < d.n {
				pair = utf16.DecodeRune(r, d.unit(i+2))
			}
			if pair != utf8.RuneError {
				i += 2
			}
			r = pair
		}
		out = utf8.AppendRune(out, r)
	}
	d.n = copy(d.in[:], d.in[i:d.n])
	d.full, d.out = out, out
}

func (d *utf16Reader) unit(i int) rune {
	a, b := rune(d.in[i]), rune(d.in[i+1])
	if d.big {
		a, b = b, a
	}
	return a | b<<8
}
