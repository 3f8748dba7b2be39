// One run of a job: opens what is there, collects part by part, and makes each page safe.

package collect

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"os"
	"slices"
	"strings"

	"twq/fetch"
)

// run is a job at work.
type run struct {
	Job
	state   *state
	out     tape
	missing tape
	skipped tape
	result  Result
}

// open reads the state, or begins one, and looks whether the files are as it says. Nothing is changed before all is well.
func (r *run) open() error {
	s, err := loadState(r.File + stateSuffix)
	if err != nil {
		return err
	}
	fresh := s == nil || s.empty() && s.matches(r.Job) != nil
	if fresh {
		s = &state{Version: stateVersion, Command: r.command()}
		if err := r.untouched(); err != nil {
			return err
		}
	} else if err := s.matches(r.Job); err != nil {
		return err
	}
	r.state = s
	r.out = tape{disk: r.disk, path: r.File, pack: packing(r.File), kept: s.Offset}
	r.missing = tape{disk: r.disk, path: r.File + missingSuffix, kept: s.Missing}
	r.skipped = tape{disk: r.disk, path: r.File + skippedSuffix, kept: s.Skipped}
	if err := r.out.check(s.Tail); err != nil {
		return err
	}
	for _, t := range r.beside() {
		if err := t.check(""); err != nil {
			return err
		}
	}
	r.result.Rows, r.result.Resumed, r.result.Missing, r.result.Parts = s.Rows, s.Rows, s.Lost, len(r.Parts)
	if s.Done {
		// What is behind the end of a finished file is not ours to cut off.
		if info, err := os.Stat(r.File); err == nil && info.Size() > s.Offset {
			return &StateError{Path: r.File, Problem: "has grown since it was complete: somebody else has written to it"}
		}
		if !r.Newer {
			r.result.Was, r.result.Done, r.result.Unread = true, true, s.unread()
			return nil
		}
		s.again()
	}
	if fresh || s.Done {
		s.Done = false
		if err := r.out.open(); err != nil {
			return err
		}
		return r.commit()
	}
	if err := r.out.open(); err != nil {
		return err
	}
	for _, t := range r.beside() {
		if _, err := os.Stat(t.path); err == nil {
			if err := t.open(); err != nil {
				return err
			}
		}
	}
	return nil
}

func (r *run) beside() []*tape { return []*tape{&r.missing, &r.skipped} }

// untouched returns an error when a new file would take the place of another.
func (r *run) untouched() error {
	for _, suffix := range []string{"", missingSuffix, skippedSuffix} {
		info, err := os.Stat(r.File + suffix)
		switch {
		case err != nil: // to be told by whoever opens it
		case !info.Mode().IsRegular():
			return &fetch.KindError{Path: r.File + suffix, Mode: info.Mode().Type()}
		case info.Size() > 0:
			return &StateError{Path: r.File + suffix, Problem: "is there already, and no " + stateSuffix + " beside it says that it was collected"}
		}
	}
	return nil
}

// again begins the walk to what is newer.
func (s *state) again() {
	for i := range s.Parts {
		p := &s.Parts[i]
		*p = place{Key: p.Key, Newest: p.Newest, Floor: p.Newest, From: s.Offset, At: p.At}
	}
}

func (r *run) collect(ctx context.Context) error {
	if r.result.Was {
		return nil
	}
	var first error // of a part that could not be read
	for i := range r.Parts {
		if i == len(r.state.Parts) {
			r.state.Parts = append(r.state.Parts, place{Key: r.Parts[i].Key, From: r.out.kept})
		}
		p := &r.state.Parts[i]
		if p.Done || p.Skipped != "" {
			continue
		}
		r.result.Part = i
		err := r.walk(ctx, i)
		why, skip := unreadable(err)
		if skip && len(r.Parts) > 1 && ctx.Err() == nil {
			p.Skipped, first = why, cmp.Or(first, err)
			r.skipped.add(p.Key + "\t" + why)
			err = r.commit()
		}
		if err != nil {
			return err
		}
	}
	r.result.Unread = r.state.unread()
	if first != nil && r.result.Unread == len(r.Parts) {
		// Then it is not the accounts, most likely, and they are asked for again.
		r.state.Parts, r.skipped.end = nil, 0
		if err := r.commit(); err != nil {
			return err
		}
		r.skipped.back() // not before the state that no longer counts it
		return first
	}
	r.state.Done, r.result.Done = true, true
	return r.commit()
}

// unread is how many parts could not be read.
func (s *state) unread() (n int) {
	for _, p := range s.Parts {
		if p.Skipped != "" {
			n++
		}
	}
	return n
}

// commit makes what was added safe: first the rows, then the state that counts them. When it fails, nothing was added.
func (r *run) commit() error {
	before := *r.state
	err := func() error {
		for _, t := range []*tape{&r.out, &r.missing, &r.skipped} {
			if err := t.flush(); err != nil {
				return err
			}
		}
		s := r.state
		s.Offset, s.Missing, s.Skipped, s.Updated = r.out.end, r.missing.end, r.skipped.end, r.now().UTC()
		s.Tail = ""
		if s.Offset > 0 {
			var err error
			if s.Tail, err = r.out.tail(s.Offset); err != nil {
				return &fetch.WriteError{Path: r.File, Op: "read", Err: bare(err)}
			}
		}
		return s.save(r.disk, r.File)
	}()
	for _, t := range []*tape{&r.out, &r.missing, &r.skipped} {
		if err == nil {
			t.keep()
		} else {
			t.back()
		}
	}
	if err != nil {
		r.state.Offset, r.state.Rows = before.Offset, r.result.Rows
		return err
	}
	r.result.New += r.state.Rows - r.result.Rows
	r.result.Rows, r.result.Missing = r.state.Rows, r.state.Lost
	return nil
}

func (r *run) close() error {
	var all []error
	for _, t := range []*tape{&r.out, &r.missing, &r.skipped} {
		all = append(all, t.close())
	}
	return errors.Join(all...)
}

// unreadable reports whether an error is one of the account, not of the way there: protected, suspended, gone.
func unreadable(err error) (why string, ok bool) {
	e, ok := errors.AsType[*fetch.HTTPError](err)
	if !ok {
		return "", false
	}
	kind := e.Problem.Kind()
	switch {
	case e.HasCode(32, 88, 89, 99, 215, 220, 453):
		return "", false
	case e.HasCode(34, 50, 63, 144, 179, 421, 422):
	case e.Status == http.StatusUnauthorized && strings.HasPrefix(strings.ToLower(e.Message), "not authorized"):
	case slices.Contains([]string{"not-authorized-for-resource", "user-suspended", "resource-not-found"}, kind):
	case e.Status == http.StatusNotFound:
	default:
		return "", false
	}
	text := e.Error()
	text = strings.TrimPrefix(text, e.URL+": ")
	return strings.Join(strings.Fields(text), " "), true
}
