// Any JSON URL, one page; limits on size and time.

package fetch

import (
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"mime"
	"net"
	"net/http"
	"net/url"
	"reflect"
	"strings"
	"sync"
	"time"
)

const (
	defaultLimit = 256 << 20
	defaultStall = 30 * time.Second
	maxHops      = 10
)

// HTTP is the [Source] of any JSON URL: one GET, one page, no credential of its own. The zero value is ready.
//
// What is not 2xx is an [*HTTPError]; no answer at all a [*NetError]. Fetch and reading the body give a [*TruncatedError]
// when an answer ends early, a [*TooLargeError], a [*StallError], an [*EncodingError]. When ctx is done errors.Is shows it.
// An answer of HTTP/1.0 style without a length cannot be seen to be cut; the page's note says so.
type HTTP struct {
	Client  *http.Client  // nil: NewClient(nil); its redirect rule is replaced by ours
	Limit   int64         // bytes of a body, unpacked; 0: 256 MiB
	Stall   time.Duration // how long a body may send nothing; 0: 30 s
	Version string        // of twq, for the User-Agent header
	// Blank takes known secrets out of a text and says how many it found; nil: there are none. It must not change what it is
	// given. A body comes in pieces, cut where no secret can be cut: behind a quotation mark, comma, bracket, blank or line end.
	Blank func([]byte) ([]byte, int)
	// Header is sent in the place of what is sent by default, to where the request goes and, by Go's rules, behind redirects.
	Header []Pair
	Limits LimitHeaders                     // the headers that tell the rate limit
	Trace  func(format string, args ...any) // told of requests and answers, without secrets; nil: nobody
}

// Timeouts bound the steps that come before an answer. A zero is the default.
type Timeouts struct {
	Dial   time.Duration // to connect; 10 s
	TLS    time.Duration // to agree on TLS; 10 s
	Header time.Duration // until the headers of the answer; 30 s
}

// NewTransport returns a transport with these bounds, with the proxy that the environment names (HTTPS_PROXY, NO_PROXY), and
// with at most 1 MiB of headers in an answer.
func NewTransport(t Timeouts) *http.Transport {
	dialer := net.Dialer{Timeout: cmp.Or(t.Dial, 10*time.Second), KeepAlive: 30 * time.Second}
	return &http.Transport{
		Proxy:                  http.ProxyFromEnvironment,
		DialContext:            dialer.DialContext,
		TLSHandshakeTimeout:    cmp.Or(t.TLS, 10*time.Second),
		ResponseHeaderTimeout:  cmp.Or(t.Header, 30*time.Second),
		ExpectContinueTimeout:  time.Second,
		IdleConnTimeout:        90 * time.Second,
		MaxIdleConnsPerHost:    4,
		MaxResponseHeaderBytes: 1 << 20,
		ForceAttemptHTTP2:      true,
	}
}

// NewClient returns a client over rt without cookies and without a limit on the whole time; nil: a transport with the default
// bounds, shared by all such clients.
func NewClient(rt http.RoundTripper) *http.Client {
	if rt == nil {
		rt = defaultTransport()
	}
	return &http.Client{Transport: rt}
}

var defaultTransport = sync.OnceValue(func() *http.Transport { return NewTransport(Timeouts{}) })

// Fetch fetches one page. A redirect is followed to any host, but never from https to http.
func (h HTTP) Fetch(ctx context.Context, req Request) (*Page, error) {
	page, _, err := h.get(ctx, req, false)
	return page, err
}

