// twq explain --script: the question as a program in Python.

package main

import (
	"io"

	"twq/query"
	"twq/render"
)

// program is a text that is written as it is.
type program string

// Render writes the text; the table is not looked at.
func (p program) Render(w io.Writer, _ query.Table) error {
	if _, err := io.WriteString(w, string(p)); err != nil {
		return &render.WriteError{Err: err}
	}
	return nil
}

// writeScript writes the program. It reads the file that was explained; of what came from elsewhere it has to be told a file.
// What would be answered untruly gets no program, nor what finds nothing.
func (c explainCmd) writeScript(w *world, out *sink, e *query.Explanation, retry func(string) string) error {
	if len(e.Notes) > 0 && e.Notes[0].Severity == query.Wrong {
		return &pathFault{err: &query.Refusal{Notes: e.Notes}, retry: retry}
	}
	if e.Data && !e.Answer.Exists() {
		return &noScriptError{notes: e.Notes, retry: retry}
	}
	name := ""
	if len(c.Sources) == 1 && isFile(c.Sources[0]) {
		name = c.Sources[0]
	}
	text, err := e.Program(name)
	if err != nil {
		return &scriptError{err}
	}
	out.format.make = func(l look) render.Format {
		if l.terminal {
			return program(render.Clean(text))
		}
		return program(text)
	}
	if err := out.write(query.Table{}); err != nil {
		return err
	}
	w.notes(e.Notes, c.Notes, retry)
	return nil
}

// noScriptError is a question that finds nothing on its data.
type noScriptError struct {
	notes []query.Note
	retry func(path string) string
}

func (e *noScriptError) Error() string { return "nothing was found" }

// scriptError is a question that has no form in Python.
type scriptError struct{ err error }

func (e *scriptError) Error() string { return e.err.Error() }
func (e *scriptError) Unwrap() error { return e.err }
