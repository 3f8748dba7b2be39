// The words for packs and exercises, and for what stops the making of them.

package main

import (
	"errors"
	"fmt"
	"strings"

	"twq/cmd/twq/learn"
	"twq/fixtures/lesson"
	"twq/query"
	"twq/render"
)

// learnWords are for packs and their exercises.
func (w *world) learnWords(err error) (message, bool) {
	switch e := err.(type) {
	case *packError:
		return w.packWords(e), true
	case *lineError:
		return say(exitUsage, lineText(e)), true
	case *exerciseError:
		return exerciseWords(e), true
	case *answersError:
		return say(exitFetch, e.File+": "+e.Err.Error()), true
	case *reportsError:
		return w.reportsWords(e), true
	case *makeError:
		return makeWords(e), true
	case *learn.DamagedError:
		return say(exitFetch, e.File+" cannot be read: "+e.Err.Error()), true
	case *learn.DataError, *learn.SolutionError:
		return say(exitUsage, "the pack has a defect: "+reasonText(err), "twq learn test shows all that is wrong with a pack"), true
	}
	return message{}, false
}

func lineText(e *lineError) string {
	switch e.Why {
	case notAllowed:
		return e.Word + " is not allowed in an exercise: a line there only reads, in the practice world, and prints its answer"
	case notInside:
		if shellSign(e.Word) {
			return "no shell reads this line, so that " + short(e.Word, 20) + " means nothing in it: it is one line of twq"
		}
		return short(e.Word, 60) + " is not in the practice world: in an exercise a source is its own data, a built-in fixture or a resource"
	case noSource:
		return "the line does not say whom it asks: the resource is missing, with its parameters"
	}
	if e.Word == "" || strings.ContainsAny(e.Word, "#.@|()[]{}") { // a path, as in the exercises before
		return "a command line begins with a command of twq that only reads: " + strings.Join(readers, ", ")
	}
	return short(e.Word, 40) + " is not run in an exercise; what only reads is: " + strings.Join(readers, ", ")
}

// shellSign says that a word means something to a shell.
func shellSign(word string) bool {
	return word != "" && (strings.Trim(word, "|&;<>") == "" || strings.HasPrefix(word, "$("))
}

// packWords say what is wrong with a pack: all of it to those who test it, else the first.
func (w *world) packWords(e *packError) message {
	if !e.Listed {
		m := say(exitUsage, "the pack "+e.Place+" cannot be used: "+defectText(e.Defects[0]))
		if e.Defects[0].Fault != lesson.Absent && !e.Tests {
			m.lines = append(m.lines, "twq learn test "+quote(e.Place)+" shows all that is wrong with it")
		}
		return m
	}
	for _, d := range e.Defects {
		w.say("%s", defectText(d))
	}
	return say(exitNothing, fmt.Sprintf("%s in %s", numbered(len(e.Defects), "defect"), numbered(e.Tested, "exercise")))
}

// defectText says what is wrong, and where, in one line.
func defectText(d *lesson.Defect) string {
	where := d.File
	if d.Exercise != "" {
		where += " (" + d.Exercise + ")"
	}
	if where != "" {
		where += ": "
	}
	text := where + faultText(d)
	if d.Err != nil {
		text += ": " + reasonText(d.Err)
	}
	return short(text, 400)
}

// reasonText says why an answer that was to be right is not, or what the system said.
func reasonText(err error) string {
	if e, ok := errors.AsType[*learn.WrongError](err); ok {
		return verdictText(e.Verdict)
	}
	if e, ok := errors.AsType[*learn.SolutionError](err); ok {
		where := ""
		if e.Data != "" {
			where = " on " + e.Data
		}
		return "the solution cannot be evaluated" + where + ": " + reasonText(e.Err)
	}
	if e, ok := errors.AsType[*learn.DataError](err); ok {
		if e.Err == nil {
			return e.Data + ": " + flat(e.Said)
		}
		return e.Data + ": " + reasonText(e.Err) + " " + flat(e.Said)
	}
	if e, ok := errors.AsType[*lineError](err); ok {
		return lineText(e)
	}
	if e, ok := errors.AsType[*lesson.Defect](err); ok {
		return defectText(e)
	}
	if e, ok := errors.AsType[*query.PathError](err); ok {
		return "twq cannot read it: " + e.Code + " " + e.Problem
	}
	if e, ok := errors.AsType[*query.Refusal](err); ok {
		return "twq refuses it: " + e.Notes[0].Code + " " + e.Notes[0].Message
	}
	return err.Error()
}

