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
	Pack string `placeholder:"DIR|ZIP|NAME" help:"The pack to learn from: a folder, a zip, or the name of one in the folder packs of the settings (default: the course that comes with twq)."`

	Test learnTestCmd `cmd:"" help:"Test a pack: whether its exercises are what they say."`
}

// pack reads the pack that --pack names; one with defects of form is refused.
func (c learnCmd) pack(w *world) (*lesson.Pack, error) { return w.openPack(c.Pack) }

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
