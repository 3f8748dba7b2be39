// Reads JSON text: finds the documents in it, validates them, and says where and why one is not JSON.

package query

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// MaxDepth is the deepest nesting that is read. gjson's own validation dies of a stack overflow at some millions of levels, and
// pretty-printing grows with the square of the depth.
const MaxDepth = 10_000

// documents cuts text into its JSON documents and validates each. The documents before a bad one are returned with the error, whose
// offsets count from the start of text; it is the first in reading order.
func documents(name, text string) ([]string, error) {
	docs, _, err := documentsOf(name, text)
	return docs, err
}

// documentsOf is documents, and counts the elements of the last one on the way; -1 where it is no list.
func documentsOf(name, text string) (docs []string, elements int, err error) {
	s := newScanner(text)
	i := s.space(0)
	if i == len(text) {
		return nil, 0, &SyntaxError{Name: name, Kind: Empty, Line: 1, Column: 1}
	}
	for i < len(text) {
		var end int
		if end, elements = s.document(i); end < 0 {
			return docs, 0, diagnose(name, text, i)
		}
		docs = append(docs, text[i:end])
		next := s.space(end)
		if next == end && end < len(text) && isBare(text[i]) {
			return docs, 0, glued(name, text, end)
		}
		i = next
	}
	return docs, elements, nil
}

// isBare tells whether a value that begins with c has no end of its own, as a number.
func isBare(c byte) bool { return c != '{' && c != '[' && c != '"' }

// glued is for what stands right behind a document that has no end of its own.
func glued(name, text string, at int) *SyntaxError {
	v := validator{s: text, i: at}
	return NewSyntaxError(name, text, at, Malformed, "white space behind this document", v.found())
}

func skipSpace(s string, i int) int {
	for i < len(s) && (s[i] == ' ' || s[i] == '\n' || s[i] == '\r' || s[i] == '\t') {
		i++
	}
	return i
}

// skipString returns the offset behind the string that opens at i.
func skipString(s string, i int) int {
	for j := i + 1; ; {
		k := strings.IndexByte(s[j:], '"')
		if k < 0 {
			return len(s)
		}
		j += k
		back := 0
		for s[j-1-back] == '\\' {
			back++
		}
		j++
		if back%2 == 0 {
			return j
		}
	}
}

// InvalidUTF8 is the offset of the first bytes of s that are not UTF-8, its length where there are none.
func InvalidUTF8(s string) int {
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && n == 1 {
			return i
		}
		i += n
	}
	return len(s)
}

// diagnose finds the first error of the document that starts at offset start of text. It is only called for text that the scanner has
// refused.
func diagnose(name, text string, start int) *SyntaxError {
	if kind, ok := ForeignFormat(text[start:]); ok && strings.TrimSpace(text[:start]) == "" {
		return NewSyntaxError(name, text, start, kind, "a value", "")
	}
	p := validator{s: text, i: start}
	e := p.verdict(name, p.document())
	e.CutLine = cutLine(text, start, e.Offset)
	return e
}

// cutLine is the line in which an object begins that was found to be broken at a place in a line behind it, where whole documents stand
// in the lines before and behind it: then it is that line which is cut off, and not the text. Else it is 0.
func cutLine(text string, start, at int) int {
	start = skipSpace(text, start)
	before := strings.TrimRight(text[:start], " \t\r\n")
	end := strings.IndexByte(text[start:], '\n') + start
	if before == "" || !strings.Contains(text[len(before):start], "\n") || end <= start || at <= end || text[start] != '{' {
		return 0
	}
	next, _, _ := strings.Cut(text[end+1:], "\n")
	if docs, err := documents("", next); err != nil || len(docs) != 1 || docs[0][0] != '{' {
		return 0
	}
	return 1 + strings.Count(text[:start], "\n")
}

