// Where a result goes: standard output, or a file that is written completely or not at all.

package main

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"runtime/debug"
	"strings"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"twq/fetch"
	"twq/query"
	"twq/render"
	"twq/render/parquet"
)

// sink takes one table.
type sink struct {
	w      *world
	format format
	file   string // "" or "-": standard output
	temp   *fetch.File
	live   bool     // rows come slowly, and perhaps without an end
	ascii  bool     // bars and boxes of ASCII
	notes  []string // what the format has to say; it is said below the result
	cells  cellLook
	about  func() []render.Fact // what is told of the file, asked for when the rows have ended; nil is none
	tells  bool                 // about is written into a file of its own
	asText []string             // columns that are text whatever they hold
	// A set of files in a folder has dir and by instead of temp.
	dir     *fetch.Dir
	by      *parquet.Partition
	stopped func() error // an error when the writing is to end
}

func (s *sink) later(note string) { s.notes = append(s.notes, note) }

// openSink chooses the format and makes sure that the file can be written, before anything is fetched.
func (f answerFlags) openSink(w *world) (*sink, error) {
	file := f.Out
	if file == "-" {
		file = ""
	}
	chosen, err := chooseFormat(f.Format, file)
	if err != nil {
		return nil, err
	}
	if chosen.counts {
		return nil, &flagError{Flag: "-f", Value: chosen.name, Fault: onlyCounts}
	}
	return f.openAs(w, chosen, file)
}

// openAs is openSink for a format that is chosen; file "" is standard output.
func (f answerFlags) openAs(w *world, chosen format, file string) (*sink, error) {
	s := &sink{w: w, format: chosen, file: file}
	if file == "" && chosen.binary && w.StdoutTTY {
		return nil, &flagError{Flag: "-f", Value: chosen.name, Fault: binaryTerminal}
	}
	if file == "" {
		return s, nil
	}
	perm := os.FileMode(0o666)
	info, err := os.Stat(file)
	if err == nil {
		perm = info.Mode().Perm()
	}
	switch {
	case err == nil && info.IsDir():
		return nil, &outError{File: file, Err: errors.New("is a folder")}
	case err == nil && !info.Mode().IsRegular(): // a pipe or /dev/null: nothing to replace
		return s, nil
	case err == nil && !f.Force:
		return nil, &existsError{File: file}
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return nil, &outError{File: file, Err: err}
	}
	if s.temp, err = fetch.Create(file, perm); err != nil {
		return nil, &outError{File: file, Err: err}
	}
	return s, nil
}

// brief says that the result is looked at and not kept.
func (s *sink) brief() bool { return s.format.people && s.file == "" }

// write renders the table; a file appears under its name only when all of it is there.
func (s *sink) write(t query.Table) error {
	if s.cells.iso {
		t = render.ISODates(t, s.cells.zone, s.later)
	}
	err := s.render(t)
	if err == nil {
		for _, note := range s.notes {
			s.w.note(note)
		}
		if s.tells {
			err = s.writeAbout(s.about())
		}
	}
	if failed, ok := errors.AsType[*render.WriteError](err); ok {
		return &outError{File: s.name(), Err: failed.Err}
	}
	return err
}

func (s *sink) render(t query.Table) error {
	if s.format.binary { // it holds a row group, and all that is held counts twice until it is collected: half as much more is enough
		defer debug.SetGCPercent(debug.SetGCPercent(50))
	}
	if s.dir != nil {
		return s.writeSet(t)
	}
	if s.file == "" {
		to := s.w.Stdout
		if s.w.StdoutTTY {
			to = s.w.progress.before(to)
		}
		return s.format.make(s.look()).Render(to, t)
	}
	var target io.Writer = s.temp
	if s.temp == nil {
		special, err := os.OpenFile(s.file, os.O_WRONLY, 0)
		if err != nil {
			return &outError{File: s.file, Err: err}
		}
		defer special.Close()
		target = special
	}
	if err := s.compressed(target, func(w io.Writer) error { return s.format.make(s.fileLook()).Render(w, t) }); err != nil {
		return err
	}
	if s.temp == nil {
		return nil
	}
	if t.Shape == query.Missing && (s.format.name == "json" || s.format.name == "raw") { // a file of nothing is no JSON
		s.later("nothing was found, and " + s.file + " was not written")
		return nil
	}
	if err := s.temp.Commit(); err != nil {
		return &outError{File: s.file, Err: err}
	}
	return nil
}

func (s *sink) name() string {
	if s.file == "" {
		return standardOutput
	}
	return s.file
}

// compressed lets body write through the compression that the file's ending names.
func (s *sink) compressed(target io.Writer, body func(io.Writer) error) error {
	var z io.WriteCloser
	switch lower := strings.ToLower(s.file); {
	case strings.HasSuffix(lower, ".gz"):
		z = gzip.NewWriter(target)
	case strings.HasSuffix(lower, ".zst"):
		var err error
		if z, err = zstd.NewWriter(target); err != nil {
			return err
		}
	default:
		return body(target)
	}
	if err := body(z); err != nil {
		return err
	}
	if err := z.Close(); err != nil {
		return &render.WriteError{Err: err}
	}
	return nil
}

// close removes what was not completed.
func (s *sink) close() {
	if s.temp != nil {
		s.temp.Close()
	}
	if s.dir != nil {
		s.dir.Close()
	}
}

// fileLook is how the result looks in a file.
func (s *sink) fileLook() look {
	return look{note: s.later, ascii: s.ascii, name: baseName(s.file), cells: s.cells, asText: s.asText, about: s.about}
}

func (s *sink) look() look {
	l := s.fileLook()
	l.terminal, l.live = s.w.StdoutTTY, s.live
	if l.terminal {
		l.width = s.w.Width()
		l.color = s.w.Getenv("NO_COLOR") == "" && s.w.Getenv("TERM") != "dumb"
	}
	return l
}
