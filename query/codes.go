// What each code of a note means, in the long form: codes.txt, read when somebody asks.

package query

import (
	_ "embed"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/agnivade/levenshtein"
)

//go:embed codes.txt
var codesText string

// Code is what there is to know of the notes with one code.
type Code struct {
	Code     string // "P11"; it never changes
	Severity Severity
	Title    string // a few words, without a full stop
	Text     string // a paragraph of plain English, in one line
	Example  Example
}

// Example is a path that gets the note, and one that asks for the same and gets none.
type Example struct {
	Source        string // "fixture:NAME", or a JSON text
	Before, After string // paths
	// BeforeFile and AfterFile are names of files the answers are written to; "" where the code is about the path alone.
	BeforeFile, AfterFile string
}

// Codes returns all codes in their order. The caller may change the slice.
func Codes() []Code {
	var codes []Code
	for _, line := range strings.Split(codesText, "\n") {
		if code, rest, ok := strings.Cut(line, " "); ok && isCode(code) {
			word, title, _ := strings.Cut(rest, ": ")
			c := Code{Code: code, Severity: Wrong, Title: title}
			for c.Severity > Info && c.Severity.String() != word {
				c.Severity--
			}
			codes = append(codes, c)
			continue
		}
		if len(codes) == 0 {
			continue
		}
		c := &codes[len(codes)-1]
		if field, ok := strings.CutPrefix(line, "    "); ok {
			c.Example.set(field)
		} else if line != "" {
			c.Text = strings.TrimPrefix(c.Text+" "+line, " ")
		}
	}
	return codes
}

// set reads a line of an example: a name, two blanks or more, a value.
func (e *Example) set(line string) {
	name, value, _ := strings.Cut(line, "  ")
	value = strings.TrimSpace(value)
	switch name {
	case "document":
		e.Source = value
	case "before":
		e.Before = value
	case "after":
		e.After = value
	case "before file":
		e.BeforeFile = value
	case "after file":
		e.AfterFile = value
	default:
		panic(fmt.Sprintf("codes.txt: %q is no part of an example", line))
	}
}

// isCode says that a word is a P and two digits.
func isCode(s string) bool {
	return len(s) == 3 && s[0] == 'P' && strings.Trim(s[1:], "0123456789") == ""
}

// FindCode finds a code as people write it: "P11", "p11", "11", "P1" for P01. When there is none, ok is false and the code is the
// nearest there is, the zero Code if none is near.
func FindCode(s string) (c Code, ok bool) {
	codes := Codes()
	asked := strings.ToUpper(strings.TrimSpace(s))
	if n, err := strconv.ParseUint(strings.TrimPrefix(asked, "P"), 10, 32); err == nil {
		asked = fmt.Sprintf("P%02d", n)
	}
	names := make([]string, len(codes))
	for i, c := range codes {
		if names[i] = c.Code; c.Code == asked {
			return c, true
		}
	}
	near := ""
	if i := slices.IndexFunc(names, func(n string) bool { return levenshtein.ComputeDistance(asked, n) == 1 }); i >= 0 {
		near = names[i]
	}
	if isCode(asked) {
		near = names[len(names)-1] // a number behind the last
		if asked < names[0] {
			near = names[0]
		}
	}
	for _, c := range codes {
		if c.Code == near {
			return c, false
		}
	}
	return Code{}, false
}
