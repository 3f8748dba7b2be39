package fetch

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf16"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

func gzipped(parts ...string) string {
	var b bytes.Buffer
	for _, p := range parts {
		w := gzip.NewWriter(&b)
		io.WriteString(w, p)
		w.Close()
	}
	return b.String()
}

func zstded(parts ...string) string {
	var all []byte
	w, _ := zstd.NewWriter(nil)
	for _, p := range parts {
		all = w.EncodeAll([]byte(p), all)
	}
	return string(all)
}

func utf16Text(s string, order binary.AppendByteOrder) string {
	var b []byte
	for _, u := range utf16.Encode([]rune(s)) {
		b = order.AppendUint16(b, u)
	}
	return string(b)
}

// unpackCases feed the test and the fuzz seeds.
var unpackCases = []struct {
	name, file, in, want, note string
}{
	{"plain", "a.json", `{"a":"ü"}`, `{"a":"ü"}`, ""},
	{"empty", "a.json", "", "", ""},
	{"one byte", "a.json", "1", "1", ""},
	{"BOM", "a.json", "\xef\xbb\xbf[1]", "[1]", "byte order mark removed"},
	{"BOM alone", "a.json", "\xef\xbb\xbf", "", "byte order mark removed"},
	{"NUL inside", "a.json", "[\"a\x00b\"]", "[\"a\x00b\"]", ""},
	{"gzip", "a.json.gz", gzipped("[1]"), "[1]", ""},
	{"gzip by another name", "a.json", gzipped("[1]"), "[1]", "gzip unpacked"},
	{"gzip of several members", "a.gz", gzipped("[1", ",2", "]"), "[1,2]", ""},
	{"gzip of nothing", "a.gz", gzipped(""), "", ""},
	{"plain called gzip", "a.json.gz", "[1]", "[1]", ""},
	{"zstd", "a.json.zst", zstded("[1]"), "[1]", ""},
	{"zstd by another name", "a", zstded("[1]"), "[1]", "zstd unpacked"},
	{"zstd of several frames", "a.zst", zstded("[1", ",2]"), "[1,2]", ""},
	{"zstd behind a skippable frame", "a.zst", "\x50\x2a\x4d\x18\x02\x00\x00\x00xx" + zstded("[1]"), "[1]", ""},
	{"UTF-16 LE", "a", "\xff\xfe" + utf16Text(`["ü😀"]`, binary.LittleEndian), `["ü😀"]`, "UTF-16 (little endian) decoded"},
	{"UTF-16 BE", "a", "\xfe\xff" + utf16Text(`["ü😀"]`, binary.BigEndian), `["ü😀"]`, "UTF-16 (big endian) decoded"},
	{"UTF-16 LE without a mark", "a", utf16Text(`{"a":1}`, binary.LittleEndian), `{"a":1}`, "UTF-16 (little endian) decoded"},
	{"UTF-16 BE without a mark", "a", utf16Text(`[1]`, binary.BigEndian), `[1]`, "UTF-16 (big endian) decoded"},
	{"UTF-16 of one character", "a", "7\x00", "7", "UTF-16 (little endian) decoded"},
	{"UTF-16 mark alone", "a", "\xff\xfe", "", "UTF-16 (little endian) decoded"},
	{"half a pair", "a", "\xff\xfe\x3d\xd8a\x00", "\ufffda", "UTF-16 (little endian) decoded"},
	{"half a pair at the end", "a", "\xff\xfea\x00\x3d\xd8", "a\ufffd", "UTF-16 (little endian) decoded"},
	{"the wrong half", "a", "\xfe\xff\xde\x00\x00a", "\ufffda", "UTF-16 (big endian) decoded"},
	{"UTF-16 in gzip", "a", gzipped("\xff\xfe[\x00]\x00"), "[]", "gzip unpacked; UTF-16 (little endian) decoded"},
	{"BOM in zstd", "a.zst", zstded("\xef\xbb\xbf[]"), "[]", "byte order mark removed"},
}

