// Makes text safe for a terminal.

package render

import (
	"io"
	"strconv"
	"unicode"
	"unicode/utf8"
)

// Clean shows what could harm or deceive at a terminal instead of sending it there: control characters as pictures (␛), C1 controls,
// line and paragraph separators, bidi controls and invisible characters as \u{202e}, bytes that are no UTF-8 as \xff. LF and TAB stay,
// and so do emoji, flags and every script with its joiners. Combining marks and joiners are shown as \u{301} where they have no letter to
// join, and from the ninth in a row. Text without any of these is returned as it is. The list holds ECMA-48's controls and those of Trojan
// Source (CVE-2021-42574).
func Clean(s string) string {
	var g guard
	for i := g.plain(s, 0); i < len(s); i = g.plain(s, i) {
		r, n := utf8.DecodeRuneInString(s[i:])
		if !g.passes(r, n) {
			var all guard
			return string(all.append(make([]byte, 0, len(s)+16), s))
		}
		i += n
	}
	return s
}

// Safe returns a writer that passes text to w as [Clean] would make it, also where a character comes in two writes. Close writes out
// the beginning of a character that never came to its end; it does not close w. Not safe for concurrent use.
func Safe(w io.Writer) io.WriteCloser { return &safe{w: w} }

type safe struct {
	w    io.Writer
	g    guard
	held []byte // the beginning of a character
	buf  []byte
}

func (s *safe) Write(p []byte) (int, error) {
	text := append(s.held, p...)
	end := len(text)
	for i := 1; i < utf8.UTFMax && i <= end; i++ {
		if c := text[end-i]; utf8.RuneStart(c) {
			if !utf8.FullRune(text[end-i:]) {
				end -= i
			}
			break
		}
	}
	s.buf = s.g.append(s.buf[:0], string(text[:end]))
	s.held = append(s.held[:0], text[end:]...)
	if _, err := s.w.Write(s.buf); err != nil {
		return 0, err
	}
	return len(p), nil
}

func (s *safe) Close() error {
	s.buf = s.g.append(s.buf[:0], string(s.held))
	s.held = s.held[:0]
	_, err := s.w.Write(s.buf)
	return err
}

// guard tells character by character what may reach a terminal as it is. It remembers what an answer depends on.
type guard struct {
	base  bool // there is a character that a combining mark can join
	marks int  // combining marks and joiners in a row
	tags  int  // tag characters that may still follow a black flag
}

// Letters of all scripts need few marks in a row, and the flags of England, Scotland and Wales, the only tag sequences in use
// (UTS #51), need six tags; what goes on longer covers other lines or hides text.
const (
	maxMarks = 8
	maxTags  = 6
)

// passes is asked for each character in turn; n is its length, which is 1 for a byte that is no UTF-8.
func (g *guard) passes(r rune, n int) bool {
	if r < 0x300 { // the first combining mark
		*g = guard{base: r > ' ' && r != 0xa0}
		return r == '\n' || r == '\t' || r >= 0x20 && r < 0x7f || r >= 0xa0 && r != 0xad
	}
	if r == utf8.RuneError && n == 1 {
		*g = guard{base: true}
		return false
	}
	if r >= 0xe0000 && r <= 0xe007f {
		g.tags--
		return g.tags >= 0
	}
	g.tags = 0
	switch {
	case r == 0x1f3f4:
		g.tags = maxTags
	case r == 0x200c, r == 0x200d, unicode.In(r, unicode.Mn, unicode.Me):
		g.marks++
		return g.base && (g.marks == 1 || g.marks <= maxMarks && r < 0xe0100) // variation selectors above that come alone
	}
	shown := !hidden(r)
	g.marks, g.base = 0, shown && r != 0x3000 // the wide blank
	return shown
}

// plain does what passes does, only faster: it is the end of the printable ASCII from i on.
func (g *guard) plain(s string, i int) int {
	from := i
	for i < len(s) && s[i] >= 0x20 && s[i] < 0x7f {
		i++
	}
	if i > from {
		*g = guard{base: s[i-1] > ' '}
	}
	return i
}

// hidden tells the characters that show nothing or turn the text around. The joiners 200C and 200D are not among them: Persian, Indic
// scripts and emoji are written with them.
func hidden(r rune) bool {
	switch {
	case r == 0x200b, r == 0x200e, r == 0x200f, r == 0x061c, r == 0x180e, r == 0xfeff, r == 0x115f, r == 0x1160, r == 0x3164, r == 0xffa0:
		return true
	case r >= 0x2028 && r <= 0x202e, r >= 0x2060 && r <= 0x206f, r >= 0xfff0 && r <= 0xfffb, r >= 0xe0080 && r <= 0xe0fff:
		return true
	}
	return false
}

// append adds s to dst, with everything visible that does not pass.
func (g *guard) append(dst []byte, s string) []byte {
	from := 0
	for i := g.plain(s, 0); i < len(s); i = g.plain(s, i) {
		r, n := utf8.DecodeRuneInString(s[i:])
		if !g.passes(r, n) {
			dst = append(dst, s[from:i]...)
			dst = appendVisible(dst, r, s[i:i+n])
			from = i + n
		}
		i += n
	}
	return append(dst, s[from:]...)
}

func appendVisible(dst []byte, r rune, as string) []byte {
	const hex = "0123456789abcdef"
	switch {
	case r < 0x20:
		return utf8.AppendRune(dst, 0x2400+r)
	case r == 0x7f:
		return utf8.AppendRune(dst, '␡')
	case len(as) == 1:
		return append(dst, '\\', 'x', hex[as[0]>>4], hex[as[0]&15])
	}
	dst = strconv.AppendInt(append(dst, `\u{`...), int64(r), 16)
	return append(dst, '}')
}
