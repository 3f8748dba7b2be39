package parquet

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	pq "github.com/parquet-go/parquet-go"
	"github.com/tidwall/gjson"

	"twq/query"
	"twq/render"
)

// typings are the values of a column, its name, and what DuckDB reads: the type and the values as JSON.
var typings = []struct{ name, values, kind, read string }{
	{"id", `1202955310000000101 "1202955310000000102" null`, "VARCHAR", `["1202955310000000101"] ["1202955310000000102"] [null]`},
	{"in_reply_to_status_id", `null 1202955310000000101`, "VARCHAR", `[null] ["1202955310000000101"]`},
	{"x_str", `null null`, "VARCHAR", `[null] [null]`},
	{"ids", `[1,1202955310000000101] [] null`, "VARCHAR[]", `[["1","1202955310000000101"]] [[]] [null]`},
	{"n", `1 -9223372036854775808 9223372036854775807 null missing`, "BIGINT", `["1"] ["-9223372036854775808"] ["9223372036854775807"] [null] [null]`},
	{"n", `1 9223372036854775808`, "VARCHAR", `["1"] ["9223372036854775808"]`},
	{"lon", `-3.7 40 1.50 1e2 0.1`, "DOUBLE", `[-3.7] [40] [1.5] [100] [0.1]`},
	{"lon", `0.5 0.1234567890123456789`, "VARCHAR", `["0.5"] ["0.1234567890123456789"]`},
	{"lon", `0.5 9007199254740993`, "VARCHAR", `["0.5"] ["9007199254740993"]`},
	{"lon", `0.5 1e400`, "VARCHAR", `["0.5"] ["1e400"]`},
	{"zero", `-0 0`, "DOUBLE", `[0] [0]`},
	{"b", `true null false`, "BOOLEAN", `[true] [null] [false]`},
	{"mixed", `1 "1" true [1,{"a": 2}]`, "VARCHAR", `["1"] ["1"] ["true"] ["[1,{\"a\":2}]"]`},
	{"created_at", `"Mon Dec 09 08:00:05 +0000 2019" null "2019-12-09T10:00:05.25+02:00"`, "TIMESTAMP WITH TIME ZONE",
		`["2019-12-09 08:00:05+00"] [null] ["2019-12-09 08:00:05.25+00"]`},
	{"created_at", `null`, "TIMESTAMP WITH TIME ZONE", `[null]`},
	{"created_at", `"2019-12-09T08:00:05.123456789Z"`, "VARCHAR", `["2019-12-09T08:00:05.123456789Z"]`},
	{"created_at", `"yesterday"`, "VARCHAR", `["yesterday"]`},
	{"when", `"2019-12-09T08:00:05Z"`, "TIMESTAMP WITH TIME ZONE", `["2019-12-09 08:00:05+00"]`},
	{"day", `"2019-12-09"`, "VARCHAR", `["2019-12-09"]`},
	{"list", `[1,2,null] [] null missing`, "BIGINT[]", `[["1","2",null]] [[]] [null] [null]`},
	{"list", `["a"] [null]`, "VARCHAR[]", `[["a"]] [[null]]`},
	{"list", `[0.5,1]`, "DOUBLE[]", `[[0.5,1]]`},
	{"list", `[true]`, "BOOLEAN[]", `[[true]]`},
	{"list", `[1,"a"]`, "VARCHAR", `["[1,\"a\"]"]`},
	{"list", `[[1],[2]]`, "VARCHAR", `["[[1],[2]]"]`},
	{"list", `[] []`, "VARCHAR[]", `[[]] [[]]`},
	{"hashtags", `[{"text":"a"},{"text":"b"}] []`, "VARCHAR[]", `[["a","b"]] [[]]`},
	{"hashtags", `{"text":"a"} null {"text":"2019-12-09T08:00:05Z","indices":[1]}`, "VARCHAR", `["a"] [null] ["2019-12-09T08:00:05Z"]`},
	{"hashtags", `{"text":"2019-12-09T08:00:05Z"}`, "VARCHAR", `["2019-12-09T08:00:05Z"]`},
	{"hashtags", `{"text":"a"} [{"text":"b"}]`, "VARCHAR", `["{\"text\":\"a\"}"] ["[{\"text\":\"b\"}]"]`},
	{"urls", `{"url":"u"}`, "VARCHAR", `["{\"url\":\"u\"}"]`},
	{"urls", `[{"expanded_url":null},{"expanded_url":"u"}]`, "VARCHAR[]", `[[null,"u"]]`},
	{"urls", `[{"url":"u"}]`, "VARCHAR", `["[{\"url\":\"u\"}]"]`},
	{"tree", `{"a": 1.0} null`, "VARCHAR", `["{\"a\":1.0}"] [null]`},
	{"none", `null missing`, "VARCHAR", `[null] [null]`},
	{"empty", `"" null`, "VARCHAR", `[""] [null]`},
}

