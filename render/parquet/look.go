// The first look: which kind each column has.

package parquet

import (
	"slices"

	pq "github.com/parquet-go/parquet-go"
	"github.com/tidwall/gjson"

	"twq/query"
	"twq/render"
)

// look types the columns by the first rows.
func (f Format) look(columns []query.Column, sample []query.Row) (*schema, error) {
	s := &schema{}
	names := map[string]bool{}
	for i, col := range columns {
		if names[col.Name] {
			return nil, &NameError{col.Name}
		}
		names[col.Name] = true
		var met []query.Value
		for _, r := range sample {
			if i < len(r.Cells) && r.Cells[i].Exists() && r.Cells[i].Type != gjson.Null {
				met = append(met, r.Cells[i])
			}
		}
		c := &column{name: col.Name, cell: i}
		if f.AllText || slices.Contains(f.Text, col.Name) {
			c.kind, c.chosen = loose, true
		} else {
			c.choose(col, met)
			c.untimed = c.timed(render.IsMoment(col), met, len(sample))
		}
		c.few = repeats(met)
		s.columns = append(s.columns, c)
	}
	for _, name := range f.Text {
		if !f.AllText && !names[name] {
			e := &NoColumnError{Name: name}
			for _, c := range s.columns {
				e.Columns = append(e.Columns, c.name)
			}
			return nil, e
		}
	}
	return s, nil
}

// choose takes the first kind that holds all values met.
func (c *column) choose(col query.Column, met []query.Value) {
	kinds := []kind{moment, text, integer, double, boolean}
	switch {
	case render.IsID(col):
		kinds = []kind{id}
	case len(met) == 0 && render.IsMoment(col):
		kinds = []kind{moment}
	case len(met) == 0:
		kinds = []kind{loose}
	}
	c.member = render.Telling(col)
	objects := c.member != "" && slices.ContainsFunc(met, query.Value.IsObject) // elements taken out of such a list
	for _, c.list = range []bool{false, true} {
		for _, c.kind = range kinds {
			if (c.list || objects) && c.kind == moment { // texts in lists, and out of them, stay texts
				continue
			}
			if c.list && c.kind == text && !slices.ContainsFunc(met, func(v query.Value) bool { return !isEmpty(v) }) {
				c.kind = loose // nothing but empty lists: nothing is known of what they hold
			}
			if c.holds(met) {
				if !c.list && !objects || c.list && !slices.ContainsFunc(met, holdsObject) && len(kinds) > 1 && c.kind != loose {
					c.member = ""
				}
				return
			}
		}
	}
	c.list, c.member, c.kind = false, "", tree
	if !c.holds(met) {
		c.kind, c.mixed = loose, true
	}
}

// timed looks for what has kept a column from being timestamps whose name says that it is, or of whose values at least half are moments.
func (c *column) timed(named bool, met []query.Value, rows int) *untimed {
	if c.kind == moment || !named && c.kind != text && c.kind != loose {
		return nil
	}
	u := &untimed{rows: rows}
	moments := 0
	for _, v := range met {
		_, fault := timestamp(v)
		if fault == "" || fault == tooFine {
			moments++
		}
		if fault == "" {
			continue
		}
		if u.values++; u.values == 1 {
			u.first, u.fault = v, fault
		}
	}
	if u.values == 0 || !named && 2*moments < len(met) {
		return nil
	}
	return u
}

// holds tries the values on the column.
func (c *column) holds(met []query.Value) bool {
	defer func() { c.values, c.lax = c.values[:0], 0 }()
	for _, v := range met {
		if _, ok := c.add(v); !ok {
			return false
		}
		c.values = c.values[:0]
	}
	return true
}

func isEmpty(list query.Value) bool {
	empty := list.IsArray()
	list.ForEach(func(_, _ query.Value) bool { empty = false; return false })
	return empty
}

func holdsObject(list query.Value) bool {
	found := false
	list.ForEach(func(_, e query.Value) bool { found = e.IsObject(); return !found })
	return found
}

// repeats says that at most a quarter of the values are different, so that a dictionary makes the column smaller and filters on it fast.
func repeats(met []query.Value) bool {
	if len(met) < 20 {
		return false
	}
	different := map[string]bool{}
	for _, v := range met {
		different[v.Raw] = true
	}
	return len(different)*4 <= len(met)
}

// schema is the columns of a file.
type schema struct {
	columns []*column
	rows    int64 // taken
	missing int64 // cells
	null    int64 // cells
	pending int   // about the bytes of the rows that are not written
}

// take appends the cells of a row, the n-th, to the columns.
func (s *schema) take(r query.Row, n int) error {
	s.rows++
	for _, c := range s.columns {
		var v query.Value
		if c.cell < len(r.Cells) {
			v = r.Cells[c.cell]
		}
		switch {
		case !v.Exists():
			s.missing++
		case v.Type == gjson.Null:
			s.null++
		}
		size, ok := c.add(v)
		if !ok {
			return c.typeError(v, n)
		}
		s.pending += size
	}
	return nil
}

// again is a schema of the same columns that has taken nothing, for rows that have the cells of these columns only.
func (s *schema) again() *schema {
	other := &schema{}
	for i, c := range s.columns {
		copied := *c
		copied.cell, copied.values, copied.lax = i, nil, 0
		other.columns = append(other.columns, &copied)
	}
	return other
}

// drop forgets the values that were taken and not written.
func (s *schema) drop() {
	for _, c := range s.columns {
		c.values = c.values[:0]
	}
	s.pending = 0
}

// parquet is the schema as the library has it, in the order of the columns.
func (s *schema) parquet() *pq.Schema {
	root := &group{}
	for _, c := range s.columns {
		leaf := c.kind.node()
		if c.few && (leaf.Type().Kind() == pq.ByteArray || leaf.Type().Kind() == pq.Int64) {
			leaf = pq.Encoded(leaf, &pq.RLEDictionary)
		}
		leaf = pq.Optional(pq.Compressed(leaf, codec))
		if c.list {
			leaf = pq.Optional(pq.List(leaf))
		}
		root.fields = append(root.fields, field{leaf, c.name})
	}
	return pq.NewSchema("twq", root)
}
