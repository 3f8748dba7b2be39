// Writes JSON text as it stands in the source, token by token.

package render

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"twq/query"
)

// jsonText writes tokens of valid JSON; it never decodes one.
type jsonText struct {
	w        *buffer
	color    bool
	terminal bool // characters that Clean would show are written as \u escapes: the same value
}

// maxIndent is how deep lines are broken and indented; what is deeper stands on one line, so that the output of 10,000 levels is not
// made of blanks.
const maxIndent = 100

// compact writes raw without white space between the tokens.
func (j jsonText) compact(raw string) { j.without(raw, ' ') }

// verbatim writes raw as it is; for a terminal without the CRs between tokens, which would let one line cover another.
func (j jsonText) verbatim(raw string) {
	if j.terminal {
		j.without(raw, '\r')
	} else {
		j.w.put(raw)
	}
}

// without writes raw without the CRs between the tokens, or, for a blank, without any white space there. Most rows have none: then it
// looks at what is between the strings only, and copies once.
func (j jsonText) without(raw string, drop byte) {
	from := 0
	for i := 0; i < len(raw); {
		switch c := raw[i]; {
		case c == '"':
			i = stringEnd(raw, i)
			continue
		case c <= ' ' && (c == drop || drop == ' ' && space(c)):
			j.text(raw[from:i])
			if from = i + 1; !j.w.spill() {
				return
			}
		}
		i++
	}
	j.text(raw[from:])
}

// members writes the object of a row of chosen columns without white space; a missing cell is no member.
func (j jsonText) members(keys []string, r query.Row) {
	before := "{"
	for i, key := range keys {
		if v := at(r, i); v.Exists() {
			j.w.put(before)
			j.text(key)
			j.w.put(":")
			j.compact(v.Raw)
			before = ","
		}
	}
	if before == "{" {
		j.w.put(before)
	}
	j.w.put("}")
}

// indentMembers writes the same as indent writes any object.
func (j jsonText) indentMembers(keys []string, r query.Row, depth int) {
	before := "{"
	for i, key := range keys {
		if v := at(r, i); v.Exists() {
			j.w.put(before)
			j.newline(depth+1, depth+1)
			j.painted(key, keyColor)
			j.w.put(": ")
			j.indent(v.Raw, depth+1)
			before = ","
		}
	}
	if before == "{" {
		j.w.put(before)
	} else {
		j.newline(depth, depth+1)
	}
	j.w.put("}")
}

// indent writes raw broken into lines and indented by two blanks for each level, beginning inside depth levels. It stops where w fails.
func (j jsonText) indent(raw string, depth int) {
	plain := !j.color && !j.terminal
	for i, ok := 0, true; i < len(raw) && ok; {
		end := i + 1
		switch c := raw[i]; c {
		case ' ', '\n', '\t', '\r':
		case '{', '[':
			j.w.buf = append(j.w.buf, c)
			if end = skipSpace(raw, end); end < len(raw) && raw[end] == c+2 { // ASCII: } is { + 2 and ] is [ + 2
				j.w.buf = append(j.w.buf, c+2)
				end++
				break
			}
			depth++
			ok = j.newline(depth, depth)
		case '}', ']':
			depth--
			ok = j.newline(depth, depth+1)
			j.w.buf = append(j.w.buf, c)
		case ',':
			j.w.buf = append(j.w.buf, c)
			ok = j.newline(depth, depth)
		case ':':
			j.w.buf = append(j.w.buf, ": "...)
		default:
			if end = tokenEnd(raw, i); plain {
				j.w.put(raw[i:end])
			} else {
				j.token(raw, i, end)
			}
		}
		i = end
	}
}

// newline breaks the line inside a container at level, and indents the next by depth; it is false where w has failed.
func (j jsonText) newline(depth, level int) bool {
	const blanks = "\n                                                                                                    " +
		"                                                                                                    "
	if level > maxIndent {
		return j.w.spill()
	}
	j.w.put(blanks[:1+2*max(depth, 0)])
	return j.w.spill()
}

// token writes the token raw[i:end].
func (j jsonText) token(raw string, i, end int) {
	color := ""
	if j.color {
		color = tokenColor(raw, i, end)
	}
	j.painted(raw[i:end], color)
}

// painted writes a token in a colour, where there are colours.
func (j jsonText) painted(token, color string) {
	if !j.color || color == "" {
		j.text(token)
		return
	}
	j.w.put(color)
	j.text(token)
	j.w.put(noColor)
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
				j.w.put(s[from:i])
				j.escape(r)
				from = i + n
			}
			i += n
		}
	}
	j.w.put(s[from:])
}

func (j jsonText) escape(r rune) {
	if r1, r2 := utf16.EncodeRune(r); r1 != utf8.RuneError {
		j.w.put(fmt.Sprintf(`\u%04x\u%04x`, r1, r2))
	} else {
		j.w.put(fmt.Sprintf(`\u%04x`, r))
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
		return stringEnd(raw, i)
	}
	for i++; i < len(raw); i++ {
		switch raw[i] {
		case ' ', '\n', '\r', '\t', '{', '}', '[', ']', ',', ':', '"':
			return i
		}
	}
	return i
}

// stringEnd is where the string that begins at raw[i] ends. Keys are short: a few bytes are looked at before the rest is searched.
func stringEnd(raw string, i int) int {
	i++
	for near := min(i+8, len(raw)); i < near; i++ {
		switch raw[i] {
		case '"':
			return i + 1
		case '\\':
			i++
		}
	}
	for i < len(raw) {
		n := strings.IndexByte(raw[i:], '"')
		if n < 0 {
			break
		}
		from := i
		i += n
		back := i
		for back > from && raw[back-1] == '\\' {
			back--
		}
		if i++; (i-1-back)&1 == 0 {
			return i
		}
	}
	return len(raw)
}

// labels are the names of the columns as JSON strings; nil where they were not chosen.
func labels(t query.Table) []string {
	if !t.Labelled {
		return nil
	}
	labels := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		var b bytes.Buffer
		e := json.NewEncoder(&b)
		e.SetEscapeHTML(false)
		_ = e.Encode(c.Name) // a string always can be
		labels[i] = strings.TrimSuffix(b.String(), "\n")
	}
	return labels
}
