package main

import (
	"go/parser"
	"go/token"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// TestImports keeps the direction of the house: which rooms a room may know.
func TestImports(t *testing.T) {
	may := map[string][]string{
		"fetch": nil, "query": nil,
		"query/outline":     {"twq/query"},
		"render":            {"twq/query"},
		"render/xlsx":       {"twq/query", "twq/render"},
		"render/parquet":    {"twq/query", "twq/render"},
		"fetch/collect":     {"twq/fetch"},
		"fixtures":          {"twq/fetch"},
		"cmd/twq":           {"twq/fixtures/lesson", "twq/cmd/twq/learn", "twq/fetch", "twq/fetch/collect", "twq/query", "twq/query/outline", "twq/render", "twq/render/parquet", "twq/render/xlsx", "twq/fixtures", "twq/fixtures/disguise"},
		"fixtures/disguise": nil,
		"fixtures/lesson":   nil,
		"cmd/twq/learn":     {"twq/fetch", "twq/query", "twq/query/outline", "twq/render", "twq/fixtures", "twq/fixtures/lesson"},
	}
	entries, err := os.ReadDir("../..")
	if err != nil {
		t.Fatal(err)
	}
	allowed := []string{"cmd", "fetch", "query", "render", "fixtures", "docs"}
	for _, e := range entries {
		if e.IsDir() && !strings.HasPrefix(e.Name(), ".") && !slices.Contains(allowed, e.Name()) {
			t.Errorf("%s is no room of the house", e.Name())
		}
	}
	seen := 0
	for room, rooms := range may {
		files, err := filepath.Glob(filepath.Join("../..", room, "*.go"))
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: %d files, %v", room, len(files), err)
		}
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
			if err != nil {
				t.Fatal(err)
			}
			for _, imp := range f.Imports {
				path, _ := strconv.Unquote(imp.Path.Value)
				if strings.HasPrefix(path, "twq/") {
					if seen++; !slices.Contains(rooms, path) {
						t.Errorf("%s imports %s", file, path)
					}
				}
			}
		}
	}
	if seen < 5 {
		t.Errorf("only %d imports between rooms were seen", seen)
	}
}

// TestDoors wants a file named after its folder in each room.
func TestDoors(t *testing.T) {
	for _, room := range []string{"fetch", "fetch/collect", "query", "query/outline", "render", "render/parquet", "render/xlsx", "fixtures", "fixtures/disguise", "fixtures/lesson", "cmd/twq/learn"} {
		name := path.Base(room)
		src, err := os.ReadFile(filepath.Join("../..", room, name+".go"))
		if err != nil {
			t.Error(err)
			continue
		}
		if !strings.HasPrefix(string(src), "// Package "+name+" ") {
			t.Errorf("%s/%s.go does not begin with the package comment", room, name)
		}
	}
}
