// What can be wrong with the JSON, and with a question asked of it.

package query

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// Kind says in which way a text is not JSON.
type Kind int

// The ways in which a text is not JSON.
const (
	Malformed Kind = iota // a character that JSON does not allow there
	CutOff                // the text ends in the middle of a document
	Empty                 // nothing but white space
	HTML                  // a web page
	XML                   // XML, or another language of tags
	Binary                // a file of another kind
	TooDeep               // nested deeper than MaxDepth
	BadUTF8               // bytes that are not UTF-8
	TooLong               // a row, or one of several documents, of more than 1 GiB
)

// SyntaxError says where a text stops being JSON.
type SyntaxError struct {
	Name         string // the input, as the user knows it
	Kind         Kind
	Offset       int    // bytes from the start
	Line, Column int    // from 1; the column counts characters
	Want, Found  string // what was expected, what stood there; for people
	Text         string // the part of the line around the place, at most 60 characters
	Caret        int    // the place in Text, in characters
	CutLine      int    // a line in front of the place that is cut off, where whole documents stand in the lines around it; 0: none
}

func (e *SyntaxError) Error() string {
	where := fmt.Sprintf("%s, line %d, column %d", e.Name, e.Line, e.Column)
	switch e.Kind {
	case Empty:
		return e.Name + " is empty"
	case CutOff:
		return where + ": the text ends here, expected " + e.Want
	case HTML:
		return e.Name + " is a web page (HTML), not JSON"
	case XML:
		return e.Name + " is XML, not JSON"
	case Binary:
		return e.Name + " is not a text file"
	case TooDeep:
		return fmt.Sprintf("%s: nested deeper than %d levels", where, MaxDepth)
	case TooLong:
		return where + ": the row that begins here is larger than 1 GiB"
	case BadUTF8:
		return where + ": these bytes are not UTF-8"
	}
	return where + ": expected " + e.Want + ", found " + e.Found
}

// NewSyntaxError makes the error at the byte offset of text, which may be a part of the input: line and column count from its start, and
// so does the offset. want and found are for people.
func NewSyntaxError(name, text string, offset int, kind Kind, want, found string) *SyntaxError {
	start := strings.LastIndexByte(text[:offset], '\n') + 1
	end := len(text)
	if k := strings.IndexByte(text[offset:], '\n'); k >= 0 {
		end = offset + k
	}
	e := &SyntaxError{Name: name, Kind: kind, Offset: offset, Want: want, Found: found,
		Line: 1 + strings.Count(text[:start], "\n"), Column: 1 + utf8.RuneCountInString(text[start:offset])}
	before, behind := lastRunes(text[start:offset], 40), firstRunes(text[offset:end], 20)
	e.Text, e.Caret = before+behind, utf8.RuneCountInString(before)
	return e
}

func firstRunes(s string, n int) string {
	for i := range s {
		if n == 0 {
			return s[:i]
		}
		n--
	}
	return s
}

func lastRunes(s string, n int) string {
	i := len(s)
	for ; i > 0 && n > 0; n-- {
		_, size := utf8.DecodeLastRuneInString(s[:i])
		i -= size
	}
	return s[i:]
}

// AnswerError says that an answer is an error of its API and nothing else, though it came as a success.
type AnswerError struct {
	Code    int // the API's code, 0 when it gives none
	Message string
}

func (e *AnswerError) Error() string { return "the answer is an error: " + e.Message }

// Refusal says that a path would be answered untruly: nothing was evaluated for output. The first note is the reason.
type Refusal struct{ Notes []Note }

func (e *Refusal) Error() string { return e.Notes[0].Code + " " + e.Notes[0].Message }

// ColumnsError says that the chosen columns cannot be laid over the answer.
type ColumnsError struct {
	Columns string // as written; empty when the answer is the problem
	Problem string
}

func (e *ColumnsError) Error() string { return "columns: " + e.Problem }
