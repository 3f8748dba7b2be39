// The words for what goes wrong out there: the API's errors, the network, tokens, files.

package main

import (
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"twq/fetch"
	"twq/query"
	"twq/render"
)

// sourceWords are for a source that could not be opened, told with what was asked for.
func (w *world) sourceWords(e *sourceFault) (message, bool) {
	if rejected, ok := errors.AsType[*fetch.AuthError](e.err); ok {
		return tokenWord(rejected)
	}
	if api, ok := errors.AsType[*fetch.HTTPError](e.err); ok {
		return w.apiWords(api, &e.asking), true
	}
	if none, ok := errors.AsType[*fetch.NoTokenError](e.err); ok {
		m := noTokenWords(none)
		if none.Profile == twitter {
			m.lines = append(m.lines, "or practise without an account: "+w.offline())
		}
		return m, true
	}
	return message{}, false
}

// offline is the same command line against the practice API.
func (w *world) offline() string {
	line := slices.Clone(w.args)
	end := len(line)
	if i := slices.Index(line, "--"); i >= 0 { // only arguments behind it
		end = i
	}
	for i := end - 1; i > 0; i-- {
		switch {
		case strings.HasPrefix(line[i], "--profile=") || strings.HasPrefix(line[i], "--host="):
			line, end = slices.Delete(line, i, i+1), end-1
		case (line[i] == "--profile" || line[i] == "--host") && i+1 < end:
			line, end = slices.Delete(line, i, i+2), end-2
		}
	}
	return strings.Join(quoteAll(slices.Insert(line, end, "--offline")), " ")
}

// meaning is what a code of the API means, and what to do.
type meaning struct {
	code      int
	exit      int
	what, try string
}

// meanings are those of the codes that people meet; api-errors in the documentation of v1.1 ("Response codes").
func meanings() []meaning {
	return []meaning{
		{32, exitAuth, "the API could not authenticate the call", "look at twq whoami, then twq login"},
		{34, exitFetch, "there is no such page: the resource, or the user or list it was asked about, does not exist", "check the spelling of the resource and of screen_name"},
		{50, exitFetch, "there is no user of that name", "check screen_name or user_id; a renamed account has a new screen_name and the old id"},
		{17, exitFetch, "none of these users exists", "check screen_name or user_id"},
		{63, exitFetch, "this user is suspended", "nobody can read a suspended account; leave it out"},
		{88, exitRate, "the rate limit of this resource is used up", ""},
		{89, exitAuth, "the token is invalid or was revoked", "twq login   gets a new one"},
		{99, exitAuth, "the key or the secret is wrong", "copy both again from the developer portal, then twq login"},
		{144, exitFetch, "there is no tweet with this id", "ids have up to 19 digits: a program that rounded it may have changed the last ones"},
		{179, exitAuth, "this tweet belongs to a protected account", "only its followers can read it; an app's token cannot"},
		{215, exitAuth, "the call carried no token that the API understands", "twq login"},
		{220, exitAuth, "this resource wants a user's token, and an app's bearer token does not do", "choose a resource that an app may ask"},
		{453, exitAuth, "your access level does not include this v1.1 resource; since 2023 almost nobody's does", ""},
		{130, exitFetch, "the API is over capacity", "try again in a minute"},
		{131, exitFetch, "the API broke on this call", "try again in a minute"},
		{68, exitFetch, "version 1 of the API is gone", "use 1.1/ or 2/"},
		{251, exitFetch, "this resource has been retired", ""},
	}
}

// apiWords say the status, what it means and what to do, in four lines at most.
func (w *world) apiWords(e *fetch.HTTPError, a *asking) message {
	status := fmt.Sprintf("%d %s", e.Status, http.StatusText(e.Status))
	m := say(exitFetch, "")
	known := meaning{}
	for _, c := range meanings() {
		if c.code == e.Code() && c.code != 0 {
			known = c
		}
	}
	switch {
	case e.RateLimited():
		return w.rateWords(e, status)
	case e.Unsigned && a != nil && (e.Status == http.StatusUnauthorized && !strings.HasPrefix(e.Message, "Not authorized") || e.HasCode(32, 89, 215)):
		m = say(exitAuth, status+": "+what(e, "this wants a token"), w.unsignedLine(e, a))
	case known.code != 0:
		m = say(known.exit, fmt.Sprintf("%s (code %d): %s", status, known.code, known.what))
		if known.try != "" {
			m.lines = append(m.lines, w.forProfile(known.try, a))
		}
	case e.Unauthorised() && strings.HasPrefix(e.Message, "Not authorized"):
		m = say(exitAuth, status+": not authorized: the account is protected or suspended", "an app's token reads public accounts only; leave this one out")
	case e.Unauthorised():
		m = say(exitAuth, status+": "+what(e, "the API does not accept the token"), w.forProfile("look at twq whoami, then twq login", a))
	case e.Status >= 500:
		m = say(exitFetch, status+": "+what(e, "the API has trouble of its own"), "try again in a minute")
	case e.Problem != nil && e.Problem.Kind() == "client-forbidden":
		m = say(exitAuth, status+": "+what(e, "this app may not use the resource"), "v2 wants an app that belongs to a project; look at the developer portal")
	case e.Status == http.StatusForbidden:
		m = say(exitFetch, status+": "+what(e, "the server refuses this"), "asked: "+e.URL)
	case e.Status == http.StatusNotFound:
		m = say(exitFetch, status+": "+what(e, "there is nothing at this address"), "check the address: "+e.URL)
	default:
		m = say(exitFetch, status+": "+what(e, "the server did not say why"), "asked: "+e.URL)
	}
	if e.Resource != nil && (known.code == 453 || known.code == 251 || known.code == 220) {
		if e.Resource.V2 != "" && known.code != 220 {
			m.lines = append(m.lines, "the same in v2: "+e.Resource.V2)
		}
	}
	if known.code == 453 && a != nil && e.Resource != nil {
		m.lines = append(m.lines, "or practise: "+w.offline())
	}
	return m
}

