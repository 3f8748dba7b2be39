// The words for collecting: what is saved, what stands in the way, and how to go on.

package main

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"runtime"
	"syscall"
	"time"

	"twq/fetch"
	"twq/fetch/collect"
)

// collectWords are for collecting, and for waiting and trying again, which get does too.
func (w *world) collectWords(err error) (message, bool) {
	if e, ok := errors.AsType[*collectError](err); ok {
		m, ok := message{}, false
		if failed, is := errors.AsType[*fetch.WriteError](e.Err); is {
			m, ok = writeWords(failed)
		}
		if !ok {
			m = w.words(e.Err)
		}
		m.tail = e.tail()
		return m, true
	}
	if e, ok := errors.AsType[*fetch.TriesError](err); ok {
		m := w.words(replaced(err, e))
		if len(m.lines) < 3 {
			m.lines = append(m.lines, fmt.Sprintf("tried %d times", e.Tries))
		}
		return m, true
	}
	for e := err; e != nil; e = errors.Unwrap(e) {
		if m, ok := w.collectWord(e); ok {
			return m, true
		}
	}
	return message{}, false
}

// replaced is err with what the tries ended in, in place of the tries.
func replaced(err error, tries *fetch.TriesError) error {
	if e, ok := err.(*sourceFault); ok {
		return &sourceFault{err: replaced(e.err, tries), arg: e.arg, asking: e.asking}
	}
	return tries.Err
}

func (w *world) collectWord(err error) (message, bool) {
	switch e := err.(type) {
	case *collectFlag:
		return e.words(), true
	case *fetch.LimitError:
		return say(exitRate, "the rate limit of "+e.Resource+" is used up; nothing more was sent",
			fmt.Sprintf("until %s (in %s), which is longer than --wait %s", clock(e.Until), rest(e.Wait), e.Most)), true
	case *collect.HeldError:
		return heldWords(e), true
	case *collect.DiffersError:
		return say(exitUsage, fmt.Sprintf("%s was begun by another command: %s %s, and now %s", e.File, e.What, orNone(e.Was), orNone(e.Is)),
			"type the same command to go on, or give this one another -o"), true
	case *collect.StateError:
		m := say(exitFetch, short(e.Error(), 300)+"; nothing was changed", "to begin anew, move it and what belongs to it away, or choose another -o")
		return m, true
	}
	return message{}, false
}

// writeWords say it more plainly when a disk is full, or a folder is not there or may not be written to.
func writeWords(e *fetch.WriteError) (message, bool) {
	switch {
	case errors.Is(e.Err, syscall.ENOSPC):
		return say(exitFetch, "the disk is full: cannot "+e.Op+" "+e.Path), true
	case errors.Is(e.Err, syscall.EFBIG):
		return say(exitFetch, e.Path+" may not grow further: "+e.Err.Error()), true
	case errors.Is(e.Err, fs.ErrPermission):
		return say(exitFetch, "cannot "+e.Op+" "+e.Path+": you may not write there"), true
	case errors.Is(e.Err, fs.ErrNotExist) && e.Op == "create":
		return say(exitFetch, "cannot "+e.Op+" "+e.Path+": there is no folder "+filepath.Dir(e.Path), "make it first, or choose another place"), true
	}
	return message{}, false
}

func heldWords(e *collect.HeldError) message {
	m := say(exitFetch, e.File+" is being written by another twq")
	if e.PID != 0 {
		m.head += fmt.Sprintf(": process %d on %s, since %s", e.PID, short(e.Host, 80), e.Since.Local().Format("15:04:05"))
		if runtime.GOOS != "windows" {
			m.lines = append(m.lines, fmt.Sprintf("wait for it, or end it there: kill %d", e.PID))
		}
	}
	return m
}

func orNone(s string) string {
	if s == "" {
		return "(none)"
	}
	return short(s, 100)
}

// tail says what is saved.
func (e *collectError) tail() string {
	if e.untouched() {
		return ""
	}
	if e.Result.Rows == 0 {
		return e.File + ": no row was saved yet"
	}
	if e.Result.Done {
		return fmt.Sprintf("%s: %s, complete all the same", e.File, counts(e.Result.Rows, "row"))
	}
	return fmt.Sprintf("%s: %s saved; the same command goes on from there", e.File, counts(e.Result.Rows, "row"))
}

// words say what is wrong with a flag of collect.
func (e *collectFlag) words() message {
	switch e.Fault {
	case noLines:
		return say(exitUsage, e.Flag+": rows are collected as JSON lines, .ndjson or .jsonl (.gz, .zst behind)", "any other form can be made of it: twq query '#' FILE.ndjson -o FILE.csv")
	case negativeWait:
		return say(exitUsage, e.Flag+" is below zero", "for example --wait 20m")
	case twoLists:
		return say(exitUsage, e.Flag+": there is more than one list of what to collect", "several -p of one kind, --for-each FILE or --ids FILE: one of them")
	case notLookup:
		return say(exitUsage, "--ids: "+e.Flag+" does not look up ids", "statuses/lookup, users/lookup, 2/tweets, 2/users and 2/users/by do")
	case wholeList:
		return say(exitUsage, "--ids asks for every id of its list: --max and --until-id have no meaning beside it", "a shorter list: head -n 500 ids.txt > some.txt")
	case noNewer:
		return say(exitUsage, "--since-last: only tweets have an order in which some are newer", "timelines, favorites and searches have it")
	case emptyList:
		return say(exitUsage, e.Flag+" holds no line")
	case badLine:
		return say(exitUsage, e.Flag+" is neither an id nor a name", "one a line; out of collected rows: twq query '#.id_str' FILE -f text > ids.txt")
	case onlyDigits:
		return say(exitUsage, e.Flag+" holds numbers only: ids or names?", "ids are written user_id=123, names screen_name=123", "sed 's/^/user_id=/'   writes it so")
	case repeatedParam:
		return say(exitUsage, e.Flag+" is given twice", "several screen_name, user_id, list_id, id or q are collected one behind the other; others have one value")
	case notAPI:
		return say(exitUsage, e.Flag+" is no resource of an API", "try: twq collect statuses/user_timeline -p screen_name=harbourlib -o tweets.ndjson --offline")
	case mapped:
		return say(exitUsage, e.Flag+" and --ids contradict each other", "leave it out")
	case notNumeric:
		return say(exitUsage, e.Flag+" is no id of a tweet", "an id has digits only")
	case noName:
		return say(exitUsage, e.Flag+": a line has no name, and the resource no parameter that it must be for", "a line is written K=V")
	}
	return say(exitUsage, e.Error())
}

// clock is a moment as people read it off.
func clock(t time.Time) string { return t.Local().Format("15:04:05 -07:00") }
