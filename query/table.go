// Names the columns of an answer that were not chosen, and cuts its elements into cells.

package query

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/tidwall/gjson"
)

// SampleRows is how many rows name the columns of a table that were not chosen.
const SampleRows = 1000

// cutter turns elements into cells.
type cutter struct {
	columns []Column
	derive  *deriver       // finds the cells of derived columns; nil where there are none
	leaves  *leaf          // how flattened columns find their cell in one walk; nil where every column has a path of its own
	missing []int          // missing cells per column
	extra   map[string]int // leaves that have no column, with their counts
}

// cells returns the cells of an element and counts what is missing.
func (c *cutter) cells(v Value) []Value {
	cells := make([]Value, len(c.columns))
	c.extra = c.cut(v, cells, c.extra)
	c.count(cells)
	return cells
}

// count counts the missing cells of a row.
func (c *cutter) count(cells []Value) {
	for i := range cells {
		if !cells[i].Exists() {
			c.missing[i]++
		}
	}
}

// cut fills the cells of an element and returns extra, made if need be, with the leaves added that have no column. It changes nothing
// in c.
func (c *cutter) cut(v Value, cells []Value, extra map[string]int) map[string]int {
	if c.leaves != nil {
		f := filler{cells: cells, extra: extra}
		f.fill(c.leaves, v)
		return f.extra
	}
	for i, col := range c.columns {
		if col.derived.of != noPreset {
			continue
		}
		if cells[i] = v; col.Path != "" {
			cells[i] = gjson.Get(v.Raw, col.Path)
		}
	}
	if c.derive != nil {
		c.derive.fill(c.columns, v, cells)
	}
	return extra
}

// leaf is a node of the tree of dotted keys; column is -1 where the key is only a step.
type leaf struct {
	column int
	keys   map[string]*leaf
}

// filler puts the leaves of one element into its cells.
type filler struct {
	cells []Value
	extra map[string]int
	keys  []string // those that lead to the leaf at hand
}

// fill walks an object once and puts its leaves into their columns. As in gjson the first of two equal keys counts. Leaves that have no
// column are counted as extra.
func (f *filler) fill(at *leaf, v Value) {
	if !v.IsObject() || len(f.keys) > 0 && isEmpty(v) {
		switch {
		case at == nil || at.column < 0:
			f.odd()
		case !f.cells[at.column].Exists():
			f.cells[at.column] = v
		}
		return
	}
	v.ForEach(func(k, v Value) bool {
		var next *leaf
		if at != nil {
			next = at.keys[k.Str]
		}
		f.keys = append(f.keys, k.Str)
		f.fill(next, v)
		f.keys = f.keys[:len(f.keys)-1]
		return true
	})
}

// odd counts a leaf that has no column.
func (f *filler) odd() {
	parts := make([]string, len(f.keys))
	for i, k := range f.keys {
		parts[i] = escapeKey(k)
	}
	if f.extra == nil {
		f.extra = map[string]int{}
	}
	f.extra[strings.Join(parts, ".")]++
}

func isEmpty(v Value) bool {
	empty := true
	v.ForEach(func(_, _ Value) bool { empty = false; return false })
	return empty
}

// flatten names the leaves of the sample's elements in the order in which they first occur; the keys in seed come first, in their
// order, also where no element has them. A leaf is a scalar, a list or an empty object; an element that is no object is the column own.
func flatten(sample []Value, seed []string, own string) *cutter {
	c := &cutter{leaves: &leaf{column: -1}}
	for _, key := range seed {
		at := c.leaves.key(key)
		for _, v := range sample {
			if m := member(v.Raw, key); m.Exists() {
				c.grow(at, m, key)
			}
		}
		if at.column < 0 && len(at.keys) == 0 {
			c.name(at, key)
		}
	}
	for _, v := range sample {
		c.take(v, own)
	}
	c.missing = make([]int, len(c.columns))
	return c
}

// take makes columns of the leaves of an element.
func (c *cutter) take(v Value, own string) {
	if !v.IsObject() {
		if c.leaves.column < 0 {
			c.name(c.leaves, own)
		}
		return
	}
	v.ForEach(func(k, v Value) bool {
		c.grow(c.leaves.key(k.Str), v, escapeKey(k.Str))
		return true
	})
}

// grow makes columns of the leaves of v, whose dotted key is name.
func (c *cutter) grow(at *leaf, v Value, name string) {
	if !v.IsObject() || isEmpty(v) {
		if at.column < 0 {
			c.name(at, name)
		}
		return
	}
	v.ForEach(func(k, v Value) bool {
		c.grow(at.key(k.Str), v, name+"."+escapeKey(k.Str))
		return true
	})
}

func (c *cutter) name(at *leaf, name string) {
	at.column = len(c.columns)
	c.columns = append(c.columns, Column{Name: name, Path: name})
}

// key returns the node of a key, new if need be.
func (l *leaf) key(k string) *leaf {
	next := l.keys[k]
	if next == nil {
		if l.keys == nil {
			l.keys = map[string]*leaf{}
		}
		next = &leaf{column: -1}
		l.keys[k] = next
	}
	return next
}

