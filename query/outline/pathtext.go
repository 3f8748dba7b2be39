// Writes paths from keys and indices, so that each finds exactly what it was made from.

package outline

import (
	"bytes"
	"strconv"
	"strings"

	"twq/query"
)

// thisPath is the path of the whole document.
const thisPath = "@this"

// pathText writes a path component by component, so that it finds exactly what the components say.
type pathText struct {
	text  []byte
	empty int  // components of no letters since a fresh path began; -1 when another one came
	each  bool // a "#" came, behind which a pipe would take the whole list
	bad   bool // it cannot be written
	begun bool
}

// dot separates components. Two dots at the beginning of a fresh path would mean JSON lines, so that there a pipe stands behind a key of
// no letters.
func (p *pathText) dot() {
	switch {
	case !p.begun:
	case p.empty > 0 && !p.each:
		p.text = append(p.text, '|')
	case p.empty > 1:
		p.bad = true
	default:
		p.text = append(p.text, '.')
	}
	p.begun = true
}

func (p *pathText) index(n int64) {
	p.dot()
	p.text = strconv.AppendInt(p.text, n, 10)
	p.empty = -1
}

func (p *pathText) key(key string) {
	p.dot()
	if key != "" {
		p.empty = -1
	} else if p.empty >= 0 {
		p.empty++
	}
	if strings.HasPrefix(key, "#") {
		p.text = append(p.text, '\\')
	}
	p.text = append(p.text, query.EscapeKey(key)...)
}

// elements goes into every element of a list.
func (p *pathText) elements() {
	p.dot()
	p.text = append(p.text, '#')
	p.empty, p.each = 0, true
}

// anyKey goes into the members of a map.
func (p *pathText) anyKey() {
	p.dot()
	p.text = append(p.text, '*')
	p.empty = -1
}

// String is the path; that of no component is @this.
func (p *pathText) String() string {
	if !p.begun {
		return thisPath
	}
	return string(p.text)
}

// clone is a path to go on with.
func (p pathText) clone() pathText {
	p.text = bytes.Clone(p.text)
	return p
}
