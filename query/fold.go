// Tells texts that differ only in the case of their letters.

package query

import (
	"unicode"
	"unicode/utf8"
)

// foldCase writes s so that texts that are the same but for case become one, by Unicode simple folding: every letter is the smallest of
// its kind. ß and ss stay two.
func foldCase(s string) string {
	i := 0
	for i < len(s) && s[i] < utf8.RuneSelf && (s[i] < 'a' || s[i] > 'z') {
		i++
	}
	if i == len(s) {
		return s
	}
	out := append(make([]byte, 0, len(s)), s[:i]...)
	for _, r := range s[i:] {
		out = utf8.AppendRune(out, smallest(r))
	}
	return string(out)
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
