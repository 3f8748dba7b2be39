// twq fixtures: the saved and built-in answers.

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/tidwall/gjson"

	"twq/fetch"
	"twq/fixtures"
	"twq/query"
	"twq/render"
)

type fixturesCmd struct {
	List      fixturesListCmd      `cmd:"" default:"withargs" help:"List the answers that are built in or saved."`
	Show      fixturesShowCmd      `cmd:"" help:"Print an answer as it is kept."`
	Save      fixturesSaveCmd      `cmd:"" help:"Save a file, standard input or the last answer as a fixture."`
	Anonymise fixturesAnonymiseCmd `cmd:"" aliases:"anonymize" help:"Replace names, handles, ids and texts by invented ones, so that an answer may be shared."`
	Remove    fixturesRemoveCmd    `cmd:"" aliases:"rm" help:"Remove a saved answer."`
}

// Help is the long help.
func (fixturesCmd) Help() string {
	return `Examples:

  twq fixtures
  twq fixtures show library
  twq fixtures save monday tweets.json
  twq fixtures save bio users/show -p screen_name=mira_k --offline
  twq fixtures anonymise tweets.json -o shared.json
  twq fixtures remove monday
  twq query '#.text' fixture:monday`
}

// store is the folder of saved fixtures.
func (w *world) store(f fetch.Folders) fixtures.Store {
	return fixtures.Store{Dir: filepath.Join(f.Data, "fixtures")}
}

// openStore is the store of commands that touch nothing else.
func (w *world) openStore() (fixtures.Store, error) {
	folders, err := w.folders()
	return w.store(folders), err
}

// mayKeep says whether a fixture could be saved under a name, before its answer is fetched.
func (w *world) mayKeep(store fixtures.Store, name string, force bool) error {
	if err := fixtures.CheckName(name); err != nil {
		return err
	}
	all, err := store.List()
	for _, info := range all {
		switch {
		case info.Name != name:
		case info.Builtin:
			return &fixtures.BuiltinError{Name: name}
		case !force:
			return &fixtures.ExistsError{Name: name}
		}
	}
	return err
}

// isFixture says that an argument names a fixture that is there.
func (w *world) isFixture(arg string) bool {
	name, ok := strings.CutPrefix(arg, "fixture:")
	if !ok {
		return false
	}
	store, err := w.openStore()
	if err != nil {
		return false
	}
	r, _, err := store.Open(name)
	if err == nil {
		r.Close()
	}
	return err == nil
}

type fixturesListCmd struct {
	answerFlags
}

// Run lists.
func (c fixturesListCmd) Run(ctx context.Context, w *world) error {
	store, err := w.openStore()
	if err != nil {
		return err
	}
	all, err := store.List()
	if err != nil {
		return err
	}
	type row struct {
		Name     string `json:"name"`
		Kind     string `json:"kind"`
		Resource string `json:"resource"`
		Bytes    int64  `json:"bytes"`
		Help     string `json:"holds"`
	}
	var rows []row
	for _, info := range all {
		kind := "saved"
		if info.Builtin {
			kind = "built in"
		}
		rows = append(rows, row{info.Name, kind, info.Resource, info.Size, info.Help})
	}
	return c.showRows(ctx, w, rows)
}

// showRows shows what a command has made as any table is shown.
func (f answerFlags) showRows(ctx context.Context, w *world, rows any) error {
	out, err := f.openSink(w)
	if err != nil {
		return err
	}
	defer out.close()
	return f.showIn(ctx, w, out, rows)
}

// showIn is showRows for a sink that is open already. names are keys that head their columns as they are, not as the path to them.
func (f answerFlags) showIn(ctx context.Context, w *world, out *sink, rows any, names ...string) error {
	var text bytes.Buffer
	enc := json.NewEncoder(&text)
	enc.SetEscapeHTML(false) // paths have < and > in them
	if err := enc.Encode(rows); err != nil {
		return err
	}
	o, err := f.options(false)
	if err != nil {
		return err
	}
	table, err := query.Run(ctx, nil, []query.Input{{Name: "twq", Body: &text}}, o)
	if err != nil {
		return err
	}
	for i, c := range table.Columns {
		for _, name := range names {
			if c.Name == query.EscapeKey(name) {
				table.Columns[i].Name = name
			}
		}
	}
	if f.Columns == "" { // that a listing has nothing in a cell is no news
		table.Notes = func() []query.Note { return nil }
	}
	_, err = asking{askFlags: askFlags{answerFlags: f}}.show(w, out, table)
	return err
}

type fixturesShowCmd struct {
	Name string `arg:"" help:"The name, with or without fixture: in front."`
}

// Run prints the bytes as they are kept.
func (c fixturesShowCmd) Run(w *world) error {
	store, err := w.openStore()
	if err != nil {
		return err
	}
	r, _, err := store.Open(strings.TrimPrefix(c.Name, "fixture:"))
	if err != nil {
		return err
	}
	defer r.Close()
	target := w.Stdout
	if w.StdoutTTY {
		target = render.Safe(target)
	}
	_, err = io.Copy(target, r)
	return err
}

type fixturesSaveCmd struct {
	Name   string `arg:"" help:"Letters, digits, - _ and dots."`
	Source string `arg:"" optional:"" help:"A file, fixture:NAME, a resource, or - for standard input; none: what is piped in, else the last answer."`
	Force  bool   `help:"Replace a saved answer of that name."`
	originFlags
}

// Run saves what is JSON.
func (c fixturesSaveCmd) Run(ctx context.Context, w *world, g *globals) error {
	store, err := w.openStore()
	if err != nil {
		return err
	}
	if err := w.mayKeep(store, c.Name, c.Force); err != nil {
		return err
	}
	src, err := apiFlags{originFlags: c.originFlags}.sources(w, g.Verbose)
	if err != nil {
		return err
	}
	page, _, err := src.open(ctx, c.Source)
	if err != nil && c.Source != "" {
		return &sourceFault{err: err, arg: c.Source, asking: asking{args: []string{c.Source}}}
	}
	if err != nil {
		return err
	}
	defer page.Body.Close()
	text, err := io.ReadAll(page.Body)
	if err != nil {
		return err
	}
	in := query.Input{Name: page.From, Body: bytes.NewReader(text), Lines: page.Lines}
	if _, err := query.Run(ctx, nil, []query.Input{in}, query.Options{}); err != nil {
		return err
	}
	if page.Lines && !strings.HasSuffix(c.Name, ".ndjson") && !strings.HasSuffix(c.Name, ".jsonl") {
		if one := bytes.TrimSpace(text); len(one) == 0 || gjson.ValidBytes(one) {
			text = slices.Concat([]byte{'['}, one, []byte{']'}) // one line is a list here, and would not be under this name
		}
	}
	if err := store.Save(c.Name, bytes.NewReader(text), page.From, c.Force); err != nil {
		return err
	}
	w.say("kept as fixture:%s", c.Name)
	return nil
}

type fixturesRemoveCmd struct {
	Name string `arg:"" help:"The name, with or without fixture: in front."`
}

// Run removes.
func (c fixturesRemoveCmd) Run(w *world) error {
	store, err := w.openStore()
	if err != nil {
		return err
	}
	name := strings.TrimPrefix(c.Name, "fixture:")
	if err := store.Remove(name); err != nil {
		return err
	}
	w.say("removed fixture:%s", name)
	return nil
}
