// Shows how a path is answered on a large input: row by row, or with all of it in memory.

package main

import (
	"context"
	"io"
	"strings"

	"twq/query"
	"twq/render"
)

// planned is the decision about a path.
type planned struct {
	Path    string `json:"path"`
	Streams bool   `json:"streams"`
	Stops   bool   `json:"stops"`
	Plan    string `json:"plan"`
}

// showPlan prints the decision. Columns and a limit belong to the question here, and not to what is printed.
func (c explainCmd) showPlan(ctx context.Context, w *world, path *query.Path) error {
	o, err := c.options(false)
	if err != nil {
		return err
	}
	out, err := c.openSink(w)
	if err != nil {
		return err
	}
	defer out.close()
	plan := path.Plan(o).Of(len(c.Sources))
	p := planned{Path: path.String(), Streams: plan.Streams, Stops: plan.Stops, Plan: plan.String()}
	switch out.format.name {
	case "table", "text", "markdown":
		out.format.make = func(l look) render.Format { return planText{p, l.width} }
		return out.write(query.Table{})
	}
	return answerFlags{}.showIn(ctx, w, out, p)
}

// planText prints the decision as plain text. Width 0 is 80 columns.
type planText struct {
	planned
	width int
}

// Render writes it; it has no use for the table.
func (t planText) Render(w io.Writer, _ query.Table) error {
	width := 80
	if t.width > 0 {
		width = min(t.width, sheetMost)
	}
	var b strings.Builder
	for _, line := range wrap(t.Plan, width) {
		b.WriteString(line + "\n")
	}
	return writeProse(w, b.String())
}
