// One table of awkward cells: it feeds the goldens, the properties and the seeds of the fuzzers.

package render

import (
	"errors"
	"fmt"
	"iter"
	"math/rand/v2"
	"strings"

	"github.com/tidwall/gjson"

	"twq/query"
)

// awkward are JSON values as they may stand in a source; "" is a missing one.
var awkward = []struct{ name, json string }{
	{"id", `1202955310000000101`},
	{"id text", `"1202955310000000101"`},
	{"beyond float64", `1e400`},
	{"minus zero", `-0`},
	{"trailing zeros", `1.50000000000000000000000000`},
	{"longitude", `-3.7`},
	{"true", `true`},
	{"null", `null`},
	{"text null", `"null"`},
	{"missing", ``},
	{"empty", `""`},
	{"blanks", `"  two in front, two behind  "`},
	{"newline", `"first\nsecond"`},
	{"CR LF", `"first\r\nsecond"`},
	{"CR over", `"password: hunter2\rharmless"`},
	{"tab", `"left\tright"`},
	{"other breaks", `"a\u000bb\u000cc\u0085d\u2028e\u2029f"`},
	{"quotes", `"she said \"no\", twice"`},
	{"comma", `"one, two"`},
	{"backslash", `"C:\\new\\table"`},
	{"html", `"<b>Tom &amp; Ann</b>"`},
	{"markup", `"*a* _b_ snake_case ` + "`c`" + ` [d](e) ~f~ | g"`},
	{"family", `"\ud83d\udc69\u200d\ud83d\udc69\u200d\ud83d\udc67\u200d\ud83d\udc66 at home"`},
	{"flag", `"\ud83c\uddef\ud83c\uddf5 and \ud83c\uddf0\ud83c\uddea"`},
	{"flag of Wales", `"\ud83c\udff4\udb40\udc67\udb40\udc62\udb40\udc77\udb40\udc6c\udb40\udc73\udb40\udc7f"`},
	{"heart", `"\u2764\ufe0f 1\ufe0f\u20e3 \ud83d\udc4d\ud83c\udffe"`},
	{"CJK", `"今日は東京で電車が遅延しています"`},
	{"Arabic", `"مرحبا بالعالم"`},
	{"Hindi", `"नमस्ते दुनिया"`},
	{"bidi override", `"invoice\u202efdp.exe"`},
	{"bidi isolate", `"a\u2067b\u2069c"`},
	{"zero width", `"pay\u200bpal\ufeff"`},
	{"mark in front", `"\u0301alone"`},
	{"zalgo", `"z` + strings.Repeat(`\u0301`, 12) + `a"`},
	{"selector in front", `"\ufe0f?"`},
	{"colour", `"\u001b[31mred\u001b[0m"`},
	{"window title", `"\u001b]0;owned\u0007"`},
	{"NUL", `"a\u0000b"`},
	{"DEL", `"a` + "\x7f" + `b"`},
	{"C1", `"a` + "\u009b" + `31mb"`},
	{"C1 escaped", `"a\u009b31mb"`},
	{"bad UTF-8", "\"a\xff\xfeb\xe2\x82\""},
	{"private use", `"\ue000x\ue001"`},
	{"lone surrogate", `"\ud800A"`},
	{"formula", `"=HYPERLINK(\"http://evil.test\",\"x\")"`},
	{"formula minus", `"-2+3"`},
	{"formula wide", `"＝1+1"`},
	{"mention", `"@harbourlib hello"`},
	{"long", `"` + strings.Repeat("x", 1<<20) + `"`},
	{"list", `[1, "two", null, true]`},
	{"empty list", `[ ]`},
	{"nested", "[[1, 2],\n [3, [4]]]"},
	{"objects", `[{"a": 1}, {"a": 2}]`},
	{"object", "{\r\n  \"a b\" : [ 1 , { } ] ,\n\t\"c\":\"d  e\" }"},
}

// hashtags is the second awkward column: a list whose objects have a telling member.
var hashtags = []string{
	`[{"text":"library","indices":[0,1]},{"text":"open; data","indices":[2,3]}]`,
	`[]`,
	`[{"text":"library"},{"indices":[2,3]}]`,
	`null`,
	``,
}

// awkwardTable has a row for each awkward value: its name, its length, the value and the hashtags.
func awkwardTable() query.Table {
	columns := []query.Column{
		{Name: "name", Path: "name"}, {Name: "value", Path: "value"}, {Name: "entities.hashtags", Path: "entities.hashtags"},
		{Name: "length", Path: "length"},
	}
	var rows []string
	for i, c := range awkward {
		row := fmt.Sprintf(`{"name": %q, "length": %d`, c.name, len(c.json))
		if c.json != "" {
			row += `, "value": ` + c.json
		}
		if tags := hashtags[i%len(hashtags)]; tags != "" {
			row += `, "entities": {"hashtags": ` + tags + `}`
		}
		rows = append(rows, row+"}")
	}
	return listOf(columns, rows...)
}

