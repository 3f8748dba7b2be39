package parquet

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	pq "github.com/parquet-go/parquet-go"
	"github.com/tidwall/gjson"

	"twq/query"
)

// table lays out JSON lines in columns, "" for none.
func table(t testing.TB, columns string, lines ...string) query.Table {
	t.Helper()
	cs, err := query.ParseColumns(columns)
	if err != nil {
		t.Fatal(err)
	}
	return query.Table{Columns: cs, Shape: query.List, Rows: func(yield func(query.Row, error) bool) {
		cells := make([]query.Value, len(cs))
		for _, line := range lines {
			for i, c := range cs {
				cells[i] = gjson.Get(line, c.Path)
			}
			if !yield(query.Row{Value: gjson.Parse(line), Cells: cells}, nil) {
				return
			}
		}
	}}
}

// written is the file of a table.
func written(t testing.TB, f Format, tb query.Table) (name string) {
	t.Helper()
	var b bytes.Buffer
	if err := f.Render(&b, tb); err != nil {
		t.Fatal(err)
	}
	name = filepath.Join(t.TempDir(), "t.parquet")
	if err := os.WriteFile(name, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

// own reads a file with the library that wrote it: the rows, each a list of values by column.
func own(t testing.TB, name string) (schema string, rows [][]pq.Value) {
	t.Helper()
	in, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	info, _ := in.Stat()
	f, err := pq.OpenFile(in, info.Size())
	if err != nil {
		t.Fatal(err)
	}
	for _, g := range f.RowGroups() {
		r := g.Rows()
		buf := make([]pq.Row, 50)
		for {
			n, err := r.ReadRows(buf)
			for _, row := range buf[:n] {
				rows = append(rows, row.Clone())
			}
			if err != nil {
				break
			}
		}
		r.Close()
	}
	return f.Schema().String(), rows
}

const duckScript = `
const { DuckDBInstance } = require('@duckdb/node-api');
const lines = require('fs').readFileSync(0, 'utf8').trim().split('\n').map(l => JSON.parse(l));
(async () => {
  const c = await (await DuckDBInstance.create(':memory:')).connect();
  for (const statement of lines) {
    try {
      console.log(JSON.stringify((await c.runAndReadAll(statement)).getRowsJson()));
    } catch (e) {
      console.log(JSON.stringify(String(e)));
    }
  }
})();`

// duck runs statements in DuckDB and returns the rows of each; the test is skipped where there is none, and fails where TWQ_CI is set.
func duck(t testing.TB, statements ...string) [][][]any {
	t.Helper()
	if out, err := exec.Command("node", "-e", "require('@duckdb/node-api')").CombinedOutput(); err != nil {
		if os.Getenv("TWQ_CI") != "" {
			t.Fatalf("TWQ_CI is set, and there is no node with @duckdb/node-api in NODE_PATH: %v %s", err, out)
		}
		t.Skip("there is no node with @duckdb/node-api in NODE_PATH")
	}
	var in, errs bytes.Buffer
	for _, s := range statements {
		line, _ := json.Marshal(s)
		in.Write(append(line, '\n'))
	}
	cmd := exec.Command("node", "-e", duckScript)
	cmd.Stdin, cmd.Stderr, cmd.Env = &in, &errs, append(os.Environ(), "TZ=UTC")
	text, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v: %s", err, errs.String())
	}
	var all [][][]any
	for line := range strings.Lines(string(text)) {
		var rows [][]any
		if err := json.Unmarshal([]byte(line), &rows); err != nil {
			t.Fatalf("DuckDB says %s", line)
		}
		all = append(all, rows)
	}
	if len(all) != len(statements) {
		t.Fatalf("%d answers to %d statements", len(all), len(statements))
	}
	return all
}
