// Completes an unfinished path with the keys and values that are there in the data.

package query

import (
	"slices"
	"strings"

	"github.com/tidwall/gjson"
)

// maxCompletions caps the completions of a path: nobody reads more.
const maxCompletions = 500

// maxKeyLen caps the length of a key, and of a value, that is offered.
const maxKeyLen = 200

// Completion is a path that an unfinished one may become.
type Completion struct {
	// Path is the whole path, or the whole list of columns, up to the end of what was completed.
	Path string
	// Help says in a few words what is there: the kind, a sample, how many have it. It is one line without control characters.
	Help string
	// Open says that the path does not end there: it leads on to an object, or a bracket around it is open.
	Open bool
}

// Complete returns what may stand in the place of the unfinished step that path ends with: keys that are there, indexes, queries and
// their values, behind "@" modifiers. Every path that is not Open has an answer in this data. Keys with control characters and endless
// ones are left out. Those that most elements have come first; there are at most 500.
func (b *Beginning) Complete(path string) []Completion {
	if len(path) > MaxPathLen {
		return nil
	}
	c := &completer{text: path, cut: b.cut}
	doc := gjson.Parse(b.doc.text)
	from := 0
	if strings.HasPrefix(path, "..") {
		from = len("..")
		if !b.doc.lines {
			doc = gjson.Parse("[" + b.doc.text + "]")
		}
	}
	c.path([]Value{doc}, from, bracket{})
	return c.done()
}

// CompleteColumns is Complete for the last column of a list as [ParseColumns] reads it, over the rows that path leads to; p nil is the
// whole document.
func (b *Beginning) CompleteColumns(p *Path, list string) []Completion {
	if len(list) > MaxPathLen {
		return nil
	}
	if p != nil && b.doc.lines {
		if rest, ok := p.Lines(); ok {
			behind, err := ParsePath(rest)
			if err != nil {
				return nil
			}
			p = behind
		}
	}
	q := question{doc: b.doc, path: p, o: Options{Columns: []Column{{}}}}
	rows, _, err := q.rows(q.get())
	if err != nil {
		return nil
	}
	c := &completer{text: list, cut: b.cut}
	c.item(rows[:min(len(rows), SampleRows)], 0, 0)
	c.presets(rows)
	return c.done()
}

// presets offers the presets that fit the rows, as a whole item of the list of columns.
func (c *completer) presets(rows []Value) {
	if len(rows) == 0 {
		return
	}
	parts := splitColumns(c.text)
	from := c.behindBlanks(parts[len(parts)-1][0])
	for p := tweetPreset; p < presetCount; p++ {
		if name := p.String(); noun(rows[0]) == name && presetNamed(name, len(parts) == 1) == p {
			c.add(from, name, "the columns that exports of "+name+"s have", false)
		}
	}
}

// CompleteElement is Complete for a path inside the elements of the list that p walks, on which a [Sieve] acts; p nil is the whole
// document.
func (b *Beginning) CompleteElement(p *Path, path string) []Completion {
	w, err := walkedList(p)
	if err != nil || len(path) > MaxPathLen {
		return nil
	}
	doc := b.doc
	if w.lines && !doc.lines {
		doc.text = "[" + doc.text + "]"
	}
	at, there, err := w.listIn(doc, p)
	if err != nil || !there {
		return nil
	}
	elements := gjson.Parse(doc.text[at.start:at.end]).Array()
	c := &completer{text: path, cut: b.cut}
	c.path(elements[:min(len(elements), SampleRows)], 0, bracket{})
	return c.done()
}

// completer collects the completions of one text.
type completer struct {
	text string
	cut  bool // the data is only the beginning of it
	deep int  // brackets around what is read
	out  []Completion
}

// bracket is what an unfinished path stands in: a query, a multipath, or nothing.
type bracket struct {
	closer byte    // ends it; 0: nothing is open
	values []Value // what the path inside starts from
	from   int     // where the path inside begins
}

func (c *completer) done() []Completion {
	seen := map[string]bool{}
	out := slices.DeleteFunc(c.out, func(o Completion) bool {
		twice := seen[o.Path]
		seen[o.Path] = true
		return twice || len(o.Path) > MaxPathLen
	})
	return out[:min(len(out), maxCompletions)]
}