// unsignedLine says why no token went along with a request.
func (w *world) unsignedLine(e *fetch.HTTPError, a *asking) string {
	name, err := a.profileName(w)
	acc, fault := w.account(name, false)
	if err != nil || fault != nil {
		return "no token went along"
	}
	at, err := url.Parse(e.URL)
	switch p := acc.profile; {
	case p.Auth == fetch.AuthNone:
		return fmt.Sprintf("no token went along: the profile %s has none (auth = \"none\")", p.Name)
	case err != nil || fetch.OriginOf(at) != p.Origin():
		return fmt.Sprintf("no token went along: that of the profile %s goes to %s and nowhere else", p.Name, p.Origin())
	default:
		return fmt.Sprintf("no token went along: there is none of the profile %s; %s", p.Name, loginLine(p.Name))
	}
}

// forProfile puts the profile into a hint to log in.
func (w *world) forProfile(hint string, a *asking) string {
	name := twitter
	if a != nil {
		if chosen, err := a.profileName(w); err == nil {
			name = chosen
		}
	}
	if name == twitter {
		return hint
	}
	return strings.NewReplacer("twq whoami", "twq whoami --profile "+quote(name), "twq login", "twq login --profile "+quote(name)).Replace(hint)
}

// answerWords are for an error of the API in an answer that says 200.
func answerWords(e *query.AnswerError) message {
	for _, known := range meanings() {
		if known.code == e.Code && e.Code != 0 {
			m := say(known.exit, fmt.Sprintf("the answer is an error (code %d): %s", e.Code, known.what))
			if known.try != "" {
				m.lines = append(m.lines, known.try)
			}
			return m
		}
	}
	return say(exitFetch, "the answer is an error: "+short(e.Message, 200))
}

// what is the server's own text in one line, or the words that stand for it.
func what(e *fetch.HTTPError, otherwise string) string {
	text := e.Message
	switch {
	case len(e.Codes) > 0:
		text = e.Codes[0].Message
		if c := e.Code(); c != 0 {
			text = fmt.Sprintf("%s (code %d)", text, c)
		}
	case text != "":
	case e.Problem != nil:
		text = strings.TrimSpace(e.Problem.Title + ": " + e.Problem.Detail)
	case e.Title != "":
		text = "a web page: " + e.Title
	case strings.HasPrefix(strings.TrimSpace(e.Snippet), "<"):
		text = "a web page came instead of the API's answer"
	}
	if text == "" {
		return otherwise
	}
	return short(text, 160)
}

// short is text of the outside world on one line, with nothing in it that a terminal obeys.
func short(s string, most int) string {
	s = render.Clean(strings.Join(strings.Fields(s), " "))
	if r := []rune(s); len(r) > most {
		s = string(r[:most-1]) + "…"
	}
	return s
}

func (w *world) rateWords(e *fetch.HTTPError, status string) message {
	m := say(exitRate, status+": the rate limit of this resource is used up")
	if reset := e.Rate.Reset; !reset.IsZero() {
		left := reset.Sub(w.Now()).Round(time.Second)
		switch {
		case left <= 0:
			m.lines = append(m.lines, "its window has just ended: try again now")
		default:
			m.lines = append(m.lines, fmt.Sprintf("until %s (in %s)", reset.Local().Format("15:04:05 -07:00"), left))
		}
	} else if e.RetryAfter > 0 {
		m.lines = append(m.lines, fmt.Sprintf("until %s (in %s)", w.Now().Add(e.RetryAfter).Local().Format("15:04:05 -07:00"), e.RetryAfter))
	} else {
		m.lines = append(m.lines, "the server did not say until when; windows of this API are 15 minutes long")
	}
	if e.Resource != nil && e.Resource.App > 0 {
		m.lines = append(m.lines, fmt.Sprintf("%s allows an app %d calls in 15 minutes", e.Resource.Name, e.Resource.App))
	}
	return m
}

