// Secrets: values that are never printed, and taking known ones out of texts in every form they come in.

package fetch

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
)

// mask stands where a secret was.
const mask = "***"

// Secret is a token, a key or a password. Whatever prints it, fmt with any verb, encoding/json or a logger, shows ***. Three
// places are beyond its reach: an unexported field, where fmt cannot call its methods; what a pointer leads to that is printed
// with a verb which does not suit it; and the keys of a map that encoding/json writes. A type that needs one has a Format method.
type Secret string

// Reveal returns the secret itself, for the one place that sends or keeps it.
func (s Secret) Reveal() string { return string(s) }

// Tail returns *** and the last four bytes, by which people tell their tokens apart; only *** when there are fewer than 16
// bytes, of which four would be much.
func (s Secret) Tail() string {
	if len(s) < 16 {
		return mask
	}
	return mask + string(s[len(s)-4:])
}

// String returns ***.
func (s Secret) String() string { return mask }

// GoString returns ***.
func (s Secret) GoString() string { return mask }

// Format writes *** for every verb.
func (s Secret) Format(f fmt.State, _ rune) { io.WriteString(f, mask) }

// MarshalJSON returns "***" as a JSON string.
func (s Secret) MarshalJSON() ([]byte, error) { return []byte(`"` + mask + `"`), nil }

// MarshalText returns ***.
func (s Secret) MarshalText() ([]byte, error) { return []byte(mask), nil }

// Secrets knows the secrets of this run and takes them out of texts: as they are, in base64 (any alignment, so also inside a
// Basic credential), in hexadecimal, escaped for URLs and for JSON, and reversed. A secret of fewer than 8 bytes stays: too
// much else looks like it. The zero value knows none. It is safe for concurrent use.
type Secrets struct {
	mu    sync.Mutex // held to add
	known atomic.Pointer[forms]
}

// Add makes s known from now on.
func (s *Secrets) Add(secret Secret) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if next := s.known.Load().with(secretForms(secret.Reveal())); next != nil {
		s.known.Store(next)
	}
}

// AddPair makes an API key, its secret, and the credential of Basic authentication made of both known.
func (s *Secrets) AddPair(key, secret Secret) {
	s.Add(key)
	s.Add(secret)
	if key == "" || secret == "" {
		return
	}
	s.Add(key + ":" + secret)
	s.Add(Secret(url.QueryEscape(key.Reveal()) + ":" + url.QueryEscape(secret.Reveal())))
}

// Blank returns b with every known secret replaced by *** and says how many there were; forms that overlap count as one. It
// does not change b, and returns it when there is nothing to replace.
func (s *Secrets) Blank(b []byte) ([]byte, int) {
	known := s.known.Load()
	if known == nil {
		return b, 0
	}
	out, _, _, n := known.blank(b, 0, true)
	return out, n
}

// Writer returns a writer to w that takes out the secrets known at the time of each Write, also those that come in several
// pieces. What could be the beginning of a secret waits for the next Write; everything else is passed on at once, so a line
// is never late. Close passes on what waits, and does not close w. It is safe for concurrent use.
func (s *Secrets) Writer(w io.Writer) io.WriteCloser { return &blankWriter{secrets: s, w: w} }

// Format keeps the texts of the forms out of every print.
func (s *Secrets) Format(f fmt.State, _ rune) { io.WriteString(f, "fetch.Secrets") }

type blankWriter struct {
	mu      sync.Mutex
	secrets *Secrets
	w       io.Writer
	carry   []byte // may be the beginning of a secret
	covered int    // how many bytes of carry belong to a secret already shown as ***
}

func (b *blankWriter) Write(p []byte) (int, error) {
	if err := b.pass(p, false); err != nil {
		return 0, err
	}
	return len(p), nil
}

func (b *blankWriter) Close() error { return b.pass(nil, true) }

func (b *blankWriter) pass(p []byte, last bool) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	known := b.secrets.known.Load()
	out, in := p, p
	if known != nil {
		var used int
		in = append(b.carry, p...)
		out, used, b.covered, _ = known.blank(in, b.covered, last)
		b.carry = bytes.Clone(in[used:])
	}
	if len(out) == 0 {
		return nil
	}
	_, err := b.w.Write(out)
	return err
}

// forms are the texts to look for, by their first two bytes. It does not change once it is published.
type forms struct {
	byStart map[[2]byte][]string
	starts  [1 << 16 / 64]uint64 // the keys of byStart as bits, to pass over the rest quickly
}

