package fetch

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"text/template"
)

// canaryToken is a secret with everything in it that some encoding changes, in the form of the API's tokens.
const canaryToken Secret = "AAAAcanary%2Fb1rd+sings/all?day%3Dlong==QzX9"

const (
	canaryKey    Secret = "canaryKeyXvz1evFS4wEEPTGEFPHBog"
	canarySecret Secret = "canary&Secret<L8qq9PZyRg6ieKGEKhZ>ol/GC0vJ"
)

// disguises are the forms in which a secret must not come out.
func disguises(s string) map[string]string {
	reversed := []byte(s)
	slices.Reverse(reversed)
	asJSON, _ := json.Marshal(s)
	var plainJSON bytes.Buffer
	e := json.NewEncoder(&plainJSON)
	e.SetEscapeHTML(false)
	e.Encode(s)
	return map[string]string{
		"raw":               s,
		"reversed":          string(reversed),
		"hex":               hex.EncodeToString([]byte(s)),
		"HEX":               strings.ToUpper(hex.EncodeToString([]byte(s))),
		"base64":            base64.StdEncoding.EncodeToString([]byte(s)),
		"base64 unpadded":   base64.RawStdEncoding.EncodeToString([]byte(s)),
		"base64 URL":        base64.URLEncoding.EncodeToString([]byte(s)),
		"base64 URL bare":   base64.RawURLEncoding.EncodeToString([]byte(s)),
		"base64 behind 1":   base64.StdEncoding.EncodeToString([]byte("." + s)),
		"base64 behind 2":   base64.StdEncoding.EncodeToString([]byte("a:" + s)),
		"base64 in between": base64.StdEncoding.EncodeToString([]byte("user:" + s + "\n and more")),
		"base64 in JSON":    strings.ReplaceAll(base64.StdEncoding.EncodeToString([]byte(s)), "/", `\/`),
		"base64 in a URL":   url.QueryEscape(base64.StdEncoding.EncodeToString([]byte(s))),
		"query":             url.QueryEscape(s),
		"query lower":       regexp.MustCompile("%..").ReplaceAllStringFunc(url.QueryEscape(s), strings.ToLower),
		"path":              url.PathEscape(s),
		"unescaped":         unescaped(s),
		"JSON":              strings.Trim(string(asJSON), `"`),
		"JSON plain":        strings.Trim(strings.TrimSpace(plainJSON.String()), `"`),
		"JSON slashes":      strings.ReplaceAll(strings.Trim(string(asJSON), `"`), "/", `\/`),
	}
}

// leak returns which form of a secret a text holds, also only its first or last 8 characters; "" when none.
func leak(text string, secrets ...Secret) string {
	for _, s := range secrets {
		for form, disguise := range disguises(s.Reveal()) {
			if strings.HasPrefix(form, "base64 behind") || form == "base64 in between" {
				continue // their ends are not the secret's
			}
			if strings.Contains(text, disguise) {
				return form
			}
		}
		if strings.Contains(text, s.Reveal()[:8]) || strings.Contains(text, s.Reveal()[len(s)-8:]) {
			return "an end"
		}
	}
	return ""
}

func knowing(secrets ...Secret) *Secrets {
	known := new(Secrets)
	for _, s := range secrets {
		known.Add(s)
	}
	return known
}

func TestSecretIsNeverPrinted(t *testing.T) {
	type settings struct {
		Name  string
		Token Secret
		Map   map[Secret]Secret
		List  []Secret
		Ptr   *Secret
	}
	s := canaryToken
	v := settings{"mira", s, map[Secret]Secret{s: s}, []Secret{s}, &s}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%t", "%U", "%10s", "%-50v", "%.3s", "% x"} {
		for _, value := range []any{s, &s, v, []any{s}, fmt.Errorf("wrapped: %w", errors.New(s.String()))} {
			if form := leak(fmt.Sprintf(verb, value), s); form != "" {
				t.Errorf("%s of %T shows it: %s", verb, value, form)
			}
		}
	}
	v.Map = nil // the keys of a map are beyond help: see Secret
	text, err := json.Marshal(v)
	if err != nil || leak(string(text), s) != "" || !strings.Contains(string(text), `"Token":"***"`) {
		t.Errorf("json.Marshal: %s, %v", text, err)
	}
	var b strings.Builder
	if err := template.Must(template.New("").Parse("{{.Token}} {{.List}}")).Execute(&b, v); err != nil || leak(b.String(), s) != "" {
		t.Errorf("a template: %s, %v", b.String(), err)
	}
	if got := s.Reveal(); got != string(s) {
		t.Errorf("Reveal is %q", got)
	}
}

func TestTail(t *testing.T) {
	for s, want := range map[Secret]string{
		"":                 "***",
		"short":            "***",
		"fifteenletters!":  "***",
		"sixteen letters!": "***ers!",
		canaryToken:        "***QzX9",
	} {
		if got := s.Tail(); got != want {
			t.Errorf("the tail of %q is %q, want %q", s.Reveal(), got, want)
		}
	}
}

