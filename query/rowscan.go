// Validates JSON in one pass over the bytes.

package query

import (
	"encoding/binary"
	"math/bits"
	"unicode/utf8"
)

// scanPad is how many zero bytes stand behind the text of a scanner: no test for the end is needed, since JSON allows a zero nowhere.
const scanPad = 8

// scanner reads JSON strictly by RFC 8259. It only tells JSON from what is none, and where it stopped: why, the slow validator says.
type scanner struct {
	b       []byte // the text and scanPad zero bytes
	n       int    // the length of the text
	at      int    // behind a failure: where it stopped, n or more if for want of text
	depth   int    // levels that are open around the value
	stack   []byte // the closers that are due inside the value
	escaped bool   // a string with a backslash has been read since it was last unset

	skips bool // a line that is no JSON is left out; of documents one behind another

	lines     int // line feeds, all of them outside of strings
	lineStart int // the offset behind the last one
	trailing  int // bytes behind it that begin no character

	wanted *wanted
	found  []span // a place for each wanted value of the row at hand; zero where it is missing
}

func newScanner(text string) *scanner {
	b := make([]byte, len(text)+scanPad)
	copy(b, text)
	return &scanner{b: b, n: len(text)}
}

// fail notes where the scan stopped.
func (s *scanner) fail(i int) int {
	s.at = i
	return -1
}

// space returns the offset behind white space.
func (s *scanner) space(i int) int {
	for {
		switch s.b[i] {
		case ' ', '\t', '\r':
		case '\n':
			s.lines++
			s.lineStart, s.trailing = i+1, 0
		default:
			return i
		}
		i++
	}
}

// repeated bytes, for eight at a time
const (
	ones    = 0x0101010101010101
	highs   = 0x8080808080808080
	slashes = '\\' * ones
)

// unplain has the high bit of the first byte of w set that ends a string or is odd in it, be it a quote, a backslash or a control
// character; high bits behind it mean nothing, and those of bytes that are not ASCII are left as they are.
//
// With its second bit flipped the quote stands right behind the control characters, and one subtraction finds them all.
func unplain(w uint64) uint64 { return ((w ^ 2*ones) - ('"'-1)*ones) | ((w ^ slashes) - ones) }

// str returns the offset behind the string whose text begins at i, -1 on failure.
func (s *scanner) str(i int) int {
	b := s.b
	for {
		w := binary.LittleEndian.Uint64(b[i:])
		m := (unplain(w) | w) & highs
		if m == 0 {
			i += 8
			continue
		}
		i += bits.TrailingZeros64(m) >> 3
		if b[i] == '"' {
			return i + 1
		}
		return s.oddStr(i)
	}
}

// oddStr goes on in a string at a byte that is not the plain text of it.
func (s *scanner) oddStr(i int) int {
	b := s.b
	foreign := -1 // the first byte that is not ASCII
	for {
		w := binary.LittleEndian.Uint64(b[i:])
		m := unplain(w) &^ w & highs
		if foreign < 0 {
			m |= w & highs
		}
		if m == 0 {
			i += 8
			continue
		}
		i += bits.TrailingZeros64(m) >> 3
		switch c := b[i]; {
		case c == '"':
			if foreign >= 0 && !s.characters(b[foreign:i]) {
				return s.fail(foreign)
			}
			return i + 1
		case c == '\\':
			s.escaped = true
			if b[i+1] == 'u' {
				for k := i + 2; k < i+6; k++ {
					if k >= s.n || !isHex(b[k]) {
						return s.fail(k)
					}
				}
				i += 6
			} else if escapes[b[i+1]] {
				i += 2
			} else {
				return s.fail(i + 1)
			}
		case c >= 0x80:
			foreign = i
		default:
			return s.fail(i)
		}
	}
}

// characters tells whether text is UTF-8, and counts the bytes in it that begin no character.
func (s *scanner) characters(text []byte) bool {
	for i := 0; i < len(text); {
		switch c := text[i]; {
		case c < utf8.RuneSelf:
			i++
		case c-0xC2 <= 0xDF-0xC2 && i+1 < len(text) && text[i+1]&0xC0 == 0x80:
			i += 2
			s.trailing++
		case c-0xE1 <= 0xEC-0xE1 && i+2 < len(text) && text[i+1]&0xC0 == 0x80 && text[i+2]&0xC0 == 0x80:
			i += 3
			s.trailing += 2
		default:
			r, n := utf8.DecodeRune(text[i:])
			if r == utf8.RuneError && n < 2 {
				return false
			}
			i += n
			s.trailing += n - 1
		}
	}
	return true
}

