package fetch

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/zalando/go-keyring"
)

// memoryKeyring is a Keyring; fail, when set, is what Set does.
type memoryKeyring struct {
	mu     sync.Mutex
	values map[string]string
	calls  int
	fail   func(value string) error
}

func (k *memoryKeyring) Set(service, user, password string) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.calls++
	if k.fail != nil {
		return k.fail(password)
	}
	if k.values == nil {
		k.values = map[string]string{}
	}
	k.values[service+"/"+user] = password
	return nil
}

func (k *memoryKeyring) Get(service, user string) (string, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.calls++
	value, ok := k.values[service+"/"+user]
	if !ok {
		return "", keyring.ErrNotFound
	}
	return value, nil
}

func (k *memoryKeyring) Delete(service, user string) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.calls++
	if _, ok := k.values[service+"/"+user]; !ok {
		return keyring.ErrNotFound
	}
	delete(k.values, service+"/"+user)
	return nil
}

func TestKeyring(t *testing.T) {
	k := new(memoryKeyring)
	tokens := Tokens{Dir: filepath.Join(t.TempDir(), "tokens"), Keyring: k}
	place, err := tokens.Save("class", apiOrigin, canaryToken, true)
	if err != nil || place != keyringPlace {
		t.Fatal(place, err)
	}
	text, err := os.ReadFile(filepath.Join(tokens.Dir, "class.json"))
	if err != nil || leak(string(text), canaryToken) != "" {
		t.Errorf("the file holds %s, %v", text, err)
	}
	kept, err := tokens.Load("class", apiOrigin)
	if err != nil || kept.Token != canaryToken || kept.Place != keyringPlace {
		t.Errorf("%+v, %v", kept, err)
	}
	places, err := tokens.Drop("class")
	if err != nil || len(places) != 2 || len(k.values) != 0 {
		t.Errorf("dropped from %v, %v; the keyring holds %d", places, err, len(k.values))
	}
	if _, err := tokens.Load("class", apiOrigin); !isType[*NoTokenError](err) {
		t.Error(err)
	}
}

// TestKeyringIsLeftAlone wants no call for a token that lies in a file, or nowhere.
func TestKeyringIsLeftAlone(t *testing.T) {
	k := new(memoryKeyring)
	tokens := Tokens{Dir: filepath.Join(t.TempDir(), "tokens"), Keyring: k}
	tokens.Load("class", apiOrigin)
	tokens.Drop("class")
	tokens.Save("class", apiOrigin, canaryToken, false)
	tokens.Load("class", apiOrigin)
	tokens.Save("class", apiOrigin, canaryToken, false)
	tokens.Drop("class")
	if k.calls != 0 {
		t.Errorf("%d calls", k.calls)
	}
}

func TestKeyringFails(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "tokens")
	for _, ring := range []Keyring{nil, &memoryKeyring{fail: func(string) error { return errors.New("org.freedesktop.secrets was not provided") }}} {
		_, err := Tokens{Dir: dir, Keyring: ring}.Save("class", apiOrigin, canaryToken, true)
		if !isType[*KeyringError](err) {
			t.Errorf("got %v", err)
		}
		if _, err := os.Stat(filepath.Join(dir, "class.json")); err == nil {
			t.Error("a file was written instead")
		}
	}
	k := new(memoryKeyring)
	if _, err := (Tokens{Dir: dir, Keyring: k}).Save("class", apiOrigin, canaryToken, true); err != nil {
		t.Fatal(err)
	}
	if _, err := (Tokens{Dir: dir}).Load("class", apiOrigin); !isType[*KeyringError](err) {
		t.Errorf("without a keyring: %v", err)
	}
	if _, err := (Tokens{Dir: dir}).Drop("class"); !isType[*KeyringError](err) {
		t.Errorf("without a keyring: %v", err)
	}
	if _, err := os.Stat(filepath.Join(dir, "class.json")); err != nil {
		t.Error("the file that leads to the keyring is gone")
	}
	k.values["twq/class"] = "https://other.test " + canaryToken.Reveal()
	if _, err := (Tokens{Dir: dir, Keyring: k}).Load("class", apiOrigin); !isType[*TokenError](err) {
		t.Errorf("an entry of another origin: %v", err)
	}
	delete(k.values, "twq/class")
	if _, err := (Tokens{Dir: dir, Keyring: k}).Load("class", apiOrigin); !isType[*KeyringError](err) {
		t.Errorf("an entry that is gone: %v", err)
	}
	if places, err := (Tokens{Dir: dir, Keyring: k}).Drop("class"); err != nil || len(places) == 0 {
		t.Errorf("an entry that is gone: %v, %v", places, err)
	}
}

