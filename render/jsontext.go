// Writes JSON text as it stands in the source, token by token.

package render

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"twq/query"
)

// jsonText writes tokens of valid JSON; it never decodes one. The errors of w stick (bufio.Writer) or do not happen (strings.Builder).
type jsonText struct {
	w        io.StringWriter
	color    bool
	terminal bool // characters that Clean would show are written as \u escapes: the same value
}

// maxIndent is how deep lines are broken and indented; what is deeper stands on one line, so that the output of 10,000 levels is not
// made of blanks.
const maxIndent = 100

// put writes s; nobody looks at the error here because it sticks.
func (j jsonText) put(s string) { _, _ = j.w.WriteString(s) }

// compact writes raw without white space between the tokens.
func (j jsonText) compact(raw string) { j.without(raw, " \n\t\r") }

// verbatim writes raw as it is; for a terminal without the CRs between tokens, which would let one line cover another.
func (j jsonText) verbatim(raw string) {
	if j.terminal {
		j.without(raw, "\r")
	} else {
		j.put(raw)
	}
}

// without writes raw without some of the bytes between the tokens.
func (j jsonText) without(raw, bytes string) {
	from := 0
	for i := 0; i < len(raw); {
		if !space(raw[i]) {
			i = tokenEnd(raw, i)
			continue
		}
		if strings.IndexByte(bytes, raw[i]) >= 0 {
			j.text(raw[from:i])
			from = i + 1
		}
		i++
	}
	j.text(raw[from:])
}

// indent writes raw broken into lines and indented by two blanks for each level, beginning inside depth levels. It stops where w fails.
func (j jsonText) indent(raw string, depth int) {
	for i, ok := 0, true; i < len(raw) && ok; {
		end := i + 1
		switch c := raw[i]; c {
		case ' ', '\n', '\t', '\r':
		case '{', '[':
			j.put(raw[i:end])
			if end = skipSpace(raw, end); end < len(raw) && raw[end] == c+2 { // ASCII: } is { + 2 and ] is [ + 2
				j.put(raw[end : end+1])
				end++
				break
			}
			depth++
			ok = j.newline(depth, depth)
		case '}', ']':
			depth--
			ok = j.newline(depth, depth+1)
			j.put(raw[i:end])
		case ',':
			j.put(raw[i:end])
			ok = j.newline(depth, depth)
		case ':':
			j.put(": ")
		default:
			end = tokenEnd(raw, i)
			j.token(raw, i, end)
		}
		i = end
	}
}

// newline breaks the line inside a container at level, and indents the next by depth; it is false where w has failed.
func (j jsonText) newline(depth, level int) bool {
	const blanks = "\n                                                                                                    " +
		"                                                                                                    "
	if level > maxIndent {
		return true
	}
	_, err := j.w.WriteString(blanks[:1+2*max(depth, 0)])
	return err == nil
}

// token writes the token raw[i:end].
func (j jsonText) token(raw string, i, end int) {
	color := ""
	if j.color {
		color = tokenColor(raw, i, end)
	}
	if color == "" {
		j.text(raw[i:end])
		return
	}
	j.put(color)
	j.text(raw[i:end])
	j.put(noColor)
}

func tokenColor(raw string, i, end int) string {
	switch c := raw[i]; c {
	case '"':
		if next := skipSpace(raw, end); next < len(raw) && raw[next] == ':' {
			return keyColor
		}
		return stringColor
	case 't', 'f':
		return boolColor
	case 'n':
		return dimColor
	case '{', '}', '[', ']', ',', ':':
		return ""
	}
	return numberColor
}

// text writes whole tokens; for a terminal with \u escapes for what it should not get, which can only stand in strings. A byte that is no
// UTF-8 becomes U+FFFD, which is what readers of JSON make of it.
func (j jsonText) text(s string) {
	from := 0
	if j.terminal {
		var g guard
		for i := g.plain(s, 0); i < len(s); i = g.plain(s, i) {
			r, n := utf8.DecodeRuneInString(s[i:])
			if !g.passes(r, n) {
				j.put(s[from:i])
				j.escape(r)
				from = i + n
			}
			i += n
		}
	}
	j.put(s[from:])
}

func (j jsonText) escape(r rune) {
	if r1, r2 := utf16.EncodeRune(r); r1 != utf8.RuneError {
		j.put(fmt.Sprintf(`\u%04x\u%04x`, r1, r2))
	} else {
		j.put(fmt.Sprintf(`\u%04x`, r))
	}
}

func space(c byte) bool { return c == ' ' || c == '\n' || c == '\r' || c == '\t' }

func skipSpace(raw string, i int) int {
	for i < len(raw) && space(raw[i]) {
		i++
	}
	return i
}

// tokenEnd is where the token that begins at raw[i] ends.
func tokenEnd(raw string, i int) int {
	switch raw[i] {
	case '{', '}', '[', ']', ',', ':':
		return i + 1
	case '"':
		for i++; i < len(raw); i++ {
			switch raw[i] {
			case '\\':
				i++
			case '"':
				return i + 1
			}
		}
		return len(raw)
	}
	if end := strings.IndexAny(raw[i:], " \n\r\t{}[],:\""); end > 0 {
		return i + end
	}
	return len(raw)
}

// labels are the names of the columns as JSON strings.
func labels(columns []query.Column) []string {
	labels := make([]string, len(columns))
	for i, c := range columns {
		var b bytes.Buffer
		e := json.NewEncoder(&b)
		e.SetEscapeHTML(false)
		_ = e.Encode(c.Name) // a string always can be
		labels[i] = strings.TrimSuffix(b.String(), "\n")
	}
	return labels
}

// object makes the JSON object of a row of chosen columns; a missing cell is no member.
func object(labels []string, r query.Row) string {
	var b strings.Builder
	b.WriteByte('{')
	for i, label := range labels {
		if v := at(r, i); v.Exists() {
			if b.Len() > 1 {
				b.WriteByte(',')
			}
			b.WriteString(label)
			b.WriteByte(':')
			b.WriteString(v.Raw)
		}
	}
	b.WriteByte('}')
	return b.String()
}

// rawRow gives the JSON text of a row: the row itself, or the object of its columns where they were chosen.
func rawRow(t query.Table) func(query.Row) string {
	if !t.Labelled {
		return func(r query.Row) string { return r.Value.Raw }
	}
	labels := labels(t.Columns)
	return func(r query.Row) string { return object(labels, r) }
}
