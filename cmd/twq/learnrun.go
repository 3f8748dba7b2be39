// Runs a command line that stands in an exercise, or was typed as an answer: in this process, without a network, without files.

package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"os"
	"reflect"
	"slices"
	"strings"
	"time"

	"twq/cmd/twq/learn"
	"twq/fixtures"
)

// The most that a command line may print, and the time it has.
const (
	lineBytes = 16 << 20
	lineTime  = 20 * time.Second
)

// readers are the commands that only read.
var readers = []string{"get", "query", "paths", "find", "explain", "translate", "count", "sum", "fields"}

// isolated returns what runs lines of exercises. They find an empty folder of settings and the practice API; close removes the folder.
func (w *world) isolated() (inside learn.Run, remove func(), err error) {
	dir, err := os.MkdirTemp("", "twq-learn-")
	if err != nil {
		return nil, nil, &outError{File: "a folder for the exercises", Err: err}
	}
	env := map[string]string{"TWQ_CONFIG_DIR": dir, "NO_COLOR": "1"}
	api := fixtures.Server(fixtures.Builtin(), fixtures.Options{Now: w.Now}) // one for all lines: its world is made once
	inside = func(ctx context.Context, args []string, stdin string) (learn.Ran, error) {
		if err := w.onlyReads(ctx, args, stdin != ""); err != nil {
			return learn.Ran{}, err
		}
		ctx, cancel := context.WithTimeout(ctx, lineTime)
		defer cancel()
		var stdout, stderr bytes.Buffer
		inner := world{
			Stdin: strings.NewReader(stdin), Stdout: &capped{to: &stdout}, Stderr: &capped{to: &stderr}, Now: w.Now,
			Getenv: func(name string) string { return env[name] }, Width: func() int { return 80 }, Network: noNetwork{}, Practice: api,
		}
		code := run(ctx, args, inner)
		return learn.Ran{Code: code, Out: stdout.String(), Err: stderr.String()}, nil
	}
	return inside, func() { _ = os.RemoveAll(dir) }, nil
}

// askers are those of the readers that answer out of a source, and have nothing to say without one.
var askers = []string{"query", "paths", "find", "count", "sum"}

// onlyReads refuses a line that could write, reach another machine, or read a file, and one that asks nothing: that names no source where
// no document is at hand.
func (w *world) onlyReads(ctx context.Context, args []string, document bool) error {
	if len(args) == 0 || !slices.Contains(readers, args[0]) {
		word := ""
		if len(args) > 0 {
			word = args[0]
		}
		return &lineError{Word: word, Why: notReading}
	}
	if slices.ContainsFunc(args, func(a string) bool { return a == "-h" || a == "--help" || a == "--version" }) {
		return &lineError{Word: "--help", Why: notReading}
	}
	var m menu
	quiet := *w
	quiet.Stdout, quiet.Stderr = io.Discard, io.Discard
	p, err := newParser(ctx, &quiet, &m, &m.globals)
	if err != nil {
		return err
	}
	k, err := parse(p, args)
	if err != nil || k == nil {
		if err == nil {
			err = errors.New("help")
		}
		return &usageError{err: err, args: args}
	}
	for _, f := range k.Flags() {
		if !f.Set {
			continue
		}
		name := f.Name
		denied := slices.Contains([]string{"out", "save", "follow", "force", "verbose", "record", "data"}, name) || holdsFile(f)
		if name == "profile" && k.FlagValue(f) != practice {
			denied = true
		}
		if denied {
			return &lineError{Word: "--" + name, Why: notAllowed}
		}
	}
	asks := document || !slices.Contains(askers, args[0])
	for _, arg := range k.Selected().Positional {
		if arg.Name != "source" && arg.Name != "resource" {
			continue
		}
		for _, source := range textsOf(arg.Target) {
			if !insideWorld(source) {
				return &lineError{Word: source, Why: notInside}
			}
			asks = asks || source != "" && source != "-"
		}
	}
	if !asks {
		return &lineError{Word: args[0], Why: noSource}
	}
	return nil
}

// insideWorld says that a source is standard input, a built-in fixture or a resource.
func insideWorld(source string) bool {
	if name, ok := strings.CutPrefix(source, "fixture:"); ok {
		return slices.ContainsFunc(fixtures.Names(), func(i fixtures.Info) bool { return i.Name == name })
	}
	return source == "-" || source == "" || inCatalogue(source) && !looksLikeFile(source) && !isFile(source)
}

// textsOf are the words that an argument was given.
func textsOf(v reflect.Value) []string {
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() {
			return nil
		}
		return textsOf(v.Elem())
	case reflect.String:
		return []string{v.String()}
	case reflect.Slice:
		var all []string
		for i := range v.Len() {
			all = append(all, textsOf(v.Index(i))...)
		}
		return all
	}
	return nil
}

// capped takes no more than lineBytes.
type capped struct{ to *bytes.Buffer }

func (c *capped) Write(p []byte) (int, error) {
	if c.to.Len()+len(p) > lineBytes {
		return 0, errors.New("more was printed than an exercise may print")
	}
	return c.to.Write(p)
}

// noNetwork refuses every request.
type noNetwork struct{}

func (noNetwork) RoundTrip(*http.Request) (*http.Response, error) {
	return nil, errors.New("there is no network in an exercise")
}
