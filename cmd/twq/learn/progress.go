// Keeps what was solved: one readable file for all packs, which several processes may write.

package learn

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"time"
	"unicode/utf8"

	"github.com/gofrs/flock"

	"twq/fetch"
)

// The most that is kept of wrong answers.
const (
	maxWrong     = 50
	maxWrongText = 500
)

// Progress is what was done in all packs, by their names.
type Progress struct {
	Packs map[string]*Record `json:"packs"`
}

// Record is what was done in one pack.
type Record struct {
	At        string             `json:"at,omitempty"` // the exercise that was looked at last
	Exercises map[string]*Result `json:"exercises"`
}

// Result is what became of one exercise.
type Result struct {
	Solved time.Time `json:"solved,omitzero"` // zero: not yet
	Answer string    `json:"answer,omitempty"`
	Tries  int       `json:"tries"` // answers judged until it was solved
	Hints  int       `json:"hints,omitempty"`
	Shown  bool      `json:"shown,omitempty"` // the solution was looked at before
	Wrong  []string  `json:"wrong,omitempty"`
}

// Of returns the record of a pack; it may be changed.
func (p *Progress) Of(pack string) *Record {
	if p.Packs == nil {
		p.Packs = map[string]*Record{}
	}
	if p.Packs[pack] == nil {
		p.Packs[pack] = &Record{}
	}
	return p.Packs[pack]
}

// Of returns the result of an exercise; it may be changed.
func (r *Record) Of(exercise string) *Result {
	if r.Exercises == nil {
		r.Exercises = map[string]*Result{}
	}
	if r.Exercises[exercise] == nil {
		r.Exercises[exercise] = &Result{}
	}
	return r.Exercises[exercise]
}

// Solved says that an exercise was solved.
func (r *Record) Solved(exercise string) bool {
	done := r.Exercises[exercise]
	return done != nil && !done.Solved.IsZero()
}

// Judged adds an answer. What comes behind the first right one is not counted.
func (r *Result) Judged(answer string, right bool, now time.Time) {
	if !r.Solved.IsZero() {
		return
	}
	r.Tries++
	if right {
		r.Solved, r.Answer = now.UTC().Truncate(time.Second), clip(answer)
		return
	}
	if len(r.Wrong) < maxWrong && answer != "" {
		r.Wrong = append(r.Wrong, clip(answer))
	}
}

func clip(s string) string {
	for len(s) > maxWrongText {
		_, size := utf8.DecodeLastRuneInString(s)
		s = s[:len(s)-size]
	}
	return s
}

// Keeper keeps progress in a file. It is safe for concurrent use by several processes, which do not lose each other's successes.
type Keeper struct {
	File string
	Now  func() time.Time
	// Told is told of a damaged file: where it was put. It may be nil.
	Told func(aside string)
}

// Load reads the progress; there is none where there is no file. A damaged file is a *DamagedError; it stays where it is until the next
// Change. One that cannot be read is a *fetch.FileError.
func (k Keeper) Load() (Progress, error) {
	var p Progress
	text, err := os.ReadFile(k.File)
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR) {
		return p, nil
	}
	if err != nil {
		return p, &fetch.FileError{Name: k.File, Err: err}
	}
	d := json.NewDecoder(bytes.NewReader(text))
	if err := d.Decode(&p); err != nil {
		return Progress{}, &DamagedError{File: k.File, Err: err}
	}
	for name, r := range p.Packs {
		if r == nil {
			delete(p.Packs, name)
			continue
		}
		for exercise, result := range r.Exercises {
			if result == nil {
				delete(r.Exercises, exercise)
			}
		}
	}
	return p, nil
}

// DamagedError is a file of progress that cannot be read.
type DamagedError struct {
	File string
	Err  error
}

func (e *DamagedError) Error() string { return e.File + ": " + e.Err.Error() }

// Unwrap returns what the reader of JSON said.
func (e *DamagedError) Unwrap() error { return e.Err }

// Change reads the progress, lets change change it, and writes it, while no other process does. A damaged file is put aside under
// another name first.
func (k Keeper) Change(change func(*Progress)) error {
	if err := os.MkdirAll(filepath.Dir(k.File), 0o700); err != nil {
		return &fetch.WriteError{Path: k.File, Op: "create", Err: err}
	}
	lock := flock.New(k.File + ".lock")
	if err := lock.Lock(); err != nil {
		return &fetch.WriteError{Path: k.File, Op: "lock", Err: err}
	}
	defer lock.Unlock()
	p, err := k.Load()
	if _, damaged := errors.AsType[*DamagedError](err); damaged {
		aside := k.File + ".damaged-" + k.Now().UTC().Format("20060102T150405")
		for n, name := 2, aside; ; n++ { // what was put aside before stays
			if _, err := os.Lstat(aside); err != nil {
				break
			}
			aside = fmt.Sprintf("%s-%d", name, n)
		}
		if err = os.Rename(k.File, aside); err == nil && k.Told != nil {
			k.Told(aside)
		}
	}
	if err != nil {
		return err // what cannot be read is not written over
	}
	change(&p)
	text, err := json.MarshalIndent(p, "", "  ")
	if err != nil {
		return err
	}
	return fetch.WriteFile(k.File, append(text, '\n'), 0o600)
}

// Wrongest is the most frequent of some answers, and how often it was given; of several the one that comes first in the alphabet.
func Wrongest(answers []string) (answer string, times int) {
	count := map[string]int{}
	for _, a := range answers {
		count[a]++
	}
	for a, n := range count {
		if n > times || n == times && a < answer {
			answer, times = a, n
		}
	}
	return answer, times
}
