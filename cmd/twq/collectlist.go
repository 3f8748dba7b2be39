// Reads the lists of --ids and --for-each: one value a line, as people write them and as tables are exported.

package main

import (
	"bytes"
	"os"
	"slices"
	"strings"

	"twq/fetch"
)

// list is what a file holds, line by line.
type list struct {
	name  string
	lines []listLine
}

// listLine is a line that says something.
type listLine struct {
	at   int // from 1
	text string
}

// readList reads a list. Empty lines and those that begin with "#" are left out. Of searches only those where a blank is behind it: a
// hashtag is what one looks for. Quotation marks around a whole line are those of a table.
func readList(w *world, name string, searches bool) (list, error) {
	l := list{name: name}
	text, err := os.ReadFile(w.home(name))
	if err != nil {
		return l, &fetch.FileError{Name: name, Err: err}
	}
	at := 0
	for line := range strings.Lines(string(bytes.TrimPrefix(text, []byte("\xef\xbb\xbf")))) {
		at++
		line = strings.TrimSpace(line)
		if !searches {
			if inner, ok := strings.CutPrefix(line, `"`); ok && strings.IndexByte(inner, '"') == len(inner)-1 {
				line = strings.TrimSpace(strings.TrimSuffix(inner, `"`))
			}
		}
		if line != "" && !isComment(line, searches) {
			l.lines = append(l.lines, listLine{at, line})
		}
	}
	if len(l.lines) == 0 {
		return l, &collectFlag{name, emptyList}
	}
	return l, nil
}

func isComment(line string, searches bool) bool {
	rest, ok := strings.CutPrefix(line, "#")
	return ok && (!searches || rest == "" || rest[0] == ' ' || rest[0] == '\t')
}

// dropHeading leaves out a first line that names the column of a table, where more lines follow, and returns it; "" is none. It is the
// name of one of the members, alone or at the end of a path. An @ before a name that is one all the same says that it is one.
func (l *list) dropHeading(members ...string) string {
	if len(l.lines) < 2 {
		return ""
	}
	first := l.lines[0].text
	if !slices.Contains(members, strings.ToLower(first[strings.LastIndexByte(first, '.')+1:])) {
		return ""
	}
	l.lines = l.lines[1:]
	return first
}

// sayHeading tells of a line that was left out.
func (w *world) sayHeading(list, heading string) {
	if heading != "" {
		w.note("the first line of " + list + ", " + short(heading, 40) + ", names a column and is left out")
	}
}

// numeric reports whether all lines are digits.
func (l *list) numeric() bool {
	return !slices.ContainsFunc(l.lines, func(line listLine) bool { return !allDigits(line.text) })
}
