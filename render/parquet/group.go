// The columns at the top of a file, in their order: the group of the library sorts them by name.

package parquet

import (
	"reflect"
	"strings"

	pq "github.com/parquet-go/parquet-go"
)

// group is a node of fields in their order.
type group struct {
	pq.Group // what all groups have in common
	fields   []pq.Field
}

// Fields returns the fields in their order.
func (g *group) Fields() []pq.Field { return g.fields }

// GoType is that of no struct: rows are written as values, and a name may have characters that a struct could not tell.
func (g *group) GoType() reflect.Type { return reflect.TypeFor[map[string]any]() }

func (g *group) String() string {
	var b strings.Builder
	for _, f := range g.fields {
		b.WriteString(f.Name() + " " + f.String() + "\n")
	}
	return b.String()
}

// field is a node with a name.
type field struct {
	pq.Node
	name string
}

// Name returns the name of the column.
func (f field) Name() string { return f.name }

// Value is asked for by nobody who writes values.
func (f field) Value(base reflect.Value) reflect.Value { return base.MapIndex(reflect.ValueOf(f.name)) }
