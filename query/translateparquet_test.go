package query

import (
	"strings"
	"testing"
)

// TestParquetStatements says paths over files of Parquet whose columns are known, or not; "!" is a refusal, which has to have the words
// behind it.
func TestParquetStatements(t *testing.T) {
	t.Parallel()
	tweets := File{Name: "t.parquet", Here: true, Columns: []ParquetColumn{{"id_str", ParquetText}, {"lang", ParquetText}, {"n", ParquetNumber}, {"ok", ParquetBoolean},
		{"when", ParquetMoment}, {"created_at", ParquetText}, {"tags", ParquetList}, {"blob", ParquetOther}, {"place", ParquetText}, {"place.name", ParquetText}, {"place.id_str", ParquetText},
		{"user.name", ParquetText}, {"true", ParquetText}, {`a\.b`, ParquetText}}}
	alike := File{Name: "a.parquet", Here: true, Columns: []ParquetColumn{{"a", ParquetText}, {"A", ParquetText}, {"A_1", ParquetText}, {"b", ParquetText}, {"ö", ParquetText}, {"Ö", ParquetText}}}
	set := File{Name: "t/", Here: true, Columns: []ParquetColumn{{"id_str", ParquetText}, {"lang", ParquetFolder}}}
	unknown, pattern := File{Name: "u.parquet"}, File{Name: "*.parquet"}
	for _, c := range []struct {
		file             File
		to               Language
		path, want, said string // said is in the remark
	}{
		{tweets, DuckDB, "#.id_str", `SELECT "id_str" FROM read_parquet('t.parquet') WHERE "id_str" IS NOT NULL`, "both NULL"},
		{tweets, DuckDB, "#.place", "!place is an object, and only what is in it has columns: place.name, place.id_str", ""},
		{tweets, DuckDB, "#.user", "!user is an object", ""},
		{tweets, DuckDB, `#.{"x":user}`, "!user is an object", ""},
		{tweets, DuckDB, "#(place)#.id_str", "!test one that every such object has, as place.id_str", ""},
		{tweets, Spark, "#(user)#|#", "!test one that every such object has, as user.name", ""},
		{tweets, DuckDB, "#(place.name)#|#", `SELECT count(*) FROM read_parquet('t.parquet') WHERE "place.name" IS NOT NULL`, "both NULL"},
		{tweets, ClickHouse, "#.Lang", "!t.parquet has no column Lang; there is lang", ""},
		{tweets, DuckDB, "#(nope==1)#", "!t.parquet has no column nope", ""},
		{tweets, DuckDB, "#(true==x)#.true", `SELECT "true" FROM read_parquet('t.parquet') WHERE "true" = 'x' AND "true" IS NOT NULL`, ""},
		{tweets, Spark, `#.{"from":lang}`, "SELECT `lang` AS `from` FROM parquet.`t.parquet`", "both NULL"},
		{tweets, ClickHouse, `#.a\.b`, "SELECT `a\\\\.b` AS `a.b` FROM file('t.parquet', 'Parquet') WHERE `a\\\\.b` IS NOT NULL", ""},
		{tweets, DuckDB, "#(n>=5)#|#", `SELECT count(*) FROM read_parquet('t.parquet') WHERE "n" >= 5`, ""},
		{tweets, DuckDB, "#(n==x)#|#", "!no equal in Parquet", ""},
		{tweets, DuckDB, "#(n%5*)#|#", "!no equal in Parquet", ""},
		{tweets, DuckDB, "#(lang>=5)#|#", `SELECT count(*) FROM read_parquet('t.parquet') WHERE "lang" >= '5'`, "`lang` is always a text"},
		{tweets, DuckDB, "#(lang==true)#|#", `SELECT count(*) FROM read_parquet('t.parquet') WHERE "lang" = 'true'`, "`lang` is always a text"},
		{tweets, DuckDB, "#(ok==true)#|#", `SELECT count(*) FROM read_parquet('t.parquet') WHERE "ok" = TRUE`, ""},
		{tweets, DuckDB, "#(ok==1)#|#", "!no equal in Parquet", ""},
		{tweets, DuckDB, "#(when==x)#|#", "!when is a moment", ""},
		{tweets, DuckDB, "#.when", `SELECT "when" FROM read_parquet('t.parquet') WHERE "when" IS NOT NULL`, "when is a moment in UTC"},
		{tweets, DuckDB, "#(created_at==x)#|#", `SELECT count(*) FROM read_parquet('t.parquet') WHERE "created_at" = 'x'`, "always a text"},
		{tweets, DuckDB, "#(tags==x)#|#", "!no equal in Parquet", ""},
		{tweets, DuckDB, "#.tags", `SELECT "tags" FROM read_parquet('t.parquet') WHERE "tags" IS NOT NULL`, "tags is a list"},
		{tweets, ClickHouse, "#.tags", "!tags is a list, which is never NULL there", ""},
		{tweets, DuckDB, "#(blob==x)#|#", "!no equal in Parquet", ""},
		{tweets, DuckDB, "#(lang==~null)#|#", `SELECT count(*) FROM read_parquet('t.parquet') WHERE "lang" IS NULL`, ""},
		{tweets, DuckDB, "#(lang!=~null)#|#", `SELECT count(*) FROM read_parquet('t.parquet') WHERE "lang" IS NOT NULL`, ""},
		{tweets, ClickHouse, `#(lang==en)#.{"lang":true}`, "!lang is the name of a column that is read", ""},
		{tweets, DuckDB, `#(lang==en)#.{"lang":true}`, `SELECT "true" AS "lang" FROM read_parquet('t.parquet') WHERE "lang" = 'en'`, ""},
		{tweets, DuckDB, `#.{"":lang}`, "!a column without a name", ""},
		{alike, DuckDB, "#.A", "!the columns a and A have one name there", ""},
		{alike, DuckDB, "#.A_1", "!the columns a and A have one name there", ""},
		{alike, DuckDB, "#.ö", `SELECT "ö" FROM read_parquet('a.parquet') WHERE "ö" IS NOT NULL`, ""},
		{alike, DuckDB, "#.b", `SELECT "b" FROM read_parquet('a.parquet') WHERE "b" IS NOT NULL`, ""},
		{alike, Spark, "#.b", "!the columns a and A have one name there", ""},
		{alike, ClickHouse, "#.A", "SELECT `A` FROM file('a.parquet', 'Parquet') WHERE `A` IS NOT NULL", ""},
		{set, DuckDB, "#.id_str", `SELECT "id_str" FROM read_parquet('t/**/*.parquet', hive_partitioning = true) WHERE "id_str" IS NOT NULL`, ""},
		{set, DuckDB, "#(lang==en)#|#", `SELECT count(*) FROM read_parquet('t/**/*.parquet', hive_partitioning = true, hive_types_autocast = false) WHERE "lang" = 'en'`, "in the names of folders"},
		{set, DuckDB, "#(lang>=5)#|#", `SELECT count(*) FROM read_parquet('t/**/*.parquet', hive_partitioning = true, hive_types_autocast = false) WHERE CAST("lang" AS DOUBLE) >= 5`, "always a number"},
		{set, Spark, "#.lang", "SELECT `lang` FROM parquet.`t/` WHERE `lang` IS NOT NULL", "Spark guesses its type"},
		{set, ClickHouse, "#.lang", "!lang is in the names of folders", ""},
		{unknown, DuckDB, "#.user", `SELECT "user" FROM read_parquet('u.parquet') WHERE "user" IS NOT NULL`, "`user` is a column and never an object"},
		{unknown, DuckDB, "#(place)#|#", `SELECT count(*) FROM read_parquet('u.parquet') WHERE "place" IS NOT NULL`, "`place` is a column and never an object"},
		{unknown, ClickHouse, "#.tags", "SELECT `tags` FROM file('u.parquet', 'Parquet') WHERE `tags` IS NOT NULL", "`tags` is never a list"},
		{pattern, DuckDB, "#", "SELECT count(*) FROM read_parquet('*.parquet')", ""},
		{File{Name: "day=1/t.parquet", Here: true}, DuckDB, "#", "SELECT count(*) FROM read_parquet('day=1/t.parquet', hive_partitioning = false)", ""},
	} {
		checkStatement(t, c.file, c.to, c.path, "", c.want, c.said)
	}
}

