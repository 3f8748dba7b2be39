package xlsx

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/csv"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/tidwall/gjson"

	"twq/query"
	"twq/render"
)

// TestLibreOffice reads every awkward cell with LibreOffice, which makes CSV of it. It writes each line break of a text as LF, and an
// empty text as nothing.
func TestLibreOffice(t *testing.T) {
	office, err := exec.LookPath("soffice")
	wants(t, "LibreOffice (libreoffice-calc)", err)
	book, _ := written(t, Format{}, awkwardTable())
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "book.xlsx"), book, 0o600); err != nil {
		t.Fatal(err)
	}
	// Comma, quotes, UTF-8, from line 1, all texts quoted, as shown: no formatting of numbers.
	cmd := exec.Command(office, "-env:UserInstallation=file://"+dir+"/profile", "--headless", "--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,true,false,false", "--outdir", dir, filepath.Join(dir, "book.xlsx"))
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	text, err := os.ReadFile(filepath.Join(dir, "book.csv"))
	if err != nil {
		t.Fatal(err)
	}
	records, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
	if err != nil || len(records) != len(awkward)+1 {
		t.Fatalf("%d records, %v", len(records), err)
	}
	for i, c := range awkward {
		want, got := c.want, records[i+1][1]
		switch c.kind {
		case "number":
			continue // shown with the digits of the cell's format
		case "bool":
			want = strings.ToUpper(want)
		case "text":
			want = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(want)
			got = strings.ReplaceAll(got, "\r", "\n")
		}
		if got != want {
			t.Errorf("%s: %.80q, want %.80q", c.name, got, want)
		}
	}
}

// numbers is a table of n rows, of which the columns are a number and its square.
func numbers(n int, end error) query.Table {
	t := query.Table{Shape: query.List, Columns: []query.Column{{Name: "n"}, {Name: "square"}}}
	t.Rows = func(yield func(query.Row, error) bool) {
		for i := range n {
			cell := func(n int) query.Value { return gjson.Parse(fmt.Sprint(n)) }
			if !yield(query.Row{Cells: []query.Value{cell(i), cell(i * i)}}, nil) {
				return
			}
		}
		if end != nil {
			yield(query.Row{}, end)
		}
	}
	return t
}

func TestSplit(t *testing.T) {
	for _, c := range []struct {
		rows  int
		sizes string
	}{{0, "1"}, {1, "2"}, {3, "4"}, {4, "4 2"}, {6, "4 4"}, {7, "4 4 2"}} {
		name := strings.Repeat("n", 30) + "é"
		book, _ := written(t, Format{Split: true, most: 4, Sheet: name, About: func() []render.Fact { return []render.Fact{{Name: "rows", Value: "some"}} }}, numbers(c.rows, nil))
		sheets := reopened(t, book)
		var sizes []string
		n := 0
		for i, s := range sheets[:len(sheets)-1] {
			sizes = append(sizes, fmt.Sprint(len(s.Rows)))
			if want := numbered(name, i+1); s.Name != want || len([]rune(s.Name)) > 31 {
				t.Errorf("sheet %d is %q, want %q", i+1, s.Name, want)
			}
			checkCell(t, "header", s.Rows[0][1], "text", "square")
			for _, row := range s.Rows[1:] {
				checkCell(t, "n", row[0], "number", fmt.Sprint(n))
				checkCell(t, "square", row[1], "number", fmt.Sprint(n*n))
				n++
			}
		}
		if got := strings.Join(sizes, " "); got != c.sizes || n != c.rows || sheets[len(sheets)-1].Name != "about" {
			t.Errorf("%d rows: sheets of %s, want %s", c.rows, got, c.sizes)
		}
	}
}

// TestErrors ends each writing early: nothing stays in the folder of temporary files.
func TestErrors(t *testing.T) {
	wide := make([]query.Column, MaxColumns+1)
	broken := errors.New("no JSON")
	many := func(err error) bool { e, ok := errors.AsType[*TooManyRowsError](err); return ok && e.Most == 3 }
	cases := []struct {
		name  string
		f     Format
		table query.Table
		is    func(error) bool
	}{
		{"rows", Format{most: 4}, numbers(4, nil), many},
		{"columns", Format{}, query.Table{Shape: query.List, Columns: wide}, func(err error) bool {
			e, ok := errors.AsType[*TooManyColumnsError](err)
			return ok && e.Columns == MaxColumns+1
		}},
		{"rows that break", Format{}, numbers(2000, broken), func(err error) bool { return errors.Is(err, broken) }},
		{"cancelled behind a sheet", Format{Split: true, most: 4}, numbers(9, context.Canceled), func(err error) bool { return errors.Is(err, context.Canceled) }},
	}
	for _, c := range cases {
		var b bytes.Buffer
		c.f.TempDir = t.TempDir()
		if err := c.f.Render(&b, c.table); !c.is(err) {
			t.Errorf("%s: %v", c.name, err)
		}
		if left, err := os.ReadDir(c.f.TempDir); err != nil || len(left) > 0 {
			t.Errorf("%s: left %v, %v", c.name, left, err)
		}
	}
	err := Format{TempDir: filepath.Join(t.TempDir(), "none")}.Render(io.Discard, numbers(1, nil))
	if e, ok := errors.AsType[*TempError](err); !ok || !strings.HasSuffix(e.Dir, "none") {
		t.Errorf("no folder for temporary files: %v", err)
	}
}

