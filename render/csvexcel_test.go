package render

import (
	"encoding/json"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"twq/query"
)

// excelCells are JSON values as they may stand in a source, with what Excel is given for each: in any column, in one of ids, and in one of
// moments.
var excelCells = []struct{ json, any, id, moment string }{
	{`1202955310000000101`, `="1202955310000000101"`, `="1202955310000000101"`, ``},
	{`"1202955310000000101"`, `="1202955310000000101"`, `="1202955310000000101"`, ``},
	{`5`, `5`, `="5"`, ``},
	{`"5"`, `="5"`, `="5"`, ``},
	{`123456789012345`, `123456789012345`, `="123456789012345"`, ``},
	{`1234567890123456`, `="1234567890123456"`, `="1234567890123456"`, ``},
	{`-3.7`, `-3.7`, `="-3.7"`, ``},
	{`0.30000000000000004`, `="0.30000000000000004"`, `="0.30000000000000004"`, ``},
	{`1e400`, `="1e400"`, `="1e400"`, ``},
	{`-0`, `-0`, `="-0"`, ``},
	{`true`, `TRUE`, `TRUE`, ``},
	{`false`, `FALSE`, `FALSE`, ``},
	{`null`, ``, ``, ``},
	{``, ``, ``, ``},
	{`""`, ``, ``, ``},
	{`"007"`, `="007"`, `="007"`, ``},
	{`"1e5"`, `="1e5"`, `1e5`, ``},
	{`"1.2.3"`, `1.2.3`, `1.2.3`, ``},
	{`"=1+1"`, `'=1+1`, `'=1+1`, ``},
	{`" =1+1"`, `' =1+1`, `' =1+1`, ``},
	{`"@x"`, `'@x`, `'@x`, ``},
	{`"+1"`, `'+1`, `'+1`, ``},
	{`"-1"`, `'-1`, `'-1`, ``},
	{`"\t=1"`, `' =1`, `' =1`, ``},
	{`"＝1"`, `'＝1`, `'＝1`, ``},
	{`"\u0000=1"`, "'\ufffd=1", "'\ufffd=1", ``},
	{`"5\",=1+1"`, `5",=1+1`, `5",=1+1`, ``},
	{`"a\r\nb\nc\rd\te"`, `a b c d e`, `a b c d e`, ``},
	{`"  a  "`, `  a  `, `  a  `, ``},
	{`["=1"]`, `'=1`, `'=1`, ``},
	{`[1202955310000000101]`, `="1202955310000000101"`, `="1202955310000000101"`, ``},
	{`[1,2]`, `1; 2`, `1; 2`, ``},
	{`{"a":"\n"}`, `{"a":"\n"}`, `{"a":"\n"}`, ``},
	{`"Mon Dec 09 08:00:05 +0000 2019"`, `Mon Dec 09 08:00:05 +0000 2019`, `Mon Dec 09 08:00:05 +0000 2019`, `2019-12-09 09:00:05`},
	{`"2019-07-08T08:00:05.25Z"`, `2019-07-08T08:00:05.25Z`, `2019-07-08T08:00:05.25Z`, `2019-07-08 10:00:05.250`},
	{`"nope"`, `nope`, `nope`, ``},
}

func excelTable() query.Table {
	var rows []string
	for _, c := range excelCells {
		row := `{}`
		if c.json != "" {
			row = `{"any":` + c.json + `,"id":` + c.json + `,"created_at":` + c.json + `}`
		}
		rows = append(rows, row)
	}
	return listOf(named("any", "id", "created_at"), rows...)
}

// TestExcelCSV reads CSV and TSV for Excel with Python's reader.
func TestExcelCSV(t *testing.T) {
	python := "/usr/bin/python3"
	wants(t, "python3", exec.Command(python, "--version").Run())
	madrid, err := time.LoadLocation("Europe/Madrid")
	if err != nil {
		t.Skip(err)
	}
	for dialect, f := range map[string]Format{"excel": CSV{Excel: true, Zone: madrid}, "excel-tab": TSV{Excel: true, Zone: madrid}} {
		text, err := rendered(f, excelTable())
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(text, "\r") || strings.Count(text, "\n") != len(excelCells)+1 {
			t.Errorf("%s: line breaks inside: %q", dialect, text)
		}
		cmd := exec.Command(python, "-c", "import csv,io,json,sys; json.dump(list(csv.reader(io.TextIOWrapper(sys.stdin.buffer, encoding='utf-8-sig', newline=''), dialect=sys.argv[1])), sys.stdout)", dialect)
		cmd.Stdin, cmd.Stderr = strings.NewReader(text), os.Stderr
		out, err := cmd.Output()
		if err != nil {
			t.Fatal(err)
		}
		var records [][]string
		if err := json.Unmarshal(out, &records); err != nil || len(records) != len(excelCells)+1 {
			t.Fatalf("%d records, %v", len(records), err)
		}
		if want := []string{"any", "id", "created_at (Europe/Madrid)"}; !slices.Equal(records[0], want) {
			t.Errorf("header %q", records[0])
		}
		for i, c := range excelCells {
			want := []string{c.any, c.id, c.moment}
			if c.id == "1e5" { // like any other
				want[1] = c.any
			}
			if c.moment == "" {
				want[2] = c.any
			}
			if !slices.Equal(records[i+1], want) {
				t.Errorf("%s, %s: %q, want %q", dialect, c.json, records[i+1], want)
			}
		}
	}
}

