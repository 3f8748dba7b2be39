// An answer that is no success: every shape in which the API says so.

package fetch

import (
	"bytes"
	"fmt"
	"html"
	"math"
	"net/http"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/tidwall/gjson"
)

// HTTPError is an answer whose status is not 2xx. Its texts are the server's, less the secrets known to [HTTP.Blank]; they
// may hold control characters.
type HTTPError struct {
	Status     int
	URL        string     // what was asked, without secrets
	Codes      []APIError // the API's own errors; empty: the body names none
	Message    string     // an error text without a code: "Not authorized.", "Status is a duplicate."
	Problem    *Problem   // v2's description; nil: none
	Title      string     // the title of an HTML page
	Snippet    string     // the first 200 bytes of the body
	Resource   *Resource  // the catalogue's entry, or nil
	Rate       Rate
	RetryAfter time.Duration // from the Retry-After header, never negative; 0: not told
	Date       time.Time     // the server's clock when it answered; zero: not told
	Unsigned   bool          // it is known that no token went along with the request
}

// APIError is one entry of the list "errors".
type APIError struct {
	Code    int // 0: none
	Message string
}

// Problem is an error in the form of RFC 9457, as v2 of the API sends it.
type Problem struct {
	Title, Detail string
	Type          string // a URI of which only the last part counts: ".../problems/client-forbidden"
	Reason        string // "client-not-enrolled"
}

// Kind returns the last part of the type, "client-forbidden", or "" when there is none (about:blank).
func (p *Problem) Kind() string {
	if p == nil || !strings.Contains(p.Type, "/") {
		return ""
	}
	return path.Base(p.Type)
}

func (e *HTTPError) Error() string {
	s := fmt.Sprintf("%s: HTTP %d", e.URL, e.Status)
	switch {
	case len(e.Codes) > 0 && e.Codes[0].Code != 0:
		return fmt.Sprintf("%s: %s (code %d)", s, e.Codes[0].Message, e.Codes[0].Code)
	case len(e.Codes) > 0:
		return s + ": " + e.Codes[0].Message
	case e.Message != "":
		return s + ": " + e.Message
	case e.Problem != nil:
		return s + ": " + strings.TrimSpace(e.Problem.Title+" "+e.Problem.Detail)
	case e.Title != "":
		return s + ": " + e.Title
	}
	return s
}

// Code returns the first of the API's error codes, 0 when there is none.
func (e *HTTPError) Code() int {
	for _, c := range e.Codes {
		if c.Code != 0 {
			return c.Code
		}
	}
	return 0
}

// HasCode reports whether one of the API's error codes is among codes.
func (e *HTTPError) HasCode(codes ...int) bool {
	return slices.ContainsFunc(e.Codes, func(c APIError) bool { return c.Code != 0 && slices.Contains(codes, c.Code) })
}

// RateLimited reports whether the request came too often: status 429 (420 in the API's youth), code 88, or the 403 of GitHub, which only
// its text tells from others ("API rate limit exceeded for …", "You have exceeded a secondary rate limit").
func (e *HTTPError) RateLimited() bool {
	return e.Status == http.StatusTooManyRequests || e.Status == 420 || e.HasCode(88) ||
		e.Status == http.StatusForbidden && len(e.Codes) == 0 && strings.Contains(strings.ToLower(e.Message), "rate limit")
}

// Unauthorised reports whether the token, or the missing one, is the reason: status 401, the codes 32, 89, 99, 179, 215, 220
// and 453, "Not authorized." without a code, and v2's problems of the same meaning.
func (e *HTTPError) Unauthorised() bool {
	if e.Status == http.StatusUnauthorized || e.HasCode(32, 89, 99, 179, 215, 220, 453) || notAuthorized(e.Message) {
		return true
	}
	switch e.Problem.Kind() {
	case "client-forbidden", "not-authorized-for-resource", "unsupported-authentication":
		return true
	}
	return false
}

func notAuthorized(text string) bool {
	return strings.EqualFold(strings.TrimSuffix(strings.TrimSpace(text), "."), "Not authorized")
}

// newHTTPError reads what the answer says about itself; body may be cut and may be anything.
func newHTTPError(status int, header http.Header, body []byte) *HTTPError {
	e := &HTTPError{
		Status:     status,
		Snippet:    snippet(body),
		Rate:       rateOf(header),
		RetryAfter: retryAfter(header),
		Date:       dateOf(header),
	}
	if wellFormed(body) {
		e.readJSON(gjson.ParseBytes(body))
	} else {
		e.Title = htmlTitle(body)
	}
	return e
}

