// When two results are the same: JSON values by what they mean, numbers by their exact decimal value.

package learn

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"github.com/tidwall/gjson"

	"twq/query"
)

// same compares two results. unordered leaves the order of the outermost list out of account. Missing is the same as missing only.
func same(a, b query.Value, unordered bool) bool {
	return canonical(a, unordered) == canonical(b, unordered)
}

// canonical writes a value so that values that mean the same are written the same: members in the order of their keys, numbers in
// one form, no blanks. "" is a missing value.
func canonical(v query.Value, unordered bool) string {
	var b strings.Builder
	if unordered && v.IsArray() {
		var parts []string
		v.ForEach(func(_, element query.Value) bool {
			parts = append(parts, canonical(element, false))
			return true
		})
		slices.Sort(parts)
		return "[" + strings.Join(parts, ",") + "]"
	}
	writeCanonical(&b, v)
	return b.String()
}

func writeCanonical(b *strings.Builder, v query.Value) {
	switch {
	case !v.Exists():
	case v.IsArray():
		b.WriteByte('[')
		first := true
		v.ForEach(func(_, element query.Value) bool {
			if !first {
				b.WriteByte(',')
			}
			first = false
			writeCanonical(b, element)
			return true
		})
		b.WriteByte(']')
	case v.IsObject():
		var members []string
		v.ForEach(func(key, value query.Value) bool {
			members = append(members, quoted(key.String())+":"+canonical(value, false))
			return true
		})
		slices.Sort(members)
		b.WriteString("{" + strings.Join(members, ",") + "}")
	case v.Type == gjson.String:
		b.WriteString(quoted(v.String()))
	case v.Type == gjson.Number:
		b.WriteString(decimal(v.Raw))
	default:
		b.WriteString(strings.TrimSpace(v.Raw))
	}
}

func quoted(s string) string {
	text, err := json.Marshal(s)
	if err != nil {
		return s
	}
	return string(text)
}

// decimal writes a JSON number as its digits and a power of ten: "1.50e2" is "15e1". What is no number stays as it is.
func decimal(raw string) string {
	mantissa, exponent, _ := strings.Cut(strings.ToLower(strings.TrimSpace(raw)), "e")
	power := int64(0)
	if exponent != "" {
		n, err := strconv.ParseInt(strings.TrimPrefix(exponent, "+"), 10, 64)
		if err != nil || n > 1<<40 || n < -1<<40 {
			return raw
		}
		power = n
	}
	digits, minus := strings.CutPrefix(mantissa, "-")
	whole, fraction, _ := strings.Cut(digits, ".")
	power -= int64(len(fraction))
	digits = strings.TrimLeft(whole+fraction, "0")
	if digits == "" {
		return "0"
	}
	short := strings.TrimRight(digits, "0")
	power += int64(len(digits) - len(short))
	if minus {
		short = "-" + short
	}
	if power == 0 {
		return short
	}
	return short + "e" + strconv.FormatInt(power, 10)
}
