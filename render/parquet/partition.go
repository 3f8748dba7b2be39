// By which value rows are laid into folders, and how the folders are called.

package parquet

import (
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
	column query.Column // its name is that of the folders
	layout string       // of a moment; "" for the value itself
}

// ParsePartition reads "day" or "month", of created_at in UTC, or a column, a path inside a row with or without a label in front as in
// [query.ParsePlainColumns]. The error is a *[query.PathError] or a *[query.ColumnsError].
func ParsePartition(text string) (Partition, error) {
	switch text {
	case "day":
		return Partition{query.Column{Name: text, Path: "created_at"}, "2006-01-02"}, nil
	case "month":
		return Partition{query.Column{Name: text, Path: "created_at"}, "2006-01"}, nil
	}
	column, err := query.ParseColumn(text)
	return Partition{column: column}, err
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
	cell  int          // which cell of a row has the value; -1: it is in the element
	shown query.Column // of that cell; else the one that was asked for
	known map[string]string
	empty int // rows with an empty text
	none  int // rows with a null or nothing
}

// divide looks for the value in the columns that are shown, else in the element of the row.
func (p Partition) divide(columns []query.Column) *divider {
	named := func(c query.Column) bool { return c.Name == p.column.Name }
	if p.layout != "" {
		named = func(c query.Column) bool { return c.Name == p.column.Path || c.Path == p.column.Path }
	}
	d := &divider{Partition: p, cell: slices.IndexFunc(columns, named), shown: p.column, known: map[string]string{}}
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
		value = noValue
	case v.Type == gjson.JSON:
		return "", fault(NoScalar)
	case d.layout != "":
		t, ok := query.ParseMoment(v.Str)
		if !ok {
			return "", fault(NoMoment)
		}
		value = t.UTC().Format(d.layout)
	case v.Type == gjson.String && v.Str == "":
		d.empty++
		value = noValue
	case v.Type == gjson.String:
		value = v.Str
	default:
		value = v.Raw
	}
	if name, ok := d.known[value]; ok {
		return name, nil
	}
	name := escape(d.column.Name) + "=" + escape(value)
	switch {
	case len(name) > 255:
		return "", fault(TooLong)
	case len(d.known) == MaxPartitions:
		return "", fault(TooMany)
	}
	d.known[strings.Clone(value)] = name
	return name, nil
}

// escape writes what a name of a folder cannot have as %XX, as Hive, Spark and DuckDB read it. Letters beyond ASCII stay: Hive and Spark
// would read their bytes one by one.
func escape(s string) string {
	const special = `"#%'*/:=?\{[]^<>|` + "\x7f"
	var b strings.Builder
	for i := range len(s) {
		if c := s[i]; c <= ' ' || strings.IndexByte(special, c) >= 0 || c == '.' && i == len(s)-1 {
			b.WriteByte('%')
			b.WriteByte("0123456789ABCDEF"[c>>4])
			b.WriteByte("0123456789ABCDEF"[c&15])
			continue
		}
		b.WriteByte(s[i])
	}
	return b.String()
}