func TestBlank(t *testing.T) {
	known := knowing(canaryToken)
	for form, text := range disguises(canaryToken.Reveal()) {
		in := []byte(`before "` + text + `" behind ` + text)
		kept := bytes.Clone(in)
		out, n := known.Blank(in)
		if n != 2 || leak(string(out), canaryToken) != "" || !strings.HasPrefix(string(out), `before "`) || !strings.Contains(string(out), " behind ") {
			t.Errorf("%s: %d in %q", form, n, out)
		}
		if !bytes.Equal(in, kept) {
			t.Errorf("%s: the input was changed", form)
		}
		if !strings.HasPrefix(form, "base64 behind") && form != "base64 in between" && string(out) != `before "***" behind ***` {
			t.Errorf("%s: something is left: %q", form, out)
		}
	}
}

// TestBlankBase64Everywhere leaves at most a character of 6 bits at either end, which the neighbours' bits decide too.
func TestBlankBase64Everywhere(t *testing.T) {
	known := knowing(canaryToken)
	for before := range 7 {
		for after := range 5 {
			text := base64.StdEncoding.EncodeToString([]byte(strings.Repeat(".", before) + canaryToken.Reveal() + strings.Repeat(".", after)))
			out, n := known.Blank([]byte(text))
			left := (before*8+5)/6 + (after*8+5)/6 + len("***") + 4
			if n != 1 || len(out) > left {
				t.Errorf("%d before, %d behind: %d in %q", before, after, n, out)
			}
		}
	}
}

func TestBlankPair(t *testing.T) {
	known := new(Secrets)
	known.AddPair(canaryKey, canarySecret)
	for _, text := range []string{
		canaryKey.Reveal() + ":" + canarySecret.Reveal(),
		url.QueryEscape(canaryKey.Reveal()) + ":" + url.QueryEscape(canarySecret.Reveal()),
	} {
		basic := base64.StdEncoding.EncodeToString([]byte(text))
		for _, in := range []string{basic, text} {
			if out, n := known.Blank([]byte("Basic " + in + "!")); n != 1 || string(out) != "Basic ***!" {
				t.Errorf("%d in %q", n, out)
			}
		}
	}
	for _, s := range []Secret{canaryKey, canarySecret} {
		if out, n := known.Blank([]byte(s)); n != 1 || string(out) != "***" {
			t.Errorf("%d in %q", n, out)
		}
	}
	known = new(Secrets)
	known.AddPair(canaryKey, "")
	if out, _ := known.Blank([]byte(canaryKey + ":")); string(out) != "***:" {
		t.Errorf("half a pair: %q", out)
	}
}

func TestBlankNothing(t *testing.T) {
	none := new(Secrets)
	short := knowing("", "seven77")
	for _, known := range []*Secrets{none, short, knowing(canaryToken)} {
		in := []byte(`{"text":"seven77 gulls, AAAAcana and %2Fb1rd"}`)
		if out, n := known.Blank(in); n != 0 || &out[0] != &in[0] {
			t.Errorf("%d in %q", n, out)
		}
		if out, n := known.Blank(nil); n != 0 || len(out) != 0 {
			t.Errorf("%d in %q", n, out)
		}
	}
}

// TestBlankOverlap is about secrets that share a part: no rest of the second stays, and two side by side are two.
func TestBlankOverlap(t *testing.T) {
	known := knowing("abcdefghijkl", "ijklmnopqrst", "abcdefgh", "xyxyxyxy")
	for in, want := range map[string]string{
		"<abcdefghijklmnopqrst>": "<***>",
		"<abcdefghijkl>":         "<***>",
		"<abcdefghij>":           "<***ij>",
		"abcdefghabcdefgh":       "******",
		"xyxyxyxyxyxyxyxyx":      "***", // reversed it is yxyxyxyx
	} {
		if out, _ := known.Blank([]byte(in)); string(out) != want {
			t.Errorf("%s is %s, want %s", in, out, want)
		}
		for cut := range len(in) {
			if out := chunked(known, []byte(in), []int{cut}); out != want {
				t.Errorf("%s cut at %d is %s, want %s", in, cut, out, want)
			}
		}
	}
}

// chunked writes b in pieces of the given sizes, the rest as the last piece.
func chunked(known *Secrets, b []byte, sizes []int) string {
	var out bytes.Buffer
	w := known.Writer(&out)
	for _, size := range sizes {
		size = min(size, len(b))
		if n, err := w.Write(b[:size]); n != size || err != nil {
			return fmt.Sprint("error: ", n, err)
		}
		b = b[size:]
	}
	w.Write(b)
	w.Close()
	return out.String()
}

func TestWriterAtEveryBorder(t *testing.T) {
	known := knowing(canaryToken)
	for form, text := range disguises(canaryToken.Reveal()) {
		in := []byte("Authorization: Bearer " + text + "\n" + text[:len(text)-1] + "\n")
		want, _ := known.Blank(in)
		for cut := range len(in) {
			if got := chunked(known, in, []int{cut}); got != string(want) {
				t.Fatalf("%s cut at %d: %q, want %q", form, cut, got, want)
			}
		}
		if got := chunked(known, in, slices.Repeat([]int{1}, len(in))); got != string(want) {
			t.Errorf("%s byte by byte: %q, want %q", form, got, want)
		}
	}
}

