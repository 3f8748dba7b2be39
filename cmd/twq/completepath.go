// Completes paths and columns with the keys of the data at hand: a file, a fixture, the last answer. It asks nobody.

package main

import (
	"cmp"
	"context"
	"io"
	"net/url"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/alecthomas/kong"

	"twq/fetch"
	"twq/fixtures"
	"twq/query"
)

// A key press may not be felt: no more than this is read of a source, and not for longer.
const (
	glanceBytes = 1 << 20
	glanceTime  = 100 * time.Millisecond
)

// pathOffers completes the beginning of a path, with what the whole line asks.
func (w *world) pathOffers(ctx context.Context, line place, typed string) []offer {
	b := w.glance(ctx, line)
	if b == nil {
		return nil
	}
	return goingOn(typed, b.Complete)
}

// glanceAt is what the line asks, and the path on it, nil where there is none; not ok where either cannot be read.
func (w *world) glanceAt(ctx context.Context, line place) (b *query.Beginning, path *query.Path, ok bool) {
	if b = w.glance(ctx, line); b == nil {
		return nil, nil, false
	}
	text, given := line.path()
	if !given {
		return b, nil, true
	}
	path, err := query.ParsePath(text)
	return b, path, err == nil
}

// columnOffers completes the beginning of a list of columns.
func (w *world) columnOffers(ctx context.Context, line place, typed string) []offer {
	b, path, ok := w.glanceAt(ctx, line)
	if !ok {
		return nil
	}
	return goingOn(typed, func(list string) []query.Completion { return b.CompleteColumns(path, list) })
}

// elementOffers completes the beginning of a path inside the elements that the path walks.
func (w *world) elementOffers(ctx context.Context, line place, typed string) []offer {
	b, path, ok := w.glanceAt(ctx, line)
	if !ok {
		return nil
	}
	return goingOn(typed, func(inside string) []query.Completion { return b.CompleteElement(path, inside) })
}

// besideOffers completes the path of --per or --by, which is asked of the elements that the path on the line walks, and the periods.
func (w *world) besideOffers(ctx context.Context, f *kong.Flag, line place, typed string) []offer {
	var offers []offer
	for p := query.Hour; f.Name == "by" && p <= query.Month; p++ {
		offers = append(offers, offer{p.String(), "in periods of time"})
	}
	b := w.glance(ctx, line)
	if b == nil || line.node.Name == "count" && f.Name == "by" {
		return offers
	}
	elements := "#"
	if text, ok := line.path(); ok {
		p, err := query.ParsePath(text)
		if err != nil {
			return offers
		}
		if list, _, ok := p.Rows(); ok && strings.HasSuffix(list, ")#") {
			elements = list
		} else if ok && list != "" {
			elements = list + ".#"
		}
	}
	path, err := query.ParsePath(elements)
	if err != nil {
		return offers
	}
	return append(offers, goingOn(typed, func(list string) []query.Completion { return b.CompleteColumns(path, list) })...)
}

// goingOn are the completions as offers. Shells take a single one for the end of the word and close its quote; so a single one that is
// not the end comes together with what it goes on to.
func goingOn(typed string, complete func(string) []query.Completion) []offer {
	found := complete(typed)
	if len(found) == 1 && found[0].Open {
		found = append(found, complete(found[0].Path)...)
	}
	var offers []offer
	for _, c := range found {
		if !slices.ContainsFunc(offers, func(o offer) bool { return o.word == c.Path }) {
			offers = append(offers, offer{c.Path, c.Help})
		}
	}
	if len(offers) == 1 && offers[0].word == typed && found[0].Open {
		return nil
	}
	return offers
}

// path is the path on the line.
func (p *place) path() (path string, ok bool) {
	for i, arg := range p.args {
		if p.positional(i) == "path" {
			return arg, true
		}
	}
	if given := p.given["query"]; len(given) > 0 {
		return given[len(given)-1], true
	}
	return "", false
}

// positional is the name of the i-th argument of the command; "" where it takes none.
func (p *place) positional(i int) string {
	all := p.node.Positional
	if len(all) > 0 && i >= len(all) && all[len(all)-1].IsCumulative() {
		i = len(all) - 1
	}
	if i >= len(all) {
		return ""
	}
	return all[i].Name
}

