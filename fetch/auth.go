// Binds a bearer token to one origin: it is added there, nowhere else, and renewed once when it is rejected.

package fetch

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"
)

// PracticePrefix begins every key and token of the practice API, which open nothing of value and so may travel over plain
// http to an address of the local network.
const PracticePrefix = "practice-"

// TokenSource gives the token of one profile. It is safe for concurrent use.
type TokenSource interface {
	// Token returns the token to send; a [*NoTokenError] when there is none.
	Token(ctx context.Context) (Secret, error)
	// Renew returns a token to send instead of one that the API has rejected. Where there is none yet the rejected one is
	// dropped from where it was kept, and a new one is asked for once, however many callers saw it rejected. When that cannot
	// be done the error is an [*AuthError].
	Renew(ctx context.Context, rejected Secret) (Secret, error)
}

// Bearer is an [http.RoundTripper] that adds a bearer token to requests for one origin. To every other origin, so also behind
// a redirect, goes nothing but a GET's plain headers: no Authorization, no Cookie, none of the caller's own.
//
// An answer 401 with the API's code 89, or with the challenge invalid_token (RFC 6750, 3.1), makes it renew the token and repeat the
// request, once. A token that would travel in
// plain text is a [*PlainHTTPError], before anything is sent. It is safe for concurrent use when Source and Base are.
type Bearer struct {
	Origin Origin // the zero value: no origin, no token
	Source TokenSource
	Base   http.RoundTripper // nil: a transport with the default bounds, shared by all
	// Optional says that a request goes out without a token where there is none.
	Optional bool
	// Any401 says that every answer 401 rejects the token. v1.1 has others, of protected accounts; so this is for other APIs, and where
	// a new token can be got, since one that is not doubted in words should not be dropped.
	Any401 bool
}

// NoTokenError says that a profile has no token and that nothing was sent.
type NoTokenError struct {
	Profile  string
	TokenEnv string // the variable that could hold one; empty: none
	Missing  string // the variable that lacks while its partner, key or secret, is set; empty: neither is set
	ByHand   bool   // key and secret would not help: the API gives its tokens to people
}

func (e *NoTokenError) Error() string { return "no token for the profile " + e.Profile }

// AuthError says that the API has rejected a token and that there is no other.
type AuthError struct {
	Profile string
	Place   string     // where the token came from: a file, "the system keyring", the name of a variable
	Dropped bool       // whether it was removed from there; a variable stays as it is
	Answer  *HTTPError // what the API said; may be nil
	Err     error      // why no new token could be got; nil: key and secret were not at hand
}

func (e *AuthError) Error() string {
	s := "the token of the profile " + e.Profile + " was rejected"
	if e.Err != nil {
		return s + ": " + e.Err.Error()
	}
	return s
}

// Unwrap returns Err and Answer, those of them that there are.
func (e *AuthError) Unwrap() []error {
	var all []error
	if e.Err != nil {
		all = append(all, e.Err)
	}
	if e.Answer != nil {
		all = append(all, e.Answer)
	}
	return all
}

// PlainHTTPError says that a credential was not sent because it would have travelled in plain text.
type PlainHTTPError struct{ Origin Origin }

func (e *PlainHTTPError) Error() string {
	return fmt.Sprintf("no token goes to %s: it would travel in plain text", e.Origin)
}

// RoundTrip sends the request, with the token when it is for the origin. It does not change the request.
func (b Bearer) RoundTrip(req *http.Request) (*http.Response, error) {
	if b.Origin.Host == "" || OriginOf(req.URL) != b.Origin {
		return b.base().RoundTrip(withoutCredentials(req))
	}
	token, err := b.token(req.Context())
	if none, ok := errors.AsType[*NoTokenError](err); ok && b.Optional && none.Missing == "" {
		return b.base().RoundTrip(req)
	}
	if err != nil {
		closeBody(req)
		return nil, err
	}
	resp, err := b.send(req, token)
	if err != nil || req.Method != http.MethodGet {
		return resp, err
	}
	answer := rejection(resp, token, b.Any401)
	if answer == nil {
		return resp, nil
	}
	resp.Body.Close()
	fresh, err := b.Source.Renew(req.Context(), token)
	if err == nil {
		err = MayTravel(b.Origin, fresh)
	}
	if e, ok := errors.AsType[*AuthError](err); ok {
		answer.URL = CleanURL(req.URL)
		known := *e // it may be shared by several callers
		known.Answer = answer
		return nil, &known
	}
	if err != nil {
		return nil, err
	}
	return b.send(req, fresh)
}

