// What can go wrong out there, as types that hold data.

package fetch

import (
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"
)

// SchemeError says that a [Mux] has no source for the scheme of a request.
type SchemeError struct {
	Scheme string   // "" when the request has none
	Known  []string // the schemes there are, sorted
}

func (e *SchemeError) Error() string {
	if e.Scheme == "" {
		return "the request has no scheme"
	}
	return fmt.Sprintf("no source for %q", e.Scheme)
}

// RequestError says that a request was not sent because its address, resource or parameter is not one to send.
type RequestError struct {
	Text string // what was asked, without secrets
	Why  string // "a part of the path is .."
}

func (e *RequestError) Error() string { return fmt.Sprintf("%q: %s", e.Text, e.Why) }

// OriginError says that an answer led to another scheme, host or port, and that it was not followed.
type OriginError struct {
	From, To string // where the answer came from and what it named, without secrets
	Why      string // "redirect", "next page", "https to http"
}

func (e *OriginError) Error() string { return fmt.Sprintf("%s: %s leads to %s", e.Why, e.From, e.To) }

// RedirectError says that a chain of redirects had no end.
type RedirectError struct {
	From string // what was asked first, without secrets
	Hops int    // how many were followed
}

func (e *RedirectError) Error() string {
	return fmt.Sprintf("%s: more than %d redirects", e.From, e.Hops)
}

// NetError says that no answer came: the name did not resolve, nobody listened, the certificate was wrong.
type NetError struct {
	Op   string // "resolve", "connect", "proxy", "tls", "request"
	Host string // host and port
	Err  error  // the reason; its text holds no secret
}

func (e *NetError) Error() string { return fmt.Sprintf("%s %s: %v", e.Op, e.Host, e.Err) }

// Unwrap returns the reason.
func (e *NetError) Unwrap() error { return e.Err }

// Timeout reports whether time ran out.
func (e *NetError) Timeout() bool {
	t, ok := errors.AsType[interface {
		error
		Timeout() bool
	}](e.Err)
	return ok && t.Timeout()
}

// StallError says that a server sent nothing for a while.
type StallError struct {
	From  string
	Got   int64         // bytes that had come by then, unpacked
	After time.Duration // how long nothing came
}

func (e *StallError) Error() string { return fmt.Sprintf("%s: no data for %s", e.From, e.After) }

// Timeout is always true.
func (e *StallError) Timeout() bool { return true }

// TruncatedError says that an answer or a file ends too early.
type TruncatedError struct {
	From string
	Got  int64 // bytes that came, unpacked
	Want int64 // bytes that were announced; -1: not told
	Err  error // how it showed: io.ErrUnexpectedEOF, a reset connection
}

func (e *TruncatedError) Error() string {
	if e.Want >= 0 {
		return fmt.Sprintf("%s: cut after %d of %d bytes", e.From, e.Got, e.Want)
	}
	return fmt.Sprintf("%s: cut after %d bytes", e.From, e.Got)
}

// Unwrap returns how it showed.
func (e *TruncatedError) Unwrap() error { return e.Err }

// TooLargeError says that a body is larger than one is ready to take, unpacked.
type TooLargeError struct {
	From  string
	Limit int64 // bytes
}

func (e *TooLargeError) Error() string {
	return fmt.Sprintf("%s: larger than %d bytes", e.From, e.Limit)
}

// EncodingError says that a body cannot be unpacked or decoded.
type EncodingError struct {
	From     string
	Encoding string // "gzip", "zstd", "UTF-32"
	Got      int64  // bytes unpacked before that
	Err      error  // nil when the encoding itself is not supported
}

func (e *EncodingError) Error() string {
	if e.Err == nil {
		return fmt.Sprintf("%s: %s is not supported", e.From, e.Encoding)
	}
	return fmt.Sprintf("%s: damaged %s after %d bytes: %v", e.From, e.Encoding, e.Got, e.Err)
}

// Unwrap returns the reason, if there is one.
func (e *EncodingError) Unwrap() error { return e.Err }

// FileError says that a file or standard input cannot be read. What fs.ErrNotExist and fs.ErrPermission say is visible to
// errors.Is.
type FileError struct {
	Name string // as the user wrote it; "standard input"
	Err  error  // usually an *fs.PathError
}

func (e *FileError) Error() string {
	if p, ok := errors.AsType[*fs.PathError](e.Err); ok {
		return e.Name + ": " + p.Err.Error()
	}
	return e.Name + ": " + e.Err.Error()
}

// Unwrap returns the system's error.
func (e *FileError) Unwrap() error { return e.Err }

// Dir reports whether the name is that of a folder.
func (e *FileError) Dir() bool { return errors.Is(e.Err, syscall.EISDIR) }

// ShapeError says that a page of several is not what a page of that resource looks like, so that it cannot be joined to the
// others.
type ShapeError struct {
	From    string
	Page    int    // from 1
	Want    string // "an array", "an object with the list users", "the cursor of the next page"
	Got     string // "HTML", "nothing", "an object", …
	Snippet string // the first bytes; control characters as they came
	Err     error  // an [*HTTPError] when the page holds the API's own errors, or what its address did wrong; may be nil
}

