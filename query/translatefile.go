// Names the file that SQL reads: what is known of it, and its name as each engine takes it.

package query

import "strings"

// File is what the languages of SQL read.
type File struct {
	Name string
	// Here says that the name is that of a file or folder that is there; otherwise it may be a pattern, and is left as it is.
	Here bool
	// Lined says that a file that is here holds one object a line and nothing else.
	Lined bool
	// Columns are those of Parquet; nil where they are not known.
	Columns []ParquetColumn
}

// ParquetColumn is a column at the top of Parquet files.
type ParquetColumn struct {
	Name  string
	Holds ParquetKind
}

// ParquetKind is what a column of Parquet holds.
type ParquetKind int

// The kinds.
const (
	ParquetUnknown ParquetKind = iota // nothing is known of the column
	ParquetText
	ParquetNumber // of 64 bits, whole or not
	ParquetBoolean
	ParquetMoment
	ParquetList
	ParquetOther
	ParquetFolder // it is in the names of folders, not in the files
)

// ParquetFile says that the languages of SQL read a file of this name as Parquet: NAME.parquet, or a folder of such files, NAME/.
func ParquetFile(name string) bool {
	return strings.HasSuffix(strings.ToLower(name), ".parquet") || isSet(name)
}

// isSet says that a name is that of a folder of Parquet files.
func isSet(name string) bool { return strings.HasSuffix(name, "/") }

// fromLines reads a file of JSON lines.
func (q *sql) fromLines() string {
	switch q.to {
	case DuckDB:
		return "read_json_objects(" + sqlText(q.fileName()) + q.noFolders() + ")"
	case Spark:
		return "text." + q.name(q.fileName())
	}
	return "file(" + escapedText(q.fileName()) + ", 'LineAsString')"
}

// fromParquet reads a file or a set of Parquet.
func (q *sql) fromParquet() string {
	name := q.fileName()
	switch {
	case q.to == Spark:
		return "parquet." + q.name(name)
	case q.to == DuckDB && isSet(name) && q.folders: // or a text 007 would be read as the number 7
		return "read_parquet(" + sqlText(name+"**/*.parquet") + ", hive_partitioning = true, hive_types_autocast = false)"
	case q.to == DuckDB && isSet(name):
		return "read_parquet(" + sqlText(name+"**/*.parquet") + ", hive_partitioning = true)"
	case q.to == DuckDB:
		return "read_parquet(" + sqlText(name) + q.noFolders() + ")"
	case isSet(name):
		return "file(" + escapedText(name+"**/*.parquet") + ", 'Parquet')"
	}
	return "file(" + escapedText(name) + ", 'Parquet')"
}

// fileName is the name as the engine takes it for this file and no other: what would be a pattern is escaped, or refused.
func (q *sql) fileName() string {
	name := q.file.Name
	if !q.file.Here {
		return name
	}
	special := map[Language]string{DuckDB: `*?[`, Spark: `*?[]{}\`, ClickHouse: `*?{}`}[q.to]
	base := name[strings.LastIndexByte(name, '/')+1:]
	switch {
	case q.to == Spark && (strings.HasPrefix(base, "_") || strings.HasPrefix(base, ".")):
		q.refuseFile("Spark passes over files whose names begin with _ or a point: give %s another name", base)
	case !strings.ContainsAny(name, special):
	case q.to == DuckDB && !strings.Contains(name, `\`):
		return strings.NewReplacer("*", "[*]", "?", "[?]", "[", "[[]").Replace(name)
	default:
		q.refuseFile("the name %s is a pattern there, and would be read for other files: give the file a name without %s", name, strings.Join(strings.Split(special, ""), " "))
	}
	return name
}

// noFolders keeps DuckDB from taking a folder "column=value" above a file for a column, which would hide the one in the file.
func (q *sql) noFolders() string {
	if folder := q.file.Name[:strings.LastIndexByte(q.file.Name, '/')+1]; strings.Contains(folder, "=") {
		return ", hive_partitioning = false"
	}
	return ""
}

// lined remarks that a file has to hold one element a line, where it does not, or its name does not say so. DuckDB reads lists as well.
func (q *sql) lined() {
	name := strings.TrimSuffix(strings.TrimSuffix(strings.ToLower(q.file.Name), ".gz"), ".zst")
	ok := strings.HasSuffix(name, ".ndjson") || strings.HasSuffix(name, ".jsonl")
	if q.file.Here {
		ok = q.file.Lined
	}
	if q.to != DuckDB && !ok {
		q.remarks.say("the file has to hold one element a line, as -f ndjson writes it")
	}
}

// refuseFile says that a statement cannot read the file, whatever the path is.
func (q *sql) refuseFile(format string, args ...any) { q.refuse(0, 0, format, args...) }
