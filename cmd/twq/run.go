package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"runtime"
	"runtime/debug"
	"strings"
	"time"

	"github.com/alecthomas/kong"
	"golang.org/x/term"

	"twq/fetch"
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
	ReadSecret func() (string, error)
	Now        func() time.Time
	// Network is what requests to other machines go through; nil is the network.
	Network http.RoundTripper

	secrets *fetch.Secrets
	program *kong.Kong
	args    []string
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
		ReadSecret: func() (string, error) {
			b, err := term.ReadPassword(int(os.Stdin.Fd()))
			return string(b), err
		},
	}
}

func isTerminal(f *os.File) bool { return term.IsTerminal(int(f.Fd())) }

// menu is what twq can do. Help texts are in the imperative and end in a period.
type menu struct {
	Version versionFlag `help:"Print the version."`
	Verbose bool        `short:"v" help:"Show requests and answers on stderr, secrets blanked."`

	Get        getCmd        `cmd:"" help:"Fetch a resource, a fixture or a file; query it; show it."`
	Query      queryCmd      `cmd:"" help:"Query files, fixtures, standard input or the last answer with a path."`
	Fixtures   fixturesCmd   `cmd:"" help:"List, show, save and remove saved answers."`
	Login      loginCmd      `cmd:"" help:"Get the bearer token of a profile and keep it."`
	Logout     logoutCmd     `cmd:"" help:"Drop the token of a profile everywhere."`
	Whoami     whoamiCmd     `cmd:"" help:"Show the profile, its host, and where its token is."`
	Completion completionCmd `cmd:"" help:"Print the completion script of a shell."`
	Complete   completeCmd   `cmd:"" name:"__complete" hidden:""`
}

// run is the whole program: arguments in, exit code out.
func run(ctx context.Context, args []string, w world) (code int) {
	w.args = args
	w.secrets = new(fetch.Secrets)
	if w.StderrTTY {
		w.Stderr = render.Safe(w.Stderr)
	}
	w.Stderr = w.secrets.Writer(w.Stderr)
	defer func() {
		if p := recover(); p != nil {
			code = w.bug(p)
		}
	}()
	err := dispatch(ctx, args, &w)
	return w.report(ctx, err)
}

// dispatch finds the command in the arguments and runs it.
func dispatch(ctx context.Context, args []string, w *world) (err error) {
	var m menu
	done := false
	w.program, err = kong.New(&m, kong.Name("twq"), kong.Description(description), kong.Writers(w.Stdout, w.Stderr),
		kong.Exit(func(int) { done = true; panic(helpShown{}) }), kong.UsageOnError(),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, NoExpandSubcommands: true, WrapUpperBound: 100}),
		kong.ShortUsageOnError(), kong.Bind(w), kong.BindTo(ctx, (*context.Context)(nil)),
		kong.Vars{"formats": strings.Join(formatNames(), ", "), "endings": strings.Join(formatEndings(), " ")})
	if err != nil {
		return err
	}
	defer func() {
		if p := recover(); p != nil && !done {
			panic(p)
		}
	}()
	if len(args) == 0 {
		args = []string{"--help"}
	}
	k, err := w.program.Parse(args)
	if err != nil {
		return &usageError{err: err, args: args}
	}
	if err = k.Run(); err != nil {
		if all, ok := err.(interface{ Unwrap() []error }); ok && len(all.Unwrap()) == 1 { // kong joins what hooks may add
			return all.Unwrap()[0]
		}
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
	fmt.Fprintf(w.Stdout, "twq %s\n", version())
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
