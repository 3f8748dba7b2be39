package fetch

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
)

// tokenServer answers an exchange, and counts them.
func tokenServer(t testing.TB, answer http.HandlerFunc) (tokenURL string, asked func() int) {
	t.Helper()
	requests := make(chan struct{}, 1000)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		requests <- struct{}{}
		answer(w, r)
	}))
	t.Cleanup(server.Close)
	return server.URL + "/oauth2/token", func() int { return len(requests) }
}

func answerJSON(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		w.WriteHeader(status)
		io.WriteString(w, body)
	}
}

// TestExchangeRequest compares the request with the example of the documentation of application-only authentication.
func TestExchangeRequest(t *testing.T) {
	tokenURL, asked := tokenServer(t, func(w http.ResponseWriter, r *http.Request) {
		const basic = "Basic eHZ6MWV2RlM0d0VFUFRHRUZQSEJvZzpMOHFxOVBaeVJnNmllS0dFS2hab2xHQzB2SldMdzhpRUo4OERSZHlPZw=="
		body, _ := io.ReadAll(r.Body)
		if r.Method != "POST" || r.Header.Get("Authorization") != basic || string(body) != "grant_type=client_credentials" ||
			!strings.HasPrefix(r.Header.Get("Content-Type"), "application/x-www-form-urlencoded") || r.Header.Get("Cookie") != "" {
			t.Errorf("%s with %v and %q", r.Method, r.Header, body)
		}
		answerJSON(200, `{"token_type":"bearer","access_token":"AAAA%2FAAA%3DAAAAAAAA"}`)(w, r)
	})
	token, err := Exchange(context.Background(), nil, tokenURL, "xvz1evFS4wEEPTGEFPHBog", "L8qq9PZyRg6ieKGEKhZolGC0vJWLw8iEJ88DRdyOg")
	if err != nil || token.Reveal() != "AAAA%2FAAA%3DAAAAAAAA" || asked() != 1 {
		t.Errorf("%q, %v, after %d requests", token.Reveal(), err, asked())
	}
}

func TestExchangeAnswers(t *testing.T) {
	tests := []struct {
		name    string
		status  int
		body    string
		token   Secret // empty: an error
		code    int    // of the API, in an HTTPError
		refused int    // status in an HTTPError
	}{
		{name: "as documented", status: 200, body: `{"token_type":"bearer","access_token":"AAAA%2F"}`, token: "AAAA%2F"},
		{name: "capitals", status: 200, body: `{"access_token":"abc","token_type":"Bearer","expires_in":7200}`, token: "abc"},
		{name: "another kind", status: 200, body: `{"token_type":"mac","access_token":"abc"}`},
		{name: "no kind", status: 200, body: `{"access_token":"abc"}`},
		{name: "no token", status: 200, body: `{"token_type":"bearer"}`},
		{name: "empty token", status: 200, body: `{"token_type":"bearer","access_token":""}`},
		{name: "blank in the token", status: 200, body: `{"token_type":"bearer","access_token":"a b"}`},
		{name: "line break in the token", status: 200, body: `{"token_type":"bearer","access_token":"a\r\nX-Evil: 1"}`},
		{name: "NUL in the token", status: 200, body: `{"token_type":"bearer","access_token":"a\u0000"}`},
		{name: "letters beyond ASCII", status: 200, body: `{"token_type":"bearer","access_token":"gärten"}`},
		{name: "4096 bytes", status: 200, body: `{"token_type":"bearer","access_token":"` + strings.Repeat("a", 4096) + `"}`, token: Secret(strings.Repeat("a", 4096))},
		{name: "4097 bytes", status: 200, body: `{"token_type":"bearer","access_token":"` + strings.Repeat("a", 4097) + `"}`},
		{name: "not JSON", status: 200, body: `<html>sign in to the hotel's network</html>`},
		{name: "nothing", status: 200, body: ``},
		{name: "an error all the same", status: 200, body: `{"error":"invalid_client"}`, refused: 200},
		{name: "wrong key or secret", status: 403, body: `{"errors":[{"code":99,"label":"authenticity_token_error","message":"Unable to verify your credentials"}]}`, code: 99, refused: 403},
		{name: "RFC 6749", status: 401, body: `{"error":"invalid_client","error_description":"no such app"}`, refused: 401},
		{name: "over capacity", status: 503, body: `<title>Twitter / Over capacity</title>`, refused: 503},
		{name: "an answer without end", status: 500, body: strings.Repeat("x", 2<<20), refused: 500},
	}
	for _, test := range tests {
		tokenURL, asked := tokenServer(t, answerJSON(test.status, test.body))
		token, err := Exchange(context.Background(), nil, tokenURL, canaryKey, canarySecret)
		if token != test.token || (err == nil) != (test.token != "") {
			t.Errorf("%s: %d bytes, %v", test.name, len(token), err)
			continue
		}
		if err != nil && !isType[*ExchangeError](err) {
			t.Errorf("%s: a %T", test.name, err)
		}
		if asked() != 1 {
			t.Errorf("%s: %d requests", test.name, asked())
		}
		answer, ok := errors.AsType[*HTTPError](err)
		if ok != (test.refused != 0) {
			t.Errorf("%s: %v", test.name, err)
		}
		if ok && (answer.Status != test.refused || answer.Code() != test.code || answer.URL != tokenURL || answer.Snippet != "") {
			t.Errorf("%s: %+v", test.name, answer)
		}
	}
}

