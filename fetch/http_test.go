package fetch

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"syscall"
	"testing"
	"testing/iotest"
	"testing/synctest"
	"time"
)

func parse(t testing.TB, s string) *url.URL {
	t.Helper()
	u, err := url.Parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func serve(t testing.TB, h http.HandlerFunc) *httptest.Server {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return s
}

// serveRaw answers each connection with these bytes and closes it.
func serveRaw(t testing.TB, answer func() string) string {
	t.Helper()
	api, _ := misbehaving(t, func(c *net.TCPConn, _ int) { io.WriteString(c, answer()) })
	return api.Base.String() + "a"
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// answering is a client whose transport gives this body.
func answering(body func(*http.Request) io.ReadCloser) *http.Client {
	return NewClient(roundTrip(func(r *http.Request) (*http.Response, error) {
		return &http.Response{StatusCode: 200, ProtoMajor: 1, ProtoMinor: 1, Header: http.Header{}, Body: body(r), ContentLength: -1, Request: r}, nil
	}))
}

func TestHTTPRequest(t *testing.T) {
	var got *http.Request
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		got = r.Clone(context.Background())
		w.Header().Set("X-Rate-Limit-Limit", "900")
		w.Header().Set("X-Rate-Limit-Remaining", "899")
		io.WriteString(w, `{"a":1}`)
	})
	page, err := HTTP{Version: "1.2"}.Fetch(t.Context(), Request{URL: parse(t, s.URL+"/x y.json?q=a b&token=s3cret#f")})
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(page.Body)
	if string(body) != `{"a":1}` || err != nil {
		t.Errorf("body %q, %v", body, err)
	}
	if err := page.Body.Close(); err != nil {
		t.Error(err)
	}
	if page.From != s.URL+"/x%20y.json?q=a%20b&token=***" || page.Rate.Remaining != 899 || page.Note != "" || page.Lines || page.Next != nil {
		t.Errorf("page %+v", page)
	}
	if got.Method != "GET" || got.RequestURI != "/x%20y.json?q=a%20b&token=s3cret" {
		t.Errorf("%s %s", got.Method, got.RequestURI)
	}
	want := map[string]string{"Accept": "application/json", "User-Agent": "twq/1.2", "Accept-Encoding": "gzip"}
	for name, value := range want {
		if got.Header.Get(name) != value {
			t.Errorf("%s: %q", name, got.Header.Get(name))
		}
	}
	if len(got.Header) != len(want) {
		t.Errorf("headers %v", got.Header)
	}
}

func TestHTTPRefusesURLs(t *testing.T) {
	sent := false
	h := HTTP{Client: answering(func(*http.Request) io.ReadCloser { sent = true; return http.NoBody })}
	for _, u := range []*url.URL{
		nil, {}, {Scheme: "https"}, {Scheme: "https", Path: "/a"}, {Scheme: "file", Path: "/etc/passwd"}, {Scheme: "ftp", Host: "h"},
		parse(t, "https://mira:s3cret@127.0.0.1/"), parse(t, "https://127.0.0.1@evil.test/"), {Scheme: "http", Opaque: "x"},
		{Scheme: "http", Host: ":80"}, {Scheme: "http", Host: "a b"},
	} {
		_, err := h.Fetch(t.Context(), Request{URL: u})
		if _, ok := errors.AsType[*RequestError](err); !ok || strings.Contains(err.Error(), "s3cret") {
			t.Errorf("%v: %v", u, err)
		}
	}
	if sent {
		t.Error("one was sent")
	}
}

func TestHTTPLines(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", r.URL.Query().Get("type"))
		io.WriteString(w, "{}\n")
	})
	for in, want := range map[string]bool{
		"/a.ndjson": true, "/a.jsonl.gz": true, "/a?type=application/x-ndjson": true, "/a?type=application/jsonl%3Bcharset=utf-8": true,
		"/a?x=.ndjson": false, "/a?type=application/json": false, "/a?type=;;": false,
	} {
		page, err := HTTP{}.Fetch(t.Context(), Request{URL: parse(t, s.URL+in)})
		if err != nil {
			t.Fatal(err)
		}
		page.Body.Close()
		if page.Lines != want {
			t.Errorf("%s: %v", in, page.Lines)
		}
	}
}

