// twq learn new and vary: what begins a pack of one's own, and what makes hidden data for its exercises.

package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"strings"

	"twq/cmd/twq/learn"
	"twq/fetch"
	"twq/fixtures/lesson"
)

type learnNewCmd struct {
	Dir string `arg:"" help:"The folder of the pack; it is made."`
}

// Help is the long help.
func (learnNewCmd) Help() string {
	return `The new pack has one exercise, and passes twq learn test. docs/packs.md describes every key.

Examples:

  twq learn new my-pack
  twq learn test my-pack`
}

// Run makes the folder.
func (c learnNewCmd) Run(w *world) error {
	if strings.TrimSpace(c.Dir) == "" {
		return &makeError{Why: unnamed}
	}
	if entries, err := os.ReadDir(c.Dir); err == nil && len(entries) > 0 || err != nil && isThere(c.Dir) {
		return &makeError{Place: c.Dir, Why: thereYet}
	}
	name := kebab(filepath.Base(c.Dir))
	files := []struct{ name, text string }{
		{"pack.toml", fmt.Sprintf(newPack, name)},
		{"exercises/010-how-many.toml", newExercise},
		{"data/books.json", newData},
		{"data/books-hidden.json", newHidden},
	}
	for _, f := range files {
		to := filepath.Join(c.Dir, filepath.FromSlash(f.name))
		if err := os.MkdirAll(filepath.Dir(to), 0o777); err != nil {
			return &outError{File: filepath.Dir(to), Err: bare(err)}
		}
		if err := fetch.WriteFile(to, []byte(f.text), 0o666); err != nil {
			return &outError{File: to, Err: bare(err)}
		}
	}
	w.say("%s is there, with one exercise. Next: twq learn test %s, twq learn --pack %s record", c.Dir, quote(c.Dir), quote(c.Dir))
	return nil
}

