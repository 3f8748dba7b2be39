// twq learn grade: the reports of a class in one table.

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"twq/cmd/twq/learn"
)

type learnGradeCmd struct {
	Reports []string `arg:"" name:"report" help:"Reports: files of twq learn report."`
	answerFlags
}

// Help is the long help.
func (learnGradeCmd) Help() string {
	return `A row for each exercise: how many have solved it, how many answers were tried, the wrong answer that was given most
often and by how many answers, and a column for each learner with the tries until it was solved, or those in vain in
brackets. A * says that the solution was looked at first. A learner is named by the report, else by the file.

Examples:

  twq learn grade *.json
  twq learn grade reports/*.json -o class.csv
  twq learn grade anna.json ben.json -f json`
}

// maxReport caps a report in bytes.
const maxReport = 8 << 20

// graded is one exercise in the reports of a class.
type graded struct {
	pack, exercise, unit string
	solved, tries        int
	wrong                []string
	by                   map[string]string
}

// Run reads the reports and shows the table.
func (c learnGradeCmd) Run(ctx context.Context, w *world) error {
	var people []string
	var rows []*graded
	for _, file := range c.Reports {
		report, err := readReport(file)
		if err != nil {
			return &reportError{File: file, Err: err}
		}
		who := strings.TrimSuffix(filepath.Base(file), filepath.Ext(file))
		if len(report) > 0 && report[0].Who != "" {
			who = report[0].Who
		}
		for n, name := 2, who; slices.Contains(people, who); n++ {
			who = fmt.Sprintf("%s (%d)", name, n)
		}
		people = append(people, who)
		for _, r := range report {
			i := slices.IndexFunc(rows, func(g *graded) bool { return g.pack == r.Pack && g.exercise == r.Exercise })
			if i < 0 {
				i = len(rows)
				rows = append(rows, &graded{pack: r.Pack, exercise: r.Exercise, unit: r.Unit, by: map[string]string{}})
			}
			rows[i].add(who, r)
		}
	}
	var table []ordered
	for _, g := range rows {
		table = append(table, g.row(people))
	}
	return c.showRows(ctx, w, table)
}

func (g *graded) add(who string, r reportRow) {
	g.tries += r.Tries
	g.wrong = append(g.wrong, r.Wrong...)
	switch {
	case r.Solved != nil:
		g.solved++
		g.by[who] = fmt.Sprint(r.Tries)
		if r.Shown {
			g.by[who] += "*"
		}
	case r.Tries > 0:
		g.by[who] = fmt.Sprintf("(%d)", r.Tries)
	}
}

func (g *graded) row(people []string) ordered {
	wrong, times := learn.Wrongest(g.wrong)
	row := ordered{{"pack", g.pack}, {"exercise", g.exercise}, {"unit", g.unit}, {"solved", g.solved}, {"of", len(people)}, {"tries", g.tries},
		{"most frequent wrong answer", unlessZero(wrong)}, {"times", unlessZero(times)}}
	for _, who := range people {
		row = append(row, member{who, g.by[who]})
	}
	return row
}

// readReport reads a report and nothing else.
func readReport(file string) ([]reportRow, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, bare(err)
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxReport+1))
	if err != nil {
		return nil, bare(err)
	}
	if len(text) > maxReport {
		return nil, fmt.Errorf("it is larger than %d MiB", maxReport>>20)
	}
	var rows []reportRow
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(&rows); err != nil {
		return nil, fmt.Errorf("it is no report of twq learn")
	}
	for _, r := range rows {
		if r.Exercise == "" {
			return nil, fmt.Errorf("it is no report of twq learn")
		}
	}
	return rows, nil
}

// ordered is a JSON object whose members keep their order.
type ordered []member

type member struct {
	key   string
	value any
}

// MarshalJSON writes the object.
func (o ordered) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, m := range o {
		if i > 0 {
			b.WriteByte(',')
		}
		key, err := json.Marshal(m.key)
		if err != nil {
			return nil, err
		}
		value, err := json.Marshal(m.value)
		if err != nil {
			return nil, err
		}
		b.Write(key)
		b.WriteByte(':')
		b.Write(value)
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}
