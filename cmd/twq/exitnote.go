// The words for codes of notes.

package main

// words say that there is no such code, and which is near.
func (e *unknownCodeError) words() message {
	m := say(exitUsage, "there is no note "+short(e.Asked, 40))
	if e.Near.Code != "" {
		m.lines = append(m.lines, "near it: "+e.Near.Code+" "+e.Near.Title, "try: twq explain --note "+e.Near.Code)
		return m
	}
	m.lines = append(m.lines, "a code is a P and a number", "try: twq explain --note all")
	return m
}
