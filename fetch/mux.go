// Picks the source for the form of a request.

package fetch

import (
	"context"
	"maps"
	"slices"
)

// Mux is a [Source] that passes a request on to the source of its URL's scheme. It is not to be changed once in use. A scheme
// without a source, and a URL without a scheme, is a [*SchemeError].
type Mux map[string]Source

// Fetch passes the request on.
func (m Mux) Fetch(ctx context.Context, req Request) (*Page, error) {
	scheme := ""
	if req.URL != nil {
		scheme = req.URL.Scheme
	}
	if s := m[scheme]; s != nil {
		return s.Fetch(ctx, req)
	}
	return nil, &SchemeError{Scheme: scheme, Known: slices.Sorted(maps.Keys(m))}
}

// Web is the [Source] of http and https: what lies at the origin of the API goes through API, whose client holds a token,
// everything else through HTTP, whose client must hold none.
type Web struct {
	API  API
	HTTP HTTP
}

// Fetch fetches one page.
func (w Web) Fetch(ctx context.Context, req Request) (*Page, error) {
	if w.API.Covers(req.URL) {
		return w.API.Fetch(ctx, req)
	}
	return w.HTTP.Fetch(ctx, req)
}
