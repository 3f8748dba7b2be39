// Reads a line at a terminal: editing, history, completion. Widths are those of the terminal's cells, and what steers a terminal is not
// let in.

package learn

import (
	"context"
	"errors"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/clipperhouse/displaywidth"

	"twq/render"
)

// ErrInterrupted is Ctrl-C on an empty line.
var ErrInterrupted = errors.New("interrupted")

// maxLine caps a line in bytes.
const maxLine = 8 << 10

// Prompt reads lines at a terminal. It is not safe for concurrent use, and once it was used it alone may read In.
type Prompt struct {
	In  io.Reader
	Out io.Writer
	// Raw lets the terminal hand over keys as they are pressed, until restore is called. It is raw only while a line is read.
	Raw   func() (restore func() error, err error)
	Width func() int
	// Complete returns what a line up to the cursor may go on as, each a whole line; nil: nothing is completed.
	Complete func(text string) []string

	history []string
	chunks  chan chunk
	pending []byte
	failed  error
}

// chunk is what one read gave.
type chunk struct {
	data []byte
	err  error
}

// ReadLine shows a prompt and reads a line. The error is io.EOF at the end of the input and for Ctrl-D on an empty line, ErrInterrupted,
// or that of the context. The terminal is as before when it returns, also by a panic.
func (p *Prompt) ReadLine(ctx context.Context, prompt string) (line string, err error) {
	restore, err := p.Raw()
	if err != nil {
		return "", err
	}
	l := &editing{p: p, prompt: prompt, at: len(p.history)}
	defer func() {
		io.WriteString(p.Out, "\r\n")
		if failed := restore(); err == nil {
			err = failed
		}
	}()
	l.draw()
	for {
		k, err := p.key(ctx)
		if err != nil {
			return "", err
		}
		if done, err := l.press(k); done || err != nil {
			l.cursor = len(l.text)
			l.draw()
			if line := strings.TrimSpace(l.text); err == nil && line != "" && (len(p.history) == 0 || p.history[len(p.history)-1] != line) {
				p.history = append(p.history, line)
			}
			return l.text, err
		}
	}
}

// key returns the next key: a rune, or the name of a key such as "left"; keys without a name here are "".
func (p *Prompt) key(ctx context.Context) (string, error) {
	if p.chunks == nil {
		p.chunks = make(chan chunk)
		go func() {
			for {
				buf := make([]byte, 1024)
				n, err := p.In.Read(buf)
				p.chunks <- chunk{buf[:n], err}
				if err != nil {
					return
				}
			}
		}()
	}
	for {
		if k, n := decodeKey(p.pending); n > 0 {
			p.pending = p.pending[n:]
			return k, nil
		}
		if p.failed != nil {
			return "", io.EOF
		}
		select {
		case <-ctx.Done():
			return "", ctx.Err()
		case c := <-p.chunks:
			p.pending, p.failed = append(p.pending, c.data...), c.err
		}
	}
}

// decodeKey reads one key; n is 0 when more bytes are needed.
func decodeKey(b []byte) (key string, n int) {
	if len(b) == 0 {
		return "", 0
	}
	if b[0] == 0x1b {
		return decodeEscape(b)
	}
	if name, ok := map[byte]string{
		'\r': "enter", '\n': "enter", '\t': "tab", 0x7f: "backspace", 0x08: "backspace", 0x01: "home", 0x05: "end", 0x02: "left", 0x06: "right",
		0x10: "up", 0x0e: "down", 0x03: "interrupt", 0x04: "eof", 0x0b: "kill", 0x15: "killback", 0x17: "killword", 0x0c: "redraw",
	}[b[0]]; ok {
		return name, 1
	}
	if b[0] < ' ' {
		return "", 1
	}
	if !utf8.FullRune(b) {
		return "", 0
	}
	r, size := utf8.DecodeRune(b)
	if text := string(r); r != utf8.RuneError && (r == 0x200c || r == 0x200d || render.Clean(text) == text) { // joiners, as in emoji
		return text, size
	}
	return "", size
}

func decodeEscape(b []byte) (key string, n int) {
	if len(b) < 2 {
		return "", 0
	}
	if b[1] != '[' && b[1] != 'O' {
		return "", 2
	}
	for i := 2; i < len(b); i++ {
		if b[i] < 0x40 || b[i] > 0x7e {
			if i > 32 {
				return "", i
			}
			continue
		}
		return map[string]string{
			"A": "up", "B": "down", "C": "right", "D": "left", "H": "home", "F": "end", "1~": "home", "7~": "home", "4~": "end", "8~": "end", "3~": "delete",
		}[string(b[2:i+1])], i + 1
	}
	return "", 0
}

// editing is a line under way. cursor is a byte of text.
type editing struct {
	p      *Prompt
	prompt string
	text   string
	cursor int
	at     int    // the place in the history
	draft  string // what was typed before the history was looked at
}