func TestHTTPRefused(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Rate-Limit-Limit", "15")
		w.Header().Set("X-Rate-Limit-Remaining", "0")
		w.Header().Set("X-Rate-Limit-Reset", "1667943133")
		w.Header().Set("Retry-After", "7")
		w.WriteHeader(429)
		io.WriteString(w, `{"errors":[{"code":88,"message":"Rate limit exceeded"}]}`+strings.Repeat(" ", 1<<20))
	})
	resource := &Resource{Name: "a/b"}
	_, err := HTTP{}.Fetch(t.Context(), Request{URL: parse(t, s.URL+"/a?token=s3cret"), Resource: resource})
	e, ok := errors.AsType[*HTTPError](err)
	if !ok {
		t.Fatal(err)
	}
	want := Rate{15, 0, time.Unix(1667943133, 0)}
	if e.Status != 429 || e.URL != s.URL+"/a?token=***" || e.Rate != want || e.RetryAfter != 7*time.Second || e.Resource != resource || e.Code() != 88 {
		t.Errorf("%+v", e)
	}
}

// A cut answer is an error wherever it is cut, and what is read of it before is a beginning of the whole.
func TestHTTPCutAtEachByte(t *testing.T) {
	const text = `{"statuses":[{"id_str":"1202955310000000101"}]}`
	var zipped bytes.Buffer
	w := gzip.NewWriter(&zipped)
	io.WriteString(w, text)
	w.Close()
	z := zipped.String()
	for name, answer := range map[string]string{
		"length":                            fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s", len(text), text),
		"chunked":                           fmt.Sprintf("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n%x\r\n%s\r\n0\r\n\r\n", 9, text[:9], len(text)-9, text[9:]),
		"gzip":                              fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n%s", len(z), z),
		"gzip chunked":                      fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n\r\n", len(z), z),
		"gzip to the end of the connection": "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nConnection: close\r\n\r\n" + z,
	} {
		head := strings.Index(answer, "\r\n\r\n") + 4
		cut := len(answer)
		u := parse(t, serveRaw(t, func() string { return answer[:cut] }))
		if got, err := readAll(HTTP{}, u); got != text || err != nil {
			t.Errorf("%s, whole: %q, %v", name, got, err)
		}
		for cut = range len(answer) {
			got, err := readAll(HTTP{}, u)
			short, isShort := errors.AsType[*TruncatedError](err)
			_, isNet := errors.AsType[*NetError](err)
			switch {
			case cut == head && err == nil && got == "" && name == "gzip to the end of the connection":
				// An empty body with this header is usual.
			case cut < head && !isNet && !(isShort && short.Got == 0):
				t.Errorf("%s, cut in the header after %d: %q, %v", name, cut, got, err)
			case cut >= head && (!isShort || !strings.HasPrefix(text, got) || short.Got < int64(len(got))):
				t.Errorf("%s, cut after %d: %q, %v", name, cut, got, err)
			case cut >= head && name == "length" && (short.Want != int64(len(text)) || !errors.Is(err, io.ErrUnexpectedEOF)):
				t.Errorf("%s, cut after %d: %+v", name, cut, short)
			}
		}
	}
}

func TestHTTPWithoutLength(t *testing.T) {
	for answer, want := range map[string]bool{
		"HTTP/1.0 200 OK\r\n\r\n[1]":                                                           true,
		"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n[1]":                                      true,
		"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 3\r\n\r\n[1]":                 false,
		"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n[1]\r\n0\r\n\r\n":           false,
		"HTTP/1.0 200 OK\r\nContent-Encoding: gzip\r\nConnection: close\r\n\r\n" + gzipped(""): false,
	} {
		page, err := HTTP{}.Fetch(t.Context(), Request{URL: parse(t, serveRaw(t, func() string { return answer }))})
		if err != nil {
			t.Errorf("%q: %v", answer, err)
			continue
		}
		page.Body.Close()
		if (page.Note != "") != want {
			t.Errorf("%q: note %q", answer, page.Note)
		}
	}
}

