// Writes elements as JSON lines, or as a list with something around it.

package query

import "io"

// elementWriter writes elements as JSON lines, or as a list with something around it. What it writes ends behind an element.
type elementWriter struct {
	w       io.Writer
	lines   bool
	before  string // stands in front of the first element of a list
	started bool
	b       []byte
}

func (w *elementWriter) put(element string) error {
	if w.lines {
		w.b = append(append(w.b, element...), '\n')
	} else {
		w.start(",")
		w.b = append(w.b, element...)
	}
	if len(w.b) < batchSize {
		return nil
	}
	return w.flush()
}

// start writes what stands in front of an element.
func (w *elementWriter) start(comma string) {
	if w.started {
		w.b = append(w.b, comma...)
		return
	}
	w.b = append(w.b, w.before...)
	w.started = true
}

// flush hands on what is there. A blank behind a number tells that it is whole.
func (w *elementWriter) flush() error {
	if len(w.b) == 0 {
		return nil
	}
	if !w.lines {
		w.b = append(w.b, '\n')
	}
	_, err := w.w.Write(w.b)
	w.b = w.b[:0]
	return err
}

// end writes what stands behind the last element.
func (w *elementWriter) end(behind string) error {
	if !w.lines {
		w.start("")
		w.b = append(w.b, behind...)
	}
	return w.flush()
}
