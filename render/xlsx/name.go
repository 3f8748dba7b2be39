// The names of sheets.

package xlsx

import (
	"fmt"
	"strings"
	"unicode/utf16"
)

const (
	dataName  = "data"
	aboutName = "about"
	longest   = 31 // UTF-16 units
)

// nameOf makes of a text the name of a sheet: 31 characters at most, none of : \ / ? * [ ] and no control characters, no ' at either end, and not
// History, which Excel keeps for itself, nor about. What is nothing then is data.
func nameOf(text string) string {
	text = strings.Map(func(r rune) rune {
		switch {
		case strings.ContainsRune(`:\/?*[]`, r):
			return '-'
		case unfit(r) || r < ' ' || r == 0x7f || r == 0xfffd:
			return -1
		}
		return r
	}, text)
	text = strings.Trim(shortened(text, longest), "' ")
	if text == "" || strings.EqualFold(text, "history") || strings.EqualFold(text, aboutName) {
		return dataName
	}
	return text
}

// numbered is the name of the n-th sheet.
func numbered(first string, n int) string {
	if n == 1 {
		return first
	}
	tail := fmt.Sprintf(" %d", n)
	return shortened(first, longest-len(tail)) + tail
}

// shortened cuts to so many UTF-16 units.
func shortened(text string, most int) string {
	n := 0
	for i, r := range text {
		if n += utf16.RuneLen(r); n > most {
			return text[:i]
		}
	}
	return text
}
