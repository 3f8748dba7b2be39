// Turns an error into words, a hint and an exit code. Nobody else does.

package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"runtime/debug"
	"strings"
	"syscall"

	"github.com/clipperhouse/displaywidth"

	"twq/cmd/twq/learn"
	"twq/fetch"
	"twq/fixtures"
	"twq/query"
	"twq/query/outline"
	"twq/render/xlsx"
)

// The exit codes.
const (
	exitAnswered    = 0
	exitBug         = 1
	exitUsage       = 2   // asked wrongly
	exitFetch       = 3   // could not fetch, or not write
	exitAuth        = 4   // not authorised
	exitRate        = 5   // rate limited
	exitNotJSON     = 6   // not JSON
	exitNothing     = 7   // nothing found, with --exit-status
	exitInterrupted = 130 // Ctrl-C
)

// message is what is said of an error: one line, and at most three below it.
type message struct {
	code  int
	head  string
	lines []string
	tail  string // a last line that is not indented
}

func say(code int, head string, lines ...string) message {
	return message{code: code, head: head, lines: lines}
}

// report says what went wrong and returns the exit code.
func (w *world) report(ctx context.Context, err error) int {
	if err == nil {
		return exitAnswered
	}
	if errors.Is(err, syscall.EPIPE) && !fromNetwork(err) { // the reader has seen enough
		return exitAnswered
	}
	if errors.Is(err, learn.ErrInterrupted) || ctx.Err() != nil && (errors.Is(err, context.Canceled) || errors.Is(err, ctx.Err())) {
		w.say("interrupted")
		if e, ok := errors.AsType[*incompleteError](err); ok {
			w.say("%s", e.tail())
		}
		if e, ok := errors.AsType[*collectError](err); ok {
			w.say("%s", e.tail())
		}
		return exitInterrupted
	}
	m := w.words(err)
	if m.head != "" {
		w.say("%s", "twq: "+m.head)
	}
	for _, line := range m.lines[:min(len(m.lines), 3)] {
		w.say("%s", "  "+line)
	}
	if m.tail != "" {
		w.say("%s", m.tail)
	}
	return m.code
}

// fromNetwork says that it was a server who did not take what was sent, or broke off.
func fromNetwork(err error) bool {
	_, unreachable := errors.AsType[*fetch.NetError](err)
	_, cut := errors.AsType[*fetch.TruncatedError](err)
	return unreachable || cut
}

// words finds the words for an error, those of the asking first.
func (w *world) words(err error) message {
	for _, room := range []func(error) (message, bool){w.collectWords, w.askingWords, recordWords, disguiseWords, countWords, queryWords, fetchWords, fixtureWords, serveWords} {
		if m, ok := room(err); ok {
			return m
		}
	}
	if e, ok := errors.AsType[*fs.PathError](err); ok && e.Op == "write" {
		return say(exitFetch, fmt.Sprintf("cannot write %s: %v", strings.TrimPrefix(e.Path, "/dev/"), e.Err))
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return say(exitFetch, "it took too long and was given up")
	}
	return say(exitBug, fmt.Sprintf("unexpected: %v", err), "this is a fault of twq; please report it with the command you typed")
}

// bug reports a panic without what the program held in its hands.
func (w *world) bug(p any) int {
	w.say("twq: a fault of twq: %v", p)
	w.say("  please report it with the command you typed and these lines:")
	n := 0
	for line := range strings.Lines(string(debug.Stack())) {
		if line = strings.TrimSpace(line); strings.HasPrefix(line, "/") || strings.Contains(line, ".go:") {
			if at := strings.LastIndex(line, "/"); at >= 0 {
				line = line[at+1:]
			}
			if n++; n > 3 && n < 12 {
				w.say("  %s", strings.Split(line, " +")[0])
			}
		}
	}
	return exitBug
}

// askingWords are for what was typed.
func (w *world) askingWords(err error) (message, bool) {
	if e, ok := errors.AsType[*incompleteError](err); ok {
		return w.incompleteWords(e), true
	}
	if e, ok := errors.AsType[*sieveFault](err); ok {
		return e.words(), true
	}
	if e, ok := errors.AsType[*pathFault](err); ok {
		if m, ok := w.pathWords(e); ok {
			return m, true
		}
	}
	if e, ok := errors.AsType[*sourceFault](err); ok {
		if m, ok := w.sourceWords(e); ok {
			return m, true
		}
	}
	for e := err; e != nil; e = errors.Unwrap(e) {
		if m, ok := typedWords(e); ok {
			return m, true
		}
		if m, ok := profileWords(e); ok {
			return m, true
		}
		if m, ok := w.learnWords(e); ok {
			return m, true
		}
		if m, ok := typedColumnWords(e); ok {
			return m, true
		}
	}
	return message{}, false
}

