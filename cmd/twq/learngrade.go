// twq learn grade: the reports of a class in one table.

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"twq/cmd/twq/learn"
)

type learnGradeCmd struct {
	Reports []string `arg:"" name:"report" help:"Reports: files of twq learn report, or folders of them."`
	answerFlags
}

// Help is the long help.
func (learnGradeCmd) Help() string {
	return `A row for each exercise: how many have solved it, of how many whose reports have it, how many answers were tried, the
wrong answer that was given most often and how often, and a column for each learner with the tries until it was solved,
or those in vain in brackets. A * says that the solution was looked at first. A learner is named by the report, else by
the file. A folder stands for the *.json in it. A file that is no report is told, and the others are put together; the
exit code is then 2. A report that was handed in twice is counted once.

Examples:

  twq learn grade *.json
  twq learn grade reports -o class.xlsx
  twq learn grade anna.json ben.json -f json`
}

// graded is one exercise in the reports of a class.
type graded struct {
	pack, exercise, unit string
	of, solved, tries    int // of: the reports that have it
	wrong                []string
	by                   map[string]string
}

// Run reads the reports and shows the table. A report that cannot be read is told, and the others are put together without it.
func (c learnGradeCmd) Run(ctx context.Context, w *world) error {
	reports, bad := readReports(ctx, c.Reports)
	if err := ctx.Err(); err != nil {
		return err
	}
	if len(reports) == 0 {
		return &reportsError{Bad: bad}
	}
	reports, twice := onlyOnce(reports)
	var people []string
	var rows []*graded
	taken := (&graded{}).row(nil).keys() // a learner may be called like a column
	for _, report := range reports {
		who := report.person()
		for n, name := 2, who; slices.Contains(taken, who); n++ {
			who = fmt.Sprintf("%s (%d)", name, n)
		}
		people, taken = append(people, who), append(taken, who)
		for _, r := range report.Rows {
			i := slices.IndexFunc(rows, func(g *graded) bool { return g.pack == r.Pack && g.exercise == r.Exercise })
			if i < 0 {
				i = len(rows)
				rows = append(rows, &graded{pack: r.Pack, exercise: r.Exercise, unit: r.Unit, by: map[string]string{}})
			}
			rows[i].add(who, r)
		}
	}
	for _, t := range twice {
		w.note(t.File + " is the same as " + t.Before + ", and is counted once")
	}
	for _, s := range several(reports) {
		w.note(fmt.Sprintf("%s by %s, each in a column of its own: %s", numbered(len(s.files), "report"), s.person, strings.Join(s.files, ", ")))
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
	if err := c.showIn(ctx, w, out, table, people...); err != nil {
		return err
	}
	if len(bad) > 0 {
		return &reportsError{Bad: bad, Read: len(reports) + len(twice)}
	}
	return nil
}

// handedTwice is a report that is there twice.
type handedTwice struct{ File, Before string }

// onlyOnce leaves out a report that was handed in twice, in a file of another name or the same. Those of people who have tried nothing
// are alike, and tell nothing.
func onlyOnce(reports []report) (kept []report, twice []handedTwice) {
	first := map[string]string{}
	for _, r := range reports {
		text, _ := json.Marshal(r.Rows)
		before, there := first[string(text)]
		if there && (r.tried() || before == r.File) {
			twice = append(twice, handedTwice{r.File, before})
			continue
		}
		first[string(text)] = r.File
		kept = append(kept, r)
	}
	return kept, twice
}

// byOne are the reports that carry one name.
type byOne struct {
	person string
	files  []string
}

// several are the names that more than one report carries.
func several(reports []report) []byOne {
	var names []byOne
	for _, r := range reports {
		i := slices.IndexFunc(names, func(b byOne) bool { return b.person == r.person() })
		if i < 0 {
			i = len(names)
			names = append(names, byOne{person: r.person()})
		}
		names[i].files = append(names[i].files, r.File)
	}
	return slices.DeleteFunc(names, func(b byOne) bool { return len(b.files) < 2 })
}

func (g *graded) add(who string, r reportRow) {
	g.of++
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
	row := ordered{{"pack", g.pack}, {"exercise", g.exercise}, {"unit", g.unit}, {"solved", g.solved}, {"of", g.of}, {"tries", g.tries},
		{"most frequent wrong answer", unlessZero(wrong)}, {"times", unlessZero(times)}}
	for _, who := range people {
		row = append(row, member{who, g.by[who]})
	}
	return row
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
