// Cuts a stream of JSON into tokens: one pass, strictly by RFC 8259, in memory that does not grow with the input.

package outline

import (
	"bytes"
	"context"
	"io"
	"strings"

	"twq/query"
)

// event is what the tokenizer has met.
type event uint8

const (
	tokenFailed   event = iota // tokens.err says why; every further call gives it again
	tokenEnd                   // the input has ended where it may
	tokenDocument              // a document has ended
	tokenObject
	tokenObjectEnd
	tokenArray
	tokenArrayEnd
	tokenKey
	tokenString
	tokenNumber
	tokenTrue
	tokenFalse
	tokenNull
)

// tokenState says what may come next.
type tokenState uint8

const (
	atDocument    tokenState = iota // a document, or the end
	atFirst                         // behind "[": a value or "]"
	atFirstKey                      // behind "{": a key or "}"
	atValue                         // a value
	atKey                           // a key
	atColon                         // behind a key
	behindValue                     // a comma, or the closer that is due
	behindScalar                    // behind a scalar that is a document
	behindClosed                    // behind a container that is a document
	nothingBehind                   // the end, or a failure, has been told
)

const (
	tokenBuffer   = 256 << 10
	longestText   = 16 << 20
	longestNumber = 1 << 20
	tokenContext  = 256 // bytes in front of the place at hand that are kept, for the line of an error
)

// tokens reads the JSON documents of one input one after the other. It finds the faults that documents finds, in the same words; of
// several faults the first is told. Not safe for concurrent use.
type tokens struct {
	ctx  context.Context
	name string
	r    io.Reader
	// heads says that of a text longer than the buffer only the beginning is wanted; otherwise the buffer grows up to longestText.
	heads bool
	// piece is told of a text of which text is only the beginning, as it stands between its quotes; first begins one. nil is fine.
	piece func(source []byte, first bool)

	buf    []byte
	i, end int // the place at hand, and where what was read ends
	eof    bool
	failed error // what the reader failed with

	base         int64 // the offset of buf[0]
	line, column int   // lines in front of buf[0], and characters of its line

	state tokenState
	stack []byte // the closers that are due
	docs  int    // documents that have begun

	text    []byte // the token as it stands, strings with their quotes; until the next call
	escaped bool   // there is a backslash in it
	whole   bool   // false where text is only the beginning
	head    []byte // the beginning of a long text

	opening []byte             // how the first document begins
	first   *query.SyntaxError // its place
	gap     *query.SyntaxError // the place of white space that is longer than what is kept
	err     error
}

func newTokens(ctx context.Context, in query.Input) *tokens {
	return &tokens{ctx: ctx, name: in.Name, r: in.Body, buf: make([]byte, tokenBuffer)}
}

// next reads one token.
func (t *tokens) next() event {
	for {
		switch t.state {
		case behindScalar:
			if !t.scalarEnds() {
				return tokenFailed
			}
			return t.document()
		case behindClosed:
			return t.document()
		case nothingBehind:
			return tokenFailed
		}
		c, ok := t.peek()
		if !ok {
			return t.atEnd()
		}
		switch t.state {
		case behindValue:
			switch closer := t.stack[len(t.stack)-1]; {
			case c == ',':
				t.i++
				if t.state = atValue; closer == '}' {
					t.state = atKey
				}
			case c == closer:
				return t.close()
			default:
				return t.fail(t.i, t.due())
			}
		case atColon:
			if c != ':' {
				return t.fail(t.i, "':'")
			}
			t.i++
			t.state = atValue
		case atKey, atFirstKey:
			if c == '"' {
				if !t.str() {
					return tokenFailed
				}
				t.state = atColon
				return tokenKey
			}
			if c == '}' && t.state == atFirstKey {
				return t.close()
			}
			return t.fail(t.i, t.due())
		case atFirst:
			if c == ']' {
				return t.close()
			}
			if c == ',' {
				return t.fail(t.i, "a value or ']'")
			}
			return t.value(c)
		case atDocument:
			t.begin()
			return t.value(c)
		default:
			return t.value(c)
		}
	}
}

// due is what the state wants, in the words of the validator.
func (t *tokens) due() string {
	switch t.state {
	case atFirstKey:
		return "a key in double quotes or '}'"
	case atKey:
		return "a key in double quotes"
	case atColon:
		return "':'"
	case behindValue:
		return "',' or '" + string(t.stack[len(t.stack)-1]) + "'"
	}
	return "a value"
}

