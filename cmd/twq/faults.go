// What can be wrong with what was typed, as types that hold data; their words are in exit.go.

package main

import "fmt"

// flagError is a flag that contradicts another, or a value it cannot take.
type flagError struct {
	Flag, Value string
	Fault       flagFault
}

// flagFault says what is wrong with a flag.
type flagFault int

const (
	noEquals       flagFault = iota // -p without "="
	belowOne                        // a number that is 1 or more
	twoProfiles                     // --offline beside another profile, the Value
	noFormat                        // an unknown format
	otherEnding                     // -f contradicts the ending, which says Value
	noEnding                        // an ending that says no format
	noParams                        // -p for something that takes none, the Value
	noURL                           // no address
	stdinTwice                      // standard input named twice
	severalAnswers                  // --save with several sources
	noRequest                       // --dry-run without a resource
	allPages                        // --pages beside --all
	emptyValue                      // an argument of no characters
	offlineURL                      // --offline with a URL that the practice API does not have
	noneKept                        // logout of a profile whose token is never kept, the Value
	noServer                        // --profile with an address that is no practice server's
	noDate                          // --as-of without a date
	noPort                          // a port that is none
	saveAndOut                      // --save beside -o, the Value
	onlyJSON                        // -o of what is only written as JSON, the Value
	onlySaved                       // nothing but the answers of --data, and no --data
	shortWindow                     // a window of less than a second
	listenPort                      // --listen with a port
	followOne                       // --follow with several sources
	followFile                      // --follow with something that is no file, the Value
	followOut                       // --follow with -o or --save
	followFormat                    // --follow with a format that needs the whole answer, the Value
	allChosen                       // --all-columns beside -c, the Value
	allFollow                       // --all-columns beside --follow
	noStep                          // a step that the path does not have; it has Value
	scriptFormat                    // --script beside a format
	noteAndPath                     // --note beside a path, the Value
	scriptSources                   // --script with several sources, Value
	noLanguage                      // a language that is not translated, the Value
	twoForeign                      // a translation from one foreign language into another
	alreadyGJSON                    // --to gjson for what is a path of gjson, the Value
	noMoment                        // --since or --until without a time, the Value
	noTimeBetween                   // --since that is not before --until, the Value
	descAlone                       // --desc without --sort
	followWhole                     // --follow with a flag that waits for the last element
	resetWhat                       // learn reset with neither an exercise nor --all, or both
	cellFormat                      // a flag for cells that the format, the Value, does not heed
	noReader                        // --for something that no CSV is written for, the Value
	noZone                          // a time zone that is not known, the Value
	zoneAlone                       // --tz without dates that are written in a zone; the Value is the format
	datesTwice                      // --dates beside --for excel
	binaryTerminal                  // a format that is no text on a terminal, the Value
	packedTwice                     // a file that is packed already with an ending of compression
	partOut                         // --partition-by without a folder
	partFile                        // --partition-by with the name of a file, the Value
	partFormat                      // --partition-by with another format, the Value
	partByNothing                   // -o with a folder, the Value, and nothing to divide it by
	asTextFormat                    // --as-text with a format without types, the Value
	onlyCounts                      // a format of counts for something else, the Value
	zoneOfNoPeriod                  // --tz, which the Flag has with its value, where nothing is counted in periods
	perAndPeriod                    // --per beside --by
	topOfMoments                    // --top for sums of periods
	aboutNothing                    // --about without a file
	hostOffline                     // --host beside --offline, the Value
	twoHosts                        // --host beside a profile at another one, the Value
	byHand                          // login with key and secret where there is no token endpoint, the Value
	needsNoToken                    // login for a profile that needs none, the Value
)

func (e *flagError) Error() string { return e.Flag + " " + e.Value + ": wrong" }

// usageError is what kong could not read.
type usageError struct {
	err  error
	args []string
}

func (e *usageError) Error() string { return e.err.Error() }
func (e *usageError) Unwrap() error { return e.err }

// columnsFlagError is a list of columns that cannot be read.
type columnsFlagError struct {
	err  error
	list string
}

func (e *columnsFlagError) Error() string { return e.err.Error() }
func (e *columnsFlagError) Unwrap() error { return e.err }

// besideFlagError is a path of --per or --by, inside an element, that cannot be read.
type besideFlagError struct {
	flag, list string
	err        error
}

func (e *besideFlagError) Error() string { return e.flag + ": " + e.err.Error() }
func (e *besideFlagError) Unwrap() error { return e.err }

// pathFault is an error of the question, with the command line that asks another path.
type pathFault struct {
	err   error
	retry func(path string) string
}

func (e *pathFault) Error() string { return e.err.Error() }
func (e *pathFault) Unwrap() error { return e.err }

// sourceFault is an error of fetching, with what was asked.
type sourceFault struct {
	err    error
	arg    string
	asking asking
}

func (e *sourceFault) Error() string { return e.err.Error() }
func (e *sourceFault) Unwrap() error { return e.err }

// incompleteError ends an answer of which the first rows are out already.
type incompleteError struct {
	Rows int
	Part bool // it is one value, not rows
	Err  error
	File string // the -o file, of which nothing is left; "": the rows are on standard output
}

func (e *incompleteError) Error() string {
	return fmt.Sprintf("incomplete after %d rows: %v", e.Rows, e.Err)
}
func (e *incompleteError) Unwrap() error { return e.Err }

// standardOutput is what an outError calls it.
const standardOutput = "standard output"

// outError is a result that could not be written.
type outError struct {
	File string
	Err  error
}

func (e *outError) Error() string { return e.File + ": " + e.Err.Error() }
func (e *outError) Unwrap() error { return e.Err }

// existsError is an output file that is there already.
type existsError struct{ File string }

func (e *existsError) Error() string { return e.File + " exists" }

// unknownSourceError is an argument that is neither file nor resource nor fixture.
type unknownSourceError struct {
	Arg                        string
	Resources, Files, Fixtures []string // what is near it
}

func (e *unknownSourceError) Error() string { return e.Arg + " is unknown" }

// swappedError is a source in the place of the path; Path is what stood in the place of the source.
type swappedError struct{ File, Path, Command string } // Command: "" is query

func (e *swappedError) Error() string { return e.File + " stands where the path belongs" }

// noPathError, noResourceError and noSourceError are arguments left out.
type noPathError struct{ Command string } // "" is query

func (*noPathError) Error() string { return "no path" }

type noResourceError struct{}

func (*noResourceError) Error() string { return "no resource" }

type noSourceError struct{}

func (*noSourceError) Error() string { return "no source" }

// nothingFound is an empty answer under --exit-status.
type nothingFound struct{}

func (*nothingFound) Error() string { return "nothing found" }

// unknownProfileError is a profile that is neither built in nor in the file.
type unknownProfileError struct {
	Name  string
	Known []string
	File  string
}

func (e *unknownProfileError) Error() string { return "there is no profile " + e.Name }

// noSecretError is a secret that was not given; Lines is how many are read.
type noSecretError struct {
	Name  string
	Piped bool
	Lines int
}

func (e *noSecretError) Error() string { return "no " + e.Name }
