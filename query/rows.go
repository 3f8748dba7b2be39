// Finds the rows of an answer and chooses the columns they are shown in.

package query

import (
	"strings"

	"github.com/tidwall/gjson"
)

// rows returns the elements of the answer; from names the list of an envelope that was taken without being asked for.
func (q question) rows(whole Value) (rows []Value, from string, err error) {
	list := whole
	switch {
	case q.path == nil:
		if from = q.listOfEnvelope(); from != "" {
			list = gjson.Get(q.doc.text, from)
		}
	case q.o.Columns != nil:
		if prefix, ok := q.path.CountsList(); ok {
			if list = gjson.Parse(q.doc.text); prefix != "" {
				list = gjson.Get(q.doc.text, prefix)
			}
		}
		if inner, ok := q.innerRows(); ok {
			return inner, "", nil
		}
	}
	switch {
	case list.IsArray():
		return list.Array(), from, nil
	case !list.Exists():
		return nil, "", nil
	case q.o.Columns != nil && !list.IsObject():
		return nil, "", &ColumnsError{Problem: "the answer is one " + kindName(list) + ", and columns need a list or an object"}
	}
	return []Value{list}, "", nil
}

// innerRows are the elements of the lists inside the elements of a list, for a path such as "#.labels.#" or "#.labels.#(name==bug)#".
func (q question) innerRows() ([]Value, bool) {
	steps := q.path.Steps()
	last := steps[len(steps)-1]
	if !last.PerElement || last.Kind != Count && last.Kind != All {
		return nil, false
	}
	path := q.path.String()
	if last.Kind == Count {
		path += ".@this"
	}
	rows := []Value{gjson.Get(q.doc.text, path)}
	for _, s := range steps {
		if s.Kind != Each && s.Kind != All && s.Kind != Count {
			continue
		}
		var inner []Value
		for _, v := range rows {
			inner = append(inner, v.Array()...)
		}
		rows = inner
	}
	return rows, true
}

// listOfEnvelope is the path of the rows of a document asked for without a path.
func (q question) listOfEnvelope() string {
	if q.doc.list != "" {
		return q.doc.list
	}
	if doc := gjson.Parse(q.doc.text); doc.IsArray() && doc.Get("#").Int() == 1 && doc.Get("0.trends").IsArray() {
		return "0.trends"
	}
	return ""
}

// cutter chooses the columns. elements are what is cut: the rows, or what they were made from.
func (q question) cutter(rows []Value, whole Value) (c *cutter, elements []Value, short bool) {
	if q.o.Columns != nil {
		return picked(q.o.Columns), rows, false
	}
	sample := rows
	if !q.o.AllColumns {
		sample = rows[:min(len(rows), SampleRows)]
	}
	own := "value"
	var items []Item
	if q.path != nil {
		if key := q.path.LastKey(); key != "" {
			own = key
		}
		items = q.path.Items()
	} else if from := q.listOfEnvelope(); from != "" {
		own = from
	}
	switch {
	case len(items) > 0 && items[0].Object:
		return flatten(sample, labels(items), own), rows, false
	case len(items) > 0:
		if elements, ok := q.madeFrom(rows); ok {
			return picked(columnsOf(items)), elements, false
		}
	case q.o.Brief && !q.o.AllColumns && whole.Exists() && (whole.IsArray() || len(rows) > 1 || q.path == nil):
		if columns := brief(sample); columns != nil && !single(whole, rows) {
			return picked(columns), rows, true
		}
	}
	if len(rows) == 0 {
		return picked([]Column{{Name: own}}), rows, false
	}
	if c = flatten(sample, nil, own); len(c.columns) == 0 { // nothing but empty objects
		return picked([]Column{{Name: own}}), rows, false
	}
	return c, rows, false
}

// madeFrom returns what rows that are lists of items were made from, where it is as many: an item that is missing has moved the others.
func (q question) madeFrom(rows []Value) ([]Value, bool) {
	if q.path == nil {
		return nil, false
	}
	items := q.path.Items()
	list, _, ok := q.path.Rows()
	if !ok || len(items) == 0 || items[0].Object {
		return nil, false
	}
	behind := gjson.Parse(q.doc.text)
	if list != "" {
		behind = gjson.Get(q.doc.text, list)
	}
	elements := behind.Array()
	if !behind.IsArray() || len(elements) < len(rows) {
		return nil, false
	}
	return elements, true
}

func firstOf(rows []Value) Value {
	if len(rows) == 0 {
		return Value{}
	}
	return rows[0]
}

// single says that the answer is one object and not a list of one.
func single(whole Value, rows []Value) bool {
	return whole.IsObject() && len(rows) == 1 && rows[0].Raw == whole.Raw
}

func labels(items []Item) []string {
	names := make([]string, len(items))
	for i, it := range items {
		names[i] = it.Label
	}
	return names
}

func columnsOf(items []Item) []Column {
	columns := make([]Column, len(items))
	seen := map[string]bool{}
	for i, it := range items {
		columns[i] = Column{Name: it.Label, Path: it.Path}
		if seen[it.Label] {
			columns[i].Name = it.Path
		}
		seen[it.Label] = true
	}
	return columns
}

// limited is the whole answer with the first n rows only; in an envelope the list is cut and the rest stays.
func limited(whole Value, from string, rows []Value, n int) Value {
	var b strings.Builder
	b.WriteByte('[')
	for i, v := range rows[:n] {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(v.Raw)
	}
	b.WriteByte(']')
	if from == "" {
		return gjson.Parse(b.String())
	}
	list := whole.Get(from)
	if list.Index == 0 || list.Index+len(list.Raw) > len(whole.Raw) {
		return gjson.Parse(b.String())
	}
	return gjson.Parse(whole.Raw[:list.Index] + b.String() + whole.Raw[list.Index+len(list.Raw):])
}

func shape(v Value) Shape {
	switch {
	case !v.Exists():
		return Missing
	case v.IsObject():
		return Object
	case v.IsArray():
		return List
	}
	return Scalar
}

// kindName names the kind of a value in plain words.
func kindName(v Value) string {
	switch {
	case !v.Exists():
		return "missing value"
	case v.IsArray():
		return "list"
	case v.IsObject():
		return "object"
	}
	switch v.Type {
	case gjson.String:
		return "text"
	case gjson.Number:
		return "number"
	case gjson.Null:
		return "null"
	}
	return "boolean"
}
