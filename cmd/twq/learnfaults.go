// What can be wrong with what was asked of learn, as types that hold data; their words are in exitlearn.go.

package main

import "twq/fixtures/lesson"

// packError is a pack that cannot be used, or is not what it says. Listed wants every defect told, not the first alone.
type packError struct {
	Place   string
	Defects []*lesson.Defect
	Listed  bool
	Tested  int // exercises
}

func (e *packError) Error() string { return e.Place + ": " + e.Defects[0].Error() }
func (e *packError) Unwrap() error { return e.Defects[0] }

// lineFault says why a command line is not run in an exercise.
type lineFault int

const (
	notReading lineFault = iota // a command that does more than read
	notAllowed                  // a flag that does
	notInside                   // a source outside of the practice world
)

// lineError is a command line that is not run in an exercise.
type lineError struct {
	Word string
	Why  lineFault
}

func (e *lineError) Error() string { return e.Word + " is not run in an exercise" }
