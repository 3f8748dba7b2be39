// Says a path as SQL over Parquet as twq writes it: a column for each leaf, called by its dotted path, with a type.

package query

import (
	"strconv"
	"strings"
)

// ParquetFile says that the languages of SQL read a file of this name as Parquet: NAME.parquet, or a folder of such files, NAME/.
func ParquetFile(name string) bool {
	return strings.HasSuffix(strings.ToLower(name), ".parquet") || strings.HasSuffix(name, "/")
}

// overParquet is statement for a file of Parquet. Nothing is known of the data.
func (q *sql) overParquet(rows, body []hop) string {
	var columns, conditions []string
	for _, h := range rows {
		if h.Query != nil {
			conditions = append(conditions, q.flatCondition(h.Query))
		}
	}
	switch {
	case len(body) == 1 && body[0].Kind == Count && len(rows) > 0 && len(rows[len(rows)-1].body) == 0:
		columns = []string{"count(*)"}
	case len(body) == 1 && body[0].Kind == Multi && body[0].Items[0].Object:
		for _, it := range body[0].Items {
			columns = append(columns, q.labelled(q.flatColumn(it.Parsed.steps), it.Label))
		}
	case len(body) == 0:
		columns = []string{"*"}
	default:
		keys := make([]Step, len(body))
		for i, h := range body {
			keys[i] = h.Step
		}
		name := q.flatColumn(keys)
		columns = []string{q.labelled(name, keys[len(keys)-1].Key)}
		conditions = append(conditions, q.present(name))
	}
	q.remarks.say("the columns are those that twq writes, one for each leaf")
	if q.err != nil {
		return ""
	}
	out := "SELECT " + strings.Join(columns, ", ") + " FROM " + q.fromParquet()
	if len(conditions) > 0 {
		out += " WHERE " + strings.Join(conditions, " AND ")
	}
	return out
}

func (q *sql) fromParquet() string {
	folder := strings.HasSuffix(q.file, "/")
	switch {
	case q.to == Spark:
		return "parquet.`" + strings.ReplaceAll(q.file, "`", "``") + "`"
	case q.to == DuckDB && folder:
		return "read_parquet(" + sqlText(q.file+"**/*.parquet") + ", hive_partitioning = true)"
	case q.to == DuckDB:
		return "read_parquet(" + sqlText(q.file) + ")"
	case folder:
		return "file(" + clickHouseText(q.file+"**/*.parquet") + ", 'Parquet')"
	}
	return "file(" + clickHouseText(q.file) + ", 'Parquet')"
}

// flatColumn is the name of the column for a path into a row.
func (q *sql) flatColumn(steps []Step) string {
	keys := q.keys(steps)
	for i, k := range keys {
		keys[i] = escapeKey(k)
	}
	return strings.Join(keys, ".")
}

func (q *sql) labelled(column, label string) string {
	if column == label {
		return q.name(column)
	}
	return q.name(column) + " AS " + q.name(label)
}

// present keeps the rows that have a value.
func (q *sql) present(column string) string {
	q.remarks.say("null and missing are both NULL in Parquet, and left out where gjson leaves out only what is missing")
	return q.name(column) + " IS NOT NULL"
}

// flatCondition says the test of a query about a column with a type.
func (q *sql) flatCondition(c *Query) string {
	if c.Left == nil {
		q.refuse(c.Start, c.End, "a row is compared as a whole")
		return ""
	}
	column := q.flatColumn(c.Left.steps)
	switch node := (&queryNode{op: c.Op, value: c.Value}); {
	case c.Op == "" && c.Value == "":
		return q.present(column)
	case strings.HasPrefix(c.Value, "~"):
		q.refuse(c.RightStart, c.RightEnd, "Parquet has no words for this")
		return ""
	case node.matches(Value{}):
		q.refuse(c.Start, c.End, "a test that missing values pass")
		return ""
	}
	last := column[strings.LastIndexByte(column, '.')+1:]
	id := last == "id" || strings.HasSuffix(last, "_id") || strings.HasSuffix(last, "_str")
	k := looksLike(c)
	equal := c.Op == "=" || c.Op == "!="
	if id && k == numeric {
		k = text // ids are texts in Parquet
	}
	switch {
	case last == "created_at":
		q.refuse(c.Start, c.End, "created_at is a moment in Parquet, and gjson compares its letters")
		return ""
	case id && !equal && c.Op != "%" && c.Op != "!%", (k == yes || k == no) && !equal:
		q.refuse(c.Start, c.End, "this comparison has no equal in Parquet")
		return ""
	case k == text:
		q.remarks.where("%s", always(leftName(c), "a text"))
		return sqlDialect{q.to}.compare(q.name(column), c.Op, text, c.Value)
	}
	value := strings.ToUpper(c.Value)
	if k == numeric {
		n, _ := number(c.Value)
		value = strconv.FormatFloat(n, 'f', -1, 64)
	}
	q.remarks.where("%s", always(leftName(c), kindPhrase([]kind{k})))
	return q.name(column) + " " + strings.Replace(c.Op, "!=", "<>", 1) + " " + value
}