func TestFilesUnpack(t *testing.T) {
	for _, c := range unpackCases {
		for how, wrap := range map[string]func(io.Reader) io.Reader{
			"at once":     func(r io.Reader) io.Reader { return r },
			"byte by one": iotest.OneByteReader,
			"EOF early":   iotest.DataErrReader,
		} {
			f := Files{Open: func(string) (io.ReadCloser, error) { return io.NopCloser(wrap(strings.NewReader(c.in))), nil }}
			page, err := f.Fetch(t.Context(), fileRequest(c.file))
			if err != nil {
				t.Errorf("%s, %s: %v", c.name, how, err)
				continue
			}
			got, err := io.ReadAll(page.Body)
			if err != nil || string(got) != c.want || page.Note != c.note {
				t.Errorf("%s, %s: %q, note %q, %v; want %q, note %q", c.name, how, got, page.Note, err, c.want, c.note)
			}
			if err := page.Body.Close(); err != nil {
				t.Error(err)
			}
		}
	}
}

func fileRequest(name string) Request { return Request{URL: &url.URL{Scheme: "file", Path: name}} }

func TestFilesCutAtEachByte(t *testing.T) {
	text := `{"statuses":[` + strings.Repeat(`{"id_str":"1202955310000000101","text":"ebb"},`, 40) + `0]}`
	for name, in := range map[string]string{"a.json.gz": gzipped(text), "a.json.zst": zstded(text)} {
		for n := 1; n < len(in); n++ {
			f := Files{Stdin: strings.NewReader("unused"), Open: func(string) (io.ReadCloser, error) {
				return io.NopCloser(strings.NewReader(in[:n])), nil
			}}
			var got []byte
			page, err := f.Fetch(t.Context(), fileRequest(name))
			if err == nil {
				got, err = io.ReadAll(page.Body)
				page.Body.Close()
			}
			cut, ok := errors.AsType[*TruncatedError](err)
			if !ok || cut.From != name || cut.Got != int64(len(got)) || !errors.Is(err, io.ErrUnexpectedEOF) {
				t.Fatalf("%s cut after %d of %d bytes: %v (%d bytes read)", name, n, len(in), err, len(got))
			}
			if !strings.HasPrefix(text, string(got)) {
				t.Fatalf("%s cut after %d bytes gives %q", name, n, got)
			}
		}
	}
}

func TestFilesDamaged(t *testing.T) {
	good := gzipped(strings.Repeat("abcdefgh", 500))
	bad := []byte(good)
	bad[len(bad)-6] ^= 0xff // the checksum
	for in, want := range map[string]string{
		string(bad):                        "gzip",
		"\x1f\x8b\x07\x00aaaaaaaaaaaaaa":   "gzip",
		good + "trailing garbage":          "gzip",
		"\x28\xb5\x2f\xfd\xff\xff\xff\xff": "zstd",
		"\xff\xfe\x00\x00[\x00\x00\x00":    "UTF-32",
		"\x00\x00\x00[":                    "UTF-32",
	} {
		page, err := Files{Stdin: strings.NewReader(in)}.Fetch(t.Context(), Request{URL: &url.URL{Scheme: "stdin"}})
		if err == nil {
			_, err = io.ReadAll(page.Body)
		}
		e, ok := errors.AsType[*EncodingError](err)
		if !ok || e.Encoding != want || e.From != "standard input" {
			t.Errorf("%.20q: %v, want damaged %s", in, err, want)
		}
	}
	_, err := readAll(Files{Stdin: strings.NewReader("\xff\xfe[\x00]")}, &url.URL{Scheme: "stdin"})
	if _, ok := errors.AsType[*TruncatedError](err); !ok {
		t.Errorf("half a UTF-16 character: %v", err)
	}
}

func readAll(s Source, u *url.URL) (string, error) {
	page, err := s.Fetch(context.Background(), Request{URL: u})
	if err != nil {
		return "", err
	}
	defer page.Body.Close()
	b, err := io.ReadAll(page.Body)
	return string(b), err
}