// faultText says what is wrong.
func faultText(d *lesson.Defect) string {
	detail := short(d.Detail, 200)
	switch d.Fault {
	case lesson.Absent:
		return strings.TrimSpace(detail + " cannot be read")
	case lesson.NoPack:
		return "there is no pack.toml in it"
	case lesson.TooLarge:
		return fmt.Sprintf("it is larger than %d KiB", d.Limit>>10)
	case lesson.TooMany:
		return fmt.Sprintf("it has more than %d files", d.Limit)
	case lesson.Outside:
		return "a name that no file of a pack may have: " + detail
	case lesson.Link:
		return "a link; a pack holds files only"
	case lesson.Irregular:
		return "no plain file"
	case lesson.Foreign:
		return "no file of a pack: those are pack.toml, exercises/*.toml, data/*.json, data/*.ndjson, text/*.md"
	case lesson.SameName:
		if detail == d.File {
			return "it is there twice"
		}
		return "its name is that of " + detail + ", but for the case of letters"
	case lesson.NotUTF8:
		return "it is not UTF-8"
	case lesson.ControlChar:
		return "a control character: " + detail
	case lesson.BadTOML:
		return "it cannot be read as TOML"
	case lesson.UnknownKey:
		return "there is no key " + detail
	case lesson.Missing:
		return detail + " is empty"
	case lesson.BadName:
		return fmt.Sprintf("the name %q: a name has small letters, digits and dashes, and a letter at least", detail)
	case lesson.Twice:
		return "the name " + detail + " is there twice"
	case lesson.NoUnit:
		return fmt.Sprintf("pack.toml has no unit %q", detail)
	case lesson.NoKind:
		return fmt.Sprintf("there is no kind %q", detail)
	case lesson.BadData:
		return fmt.Sprintf("the pack has no %q", detail)
	case lesson.NotJSON:
		return "it is not JSON"
	case lesson.TooDeep:
		return fmt.Sprintf("it is nested deeper than %d levels", d.Limit)
	case lesson.Hints:
		return "there have to be three hints, none of them empty"
	case lesson.NoMistake:
		return "there has to be a mistake at least, each with an answer and what is said to it"
	case lesson.NoVariant:
		return "there has to be a hidden variant of the data"
	case lesson.Misplaced:
		return "its kind has no " + detail
	case lesson.BadOptions:
		return "there have to be 2 to 5 different options, and the solution is one of them"
	case lesson.BadTemplate:
		return "the template has to have one gap, written ____"
	case lesson.BadPieces:
		return "there have to be 2 to 9 pieces, in the right order, which make the solution"
	case lesson.BadPairs:
		return "left and right have to have the same number of entries, 2 to 9"
	case lesson.BadCount:
		return "the solution of the kind count is a line of count or sum, and this is one of " + detail
	case lesson.BadLanguage:
		return `it wants from = "python", or to = "python" with options`
	case lesson.NoExercise:
		if detail == "" {
			return "it has no exercises"
		}
		return "unit " + detail + " has no exercises"
	}
	return testedText(d, detail)
}

