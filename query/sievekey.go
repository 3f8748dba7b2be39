// Finds in an element what a sieve tells elements apart or orders them by: what is at a path, or what a column shows.

package query

import (
	"cmp"
	"slices"

	"github.com/tidwall/gjson"
)

// sieveKey is what Sieve.Sort or Sieve.Unique looks at. The zero value looks at nothing.
type sieveKey struct {
	path string // inside an element

	// The column of a preset is no path: its cells are chosen among several members of what is at path.
	shown   []Column // that column alone; nil: what is at path
	deriver *deriver
}

// key returns what is called so: a column, where the columns are cut from the elements or from what plain keys take out of them, or else
// a path inside an element. Who sorts by favorite_count sees the likes of a retweet in that column of -c tweet, and not its own 0.
func (s Sieve) key(name string, p *Path, columns []Column) sieveKey {
	i := slices.IndexFunc(columns, func(c Column) bool {
		return c.Name == name && (c.Name != c.Path || c.derived.of != noPreset)
	})
	if name == "" || i < 0 && len(columns) > 0 {
		return sieveKey{path: name}
	}
	if i < 0 {
		return sieveKey{path: labelled(name, p)}
	}
	row, ok := rowInElement(p)
	switch c := columns[i]; {
	case !ok:
		return sieveKey{path: name}
	case c.derived.of != noPreset:
		shown := []Column{c}
		return sieveKey{path: cmp.Or(row, "@this"), shown: shown, deriver: deriverOf(shown)}
	case row == "":
		return sieveKey{path: cmp.Or(c.Path, "@this")}
	default:
		return sieveKey{path: row + "." + cmp.Or(c.Path, "@this")}
	}
}

// labelled is the path of the item of that name in the multipath that each row is made with; else the name itself.
func labelled(name string, p *Path) string {
	if p == nil {
		return name
	}
	if _, each, ok := p.Rows(); !ok || each == nil {
		return name
	}
	for _, it := range p.Items() {
		if it.Named && it.Label == name {
			return it.Path
		}
	}
	return name
}

// rowInElement is the path of plain keys that leads from an element to the row that columns are cut from, "" where it is the row.
func rowInElement(p *Path) (path string, ok bool) {
	if p == nil {
		return "", true
	}
	if rest, ok := p.Lines(); ok {
		var err error
		if p, err = ParsePath(rest); err != nil {
			return "", false
		}
	}
	_, counts := p.CountsList()
	_, keys := keysOnly(p)
	_, each, rows := p.Rows()
	switch {
	case counts || keys || p.isThis() || rows && each == nil:
		return "", true
	case rows:
		if _, plain := keysOnly(each); plain {
			return each.String(), true
		}
	}
	return "", false
}

// isPath says that the key is what is at its path.
func (k sieveKey) isPath() bool { return k.path != "" && k.shown == nil }

// isIn says that the key is an item of the list at these keys, or keys inside one.
func (k sieveKey) isIn(list []string) bool {
	if !k.isPath() {
		return false
	}
	p, err := ParsePath(k.path)
	if err != nil {
		return false
	}
	keys, ok := keysOnly(p)
	return ok && len(keys) >= len(list) && slices.Equal(keys[:len(list)], list)
}

// cell is what the column of a preset shows of an element.
func (k sieveKey) cell(raw string) Value {
	row := gjson.Parse(raw)
	if k.path != "@this" {
		row = row.Get(k.path)
	}
	var cell [1]Value
	k.deriver.fill(k.shown, row, cell[:])
	return cell[0]
}
