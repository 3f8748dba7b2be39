// What the reader of a file should know, in a few lines at the end.

package parquet

import (
	"fmt"
	"strings"

	"twq/query"
)

// tell says what the schema and the rows have come to.
func (f Format) tell(s *schema) {
	if f.Note == nil {
		return
	}
	var mixed, untimed, lax, alike []string
	seen := map[string]string{}
	for _, c := range s.columns {
		switch {
		case c.untimed != nil:
			untimed = append(untimed, c.untimed.words(c))
		case c.mixed:
			mixed = append(mixed, c.name)
		case c.lax > 0:
			lax = append(lax, fmt.Sprintf("%s (%d)", c.name, c.lax))
		}
		folded := strings.ToLower(c.name)
		if other, ok := seen[folded]; ok {
			alike = append(alike, other+" and "+c.name)
		}
		seen[folded] = c.name
	}
	if len(mixed) > 0 {
		f.Note("text, because values of several kinds are there, or numbers that no type holds: " + query.Some(mixed, 4))
	}
	if len(untimed) > 0 {
		f.Note("no timestamps, because not every value in the first rows is a moment that one holds: " + query.Some(untimed, 4))
	}
	if len(lax) > 0 {
		f.Note(fmt.Sprintf("the first rows had no value, so these columns are text, and later values that are no text were written as JSON writes them: %s", query.Some(lax, 4)))
	}
	if len(alike) > 0 {
		f.Note("engines that know no upper and lower case take these columns for one (Spark any letters, DuckDB A to Z): " + query.Some(alike, 2))
	}
	if s.missing > 0 && s.null > 0 {
		f.Note(fmt.Sprintf("null and missing are both NULL in Parquet: of %d empty cells %d were null and %d missing", s.null+s.missing, s.null, s.missing))
	}
}

// words say which column it is, what it holds instead, and why.
func (u *untimed) words(c *column) string {
	holds, first := c.words(), ""
	if c.kind == loose {
		holds = text.words()
	}
	if u.values > 1 {
		first = " the first"
	}
	return fmt.Sprintf("%s holds %s (in %d of %s,%s %s %s)", c.name, holds, u.values, rowsOf(u.rows), first, query.Clip(u.first.Raw, 40), u.fault)
}
