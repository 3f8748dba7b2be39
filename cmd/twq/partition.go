// The flags for columns with types, and for sets of files in folders by a value.

package main

import (
	"os"
	"strings"

	"twq/fetch"
	"twq/query"
	"twq/render/parquet"
)

// typedFlags are for formats of columns with types.
type typedFlags struct {
	PartitionBy string `placeholder:"COL" help:"With -o DIR/: Parquet files in a folder for each day, month (of created_at, UTC), lang or value of COL."`
	AsText      string `placeholder:"LIST" help:"Columns that Parquet keeps as text, whatever they hold; * for all."`
}

// retryFlags are the flags that a suggested command needs to write the same types.
func (f typedFlags) retryFlags() []string {
	var flags flagWords
	flags.text("--partition-by", f.PartitionBy)
	flags.text("--as-text", f.AsText)
	return flags
}

// textColumns are the names in --as-text.
func (f typedFlags) textColumns() ([]string, error) {
	switch f.AsText {
	case "":
		return nil, nil
	case "*":
		return []string{"*"}, nil
	}
	columns, err := query.ParseColumns(f.AsText)
	if err != nil {
		return nil, &columnsFlagError{err: err, list: f.AsText}
	}
	names := make([]string, len(columns))
	for i, c := range columns {
		names[i] = c.Name
	}
	return names, nil
}

// folder says that -o names a folder.
func folder(out string) bool {
	if out == "" {
		return false
	}
	info, err := os.Stat(out)
	return os.IsPathSeparator(out[len(out)-1]) || strings.HasSuffix(out, "/") || err == nil && info.IsDir()
}

// openSink is that of the answer's flags, for a file or a set of them.
func (a asking) openSink(w *world) (*sink, error) {
	texts, err := a.textColumns()
	if err != nil {
		return nil, err
	}
	var s *sink
	switch {
	case a.PartitionBy != "":
		s, err = a.openSet(w)
	case a.Out != "-" && strings.HasSuffix(a.Out, "/"):
		return nil, &flagError{Flag: "-o", Value: a.Out, Fault: partByNothing}
	default:
		s, err = a.answerFlags.openSink(w)
	}
	if err != nil {
		return nil, err
	}
	if a.AsText != "" && !s.format.binary {
		s.close()
		return nil, &flagError{Flag: "--as-text", Value: s.format.name, Fault: asTextFormat}
	}
	s.asText = texts
	return s, nil
}

// openSet begins a folder of files.
func (a asking) openSet(w *world) (*sink, error) {
	by, err := parquet.ParsePartition(a.PartitionBy)
	known := false
	for _, ending := range formatEndings() {
		known = known || fileEnding(a.Out) == ending
	}
	switch {
	case err != nil:
		return nil, &columnsFlagError{err: err, list: a.PartitionBy}
	case a.Out == "" || a.Out == "-":
		return nil, &flagError{Flag: "--partition-by " + a.PartitionBy, Fault: partOut}
	case a.Follow: // its own words follow
	case a.Format != "" && a.Format != "parquet":
		return nil, &flagError{Flag: "--partition-by", Value: a.Format, Fault: partFormat}
	case known && !folder(a.Out):
		return nil, &flagError{Flag: "--partition-by", Value: a.Out, Fault: partFile}
	}
	chosen, err := chooseFormat("parquet", "")
	if err != nil {
		return nil, err
	}
	s := &sink{w: w, format: chosen, file: a.Out, by: &by}
	if _, err := os.Lstat(a.Out); err == nil && !a.Force {
		return nil, &existsError{File: a.Out}
	}
	replaceable := parquet.InSet
	if !a.Force {
		replaceable = nil
	}
	if s.dir, err = fetch.CreateDir(a.Out, replaceable); err != nil {
		return nil, &outError{File: a.Out, Err: err}
	}
	return s, nil
}

// writeSet writes the files and puts the folder under its name.
func (s *sink) writeSet(t query.Table) error {
	set := parquet.Set{Format: typedFormat(s.fileLook()), By: *s.by, Stopped: s.stopped}
	if err := set.Write(s.dir.Root(), t); err != nil {
		return err
	}
	if err := s.dir.Commit(); err != nil {
		return &outError{File: s.file, Err: err}
	}
	return nil
}
