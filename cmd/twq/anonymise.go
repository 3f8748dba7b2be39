// twq fixtures anonymise: an answer with invented names, ids and texts, to be shown to others.

package main

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"twq/fetch"
	"twq/fixtures/disguise"
	"twq/render"
)

type fixturesAnonymiseCmd struct {
	Sources []string `arg:"" optional:"" name:"source" help:"Files, fixture:NAME, resources, or - for standard input; none: what is piped in, else the last answer."`
	Key     string   `placeholder:"FILE" help:"The key, made there when the file does not exist: calls with one key agree. Keep it to yourself."`
	Keep    []string `sep:"none" placeholder:"PATH" help:"Leave these values as they are (source, #.user.location); may repeat."`
	Out     string   `short:"o" placeholder:"FILE" help:"Write there (.json, .ndjson; .gz and .zst behind compress)."`
	Save    string   `placeholder:"NAME" help:"Keep the result as fixture NAME."`
	Force   bool     `help:"Overwrite an existing file or fixture."`
	originFlags
}

// Help is the long help.
func (fixturesAnonymiseCmd) Help() string {
	return `Handles, names, ids, texts, links, places and times become invented ones; counts, languages, the kinds of
values and the form of the answer stay. What was equal stays equal: replies, mentions and retweets still meet, in
all files of one call, and in those of other calls with the same --key. Texts keep their length, so that the
indices of entities stay true. Everything happened some weeks earlier, on the same day of the week.

What is not known is replaced. Without --key nobody can make the same again. It hides people from those who have
only the file: who has the original tweets at hand may still find a well-known one by its counts and the rhythm
of its times.

Examples:

  twq fixtures anonymise tweets.json -o shared.json
  twq fixtures anonymise tweets.ndjson.gz users.ndjson --key class.key -o shared.ndjson.gz
  twq fixtures anonymise fixture:monday --save monday-shared
  twq fixtures anonymise statuses/user_timeline -p screen_name=harbourlib --offline --keep source`
}

// Run writes the sources one behind the other.
func (c fixturesAnonymiseCmd) Run(ctx context.Context, w *world, g *globals) error {
	if c.Save != "" && c.Out != "" {
		return &flagError{Flag: "--save " + c.Save, Value: c.Out, Fault: saveAndOut}
	}
	store, err := w.openStore()
	if err != nil {
		return err
	}
	if c.Save != "" {
		if err := w.mayKeep(store, c.Save, c.Force); err != nil {
			return err
		}
	}
	src, err := apiFlags{originFlags: c.originFlags}.sources(w, g.Verbose)
	if err != nil {
		return err
	}
	out, err := c.sink(w)
	if err != nil {
		return err
	}
	defer out.close()
	key, err := c.key(w)
	if err != nil {
		return err
	}
	cloak, err := disguise.New(key, c.Keep)
	if err != nil {
		return err
	}
	write := func(to io.Writer) error { return c.copy(ctx, src, cloak, to) }
	switch {
	case c.Save != "":
		r, pipe := io.Pipe()
		go func() { pipe.CloseWithError(write(pipe)) }()
		err = store.Save(c.Save, r, "an anonymised answer", c.Force)
		_ = r.CloseWithError(err) // ends the writing where the store has given up
	case out.file != "":
		err = out.whole(write)
	case w.StdoutTTY:
		err = write(render.Safe(w.Stdout))
	default:
		err = write(w.Stdout)
	}
	w.progress.end()
	if err != nil {
		return err
	}
	if c.Save != "" {
		w.say("kept as fixture:%s", c.Save)
	}
	w.say("%s replaced; look at the result before you give it away", count(cloak.Values, "value"))
	return nil
}