// get fetches one page and its headers. Bound, it stays at the origin it was sent to.
func (h HTTP) get(ctx context.Context, req Request, bound bool) (*Page, http.Header, error) {
	if err := checkURL(req.URL); err != nil {
		return nil, nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, nil, err // not every transport looks
	}
	from := CleanURL(req.URL)
	inner, cancel := context.WithCancelCause(ctx)
	resp, err := h.send(inner, req.URL, bound) //nolint:bodyclose // closed by the answer that wraps it
	if err != nil {
		cancel(nil)
		return nil, nil, cmp.Or(ctx.Err(), err)
	}
	raw := &answer{ReadCloser: resp.Body, ctx: ctx, inner: inner, cancel: cancel, from: from, stall: cmp.Or(h.Stall, defaultStall), want: -1}
	if !resp.Uncompressed {
		raw.want = resp.ContentLength
	}
	limit := cmp.Or(h.Limit, defaultLimit)
	switch encoding := h.blankText(resp.Header.Get("Content-Encoding")); {
	case resp.StatusCode < 200 || resp.StatusCode > 299:
		err = h.refused(req, resp, raw)
	case raw.want > limit:
		err = &TooLargeError{from, limit}
	case !canUnpack(encoding):
		err = &EncodingError{From: from, Encoding: encoding}
	}
	if err != nil {
		raw.Close()
		return nil, nil, cmp.Or(ctx.Err(), err)
	}
	body, note, err := unpack(raw, from, req.URL.Path)
	if err != nil {
		return nil, nil, err
	}
	page := &Page{
		Body:  &limited{ReadCloser: body, from: from, left: limit, limit: limit},
		From:  from,
		Lines: req.Lines() || linesType(resp.Header.Get("Content-Type")),
		Note:  joinNotes(note, lengthNote(resp)),
		Rate:  h.Limits.rate(resp.Header),
		Date:  dateOf(resp.Header),
	}
	page.endless = lengthNote(resp) != "" || resp.Uncompressed && resp.Close
	if h.Blank != nil {
		page.Body = &blanked{ReadCloser: page.Body, blank: h.Blank}
	}
	return page, resp.Header, nil
}

// send returns an answer of whatever status, its redirects followed.
func (h HTTP) send(ctx context.Context, u *url.URL, bound bool) (*http.Response, error) {
	address := *u
	address.RawQuery = tidyQuery(u.RawQuery)
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address.String(), nil)
	if err != nil {
		return nil, &RequestError{CleanURL(u), "not a URL"}
	}
	req.Header.Set("Accept", "application/json")
	req.Header.Set("User-Agent", strings.TrimSuffix("twq/"+h.Version, "/"))
	for _, p := range h.Header {
		req.Header.Set(p.Key, p.Value)
	}
	client := h.Client
	if client == nil {
		client = NewClient(nil)
	}
	ours := *client
	ours.CheckRedirect = func(next *http.Request, via []*http.Request) error { return h.checkRedirect(next, via, bound) }
	h.trace("> GET %s", CleanURL(u))
	resp, err := ours.Do(req)
	if err != nil {
		if resp != nil {
			resp.Body.Close()
		}
		_, none := errors.AsType[*NoTokenError](err)
		if _, plain := errors.AsType[*PlainHTTPError](err); none || plain {
			h.trace("> (not sent)")
		}
		return nil, h.netError(u, err)
	}
	h.traceAnswer(resp)
	return resp, nil
}

func (h HTTP) checkRedirect(next *http.Request, via []*http.Request, bound bool) error {
	// Go would tell the next host the whole address we come from, with the parameters in it.
	next.Header.Del("Referer")
	last := via[len(via)-1].URL
	from, to := CleanURL(last), h.blankText(CleanURL(next.URL))
	switch {
	case len(via) > maxHops:
		return &RedirectError{CleanURL(via[0].URL), maxHops}
	case next.URL.Scheme != "http" && next.URL.Scheme != "https":
		return &OriginError{from, to, "redirect away from the web"}
	case bound && OriginOf(next.URL) != OriginOf(last):
		return &OriginError{from, to, "redirect to another origin"}
	case last.Scheme == "https" && next.URL.Scheme == "http":
		return &OriginError{from, to, "redirect from https to http"}
	case next.URL.User != nil:
		return &OriginError{from, to, "redirect with a user in the address"}
	}
	h.trace("> GET %s (redirected)", to)
	return nil
}

func checkURL(u *url.URL) error {
	switch {
	case u == nil:
		return &RequestError{"", "no URL"}
	case u.Scheme != "http" && u.Scheme != "https":
		return &RequestError{CleanURL(u), "not an http or https URL"}
	case u.User != nil:
		return &RequestError{CleanURL(u), "a user or password in a URL"}
	case u.Hostname() == "":
		return &RequestError{CleanURL(u), "no host"}
	}
	return nil
}

