// The flags that get and query share.

package main

import (
	"strconv"
	"strings"
	"time"

	"twq/fetch"
	"twq/query"
)

// askFlags are all of them, by what they are about.
type askFlags struct {
	apiFlags
	streamFlags
	sieveFlags
	columnsFlags
	answerFlags
	cellFlags
	typedFlags
	aboutFlags
}

// profileFlags say which API is asked.
type profileFlags struct {
	Offline bool   `help:"Answer from the practice API in the program (short for --profile practice)."`
	Profile string `placeholder:"NAME" help:"Which API, and whose token (default: $$TWQ_PROFILE, else twitter)."`
	Host    string `placeholder:"HOST" help:"Which server of a profile for many: mastodon.social. The same as --profile NAME@HOST."`
}

// originFlags say which API is asked, and for what.
type originFlags struct {
	Param []string `short:"p" sep:"none" placeholder:"K=V" help:"A query parameter of the resource, taken literally; may repeat."`
	profileFlags
}

// pageFlags say how far it is asked.
type pageFlags struct {
	Pages *int          `placeholder:"N" help:"Follow the pages of the resource, N at most; they are read as one document."`
	All   bool          `help:"Follow all pages."`
	Wait  time.Duration `placeholder:"MAX" help:"Wait for a rate limit at most so long (20m), instead of failing."`
}

// apiFlags say which API is asked, how, and what is kept of it.
type apiFlags struct {
	originFlags
	pageFlags
	DryRun bool   `help:"Show the request in its pieces and send nothing."`
	Save   string `placeholder:"NAME" help:"Keep the answer as fixture NAME."`
	Record string `placeholder:"DIR" help:"Keep every answer in this folder, with status and headers, tokens and cookies blanked."`
}

// streamFlags say how what has no end, or is not whole, is read.
type streamFlags struct {
	Follow      bool `help:"Read a growing file on at its end, until Ctrl-C."`
	SkipInvalid bool `help:"Leave out the lines of JSON lines that are no JSON: counted and located, exit 6 at the end, the output kept."`
}

// mayFollow says what --follow cannot do: rows that come one by one need a file that grows and a format of lines.
func (a asking) mayFollow(w *world, out *sink) error {
	switch {
	case !a.Follow:
		return nil
	case len(a.args) > 1:
		return &flagError{Flag: "--follow", Fault: followOne}
	case len(a.args) == 0 && w.StdinTTY:
		return &flagError{Flag: "--follow", Fault: followFile}
	case len(a.args) == 1 && a.args[0] != "-" && !looksLikeFile(a.args[0]) && !isFile(a.args[0]):
		return &flagError{Flag: "--follow", Value: a.args[0], Fault: followFile}
	case a.Sort != nil:
		return &flagError{Flag: "--sort", Fault: followWhole}
	case a.Unique != nil:
		return &flagError{Flag: "--unique", Fault: followWhole}
	case a.Out != "" && a.Out != "-" || a.Save != "":
		return &flagError{Flag: "--follow", Fault: followOut}
	case !out.format.lines:
		return &flagError{Flag: "--follow", Value: out.format.name, Fault: followFormat}
	}
	return nil
}

// outFlags say in which form an answer is written, and where.
type outFlags struct {
	Format string `short:"f" placeholder:"F" help:"${formats}; default: table."`
	Out    string `short:"o" placeholder:"FILE" help:"Write there; the ending chooses the format: ${endings} (.gz, .zst behind compress)."`
	Force  bool   `help:"Overwrite an existing file."`
}

// answerFlags say what of the answer is wanted, and in which form.
type answerFlags struct {
	Columns string `short:"c" placeholder:"LIST" help:"Columns, each a path inside a row, with a label if you like: id_str,who:user.screen_name; tweet and user stand for the usual ones."`
	outFlags
	Limit      *int   `placeholder:"N" help:"Only the first N rows."`
	Notes      string `enum:",all,none" default:"" placeholder:"all|none" help:"How much to say about the path (default: the two strongest notes)."`
	AsGJSON    bool   `name:"as-gjson" help:"Answer exactly as gjson would, traps included."`
	ExitStatus bool   `help:"Exit 7 when nothing was found."`
}

// params splits K=V; the value is everything behind the first "=".
func (f originFlags) params() ([]fetch.Pair, error) {
	var pairs []fetch.Pair
	for _, p := range f.Param {
		k, v, ok := strings.Cut(p, "=")
		if !ok || k == "" {
			return nil, &flagError{Flag: "-p", Value: p, Fault: noEquals}
		}
		pairs = append(pairs, fetch.Pair{Key: k, Value: v})
	}
	return pairs, nil
}

// pages is the number of pages to follow, 0 for all.
func (f pageFlags) pages() (int, error) {
	switch {
	case f.Pages != nil && *f.Pages < 1:
		return 0, &flagError{Flag: "--pages", Value: strconv.Itoa(*f.Pages), Fault: belowOne}
	case f.Pages != nil && f.All:
		return 0, &flagError{Flag: "--pages", Value: strconv.Itoa(*f.Pages), Fault: allPages}
	case f.All:
		return 0, nil
	case f.Pages != nil:
		return *f.Pages, nil
	}
	return 1, nil
}

// profileName is the profile that was asked for.
func (f profileFlags) profileName(w *world) (string, error) {
	if f.Offline && f.Profile != "" && f.Profile != practice {
		return "", &flagError{Flag: "--offline", Value: f.Profile, Fault: twoProfiles}
	}
	if f.Offline && f.Host != "" {
		return "", &flagError{Flag: "--offline", Value: f.Host, Fault: hostOffline}
	}
	if f.Offline {
		return practice, nil
	}
	return w.profileAt(f.Profile, f.Host)
}

// profileAt is the name of a profile at a host; where none is named it is the default one.
func (w *world) profileAt(name, host string) (string, error) {
	if name == "" {
		name = w.defaultProfile()
	}
	if host == "" {
		return name, nil
	}
	if plain, at, ok := strings.Cut(name, "@"); ok && at != host {
		return "", &flagError{Flag: "--host " + quote(host), Value: plain + "@" + at, Fault: twoHosts}
	} else if ok {
		return name, nil
	}
	return name + "@" + host, nil
}

func (w *world) defaultProfile() string {
	if name := w.Getenv("TWQ_PROFILE"); name != "" {
		return name
	}
	return twitter
}

// options reads what the query room wants to know. The path and the columns are parsed before anything is fetched.
func (f answerFlags) options(brief bool) (query.Options, error) {
	o := query.Options{Brief: brief, AsGJSON: f.AsGJSON}
	if f.Limit != nil {
		if o.Limit = *f.Limit; o.Limit < 1 {
			return o, &flagError{Flag: "--limit", Value: strconv.Itoa(o.Limit), Fault: belowOne}
		}
	}
	if f.Columns != "" {
		columns, err := query.ParseColumns(f.Columns)
		if err != nil {
			return o, &columnsFlagError{err: err, list: f.Columns}
		}
		o.Columns = columns
	}
	return o, nil
}
