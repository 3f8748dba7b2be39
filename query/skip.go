// Goes on behind a bad line of JSON lines, and keeps count of what was left out.

package query

import (
	"bytes"
	"fmt"
)

// SkippedError says which lines were left out because they are no JSON.
type SkippedError struct {
	Lines int            // how many
	First []*SyntaxError // what is wrong with the first few, in their order
}

func (e *SkippedError) Error() string {
	if e.Lines == 1 {
		return "1 line is no JSON and was skipped: " + e.First[0].Error()
	}
	return fmt.Sprintf("%d lines are no JSON and were skipped, the first: %v", e.Lines, e.First[0])
}

// Unwrap returns the first error.
func (e *SkippedError) Unwrap() error { return e.First[0] }

// firstSkipped is how many bad lines are told of one by one.
const firstSkipped = 5

// add takes a bad line that begins at a place.
func (e *SkippedError) add(name string, line []byte, at place) {
	if e.Lines++; len(e.First) == firstSkipped {
		return
	}
	bad := diagnose(name, string(line), skipSpace(string(line), 0))
	bad.move(at)
	e.First = append(e.First, bad)
}

// err is nil where nothing was skipped.
func (e *SkippedError) err() *SkippedError {
	if e == nil || e.Lines == 0 {
		return nil
	}
	return e
}

// byLine tells whether a text is documents a line, so that a line can be left out of it: the first of several lines is whole documents.
func byLine(text string) bool {
	start := skipSpace(text, 0)
	if start == len(text) {
		return false
	}
	line := text[start:]
	end := bytes.IndexByte([]byte(line), '\n')
	if end < 0 || skipSpace(line, end) == len(line) {
		return false
	}
	docs, err := documents("", line[:end])
	return err == nil && len(docs) > 0
}

// goodLines is documents without the bad lines.
func goodLines(name, text string, skipped *SkippedError) (docs []string) {
	s := newScanner(text)
	s.skips = true
	var out scanned
	s.list(0, anyDocument, true, &out, func(row span) { docs = append(docs, text[row.start:row.end]) })
	skipped.take(name, s.b[:s.n], place{}, out.skipped)
	return docs
}

// take adds the bad lines of a text that begins at a place.
func (e *SkippedError) take(name string, text []byte, at place, lines []span) {
	from := 0
	for _, l := range lines {
		if len(e.First) < firstSkipped {
			at.advance(text[from:l.start])
			from = l.start
		}
		e.add(name, text[l.start:l.end], at)
	}
}
