// Says a path as SQL over a file of JSON lines (of Parquet: translateparquet.go; the file: translatefile.go): the elements that it walks as rows, what it takes out of them as columns.

package query

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tidwall/gjson"
)

// sql writes statements for DuckDB, Spark and ClickHouse. Each line of the file is one text column, so that no reader guesses types and
// ids keep their digits.
type sql struct {
	*translator
	file    File
	used    []string // the columns of the file that the statement reads
	labels  []string // what it calls its own
	folders bool     // a column that it reads is in the names of folders
}

func (q *sql) statement(hops []hop) string {
	rows, body := q.rows(hops)
	if q.err != nil {
		return ""
	}
	if ParquetFile(q.file.Name) {
		return q.overParquet(rows, body)
	}
	var columns, conditions []string
	for _, h := range rows {
		if h.Query != nil {
			if c := q.condition(h.Query); c != "" {
				conditions = append(conditions, c)
			}
		}
	}
	switch {
	case len(body) == 1 && body[0].Kind == Count && len(rows) > 0 && len(rows[len(rows)-1].body) == 0:
		columns = []string{"count(*)"}
		if q.to == DuckDB && slices.ContainsFunc(q.elements(), Value.IsArray) {
			q.refuse(q.path.start, q.path.end, "lists are among the rows here, and it may count what is in them")
		}
	case len(body) == 1 && body[0].Kind == Multi && body[0].Items[0].Object:
		for _, it := range body[0].Items {
			columns = append(columns, q.column(it.Parsed.steps, it.Label))
			if q.seen.known {
				q.absent(it)
			} else {
				q.remarks.say("a missing value is NULL here")
			}
		}
	case len(body) == 0 && q.seen.known && !q.objects():
		q.refuse(q.path.start, q.path.end, "the rows are not objects here")
	case len(body) == 0:
		columns = []string{q.row()}
	default:
		keys := make([]Step, len(body))
		for i, h := range body {
			keys[i] = h.Step
		}
		columns = []string{q.column(keys, "")}
		if c := q.exists(keys); c != "" {
			conditions = append(conditions, c)
		}
	}
	q.lined()
	once(&q.used, q.row())
	return q.selected(columns, q.fromLines(), conditions)
}

// selected is the statement.
func (q *sql) selected(columns []string, from string, conditions []string) string {
	for _, l := range q.labels {
		switch {
		case l == "":
			q.refuse(q.path.start, q.path.end, "a column without a name")
		case q.to == ClickHouse && slices.Contains(q.used, l): // a label hides the column there
			q.refuse(q.path.start, q.path.end, "%s is the name of a column that is read, and the answer's would be taken for it: call that otherwise, as in #.{\"other\":PATH}", Clip(l, 60))
		}
	}
	out := "SELECT " + strings.Join(columns, ", ") + " FROM " + from
	if len(conditions) > 0 {
		out += " WHERE " + strings.Join(conditions, " AND ")
	}
	return out
}

// labelled is a column of the answer: what it reads, whose name is column where it is one, and what it is called.
func (q *sql) labelled(read, column, label string) string {
	if column != "" && column == label {
		return read
	}
	q.labels = append(q.labels, label)
	return read + " AS " + q.name(label)
}

// absent remarks on a column that an element lacks.
func (q *sql) absent(it Item) {
	for _, s := range it.Parsed.steps {
		if !q.seen.step(s).always() {
			q.remarks.say("where %s is missing, gjson leaves it out and the cell is NULL", Clip(it.Path, 30))
			return
		}
	}
}

// rows takes the steps that choose rows apart from those that look into each.
func (q *sql) rows(hops []hop) (rows, body []hop) {
	if len(hops) == 1 && hops[0].Kind == Count {
		return []hop{{}}, hops
	}
	for i, h := range hops {
		switch {
		case h.Kind == Each && i == 0 && len(hops) == 1:
			return []hop{h}, h.body
		case h.Kind == All && len(h.body) == 0 && i < len(hops)-1 && hops[i+1].Sep == '|':
			rows = append(rows, h)
			continue
		case h.Kind == All && i == len(hops)-1:
			return append(rows, h), h.body
		case h.Kind == Each && i == len(hops)-1 && i > 0 && len(h.body) > 0:
			return append(rows, h), h.body
		case h.Kind == Count && i == len(hops)-1 && len(rows) > 0:
			return rows, []hop{h}
		}
		q.refuseStep(h.Step, "the rows of a file are the elements of one list: a path that begins with # or #(…)#")
		return nil, nil
	}
	return rows, nil
}

