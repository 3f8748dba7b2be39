// Adds numbers exactly, whatever their size.

package query

import (
	"cmp"
	"fmt"
	"math/big"
	"strconv"
	"strings"
)

// maxExponent bounds the exponents that are added exactly: 1e4096 has 4,097 digits.
const maxExponent = 4096

// NumberError is a number that cannot be added because its exponent is beyond what has an exact sum of reasonable length.
type NumberError struct{ Number string }

func (e *NumberError) Error() string {
	return fmt.Sprintf("%s has an exponent of more than %d", Clip(e.Number, 40), maxExponent)
}

// decimal is an exact decimal number; the zero value is 0.
type decimal struct {
	small int64    // as long as there is no large
	large *big.Int // times 10^-scale
	scale int
}

// add adds a number of JSON.
func (d *decimal) add(raw string) error {
	if n, err := strconv.ParseInt(raw, 10, 64); err == nil {
		d.addInt(n)
		return nil
	}
	n, scale, err := readDecimal(raw)
	if err != nil {
		return err
	}
	d.plus(n, scale)
	return nil
}

func (d *decimal) addInt(n int64) {
	if d.large == nil {
		if sum := d.small + n; (sum > d.small) == (n > 0) {
			d.small = sum
			return
		}
	}
	d.plus(big.NewInt(n), 0)
}

// sum adds another.
func (d *decimal) sum(other decimal) {
	if other.large == nil {
		d.addInt(other.small)
		return
	}
	d.plus(other.large, other.scale)
}

func (d *decimal) plus(n *big.Int, scale int) {
	if d.large == nil {
		d.large = big.NewInt(d.small)
	}
	n = new(big.Int).Set(n)
	if d.scale < scale {
		d.large.Mul(d.large, powerOfTen(scale-d.scale))
		d.scale = scale
	} else if scale < d.scale {
		n.Mul(n, powerOfTen(d.scale-scale))
	}
	d.large.Add(d.large, n)
}

// readDecimal reads a number of JSON as n times 10^-scale, the scale 0 or more.
func readDecimal(raw string) (n *big.Int, scale int, err error) {
	mantissa, exponent, _ := strings.Cut(strings.ToLower(raw), "e")
	e := 0
	if exponent != "" {
		if e, err = strconv.Atoi(exponent); err != nil || e > maxExponent || e < -maxExponent {
			return nil, 0, &NumberError{Number: raw}
		}
	}
	whole, fraction, _ := strings.Cut(mantissa, ".")
	fraction = strings.TrimRight(fraction, "0")
	n, ok := new(big.Int).SetString(whole+fraction, 10)
	if !ok {
		return nil, 0, &NumberError{Number: raw}
	}
	if scale = len(fraction) - e; scale < 0 {
		n.Mul(n, powerOfTen(-scale))
		scale = 0
	}
	return n, scale, nil
}

func powerOfTen(n int) *big.Int { return new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(n)), nil) }

// String writes it as a number of JSON without an exponent, and without zeros behind the last other digit of a fraction.
func (d decimal) String() string {
	if d.large == nil {
		return strconv.FormatInt(d.small, 10)
	}
	digits, sign := d.large.String(), ""
	if digits[0] == '-' {
		digits, sign = digits[1:], "-"
	}
	if d.scale == 0 {
		return sign + digits
	}
	if missing := d.scale + 1 - len(digits); missing > 0 {
		digits = strings.Repeat("0", missing) + digits
	}
	point := len(digits) - d.scale
	if fraction := strings.TrimRight(digits[point:], "0"); fraction != "" {
		return sign + digits[:point] + "." + fraction
	}
	return sign + digits[:point]
}

// compare is -1, 0 or 1 as d is less than other, equal or more.
func (d decimal) compare(other decimal) int {
	if d.large == nil && other.large == nil {
		return cmp.Compare(d.small, other.small)
	}
	a, b := d.unscaled(max(d.scale, other.scale)), other.unscaled(max(d.scale, other.scale))
	return a.Cmp(b)
}

// unscaled is the number times 10^scale, which is no less than its own.
func (d decimal) unscaled(scale int) *big.Int {
	n := d.large
	if n == nil {
		n = big.NewInt(d.small)
	}
	if scale == d.scale {
		return n
	}
	return new(big.Int).Mul(n, powerOfTen(scale-d.scale))
}
