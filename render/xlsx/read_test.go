package xlsx

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"encoding/xml"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"twq/query"
	"twq/render"
)

// readSheet is a sheet as openpyxl reads it; a cell is nil, or type, value, number format, and whether it is bold.
type readSheet struct {
	Name   string
	Rows   [][][]any
	Freeze string
	Filter string
	Widths map[string]float64
}

// wants skips a test for want of a program, which fails it where everything has to be there.
func wants(t testing.TB, what string, err error) {
	if err == nil {
		return
	}
	if os.Getenv("TWQ_CI") != "" {
		t.Fatalf("%s: %v", what, err)
	}
	t.Skipf("no %s: %v", what, err)
}

// reopened reads a workbook with openpyxl.
func reopened(t testing.TB, book []byte) []readSheet {
	t.Helper()
	python := "/usr/bin/python3"
	wants(t, "openpyxl (python3-openpyxl)", exec.Command(python, "-c", "import openpyxl").Run())
	file := filepath.Join(t.TempDir(), "book.xlsx")
	if err := os.WriteFile(file, book, 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(python, "testdata/read.py", file)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	var sheets []readSheet
	if err := json.Unmarshal(out, &sheets); err != nil {
		t.Fatal(err)
	}
	return sheets
}

// written is what a format writes of a table, with its notes.
func written(t testing.TB, f Format, table query.Table) (book []byte, notes []string) {
	t.Helper()
	f.Note = func(s string) { notes = append(notes, s) }
	f.TempDir = t.TempDir()
	var b bytes.Buffer
	if err := f.Render(&b, table); err != nil {
		t.Fatal(err)
	}
	if left, err := os.ReadDir(f.TempDir); err != nil || len(left) > 0 {
		t.Errorf("left in the folder of temporary files: %v, %v", left, err)
	}
	return b.Bytes(), notes
}

// TestReadBack reads every awkward cell with openpyxl.
func TestReadBack(t *testing.T) {
	book, notes := written(t, Format{}, awkwardTable())
	sheets := reopened(t, book)
	if len(sheets) != 1 || sheets[0].Name != "data" || len(sheets[0].Rows) != len(awkward)+1 {
		t.Fatalf("%d sheets", len(sheets))
	}
	for i, name := range []string{"name", "value", "who", "created_at (UTC)"} {
		if cell := sheets[0].Rows[0][i]; cell[0] != "text" || cell[1] != name || cell[3] != true {
			t.Errorf("header %d: %v", i, cell)
		}
	}
	for i, c := range awkward {
		cells := sheets[0].Rows[i+1]
		kinds := []string{c.kind, c.kind, c.kind}
		values := []string{c.want, c.want, c.want}
		if c.kind == "number" { // a name, as it came
			kinds[1], values[1] = "text", c.json
		}
		if date, ok := dates[c.name]; ok {
			kinds[2], values[2] = "date", date
		}
		for j := range 3 {
			checkCell(t, c.name+" as "+columns[j+1].Name, cells[j+1], kinds[j], values[j])
			if kinds[j] == "text" && values[j] != "" && (j == 1 || render.Formula(values[j])) && cells[j+1][2] != "@" {
				t.Errorf("%s as %s has the format %v", c.name, columns[j+1].Name, cells[j+1][2])
			}
		}
	}
	want := []string{
		"9 cells have more than the 32,767 characters that a spreadsheet keeps, and are cut",
		"12 cells have control characters that a spreadsheet cannot hold; they are � there",
	}
	if !slices.Equal(notes[:2], want) || len(notes) != 4 || !strings.Contains(notes[2], "no moments") || !strings.HasPrefix(notes[3], "2 moments are before March 1900") {
		t.Errorf("notes %q", notes)
	}
}

func checkCell(t *testing.T, name string, cell []any, kind, want string) {
	t.Helper()
	if kind == "" || want == "" && kind == "text" && cell == nil { // openpyxl reads an empty text as nothing
		if cell != nil {
			t.Errorf("%s: %v, want nothing", name, cell)
		}
		return
	}
	if cell == nil || cell[0] != kind {
		t.Errorf("%s: %.80v, want %s %.80s", name, cell, kind, want)
		return
	}
	got := cell[1].(string)
	if kind == "number" {
		a, _ := strconv.ParseFloat(got, 64)
		b, _ := strconv.ParseFloat(want, 64)
		if a != b {
			t.Errorf("%s: %v, want %v", name, a, b)
		}
	} else if got != want {
		t.Errorf("%s: %.80q, want %.80q", name, got, want)
	}
}

// TestRawXML looks into the file itself: no formula anywhere, and every part is well-formed.
func TestRawXML(t *testing.T) {
	book, _ := written(t, Format{Null: "=N", Missing: "@M", About: func() []render.Fact { return []render.Fact{{Name: "=1", Value: "=2"}} }}, awkwardTable())
	r, err := zip.NewReader(bytes.NewReader(book), int64(len(book)))
	if err != nil {
		t.Fatal(err)
	}
	cells := 0
	for _, f := range r.File {
		body, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(body)
		if err != nil {
			t.Fatal(f.Name, err)
		}
		if bytes.Contains(text, []byte("xuri")) {
			t.Errorf("%s names the author of excelize", f.Name)
		}
		d := xml.NewDecoder(bytes.NewReader(text))
		for {
			token, err := d.Token()
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatal(f.Name, err)
			}
			if e, ok := token.(xml.StartElement); ok {
				switch e.Name.Local {
				case "f":
					t.Errorf("%s has a formula", f.Name)
				case "c":
					cells++
				}
			}
		}
	}
	if want := 4*(len(awkward)+1) + 2; cells != want {
		t.Errorf("%d cells, want %d", cells, want)
	}
}

