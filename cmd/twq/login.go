// twq login, logout, whoami: the token of a profile.

package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"twq/fetch"
)

type loginCmd struct {
	Profile string `placeholder:"NAME" help:"For which profile (default: $$TWQ_PROFILE, else twitter)."`
	Host    string `placeholder:"HOST" help:"At which server, of a profile for many: each has its own token."`
	Bearer  bool   `help:"Take a bearer token instead of key and secret."`
	Keyring bool   `help:"Keep the token in the system keyring instead of a file."`
	Explain bool   `help:"Show the two requests of the exchange, the secret blanked, and send nothing."`
}

// Help is the long help.
func (loginCmd) Help() string {
	return `Key and secret are asked for without an echo, read as two lines from standard input, or taken from TWQ_API_KEY and
TWQ_API_SECRET. The token is kept in a file only you can read; the secret is never kept. No flag takes a secret.

Examples:

  twq login
  twq login --bearer < token.txt
  printf '%s\n%s\n' "$KEY" "$SECRET" | twq login --profile class
  twq login --bearer --profile mastodon --host mastodon.social < token.txt
  twq login --explain`
}

// Run gets the token and keeps it.
func (c loginCmd) Run(ctx context.Context, w *world, g *globals) error {
	acc, err := w.accountAt(c.Profile, c.Host, g.Verbose)
	if err != nil {
		return err
	}
	if c.Explain {
		return c.explain(w, acc.profile)
	}
	if acc.profile.Auth == fetch.AuthNone || practises(acc.profile) {
		return &flagError{Flag: "login", Value: acc.profile.Name, Fault: needsNoToken}
	}
	if acc.profile.TokenURL == "" && !c.Bearer {
		return &flagError{Flag: "login", Value: acc.profile.Name, Fault: byHand}
	}
	token, err := c.token(ctx, w, acc)
	if err != nil {
		return err
	}
	if err := fetch.MayTravel(acc.profile.Origin(), token); err != nil {
		return err
	}
	place, err := acc.tokens.Save(acc.profile.Name, acc.profile.Origin(), token, c.Keyring)
	if err != nil {
		return keeping(err)
	}
	w.say("logged in: the token of %s for %s is kept in %s", acc.profile.Name, acc.profile.Origin(), place)
	return nil
}

// keepError says that a token was got and could not be kept.
type keepError struct{ Err error }

// keeping is err as a [*keepError] where it is about the place.
func keeping(err error) error {
	switch err.(type) {
	case *fetch.WriteError, *fetch.FolderError, *fetch.KindError:
		return &keepError{err}
	}
	return err
}

func (e *keepError) Error() string { return "the token was not kept: " + e.Err.Error() }
func (e *keepError) Unwrap() error { return e.Err }

func (c loginCmd) token(ctx context.Context, w *world, acc account) (fetch.Secret, error) {
	if c.Bearer {
		if t := w.secret(acc.profile.TokenEnv); t != "" && w.StdinTTY {
			return t, nil
		}
		lines, err := w.readSecrets(ctx, "bearer token")
		if err != nil {
			return "", err
		}
		return lines[0], fetch.CheckToken(lines[0])
	}
	key, secret := w.secret(acc.profile.KeyEnv), w.secret(acc.profile.SecretEnv)
	var ask []string
	for name, have := range map[string]fetch.Secret{"API key": key, "API secret": secret} {
		if have == "" {
			ask = append(ask, name)
		}
	}
	slices.Sort(ask)
	given, err := w.readSecrets(ctx, ask...)
	if err != nil {
		return "", err
	}
	for i, name := range ask {
		if name == "API key" {
			key = given[i]
		} else {
			secret = given[i]
		}
	}
	w.secrets.AddPair(key, secret)
	return acc.profile.Exchange(ctx, fetch.NewClient(acc.road), key, secret)
}

// secret reads an environment variable and makes sure it is never printed.
func (w *world) secret(env string) fetch.Secret {
	if env == "" {
		return ""
	}
	s := fetch.Secret(strings.TrimSpace(w.Getenv(env)))
	if s != "" {
		w.secrets.Add(s)
	}
	return s
}

