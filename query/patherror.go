// What is wrong with a path, as data: where, which code, and what could be written instead.

package query

import (
	"fmt"
	"unicode/utf8"
)

// Codes of a [PathError]. They are those of the notes.
const (
	// Unbalanced: a bracket or quote is never closed, or the path is too long or too deep to be read.
	Unbalanced = "P18"
	// ReadsOtherwise: gjson reads the path otherwise than it looks.
	ReadsOtherwise = "P36"
)

// PathError is a path that cannot be read ([Unbalanced]), or that gjson reads otherwise than it looks ([ReadsOtherwise]).
type PathError struct {
	Path string
	Code string
	// Offset and End are the bytes of Path that the problem is about; End is behind the last one.
	Offset, End int
	// Problem says in one sentence what is wrong there.
	Problem string
	// Hint is a path that is read as it looks and means what Path seems to mean; "" if none is known. It has not been evaluated.
	Hint string
}

func (e *PathError) Error() string {
	return fmt.Sprintf("%s: path %q, column %d: %s", e.Code, e.Path, e.Column(), e.Problem)
}

// Column is the place of Offset in characters, beginning with 1.
func (e *PathError) Column() int {
	return columnAt(e.Path, e.Offset)
}

func columnAt(text string, offset int) int {
	return utf8.RuneCountInString(text[:offset]) + 1
}