// full is a disk that takes so many writes.
type full struct{ left int }

var errFull = errors.New("no space left on device")

func (f *full) Write(p []byte) (int, error) {
	if f.left--; f.left < 0 {
		return 0, errFull
	}
	return len(p), nil
}

// TestFullDisk fails every write in turn.
func TestFullDisk(t *testing.T) {
	for n := range 1000 {
		f := Format{Split: true, most: 300, TempDir: t.TempDir()}
		err := f.Render(&full{n}, numbers(1000, nil))
		if left, _ := os.ReadDir(f.TempDir); len(left) > 0 {
			t.Fatalf("write %d: left %v", n, left)
		}
		if err == nil {
			if n < 4 {
				t.Fatalf("only %d writes were tried", n)
			}
			return
		}
		if e, ok := errors.AsType[*render.WriteError](err); !ok || !errors.Is(e, errFull) {
			t.Fatalf("write %d: %v", n, err)
		}
	}
}

// TestLarge marks a sheet as one that needs ZIP64; the file stays readable.
func TestLarge(t *testing.T) {
	before := large
	large = 0
	defer func() { large = before }()
	book, _ := written(t, Format{Split: true, most: 300}, numbers(1000, nil))
	r, err := zip.NewReader(bytes.NewReader(book), int64(len(book)))
	if err != nil {
		t.Fatal(err)
	}
	sheets := 0
	for _, f := range r.File {
		at, err := f.DataOffset()
		if err != nil {
			t.Fatal(err)
		}
		head := book[at-int64(30+len(f.Name)):]
		if is := head[4] == 45; !bytes.HasPrefix(head, []byte("PK\x03\x04")) || is != strings.HasPrefix(f.Name, "xl/worksheets/") {
			t.Errorf("%s: version %d", f.Name, head[4])
		}
		if strings.HasPrefix(f.Name, "xl/worksheets/") {
			sheets++
		}
	}
	if got := len(reopened(t, book)); got != 4 || sheets != 4 {
		t.Errorf("%d sheets, %d parts", got, sheets)
	}
}

func TestNameOf(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"", "data"}, {"tweets", "tweets"}, {"a/b\\c:d?e*f[g]h", "a-b-c-d-e-f-g-h"}, {"'x'", "x"}, {"''", "data"}, {"About", "data"}, {"HISTORY", "data"},
		{" x ", "x"}, {"a\x00b\nc\ufffe", "abc"}, {strings.Repeat("é", 40), strings.Repeat("é", 31)}, {strings.Repeat("🎉", 20), strings.Repeat("🎉", 15)},
		{strings.Repeat("a", 30) + "' b", strings.Repeat("a", 30)}, {"=1+1", "=1+1"}, {"Sheet1", "Sheet1"}, {"sheet1", "sheet1"},
	} {
		if got := nameOf(c.text); got != c.want {
			t.Errorf("%q is %q, want %q", c.text, got, c.want)
		}
		book, _ := written(t, Format{Sheet: c.text, Split: true, most: 2}, numbers(2, nil))
		if got, want := sheetNames(t, book), []string{c.want, numbered(c.want, 2)}; !slices.Equal(got, want) {
			t.Errorf("%q: sheets %q, want %q", c.text, got, want)
		}
	}
}

// sheetNames are the names that the workbook itself gives; openpyxl reads some of them in the other tests.
func sheetNames(t *testing.T, book []byte) (names []string) {
	t.Helper()
	r, err := zip.NewReader(bytes.NewReader(book), int64(len(book)))
	if err != nil {
		t.Fatal(err)
	}
	part, err := r.Open("xl/workbook.xml")
	if err != nil {
		t.Fatal(err)
	}
	var workbook struct {
		Sheets []struct {
			Name string `xml:"name,attr"`
		} `xml:"sheets>sheet"`
	}
	if err := xml.NewDecoder(part).Decode(&workbook); err != nil {
		t.Fatal(err)
	}
	for _, s := range workbook.Sheets {
		names = append(names, s.Name)
	}
	return names
}

// TestDigits cuts the XML at every byte.
func TestDigits(t *testing.T) {
	cell := string(textHead) + "0.30000000000000004" + string(textTail)
	in := `<row r="1"><c r="A1"` + cell + `<c r="B1"` + cell + `<c r="C1" t="inlineStr"><is><t>x</t></is></c></row>` + strings.Repeat("y", 2*longestNumber) + `<c r="A2"` + cell
	want := strings.ReplaceAll(in, cell, `><v>0.30000000000000004</v></c>`)
	for cut := range len(in) {
		var b bytes.Buffer
		d := newDigits(&b)
		for _, piece := range []string{in[:cut], in[cut:]} {
			if _, err := d.Write([]byte(piece)); err != nil {
				t.Fatal(err)
			}
		}
		if err := d.end(); err != nil || b.String() != want {
			t.Fatalf("cut at %d: %v\n%s", cut, err, b.String())
		}
	}
}

func BenchmarkRender(b *testing.B) {
	for b.Loop() {
		if err := (Format{}).Render(io.Discard, numbers(10_000, nil)); err != nil {
			b.Fatal(err)
		}
	}
}
