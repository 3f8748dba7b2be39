// The system keyring: asked only when a token is known to be in it, and never waited for without end.

package fetch

import (
	"context"
	"errors"
	"time"

	"github.com/zalando/go-keyring"
)

const (
	keyringService = "twq"
	keyringPlace   = "the system keyring"
)

// Keyring is a store of passwords under the protection of the operating system. It is safe for concurrent use.
type Keyring interface {
	Set(service, user, password string) error
	Get(service, user string) (string, error)
	Delete(service, user string) error
}

// KeyringError says that the keyring did not do what it was asked; nothing was kept elsewhere instead.
type KeyringError struct {
	Op  string // "set", "get" or "delete"
	Err error  // context.DeadlineExceeded when it did not answer within 5 seconds
}

func (e *KeyringError) Error() string { return keyringPlace + ": " + e.Op + ": " + e.Err.Error() }

// Unwrap returns the reason.
func (e *KeyringError) Unwrap() error { return e.Err }

// SystemKeyring returns the keyring of the operating system: Keychain on macOS, Credential Manager on Windows (tokens of up to
// 2,560 bytes), a Secret Service over D-Bus elsewhere.
func SystemKeyring() Keyring { return systemKeyring{} }

type systemKeyring struct{}

func (systemKeyring) Set(service, user, password string) error {
	return keyring.Set(service, user, password)
}
func (systemKeyring) Get(service, user string) (string, error) { return keyring.Get(service, user) }
func (systemKeyring) Delete(service, user string) error        { return keyring.Delete(service, user) }

// inKeyring does one thing with the keyring. A locked one may wait for its user for ever, and its library knows no time limit;
// what is still waiting when the time is up is left alone.
func (t Tokens) inKeyring(op string, do func(Keyring) (string, error)) (string, error) {
	if t.Keyring == nil {
		return "", &KeyringError{op, errors.New("this program has none")}
	}
	type result struct {
		value string
		err   error
	}
	done := make(chan result, 1)
	go func() {
		value, err := do(t.Keyring)
		done <- result{value, err}
	}()
	late := time.NewTimer(5 * time.Second)
	defer late.Stop()
	select {
	case r := <-done:
		if r.err != nil {
			return "", &KeyringError{op, r.err}
		}
		return r.value, nil
	case <-late.C:
		return "", &KeyringError{op, context.DeadlineExceeded}
	}
}

func (t Tokens) setKeyring(profile, value string) error {
	_, err := t.inKeyring("set", func(k Keyring) (string, error) { return "", k.Set(keyringService, profile, value) })
	return blankedError(err, value)
}

func (t Tokens) getKeyring(profile string) (string, error) {
	return t.inKeyring("get", func(k Keyring) (string, error) { return k.Get(keyringService, profile) })
}

// deleteKeyring is content when there was nothing to delete.
func (t Tokens) deleteKeyring(profile string) error {
	_, err := t.inKeyring("delete", func(k Keyring) (string, error) { return "", k.Delete(keyringService, profile) })
	if errors.Is(err, keyring.ErrNotFound) {
		return nil
	}
	return err
}

// blankedError returns err with a text that does not quote the value which a keyring was given to keep.
func blankedError(err error, value string) error {
	e, ok := errors.AsType[*KeyringError](err)
	if !ok {
		return err
	}
	var known Secrets
	known.Add(Secret(value))
	if text, n := known.Blank([]byte(e.Err.Error())); n > 0 {
		e.Err = errors.New(string(text))
	}
	return e
}