func (e *HTTPError) readJSON(doc gjson.Result) {
	if !doc.IsObject() {
		return
	}
	switch errs := doc.Get("errors"); {
	case errs.IsArray():
		errs.ForEach(func(_, v gjson.Result) bool {
			e.addCode(v)
			return true
		})
	case errs.Exists():
		e.addText(errs)
	}
	if text := doc.Get("error"); text.Exists() {
		e.addText(text)
		if more := doc.Get("error_description"); more.Type == gjson.String {
			e.Message += ": " + more.Str
		}
	}
	p := Problem{
		Title:  textOf(doc.Get("title")),
		Detail: textOf(doc.Get("detail")),
		Type:   textOf(doc.Get("type")),
		Reason: textOf(doc.Get("reason")),
	}
	if p.Title != "" || p.Detail != "" {
		e.Problem = &p
	}
	if e.Message == "" && len(e.Codes) == 0 && e.Problem == nil {
		e.Message = textOf(doc.Get("message"))
	}
}

func (e *HTTPError) addText(v gjson.Result) {
	if v.IsObject() {
		e.addCode(v)
	} else if e.Message == "" {
		e.Message = textOf(v)
	}
}

func (e *HTTPError) addCode(v gjson.Result) {
	if v.Type == gjson.String {
		e.addText(v)
		return
	}
	c := APIError{Message: textOf(v.Get("message"))}
	for _, key := range []string{"detail", "info"} { // info is MediaWiki's
		if c.Message == "" {
			c.Message = textOf(v.Get(key))
		}
	}
	// A code is a small number, now and then in quotes; gjson would make a number of any text.
	if n, err := strconv.Atoi(strings.Trim(v.Get("code").Raw, `"`)); err == nil {
		c.Code = n
	}
	if c != (APIError{}) {
		e.Codes = append(e.Codes, c)
	}
}

func textOf(v gjson.Result) string {
	if v.Type == gjson.String {
		return v.Str
	}
	return ""
}

// snippet cuts between two characters.
func snippet(body []byte) string {
	const most = 200
	if len(body) <= most {
		return string(body)
	}
	n := most
	for n > most-utf8.UTFMax && !utf8.RuneStart(body[n]) {
		n--
	}
	return string(body[:n])
}

func htmlTitle(body []byte) string {
	body = body[:min(len(body), 16<<10)]
	// Not bytes.ToLower, which may change the length of letters outside ASCII.
	low := bytes.Clone(body)
	for i, c := range low {
		if 'A' <= c && c <= 'Z' {
			low[i] = c + 'a' - 'A'
		}
	}
	tag := bytes.Index(low, []byte("<title"))
	if tag < 0 {
		return ""
	}
	open := bytes.IndexByte(low[tag:], '>')
	if open < 0 {
		return ""
	}
	start := tag + open + 1
	n := bytes.Index(low[start:], []byte("</title"))
	if n < 0 {
		return ""
	}
	return strings.Join(strings.Fields(html.UnescapeString(string(body[start:start+n]))), " ")
}

// rateOf reads the headers of v1.1 and v2.
func rateOf(h http.Header) Rate { return LimitHeaders{}.rate(h) }

func dateOf(h http.Header) time.Time {
	date, err := http.ParseTime(h.Get("Date"))
	if err != nil {
		return time.Time{}
	}
	return date
}

// headerInt is a number that is not negative. Of a list ("100, 100;w=60", draft-ietf-httpapi-ratelimit-headers) it is the first; what is
// behind a point makes it one more, so that no wait is too short.
func headerInt(h http.Header, name string) (int64, bool) {
	text := h.Get(name)
	if i := strings.IndexAny(text, ",;"); i >= 0 {
		text = text[:i]
	}
	whole, part, point := strings.Cut(strings.TrimSpace(text), ".")
	n, err := strconv.ParseInt(whole, 10, 64)
	if err != nil || n < 0 || point && (part == "" || strings.Trim(part, "0123456789") != "") {
		return 0, false
	}
	if strings.Trim(part, "0") != "" && n < math.MaxInt64 {
		n++
	}
	return n, true
}

// retryAfter takes a date relative to the server's own clock where the answer tells it.
func retryAfter(h http.Header) time.Duration {
	if n, ok := headerInt(h, "Retry-After"); ok {
		return time.Duration(min(n, math.MaxInt64/int64(time.Second))) * time.Second
	}
	at, err := http.ParseTime(h.Get("Retry-After"))
	if err != nil {
		return 0
	}
	now, err := http.ParseTime(h.Get("Date"))
	if err != nil {
		now = time.Now()
	}
	return max(0, at.Sub(now))
}

// wellFormed reports whether b is one JSON document, as gjson must know before it is asked. Its check recurses, and no
// recover catches a stack that has grown to its limit (some 8 million levels), so the depth is measured first.
func wellFormed(b []byte) bool {
	const safe = 100_000
	if bytes.Count(b, []byte("["))+bytes.Count(b, []byte("{")) > safe && depth(b) > safe {
		return false
	}
	return gjson.ValidBytes(b)
}

// depth is how deep the brackets of b nest.
func depth(b []byte) int {
	level, most := 0, 0
	for i := 0; i < len(b); i++ {
		switch b[i] {
		case '"':
			for i++; i < len(b) && b[i] != '"'; i++ {
				if b[i] == '\\' {
					i++
				}
			}
		case '[', '{':
			level++
			most = max(most, level)
		case ']', '}':
			level--
		}
	}
	return most
}