func TestHTTPDamaged(t *testing.T) {
	z := []byte(gzipped(strings.Repeat("abcdefgh", 900)))
	z[len(z)-7] ^= 0xff
	for name, answer := range map[string]string{
		"checksum": "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nConnection: close\r\n\r\n" + string(z),
		"no gzip":  "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nConnection: close\r\n\r\n[1,2,3,4,5,6,7,8,9]",
		"brotli":   "HTTP/1.1 200 OK\r\nContent-Encoding: br\r\nConnection: close\r\n\r\n[1]",
	} {
		_, err := readAll(HTTP{}, parse(t, serveRaw(t, func() string { return answer })))
		if _, ok := errors.AsType[*EncodingError](err); !ok {
			t.Errorf("%s: %T %v", name, err, err)
		}
	}
	// A reset in the middle of an answer cuts it too.
	h := HTTP{Client: answering(func(*http.Request) io.ReadCloser {
		return io.NopCloser(io.MultiReader(strings.NewReader("[1,2"), iotest.ErrReader(syscall.ECONNRESET)))
	})}
	got, err := readAll(h, parse(t, "http://h/a"))
	if e, ok := errors.AsType[*TruncatedError](err); !ok || e.Got != 4 || got != "[1,2" || !errors.Is(err, syscall.ECONNRESET) {
		t.Errorf("reset: %q, %v", got, err)
	}
}

func TestHTTPDecodes(t *testing.T) {
	for _, c := range unpackCases {
		s := serve(t, func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, c.in) })
		page, err := HTTP{}.Fetch(t.Context(), Request{URL: parse(t, s.URL+"/"+c.file)})
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		got, err := io.ReadAll(page.Body)
		if string(got) != c.want || err != nil || page.Note != c.note {
			t.Errorf("%s: %q, note %q, %v", c.name, got, page.Note, err)
		}
		page.Body.Close()
	}
}

func TestHTTPTooLarge(t *testing.T) {
	const limit = 1 << 20
	bomb := gzipped(strings.Repeat("0", 64<<20))
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/bomb":
			w.Header().Set("Content-Encoding", "gzip")
			io.WriteString(w, bomb)
		case "/file.gz":
			io.WriteString(w, bomb)
		case "/endless":
			for line := strings.Repeat("0", 1<<16); r.Context().Err() == nil; {
				if _, err := io.WriteString(w, line); err != nil {
					return
				}
			}
		case "/announced":
			w.Header().Set("Content-Length", fmt.Sprint(limit+1))
			w.WriteHeader(200)
		case "/fits":
			io.WriteString(w, strings.Repeat("0", limit))
		}
	})
	for _, path := range []string{"/bomb", "/file.gz", "/endless", "/announced"} {
		got, err := readAll(HTTP{Limit: limit}, parse(t, s.URL+path))
		e, ok := errors.AsType[*TooLargeError](err)
		if !ok || e.Limit != limit || e.From != s.URL+path || len(got) != limit && path != "/announced" {
			t.Errorf("%s: %d bytes, %v", path, len(got), err)
		}
	}
	if got, err := readAll(HTTP{Limit: limit}, parse(t, s.URL+"/fits")); len(got) != limit || err != nil {
		t.Errorf("a body as large as the limit: %d bytes, %v", len(got), err)
	}
}

// dripping sends text one byte at a time, a pause before each, and then nothing more until the request is over.
type dripping struct {
	ctx   context.Context
	text  string
	pause time.Duration
}

func (d *dripping) Read(p []byte) (int, error) {
	wait := time.After(d.pause)
	if d.text == "" {
		wait = nil
	}
	select {
	case <-wait:
		n := copy(p[:1], d.text)
		d.text = d.text[n:]
		return n, nil
	case <-d.ctx.Done():
		return 0, d.ctx.Err()
	}
}

