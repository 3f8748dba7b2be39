// The words of a command line in the quotes of their shell: read for completion, and written for bash and PowerShell.

package main

import (
	"slices"
	"strings"
)

// typed is a word as its shell has it, up to the cursor.
type typed struct {
	raw  string
	text string // without the quotes
	open byte   // the quote that is not closed; 0: none
	at   int    // where it stands in raw
}

// unquote reads a word. fish has escapes in single quotes, the others have none.
func unquote(raw string, fish bool) typed {
	t := typed{raw: raw}
	var b strings.Builder
	for i := 0; i < len(raw); i++ {
		c := raw[i]
		switch {
		case c == '\\' && i+1 < len(raw) && t.escapes(raw[i+1], fish):
			i++
			b.WriteByte(raw[i])
		case c == '\\' && i+1 == len(raw) && t.open == 0:
		case t.open == 0 && (c == '\'' || c == '"'):
			t.open, t.at = c, i
		case c == t.open && c != 0:
			t.open = 0
		default:
			b.WriteByte(c)
		}
	}
	t.text = b.String()
	return t
}

// escapes says that a backslash goes with the byte behind it.
func (t *typed) escapes(c byte, fish bool) bool {
	switch t.open {
	case '\'':
		return fish && (c == '\'' || c == '\\')
	case '"':
		return strings.IndexByte("\"\\$`", c) >= 0
	}
	return true
}

// wordsBehind are the words of the line behind the cursor, up to the end of the command: what the cursor's own word goes on with is
// left out.
func (t typed) wordsBehind(after string) []string {
	var words []string
	word, open := "", t.open
	own, there := true, true
	end := func() {
		if there && !own {
			words = append(words, unquote(word, false).text)
		}
		word, own, there = "", false, false
	}
	for i := 0; i < len(after); i++ {
		c := after[i]
		switch {
		case c == '\\' && open != '\'' && i+1 < len(after):
			word += after[i : i+2]
			i++
			there = true
			continue
		case open != 0:
			if c == open {
				open = 0
			}
		case c == '\'' || c == '"':
			open = c
		case strings.IndexByte(" \t\n", c) >= 0:
			end()
			continue
		case strings.IndexByte("|;&", c) >= 0:
			end()
			return words
		}
		word += after[i : i+1]
		there = true
	}
	end()
	return words
}

// inBash writes offers as bash wants them: they take the place of what stands behind the open quote, or else behind the last byte that
// breaks words, and bash itself quotes nothing.
func (t typed) inBash(offers []offer, breaks string) []offer {
	from := t.at + 1
	if t.open == 0 {
		from = lastBreak(t.raw, breaks)
	}
	head := unquote(t.raw[:from], false).text
	quoted := t.open == 0 && slices.ContainsFunc(offers, func(o offer) bool { return !plainWord(o.word) })
	var out []offer
	for _, o := range offers {
		rest, ok := strings.CutPrefix(o.word, head)
		switch {
		case !ok:
			continue
		case t.open == '\'' || quoted && from == 0:
			rest = strings.ReplaceAll(rest, "'", `'\''`)
		case t.open == '"':
			rest = strings.NewReplacer(`\`, `\\`, `"`, `\"`, `$`, `\$`, "`", "\\`").Replace(rest)
		case quoted:
			rest = escaped(rest)
		}
		if quoted && from == 0 {
			rest = "'" + rest
			if !goesOn(o.word) {
				rest += "'"
			}
		}
		out = append(out, offer{rest, o.help})
	}
	return out
}

// lastBreak is the offset where bash begins the word anew: behind the last byte outside of quotes that breaks words.
func lastBreak(raw, breaks string) int {
	at := 0
	open := byte(0)
	for i := 0; i < len(raw); i++ {
		c := raw[i]
		switch {
		case c == '\\' && open != '\'':
			i++
			continue
		case open == 0 && (c == '\'' || c == '"'):
			open = c
			continue
		case c == open && c != 0:
			open = 0
		case open != 0:
			continue
		}
		switch {
		case strings.IndexByte(breaks, c) < 0:
		case c == '@': // which bash leaves in the word, for the names of hosts
			at = i
		default:
			at = i + 1
		}
	}
	return at
}

// inPowerShell puts offers with signs that mean something to PowerShell in quotes; they take the place of the whole word.
func inPowerShell(offers []offer) []offer {
	for i, o := range offers {
		if !plainWord(o.word) || strings.ContainsAny(o.word, "@,") {
			offers[i].word = "'" + strings.ReplaceAll(o.word, "'", "''") + "'"
		}
	}
	return offers
}

// goesOn says that a word is not finished: no blank follows it, and no quote is closed.
func goesOn(word string) bool {
	return word != "" && strings.IndexByte("=/.(|{[,:@", word[len(word)-1]) >= 0
}

// plainWord says that no shell sees more in a word than the word.
func plainWord(word string) bool {
	for i := range len(word) {
		if c := word[i]; !isPlain(c) && (c != '#' || i == 0) {
			return false
		}
	}
	return true
}

func isPlain(c byte) bool {
	return c >= 0x80 || isLetter(c) || '0' <= c && c <= '9' || strings.IndexByte("_-./:=,@%+", c) >= 0
}

// escaped puts a backslash in front of all that is not plain.
func escaped(word string) string {
	var b strings.Builder
	for i := range len(word) {
		if !isPlain(word[i]) {
			b.WriteByte('\\')
		}
		b.WriteByte(word[i])
	}
	return b.String()
}
