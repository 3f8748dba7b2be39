// Writes for a learner: lines, paragraphs and values, as broad as there is room and never broader than a book.

package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/clipperhouse/displaywidth"
	"github.com/tidwall/gjson"

	"twq/query"
	"twq/render"
)

// The width of lines, in cells: that of a book, and the least that is held to at a narrow terminal.
const (
	lessonWidth  = 76
	lessonNarrow = 20
)

// lessonView writes for a learner. The first error of writing stays.
type lessonView struct {
	out   io.Writer
	bold  bool
	width func() int // the columns of the terminal that is written to; nil: there is none
	err   error
}

// lessonView is one that writes to standard output.
func (w *world) lessonView() *lessonView {
	v := &lessonView{out: w.Stdout}
	if w.StdoutTTY {
		v.width = w.Width
	}
	return v
}

// columns are the cells that a line may have. A terminal that is narrower than a page narrows it; nothing else does.
func (v *lessonView) columns() int {
	if v.width == nil {
		return lessonWidth
	}
	return min(lessonWidth, max(lessonNarrow, v.width()-1))
}

// line writes a line as it is, without what steers terminals.
func (v *lessonView) line(text string) {
	if v.err == nil {
		_, v.err = io.WriteString(v.out, strings.TrimRight(render.Clean(text), " ")+"\n")
	}
}

// wrapped writes a line as several where it is too broad; those keep the blanks at its beginning.
func (v *lessonView) wrapped(text string) {
	for _, part := range v.parts(text) {
		v.line(part)
	}
}

func (v *lessonView) parts(text string) []string {
	if text = render.Clean(text); displaywidth.String(text) > v.columns() {
		return wrap(text, v.columns())
	}
	return []string{text}
}

// head writes a line that stands out where that is possible.
func (v *lessonView) head(text string) {
	for _, part := range v.parts(text) {
		if v.bold && v.err == nil {
			_, v.err = io.WriteString(v.out, "\x1b[1m"+part+"\x1b[22m\n")
			continue
		}
		v.line(part)
	}
}

// prose writes paragraphs, with the line ends of the text.
func (v *lessonView) prose(text string) {
	if strings.TrimSpace(text) == "" {
		return
	}
	for line := range strings.SplitSeq(strings.TrimSpace(text), "\n") {
		line = strings.TrimRight(line, " \t\r")
		v.wrapped(strings.ReplaceAll(line, "\t", "    "))
	}
}

// value shows a JSON value in at most so many lines, each cut to the width.
func (v *lessonView) value(value query.Value, most int) { v.cut(prettyLines(value, most, v.columns())) }

// printed shows what a command line printed, in the same way.
func (v *lessonView) printed(text string, most int) {
	v.cut(firstLines(strings.TrimRight(text, "\n"), most))
}

// cut writes lines, each cut to the width.
func (v *lessonView) cut(lines []string) {
	for _, line := range lines {
		v.line("  " + displaywidth.TruncateString(render.Clean(line), v.columns()-2, "…"))
	}
}

// prettyLines is a value, indented where it is broader than width; behind most lines one says how many there are more.
func prettyLines(value query.Value, most, width int) []string {
	if !value.Exists() {
		return []string{"(nothing)"}
	}
	text := value.Raw
	if (value.IsObject() || value.IsArray()) && displaywidth.String(text) > width-2 || strings.Contains(text, "\n") {
		text = gjson.Get(`[`+text+`]`, fmt.Sprintf(`0|@pretty:{"width":%d}`, width)).Raw
	}
	return firstLines(strings.TrimRight(text, "\n"), most)
}

// firstLines are the first lines of a text; behind most of them one says how many there are more.
func firstLines(text string, most int) []string {
	lines := strings.Split(text, "\n")
	if len(lines) > most+1 {
		lines = append(lines[:most:most], "… and "+numbered(len(lines)-most, "line")+" more")
	}
	return lines
}
