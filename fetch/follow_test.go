package fetch

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// grower writes to a file that is followed. Time is that of a bubble: looks at the end take none.
type grower struct {
	t    *testing.T
	name string
	body io.ReadCloser
	told []Restart
}

func (g *grower) add(text string) {
	g.t.Helper()
	f, err := os.OpenFile(g.name, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err == nil {
		_, err = f.WriteString(text)
	}
	if err != nil {
		g.t.Fatal(err)
	}
	f.Close()
}

// want reads until as much has come as is wanted.
func (g *grower) want(text string) {
	g.t.Helper()
	got := make([]byte, len(text))
	if n, err := io.ReadFull(g.body, got); err != nil || string(got) != text {
		g.t.Fatalf("read %q, %v; want %q", got[:n], err, text)
	}
}

// silent wants nothing more to come.
func (g *grower) silent() {
	g.t.Helper()
	done := make(chan string)
	go func() {
		got := make([]byte, 100)
		n, _ := g.body.Read(got)
		done <- string(got[:n])
	}()
	time.Sleep(time.Hour)
	select {
	case got := <-done:
		g.t.Fatalf("%q was read, and there is no whole line", got)
	default:
	}
	g.add("end of silence\n")
	if got := <-done; !strings.HasSuffix(got, "end of silence\n") {
		g.t.Fatalf("read %q", got)
	}
}

func following(t *testing.T, text string, test func(*testing.T, *grower, context.CancelFunc)) {
	t.Helper()
	g := &grower{name: filepath.Join(t.TempDir(), "a.ndjson")}
	synctest.Test(t, func(t *testing.T) {
		g.t = t
		g.add(text)
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		page, err := Files{Follow: &Follow{Told: func(r Restart) { g.told = append(g.told, r) }}}.Fetch(ctx, fileRequest(g.name))
		if err != nil {
			t.Fatal(err)
		}
		if !page.Lines || page.Size != 0 {
			t.Errorf("lines %v, size %d", page.Lines, page.Size)
		}
		g.body = page.Body
		defer page.Body.Close()
		test(t, g, cancel)
	})
}

func TestFollow(t *testing.T) {
	following(t, "\xef\xbb\xbf{\"n\":1}\n{\"n\"", func(t *testing.T, g *grower, cancel context.CancelFunc) {
		g.want("{\"n\":1}\n")
		g.silent() // of half a line
		g.add(strings.Repeat("long ", 200_000) + "\n")
		g.want(strings.Repeat("long ", 200_000) + "\n")
		g.add("a\nb\nc")
		g.want("a\nb\n")

		if err := os.Truncate(g.name, 0); err != nil {
			t.Fatal(err)
		}
		g.add("d\n")
		g.want("d\n")
		if len(g.told) != 1 || g.told[0] != (Restart{g.name, false, 1}) {
			t.Fatalf("told %+v", g.told)
		}

		if err := os.Remove(g.name); err != nil {
			t.Fatal(err)
		}
		g.add("\xef\xbb\xbfanother\n")
		g.want("another\n")
		if len(g.told) != 2 || g.told[1] != (Restart{g.name, true, 0}) {
			t.Fatalf("told %+v", g.told)
		}

		time.AfterFunc(time.Hour, cancel)
		if _, err := g.body.Read(make([]byte, 9)); !errors.Is(err, context.Canceled) {
			t.Errorf("cancelled: %v", err)
		}
	})
}

// TestFollowRenamed writes to a file until it is renamed: what was written to it by then counts.
func TestFollowRenamed(t *testing.T) {
	following(t, "1\n", func(t *testing.T, g *grower, _ context.CancelFunc) {
		g.want("1\n")
		g.add("2\n")
		if err := os.Rename(g.name, g.name+".1"); err != nil {
			t.Fatal(err)
		}
		g.want("2\n")
		time.AfterFunc(time.Minute, func() { g.add("3\n") })
		g.want("3\n")
		if len(g.told) != 1 || !g.told[0].Replaced {
			t.Errorf("told %+v", g.told)
		}
	})
}

func TestFollowClose(t *testing.T) {
	following(t, "", func(t *testing.T, g *grower, _ context.CancelFunc) {
		time.AfterFunc(time.Minute, func() { g.body.Close() })
		if n, err := g.body.Read(make([]byte, 9)); n != 0 || err == nil {
			t.Errorf("%d bytes, %v", n, err)
		}
	})
}

func TestFollowOnlyText(t *testing.T) {
	dir := t.TempDir()
	for name, in := range map[string]string{
		"gzip": gzipped("{}\n"), "zstd": zstded("{}\n"), "UTF-16 (little endian)": "\xff\xfe{\x00}\x00\n\x00",
	} {
		file := filepath.Join(dir, "a")
		if err := os.WriteFile(file, []byte(in), 0o600); err != nil {
			t.Fatal(err)
		}
		page, err := Files{Follow: new(Follow)}.Fetch(t.Context(), fileRequest(file))
		if err != nil {
			t.Fatal(err)
		}
		_, err = page.Body.Read(make([]byte, 100))
		if e, ok := errors.AsType[*FollowError](err); !ok || !strings.HasSuffix(e.Why, name) || e.Name != file {
			t.Errorf("%s: %v", name, err)
		}
		page.Body.Close()
	}
	other := Files{Follow: new(Follow), Open: func(string) (io.ReadCloser, error) { return io.NopCloser(strings.NewReader("1\n")), nil }}
	if _, err := other.Fetch(t.Context(), fileRequest("a")); err == nil {
		t.Error("a file that is not on a disk is followed")
	}
}
