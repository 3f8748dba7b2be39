// How an explanation looks in Markdown: a slide.

package main

import (
	"bufio"
	"io"
	"strconv"
	"strings"

	"github.com/tidwall/gjson"

	"twq/query"
	"twq/render"
)

// slide is the layout in Markdown.
type slide struct {
	explained
	look look
}

// Render writes the slide; the table is not looked at.
func (s slide) Render(w io.Writer, _ query.Table) error {
	out := bufio.NewWriter(w)
	fence(out, "gjson", s.Path)
	table := func(columns []string, rows [][]string) error {
		out.WriteString("\n")
		return render.Markdown{Terminal: s.look.terminal}.Render(out, textTable(columns, rows))
	}
	columns, rows := []string{"step", "what it does"}, [][]string(nil)
	if s.Data {
		columns = append(columns, "on this data")
	}
	for _, step := range s.shown() {
		text := stepText(step)
		if step.Depth > 0 {
			text = strings.Repeat("↳ ", step.Depth) + strings.TrimLeft(text, " ")
		}
		rows = append(rows, []string{flat(text), flat(step.Does), flat(strings.TrimSpace(onData(step) + gap + arrow(step)))}[:len(columns)])
	}
	if s.gathers() {
		rows = append(rows, []string{"(answer)", "", flat(s.Gives)})
	}
	if err := table(columns, rows); err != nil {
		return err
	}
	if notes := s.told(); len(notes) > 0 {
		rows = nil
		for _, n := range notes {
			try := flat(n.Hint)
			if n.Try != "" {
				try = flat(s.retry(n.Try))
			}
			rows = append(rows, []string{flat(s.noteHead(n)), try})
		}
		if err := table([]string{"note", "try"}, rows); err != nil {
			return err
		}
	}
	for _, same := range s.Same {
		if same.Err == nil {
			out.WriteString("\n")
			text := same.Text
			if same.Remark != "" {
				text += "\n(" + same.Remark + ")"
			}
			fence(out, string(same.Language), text)
		}
	}
	if s.Words != "" {
		if err := table([]string{"in words"}, [][]string{{flat(s.Words)}}); err != nil {
			return err
		}
	}
	if err := out.Flush(); err != nil {
		return &render.WriteError{Err: err}
	}
	return nil
}

// fence writes a block of code; its fence is longer than any run of backticks in it.
func fence(out *bufio.Writer, language, code string) {
	marks := "```"
	for strings.Contains(code, marks) {
		marks += "`"
	}
	out.WriteString(marks + language + "\n")
	for line := range strings.Lines(code) {
		out.WriteString(flat(strings.TrimRight(line, "\n")) + "\n")
	}
	out.WriteString(marks + "\n")
}

// textTable is a table of texts.
func textTable(columns []string, rows [][]string) query.Table {
	t := query.Table{Shape: query.List, Labelled: true, Notes: func() []query.Note { return nil }}
	for i, c := range columns {
		t.Columns = append(t.Columns, query.Column{Name: c, Path: strconv.Itoa(i)})
	}
	t.Rows = func(yield func(query.Row, error) bool) {
		for _, texts := range rows {
			row := query.Row{}
			for _, text := range texts {
				row.Cells = append(row.Cells, query.Value{Type: gjson.String, Str: text, Raw: `""`})
			}
			if !yield(row, nil) {
				return
			}
		}
	}
	return t
}
