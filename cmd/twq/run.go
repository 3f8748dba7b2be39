package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/alecthomas/kong"
	"golang.org/x/term"

	"twq/fetch"
	"twq/fixtures"
	"twq/render"
)

// world is all a command may touch besides its flags. Tests make their own.
type world struct {
	Stdin          io.Reader
	Stdout, Stderr io.Writer
	Getenv         func(string) string
	// StdinTTY, StdoutTTY, StderrTTY say which of them is a terminal; Width is the columns of the terminal at Stdout.
	StdinTTY, StdoutTTY, StderrTTY bool
	Width                          func() int
	// ReadSecret asks at the terminal without an echo; nil where there is none.
	ReadSecret func(context.Context) (string, error)
	Now        func() time.Time
	// Network is what requests to other machines go through; nil is the network.
	Network http.RoundTripper

	// Glance is how long completion may look at data; 0 is 100 milliseconds.
	Glance time.Duration

	// Practice answers as the practice API; nil is one of its own for each call, with rate limits.
	Practice http.Handler

	args      []string // those that twq was called with
	secrets   *fetch.Secrets
	progress  *progress
	journal   *fixtures.Journal // what keeps the answers; nil: nothing does
	recordDir string
	saved     http.RoundTripper // answers in the place of the network, for a profile with data; nil: the network does
	program   *kong.Kong
}

// process is the world of the running process.
func process() world {
	return world{
		Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr, Getenv: os.Getenv, Now: time.Now,
		StdinTTY: isTerminal(os.Stdin), StdoutTTY: isTerminal(os.Stdout), StderrTTY: isTerminal(os.Stderr),
		Width: func() int {
			if w, _, err := term.GetSize(int(os.Stdout.Fd())); err == nil {
				return w
			}
			return 80
		},
		ReadSecret: readPassword,
	}
}

// readPassword reads a line of the terminal without an echo; when it is cancelled the terminal echoes again.
func readPassword(ctx context.Context) (string, error) {
	fd := int(os.Stdin.Fd())
	before, err := term.GetState(fd)
	if err != nil {
		return "", err
	}
	type line struct {
		text []byte
		err  error
	}
	lines := make(chan line, 1)
	go func() {
		text, err := term.ReadPassword(fd)
		lines <- line{text, err}
	}()
	select {
	case <-ctx.Done():
		return "", errors.Join(ctx.Err(), term.Restore(fd, before))
	case l := <-lines:
		return string(l.text), l.err
	}
}

func isTerminal(f *os.File) bool { return term.IsTerminal(int(f.Fd())) }

// globals are the flags of every command.
type globals struct {
	Version versionFlag `help:"Print the version."`
	Verbose bool        `short:"v" help:"Show requests and answers on stderr, secrets blanked."`
}

// menu is what twq can do. Help texts are in the imperative and end in a period.
type menu struct {
	globals

	Get        getCmd        `cmd:"" help:"Fetch a resource, a fixture or a file; query it; show it."`
	Query      queryCmd      `cmd:"" help:"Query files, fixtures, standard input or the last answer with a path."`
	Paths      pathsCmd      `cmd:"" help:"Show what is in here: every path once, its kinds, how often it is present, a sample."`
	Find       findCmd       `cmd:"" help:"Find the paths that lead to a key or a value."`
	Explain    explainCmd    `cmd:"" help:"Walk a path step by step: what each step does, what is left after it."`
	Translate  translateCmd  `cmd:"" help:"Say a path in Python, jq, JSONPath or SQL, or a text in those as a path."`
	Fields     fieldsCmd     `cmd:"" help:"Show the data dictionary: what a field of a tweet or a user means."`
	Count      countCmd      `cmd:"" help:"Count how often each value occurs, with bars."`
	Sum        sumCmd        `cmd:"" help:"Add up numbers exactly, for each value or period."`
	Learn      learnCmd      `cmd:"" help:"Learn to find your way in JSON: forty exercises, offline, checked by their results."`
	Serve      serveCmd      `cmd:"" help:"Answer as the practice API on a port of this computer."`
	Collect    collectCmd    `cmd:"" help:"Collect a whole timeline, search or list into a file, through pages, limits and interruptions."`
	Resources  resourcesCmd  `cmd:"" help:"Show the resources of the API: parameters, paging, limits."`
	Limits     limitsCmd     `cmd:"" help:"Show what is left of each rate limit now."`
	Fixtures   fixturesCmd   `cmd:"" help:"List, show, save, anonymise and remove saved answers."`
	Login      loginCmd      `cmd:"" help:"Get the bearer token of a profile and keep it."`
	Logout     logoutCmd     `cmd:"" help:"Drop the token of a profile everywhere."`
	Whoami     whoamiCmd     `cmd:"" help:"Show the profile, its host, and where its token is."`
	Completion completionCmd `cmd:"" help:"Print the completion script of a shell."`
	Complete   completeCmd   `cmd:"" name:"__complete" hidden:""`
}