// press does what a key does; done ends the line.
func (l *editing) press(key string) (done bool, err error) {
	switch key {
	case "enter":
		return true, nil
	case "eof":
		if l.text == "" {
			return false, io.EOF
		}
		l.remove(l.cursor, l.next())
	case "interrupt":
		if l.text == "" {
			return false, ErrInterrupted
		}
		l.text, l.cursor = "", 0
	case "backspace":
		l.remove(l.previous(), l.cursor)
	case "delete":
		l.remove(l.cursor, l.next())
	case "left":
		l.cursor = l.previous()
	case "right":
		l.cursor = l.next()
	case "home":
		l.cursor = 0
	case "end":
		l.cursor = len(l.text)
	case "kill":
		l.text = l.text[:l.cursor]
	case "killback":
		l.remove(0, l.cursor)
	case "killword":
		before := strings.TrimRight(l.text[:l.cursor], " ")
		l.remove(strings.LastIndexByte(before, ' ')+1, l.cursor)
	case "up":
		l.recall(l.at - 1)
	case "down":
		l.recall(l.at + 1)
	case "tab":
		l.complete()
	case "redraw":
		io.WriteString(l.p.Out, "\x1b[H\x1b[2J")
	case "":
	default:
		if len(l.text)+len(key) <= maxLine {
			l.text = l.text[:l.cursor] + key + l.text[l.cursor:]
			l.cursor += len(key)
		}
	}
	l.draw()
	return false, nil
}

func (l *editing) remove(from, to int) {
	l.text = l.text[:from] + l.text[to:]
	l.cursor = from
}

// previous and next are the places of the characters, as people see them, beside the cursor.
func (l *editing) previous() int {
	at := 0
	for g, next := displaywidth.StringGraphemes(l.text), 0; g.Next(); {
		if next += len(g.Value()); next >= l.cursor {
			return at
		}
		at = next
	}
	return at
}

func (l *editing) next() int {
	at := 0
	for g := displaywidth.StringGraphemes(l.text); g.Next(); {
		if at += len(g.Value()); at > l.cursor {
			return at
		}
	}
	return len(l.text)
}

func (l *editing) recall(at int) {
	if at < 0 || at > len(l.p.history) {
		return
	}
	if l.at == len(l.p.history) {
		l.draft = l.text
	}
	if l.at = at; at == len(l.p.history) {
		l.text = l.draft
	} else {
		l.text = l.p.history[at]
	}
	l.cursor = len(l.text)
}

// complete puts in what all completions have in common; when that is nothing new, they are listed below.
func (l *editing) complete() {
	if l.p.Complete == nil {
		return
	}
	before, after := l.text[:l.cursor], l.text[l.cursor:]
	found := l.p.Complete(before)
	if len(found) == 0 {
		return
	}
	common := found[0]
	for _, f := range found[1:] {
		n := 0
		for n < len(common) && n < len(f) && common[n] == f[n] {
			n++
		}
		common = common[:n]
	}
	for !utf8.ValidString(common) {
		common = common[:len(common)-1]
	}
	if len(found) == 1 || len(common) > len(before) && strings.HasPrefix(common, before) {
		if len(common)+len(after) <= maxLine {
			l.text, l.cursor = common+after, len(common)
		}
		return
	}
	word := strings.LastIndexByte(common, ' ') + 1 // of a line of several words, the last is what they differ in
	for i := range found {
		found[i] = found[i][word:]
	}
	l.list(found)
}

// maxListed caps the completions that are listed.
const maxListed = 60

func (l *editing) list(found []string) {
	width := max(20, l.p.Width())
	var b strings.Builder
	b.WriteString("\r\n")
	column := 0
	for i, f := range found {
		if i == maxListed {
			f = "… " + strconv.Itoa(len(found)-i) + " more"
		}
		f = displaywidth.TruncateString(render.Clean(f), width-1, "…")
		w := displaywidth.String(f) + 2
		if column > 0 && column+w > width {
			b.WriteString("\r\n")
			column = 0
		}
		b.WriteString(f + "  ")
		if column += w; i == maxListed {
			break
		}
	}
	b.WriteString("\r\n")
	io.WriteString(l.p.Out, b.String())
}

// draw writes the prompt and as much of the text around the cursor as there is room for in one row.
func (l *editing) draw() {
	room := max(8, l.p.Width()-displaywidth.String(l.prompt)-1)
	from, before := 0, displaywidth.String(l.text[:l.cursor])
	for before >= room { // the text moves to the left
		g := displaywidth.StringGraphemes(l.text[from:])
		if !g.Next() {
			break
		}
		from += len(g.Value())
		before = displaywidth.String(l.text[from:l.cursor])
	}
	shown := displaywidth.TruncateString(l.text[from:], room, "")
	out := "\r" + l.prompt + shown + "\x1b[K\r"
	if column := displaywidth.String(l.prompt) + before; column > 0 {
		out += "\x1b[" + strconv.Itoa(column) + "C"
	}
	io.WriteString(l.p.Out, out)
}