// add offers a path with by in the place of what begins at start, if that is how it begins.
func (c *completer) add(start int, by, help string, open bool) {
	if strings.HasPrefix(by, c.text[start:]) {
		c.out = append(c.out, Completion{Path: c.text[:start] + by, Help: help, Open: open})
	}
}

// path completes a path that begins at from and starts from these values.
func (c *completer) path(values []Value, from int, in bracket) {
	if c.deep++; c.deep > maxPathDepth {
		return
	}
	start, open := c.last(from)
	values, piped := c.follow(values, from, start)
	switch {
	case open < 0:
		c.step(values, start, piped, in)
	case c.text[open] == '#':
		c.query(c.elements(values), open+len("#("))
	case c.text[open] == '{' || c.text[open] == '[':
		c.item(values, open+1, c.text[open]+2)
	case strings.HasPrefix(c.text[open:], "@dig:"):
		c.dig(values, open+len("@dig:"), in)
	}
}

// last finds where the step begins that a path ends with, and in it the bracket or argument that is not finished, or -1.
func (c *completer) last(from int) (start, open int) {
	start = from
	for i := from; i < len(c.text); i++ {
		if i == start {
			switch end := c.whole(i); {
			case end < 0:
				return start, i
			case end > i:
				i = end - 1
				continue
			}
		}
		switch c.text[i] {
		case '\\':
			i++
		case '.', '|':
			start = i + 1
		}
	}
	return start, -1
}

// whole returns the end of the query, multipath or modifier that begins at i; i where there is none, -1 where it is not finished.
func (c *completer) whole(i int) int {
	p := newPathParser(c.text)
	f := p.fresh(i, len(c.text), 0)
	switch rest := c.text[i:]; {
	case strings.HasPrefix(rest, "#("):
		closer, _, _ := queryEnd(c.text, i+len("#("), len(c.text))
		if closer == len(c.text) {
			return -1
		}
		return closer + 1
	case rest[0] == '{' || rest[0] == '[':
		if m, ok := p.items(f); ok {
			return m.end
		}
		return -1
	case rest[0] == '@':
		m := p.modifier(f)
		switch {
		case m == nil:
			return i
		case m.end == len(c.text) && m.end > m.name.end:
			return -1
		}
		return m.end
	}
	return i
}

// follow returns the values that come to the step at start, of a path that begins at from; piped says that a pipe leads to it.
func (c *completer) follow(values []Value, from, start int) (at []Value, piped bool) {
	if start == from {
		return values, false
	}
	head := c.text[from:start]
	p, err := ReadPath(head + "x") // "#." walks a list only where something follows
	if err != nil {
		return nil, false
	}
	at = values
	for i, s := range p.Steps() {
		if s.Sep == '|' && !s.PerElement {
			at = each(values, head[:s.Start-1])
		}
		if s.Start >= len(head) || i == len(p.Steps())-1 {
			return at, s.Sep == '|'
		}
		at = c.through(at, s, head[s.Start:s.End])
	}
	return nil, false
}

// through takes values through one step.
func (c *completer) through(values []Value, s Step, text string) []Value {
	switch s.Kind {
	case Each:
		return c.elements(values)
	case All:
		return c.elements(each(values, text))
	case Key, Index:
		var out []Value
		for _, v := range values {
			if v.IsArray() && s.Kind == Index {
				v = gjson.Get(v.Raw, text)
			} else {
				v = memberOf(v, s.Key)
			}
			if v.Exists() {
				out = append(out, v)
			}
		}
		return out
	}
	return each(values, text)
}

// each returns what a path gives for each value.
func each(values []Value, path string) []Value {
	var out []Value
	for _, v := range values {
		if v = gjson.Get(v.Raw, path); v.Exists() {
			out = append(out, v)
		}
	}
	return out
}

// memberOf is member for any value.
func memberOf(v Value, key string) Value {
	if !v.IsObject() {
		return Value{}
	}
	return member(v.Raw, key)
}

// elements returns the first elements of lists.
func (c *completer) elements(lists []Value) []Value {
	var out []Value
	for _, list := range lists {
		if !list.IsArray() {
			continue
		}
		list.ForEach(func(_, v Value) bool {
			out = append(out, v)
			return len(out) < SampleRows
		})
	}
	return out[:min(len(out), SampleRows)]
}
