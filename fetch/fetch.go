// Package fetch turns a request into bytes: a resource of an API, a URL, a file or standard input.
//
// It knows hosts, headers, tokens and files, and nothing of paths, columns or formats. What leaves it is an [io.ReadCloser]
// (the body of a [Page]); what goes wrong out there leaves it as one of the types in errors.go.
package fetch

import (
	"context"
	"io"
	"net/url"
	"time"
)

// Source answers one request with one page. It is safe for concurrent use.
type Source interface {
	Fetch(ctx context.Context, req Request) (*Page, error)
}

// Request says what to fetch.
type Request struct {
	// URL is what to fetch; its scheme chooses the source in a [Mux]: stdin, file, fixture, http, https. A file's path is in
	// URL.Path as the user wrote it, a fixture's name in URL.Opaque.
	URL *url.URL
	// Resource is the catalogue's entry when the request is for a resource of an API, else nil.
	Resource *Resource
	// Sounding is set where a page is asked for without the filters of a timeline, only to learn where the next one begins: it is the
	// request with the filters, and the page has no rows. See [Page.Next].
	Sounding *url.URL

	// First is the request of the first page, where its parameters are the ones to go on from; nil: URL.
	First *url.URL
	// Counted says that its page was counted, not named by the answer before it: a server may give the last page for ever.
	Counted bool
	// Shape says where the rows of the pages before it were; "": it is for the first page. See [Page.List].
	Shape Shape
	// Turned are the names of the parameters by which the answer before it leads here. Their values are no secrets, whatever their names.
	Turned []string
}

// Page is one answer.
type Page struct {
	// Body is the answer, unpacked and decoded to UTF-8 without a byte order mark. The receiver closes it.
	Body io.ReadCloser
	// From names the origin for people: a file name, "standard input", "fixture:library", a URL without secrets.
	From string
	// Lines says that the name promises JSON lines (.ndjson, .jsonl), so that even one line or none is a list.
	Lines bool
	// Size is how many bytes the source holds as it is stored, packed if it is packed; 0: not known. See Files.Count.
	Size int64
	// Note says, in one line, what had to be done to read it (UTF-16 decoded, two tokens blanked); empty: nothing.
	Note string
	// Blanked counts the secrets of this run that stood in it and are *** in Body. It is known where the page has pages behind it.
	Blanked int
	// List says where the rows of a page are: "" when the body itself is the list, else the key of the list in an envelope
	// ("statuses", "users", "ids", "lists", "data"), or the keys that lead there ("query.search"). Meaningful only when the resource has pages.
	List string
	// Next is the request for the page behind this one; nil when this is the last.
	Next *Request
	// Rate is the state of the rate limit after this answer; the zero value: not told.
	Rate Rate
	// Repeats is how many rows of the pages read so far came before and were left out; nil: it is one page as it came.
	Repeats func() int
	// Beside names what has data of its own beside the rows of the pages read so far, and is that of the last page only; nil: it is one page
	// as it came.
	Beside func() []string
	// Date is the server's clock when it answered; zero: not told.
	Date time.Time

	endless bool // the answer did not say how long it is: it ends where the connection does
	bare    bool // its resource is not in the catalogue: an empty list may be null
	shape   Shape
}

// Rate is a rate limit as the API reports it in its x-rate-limit headers.
type Rate struct {
	Limit, Remaining int
	Reset            time.Time // when the window ends; zero: not told
}

// Progress is told of each page as it arrives: how many there are now and how many bytes they had. It may be nil.
type Progress func(pages int, bytes int64)
