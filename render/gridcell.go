// Makes the cells of a table for people: one line each, safe, measured, cut.

package render

import (
	"strings"
	"unicode/utf8"

	"github.com/clipperhouse/displaywidth"
	"github.com/tidwall/gjson"

	"twq/query"
)

// cell is one line of text.
type cell struct {
	text   string
	width  int    // on the terminal
	color  string // in front of the text; "" is none
	number bool   // a number or an id: not to be cut if that can be helped
	right  bool
	mark   bool // it stands for null or for a missing value
	bar    bool // not to be cut at all, for its length is what it says
	cut    bool // something of it is not shown
}

// cell makes the cell of a value.
func (g *grid) cell(v query.Value, c query.Column) cell {
	mark := ""
	switch {
	case !v.Exists() && g.ASCII:
		mark = "."
	case !v.Exists():
		mark = missingMark
	case v.Type == gjson.Null:
		mark = nullMark
	default:
		made := g.text(Cell(v, c, g.Join))
		made.right = v.Type == gjson.Number
		made.number = made.right || v.Type == gjson.String && digits(v.Str)
		return made
	}
	made := cell{text: mark, width: displayWidth(mark), mark: true}
	if g.Color {
		made.color = dimColor
	}
	return made
}

// text makes a cell of one line.
func (g *grid) text(s string) cell {
	var c cell
	if most := 64 * g.Width; g.Width > 0 && len(s) > most {
		// A text of a megabyte is not cleaned and measured to its end.
		for i := 1; i < utf8.UTFMax && !utf8.RuneStart(s[most]); i++ {
			most--
		}
		s, c.cut = s[:most], true
	}
	if !c.cut && printable(s) && (g.Width == 0 || len(s) <= g.Width) { // most texts
		return cell{text: s, width: len(s)}
	}
	if s = oneLine(s, g.ASCII); g.Terminal {
		s = Clean(s)
	}
	if c.cut {
		s += g.ellipsis()
	}
	c.text, c.width = s, displayWidth(s)
	if g.Width > 0 && c.width > g.Width {
		c = g.fit(c, g.Width)
	}
	return c
}

func (g *grid) ellipsis() string {
	if g.ASCII {
		return "~"
	}
	return "…"
}

// fit cuts a cell to a width.
func (g *grid) fit(c cell, width int) cell {
	c.text, c.width = truncate(c.text, width, g.ellipsis())
	c.cut = true
	return c
}

// displayWidth is how many cells of a terminal s takes between two blanks, by grapheme clusters. What stands beside it matters: a
// combining mark in front joins the blank.
func displayWidth(s string) int {
	if printable(s) {
		return len(s)
	}
	return displaywidth.String(" "+s+" ") - 2
}

// truncate cuts s between graphemes to at most width cells, the mark of the cut among them, and returns the width it has then.
func truncate(s string, width int, mark string) (string, int) {
	for try := width; try > 0; try-- {
		short := displaywidth.TruncateString(s, try, mark)
		if short == s {
			short = displaywidth.TruncateString(s, try-1, "") + mark
		}
		if w := displayWidth(short); w <= width {
			return short, w
		}
	}
	return mark, displayWidth(mark)
}

// printable says that s is nothing but the printable characters of ASCII.
func printable(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < 0x20 || s[i] > 0x7e {
			return false
		}
	}
	return true
}

// digits tells the text of an id.
func digits(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

// oneLine shows what would break a line or move what stands behind it.
func oneLine(s string, ascii bool) string {
	lineMark, tabMark := "⏎", "␉"
	if ascii {
		lineMark, tabMark = `\n`, `\t`
	}
	var out []byte
	from := 0
	for i := 0; i < len(s); {
		n, mark := lineBreak(s[i:]), lineMark
		if s[i] == '\t' {
			n, mark = 1, tabMark
		}
		if n > 0 {
			if out == nil {
				out = make([]byte, 0, len(s)+16)
			}
			out = append(append(out, s[from:i]...), mark...)
			from = i + n
		}
		i += max(n, 1)
	}
	if from == 0 {
		return s
	}
	return string(append(out, s[from:]...))
}

// lineBreak is the length of the line break in front of s, after Unicode's list (UAX #14, mandatory breaks); 0 where there is none.
func lineBreak(s string) int {
	switch {
	case s[0] == '\r' && strings.HasPrefix(s, "\r\n"):
		return 2
	case s[0] >= '\n' && s[0] <= '\r':
		return 1
	case s[0] == 0xc2 && strings.HasPrefix(s, "\u0085"):
		return 2
	case s[0] == 0xe2 && (strings.HasPrefix(s, "\u2028") || strings.HasPrefix(s, "\u2029")):
		return 3
	}
	return 0
}
