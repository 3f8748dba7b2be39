// Finds the column of Parquet that a path means: a leaf, which is there under this name alone.

package query

import (
	"slices"
	"strings"
)

// flatColumn is the column for a path into a row, which goes from steps[0] to the last of them. test says that a row is tested by it.
func (q *sql) flatColumn(steps []Step, test bool) ParquetColumn {
	keys := q.keys(steps)
	for i, k := range keys {
		keys[i] = escapeKey(k)
	}
	name := strings.Join(keys, ".")
	once(&q.used, name)
	if q.err != nil {
		return ParquetColumn{Name: name}
	}
	start, end := steps[0].Start, steps[len(steps)-1].End
	found := ParquetColumn{Name: name}
	if q.file.Columns == nil {
		q.remarks.whereElse("`"+name+"` is a column and never an object", "finds no such column", "reads something else")
		return found
	}
	var names, inside []string
	for _, c := range q.file.Columns {
		names = append(names, c.Name)
		switch {
		case strings.HasPrefix(c.Name, name+"."):
			inside = append(inside, c.Name)
		case c.Name == name:
			found = c
		}
	}
	switch {
	case len(inside) > 0:
		instead := ""
		if i := max(0, slices.Index(inside, name+".id_str")); test {
			instead = "; test one that every such object has, as " + inside[i]
		}
		q.refuse(start, end, "%s is an object, and only what is in it has columns: %s%s", Clip(name, 60), Some(inside, 3), instead)
	case found.Holds == ParquetUnknown:
		near := ""
		if n := nearestKey(name, names); n != "" {
			near = "; there is " + n
		}
		q.refuse(start, end, "%s has no column %s%s", Clip(q.file.Name, 60), Clip(name, 60), near)
	case found.Holds == ParquetFolder && q.to == ClickHouse:
		q.refuse(start, end, "%s is in the names of folders, which not every ClickHouse reads", Clip(name, 60))
	case found.Holds == ParquetFolder:
		q.folders = true
		q.remarks.say("%s is in the names of folders, where null, missing and empty are NULL%s", Clip(name, 60),
			map[bool]string{true: ", and Spark guesses its type"}[q.to == Spark])
	default:
		q.alone(name, start, end)
	}
	return found
}

// shownColumn is a column whose values are shown.
func (q *sql) shownColumn(c ParquetColumn, label string) string {
	switch c.Holds {
	case ParquetMoment:
		q.remarks.say("%s is a moment in UTC, where gjson gives its text", Clip(c.Name, 60))
	case ParquetList:
		q.remarks.say("%s is a list; of elements that are objects it has one member, such as text", Clip(c.Name, 60))
	}
	return q.labelled(q.name(c.Name), c.Name, label)
}

// alike finds columns whose names are one to an engine that knows no upper and lower case.
func (q *sql) alike() (pairs [][2]string) {
	first := map[string]string{}
	for _, c := range q.file.Columns {
		folded := q.fold(c.Name)
		if other, ok := first[folded]; ok {
			pairs = append(pairs, [2]string{other, c.Name})
			continue
		}
		first[folded] = c.Name
	}
	return pairs
}

// alone refuses a column under whose name DuckDB may read another one: of two alike it reads the second as NAME_1.
func (q *sql) alone(name string, start, end int) {
	if q.to != DuckDB {
		return
	}
	for _, pair := range q.alike() {
		if rest, ok := strings.CutPrefix(q.fold(name), q.fold(pair[0])); ok && (rest == "" || rest[0] == '_') {
			q.refuse(start, end, oneName, pair[0], pair[1])
		}
	}
}

// oneName is said of columns that are alike.
const oneName = "the columns %s and %s have one name there: -c gives one of them another when the file is written"

// fold is a name as the engine compares it.
func (q *sql) fold(name string) string {
	switch q.to {
	case Spark:
		return strings.ToLower(name)
	case DuckDB:
		return strings.Map(func(r rune) rune {
			if 'A' <= r && r <= 'Z' {
				r += 'a' - 'A'
			}
			return r
		}, name)
	}
	return name
}
