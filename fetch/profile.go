// Profiles: which API, and whose token.

package fetch

import (
	"net/url"
	"strings"
)

// How a profile authorises its requests.
const (
	AuthBearer   = "bearer"
	AuthOptional = "optional" // with a token where there is one, without where there is none
	AuthNone     = "none"
)

// How key and secret are sent to a token endpoint (RFC 6749, 2.3.1).
const (
	TokenBasic  = "basic"  // in a Basic Authorization header
	TokenParams = "params" // as client_id and client_secret in the body
)

// hostMark stands for the host in the base of a profile that is for an API with many servers.
const hostMark = "{host}"

// Profile says how to reach an API and where its token comes from.
type Profile struct {
	Name       string
	Base       string   // ends in "/": https://api.twitter.com/1.1/; "https://{host}/api/" until [Profile.At] has put a host there
	Host       string   // what stands for {host} where none is named; empty: one has to be named
	Hosts      []string // some that may be named
	Suffix     string   // behind a resource: ".json"
	TokenURL   string   // the token endpoint; empty: a token has to be given
	TokenStyle string   // TokenBasic or TokenParams; empty: TokenBasic
	Auth       string   // AuthBearer, AuthOptional or AuthNone
	Paging     Paging   // of resources that are not in the catalogue
	PageKeys   PageKeys // what of Paging is not as usual
	Limits     LimitHeaders
	Header     []Pair  // goes along with every request; no secret
	Params     []Pair  // goes along with every request that does not have them; no secret
	Data       string  // a folder or file of saved answers, from which alone the profile is answered; empty: the network
	Catalogue  bool    // whether the resources are those of [Resources]: the base ends in "/1.1/"
	Worth      []Worth // what is worth trying, of an API without a catalogue
	// TokenEnv, KeyEnv and SecretEnv name the variables that may hold a token, an API key and its secret; empty: none.
	TokenEnv, KeyEnv, SecretEnv string
}

// Worth is a request that shows what an API has.
type Worth struct {
	Resource string
	Params   []Pair
	Help     string // one line: what it answers
}

// HostError says that a profile cannot be for this host.
type HostError struct {
	Profile  string
	Host     string   // what was named; empty: none was, and one has to be
	Fixed    bool     // the profile is for one host only
	Examples []string // hosts that could be named
}

func (e *HostError) Error() string {
	switch {
	case e.Fixed:
		return "the profile " + e.Profile + " has one host"
	case e.Host == "":
		return "the profile " + e.Profile + " needs a host"
	}
	return e.Host + " is no host for the profile " + e.Profile
}

// At returns the profile for one host of many: "mastodon" at "mastodon.social" is "mastodon@mastodon.social", and has a token of its
// own. The host may have a port, and "http://" before it when it is this machine. "" is the host that the profile has by itself. A host
// that is none, is missing, or is not for this profile, is a [*HostError].
func (p Profile) At(host string) (Profile, error) {
	bad := &HostError{Profile: p.Name, Host: host, Examples: p.Hosts}
	if !strings.Contains(p.Base, hostMark) {
		if host == "" {
			return p, nil
		}
		bad.Fixed = true
		return Profile{}, bad
	}
	named := host
	if host == "" {
		host = p.Host
	}
	if host == "" {
		return Profile{}, bad
	}
	scheme := "https://"
	if rest, ok := strings.CutPrefix(host, "http://"); ok {
		scheme, host = "http://", rest
	}
	host = strings.TrimPrefix(host, "https://")
	odd := func(r rune) bool { return r <= ' ' || r >= 0x7f || strings.ContainsRune(`/\?#%@{}<>"'`, r) }
	u, err := url.Parse(scheme + host)
	if err != nil || u.Hostname() == "" || host != u.Host || strings.ContainsFunc(host, odd) || strings.HasSuffix(host, ":") {
		return Profile{}, bad
	}
	origin := OriginOf(u)
	if origin.Scheme == "http" && !origin.Loopback() {
		return Profile{}, bad
	}
	_, shown, _ := strings.Cut(origin.String(), "://")
	p.Base = strings.Replace(p.Base, "https://"+hostMark, scheme+shown, 1)
	p.TokenURL = strings.Replace(p.TokenURL, "https://"+hostMark, scheme+shown, 1)
	if named != "" {
		p.Name += "@" + strings.TrimPrefix(origin.String(), "https://")
	}
	return p, nil
}

// Hosted says that the profile is for an API with many servers, whose host can be named.
func (p Profile) Hosted() bool { return strings.Contains(p.Base, hostMark) }

// Origin returns where the profile's token may go.
func (p Profile) Origin() Origin {
	u, err := url.Parse(p.Base)
	if err != nil {
		return Origin{}
	}
	return OriginOf(u)
}

// validProfileName lets through what is a file name on every system. Two names that differ in case would be one file on some.
func validProfileName(name string) bool {
	if name == "" || len(name) > 64 || name[0] == '-' || name[0] == '_' {
		return false
	}
	if strings.ContainsFunc(name, func(r rune) bool { return r != '-' && r != '_' && (!isWord(r) || 'A' <= r && r <= 'Z') }) {
		return false
	}
	switch name {
	case "con", "prn", "aux", "nul": // devices on Windows, also with .json behind them
		return false
	}
	return len(name) != 4 || !strings.HasPrefix(name, "com") && !strings.HasPrefix(name, "lpt") || name[3] < '0' || name[3] > '9'
}

// tokenFileName is the file name of a profile's token, without its ending: a profile at a host has one for each host. ok is false for
// what is no name of a profile.
func tokenFileName(profile string) (name string, ok bool) {
	name, host, at := strings.Cut(profile, "@")
	if !validProfileName(name) || at && host == "" || len(host) > 160 {
		return "", false
	}
	if !at {
		return name, true
	}
	return name + "@" + strings.Map(func(r rune) rune {
		if r == '-' || r == '.' || isWord(r) && (r < 'A' || r > 'Z') {
			return r
		}
		return '_' // two hosts of one name would be one file, which holds the profile it is for
	}, host), true
}

func isWord(r rune) bool { return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' }
