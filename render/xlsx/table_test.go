// One table of awkward cells, and what each is in a column of any name, of ids and of moments.

package xlsx

import (
	"fmt"
	"strings"

	"github.com/tidwall/gjson"

	"twq/query"
)

// awkward are JSON values as they may stand in a source, "" a missing one, with the cell that is wanted of each: its type and what it says.
// The cell in a column of ids is a text where it is a number here, and the same otherwise; so is that in a column of moments but for dates.
var awkward = []struct {
	name, json, kind, want string
}{
	{"id", `1202955310000000101`, "text", "1202955310000000101"},
	{"id text", `"1202955310000000101"`, "text", "1202955310000000101"},
	{"16 digits", `1234567890123456`, "text", "1234567890123456"},
	{"15 digits", `123456789012345`, "number", "123456789012345"},
	{"20 digits", `12345678901234567890`, "text", "12345678901234567890"},
	{"round id", `1000000000000000000`, "text", "1000000000000000000"},
	{"long fraction", `1.2345678901234567890123456`, "text", "1.2345678901234567890123456"},
	{"longitude", `-3.7`, "number", "-3.7"},
	{"tenth", `0.1`, "number", "0.1"},
	{"17 digits", `0.30000000000000004`, "number", "0.30000000000000004"},
	{"coordinate", `40.416775000000001`, "number", "40.416775"},
	{"17 digits no double", `9007199254740993.5`, "text", "9007199254740993.5"},
	{"beyond float64", `1e400`, "text", "1e400"},
	{"below float64", `1e-400`, "text", "1e-400"},
	{"largest", `1.7976931348623157e308`, "number", "1.7976931348623157e+308"},
	{"large", `1e300`, "number", "1e+300"},
	{"small", `5e-324`, "number", "5e-324"},
	{"trailing zeros", `1.50000000000000000000000000000000000000000000`, "number", "1.5"},
	{"minus zero", `-0`, "number", "-0.0"},
	{"zero", `0`, "number", "0"},
	{"true", `true`, "bool", "true"},
	{"false", `false`, "bool", "false"},
	{"null", `null`, "", ""},
	{"missing", ``, "", ""},
	{"empty", `""`, "text", ""},
	{"formula", `"=1+1"`, "text", "=1+1"},
	{"formula link", `"=HYPERLINK(\"http://evil.test\",\"x\")"`, "text", `=HYPERLINK("http://evil.test","x")`},
	{"command", `"=cmd|' /C calc'!A0"`, "text", `=cmd|' /C calc'!A0`},
	{"at", `"@x"`, "text", "@x"},
	{"plus", `"+1"`, "text", "+1"},
	{"minus", `"-2+3"`, "text", "-2+3"},
	{"tab in front", `"\t=1"`, "text", "\t=1"},
	{"wide", `"＝1+1"`, "text", "＝1+1"},
	{"number text", `"007"`, "text", "007"},
	{"true text", `"TRUE"`, "text", "TRUE"},
	{"null text", `"null"`, "text", "null"},
	{"CR LF", `"first\r\nsecond"`, "text", "first\r\nsecond"},
	{"LF", `"first\nsecond\n"`, "text", "first\nsecond\n"},
	{"CR", `"first\rsecond"`, "text", "first\rsecond"},
	{"leading blanks", `"  two in front, two behind  "`, "text", "  two in front, two behind  "},
	{"only blanks", `"   "`, "text", "   "},
	{"blanks inside", `"a    b"`, "text", "a    b"},
	{"emoji", `"\ud83d\udc69\u200d\ud83d\udc69\u200d\ud83d\udc67 at home"`, "text", "👩\u200d👩\u200d👧 at home"},
	{"RTL", `"مرحبا بالعالم"`, "text", "مرحبا بالعالم"},
	{"bidi override", `"invoice\u202efdp.exe"`, "text", "invoice\u202efdp.exe"},
	{"NUL", `"a\u0000b"`, "text", "a\ufffdb"},
	{"escape", `"\u001b[31mred"`, "text", "\ufffd[31mred"},
	{"DEL and C1", `"a\u007fb\u009bc"`, "text", "a\u007fb\u009bc"},
	{"no characters", `"a\ufffeb\uffffc"`, "text", "a\ufffdb\ufffdc"},
	{"lone surrogate", `"\ud800A"`, "text", "\ufffdA"},
	{"bad UTF-8", "\"a\xffb\"", "text", "a\ufffdb"},
	{"escaped", `"_x0041_"`, "text", "_x0041_"},
	{"escaped twice", `"_x005F_x0041_"`, "text", "_x005F_x0041_"},
	{"escaped in a row", `" _x0041_x0042_x000D_ "`, "text", " _x0041_x0042_x000D_ "},
	{"escaped surrogate", `"_xD800_xDC00_"`, "text", "_xD800_xDC00_"},
	{"markup", `"<b>Tom &amp; Ann</b> ]]> \"q\""`, "text", `<b>Tom &amp; Ann</b> ]]> "q"`},
	{"a number's markup", `" s=\"6\" t=\"inlineStr\"><is><t>5</t></is></c>"`, "text", ` s="6" t="inlineStr"><is><t>5</t></is></c>`},
	{"40,000", `"` + strings.Repeat("x", 40_000) + `"`, "text", strings.Repeat("x", 32_767)},
	{"40,000 wide", `"a` + strings.Repeat("🎉", 20_000) + `"`, "text", "a" + strings.Repeat("🎉", 16_383)},
	{"cut in a family", `"` + strings.Repeat("x", 32_765) + `\ud83d\udc69\u200d\ud83d\udc67"`, "text", strings.Repeat("x", 32_765)},
	{"just fits", `"` + strings.Repeat("x", 32_767) + `"`, "text", strings.Repeat("x", 32_767)},
	{"list", `[1, "two", null, true]`, "text", "1; two; null; true"},
	{"list of one id", `[1202955310000000101]`, "text", "1202955310000000101"},
	{"empty list", `[ ]`, "text", ""},
	{"list of lists", `[[1, 2], [3, [4]]]`, "text", "[[1,2],[3,[4]]]"},
	{"object", `{"a b" : [ 1 , { } ]}`, "text", `{"a b":[1,{}]}`},
	{"date", `"Mon Dec 09 08:00:05 +0000 2019"`, "text", "Mon Dec 09 08:00:05 +0000 2019"},
	{"date of v2", `"2019-12-09T08:00:05.250Z"`, "text", "2019-12-09T08:00:05.250Z"},
	{"date in a zone", `"2019-12-09T08:00:05+02:00"`, "text", "2019-12-09T08:00:05+02:00"},
	{"date alone", `"2019-12-09"`, "text", "2019-12-09"},
	{"old date", `"1900-02-28T00:00:00Z"`, "text", "1900-02-28T00:00:00Z"},
	{"first date", `"1900-03-01T00:00:00Z"`, "text", "1900-03-01T00:00:00Z"},
	{"last date", `"9999-12-31T23:59:59Z"`, "text", "9999-12-31T23:59:59Z"},
	{"microseconds", `"2019-12-09T08:00:05.250001Z"`, "text", "2019-12-09T08:00:05.250001Z"},
	{"no date", `"Mon Dec 32 08:00:05 +0000 2019"`, "text", "Mon Dec 32 08:00:05 +0000 2019"},
}

