// Reads the strings of JSON: to their end, eight bytes at once, and those too long to be held in pieces.

package outline

import (
	"encoding/binary"
	"math/bits"
	"strings"
	"unicode/utf8"

	"twq/query"
)

// str reads a string.
func (t *tokens) str() bool {
	start, i, checked := t.i, t.i+1, t.i+1 // checked: from there on it is not known to be UTF-8
	high, told := false, -1                // up to there it was handed on in pieces
	t.head, t.escaped = t.head[:0], false
	for {
		n, wide := plainRun(t.buf[i:t.end])
		i += n
		high = high || wide
		switch {
		case i == t.end:
		case t.buf[i] == '"':
			if high && t.checkUTF8(checked, i) < 0 {
				return false
			}
			t.hand(told, i)
			t.i = i + 1
			if t.text, t.whole = t.buf[max(start, 0):t.i], start >= 0; !t.whole {
				t.text = t.head
			}
			return true
		case t.buf[i] == '\\':
			t.escaped = true
			if size := escapeSize(t.buf[i:t.end]); size > 0 {
				i += size
				continue
			} else if size < 0 {
				return t.badString(checked, i)
			}
		default:
			return t.badString(checked, i)
		}
		if start >= 0 && t.heads && i-start > tokenBuffer/2 { // long enough to be known by its beginning
			t.head = append(t.head, t.buf[start:i]...)
			if t.piece != nil {
				t.piece(t.buf[start+1:i], true)
				told = i
			}
			start = -1
		}
		if start >= 0 && i-start > longestText {
			t.err, t.state = &LongTextError{Name: t.name, Line: t.place(start, query.Malformed, "", "").Line}, nothingBehind
			return false
		}
		told = t.hand(told, i)
		from := start
		if start < 0 {
			from = i
			if !high {
				checked = i
			} else if checked = t.checkUTF8(checked, i); checked < 0 {
				return false
			}
			from = min(from, checked)
		}
		moved := t.more(from)
		if moved < 0 {
			return t.badString(checked, i)
		}
		i, checked, told = i-moved, checked-moved, told-moved
		if start >= 0 {
			start -= moved
		}
	}
}

// hand hands on a piece of a text, up to where it returns; told is -1 or less where nobody wants it.
func (t *tokens) hand(told, to int) int {
	if told < 0 {
		return -1
	}
	t.piece(t.buf[told:to], false)
	return to
}

// badString fails at what the validator does not like about the string, which is fine in front of i, but for what is to be checked.
func (t *tokens) badString(checked, i int) bool {
	if t.checkUTF8(checked, i) < 0 {
		return false
	}
	n, want := query.CheckString(string(t.buf[i-1 : t.end]))
	t.fail(i-1+n, want)
	return false
}

// checkUTF8 returns up to where it has looked, which is in front of a character that is not complete; -1 where it has failed at bytes
// that are no UTF-8.
func (t *tokens) checkUTF8(from, to int) int {
	text := t.buf[from:to]
	if to == t.end {
		for k := 1; k < utf8.UTFMax && k <= len(text); k++ {
			if c := text[len(text)-k]; utf8.RuneStart(c) {
				if !utf8.FullRune(text[len(text)-k:]) {
					text = text[:len(text)-k]
				}
				break
			}
		}
	}
	if !utf8.Valid(text) {
		t.state = nothingBehind
		for t.end-to < tokenContext && t.more(0) >= 0 { // for the line around it; nothing moves
		}
		if !t.foreign() {
			t.err = t.place(from+query.InvalidUTF8(string(text)), query.BadUTF8, "", "")
		}
		return -1
	}
	return from + len(text)
}

// escapeSize is the length of the escape s begins with; 0 where s ends too early to tell, -1 where it is none.
func escapeSize(s []byte) int {
	if len(s) < 2 {
		return 0
	}
	switch s[1] {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		return 2
	case 'u':
		for k := 2; k < 6; k++ {
			if k >= len(s) {
				return 0
			}
			if strings.IndexByte("0123456789abcdefABCDEF", s[k]) < 0 {
				return -1
			}
		}
		return 6
	}
	return -1
}

// plainRun is the length of what comes in front of the first quote, backslash or control character of s; wide says that there may be
// characters outside of ASCII in it. It looks at eight bytes at once.
func plainRun(s []byte) (n int, wide bool) {
	const ones, tops = 0x0101010101010101, 0x8080808080808080
	var seen uint64
	for ; n+8 <= len(s); n += 8 {
		x := binary.LittleEndian.Uint64(s[n:])
		quote, slash := x^(ones*'"'), x^(ones*'\\')
		hit := ((quote-ones)&^quote | (slash-ones)&^slash | (x-ones*0x20)&^x) & tops
		if hit != 0 {
			at := bits.TrailingZeros64(hit)
			seen |= x & (1<<at - 1)
			return n + at>>3, seen&tops != 0
		}
		seen |= x
	}
	for ; n < len(s); n++ {
		c := s[n]
		if c == '"' || c == '\\' || c < 0x20 {
			break
		}
		seen |= uint64(c)
	}
	return n, seen&tops != 0
}