// TestNearlyTimestamps tells of columns that are no timestamps although their name or their values promise it, and of no others.
func TestNearlyTimestamps(t *testing.T) {
	const moment, fine = `"2019-12-09T08:00:05Z"`, `"2019-12-09T08:00:05.1234567Z"`
	for _, c := range []struct{ name, values, want string }{
		{"created_at", moment + ` null missing`, ""},
		{"created_at", `null missing`, ""},
		{"created_at", moment + ` null "soon" "later"`, `created_at holds texts (in 2 of 4 rows, the first "soon" is no moment)`},
		{"created_at", `"soon"`, `created_at holds texts (in 1 of 1 row, "soon" is no moment)`},
		{"created_at", moment + ` 1575878405`, `created_at holds texts (in 1 of 2 rows, 1575878405 is no moment)`},
		{"created_at", `1575878405`, `created_at holds whole numbers (in 1 of 1 row, 1575878405 is no moment)`},
		{"created_at", moment + ` "2019-12-09"`, `created_at holds texts (in 1 of 2 rows, "2019-12-09" is a day without a time)`},
		{"created_at", `[` + moment + `]`, `created_at holds lists of texts (in 1 of 1 row, [` + moment + `] is no moment)`},
		{"seen", fine + ` ` + moment, `seen holds texts (in 1 of 2 rows, ` + fine + ` is finer than a microsecond)`},
		{"seen", moment + ` "soon"`, `seen holds texts (in 1 of 2 rows, "soon" is no moment)`},
		{"seen", moment + ` 5`, `seen holds texts (in 1 of 2 rows, 5 is no moment)`},
		{"text", moment + ` "soon" "later"`, ""},
		{"day", `"2019-12-09"`, ""},
		{"n", `1 2`, ""},
		{"list", `[` + moment + `]`, ""},
	} {
		var lines []string
		for _, v := range values(c.values) {
			lines = append(lines, line(c.name, v))
		}
		want := c.want
		if want != "" {
			want = "no timestamps, because not every value in the first rows is a moment that one holds: " + want
		}
		for _, f := range []Format{{}, {Text: []string{c.name}}, {AllText: true}} {
			var notes []string
			f.Note = func(s string) {
				if strings.HasPrefix(s, "no timestamps") || strings.HasPrefix(s, "text, because") {
					notes = append(notes, s)
				}
			}
			written(t, f, table(t, c.name, lines...))
			if got := strings.Join(notes, "; "); got != want {
				t.Errorf("%s %s:\ngot  %s\nwant %s", c.name, c.values, got, want)
			}
			want = "" // what was chosen is no news
		}
	}
}

// line is a value as the only member of an object.
func line(name, value string) string {
	if value == "missing" {
		return `{}`
	}
	return fmt.Sprintf(`{"%s":%s}`, name, value)
}

// values cuts at blanks outside of brackets and quotes.
func values(s string) (out []string) {
	depth, from, quoted := 0, 0, false
	for i, c := range s {
		switch {
		case c == '"' && (i == 0 || s[i-1] != '\\'):
			quoted = !quoted
		case quoted:
		case strings.ContainsRune("[{", c):
			depth++
		case strings.ContainsRune("]}", c):
			depth--
		case c == ' ' && depth == 0:
			out = append(out, s[from:i])
			from = i + 1
		}
	}
	return append(out, s[from:])
}

func TestTypes(t *testing.T) {
	var statements []string
	for _, c := range typings {
		var lines []string
		for _, v := range values(c.values) {
			lines = append(lines, line(c.name, v))
		}
		name := written(t, Format{}, table(t, c.name, lines...))
		statements = append(statements, fmt.Sprintf("DESCRIBE SELECT * FROM '%s'", name), fmt.Sprintf("SELECT * FROM '%s'", name))
	}
	got := duck(t, statements...)
	for i, c := range typings {
		if kind := got[2*i][0][1]; kind != c.kind {
			t.Errorf("%s %s: %v, want %s", c.name, c.values, kind, c.kind)
		}
		var rows []string
		for _, r := range got[2*i+1] {
			text, _ := json.Marshal(r)
			rows = append(rows, string(text))
		}
		if read := strings.Join(rows, " "); read != c.read {
			t.Errorf("%s %s:\ngot  %s\nwant %s", c.name, c.values, read, c.read)
		}
	}
}

