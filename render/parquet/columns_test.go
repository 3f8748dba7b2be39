package parquet

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"twq/query"
)

// TestColumns reads the columns of files: what DuckDB reads of each in TestTypes tells what it holds.
func TestColumns(t *testing.T) {
	kinds := map[string]query.ParquetKind{"VARCHAR": query.ParquetText, "BIGINT": query.ParquetNumber, "DOUBLE": query.ParquetNumber, "BOOLEAN": query.ParquetBoolean,
		"TIMESTAMP WITH TIME ZONE": query.ParquetMoment, "VARCHAR[]": query.ParquetList, "BIGINT[]": query.ParquetList, "DOUBLE[]": query.ParquetList, "BOOLEAN[]": query.ParquetList}
	for _, c := range typings {
		var lines []string
		for _, v := range values(c.values) {
			lines = append(lines, line(c.name, v))
		}
		got, err := Columns(written(t, Format{}, table(t, c.name, lines...)))
		if want := (query.ParquetColumn{Name: c.name, Holds: kinds[c.kind]}); err != nil || len(got) != 1 || got[0] != want {
			t.Errorf("%s %s: %v %v, want %v", c.name, c.values, got, err, want)
		}
	}
}

// TestColumnsOfSets reads the columns of folders: those of the first file, and those in the names of folders.
func TestColumnsOfSets(t *testing.T) {
	dir := t.TempDir()
	file, err := os.ReadFile(written(t, Format{}, table(t, "a,b", `{"a":"x","b":1}`)))
	if err != nil {
		t.Fatal(err)
	}
	inner := filepath.Join(dir, "b=1", "x%3Dy=2")
	if err := errors.Join(os.MkdirAll(inner, 0o700), os.Mkdir(filepath.Join(dir, "a"), 0o700), os.WriteFile(filepath.Join(inner, "p.parquet"), file, 0o600),
		os.WriteFile(filepath.Join(dir, "z.parquet"), []byte("none"), 0o600)); err != nil {
		t.Fatal(err)
	}
	want := []query.ParquetColumn{{Name: "a", Holds: query.ParquetText}, {Name: "b", Holds: query.ParquetFolder}, {Name: "x=y", Holds: query.ParquetFolder}}
	if got, err := Columns(dir + "/"); err != nil || !slices.Equal(got, want) {
		t.Errorf("%v %v, want %v", got, err, want)
	}
	if got, err := Columns(filepath.Join(dir, "a")); err != nil || got != nil {
		t.Errorf("a folder without a file: %v %v", got, err)
	}
	if _, err := Columns(filepath.Join(dir, "nope")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no file: %v", err)
	}
	if _, err := Columns(filepath.Join(dir, "z.parquet")); errors.As(err, new(*fs.PathError)) || !errors.As(err, new(*ReadError)) {
		t.Errorf("no Parquet: %v", err)
	}
}
