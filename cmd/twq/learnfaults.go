// What can be wrong with what was asked of learn, as types that hold data; their words are in exitlearn.go.

package main

import "twq/fixtures/lesson"

// packError is a pack that cannot be used, or is not what it says. Listed wants every defect told, not the first alone.
type packError struct {
	Place   string
	Defects []*lesson.Defect
	Listed  bool
	Tests   bool // learn test itself says it, so nothing is gained by recommending it
	Tested  int  // exercises
}

func (e *packError) Error() string { return e.Place + ": " + e.Defects[0].Error() }
func (e *packError) Unwrap() error { return e.Defects[0] }

// lineFault says why a command line is not run in an exercise.
type lineFault int

const (
	notReading lineFault = iota // a command that does more than read
	notAllowed                  // a flag that does
	notInside                   // a source outside of the practice world
	noSource                    // nothing that could be asked
)

// lineError is a command line that is not run in an exercise.
type lineError struct {
	Word string
	Why  lineFault
}

func (e *lineError) Error() string { return e.Word + " is not run in an exercise" }

// exerciseError is an exercise that the pack does not have.
type exerciseError struct {
	Which string
	Pack  *lesson.Pack
}

func (e *exerciseError) Error() string { return "there is no exercise " + e.Which }

// answersError is a file of answers that cannot be read.
type answersError struct {
	File string
	Err  error
}

func (e *answersError) Error() string { return e.File + ": " + e.Err.Error() }
func (e *answersError) Unwrap() error { return e.Err }

// reportError is a report that cannot be read.
type reportError struct {
	File string
	Err  error
}

func (e *reportError) Error() string { return e.File + ": " + e.Err.Error() }
func (e *reportError) Unwrap() error { return e.Err }

// reportsError are reports that cannot be read; Read others were.
type reportsError struct {
	Bad  []*reportError
	Read int
}

func (e *reportsError) Error() string { return e.Bad[0].Error() }
func (e *reportsError) Unwrap() error { return e.Bad[0] }

// makeFault says why a pack is not changed.
type makeFault int

const (
	notFolder  makeFault = iota // --pack is no folder
	unnamed                     // learn new without a name
	thereYet                    // a file or folder is there already
	badAnswer                   // an answer to a question of record that cannot be taken
	noEvaluate                  // an exercise whose kind has no hidden data
	useless                     // no variant of the data tells a right answer from a constant one
)

// makeError is a pack that is not changed as it was asked.
type makeError struct {
	Place  string
	Why    makeFault
	Detail string
	Err    error
}

func (e *makeError) Error() string { return e.Place + ": " + e.Detail }
func (e *makeError) Unwrap() error { return e.Err }
