// Looks for a word in texts, whatever the case of its letters.

package outline

import (
	"unicode"
	"unicode/utf8"
)

// containsFold makes a test whether a text has the word, by the simple case folding of Unicode; of a word of ASCII, in ASCII letters.
func containsFold(word string) func([]byte) bool {
	for i := range len(word) {
		if word[i] >= utf8.RuneSelf {
			return containsRunes(word)
		}
	}
	return containsASCII(word)
}

// containsASCII searches as Horspool does: by the last letter under the word, which says how far it may move on.
func containsASCII(word string) func([]byte) bool {
	n := len(word)
	var skip [256]int
	for i := range skip {
		skip[i] = n
	}
	lower := make([]byte, n)
	for i := range n {
		c := lowerASCII(word[i])
		if lower[i] = c; i < n-1 {
			skip[c] = n - 1 - i
			if 'a' <= c && c <= 'z' {
				skip[c-0x20] = n - 1 - i
			}
		}
	}
	last := lower[n-1]
	return func(text []byte) bool {
	search:
		for i := n - 1; i < len(text); i += skip[text[i]] {
			if lowerASCII(text[i]) != last {
				continue
			}
			for k := range n - 1 {
				if lowerASCII(text[i-n+1+k]) != lower[k] {
					continue search
				}
			}
			return true
		}
		return false
	}
}

func lowerASCII(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		c |= 0x20
	}
	return c
}

func containsRunes(word string) func([]byte) bool {
	var runes []rune
	for _, r := range word {
		runes = append(runes, foldRune(r))
	}
	return func(text []byte) bool {
	search:
		for len(text) > 0 {
			r, size := utf8.DecodeRune(text)
			rest := text[size:]
			text = rest
			if foldRune(r) != runes[0] {
				continue
			}
			for _, want := range runes[1:] {
				r, size := utf8.DecodeRune(rest)
				if rest = rest[size:]; size == 0 || foldRune(r) != want {
					continue search
				}
			}
			return true
		}
		return false
	}
}

// foldRune is the least of the letters that differ only in case.
func foldRune(r rune) rune {
	if r < utf8.RuneSelf {
		return rune(lowerASCII(byte(r)))
	}
	least := r
	for f := unicode.SimpleFold(r); f != r; f = unicode.SimpleFold(f) {
		least = min(least, f)
	}
	if least < utf8.RuneSelf {
		return rune(lowerASCII(byte(least)))
	}
	return least
}