// dates are the awkward values that are dates in a column of moments, in UTC.
var dates = map[string]string{
	"date": "2019-12-09T08:00:05.000", "date of v2": "2019-12-09T08:00:05.250", "date in a zone": "2019-12-09T06:00:05.000",
	"date alone": "2019-12-09T00:00:00.000", "first date": "1900-03-01T00:00:00.000", "last date": "9999-12-31T23:59:59.000",
}

var columns = []query.Column{
	{Name: "name", Path: "name"}, {Name: "value", Path: "value"}, {Name: "who", Path: "user.id"}, {Name: "created_at", Path: "created_at"},
}

// awkwardTable has a row for each awkward value: its name, and the value in three columns.
func awkwardTable() query.Table {
	var rows []string
	for _, c := range awkward {
		row := fmt.Sprintf(`{"name": %q`, c.name)
		if c.json != "" {
			row += `, "value": ` + c.json + `, "user": {"id": ` + c.json + `}, "created_at": ` + c.json
		}
		rows = append(rows, row+"}")
	}
	return listOf(columns, rows...)
}

// listOf is the table of rows that are JSON values.
func listOf(columns []query.Column, rows ...string) query.Table {
	t := query.Table{Shape: query.List, Columns: columns}
	t.Rows = func(yield func(query.Row, error) bool) {
		for _, raw := range rows {
			row := query.Row{Value: gjson.Parse(raw)}
			for _, c := range columns {
				if c.Path == "" {
					row.Cells = append(row.Cells, row.Value)
				} else {
					row.Cells = append(row.Cells, row.Value.Get(c.Path))
				}
			}
			if !yield(row, nil) {
				return
			}
		}
	}
	return t
}
