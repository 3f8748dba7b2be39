// twq learn report: what a learner has solved, as a file for a teacher; and the reading of such files.

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"twq/fetch"
	"twq/fixtures/lesson"
	"twq/query"
)

type learnReportCmd struct {
	Who string `name:"as" placeholder:"NAME" help:"Your name in the report; default: the name of the file."`
	answerFlags
}

// Help is the long help.
func (learnReportCmd) Help() string {
	return `One row for each exercise; a teacher puts the reports of a class together with twq learn grade.

Examples:

  twq learn report -o me.json
  twq learn report --as Mira -o mira.json`
}

// reportRow is what became of one exercise.
type reportRow struct {
	Pack     string   `json:"pack"`
	Who      string   `json:"who"`
	Exercise string   `json:"exercise"`
	Unit     string   `json:"unit"`
	Solved   *string  `json:"solved"` // when; null: not
	Tries    int      `json:"tries"`
	Hints    int      `json:"hints"`
	Shown    bool     `json:"shown"`
	Answer   *string  `json:"answer"`
	Wrong    []string `json:"wrong"`
}

// Run writes the report.
func (c learnReportCmd) Run(ctx context.Context, w *world, parent *learnCmd) error {
	at, remove, err := parent.course(w)
	if err != nil {
		return err
	}
	defer remove()
	var rows []reportRow
	for _, e := range at.pack.Exercises {
		row := reportRow{Pack: at.key, Who: c.Who, Exercise: e.Name, Unit: e.Unit, Wrong: []string{}}
		if done := at.record.Exercises[e.Name]; done != nil {
			row.Tries, row.Hints, row.Shown, row.Answer = done.Tries, done.Hints, done.Shown, unlessZero(done.Answer)
			row.Wrong = append(row.Wrong, done.Wrong...)
			if !done.Solved.IsZero() {
				when := done.Solved.UTC().Format(time.RFC3339)
				row.Solved = &when
			}
		}
		rows = append(rows, row)
	}
	return c.showRows(ctx, w, rows)
}

// The most that is read of reports.
const (
	maxReport = 8 << 20   // bytes
	maxTries  = 1_000_000 // of an exercise
	maxPerson = 80        // characters of a name, which heads a column
)

// report is a report that was read.
type report struct {
	File string
	Rows []reportRow
}

// person is who the report is by: as it says, else as the file is called.
func (r report) person() string {
	if len(r.Rows) > 0 {
		if who := personName(r.Rows[0].Who); who != "" {
			return who
		}
	}
	if name := personName(strings.TrimSuffix(filepath.Base(r.File), filepath.Ext(r.File))); name != "" {
		return name
	}
	return "?"
}

// tried says that anything was answered.
func (r report) tried() bool {
	return slices.ContainsFunc(r.Rows, func(row reportRow) bool { return row.Tries > 0 })
}

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

// readReports reads reports, those in folders and those that a pattern names too: not every shell spells patterns out. What cannot be
// read is in bad.
func readReports(ctx context.Context, places []string) (reports []report, bad []*reportError) {
	for _, place := range places {
		files, err := reportFiles(place)
		if err != nil {
			bad = append(bad, &reportError{File: place, Err: err})
		}
		for _, file := range files {
			rows, err := readReport(ctx, file)
			if err != nil {
				bad = append(bad, &reportError{File: file, Err: err})
				continue
			}
			reports = append(reports, report{File: file, Rows: rows})
		}
	}
	return reports, bad
}

// errNoReports is a folder without reports.
var errNoReports = errors.New("there is no *.json in it")

func reportFiles(place string) ([]string, error) {
	info, err := os.Stat(place)
	switch {
	case err != nil && strings.ContainsAny(place, "*?["):
		if files, badPattern := filepath.Glob(place); badPattern == nil && len(files) > 0 {
			return files, nil
		}
		return nil, bare(err)
	case err == nil && info.IsDir():
		entries, err := os.ReadDir(place)
		if err != nil {
			return nil, bare(err)
		}
		var files []string
		for _, entry := range entries {
			if strings.EqualFold(filepath.Ext(entry.Name()), ".json") && !entry.IsDir() {
				files = append(files, filepath.Join(place, entry.Name()))
			}
		}
		if files == nil {
			return nil, errNoReports
		}
		return files, nil
	}
	return []string{place}, nil
}

// cause is what the system said of a file whose name is told already.
func cause(err error) error {
	if e, ok := errors.AsType[*fetch.FileError](err); ok {
		return bare(e.Err)
	}
	return bare(err)
}

// errNoReport is a file that learn report does not write.
var errNoReport = errors.New("it is no report of twq learn")

// readReport reads a report and nothing else, also one that an editor saved as UTF-16. Keys that it does not know are those of a later
// version.
func readReport(ctx context.Context, file string) ([]reportRow, error) {
	if info, err := os.Stat(file); err != nil {
		return nil, bare(err)
	} else if !info.Mode().IsRegular() { // a pipe would wait for a writer
		return nil, errors.New("it is no plain file")
	}
	page, err := fetch.Files{}.Fetch(ctx, fetch.Request{URL: &url.URL{Scheme: "file", Path: file}})
	if err != nil {
		return nil, cause(err)
	}
	defer page.Body.Close()
	text, err := io.ReadAll(io.LimitReader(page.Body, maxReport+1)) // what is packed may be larger than it looks
	if err != nil {
		return nil, cause(err)
	}
	if len(text) > maxReport {
		return nil, fmt.Errorf("it is larger than %d MiB", maxReport>>20)
	}
	whole, err := query.ReadDocument(ctx, []query.Input{{Name: file, Body: bytes.NewReader(text)}}, false)
	if err != nil {
		return nil, errNoReport
	}
	var rows []reportRow
	if err := json.Unmarshal([]byte(whole), &rows); err != nil || len(rows) == 0 {
		return nil, errNoReport
	}
	seen := map[[2]string]bool{}
	for _, r := range rows {
		key := [2]string{r.Pack, r.Exercise}
		if r.Pack == "" || r.Exercise == "" || r.Tries < 0 || r.Tries > maxTries || r.Solved != nil && r.Tries == 0 || seen[key] || r.Who != rows[0].Who {
			return nil, errNoReport
		}
		seen[key] = true
	}
	return rows, nil
}
