// The words for what cannot be counted or added up.

package main

import (
	"errors"

	"twq/query"
)

// countWords are for errors of count and sum.
func countWords(err error) (message, bool) {
	if e, ok := errors.AsType[*query.PerError](err); ok {
		return say(exitUsage, "--per "+e.Error(), "count them alone: they are rows then"), true
	}
	if e, ok := errors.AsType[*query.NumberError](err); ok {
		return say(exitUsage, "the sum would be of no use: "+e.Error(), "leave such numbers out with a query in the path"), true
	}
	return message{}, false
}

// elementsWords are for values of which it is asked what stands beside them.
func elementsWords(e *query.ElementsError, retry func(string) string) message {
	path := short(e.Path, 80)
	head := path + " walks no list with #, so that nothing else of its elements is known"
	switch {
	case e.Behind != "":
		head = "behind " + short(e.Behind, 40) + " in " + path + " it is no longer known from which element of the list a value is"
	case e.Before != "":
		head = "with " + short(e.Before, 40) + " in " + path + " it cannot be told which elements are walked"
	case e.One != "":
		head = short(e.One, 40) + " in " + path + " takes one element only"
	case e.Counts:
		head = path + " counts a list, and of its elements nothing else is known"
	}
	if e.Try != "" && retry != nil {
		return say(exitUsage, head, "try: "+retry(e.Try))
	}
	return say(exitUsage, head, "--per and --by need a path like '#.lang' or '#.entities.hashtags.#.text'; inner lists need no @flatten")
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
