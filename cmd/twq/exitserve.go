// The words for what goes wrong with serving, and with looking up resources and limits.

package main

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"syscall"

	"twq/fixtures"
)

// listenError is an address at which the server could not listen, or no longer.
type listenError struct {
	Address string
	Err     error
}

func (e *listenError) Error() string { return e.Address + ": " + e.Err.Error() }
func (e *listenError) Unwrap() error { return e.Err }

// recordWords are for what is recorded, and what is not.
func recordWords(err error) (message, bool) {
	if e, ok := errors.AsType[*fixtures.NotRecordedError](err); ok {
		m := say(exitFetch, short(e.Name, 100)+" has no answer to "+short(e.Request, 200))
		switch {
		case len(e.Same) > 0:
			for i, asked := range e.Same {
				e.Same[i] = short(cmp.Or(asked, "(no parameters)"), 80)
			}
			m.lines = append(m.lines, "of this resource there are: "+strings.Join(e.Same, "; "))
		case len(e.Others) > 0:
			m.lines = append(m.lines, "there are answers of "+short(strings.Join(e.Others, ", "), 300))
		}
		m.lines = append(m.lines, "nothing was sent; twq get … --record "+quote(e.Name)+" with another profile adds an answer")
		return m, true
	}
	if e, ok := errors.AsType[*recordError](err); ok {
		if at, ok := errors.AsType[*fixtures.StoreError](e.Err); ok {
			err = at.Err
		}
		return say(exitFetch, fmt.Sprintf("cannot record in %s: %v", short(e.Dir, 100), bare(err))), true
	}
	return message{}, false
}

// serveWords are for the server, and what it serves and keeps.
func serveWords(err error) (message, bool) {
	if e, ok := errors.AsType[*listenError](err); ok {
		switch {
		case errors.Is(e.Err, syscall.EADDRINUSE):
			return say(exitFetch, "another program listens at "+e.Address+" already", "perhaps it is twq serve in another window", "try: twq serve --port 0"), true
		case errors.Is(e.Err, syscall.EACCES):
			return say(exitFetch, "you may not listen at "+e.Address, "try: twq serve --port 0"), true
		case errors.Is(e.Err, syscall.EADDRNOTAVAIL):
			return say(exitFetch, e.Address+" is no address of this computer", "--listen 0.0.0.0 listens at all that it has"), true
		}
		return say(exitFetch, "cannot listen at "+short(e.Error(), 200)), true
	}
	if e, ok := errors.AsType[*fixtures.MishapError](err); ok {
		return say(exitUsage, "--fault "+e.Text+": it "+e.Problem, "kinds: 429, 503, slow=2s, cut, length=+10, 401; when: @3, @3+, @10%, @page",
			"try: --fault 503@10%"), true
	}
	if e, ok := errors.AsType[*fixtures.SavedError](err); ok {
		switch {
		case e.Err == nil:
			return say(exitUsage, e.Name+": there is no answer of a resource in it", "a folder is one that twq serve --record has made; a file holds tweets, users, ids, lists or trends"), true
		case errors.Is(e.Err, fs.ErrNotExist):
			return say(exitFetch, e.Name+": there is no such file or folder"), true
		}
		return say(exitFetch, fmt.Sprintf("%s: %v", e.Name, bare(e.Err))), true
	}
	if e, ok := errors.AsType[*fixtures.StoreError](err); ok {
		return say(exitFetch, fmt.Sprintf("%s: %v", e.Dir, bare(e.Err))), true
	}
	if e, ok := errors.AsType[*unknownResourceError](err); ok {
		m := say(exitUsage, "the catalogue has no resource "+e.Name, "twq resources lists them")
		switch {
		case e.Profile != "":
			m = say(exitUsage, "nothing is noted of "+short(e.Name, 80)+" in the profile "+e.Profile, "it can be asked all the same; twq resources --profile "+quote(e.Profile)+" shows what is noted")
		case len(e.Near) > 0:
			m.lines = []string{"near it: " + strings.Join(e.Near, ", ")}
		}
		return m, true
	}
	if e, ok := errors.AsType[*unknownFieldError](err); ok {
		m := say(exitUsage, "the dictionary has no field "+short(e.Name, 60), "twq fields lists them")
		if len(e.Near) > 0 {
			m.lines = []string{"near it: " + strings.Join(e.Near, ", ")}
		}
		return m, true
	}
	if e, ok := errors.AsType[*noLimitsError](err); ok {
		return say(exitFetch, "the answer of "+e.From+" holds no rate limits", "look at it: twq get application/rate_limit_status -f json"), true
	}
	return message{}, false
}
