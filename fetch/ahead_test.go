package fetch

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"testing/iotest"
	"testing/synctest"

	"github.com/klauspost/compress/zstd"
)

func TestAhead(t *testing.T) {
	broken := errors.New("disk on fire")
	text := strings.Repeat("0123456789", aheadBytes) // more blocks than there are
	for name, wrap := range map[string]func(io.Reader) io.Reader{
		"at once":    func(r io.Reader) io.Reader { return r },
		"by halves":  iotest.HalfReader,
		"EOF early":  iotest.DataErrReader,
		"byte reads": func(r io.Reader) io.Reader { return iotest.OneByteReader(io.LimitReader(r, 3000)) },
		"it breaks":  func(r io.Reader) io.Reader { return io.MultiReader(r, iotest.ErrReader(broken)) },
	} {
		for _, size := range []int{1000, 32 << 10, 1 << 20} {
			synctest.Test(t, func(t *testing.T) { // which ends only when every goroutine has
				a := newAhead(t.Context(), wrap(strings.NewReader(text)))
				var got bytes.Buffer
				_, err := io.CopyBuffer(struct{ io.Writer }{&got}, a, make([]byte, size))
				want := text
				if name == "byte reads" {
					want = text[:3000]
				}
				if got.String() != want || (err != nil) != (name == "it breaks") || err != nil && !errors.Is(err, broken) {
					t.Errorf("%s, %d at a time: %d bytes, %v", name, size, got.Len(), err)
				}
				if n, again := a.Read(make([]byte, 9)); n != 0 || again == nil {
					t.Errorf("%s: read behind the end: %d, %v", name, n, again)
				}
			})
		}
	}
}

// TestAheadStops leaves a source before its end: nothing goes on reading, and reads that wait end.
func TestAheadStops(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		endless := &endlessReader{}
		a := newAhead(t.Context(), endless)
		io.ReadFull(a, make([]byte, 10*aheadBytes))
		synctest.Wait()
		if n := endless.reads.Load(); n > 10+aheadBlocks {
			t.Errorf("%d blocks were read for 10", n)
		}
		a.stop()
		a.wait()
		if _, err := a.Read(make([]byte, aheadBytes*aheadBlocks)); err != nil && !errors.Is(err, os.ErrClosed) {
			t.Error(err)
		}
	})
	synctest.Test(t, func(t *testing.T) {
		r, w := io.Pipe()
		defer w.Close()
		p := newPatient(t.Context(), r)
		done := make(chan error)
		go func() {
			_, err := p.Read(make([]byte, 9))
			done <- err
		}()
		synctest.Wait()
		p.Close()
		if err := <-done; !errors.Is(err, os.ErrClosed) && !errors.Is(err, io.ErrClosedPipe) {
			t.Errorf("closed: %v", err)
		}
	})
	synctest.Test(t, func(t *testing.T) {
		r, w := io.Pipe()
		ctx, cancel := context.WithCancel(t.Context())
		p := newPatient(ctx, r)
		go func() {
			synctest.Wait()
			cancel()
		}()
		if _, err := p.Read(make([]byte, 9)); !errors.Is(err, context.Canceled) {
			t.Errorf("cancelled: %v", err)
		}
		w.Close()
	})
}

type endlessReader struct{ reads atomic.Int64 }

func (r *endlessReader) Read(p []byte) (int, error) {
	r.reads.Add(1)
	return len(p), nil
}

// TestPackedCloses closes packed sources in their middle, also while they wait for more.
func TestPackedCloses(t *testing.T) {
	text := strings.Repeat("0123456789", 1<<20)
	for name, in := range map[string]string{"gzip": gzipped(text), "zstd": zstded(text)} {
		for _, waits := range []bool{false, true} {
			r, w := io.Pipe()
			go func() {
				io.WriteString(w, in[:len(in)/2])
				if !waits {
					io.WriteString(w, in[len(in)/2:])
					w.Close()
				}
			}()
			page, err := Files{Stdin: r}.Fetch(t.Context(), Request{URL: &url.URL{Scheme: "stdin"}})
			if err != nil {
				t.Fatal(err)
			}
			if _, err := io.ReadFull(page.Body, make([]byte, 1000)); err != nil {
				t.Errorf("%s: %v", name, err)
			}
			page.Body.Close()
			r.Close()
		}
	}
}

