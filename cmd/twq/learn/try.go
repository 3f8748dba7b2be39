// What helps to look around in the data of an exercise: any path, and the outline.

package learn

import (
	"context"
	"strings"

	"github.com/clipperhouse/displaywidth"

	"twq/fixtures/lesson"
	"twq/query/outline"
	"twq/render"
)

// Try evaluates any path on the data of an exercise. Only Result, Notes and Err of the verdict are set.
func (b *Bench) Try(ctx context.Context, e *lesson.Exercise, path string) (Verdict, error) {
	if e.Data == "" {
		return Verdict{}, nil
	}
	doc, err := b.Open(ctx, e.Data)
	if err != nil {
		return Verdict{}, err
	}
	got, err := evaluate(ctx, doc, path)
	return Verdict{Path: path, Result: got.value, Notes: got.notes, Err: got.err}, err
}

// OutlineWidth is how broad an outline is where there is room, in cells.
const OutlineWidth = 78

// Outline draws the structure of some data: every path once, with its kinds and how often it is there, a line each, at most so wide.
func (b *Bench) Outline(ctx context.Context, data string, width int) ([]string, error) {
	outlinePath := width * 44 / OutlineWidth
	outlineRest := width - outlinePath
	doc, err := b.Open(ctx, data)
	if err != nil {
		return nil, err
	}
	table, err := outline.Paths(ctx, doc.input(), outline.Options{Brief: true})
	if err != nil {
		return nil, &DataError{Data: data, Err: err}
	}
	var lines []string
	for row, err := range table.Rows {
		if err != nil {
			return nil, &DataError{Data: data, Err: err}
		}
		path, rest := render.Clean(row.Cells[0].String()), ""
		for _, cell := range row.Cells[1:min(3, len(row.Cells))] {
			rest += "  " + render.Clean(cell.String())
		}
		path = displaywidth.TruncateString(path, outlinePath, "…")
		rest = displaywidth.TruncateString(rest, outlineRest, "…")
		lines = append(lines, strings.TrimRight(path+strings.Repeat(" ", outlinePath-displaywidth.String(path))+rest, " "))
	}
	return lines, nil
}
