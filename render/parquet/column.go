// A column: what it holds, and the values of the rows that are not written yet.

package parquet

import (
	pq "github.com/parquet-go/parquet-go"
	"github.com/tidwall/gjson"

	"twq/query"
)

// column is a column of the file.
type column struct {
	name   string
	cell   int // which cell of a row
	kind   kind
	list   bool   // lists of the kind
	member string // of objects, in lists or taken out of them: the member that is taken
	few    bool   // the values that were looked at repeat: a dictionary pays
	// chosen says that the kind is loose because it was asked for, mixed because several kinds were met.
	chosen, mixed bool
	untimed       *untimed // what has kept it from being timestamps; nil where it is that, or far from it
	lax           int      // values that are no text in a column that is loose because nothing was known of it
	values        []pq.Value
}

// untimed is why a column that is nearly one of timestamps is none.
type untimed struct {
	values int         // of the rows looked at, which no timestamp holds
	rows   int         // that were looked at
	first  query.Value // of the values
	fault  string      // of the first, such as noMoment
}

// The definition levels of a list; a column without has 0 and 1.
const (
	nullList = iota
	emptyList
	nullElement
	someElement
)

// add appends the values of a cell and returns about how many bytes they are; ok is false where the column cannot hold it.
func (c *column) add(v query.Value) (size int, ok bool) {
	switch {
	case !v.Exists() || v.Type == gjson.Null:
		c.values = append(c.values, pq.NullValue().Level(0, 0, 0))
		return 1, true
	case c.list:
		return c.addList(v)
	case c.member != "" && v.IsObject():
		if v = v.Get(c.member); !v.Exists() {
			return 0, false
		}
	}
	out, ok := c.kind.scalar(v)
	if !ok {
		return 0, false
	}
	if c.kind == loose && !c.chosen && !c.mixed && v.Type != gjson.String {
		c.lax++
	}
	c.values = append(c.values, out.Level(0, 1, 0))
	return len(v.Raw), true
}

func (c *column) addList(v query.Value) (size int, ok bool) {
	if !v.IsArray() {
		return 0, false
	}
	ok = true
	repeated := 0
	v.ForEach(func(_, e query.Value) bool {
		if c.member != "" && e.IsObject() {
			if e = e.Get(c.member); !e.Exists() {
				ok = false
				return false
			}
		}
		if e.Type == gjson.Null {
			c.values = append(c.values, pq.NullValue().Level(repeated, nullElement, 0))
		} else {
			var out pq.Value
			if out, ok = c.kind.scalar(e); !ok {
				return false
			}
			if c.kind == loose && !c.chosen && e.Type != gjson.String {
				c.lax++
			}
			c.values = append(c.values, out.Level(repeated, someElement, 0))
		}
		repeated = 1
		return true
	})
	if ok && repeated == 0 {
		c.values = append(c.values, pq.NullValue().Level(0, emptyList, 0))
	}
	return len(v.Raw), ok
}

// words say what the column holds.
func (c *column) words() string {
	switch {
	case c.list && c.member != "":
		return "lists of objects with " + c.member
	case c.member != "":
		return "objects with " + c.member
	case c.list:
		return "lists of " + c.kind.words()
	}
	return c.kind.words()
}

// typeError says that a value does not fit.
func (c *column) typeError(v query.Value, row int) error {
	return &TypeError{Column: c.name, Row: row, Want: c.words(), Got: query.Clip(v.Raw, 60)}
}
