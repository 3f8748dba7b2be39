// The rules for cells that a spreadsheet opens: which columns are ids or moments, which numbers it keeps, which text it would run.

package render

import (
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/clipperhouse/displaywidth"
	"github.com/tidwall/gjson"

	"twq/query"
)

// MaxCellText is the most text that a cell of Excel holds, in UTF-16 units (Microsoft, "Excel specifications and limits").
const MaxCellText = 32_767

// MomentLayout is how a moment stands in a cell: Excel reads it as a date in every locale.
const MomentLayout = "2006-01-02 15:04:05"

// IsID says that the values of a column are names and not quantities, whatever they look like: the last key of its path is id or ids, or ends
// in _id, _ids or _str, as the API has it. A spreadsheet is to keep them as text.
func IsID(c query.Column) bool {
	key := lastKey(c)
	return key == "id" || key == "ids" || strings.HasSuffix(key, "_id") || strings.HasSuffix(key, "_ids") || strings.HasSuffix(key, "_str")
}

// IsMoment says that the values of a column are moments: the last key of its path is created_at.
func IsMoment(c query.Column) bool { return lastKey(c) == "created_at" }

// MomentHeader is the header of a column of moments that are shown in a zone: "created_at (UTC)". nil is UTC.
func MomentHeader(c query.Column, zone *time.Location) string {
	return c.Name + " (" + zoneName(zone) + ")"
}

// Moment reads a cell of such a column, in a zone; nil is UTC. ok is false for what query.ParseMoment does not read, and where the year in
// that zone is not one of four digits.
func Moment(v query.Value, zone *time.Location) (t time.Time, ok bool) {
	if v.Type != gjson.String {
		return t, false
	}
	if t, ok = query.ParseMoment(v.Str); !ok {
		return t, false
	}
	if zone == nil {
		zone = time.UTC
	}
	t = t.In(zone)
	return t, t.Year() >= 0 && t.Year() <= 9999
}

func zoneName(zone *time.Location) string {
	switch zone {
	case nil:
		return "UTC"
	case time.Local:
		return "local time"
	}
	return zone.String()
}

// lastKey is the last key of a column's path; a column without one is named after it.
func lastKey(c query.Column) string {
	path := c.Path
	if path == "" {
		path = c.Name
	}
	return path[strings.LastIndexAny(path, ".|")+1:]
}

// Formula tells text that a spreadsheet may run (OWASP, CSV injection; ASVS 1.2.10 adds NUL, Excel takes the full-width signs too).
func Formula[text string | []byte](s text) bool {
	if len(s) == 0 || s[0] > '@' && s[0] < utf8.RuneSelf {
		return false
	}
	r, _ := utf8.DecodeRuneInString(string(s[:min(len(s), utf8.UTFMax)]))
	return strings.ContainsRune("=+-@\t\r\n\x00＝＋－＠", r)
}

// Significant counts the digits of a JSON number from the first that is not 0 to the last that is not; of a whole number without an
// exponent the zeros at its end count, because they are digits of an id.
func Significant(number string) int {
	mantissa, whole := number, true
	if i := strings.IndexAny(number, "eE"); i >= 0 {
		mantissa, whole = number[:i], false
	}
	n, zeros, begun := 0, 0, false
	for i := range len(mantissa) {
		switch c := mantissa[i]; {
		case c == '.':
			whole = false
		case c < '0' || c > '9':
		case c == '0' && !begun:
		case c == '0':
			n++
			zeros++
		default:
			n, zeros, begun = n+1, 0, true
		}
	}
	if !whole {
		n -= zeros
	}
	return n
}

// Held says that a double holds a JSON number: written with the digits the number has, 17 at most, it gives those digits.
func Held(number string) bool {
	n := Significant(number)
	f, err := strconv.ParseFloat(number, 64)
	if n == 0 {
		return err == nil
	}
	if err != nil || n > 17 {
		return false
	}
	return sameDecimal(number, strconv.FormatFloat(f, 'e', n-1, 64))
}

// sameDecimal compares two decimal numbers of few digits exactly.
func sameDecimal(a, b string) bool {
	digitsA, expA := decimal(a)
	digitsB, expB := decimal(b)
	return digitsA == digitsB && expA == expB
}

// decimal is a number as its digits, without zeros at either end and with the sign, and the power of ten of the last of them.
func decimal(number string) (digits string, exp int) {
	mantissa := number
	if i := strings.IndexAny(number, "eE"); i >= 0 {
		exp, _ = strconv.Atoi(strings.TrimPrefix(number[i+1:], "+"))
		mantissa = number[:i]
	}
	if i := strings.IndexByte(mantissa, '.'); i >= 0 {
		exp -= len(mantissa) - i - 1
		mantissa = mantissa[:i] + mantissa[i+1:]
	}
	sign := ""
	if rest, ok := strings.CutPrefix(mantissa, "-"); ok {
		sign, mantissa = "-", rest
	}
	digits = strings.TrimRight(mantissa, "0")
	exp += len(mantissa) - len(digits)
	return sign + strings.TrimLeft(digits, "0"), exp
}

// CutCell cuts a text to what a cell holds, before the character that does not fit, and says whether it had to.
func CutCell(s string) (string, bool) { return cutUnits(s, MaxCellText) }

// cutUnits is CutCell for any number of UTF-16 units.
func cutUnits(s string, most int) (string, bool) {
	if len(s) <= most { // no character has more units than bytes
		return s, false
	}
	units, end := 0, -1
	for i, r := range s {
		if units++; r > 0xffff {
			units++
		}
		if units > most {
			end = i
			break
		}
	}
	if end < 0 {
		return s, false
	}
	// What belongs together (a flag, a letter with its marks) is left out together. Clusters are short: a few hundred bytes are enough.
	from := max(0, end-256)
	for from > 0 && !utf8.RuneStart(s[from]) {
		from--
	}
	last := from
	for g := displaywidth.StringGraphemes(s[from:min(len(s), end+256)]); g.Next(); {
		next := last + len(g.Value())
		if next > end {
			break
		}
		last = next
	}
	if last == from { // one endless cluster
		last = end
	}
	return s[:last], true
}
