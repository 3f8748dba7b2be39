// What is told of a result that is kept: where it comes from, what was done with it, and the line that makes it again.

package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"twq/fetch"
	"twq/query"
	"twq/render"
)

// aboutFlags say whether a file is told about in another one.
type aboutFlags struct {
	About bool `help:"Write FILE.about.txt beside -o FILE: source, path, columns, rows read and written, the command line. An xlsx has it as a sheet."`
}

// retryFlags are the flags that a suggested command needs to tell the same.
func (f aboutFlags) retryFlags() []string {
	var flags flagWords
	flags.is("--about", f.About)
	return flags
}

const aboutEnding = ".about.txt"

// mayTell says what --about cannot do, before anything is fetched.
func (f aboutFlags) mayTell(out *sink, force bool) error {
	switch {
	case !f.About:
		return nil
	case out.file == "" || out.temp == nil && out.dir == nil:
		return &flagError{Flag: "--about", Fault: aboutNothing}
	}
	name := out.aboutFile()
	if _, err := os.Lstat(name); !force && !errors.Is(err, fs.ErrNotExist) {
		return &existsError{File: name}
	}
	out.tells = true
	return nil
}

// aboutFile is the file that tells of the result.
func (s *sink) aboutFile() string { return filepath.Clean(s.file) + aboutEnding }

// told is what one question knows of itself.
type told struct {
	w      *world
	asking asking
	in     *opened
	began  time.Time
	table  query.Table
	rows   int         // written so far
	first  query.Value // the first of them
}

// tell lets the sink ask what there is to tell of a table from these sources.
func (a asking) tell(w *world, in *opened, out *sink, t query.Table) query.Table {
	if out.file == "" && !out.format.binary {
		return t
	}
	about := &told{w: w, asking: a, in: in, began: w.Now()}
	out.about = about.facts
	return about.watch(t)
}

// facts are asked for when the rows have ended.
func (t *told) facts() []render.Fact {
	a := t.asking
	facts := []render.Fact{
		{Name: "made", Value: t.began.UTC().Format(time.RFC3339) + " by twq " + version()},
		{Name: "source", Value: t.sources()},
	}
	add := func(name, value string) {
		if value != "" {
			facts = append(facts, render.Fact{Name: name, Value: value})
		}
	}
	add("parameters", t.parameters())
	path := "the whole answer"
	if a.hasPath {
		path = a.path
	}
	add("path", path)
	add("elements", strings.Join(a.sieveFlags.retryFlags(), " "))
	add("rows", t.counts())
	add("columns", t.columns())
	add("command", t.w.commandLine())
	return facts
}

func (t *told) sources() string {
	names := make([]string, len(t.in.inputs))
	for i, in := range t.in.inputs {
		names[i] = in.Name
	}
	return strings.Join(names, "\n")
}

func (t *told) parameters() string {
	var lines []string
	for _, p := range t.asking.Param {
		name, value, _ := strings.Cut(p, "=")
		lines = append(lines, name+" = "+shownValue(name, value))
	}
	return string(t.w.blank(strings.Join(lines, "\n")))
}

// counts say how many rows came and went.
func (t *told) counts() string {
	var parts []string
	add := func(n int, what string) {
		if n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, what))
		}
	}
	if t.table.Read != nil {
		n, all := t.table.Read()
		if parts = append(parts, fmt.Sprintf("%d read", n)); !all {
			parts[0] = "reading stopped when there were enough"
		}
	}
	written := t.rows
	if whole := t.table.Whole; written == 0 && whole.Exists() { // a format of JSON writes it without walking the rows
		if written = 1; whole.IsArray() {
			written = int(whole.Get("#").Int())
		}
	}
	parts = append(parts, fmt.Sprintf("%d written", written))
	if s := t.in.sifted; s != nil {
		c := s.Count()
		add(c.Outside, "outside the dates")
		add(c.Undated, "without a date that can be read")
		parts = append(parts, counts(int64(c.Duplicates), "duplicate"))
		add(c.Emptied, "without "+deref(t.asking.Explode))
	}
	skipped := 0
	if t.table.Skipped != nil {
		if e := t.table.Skipped(); e != nil {
			skipped = e.Lines
		}
	}
	return strings.Join(append(parts, counts(int64(skipped), "bad line")+" skipped"), ", ")
}

// columns are a line each, with what is known of its meaning.
func (t *told) columns() string {
	lines := make([]string, len(t.table.Columns))
	for i, c := range t.table.Columns {
		lines[i] = c.Name
		if c.Path != "" && c.Path != c.Name && c.Meaning == "" {
			lines[i] += " (" + c.Path + ")"
		}
		if meaning := query.MeaningOf(c, t.first); meaning != "" {
			lines[i] += ": " + meaning
		}
	}
	return strings.Join(lines, "\n")
}

// watch counts the rows of a table.
func (t *told) watch(table query.Table) query.Table {
	t.table = table
	rows := table.Rows
	table.Rows = func(yield func(query.Row, error) bool) {
		for r, err := range rows {
			if err == nil {
				if t.rows++; t.rows == 1 {
					t.first = r.Value
				}
			}
			if !yield(r, err) {
				return
			}
		}
	}
	return table
}

// commandLine is the line that was typed, without secrets.
func (w *world) commandLine() string {
	args := make([]string, 0, 1+len(w.args))
	args = append(args, "twq")
	for i, arg := range w.args {
		before := ""
		if i > 0 {
			before = w.args[i-1]
		}
		args = append(args, quote(shownArgument(before, arg)))
	}
	return string(w.blank(strings.Join(args, " ")))
}

// shownArgument is an argument without a secret that its own name gives away.
func shownArgument(before, arg string) string {
	flag := ""
	switch {
	case before == "-p" || before == "--param":
	case strings.HasPrefix(arg, "--param="):
		flag = "--param="
	case strings.HasPrefix(arg, "-p") && len(arg) > 2 && arg[1] == 'p':
		flag = "-p"
	case hasScheme(arg):
		if u, err := url.Parse(arg); err == nil {
			return fetch.CleanURL(u)
		}
		return arg
	default:
		return arg
	}
	name, value, ok := strings.Cut(strings.TrimPrefix(arg, flag), "=")
	if !ok {
		return arg
	}
	return flag + name + "=" + shownValue(name, value)
}

// shownValue is the value of a parameter that may be shown.
func shownValue(name, value string) string {
	if fetch.IsSecretName(name) {
		return "***"
	}
	return value
}

// blank takes the secrets of this run out of a text.
func (w *world) blank(text string) []byte {
	b, _ := w.secrets.Blank([]byte(text))
	return b
}

// writeAbout writes the file that tells of the result, once that is there.
func (s *sink) writeAbout(facts []render.Fact) error {
	var b bytes.Buffer
	if err := render.WriteAbout(&b, facts); err != nil {
		return err
	}
	if err := fetch.WriteFile(s.aboutFile(), b.Bytes(), 0o666); err != nil {
		return &outError{File: s.aboutFile(), Err: err}
	}
	return nil
}

func deref(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}