// typedWords are for one error of what was typed; what it wraps is not looked at.
func typedWords(err error) (message, bool) {
	switch e := err.(type) {
	case *usageError:
		return e.words(), true
	case *flagError:
		return e.words(), true
	case *columnsFlagError:
		return columnWords(e), true
	case *besideFlagError:
		return besideWords(e), true
	case *noScriptError:
		m := say(exitUsage, "--script: the path finds nothing here, and there is nothing to write a program for")
		if notes := coded(e.notes); len(notes) > 0 {
			m.head += ": " + notes[0].Code + " " + notes[0].Message
			m.lines = noteLines(notes[0], e.retry)
		}
		return m, true
	case *scriptError:
		return say(exitUsage, "--script: Python has no form of this: "+unsaid(e.err), "twq explain without --script shows what each step does"), true
	case *query.UntranslatableError:
		return untranslatableWords(e), true
	case *nothingFound:
		return say(exitNothing, ""), true
	case *unknownCodeError:
		return e.words(), true
	case *noPathError:
		return say(exitUsage, "P23 there is no path: twq "+cmp.Or(e.Command, "query")+" PATH [SOURCE]",
			"an unquoted # begins a comment in the shell, and the rest of the line is lost; put the path in quotes",
			"try: twq "+cmp.Or(e.Command, "query")+" "+quote(map[bool]string{true: "#.retweet_count", false: "#.text"}[e.Command == "sum"])+" fixture:library"), true
	case *noResourceError:
		return say(exitUsage, "get what? Name a resource, a URL, a file or fixture:NAME",
			"try: twq get statuses/user_timeline -p screen_name=harbourlib --offline"), true
	case *noSourceError:
		return say(exitUsage, "there is nothing to ask: no source is named, nothing is piped in, and there is no last answer yet",
			"try: twq query '#.text' fixture:library"), true
	case *swappedError:
		return swappedWords(e), true
	case *unknownSourceError:
		return unknownWords(e), true
	case *keepError:
		return keepWords(e), true
	case *fetch.WriteError:
		if m, ok := writeWords(e); ok {
			return m, true
		}
		return say(exitFetch, short(err.Error(), 300)), true
	case *fetch.FolderError, *fetch.KindError, *fetch.SpoolError:
		return say(exitFetch, short(err.Error(), 300)), true
	case *xlsx.TooManyRowsError:
		return say(exitUsage, fmt.Sprintf("a sheet holds %d rows, and here are more", e.Most), "--split goes on in further sheets; -o x.csv has no such limit"), true
	case *xlsx.TooManyColumnsError:
		return say(exitUsage, fmt.Sprintf("a sheet holds %d columns, and here are %d", e.Most, e.Columns), "-c chooses columns; -o x.csv has no such limit"), true
	case *xlsx.TempError:
		return say(exitFetch, fmt.Sprintf("cannot write a temporary file in %s: %v", e.Dir, bare(e.Err)), "a workbook is built there before it is written; TMPDIR names another folder"), true
	case *existsError:
		return say(exitUsage, e.File+" is already there, and it stays as it is", "--force replaces it, when the new one is complete"), true
	case *outError:
		if e.File == standardOutput { // what came before is there
			return say(exitFetch, fmt.Sprintf("cannot write %s: %v", e.File, bare(e.Err)), "what is there already is not the whole answer"), true
		}
		if errors.Is(e.Err, fs.ErrNotExist) {
			return say(exitFetch, "cannot write "+e.File+": there is no folder "+filepath.Dir(e.File), "make it first, or choose another place"), true
		}
		return say(exitFetch, fmt.Sprintf("cannot write %s: %v", e.File, bare(e.Err)), "nothing was left half-written"), true
	}
	return message{}, false
}

func swappedWords(e *swappedError) message {
	path, kind := e.Path, "file"
	if strings.HasPrefix(e.File, "fixture:") {
		kind = "source"
	}
	if path == "" {
		path = "#"
	}
	return say(exitUsage, fmt.Sprintf("%s is a %s, and the path comes first", e.File, kind), "try: twq "+cmp.Or(e.Command, "query")+" "+quote(path)+" "+quote(e.File))
}

// bare leaves out the operation and the name that a file error repeats.
func bare(err error) error {
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		return e.Err
	}
	if e, ok := errors.AsType[*fetch.WriteError](err); ok {
		return e.Err
	}
	return err
}

func unknownWords(e *unknownSourceError) message {
	m := say(exitUsage, e.Arg+" is no file here, no resource of the API, and no fixture: or URL; nothing was sent")
	if looksLikeData(e.Arg) {
		m = say(exitFetch, e.Arg+": there is no such file; nothing was sent")
	}
	var near []string
	near = append(near, e.Files...)
	near = append(near, e.Resources...)
	for _, f := range e.Fixtures {
		near = append(near, "fixture:"+f)
	}
	if len(near) > 0 {
		m.lines = append(m.lines, "near it: "+strings.Join(near[:min(len(near), 4)], ", "))
	} else {
		m.lines = append(m.lines, "resources look like statuses/user_timeline, fixtures like fixture:library (twq fixtures lists them)")
	}
	return m
}

