package fetch

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
)

// tripper is a RoundTripper out of a function; it wants what the contract of http.RoundTripper promises it.
type tripper func(*http.Request) (*http.Response, error)

func (f tripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// response is an answer of a body and a status.
func response(r *http.Request, status int, body io.Reader) *http.Response {
	return &http.Response{StatusCode: status, Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(body), Request: r}
}

// oneToken is a TokenSource that has one token, and perhaps another.
type oneToken struct {
	token, fresh Secret
	err          error // of Renew
	renewed      atomic.Int32
}

func (s *oneToken) Token(context.Context) (Secret, error) {
	if s.token == "" {
		return "", &NoTokenError{Profile: "twitter"}
	}
	return s.token, nil
}

func (s *oneToken) Renew(_ context.Context, rejected Secret) (Secret, error) {
	s.renewed.Add(1)
	if rejected != s.token {
		return "", errors.New("another token was rejected")
	}
	return s.fresh, s.err
}

func request(t testing.TB, method, address string) *http.Request {
	t.Helper()
	req, err := http.NewRequest(method, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	return req
}

const invalidToken = `{"errors":[{"code":89,"message":"Invalid or expired token."}]}`

func TestBearerSendsTheToken(t *testing.T) {
	source := &oneToken{token: canaryToken}
	b := Bearer{Origin: OriginOf(parse(t, "https://api.test/1.1/")), Source: source, Base: tripper(func(r *http.Request) (*http.Response, error) {
		if got := r.Header.Get("Authorization"); got != "Bearer "+canaryToken.Reveal() {
			t.Errorf("Authorization: %q", got)
		}
		if r.Header.Get("Accept") != "application/json" || r.Header.Get("X-Mine") != "yes" {
			t.Errorf("the caller's headers are gone: %v", r.Header)
		}
		return response(r, 200, strings.NewReader("[]")), nil
	})}
	req := request(t, "GET", "https://API.test:443/1.1/users/show.json?user_id=1")
	req.Header.Set("Accept", "application/json")
	req.Header.Set("X-Mine", "yes")
	resp, err := b.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if req.Header.Get("Authorization") != "" {
		t.Error("the caller's request was changed")
	}
}

// TestBearerTravels is about which token may go where, and that nothing is sent otherwise.
func TestBearerTravels(t *testing.T) {
	const practice = PracticePrefix + "0123456789abcdef"
	tests := []struct {
		url             string
		real, pretended bool
	}{
		{"https://api.test/", true, true},
		{"https://192.168.1.7/", true, true},
		{"http://127.0.0.1:8411/", true, true},
		{"http://[::1]:8411/", true, true},
		{"http://localhost/", true, true},
		{"http://192.168.1.7:8411/", false, true},
		{"http://[fd00::7]:8411/", false, true},
		{"http://169.254.7.7/", false, true},
		{"http://api.test/", false, false},
		{"http://8.8.8.8/", false, false},
		{"http://127.0.0.1.nip.io/", false, false},
		{"ftp://127.0.0.1/", false, false},
	}
	for _, test := range tests {
		for token, want := range map[Secret]bool{canaryToken: test.real, practice: test.pretended} {
			sent := false
			b := Bearer{Origin: OriginOf(parse(t, test.url)), Source: &oneToken{token: token}, Base: tripper(func(r *http.Request) (*http.Response, error) {
				sent = true
				return response(r, 200, strings.NewReader("")), nil
			})}
			_, err := b.RoundTrip(request(t, "GET", test.url+"x"))
			plain, refused := errors.AsType[*PlainHTTPError](err)
			if sent != want || refused == want {
				t.Errorf("%s, %.9s…: sent %v, want %v; error %v", test.url, token.Reveal(), sent, want, err)
			}
			if refused && plain.Origin != b.Origin {
				t.Errorf("the error names %v", plain.Origin)
			}
		}
	}
}

func TestBearerAsksNobodyForATokenItMayNotSend(t *testing.T) {
	b := Bearer{Origin: OriginOf(parse(t, "http://api.test/")), Source: nil, Base: nil} // either would panic or dial
	if _, err := b.RoundTrip(request(t, "GET", "http://api.test/")); !isType[*PlainHTTPError](err) {
		t.Errorf("got %v", err)
	}
}

func TestBearerWithoutToken(t *testing.T) {
	b := Bearer{Origin: OriginOf(parse(t, "https://api.test/")), Source: &oneToken{}, Base: tripper(func(*http.Request) (*http.Response, error) {
		t.Error("something was sent")
		return nil, io.EOF
	})}
	closed := false
	req := request(t, "GET", "https://api.test/")
	req.Body = closeSpy{strings.NewReader(""), &closed}
	if _, err := b.RoundTrip(req); !isType[*NoTokenError](err) || !closed {
		t.Errorf("got %v, body closed: %v", err, closed)
	}
}

type closeSpy struct {
	io.Reader
	closed *bool
}

func (s closeSpy) Close() error {
	*s.closed = true
	return nil
}

// isType reports whether err or what it wraps is an E.
func isType[E error](err error) bool {
	_, ok := errors.AsType[E](err)
	return ok
}

func TestBearerRenews(t *testing.T) {
	big := strings.Repeat("x", 100<<10)
	tests := []struct {
		name           string
		method         string
		status         int
		body           string
		calls, renewed int
	}{
		{"code 89", "GET", 401, invalidToken, 2, 1},
		{"code 89 among others", "GET", 401, `{"errors":[{"code":215},{"code":89}]}`, 2, 1},
		{"code 89 in a string", "GET", 401, `{"errors":[{"code":"89"}]}`, 2, 1},
		{"code 32", "GET", 401, `{"errors":[{"code":32,"message":"Could not authenticate you."}]}`, 1, 0},
		{"protected account", "GET", 401, `{"request":"\/1.1\/friends\/ids.json","error":"Not authorized."}`, 1, 0},
		{"v2", "GET", 401, `{"title":"Unauthorized","type":"about:blank","status":401,"detail":"Unauthorized"}`, 1, 0},
		{"a tweet about it", "GET", 401, `{"text":"{\"code\":89}"}`, 1, 0},
		{"403", "GET", 403, invalidToken, 1, 0},
		{"200", "GET", 200, invalidToken, 1, 0},
		{"HEAD", "HEAD", 401, invalidToken, 1, 0},
		{"nothing", "GET", 401, "", 1, 0},
		{"too long to look at", "GET", 401, `{"errors":[{"code":89,"message":"` + big + `"}]}`, 1, 0},
	}
	for _, test := range tests {
		source := &oneToken{token: canaryToken, fresh: "the-new-token-of-the-app"}
		calls := 0
		b := Bearer{Origin: OriginOf(parse(t, "https://api.test/")), Source: source, Base: tripper(func(r *http.Request) (*http.Response, error) {
			calls++
			if want := []Secret{canaryToken, source.fresh}[calls-1]; r.Header.Get("Authorization") != "Bearer "+want.Reveal() {
				t.Errorf("%s: call %d with %q", test.name, calls, r.Header.Get("Authorization"))
			}
			return response(r, test.status, strings.NewReader(test.body)), nil
		})}
		resp, err := b.RoundTrip(request(t, test.method, "https://api.test/x"))
		if err != nil {
			t.Errorf("%s: %v", test.name, err)
			continue
		}
		body, err := io.ReadAll(resp.Body)
		if err != nil || string(body) != test.body || resp.StatusCode != test.status {
			t.Errorf("%s: the answer is %d with %d bytes, %v; want %d with %d", test.name, resp.StatusCode, len(body), err, test.status, len(test.body))
		}
		if calls != test.calls || int(source.renewed.Load()) != test.renewed {
			t.Errorf("%s: %d calls, %d renewals; want %d, %d", test.name, calls, source.renewed.Load(), test.calls, test.renewed)
		}
	}
}

func TestBearerCannotRenew(t *testing.T) {
	for name, test := range map[string]struct {
		source *oneToken
		check  func(error) bool
	}{
		"no key": {&oneToken{token: canaryToken, err: &AuthError{Profile: "twitter", Place: "/x.json", Dropped: true}}, func(err error) bool {
			e, ok := errors.AsType[*AuthError](err)
			answer, said := errors.AsType[*HTTPError](err)
			return ok && e.Place == "/x.json" && e.Dropped && said && answer.Code() == 89 && answer.Status == 401 && answer.URL == "https://api.test/x?token=***"
		}},
		"the reason comes before the answer": {&oneToken{token: canaryToken, err: &AuthError{Profile: "twitter", Err: &HTTPError{Status: 403, Codes: []APIError{{Code: 99}}}}}, func(err error) bool {
			answer, ok := errors.AsType[*HTTPError](err)
			return ok && answer.Code() == 99
		}},
		"another error": {&oneToken{token: canaryToken, err: io.ErrClosedPipe}, func(err error) bool { return err == io.ErrClosedPipe }},
	} {
		closed := false
		b := Bearer{Origin: OriginOf(parse(t, "https://api.test/")), Source: test.source, Base: tripper(func(r *http.Request) (*http.Response, error) {
			resp := response(r, 401, strings.NewReader(invalidToken))
			resp.Body = closeSpy{resp.Body, &closed}
			return resp, nil
		})}
		_, err := b.RoundTrip(request(t, "GET", "https://api.test/x?token="+canarySecret.Reveal()[:6]))
		if !test.check(err) || !closed {
			t.Errorf("%s: %v, body closed: %v", name, err, closed)
		}
		if shared, ok := errors.AsType[*AuthError](test.source.err); ok && shared.Answer != nil {
			t.Errorf("%s: an error that others may hold was changed", name)
		}
	}
}

// TestBearerStalledRefusal is about a 401 whose body never ends: the caller gets the answer after a while.
func TestBearerStalledRefusal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, w := io.Pipe()
		go w.Write([]byte(`{"errors":[`))
		b := Bearer{Origin: OriginOf(parse(t, "https://api.test/")), Source: &oneToken{token: canaryToken}, Base: tripper(func(req *http.Request) (*http.Response, error) {
			resp := response(req, 401, nil)
			resp.Body = r
			return resp, nil
		})}
		resp, err := b.RoundTrip(request(t, "GET", "https://api.test/x"))
		if err != nil {
			t.Fatal(err)
		}
		if body, err := io.ReadAll(resp.Body); string(body) != `{"errors":[` || err == nil {
			t.Errorf("read %q, %v", body, err)
		}
	})
}

// TestBearerTogether uses one Bearer from many goroutines, over a real connection.
func TestBearerTogether(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w, r.Header.Get("Authorization"))
	}))
	defer server.Close()
	client := http.Client{Transport: Bearer{Origin: OriginOf(parse(t, server.URL)), Source: &oneToken{token: canaryToken}}}
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			resp, err := client.Get(server.URL)
			if err != nil {
				t.Error(err)
				return
			}
			defer resp.Body.Close()
			if body, _ := io.ReadAll(resp.Body); string(body) != "Bearer "+canaryToken.Reveal() {
				t.Errorf("got %q", body)
			}
		})
	}
	all.Wait()
}