func (q *sql) row() string {
	switch q.to {
	case DuckDB:
		return "json"
	case Spark:
		return "value"
	}
	return "line"
}

// keys are the keys of a path into a row; anything else is refused.
func (q *sql) keys(steps []Step) []string {
	var keys []string
	for _, s := range steps {
		if s.Kind != Key || s.Key == "" || strings.ContainsAny(s.Key, "\"\\'`*?[]") {
			q.refuseStep(s, "%s has no columns for this", q.to.Title())
			return nil
		}
		if at := q.seen.step(s); at.lists > 0 {
			q.refuseStep(s, "a list comes to this key here")
		}
		keys = append(keys, s.Key)
	}
	return keys
}

// column is the cell as text.
func (q *sql) column(steps []Step, label string) string {
	keys := q.keys(steps)
	if len(keys) == 0 {
		return ""
	}
	if label == "" {
		label = keys[len(keys)-1]
	}
	if q.to == ClickHouse {
		return q.labelled(q.valueOfClickHouse(steps, keys), "", label)
	}
	return q.labelled(q.cell(keys), "", label)
}

// elements are the rows of the data at hand.
func (q *sql) elements() (rows []Value) {
	if q.path.steps[0].Kind == Lines {
		gjson.ForEachLine(q.seen.doc, func(v Value) bool { rows = append(rows, v); return true })
		return rows
	}
	return gjson.Parse(q.seen.doc).Array()
}

func (q *sql) objects() bool {
	return !slices.ContainsFunc(q.elements(), func(v Value) bool { return !v.IsObject() })
}

// kinds are the kinds of a cell in the rows, and whether it can be missing.
func (q *sql) kinds(steps []Step) (met []kind, missing bool) {
	path := q.path.text[steps[0].Start:steps[len(steps)-1].End]
	t := tally(q.elements(), path)
	return t.kinds(), t.Missing > 0
}

// maybeKinds is kinds; without data a null may occur.
func (q *sql) maybeKinds(steps []Step) ([]kind, bool) {
	if !q.seen.known {
		return []kind{text, null}, true
	}
	return q.kinds(steps)
}

// valueOfClickHouse reads a cell with the function for its kind; it has none for all kinds.
func (q *sql) valueOfClickHouse(steps []Step, keys []string) string {
	list := clickHouseList(keys)
	met := []kind{text}
	if q.seen.known {
		met, _ = q.kinds(steps)
	} else {
		q.remarks.where("%s", always("`"+strings.Join(keys, ".")+"`", "a text"))
	}
	switch {
	case only(met, text, null):
		return "JSONExtract(line, " + list + ", 'Nullable(String)')"
	case only(met, numeric, yes, no, container):
		return "nullIf(JSONExtractRaw(line, " + list + "), '')"
	}
	q.refuseStep(steps[len(steps)-1], "values of several kinds are here, and ClickHouse has no function for all of them")
	return ""
}

