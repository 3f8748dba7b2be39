// The colours of the formats for people.

package render

// Select Graphic Rendition, ECMA-48: only what the 16 colours of any terminal theme have.
const (
	boldColor   = "\x1b[1m"
	dimColor    = "\x1b[2m"
	keyColor    = "\x1b[34m"
	stringColor = "\x1b[32m"
	numberColor = "\x1b[36m"
	boolColor   = "\x1b[33m"
	noColor     = "\x1b[0m"
)
