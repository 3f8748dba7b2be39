// The words for what is wrong with an answer to an exercise.

package main

import (
	"fmt"
	"slices"
	"strings"

	"twq/cmd/twq/learn"
	"twq/fixtures/lesson"
)

// wrongText says in one line what is wrong with an answer to an exercise.
func wrongText(e *lesson.Exercise, answer string, v learn.Verdict) string {
	if e.Kind == lesson.Order && v.Err != nil && !v.Hidden && v.Path != strings.TrimSpace(answer) {
		return "in this order the pieces make no path that works" // not a path of another language, as a typed one would be
	}
	return verdictText(v)
}

// typingText says what is wrong with the writing of an answer: what belongs to a shell, or to a command line; "" where nothing is.
func typingText(e *lesson.Exercise, answer string) string {
	answer = strings.TrimSpace(answer)
	switch {
	case e.ByLine():
		if strings.ContainsAny(answer, "“”„«»") {
			return "The quotes “ ” belong into printed text. On a line of twq they are straight: \"…\"."
		}
	case !e.ByPath():
	case inQuotes(answer):
		return "Quotes around a path are for a shell. Here none stands in between: type the path without them."
	default:
		command, rest, _ := strings.Cut(answer, " ")
		if command == "twq" || rest != "" && slices.Contains(readers, command) {
			return "Only the path is asked for here, without a command in front of it and without quotes around it."
		}
	}
	return ""
}

// inQuotes says that a text begins and ends with quotes, of whichever kind, and has none of them between.
func inQuotes(s string) bool {
	const quotes = "\"'`“”„‘’‚«»"
	text := []rune(s)
	return len(text) > 2 && strings.ContainsRune(quotes, text[0]) && strings.ContainsRune(quotes, text[len(text)-1]) &&
		!strings.ContainsAny(string(text[1:len(text)-1]), string(text[0])+string(text[len(text)-1]))
}

// verdictText says in one line what is wrong with an answer.
func verdictText(v learn.Verdict) string {
	if v.Err != nil {
		return reasonText(v.Err)
	}
	text := differenceText(v.Difference)
	if v.Hidden && v.Difference.Kind == learn.OtherSource {
		return text
	}
	if v.Hidden {
		text = "right on the data that is shown; on other data: " + text
	}
	return text
}

// differenceText says in which way a result is not what was asked for.
func differenceText(d learn.Difference) string {
	switch d.Kind {
	case learn.NoAnswer:
		return "nothing was typed"
	case learn.NothingFound:
		return "it finds nothing here"
	case learn.OtherKind:
		if d.Want < 0 && d.GotKind == "list" {
			if d.Got == 1 {
				return "you have a list with 1 value in it, and the value itself was asked for"
			}
			return fmt.Sprintf("you have %s, 1 was asked for", numbered(d.Got, "value"))
		}
		return fmt.Sprintf("you have %s, %s was asked for", kindText(d.GotKind, d.Got), kindText(d.WantKind, d.Want))
	case learn.OtherCount:
		return fmt.Sprintf("you have %s, %d %s asked for", numbered(d.Got, "value"), d.Want, wasWere(d.Want))
	case learn.OtherOrder:
		return "you have the right values in another order"
	case learn.OtherKeys:
		return "the keys are not those that were asked for"
	case learn.OtherValues:
		if d.Want == 1 {
			return "the one value in the list is not what was asked for"
		}
		return fmt.Sprintf("%d of %s %s not what was asked for; the first of them is number %d, counted from 0", d.Got, numbered(d.Want, "value"), isAre(d.Got), d.First)
	case learn.OtherValue:
		return "it is another value than the one that was asked for"
	case learn.OtherRows:
		return fmt.Sprintf("you have %s, %d %s asked for", numbered(d.Got, "row"), d.Want, wasWere(d.Want))
	case learn.OtherColumns:
		return fmt.Sprintf("you have %s, %d %s asked for", numbered(d.Got, "column"), d.Want, wasWere(d.Want))
	case learn.OtherCells:
		return fmt.Sprintf("%d of %s %s not what was asked for", d.Got, numbered(d.Want, "cell"), isAre(d.Got))
	case learn.OtherColumnOrder:
		return "the right columns stand in another order"
	case learn.OtherNames:
		return fmt.Sprintf("%d of %s not called what was asked for", d.Got, numbered(d.Want, "column")+" "+isAre(d.Got))
	case learn.OtherOutput:
		return "it prints something else"
	case learn.OtherSource:
		return "right on the data that is shown; but the source is not named as the task names it, so that the line cannot be tried on other data"
	case learn.LineFailed:
		return fmt.Sprintf("twq ended with exit code %d", d.Got)
	case learn.NotChosen:
		return fmt.Sprintf("that is none of the %d options; answer with the letter in front of one", d.Want)
	case learn.OtherChoice:
		return "that is not the result"
	case learn.NotPairs:
		return fmt.Sprintf("it wants %d pairs, such as 1b 2a", d.Want)
	case learn.OtherPairs:
		return fmt.Sprintf("right so far: %d of %s", d.Got, numbered(d.Want, "pair"))
	case learn.NotOrder:
		return fmt.Sprintf("it wants the numbers 1 to %d, each of them once", d.Want)
	}
	return ""
}

func isAre(n int) string {
	if n == 1 {
		return "is"
	}
	return "are"
}

func wasWere(n int) string {
	if n == 1 {
		return "was"
	}
	return "were"
}

func kindText(kind string, size int) string {
	switch {
	case kind == "list":
		return "a list of " + numbered(size, "value")
	case kind == "true" || kind == "false" || kind == "null":
		return kind
	case strings.HasPrefix(kind, "o") || strings.HasPrefix(kind, "a"):
		return "an " + kind
	}
	return "a " + kind
}