// TestNamesOfFiles says paths over files of JSON lines whose names an engine would take for a pattern.
func TestNamesOfFiles(t *testing.T) {
	t.Parallel()
	const doc = `{"a":"x","b c":"y"}`
	here := func(name string) File { return File{Name: name, Here: true} }
	for _, c := range []struct {
		file       File
		to         Language
		path, want string
	}{
		{here("q[1].ndjson"), DuckDB, "..#.a", `SELECT json->>'$.a' AS "a" FROM read_json_objects('q[[]1].ndjson')`},
		{here("q*?.ndjson"), DuckDB, "..#.a", `SELECT json->>'$.a' AS "a" FROM read_json_objects('q[*][?].ndjson')`},
		{here(`q\[1].ndjson`), DuckDB, "..#.a", "!is a pattern there"},
		{here("q{1}.ndjson"), DuckDB, "..#.a", `SELECT json->>'$.a' AS "a" FROM read_json_objects('q{1}.ndjson')`},
		{here("json=1/q.ndjson"), DuckDB, "..#.a", `SELECT json->>'$.a' AS "a" FROM read_json_objects('json=1/q.ndjson', hive_partitioning = false)`},
		{File{Name: "q[1].ndjson"}, DuckDB, "..#.a", `SELECT json->>'$.a' AS "a" FROM read_json_objects('q[1].ndjson')`},
		{here("q[1].ndjson"), Spark, "..#.a", "!give the file a name without * ? [ ] { }"},
		{here("d/_q.ndjson"), Spark, "..#.a", "!Spark passes over files"},
		{File{Name: "q*.ndjson"}, Spark, "..#.a", "SELECT get_json_object(value, '$.a') AS `a` FROM text.`q*.ndjson`"},
		{here("q.ndjson"), Spark, "..#.b c", "SELECT get_json_object(value, '$[\\'b c\\']') AS `b c` FROM text.`q.ndjson`"},
		{here("q[1].ndjson"), ClickHouse, "..#.a", "SELECT JSONExtract(line, 'a', 'Nullable(String)') AS `a` FROM file('q[1].ndjson', 'LineAsString')"},
		{here("q{1}.ndjson"), ClickHouse, "..#.a", "!is a pattern there"},
		{here("q.ndjson"), ClickHouse, `..#.{"line":a}`, "!line is the name of a column that is read"},
	} {
		checkStatement(t, c.file, c.to, c.path, doc, c.want, "")
	}
}

