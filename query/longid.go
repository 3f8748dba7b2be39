// Tells the numbers that a spreadsheet does not keep.

package query

import "github.com/tidwall/gjson"

// LongID tells whether a cell is a whole number of more than 15 digits, as a number or as a text of digits: a spreadsheet that reads it
// as a number rounds it, because it keeps 15 digits (as ids of tweets, which have 18 or 19).
func LongID(v Value) bool {
	digits := v.Raw
	switch v.Type {
	case gjson.Number:
	case gjson.String:
		digits = v.Str
	default:
		return false
	}
	if len(digits) > 0 && digits[0] == '-' {
		digits = digits[1:]
	}
	for len(digits) > 0 && digits[0] == '0' {
		digits = digits[1:]
	}
	return len(digits) > 15 && len(digits) < 40 && isDigits(digits)
}
