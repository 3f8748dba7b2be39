// Orders JSON values of every kind, exactly, and tells which are equal.

package query

import (
	"bytes"
	"encoding/binary"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/tidwall/gjson"
)

// The kinds of values in their order.
const (
	falseOrder byte = iota + 1
	trueOrder
	numberOrder
	digitsOrder
	momentOrder
	textOrder
	nestedOrder
	nullOrder
	missingOrder
)

// CompareValues is the order of values: negative where a comes before b, 0 where neither does. It is a total order in which nothing is
// rounded:
//
//   - false, true;
//   - numbers by their exact value, whatever their digits and exponents; -0 is 0;
//   - texts of nothing but the digits 0 to 9, as ids are, by the integer they write, of any length;
//   - texts that [ParseMoment] reads, by their instant, a date alone being midnight UTC;
//   - all other texts by their Unicode code points, so "Z" comes before "a";
//   - lists and objects by the code points of their text without white space;
//   - null;
//   - a missing value.
//
// Values may be of one place and not be equal: "007" and "7", or one instant in two zones. For equality see [AppendIdentity].
func CompareValues(a, b Value) int {
	return bytes.Compare(AppendOrder(nil, a), AppendOrder(nil, b))
}

// AppendOrder appends a key to dst, so that the keys of two values compare byte by byte as [CompareValues] compares the values.
func AppendOrder(dst []byte, v Value) []byte {
	if !v.Exists() {
		return append(dst, missingOrder)
	}
	switch v.Type {
	case gjson.Null:
		return append(dst, nullOrder)
	case gjson.False:
		return append(dst, falseOrder)
	case gjson.True:
		return append(dst, trueOrder)
	case gjson.Number:
		return appendNumber(append(dst, numberOrder), v.Raw)
	case gjson.JSON:
		return appendCompact(append(dst, nestedOrder), v.Raw)
	}
	if digitsOnly(v.Str) {
		digits := strings.TrimLeft(v.Str, "0")
		dst = binary.BigEndian.AppendUint64(append(dst, digitsOrder), uint64(len(digits)))
		return append(dst, digits...)
	}
	if t, ok := ParseMoment(v.Str); ok {
		dst = binary.BigEndian.AppendUint64(append(dst, momentOrder), uint64(t.Unix())^1<<63)
		return binary.BigEndian.AppendUint32(dst, uint32(t.Nanosecond()))
	}
	return appendText(append(dst, textOrder), v)
}

func digitsOnly(s string) bool {
	for i := range len(s) {
		if !isDigit(s[i]) {
			return false
		}
	}
	return s != ""
}

// appendNumber appends the key of a number: its sign, the power of ten of its first digit, and its digits.
func appendNumber(dst []byte, raw string) []byte {
	raw = strings.TrimSpace(raw)
	text, negative := strings.CutPrefix(raw, "-")
	mantissa, exponent := text, ""
	if i := strings.IndexAny(text, "eE"); i >= 0 {
		mantissa, exponent = text[:i], text[i+1:]
	}
	whole, fraction, _ := strings.Cut(mantissa, ".")
	digits := whole + fraction
	trimmed := strings.TrimLeft(digits, "0")
	shift := len(whole) - (len(digits) - len(trimmed)) // of the point, to stand in front of the first digit
	if trimmed = strings.TrimRight(trimmed, "0"); trimmed == "" {
		return append(dst, 1)
	}
	start := len(dst) + 1
	if negative {
		dst = append(dst, 0)
	} else {
		dst = append(dst, 2)
	}
	dst = appendPower(dst, exponent, shift)
	dst = append(append(dst, trimmed...), 0)
	if negative {
		invert(dst[start:])
	}
	return dst
}

// appendPower appends the key of exponent + shift; the exponent is text, and of any length.
func appendPower(dst []byte, exponent string, shift int) []byte {
	power := ""
	if len(exponent) < 18 {
		n := 0
		if exponent != "" {
			n, _ = strconv.Atoi(exponent)
		}
		power = strconv.Itoa(n + shift)
	} else {
		n, ok := new(big.Int).SetString(strings.TrimPrefix(exponent, "+"), 10)
		if !ok {
			n = new(big.Int)
		}
		power = n.Add(n, big.NewInt(int64(shift))).String()
	}
	power, below := strings.CutPrefix(power, "-")
	sign := byte(1)
	if below {
		sign = 0
	}
	dst = append(dst, sign)
	start := len(dst)
	dst = binary.BigEndian.AppendUint64(dst, uint64(len(power)))
	dst = append(dst, power...)
	if below {
		invert(dst[start:])
	}
	return dst
}

