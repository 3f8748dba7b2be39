// twq explain --note: what the code of a note means, with its example tried at that moment.

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"strings"

	"github.com/tidwall/gjson"

	"twq/query"
	"twq/render"
)

// showNote prints the long form of the code in c.Note, or a list of all codes.
func (c explainCmd) showNote(w *world) error {
	if c.Path != nil {
		return &flagError{Flag: "--note " + c.Note, Value: *c.Path, Fault: noteAndPath}
	}
	ctx := context.Background() // the examples are built in and small
	if strings.EqualFold(c.Note, "all") {
		return c.showRows(ctx, w, codeRows())
	}
	code, ok := query.FindCode(c.Note)
	if !ok {
		return &unknownCodeError{Asked: c.Note, Near: code}
	}
	shown, err := w.tried(ctx, code)
	if err != nil {
		return err
	}
	out, err := c.openSink(w)
	if err != nil {
		return err
	}
	defer out.close()
	switch name := out.format.name; {
	case c.Columns != "":
	case name == "table" || name == "text":
		out.format.make = func(l look) render.Format { return codeText{shown, l.width} }
		return out.write(query.Table{})
	case name == "markdown":
		out.format.make = func(look) render.Format { return codeMarkdown{shown} }
		return out.write(query.Table{})
	}
	return c.showIn(ctx, w, out, shown)
}

// codeRow is a code in the list of them.
type codeRow struct {
	Code     string `json:"code"`
	Severity string `json:"severity"`
	Title    string `json:"title"`
}

func codeRows() []codeRow {
	var rows []codeRow
	for _, c := range query.Codes() {
		rows = append(rows, codeRow{c.Code, c.Severity.String(), c.Title})
	}
	return rows
}

// codeShown is the long form of a code with what its example gives.
type codeShown struct {
	codeRow
	Text     string      `json:"text"`
	Document string      `json:"document"`
	Before   codeAttempt `json:"before"`
	After    codeAttempt `json:"after"`
	Try      string      `json:"try"`
}

// codeAttempt is what a path of an example gives. Answers are nil where there is none.
type codeAttempt struct {
	Path    string          `json:"path"`
	File    string          `json:"file,omitempty"`
	GJSON   json.RawMessage `json:"gjson,omitempty"` // what gjson answers
	Refused bool            `json:"refused"`
	Answer  json.RawMessage `json:"answer,omitempty"` // what twq answers
	Note    string          `json:"note,omitempty"`   // what twq says
}

// tried asks both paths of the example of a code.
func (w *world) tried(ctx context.Context, c query.Code) (codeShown, error) {
	shown := codeShown{codeRow: codeRow{c.Code, c.Severity.String(), c.Title}, Text: c.Text, Document: c.Example.Source}
	text, retry := c.Example.Source, "echo "+quote(c.Example.Source)+" | twq query "+quote(c.Example.After)
	if name, ok := strings.CutPrefix(c.Example.Source, "fixture:"); ok {
		store, err := w.openStore()
		if err != nil {
			return shown, err
		}
		r, _, err := store.Open(name)
		if err != nil {
			return shown, err
		}
		defer r.Close()
		body, err := io.ReadAll(r)
		if err != nil {
			return shown, err
		}
		text, retry = string(body), "twq query "+quote(c.Example.After)+" "+c.Example.Source
	}
	if c.Example.AfterFile != "" {
		retry += " -o " + c.Example.AfterFile
	}
	shown.Try = retry
	var err error
	if shown.Before, err = attempt(ctx, text, c.Example.Before, c.Example.BeforeFile); err == nil {
		shown.After, err = attempt(ctx, text, c.Example.After, c.Example.AfterFile)
	}
	return shown, err
}

// attempt asks a path of a document, as gjson would and as twq does.
func attempt(ctx context.Context, doc, path, file string) (codeAttempt, error) {
	a := codeAttempt{Path: path, File: file}
	ask := func(read func(string) (*query.Path, error), asGJSON bool) (query.Table, error) {
		p, err := read(path)
		if err != nil {
			return query.Table{}, err
		}
		in := []query.Input{{Name: "the example", Body: strings.NewReader(doc)}}
		return query.Run(ctx, p, in, query.Options{AsGJSON: asGJSON})
	}
	plain, err := ask(query.ReadPath, true)
	if err != nil {
		return a, err
	}
	a.GJSON = jsonOf(plain.Whole)
	table, err := ask(query.ParsePath, false)
	bad, unreadable := errors.AsType[*query.PathError](err)
	refusal, refused := errors.AsType[*query.Refusal](err)
	switch {
	case unreadable:
		a.Refused, a.Note = true, bad.Code+" "+bad.Problem
	case refused:
		a.Refused, a.Note = true, refusal.Error()
	case err != nil:
		return a, err
	default:
		a.Answer = jsonOf(table.Whole)
		a.Note, err = noted(table, file)
		return a, err
	}
	return a, nil
}

// noted is the first thing that is said of a table, once it is written to a file of that name; "" when there is none.
func noted(t query.Table, file string) (string, error) {
	chosen, err := chooseFormat("", file)
	if err != nil {
		return "", err
	}
	var ids longIDs
	if out := (&sink{format: chosen, file: file}); out.forSpreadsheet() {
		t.Rows = ids.watch(t)
	}
	if err := chosen.make(look{note: func(string) {}}).Render(io.Discard, t); err != nil {
		return "", err
	}
	for _, n := range append(t.Notes(), ids.notes(file)...) {
		if n.Code != "" {
			return n.Code + " " + n.Message, nil
		}
	}
	return "", nil
}

// jsonOf is a value as JSON, nil when it is missing. What gjson makes of a text that is none becomes a text.
func jsonOf(v query.Value) json.RawMessage {
	if !v.Exists() {
		return nil
	}
	var b bytes.Buffer
	if !gjson.Valid(v.Raw) || json.Compact(&b, []byte(v.Raw)) != nil {
		text, err := json.Marshal(v.Raw)
		if err != nil {
			return nil
		}
		return text
	}
	return b.Bytes()
}

// unknownCodeError is a code that there is not. Near is the zero Code when none is near.
type unknownCodeError struct {
	Asked string
	Near  query.Code
}

func (e *unknownCodeError) Error() string { return "no note " + e.Asked }
