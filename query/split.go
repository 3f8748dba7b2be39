// Reads an input in chunks and guesses where the last whole row of each ends. Nothing depends on the guess but speed.

package query

import (
	"bytes"
	"context"
	"io"
)

// batchSize is how many bytes are handed to a worker at once: enough to make the handing over cheap, little enough for its cache.
const batchSize = 256 << 10

// chunk is a part of an input. Its bytes belong to it until it is released.
type chunk struct {
	b    []byte // n bytes of text and scanPad zero bytes
	n    int
	err  error    // what ended the input behind this chunk: io.EOF or a failure; nil when more follows
	from position // where the text is taken to begin
	done chan struct{}
	out  scanned
}

func (c *chunk) text() []byte { return c.b[:c.n] }

// splitter cuts an input into chunks.
type splitter struct {
	r     io.Reader
	size  int
	live  bool                  // a chunk is what a Read gives
	guess func(text []byte) int // the offset behind the last whole row and what parts it from the next, 0 when there is none
	rest  []byte                // read, and not in a chunk yet
	err   error
}

// next fills a chunk. It is not called again once the chunk's err is set.
func (s *splitter) next(ctx context.Context, c *chunk) {
	if cap(c.b) < s.size+scanPad {
		c.b = make([]byte, s.size+scanPad)
	}
	b := c.b[:s.size]
	n := copy(b, s.rest)
	s.rest = s.rest[:0]
	for n < len(b) && s.err == nil {
		if s.err = ctx.Err(); s.err == nil {
			var k int
			k, s.err = s.r.Read(b[n:])
			n += k
			if s.live && k > 0 {
				break
			}
		}
	}
	if s.err == nil {
		if cut := s.guess(b[:n]); cut > 0 {
			s.rest = append(s.rest, b[cut:n]...)
			n = cut
		}
	}
	c.n, c.err = n, s.err
	c.b = c.b[:n+scanPad]
	clear(c.b[n:])
}

// lineEnd guesses for documents that end with a line.
func lineEnd(text []byte) int { return bytes.LastIndexByte(text, '\n') + 1 }

// rowEnd returns a guess for the rows of a list that look like its first, which begins at start and ends at end of text.
func rowEnd(text string, start, end int) func([]byte) int {
	comma := skipSpace(text, end)
	next := comma
	if comma < len(text) && text[comma] == ',' {
		next = skipSpace(text, comma+1)
	}
	first := text[start:end]
	opening := ""
	switch first[0] {
	case '{': // the brace, the first key and its colon
		if key := skipSpace(first, 1); key < len(first) && first[key] == '"' {
			opening = first[:skipString(first, key)]
		}
	case '[', '"':
		opening = first[:1]
	}
	parting := ","
	if next > comma {
		parting = text[end:next]
	}
	pattern := []byte(parting + opening)
	if isBare(first[0]) {
		pattern = []byte(parting)
	} else {
		pattern = append([]byte{first[len(first)-1]}, pattern...)
	}
	behind := len(pattern) - len(opening) // white space behind the comma goes along with it
	return func(text []byte) int {
		if at := bytes.LastIndex(text, pattern); at >= 0 {
			return at + behind
		}
		return 0
	}
}