func TestShapes(t *testing.T) {
	value := []query.Column{{Name: "value"}}
	named := []query.Column{{Name: "id", Path: "id"}, {Name: "n", Path: "n"}, {Name: "created_at", Path: "created_at"}, {Name: "bio", Path: "bio"}}
	user := `{"id": 2101, "n": 5, "created_at": "Mon Dec 09 08:00:05 +0000 2019"}`
	one := func(shape query.Shape, columns []query.Column, rows ...string) query.Table {
		table := listOf(columns, rows...)
		table.Shape = shape
		return table
	}
	labelled := one(query.Object, named, user)
	labelled.Labelled = true
	cases := []struct {
		name  string
		table query.Table
		want  string
	}{
		{"missing", one(query.Missing, value), "value"},
		{"scalar", one(query.Scalar, value, `"a"`), "value/a"},
		{"list of scalars", one(query.List, value, `1`, `"b"`, `null`, `true`), "value/1.0/b//true"},
		{"empty list", one(query.List, value), "value"},
		{"empty object", one(query.Object, nil, `{}`), "key,value"},
		{"object", one(query.Object, named, user), "key,value/id,2101/n,5.0/created_at (UTC),2019-12-09T08:00:05.000"},
		{"object, labelled", labelled, "key,value/id,2101/n,5.0/created_at (UTC),2019-12-09T08:00:05.000/bio,"},
	}
	for _, c := range cases {
		book, _ := written(t, Format{}, c.table)
		var lines []string
		for _, row := range reopened(t, book)[0].Rows {
			var cells []string
			for _, cell := range row {
				text := ""
				if cell != nil {
					text = cell[1].(string)
				}
				cells = append(cells, text)
			}
			lines = append(lines, strings.Join(cells, ","))
		}
		if got := strings.Join(lines, "/"); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

func TestZoneMarksAndAbout(t *testing.T) {
	madrid, err := time.LoadLocation("Europe/Madrid")
	if err != nil {
		t.Skip(err)
	}
	table := listOf(columns, `{"created_at":"Mon Dec 09 23:30:05 +0000 2019","value":null}`, `{"created_at":"Mon Jul 08 08:00:05 +0000 2019"}`)
	f := Format{Zone: madrid, Null: "NULL", Missing: "n/a", Sheet: "my:tweets", About: func() []render.Fact {
		return []render.Fact{{Name: "source", Value: "fixture:library"}, {Name: "rows", Value: "2"}}
	}}
	book, _ := written(t, f, table)
	sheets := reopened(t, book)
	rows := sheets[0].Rows
	checkCell(t, "header", rows[0][3], "text", "created_at (Europe/Madrid)")
	checkCell(t, "winter", rows[1][3], "date", "2019-12-10T00:30:05.000")
	checkCell(t, "summer", rows[2][3], "date", "2019-07-08T10:00:05.000")
	checkCell(t, "null", rows[1][1], "text", "NULL")
	checkCell(t, "missing", rows[2][1], "text", "n/a")
	if s := sheets[0]; s.Name != "my-tweets" || s.Freeze != "A2" || s.Filter != "$A$1:$D$3" || s.Widths["D"] < 19 {
		t.Errorf("%q, frozen at %s, filter over %s, widths %v", s.Name, s.Freeze, s.Filter, s.Widths)
	}
	if len(sheets) != 2 || sheets[1].Name != "about" || len(sheets[1].Rows) != 2 {
		t.Fatalf("%d sheets", len(sheets))
	}
	checkCell(t, "fact", sheets[1].Rows[1][1], "text", "2")
}