// glance reads the beginning of the first source of the line that is at hand; without a source it is the last answer. nil: there is none.
func (w *world) glance(ctx context.Context, line place) *query.Beginning {
	ctx, cancel := context.WithTimeout(ctx, cmp.Or(w.Glance, glanceTime))
	defer cancel()
	quiet := *w
	quiet.Stderr = io.Discard
	s, err := apiFlags{originFlags: originFlags{Param: line.given["param"], profileFlags: profileFlags{Offline: true}}}.sources(&quiet, false)
	if err != nil {
		return nil
	}
	args := line.sources()
	if len(args) == 0 && line.node.Name != "get" {
		return begin(ctx, s.lastOf(func(string) bool { return true }))
	}
	for _, arg := range args {
		if b := begin(ctx, s.atHand(ctx, arg)); b != nil {
			return b
		}
	}
	return nil
}

// begin reads the beginning of a page, and closes it.
func begin(ctx context.Context, page *fetch.Page) *query.Beginning {
	if page == nil {
		return nil
	}
	defer page.Body.Close()
	return query.ReadBeginning(ctx, query.Input{Name: page.From, Body: page.Body, Lines: page.Lines}, glanceBytes)
}

// atHand opens a source without asking anybody; nil: that cannot be done. For a resource it is the last answer, if it came from there,
// else what the practice API answers.
func (s *sources) atHand(ctx context.Context, arg string) *fetch.Page {
	var page *fetch.Page
	switch {
	case arg == "-":
	case looksLikeFile(arg) || isFile(arg):
		name := s.w.home(arg)
		if info, err := os.Stat(name); err == nil && info.Mode().IsRegular() { // a pipe would wait
			page, _ = s.Fetch(ctx, fetch.Request{URL: &url.URL{Scheme: "file", Path: name}})
		}
	case strings.HasPrefix(arg, "fixture:"):
		page, _ = s.Fetch(ctx, fetch.Request{URL: &url.URL{Scheme: "fixture", Opaque: strings.TrimPrefix(arg, "fixture:")}})
	default:
		if page = s.lastOf(func(origin string) bool { return sameResource(origin, arg) }); page == nil {
			page = s.practised(ctx, arg)
		}
	}
	return page
}

// lastOf opens the last answer, if it came from where it should; else it is nil.
func (s *sources) lastOf(from func(origin string) bool) *fetch.Page {
	page, info, err := s.last().Open()
	if err != nil {
		return nil
	}
	if !from(info.Origin) {
		page.Body.Close()
		return nil
	}
	return page
}

// practised is the answer of a resource in the practice world: a fixture of it, else what its API answers in this process.
func (s *sources) practised(ctx context.Context, arg string) *fetch.Page {
	name := resourceName(arg)
	for _, info := range fixtures.Names() {
		if name != "" && info.Resource == name {
			page, _ := s.Fetch(ctx, fetch.Request{URL: &url.URL{Scheme: "fixture", Opaque: info.Name}})
			return page
		}
	}
	if name == "" || s.needAPI() != nil {
		return nil
	}
	req, err := s.api.Request(name, s.params)
	if err != nil {
		return nil
	}
	page, _ := s.Fetch(ctx, req)
	return page
}

// resourceName is the name of a resource of v1.1 in the catalogue, also where it stands in an address; "" when it is none.
func resourceName(arg string) string {
	if hasScheme(arg) {
		u, err := url.Parse(arg)
		if err != nil {
			return ""
		}
		_, arg, _ = strings.Cut(u.Path, "/1.1/")
	}
	name, _, _ := strings.Cut(arg, "?")
	if r, ok := fetch.FindResource(name); ok {
		return r.Name
	}
	return ""
}

// sameResource says that an answer came from the resource, or the address, that arg names; parameters do not count.
func sameResource(origin, arg string) bool {
	if name := resourceName(arg); name != "" {
		return resourceName(origin) == name
	}
	plain := func(address string) string {
		address, _, _ = strings.Cut(address, "?")
		return strings.TrimSuffix(strings.Trim(address, "/"), ".json")
	}
	if hasScheme(arg) {
		return plain(origin) == plain(arg)
	}
	return strings.HasSuffix(plain(origin), "/"+plain(arg)) && plain(arg) != ""
}
