// Says the patterns of gjson, in which * is any run of characters and ? one, as other languages do.

package query

import "strings"

// patternParts cuts a pattern at its stars; ok is false if it has a "?".
func patternParts(pattern string) (parts []string, ok bool) {
	var part []byte
	for i := 0; i < len(pattern); i++ {
		switch c := pattern[i]; {
		case c == '\\' && i+1 < len(pattern):
			i++
			part = append(part, pattern[i])
		case c == '\\' || c == '?':
			return nil, false
		case c == '*':
			if len(parts) == 0 || len(part) > 0 {
				parts = append(parts, string(part))
			}
			part = nil
		default:
			part = append(part, c)
		}
	}
	return append(parts, string(part)), true
}

// patternRegexp writes a pattern as a regular expression; any writes "any run of characters" (true) and "any character".
func patternRegexp(pattern string, any func(star bool) string) string {
	var b strings.Builder
	for i := 0; i < len(pattern); i++ {
		c := pattern[i]
		switch {
		case c == '*' || c == '?':
			b.WriteString(any(c == '*'))
			continue
		case c == '\\' && i+1 < len(pattern):
			i++
			c = pattern[i]
		}
		if strings.IndexByte(`\.+*?()|[]{}^$-#&~`, c) >= 0 {
			b.WriteByte('\\')
		}
		b.WriteByte(c)
	}
	return b.String()
}

// patternLike writes a pattern for LIKE, with this character for an escape.
func patternLike(pattern string, escape byte) string {
	var b strings.Builder
	for i := 0; i < len(pattern); i++ {
		c := pattern[i]
		switch {
		case c == '*':
			b.WriteByte('%')
			continue
		case c == '?':
			b.WriteByte('_')
			continue
		case c == '\\' && i+1 < len(pattern):
			i++
			c = pattern[i]
		}
		if c == '%' || c == '_' || c == escape {
			b.WriteByte(escape)
		}
		b.WriteByte(c)
	}
	return b.String()
}
