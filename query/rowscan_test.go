package query

import (
	"testing"
	"unicode/utf8"
)

// FuzzCharacters compares with the standard library what is UTF-8, and how many characters there are.
func FuzzCharacters(f *testing.F) {
	for _, s := range []string{"", "a", "é", "図書館", "😀é", "\xff", "\xc3", "\xe0\x80\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xc0\xaf", "\xe1\x80", "\xef\xbf\xbd"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		s := scanner{}
		ok := s.characters(text)
		if ok != utf8.Valid(text) || ok && len(text)-s.trailing != utf8.RuneCount(text) {
			t.Fatalf("%q: %v, %d bytes of %d begin no character", text, ok, s.trailing, len(text))
		}
	})
}
