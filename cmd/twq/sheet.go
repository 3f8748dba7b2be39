// How text for people is laid out in lines of a width, and how a question looks in several languages.

package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/clipperhouse/displaywidth"

	"twq/query"
	"twq/render"
)

const (
	sheetWidth = 100 // where there is no terminal
	sheetMost  = 120
	margin     = "  "
)

// sheet takes lines that are no wider than the terminal, as far as they may be broken.
type sheet struct {
	out   *bufio.Writer
	width int
}

func newSheet(w io.Writer, l look) sheet {
	s := sheet{bufio.NewWriter(w), sheetWidth}
	if l.width > 0 {
		s.width = min(l.width, sheetMost)
	}
	return s
}

func (s sheet) flush() error {
	if err := s.out.Flush(); err != nil {
		return &render.WriteError{Err: err}
	}
	return nil
}

func (s sheet) line(text string) { s.out.WriteString(strings.TrimRight(text, " ") + "\n") }

// hanging writes a text behind a head, and its further lines below its beginning.
func (s sheet) hanging(indent, head, text string) {
	for i, part := range wrap(flat(text), max(8, s.width-displaywidth.String(indent+head))) {
		if i > 0 {
			head = strings.Repeat(" ", displaywidth.String(head))
		}
		s.line(indent + head + part)
	}
}

// same writes a question in other languages, and in words. A text is never broken, so that it can be copied: one that is too long for
// the line of its language has the next to itself.
func (s sheet) same(indent string, same []query.Equivalent, words string) {
	const column = "           " // the longest name, and a blank
	for _, e := range same {
		head := fmt.Sprintf("%-*s", len(column), e.Language.Title())
		if e.Err != nil {
			s.hanging(indent, head, "– ("+unsaid(e.Err)+")")
			continue
		}
		below := indent + column
		if text := flat(e.Text); displaywidth.String(below+text) <= s.width {
			s.line(indent + head + text)
		} else {
			below = indent + margin
			s.line(indent + head)
			s.line(below + text)
		}
		if e.Remark != "" {
			s.hanging(below, "", "("+e.Remark+")")
		}
	}
	if words != "" {
		s.hanging(indent, fmt.Sprintf("%-*s", len(column), "words"), words)
	}
}

// unsaid says why there is no translation.
func unsaid(err error) string {
	if e, ok := errors.AsType[*query.UntranslatableError](err); ok {
		return e.What
	}
	return err.Error()
}
