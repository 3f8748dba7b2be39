// Keeps of the paths that are suggested those that can be asked with all else that was asked: the line is pasted as it stands.

package query

// besides is what is asked beside the values of a path, for which it has to walk a list with "#".
type besides int

const (
	nothingBeside   besides = iota
	elementsBeside          // something else of their elements
	momentsOrBeside         // that, unless they are moments
)

// pasted takes the paths out of notes that would be refused for what is asked along with them: a sieve, columns, or something beside the
// values.
func (q question) pasted(notes []Note) []Note {
	if !q.o.sifted && q.o.Columns == nil && q.o.beside == nothingBeside {
		return notes
	}
	for i := range notes {
		if notes[i].Try != "" && !q.takes(notes[i].Try) {
			notes[i].Try = ""
		}
	}
	return notes
}

// takes tells whether a path could be asked instead.
func (q question) takes(path string) bool {
	try, ok := q.asking(path)
	if !ok {
		return false
	}
	if q.o.sifted {
		w, err := walkedList(try.path)
		if err == nil {
			_, _, err = w.listIn(try.doc, try.path)
		}
		if err != nil {
			return false
		}
	}
	if q.o.Columns != nil {
		try.o.Columns = q.o.Columns
		if _, _, err := try.rows(try.get()); err != nil {
			return false
		}
	}
	if q.o.beside == nothingBeside {
		return true
	}
	_, _, parted := try.walks()
	return parted || q.o.beside == momentsOrBeside && mostlyMoments(firstScalars(try.get()))
}

// firstScalars are as many of the values that are counted as decide whether they are moments.
func firstScalars(v Value) (values []Value) {
	_ = scalars(v, func(v Value) error {
		if values = append(values, v); len(values) == SampleRows {
			return errWalked
		}
		return nil
	})
	return values
}
