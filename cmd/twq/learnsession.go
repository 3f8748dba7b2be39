// twq learn at the prompt: one exercise after the other, without a shell in between.

package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"golang.org/x/term"

	"twq/cmd/twq/learn"
	"twq/fixtures/lesson"
	"twq/query"
)

type learnStartCmd struct{}

// Help is the long help.
func (learnStartCmd) Help() string { return learnCmd{}.Help() }

// Run begins where the learner was.
func (learnStartCmd) Run(ctx context.Context, w *world, parent *learnCmd) error {
	c, remove, err := parent.course(w)
	if err != nil {
		return err
	}
	defer remove()
	s := &learning{course: c, lines: w.lineReader(parent.Plain)}
	s.view = w.lessonView()
	s.view.bold = s.lines.prompt != nil && w.Getenv("NO_COLOR") == ""
	return s.run(ctx)
}

// learning is a learner at the prompt.
type learning struct {
	*course
	view  *lessonView
	lines *lineReader
	at    int // the exercise
	tries int // wrong answers to it in this session
	hints int // given for it
	doc   *query.Beginning
}

// lineReader reads lines, with editing where there is a terminal.
type lineReader struct {
	prompt *learn.Prompt
	plain  *bufio.Reader
	out    io.Writer
}

// lineReader is the one for this place: without editing where it is not wanted, or one of the ends is no terminal.
func (w *world) lineReader(plain bool) *lineReader {
	in, ok := w.Stdin.(*os.File)
	if plain || !ok || !w.StdinTTY || !w.StdoutTTY || w.Getenv("TERM") == "dumb" {
		return &lineReader{plain: bufio.NewReader(w.Stdin), out: w.Stdout}
	}
	return &lineReader{prompt: &learn.Prompt{In: in, Out: w.Stdout, Width: w.Width, Raw: func() (func() error, error) {
		before, err := term.MakeRaw(int(in.Fd()))
		if err != nil {
			return nil, err
		}
		return func() error { return term.Restore(int(in.Fd()), before) }, nil
	}}}
}

// maxAnswer caps a line that is read from a pipe.
const maxAnswer = 64 << 10

// read asks for a line.
func (l *lineReader) read(ctx context.Context, question string) (string, error) {
	if l.prompt != nil {
		return l.prompt.ReadLine(ctx, question+"> ")
	}
	if _, err := fmt.Fprintln(l.out, question+":"); err != nil {
		return "", written(err)
	}
	type read struct {
		line string
		err  error
	}
	got := make(chan read, 1)
	go func() {
		var b strings.Builder
		for {
			part, more, err := l.plain.ReadLine()
			if b.Len() <= maxAnswer { // the rest of a longer line is no answer of its own
				b.Write(part)
			}
			if err != nil || !more {
				got <- read{b.String(), err}
				return
			}
		}
	}()
	select {
	case <-ctx.Done():
		return "", ctx.Err()
	case r := <-got:
		return r.line, r.err
	}
}

// run asks until the learner has had enough, or everything is solved.
func (s *learning) run(ctx context.Context) error {
	s.view.head(s.pack.Title)
	s.view.prose(s.pack.About)
	s.view.line("")
	s.view.prose("Type an answer and press Enter. Or one of these words: hint, show, skip, back, play (try any path), data, paths, again (read the task again), help, quit.")
	at := s.next(s.here())
	if at < 0 {
		s.view.wrapped(fmt.Sprintf("All %s are solved. You can look at them again; quit ends.", numbered(len(s.pack.Exercises), "exercise")))
		at = 0
	} else if n := s.solved(); n > 0 {
		s.view.line(fmt.Sprintf("%d of %d are solved.", n, len(s.pack.Exercises)))
	}
	if err := s.move(ctx, at); err != nil {
		return err
	}
	for {
		line, err := s.lines.read(ctx, s.asks())
		if errors.Is(err, io.EOF) && strings.TrimSpace(line) == "" {
			return s.leave()
		}
		if err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		done, err := s.answer(ctx, strings.TrimSpace(line))
		if err == nil {
			err = s.view.err
		}
		if done || err != nil {
			return err
		}
	}
}

// asks is what stands in front of the answer.
func (s *learning) asks() string {
	switch e := s.current(); {
	case e.ByPath() && e.Kind != lesson.Blank && e.Kind != lesson.Order:
		return "path"
	case e.ByLine():
		return "twq"
	}
	return "answer"
}

func (s *learning) current() *lesson.Exercise { return s.pack.Exercises[s.at] }

// leave says where it goes on the next time.
func (s *learning) leave() error {
	if s.unkept {
		s.view.wrapped(fmt.Sprintf("%d of %d solved. What could not be kept is lost: the next time goes on with what was kept before.", s.solved(), len(s.pack.Exercises)))
		return s.view.err
	}
	s.view.wrapped(fmt.Sprintf("%d of %d solved, and kept. %s goes on here.", s.solved(), len(s.pack.Exercises), s.call))
	return s.view.err
}

// move goes to an exercise and shows it.
func (s *learning) move(ctx context.Context, at int) error {
	s.at, s.tries, s.doc = at, 0, nil
	e := s.current()
	s.hints = 0
	if err := s.change(func(r *learn.Record) { r.At = e.Name }); err != nil {
		return err
	}
	if e.Data != "" {
		doc, err := s.bench.Open(ctx, e.Data)
		if err != nil {
			return err
		}
		s.doc = query.ReadBeginning(ctx, query.Input{Name: doc.Name, Body: strings.NewReader(doc.Text), Lines: doc.Lines}, glanceBytes)
	}
	if p := s.lines.prompt; p != nil {
		p.Complete = s.completions
	}
	if err := s.exercise(ctx, s.view, at); err != nil {
		return err
	}
	if e.Text != "" {
		s.view.wrapped("There is more to read about it: type more.")
	}
	return s.view.err
}

