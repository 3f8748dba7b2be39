// Says what an input is (one document, a list of documents, an envelope, an error body) and joins several inputs into one.

package query

import (
	"context"
	"io"
	"slices"
	"strings"

	"github.com/tidwall/gjson"
)

// Input is one source of JSON.
type Input struct {
	// Name is what the user calls it; it stands in errors.
	Name string
	// Body is read to its end and not closed. When it fails midway, the rows before the failure are kept where the path allows it.
	Body io.Reader
	// Lines says that the input is a list of documents even when it holds one or none (.ndjson, .jsonl).
	Lines bool
	// Again reads the same bytes once more from the start, beside Body; what is wrong it says when it is read. nil: the input can be read
	// once.
	Again func() io.Reader

	sifted *sifted // what [Sift] hands on; nil: the input is as it came
}

// document is the text a path is applied to.
type document struct {
	text string // one JSON value
	// lines says that text is a list made of several documents, which is what the prefix ".." of gjson makes of them.
	lines bool
	// list is the key of the list in an envelope, "" where text is no envelope.
	list string
	// elements counts the elements of text where it is a list; 0 or less where it was not counted.
	elements int
	// first is the beginning of a text larger than largeText, for what need not be exact; "" where it was not needed yet.
	first string
	// broken is what ended the input before its end; text then holds the rows before it.
	broken error
}

// largeText is the size of a document, in bytes, from which on suggestions are looked for in its first rows.
const largeText = 1 << 20

// short is the document cut to its first rows, where it is large.
func (d document) short() document {
	if d.first != "" {
		d.text, d.first, d.elements = d.first, "", -1
	}
	return d
}

// Envelopes returns the keys under which APIs put the rows of an answer: v1.1 (statuses, users, ids, lists) and v2 (data).
func Envelopes() []string { return []string{"statuses", "users", "ids", "lists", "data"} }

// readDocument reads the inputs and joins them: one input is itself, the lists of several become one. Bad lines are put into skipped,
// where that is not nil.
func readDocument(ctx context.Context, in []Input, skipped *SkippedError) (document, error) {
	docs := make([]document, 0, len(in))
	for _, input := range in {
		d, err := readInput(ctx, input, skipped)
		if err != nil {
			return document{}, err
		}
		docs = append(docs, d)
		if d.broken != nil {
			break
		}
	}
	if len(docs) == 1 {
		return docs[0], nil
	}
	return join(docs), nil
}

func readInput(ctx context.Context, in Input, skipped *SkippedError) (document, error) {
	text, err := readText(ctx, in.Body)
	if err != nil && in.sifted != nil && text != "" {
		return in.siftedUpTo(text, err), nil
	}
	if err != nil {
		if text = mend(text); text == "" {
			return document{}, err
		}
		return document{text: text, list: envelopeKey(text), broken: err}, nil
	}
	if skipped != nil && (in.Lines || byLine(text)) {
		docs := goodLines(in.Name, text, skipped)
		return document{text: "[" + strings.Join(docs, ",") + "]", lines: true, elements: len(docs)}, nil
	}
	docs, elements, err := documentsOf(in.Name, text)
	if bad, ok := err.(*SyntaxError); ok && bad.Kind == Empty && in.Lines {
		return document{text: "[]", lines: true}, nil
	}
	switch {
	case err != nil && (len(docs) == 0 || len(docs) == 1 && !in.Lines):
		return document{}, err
	case len(docs) == 1 && !in.Lines:
		return document{text: docs[0], list: envelopeKey(docs[0]), elements: elements}, nil
	}
	return document{text: "[" + strings.Join(docs, ",") + "]", lines: true, elements: len(docs), broken: err}, nil
}

