// The words for what --since, --until, --sort, --unique and --explode cannot act on.

package main

import (
	"errors"
	"fmt"

	"twq/query"
)

// words say what stands in the way, and which path would do.
func (e *sieveFault) words() message {
	if none, ok := errors.AsType[*query.NoListError](e.err); ok {
		return noListWords(none, e.flags)
	}
	bad, ok := errors.AsType[*query.SieveError](e.err)
	if !ok {
		if misread, ok := errors.AsType[*query.PathError](e.err); ok {
			return badPathWords(misread)
		}
		return say(exitUsage, e.flags.names()+": "+e.err.Error())
	}
	flag := e.flags.flagOf(bad.Path)
	if bad.NotPlain {
		return say(exitUsage, flag+" "+bad.Path+": the list to be exploded is named by keys alone", "for example "+flag+" entities.hashtags")
	}
	var m message
	if refused, ok := errors.AsType[*query.Refusal](bad.Err); ok {
		n := refused.Notes[0]
		m = say(exitUsage, n.Code+" "+n.Message, noteLines(n, nil)...)
	} else if path, ok := errors.AsType[*query.PathError](bad.Err); ok {
		m = badPathWords(path)
	} else {
		m = say(exitUsage, bad.Err.Error())
	}
	m.head = flag + ": " + m.head
	return m
}

func noListWords(e *query.NoListError, flags sieveFlags) message {
	acts := "act"
	if flags.one() {
		acts = "acts"
	}
	head := fmt.Sprintf("%s %s on the elements of a list, ", flags.names(), acts)
	switch {
	case e.Found != "" && e.Path == "":
		return say(exitUsage, head+"and this is one "+e.Found, "a path leads to a list in it: -q statuses; twq paths shows which there are")
	case e.Found != "":
		return say(exitUsage, head+"and where "+e.Path+" looks for one is one "+e.Found, "twq paths shows which lists there are")
	case e.Index:
		return say(exitUsage, head+"and "+e.Path+" takes one element (with "+e.Step+") before",
			"the first of what they leave: a path that begins with keys and then #, such as '#.text', and --limit 1")
	}
	return say(exitUsage, head+"and with "+e.Step+" in "+e.Path+" it cannot be told which", "a path that walks one has # behind its keys: '#.text', 'statuses.#.text', '#(lang==en)#.text'")
}

// one tells whether a single flag was given.
func (f sieveFlags) one() bool {
	n := 0
	for _, v := range []*string{f.Since, f.Until, f.Unique, f.Sort, f.Explode} {
		if v != nil {
			n++
		}
	}
	return n == 1
}