// readSecrets asks for each at the terminal without an echo, or reads a line for each from what is piped in.
func (w *world) readSecrets(ctx context.Context, names ...string) ([]fetch.Secret, error) {
	in := bufio.NewReader(io.LimitReader(w.Stdin, 1<<16))
	var secrets []fetch.Secret
	for _, name := range names {
		var line string
		var err error
		if w.StdinTTY && w.ReadSecret != nil {
			fmt.Fprintf(w.Stderr, "%s: ", name)
			line, err = w.ReadSecret(ctx)
			w.say("")
		} else if line, err = readLine(ctx, in); err == io.EOF && line != "" {
			err = nil
		}
		s := fetch.Secret(strings.TrimSpace(line))
		if err != nil && err != io.EOF {
			return nil, err
		}
		if s == "" {
			return nil, &noSecretError{Name: name, Piped: !w.StdinTTY, Lines: len(names)}
		}
		w.secrets.Add(s)
		secrets = append(secrets, s)
	}
	return secrets, nil
}

// readLine reads a line of a pipe, which may stay open without giving one.
func readLine(ctx context.Context, in *bufio.Reader) (string, error) {
	type result struct {
		line string
		err  error
	}
	results := make(chan result, 1)
	go func() {
		line, err := in.ReadString('\n')
		results <- result{line, err}
	}()
	select {
	case <-ctx.Done():
		return "", ctx.Err()
	case r := <-results:
		return r.line, r.err
	}
}

func (c loginCmd) explain(w *world, p fetch.Profile) error {
	var b strings.Builder
	for i, r := range fetch.ExplainExchange(p) {
		fmt.Fprintf(&b, "%d. %s\n\n   %s %s\n", i+1, r.Why, r.Method, r.URL)
		for _, h := range r.Header {
			fmt.Fprintf(&b, "   %s\n", h)
		}
		if r.Body != "" {
			fmt.Fprintf(&b, "\n   %s\n", r.Body)
		}
		fmt.Fprintf(&b, "\n   %s\n\n", r.Answer)
	}
	_, err := io.WriteString(w.Stdout, strings.TrimSuffix(b.String(), "\n"))
	return err
}

type logoutCmd struct {
	Profile string `placeholder:"NAME" help:"Of which profile (default: $$TWQ_PROFILE, else twitter)."`
	Host    string `placeholder:"HOST" help:"At which server, of a profile for many."`
}

// Run removes the token everywhere.
func (c logoutCmd) Run(w *world, g *globals) error {
	acc, err := w.accountAt(c.Profile, c.Host, g.Verbose)
	if err != nil {
		return err
	}
	if practises(acc.profile) {
		return &flagError{Flag: "logout", Value: acc.profile.Name, Fault: noneKept}
	}
	places, err := acc.tokens.Drop(acc.profile.Name)
	if err != nil {
		return err
	}
	if len(places) == 0 {
		w.say("there was no token of %s to remove", acc.profile.Name)
	}
	for _, place := range places {
		w.say("removed the token of %s from %s", acc.profile.Name, place)
	}
	if env := acc.profile.TokenEnv; w.secret(env) != "" {
		w.say("%s is still set in your environment; unset it yourself", env)
	}
	return nil
}

type whoamiCmd struct {
	Profile string `placeholder:"NAME" help:"Of which profile (default: $$TWQ_PROFILE, else twitter)."`
	Host    string `placeholder:"HOST" help:"At which server, of a profile for many."`
	answerFlags
}

// Run shows where the token is, and its last four characters.
func (c whoamiCmd) Run(ctx context.Context, w *world, g *globals) error {
	acc, err := w.accountAt(c.Profile, c.Host, g.Verbose)
	if err != nil {
		return err
	}
	type who struct {
		Profile string `json:"profile"`
		Host    string `json:"host"`
		Token   string `json:"token"`
		Kept    string `json:"kept in"`
		Since   string `json:"since,omitempty"`
	}
	_, host, _ := strings.Cut(acc.profile.Origin().String(), "://")
	row := who{Profile: acc.profile.Name, Host: host}
	switch {
	case acc.profile.Auth == fetch.AuthNone:
		row.Token, row.Kept = "not needed", "nowhere"
	case practises(acc.profile):
		row.Token, row.Kept = "made for each call", "nowhere"
	default:
		if t := w.secret(acc.profile.TokenEnv); t != "" {
			row.Token, row.Kept = t.Tail(), acc.profile.TokenEnv+" (environment)"
			break
		}
		kept, err := acc.tokens.Load(acc.profile.Name, acc.profile.Origin())
		if _, none := errors.AsType[*fetch.NoTokenError](err); none && acc.profile.Auth == fetch.AuthOptional {
			row.Token, row.Kept = "none, and not needed for what is public", "nowhere"
			break
		}
		if err != nil {
			return err
		}
		w.secrets.Add(kept.Token)
		row.Token, row.Kept = kept.Token.Tail(), kept.Place
		row.Since = kept.When.UTC().Format("2006-01-02 15:04 MST")
	}
	return c.showRows(ctx, w, row)
}
