// Finds out what an argument names (RESOURCE and SOURCE are one slot, told apart by form) and opens it.

package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/agnivade/levenshtein"

	"twq/fetch"
	"twq/fixtures"
)

// sources opens what arguments name, with the profile and the folders of this call. The profile is looked up only when an API or a URL
// is asked, or when it was named: a file needs none.
type sources struct {
	w       *world
	flags   apiFlags
	verbose bool
	folders fetch.Folders
	params  []fetch.Pair
	pages   int
	profile fetch.Profile
	api     *fetch.API
	stdin   bool // it has been opened
	follow  bool // files are read on at their ends
	mu      sync.Mutex
	limiter *fetch.Limiter
}

func (f apiFlags) sources(w *world, verbose bool) (*sources, error) {
	s := &sources{w: w, flags: f, verbose: verbose}
	var err error
	if s.params, err = f.params(); err != nil {
		return nil, err
	}
	if s.pages, err = f.pages(); err != nil {
		return nil, err
	}
	if s.folders, err = w.folders(); err != nil {
		return nil, err
	}
	if _, err := f.profileName(w); err != nil {
		return nil, err
	}
	if f.Profile != "" || f.Host != "" {
		err = s.needAPI()
	}
	return s, err
}

// needAPI looks up the profile and makes its client.
func (s *sources) needAPI() error {
	if s.api != nil {
		return nil
	}
	name, err := s.flags.profileName(s.w)
	if err != nil {
		return err
	}
	acc, err := s.w.account(name, s.verbose)
	if err != nil {
		return err
	}
	if !s.flags.DryRun { // which sends nothing that could be answered
		if err := s.w.record(s.flags.Record, acc.profile); err != nil {
			return err
		}
	}
	api := acc.api(s.w, s.verbose)
	s.profile, s.api = acc.profile, &api
	return nil
}

// Fetch lets the source for the form of the request answer.
func (s *sources) Fetch(ctx context.Context, req fetch.Request) (*fetch.Page, error) {
	files := fetch.Files{Stdin: s.w.Stdin, Count: s.w.progress.count}
	if s.follow {
		files.Follow = &fetch.Follow{Told: s.w.restarted}
	}
	mux := fetch.Mux{"stdin": files, "file": files, "fixture": fixtures.Source{Store: s.w.store(s.folders)}}
	if s.api != nil {
		web := s.patient()
		mux["http"], mux["https"] = web, web
	}
	return mux.Fetch(ctx, req)
}

// patient is the source of what is on the web: it tries again what failed by chance, and waits for rate limits where it may.
func (s *sources) patient() fetch.Source {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.limiter == nil {
		again := fetch.Retrier{Source: fetch.Web{API: *s.api, HTTP: s.w.plain(s.verbose)}, Quota: &fetch.RetryQuota{}}
		if s.verbose {
			again.Told = func(r fetch.Retry) {
				s.w.say("try %d failed (%s); again in %s", r.Try, short(r.Err.Error(), 160), r.In.Round(time.Millisecond))
			}
		}
		s.limiter = &fetch.Limiter{Source: again, Most: s.flags.Wait, Told: s.w.waiting}
	}
	return s.limiter
}

// locate says what an argument names. The first form that fits counts; nothing is sent.
func (s *sources) locate(arg string) (fetch.Request, error) {
	local := func(u *url.URL) (fetch.Request, error) {
		if len(s.params) > 0 {
			return fetch.Request{}, &flagError{Flag: "-p " + s.flags.Param[0], Value: arg, Fault: noParams}
		}
		return fetch.Request{URL: u}, nil
	}
	switch {
	case arg == "-":
		return local(&url.URL{Scheme: "stdin"})
	case looksLikeFile(arg) || isFile(arg):
		return local(&url.URL{Scheme: "file", Path: s.w.home(arg)})
	case strings.HasPrefix(arg, "fixture:"):
		return local(&url.URL{Scheme: "fixture", Opaque: strings.TrimPrefix(arg, "fixture:")})
	}
	if err := s.needAPI(); err != nil {
		return fetch.Request{}, err
	}
	switch {
	case hasScheme(arg):
		return s.webAddress(arg)
	case s.isResource(arg):
		return s.api.Request(arg, s.params)
	}
	return fetch.Request{}, s.unknown(arg)
}

