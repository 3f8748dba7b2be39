package fetch

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"
	"time"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// keep reads a page with this body through l, n bytes of it, all when n < 0, and closes it.
func keep(t *testing.T, l Last, origin string, body io.Reader, n int64) error {
	t.Helper()
	page := l.Tee(&Page{Body: io.NopCloser(body), From: "from", Lines: strings.HasSuffix(origin, "ndjson")}, origin, noon)
	if n < 0 {
		if _, err := io.Copy(io.Discard, page.Body); err != nil {
			t.Log(err)
		}
	} else if _, err := io.CopyN(io.Discard, page.Body, n); err != nil {
		t.Fatal(err)
	}
	return page.Body.Close()
}

// kept returns the body and origin of the last answer, or the error.
func kept(t *testing.T, l Last) (string, LastInfo, error) {
	t.Helper()
	page, info, err := l.Open()
	if err != nil {
		return "", info, err
	}
	defer page.Body.Close()
	if page.From != info.Origin || page.Lines != strings.HasSuffix(info.Origin, "ndjson") {
		t.Errorf("page %+v of %+v", page, info)
	}
	b, err := io.ReadAll(page.Body)
	if int64(len(b)) != info.Size {
		t.Errorf("%d bytes, said to be %d", len(b), info.Size)
	}
	return string(b), info, err
}

func TestLast(t *testing.T) {
	l := Last{Dir: filepath.Join(t.TempDir(), "a", "state")}
	_, _, err := l.Open()
	if !errors.Is(err, os.ErrNotExist) {
		t.Errorf("none: %v", err)
	}
	for _, c := range []struct{ origin, body string }{
		{"https://api.twitter.com/1.1/users/show.json", `{"id_str":"1202955310000000101"}`},
		{"second\n\"origin\" <&>.ndjson", "{}\n{}\n"},
		{"empty", ""},
		{"newlines", "\n\n\n"},
	} {
		if err := keep(t, l, c.origin, iotest.OneByteReader(strings.NewReader(c.body)), -1); err != nil {
			t.Fatal(err)
		}
		got, info, err := kept(t, l)
		if got != c.body || info.Origin != c.origin || !info.When.Equal(noon) || err != nil {
			t.Errorf("%q of %+v, %v", got, info, err)
		}
	}
	if runtime.GOOS == "windows" {
		return
	}
	for path, want := range map[string]fs.FileMode{l.Dir: 0o700 | fs.ModeDir, l.path(): 0o600} {
		if info, err := os.Stat(path); err != nil || info.Mode() != want {
			t.Errorf("%s: %v, %v", path, info.Mode(), err)
		}
	}
}