// kebab makes a name of a pack out of any text.
func kebab(s string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(s) {
		switch {
		case 'a' <= r && r <= 'z', '0' <= r && r <= '9':
			b.WriteRune(r)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
	}
	name := strings.Trim(b.String(), "-")
	if strings.Trim(name, "0123456789-") == "" {
		name = strings.TrimSuffix("pack-"+name, "-")
	}
	return name[:min(len(name), 60)]
}

const newPack = `name = "%s"
title = "A course of my own"
about = "What it is about, in a sentence or two."
language = "en"

[[unit]]
name = "A"
title = "The beginning"
`

const newExercise = `name = "how-many"
unit = "A"
title = "How many?"
kind = "path"
data = "data/books.json"
task = """
The shelf holds some books. The sign # counts what is in a list.
How many books are on the shelf?"""
teaches = ["#"]
needs = []
solution = "#"
hints = ["A path can be very short.", "The sign that counts stands in the task.", "Type # and press Enter."]
after = "# counts the elements of a list; in Python: len(data)."

[[mistake]]
answer = "title"
say = "The list itself has no title; each book in it has one."

[[variant]]
data = "data/books-hidden.json"
`

const newData = `[
 {"title": "The Ferry", "pages": 212, "lent": true},
 {"title": "Tides", "pages": 98, "lent": false},
 {"title": "A Quiet Floor", "pages": 340, "lent": true}
]
`

const newHidden = `[
 {"title": "Sand", "pages": 51, "lent": false},
 {"title": "The Lamp", "lent": true}
]
`

type learnVaryCmd struct {
	Exercise string `arg:"" name:"exercise" help:"Its number or its name."`
}

// Help is the long help.
func (learnVaryCmd) Help() string {
	return `The order of the list is turned round, short texts take each other's places, and one member that not all elements have
is taken away, or as much of that as the solution bears. Data on which the solution gives nothing, or the same as on the
data that is shown, is refused: it would not tell a right answer from a written one.

Examples:

  twq learn --pack my-pack vary how-many`
}

// Run writes the data and names it in the exercise.
func (c learnVaryCmd) Run(ctx context.Context, w *world, parent *learnCmd) error {
	dir, p, err := parent.ownFolder(w)
	if err != nil {
		return err
	}
	at := course{w: w, pack: p, record: &learn.Record{}}
	i, err := at.find(c.Exercise)
	if err != nil {
		return err
	}
	e := p.Exercises[i]
	if !e.ByPath() && !e.ByLine() {
		return &makeError{Place: e.Name, Why: noEvaluate, Detail: string(e.Kind)}
	}
	name, by, err := w.vary(ctx, dir, p, e)
	if err != nil {
		return err
	}
	text, _ := p.Read(e.File)
	if err := writePack(dir, e.File, strings.TrimRight(string(text), "\n")+"\n\n[[variant]]\ndata = "+tomlText(name)+"\n"); err != nil {
		return err
	}
	w.say("%s: %s, made by %s", e.Name, name, mutationText(by))
	return nil
}

// vary writes a hidden variant of the data of an exercise into the folder of its pack.
func (w *world) vary(ctx context.Context, dir string, p *lesson.Pack, e *lesson.Exercise) (name string, by []learn.Mutation, err error) {
	bench, remove, err := w.bench(p)
	if err != nil {
		return "", nil, err
	}
	defer remove()
	varied, err := bench.Vary(ctx, e)
	if none, ok := errors.AsType[*learn.UselessError](err); ok {
		return "", nil, &makeError{Place: e.Name, Why: useless, Detail: numbered(none.Tried, "variant") + " tried"}
	}
	if err != nil {
		return "", nil, err
	}
	for n := 1; ; n++ {
		name = fmt.Sprintf("data/%s-hidden.json", e.Name)
		if n > 1 {
			name = fmt.Sprintf("data/%s-hidden-%d.json", e.Name, n)
		}
		if _, there := p.Read(name); !there && !isThere(filepath.Join(dir, filepath.FromSlash(name))) {
			break
		}
	}
	return name, varied.By, writePack(dir, name, varied.Text)
}

func mutationText(by []learn.Mutation) string {
	var words []string
	for _, m := range by {
		words = append(words, map[learn.Mutation]string{learn.Reverse: "another order", learn.Rename: "other names", learn.Remove: "one more gap"}[m])
	}
	return strings.Join(words, ", ")
}

// ownFolder is the folder that --pack names, which is written to, and the pack in it. Hidden data may still be missing.
func (c *learnCmd) ownFolder(w *world) (dir string, p *lesson.Pack, err error) {
	dir = w.home(c.Pack)
	if info, err := os.Stat(dir); c.Pack == "" || err != nil || !info.IsDir() {
		return "", nil, &makeError{Place: c.Pack, Why: notFolder}
	}
	p, err = w.readPack(c.Pack)
	if err != nil {
		return "", nil, err
	}
	for _, d := range p.Check() {
		if d.Fault != lesson.NoVariant {
			return "", nil, &packError{Place: c.Pack, Defects: []*lesson.Defect{d}}
		}
	}
	return dir, p, nil
}

// writePack writes a file of a pack; name has slashes.
func writePack(dir, name, text string) error {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return &outError{File: dir, Err: bare(err)}
	}
	defer root.Close()
	if err := root.MkdirAll(path.Dir(name), 0o777); err != nil { // a link that leads out of the pack is refused
		return &outError{File: name, Err: bare(err)}
	}
	to := filepath.Join(dir, filepath.FromSlash(name))
	if err := fetch.WriteFile(to, []byte(text), 0o666); err != nil {
		return &outError{File: to, Err: bare(err)}
	}
	return nil
}

// tomlText writes a text for TOML.
func tomlText(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteString(`\` + string(r))
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\t':
			b.WriteString(`\t`)
		default:
			b.WriteRune(r)
		}
	}
	return b.String() + "\""
}