// home puts the home folder in the place of a leading "~".
func (w *world) home(name string) string {
	rest, ok := strings.CutPrefix(name, "~")
	if !ok || rest != "" && rest[0] != '/' && rest[0] != '\\' {
		return name
	}
	for _, env := range []string{"HOME", "USERPROFILE"} {
		if home := w.Getenv(env); home != "" {
			return home + rest
		}
	}
	return name
}

func looksLikeFile(arg string) bool {
	if len(arg) > 2 && arg[1] == ':' && (arg[2] == '\\' || arg[2] == '/') && isLetter(arg[0]) { // a drive
		return true
	}
	if inCatalogue(arg) { // "/1.1/statuses/show" begins like a file
		return false
	}
	return arg == "." || arg == ".." || strings.HasPrefix(arg, "./") || strings.HasPrefix(arg, "../") || strings.HasPrefix(arg, "/") || strings.HasPrefix(arg, "~") ||
		strings.HasPrefix(arg, `.\`) || strings.HasPrefix(arg, `\\`)
}

// inCatalogue says that arg is a resource of the v1.1 API; a query behind it does not count.
func inCatalogue(arg string) bool {
	name, _, _ := strings.Cut(arg, "?")
	_, ok := fetch.FindResource(name)
	return ok
}

func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

func isFile(arg string) bool {
	info, err := os.Stat(arg)
	return err == nil && !info.IsDir()
}

func hasScheme(arg string) bool {
	lower := strings.ToLower(arg)
	return strings.HasPrefix(lower, "http://") || strings.HasPrefix(lower, "https://")
}

// isResource says that the profile's API may be asked for arg: it is in the catalogue, or begins with 1.1/ or 2/, or the profile
// has no catalogue.
func (s *sources) isResource(arg string) bool {
	path, _, _ := strings.Cut(strings.TrimPrefix(arg, "/"), "?")
	return inCatalogue(arg) || strings.HasPrefix(path, "1.1/") || strings.HasPrefix(path, "2/") ||
		!s.api.Catalogue && !strings.HasPrefix(arg, "-") && !colonFirst(path) && arg != ""
}

// colonFirst says that there is something like a scheme in front; ":id" is a parameter, and wiki/Special:Search has its colon later.
func colonFirst(path string) bool {
	first, _, _ := strings.Cut(path, "/")
	return strings.IndexByte(first, ':') > 0
}

func (s *sources) webAddress(arg string) (fetch.Request, error) {
	u, err := url.Parse(arg)
	if err != nil || u.Host == "" {
		return fetch.Request{}, &flagError{Flag: arg, Fault: noURL}
	}
	if s.profile.Name == practice && !s.api.Covers(u) {
		// The practice API has the resources of the real one, whatever host they are asked of.
		if _, resource, ok := strings.Cut(u.EscapedPath(), "/1.1/"); ok && inCatalogue(resource) {
			return s.api.Request("1.1/"+resource+"?"+u.RawQuery, s.params)
		}
		return fetch.Request{}, &flagError{Flag: arg, Fault: offlineURL}
	}
	if s.api.Covers(u) {
		return s.api.RequestURL(u, s.params), nil
	}
	return fetch.Request{URL: fetch.WithParams(u, s.params)}, nil
}

// unknown names what was looked for and what is near it.
func (s *sources) unknown(arg string) error {
	e := &unknownSourceError{Arg: arg, Resources: fetch.NearestResources(arg, 3)}
	known, _ := s.w.store(s.folders).List() // what cannot be listed cannot be near
	for _, info := range known {
		if near(arg, info.Name) {
			e.Fixtures = append(e.Fixtures, info.Name)
		}
	}
	entries, _ := os.ReadDir(filepath.Dir(arg))
	for _, entry := range entries {
		if name := filepath.Join(filepath.Dir(arg), entry.Name()); !entry.IsDir() && near(arg, name) {
			e.Files = append(e.Files, name)
		}
	}
	return e
}

// near says that two names differ by a few letters.
func near(a, b string) bool {
	return levenshtein.ComputeDistance(strings.ToLower(a), strings.ToLower(b)) <= 1+min(len(a), len(b))/5
}

// open opens an argument; "" is what there is: standard input where something is piped in, else the last answer. received says that it
// came from somewhere else than this computer's files.
func (s *sources) open(ctx context.Context, arg string) (page *fetch.Page, received bool, err error) {
	if arg == "" {
		if s.w.StdinTTY {
			page, err = s.openLast()
			return page, false, err
		}
		arg = "-"
	}
	req, err := s.locate(arg)
	if err != nil {
		return nil, false, err
	}
	if req.URL.Scheme == "stdin" {
		if s.stdin {
			return nil, false, &flagError{Flag: "-", Fault: stdinTwice}
		}
		s.stdin = true
	}
	received = req.URL.Scheme != "stdin" && req.URL.Scheme != "file"
	switch remote := req.URL.Scheme == "http" || req.URL.Scheme == "https"; {
	case !remote && s.flags.Record != "":
		s.w.note(arg + " is on this computer: there is nothing to record")
	case s.pages == 1:
	case !remote:
		s.w.note(arg + " has no pages: this is all of it")
	case req.Resource != nil && req.Resource.Paging == fetch.NoPages:
		s.w.note(req.Resource.Name + " has no pages: this is all of it")
	case req.Resource == nil && s.api.Style == fetch.NoPages && !strings.Contains(req.URL.Path, "/2/"):
		s.w.note("twq does not know how this resource names its pages: this is the first, and there may be more")
	}
	if remote := req.URL.Scheme == "http" || req.URL.Scheme == "https"; remote || !s.follow && (arg != "-" || !s.w.StdinTTY) {
		s.w.progress.start(remote)
	}
	if arg == "-" && s.w.StdinTTY {
		s.w.say("reading from the terminal; end with Ctrl-D")
	}
	if page, err = fetch.Open(ctx, s, req, s.pages, s.w.progress.page); err != nil {
		return nil, false, err
	}
	if page.Note != "" {
		s.w.say("%s: %s", page.From, page.Note)
	}
	return page, received, nil
}

// file is the request for an argument that names a file which is there, with its size; -1 is not known.
func (s *sources) file(arg string) (req fetch.Request, size int64, ok bool) {
	if arg == "" || arg == "-" || len(s.params) > 0 || !looksLikeFile(arg) && !isFile(arg) {
		return req, 0, false
	}
	req, err := s.locate(arg)
	if err != nil {
		return req, 0, false
	}
	info, err := os.Stat(req.URL.Path)
	if err != nil || info.IsDir() {
		return req, 0, false
	}
	if size = info.Size(); !info.Mode().IsRegular() {
		size = -1
	}
	return req, size, true
}

func (s *sources) openLast() (*fetch.Page, error) {
	page, info, err := s.last().Open()
	if errors.Is(err, fs.ErrNotExist) {
		return nil, &noSourceError{}
	}
	if err != nil {
		return nil, err
	}
	s.w.say("the last answer: %s, %s", info.Origin, age(s.w.Now().Sub(info.When)))
	return page, nil
}

func (s *sources) last() fetch.Last { return fetch.Last{Dir: s.folders.State} }

// age is a duration as people say it.
func age(d time.Duration) string {
	units := []struct {
		name string
		size time.Duration
	}{{"day", 24 * time.Hour}, {"hour", time.Hour}, {"minute", time.Minute}, {"second", time.Second}}
	for _, u := range units {
		switch n := int(d / u.size); {
		case n == 1:
			return "1 " + u.name + " ago"
		case n > 1:
			return fmt.Sprintf("%d %ss ago", n, u.name)
		}
	}
	return "just now"
}

// plain fetches URLs that belong to no profile; no token goes along.
func (w *world) plain(verbose bool) fetch.HTTP {
	h := fetch.HTTP{Client: w.recording(fetch.NewClient(w.road())), Blank: w.secrets.Blank, Version: version()}
	if verbose {
		h.Trace = w.say
	}
	return h
}