func TestExcelCut(t *testing.T) {
	var notes []string
	f := CSV{Excel: true, Note: func(s string) { notes = append(notes, s) }}
	long := strings.Repeat("x", MaxCellText)
	text, err := rendered(f, listOf(named("a"), `{"a":"`+long+`"}`, `{"a":"`+long+`y"}`, `{"a":"=`+long+`"}`, `{"a":"b\nc"}`))
	if err != nil {
		t.Fatal(err)
	}
	if want := "\ufeffa\n" + long + "\n" + long + "\n'=" + long[:MaxCellText-2] + "\nb c\n"; text != want {
		t.Errorf("%d bytes, want %d", len(text), len(want))
	}
	want := []string{"2 cells of more than 32,767 characters cut to what Excel keeps",
		"2 cells of text changed for Excel: a ' in front of what it would run as a formula, a blank for a line break or TAB, � for NUL"}
	if !slices.Equal(notes, want) {
		t.Errorf("notes %q", notes)
	}
	if got, _ := rendered(CSV{Excel: true}, listOf(named("=1", "b\nc"))); got != "\ufeff'=1,b c\n" {
		t.Errorf("header %q", got)
	}
	if got, _ := rendered(CSV{Excel: true}, listOf(named("a"), `{"a":null}`)); got != "\ufeffa\n\"\"\n" {
		t.Errorf("only cell %q", got)
	}
}

func TestCutCell(t *testing.T) {
	x := strings.Repeat("x", MaxCellText-2)
	for _, c := range []struct{ tail, want string }{
		{"ab", "ab"}, {"abc", "ab"}, {"🎉", "🎉"}, {"a🎉", "a"}, {"🇯🇵", ""}, {"e\u0301\u0301", ""}, {"\u00e9\u00e9\u00e9", "\u00e9\u00e9"},
	} {
		if got, cut := CutCell(x + c.tail); got != x+c.want || cut != (c.tail != c.want) {
			t.Errorf("%q: %q, cut %v", c.tail, strings.TrimPrefix(got, x), cut)
		}
	}
	if got, _ := CutCell(strings.Repeat("\u0301", 40_000)); len(got) != 2*MaxCellText {
		t.Errorf("%d bytes of marks", len(got))
	}
}

func TestHeld(t *testing.T) {
	for number, want := range map[string]bool{
		"0": true, "-0": true, "0.1": true, "-3.7": true, "1e3": true, "1E+300": true, "100": true, "0.30000000000000004": true, "1.50": true, "5e-324": true,
		"1e400": false, "1e-400": false, "12345678901234567890123": false, "0.1234567890123456789": false, "9007199254740993": false, "0.000": true, "0e5": true,
	} {
		if got := Held(number); got != want {
			t.Errorf("%s: %v", number, got)
		}
	}
}

// A zone that is off by seconds, as all were before there were time zones, cannot be written in RFC 3339.
func TestISODatesOfOldZones(t *testing.T) {
	zone := time.FixedZone("LMT", -14*60-44)
	table := ISODates(listOf(named("created_at"), `{"created_at":"1899-01-01T00:00:00Z"}`), zone, nil)
	for r, err := range table.Rows {
		if err != nil || r.Cells[0].Str != "1899-01-01T00:00:00Z" {
			t.Errorf("%q, %v", r.Cells[0].Str, err)
		}
	}
}

func TestISODates(t *testing.T) {
	note := ""
	table := ISODates(listOf(named("a", "created_at"), `{"a":"2019-12-09","created_at":"Mon Dec 09 08:00:05 +0000 2019"}`, `{"created_at":"x"}`, `{}`, `{"created_at":null}`), nil, func(s string) { note += s })
	got, err := rendered(CSV{}, table)
	if want := "a,created_at\n2019-12-09,2019-12-09T08:00:05Z\n,x\n,\n,\n"; err != nil || got != want {
		t.Errorf("%q, %v", got, err)
	}
	if note != "1 cell of a created_at column is no moment that twq reads, and stands there as it came" {
		t.Errorf("note %q", note)
	}
}

func TestWriteAbout(t *testing.T) {
	var b strings.Builder
	err := WriteAbout(&b, []Fact{{"source", "fixture:library"}, {"rows", "10"}, {"columns", "id_str: an id\r\ntext: \x1b[31m"}, {"none", ""}})
	if want := "source:  fixture:library\nrows:    10\ncolumns: id_str: an id\n         text: ␛[31m\nnone:\n"; err != nil || b.String() != want {
		t.Errorf("%v\n%q\n%q", err, b.String(), want)
	}
}