// TestKeyringToFile leaves nothing behind in the keyring.
func TestKeyringToFile(t *testing.T) {
	k := new(memoryKeyring)
	tokens := Tokens{Dir: filepath.Join(t.TempDir(), "tokens"), Keyring: k}
	tokens.Save("class", apiOrigin, canaryToken, true)
	if _, err := tokens.Save("class", apiOrigin, canaryToken, false); err != nil || len(k.values) != 0 {
		t.Errorf("%v; the keyring holds %d", err, len(k.values))
	}
	tokens.Save("class", apiOrigin, canaryToken, true)
	text, _ := os.ReadFile(filepath.Join(tokens.Dir, "class.json"))
	if strings.Contains(string(text), canaryToken.Reveal()) || len(k.values) != 1 {
		t.Errorf("the file holds %s", text)
	}
}

// lockedKeyring waits for a user who does not come.
type lockedKeyring struct{ release chan struct{} }

func (k lockedKeyring) Set(string, string, string) error   { <-k.release; return nil }
func (k lockedKeyring) Get(string, string) (string, error) { <-k.release; return "", nil }
func (k lockedKeyring) Delete(string, string) error        { <-k.release; return nil }

func TestKeyringLocked(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "tokens")
	if _, err := (Tokens{Dir: dir, Keyring: new(memoryKeyring)}).Save("class", apiOrigin, canaryToken, true); err != nil {
		t.Fatal(err)
	}
	synctest.Test(t, func(t *testing.T) {
		release := make(chan struct{})
		tokens := Tokens{Dir: dir, Keyring: lockedKeyring{release}}
		start := time.Now()
		_, err := tokens.Load("class", apiOrigin)
		if !isType[*KeyringError](err) || !errors.Is(err, context.DeadlineExceeded) || time.Since(start) != 5*time.Second {
			t.Errorf("%v after %v", err, time.Since(start))
		}
		if err := tokens.setKeyring("class", "x"); !errors.Is(err, context.DeadlineExceeded) {
			t.Error(err)
		}
		if err := tokens.deleteKeyring("class"); !errors.Is(err, context.DeadlineExceeded) {
			t.Error(err)
		}
		close(release)
	})
}

// TestSystemKeyring stands in for the system's own, which a test machine may not have and must not write to.
func TestSystemKeyring(t *testing.T) {
	keyring.MockInit()
	tokens := Tokens{Dir: filepath.Join(t.TempDir(), "tokens"), Keyring: SystemKeyring()}
	if _, err := tokens.Save("class", apiOrigin, canaryToken, true); err != nil {
		t.Fatal(err)
	}
	if kept, err := tokens.Load("class", apiOrigin); err != nil || kept.Token != canaryToken {
		t.Errorf("loaded: %v", err)
	}
	if places, err := tokens.Drop("class"); err != nil || len(places) != 2 {
		t.Errorf("dropped from %v, %v", places, err)
	}
	if _, err := SystemKeyring().Get("twq", "class"); !errors.Is(err, keyring.ErrNotFound) {
		t.Errorf("afterwards: %v", err)
	}
	// As where there is no Secret Service: a container, a server.
	keyring.MockInitWithError(errors.New("exec: \"dbus-launch\": executable file not found in $PATH"))
	if _, err := tokens.Save("class", apiOrigin, canaryToken, true); !isType[*KeyringError](err) {
		t.Errorf("without a keyring: %v", err)
	}
	wantNowhere(t, tokens.Dir, canaryToken)
}
