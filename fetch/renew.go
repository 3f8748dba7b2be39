// Finds the token of a profile, and gets a new one when the API has rejected it.

package fetch

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
)

// ProfileTokens is the [TokenSource] of a profile. It takes the first there is of: the token in the profile's environment
// variable; the token that was kept; one got by an exchange with key and secret, which is then kept. What it has found it
// holds on to. It is safe for concurrent use, is not copied, and works together with others on the same [Tokens], also in
// other processes: a rejected token is exchanged by one of them.
type ProfileTokens struct {
	Profile Profile
	Getenv  func(string) string // nil: no variable is set
	Tokens  *Tokens             // nil: the token is kept for this run only
	Client  *http.Client        // for the exchange; nil: one with the default bounds
	// Key and Secret, when both are set, stand in for the profile's variables.
	Key, Secret Secret
	Secrets     *Secrets // told of each token, key and secret; may be nil
	// Warn is told of what went wrong without taking the token away: a [*KeyringError], [*FolderError], [*WriteError] or
	// [*TokenError] of a token that could not be kept or dropped, a [*TightenedError]. It may be nil, and must not call back.
	Warn func(error)

	mu   sync.Mutex
	held *heldToken
}

// TightenedError says that others could read the file of a token, and that they no longer can.
type TightenedError struct {
	Kept Kept
}

func (e *TightenedError) Error() string {
	return fmt.Sprintf("%s: other users could read the token (mode %04o); now they cannot", e.Kept.Place, e.Kept.Tightened)
}

// heldToken is what a ProfileTokens knows by now.
type heldToken struct {
	token    Secret
	place    string
	env      bool // a variable holds it, which cannot be changed from here
	keyring  bool // it was kept in the keyring, and so will the next be
	answered map[Secret]renewal
	refused  error // what a server said to key and secret, which it is not asked twice
}

// renewal is what came of the rejection of a token.
type renewal struct {
	token Secret
	err   error
}

// Token returns the token to send, as [TokenSource] says. It asks the server only when there is none but key and secret are at
// hand; what the exchange then says is the error.
func (p *ProfileTokens) Token(ctx context.Context) (Secret, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	held := p.state()
	if held.token != "" {
		return held.token, nil
	}
	if token := p.env(p.Profile.TokenEnv); token != "" {
		if err := CheckToken(token); err != nil {
			return "", &TokenError{Place: p.Profile.TokenEnv, Problem: "holds no usable token", Err: err}
		}
		held.token, held.place, held.env = token, p.Profile.TokenEnv, true
		return token, nil
	}
	if err := p.load(""); err != nil || held.token != "" {
		return held.token, err
	}
	if missing := p.missing(); missing != nil {
		return "", missing
	}
	err := p.exchange(ctx, "")
	return held.token, err
}

// Renew returns a token instead of a rejected one, as [TokenSource] says. A token out of a variable stays there, and Warn is told; what
// replaces it is kept, so that the next run, which meets the rejected one again, need not ask the server.
func (p *ProfileTokens) Renew(ctx context.Context, rejected Secret) (Secret, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	held := p.state()
	if before, ok := held.answered[rejected]; ok {
		return before.token, before.err
	}
	if held.token != "" && held.token != rejected {
		return held.token, nil
	}
	if held.env {
		known := &AuthError{Profile: p.Profile.Name, Place: held.place}
		if p.missing() != nil {
			return "", known
		}
		p.warn(known)
		held.env = false
	}
	held.token = ""
	err := p.exchange(ctx, rejected)
	// Not when the network failed, which may be back for the next request.
	if final(ctx, err) {
		held.answered[rejected] = renewal{held.token, err}
	}
	return held.token, err
}

// Renewable reports whether a new token can be got: there is a token endpoint, and key and secret are at hand.
func (p *ProfileTokens) Renewable() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.missing() == nil
}