func TestExchangeRefusesToAsk(t *testing.T) {
	client := &http.Client{Transport: tripper(func(r *http.Request) (*http.Response, error) {
		t.Errorf("asked %s", r.URL)
		return nil, io.EOF
	})}
	practice := PracticePrefix + canaryKey
	for _, test := range []struct {
		url         string
		key, secret Secret
		plain       bool
	}{
		{"http://api.test/oauth2/token", canaryKey, canarySecret, true},
		{"http://api.test/oauth2/token", practice, canarySecret, true},
		{"http://192.168.1.7/oauth2/token", canaryKey, canarySecret, true},
		{"file:///etc/passwd", canaryKey, canarySecret, false},
		{"ftp://api.test/", canaryKey, canarySecret, true},
		{"", canaryKey, canarySecret, false},
		{"https://", canaryKey, canarySecret, false},
		{"https://user:" + canarySecret.Reveal()[:9] + "@api.test/", canaryKey, canarySecret, false},
		{"https://api.test/", "", canarySecret, false},
		{"https://api.test/", canaryKey, "", false},
	} {
		_, err := Exchange(context.Background(), client, test.url, test.key, test.secret)
		if isType[*PlainHTTPError](err) != test.plain || isType[*ExchangeError](err) == test.plain {
			t.Errorf("%s: %v", test.url, err)
		}
		if form := leak(prints(err), canaryKey, canarySecret); form != "" {
			t.Errorf("%s: the error shows a secret: %s", test.url, form)
		}
	}
}

func TestExchangePracticeKeyOnALocalNetwork(t *testing.T) {
	client := &http.Client{Transport: tripper(func(r *http.Request) (*http.Response, error) {
		return response(r, 200, strings.NewReader(`{"token_type":"bearer","access_token":"practice-token"}`)), nil
	})}
	token, err := Exchange(context.Background(), client, "http://192.168.1.7:8411/oauth2/token", PracticePrefix+"key", PracticePrefix+"secret")
	if err != nil || token != "practice-token" {
		t.Errorf("%q, %v", token.Reveal(), err)
	}
}

func TestExchangeNoAnswer(t *testing.T) {
	tokenURL, _ := tokenServer(t, func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
	if _, err := Exchange(context.Background(), nil, tokenURL, canaryKey, canarySecret); !isType[*NetError](err) || !isType[*ExchangeError](err) {
		t.Errorf("a closed connection: %v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Exchange(ctx, nil, tokenURL, canaryKey, canarySecret); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

func TestExchangeFollowsAtItsOrigin(t *testing.T) {
	tokenURL, asked := tokenServer(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/oauth2/token" {
			http.Redirect(w, r, "/oauth2/token/", http.StatusPermanentRedirect)
			return
		}
		if _, _, ok := r.BasicAuth(); !ok || r.Method != "POST" {
			t.Errorf("%s with %v", r.Method, r.Header)
		}
		answerJSON(200, `{"token_type":"bearer","access_token":"abc"}`)(w, r)
	})
	if token, err := Exchange(context.Background(), nil, tokenURL, canaryKey, canarySecret); token != "abc" || asked() != 2 {
		t.Errorf("%v after %d requests", err, asked())
	}
}

func TestExplainExchange(t *testing.T) {
	steps := ExplainExchange(Profiles()["twitter"])
	if len(steps) != 2 {
		t.Fatalf("%d steps", len(steps))
	}
	post, get := steps[0], steps[1]
	if post.Method != "POST" || post.URL != "https://api.twitter.com/oauth2/token" || post.Body != "grant_type=client_credentials" ||
		!slices.Contains(post.Header, "Authorization: Basic ***") {
		t.Errorf("%+v", post)
	}
	if get.Method != "GET" || get.URL != "https://api.twitter.com/1.1/statuses/user_timeline.json?screen_name=harbourlib" ||
		!slices.Contains(get.Header, "Authorization: Bearer ***") || get.Body != "" {
		t.Errorf("%+v", get)
	}
	steps = ExplainExchange(Profile{Name: "open", Base: "https://data.test/", Auth: AuthNone})
	if len(steps) != 1 || steps[0].URL != "https://data.test/RESOURCE" || strings.Contains(fmt.Sprint(steps), "Bearer") {
		t.Errorf("without authorisation: %+v", steps)
	}
}

// TestExplainIsWhatIsSent holds the explanation against the real request.
func TestExplainIsWhatIsSent(t *testing.T) {
	p := Profiles()["practice"]
	step := ExplainExchange(p)[0]
	client := &http.Client{Transport: tripper(func(r *http.Request) (*http.Response, error) {
		body, _ := io.ReadAll(r.Body)
		if r.Method != step.Method || r.URL.String() != step.URL || string(body) != step.Body {
			t.Errorf("%s %s %q is explained as %+v", r.Method, r.URL, body, step)
		}
		for _, header := range step.Header {
			name, value, _ := strings.Cut(header, ": ")
			want, _, _ := strings.Cut(value, mask)
			if !strings.HasPrefix(r.Header.Get(name), want) || r.Header.Get(name) == "" {
				t.Errorf("%s is sent as %q", header, r.Header.Get(name))
			}
		}
		return response(r, 200, strings.NewReader(`{"token_type":"bearer","access_token":"practice-token"}`)), nil
	})}
	if _, err := Exchange(context.Background(), client, p.TokenURL, "practice-key", "practice-secret"); err != nil {
		t.Error(err)
	}
}