// listOf is the table of rows that are JSON values, their cells found by the paths of the columns.
func listOf(columns []query.Column, rows ...string) query.Table {
	t := query.Table{Shape: query.List, Columns: columns, Whole: gjson.Parse("[" + strings.Join(rows, ", ") + "]")}
	t.Rows = func(yield func(query.Row, error) bool) {
		for _, raw := range rows {
			if !yield(rowOf(columns, raw), nil) {
				return
			}
		}
	}
	return t
}

func rowOf(columns []query.Column, raw string) query.Row {
	row := query.Row{Value: gjson.Parse(raw)}
	for _, c := range columns {
		if v := row.Value; c.Path != "" {
			row.Cells = append(row.Cells, v.Get(c.Path))
		} else {
			row.Cells = append(row.Cells, v)
		}
	}
	return row
}

// one is the table of an answer that is one value, with the columns it has.
func one(shape query.Shape, raw string, columns ...query.Column) query.Table {
	t := listOf(columns, raw)
	t.Shape, t.Whole = shape, gjson.Parse(raw)
	return t
}

func named(names ...string) []query.Column {
	var columns []query.Column
	for _, n := range names {
		columns = append(columns, query.Column{Name: n, Path: n})
	}
	return columns
}

var errSource = errors.New("line 3 is not JSON")

// broken ends the rows of t with an error after n of them.
func broken(t query.Table, n int) query.Table {
	rows := t.Rows
	t.Whole = query.Value{}
	t.Rows = func(yield func(query.Row, error) bool) {
		i := 0
		for r := range rows {
			if i == n {
				break
			}
			if i++; !yield(r, nil) {
				return
			}
		}
		yield(query.Row{}, errSource)
	}
	return t
}

// formats are all of them, writing for a terminal or not.
func formats(terminal bool) iter.Seq2[string, Format] {
	return func(yield func(string, Format) bool) {
		width := 0
		if terminal {
			width = 80
		}
		all := []struct {
			name string
			f    Format
		}{
			{"table", Table{Width: width, Terminal: terminal}},
			{"json", JSON{Terminal: terminal}},
			{"raw", Raw{Terminal: terminal}},
			{"ndjson", NDJSON{Terminal: terminal}},
			{"text", Text{Terminal: terminal}},
			{"csv", CSV{Terminal: terminal}},
			{"tsv", TSV{Terminal: terminal}},
			{"markdown", Markdown{Terminal: terminal}},
		}
		for _, f := range all {
			if !yield(f.name, f.f) {
				return
			}
		}
	}
}

// rendered is what a format writes.
func rendered(f Format, t query.Table) (string, error) {
	var b strings.Builder
	err := f.Render(&b, t)
	return b.String(), err
}

// quoteJSON writes any bytes as a JSON string without changing those that JSON does not make one change.
func quoteJSON(s string) string {
	b := []byte{'"'}
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '"' || c == '\\':
			b = append(b, '\\', c)
		case c < 0x20:
			b = fmt.Appendf(b, `\u%04x`, c)
		default:
			b = append(b, c)
		}
	}
	return string(append(b, '"'))
}

// hostile makes n strings of what attacks are made of; the same ones every time.
func hostile(n int) []string {
	pieces := []string{
		"\x1b[2J", "\x1b]52;c;aGk=\a", "\x1b]8;;http://evil.test\x1b\\link", "\x1bc", "\x1b", "\x9b31m", "\u009b31m", "\u009d0;x\u009c", "\r", "\n",
		"\r\n", "\t", "\v", "\f", "\b\b\b", "\x00", "\x7f", "\u0085", "\u2028", "\u2029", "\u200b", "\u200e", "\u200f", "\u061c", "\ufeff", "\u00ad",
		"\u202a", "\u202e", "\u2066", "\u2069", "\U000e0041", "\U000e0100", "\u0301", "\u200d", "\ufe0f", "\xff", "\xc3", "\xe2\x82", "\xf0\x9f\x98",
		"\xed\xa0\x80", "\U0001f469\u200d\U0001f4bb", "\U0001f1ef\U0001f1f5", "\U0001f1ef", "\U0001f3f4", "\u0915\u094d\u0937", "\u1100\u1161",
		"日本", "x", "word ", "\"", "\\", ",", ";", "|", "<b>", "&amp;", "{\"a\":[1]}", "=cmd|' /C calc'!A0", "'", "`", "\ue000", "\U000f0000",
	}
	r := rand.New(rand.NewPCG(1202955310, 101))
	out := make([]string, n)
	for i := range out {
		var b strings.Builder
		for range 1 + r.IntN(12) {
			if p := r.IntN(len(pieces) + 4); p < len(pieces) {
				b.WriteString(pieces[p])
			} else {
				b.WriteByte(byte(r.IntN(256)))
			}
		}
		out[i] = b.String()
	}
	return out
}
