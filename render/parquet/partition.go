// By which value rows are laid into folders, and how the folders are called.

package parquet

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tidwall/gjson"

	"twq/query"
	"twq/render"
)

// MaxPartitions is the most folders of a set: more are slow to list everywhere.
const MaxPartitions = 10_000

// noValue is the folder of null and missing values, as Hive calls it; of empty texts too, because engines read no empty value.
const noValue = "__HIVE_DEFAULT_PARTITION__"

// Partition says by what rows are divided.
type Partition struct {
	column query.Column
	name   string // what engines are to call it
	layout string // of a moment; "" for the value itself
}

// ParsePartition reads "day" or "month", of created_at in UTC, or a column, a path inside a row with or without a label in front as in
// [query.ParsePlainColumns]. The error is a *[query.PathError] or a *[query.ColumnsError].
func ParsePartition(text string) (Partition, error) {
	switch text {
	case "day":
		return Partition{query.Column{Name: text, Path: "created_at"}, text, "2006-01-02"}, nil
	case "month":
		return Partition{query.Column{Name: text, Path: "created_at"}, text, "2006-01"}, nil
	}
	column, err := query.ParseColumn(text)
	return Partition{column: column, name: plainName(column)}, err
}

// plainName is the name of a column without the backslashes of its path, which engines take for the end of a folder's name: the key "a.b",
// whose path is "a\.b", is called a.b.
func plainName(c query.Column) string {
	if c.Name != c.Path || !strings.Contains(c.Path, `\`) {
		return c.Name
	}
	p, err := query.ParsePath(c.Path)
	if err != nil {
		return c.Name
	}
	var keys []string
	for _, s := range p.Steps() {
		if s.Kind != query.Key {
			return c.Name
		}
		keys = append(keys, s.Key)
	}
	return strings.Join(keys, ".")
}

// hides says that one of the columns has the name of the folders and is another one: engines would take the one for the other.
func (p Partition) hides(columns []query.Column) bool {
	own := p.layout == "" && p.name == p.column.Name
	return !own && slices.ContainsFunc(columns, func(c query.Column) bool { return c.Name == p.name })
}

// InSet says that a name belongs into a set of files: a folder "column=value", or a Parquet file in one.
func InSet(name string, dir bool) bool {
	above, file, deep := strings.Cut(name, "/")
	if !deep {
		return dir && strings.Contains(name, "=")
	}
	return !dir && strings.Contains(above, "=") && strings.HasSuffix(file, ".parquet") && !strings.Contains(file, "/")
}

// divider finds the folder of a row.
type divider struct {
	Partition
	cell  int               // which cell of a row has the value; -1: it is in the element
	shown query.Column      // of that cell; else the one that was asked for
	known map[string]*place // by the value as text; "" is that of null, nothing and the empty text
	empty int               // rows with an empty text
	none  int               // rows with a null or nothing
	same  int               // rows with the text noValue
	mixed []*place          // those with values of several kinds
}

// place is a folder.
type place struct {
	name  string
	kinds []string // of the values in it
}

// divide looks for the value in the columns that are shown, else in the element of the row.
func (p Partition) divide(columns []query.Column) *divider {
	named := func(c query.Column) bool { return c.Name == p.column.Name }
	if p.layout != "" {
		named = func(c query.Column) bool { return c.Name == p.column.Path || c.Path == p.column.Path }
	}
	d := &divider{Partition: p, cell: slices.IndexFunc(columns, named), shown: p.column, known: map[string]*place{}}
	if d.cell >= 0 {
		d.shown = columns[d.cell]
	}
	return d
}

func (d *divider) value(r query.Row) query.Value {
	switch {
	case d.cell >= 0 && d.cell < len(r.Cells):
		return r.Cells[d.cell]
	case d.cell >= 0:
		return query.Value{}
	}
	return gjson.Get(r.Value.Raw, d.column.Path)
}

// folder names the folder of the n-th row.
func (d *divider) folder(r query.Row, n int) (string, error) {
	v := d.value(r)
	kind, _ := query.Describe(v)
	if member := render.Telling(d.shown); member != "" && v.IsObject() && v.Get(member).Exists() {
		v = v.Get(member)
	}
	fault := func(f PartitionFault) error {
		return &PartitionError{Column: d.column.Name, Fault: f, Row: n, Got: query.Clip(v.Raw, 60)}
	}
	var value string
	switch {
	case !v.Exists() || v.Type == gjson.Null:
		d.none++
	case v.Type == gjson.JSON:
		return "", fault(NoScalar)
	case d.layout != "":
		t, ok := query.ParseMoment(v.Str)
		if !ok {
			return "", fault(NoMoment)
		}
		value = t.UTC().Format(d.layout)
	case v.Type == gjson.String:
		switch value = v.Str; value {
		case "":
			d.empty++
		case noValue:
			d.same++
		}
	default:
		value = v.Raw
	}
	p := d.known[value]
	if p == nil {
		p = &place{name: escapeName(d.name) + "=" + escapeValue(value)}
		switch {
		case len(p.name) > 255:
			return "", fault(TooLong)
		case len(d.known) == MaxPartitions:
			return "", fault(TooMany)
		}
		d.known[strings.Clone(value)] = p
	}
	if value != "" && !slices.Contains(p.kinds, kind) {
		if p.kinds = append(p.kinds, kind); len(p.kinds) == 2 {
			d.mixed = append(d.mixed, p)
		}
	}
	return p.name, nil
}

// escapeValue is how a value is written in the name of a folder. A text that an engine takes for null as it stands is written so that it is
// none: Spark and DuckDB look before they decode it.
func escapeValue(value string) string {
	switch {
	case value == "":
		return noValue
	case value == noValue || strings.EqualFold(value, "null"):
		return fmt.Sprintf("%%%02X", value[0]) + value[1:]
	}
	out := escape(value, ` "#%'*/:=?\{[]^<>|`)
	if before, dot := strings.CutSuffix(out, "."); dot {
		out = before + "%2E"
	}
	return out
}

// escapeName leaves in the name of a column all that a folder can have: DuckDB decodes values and no names.
func escapeName(name string) string { return escape(name, `"%*/:=?\<>|`) }

// escape writes control characters and those that are special as %XX, as Hive, Spark and DuckDB read it. Letters beyond ASCII stay: Hive
// and Spark would read their bytes one by one.
func escape(s, special string) string {
	var b strings.Builder
	for i := range len(s) {
		if c := s[i]; c < ' ' || c == '\x7f' || strings.IndexByte(special, c) >= 0 {
			fmt.Fprintf(&b, "%%%02X", c)
			continue
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// tell says which rows are read back as something else.
func (d *divider) tell(note func(string)) {
	head := escapeName(d.name) + "="
	if d.none > 0 {
		note(fmt.Sprintf("in %s%s: %s whose value is null or missing", head, noValue, rowsOf(d.none)))
	}
	if d.empty > 0 {
		note(fmt.Sprintf("in %s%s too: %s whose value is the empty text, which engines cannot tell in a path", head, noValue, rowsOf(d.empty)))
	}
	if d.same > 0 {
		note(fmt.Sprintf("in %s%s: %s whose value is the text %s, which pandas reads as null, DuckDB and Spark as the text", head, escapeValue(noValue), rowsOf(d.same), noValue))
	}
	if len(d.mixed) > 0 {
		shared := make([]string, len(d.mixed))
		for i, p := range d.mixed {
			shared[i] = p.name + " (" + strings.Join(p.kinds, " and ") + ")"
		}
		note("values of several kinds share a folder, and are read back as one: " + query.Some(shared, 4))
	}
	if name := escapeName(d.name); name != d.name {
		note(fmt.Sprintf("DuckDB takes the name of the folders as it is written, and calls the column %s; a label gives it a plain one", name))
	}
}