// verdict makes an error of what was wanted where the validator stands.
func (p *validator) verdict(name, want string) *SyntaxError {
	if want == "" { // cannot be: the scanner refused it, this accepts it; say what is certain
		return NewSyntaxError(name, p.s, min(p.i, len(p.s)), Malformed, "valid JSON", "something else")
	}
	if p.kind != Malformed {
		return NewSyntaxError(name, p.s, p.i, p.kind, "", "")
	}
	if end := len(strings.TrimRight(p.s, " \t\r\n")); p.i >= end {
		want, _, _ = strings.Cut(want, " (")
		return NewSyntaxError(name, p.s, end, CutOff, want, "the end")
	}
	return NewSyntaxError(name, p.s, p.i, Malformed, want, p.found())
}

// ForeignFormat recognises, by the first 512 bytes, what is often taken for JSON and is something else: HTML, XML, a binary file.
func ForeignFormat(s string) (Kind, bool) {
	head := strings.ToLower(s[:min(len(s), 64)])
	switch {
	case strings.HasPrefix(head, "<!doctype html"), strings.HasPrefix(head, "<html"), strings.HasPrefix(head, "<head"), strings.HasPrefix(head, "<body"):
		return HTML, true
	case strings.HasPrefix(head, "<?xml"), strings.HasPrefix(head, "<"):
		return XML, true
	case strings.HasPrefix(s, "%PDF"), strings.HasPrefix(s, "PK\x03\x04"), strings.HasPrefix(s, "PAR1"), strings.HasPrefix(s, "SQLite format"),
		strings.HasPrefix(s, "\x89PNG"), strings.IndexByte(s[:min(len(s), 512)], 0) >= 0:
		return Binary, true
	}
	return 0, false
}

// validator reads one document strictly by RFC 8259 and stops at the first error; its methods return what they wanted, "" when they
// are content, and leave i at the offending byte.
type validator struct {
	s     string
	i     int
	stack []byte // the closers that are due
	kind  Kind   // what is wrong, where it is no character that JSON does not allow there
}

// CheckNumber reads the number at the beginning of s strictly by RFC 8259: n is where it ends, or where something else was wanted, which
// want says in words; "" when it is a number.
func CheckNumber(s string) (n int, want string) {
	v := validator{s: s}
	want = v.number()
	return v.i, want
}

// CheckString is [CheckNumber] for the text in quotes at the beginning of s.
func CheckString(s string) (n int, want string) {
	v := validator{s: s}
	want = v.str()
	return v.i, want
}

// FoundAt says in words what stands at the beginning of s, which is not empty.
func FoundAt(s string) string { return (&validator{s: s}).found() }

func (p *validator) space() { p.i = skipSpace(p.s, p.i) }

func (p *validator) at(c byte) bool { return p.i < len(p.s) && p.s[p.i] == c }

func (p *validator) document() (want string) {
	for {
		p.space()
		open, want := p.value()
		if want != "" {
			return want
		}
		if open {
			continue
		}
		if done, want := p.behindValue(); done || want != "" {
			return want
		}
	}
}

// value reads a scalar, an empty container, or the start of a container up to its first value (open).
func (p *validator) value() (open bool, want string) {
	if p.i >= len(p.s) {
		return false, "a value"
	}
	switch c := p.s[p.i]; {
	case (c == '[' || c == '{') && len(p.stack) >= MaxDepth:
		p.kind = TooDeep
		return false, "fewer levels"
	case c == '[':
		p.i++
		p.space()
		if p.at(']') {
			p.i++
			return false, ""
		}
		if p.at(',') {
			return false, "a value or ']'"
		}
		p.stack = append(p.stack, ']')
		return true, ""
	case c == '{':
		p.i++
		p.space()
		if p.at('}') {
			p.i++
			return false, ""
		}
		p.stack = append(p.stack, '}')
		return true, p.key("a key in double quotes or '}'")
	case c == '"':
		return false, p.str()
	case c == '-' || '0' <= c && c <= '9':
		return false, p.number()
	}
	for _, word := range []string{"true", "false", "null"} {
		if strings.HasPrefix(p.s[p.i:], word) {
			p.i += len(word)
			return false, ""
		}
	}
	return false, "a value"
}

