// Package render turns rows into what people read and keep. It knows separators, widths, colours and file formats, and nothing of
// paths, hosts or flags.
//
// What a format makes of an answer depends on its shape:
//
//	shape     Table             Text                JSON      Raw         NDJSON     CSV, TSV         Markdown, HTML, xlsx
//	Scalar    the value         the value           JSON      its bytes   one line   header, 1 cell   header, 1 cell
//	Object    key and value     key TAB value       JSON      its bytes   one line   header, 1 row    key and value
//	List      box, a row each   a line each         indented  its bytes   one each   header, rows     header, rows
//	Missing   nothing           nothing             nothing   nothing     nothing    header           header
//
// Rows stream: none is looked at again once the next is asked for, but that a [Table] keeps copies of the first 1,000 for its widths.
// What is written is gathered and sent on in large pieces, and where rows come slowly a fifth of a second after it was written.
//
// A cell's text is that of [Cell] everywhere. Digits are those of the source. Nothing is written before the first row has come, so that
// a call that fails at once leaves no half result.
//
// Workbooks have a room of their own, render/xlsx, because the library behind them is heavy.
//
// Formats with a field Terminal write for a terminal when it is true: what could harm or deceive there is shown instead of sent, as
// [Clean] does it, and JSON stays the same JSON value. When it is false the bytes of the data are written as they are.
package render

import (
	"io"

	"twq/query"
)

// Format writes a table. Its fields are its options, the zero value is ready; it writes nothing but the result, and on an error
// that ends the rows it leaves what was written and returns that error. What cannot be written is a *[WriteError]. It calls w from one
// goroutine at a time, which need not be the caller's, and not after Render has returned.
type Format interface {
	Render(w io.Writer, t query.Table) error
}

// WriteError says that a result could not be written: the disk is full, the reader of a pipe has gone. It wraps what the writer said.
type WriteError struct{ Err error }

func (e *WriteError) Error() string { return "writing the result: " + e.Err.Error() }

// Unwrap returns the error of the writer.
func (e *WriteError) Unwrap() error { return e.Err }
