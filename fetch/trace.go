// Shows the headers of requests as they are sent.

package fetch

import (
	"maps"
	"net/http"
	"slices"
	"strings"
)

// Traced is an [http.RoundTripper] that tells Trace of the headers of each request that goes through Base, of an Authorization header
// no more than its scheme. The line of a GET is told by [HTTP]; that of any other request is told here.
type Traced struct {
	Base  http.RoundTripper // nil: a transport with the default bounds
	Trace func(format string, args ...any)
}

// RoundTrip tells and sends.
func (t Traced) RoundTrip(req *http.Request) (*http.Response, error) {
	if req.Method != http.MethodGet {
		t.Trace("> %s %s", req.Method, CleanURL(req.URL))
	}
	for _, name := range slices.Sorted(maps.Keys(req.Header)) {
		value := strings.Join(req.Header[name], ", ")
		if name == "Authorization" || name == "Proxy-Authorization" || name == "Cookie" {
			scheme, _, _ := strings.Cut(value, " ")
			if name == "Cookie" {
				scheme = ""
			}
			value = strings.TrimSpace(scheme + " " + mask)
		}
		t.Trace("> %s: %s", strings.ToLower(name), value)
	}
	base := t.Base
	if base == nil {
		base = defaultTransport()
	}
	return base.RoundTrip(req)
}