func (e *ShapeError) Error() string {
	return fmt.Sprintf("page %d of %s: %s expected, %s found", e.Page, e.From, e.Want, e.Got)
}

// Unwrap returns what the page said instead, if anything.
func (e *ShapeError) Unwrap() error { return e.Err }

// LoopError says that the pages of a resource go round in a circle.
type LoopError struct {
	From string // the request whose answer was seen before, without secrets
	Page int    // the page that closed the circle, from 1
	Rows bool   // its rows were seen before; else its next page was
	// Empty is how many pages in a row had no row, where that is what ends the walk; 0: it is not.
	Empty int
}

func (e *LoopError) Error() string {
	if e.Empty > 0 {
		return fmt.Sprintf("%d pages in a row have no row, and each names another, the last of them %s", e.Empty, e.From)
	}
	if e.Rows {
		return fmt.Sprintf("page %d of %s repeats an earlier page", e.Page, e.From)
	}
	return fmt.Sprintf("page %d names %s as its next page, which was fetched before", e.Page, e.From)
}

// LastTooLargeError says that the last answer was too large to be kept.
type LastTooLargeError struct {
	LastInfo
	Limit int64 // bytes
}

func (e *LastTooLargeError) Error() string {
	return fmt.Sprintf("the last answer, %s, had more than %d bytes and was not kept", e.Origin, e.Limit)
}

// LastError says that the last answer could not be kept or is not readable. The answer itself is not affected.
type LastError struct {
	Path string
	Err  error
}

func (e *LastError) Error() string { return fmt.Sprintf("last answer %s: %v", e.Path, e.Err) }

// Unwrap returns the reason.
func (e *LastError) Unwrap() error { return e.Err }

// CleanURL writes u as one may show it: without user and fragment, the values of parameters that usually hold a secret
// (access_token, oauth_*, app_key, session_id, password, …: see [IsSecretName]) replaced by ***, and what no query may hold encoded. The tokens of paging
// (next_token, pageToken) stay. The text of nil is "".
func CleanURL(u *url.URL) string { return cleanURL(u, nil) }

// Kept writes the URL of a request like [CleanURL], with the values that lead to its page: for a checkpoint.
func (r Request) Kept() string { return cleanURL(r.URL, r.Turned) }

// cleanURL spares the parameters of some names.
func cleanURL(u *url.URL, spared []string) string {
	if u == nil {
		return ""
	}
	c := *u
	c.User, c.Fragment, c.RawFragment = nil, "", ""
	if c.RawQuery != "" {
		c.RawQuery = cleanQuery(tidyQuery(c.RawQuery), spared)
	}
	return c.String()
}

// cleanText is CleanURL for a text that may be no URL at all.
func cleanText(s string) string {
	if u, err := url.Parse(s); err == nil {
		return CleanURL(u)
	}
	head, query, ok := strings.Cut(s, "?")
	// A user may stand before an @ anywhere in front of the query; nothing of it is worth showing.
	if at := strings.LastIndexByte(head, '@'); at >= 0 {
		head = head[at+1:]
	}
	if ok {
		return head + "?" + cleanQuery(query, nil)
	}
	return head
}

// linkParam finds the parameters of the addresses in a text.
var linkParam = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`([?&;])([^=?&;<>\s",]+)=([^&;<>\s",]+)`) })

// linkUser is a name and a password in an address in a header.
var linkUser = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`://[^/?#@<>\s",]+@`) })

// CleanLinks replaces what [CleanURL] does in the addresses of a Link or Location header, and says how often.
func CleanLinks(header string) (clean string, n int) {
	clean = linkParam().ReplaceAllStringFunc(header, func(param string) string {
		parts := linkParam().FindStringSubmatch(param)
		if parts[3] == mask || !secretName(parts[2]) {
			return param
		}
		n++
		return parts[1] + parts[2] + "=" + mask
	})
	clean = linkUser().ReplaceAllStringFunc(clean, func(user string) string {
		if user == "://"+mask+"@" {
			return user
		}
		n++
		return "://" + mask + "@"
	})
	return clean, n
}

func cleanQuery(query string, spared []string) string {
	var b strings.Builder
	for query != "" {
		pair, sep := query, ""
		// Some servers still take a semicolon for an ampersand.
		if i := strings.IndexAny(query, "&;"); i >= 0 {
			pair, sep = query[:i], query[i:i+1]
		}
		query = query[len(pair)+len(sep):]
		if key, _, ok := strings.Cut(pair, "="); ok && secretName(key) && !slices.Contains(spared, plainKey(key)) {
			pair = key + "=***"
		}
		b.WriteString(pair + sep)
	}
	return b.String()
}

func plainKey(key string) string {
	if plain, err := url.QueryUnescape(key); err == nil {
		return plain
	}
	return key
}
