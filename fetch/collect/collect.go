// Package collect turns the pages of a resource into a file of JSON lines that can be trusted: no row lost, doubled or torn, whatever
// ends the program and whenever. A [Job] says what to collect; Run begins, or goes on where the last run stopped.
//
// Beside FILE stand FILE.state, which says how much of FILE is safe and where to go on, FILE.lock while somebody writes, and, where there
// is something to say, FILE.missing (ids that were not found) and FILE.skipped (accounts that could not be read). Rows are written and
// reach the disk before the state that counts them; what is behind the state's offset is cut off by the next run.
package collect

import (
	"context"
	"fmt"
	"strings"
	"time"

	"twq/fetch"
)

// Job is what is collected, and into which file.
type Job struct {
	File     string // *.gz and *.zst are packed, each page a member or frame of its own
	API      string // base of the API, which a resumed file must agree with
	Resource string
	Params   []fetch.Pair // those that are the same for all parts
	Parts    []Part       // collected one behind the other
	Max      int          // rows of each part; 0: all
	Until    string       // the id of the last row wanted; "": to the end
	Newer    bool         // when all is collected: what is newer than that
	Source   fetch.Source
	Told     func(Progress)   // after each page that is safe; may be nil
	Now      func() time.Time // nil: time.Now

	disk *disk // nil: the system's
}

// Part is one of the things that a job collects: the timeline of an account, or things by their ids.
type Part struct {
	Key     string // what tells it from the others: "screen_name=mira_k"; "" when there is only one
	Request fetch.Request
	// IDs are asked for by Lookup, at most 100 at once, instead of Request. Name is the member of a row that holds such an id:
	// "id_str", "screen_name".
	IDs    []string
	Lookup func(ids []string) (fetch.Request, error)
	Name   string
}

// Progress is how far a job has come.
type Progress struct {
	Rows, New int64 // in the file, and of this run
	Pages     int   // of this run
	Part      int   // from 0
	Parts     int
}

// Result is what came of a run.
type Result struct {
	Progress
	Was     bool // all was there before: nothing was asked
	Done    bool
	Unread  int   // parts that could not be read, by FILE.skipped
	Missing int64 // ids in FILE.missing
	Resumed int64 // rows that were there before
	Cut     int64 // tweets of this run whose text the API has cut
	NotUTF8 int64 // rows of this run with bytes that are not UTF-8
	Beside  []string
	Repeats int64 // rows that came twice and were written once
	Blanked int   // secrets of this run that stood in rows
}

// DiffersError says that a file was begun by another command.
type DiffersError struct {
	File, What string // What: "the resource", "-p lang"
	Was, Is    string
}

func (e *DiffersError) Error() string {
	return fmt.Sprintf("%s: %s was %q and is %q", e.File, e.What, e.Was, e.Is)
}

// StateError says that a state, or the file it belongs to, is not what was left there. Nothing was changed.
type StateError struct {
	Path    string
	Problem string
	Err     error // the system's reason; may be nil
}

func (e *StateError) Error() string {
	if e.Err != nil {
		return e.Path + " " + e.Problem + ": " + e.Err.Error()
	}
	return e.Path + " " + e.Problem
}

// Unwrap returns the system's reason, if there is one.
func (e *StateError) Unwrap() error { return e.Err }

// Run collects until the end, an error, or the end of ctx. The result is true in any case: what it counts is safe. Errors are those of
// the source, a [*DiffersError], [*StateError], [*HeldError], [*fetch.WriteError] or [*fetch.KindError], or that of ctx.
func (j Job) Run(ctx context.Context) (Result, error) {
	held, err := lock(ctx, j.File, j.now())
	if err != nil {
		return Result{}, err
	}
	defer held.release()
	r := &run{Job: j}
	if r.disk == nil {
		system := systemDisk()
		r.disk = &system
	}
	if err := r.open(); err != nil {
		return r.result, err
	}
	err = r.collect(ctx)
	if failed := r.close(); err == nil {
		err = failed
	}
	if err != nil && r.state.empty() { // nothing is left of a command that was wrong
		for _, suffix := range []string{"", stateSuffix, missingSuffix, skippedSuffix} {
			_ = r.disk.remove(r.File + suffix)
		}
	}
	return r.result, err
}

// Peek says what a run would find: the rows that are there, and whether they are all. It changes nothing.
func (j Job) Peek() (rows int64, done bool, err error) {
	s, err := loadState(j.File + stateSuffix)
	if err != nil || s == nil {
		return 0, false, err
	}
	return s.Rows, s.Done, s.matches(j)
}

func (j Job) now() time.Time {
	if j.Now == nil {
		return time.Now()
	}
	return j.Now()
}

// packing is how a file is packed, by its name: "gz", "zst" or "".
func packing(file string) string {
	switch low := strings.ToLower(file); {
	case strings.HasSuffix(low, ".gz"):
		return "gz"
	case strings.HasSuffix(low, ".zst"):
		return "zst"
	}
	return ""
}