// fetchWords are for everything else that fetching can meet.
func fetchWords(err error) (message, bool) {
	if e, ok := errors.AsType[*fetch.ShapeError](err); ok && e.Err == nil {
		m := say(exitFetch, fmt.Sprintf("page %d of %s is %s; expected %s", e.Page, e.From, e.Got, e.Want))
		if e.Snippet != "" {
			m.lines = append(m.lines, "it begins: "+short(e.Snippet, 120))
		}
		return m, true
	}
	if e, ok := errors.AsType[*fetch.HTTPError](err); ok {
		w := world{Now: time.Now, Getenv: func(string) string { return "" }}
		return w.apiWords(e, nil), true
	}
	if m, ok := tokenWords(err); ok {
		return m, true
	}
	return roadWords(err)
}

// roadWords are for the way there and back.
func roadWords(err error) (message, bool) {
	for e := err; e != nil; e = errors.Unwrap(e) {
		if m, ok := roadWord(e); ok {
			return m, true
		}
	}
	return message{}, false
}

func roadWord(err error) (message, bool) {
	switch e := err.(type) {
	case *fetch.NetError:
		m := say(exitFetch, fmt.Sprintf("cannot reach %s: %s", e.Host, short(e.Err.Error(), 200)))
		switch {
		case e.Timeout():
			m.head = fmt.Sprintf("%s does not answer", e.Host)
		case e.Op == "tls":
			m.head = fmt.Sprintf("%s cannot prove who it is: %s", e.Host, short(e.Err.Error(), 160))
		}
		m.lines = append(m.lines, "check the address and the network")
		return m, true
	case *fetch.StallError:
		return say(exitFetch, fmt.Sprintf("%s: no data for %s, given up after %d bytes", e.From, e.After, e.Got), "try again"), true
	case *fetch.TruncatedError:
		return say(exitFetch, e.Error(), "a part is not the whole; fetch or copy it again"), true
	case *fetch.TooLargeError:
		return say(exitFetch, e.Error(), "save it with another program and query the file"), true
	case *fetch.OriginError:
		from, to := originOf(e.From), originOf(e.To)
		if from == to { // it is something else that is wrong with the address
			return say(exitFetch, fmt.Sprintf("%s: %s", e.Why, to), "a name and password that an answer brings along go nowhere"), true
		}
		return say(exitFetch, fmt.Sprintf("%s: %s leads to %s", e.Why, from, to), "twq takes the answers of an API, and its token, to and from one address only"), true
	case *fetch.RedirectError, *fetch.EncodingError:
		return say(exitFetch, e.Error()), true
	case *fetch.FollowError:
		return say(exitUsage, "cannot read on at the end: "+e.Error(), "--follow reads files of plain text that grow"), true
	case *fetch.LoopError:
		if e.Empty > 0 {
			return say(exitFetch, "no end: "+e.Error(), "what came is kept; with collect the same command goes on behind them"), true
		}
		return say(exitFetch, "page loop: "+e.Error(), "the API repeats itself; fetch fewer pages"), true
	case *fetch.FileError:
		return fileWords(e), true
	case *fetch.LastTooLargeError:
		return say(exitFetch, "the last answer ("+e.Origin+") was too large to keep", "name the source again"), true
	case *fetch.LastError:
		return say(exitFetch, "the last answer cannot be read: "+e.Err.Error(), "name the source again"), true
	case *fetch.RequestError:
		return say(exitUsage, e.Error()), true
	case *fetch.SchemeError:
		return say(exitUsage, e.Error()), true
	}
	return message{}, false
}

// restarted says that a followed file begins anew, and what of it was never shown.
func (w *world) restarted(r fetch.Restart) {
	text := r.Name + " became shorter"
	if r.Replaced {
		text = r.Name + " is another file now"
	}
	if text += ": it is read from its beginning"; r.Dropped > 0 {
		text += fmt.Sprintf("; its last line had no end (%s) and is left out", size(r.Dropped))
	}
	w.note(text)
}

// originOf leaves the scheme, host and port of an address; what a server wrote behind them is not repeated.
func originOf(address string) string {
	if u, err := url.Parse(address); err == nil && u.Host != "" {
		return fetch.OriginOf(u).String()
	}
	return short(address, 80)
}

func fileWords(e *fetch.FileError) message {
	switch {
	case e.Dir():
		return say(exitFetch, e.Name+" is a folder", "name a file in it")
	case errors.Is(e.Err, fs.ErrNotExist):
		return say(exitFetch, e.Name+": there is no such file")
	case errors.Is(e.Err, fs.ErrPermission):
		return say(exitFetch, e.Name+": you may not read this file")
	}
	return say(exitFetch, fmt.Sprintf("%s: %v", e.Name, bare(e.Err)))
}
