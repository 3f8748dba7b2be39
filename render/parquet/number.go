// Tells which numbers a column of float64 or int64 holds without changing them.

package parquet

import (
	"math"
	"strconv"
	"strings"
)

// wholeNumber reads an integer as JSON writes it: digits, no point, no exponent. -0 is none, because an integer has no sign of zero.
func wholeNumber(raw string) (int64, bool) {
	if strings.ContainsAny(raw, ".eE") || raw == "-0" {
		return 0, false
	}
	n, err := strconv.ParseInt(raw, 10, 64)
	return n, err == nil
}

// floatNumber reads a number that float64 holds: one that is written with the same digits again, or an integer that it is exactly.
func floatNumber(raw string) (float64, bool) {
	f, err := strconv.ParseFloat(raw, 64)
	if err != nil || math.IsInf(f, 0) {
		return 0, false
	}
	if n, whole := wholeNumber(raw); whole {
		return f, math.Abs(f) < 1<<63 && int64(f) == n
	}
	digits, exponent := decimal(raw)
	again, at := decimal(strconv.FormatFloat(f, 'e', -1, 64))
	return f, digits == again && (exponent == at || digits == "" || digits == "-")
}

// decimal is a number as its digits, without zeros at either end, and the power of ten of the last.
func decimal(raw string) (digits string, exponent int) {
	mantissa, power, ok := strings.Cut(strings.ToLower(raw), "e")
	if ok {
		var err error
		if exponent, err = strconv.Atoi(power); err != nil {
			return raw, 0
		}
	}
	sign := ""
	if rest, negative := strings.CutPrefix(mantissa, "-"); negative {
		sign, mantissa = "-", rest
	}
	whole, fraction, _ := strings.Cut(mantissa, ".")
	exponent -= len(fraction)
	digits = whole + fraction
	short := strings.TrimRight(digits, "0")
	exponent += len(digits) - len(short)
	return sign + strings.TrimLeft(short, "0"), exponent
}