// promptWords are what answer takes for no answer.
var promptWords = []string{"quit", "exit", "hint", "show", "skip", "next", "back", "again", "data", "more", "paths", "play", "help", "?"}

// answer does what a line asks for: one of the words, or an answer.
func (s *learning) answer(ctx context.Context, line string) (done bool, err error) {
	e := s.current()
	switch strings.TrimPrefix(strings.ToLower(line), ":") {
	case "":
		return false, nil
	case "quit", "exit":
		return true, s.leave()
	case "hint":
		return false, s.hint(e)
	case "show":
		return false, s.show(e)
	case "skip", "next":
		return false, s.move(ctx, (s.at+1)%len(s.pack.Exercises))
	case "back":
		return false, s.move(ctx, max(0, s.at-1))
	case "again":
		return false, s.exercise(ctx, s.view, s.at)
	case "data":
		return false, s.piece(ctx, s.view, e, 400)
	case "more":
		text, ok := s.pack.Read(e.Text)
		if !ok {
			text = []byte("There is nothing more to read about this one.")
		}
		s.view.prose(string(text))
		return false, nil
	case "paths":
		return false, s.structure(ctx, e)
	case "play":
		return false, s.play(ctx, e)
	case "help", "?":
		s.help()
		return false, nil
	}
	if word, ok := strings.CutPrefix(line, "@this."); ok && !e.ByPath() && slices.Contains(promptWords, strings.ToLower(word)) { // where no path is asked for
		line = word
	}
	v, err := s.judge(ctx, e, line)
	if err != nil {
		return false, err
	}
	s.view.verdict(e, line, v)
	if v.Right {
		return s.goOn(ctx)
	}
	if s.tries++; s.tries >= 3 && s.hints < len(e.Hints) {
		s.view.wrapped(fmt.Sprintf("Would a hint help? Type hint (%d of %d are left), or show for the solution.", len(e.Hints)-s.hints, len(e.Hints)))
	}
	return false, nil
}

// goOn goes to the next exercise that is not solved; behind the last it ends.
func (s *learning) goOn(ctx context.Context) (done bool, err error) {
	next := s.next(s.at + 1)
	if next >= 0 {
		return false, s.move(ctx, next)
	}
	s.view.line("")
	s.view.head(fmt.Sprintf("That was the last: all %s are solved. You can find your way in JSON.", numbered(len(s.pack.Exercises), "exercise")))
	return true, s.view.err
}

func (s *learning) hint(e *lesson.Exercise) error {
	if s.hints == len(e.Hints) {
		s.hints = 0 // once more from the first
	}
	s.view.prose(fmt.Sprintf("Hint %d of %d: %s", s.hints+1, len(e.Hints), e.Hints[s.hints]))
	s.hints++
	given := s.hints
	return s.change(func(r *learn.Record) {
		if x := r.Of(e.Name); x.Solved.IsZero() {
			x.Hints = max(x.Hints, given)
		}
	})
}

func (s *learning) show(e *lesson.Exercise) error {
	s.view.line("The solution is: " + solutionText(e))
	s.view.prose(e.After)
	s.view.line("Type it, to see it work, or skip.")
	return s.change(func(r *learn.Record) {
		if x := r.Of(e.Name); x.Solved.IsZero() {
			x.Shown = true
		}
	})
}

func (s *learning) help() {
	words := [][2]string{
		{"hint", "the next of three hints"}, {"show", "the solution"},
		{"skip", "the next exercise"}, {"back", "the one before"},
		{"play", "try any path on this data"}, {"data", "all of the data"},
		{"paths", "every path there is in it"}, {"again", "the task once more"},
		{"quit", "end; what is solved is kept"}, {"Tab", "complete a key of this data"},
	}
	wide := s.view.columns() >= lessonWidth
	for i, word := range words {
		text := fmt.Sprintf("  %-6s %s", word[0], word[1])
		switch {
		case !wide:
			s.view.wrapped(text)
		case i%2 == 1:
			s.view.line(fmt.Sprintf("  %-6s %-32s%-6s %s", words[i-1][0], words[i-1][1], word[0], word[1]))
		}
	}
	s.view.wrapped("  An answer that is one of these words is written with @this in front: @this.data")
	if s.current().Text != "" {
		s.view.line("  more   more to read about it")
	}
}

// structure shows the outline of the data.
func (s *learning) structure(ctx context.Context, e *lesson.Exercise) error {
	if e.Data == "" {
		return nil
	}
	lines, err := s.bench.Outline(ctx, e.Data, s.view.columns()-2)
	s.view.cut(lines)
	return err
}

// play answers any path on the data of the exercise, until an empty line.
func (s *learning) play(ctx context.Context, e *lesson.Exercise) error {
	s.view.wrapped("Any path is answered here; an empty line leads back to the exercise.")
	for {
		line, err := s.lines.read(ctx, "play")
		line = strings.TrimSpace(line)
		if errors.Is(err, io.EOF) || errors.Is(err, learn.ErrInterrupted) || err == nil && (line == "" || line == "quit" || line == "back") {
			s.view.line("Back to exercise " + fmt.Sprint(s.at+1) + ".")
			return s.view.err
		}
		if err != nil {
			return err
		}
		got, err := s.bench.Try(ctx, e, line)
		if err != nil {
			return err
		}
		if got.Err != nil {
			s.view.wrapped(reasonText(got.Err))
			s.view.place(got.Err)
		} else {
			s.view.value(got.Result, pieceLines)
		}
		s.view.notes(got.Notes, got.Err != nil, asTyped)
	}
}