// TestSizeAndCount wants the bytes on the disk, packed or not, and every one of them counted.
func TestSizeAndCount(t *testing.T) {
	dir := t.TempDir()
	text := strings.Repeat(`{"id_str":"1202955310000000101"}`+"\n", 30_000)
	var frames bytes.Buffer
	for range 3 { // parallel packers write frames one behind another
		z, err := zstd.NewWriter(&frames)
		if err != nil {
			t.Fatal(err)
		}
		io.WriteString(z, text[:len(text)/3])
		z.Close()
	}
	for name, in := range map[string]string{
		"a.ndjson": text, "b.ndjson.gz": gzipped(text[:len(text)/3], text[len(text)/3:]), "c.ndjson.zst": frames.String(),
	} {
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, []byte(in), 0o600); err != nil {
			t.Fatal(err)
		}
		var read atomic.Int64
		files := Files{Count: func(n int) { read.Add(int64(n)) }}
		for _, piped := range []bool{false, true} {
			read.Store(0)
			req := fileRequest(file)
			if piped {
				stdin, err := os.Open(file)
				if err != nil {
					t.Fatal(err)
				}
				defer stdin.Close()
				files.Stdin, req = stdin, Request{URL: &url.URL{Scheme: "stdin"}}
			}
			page, err := files.Fetch(t.Context(), req)
			if err != nil {
				t.Fatal(err)
			}
			got, err := io.ReadAll(page.Body)
			if err != nil || string(got) != text {
				t.Errorf("%s: %d bytes, %v", name, len(got), err)
			}
			if page.Size != int64(len(in)) || read.Load() != page.Size {
				t.Errorf("%s (standard input %v): size %d, counted %d, stored %d", name, piped, page.Size, read.Load(), len(in))
			}
			page.Body.Close()
		}
	}
	page, err := Files{Stdin: strings.NewReader(text)}.Fetch(t.Context(), Request{URL: &url.URL{Scheme: "stdin"}})
	if err != nil || page.Size != 0 {
		t.Errorf("a pipe has size %d, %v", page.Size, err)
	}
	page.Body.Close()
}

// TestHalfReadInput reads standard input from where another program has left it.
func TestHalfReadInput(t *testing.T) {
	file := filepath.Join(t.TempDir(), "a")
	if err := os.WriteFile(file, []byte("first line\n[1]"), 0o600); err != nil {
		t.Fatal(err)
	}
	stdin, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer stdin.Close()
	io.ReadFull(stdin, make([]byte, len("first line\n")))
	page, err := Files{Stdin: stdin}.Fetch(t.Context(), Request{URL: &url.URL{Scheme: "stdin"}})
	if err != nil || page.Size != 3 {
		t.Fatalf("size %d, %v", page.Size, err)
	}
	if got, err := io.ReadAll(page.Body); string(got) != "[1]" || err != nil {
		t.Errorf("%q, %v", got, err)
	}
	page.Body.Close()
}

func BenchmarkGzip(b *testing.B) {
	text := strings.Repeat(`{"id_str":"1202955310000000101","text":"ebb and flow, and what the tide leaves"}`+"\n", 300_000)
	packed := gzipped(text)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	buf := make([]byte, 1<<20)
	for b.Loop() {
		page, err := Files{Open: func(string) (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(packed)), nil }}.Fetch(b.Context(), fileRequest("a.gz"))
		if err != nil {
			b.Fatal(err)
		}
		if _, err := io.CopyBuffer(struct{ io.Writer }{io.Discard}, page.Body, buf); err != nil {
			b.Fatal(err)
		}
		page.Body.Close()
	}
}