// name is a name in quotes, so that none is taken for a word of the language: from, order, true.
func (q *sql) name(name string) string {
	switch q.to {
	case DuckDB:
		return `"` + strings.ReplaceAll(name, `"`, `""`) + `"`
	case ClickHouse:
		return "`" + strings.NewReplacer(`\`, `\\`, "`", "\\`").Replace(name) + "`"
	}
	return "`" + strings.ReplaceAll(name, "`", "``") + "`"
}

func (q *sql) cell(keys []string) string {
	switch q.to {
	case DuckDB:
		return "json->>" + duckPath(keys)
	case Spark:
		return "get_json_object(value, " + escapedText(dollarPath(keys, `['`, `']`)) + ")"
	}
	return "JSONExtractString(line, " + clickHouseList(keys) + ")"
}

// exists keeps the rows that have the cell, as gjson does.
func (q *sql) exists(steps []Step) string {
	keys := q.keys(steps)
	if len(keys) == 0 {
		return ""
	}
	all := true
	for _, s := range steps {
		all = all && q.seen.known && q.seen.step(s).always()
	}
	switch {
	case all:
		return ""
	case q.to == DuckDB:
		return "json_exists(json, " + duckPath(keys) + ")"
	case q.to == Spark:
		if met, _ := q.maybeKinds(steps); slices.Contains(met, null) {
			q.remarks.say("Spark takes null for missing")
		}
		return q.cell(keys) + " IS NOT NULL"
	}
	return "JSONHas(line, " + clickHouseList(keys) + ")"
}

// condition says the test of a query in a WHERE.
func (q *sql) condition(c *Query) string {
	if c.Left == nil {
		q.refuse(c.Start, c.End, "a row is compared as a whole")
		return ""
	}
	keys := q.keys(c.Left.steps)
	if len(keys) == 0 {
		return ""
	}
	met, missing := q.seen.comparison(c)
	if !q.seen.known && c.Op != "" {
		q.remarks.where("%s", always(leftName(c), kindPhrase(met)))
	}
	if q.seen.scalars(c) > 0 {
		q.refuse(c.Start, c.End, "the rows are not objects here")
	}
	cell := q.cell(keys)
	switch {
	case q.to == DuckDB: // -> binds weaker than =
		cell = "(" + cell + ")"
	case q.to == ClickHouse && only(met, numeric, null):
		cell = "JSONExtract(line, " + clickHouseList(keys) + ", 'Nullable(Float64)')"
	case q.to == ClickHouse && only(met, yes, no, null):
		cell = "JSONExtractRaw(line, " + clickHouseList(keys) + ")"
	case q.to == ClickHouse:
		cell = "JSONExtract(line, " + clickHouseList(keys) + ", 'Nullable(String)')"
	}
	all := func(k kind) bool { return only(met, k, null) } // a null is never equal to anything, here and there
	if !strings.HasPrefix(c.Value, "~") && c.Op != "" && (all(text) || all(numeric)) {
		met = slices.DeleteFunc(slices.Clone(met), func(k kind) bool { return k == null })
	}
	v, ok := q.test(c, cell, met, sqlDialect{q.to, !slices.Contains(met, text)})
	switch {
	case !ok:
		return ""
	case v.always && !v.missed:
		return q.exists(c.Left.steps)
	case v.missed && (missing || !q.seen.known):
		q.refuse(c.Start, c.End, "a test that missing values pass")
	}
	return bracketed(v.text, v.any)
}

// sqlDialect writes tests of cells as text.
type sqlDialect struct {
	to     Language
	noText bool // no cell is a text, which could be "true" as well
}

func (sqlDialect) and() string                             { return " AND " }
func (sqlDialect) or() string                              { return " OR " }
func (sqlDialect) among(string, []string) string           { return "" }
func (sqlDialect) typed(string, kind, string, []kind) bool { return false }
func (d sqlDialect) constant(b bool) string                { return strings.ToUpper(fmt.Sprint(b)) }
func (d sqlDialect) is(expr string, k kind) string {
	switch {
	case d.noText && k == yes:
		return expr + " = 'true'"
	case d.noText && k == no:
		return expr + " = 'false'"
	}
	return ""
}
func (d sqlDialect) compare(expr, op string, k kind, value string) string {
	quote := sqlText
	if d.to != DuckDB {
		quote = escapedText
	}
	switch op {
	case "%", "!%":
		like := map[string]string{"%": " LIKE ", "!%": " NOT LIKE "}[op]
		if d.to == ClickHouse {
			return expr + like + quote(patternLike(value, '\\'))
		}
		return expr + like + quote(patternLike(value, '!')) + " ESCAPE '!'"
	case "!=":
		op = "<>"
	}
	switch {
	case k == numeric && d.to == ClickHouse:
		return expr + " " + op + " " + value
	case k == numeric:
		return "CAST(" + expr + " AS DOUBLE) " + op + " " + value
	}
	return expr + " " + op + " " + quote(value)
}

func sqlText(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }

// escapedText is a text of Spark and ClickHouse.
func escapedText(s string) string {
	return "'" + strings.NewReplacer(`\`, `\\`, "'", `\'`).Replace(s) + "'"
}

func clickHouseList(keys []string) string {
	quoted := make([]string, len(keys))
	for i, k := range keys {
		quoted[i] = escapedText(k)
	}
	return strings.Join(quoted, ", ")
}

// dollarPath is the path of DuckDB and Spark, with what each puts around a key that is no plain name.
func dollarPath(keys []string, before, behind string) string {
	out := "$"
	for _, k := range keys {
		if plainName(k) {
			out += "." + k
		} else {
			out += before + k + behind
		}
	}
	return out
}

// duckPath is the path of DuckDB as a text; Spark knows no quotes behind a point.
func duckPath(keys []string) string { return sqlText(dollarPath(keys, `."`, `"`)) }
