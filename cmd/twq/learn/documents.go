// Opens the data of exercises: built-in fixtures, documents of the pack, answers of the practice API.

package learn

import (
	"context"
	"fmt"
	"io"
	"net/url"
	"strings"

	"twq/fetch"
	"twq/fixtures"
	"twq/fixtures/lesson"
	"twq/query"
)

// Document is the data of an exercise.
type Document struct {
	Name  string // as the exercise names it
	Text  string
	Lines bool // JSON lines
}

// DataError says that the data of an exercise cannot be had.
type DataError struct {
	Data string
	Err  error
	Said string // what the practice API answered instead
}

func (e *DataError) Error() string { return fmt.Sprintf("%s: %v %s", e.Data, e.Err, e.Said) }

// Unwrap returns the reason.
func (e *DataError) Unwrap() error { return e.Err }

// Open returns the data that a data field names; an error is a *DataError.
func (b *Bench) Open(ctx context.Context, data string) (Document, error) {
	if doc, ok := b.docs[data]; ok {
		return doc, nil
	}
	doc, err := b.open(ctx, data)
	if err != nil {
		return doc, &DataError{Data: data, Err: err}
	}
	if b.docs == nil {
		b.docs = map[string]Document{}
	}
	b.docs[data] = doc
	return doc, nil
}

func (b *Bench) open(ctx context.Context, data string) (Document, error) {
	form, name := lesson.DataForm(data)
	doc := Document{Name: data}
	switch form {
	case lesson.Document:
		text, ok := b.Pack.Read(name)
		if !ok {
			return doc, fmt.Errorf("the pack has no such file")
		}
		doc.Text, doc.Lines = string(text), strings.HasSuffix(name, ".ndjson")
	case lesson.Fixture:
		page, err := fixtures.Source{}.Fetch(ctx, fetch.Request{URL: &url.URL{Scheme: "fixture", Opaque: name}})
		if err != nil {
			return doc, err
		}
		defer page.Body.Close()
		text, err := io.ReadAll(page.Body)
		if err != nil {
			return doc, err
		}
		doc.Text, doc.Lines = string(text), page.Lines
	case lesson.Resource:
		ran, err := b.Run(ctx, []string{"get", data, "--offline", "-f", "raw"}, "")
		if err != nil {
			return doc, err
		}
		if ran.Code != 0 {
			return doc, &DataError{Data: data, Err: fmt.Errorf("exit code %d", ran.Code), Said: firstLine(ran.Err)}
		}
		doc.Text = ran.Out
	}
	return doc, nil
}

func firstLine(s string) string {
	s, _, _ = strings.Cut(strings.TrimSpace(s), "\n")
	return s
}

// input is the document as the query room reads it.
func (d Document) input() []query.Input {
	return []query.Input{{Name: d.Name, Body: strings.NewReader(d.Text), Lines: d.Lines}}
}

// JSON is the document as one JSON text: JSON lines are a list.
func (d Document) JSON(ctx context.Context) (string, error) {
	return query.ReadDocument(ctx, d.input(), false)
}