// TestRowsOfFiles says paths over files whose rows an engine does not see as gjson does.
func TestRowsOfFiles(t *testing.T) {
	t.Parallel()
	const remark = "the file has to hold one element a line"
	checkStatement(t, File{Name: "q.ndjson", Here: true}, Spark, "..#", `{"a":1}{"a":2}`, "SELECT count(*) FROM text.`q.ndjson`", remark)
	checkStatement(t, File{Name: "q.ndjson", Here: true}, ClickHouse, "#", `[{"a":1},{"a":2}]`, "SELECT count(*) FROM file('q.ndjson', 'LineAsString')", remark)
	checkStatement(t, File{Name: "q.ndjson", Here: true}, DuckDB, "..#", `[{"a":1},{"a":2}]`, "!lists are among the rows", "")
	checkStatement(t, File{Name: "q.ndjson", Here: true}, DuckDB, "..#", `{"a":[1,2]}`, "SELECT count(*) FROM read_json_objects('q.ndjson')", "")
	p, _ := ParsePath("..#")
	for _, f := range []File{{Name: "q.txt", Here: true, Lined: true}, {Name: "q.ndjson"}} {
		if got, err := p.TranslateFile(Spark, `{"a":1}`, f); err != nil || got.Remark != "" {
			t.Errorf("%+v: %+v %v", f, got, err)
		}
	}
}

// checkStatement says a path in SQL; want is the statement, or "!" and words of the refusal.
func checkStatement(t *testing.T, file File, to Language, path, doc, want, said string) {
	t.Helper()
	p, err := ParsePath(path)
	if err != nil {
		t.Fatal(err)
	}
	got, err := p.TranslateFile(to, doc, file)
	words, refused := strings.CutPrefix(want, "!")
	switch {
	case refused && (err == nil || !strings.Contains(err.Error(), words)):
		t.Errorf("%s of %s on %s: %s %v\nwant a refusal: %s", to, path, file.Name, got.Text, err, words)
	case !refused && (err != nil || got.Text != want):
		t.Errorf("%s of %s on %s: %v\ngot  %s\nwant %s", to, path, file.Name, err, got.Text, want)
	case !strings.Contains(got.Remark, said):
		t.Errorf("%s of %s on %s: the remark %q does not say %q", to, path, file.Name, got.Remark, said)
	}
}