// run is the whole program: arguments in, exit code out.
func run(ctx context.Context, args []string, w world) (code int) {
	w.args, w.secrets, w.progress = args, new(fetch.Secrets), new(progress)
	if w.StderrTTY {
		w.progress.screen, w.progress.width = w.Stderr, w.Width
		w.Stderr = render.Safe(w.Stderr)
	}
	w.Stderr = w.secrets.Writer(w.Stderr)
	defer func() {
		if p := recover(); p != nil {
			code = w.bug(p)
		}
	}()
	for _, p := range fetch.Profiles() {
		for _, env := range []string{p.TokenEnv, p.KeyEnv, p.SecretEnv} {
			w.secret(env)
		}
	}
	err := dispatch(ctx, args, &w)
	w.progress.end()
	if lost := w.recorded(); err == nil {
		err = lost
	}
	return w.report(ctx, err)
}

// dispatch finds the command in the arguments and runs it. kong's time grows with the flags it has to build, so query, which people call
// in loops, is first read with a menu of its own; whatever that cannot read is read again with the whole menu, which has the words.
func dispatch(ctx context.Context, args []string, w *world) error {
	switch {
	case len(args) == 0 || args[0] == "help" && len(args) == 1:
		args = []string{"--help"}
	case args[0] == "help":
		args = append(slices.Clone(args[1:]), "--help")
	case args[0] == "version":
		args = []string{"--version"}
	}
	if slices.Contains([]string{"query", "get", "explain", "count", "sum"}, args[0]) {
		if fault := emptyArgument(args); fault != nil {
			return fault
		}
	}
	if args[0] == "query" && !slices.ContainsFunc(args, isHelp) {
		var short struct {
			globals
			Query quickQuery `cmd:""`
		}
		if p, err := newParser(ctx, w, &short, &short.globals); err == nil {
			if k, err := parse(p, args); err == nil {
				return runCommand(k)
			}
		}
	}
	var m menu
	p, err := newParser(ctx, w, &m, &m.globals)
	if err != nil {
		return err
	}
	w.program = p
	k, err := parse(p, args)
	if full, ok := errors.AsType[*fs.PathError](err); ok && full.Op == "write" { // the help, or the version
		return &outError{File: standardOutput, Err: full.Err}
	}
	if err != nil {
		return &usageError{err: err, args: args}
	}
	return runCommand(k)
}

// isHelp says that an argument may ask for the help, which tells of all flags.
func isHelp(arg string) bool { return arg == "-h" || strings.HasPrefix(arg, "--h") }

// emptyArgument finds an argument of no characters, which kong would pass over. An empty path is told by its own words.
func emptyArgument(args []string) error {
	for i, arg := range args[1:] {
		before := args[i]
		if arg == "" && before != "-q" && before != "--query" && (args[0] == "get" || i > 0) {
			if !strings.HasPrefix(before, "-") {
				before = "an argument of twq " + args[0]
			}
			return &flagError{Flag: before, Fault: emptyValue}
		}
	}
	return nil
}

func newParser(ctx context.Context, w *world, grammar any, g *globals) (*kong.Kong, error) {
	return kong.New(grammar, kong.Name("twq"), kong.Description(description), kong.Writers(w.Stdout, w.Stderr),
		kong.Exit(func(int) { panic(helpShown{}) }), kong.Bind(w, g), kong.BindTo(ctx, (*context.Context)(nil)),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, NoExpandSubcommands: true, WrapUpperBound: 100}),
		kong.Vars{"formats": strings.Join(formatNames(), ", "), "endings": strings.Join(formatEndings(), " ")})
}

// parse reads the arguments; both results are nil when help or the version was asked for, and shown.
func parse(p *kong.Kong, args []string) (k *kong.Context, err error) {
	defer func() {
		switch r := recover().(type) {
		case nil:
		case helpShown:
			k, err = nil, nil
		default:
			panic(r)
		}
	}()
	return p.Parse(args)
}

func runCommand(k *kong.Context) error {
	if k == nil { // the help was shown
		return nil
	}
	err := k.Run()
	if all, ok := err.(interface{ Unwrap() []error }); ok && len(all.Unwrap()) == 1 { // kong joins what hooks may add
		return all.Unwrap()[0]
	}
	return err
}

// helpShown ends the parse behind --help and --version, which kong has no other way to leave.
type helpShown struct{}

const description = `Get JSON from an API and find your way in it, without ever being told something false.

Begin without an account:

  twq get statuses/user_timeline -p screen_name=harbourlib -q '#.text' --offline`

// versionFlag prints the version and ends.
type versionFlag bool

// BeforeReset runs before other flags are looked at.
func (versionFlag) BeforeReset(w *world, k *kong.Kong) error {
	if _, err := fmt.Fprintf(w.Stdout, "twq %s\n", version()); err != nil {
		return &outError{File: standardOutput, Err: err}
	}
	k.Exit(0)
	return nil
}

// version is that of the module the program was built from.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" || info.Main.Version == "(devel)" {
		return "(devel), " + runtime.Version()
	}
	return info.Main.Version + ", " + runtime.Version()
}
