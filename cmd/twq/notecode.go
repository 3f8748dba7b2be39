// The long form of a note's code.

package main

func (c explainCmd) showNote(w *world) error { return &flagError{Flag: "--note", Value: c.Note} }