// looksLikeData says that a name has an ending, which no resource has, so that a file was meant.
func looksLikeData(name string) bool {
	return fileEnding(name) != "" || strings.ContainsRune(name, '\\')
}

// queryWords are for what is wrong with JSON.
func queryWords(err error) (message, bool) {
	if e, ok := errors.AsType[*query.AnswerError](err); ok {
		return answerWords(e), true
	}
	if e, ok := errors.AsType[*outline.PatternError](err); ok {
		return say(exitUsage, short(e.Error(), 200), "twq find --help shows how words are found"), true
	}
	if e, ok := errors.AsType[*outline.LongTextError](err); ok {
		return say(exitUsage, e.Error()+", which is the most that --all prints", "paths without --all, find and query have no such limit"), true
	}
	if e, ok := errors.AsType[*outline.SecondDocumentError](err); ok {
		return say(exitNotJSON, e.Name+" holds several documents, the first of them very long: the paths above are those of the first alone",
			"call it .ndjson, or put the documents into one list, and all of them have paths"), true
	}
	if e, ok := errors.AsType[*query.SkippedError](err); ok {
		return skippedWords(e), true
	}
	if e, ok := errors.AsType[*query.SpillError](err); ok {
		return say(exitFetch, fmt.Sprintf("cannot write a temporary file in %s: %v", e.Dir, bare(e.Err)), "what does not fit in memory is kept there; TMPDIR (Windows: TMP) names another folder"), true
	}
	e, ok := errors.AsType[*query.SyntaxError](err)
	if !ok {
		return message{}, false
	}
	m := say(exitNotJSON, "not JSON: "+e.Error())
	if e.CutLine > 0 {
		m.lines = append(m.lines, fmt.Sprintf("line %d is cut off, and the next is whole; --skip-invalid leaves such lines out", e.CutLine))
		return m, true
	}
	switch e.Kind {
	case query.Empty:
		m.head = e.Error() + ": there is no JSON in it"
	case query.HTML:
		m.head = e.Error()
		m.lines = append(m.lines, "look at the address, and whether it wants a login")
	case query.XML, query.Binary:
		m.head = e.Error()
	case query.CutOff:
		m.lines = append(m.lines, "it is cut off: fetch or copy it again")
	case query.TooDeep, query.BadUTF8, query.TooLong:
	default:
		m.lines = append(m.lines, "  "+oneLine(e.Text), "  "+strings.Repeat(" ", displaywidth.String(firstRunes(e.Text, e.Caret)))+"^")
	}
	return m, true
}

// skippedWords say how many lines were left out, and where: three of them one by one, or two and the lines of the others.
func skippedWords(e *query.SkippedError) message {
	m := say(exitNotJSON, "1 line is no JSON and was left out; the rest was answered")
	if e.Lines > 1 {
		m.head = fmt.Sprintf("%d lines are no JSON and were left out; the rest was answered", e.Lines)
	}
	for _, bad := range e.First {
		m.lines = append(m.lines, bad.Error())
	}
	if e.Lines <= 3 {
		return m
	}
	var lines []string
	for _, bad := range e.First[2:] {
		lines = append(lines, fmt.Sprint(bad.Line))
	}
	last := "then lines " + strings.Join(lines, ", ")
	if more := e.Lines - len(e.First); more > 0 {
		last += fmt.Sprintf(" and %d more", more)
	}
	m.lines = append(m.lines[:2], last)
	return m
}

func firstRunes(s string, n int) string {
	if r := []rune(s); n < len(r) {
		return string(r[:n])
	}
	return s
}

// oneLine keeps tabs from moving a caret.
func oneLine(s string) string { return strings.NewReplacer("\t", " ", "\r", " ").Replace(s) }

// fixtureWords are for names of fixtures.
func fixtureWords(err error) (message, bool) {
	if e, ok := errors.AsType[*fixtures.NameError](err); ok {
		return say(exitUsage, fmt.Sprintf("fixture:%s: %s", e.Name, e.Problem), "a name has letters, digits, - _ and dots"), true
	}
	if e, ok := errors.AsType[*fixtures.BuiltinError](err); ok {
		return say(exitUsage, "fixture:"+e.Name+" is built in, and stays as it is", "choose another name"), true
	}
	if e, ok := errors.AsType[*fixtures.ExistsError](err); ok {
		return say(exitUsage, "fixture:"+e.Name+" is already there, and it stays as it is", "--force replaces it"), true
	}
	if e, ok := errors.AsType[*fixtures.StoreError](err); ok {
		return say(exitFetch, "the folder of saved fixtures: "+short(e.Error(), 200)), true
	}
	if e, ok := errors.AsType[*fixtures.UnknownError](err); ok {
		m := say(exitFetch, "there is no fixture "+e.Name)
		if len(e.Near) > 0 {
			m.lines = append(m.lines, "near it: fixture:"+strings.Join(e.Near, ", fixture:"))
		}
		m.lines = append(m.lines, "twq fixtures lists them")
		return m, true
	}
	return message{}, false
}
