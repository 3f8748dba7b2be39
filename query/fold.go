// Tells texts that differ only in the case of their letters.

package query

import (
	"unicode"
	"unicode/utf8"
)

// appendFolded adds a value of JSON so that texts that are the same but for case become one, by Unicode simple folding: every letter is
// the smallest of its kind. ß and ss stay two. What is no text stays as it is.
func appendFolded(dst, value []byte) []byte {
	if len(value) == 0 || value[0] != '"' {
		return append(dst, value...)
	}
	for len(value) > 0 {
		r, size := rune(value[0]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRune(value)
		}
		dst = utf8.AppendRune(dst, smallest(r))
		value = value[size:]
	}
	return dst
}

func smallest(r rune) rune {
	if r < utf8.RuneSelf {
		if 'a' <= r && r <= 'z' { // K and ſ have letters beyond ASCII, which are larger
			return r - 'a' + 'A'
		}
		return r
	}
	least := r
	for next := unicode.SimpleFold(r); next != r; next = unicode.SimpleFold(next) {
		least = min(least, next)
	}
	return least
}
