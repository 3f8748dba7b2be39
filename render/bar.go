// Draws a number as a bar.

package render

import (
	"math"
	"strings"

	"twq/query"
)

// bars draws numbers in proportion to the largest, whose bar is as long as there is room.
type bars struct {
	scale float64 // the number of the longest bar
	width int     // its cells
	ascii bool
	color bool
}

func newBars(m *query.Measure, width int, ascii, color bool) bars {
	return bars{scale: max(math.Abs(m.Least), math.Abs(m.Most)), width: width, ascii: ascii, color: color}
}

// bar is the bar of n, rounded to an eighth of a cell, in ASCII to a cell. A number that is not 0 has at least one of these, and what is
// below 0 a bar of another kind, as long as it would be above: ░, in ASCII a minus.
func (b bars) bar(n float64) string {
	if n == 0 || b.scale == 0 || b.width <= 0 {
		return ""
	}
	part := min(math.Abs(n)/b.scale, 1)
	cells := max(1, int(math.Round(part*float64(b.width))))
	switch {
	case b.ascii && n < 0:
		return strings.Repeat("-", cells)
	case b.ascii:
		return strings.Repeat("#", cells)
	case n < 0:
		return strings.Repeat("░", cells)
	}
	eighths := max(1, int(math.Round(part*float64(8*b.width))))
	s := strings.Repeat("█", eighths/8)
	if rest := eighths % 8; rest > 0 {
		s += string([]rune("▏▎▍▌▋▊▉")[rest-1])
	}
	return s
}

// paint is the colour of the bar of n; "" is none.
func (b bars) paint(n float64) string {
	switch {
	case !b.color:
		return ""
	case n < 0:
		return boolColor
	}
	return numberColor
}
