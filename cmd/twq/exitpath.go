// The words for paths: what is refused, what is noted, and the caret under the place.

package main

import (
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/displaywidth"

	"twq/query"
	"twq/render"
)

// say writes one line to stderr.
func (w *world) say(format string, args ...any) {
	w.progress.saying.Lock() // files are opened, and say what they are, by the goroutine that reads
	defer w.progress.saying.Unlock()
	w.progress.clear()
	line := fmt.Sprintf(format, args...)
	fmt.Fprintln(w.Stderr, strings.NewReplacer("\n", "⏎", "\r", "␍", "\t", " ").Replace(line)) // data must not forge a line
}

// note says something about the table or the file, which is no error.
func (w *world) note(text string) { w.say("note: %s", text) }

// notes prints what there is to say about a path: the two strongest, all, or none. What is said of the table itself does not count.
func (w *world) notes(notes []query.Note, how string, retry func(string) string) {
	if how == "none" {
		return
	}
	said := 0
	for _, n := range notes {
		if n.Code == "" {
			w.note(n.Message)
			continue
		}
		if said++; how != "all" && said > 2 {
			continue
		}
		w.say("note %s %s", n.Code, n.Message)
		for _, line := range noteLines(n, retry) {
			w.say("  %s", line)
		}
	}
}

// noteLines are the lines below the message: the path, the caret, and what to try.
func noteLines(n query.Note, retry func(string) string) []string {
	return append(caret(n.Path, n.Offset, n.End), noteRest(n, retry)...)
}

// noteRest are the lines below the caret: what to try, or what else there is to say.
func noteRest(n query.Note, retry func(string) string) []string {
	if n.Try != "" && retry != nil {
		return []string{"try: " + retry(n.Try)}
	} else if n.Hint != "" {
		return []string{n.Hint}
	}
	return nil
}

// caretRoom is how much of a path is shown, in characters.
const caretRoom = 70

// caret shows a path and points at its bytes from offset to end; nothing where there is no place.
func caret(path string, offset, end int) []string { return caretIn(path, offset, end, caretRoom) }

// caretIn is a caret where there is less room.
func caretIn(path string, offset, end, room int) []string {
	room = max(min(room, caretRoom), 10)
	if path == "" || offset < 0 || offset > len(path) {
		return nil
	}
	end = min(max(end, offset), len(path))
	shown := render.Clean(path)
	if shown == path && utf8.RuneCountInString(path) <= room {
		width := max(1, displaywidth.String(path[offset:end]))
		return []string{"  " + path, "  " + strings.Repeat(" ", displaywidth.String(path[:offset])) + strings.Repeat("^", width)}
	}
	if len(path) > room { // a window around the place
		from := offset - min(offset, room*3/7)
		for from > 0 && !utf8.RuneStart(path[from]) {
			from--
		}
		to := min(len(path), max(end, offset)+room*3/7)
		to = min(to, from+room)
		for to < len(path) && !utf8.RuneStart(path[to]) {
			to++
		}
		shown = render.Clean(path[from:to])
		before := displaywidth.String(render.Clean(path[from:offset]))
		width := max(1, displaywidth.String(render.Clean(path[offset:min(end, to)])))
		return []string{"  …" + shown, "  " + strings.Repeat(" ", before+1) + strings.Repeat("^", width)}
	}
	before := displaywidth.String(render.Clean(path[:offset]))
	return []string{"  " + shown, "  " + strings.Repeat(" ", before) + strings.Repeat("^", max(1, displaywidth.String(render.Clean(path[offset:end]))))}
}

// pathWords are for a path that cannot be read, or is refused.
func (w *world) pathWords(e *pathFault) (message, bool) {
	if bad, ok := errors.AsType[*query.PathError](e.err); ok {
		return badPathWords(bad), true
	}
	if refusal, ok := errors.AsType[*query.Refusal](e.err); ok {
		n := refusal.Notes[0]
		m := say(exitUsage, n.Code+" "+n.Message)
		m.lines = noteLines(n, e.retry)
		return m, true
	}
	if apart, ok := errors.AsType[*query.ElementsError](e.err); ok {
		return elementsWords(apart, e.retry), true
	}
	if bad, ok := errors.AsType[*query.ColumnsError](e.err); ok {
		return say(exitUsage, "-c: "+bad.Problem), true
	}
	return message{}, false
}

func badPathWords(e *query.PathError) message {
	m := say(exitUsage, e.Code+" "+e.Problem, caret(e.Path, e.Offset, e.End)...)
	if e.Hint != "" {
		m.lines = append(m.lines, e.Hint)
	}
	return m
}

func columnWords(e *columnsFlagError) message {
	if bad, ok := errors.AsType[*query.PathError](e.err); ok {
		m := badPathWords(bad)
		m.head = "-c: " + m.head
		return m
	}
	if bad, ok := errors.AsType[*query.ColumnsError](e.err); ok {
		return say(exitUsage, "-c "+e.list+": "+bad.Problem)
	}
	return say(exitUsage, "-c "+e.list+": "+e.err.Error())
}

// incompleteWords tell what is wrong and, last, how much of the answer is out.
func (w *world) incompleteWords(e *incompleteError) message {
	m := w.words(e.Err)
	if len(m.lines) > 2 {
		m.lines = m.lines[:2]
	}
	m.tail = e.tail()
	return m
}

// tail is the last line of a message about rows that are out.
func (e *incompleteError) tail() string {
	how := fmt.Sprintf("INCOMPLETE: %d rows", e.Rows)
	if e.Part {
		how = "INCOMPLETE: a part of one value"
	}
	if e.File != "" {
		return how + "; " + e.File + " was not written"
	}
	return how
}

// quote writes an argument as the shells want it.
func quote(s string) string {
	if s == "" {
		return "''"
	}
	plain := func(r rune) bool {
		return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' || strings.ContainsRune("_-./:=,@%+", r)
	}
	if strings.IndexFunc(s, func(r rune) bool { return !plain(r) }) < 0 && s[0] != '@' && s[0] != '=' {
		return s
	}
	if strings.IndexFunc(s, unicode.IsControl) >= 0 { // a terminal would not show it, nor a line keep it: bash and zsh read it so
		return "$'" + escapeControl(s) + "'"
	}
	if !strings.Contains(s, "'") {
		return "'" + s + "'"
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}

// escapeControl writes what stands between $' and ' in a shell.
func escapeControl(s string) string {
	var b strings.Builder
	for _, r := range s {
		switch {
		case r == '\\' || r == '\'':
			b.WriteString(`\` + string(r))
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\t':
			b.WriteString(`\t`)
		case unicode.IsControl(r):
			for _, c := range []byte(string(r)) {
				fmt.Fprintf(&b, `\%03o`, c)
			}
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}
