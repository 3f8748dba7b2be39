//go:build unix

package fetch

import (
	"bufio"
	"context"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

func TestTokenModes(t *testing.T) {
	for _, mask := range []int{0, 0o022, 0o077} {
		setUmask(t, mask)
		tokens := Tokens{Dir: filepath.Join(t.TempDir(), "twq", "tokens")}
		if _, err := tokens.Save("class", apiOrigin, canaryToken, false); err != nil {
			t.Fatal(err)
		}
		wantMode(t, tokens.Dir, 0o700)
		wantMode(t, filepath.Dir(tokens.Dir), 0o700)
		wantMode(t, filepath.Join(tokens.Dir, "class.json"), 0o600)
		wantMode(t, filepath.Join(tokens.Dir, "lock"), 0o600)
	}
}

func TestTokenWideFile(t *testing.T) {
	setUmask(t, 0)
	tokens := Tokens{Dir: filepath.Join(t.TempDir(), "tokens")}
	path := filepath.Join(tokens.Dir, "class.json")
	os.Mkdir(tokens.Dir, 0o755)
	write(t, path, "made before, by somebody else")
	if _, err := tokens.Save("class", apiOrigin, canaryToken, false); err != nil {
		t.Fatal(err)
	}
	wantMode(t, path, 0o600)
	for _, mode := range []fs.FileMode{0o644, 0o640, 0o666} {
		os.Chmod(path, mode)
		for _, want := range []fs.FileMode{mode, 0} {
			kept, err := tokens.Load("class", apiOrigin)
			if err != nil || kept.Token != canaryToken || kept.Tightened != want {
				t.Errorf("mode %o: tightened from %o, want %o; %v", mode, kept.Tightened, want, err)
			}
			wantMode(t, path, 0o600)
		}
	}
}

func TestWideFileIsTold(t *testing.T) {
	a := newAppServer(t)
	store := &Tokens{Dir: filepath.Join(t.TempDir(), "tokens")}
	place, err := store.Save("class", a.profile().Origin(), Secret(a.token()), false)
	if err != nil {
		t.Fatal(err)
	}
	os.Chmod(place, 0o644)
	var warnings []error
	p := &ProfileTokens{Profile: a.profile(), Tokens: store, Warn: func(err error) { warnings = append(warnings, err) }}
	if err := a.call(p); err != nil {
		t.Fatal(err)
	}
	if len(warnings) != 1 || !isType[*TightenedError](warnings[0]) || leak(prints(warnings[0]), Secret(a.token())) != "" {
		t.Errorf("warnings: %v", warnings)
	}
}

// TestTokenPlaceIsTaken has links and pipes where the files of the store should be: nothing is read or written through them.
func TestTokenPlaceIsTaken(t *testing.T) {
	base := t.TempDir()
	elsewhere := filepath.Join(base, "elsewhere")
	write(t, elsewhere, "keep me")
	for name, place := range map[string]func(path string) error{
		"link":          func(path string) error { return os.Symlink(elsewhere, path) },
		"dangling link": func(path string) error { return os.Symlink(filepath.Join(base, "nowhere"), path) },
		"pipe":          func(path string) error { return syscall.Mkfifo(path, 0o600) },
		"folder":        func(path string) error { return os.MkdirAll(filepath.Join(path, "full"), 0o700) },
	} {
		for _, file := range []string{"class.json", "lock"} {
			tokens := Tokens{Dir: filepath.Join(t.TempDir(), "tokens")}
			os.Mkdir(tokens.Dir, 0o700)
			if err := place(filepath.Join(tokens.Dir, file)); err != nil {
				t.Fatal(err)
			}
			if _, err := tokens.Save("class", apiOrigin, canaryToken, false); !isType[*KindError](err) {
				t.Errorf("%s as %s: saved: %v", name, file, err)
			}
			if _, err := tokens.Load("class", apiOrigin); file == "class.json" && !isType[*KindError](err) {
				t.Errorf("%s as %s: loaded: %v", name, file, err)
			}
			wantNowhere(t, tokens.Dir+"/..", canaryToken)
		}
	}
	wantFile(t, elsewhere, "keep me")
	if _, err := os.Stat(filepath.Join(base, "nowhere")); err == nil {
		t.Error("a file was made behind a link")
	}
}

func TestTokenFolderIsUnfit(t *testing.T) {
	setUmask(t, 0)
	base := t.TempDir()
	os.Mkdir(filepath.Join(base, "open"), 0o777)
	os.Mkdir(filepath.Join(base, "real"), 0o700)
	link(t, "real", filepath.Join(base, "link"))
	write(t, filepath.Join(base, "file"), "")
	for _, name := range []string{"open", "link", "file"} {
		tokens := Tokens{Dir: filepath.Join(base, name)}
		if _, err := tokens.Save("class", apiOrigin, canaryToken, false); !isType[*FolderError](err) {
			t.Errorf("%s: saved: %v", name, err)
		}
		if _, err := tokens.Load("class", apiOrigin); !isType[*FolderError](err) {
			t.Errorf("%s: loaded: %v", name, err)
		}
	}
	wantNowhere(t, base, canaryToken)
}

// TestLockHolder is not a test: it is what TestLockOfAKilledProcess starts.
func TestLockHolder(t *testing.T) {
	dir := os.Getenv("TWQ_TEST_HOLD_LOCK")
	if dir == "" {
		t.SkipNow()
	}
	if _, err := (Tokens{Dir: dir}).lock(context.Background()); err != nil {
		t.Fatal(err)
	}
	os.Stdout.WriteString("locked\n")
	select {}
}

func TestLockOfAKilledProcess(t *testing.T) {
	tokens := Tokens{Dir: filepath.Join(t.TempDir(), "tokens")}
	holder := exec.Command(os.Args[0], "-test.run=^TestLockHolder$")
	holder.Env = append(os.Environ(), "TWQ_TEST_HOLD_LOCK="+tokens.Dir)
	out, err := holder.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := holder.Start(); err != nil {
		t.Fatal(err)
	}
	defer holder.Process.Kill()
	if line, err := bufio.NewReader(out).ReadString('\n'); line != "locked\n" {
		t.Fatalf("%q, %v", line, err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Millisecond)
	defer cancel()
	if _, err := tokens.lock(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("the lock is held by another process, and here: %v", err)
	}
	holder.Process.Kill()
	holder.Wait()
	if _, err := tokens.Save("class", apiOrigin, canaryToken, false); err != nil {
		t.Errorf("after the holder was killed: %v", err)
	}
}
