// Chooses the columns of a table for people, and their widths.

package render

// layout is how wide the columns of a table are.
type layout struct {
	shown  int // the first so many columns are drawn
	widths []int
	right  []bool
}

const (
	narrowest = 8  // what a column of text is not narrowed below
	longest   = 24 // up to this width numbers and ids are not cut
	frameCost = 3  // a border and a blank on both sides of a cell; one more border closes the line
)

// lay measures the header and the sample.
func (g *grid) lay(header []cell, sample [][]cell) *layout {
	n := len(header)
	l := &layout{shown: n, widths: make([]int, n), right: make([]bool, n)}
	floors := make([]int, n)
	for i, h := range header {
		width, numbers, other := h.width, false, false
		for _, row := range sample {
			c := row[i]
			width = max(width, c.width)
			if c.bar || c.number && c.width <= longest {
				floors[i] = max(floors[i], c.width)
			}
			numbers = numbers || c.right
			other = other || !c.right && !c.mark
		}
		l.widths[i] = max(1, min(width, widestCell))
		l.right[i] = numbers && !other
		floors[i] = max(floors[i], min(width, narrowest), 1)
	}
	if g.Width > 0 {
		l.fit(floors, g.Width)
	}
	return l
}

// fit leaves out the last columns until the floors of the others have room in limit, then narrows the widest column cell by cell.
func (l *layout) fit(floors []int, limit int) {
	room := limit - 1
	floors[0] = max(1, min(floors[0], room-frameCost))
	need := 0
	for l.shown = 0; l.shown < len(floors); l.shown++ {
		if need += floors[l.shown] + frameCost; need > room && l.shown > 0 {
			break
		}
	}
	total := 0
	for i := range l.widths[:l.shown] {
		l.widths[i] = min(l.widths[i], max(limit, 1))
		total += l.widths[i] + frameCost
	}
	for total > room {
		widest := -1
		for i, w := range l.widths[:l.shown] {
			if w > floors[i] && (widest < 0 || w > l.widths[widest]) {
				widest = i
			}
		}
		if widest < 0 {
			return
		}
		l.widths[widest]--
		total--
	}
}
