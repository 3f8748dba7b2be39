// twq learn: a course in the program, and what teachers need to make their own.

package main

import (
	"os"
	"path/filepath"
	"strings"

	"twq/cmd/twq/learn"
	"twq/fixtures/lesson"
)

type learnCmd struct {
	Pack  string `placeholder:"DIR|ZIP|NAME" help:"The pack to learn from: a folder, a zip, or the name of one in the folder packs of the settings (default: the course that comes with twq)."`
	Plain bool   `help:"No editing of lines and no codes, for screen readers: one line for each question."`

	Start  learnStartCmd  `cmd:"" default:"withargs" help:"Go on where you were, at the prompt."`
	List   learnListCmd   `cmd:"" help:"List the exercises, and which are solved."`
	Next   learnNextCmd   `cmd:"" help:"Show the next exercise that is not solved."`
	Goto   learnGotoCmd   `cmd:"" help:"Go to an exercise, and show it."`
	Hint   learnHintCmd   `cmd:"" help:"Give the next hint for an exercise."`
	Show   learnShowCmd   `cmd:"" help:"Show the solution of an exercise."`
	Check  learnCheckCmd  `cmd:"" help:"Check an answer: exit 0 when it is right, 7 when it is not."`
	Watch  learnWatchCmd  `cmd:"" help:"Check the answers in a file whenever it is saved."`
	Reset  learnResetCmd  `cmd:"" help:"Forget what was solved."`
	Report learnReportCmd `cmd:"" help:"Write what was solved, for a teacher."`
	New    learnNewCmd    `cmd:"" help:"Begin a pack of your own."`
	Record learnRecordCmd `cmd:"" help:"Add an exercise to a pack: type the solution, and say the rest."`
	Vary   learnVaryCmd   `cmd:"" help:"Make hidden data for an exercise out of the data that is shown."`
	Test   learnTestCmd   `cmd:"" help:"Test a pack: whether its exercises are what they say."`
	Print  learnPrintCmd  `cmd:"" help:"Print a handout, with the key apart."`
	Grade  learnGradeCmd  `cmd:"" help:"Put the reports of a class together."`
}

// Help is the long help.
func (learnCmd) Help() string {
	return `Nothing is sent anywhere. An answer is checked by its result, on the data you see and on data you do not see; what you
have solved is kept in learn.json in the folder of settings.

Examples:

  twq learn
  twq learn list
  twq learn check 3 0.text
  twq learn report -o me.json
  twq learn --pack my-pack
  twq learn test my-pack
  twq learn grade *.json -o class.csv`
}

// pack reads the pack that --pack names; one with defects of form is refused.
func (c *learnCmd) pack(w *world) (*lesson.Pack, error) { return w.openPack(c.Pack) }

// openPack finds a pack by its place, or by its name in the folder packs of the settings.
func (w *world) openPack(place string) (*lesson.Pack, error) {
	p, err := w.readPack(place)
	if err != nil {
		return nil, err
	}
	if defects := p.Check(); len(defects) > 0 {
		return nil, &packError{Place: place, Defects: defects}
	}
	return p, nil
}

// readPack reads a pack without looking at its form.
func (w *world) readPack(place string) (*lesson.Pack, error) {
	if place == "" || place == lesson.CourseName && !isThere(place) {
		return lesson.Course()
	}
	at := w.home(place)
	if !isThere(at) && !strings.ContainsAny(place, `/\`) {
		folders, err := w.folders()
		if err != nil {
			return nil, err
		}
		for _, name := range []string{place, place + ".zip"} {
			if own := filepath.Join(folders.Config, "packs", name); isThere(own) {
				at = own
				break
			}
		}
	}
	p, err := lesson.Open(at)
	if err != nil {
		return nil, &packError{Place: place, Defects: []*lesson.Defect{asDefect(err)}}
	}
	return p, nil
}

func isThere(name string) bool {
	_, err := os.Stat(name)
	return err == nil
}

// bench is where answers to the exercises of a pack are judged; close removes the folder that command lines run in.
func (w *world) bench(p *lesson.Pack) (b *learn.Bench, close func(), err error) {
	inside, close, err := w.isolated()
	return &learn.Bench{Pack: p, Run: inside}, close, err
}
