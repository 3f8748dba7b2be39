// The words for columns with types, and for rows divided among files.

package main

import (
	"errors"
	"fmt"
	"io/fs"

	"twq/query"
	"twq/render/parquet"
)

// typedColumnWords are for values that a column cannot hold, and rows that have no folder.
func typedColumnWords(err error) (message, bool) {
	switch e := err.(type) {
	case *parquet.TypeError:
		return say(exitUsage, fmt.Sprintf("row %d has %s in %s, and the column holds %s, as in the first rows", e.Row, e.Got, e.Column, e.Want),
			"--as-text "+quote(e.Column)+" keeps the column as text, this value with it; --as-text '*' all columns"), true
	case *parquet.ReadError:
		if _, ok := errors.AsType[*fs.PathError](e.Err); ok {
			return say(exitFetch, fmt.Sprintf("cannot read %s: %v", e.File, bare(e.Err))), true
		}
		return say(exitNotJSON, fmt.Sprintf("%s is no Parquet: %s", e.File, short(e.Err.Error(), 100)), "its name says Parquet; -o x.parquet writes it"), true
	case *parquet.NameError:
		return say(exitUsage, fmt.Sprintf("two columns are called %q, and a Parquet file has no such thing", short(e.Name, 60)), "-c gives a column a name of its own: other:PATH"), true
	case *parquet.NoColumnError:
		return say(exitUsage, fmt.Sprintf("--as-text: no column is called %q", short(e.Name, 60)), "there are "+query.Some(e.Columns, 12)), true
	case *parquet.PartitionError:
		return partitionWords(e), true
	}
	return message{}, false
}

func partitionWords(e *parquet.PartitionError) message {
	head, hint := "--partition-by "+quote(e.Column)+": ", "--partition-by takes another column"
	switch e.Fault {
	case parquet.Absent:
		head += "no row has it"
		if e.Column == "day" || e.Column == "month" {
			head = "--partition-by " + e.Column + ": no row has created_at"
		}
	case parquet.NoMoment:
		head += fmt.Sprintf("created_at of row %d is no moment: %s", e.Row, e.Got)
	case parquet.NoScalar:
		head += fmt.Sprintf("row %d has a list or an object there, and a folder needs one value: %s", e.Row, e.Got)
	case parquet.TooLong:
		head += fmt.Sprintf("the value of row %d is too long for the name of a folder: %s", e.Row, e.Got)
	case parquet.TooMany:
		head += fmt.Sprintf("more than %d values up to row %d, each a folder", parquet.MaxPartitions, e.Row)
	case parquet.Taken:
		head += "a column has this name, and the folders would hide it"
		hint = "-c gives the column another name"
	case parquet.Only:
		head += "it is the only column, and is read from the folders: nothing would be in the files"
		hint = "-c names more columns"
	}
	return say(exitUsage, head, hint)
}
