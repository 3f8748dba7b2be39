// What there is to say about a path on this data.

package query

// Severity is how much a note weighs.
type Severity int

// The severities, the strongest last.
const (
	Info  Severity = iota // about the table, not the path; no code
	Hint                  // the answer is right, but there is something to know
	Thin                  // the answer is empty or shorter, for a reason worth telling
	Wrong                 // the answer would be untrue, or the path is another language's: refused
)

// String returns the severity in a word: "info", "hint", "empty" or "wrong".
func (s Severity) String() string {
	return [...]string{"info", "hint", "empty", "wrong"}[s]
}

// Note is one thing to say about a path on this data. Codes are stable.
type Note struct {
	Code     string // "P01"; "" for what is said of the table
	Severity Severity
	Message  string // one line
	// Path is the path as asked, Offset and End the bytes in question; Path "" has no place.
	Path        string
	Offset, End int
	// Try is a path that was evaluated on this data and gives something; "" when there is none.
	Try string
	// Hint is said where there is no Try: known names, values that occur.
	Hint string
	// sure says that it holds for the rows at hand, whatever others there are.
	sure bool
}