func (d *dripping) Close() error { return nil }

func TestHTTPStall(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const text = `{"id":1}`
		h := HTTP{Client: answering(func(r *http.Request) io.ReadCloser { return &dripping{r.Context(), text, 29 * time.Second} })}
		start := time.Now()
		got, err := readAll(h, parse(t, "http://h/a"))
		e, ok := errors.AsType[*StallError](err)
		if !ok || e.After != 30*time.Second || e.Got != int64(len(text)) || got != text || !e.Timeout() {
			t.Errorf("%q, %v", got, err)
		}
		if took := time.Since(start); took != time.Duration(len(text))*29*time.Second+30*time.Second {
			t.Errorf("took %v", took)
		}

		h.Stall = time.Second
		if _, err = h.Fetch(t.Context(), Request{URL: parse(t, "http://h/a")}); err == nil {
			t.Error("no stall before the first bytes")
		}

		// Whoever reads slowly is not a slow server.
		h = HTTP{Client: answering(func(*http.Request) io.ReadCloser { return io.NopCloser(strings.NewReader(strings.Repeat("1", 9000))) })}
		page, err := h.Fetch(t.Context(), Request{URL: parse(t, "http://h/a")})
		if err != nil {
			t.Fatal(err)
		}
		for ; err == nil; time.Sleep(time.Hour) {
			_, err = page.Body.Read(make([]byte, 1000))
		}
		if err != io.EOF {
			t.Errorf("slow reader: %v", err)
		}
		page.Body.Close()
	})
}

func TestHTTPCancelled(t *testing.T) {
	for name, bound := range map[string]bool{"HTTP": false, "API": true} {
		ctx, cancel := context.WithCancel(t.Context())
		h := HTTP{Client: answering(func(r *http.Request) io.ReadCloser { return &dripping{r.Context(), "12345678", 0} })}
		page, _, err := h.get(ctx, Request{URL: parse(t, "http://h/a")}, bound)
		if err != nil {
			t.Fatal(err)
		}
		cancel()
		if _, err := io.ReadAll(page.Body); !errors.Is(err, context.Canceled) {
			t.Errorf("%s, reading: %v", name, err)
		}
		if _, _, err := h.get(ctx, Request{URL: parse(t, "http://127.0.0.1/a")}, bound); !errors.Is(err, context.Canceled) {
			t.Errorf("%s, before: %v", name, err)
		}
		late, stop := context.WithTimeoutCause(t.Context(), 0, errors.New("a cause of one's own"))
		if _, _, err := h.get(late, Request{URL: parse(t, "http://127.0.0.1/a")}, bound); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%s, deadline: %v", name, err)
		}
		stop()
	}
}