func TestLastNeedsTheEnd(t *testing.T) {
	l := Last{Dir: t.TempDir(), Limit: 100}
	if err := keep(t, l, "first", strings.NewReader("[1]"), -1); err != nil {
		t.Fatal(err)
	}
	for name, err := range map[string]error{
		"read in part":        keep(t, l, "x", strings.NewReader("[1,2,3]"), 3),
		"end not seen":        keep(t, l, "x", strings.NewReader("[1]"), 3),
		"not read":            keep(t, l, "x", strings.NewReader("[1]"), 0),
		"cut":                 keep(t, l, "x", io.MultiReader(strings.NewReader("[1"), iotest.ErrReader(io.ErrUnexpectedEOF)), -1),
		"too large, in part":  keep(t, l, "x", strings.NewReader(strings.Repeat("1", 200)), 150),
		"too large, then cut": keep(t, l, "x", io.MultiReader(strings.NewReader(strings.Repeat("1", 200)), iotest.ErrReader(io.ErrUnexpectedEOF)), -1),
	} {
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if got, info, err := kept(t, l); got != "[1]" || info.Origin != "first" || err != nil {
		t.Errorf("%q of %+v, %v", got, info, err)
	}
	entries, _ := os.ReadDir(l.Dir)
	if len(entries) != 1 {
		t.Errorf("left behind: %v", entries)
	}

	page := l.Tee(&Page{Body: io.NopCloser(strings.NewReader("[2]"))}, "second", noon)
	io.Copy(io.Discard, page.Body)
	if _, info, _ := kept(t, l); info.Origin != "first" {
		t.Error("kept before it was closed")
	}
	page.Body.Close()
	page.Body.Close()
	if got, info, _ := kept(t, l); info.Origin != "second" || got != "[2]" {
		t.Errorf("%q of %+v", got, info)
	}
}

func TestLastTooLarge(t *testing.T) {
	l := Last{Dir: t.TempDir(), Limit: 100}
	if err := keep(t, l, "fits", strings.NewReader(strings.Repeat("1", 100)), -1); err != nil {
		t.Fatal(err)
	}
	if got, _, err := kept(t, l); len(got) != 100 || err != nil {
		t.Errorf("%d bytes, %v", len(got), err)
	}
	if err := keep(t, l, "large", iotest.HalfReader(strings.NewReader(strings.Repeat("1", 101))), -1); err != nil {
		t.Fatal(err)
	}
	_, _, err := l.Open()
	e, ok := errors.AsType[*LastTooLargeError](err)
	if !ok || e.Limit != 100 || e.Origin != "large" || !e.When.Equal(noon) || e.Size != 101 {
		t.Errorf("%+v", err)
	}
	if stat, err := os.Stat(l.path()); err != nil || stat.Size() > 200 {
		t.Errorf("%v, %v", stat, err)
	}
	if err := keep(t, l, "small again", strings.NewReader("[]"), -1); err != nil {
		t.Fatal(err)
	}
	if got, info, err := kept(t, l); got != "[]" || info.Origin != "small again" || err != nil {
		t.Errorf("%q of %+v, %v", got, info, err)
	}
}

func TestLastFails(t *testing.T) {
	// A file where the folder should be: nothing can be kept, and nothing of that shows while reading.
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	l := Last{Dir: file}
	page := l.Tee(&Page{Body: io.NopCloser(strings.NewReader("[1]"))}, "x", noon)
	if b, err := io.ReadAll(page.Body); string(b) != "[1]" || err != nil {
		t.Errorf("%q, %v", b, err)
	}
	if _, ok := errors.AsType[*LastError](page.Body.Close()); !ok {
		t.Error("the failure is hidden")
	}
	broken := errors.New("broken")
	page = l.Tee(&Page{Body: closeFunc{strings.NewReader(""), func() error { return broken }}}, "x", noon)
	io.Copy(io.Discard, page.Body)
	if err := page.Body.Close(); err != broken {
		t.Errorf("the body's own error: %v", err)
	}

	l = Last{Dir: t.TempDir()}
	for _, junk := range []string{"", "{", "{}", "junk\n[1]", "[]\n", "\n"} {
		if err := os.WriteFile(l.path(), []byte(junk), 0o600); err != nil {
			t.Fatal(err)
		}
		_, _, err := l.Open()
		if e, ok := errors.AsType[*LastError](err); !ok || e.Path != l.path() || errors.Is(err, os.ErrNotExist) {
			t.Errorf("%q: %v", junk, err)
		}
	}
}

func TestLastFailureRemovesTheOldOne(t *testing.T) {
	l := Last{Dir: t.TempDir()}
	if err := keep(t, l, "old", strings.NewReader("[1]"), -1); err != nil {
		t.Fatal(err)
	}
	page := l.Tee(&Page{Body: io.NopCloser(strings.NewReader("[2]"))}, "new", noon)
	b := page.Body.(*lastBody)
	io.Copy(io.Discard, b)
	b.file.Close() // as if the disk were full
	if _, ok := errors.AsType[*LastError](page.Body.Close()); !ok {
		t.Error("the failure is hidden")
	}
	if _, _, err := l.Open(); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the old answer would pass for the new one: %v", err)
	}
}
