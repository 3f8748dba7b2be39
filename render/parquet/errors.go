// What can go wrong, as types that hold data.

package parquet

import "fmt"

// TypeError is a value that its column cannot hold as it is. Columns are typed by the first rows.
type TypeError struct {
	Column string
	Row    int    // from 1
	Want   string // what the column holds: "whole numbers", "moments", "lists of texts", …
	Got    string // the value as JSON, cut to 60 characters
}

func (e *TypeError) Error() string {
	return fmt.Sprintf("row %d: %s has %s, the column holds %s", e.Row, e.Column, e.Got, e.Want)
}

// NameError is a name that two columns have.
type NameError struct{ Name string }

func (e *NameError) Error() string { return fmt.Sprintf("two columns are called %q", e.Name) }

// NoColumnError is a name in [Format].Text that no column has.
type NoColumnError struct {
	Name    string
	Columns []string // those that there are
}

func (e *NoColumnError) Error() string { return fmt.Sprintf("no column is called %q", e.Name) }

// PartitionError says why rows cannot be laid into folders by a column.
type PartitionError struct {
	Column string // the name of the folders: day, month, or that of the column
	Fault  PartitionFault
	Row    int    // from 1; 0 where it is not about one row
	Got    string // the value, cut to 60 characters
}

// PartitionFault is why.
type PartitionFault int

// The reasons.
const (
	Absent   PartitionFault = iota // none of the first rows has it
	NoMoment                       // the value is no moment, and a day or month was asked for
	NoScalar                       // the value is a list or an object
	TooLong                        // the value makes a name of more than 255 bytes
	TooMany                        // more than MaxPartitions values
	Taken                          // a column of another meaning has the name of the folders, the Column
	Only                           // it is the only column, and the files would have none
)

func (e *PartitionError) Error() string {
	why := map[PartitionFault]string{Absent: "no row has it", NoMoment: "is no moment", NoScalar: "is no scalar", TooLong: "is too long for a folder",
		TooMany: "has too many values", Taken: "is the name of a column", Only: "is the only column"}[e.Fault]
	return fmt.Sprintf("partition by %s: row %d: %s %s", e.Column, e.Row, e.Got, why)
}