func TestHTTPRedirects(t *testing.T) {
	var asked []string // which servers were asked
	var referer string
	var to string
	answer := func(name string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			asked = append(asked, name)
			referer += r.Header.Get("Referer")
			switch r.URL.Path {
			case "/to":
				w.Header().Set("Location", to)
				w.WriteHeader(302)
			case "/round":
				w.Header().Set("Location", "/round")
				w.WriteHeader(307)
			default:
				io.WriteString(w, "[1]")
			}
		}
	}
	a, b := serve(t, answer("a")), serve(t, answer("b"))
	s := httptest.NewTLSServer(answer("s"))
	t.Cleanup(s.Close)
	client := s.Client()

	type outcome = string
	const (
		follows  outcome = "follows"
		origin   outcome = "*fetch.OriginError"
		redirect outcome = "*fetch.RedirectError"
		network  outcome = "*fetch.NetError"
		status   outcome = "*fetch.HTTPError"
	)
	for _, c := range []struct {
		name, from, to string
		plain, bound   outcome
		last           string // the last server asked, when plain
	}{
		{"same server", a.URL, "/b", follows, follows, "a"},
		{"same server, whole URL", a.URL, a.URL + "/b", follows, follows, "a"},
		{"other port", a.URL, b.URL + "/b", follows, origin, "b"},
		{"other port without a scheme", a.URL, strings.TrimPrefix(b.URL, "http:") + "/b", follows, origin, "b"},
		{"other name of the host", a.URL, strings.Replace(a.URL, "127.0.0.1", "localhost", 1) + "/b", follows, origin, "a"},
		{"up to https", a.URL, s.URL + "/b", follows, origin, "s"},
		{"down to http", s.URL, a.URL + "/b", origin, origin, "s"},
		{"a user", a.URL, strings.Replace(a.URL, "//", "//mira:s3cret@", 1) + "/b", origin, origin, "a"},
		{"our host as a user", a.URL, strings.Replace(b.URL, "//", "//api.twitter.com@", 1) + "/b", origin, origin, "a"},
		{"a file", a.URL, "file:///etc/passwd", origin, origin, "a"},
		{"junk", a.URL, "http://[::1", network, network, "a"},
		{"nowhere", a.URL, "", status, status, "a"},
		{"in a circle", a.URL, "/round", redirect, redirect, "a"},
		{"back and forth", b.URL, a.URL + "/round", redirect, origin, "a"},
	} {
		for _, bound := range []bool{false, true} {
			asked, referer, to = nil, "", c.to
			want := c.plain
			if bound {
				want = c.bound
			}
			page, _, err := HTTP{Client: client}.get(t.Context(), Request{URL: parse(t, c.from+"/to?token=s3cret")}, bound)
			got := follows
			if err != nil {
				got = fmt.Sprintf("%T", err)
				if strings.Contains(err.Error(), "s3cret") {
					t.Errorf("%s: %v", c.name, err)
				}
			} else {
				page.Body.Close()
			}
			if got != want {
				t.Errorf("%s, bound %v: %s (%v), want %s", c.name, bound, got, err, want)
			}
			if !bound && asked[len(asked)-1] != c.last {
				t.Errorf("%s: asked %v", c.name, asked)
			}
			for _, name := range asked {
				if bound && name != asked[0] {
					t.Errorf("%s: bound, and asked %v", c.name, asked)
				}
			}
			if len(asked) > 1+maxHops || want == redirect && c.to == "/round" && len(asked) != 1+maxHops {
				t.Errorf("%s: asked %d times", c.name, len(asked))
			}
			if referer != "" {
				t.Errorf("%s: told %q where it came from", c.name, referer)
			}
		}
	}
}

