// Keeps track of where in an input a stream stands, so that an error is told with its line and column.

package query

import (
	"bytes"
	"unicode/utf8"
)

// place is a place in an input.
type place struct {
	offset int // bytes in front of it
	line   int // line feeds in front of it
	column int // characters since the last of them
}

// advance moves behind text.
func (p *place) advance(text []byte) {
	p.offset += len(text)
	if i := bytes.LastIndexByte(text, '\n'); i >= 0 {
		p.line += bytes.Count(text[:i+1], []byte{'\n'})
		p.column, text = 0, text[i+1:]
	}
	p.column += utf8.RuneCount(text)
}

// lookBack is how much of what is done with is kept, to be shown in front of an error.
const lookBack = 512

// track is the place behind what is done with, and the end of that.
type track struct {
	place
	tail []byte // the end of the text in front of the place
	from place  // where tail begins
}

// pass moves behind a text. lines, lineStart and trailing are what a scan has counted in it; lines is -1 where nothing has.
func (t *track) pass(text []byte, lines, lineStart, trailing int) {
	end := t.place
	switch {
	case lines < 0:
		end.advance(text)
	case lines == 0:
		end.offset += len(text)
		end.column += len(text) - trailing
	default:
		end = place{end.offset + len(text), end.line + lines, len(text) - lineStart - trailing}
	}
	// White space stays with what is in front of it: that is where a text that is cut off has ended.
	keep := len(bytes.TrimRight(text, " \t\r\n")) - lookBack
	if keep <= 0 {
		t.tail = append(t.tail, text...)
		if cut := len(bytes.TrimRight(t.tail, " \t\r\n")) - 2*lookBack; cut > 0 {
			t.from.advance(t.tail[:cut])
			t.tail = append(t.tail[:0], t.tail[cut:]...)
		}
		t.place = end
		return
	}
	from := t.place
	if lines == 0 {
		from = place{end.offset - (len(text) - keep), end.line, end.column - utf8.RuneCount(text[keep:])}
	} else if i := bytes.LastIndexByte(text[:keep], '\n'); i >= 0 && lines > 0 {
		from = place{end.offset - (len(text) - keep), end.line - bytes.Count(text[keep:], []byte{'\n'}), utf8.RuneCount(text[i+1 : keep])}
	} else {
		from.advance(text[:keep])
	}
	t.tail = append(t.tail[:0], text[keep:]...)
	t.from, t.place = from, end
}

// move adds the place where the text of an error begins in the input.
func (e *SyntaxError) move(p place) {
	e.Offset += p.offset
	if e.Line == 1 {
		e.Column += p.column
	}
	e.Line += p.line
	if e.CutLine > 0 {
		e.CutLine += p.line
	}
}