// peek is the next byte that is no white space; it stays where it is.
func (t *tokens) peek() (byte, bool) {
	for {
		for ; t.i < t.end; t.i++ {
			if c := t.buf[t.i]; c > ' ' || c != ' ' && c != '\n' && c != '\r' && c != '\t' {
				return c, true
			}
		}
		t.rememberGap()
		if t.more(t.i) < 0 {
			return 0, false
		}
	}
}

// begin remembers where a document begins, as far as an error in it may ask.
func (t *tokens) begin() {
	if t.docs++; t.docs > 1 {
		return
	}
	t.ensure(512)
	t.opening = append([]byte(nil), t.buf[t.i:min(t.end, t.i+512)]...)
	t.first = t.place(t.i, query.Malformed, "a value", "")
}

func (t *tokens) value(c byte) event {
	switch {
	case c == '"':
		if !t.str() {
			return tokenFailed
		}
		return t.done(tokenString)
	case c == '{':
		return t.open('}', atFirstKey, tokenObject)
	case c == '[':
		return t.open(']', atFirst, tokenArray)
	case c == '-' || '0' <= c && c <= '9':
		return t.number()
	case c == 't':
		return t.word("true", tokenTrue)
	case c == 'f':
		return t.word("false", tokenFalse)
	case c == 'n':
		return t.word("null", tokenNull)
	}
	return t.fail(t.i, "a value")
}

func (t *tokens) open(closer byte, state tokenState, kind event) event {
	if len(t.stack) >= query.MaxDepth {
		t.ensure(tokenContext)
		t.err, t.state = t.place(t.i, query.TooDeep, "", ""), nothingBehind
		return tokenFailed
	}
	t.i++
	t.stack = append(t.stack, closer)
	t.state = state
	return kind
}

func (t *tokens) close() event {
	kind := tokenArrayEnd
	if t.stack[len(t.stack)-1] == '}' {
		kind = tokenObjectEnd
	}
	t.i++
	t.stack = t.stack[:len(t.stack)-1]
	if t.state = behindValue; len(t.stack) == 0 {
		t.state = behindClosed
	}
	return kind
}

// done ends a scalar.
func (t *tokens) done(kind event) event {
	switch {
	case len(t.stack) > 0:
		t.state = behindValue
	case kind == tokenString:
		t.state = behindClosed
	default:
		t.state = behindScalar
	}
	return kind
}

func (t *tokens) word(word string, kind event) event {
	t.ensure(len(word))
	if here := t.buf[t.i:t.end]; !bytes.HasPrefix(here, []byte(word)) {
		if t.failed != nil && strings.HasPrefix(word, string(here)) {
			t.i = t.end
		}
		return t.fail(t.i, "a value")
	}
	t.text, t.escaped, t.whole = t.buf[t.i:t.i+len(word)], false, true
	t.i += len(word)
	return t.done(kind)
}

// number reads a number. The digits of most are all there is to them; of the others the validator judges.
func (t *tokens) number() event {
	start, i, plain := t.i, t.i, true
	for {
		for ; i < t.end; i++ {
			if c := t.buf[i]; c < '0' || c > '9' {
				if c != '-' && c != '+' && c != '.' && c|0x20 != 'e' {
					break
				}
				plain = plain && c == '-' && i == start
			}
		}
		if i < t.end {
			break
		}
		if i-start > longestNumber {
			return t.fail(start, "a number of at most 1 MB")
		}
		moved := t.more(start)
		if moved < 0 {
			if t.failed != nil { // there may have been more digits
				return t.fail(t.end, "")
			}
			break
		}
		start, i = start-moved, i-moved
	}
	digits := t.buf[start:i]
	if digits[0] == '-' {
		digits = digits[1:]
	}
	if !plain || len(digits) == 0 || digits[0] == '0' && len(digits) > 1 {
		n, want := query.CheckNumber(string(t.buf[start:i]))
		if i = start + n; want != "" {
			return t.fail(i, want)
		}
	}
	t.text, t.escaped, t.whole = t.buf[start:i], false, true
	t.i = i
	return t.done(tokenNumber)
}