// exchange gets a token unless somebody else has put one other than rejected into the store by the time it is our turn.
func (p *ProfileTokens) exchange(ctx context.Context, rejected Secret) error {
	stored := p.Tokens != nil
	if stored {
		unlock, err := p.Tokens.lock(ctx)
		switch {
		case err == nil:
			defer unlock()
		case ctx.Err() != nil:
			return err
		default: // a home that cannot be written to is no reason to go without a token
			p.warn(err)
			stored = false
		}
	}
	if err := p.load(rejected); err != nil || p.held.token != "" {
		return err
	}
	refused := &AuthError{Profile: p.Profile.Name, Place: p.held.place}
	if stored && rejected != "" {
		places, err := p.Tokens.drop(p.Profile.Name)
		refused.Dropped = len(places) > 0
		p.warn(err)
	}
	if p.missing() != nil {
		return refused
	}
	token, err := p.ask(ctx)
	if err != nil && rejected != "" && ctx.Err() == nil {
		refused.Err = err
		return refused
	}
	if err != nil {
		return err
	}
	p.held.token = token
	if stored {
		p.held.place, err = p.Tokens.save(p.Profile.Name, p.Profile.Origin(), token, p.held.keyring)
		p.warn(err)
	}
	return nil
}

func (p *ProfileTokens) ask(ctx context.Context) (Secret, error) {
	if p.held.refused != nil {
		return "", p.held.refused
	}
	key, secret := p.pair()
	token, err := p.Profile.Exchange(ctx, p.Client, key, secret)
	if err != nil && final(ctx, err) {
		p.held.refused = err
	}
	p.know(token)
	return token, err
}

// load takes the kept token unless it is the rejected one; that there is none is no error.
func (p *ProfileTokens) load(rejected Secret) error {
	if p.Tokens == nil {
		return nil
	}
	kept, err := p.Tokens.Load(p.Profile.Name, p.Profile.Origin())
	if _, none := errors.AsType[*NoTokenError](err); none {
		return nil
	}
	if err != nil {
		return err
	}
	if kept.Tightened != 0 {
		p.warn(&TightenedError{kept})
	}
	p.know(kept.Token)
	p.held.place, p.held.keyring = kept.Place, kept.inKeyring
	if kept.Token != rejected {
		p.held.token = kept.Token
	}
	return nil
}

// Format keeps what it holds out of every print.
func (p *ProfileTokens) Format(f fmt.State, _ rune) { io.WriteString(f, "tokens of "+p.Profile.Name) }

func (p *ProfileTokens) state() *heldToken {
	if p.held == nil {
		p.held = &heldToken{answered: map[Secret]renewal{}}
	}
	return p.held
}

// pair returns key and secret, out of the fields or the environment.
func (p *ProfileTokens) pair() (key, secret Secret) {
	key, secret = p.Key, p.Secret
	if key == "" || secret == "" {
		key, secret = p.env(p.Profile.KeyEnv), p.env(p.Profile.SecretEnv)
	}
	if p.Secrets != nil {
		p.Secrets.AddPair(key, secret)
	}
	return key, secret
}

// missing returns nil when key and secret are there.
func (p *ProfileTokens) missing() error {
	key, secret := p.pair()
	e := &NoTokenError{Profile: p.Profile.Name, TokenEnv: p.Profile.TokenEnv}
	switch {
	case p.Profile.TokenURL == "":
		e.ByHand = true
	case key != "" && secret != "":
		return nil
	case key != "":
		e.Missing = p.Profile.SecretEnv
	case secret != "":
		e.Missing = p.Profile.KeyEnv
	}
	return e
}

// env reads a secret out of the environment, where a line break often comes along.
func (p *ProfileTokens) env(name string) Secret {
	if name == "" || p.Getenv == nil {
		return ""
	}
	value := Secret(strings.TrimSpace(p.Getenv(name)))
	p.know(value)
	return value
}

func (p *ProfileTokens) know(s Secret) {
	if p.Secrets != nil && s != "" {
		p.Secrets.Add(s)
	}
}

func (p *ProfileTokens) warn(err error) {
	if err != nil && p.Warn != nil {
		p.Warn(err)
	}
}

// final reports whether asking again would bring nothing else.
func final(ctx context.Context, err error) bool {
	_, unreachable := errors.AsType[*NetError](err)
	return !unreachable && ctx.Err() == nil
}
