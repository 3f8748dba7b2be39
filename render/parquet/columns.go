// Reads which columns files have, and none of their rows.

package parquet

import (
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"

	pq "github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/format"

	"twq/query"
)

// ReadError is a file whose columns cannot be read.
type ReadError struct {
	File string
	Err  error // a *fs.PathError, or why it is no Parquet
}

func (e *ReadError) Error() string { return fmt.Sprintf("%s: %v", e.File, e.Err) }

// Unwrap returns Err.
func (e *ReadError) Unwrap() error { return e.Err }

// Columns returns the columns of a file, or of a set: those of its first file and those in the names of its folders; none of a folder
// without a Parquet file. The error is a *[ReadError].
func Columns(name string) ([]query.ParquetColumn, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, &ReadError{name, err}
	}
	if !info.IsDir() {
		return columnsOf(name)
	}
	first := ""
	err = filepath.WalkDir(name, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".parquet") {
			return err
		}
		first = path
		return fs.SkipAll
	})
	switch {
	case err != nil:
		return nil, &ReadError{name, err}
	case first == "":
		return nil, nil
	}
	columns, err := columnsOf(first)
	if err != nil {
		return nil, err
	}
	for part := range strings.SplitSeq(filepath.ToSlash(filepath.Dir(first)), "/") {
		key, _, ok := strings.Cut(part, "=")
		if unescaped, err := url.PathUnescape(key); ok && err == nil { // it hides a column of the files
			columns = slices.DeleteFunc(columns, func(c query.ParquetColumn) bool { return c.Name == unescaped })
			columns = append(columns, query.ParquetColumn{Name: unescaped, Holds: query.ParquetFolder})
		}
	}
	return columns, nil
}

func columnsOf(name string) (columns []query.ParquetColumn, err error) {
	in, err := os.Open(name)
	if err != nil {
		return nil, &ReadError{name, err}
	}
	defer in.Close()
	info, err := in.Stat()
	if err != nil {
		return nil, &ReadError{name, err}
	}
	if info.Size() < int64(len("PAR1....PAR1")) {
		return nil, &ReadError{name, errors.New("it is too short")}
	}
	f, err := pq.OpenFile(in, info.Size(), pq.SkipPageIndex(true), pq.SkipBloomFilters(true))
	if err != nil {
		return nil, &ReadError{name, err}
	}
	for _, c := range f.Root().Columns() {
		columns = append(columns, query.ParquetColumn{Name: c.Name(), Holds: holds(c)})
	}
	return columns, nil
}

// holds tells what a column holds, of the types that the kinds of this room have.
func holds(c *pq.Column) query.ParquetKind {
	var logical format.LogicalTypeValue
	if t := c.Type().LogicalType(); t != nil {
		logical = t.Value
	}
	_, list := logical.(*format.ListType)
	_, text := logical.(*format.StringType)
	_, moment := logical.(*format.TimestampType)
	_, whole := logical.(*format.IntType)
	switch {
	case c.Repeated() || list:
		return query.ParquetList
	case !c.Leaf():
		return query.ParquetOther
	case text:
		return query.ParquetText
	case moment:
		return query.ParquetMoment
	case whole:
		return query.ParquetNumber
	case logical != nil:
		return query.ParquetOther
	}
	switch c.Type().Kind() {
	case pq.Boolean:
		return query.ParquetBoolean
	case pq.Int64, pq.Double:
		return query.ParquetNumber
	}
	return query.ParquetOther
}
