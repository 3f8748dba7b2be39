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
		if raw[i+1] == '/' {
			dst, i = append(dst, '/'), i+2
			continue
		}
		if raw[i+1] != 'u' {
			dst, i = append(dst, raw[i], raw[i+1]), i+2
			continue
		}
		r, n := hexRune(raw[i+2:]), 6
		if utf16.IsSurrogate(r) {
			low := rune(-1)
			if strings.HasPrefix(raw[i+6:], `\u`) {
				low = hexRune(raw[i+8:])
			}
			if pair := utf16.DecodeRune(r, low); pair != utf8.RuneError {
				r, n = pair, 12
			} else {
				dst, i = append(dst, strings.ToLower(raw[i:i+6])...), i+6
				continue
			}
		}
		dst = appendEscaped(dst, r)
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
