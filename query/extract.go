// Compiles what is asked of each row, where that is plain keys, for the scanner to find on its way.

package query

import (
	"bytes"
	"slices"
	"strings"

	"github.com/tidwall/gjson"
)

// extract is what the scanner brings back of a row. Its answers are those of gjson.
type extract struct {
	wanted *wanted // nil: nothing but the row itself
	slots  int
	value  int    // the slot of the row of the answer, -1 for the row itself
	test   int    // the slot of the compared value, -1 where every row is taken
	query  *Query // nil where every row is taken
	// doubtful says that the query must be looked at closely where a number is compared, numeral where a text is, zero where a 0 is;
	// always is the boolean that passes in any case.
	doubtful, numeral, zero bool
	always                  string
	cells                   []int // the slots of the columns, -1 for the row of the answer; nil where no columns are chosen
	columns                 []Column
	parts                   presetParts
	// objects says that nothing is wanted of a row that is a text, though gjson would look into one.
	objects bool
	// lean says that nobody looks at the row itself, so that only the text of the cells is kept.
	lean bool
}

// derivedCell is the slot of a column whose cells are chosen among others.
const derivedCell = -2

// extractOf returns nil where the rows of the answer, or the columns, are more than plain keys.
func extractOf(rows *Path, columns []Column) *extract {
	x := &extract{value: -1, test: -1, columns: columns}
	root := &wanted{slot: -1}
	var prefix []string
	if rows != nil {
		steps := rows.steps
		for _, s := range steps[1:] {
			if !rows.isPlain(s) || !s.PerElement || s.Sep != '.' {
				return nil
			}
			prefix = append(prefix, s.Key)
		}
		if q := steps[0].Query; q != nil && !x.compare(q, root) {
			return nil
		}
		if len(prefix) > 0 {
			x.value = x.slot(root, prefix)
		}
	}
	for _, c := range columns {
		if c.derived.of != noPreset {
			x.derive(c, root, prefix)
			x.cells = append(x.cells, derivedCell)
			continue
		}
		keys, ok := plainKeys(c.Path)
		switch {
		case !ok:
			return nil
		case len(keys) == 0:
			x.cells = append(x.cells, x.value)
		default:
			x.cells = append(x.cells, x.slot(root, append(prefix[:len(prefix):len(prefix)], keys...)))
		}
	}
	if x.slots > 0 {
		x.wanted = root
	}
	return x
}

// compare takes the query whose left side is plain keys and which says nothing of what is missing.
func (x *extract) compare(q *Query, root *wanted) bool {
	if q.Left == nil || strings.HasPrefix(q.Value, "~") || oddRight(q) || comparesDoubtfully(q) && isOrder(q.Op) {
		return false
	}
	x.doubtful, x.numeral, x.zero, x.always = comparesDoubtfully(q), ordersNumerals(q), takesZero(q), takesBool(q)
	keys, ok := plainKeys(q.Left.String())
	if !ok || len(keys) == 0 {
		return false
	}
	x.query, x.test = q, x.slot(root, keys)
	return true
}

// slot returns the place of what keys lead to.
func (x *extract) slot(at *wanted, keys []string) int {
	for _, key := range keys {
		next := at.find([]byte(key), false)
		if next == nil {
			next = &wanted{key: key, slot: -1}
			at.keys = append(at.keys, next)
		}
		at = next
	}
	if at.slot < 0 {
		at.slot = x.slots
		x.slots++
	}
	return at.slot
}

// isPlain tells whether a step is a key as it is written: a list reads one with a backslash in its own way.
func (p *Path) isPlain(s Step) bool { return s.Kind == Key && p.text[s.Start:s.End] == s.Key }

// plainKeys returns the keys of a path of keys and dots.
func plainKeys(path string) (keys []string, ok bool) {
	if path == "" {
		return nil, true
	}
	p, err := ParsePath(path)
	if err != nil || p.Misread() != nil {
		return nil, false
	}
	for i, s := range p.steps {
		if !p.isPlain(s) || i > 0 && s.Sep != '.' {
			return nil, false
		}
		keys = append(keys, s.Key)
	}
	return keys, true
}

// shown tells whether a slot is more than what the query compares.
func (x *extract) shown(slot int) bool {
	return slot == x.value || slices.Contains(x.cells, slot) || x.derives() && slices.ContainsFunc(x.parts[:], func(parts []int) bool { return slices.Contains(parts, slot) })
}

// derives tells whether columns are derived.
func (x *extract) derives() bool {
	return slices.ContainsFunc(x.parts[:], func(parts []int) bool { return parts != nil })
}

// fill fills the cells of row i of a batch, whose value is v.
func (x *extract) fill(out *scanned, i int, v Value, cells []Value) {
	found := out.spans[i*(1+x.slots)+1 : (i+1)*(1+x.slots)]
	for k, slot := range x.cells {
		switch {
		case slot == derivedCell:
		case slot < 0:
			cells[k] = v
		default:
			cells[k] = valueOf(out.text[found[slot].start:found[slot].end])
		}
	}
	x.parts.fill(x.columns, out.text, found, cells)
}

// doubts tells whether the query must be looked at closely where it meets a value.
func (x *extract) doubts(raw []byte) bool {
	c := raw[0]
	if x.query.Op == "" {
		return c == 'f'
	}
	return x.doubtful && (isDigit(c) || c == '-') || x.zero && (c == '0' || c == '-') || (c == 't' || c == 'f') && string(raw) == x.always
}

// matches tells whether the query takes a row with this compared value.
func (x *extract) matches(raw []byte) bool {
	if x.query.Op == "" || len(raw) == 0 {
		return len(raw) > 0
	}
	switch raw[0] {
	case '{', '[', 'n': // neither lists nor objects nor null are ever compared
		return false
	case '"':
		if x.query.Op == "=" && bytes.IndexByte(raw, '\\') < 0 {
			return string(raw[1:len(raw)-1]) == x.query.Value
		}
	}
	q := x.query
	return gjson.Get("["+string(raw)+"]", "#("+q.Op+q.Right+")").Exists()
}

// valueOf is the JSON value that raw is, as gjson has it.
func valueOf(raw string) Value {
	if raw == "" {
		return Value{}
	}
	switch c := raw[0]; {
	case c == '"' && strings.IndexByte(raw, '\\') < 0:
		return Value{Type: gjson.String, Raw: raw, Str: raw[1 : len(raw)-1]}
	case isDigit(c) && len(raw) <= 15:
		n := 0
		for i := range len(raw) {
			if !isDigit(raw[i]) {
				return gjson.Parse(raw)
			}
			n = n*10 + int(raw[i]-'0')
		}
		return Value{Type: gjson.Number, Raw: raw, Num: float64(n)}
	}
	return gjson.Parse(raw)
}
