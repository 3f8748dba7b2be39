// How an explanation looks in text: a picture of the steps, in columns.

package main

import (
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/clipperhouse/displaywidth"

	"twq/query"
	"twq/render"
)

// explained is an explanation on its way out.
type explained struct {
	*query.Explanation
	flags answerFlags
	from  int // the first step to show
	retry func(path string) string
}

// shown are the steps that are shown; the start belongs to the first.
func (e explained) shown() []query.Walked {
	if e.from <= 1 {
		return e.Steps
	}
	for i, s := range e.Steps {
		if s.Number >= e.from {
			return e.Steps[i:]
		}
	}
	return nil
}

// told are the notes that are wanted.
func (e explained) told() []query.Note {
	switch notes := coded(e.Notes); {
	case e.flags.Notes == "none":
		return nil
	case e.flags.Notes == "all" || len(notes) < 2:
		return notes
	default:
		return notes[:2]
	}
}

// coded are the notes about the path.
func coded(notes []query.Note) (out []query.Note) {
	for _, n := range notes {
		if n.Code != "" {
			out = append(out, n)
		}
	}
	return out
}

// noteHead is the first line of a note.
func (e explained) noteHead(n query.Note) string {
	if n.Severity == query.Wrong && !e.flags.AsGJSON {
		return "refused " + n.Code + " " + n.Message
	}
	return "note " + n.Code + " " + n.Message
}

// stepText is a step as it stands in the first column.
func stepText(s query.Walked) string {
	if s.Number == 0 {
		return "(start)"
	}
	if s.Text == "" {
		return strings.Repeat("  ", s.Depth) + `""`
	}
	return strings.Repeat("  ", s.Depth) + s.Text
}

// shortSample is how many characters of a list or an object stand in the column about the data.
const shortSample = 40

// onData is what stands in the column about the data: scalars with a sample, a list or an object only when it is short.
func onData(s query.Walked) string {
	whole := s.Out == 1 && !strings.HasSuffix(s.Sample, "…") && utf8.RuneCountInString(s.Sample) <= shortSample
	scalars := s.Kinds.Object+s.Kinds.Array == 0 && s.Kinds.Null < s.Out
	if s.Sample == "" || !scalars && (!whole || s.Kinds.Null > 0) {
		return s.Left
	}
	return s.Left + ": " + s.Sample
}

// arrow marks what falls out at a step.
func arrow(s query.Walked) string {
	if s.Lost == "" {
		return ""
	}
	return "← " + s.Lost
}

// gathers says that the answer is a list made behind the last step, which that step's own line does not show.
func (e explained) gathers() bool {
	var last query.Walked
	for _, s := range e.Steps {
		if s.Depth == 0 {
			last = s
		}
	}
	return e.Data && (last.PerElement || last.Kind == query.Each || last.Kind == query.All)
}

// picture is the layout in text.
type picture struct {
	explained
	look look
}

// Render writes the picture; the table is not looked at.
func (p picture) Render(w io.Writer, _ query.Table) error {
	s := newSheet(w, p.look)
	s.line(flat(p.Path))
	s.line("")
	p.grid(s.line, s.width)
	for _, n := range p.told() {
		s.line("")
		s.hanging(margin, "", p.noteHead(n))
		for _, l := range noteLines(n, p.retry) {
			s.line(margin + margin + flat(l))
		}
	}
	s.line("")
	s.line(margin + "the same in")
	s.same(margin+margin, p.Same, p.Words)
	return s.flush()
}

