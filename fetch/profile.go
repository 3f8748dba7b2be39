// Profiles: which API, and whose token. Two are built in.

package fetch

import (
	"net/url"
	"strings"
)

// How a profile authorises its requests.
const (
	AuthBearer = "bearer"
	AuthNone   = "none"
)

// Profile says how to reach an API and where its token comes from.
type Profile struct {
	Name      string
	Base      string // ends in "/": https://api.twitter.com/1.1/
	Suffix    string // behind a resource: ".json"
	TokenURL  string // the token endpoint; empty: a token has to be given
	Auth      string // AuthBearer or AuthNone
	Paging    Paging // of resources that are not in the catalogue
	Data      string // a folder or file of saved answers, from which alone the profile is answered; empty: the network
	Catalogue bool   // whether the resources are those of [Resources]: the base ends in "/1.1/"
	// TokenEnv, KeyEnv and SecretEnv name the variables that may hold a token, an API key and its secret; empty: none.
	TokenEnv, KeyEnv, SecretEnv string
}

// Origin returns where the profile's token may go.
func (p Profile) Origin() Origin {
	u, err := url.Parse(p.Base)
	if err != nil {
		return Origin{}
	}
	return OriginOf(u)
}

// Profiles returns the built-in profiles: twitter, whose addresses are those of the API reference of oauth2/token, and
// practice, whose host does not exist (RFC 6761) and is answered inside the program.
func Profiles() map[string]Profile {
	return map[string]Profile{
		"twitter": {
			Name: "twitter", Base: "https://api.twitter.com/1.1/", Suffix: ".json", Catalogue: true,
			TokenURL: "https://api.twitter.com/oauth2/token", Auth: AuthBearer,
			TokenEnv: "TWQ_BEARER_TOKEN", KeyEnv: "TWQ_API_KEY", SecretEnv: "TWQ_API_SECRET",
		},
		"practice": {
			Name: "practice", Base: "https://practice.invalid/1.1/", Suffix: ".json", Catalogue: true,
			TokenURL: "https://practice.invalid/oauth2/token", Auth: AuthBearer,
		},
	}
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

func isWord(r rune) bool { return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' }
