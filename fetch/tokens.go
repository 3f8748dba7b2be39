// Keeps tokens: one file for each profile, which only the user can read, bound to the origin the token was got for.

package fetch

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/gofrs/flock"
)

// Tokens keeps the tokens of profiles in a folder. It is safe for concurrent use, also by several processes.
type Tokens struct {
	Dir     string           // made when the first token is kept
	Keyring Keyring          // nil: tokens are kept in files only
	Now     func() time.Time // nil: time.Now
}

// Kept is a token that was kept.
type Kept struct {
	Token  Secret
	Place  string    // its file, or "the system keyring"
	When   time.Time // since when
	Origin Origin    // where it may go
	// Tightened is what permissions the file had when others could read it, 0 when they could not; it has 0600 now.
	Tightened fs.FileMode

	inKeyring bool
}

// TokenOriginError says that a token was kept for another origin than the profile has now. It is not sent there.
type TokenOriginError struct {
	Profile    string
	Place      string
	Kept, Want Origin
}

func (e *TokenOriginError) Error() string {
	return fmt.Sprintf("the token of the profile %s is for %s, not for %s", e.Profile, e.Kept, e.Want)
}

// tokenFile is what the file of a profile holds. With the token in the keyring it says only that.
type tokenFile struct {
	Version int       `json:"version"`
	Profile string    `json:"profile"`
	Origin  string    `json:"origin"`
	Token   string    `json:"token,omitempty"`
	Keyring bool      `json:"keyring,omitempty"`
	When    time.Time `json:"when"`
}

const tokenVersion = 1

// Load returns the token of a profile for an origin. Without one the error is a [*NoTokenError]; a token of another origin is
// a [*TokenOriginError], a damaged file a [*TokenError], a link or a pipe in its place a [*KindError], a folder that others
// can write in a [*FolderError], a keyring that does not give the token a [*KeyringError]. A file that others could read is
// tightened first.
func (t Tokens) Load(profile string, origin Origin) (Kept, error) {
	path, err := t.path(profile)
	if err != nil {
		return Kept{}, err
	}
	if err := checkPrivate(t.Dir); absent(err) {
		return Kept{}, &NoTokenError{Profile: profile}
	} else if err != nil {
		return Kept{}, err
	}
	file, tightened, err := readTokenFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return Kept{}, &NoTokenError{Profile: profile}
	}
	if err != nil {
		return Kept{}, err
	}
	kept := Kept{Token: Secret(file.Token), Place: path, When: file.When, Tightened: tightened, inKeyring: file.Keyring}
	bound, err := url.Parse(file.Origin)
	if err != nil || bound.Host == "" || file.Profile != profile {
		return Kept{}, &TokenError{Place: path, Problem: "is damaged"}
	}
	if kept.Origin = OriginOf(bound); kept.Origin != origin {
		return Kept{}, &TokenOriginError{profile, path, kept.Origin, origin}
	}
	if file.Keyring {
		if kept.Token, err = t.fromKeyring(profile, file.Origin); err != nil {
			return Kept{}, err
		}
		kept.Place = keyringPlace
	}
	if err := CheckToken(kept.Token); err != nil {
		return Kept{}, &TokenError{Place: kept.Place, Problem: "holds no usable token"}
	}
	return kept, nil
}

// Save keeps a token for an origin, in the file of the profile (0600) or in the keyring, and returns where. A failing keyring
// is a [*KeyringError]: the token is then not kept in a file instead. What was kept before is replaced at both places.
func (t Tokens) Save(profile string, origin Origin, token Secret, keyring bool) (place string, err error) {
	if err := CheckToken(token); err != nil {
		return "", err
	}
	unlock, err := t.lock(context.Background())
	if err != nil {
		return "", err
	}
	defer unlock()
	return t.save(profile, origin, token, keyring)
}

// Drop removes the token of a profile everywhere and returns from where; no place and no error when there was none. A failing
// keyring is a [*KeyringError], and the file that leads to it stays, so that one can try again.
func (t Tokens) Drop(profile string) ([]string, error) {
	if _, err := t.path(profile); err != nil {
		return nil, err
	}
	if _, err := os.Lstat(t.Dir); absent(err) {
		return nil, nil
	}
	unlock, err := t.lock(context.Background())
	if err != nil {
		return nil, err
	}
	defer unlock()
	return t.drop(profile)
}

