// The words for tokens, profiles and settings.

package main

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"twq/fetch"
)

// tokenWords are for what goes wrong with a token. A server's answer is told by apiWords.
func tokenWords(err error) (message, bool) {
	for e := err; e != nil; e = errors.Unwrap(e) {
		if m, ok := tokenWord(e); ok {
			return m, true
		}
	}
	return message{}, false
}

func tokenWord(err error) (message, bool) {
	switch e := err.(type) {
	case *fetch.NoTokenError:
		return noTokenWords(e), true
	case *fetch.AuthError:
		m := say(exitAuth, fmt.Sprintf("the token of %s was rejected", e.Profile))
		if e.Answer != nil && e.Answer.Code() != 0 {
			m.head = fmt.Sprintf("401 Unauthorized (code %d): the token of %s is invalid or was revoked", e.Answer.Code(), e.Profile)
		}
		if e.Err != nil {
			m.lines = append(m.lines, "a new one could not be got: "+short(e.Err.Error(), 160))
		}
		if e.Place != "" && !strings.ContainsAny(e.Place, `/\ `) {
			m.lines = append(m.lines, "it came from the variable "+e.Place+", which goes first: put another there, or unset it")
			return m, true
		}
		if e.Place != "" {
			m.lines = append(m.lines, "it came from "+e.Place)
		}
		m.lines = append(m.lines, loginLine(e.Profile))
		return m, true
	case *fetch.ExchangeError:
		m := say(exitAuth, short(e.Error(), 200))
		if api, ok := errors.AsType[*fetch.HTTPError](e.Err); ok {
			w := world{Now: time.Now, Getenv: func(string) string { return "" }}
			m = w.apiWords(api, nil)
		} else if road, ok := roadWords(e.Err); ok {
			m = road
		}
		return m, true
	case *fetch.TokenError:
		return say(exitAuth, short(e.Error(), 200)), true
	case *fetch.TokenOriginError:
		return say(exitAuth, e.Error()+", and stays where it is", "a token goes only where it was got for; "+loginLine(e.Profile)), true
	case *fetch.HostError:
		return hostWords(e), true
	case *fetch.HomeError:
		return say(exitUsage, e.Error(), "TWQ_CONFIG_DIR can name another folder"), true
	case *fetch.PlainHTTPError:
		return say(exitUsage, e.Error(), "use https; plain http is for this machine only"), true
	case *fetch.KeyringError:
		return say(exitAuth, short(e.Error(), 200), "without --keyring the token is kept in a file only you can read"), true
	case *fetch.ConfigError:
		return configWords(e), true
	case *fetch.WriteError, *fetch.KindError, *fetch.FolderError:
		return say(exitFetch, short(err.Error(), 300)), true
	}
	return message{}, false
}

// keepWords say where else a token can be kept.
func keepWords(e *keepError) message {
	m := say(exitFetch, short(e.Error(), 300))
	if failed, ok := e.Err.(*fetch.WriteError); ok {
		if plain, ok := writeWords(failed); ok {
			m = plain
		}
	}
	m.lines = append(m.lines, "TWQ_CONFIG_DIR can name another folder for it")
	return m
}

func configWords(e *fetch.ConfigError) message {
	m := say(exitUsage, short(e.Error(), 300))
	switch {
	case len(e.Instead) == 1:
		m.lines = append(m.lines, "did you mean "+e.Instead[0]+"?")
	case len(e.Instead) > 1:
		m.lines = append(m.lines, "there are "+strings.Join(e.Instead, ", "))
	}
	return m
}

func hostWords(e *fetch.HostError) message {
	example := "HOST"
	if len(e.Examples) > 0 {
		example = e.Examples[0]
	}
	line := "for example --profile " + e.Profile + " --host " + example
	switch {
	case e.Fixed:
		return say(exitUsage, "the profile "+e.Profile+" has a host of its own, and takes no other", "--host is for profiles whose base has {host} in it, like mastodon")
	case e.Host == "":
		return say(exitUsage, "the profile "+e.Profile+" is for many servers, and none is named", line)
	}
	return say(exitUsage, short(e.Host, 80)+" is no host, a name with no path; http is for this machine only", line)
}

func noTokenWords(e *fetch.NoTokenError) message {
	if e.ByHand {
		return say(exitAuth, "there is no token for the profile "+e.Profile, "twq login --bearer --profile "+quote(e.Profile)+"   takes one and keeps it")
	}
	m := say(exitAuth, "there is no token for the profile "+e.Profile, loginLine(e.Profile)+" (README says where keys come from)")
	if e.Missing != "" {
		m.lines = append(m.lines, e.Missing+" is not set, and key and secret go together")
	}
	return m
}

// loginLine is the command that gets a token.
func loginLine(profile string) string {
	line := "twq login"
	if profile != twitter {
		line += " --profile " + quote(profile)
	}
	return line + "   gets one and keeps it"
}

// profileWords are for profiles and secrets that were not found.
func profileWords(err error) (message, bool) {
	switch e := err.(type) {
	case *unknownProfileError:
		return say(exitUsage, "there is no profile "+e.Name+"; there are "+strings.Join(e.Known, ", "), "others are described in "+e.File), true
	case *noSecretError:
		m := say(exitUsage, "no "+e.Name+" was given")
		if e.Piped && e.Lines == 2 {
			m.lines = append(m.lines, "standard input has two lines: the key, and the secret below it")
		}
		return m, true
	}
	return message{}, false
}
