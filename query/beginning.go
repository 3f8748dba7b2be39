// Reads the beginning of an input: enough data to complete a path with, also where it was cut off.

package query

import (
	"context"
	"io"
	"strings"

	"github.com/tidwall/gjson"
)

// Beginning is the data at the beginning of an input. It does not change and may be used by several goroutines.
type Beginning struct {
	doc document
	cut bool // there is more of it
}

// ReadBeginning reads at most limit bytes of an input. Of a text that ends early, or is cut off there, it keeps the whole rows; where
// there is none, what can be told of the first. It is nil where there is nothing to know: no JSON, or the answer is an error of an API.
// An error of the reading ends the text.
func ReadBeginning(ctx context.Context, in Input, limit int64) *Beginning {
	text, err := readText(ctx, io.LimitReader(in.Body, limit))
	b := &Beginning{cut: err != nil || int64(len(text)) == limit}
	var docs []string
	s := newScanner(text)
	for i := s.space(0); i < len(text); i = s.space(i) {
		end := s.value(i)
		if end < 0 || end == len(text) && b.cut && isBare(text[i]) {
			if doc := closed(text[i:]); len(docs) == 0 && (end > 0 || s.at >= len(text)) && gjson.Valid(doc) {
				docs = append(docs, doc)
			}
			b.cut = true
			break
		}
		docs = append(docs, text[i:end])
		i = end
	}
	switch {
	case len(docs) == 0:
		return nil
	case len(docs) == 1 && !in.Lines:
		b.doc = document{text: docs[0], list: envelopeKey(docs[0])}
	default:
		b.doc = document{text: "[" + strings.Join(docs, ",") + "]", lines: true}
	}
	if _, _, failed := errorBody(b.doc.text); failed {
		return nil
	}
	return b
}

// Sample is the text of one input, or what was kept of it.
type Sample struct {
	Doc string
	Cut bool // there is more of the input
	// Lined says that the input holds one object a line and nothing else, as far as it was kept.
	Lined bool
}

// ReadSample is [ReadDocument] for one input, of which no more is kept than the whole rows in its first limit bytes.
func ReadSample(ctx context.Context, in Input, lines bool, limit int64) (Sample, error) {
	text, err := readText(ctx, io.LimitReader(in.Body, limit+1))
	if err != nil {
		return Sample{}, err
	}
	s := Sample{Cut: int64(len(text)) > limit}
	s.Lined = lined(text, s.Cut)
	if s.Cut {
		if b := ReadBeginning(ctx, Input{Name: in.Name, Body: strings.NewReader(text), Lines: in.Lines}, limit); b != nil {
			s.Doc = b.doc.text
			if lines && b.doc.lines {
				s.Doc = unlisted(b.doc.text)
			}
			return s, nil
		}
		s.Cut, s.Lined = false, false
	}
	in.Body = io.MultiReader(strings.NewReader(text), in.Body)
	s.Doc, err = ReadDocument(ctx, []Input{in}, lines)
	return s, err
}

// lined says that each line of a text is an object, but for a last one that is cut.
func lined(text string, cut bool) bool {
	for line := range strings.Lines(text) {
		rest := cut && !strings.HasSuffix(line, "\n")
		if line[0] != '{' || !rest && !gjson.Valid(line) {
			return false
		}
	}
	return true
}

// closed closes the lists and objects that a cut text leaves open, behind its last whole row, or else behind the last whole value.
func closed(text string) string {
	var open []byte
	key := false       // the next string is a key
	row, rows := 0, "" // the end of the last whole row, and what is open there
	end, rest := 0, ""
	whole := func(i int) {
		end, rest = i, string(open)
		if rest == "]" || rest == "}]" {
			row, rows = end, rest
		}
	}
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '"':
			to := skipString(text, i)
			if i = to - 1; !key && to < len(text) {
				whole(to)
			}
		case '{', '[':
			open = append(open, text[i]+2) // the closer stands two behind in ASCII
			key = text[i] == '{'
		case '}', ']':
			if len(open) > 0 {
				open = open[:len(open)-1]
			}
			whole(i + 1)
		case ',':
			whole(i)
			key = len(open) > 0 && open[len(open)-1] == '}'
		case ':':
			key = false
		}
	}
	if row > 0 {
		end, rest = row, rows
	}
	var b strings.Builder
	b.WriteString(text[:end])
	for i := len(rest) - 1; i >= 0; i-- {
		b.WriteByte(rest[i])
	}
	return b.String()
}