func (b Bearer) token(ctx context.Context) (Secret, error) {
	// First, so that no keyring is opened and no token fetched that could not be sent.
	if err := MayTravel(b.Origin, PracticePrefix); err != nil {
		return "", err
	}
	token, err := b.Source.Token(ctx)
	if err != nil {
		return "", err
	}
	return token, MayTravel(b.Origin, token)
}

func (b Bearer) send(req *http.Request, token Secret) (*http.Response, error) {
	signed := req.Clone(req.Context())
	signed.Header.Set("Authorization", "Bearer "+token.Reveal())
	return b.base().RoundTrip(signed)
}

func (b Bearer) base() http.RoundTripper {
	if b.Base == nil {
		return defaultTransport()
	}
	return b.Base
}

// MayTravel returns a [*PlainHTTPError] when a credential sent to an origin would travel in plain text: over http to another machine,
// unless it is one of the practice API and the machine is in the local network.
func MayTravel(o Origin, credential Secret) error {
	switch {
	case o.Scheme == "https", o.Scheme == "http" && o.Loopback():
		return nil
	case o.Scheme == "http" && o.Private() && strings.HasPrefix(credential.Reveal(), PracticePrefix):
		return nil
	}
	return &PlainHTTPError{o}
}

// withoutCredentials keeps the headers that hold none. A list of those to drop would be wrong with the next X-Api-Key, and
// Go's own redirect rule passes such a header to every host.
func withoutCredentials(req *http.Request) *http.Request {
	plain := req.Clone(req.Context())
	plain.Header = http.Header{}
	for _, name := range []string{"Accept", "Accept-Encoding", "Accept-Language", "User-Agent", "Content-Type"} {
		if v := req.Header.Values(name); len(v) > 0 {
			plain.Header[name] = v
		}
	}
	return plain
}

func closeBody(req *http.Request) {
	if req.Body != nil {
		req.Body.Close()
	}
}

// rejection returns what the answer says when it rejects the token: status 401 with code 89 ("Invalid or expired token.", the
// documentation of application-only authentication) or a challenge that says invalid_token; any 401 where that is asked for. Else it is
// nil. The body can be read again either way.
func rejection(resp *http.Response, token Secret, any401 bool) *HTTPError {
	if resp.StatusCode != http.StatusUnauthorized {
		return nil
	}
	const enough, patience = 64 << 10, 10 * time.Second
	// A body that never ends would hold up the caller, whose own limits begin with the answer.
	late := time.AfterFunc(patience, func() { resp.Body.Close() })
	body, err := io.ReadAll(io.LimitReader(resp.Body, enough))
	late.Stop()
	rest := io.Reader(resp.Body)
	if err != nil {
		rest = failingReader{err}
	}
	resp.Body = struct {
		io.Reader
		io.Closer
	}{io.MultiReader(bytes.NewReader(body), rest), resp.Body}
	var known Secrets
	known.Add(token)
	body, _ = known.Blank(body)
	e := newHTTPError(resp.StatusCode, resp.Header, body)
	e.Snippet = ""
	if any401 || e.HasCode(89) || challenged(resp.Header) {
		return e
	}
	return nil
}

func challenged(h http.Header) bool {
	return slices.ContainsFunc(h.Values("WWW-Authenticate"), func(v string) bool {
		v = strings.ToLower(v)
		return strings.HasPrefix(v, "bearer") && (strings.Contains(v, `error="invalid_token"`) || strings.Contains(v, "error=invalid_token"))
	})
}

type failingReader struct{ err error }

func (r failingReader) Read([]byte) (int, error) { return 0, r.err }