func TestHTTPNetErrors(t *testing.T) {
	gone := httptest.NewServer(nil)
	gone.Close()
	secure := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	secure.Config.ErrorLog = log.New(io.Discard, "", 0)
	secure.StartTLS()
	t.Cleanup(secure.Close)
	plain := serve(t, func(http.ResponseWriter, *http.Request) {})
	silent := make(chan struct{})
	slow := serve(t, func(http.ResponseWriter, *http.Request) { <-silent })
	defer close(silent)
	dial := func(err error) *http.Client {
		return NewClient(&http.Transport{DialContext: func(context.Context, string, string) (net.Conn, error) { return nil, err }})
	}
	for _, c := range []struct {
		name, url, op string
		client        *http.Client
		is            error
	}{
		{"nobody listens", gone.URL, "connect", nil, syscall.ECONNREFUSED},
		{"no such name", "http://api.test/", "resolve", dial(&net.OpError{Op: "dial", Err: &net.DNSError{Err: "no such host", Name: "api.test", IsNotFound: true}}), nil},
		{"unknown authority", secure.URL, "tls", nil, nil},
		{"https to an http server", strings.Replace(plain.URL, "http:", "https:", 1), "tls", nil, nil},
		{"proxy", "http://api.test/", "proxy", dial(&net.OpError{Op: "proxyconnect", Err: syscall.ECONNREFUSED}), syscall.ECONNREFUSED},
		{"no header", slow.URL, "request", NewClient(NewTransport(Timeouts{Header: time.Millisecond})), nil},
		{"closed at once", serveRaw(t, func() string { return "" }), "request", nil, io.EOF},
		{"not HTTP", serveRaw(t, func() string { return "SSH-2.0-OpenSSH\r\n\r\n" }), "request", nil, nil},
		{"endless headers", serveRaw(t, func() string { return "HTTP/1.1 200 OK\r\nX: " + strings.Repeat("x", 2<<20) }), "request", nil, nil},
	} {
		u := parse(t, c.url)
		_, err := HTTP{Client: c.client}.Fetch(t.Context(), Request{URL: u})
		e, ok := errors.AsType[*NetError](err)
		if !ok || e.Op != c.op || e.Host != u.Host || e.Err == nil || c.is != nil && !errors.Is(err, c.is) {
			t.Errorf("%s: %T %v", c.name, err, err)
			continue
		}
		if want := c.name == "no header"; e.Timeout() != want {
			t.Errorf("%s: timeout %v", c.name, e.Timeout())
		}
	}
	_, err := HTTP{}.Fetch(t.Context(), Request{URL: parse(t, secure.URL)})
	if _, ok := errors.AsType[*tls.CertificateVerificationError](err); !ok {
		t.Errorf("the reason is lost: %v", err)
	}
	// What a transport of ours says stays as it is.
	refuse := NewClient(roundTrip(func(*http.Request) (*http.Response, error) { return nil, &SchemeError{Scheme: "x"} }))
	_, err = HTTP{Client: refuse}.Fetch(t.Context(), Request{URL: parse(t, "http://h/")})
	if _, ok := err.(*SchemeError); !ok {
		t.Errorf("%T %v", err, err)
	}
}

const canary = "AAAAcanaryAAAA0123456789AAAAcanaryAAAA01"

func blankCanary(b []byte) ([]byte, int) {
	return bytes.ReplaceAll(b, []byte(canary), []byte("***")), bytes.Count(b, []byte(canary))
}

func TestHTTPBlanks(t *testing.T) {
	for name, answer := range map[string]string{
		"body":           "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + `{"a":"` + canary + `","b":["x` + canary + `"]}`,
		"refusal":        "HTTP/1.1 401 No " + canary + "\r\nConnection: close\r\n\r\n" + `{"errors":[{"code":89,"message":"` + canary + `"}],"error":"` + canary + `"}`,
		"HTML":           "HTTP/1.1 500 No\r\nConnection: close\r\n\r\n<title>" + canary + "</title>",
		"redirect":       "HTTP/1.1 302 Found\r\nLocation: ftp://h/" + canary + "\r\n\r\n",
		"bad redirect":   "HTTP/1.1 302 Found\r\nLocation: http://[" + canary + "\r\n\r\n",
		"malformed":      "HTTP/1.1 " + canary + " OK\r\n\r\n",
		"content type":   "HTTP/1.1 200 OK\r\nContent-Type: " + canary + "\r\nConnection: close\r\n\r\n[]",
		"encoding":       "HTTP/1.1 200 OK\r\nContent-Encoding: " + canary + "\r\nConnection: close\r\n\r\n[]",
		"chunk":          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + canary + "\r\n",
		"transfer coded": "HTTP/1.1 200 OK\r\nTransfer-Encoding: " + canary + "\r\n\r\n[]",
	} {
		var said strings.Builder
		h := HTTP{Blank: blankCanary, Trace: func(format string, args ...any) { fmt.Fprintf(&said, format+"\n", args...) }}
		got, err := readAll(h, parse(t, serveRaw(t, func() string { return answer })))
		for err := err; err != nil; err = errors.Unwrap(err) {
			fmt.Fprintf(&said, "%v %+v\n", err, err)
		}
		if strings.Contains(said.String()+got, canary) {
			t.Errorf("%s: %s\n%s", name, got, said.String())
		}
		if name == "body" && got != `{"a":"***","b":["x***"]}` {
			t.Errorf("%s: %s", name, got)
		}
	}
}

