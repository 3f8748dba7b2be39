// Column presets: -c tweet and -c user, the columns that exports of tweets have, derived from the members of a row.

package query

import (
	"strings"
	"sync"
)

// preset is a list of columns whose cells are chosen among members of the row.
type preset int

const (
	noPreset preset = iota
	tweetPreset
	userPreset
	presetCount
)

// derivation says which column of which preset a column is; the zero value is a column that is its path.
type derivation struct {
	of     preset
	column int
}

// presetNamed finds the preset that an item of a list of columns stands for. "user" is a key of every tweet, and is one only where it
// is the whole list.
func presetNamed(item string, whole bool) preset {
	switch {
	case item == "tweet":
		return tweetPreset
	case item == "user" && whole:
		return userPreset
	}
	return noPreset
}

// String is the name as it is asked for.
func (p preset) String() string { return [...]string{"", "tweet", "user"}[p] }

// columns are those of a preset in their order, each with a path whose last key says what its cells are.
func (p preset) columns() []Column {
	var columns []Column
	add := func(name, path string) {
		columns = append(columns, Column{Name: name, Path: path, Meaning: presetMeaning(p, name), derived: derivation{p, len(columns)}})
	}
	if p == userPreset {
		for _, c := range userColumns {
			add(c.name, c.path)
		}
		return columns
	}
	for _, c := range tweetColumns {
		add(c.name, c.path)
	}
	return columns
}

// parts are the paths of keys and dots whose values the columns are chosen among.
func (p preset) parts() []string {
	if p == userPreset {
		return userParts()
	}
	return tweetParts()
}

// deriver finds the parts of presets in a row that stands alone.
type deriver struct {
	wanted *wanted
	slots  int
	parts  presetParts
}

// presetParts are the slots of the parts of each preset; nil where it is not asked for.
type presetParts [presetCount][]int

// deriverOf returns nil where no column is derived.
func deriverOf(columns []Column) *deriver {
	x := &extract{value: -1, test: -1}
	root := &wanted{slot: -1}
	for _, c := range columns {
		x.derive(c, root, nil)
	}
	if x.slots == 0 {
		return nil
	}
	return &deriver{root, x.slots, x.parts}
}

// derive makes room for the parts of a column's preset.
func (x *extract) derive(c Column, root *wanted, prefix []string) {
	p := c.derived.of
	if p == noPreset || x.parts[p] != nil {
		return
	}
	for _, part := range p.parts() {
		x.parts[p] = append(x.parts[p], x.slot(root, append(prefix[:len(prefix):len(prefix)], strings.Split(part, ".")...)))
	}
}

// derivers keeps scanners for rows that stand alone, with their buffers.
var derivers sync.Pool

// fill fills the derived cells of a row in one pass over it; of a row that is no object they are missing.
func (d *deriver) fill(columns []Column, v Value, cells []Value) {
	if !v.IsObject() {
		for i, c := range columns {
			if c.derived.of != noPreset {
				cells[i] = Value{}
			}
		}
		return
	}
	s, ok := derivers.Get().(*scanner)
	if !ok {
		s = &scanner{}
	}
	s.b = append(append(s.b[:0], v.Raw...), make([]byte, scanPad)...)
	s.n, s.depth, s.wanted = len(v.Raw), 0, d.wanted
	if cap(s.found) < d.slots {
		s.found = make([]span, d.slots)
	}
	s.found = s.found[:d.slots]
	if s.row(skipSpace(v.Raw, 0)) < 0 { // the rows of an answer are JSON; one that is not has no parts
		clear(s.found)
	}
	d.parts.fill(columns, v.Raw, s.found, cells)
	if cap(s.b) <= largeText {
		derivers.Put(s)
	}
}

// fill fills the derived cells from the spans of the parts in text.
func (parts *presetParts) fill(columns []Column, text string, found []span, cells []Value) {
	tweet := tweetRow{text, found, parts[tweetPreset]}
	from := 0
	if tweet.slots != nil {
		from = tweet.content()
	}
	for i := range columns {
		switch at := &columns[i].derived; at.of {
		case tweetPreset:
			cells[i] = tweetColumns[at.column].of(tweet, from)
		case userPreset:
			cells[i] = userRow{tweetRow{text, found, parts[userPreset]}}.cell(at.column)
		}
	}
}

// TellingMember is the member that stands for the objects of a list of v1.1 entities under this key; "" where none does.
func TellingMember(key string) string {
	switch key {
	case "hashtags":
		return "text"
	case "urls":
		return "expanded_url"
	case "user_mentions":
		return "screen_name"
	case "media":
		return "media_url_https"
	}
	return ""
}