// picked cuts by the paths of the columns themselves.
func picked(columns []Column) *cutter {
	return &cutter{columns: columns, derive: deriverOf(columns), missing: make([]int, len(columns))}
}

// brief returns the columns that people want first of a list of tweets, users, lists or trends, or of posts and issues of the other APIs
// that are ready-made; nil for anything else.
func brief(sample []Value) []Column {
	if len(sample) == 0 {
		return nil
	}
	has := func(paths ...string) bool {
		for _, v := range sample {
			for _, p := range paths {
				if !v.Get(p).Exists() {
					return false
				}
			}
		}
		return true
	}
	var names []string
	switch {
	case has("id_str", "user", "full_text"):
		names = []string{"id_str", "user.screen_name", "full_text"}
	case has("id_str", "user", "text"):
		names = []string{"id_str", "user.screen_name", "text"}
	case has("screen_name", "followers_count"):
		names = []string{"screen_name", "name", "followers_count", "friends_count"}
	case has("member_count", "subscriber_count", "name"):
		names = []string{"id_str", "name", "user.screen_name", "member_count", "mode"}
	case has("name", "tweet_volume"):
		names = []string{"name", "tweet_volume", "query"}
	case has("id", "created_at", "account.acct", "content"): // Mastodon
		names = []string{"id", "created_at", "account.acct", "content"}
	case has("number", "title", "state", "user.login"): // GitHub's issues
		names = []string{"number", "title", "state", "user.login", "created_at"}
	}
	var columns []Column
	for _, n := range names {
		columns = append(columns, Column{Name: n, Path: n})
	}
	return columns
}

// notes says, once so many rows are cut, which columns of a list that was given no row has, which cells are missing, and which leaves had
// no column. What is absent from a multipath is told by absentItems.
func (c *cutter) notes(rows int, first Value, labelled bool) (notes []Note) {
	var missing []string
	for i, col := range c.columns {
		switch n := c.missing[i]; {
		case n == 0 || col.derived.of != noPreset && !c.missed(col, rows):
		case col.derived.of != noPreset:
			missing = append(missing, fmt.Sprintf("%s %d", col.Name, n))
		case col.Path == "":
		case n == rows && labelled:
			notes = append(notes, c.absent(col, first))
		default:
			missing = append(missing, fmt.Sprintf("%s %d", col.Name, n))
		}
	}
	notes = append(notes, c.presetNotes(rows, first)...)
	if len(missing) > 0 {
		notes = append(notes, Note{Severity: Info, Message: fmt.Sprintf("missing in some of %d rows: %s", rows, footed(missing))})
	}
	if len(c.extra) > 0 {
		names := slices.Sorted(maps.Keys(c.extra))
		notes = append(notes, Note{Severity: Info, Message: fmt.Sprintf("%s behind row %d and %s no column: %s; --all-columns gives %s one, -c chooses",
			plural(len(names), "1 key first occurs", fmt.Sprintf("%d keys first occur", len(names))), SampleRows, plural(len(names), "has", "have"),
			Some(names, 4), plural(len(names), "it", "them"))})
	}
	return notes
}

// footed lists columns on one line: whole tweets have some hundred that only retweets have.
func footed(columns []string) string {
	if len(columns) <= 6 {
		return strings.Join(columns, ", ")
	}
	return fmt.Sprintf("%s and %d more columns", strings.Join(columns[:3], ", "), len(columns)-3)
}

// absent is for a column that no row has.
func (c *cutter) absent(col Column, first Value) Note {
	n := Note{Code: "P01", Severity: Thin, Message: fmt.Sprintf("no row has %q", col.Path), Path: col.Path, Offset: -1}
	p, err := ParsePath(col.Path)
	if err != nil {
		return n
	}
	trace := NewTrace(p)
	trace.Walk(first.Raw)
	at, ok := trace.Stop()
	if !ok || !at.Miss.IsObject() {
		return n
	}
	n.Offset, n.End = at.Start, at.End
	keys := keysOf(at.Miss)
	if k := dotted(at.Miss, col.Path[at.Start:]); k != "" {
		n.Message += "; a dot in a key is written \\.: " + col.Path[:at.Start] + escapeKey(k) + col.Path[at.Start+len(k):]
		n.End = at.Start + len(k)
	} else if near := nearestKey(at.Key, keys); near != "" {
		n.Message += "; did you mean " + col.Path[:at.Start] + escapeKey(near) + col.Path[at.End:] + "?"
	} else if inner := findKey(at.Miss, at.Key, 4); inner != "" {
		n.Message += "; it is at " + col.Path[:at.Start] + inner + col.Path[at.End:]
	} else if noun(first) == "tweet" && computedTweetColumn(col.Path) >= 0 {
		n.Message += "; -c tweet has a column of that name"
	}
	if n.Hint = article(noun(at.Miss)) + " has: " + Some(keys, 12); len(keys) == 0 {
		n.Hint = "the object there is empty"
	}
	return n
}
