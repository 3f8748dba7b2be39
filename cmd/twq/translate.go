// twq translate: the same question in other languages, and back.

package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"twq/query"
)

type translateCmd struct {
	Expr    string   `arg:"" help:"A gjson path, or a line of Python, jq, JSONPath, JSON Pointer or JavaScript, in quotes."`
	Source  string   `arg:"" optional:"" help:"The data it is for: a file, fixture:NAME, a URL, a resource, - for standard input. Then the text is exact on it."`
	To      string   `placeholder:"LANG" help:"Only this language, bare: python, jq, jsonpath, duckdb, spark, clickhouse; gjson."`
	From    string   `placeholder:"LANG" help:"What the text is in: gjson, python, jq, jsonpath, pointer, javascript (default: what it looks like)."`
	Param   []string `short:"p" sep:"none" placeholder:"K=V" help:"A query parameter of the resource, taken literally; may repeat."`
	Offline bool     `help:"Take the resource from the practice API in the program."`
	Profile string   `placeholder:"NAME" help:"Which API, and whose token (default: $$TWQ_PROFILE, else twitter)."`
	answerFlags
}

// Help is the long help.
func (translateCmd) Help() string {
	return `Examples:

  twq translate "data[1]['user']['name']"
  twq translate "[t['user']['name'] for t in data if t['lang'] == 'en']"
  twq translate '.[] | select(.lang == "en") | .text'
  twq translate '$[?@.lang == "en"].text'
  twq translate '#.retweeted_status.user.screen_name' fixture:library
  twq translate '#(lang==en)#.text' --to jq
  twq translate '#.user.name' tweets.ndjson --to duckdb

A text in another language becomes a gjson path; a gjson path becomes a table of all the languages. A remark says where they differ. With
the data named, the translation is exact on it; without, the remark says where it is the same.`
}

// Run translates and shows.
func (c translateCmd) Run(ctx context.Context, w *world, g *globals) error {
	from, err := c.direction()
	if err != nil {
		return err
	}
	if from != "" {
		t, err := query.FromLanguage(c.Expr, from)
		if err != nil {
			return err
		}
		return c.show(ctx, w, t)
	}
	path, err := query.ParsePath(c.Expr)
	if err != nil {
		return &pathFault{err: err}
	}
	doc, err := c.data(ctx, w, g)
	if err != nil {
		return err
	}
	file := query.PlaceholderFile
	if c.Source != "" && isFile(c.Source) {
		file = c.Source
	}
	if c.To != "" {
		t, err := path.TranslateFile(query.Language(c.To), doc, file)
		if err != nil {
			return err
		}
		return c.show(ctx, w, t)
	}
	var rows []translationRow
	for _, to := range query.Languages() {
		t, err := path.TranslateFile(to, doc, file)
		row := translationRow{Language: to.Title(), Text: unlessZero(t.Text), Remark: unlessZero(t.Remark)}
		if no, ok := errors.AsType[*query.UntranslatableError](err); ok {
			row.Remark = unlessZero("cannot be said: " + no.What)
		}
		rows = append(rows, row)
	}
	return c.showRows(ctx, w, rows)
}

// translationRow is a translation in the table of all.
type translationRow struct {
	Language string  `json:"language"`
	Text     *string `json:"text,omitempty"`
	Remark   *string `json:"remark,omitempty"`
}

// direction is the language the text is in; "" is gjson.
func (c translateCmd) direction() (query.Language, error) {
	toGJSON := c.To == "gjson"
	if c.To != "" && !toGJSON && !slices.Contains(query.Languages(), query.Language(c.To)) {
		return "", &flagError{Flag: "--to", Value: c.To, Fault: noLanguage}
	}
	from := query.Language(c.From)
	switch {
	case c.From == "gjson":
		from = ""
	case c.From != "" && !slices.Contains(query.ForeignLanguages(), from):
		return "", &flagError{Flag: "--from", Value: c.From, Fault: noLanguage}
	case c.From == "" && (c.To == "" || toGJSON):
		from = query.Recognise(c.Expr)
	}
	switch {
	case from != "" && c.To != "" && !toGJSON:
		return "", &flagError{Flag: "--from " + c.From + " --to " + c.To, Fault: twoForeign}
	case from == "" && toGJSON:
		return "", &flagError{Flag: "--to gjson", Value: c.Expr, Fault: alreadyGJSON}
	}
	return from, nil
}

// data is the JSON text that is named; "" where none is.
func (c translateCmd) data(ctx context.Context, w *world, g *globals) (string, error) {
	if c.Source == "" {
		return "", nil
	}
	flags := apiFlags{Param: c.Param, Offline: c.Offline, Profile: c.Profile}
	src, err := flags.sources(w, g.Verbose)
	if err != nil {
		return "", err
	}
	a := asking{apiFlags: flags, answerFlags: c.answerFlags, args: []string{c.Source}, path: c.Expr, hasPath: true, verbose: g.Verbose}
	in, err := a.open(ctx, w, src)
	if err != nil {
		return "", err
	}
	defer in.close(w)
	doc, err := query.ReadDocument(ctx, in.inputs, strings.HasPrefix(c.Expr, ".."))
	w.progress.end()
	return doc, err
}

// show prints one translation: its text alone, so that it can be pasted and piped, and the remark beside it.
func (c translateCmd) show(ctx context.Context, w *world, t query.Translation) error {
	if c.Format != "" || c.Out != "" || c.Columns != "" {
		return c.showRows(ctx, w, []translationRow{{Language: t.Language.Title(), Text: &t.Text, Remark: unlessZero(t.Remark)}})
	}
	if _, err := fmt.Fprintln(w.Stdout, t.Text); err != nil {
		return &outError{File: "standard output", Err: err}
	}
	if t.Remark != "" && c.Notes != "none" {
		w.note(t.Remark)
	}
	return nil
}

// untranslatableWords are for a text that another language has no words for.
func untranslatableWords(e *query.UntranslatableError) message {
	m := say(exitUsage, fmt.Sprintf("this cannot be said in gjson: %s", e.What), caret(e.Text, e.Offset, e.End)...)
	if slices.Contains(query.Languages(), e.Language) && !e.Foreign {
		m.head = fmt.Sprintf("this cannot be said in %s: %s", e.Language.Title(), e.What)
	}
	return m
}