// testedText says what is wrong with an exercise whose form is right.
func testedText(d *lesson.Defect, detail string) string {
	answer := short(d.Answer, 100)
	switch d.Fault {
	case learn.Unreadable:
		return "its data cannot be had"
	case learn.NoResult:
		return "the solution finds nothing in " + detail
	case learn.SolutionFails:
		return "the solution " + answer + " is not right"
	case learn.AlternativeFails:
		return "the alternative " + answer + " is not right"
	case learn.MistakePasses:
		return "the mistake " + answer + " is right on all data"
	case learn.BrokenPasses:
		return "the broken path " + answer + " is right"
	case learn.EmptyPasses:
		return "an empty answer is right"
	case learn.ThisPasses:
		return "@this, which is all of the data, is right"
	case learn.ConstantPasses:
		return "the result is the same on all data, so that it can be written down: " + answer
	case learn.ResultShown:
		return "the task holds the result: " + detail
	case learn.SolutionShown:
		return "the task holds the solution: " + answer
	case learn.NotTaught:
		return "the solution needs " + detail + ", which neither this exercise nor one before teaches"
	case learn.NeedsLater:
		return "it needs " + detail + ", which no exercise before teaches"
	case learn.OtherPrediction:
		return "ask gives " + detail + ", and the solution is another"
	case learn.FocusNothing:
		return "the focus " + detail + " finds nothing"
	case learn.ShownNothing:
		return "the path that is shown cannot be read: " + detail
	case learn.OtherResult:
		return "the solution gives " + short(detail, 80) + ", and the result that was kept is another"
	case learn.UntoldFeature:
		return "a name in teaches is empty"
	}
	return string(d.Fault) + " " + detail + " " + answer
}

// makeWords say why a pack is not changed.
func makeWords(e *makeError) message {
	detail := short(e.Detail, 200)
	if e.Err != nil {
		detail = strings.TrimSpace(detail + " " + reasonText(e.Err))
	}
	switch e.Why {
	case notFolder:
		return say(exitUsage, "--pack has to name the folder of the pack: only a folder is written to", "twq learn new DIR begins one")
	case unnamed:
		return say(exitUsage, "the name of the folder is empty", "for example: twq learn new my-pack")
	case thereYet:
		return say(exitUsage, e.Place+" is already there, and it stays as it is")
	case badAnswer:
		return say(exitUsage, e.Place+": "+detail, "nothing was written")
	case noEvaluate:
		return say(exitUsage, e.Place+": an exercise of the kind "+detail+" has no hidden data, because nothing is evaluated")
	}
	return say(exitUsage, e.Place+": every variant that was tried is there already, or the solution gives nothing or the same on it: "+detail, "write the hidden data by hand, with other names and another order")
}

// reportsWords name every file that is no report.
func (w *world) reportsWords(e *reportsError) message {
	const how = "reports are made with: twq learn report -o me.json"
	if len(e.Bad) == 1 && e.Read == 0 {
		return say(exitUsage, e.Bad[0].File+": "+e.Bad[0].Err.Error(), how)
	}
	for _, bad := range e.Bad {
		w.say("%s: %s", render.Clean(bad.File), bad.Err.Error())
	}
	if e.Read == 0 {
		return say(exitUsage, fmt.Sprintf("none of %d files is a report", len(e.Bad)), how)
	}
	return say(exitUsage, fmt.Sprintf("%d of %s could not be read, and %s not in the table", len(e.Bad), numbered(len(e.Bad)+e.Read, "report"), isAre(len(e.Bad))), how)
}

func exerciseWords(e *exerciseError) message {
	m := say(exitUsage, fmt.Sprintf("the pack %s has no exercise %s", e.Pack.Name, short(e.Which, 60)))
	var close []string
	for _, x := range e.Pack.Exercises {
		if near(e.Which, x.Name) {
			close = append(close, x.Name)
		}
	}
	if len(close) > 0 {
		m.lines = append(m.lines, "near it: "+strings.Join(close[:min(len(close), 4)], ", "))
	}
	m.lines = append(m.lines, fmt.Sprintf("they have the numbers 1 to %d; twq learn list shows their names", len(e.Pack.Exercises)))
	return m
}
