// What was solved: where it is kept, and which exercise is meant.

package main

import (
	"context"
	"errors"
	"path/filepath"
	"strconv"
	"strings"

	"twq/cmd/twq/learn"
	"twq/fetch"
	"twq/fixtures/lesson"
)

// keeper keeps the progress in the folder of settings.
func (w *world) keeper() (learn.Keeper, error) {
	folders, err := w.folders()
	return learn.Keeper{File: filepath.Join(folders.Config, "learn.json"), Now: w.Now, Told: func(aside string) {
		w.note("the file of what you solved could not be read; it is kept as " + aside + ", and a new one was begun")
	}}, err
}

// course is a pack with what was solved of it.
type course struct {
	w      *world
	call   string // how the pack is asked for: twq learn, with --pack where there is one
	pack   *lesson.Pack
	key    string // under which the progress is kept
	bench  *learn.Bench
	keeper learn.Keeper
	record *learn.Record
	unkept bool // nothing can be written
}

// course opens the pack; close removes what command lines left.
func (c *learnCmd) course(w *world) (at *course, remove func(), err error) {
	at = &course{w: w, call: "twq learn"}
	if c.Pack != "" {
		at.call += " --pack " + quote(c.Pack)
	}
	if at.pack, err = c.pack(w); err != nil {
		return nil, nil, err
	}
	at.key = at.pack.Key()
	if at.keeper, err = w.keeper(); err != nil {
		return nil, nil, err
	}
	if err = at.load(); err != nil {
		return nil, nil, err
	}
	at.bench, remove, err = w.bench(at.pack)
	return at, remove, err
}

// load reads what was solved. A damaged file is put aside, and told.
func (c *course) load() error {
	p, err := c.keeper.Load()
	if _, damaged := err.(*learn.DamagedError); damaged {
		err = c.keeper.Change(func(*learn.Progress) {})
	}
	c.record = p.Of(c.key)
	return err
}

// change changes what is kept of the pack. Where it cannot be kept, that is told once, and the learner goes on without.
func (c *course) change(change func(*learn.Record)) error {
	if !c.unkept {
		err := c.keep(change)
		if _, ok := errors.AsType[*fetch.WriteError](err); !ok {
			return err
		}
		c.unkept = true
		c.w.note("what you solve cannot be kept: " + c.keeper.File + ": " + bare(err).Error())
	}
	change(c.record)
	return nil
}

// keep changes what is kept, or fails.
func (c *course) keep(change func(*learn.Record)) error {
	return c.keeper.Change(func(p *learn.Progress) {
		change(p.Of(c.key))
		c.record = p.Of(c.key)
	})
}

// next is the first exercise from a place on that is not solved, from the beginning when there is none behind it; -1: all are solved.
func (c *course) next(from int) int {
	n := len(c.pack.Exercises)
	for i := range n {
		if at := (from + i) % n; !c.record.Solved(c.pack.Exercises[at].Name) {
			return at
		}
	}
	return -1
}

// solved counts what is solved.
func (c *course) solved() int {
	n := 0
	for _, e := range c.pack.Exercises {
		if c.record.Solved(e.Name) {
			n++
		}
	}
	return n
}

// here is the exercise that is meant where none is named: the last that was looked at, else the next.
func (c *course) here() int {
	if _, i := c.pack.Find(c.record.At); i >= 0 {
		return i
	}
	return max(0, c.next(0))
}

// find finds an exercise by its number, from 1, or its name; "" is the one that is at hand.
func (c *course) find(which string) (int, error) {
	if which == "" {
		return c.here(), nil
	}
	if n, err := strconv.Atoi(which); err == nil && 1 <= n && n <= len(c.pack.Exercises) {
		return n - 1, nil
	}
	if _, i := c.pack.Find(which); i >= 0 {
		return i, nil
	}
	return 0, &exerciseError{Which: which, Pack: c.pack}
}

// judge judges an answer and keeps what became of it.
func (c *course) judge(ctx context.Context, e *lesson.Exercise, answer string) (learn.Verdict, error) {
	answer = strings.TrimSpace(answer)
	v, err := c.bench.Check(ctx, e, answer)
	if err != nil {
		return v, err
	}
	now := c.w.Now()
	return v, c.change(func(r *learn.Record) {
		r.At = e.Name
		r.Of(e.Name).Judged(answer, v.Right, now)
	})
}
