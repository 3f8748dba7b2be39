// Has tablewriter draw the box of a table, and puts the cells into it.

package render

import (
	"bytes"
	"errors"
	"strings"

	"github.com/olekukonko/tablewriter"
	"github.com/olekukonko/tablewriter/tw"
)

// box is what tablewriter draws around cells. tablewriter v1.1.5 adds up the widths of single characters, so that a flag counts 4, takes
// escape sequences for nothing, and spends most of its time on measuring. So it gets no text at all: it draws a header and one row
// whose cells are runs of veils as wide as their columns, and the text of every row takes their place.
type box struct {
	top, rule, bottom string
	header, row       []string // the pieces around the cells: one in front of each, and the last behind all
}

// veil stands for one cell of the terminal; the lines of a box do not have it.
const veil = "x"

// errBox would be a bug; an error is better than a text in the wrong column.
var errBox = errors.New("the table could not be drawn: tablewriter has changed the cells")

// drawBox draws a box around columns of the widths.
func drawBox(widths []int, ascii, color bool) (*box, error) {
	style := tw.StyleLight
	if ascii {
		style = tw.StyleASCII
	}
	veils := make([]string, len(widths))
	for i, w := range widths {
		veils[i] = strings.Repeat(veil, w)
	}
	var drawn bytes.Buffer
	table := tablewriter.NewTable(&drawn,
		tablewriter.WithEastAsian(tw.Off), // or locales of East Asia make borders 2 wide
		tablewriter.WithHeaderAutoFormat(tw.Off),
		tablewriter.WithHeaderAutoWrap(tw.WrapNone), tablewriter.WithRowAutoWrap(tw.WrapNone),
		tablewriter.WithAlignment(tw.MakeAlign(len(widths), tw.AlignLeft)),
		tablewriter.WithSymbols(tw.NewSymbols(style)))
	table.Header(veils)
	if err := table.Append(veils); err != nil {
		return nil, err
	}
	if err := table.Render(); err != nil {
		return nil, err
	}
	lines := strings.Split(drawn.String(), "\n")
	if len(lines) != 6 || lines[5] != "" {
		return nil, errBox
	}
	b := &box{top: lines[0], rule: lines[2], bottom: lines[4]}
	var ok, ok2 bool
	b.header, ok = pieces(lines[1], veils)
	b.row, ok2 = pieces(lines[3], veils)
	if !ok || !ok2 || strings.Contains(b.top+b.rule+b.bottom, veil) {
		return nil, errBox
	}
	if color {
		b.paint()
	}
	return b, nil
}

// pieces takes the veils out of a line; it is false where they are not those that went in.
func pieces(line string, veils []string) ([]string, bool) {
	pieces := make([]string, 0, len(veils)+1)
	for _, v := range veils {
		before, after, found := strings.Cut(line, v)
		if !found || before == "" || strings.Contains(before, veil) {
			return nil, false
		}
		pieces, line = append(pieces, before), after
	}
	return append(pieces, line), line != "" && !strings.Contains(line, veil)
}

// paint makes the lines dim.
func (b *box) paint() {
	for _, s := range []*string{&b.top, &b.rule, &b.bottom} {
		*s = dimColor + *s + noColor
	}
	for _, pieces := range [][]string{b.header, b.row} {
		for i, s := range pieces {
			pieces[i] = dimColor + s + noColor
		}
	}
}