// with returns f and more, or nil when nothing is new; f may be nil.
func (f *forms) with(more []string) *forms {
	next := &forms{byStart: map[[2]byte][]string{}}
	if f != nil {
		next.starts = f.starts
		for start, texts := range f.byStart {
			next.byStart[start] = texts
		}
	}
	added := false
	for _, text := range more {
		start := [2]byte{text[0], text[1]}
		if slices.Contains(next.byStart[start], text) {
			continue
		}
		next.byStart[start] = append(slices.Clip(next.byStart[start]), text)
		bit := uint(start[0])<<8 | uint(start[1])
		next.starts[bit/64] |= 1 << (bit % 64)
		added = true
	}
	if !added {
		return nil
	}
	return next
}

// blank returns b with each run of overlapping forms as one mask, and counts the masks; it returns a part of b itself when
// there are none. The first covered bytes of b belong to a run whose mask was written before. Unless this is the last piece it
// stops at used, where a form may begin whose end is still to come; left is how many bytes from there on are covered.
func (f *forms) blank(b []byte, covered int, last bool) (out []byte, used, left, n int) {
	end := covered   // of the run
	plain := covered // from here on nothing is written yet
	i := 0
	for ; i < len(b); i++ {
		if !f.mayStart(b[i:]) {
			continue
		}
		size, more := f.at(b[i:])
		if more && !last {
			break
		}
		if size == 0 {
			continue
		}
		if i >= end {
			out = append(append(out, b[plain:i]...), mask...)
			n++
		}
		end = max(end, i+size)
		plain = end
	}
	switch {
	case i <= plain:
	case out == nil:
		out = b[plain:i]
	default:
		out = append(out, b[plain:i]...)
	}
	return out, i, max(0, end-i), n
}

// mayStart reports whether a form begins with the first two bytes of b, or, when it has only one, may do so.
func (f *forms) mayStart(b []byte) bool {
	if len(b) == 1 {
		return true
	}
	bit := uint(b[0])<<8 | uint(b[1])
	return f.starts[bit/64]&(1<<(bit%64)) != 0
}

// at returns the length of the longest form at the start of b, and whether b could be the beginning of a longer one.
func (f *forms) at(b []byte) (size int, more bool) {
	if len(b) == 1 {
		for start := range f.byStart {
			more = more || start[0] == b[0]
		}
		return 0, more
	}
	for _, text := range f.byStart[[2]byte{b[0], b[1]}] {
		switch {
		case len(text) <= len(b) && string(b[:len(text)]) == text:
			size = max(size, len(text))
		case len(text) > len(b) && text[:len(b)] == string(b):
			more = true
		}
	}
	return size, more
}

// secretForms lists how a secret may appear, each of at least 8 bytes.
func secretForms(s string) []string {
	if len(s) < 8 {
		return nil
	}
	reversed := []byte(s)
	slices.Reverse(reversed)
	lowerHex := hex.EncodeToString([]byte(s))
	all := []string{s, string(reversed), lowerHex, strings.ToUpper(lowerHex)}
	// The API's tokens hold %2F and %3D literally, which a server may have decoded.
	for _, text := range []string{s, unescaped(s)} {
		for _, escaped := range []string{text, url.QueryEscape(text), url.PathEscape(text)} {
			all = append(all, escaped, lowerEscapes(escaped))
		}
		all = append(all, jsonForms(text)...)
		all = append(all, base64Forms(text)...)
	}
	return slices.DeleteFunc(all, func(text string) bool { return len(text) < 8 })
}

func unescaped(s string) string {
	if plain, err := url.PathUnescape(s); err == nil {
		return plain
	}
	return s
}

// lowerEscapes writes %2F as %2f.
func lowerEscapes(s string) string {
	b := []byte(s)
	for i := 0; i+2 < len(b); i++ {
		if b[i] == '%' {
			copy(b[i+1:], bytes.ToLower(b[i+1:i+3]))
			i += 2
		}
	}
	return string(b)
}

func jsonForms(s string) []string {
	var all []string
	for _, html := range []bool{true, false} {
		var b strings.Builder
		e := json.NewEncoder(&b)
		e.SetEscapeHTML(html)
		if e.Encode(s) == nil {
			text := strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(b.String()), `"`), `"`)
			all = append(all, text, strings.ReplaceAll(text, "/", `\/`))
		}
	}
	return all
}

// base64Forms lists the encodings of s alone, padded, and the part of an encoding that s alone decides when it stands behind
// something else, whose length modulo 3 shifts it; each also as JSON and URLs escape it.
func base64Forms(s string) []string {
	var all []string
	add := func(text string) { all = append(all, text, strings.ReplaceAll(text, "/", `\/`), url.QueryEscape(text)) }
	for _, enc := range []*base64.Encoding{base64.StdEncoding, base64.URLEncoding} {
		add(enc.EncodeToString([]byte(s)))
		enc = enc.WithPadding(base64.NoPadding)
		add(enc.EncodeToString([]byte(s)))
		for before := range 3 {
			text := enc.EncodeToString(append(make([]byte, before), s...))
			add(text[(before*8+5)/6 : (before+len(s))*8/6])
		}
	}
	return all
}
