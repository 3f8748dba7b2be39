// Cuts texts of other languages into words, one way for all of them.

package query

import (
	"strings"
	"unicode/utf8"
)

// tokenKind is what a token is.
type tokenKind int

const (
	endToken    tokenKind = iota
	nameToken             // letters, digits, underscores, $; no digit first
	numberToken           // digits, with a fraction and an exponent
	textToken             // in quotes; value is what is between, decoded
	signToken             // anything else
	badToken              // a quote that is never closed
)

// token is one word of a text.
type token struct {
	kind       tokenKind
	value      string
	start, end int
	// spaced says that white space stands in front.
	spaced bool
}

// signs are the signs of more than one character, the longest first.
func signs() []string {
	return []string{"===", "!==", "=>", "==", "!=", "<=", ">=", "&&", "||", "//", "..", "?.", "|="}
}

// tokenize cuts a text.
func tokenize(s string) []token {
	var out []token
	for i, from := 0, 0; ; {
		from = i
		for i < len(s) && strings.IndexByte(" \t\r\n", s[i]) >= 0 {
			i++
		}
		t := token{start: i, end: i, spaced: i > from}
		switch {
		case i == len(s):
			return append(out, t)
		case isNameByte(s[i]) && !isDigit(s[i]):
			for i < len(s) && isNameByte(s[i]) {
				i++
			}
			t.kind, t.value = nameToken, s[t.start:i]
		case isDigit(s[i]):
			i = numberEnd(s, i, len(s))
			t.kind, t.value = numberToken, s[t.start:i]
		case s[i] == '"' || s[i] == '\'' || s[i] == '`':
			t.kind, t.value, i = quoted(s, i)
		default:
			_, size := utf8.DecodeRuneInString(s[i:])
			for _, sign := range signs() {
				if strings.HasPrefix(s[i:], sign) {
					size = len(sign)
					break
				}
			}
			i += size
			t.kind, t.value = signToken, s[t.start:i]
		}
		t.end = i
		out = append(out, t)
	}
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// isNameByte counts bytes beyond ASCII as letters.
func isNameByte(c byte) bool { return isAlnum(c) || c == '_' || c == '$' || c >= utf8.RuneSelf }

// quoted reads a string that begins at i; the escapes are those that the languages have in common.
func quoted(s string, i int) (k tokenKind, value string, end int) {
	quote := s[i]
	var b strings.Builder
	for i++; i < len(s); i++ {
		switch c := s[i]; {
		case c == quote:
			return textToken, b.String(), i + 1
		case c != '\\' || i+1 == len(s):
			b.WriteByte(c)
		default:
			i++
			switch s[i] {
			case '\'', '`':
				b.WriteByte(s[i])
			case '\n':
			case 'u':
				end := i + 5
				if end+6 <= len(s) && s[end] == '\\' && s[end+1] == 'u' && (s[i+1] == 'd' || s[i+1] == 'D') {
					end += 6
				}
				if end > len(s) {
					return badToken, "", len(s)
				}
				b.WriteString(decodeEscapes(s[i-1 : end]))
				i = end - 1
			default:
				decoded := decodeEscapes(s[i-1 : i+1])
				if decoded == "" {
					decoded = s[i-1 : i+1]
				}
				b.WriteString(decoded)
			}
		}
	}
	return badToken, "", len(s)
}

// foreignReader reads the tokens of a text in one language. The first refusal counts; behind it every token is the end.
type foreignReader struct {
	text     string
	language Language
	tokens   []token
	at       int
	err      *UntranslatableError
	remarks  remarks
}

func newForeignReader(s string, l Language) *foreignReader {
	return &foreignReader{text: s, language: l, tokens: tokenize(s)}
}

func (r *foreignReader) peek() token { return r.ahead(0) }

// ahead is the token n places on.
func (r *foreignReader) ahead(n int) token {
	if r.err != nil || r.at+n >= len(r.tokens) {
		return r.tokens[len(r.tokens)-1]
	}
	return r.tokens[r.at+n]
}

func (r *foreignReader) next() token {
	t := r.peek()
	if r.err == nil && r.at < len(r.tokens)-1 {
		r.at++
	}
	return t
}

// back gives a token back that next has taken; behind the end there is only the end.
func (r *foreignReader) back(t token) {
	if t.kind != endToken && r.err == nil {
		r.at--
	}
}

// is says that the next token is one of the signs or names.
func (r *foreignReader) is(values ...string) bool {
	t := r.peek()
	if t.kind != signToken && t.kind != nameToken {
		return false
	}
	for _, v := range values {
		if t.value == v {
			return true
		}
	}
	return false
}

// accept takes the next token if it is that sign or name.
func (r *foreignReader) accept(value string) bool {
	if !r.is(value) {
		return false
	}
	r.next()
	return true
}

// expect takes a sign or name, or refuses what stands there.
func (r *foreignReader) expect(value string) {
	if !r.accept(value) {
		r.unexpected("expected " + value)
	}
}

// refuse names what cannot be said in gjson.
func (r *foreignReader) refuse(start, end int, what string) {
	if r.err == nil {
		r.err = &UntranslatableError{Language: r.language, Text: r.text, What: what, Offset: min(start, end), End: max(start, end), Foreign: true}
	}
}

// unexpected refuses the next token.
func (r *foreignReader) unexpected(why string) {
	t := r.peek()
	if t.kind == endToken {
		r.refuse(max(0, t.end-1), t.end, "it ends here; "+why)
		return
	}
	r.refuse(t.start, t.end, why)
}
