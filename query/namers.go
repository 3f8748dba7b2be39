// Finds the rows that name the columns of a stream, when all rows shall: one pass before the one that is shown.

package query

import (
	"context"
	"strings"
)

// namers reads all inputs once more and returns the rows that have a leaf which no row before has: those name the same columns in the same
// order as all rows would. An error of an input ends them and is told by the rows that are shown; the error returned is that of ctx.
func (st *stream) namers(ctx context.Context) ([]Value, error) {
	in := make([]Input, len(st.in))
	for i, input := range st.in {
		in[i] = Input{Name: input.Name, Lines: input.Lines, Body: input.Again()}
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	again, _, err := openStream(ctx, st.given, in, st.o)
	if err != nil || again == nil { // the rows that are shown have the same error
		return nil, ctx.Err()
	}
	n := naming{names: flatten(nil, nil, "")}
	rows := 0
	for out, err := range again.batches(ctx) {
		if err != nil {
			break
		}
		more := again.rowsIn(out)
		if st.o.Limit > 0 {
			more = min(more, st.o.Limit-rows)
		}
		if out.cells == nil || len(out.extra) > 0 {
			for i := range more {
				n.look(again.rowOf(out, i))
			}
			again.publish(&n)
		}
		if rows += more; st.o.Limit > 0 && rows == st.o.Limit {
			break
		}
	}
	return n.rows, ctx.Err()
}

// naming is the columns so far, and the rows that named them.
type naming struct {
	names     *cutter
	rows      []Value
	published int // of rows
}

// look keeps a row if it has a leaf without a column.
func (n *naming) look(v Value) {
	before := len(n.names.columns)
	n.names.take(v, "")
	if len(n.names.columns) > before {
		n.rows = append(n.rows, valueOf(strings.Clone(v.Raw)))
	}
}

// publish tells the workers the columns, when there are markedly more of them: a batch in which they find no other leaf need not be looked
// at again.
func (st *stream) publish(n *naming) {
	if len(n.rows) > n.published+n.published/8 {
		n.published = len(n.rows)
		st.cutter.Store(flatten(n.rows, nil, ""))
	}
}
