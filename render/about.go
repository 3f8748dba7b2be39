// What is told of a file: where it comes from and what is in it.

package render

import (
	"io"
	"strings"
)

// Fact is one thing that is told of a file: a name ("source") and what there is to say, which may have several lines.
type Fact struct{ Name, Value string }

// WriteAbout lays facts out as plain text: a name, a colon and the value, the values in one column, the further lines of a value below
// its first. What would harm a terminal is shown as [Clean] shows it, since such files are looked at with cat. An error is a *[WriteError].
func WriteAbout(w io.Writer, facts []Fact) error {
	width := 0
	for _, f := range facts {
		width = max(width, displayWidth(Clean(f.Name)))
	}
	var b strings.Builder
	for _, f := range facts {
		name := Clean(oneLine(f.Name, false))
		b.WriteString(name + ":")
		indent := width - displayWidth(name) + 1
		for line := range strings.SplitSeq(strings.ReplaceAll(f.Value, "\r\n", "\n"), "\n") {
			if line != "" {
				b.WriteString(strings.Repeat(" ", indent) + Clean(line))
			}
			b.WriteByte('\n')
			indent = width + 2
		}
	}
	if _, err := io.WriteString(w, b.String()); err != nil {
		return &WriteError{err}
	}
	return nil
}