// grid writes the steps in columns; the last holds an arrow, too, on the same line or below it.
func (p picture) grid(line func(string), width int) {
	type row struct {
		cells []string
		arrow string
	}
	columns := []string{"step", "what it does", "on this data"}
	rows := []row{{cells: columns}}
	for _, s := range p.shown() {
		rows = append(rows, row{[]string{flat(stepText(s)), flat(s.Does), flat(onData(s))}, flat(arrow(s))})
	}
	if p.gathers() {
		rows = append(rows, row{cells: []string{"(answer)", "", flat(p.Gives)}})
	}
	texts := make([][]string, len(rows))
	for i, r := range rows {
		if !p.Data {
			rows[i].cells = r.cells[:2]
		}
		texts[i] = slices.Clone(rows[i].cells)
		if r.arrow != "" {
			texts[i][2] += gap + r.arrow
		}
	}
	widths := columnWidths(texts, width-displaywidth.String(margin))
	for i, r := range rows {
		cells := make([][]string, len(r.cells))
		for c, text := range r.cells {
			cells[c] = wrap(text, widths[c])
		}
		if r.arrow != "" {
			cells[2] = attach(cells[2], r.arrow, widths[2])
		}
		for _, text := range beside(cells, widths) {
			if i == 0 && p.look.color {
				text = "\x1b[1m" + text + "\x1b[0m"
			}
			line(margin + text)
		}
	}
}

// gap stands in front of an arrow.
const gap = "   "

// attach puts an arrow behind the last line where it has room, else below it.
func attach(lines []string, arrow string, width int) []string {
	last := lines[len(lines)-1]
	if displaywidth.String(last+gap+arrow) <= width {
		lines[len(lines)-1] = last + gap + arrow
		return lines
	}
	return append(lines, wrap(arrow, width)...)
}

// beside sets columns of lines side by side.
func beside(columns [][]string, widths []int) (lines []string) {
	most := 0
	for _, c := range columns {
		most = max(most, len(c))
	}
	for n := range most {
		text := ""
		for i, c := range columns {
			part := ""
			if n < len(c) {
				part = c[n]
			}
			text += part + strings.Repeat(" ", max(0, widths[i]-displaywidth.String(part))+len(margin))
		}
		lines = append(lines, strings.TrimRight(text, " "))
	}
	return lines
}

// columnWidths divides a width among columns, less the gaps between them: each gets what it needs, and the widest give way.
func columnWidths(rows [][]string, width int) []int {
	widths := make([]int, len(rows[0]))
	total := len(margin) * (len(widths) - 1)
	for c := range widths {
		for _, row := range rows {
			widths[c] = max(widths[c], displaywidth.String(row[c]))
		}
		total += widths[c]
	}
	const narrowest = 10
	for over := total - width; over > 0; over-- {
		widest := 0
		for c := range widths {
			if widths[c] > widths[widest] {
				widest = c
			}
		}
		if widths[widest] <= narrowest {
			break
		}
		widths[widest]--
	}
	return widths
}

// flat makes one safe line of text that may come from the data.
func flat(s string) string {
	return render.Clean(strings.NewReplacer("\r\n", "⏎", "\n", "⏎", "\r", "␍", "\t", "␉").Replace(s))
}

// wrap breaks a line at blanks so that its parts are at most so wide; a word that is wider is broken anywhere between graphemes.
func wrap(s string, width int) []string {
	lead := s[:len(s)-len(strings.TrimLeft(s, " "))]
	if width <= 2*len(lead) {
		lead = ""
	}
	var lines []string
	text, wide := lead, len(lead)
	put := func(part string, w int) { text, wide = text+part, wide+w }
	brk := func() { lines, text, wide = append(lines, strings.TrimRight(text, " ")), lead, len(lead) }
	for _, word := range strings.SplitAfter(s[len(lead):], " ") {
		w := displaywidth.String(strings.TrimRight(word, " "))
		if wide > len(lead) && wide+w > width {
			brk()
		}
		if wide+w <= width {
			put(word, displaywidth.String(word))
			continue
		}
		for g := displaywidth.StringGraphemes(word); g.Next(); {
			if wide > len(lead) && wide+g.Width() > width {
				brk()
			}
			put(g.Value(), g.Width())
		}
	}
	return append(lines, strings.TrimRight(text, " "))
}
