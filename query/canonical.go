// Writes a value as the one text that all its spellings share, so that values can be told apart by their texts.

package query

import (
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/tidwall/gjson"
)

// appendCanonical adds v as JSON: a text with its escapes removed where they need not be, and everything else as it stands but for white
// space around the parts of lists and objects. Numbers keep their digits: 1 and 1.0 stay two.
func appendCanonical(dst []byte, v Value) []byte {
	switch v.Type {
	case gjson.String:
		if strings.IndexByte(v.Raw, '\\') < 0 {
			return append(dst, v.Raw...)
		}
		return appendPlain(dst, v.Raw)
	case gjson.JSON:
		return appendCompact(dst, v.Raw)
	}
	return append(dst, v.Raw...)
}

// appendPlain writes a text of JSON with the fewest escapes: \" \\ \b \f \n \r \t, \u00xx for other control characters, and \uxxxx for
// half a surrogate pair, which is no character.
func appendPlain(dst []byte, raw string) []byte {
	for i := 0; i < len(raw); {
		if raw[i] != '\\' {
			dst = append(dst, raw[i])
			i++
			continue
		}
		r, n := readEscape(raw[i:])
		if utf16.IsSurrogate(r) {
			dst = append(dst, strings.ToLower(raw[i:i+n])...)
		} else {
			dst = appendEscaped(dst, r)
		}
		i += n
	}
	return dst
}

func appendEscaped(dst []byte, r rune) []byte {
	const short = "\b\f\n\r\t\"\\"
	if k := strings.IndexRune(short, r); k >= 0 {
		return append(dst, '\\', `bfnrt"\`[k])
	}
	if r < ' ' {
		const digits = "0123456789abcdef"
		return append(dst, '\\', 'u', '0', '0', digits[r>>4], digits[r&15])
	}
	return utf8.AppendRune(dst, r)
}

// readEscape reads the escape of JSON that raw begins with: its character, or half of a surrogate pair whose other half is not there, and
// how many bytes it has.
func readEscape(raw string) (r rune, n int) {
	switch c := raw[1]; c {
	case 'u':
		r = hexRune(raw[2:])
		if utf16.IsSurrogate(r) && len(raw) >= 12 && raw[6] == '\\' && raw[7] == 'u' {
			if pair := utf16.DecodeRune(r, hexRune(raw[8:])); pair != utf8.RuneError {
				return pair, 12
			}
		}
		return r, 6
	case 'b', 'f', 'n', 'r', 't':
		return rune("\b\f\n\r\t"[strings.IndexByte("bfnrt", c)]), 2
	default:
		return rune(c), 2
	}
}