// escapes are the letters behind a backslash, but for u.
var escapes = [256]bool{'"': true, '\\': true, '/': true, 'b': true, 'f': true, 'n': true, 'r': true, 't': true}

// number returns the offset behind the number that begins at i, -1 on failure.
func (s *scanner) number(i int) int {
	b := s.b
	if b[i] == '-' {
		i++
	}
	switch {
	case b[i] == '0':
		if i++; isDigit(b[i]) {
			return s.fail(i)
		}
	case isDigit(b[i]):
		for i++; isDigit(b[i]); i++ {
		}
	default:
		return s.fail(i)
	}
	if b[i] == '.' {
		if i++; !isDigit(b[i]) {
			return s.fail(i)
		}
		for i++; isDigit(b[i]); i++ {
		}
	}
	if b[i]|0x20 == 'e' {
		if i++; b[i] == '+' || b[i] == '-' {
			i++
		}
		if !isDigit(b[i]) {
			return s.fail(i)
		}
		for i++; isDigit(b[i]); i++ {
		}
	}
	return i
}

// word returns the offset behind true, false or null, -1 on failure.
func (s *scanner) word(i int, word string) int {
	for k := range len(word) {
		if s.b[i+k] != word[k] {
			return s.fail(i + k)
		}
	}
	return i + len(word)
}

// value returns the offset behind the value that begins at i, -1 on failure. It is the inner loop of everything: a state machine
// without calls for what is common.
func (s *scanner) value(i int) int {
	b, stack := s.b, s.stack[:0]
value:
	switch c := b[i]; c {
	case '"':
		for i++; ; i += 8 {
			w := binary.LittleEndian.Uint64(b[i:])
			if m := (unplain(w) | w) & highs; m != 0 {
				i += bits.TrailingZeros64(m) >> 3
				break
			}
		}
		if b[i] == '"' {
			i++
		} else if i = s.oddStr(i); i < 0 {
			return i
		}
	case '{', '[':
		if s.depth+len(stack) >= MaxDepth {
			return s.fail(i)
		}
		if stack = append(stack, c+2); len(stack) > cap(s.stack) {
			s.stack = stack
		}
		i++
		if b[i] <= ' ' {
			i = s.space(i)
		}
		switch {
		case b[i] == c+2:
			stack = stack[:len(stack)-1]
			i++
		case c == '{':
			goto key
		default:
			goto value
		}
	case 'n':
		if string(b[i:i+4]) != "null" {
			return s.word(i, "null")
		}
		i += 4
	case 't':
		if string(b[i:i+4]) != "true" {
			return s.word(i, "true")
		}
		i += 4
	case 'f':
		if string(b[i:i+5]) != "false" {
			return s.word(i, "false")
		}
		i += 5
	case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9':
		if i = s.number(i); i < 0 {
			return i
		}
	default:
		return s.fail(i)
	}
behind:
	if len(stack) == 0 {
		return i
	}
	if b[i] <= ' ' {
		i = s.space(i)
	}
	switch c := b[i]; {
	case c == ',':
		i++
		if b[i] <= ' ' {
			i = s.space(i)
		}
		if stack[len(stack)-1] == '}' {
			goto key
		}
		goto value
	case c == stack[len(stack)-1]:
		stack = stack[:len(stack)-1]
		i++
		goto behind
	}
	return s.fail(i)
key:
	if b[i] != '"' {
		return s.fail(i)
	}
	for i++; ; i += 8 {
		w := binary.LittleEndian.Uint64(b[i:])
		if m := (unplain(w) | w) & highs; m != 0 {
			i += bits.TrailingZeros64(m) >> 3
			break
		}
	}
	if b[i] == '"' {
		i++
	} else if i = s.oddStr(i); i < 0 {
		return i
	}
	if b[i] != ':' {
		if i = s.space(i); b[i] != ':' {
			return s.fail(i)
		}
	}
	i++
	if b[i] <= ' ' {
		i = s.space(i)
	}
	goto value
}
