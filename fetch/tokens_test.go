package fetch

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

var apiOrigin = Origin{"https", "api.test", "443"}

func TestTokens(t *testing.T) {
	when := time.Date(2026, 11, 2, 9, 30, 0, 0, time.UTC)
	tokens := Tokens{Dir: filepath.Join(t.TempDir(), "of", "twq", "tokens"), Now: func() time.Time { return when }}
	path := filepath.Join(tokens.Dir, "class.json")
	if _, err := tokens.Load("class", apiOrigin); !isType[*NoTokenError](err) {
		t.Errorf("before: %v", err)
	}
	if places, err := tokens.Drop("class"); len(places) != 0 || err != nil {
		t.Errorf("before: %v, %v", places, err)
	}
	for _, token := range []Secret{"the-first-token", canaryToken} {
		if place, err := tokens.Save("class", apiOrigin, token, false); place != path || err != nil {
			t.Fatal(place, err)
		}
		kept, err := tokens.Load("class", apiOrigin)
		if err != nil || kept.Token != token || kept.Place != path || !kept.When.Equal(when) || kept.Origin != apiOrigin || kept.Tightened != 0 {
			t.Errorf("kept %+v, %v", kept, err)
		}
	}
	if _, err := tokens.Load("twitter", apiOrigin); !isType[*NoTokenError](err) {
		t.Errorf("another profile: %v", err)
	}
	if places, err := tokens.Drop("class"); len(places) != 1 || places[0] != path || err != nil {
		t.Errorf("dropped from %v, %v", places, err)
	}
	if _, err := tokens.Load("class", apiOrigin); !isType[*NoTokenError](err) {
		t.Errorf("after: %v", err)
	}
	wantNowhere(t, filepath.Dir(tokens.Dir), canaryToken)
}

// wantNowhere searches a folder for a secret.
func wantNowhere(t testing.TB, dir string, s Secret) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		text, err := os.ReadFile(path)
		if leak(string(text), s) != "" {
			t.Errorf("%s still holds it", path)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

// TestTokensAreBound is about settings that change below a kept token.
func TestTokensAreBound(t *testing.T) {
	tokens := Tokens{Dir: filepath.Join(t.TempDir(), "tokens")}
	if _, err := tokens.Save("class", apiOrigin, canaryToken, false); err != nil {
		t.Fatal(err)
	}
	for _, other := range []Origin{{"https", "evil.test", "443"}, {"https", "api.test", "8443"}, {"http", "api.test", "443"}, {}} {
		kept, err := tokens.Load("class", other)
		bound, ok := errors.AsType[*TokenOriginError](err)
		if !ok || kept.Token != "" || bound.Kept != apiOrigin || bound.Want != other {
			t.Errorf("%v: %v", other, err)
		}
	}
	// A file that was copied to the name of another profile.
	text, _ := os.ReadFile(filepath.Join(tokens.Dir, "class.json"))
	os.WriteFile(filepath.Join(tokens.Dir, "other.json"), text, 0o600)
	if _, err := tokens.Load("other", apiOrigin); !isType[*TokenError](err) {
		t.Errorf("a copied file: %v", err)
	}
}

func TestTokensRefuse(t *testing.T) {
	tokens := Tokens{Dir: filepath.Join(t.TempDir(), "tokens")}
	for _, token := range []Secret{"", "a b", "a\nb", "a\x00", "a\u0080", Secret(strings.Repeat("a", 4097))} {
		if _, err := tokens.Save("class", apiOrigin, token, false); !isType[*TokenError](err) {
			t.Errorf("%d bytes: %v", len(token), err)
		}
	}
	for _, name := range []string{"", "..", "../x", "/etc/x", "a/b", `a\b`, "a\x00b", "con", "NUL", "com7", "Class", "-rf", ".x", "a:b", "ä", strings.Repeat("a", 65)} {
		if _, err := tokens.Save(name, apiOrigin, canaryToken, false); !isType[*TokenError](err) {
			t.Errorf("saved for %q: %v", name, err)
		}
		if _, err := tokens.Load(name, apiOrigin); !isType[*TokenError](err) {
			t.Errorf("loaded for %q: %v", name, err)
		}
		if _, err := tokens.Drop(name); !isType[*TokenError](err) {
			t.Errorf("dropped for %q: %v", name, err)
		}
	}
	entries, _ := os.ReadDir(filepath.Dir(tokens.Dir))
	inside, _ := os.ReadDir(tokens.Dir)
	if len(entries) > 1 || len(inside) > 1 {
		t.Errorf("something was written: %v, %v", entries, inside)
	}
}

// TestTokensDamaged changes each byte of a file: it is read as it was, or an error names the file, but no other token comes.
func TestTokensDamaged(t *testing.T) {
	tokens := Tokens{Dir: filepath.Join(t.TempDir(), "tokens")}
	if _, err := tokens.Save("class", apiOrigin, canaryToken, false); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(tokens.Dir, "class.json")
	whole, _ := os.ReadFile(path)
	inToken := func(i int) bool {
		start := strings.Index(string(whole), canaryToken.Reveal())
		return i >= start && i < start+len(canaryToken)
	}
	for i := range whole {
		text := append([]byte{}, whole...)
		text[i] ^= 0x10
		os.WriteFile(path, text, 0o600)
		kept, err := tokens.Load("class", apiOrigin)
		switch e, damaged := errors.AsType[*TokenError](err); {
		case err == nil && kept.Token != canaryToken && !inToken(i):
			t.Errorf("byte %d: another token", i)
		case damaged && e.Place != path:
			t.Errorf("byte %d: the error names %q", i, e.Place)
		case err != nil && !damaged && !isType[*TokenOriginError](err):
			t.Errorf("byte %d: %v", i, err)
		}
	}
	for i := range len(whole) - 2 {
		os.WriteFile(path, whole[:i], 0o600)
		if _, err := tokens.Load("class", apiOrigin); !isType[*TokenError](err) {
			t.Errorf("cut to %d bytes: %v", i, err)
		}
	}
	if places, err := tokens.Drop("class"); len(places) != 1 || err != nil {
		t.Errorf("a damaged file is dropped: %v, %v", places, err)
	}
	if _, err := tokens.Save("class", apiOrigin, canaryToken, false); err != nil {
		t.Error(err)
	}
}

// TestTokensSweep removes what a killed process left of its writing.
func TestTokensSweep(t *testing.T) {
	tokens := Tokens{Dir: filepath.Join(t.TempDir(), "to[k]ens")}
	tokens.Save("class", apiOrigin, "another-token", false)
	left := filepath.Join(tokens.Dir, ".twq-ABC.tmp")
	os.WriteFile(left, []byte(canaryToken), 0o600)
	if _, err := tokens.Drop("class"); err != nil {
		t.Fatal(err)
	}
	wantNowhere(t, tokens.Dir, canaryToken)
	if _, err := os.Stat(left); err == nil {
		t.Error("it is still there")
	}
}