// refused reads an answer that is no success. What comes of its body is enough.
func (h HTTP) refused(req Request, resp *http.Response, raw *answer) error {
	const enough = 64 << 10
	body, _ := io.ReadAll(io.LimitReader(raw, enough))
	if h.Blank != nil {
		body, _ = h.Blank(body)
	}
	e := newHTTPError(resp.StatusCode, resp.Header, body)
	e.URL, e.Resource, e.Rate = CleanURL(req.URL), req.Resource, h.Limits.rate(resp.Header)
	e.Unsigned = resp.Request != nil && resp.Request.Header.Get("Authorization") == ""
	return e
}

// netError says in our words why there was no answer. Our own errors, which redirects and transports return, stay.
func (h HTTP) netError(u *url.URL, err error) error {
	host := u.Host
	if e, ok := errors.AsType[*url.Error](err); ok {
		err = e.Err
		if at, bad := url.Parse(e.URL); bad == nil && at.Host != "" {
			host = at.Host // where a redirect led
		}
	}
	if own(err) {
		return err
	}
	e := &NetError{Op: netOp(err), Host: host, Err: err}
	// The text of some errors quotes the answer, and a server may have put into it what it was sent.
	if text := h.blankText(err.Error()); text != err.Error() {
		e.Err = errors.New(text)
	}
	return e
}

// own reports whether err is of a type of this package.
func own(err error) bool {
	t := reflect.TypeOf(err)
	return t.Kind() == reflect.Pointer && t.Elem().PkgPath() == reflect.TypeFor[NetError]().PkgPath()
}

func netOp(err error) string {
	if _, ok := errors.AsType[*net.DNSError](err); ok {
		return "resolve"
	}
	if e, ok := errors.AsType[*net.OpError](err); ok && e.Op == "proxyconnect" {
		return "proxy"
	} else if ok && e.Op == "dial" {
		return "connect"
	}
	if isTLS(err) {
		return "tls"
	}
	return "request"
}

func isTLS(err error) bool {
	var (
		cert   *tls.CertificateVerificationError
		record tls.RecordHeaderError
		alert  tls.AlertError
		host   x509.HostnameError
		auth   x509.UnknownAuthorityError
		bad    x509.CertificateInvalidError
	)
	return errors.As(err, &cert) || errors.As(err, &record) || errors.As(err, &alert) || errors.As(err, &host) ||
		errors.As(err, &auth) || errors.As(err, &bad) || errors.Is(err, http.ErrSchemeMismatch)
}

// canUnpack reports whether the encoding of an answer is one that [unpack] sees through. Go has unpacked gzip by then, unless
// the client was told not to.
func canUnpack(encoding string) bool {
	switch strings.ToLower(encoding) {
	case "", "identity", "gzip", "x-gzip", "zstd":
		return true
	}
	return false
}

func (h HTTP) blankText(s string) string {
	if h.Blank == nil {
		return s
	}
	b, _ := h.Blank([]byte(s))
	return string(b)
}

func (h HTTP) trace(format string, args ...any) {
	if h.Trace != nil {
		h.Trace(format, args...)
	}
}

func (h HTTP) traceAnswer(resp *http.Response) {
	if h.Trace == nil {
		return
	}
	h.Trace("< %s %s", resp.Proto, h.blankText(resp.Status))
	names := h.Limits.usual()
	for _, name := range []string{"Content-Type", "Content-Length", "Content-Encoding", "Link", "Retry-After", names.Limit, names.Remaining,
		names.Reset, "X-Access-Level"} {
		if v := resp.Header.Get(name); v != "" {
			v, _ = CleanLinks(v)
			h.Trace("< %s: %s", strings.ToLower(name), h.blankText(v))
		}
	}
}

// linesType reports whether a content type promises JSON lines.
func linesType(header string) bool {
	kind, _, err := mime.ParseMediaType(header)
	if err != nil {
		return false
	}
	switch kind {
	case "application/x-ndjson", "application/ndjson", "application/jsonl", "application/jsonlines", "application/x-jsonlines":
		return true
	}
	return false
}

// lengthNote warns of an answer that ends where the connection does: Go reports a cut one as whole. A compressed one has an
// end of its own.
func lengthNote(resp *http.Response) string {
	if resp.ProtoMajor == 1 && resp.Close && resp.ContentLength < 0 && len(resp.TransferEncoding) == 0 && !resp.Uncompressed {
		return "the server did not say how long its answer is: a cut would go unnoticed"
	}
	return ""
}

func joinNotes(a, b string) string {
	if a != "" && b != "" {
		return a + "; " + b
	}
	return a + b
}