// readText reads all of r into a string, without a second copy of it.
func readText(ctx context.Context, r io.Reader) (string, error) {
	var b strings.Builder
	if sized, ok := r.(interface{ Len() int }); ok {
		b.Grow(sized.Len())
	}
	_, err := io.Copy(&b, readerFunc(func(p []byte) (int, error) {
		if err := ctx.Err(); err != nil {
			return 0, err
		}
		return r.Read(p)
	}))
	return b.String(), err
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

// mend closes the array that a failed source left open behind its last whole row; "" when there is no such row. A text that ends in a
// digit or a letter may have lost the rest of it, unless white space or a comma stands behind it.
func mend(text string) string {
	rows := strings.TrimRight(text, ", \r\n\t")
	if rows == "" || len(rows) == len(text) && strings.IndexByte("]}\"", rows[len(rows)-1]) < 0 {
		return ""
	}
	for _, tail := range []string{"]", "]}"} {
		if docs, err := documents("", rows+tail); err == nil && len(docs) == 1 {
			return rows + tail
		}
	}
	return ""
}

// envelopeKey returns the key of the only list of rows in an envelope, "" where text is none. Of a key that stands twice the first counts, as
// it does for a path.
func envelopeKey(text string) string {
	if !strings.HasPrefix(text, "{") {
		return ""
	}
	keys, lists := Envelopes(), []string(nil)
	gjson.Parse(text).ForEach(func(k, v Value) bool {
		i := slices.Index(keys, k.Str)
		if i < 0 {
			return true
		}
		if v.IsArray() {
			lists = append(lists, keys[i])
		}
		keys = slices.Delete(keys, i, i+1)
		return len(lists) < 2
	})
	if len(lists) != 1 {
		return ""
	}
	return lists[0]
}

// join makes one list of several documents: lists are spliced, other documents become elements. Envelopes of one kind become one
// envelope, whose other members are those of the last.
func join(docs []document) document {
	key := docs[0].list
	for _, d := range docs {
		if d.list != key {
			key = ""
		}
	}
	var b strings.Builder
	b.WriteByte('[')
	for _, d := range docs {
		text := d.text
		if key != "" {
			text = member(text, key).Raw
		}
		if strings.HasPrefix(text, "[") {
			text = strings.TrimSpace(text[1 : len(text)-1])
		}
		if text == "" {
			continue
		}
		if b.Len() > 1 {
			b.WriteByte(',')
		}
		b.WriteString(text)
	}
	b.WriteByte(']')
	last := docs[len(docs)-1]
	joined := document{text: b.String(), lines: key == "", list: key, broken: last.broken}
	if key != "" {
		rows := member(last.text, key)
		joined.text = last.text[:rows.Index] + joined.text + last.text[rows.Index+len(rows.Raw):]
	}
	return joined
}

// member returns the value of a key of an object, its Index counted from the start of text. A key is no path here.
func member(text, key string) Value {
	var found Value
	gjson.Parse(text).ForEach(func(k, v Value) bool {
		if k.Str == key {
			found = v
			return false
		}
		return true
	})
	return found
}

// errorBody returns the message and the code of an answer that is an error of an API and nothing else; ok false where it is data.
func errorBody(text string) (message string, code int, ok bool) {
	if !strings.HasPrefix(text, "{") || member(text, "data").Exists() {
		return "", 0, false
	}
	switch errs := member(text, "errors"); {
	case errs.Type == gjson.String:
		return errs.Str, 0, true
	case errs.IsArray() && errs.Get("0.message").Exists():
		return errs.Get("0.message").String(), int(errs.Get("0.code").Int()), true
	}
	if e := member(text, "error"); e.Type == gjson.String && member(text, "request").Exists() {
		return e.Str, 0, true
	}
	title, detail := member(text, "title"), member(text, "detail")
	if title.Exists() && detail.Exists() && member(text, "type").Exists() && member(text, "status").Type != gjson.String {
		return title.String() + ": " + detail.String(), 0, true
	}
	return "", 0, false
}

// ReadDocument reads the inputs to their end and returns them as the JSON text that a path is applied to: several documents as one list,
// or, with lines, one behind another as a path that begins with ".." wants them. An error is a *SyntaxError, or what the reading of an
// input failed with; the text then holds the documents and rows before it, "" where there were none.
func ReadDocument(ctx context.Context, in []Input, lines bool) (string, error) {
	doc, err := readDocument(ctx, in, nil)
	if err == nil {
		err = doc.broken
	}
	if lines && doc.lines {
		return doc.text[1 : len(doc.text)-1], err
	}
	return doc.text, err
}