// copy disguises the sources; several stand on lines of their own.
func (c fixturesAnonymiseCmd) copy(ctx context.Context, src *sources, cloak *disguise.Cloak, to io.Writer) error {
	args := c.Sources
	if len(args) == 0 {
		args = []string{""}
	}
	end := &lastByte{w: to, b: '\n'}
	for _, arg := range args {
		page, _, err := src.open(ctx, arg)
		if err != nil {
			return &sourceFault{err: err, arg: arg, asking: asking{args: args}}
		}
		if end.b != '\n' {
			if _, err := io.WriteString(end, "\n"); err != nil {
				return err
			}
		}
		err = cloak.Copy(ctx, end, page.Body)
		page.Body.Close()
		if e, ok := errors.AsType[*disguise.SyntaxError](err); ok {
			return &disguiseError{From: page.From, Err: e}
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// lastByte remembers the last byte that was written.
type lastByte struct {
	w io.Writer
	b byte
}

func (l *lastByte) Write(p []byte) (int, error) {
	n, err := l.w.Write(p)
	if n > 0 {
		l.b = p[n-1]
	}
	return n, err
}

// sink is the file, or standard output.
func (c fixturesAnonymiseCmd) sink(w *world) (*sink, error) {
	file := c.Out
	if file == "-" {
		file = ""
	}
	plain := strings.TrimSuffix(strings.TrimSuffix(strings.ToLower(file), ".gz"), ".zst")
	switch filepath.Ext(plain) {
	case "", ".json", ".ndjson", ".jsonl":
	default:
		return nil, &flagError{Flag: "-o", Value: file, Fault: onlyJSON}
	}
	return answerFlags{outFlags: outFlags{Force: c.Force}}.openAs(w, format{name: "raw", make: func(look) render.Format { return render.Raw{} }}, file)
}

// whole writes the file completely or not at all.
func (s *sink) whole(write func(io.Writer) error) error {
	target := io.Writer(s.temp)
	if s.temp == nil {
		special, err := os.OpenFile(s.file, os.O_WRONLY, 0)
		if err != nil {
			return &outError{File: s.file, Err: err}
		}
		defer special.Close()
		target = special
	}
	if err := s.compressed(target, write); err != nil || s.temp == nil {
		return err
	}
	if err := s.temp.Commit(); err != nil {
		return &outError{File: s.file, Err: err}
	}
	return nil
}

// key reads the key, or makes one.
func (c fixturesAnonymiseCmd) key(w *world) ([]byte, error) {
	fresh := make([]byte, disguise.KeySize)
	_, _ = rand.Read(fresh) // it never fails
	if c.Key == "" {
		return fresh, nil
	}
	file := w.home(c.Key)
	text, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		if err := fetch.WriteFile(file, []byte(hex.EncodeToString(fresh)+"\n"), 0o600); err != nil {
			return nil, &outError{File: c.Key, Err: err}
		}
		w.say("a new key is in %s: keep it to yourself", c.Key)
		return fresh, nil
	}
	if err != nil {
		return nil, &keyFileError{File: c.Key, Err: err}
	}
	key, err := hex.DecodeString(strings.TrimSpace(string(text)))
	if err != nil || len(key) != disguise.KeySize {
		return nil, &keyFileError{File: c.Key}
	}
	return key, nil
}

// disguiseError is a source that is no JSON.
type disguiseError struct {
	From string
	Err  *disguise.SyntaxError
}

func (e *disguiseError) Error() string { return fmt.Sprintf("%s: %v", e.From, e.Err) }
func (e *disguiseError) Unwrap() error { return e.Err }

// keyFileError is a file that holds no key. Err is nil when it could be read.
type keyFileError struct {
	File string
	Err  error
}

func (e *keyFileError) Error() string { return e.File + " holds no key" }
func (e *keyFileError) Unwrap() error { return e.Err }

// disguiseWords are for what cannot be disguised.
func disguiseWords(err error) (message, bool) {
	if e, ok := errors.AsType[*disguiseError](err); ok {
		return say(exitNotJSON, fmt.Sprintf("%s is not JSON at line %d, column %d: expected %s", short(e.From, 160), e.Err.Line, e.Err.Column, e.Err.Want),
			"nothing was kept of it"), true
	}
	if e, ok := errors.AsType[*keyFileError](err); ok {
		if e.Err != nil {
			return say(exitFetch, fmt.Sprintf("cannot read %s: %v", e.File, bare(e.Err))), true
		}
		return say(exitUsage, "--key "+e.File+": it holds no key, which is 64 hexadecimal digits", "a file that does not exist is made"), true
	}
	if e, ok := errors.AsType[*disguise.KeepError](err); ok {
		return say(exitUsage, "--keep "+short(e.Path, 80)+" names no member", "for example --keep source, --keep '#.user.location'"), true
	}
	return message{}, false
}
