// The long form of a code, as text for people and as Markdown.

package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/clipperhouse/displaywidth"
	"github.com/tidwall/gjson"

	"twq/query"
	"twq/render"
)

// codeText prints the long form of a code as plain text. Width 0 is 80 columns.
type codeText struct {
	codeShown
	width int
}

// Render writes it; it has no use for the table.
func (t codeText) Render(w io.Writer, _ query.Table) error {
	width := 80
	if t.width > 0 {
		width = min(t.width, sheetMost)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s  %s: %s\n\n", t.Code, t.Severity, t.Title)
	for _, line := range wrap(t.Text, width) {
		b.WriteString(line + "\n")
	}
	b.WriteByte('\n')
	t.writeExample(&b, width)
	b.WriteString("\n  try: " + flat(t.Try) + "\n")
	return writeProse(w, b.String())
}

// codeMarkdown prints the long form of a code as a section of Markdown.
type codeMarkdown struct{ codeShown }

// Render writes it; it has no use for the table.
func (t codeMarkdown) Render(w io.Writer, _ query.Table) error {
	const width = 120
	var b strings.Builder
	fmt.Fprintf(&b, "## %s %s\n\n*%s.* ", t.Code, escapeMarkdown(t.Title), t.Severity)
	b.WriteString(strings.Join(wrap(escapeMarkdown(t.Text), width), "\n") + "\n\n```text\n")
	t.writeExample(&b, width)
	b.WriteString("```\n\n```sh\n" + t.Try + "\n```\n")
	return writeProse(w, b.String())
}

func writeProse(w io.Writer, text string) error {
	if _, err := io.WriteString(w, text); err != nil {
		return &render.WriteError{Err: err}
	}
	return nil
}

// escapeMarkdown keeps what stands in a sentence from being read as markup.
func escapeMarkdown(s string) string {
	return strings.NewReplacer(`\`, `\\`, "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "<", `\<`, "`", "\\`").Replace(s)
}

// writeExample writes what was asked and what came of it, in lines of at most width columns but for the paths, which stay whole.
func (c codeShown) writeExample(b *strings.Builder, width int) {
	const indent = 12
	room := max(width-indent, 20)
	line := func(name, value string) { fmt.Fprintf(b, "  %-*s%s\n", indent-2, name, flat(value)) }
	path := func(name string, a codeAttempt) {
		value := a.Path
		if value == "" {
			value = "(nothing)"
		}
		if a.File != "" {
			value += "  -o " + a.File
		}
		line(name, value)
	}
	line("document", cutAnswer(c.Document, max(room, 100)))
	path("before", c.Before)
	line("  gjson", answerLine(c.Before.GJSON, room))
	note := flat(c.Before.Note)
	label, said := "  twq", "answers the same, with a note: "+note
	switch {
	case c.Before.Refused:
		said = "refuses it: " + note
	case string(c.Before.Answer) != string(c.Before.GJSON):
		line(label, answerLine(c.Before.Answer, room))
		label, said = "", "with a note: "+note
	case note == "":
		said = "answers the same"
	}
	for _, part := range wrap(said, room) {
		line(label, part)
		label = ""
	}
	path("after", c.After)
	line("  answer", answerLine(c.After.Answer, room))
}

// answerLine shows an answer in one line of at most width columns; of a long list it says how many values there are.
func answerLine(answer json.RawMessage, width int) string {
	if answer == nil {
		return "nothing"
	}
	text := string(answer)
	if displaywidth.String(text) <= width {
		return text
	}
	count := ""
	if v := gjson.Parse(text); v.IsArray() {
		count = fmt.Sprintf(" (%d values)", v.Get("#").Int())
	}
	return cutAnswer(text, width-len(count)) + count
}

// cutAnswer cuts a text to a width, with a mark where it was cut.
func cutAnswer(s string, width int) string {
	return displaywidth.TruncateString(s, width, "…")
}
