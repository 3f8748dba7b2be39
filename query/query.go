// Package query turns bytes into rows: it reads JSON, applies a gjson path and lays the answer out as a table.
//
// gjson evaluates; this package parses the path itself ([ParsePath]), so that what gjson would silently answer wrongly is refused
// with a reason, and everything it accepts means what gjson means. It knows no flag, file, host, width or separator.
package query

import (
	"iter"

	"github.com/tidwall/gjson"
)

// Value is a JSON value as it stands in the source: Raw holds its bytes, digits unchanged. A value that is missing does not Exist.
type Value = gjson.Result

// Shape is what an answer is, before it is cut into cells.
type Shape int

// The shapes of an answer.
const (
	Missing Shape = iota // nothing was found: no row
	Scalar               // one text, number, boolean or null: one row
	Object               // one object: one row
	List                 // an array: a row for each element
)

// Table is an answer. Rows is walked at most once; an error ends it. Notes is complete when Rows has ended. A row is good until the next
// is asked for; its values are good for ever.
type Table struct {
	Shape   Shape
	Columns []Column
	// Labelled says that the columns were chosen (-c): then every format shows the rows as these columns. Otherwise JSON formats
	// show Row.Value as it came.
	Labelled bool
	// Whole is the answer as one value, already cut to the limit. Formats of JSON print it unless Labelled; for an envelope it is the
	// envelope while Rows walks its list. It does not Exist when Shape is Missing or the answer has no end yet: then they print Rows.
	Whole Value
	Rows  iter.Seq2[Row, error]
	Notes func() []Note
	// Read tells, when Rows has ended, how many elements of the list that the path walks were read, and whether those are all; nil where
	// there is no such list.
	Read func() (elements int, all bool)
	// Measure is what bars are drawn of; nil where nothing was counted or added up.
	Measure *Measure
	// Skipped is nil, or returns nil, where no bad line was left out; it is complete when Rows has ended.
	Skipped func() *SkippedError
}

// Measure is the column of a table whose numbers are counts or sums.
type Measure struct {
	Column      int     // its index
	Labels      int     // how many columns, from the first on, say what was counted
	Least, Most float64 // its numbers and 0 lie between them
}

// Column is a named column.
type Column struct {
	// Name is the label: the path as written, the label given, or the dotted key.
	Name string
	// Path is the gjson path of the cell inside an element; "" for the element itself. A column of a preset chooses among several: its
	// path is one of them, or a made-up one, and its last key says what the cells are.
	Path string
	// Meaning is a sentence of the data dictionary; "" where there is none. Columns of presets have it; [FieldOf] knows others.
	Meaning string

	derived derivation
}

// Row is one element of the answer.
type Row struct {
	// Value is the element as it stands in the source.
	Value Value
	// Cells holds one value for each column, in their order; a missing cell does not Exist.
	Cells []Value
}
