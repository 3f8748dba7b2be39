// The words for what cannot be counted or added up.

package main

import (
	"errors"

	"twq/query"
)

// countWords are for errors of count and sum.
func countWords(err error) (message, bool) {
	if e, ok := errors.AsType[*query.ElementsError](err); ok {
		return say(exitUsage, short(e.Path, 80)+" walks no list with #, so that nothing else of its elements is known",
			"--per and --by need a path like '#.lang' or '#.entities.hashtags.#.text'; inner lists need no @flatten"), true
	}
	if e, ok := errors.AsType[*query.PerError](err); ok {
		return say(exitUsage, "--per "+e.Error(), "count them alone: they are rows then"), true
	}
	if e, ok := errors.AsType[*query.NumberError](err); ok {
		return say(exitUsage, "the sum would be of no use: "+e.Error(), "leave such numbers out with a query in the path"), true
	}
	return message{}, false
}

// besideWords are for a path of --per or --by.
func besideWords(e *besideFlagError) message {
	if bad, ok := errors.AsType[*query.PathError](e.err); ok {
		m := badPathWords(bad)
		m.head = e.flag + ": " + m.head
		return m
	}
	if bad, ok := errors.AsType[*query.ColumnsError](e.err); ok {
		return say(exitUsage, e.flag+" "+e.list+": "+bad.Problem)
	}
	return say(exitUsage, e.flag+" "+e.list+": "+e.err.Error())
}
