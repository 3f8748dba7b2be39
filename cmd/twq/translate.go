// twq translate: the same question in other languages, and back.

package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"

	"twq/query"
	"twq/render/parquet"
)

type translateCmd struct {
	Expr   string `arg:"" help:"A gjson path, or a line of Python, jq, JSONPath, JSON Pointer or JavaScript, in quotes."`
	Source string `arg:"" optional:"" help:"The data it is for: a file, fixture:NAME, a URL, a resource, - for standard input. Then the text is exact on it."`
	To     string `placeholder:"LANG" help:"Only this language, bare: python, jq, jsonpath, duckdb, spark, clickhouse; gjson."`
	From   string `placeholder:"LANG" help:"What the text is in: gjson, python, jq, jsonpath, pointer, javascript, php, xpath (default: what it looks like)."`
	originFlags
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
  twq translate '#.user.name' tweets.parquet --to duckdb
  twq translate '#.user.name' -f json

A text in another language becomes a gjson path; a gjson path is said in all the languages, with -f or -o as rows. A remark says where
they differ. With the data named, the translation is exact on it (of a source beyond 4 MiB, on its beginning); without, the remark says
where it is the same. Of Parquet the columns are looked at. A file that is not here only lends its name to SQL, and may be a pattern.`
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
	if err := path.CheckModifiers(doc.text); err != nil {
		return &pathFault{err: err, retry: c.again}
	}
	if c.To != "" {
		t, err := path.TranslateFile(query.Language(c.To), doc.text, doc.file)
		if err != nil {
			return err
		}
		t.Remark = doc.remark(t.Remark)
		return c.show(ctx, w, t)
	}
	return c.showAll(ctx, w, path, doc)
}

// again is the line that translates another path.
func (c translateCmd) again(path string) string {
	words := []string{"twq", "translate", quote(path)}
	if c.Source != "" {
		words = append(words, quote(c.Source))
	}
	if c.To != "" {
		words = append(words, "--to", quote(c.To))
	}
	return strings.Join(words, " ")
}

// showAll shows the path in all languages: to people as a list to copy from, else as rows.
func (c translateCmd) showAll(ctx context.Context, w *world, path *query.Path, doc sample) error {
	all, words := path.Equivalents(doc.text, doc.file, query.Languages()...)
	if c.Format == "" && c.Out == "" && c.Columns == "" && c.Limit == nil {
		s := newSheet(w.Stdout, (&sink{w: w}).look())
		s.same("", all, words)
		if err := s.out.Flush(); err != nil {
			return &outError{File: "standard output", Err: err}
		}
		if remark := doc.remark(""); remark != "" && c.Notes != "none" {
			w.note(remark)
		}
		return nil
	}
	var rows []translationRow
	for _, e := range all {
		row := translationRow{Language: e.Language.Title(), Text: unlessZero(e.Text), Remark: unlessZero(doc.remark(e.Remark))}
		if e.Err != nil {
			row.Remark = unlessZero("cannot be said: " + unsaid(e.Err))
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

// sample is the data that a path is translated for, or as much of it as is looked at.
type sample struct {
	text string     // "" where there is none
	file query.File // what SQL reads
	cut  bool       // there is more of it
}

// sampleBytes is how much of a source is looked at.
const sampleBytes = 4 << 20

// remark adds to a remark that the end of the data is not known.
func (s sample) remark(of string) string {
	const unseen = "exact on the first 4 MiB of the data; the rest was not looked at"
	switch {
	case !s.cut:
		return of
	case of == "":
		return unseen
	}
	return of + "; " + unseen
}

// data reads the source that is named. SQL may be for a file that is elsewhere.
func (c translateCmd) data(ctx context.Context, w *world, g *globals) (sample, error) {
	if c.Source == "" {
		return sample{file: query.File{Name: query.PlaceholderFile}}, nil
	}
	if !hasScheme(c.Source) && (query.ParquetFile(c.Source) || folder(c.Source)) {
		return c.parquet(w)
	}
	if elsewhere(c.Source) {
		if c.Notes != "none" {
			w.note(c.Source + " is not here: only its name is used, and nothing is known of the data")
		}
		return sample{file: query.File{Name: c.Source}}, nil
	}
	flags := apiFlags{originFlags: c.originFlags}
	src, err := flags.sources(w, g.Verbose)
	if err != nil {
		return sample{}, err
	}
	a := asking{askFlags: askFlags{apiFlags: flags, answerFlags: c.answerFlags}, args: []string{c.Source}, path: c.Expr, hasPath: true, verbose: g.Verbose}
	in, err := a.open(ctx, w, src)
	if err != nil {
		return sample{}, err
	}
	defer in.close(w)
	read, err := query.ReadSample(ctx, in.inputs[0], strings.HasPrefix(c.Expr, ".."), sampleBytes)
	w.progress.end()
	s := sample{text: read.Doc, cut: read.Cut, file: query.File{Name: query.PlaceholderFile}}
	if isFile(c.Source) {
		s.file = query.File{Name: c.Source, Here: true, Lined: read.Lined}
	}
	return s, err
}

// parquet looks at the columns of a file or a set that is here; of another the name is all that is known.
func (c translateCmd) parquet(w *world) (sample, error) {
	file := query.File{Name: c.Source}
	if folder(c.Source) && !strings.HasSuffix(c.Source, "/") {
		file.Name += "/"
	}
	columns, err := parquet.Columns(c.Source)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return sample{}, err
	}
	file.Here, file.Columns = err == nil, columns
	known := "only its name is used, and nothing is known of the data"
	if columns != nil {
		known = "its columns are looked at, and nothing is known of the values"
	}
	if c.Notes != "none" {
		w.note(c.Source + " is taken for Parquet: " + known)
	}
	return sample{file: file}, nil
}

// elsewhere says that an argument is the name of a file that is not here.
func elsewhere(arg string) bool {
	if hasScheme(arg) || strings.HasPrefix(arg, "fixture:") || !looksLikeFile(arg) && (inCatalogue(arg) || fileEnding(arg) == "") ||
		strings.HasPrefix(arg, "1.1/") || strings.HasPrefix(arg, "2/") {
		return false
	}
	_, err := os.Stat(arg)
	return fileEnding(arg) != "" && errors.Is(err, fs.ErrNotExist)
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

// languageOffers are the languages that a flag, to or from, may have.
func languageOffers(flag string) []offer {
	languages := query.Languages()
	if flag == "from" {
		languages = query.ForeignLanguages()
	}
	var offers []offer
	for _, l := range languages {
		offers = append(offers, offer{string(l), l.Title()})
	}
	return append(offers, offer{"gjson", ""})
}

// untranslatableWords are for a text that another language has no words for.
func untranslatableWords(e *query.UntranslatableError) message {
	var at []string
	if e.End > 0 {
		at = caret(e.Text, e.Offset, e.End)
	}
	m := say(exitUsage, fmt.Sprintf("this cannot be said in gjson: %s", e.What), at...)
	if slices.Contains(query.Languages(), e.Language) && !e.Foreign {
		m.head = fmt.Sprintf("this cannot be said in %s: %s", e.Language.Title(), e.What)
	}
	return m
}
