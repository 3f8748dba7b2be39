// The OAuth 2 client-credentials exchange: an API key and its secret become a bearer token.

package fetch

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"
)

// maxToken is more than any token has; the API's own have some 115 bytes.
const maxToken = 4 << 10

// ExchangeError says that key and secret did not become a token. Err is an [*HTTPError] when the server refused (code 99: key
// or secret are wrong, or asked too often), a [*NetError], an [*OriginError] of a redirect, or nil.
type ExchangeError struct {
	TokenURL string // without secrets
	Problem  string
	Err      error
}

func (e *ExchangeError) Error() string {
	s := e.TokenURL + ": " + e.Problem
	if e.Err != nil {
		s += ": " + e.Err.Error()
	}
	return s
}

// Unwrap returns what the server or the network said.
func (e *ExchangeError) Unwrap() error { return e.Err }

// TokenError says that a token, or what keeps it, is not fit for use. It does not hold the token.
type TokenError struct {
	Place   string // a file or the name of a variable; empty: just typed
	Problem string
	Err     error // the system's reason; may be nil
}

func (e *TokenError) Error() string {
	s := e.Problem
	if e.Place != "" {
		s = e.Place + ": " + s
	}
	if e.Err != nil {
		s += ": " + e.Err.Error()
	}
	return s
}

// Unwrap returns the system's reason, if there is one.
func (e *TokenError) Unwrap() error { return e.Err }

// CheckToken returns a [*TokenError] unless a token can stand in a header as it is: 1 to 4096 visible ASCII characters, no
// blank among them.
func CheckToken(token Secret) error {
	problem := ""
	switch {
	case token == "":
		problem = "the token is empty"
	case len(token) > maxToken:
		problem = "the token is longer than 4096 bytes"
	case strings.ContainsFunc(token.Reveal(), func(r rune) bool { return r <= ' ' || r > '~' }):
		problem = "the token has a blank, a line break or another character in it that no token has"
	default:
		return nil
	}
	return &TokenError{Problem: problem}
}

// Exchange asks for a bearer token with one POST, key and secret in a Basic Authorization header (RFC 6749, 4.4). The token
// does not expire by itself and is the same until it is invalidated, so one keeps it. A client of nil has the default bounds;
// its cookies and its redirect rule are not used: a redirect to another origin is an error, since it would take key and
// secret along. Plain http is a [*PlainHTTPError] but to this machine, or on a local network for a practice key. Every other
// error is an [*ExchangeError], or that of ctx.
func Exchange(ctx context.Context, client *http.Client, tokenURL string, key, secret Secret) (Secret, error) {
	// The library's own choice would send a refused secret a second time, in the body.
	return exchange(ctx, client, tokenURL, oauth2.AuthStyleInHeader, key, secret)
}

// Exchange is [Exchange] at the token endpoint of the profile, in its style.
func (p Profile) Exchange(ctx context.Context, client *http.Client, key, secret Secret) (Secret, error) {
	style := oauth2.AuthStyleInHeader
	if p.TokenStyle == TokenParams {
		style = oauth2.AuthStyleInParams
	}
	return exchange(ctx, client, p.TokenURL, style, key, secret)
}

func exchange(ctx context.Context, client *http.Client, tokenURL string, style oauth2.AuthStyle, key, secret Secret) (Secret, error) {
	u, err := url.Parse(tokenURL)
	if err != nil || u.Host == "" || u.User != nil {
		return "", &ExchangeError{TokenURL: cleanText(tokenURL), Problem: "is not the URL of a token endpoint"}
	}
	if err := MayTravel(OriginOf(u), key); err != nil {
		return "", err
	}
	if key == "" || secret == "" {
		return "", &ExchangeError{TokenURL: CleanURL(u), Problem: "the API key or its secret is empty"}
	}
	config := clientcredentials.Config{
		ClientID:     key.Reveal(),
		ClientSecret: secret.Reveal(),
		TokenURL:     tokenURL,
		AuthStyle:    style,
	}
	var known Secrets
	known.AddPair(key, secret)
	token, err := config.Token(context.WithValue(ctx, oauth2.HTTPClient, exchangeClient(client, &known)))
	if err != nil {
		return "", exchangeError(ctx, u, err, &known)
	}
	if !strings.EqualFold(token.TokenType, "bearer") {
		return "", &ExchangeError{TokenURL: CleanURL(u), Problem: "the token is not a bearer token"}
	}
	if err := CheckToken(Secret(token.AccessToken)); err != nil {
		return "", &ExchangeError{TokenURL: CleanURL(u), Problem: "the answer is not usable", Err: err}
	}
	return Secret(token.AccessToken), nil
}