// TestWriterIsPrompt wants each line and each prompt to arrive with its own Write.
func TestWriterIsPrompt(t *testing.T) {
	known := knowing(canaryToken)
	var out bytes.Buffer
	w := known.Writer(&out)
	for _, text := range []string{"page 1\r", "page 2\r", "API key: ", "done\n", "a token " + canaryToken.Reveal() + "\n", "x"} {
		out.Reset()
		w.Write([]byte(text))
		want, _ := known.Blank([]byte(text))
		if out.String() != string(want) {
			t.Errorf("%q comes as %q", text, out.String())
		}
	}
	out.Reset()
	w.Write([]byte("ends with AAAAcan"))
	if out.String() != "ends with " {
		t.Errorf("what may be a secret came: %q", out.String())
	}
	w.Close()
	if out.String() != "ends with AAAAcan" {
		t.Errorf("what was none did not come: %q", out.String())
	}
}

func TestWriterLearns(t *testing.T) {
	known := new(Secrets)
	var out bytes.Buffer
	w := known.Writer(&out)
	w.Write([]byte("first "))
	known.Add(canaryToken)
	w.Write([]byte(canaryToken))
	w.Close()
	if out.String() != "first ***" {
		t.Errorf("got %q", out.String())
	}
}

func TestWriterFails(t *testing.T) {
	r, pipe := io.Pipe()
	r.CloseWithError(io.ErrNoProgress)
	if n, err := knowing(canaryToken).Writer(pipe).Write([]byte("x\n")); n != 0 || err != io.ErrNoProgress {
		t.Errorf("%d, %v", n, err)
	}
}

func TestSecretsTogether(t *testing.T) {
	var known Secrets
	var out bytes.Buffer
	w := known.Writer(&out)
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			for j := range 20 {
				s := Secret(fmt.Sprintf("canary-%d-%d-0123456789", i, j))
				known.Add(s)
				known.Add(s)
				fmt.Fprintf(w, "%s\n", s.Reveal())
				if got, n := known.Blank([]byte(s)); n != 1 || string(got) != "***" {
					t.Errorf("%s: %d in %q", s.Reveal(), n, got)
				}
			}
		})
	}
	all.Wait()
	w.Close()
	if got := out.String(); got != strings.Repeat("***\n", 160) {
		t.Errorf("got %q", got)
	}
	if form := leak(fmt.Sprintf("%v %+v %#v", &known, &known, &known), "canary-0-0-0123456789"); form != "" {
		t.Errorf("printing Secrets shows %s", form)
	}
}

// FuzzSecretsWriter wants the same output for every way of cutting a text, and no secret in it.
func FuzzSecretsWriter(f *testing.F) {
	for _, s := range []Secret{canaryToken, canaryKey, canarySecret} {
		for _, text := range disguises(s.Reveal()) {
			f.Add("page 1\rBearer "+text+"\n"+text, []byte{3, 20, 1, 0, 7})
		}
	}
	f.Add("canaryKeyXvz1evFS4wEEPTGEFPHBog:canary&Secret<L8qq9PZyRg6ieKGEKhZ>ol/GC0vJ", []byte{31, 1})
	f.Add("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab", []byte{1, 2, 3})
	f.Add("**aaaaaaaaa*", []byte{4})
	known := knowing(canaryToken, "aaaaaaaaa", "aaaabaaaa")
	known.AddPair(canaryKey, canarySecret)
	f.Fuzz(func(t *testing.T, text string, cuts []byte) {
		sizes := make([]int, len(cuts))
		for i, c := range cuts {
			sizes[i] = int(c)
		}
		want, n := known.Blank([]byte(text))
		got := chunked(known, []byte(text), sizes)
		if got != string(want) {
			t.Fatalf("%q cut by %v: %q, want %q", text, sizes, got, want)
		}
		// No form of a secret holds an asterisk, so each mask adds three of them, whatever stands beside it.
		if added := strings.Count(got, "*") - strings.Count(text, "*"); added != 3*n {
			t.Fatalf("%d counted, %d asterisks added in %q", n, added, got)
		}
		for _, s := range []Secret{canaryToken, canaryKey, canarySecret} {
			for form, disguise := range disguises(s.Reveal()) {
				if strings.Contains(got, disguise) {
					t.Fatalf("%s of %q is in %q", form, s.Reveal(), got)
				}
			}
		}
	})
}

func BenchmarkBlank(b *testing.B) {
	known := knowing(canaryToken)
	known.AddPair(canaryKey, canarySecret)
	body := bytes.Repeat([]byte(`{"id_str":"1202955310000000101","text":"The harbour library opens at nine"},`), 10_000)
	b.SetBytes(int64(len(body)))
	for b.Loop() {
		known.Blank(body)
	}
}