func invert(b []byte) {
	for i := range b {
		b[i] = ^b[i]
	}
}

// appendText appends the characters of a text. Half of a surrogate pair, which JSON can write and UTF-8 cannot, is three bytes of its
// own, in the order of its code point.
func appendText(dst []byte, v Value) []byte {
	if !strings.ContainsRune(v.Str, utf8.RuneError) {
		return append(dst, v.Str...)
	}
	raw := strings.TrimSpace(v.Raw)
	if len(raw) < 2 || raw[0] != '"' {
		return append(dst, v.Str...)
	}
	for i := 1; i < len(raw)-1; i++ {
		if raw[i] != '\\' {
			dst = append(dst, raw[i])
			continue
		}
		i++
		switch c := raw[i]; c {
		case 'u':
			r := hexRune(raw[i+1:])
			i += 4
			if utf16.IsSurrogate(r) && i+6 < len(raw) && raw[i+1] == '\\' && raw[i+2] == 'u' {
				if pair := utf16.DecodeRune(r, hexRune(raw[i+3:])); pair != utf8.RuneError {
					r = pair
					i += 6
				}
			}
			if utf16.IsSurrogate(r) {
				dst = append(dst, 0xE0|byte(r>>12), 0x80|byte(r>>6)&0xBF, 0x80|byte(r)&0xBF)
			} else {
				dst = utf8.AppendRune(dst, r)
			}
		case 'b', 'f', 'n', 'r', 't':
			dst = append(dst, "\b\f\n\r\t"[strings.IndexByte("bfnrt", c)])
		default:
			dst = append(dst, c)
		}
	}
	return dst
}

// appendCompact appends JSON without the white space between its parts.
func appendCompact(dst []byte, raw string) []byte {
	for i := 0; i < len(raw); i++ {
		switch raw[i] {
		case ' ', '\t', '\r', '\n':
		case '"':
			end := skipString(raw, i)
			dst = append(dst, raw[i:end]...)
			i = end - 1
		default:
			dst = append(dst, raw[i])
		}
	}
	return dst
}

// AppendIdentity appends a key to dst that two values share if they are the same JSON value, and only then: numbers of one exact value
// (1, 1.0 and 10e-1), texts of the same characters however they are escaped, lists of the same elements in their order, objects of the
// same members in any order, of which the first counts where a key stands twice. A text is never a number.
func AppendIdentity(dst []byte, v Value) []byte {
	if !v.Exists() {
		return append(dst, missingOrder)
	}
	sized := func(kind byte, grow func([]byte) []byte) []byte {
		at := len(dst) + 1
		dst = append(append(dst, kind), make([]byte, 8)...)
		dst = grow(dst)
		binary.BigEndian.PutUint64(dst[at:], uint64(len(dst)-at-8))
		return dst
	}
	switch v.Type {
	case gjson.Null:
		return append(dst, nullOrder)
	case gjson.False:
		return append(dst, falseOrder)
	case gjson.True:
		return append(dst, trueOrder)
	case gjson.Number:
		return sized(numberOrder, func(b []byte) []byte { return appendNumber(b, v.Raw) })
	case gjson.String:
		return sized(textOrder, func(b []byte) []byte { return appendText(b, v) })
	}
	if v.IsArray() {
		return sized('[', func(b []byte) []byte {
			v.ForEach(func(_, item Value) bool {
				b = AppendIdentity(b, item)
				return true
			})
			return b
		})
	}
	return sized('{', func(b []byte) []byte { return appendMembers(b, v) })
}

// appendMembers appends the members of an object in the order of their keys.
func appendMembers(dst []byte, v Value) []byte {
	type member struct{ key, value []byte }
	var members []member
	v.ForEach(func(k, v Value) bool {
		members = append(members, member{AppendIdentity(nil, k), AppendIdentity(nil, v)})
		return true
	})
	slices.SortStableFunc(members, func(a, b member) int { return bytes.Compare(a.key, b.key) })
	for i, m := range members {
		if i == 0 || !bytes.Equal(m.key, members[i-1].key) {
			dst = append(append(dst, m.key...), m.value...)
		}
	}
	return dst
}