func exchangeClient(client *http.Client, known *Secrets) *http.Client {
	if client == nil {
		client = NewClient(nil)
	}
	own := &http.Client{Transport: client.Transport, Timeout: client.Timeout}
	if own.Timeout == 0 {
		own.Timeout = 30 * time.Second
	}
	own.CheckRedirect = func(next *http.Request, via []*http.Request) error {
		next.Header.Del("Referer")
		from := OriginOf(via[0].URL)
		switch {
		case from != OriginOf(next.URL):
			to, _ := known.Blank([]byte(next.URL.Scheme + "://" + next.URL.Host))
			return &OriginError{from.String(), string(to), "redirect of the token endpoint"}
		case len(via) > maxHops:
			return &RedirectError{CleanURL(via[0].URL), maxHops}
		}
		return nil
	}
	return own
}

// exchangeError drops the library's error, which holds the whole answer: a server may have put into it what it was sent.
func exchangeError(ctx context.Context, u *url.URL, err error, known *Secrets) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	e := &ExchangeError{TokenURL: CleanURL(u)}
	if refused, ok := errors.AsType[*oauth2.RetrieveError](err); ok {
		body, _ := known.Blank(refused.Body)
		answer := newHTTPError(refused.Response.StatusCode, refused.Response.Header, body)
		answer.URL, answer.Snippet = e.TokenURL, ""
		e.Problem, e.Err = "the server gave no token", answer
		return e
	}
	if _, ok := errors.AsType[*url.Error](err); ok {
		e.Problem, e.Err = "there was no answer", HTTP{Blank: known.Blank}.netError(u, err)
		return e
	}
	e.Problem = "the answer holds no token"
	return e
}

// ExchangeStep is one request of the exchange as it goes over the wire, the secrets blanked.
type ExchangeStep struct {
	Why    string // what it is for, in a sentence
	Method string
	URL    string
	Header []string // "Name: value", in the order of interest
	Body   string   // empty: none
	Answer string   // what comes back, in a sentence
}

// ExplainExchange returns the two requests of a profile's exchange: that for a token and the first that carries it. For a
// profile without authorisation it is only the second, which carries none.
func ExplainExchange(p Profile) []ExchangeStep {
	get := ExchangeStep{
		Why:    "Every request for data carries the token.",
		Method: http.MethodGet,
		URL:    p.Base + "RESOURCE" + p.Suffix,
		Header: []string{"Authorization: Bearer " + mask, "Accept: application/json"},
		Answer: "The answer is the data. 401 with code 89 means that the token was revoked: it is asked for once more.",
	}
	if p.Catalogue {
		get.URL = p.Base + "statuses/user_timeline" + p.Suffix + "?screen_name=harbourlib"
	}
	if !p.Catalogue {
		get.Answer = "The answer is the data. 401 means that the token is not valid, or no longer: it is asked for once more."
	}
	if p.Auth == AuthNone {
		get.Why, get.Header, get.Answer = "This API wants no token.", get.Header[1:], "The answer is the data."
		return []ExchangeStep{get}
	}
	if p.Auth == AuthOptional {
		get.Why = "A request for data carries the token where there is one."
	}
	if p.TokenURL == "" {
		return []ExchangeStep{get}
	}
	post := ExchangeStep{
		Why:    "The key and its secret, each URL-encoded, joined by a colon and written in base64, say which app asks for a token.",
		Method: http.MethodPost,
		URL:    p.TokenURL,
		Header: []string{"Authorization: Basic " + mask, "Content-Type: application/x-www-form-urlencoded"},
		Body:   "grant_type=client_credentials",
		Answer: `The answer is {"token_type":"bearer","access_token":"` + mask + `"}. The token is kept; the secret is not.`,
	}
	if p.TokenStyle == TokenParams {
		post.Why = "The key and its secret say which app asks for a token."
		post.Header, post.Body = post.Header[1:], "client_id="+mask+"&client_secret="+mask+"&"+post.Body
	}
	return []ExchangeStep{post, get}
}
