// twq learn grade: the reports of a class in one table.

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"twq/cmd/twq/learn"
	"twq/fixtures/lesson"
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
	taken := (&graded{}).row(nil).keys() // a learner may be called like a column
	for _, file := range c.Reports {
		report, err := readReport(file)
		if err != nil {
			return &reportError{File: file, Err: err}
		}
		who := strings.TrimSuffix(filepath.Base(file), filepath.Ext(file))
		if len(report) > 0 && personName(report[0].Who) != "" {
			who = personName(report[0].Who)
		}
		for n, name := 2, who; slices.Contains(taken, who); n++ {
			who = fmt.Sprintf("%s (%d)", name, n)
		}
		people, taken = append(people, who), append(taken, who)
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
	out, err := c.openSink(w)
	if err != nil {
		return err
	}
	defer out.close()
	return c.showIn(ctx, w, out, table, people...)
}

// maxPerson caps a name at the head of a column, in characters.
const maxPerson = 80

// personName is a name as it can stand at the head of a column.
func personName(who string) string {
	name := []rune(strings.Join(strings.Fields(strings.Map(func(r rune) rune {
		if lesson.Plain(string(r)) != nil {
			return -1
		}
		return r
	}, who)), " "))
	return string(name[:min(len(name), maxPerson)])
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

// errNoReport is a file that learn report does not write.
var errNoReport = errors.New("it is no report of twq learn")

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
	if err := d.Decode(&rows); err != nil || rows == nil {
		return nil, errNoReport
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, errNoReport
	}
	seen := map[[2]string]bool{}
	for _, r := range rows {
		key := [2]string{r.Pack, r.Exercise}
		if r.Exercise == "" || r.Tries < 0 || r.Solved != nil && r.Tries == 0 || seen[key] || r.Who != rows[0].Who {
			return nil, errNoReport
		}
		seen[key] = true
	}
	return rows, nil
}

// ordered is a JSON object whose members keep their order.
type ordered []member

type member struct {
	key   string
	value any
}

func (o ordered) keys() []string {
	var keys []string
	for _, m := range o {
		keys = append(keys, m.key)
	}
	return keys
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
