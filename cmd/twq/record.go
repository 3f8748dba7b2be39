// --record: what is answered is kept, for twq serve --data and for profiles with data.

package main

import (
	"fmt"
	"net/http"

	"twq/fetch"
	"twq/fixtures"
)

// record begins to keep the answers of this run in a folder; "" keeps none.
func (w *world) record(dir string, p fetch.Profile) (err error) {
	if dir == "" || w.journal != nil {
		return nil
	}
	blank := w.secrets.Blank
	if practises(p) {
		blank = nil // its key is known to everybody, and stands in its answers
	}
	w.journal, err = fixtures.OpenJournal(w.home(dir), p.Origin(), blank)
	if err != nil {
		return &recordError{Dir: dir, Err: err}
	}
	w.journal.Turn = p.PageKeys.Usual(p.Paging).Param
	w.recordDir = dir
	return nil
}

// recording puts the recorder before everything else that a client does to a request, so that it sees no token.
func (w *world) recording(client *http.Client) *http.Client {
	if w.journal == nil {
		return client
	}
	recorded := *client
	recorded.Transport = w.journal.Transport(client.Transport)
	return &recorded
}

// recorded ends the recording and says what is kept. The error is an answer that could not be.
func (w *world) recorded() error {
	if w.journal == nil {
		return nil
	}
	tally, err := w.journal.Close()
	w.journal = nil
	w.say("%s blanked in %s, recorded in %s", count(tally.Secrets, "secret"), count(tally.Answers, "answer"), w.recordDir)
	if tally.Older > 0 {
		w.note(fmt.Sprintf("%s to the same request: the older stays beside the newer as ~1.json, and a refusal beside an answer", count(tally.Older, "answer")))
	}
	if tally.Partial > 0 {
		w.note(count(tally.Partial, "answer") + " did not come whole, and so was not recorded")
	}
	if err != nil {
		return &recordError{Dir: w.recordDir, Err: err}
	}
	return nil
}

// recordError is a folder that answers could not be kept in.
type recordError struct {
	Dir string
	Err error
}

func (e *recordError) Error() string { return "record " + e.Dir + ": " + e.Err.Error() }
func (e *recordError) Unwrap() error { return e.Err }

func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