// behindValue closes what ends here and goes on to the next value; done when the document is complete.
func (p *validator) behindValue() (done bool, want string) {
	for len(p.stack) > 0 {
		p.space()
		closer := p.stack[len(p.stack)-1]
		switch {
		case p.at(closer):
			p.i++
			p.stack = p.stack[:len(p.stack)-1]
		case p.at(','):
			p.i++
			p.space()
			if closer == '}' {
				return false, p.key("a key in double quotes")
			}
			return false, ""
		default:
			return false, fmt.Sprintf("',' or '%c'", closer)
		}
	}
	return true, ""
}

func (p *validator) key(want string) string {
	if !p.at('"') {
		return want
	}
	if want := p.str(); want != "" {
		return want
	}
	p.space()
	if !p.at(':') {
		return "':'"
	}
	p.i++
	return ""
}

func (p *validator) str() (want string) {
	for p.i++; p.i < len(p.s); p.i++ {
		switch c := p.s[p.i]; {
		case c == '"':
			p.i++
			return ""
		case c < 0x20:
			return "a closing '\"' (line breaks and tabs are written \\n and \\t inside a text)"
		case c >= utf8.RuneSelf:
			switch r, n := utf8.DecodeRuneInString(p.s[p.i:]); {
			case r != utf8.RuneError || n > 1:
				p.i += n - 1
			case utf8.FullRuneInString(p.s[p.i:]):
				p.kind = BadUTF8
				return "UTF-8"
			default: // the text ends in the middle of a character
				p.i = len(p.s) - 1
			}
		case c == '\\':
			p.i++
			if p.i >= len(p.s) {
				return "the rest of an escape"
			}
			if p.s[p.i] == 'u' {
				for range 4 {
					p.i++
					if p.i >= len(p.s) || !isHex(p.s[p.i]) {
						return "four hexadecimal digits behind \\u"
					}
				}
			} else if strings.IndexByte(`"\/bfnrt`, p.s[p.i]) < 0 {
				return `one of " \ / b f n r t u behind a backslash`
			}
		}
	}
	return "a closing '\"'"
}

func isHex(c byte) bool { return '0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'f' }

func (p *validator) number() (want string) {
	digits := func() bool {
		start := p.i
		for p.i < len(p.s) && '0' <= p.s[p.i] && p.s[p.i] <= '9' {
			p.i++
		}
		return p.i > start
	}
	if p.at('-') {
		p.i++
	}
	if p.at('0') {
		p.i++
		if p.i < len(p.s) && '0' <= p.s[p.i] && p.s[p.i] <= '9' {
			return "a number without a leading zero"
		}
	} else if !digits() {
		return "a digit"
	}
	if p.at('.') {
		if p.i++; !digits() {
			return "a digit behind the point"
		}
	}
	if p.at('e') || p.at('E') {
		p.i++
		if p.at('+') || p.at('-') {
			p.i++
		}
		if !digits() {
			return "a digit in the exponent"
		}
	}
	return ""
}

// found quotes what stands at the error, in a word or a few characters.
func (p *validator) found() string {
	rest := p.s[p.i:]
	if end := strings.IndexByte(rest[1:], '"'); rest[0] == '"' && end >= 0 && end < 20 {
		return rest[:end+2]
	}
	end := 0
	for end < len(rest) && end < 20 && (rest[end] == '_' || isAlnum(rest[end])) {
		end++
	}
	if end == 0 {
		_, end = utf8.DecodeRuneInString(rest)
	}
	if c := rest[0]; c == '\n' || c == '\r' {
		return "a line break"
	}
	return "'" + rest[:end] + "'"
}

func isAlnum(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'z'
}
