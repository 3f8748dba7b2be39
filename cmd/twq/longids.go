// Watches the cells of a file that a spreadsheet may open, for ids that it would round.

package main

import (
	"fmt"
	"iter"

	"twq/query"
)

// longIDs remembers the first column with an id of more than 15 digits.
type longIDs struct{ column string }

// watch returns the rows of a table, and looks at them as they pass until one has such an id.
func (l *longIDs) watch(t query.Table) iter.Seq2[query.Row, error] {
	return func(yield func(query.Row, error) bool) {
		for r, err := range t.Rows {
			for i := 0; l.column == "" && i < len(r.Cells); i++ {
				if query.LongID(r.Cells[i]) {
					l.column = t.Columns[i].Name
				}
			}
			if !yield(r, err) {
				return
			}
		}
	}
}

// notes are about the ids in a file of that name.
func (l *longIDs) notes(file string) []query.Note {
	if l.column == "" {
		return nil
	}
	message := fmt.Sprintf("%s has ids of more than 15 digits: a spreadsheet rounds them unless the column is imported as text", short(l.column, 40))
	hint := "for a spreadsheet: -o " + quote(stem(file)+".xlsx") + ", or the same file with --for excel"
	return []query.Note{{Code: "P28", Severity: query.Hint, Message: message, Hint: hint, Offset: -1}}
}

// forSpreadsheet says that the result is a file that a spreadsheet may open, and is not written for one.
func (s *sink) forSpreadsheet() bool {
	return s.file != "" && !s.cells.excel && (s.format.name == "csv" || s.format.name == "tsv")
}