func TestFilesLines(t *testing.T) {
	dir := t.TempDir()
	for name, want := range map[string]bool{
		"a.ndjson": true, "a.jsonl": true, "a.NDJSON.gz": true, "a.jsonl.zst": true, "a.b.jsonl": true,
		"a.json": false, "a.gz": false, "ndjson": false, "a.jsonl.bz2": false, "a.ndjson.json": false,
	} {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte("{}\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		page, err := Files{}.Fetch(t.Context(), fileRequest(path))
		if err != nil {
			t.Fatal(err)
		}
		if page.Lines != want || page.From != path {
			t.Errorf("%s: lines %v, from %q", name, page.Lines, page.From)
		}
		page.Body.Close()
	}
}

func TestFilesErrors(t *testing.T) {
	dir := t.TempDir()
	_, err := readAll(Files{}, &url.URL{Scheme: "file", Path: filepath.Join(dir, "none.json")})
	if e, ok := errors.AsType[*FileError](err); !ok || !errors.Is(err, fs.ErrNotExist) || e.Dir() {
		t.Errorf("missing file: %v", err)
	}
	if strings.Count(err.Error(), "none.json") != 1 {
		t.Errorf("the name is said more than once: %v", err)
	}
	_, err = readAll(Files{}, &url.URL{Scheme: "file", Path: dir})
	if e, ok := errors.AsType[*FileError](err); !ok || !e.Dir() || e.Name != dir {
		t.Errorf("folder: %v", err)
	}
	denied := Files{Open: func(name string) (io.ReadCloser, error) {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrPermission}
	}}
	_, err = readAll(denied, &url.URL{Scheme: "file", Path: "a"})
	if _, ok := errors.AsType[*FileError](err); !ok || !errors.Is(err, fs.ErrPermission) {
		t.Errorf("no permission: %v", err)
	}
	broken := errors.New("disk on fire")
	for name, in := range map[string]string{"plain": "[1,2", "gzip": gzipped(strings.Repeat("x", 9000))[:15]} {
		f := Files{Stdin: io.MultiReader(strings.NewReader(in), iotest.ErrReader(broken))}
		_, err = readAll(f, &url.URL{Scheme: "stdin"})
		if e, ok := errors.AsType[*FileError](err); !ok || !errors.Is(err, broken) || e.Name != "standard input" {
			t.Errorf("%s that cannot be read on: %v", name, err)
		}
	}
	if got, err := readAll(Files{}, &url.URL{Scheme: "stdin"}); got != "" || err != nil {
		t.Errorf("no standard input: %q, %v", got, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	page, err := Files{Stdin: strings.NewReader("[1]")}.Fetch(ctx, Request{URL: &url.URL{Scheme: "stdin"}})
	if err != nil {
		t.Fatal(err)
	}
	io.ReadFull(page.Body, make([]byte, 3))
	cancel()
	if _, err := page.Body.Read(make([]byte, 9)); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

func TestFilesClose(t *testing.T) {
	for name, in := range map[string]string{"plain": "[1]", "gzip": gzipped("[1]"), "zstd": zstded("[1]"), "bad": "\x1f\x8b\x07\x07"} {
		closed := 0
		f := Files{Open: func(string) (io.ReadCloser, error) {
			return closeFunc{strings.NewReader(in), func() error { closed++; return nil }}, nil
		}}
		if page, err := f.Fetch(t.Context(), fileRequest("a")); err == nil {
			page.Body.Close()
		}
		if closed != 1 {
			t.Errorf("%s: closed %d times", name, closed)
		}
	}
}

type closeFunc struct {
	io.Reader
	close func() error
}

func (c closeFunc) Close() error { return c.close() }

func TestMux(t *testing.T) {
	m := Mux{"stdin": Files{Stdin: strings.NewReader("[1]")}, "file": Files{}, "nil": nil}
	if got, err := readAll(m, &url.URL{Scheme: "stdin"}); got != "[1]" || err != nil {
		t.Errorf("%q, %v", got, err)
	}
	for _, u := range []*url.URL{nil, {}, {Path: "a"}, {Scheme: "gopher"}, {Scheme: "STDIN"}, {Scheme: "nil"}} {
		_, err := readAll(m, u)
		e, ok := errors.AsType[*SchemeError](err)
		if !ok || len(e.Known) != 3 || u != nil && e.Scheme != u.Scheme {
			t.Errorf("%v: %v", u, err)
		}
	}
}

func FuzzUnpack(f *testing.F) {
	for _, c := range unpackCases {
		f.Add(c.file, []byte(c.in))
	}
	f.Fuzz(func(t *testing.T, name string, in []byte) {
		body, _, err := unpack(io.NopCloser(bytes.NewReader(in)), "x", name)
		if err != nil {
			return
		}
		defer body.Close()
		n, err := io.Copy(io.Discard, io.LimitReader(body, 1<<20))
		if err != nil {
			_, cut := errors.AsType[*TruncatedError](err)
			_, damaged := errors.AsType[*EncodingError](err)
			if !cut && !damaged {
				t.Errorf("after %d bytes: %T %v", n, err, err)
			}
		}
	})
}
