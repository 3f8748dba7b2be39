// twq learn watch: answers in a file, checked whenever it is saved.

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"time"

	"twq/cmd/twq/learn"
)

type learnWatchCmd struct {
	File string `arg:"" help:"A text file with a line for each answer: name: answer."`
	Once bool   `help:"Check it once, and end: exit 0 when all answers in it are right, else 7."`
}

// Help is the long help.
func (learnWatchCmd) Help() string {
	return `A line of the file is the name or the number of an exercise, a colon, and the answer. Empty lines and those that begin
with // are passed over. Ctrl-C ends it.

Examples:

  twq learn watch answers.txt
  twq learn watch answers.txt --once`
}

// The watching of a file, and how large it may be.
const (
	watchPause = 300 * time.Millisecond
	watchBytes = 1 << 20
)

// Run checks the file, and again when it has changed.
func (x learnWatchCmd) Run(ctx context.Context, w *world, parent *learnCmd) error {
	c, remove, err := parent.course(w)
	if err != nil {
		return err
	}
	defer remove()
	known := map[string]string{} // what was judged already
	tick := time.NewTicker(watchPause)
	defer tick.Stop()
	var judged, last stamp
	for first := true; ; first = false {
		now, err := stampOf(x.File)
		if first && err != nil {
			return &answersError{File: x.File, Err: bare(err)}
		}
		// While it is being written, or moved over the old one, it is left alone: half an answer is no answer.
		if first || err == nil && now == last && now != judged {
			wrong, err := x.check(ctx, c, known)
			if err != nil && (first || !errors.Is(err, fs.ErrNotExist)) {
				return err
			}
			if x.Once && wrong > 0 {
				return &nothingFound{}
			}
			if err == nil {
				judged = now
			}
		}
		if x.Once {
			return nil
		}
		last = now
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
	}
}

// stamp tells whether a file has changed; the zero value is that of no file.
type stamp struct {
	at   int64 // in nanoseconds
	size int64
}

func stampOf(file string) (stamp, error) {
	info, err := os.Stat(file)
	if err != nil {
		return stamp{}, err
	}
	if !info.Mode().IsRegular() { // a pipe would wait for a writer, and nothing could end that
		return stamp{}, errors.New("it is no plain file")
	}
	return stamp{info.ModTime().UnixNano(), info.Size()}, nil
}

// check judges the answers that are new or changed, and says a line for each; wrong counts all that are not right.
func (x learnWatchCmd) check(ctx context.Context, c *course, known map[string]string) (wrong int, err error) {
	f, err := os.Open(x.File)
	if err != nil {
		return 0, &answersError{File: x.File, Err: bare(err)}
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, watchBytes+1))
	if err == nil && len(text) > watchBytes {
		err = errors.New("it is larger than 1 MiB")
	}
	if err != nil {
		return 0, &answersError{File: x.File, Err: bare(err)}
	}
	v := c.w.lessonView()
	right, all := 0, 0
	for line := range strings.Lines(strings.TrimPrefix(string(text), "\ufeff")) {
		name, answer, ok := strings.Cut(strings.TrimSpace(line), ":")
		name, answer = strings.TrimSpace(name), strings.TrimSpace(answer)
		if name == "" || strings.HasPrefix(name, "//") {
			continue
		}
		all++
		if !ok {
			v.line(short(name, 40) + ": no colon: a line is name: answer")
			continue
		}
		i, err := c.find(name)
		if err != nil {
			v.line(short(name, 40) + ": there is no such exercise; a line is name: answer")
			continue
		}
		e := c.pack.Exercises[i]
		if answer == "" {
			all--
			continue
		}
		if said, seen := known[e.Name+"\x00"+answer]; seen {
			if said == "right" {
				right++
			}
			continue
		}
		got, err := c.judge(ctx, e, answer)
		if err != nil {
			return 0, err
		}
		said := "not yet: " + verdictText(got)
		if got.Right {
			right++
			said = "right"
		}
		known[e.Name+"\x00"+answer] = said
		if got.Right && got.Way == learn.Another {
			v.line(e.Name + ": right, by a way of your own")
		} else {
			v.line(e.Name + ": " + said)
		}
		if got.Mistake != nil {
			v.line("  " + flat(got.Mistake.Say))
		}
	}
	v.line(fmt.Sprintf("%d of %s right", right, numbered(all, "answer")))
	return all - right, written(v.err)
}
