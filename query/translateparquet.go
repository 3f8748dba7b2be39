// Says a path as SQL over Parquet as twq writes it: a column for each leaf, called by its dotted path, with a type.

package query

import (
	"slices"
	"strconv"
	"strings"
)

// overParquet is statement for a file of Parquet. Its columns may be known, and nothing is known of the values in them.
func (q *sql) overParquet(rows, body []hop) string {
	var columns, conditions []string
	if pairs := q.alike(); q.to == Spark && len(pairs) > 0 { // it does not read such a file at all
		q.refuseFile(oneName, pairs[0][0], pairs[0][1])
	}
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
			columns = append(columns, q.shownColumn(q.flatColumn(it.Parsed.steps, false), it.Label))
		}
		q.remarks.say("null and missing are both NULL in Parquet")
	case len(body) == 0:
		columns = []string{"*"}
	default:
		keys := make([]Step, len(body))
		for i, h := range body {
			keys[i] = h.Step
		}
		column := q.flatColumn(keys, false)
		columns = []string{q.shownColumn(column, keys[len(keys)-1].Key)}
		conditions = append(conditions, q.present(column, keys))
	}
	if q.file.Columns == nil || columns[0] == "*" {
		q.remarks.say("the columns are those that twq writes, one for each leaf")
	}
	return q.selected(columns, q.fromParquet(), conditions)
}

// present keeps the rows that have a value in the column of a path.
func (q *sql) present(c ParquetColumn, steps []Step) string {
	q.remarks.say("null and missing are both NULL in Parquet, and left out where gjson leaves out only what is missing")
	return q.null(c, steps, "IS NOT NULL")
}

// null tests a column for NULL, which null and missing are.
func (q *sql) null(c ParquetColumn, steps []Step, test string) string {
	switch {
	case q.to != ClickHouse:
	case c.Holds == ParquetList:
		q.refuse(steps[0].Start, steps[len(steps)-1].End, "%s is a list, which is never NULL there", Clip(c.Name, 60))
	case c.Holds == ParquetUnknown:
		q.remarks.where("%s is never a list", "`"+c.Name+"`")
	}
	return q.name(c.Name) + " " + test
}

// flatCondition says the test of a query about a column with a type.
func (q *sql) flatCondition(c *Query) string {
	if c.Left == nil {
		q.refuse(c.Start, c.End, "a row is compared as a whole")
		return ""
	}
	column := q.flatColumn(c.Left.steps, true)
	switch node := (&queryNode{op: c.Op, value: c.Value}); {
	case c.Op == "" && c.Value == "":
		return q.present(column, c.Left.steps)
	case c.Value == "~null" && c.Op == "=":
		return q.null(column, c.Left.steps, "IS NULL")
	case c.Value == "~null" && c.Op == "!=":
		return q.null(column, c.Left.steps, "IS NOT NULL")
	case strings.HasPrefix(c.Value, "~"):
		q.refuse(c.RightStart, c.RightEnd, "Parquet has no words for this")
		return ""
	case node.matches(Value{}):
		q.refuse(c.Start, c.End, "a test that missing values pass")
		return ""
	}
	k, ok := q.comparedAs(c, column)
	if !ok {
		return ""
	}
	if column.Holds != ParquetNumber && column.Holds != ParquetBoolean {
		q.remarks.where("%s", always(leftName(c), kindPhrase([]kind{k})))
	}
	dialect, name := sqlDialect{to: q.to}, q.name(column.Name)
	if k == text || column.Holds == ParquetFolder {
		return dialect.compare(name, c.Op, k, flatValue(c, k))
	}
	return name + " " + strings.Replace(c.Op, "!=", "<>", 1) + " " + strings.ToUpper(flatValue(c, k))
}

// comparedAs tells which kind of value a column is compared as; where there is no equal to gjson's comparison, it is refused.
func (q *sql) comparedAs(c *Query, column ParquetColumn) (kind, bool) {
	last := column.Name[strings.LastIndexByte(column.Name, '.')+1:]
	id := last == "id" || strings.HasSuffix(last, "_id") || strings.HasSuffix(last, "_str")
	moment := column.Holds == ParquetMoment || column.Holds == ParquetUnknown && last == "created_at"
	equal := c.Op == "=" || c.Op == "!="
	k := looksLike(c)
	if column.Holds == ParquetText || id && k == numeric { // ids are texts in Parquet
		k = text
	}
	fits := map[ParquetKind][]kind{ParquetNumber: {numeric}, ParquetBoolean: {yes, no}, ParquetList: {}, ParquetOther: {}}
	of, typed := fits[column.Holds]
	switch {
	case moment:
		q.refuse(c.Start, c.End, "%s is a moment in Parquet, and gjson compares its letters", Clip(column.Name, 60))
	case typed && !slices.Contains(of, k),
		id && !equal && c.Op != "%" && c.Op != "!%", (k == yes || k == no) && !equal:
		q.refuse(c.Start, c.End, "this comparison has no equal in Parquet")
	default:
		return k, true
	}
	return k, false
}

// flatValue is the right side of a comparison, a number in plain digits.
func flatValue(c *Query, k kind) string {
	if k != numeric {
		return c.Value
	}
	n, _ := number(c.Value)
	return strconv.FormatFloat(n, 'f', -1, 64)
}
