// Tests keys and texts for a word, also texts that are too long to be held whole and come in pieces.

package outline

import (
	"bytes"
	"io"
	"iter"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/tidwall/gjson"
)

// matcher is the test of a word in two forms that agree.
type matcher struct {
	whole  func(text []byte) bool
	pieces func() pieceTest // for one text
}

// pieceTest is told of a text piece by piece, and asked once.
type pieceTest interface {
	add(piece []byte) // not kept
	matches() bool
}

// newMatcher makes the test of a key or value.
func newMatcher(word string, o FindOptions) (matcher, error) {
	switch {
	case o.Regexp:
		re, err := regexp.Compile(word)
		if err != nil {
			return matcher{}, &PatternError{Word: word, Err: err}
		}
		return matcher{re.Match, func() pieceTest { return newPatternTest(re) }}, nil
	case o.Exact:
		return matcher{func(text []byte) bool { return string(text) == word }, func() pieceTest { return &exactTest{rest: word, same: true} }}, nil
	case word == "":
		return matcher{}, &PatternError{}
	}
	contains := containsFold(word)
	return matcher{contains, func() pieceTest { return &wordTest{contains: contains, overlap: utf8.UTFMax * len(word)} }}, nil
}

// wordTest looks for a word; the end of each piece is seen again with the next.
type wordTest struct {
	contains func([]byte) bool
	overlap  int
	text     []byte
	found    bool
}

func (t *wordTest) add(piece []byte) {
	if t.found {
		return
	}
	t.text = append(t.text, piece...)
	if t.found = t.contains(t.text); len(t.text) > t.overlap {
		from := len(t.text) - t.overlap
		for from > 0 && !utf8.RuneStart(t.text[from]) {
			from--
		}
		t.text = t.text[:copy(t.text, t.text[from:])]
	}
}

func (t *wordTest) matches() bool { return t.found }

// exactTest compares a text with a word from the beginning on.
type exactTest struct {
	rest string
	same bool
}

func (t *exactTest) add(piece []byte) {
	if t.same = t.same && strings.HasPrefix(t.rest, string(piece)); t.same {
		t.rest = t.rest[len(piece):]
	}
}

func (t *exactTest) matches() bool { return t.same && t.rest == "" }

// patternTest lets a regular expression read the pieces as they come: it runs until it wants another one, and waits for it.
type patternTest struct {
	piece   []byte
	ended   bool // there are no more
	over    bool // the expression has made up its mind
	matched bool
	next    func() (struct{}, bool)
	stop    func()
}

func newPatternTest(re *regexp.Regexp) *patternTest {
	t := &patternTest{}
	t.next, t.stop = iter.Pull(func(want func(struct{}) bool) {
		t.matched = re.MatchReader(pieceRunes{t, want})
	})
	return t
}

func (t *patternTest) add(piece []byte) {
	if !t.over {
		t.piece = piece
		_, more := t.next()
		t.over = !more
	}
}

func (t *patternTest) matches() bool {
	if t.ended = true; !t.over {
		t.next()
	}
	t.stop()
	return t.matched
}

// pieceRunes reads the runes of the pieces.
type pieceRunes struct {
	*patternTest
	want func(struct{}) bool
}

// ReadRune is that of io.RuneReader.
func (r pieceRunes) ReadRune() (rune, int, error) {
	for len(r.piece) == 0 {
		if r.ended || !r.want(struct{}{}) || r.ended {
			return 0, 0, io.EOF
		}
	}
	c, size := utf8.DecodeRune(r.piece)
	r.piece = r.piece[size:]
	return c, size, nil
}

// longText decodes a text that comes in pieces as they stand in the source, and tests it.
type longText struct {
	test pieceTest
	rest []byte // of the source, what cannot be decoded before more has come
}

func (l *longText) add(source []byte) {
	l.rest = append(l.rest, source...)
	n := decodable(l.rest)
	l.decode(l.rest[:n])
	l.rest = l.rest[:copy(l.rest, l.rest[n:])]
}

// matches ends the text.
func (l *longText) matches() bool {
	l.decode(l.rest)
	l.rest = nil
	return l.test.matches()
}

func (l *longText) decode(source []byte) {
	if bytes.IndexByte(source, '\\') >= 0 {
		source = []byte(gjson.Parse(`"` + string(source) + `"`).Str)
	}
	l.test.add(source)
}

// decodable is the length of the beginning of a source that means the same whatever follows: no escape, no pair of surrogates and no
// character is cut in it.
func decodable(source []byte) int {
	for i := 0; ; {
		k := bytes.IndexByte(source[i:], '\\')
		if k < 0 {
			break
		}
		i += k
		size := escapeSize(source[i:])
		if size <= 0 {
			return i
		}
		if size == 6 && source[i+2]|0x20 == 'd' && strings.IndexByte("89abAB", source[i+3]) >= 0 { // the first half of a character: the other half is the next escape
			if len(source)-i < 12 {
				return i
			}
			if next := source[i+6 : i+10]; next[0] == '\\' && next[1] == 'u' && next[2]|0x20 == 'd' && strings.IndexByte("cdefCDEF", next[3]) >= 0 {
				size = 12
			}
		}
		i += size
	}
	for k := 1; k < utf8.UTFMax && k <= len(source); k++ {
		if end := source[len(source)-k:]; utf8.RuneStart(end[0]) {
			if !utf8.FullRune(end) {
				return len(source) - k
			}
			break
		}
	}
	return len(source)
}