// save is Save under the lock.
func (t Tokens) save(profile string, origin Origin, token Secret, keyring bool) (string, error) {
	path, err := t.path(profile)
	if err != nil {
		return "", err
	}
	if err := regular(path); err != nil {
		return "", err
	}
	old, _, _ := readTokenFile(path)
	file := tokenFile{Version: tokenVersion, Profile: profile, Origin: origin.String(), Keyring: keyring, When: t.now().UTC()}
	place := path
	if keyring {
		place = keyringPlace
		if err := t.setKeyring(profile, file.Origin+" "+token.Reveal()); err != nil {
			return "", err
		}
	} else {
		file.Token = token.Reveal()
	}
	text, err := json.MarshalIndent(file, "", "  ")
	if err != nil {
		return "", err
	}
	t.sweep()
	if err := WriteFile(path, append(text, '\n'), 0o600); err != nil {
		return "", err
	}
	if old.Keyring && !keyring {
		return place, t.deleteKeyring(profile)
	}
	return place, nil
}

// drop is Drop under the lock. A file that cannot be read is removed like any other.
func (t Tokens) drop(profile string) ([]string, error) {
	path, err := t.path(profile)
	if err != nil {
		return nil, err
	}
	t.sweep()
	var places []string
	if file, _, err := readTokenFile(path); err == nil && file.Keyring {
		if err := t.deleteKeyring(profile); err != nil {
			return nil, err
		}
		places = append(places, keyringPlace)
	}
	switch err := os.Remove(path); {
	case err == nil:
		return append(places, path), nil
	case errors.Is(err, fs.ErrNotExist):
		return places, nil
	default:
		return places, &TokenError{path, "cannot be removed", systemReason(err)}
	}
}

// sweep removes what a killed process was writing. Under the lock nobody else is.
func (t Tokens) sweep() {
	entries, _ := os.ReadDir(t.Dir)
	for _, entry := range entries {
		if strings.HasPrefix(entry.Name(), tempPrefix) {
			os.Remove(filepath.Join(t.Dir, entry.Name()))
		}
	}
}

// lock makes the folder and returns when no other process holds it. The system takes the lock from a process that dies.
func (t Tokens) lock(ctx context.Context) (unlock func(), err error) {
	if err := MkdirPrivate(t.Dir); err != nil {
		return nil, err
	}
	path := filepath.Join(t.Dir, "lock")
	if err := regular(path); err != nil {
		return nil, err
	}
	// Longer than an exchange may take.
	limited, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	l := flock.New(path)
	switch _, err := l.TryLockContext(limited, 5*time.Millisecond); {
	case err == nil:
		return func() { l.Unlock() }, nil
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case limited.Err() != nil:
		return nil, &TokenError{Place: path, Problem: "another twq has held the lock for a minute"}
	default:
		return nil, &TokenError{path, "cannot be locked", systemReason(err)}
	}
}

// fromKeyring checks the origin once more: the entry of a profile may be that of another folder of settings.
func (t Tokens) fromKeyring(profile, origin string) (Secret, error) {
	value, err := t.getKeyring(profile)
	if err != nil {
		return "", err
	}
	bound, token, _ := strings.Cut(value, " ")
	if bound != origin {
		return "", &TokenError{Place: keyringPlace, Problem: "holds a token for another origin than the file of the profile says"}
	}
	return Secret(token), nil
}

func (t Tokens) path(profile string) (string, error) {
	name, ok := tokenFileName(profile)
	if !ok {
		return "", &TokenError{Problem: fmt.Sprintf("%q is no name of a profile", profile)}
	}
	return filepath.Join(t.Dir, name+".json"), nil
}

func (t Tokens) now() time.Time {
	if t.Now == nil {
		return time.Now()
	}
	return t.Now()
}

// readTokenFile reads a file that is one, and takes away what permissions others had. fs.ErrNotExist is visible.
func readTokenFile(path string) (file tokenFile, tightened fs.FileMode, err error) {
	info, err := os.Lstat(path)
	if err != nil {
		return file, 0, err
	}
	// Before Open, which would wait at a pipe for its other end.
	if !info.Mode().IsRegular() {
		return file, 0, &KindError{path, info.Mode().Type()}
	}
	f, err := os.Open(path)
	if err != nil {
		return file, 0, &TokenError{path, "cannot be read", systemReason(err)}
	}
	defer f.Close()
	if mode := info.Mode().Perm(); mode&0o077 != 0 && runtime.GOOS != "windows" {
		if err := f.Chmod(0o600); err != nil {
			return file, 0, &TokenError{path, "can be read by others, and that cannot be changed", systemReason(err)}
		}
		tightened = mode
	}
	text, err := io.ReadAll(io.LimitReader(f, 64<<10))
	if err != nil {
		return file, tightened, &TokenError{path, "cannot be read", systemReason(err)}
	}
	// The decoder's error may quote the file.
	if err := json.Unmarshal(text, &file); err != nil {
		return tokenFile{}, tightened, &TokenError{Place: path, Problem: "is damaged"}
	}
	if file.Version != tokenVersion {
		problem := fmt.Sprintf("has version %d, and this twq knows %d", file.Version, tokenVersion)
		return tokenFile{}, tightened, &TokenError{Place: path, Problem: problem}
	}
	return file, tightened, nil
}