// texts that readers and spreadsheets stumble over.
var texts = []string{`"=1+1"`, `"-3.7"`, `"a\tb"`, `"a\r\nb"`, `"a\u0000b"`, `"\ud83d\udc69\u200d\ud83d\udc67"`, `"\u202eabc\u05d0"`, `"` + strings.Repeat("é", 40_000) + `"`,
	`"\ud800 alone"`, `null`, `""`, `"null"`, `"1202955310000000101"`, `"\"quoted\", and 'single'"`, `"今日は"`, `"\\N"`, `" blanks "`}

func TestAwkwardTexts(t *testing.T) {
	var lines []string
	for _, v := range texts {
		lines = append(lines, line("text", v))
	}
	name := written(t, Format{}, table(t, "text", lines...))
	_, rows := own(t, name)
	got := duck(t, fmt.Sprintf("SELECT * FROM '%s'", name))[0]
	for i, v := range texts {
		want := any(gjson.Parse(v).Str)
		if v == "null" {
			want = nil
		}
		if got[i][0] != want {
			t.Errorf("DuckDB reads %.60q, want %.60q", got[i][0], want)
		}
		if mine := rows[i][0]; mine.IsNull() != (want == nil) || want != nil && string(mine.ByteArray()) != want {
			t.Errorf("read back: %.60q, want %.60q", mine.String(), want)
		}
	}
}

func TestOrderAndNames(t *testing.T) {
	const columns = `z,a:user.screen_name,user.name,a\.b,M:m,select:s,"comma, and \"":c`
	name := written(t, Format{About: func() []render.Fact { return []render.Fact{{Name: "source", Value: "a test"}} }},
		table(t, columns, `{"z":1,"user":{"screen_name":"x","name":"y"},"a.b":2,"m":true,"s":"t","c":0.5}`))
	want := []string{"z", "a", "user.name", `a\.b`, "M", "select", `comma, and "`}
	got := duck(t, fmt.Sprintf("DESCRIBE SELECT * FROM '%s'", name), fmt.Sprintf(`SELECT "user.name", "a\.b" FROM '%s'`, name),
		fmt.Sprintf("SELECT decode(key), decode(value) FROM parquet_kv_metadata('%s')", name), fmt.Sprintf("SELECT created_by FROM parquet_file_metadata('%s')", name))
	var names []string
	for _, r := range got[0] {
		names = append(names, r[0].(string))
	}
	if !slices.Equal(names, want) {
		t.Errorf("columns %q, want %q", names, want)
	}
	if fmt.Sprint(got[1]) != "[[y 2]]" || !strings.Contains(fmt.Sprint(got[2]), "[source a test]") || !strings.HasPrefix(got[3][0][0].(string), "twq") {
		t.Error(got[1:])
	}
	var twice *NameError
	tb := table(t, "a,b")
	tb.Columns[1].Name = "a"
	if err := (Format{}).Render(new(bytes.Buffer), tb); !errors.As(err, &twice) {
		t.Error(err)
	}
}

// TestLater has values behind the sample.
func TestLater(t *testing.T) {
	for _, c := range []struct{ name, first, later, want string }{
		{"n", `1`, `2`, ""}, {"n", `1`, `0.5`, "whole numbers"}, {"n", `1`, `1.0`, "whole numbers"}, {"n", `1`, `9223372036854775808`, "whole numbers"}, {"n", `1`, `"1"`, "whole numbers"},
		{"x", `0.5`, `1`, ""}, {"x", `0.5`, `9007199254740993`, "numbers that a double holds"}, {"x", `0.5`, `9007199254740992`, ""}, {"x", `0.5`, `"a"`, "numbers that a double holds"},
		{"s", `"a"`, `1`, "texts"}, {"s", `"a"`, `null`, ""}, {"b", `true`, `"true"`, "true or false"}, {"id", `1`, `true`, "ids"}, {"id", `"1"`, `2`, ""},
		{"created_at", `"2019-12-09T08:00:05Z"`, `"soon"`, "moments"}, {"created_at", `"2019-12-09T08:00:05Z"`, `"Mon Dec 09 08:00:05 +0000 2019"`, ""},
		{"hashtags", `[{"text":"a"}]`, `[{"txet":"a"}]`, "lists of objects with text"}, {"list", `[1]`, `["a"]`, "lists of whole numbers"}, {"list", `[1]`, `1`, "lists of whole numbers"},
		{"tree", `{"a":1}`, `"a"`, "lists and objects"}, {"none", `null`, `5`, ""}, {"symbols", `[]`, `[{"a":1}]`, ""},
	} {
		lines := slices.Repeat([]string{line(c.name, c.first)}, query.SampleRows)
		lines = append(lines, line(c.name, c.later))
		err := Format{}.Render(new(bytes.Buffer), table(t, c.name, lines...))
		failed, ok := errors.AsType[*TypeError](err)
		switch {
		case c.want == "" && err != nil:
			t.Errorf("%s then %s: %v", c.first, c.later, err)
		case c.want != "" && (!ok || failed.Want != c.want || failed.Row != query.SampleRows+1 || failed.Column != c.name || failed.Got != c.later):
			t.Errorf("%s then %s: %v", c.first, c.later, err)
		}
		name := written(t, Format{Text: []string{c.name}}, table(t, c.name, lines...))
		_, rows := own(t, name)
		want := c.later
		if v := gjson.Parse(c.later); v.Type == gjson.String {
			want = v.Str
		}
		if got := rows[query.SampleRows][0]; c.later == "null" && !got.IsNull() || c.later != "null" && string(got.ByteArray()) != want {
			t.Errorf("as text, %s is %s", c.later, got.String())
		}
	}
}

