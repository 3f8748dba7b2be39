// Makes text safe between separators: finds in one pass whether there is something to do, which there seldom is, and does it in place.

package render

import (
	"bytes"
	"slices"
)

// bytesOf is a set of ASCII bytes.
type bytesOf [2]uint64

func setOf(text string) (set bytesOf) {
	for i := range len(text) {
		set[text[i]>>6&1] |= 1 << (text[i] & 63)
	}
	return set
}

func (set bytesOf) has(c byte) bool { return c < 0x80 && set[c>>6]>>(c&63)&1 != 0 }

// escape writes a backslash and a letter for each byte of set in dst[from:]; the set may hold LF, CR, TAB and the backslash.
func escape(dst []byte, from int, set bytesOf) []byte {
	n := 0
	for _, c := range dst[from:] {
		if set.has(c) {
			n++
		}
	}
	if n == 0 {
		return dst
	}
	at := len(dst)
	dst = slices.Grow(dst, n)[:at+n]
	for to := len(dst); to > at; {
		at--
		c := dst[at]
		to--
		if !set.has(c) {
			dst[to] = c
			continue
		}
		switch c {
		case '\n':
			c = 'n'
		case '\r':
			c = 'r'
		case '\t':
			c = 't'
		}
		dst[to], dst[to-1] = c, '\\'
		to--
	}
	return dst
}

// quote puts the field dst[from:] into quotes where RFC 4180 wants them, and where some readers would drop the blanks at its ends.
func quote(dst []byte, from int) []byte {
	field := dst[from:]
	if len(field) == 0 || field[0] > ' ' && field[len(field)-1] > ' ' && !special(field) {
		return dst
	}
	at, n := len(dst), bytes.Count(field, []byte{'"'})
	dst = slices.Grow(dst, n+2)[:at+n+2]
	dst[len(dst)-1] = '"'
	for to := len(dst) - 1; n > 0; {
		at--
		to--
		if dst[to] = dst[at]; dst[at] == '"' {
			to--
			dst[to] = '"'
			n--
		}
	}
	copy(dst[from+1:], dst[from:at])
	dst[from] = '"'
	return dst
}

// special says that a field has a byte that means something to a reader of CSV.
func special(field []byte) bool {
	if len(field) > 32 {
		return bytes.IndexByte(field, ',') >= 0 || bytes.IndexByte(field, '"') >= 0 || bytes.IndexByte(field, '\n') >= 0 || bytes.IndexByte(field, '\r') >= 0
	}
	const set = 1<<',' | 1<<'"' | 1<<'\n' | 1<<'\r'
	for _, c := range field {
		if c < 64 && set>>c&1 != 0 {
			return true
		}
	}
	return false
}