func TestBlankedPieces(t *testing.T) {
	long := strings.Repeat("7", 3<<20) // nowhere to cut
	in := `{"a":"` + strings.Repeat("é", 50_000) + `",` + strings.Repeat(`"`+canary+`", `, 20_000) + `"` + canary + `":` + long + `}`
	want, n := blankCanary([]byte(in))
	for how, r := range map[string]io.Reader{
		"at once":  strings.NewReader(in),
		"in parts": iotest.HalfReader(strings.NewReader(in)),
		"EOF soon": iotest.DataErrReader(strings.NewReader(in)),
	} {
		b := &blanked{ReadCloser: io.NopCloser(r), blank: blankCanary}
		got, err := io.ReadAll(b)
		if err != nil || !bytes.Equal(got, want) || b.found != n {
			t.Errorf("%s: %d bytes of %d, %d found of %d, %v", how, len(got), len(want), b.found, n, err)
		}
	}
	short := in[len(in)-len(long)-100 : len(in)-len(long)]
	b := &blanked{ReadCloser: io.NopCloser(iotest.OneByteReader(strings.NewReader(short))), blank: blankCanary}
	got, err := io.ReadAll(b)
	if want, _ := blankCanary([]byte(short)); err != nil || !bytes.Equal(got, want) {
		t.Errorf("byte by byte: %q, %v", got, err)
	}
	b = &blanked{ReadCloser: io.NopCloser(io.MultiReader(strings.NewReader(`["`+canary), iotest.ErrReader(io.ErrUnexpectedEOF))), blank: blankCanary}
	if got, err := io.ReadAll(b); string(got) != `["***` || err != io.ErrUnexpectedEOF {
		t.Errorf("cut: %q, %v", got, err)
	}
}

func TestHTTPTrace(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Rate-Limit-Remaining", "3")
		w.Header().Set("Set-Cookie", "guest=s3cret")
		if r.URL.Path == "/a" {
			http.Redirect(w, r, "/b?key=s3cret", http.StatusFound)
		}
	})
	var lines []string
	h := HTTP{Trace: func(format string, args ...any) { lines = append(lines, fmt.Sprintf(format, args...)) }}
	if _, err := readAll(h, parse(t, s.URL+"/a?token=s3cret")); err != nil {
		t.Fatal(err)
	}
	all := strings.Join(lines, "\n")
	for _, want := range []string{"> GET " + s.URL + "/a?token=***", s.URL + "/b?key=***", "< HTTP/1.1 200 OK", "< x-rate-limit-remaining: 3"} {
		if !strings.Contains(all, want) {
			t.Errorf("no %q in\n%s", want, all)
		}
	}
	if strings.Contains(all, "s3cret") {
		t.Error(all)
	}
}

// TestTraceNotSent says of a request that was not sent that it was not, and of one without a token that none was there.
func TestTraceNotSent(t *testing.T) {
	sent := 0
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		sent++
		w.WriteHeader(http.StatusUnauthorized)
	}))
	t.Cleanup(s.Close)
	var lines []string
	h := HTTP{Trace: func(format string, args ...any) { lines = append(lines, fmt.Sprintf(format, args...)) }}
	at := parse(t, s.URL+"/a")
	h.Client = NewClient(Bearer{Origin: OriginOf(at), Source: &oneToken{}})
	if _, err := readAll(h, at); err == nil || sent > 0 || len(lines) == 0 || lines[len(lines)-1] != "> (not sent)" {
		t.Errorf("without a token: %v, %d requests, %q", err, sent, lines)
	}
	for _, token := range []string{"", "kept"} {
		client := NewClient(Bearer{Source: &oneToken{}})
		if token != "" {
			client = NewClient(Bearer{Origin: OriginOf(at), Source: &oneToken{token: Secret(token)}})
		}
		_, err := readAll(HTTP{Client: client}, at)
		if e, ok := errors.AsType[*HTTPError](err); !ok || e.Unsigned != (token == "") {
			t.Errorf("token %q: %+v", token, err)
		}
	}
}