// TestGroups writes several row groups, in which a column with a dictionary outgrows it.
func TestGroups(t *testing.T) {
	const n = groupRows + 5000
	lines := make([]string, n)
	for i := range lines {
		word := fmt.Sprint("few ", i%3)
		if i > 2000 {
			word = fmt.Sprint("many different words, ", i)
		}
		lines[i] = fmt.Sprintf(`{"n":%d,"word":"%s","list":[%s],"none":null}`, i, word, strings.TrimSuffix(strings.Repeat(fmt.Sprint(i, ","), i%4), ","))
	}
	name := written(t, Format{}, table(t, "n,word,list,none", lines...))
	_, rows := own(t, name)
	if len(rows) != n {
		t.Fatalf("%d rows", len(rows))
	}
	got := duck(t, fmt.Sprintf(`SELECT count(*), sum(n), count(DISTINCT word), count(*) FILTER (word = CASE WHEN n > 2000 THEN 'many different words, ' || n ELSE 'few ' || (n %% 3) END),
		sum(len(list)), count(*) FILTER (len(list) = n %% 4 AND list_distinct(list)[1] IS NOT DISTINCT FROM CASE WHEN n %% 4 = 0 THEN NULL ELSE n END), count("none") FROM '%s'`, name),
		fmt.Sprintf("SELECT count(DISTINCT row_group_id) FROM parquet_metadata('%s')", name))
	want := fmt.Sprintf("[[%d %d %d %d %d %d 0]]", n, n*(n-1)/2, n-2001+3, n, n/4*6, n)
	if fmt.Sprint(got[0]) != want {
		t.Errorf("got %v, want %s", got[0], want)
	}
	if fmt.Sprint(got[1]) != "[[2]]" {
		t.Errorf("row groups: %v", got[1])
	}
	var again [2]bytes.Buffer
	for i := range again {
		if err := (Format{}).Render(&again[i], table(t, "n,word,list,none", lines...)); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(again[0].Bytes(), again[1].Bytes()) {
		t.Error("the same rows gave other bytes")
	}
}

func TestEmpty(t *testing.T) {
	name := written(t, Format{}, table(t, "id,text"))
	if got := duck(t, fmt.Sprintf("SELECT count(*) FROM '%s'", name), fmt.Sprintf("DESCRIBE SELECT * FROM '%s'", name)); fmt.Sprint(got[0]) != "[[0]]" || len(got[1]) != 2 {
		t.Error(got)
	}
}

// full fails behind n bytes.
type full struct{ n int }

func (f *full) Write(p []byte) (int, error) {
	if f.n -= len(p); f.n < 0 {
		return 0, os.ErrDeadlineExceeded
	}
	return len(p), nil
}

func TestFullDisk(t *testing.T) {
	lines := slices.Repeat([]string{`{"a":"b"}`}, 3000)
	for _, n := range []int{0, 10, 100} {
		err := Format{}.Render(&full{n}, table(t, "a", lines...))
		if failed, ok := errors.AsType[*render.WriteError](err); !ok || !errors.Is(failed, os.ErrDeadlineExceeded) {
			t.Errorf("behind %d bytes: %v", n, err)
		}
	}
	broken := errors.New("broken")
	tb := table(t, "a", lines...)
	rows := tb.Rows
	tb.Rows = func(yield func(query.Row, error) bool) {
		rows(func(r query.Row, err error) bool { return yield(r, err) })
		yield(query.Row{}, broken)
	}
	var b bytes.Buffer
	if err := (Format{}).Render(&b, tb); err != broken {
		t.Error(err)
	}
	if _, err := pq.OpenFile(bytes.NewReader(b.Bytes()), int64(b.Len())); err == nil {
		t.Error("half a file is read as a whole one")
	}
}
