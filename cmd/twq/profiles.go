// Which API is asked and whose token goes along: the profile becomes a client.

package main

import (
	"context"
	"maps"
	"net/http"
	"net/url"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"twq/fetch"
	"twq/fixtures"
)

// The profiles that are built in.
const (
	twitter  = "twitter"
	practice = "practice"
)

// folders are where this user's settings, saved answers and state are.
func (w *world) folders() (fetch.Folders, error) { return fetch.Dirs(w.Getenv, runtime.GOOS) }

// profile finds a profile by its name, with the host behind an @ where it is for many. An address stands for a practice server there.
func (w *world) profile(name string, folders fetch.Folders) (fetch.Profile, error) {
	if hasScheme(name) {
		return practiceAt(name)
	}
	profiles, err := w.profiles(folders)
	if err != nil {
		return fetch.Profile{}, err
	}
	plain, host, at := strings.Cut(name, "@")
	p, ok := profiles[plain]
	if !ok || at && host == "" {
		return p, &unknownProfileError{Name: name, Known: slices.Sorted(maps.Keys(profiles)), File: filepath.Join(folders.Config, "config.toml")}
	}
	return p.At(host)
}

// profiles are all there are. They are read from the user's own folder and nowhere else: a file that came with the data one works on must
// not say where a token goes.
func (w *world) profiles(folders fetch.Folders) (map[string]fetch.Profile, error) {
	return fetch.LoadProfiles(filepath.Join(folders.Config, "config.toml"))
}

// practiceAt is the profile of a practice server that somebody runs with twq serve. Its key and secret are known to everybody, so that
// an address is all it needs.
func practiceAt(address string) (fetch.Profile, error) {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" || strings.Trim(u.Path, "/") != "" {
		return fetch.Profile{}, &flagError{Flag: "--profile", Value: short(address, 80), Fault: noServer}
	}
	base := u.Scheme + "://" + u.Host
	return fetch.Profile{
		Name: base, Base: base + "/1.1/", Suffix: ".json", Catalogue: true, TokenURL: base + "/oauth2/token", Auth: fetch.AuthBearer,
	}, nil
}

// practises says that a profile is a practice API, whose key and secret are no secret.
func practises(p fetch.Profile) bool { return p.Name == practice || hasScheme(p.Name) }

// profileNames are the profiles there are, as far as they can be read.
func (w *world) profileNames() []string {
	folders, err := w.folders()
	if err != nil {
		return nil
	}
	profiles, err := w.profiles(folders)
	if err != nil {
		return nil
	}
	return slices.Sorted(maps.Keys(profiles))
}

// account is a profile with what is needed to get, keep and send its token.
type account struct {
	profile fetch.Profile
	base    *url.URL
	tokens  *fetch.Tokens
	road    http.RoundTripper // without a token
}

// accountAt is account at a host.
func (w *world) accountAt(name, host string, verbose bool) (account, error) {
	name, err := w.profileAt(name, host)
	if err != nil {
		return account{}, err
	}
	return w.account(name, verbose)
}

func (w *world) account(name string, verbose bool) (account, error) {
	if name == "" {
		name = w.defaultProfile()
	}
	folders, err := w.folders()
	if err != nil {
		return account{}, err
	}
	p, err := w.profile(name, folders)
	if err != nil {
		return account{}, err
	}
	base, err := url.Parse(p.Base)
	if err != nil {
		return account{}, err
	}
	acc := account{profile: p, base: base, road: w.road(), tokens: &fetch.Tokens{Dir: filepath.Join(folders.Config, "tokens"), Keyring: fetch.SystemKeyring()}}
	switch {
	case p.Name == practice:
		acc.road = w.practiceRoad()
	case p.Data != "":
		if w.saved, err = w.savedRoad(p); err != nil {
			return account{}, err
		}
		acc.road = w.saved
	}
	if verbose {
		acc.road = fetch.Traced{Base: acc.road, Trace: w.say}
	}
	return acc, nil
}

// road is what requests go through.
func (w *world) road() http.RoundTripper {
	switch {
	case w.saved != nil:
		return w.saved
	case w.Network != nil:
		return w.Network
	}
	return fetch.NewTransport(fetch.Timeouts{})
}

// practiceRoad is the practice API, answering in this process. Its rate limits count per process.
func (w *world) practiceRoad() http.RoundTripper {
	if w.Practice != nil {
		return fixtures.Transport(w.Practice)
	}
	return fixtures.Transport(fixtures.Server(fixtures.Builtin(), fixtures.Options{Now: w.Now, Limits: true}))
}

// savedRoad answers out of what was recorded, and sends nothing.
func (w *world) savedRoad(p fetch.Profile) (http.RoundTripper, error) {
	saved, err := fixtures.OpenSaved(context.Background(), w.home(p.Data))
	if err != nil {
		return nil, err
	}
	return fixtures.Replay(saved, p.Origin(), p.PageKeys.Usual(p.Paging).Param), nil
}

// api is the source of the profile's resources, with its token bound to its origin.
func (acc account) api(w *world, verbose bool) fetch.API {
	plain := w.plain(verbose)
	plain.Client = fetch.NewClient(acc.road)
	if practises(acc.profile) {
		plain.Blank = nil // its key is known to everybody, and stands in its answers
	}
	p := acc.profile
	if p.Auth != fetch.AuthNone {
		tokens := acc.tokenSource(w)
		plain.Client = fetch.NewClient(fetch.Bearer{Origin: p.Origin(), Source: tokens, Base: acc.road,
			Optional: p.Auth == fetch.AuthOptional, Any401: !p.Catalogue && tokens.Renewable()})
	}
	plain.Client = w.recording(plain.Client)
	plain.Header, plain.Limits = p.Header, p.Limits
	return fetch.API{Base: acc.base, Suffix: p.Suffix, Style: p.Paging, PageKeys: p.PageKeys, Params: p.Params, HTTP: plain, Catalogue: p.Catalogue}
}

// tokenSource looks in the environment, then where tokens are kept, then exchanges key and secret. The practice API's key and secret
// are no secret, and its token lives as long as its server: this process.
func (acc account) tokenSource(w *world) *fetch.ProfileTokens {
	s := &fetch.ProfileTokens{Profile: acc.profile, Getenv: w.Getenv, Tokens: acc.tokens, Client: fetch.NewClient(acc.road), Secrets: w.secrets,
		Warn: func(err error) { w.say("note: %s", short(err.Error(), 300)) }}
	if practises(acc.profile) {
		s.Key, s.Secret, s.Tokens, s.Getenv, s.Secrets = fixtures.PracticeKey, fixtures.PracticeSecret, nil, nil, nil
	}
	return s
}
