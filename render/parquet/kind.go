// The kinds of columns, and how a value becomes one of theirs.

package parquet

import (
	"time"
	"unsafe"

	pq "github.com/parquet-go/parquet-go"
	"github.com/tidwall/gjson"

	"twq/query"
	"twq/render"
)

// kind is what the cells of a column, or the elements of its lists, hold.
type kind int

const (
	moment  kind = iota // texts that are moments with a time
	text                // texts
	integer             // whole numbers
	double              // numbers that float64 holds
	boolean             // true and false
	id                  // texts and numbers, as text with all digits
	tree                // lists and objects, as JSON
	loose               // anything, as text
)

// words say what a column of a kind holds.
func (k kind) words() string {
	return [...]string{moment: "moments", text: "texts", integer: "whole numbers", double: "numbers that a double holds", boolean: "true or false",
		id: "ids", tree: "lists and objects", loose: "anything"}[k]
}

// scalar turns a value that is not null into one of the kind; ok is false where that would change it.
func (k kind) scalar(v query.Value) (out pq.Value, ok bool) {
	switch k {
	case moment:
		t, fault := timestamp(v)
		return pq.Int64Value(t.UnixMicro()), fault == ""
	case text:
		return octets(v.Str), v.Type == gjson.String
	case integer:
		if v.Type != gjson.Number {
			return out, false
		}
		n, ok := wholeNumber(v.Raw)
		return pq.Int64Value(n), ok
	case double:
		if v.Type != gjson.Number {
			return out, false
		}
		f, ok := floatNumber(v.Raw)
		return pq.DoubleValue(f), ok
	case boolean:
		return pq.BooleanValue(v.Type == gjson.True), v.Type == gjson.True || v.Type == gjson.False
	case id:
		if v.Type == gjson.Number {
			return octets(v.Raw), true
		}
		return octets(v.Str), v.Type == gjson.String
	case tree:
		return octets(render.Compact(v.Raw)), v.Type == gjson.JSON
	}
	switch v.Type {
	case gjson.String:
		return octets(v.Str), true
	case gjson.JSON:
		return octets(render.Compact(v.Raw)), true
	}
	return octets(v.Raw), true
}

// What keeps a value from being a timestamp.
const (
	noMoment = "is no moment"
	onlyDay  = "is a day without a time"
	tooFine  = "is finer than a microsecond"
)

// timestamp reads a moment; where a timestamp does not hold it, fault says why.
func timestamp(v query.Value) (t time.Time, fault string) {
	if v.Type != gjson.String {
		return t, noMoment
	}
	t, ok := query.ParseMoment(v.Str)
	switch {
	case !ok:
		return t, noMoment
	case len(v.Str) <= len("2019-12-09"):
		return t, onlyDay
	case t.Nanosecond()%1000 != 0:
		return t, tooFine
	}
	return t, ""
}

// octets is a text as a value, which keeps the memory of the text and never writes to it.
func octets(s string) pq.Value {
	return pq.ByteArrayValue(unsafe.Slice(unsafe.StringData(s), len(s)))
}

// node is the Parquet type.
func (k kind) node() pq.Node {
	switch k {
	case moment:
		return pq.Timestamp(pq.Microsecond)
	case integer:
		return pq.Leaf(pq.Int64Type)
	case double:
		return pq.Leaf(pq.DoubleType)
	case boolean:
		return pq.Leaf(pq.BooleanType)
	}
	return pq.String()
}
