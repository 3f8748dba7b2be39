package outline

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"testing/iotest"

	"twq/query"
)

// tokenTexts are documents of many shapes; whole, cut and mutated they feed the tests and the fuzzing of all that reads tokens.
func tokenTexts() []string {
	texts := []string{
		`{"a":[1,-2.5e3,true,null,{"b":"x\u00e9\n"}],"c":{},"d":[]}`, `[]`, `{}`, `[[]]`, `[{}]`, `""`, `0`, `-0.0`, `1e9`, `true`, `false`, `null`,
		`"a\"b\\"`, ` [ 1 , 2 ] `, "{\n  \"a\": 1,\n  \"é\": \"日本\"\n}\n", `{"a":1}{"a":2}`, "{\"a\":1}\n\n{\"a\":2}\r\n", `[1] [2] [3]`, `"a" 1 null [[]]`,
		`{"":{"":{"":1}}}`, `{"a.b":1,"c|d":2,"#":3,"*":4,"@this":5,"!x":6}`, `[1202955310000000101,1e400,-1]`, `{"a":1,"a":2,"a":{"b":3}}`,
		`[{"id":1,"tags":[]},{"id":2,"tags":["x"]},{"tags":["x","y"]}]`, `{"statuses":[{"id":1},{"id":2}],"search_metadata":{"count":2}}`,
		`[[1,[2,{"a":[3]}]],"x",{"a":null}]`, `"\ud83d\ude00\ud800"`, "\"\u2028 €\"", `{"a":{"b":{"c":{"d":[{"e":1}]}}}}`, "\t\n[\r\n1\t]\n",
		`"` + strings.Repeat("long ", 200) + `"`, `[` + strings.Repeat(`"日本",`, 100) + `1]`, strings.Repeat(" ", 700) + `{"a": 1` + strings.Repeat("\n", 700) + "}",
		strings.Repeat("[", 300) + strings.Repeat("]", 300), `{"k":"` + strings.Repeat("é", 400) + `"}`, "<a>", "<!DOCTYPE html>", "PK\x03\x04rest", "",
		`{"errors":[{"code":34,"message":"Sorry"}]}`, "[1,2,3]\n[4]", `{"a\u0062":1,"ab":2}`, `["\/\b\f\n\r\t"]`, `[1,[2,[3,[4]]]]`, `{"t":"see [7]"}`,
		`[true,false,null,"",{},[]]`, "1\n2\n3\n", `{"a":[{"b":1},{"c":2}]}`, `{"x":"y"} {"x":"z"} []`, `[0.1,2E+3,4e-5]`,
	}
	return append(texts, brokenTexts()...)
}

// brokenTexts are wrong in the ways in which texts are.
func brokenTexts() []string {
	return []string{
		" \n\t", `{"a":1`, `[{"text":"a"},{"te`, "[1,2,,3]", "[1,2,]", `{"a":1,}`, "{'a':1}", `{"a" 1}`, "{\"é\":\n  [1 2]}", `{"é":1 2}`, `[1}`, `tru`,
		`{"a":None}`, `{"a":NaN}`, `[01]`, `[1.]`, `[-]`, `[1e]`, `["\x"]`, `["\u12g4"]`, "[\"a\nb\"]", "[1] x", "1,2", "2\"six\"",
		"{\"a\":1}\n{\"a\":2\n{\"a\":3}", "<?xml version='1.0'?>", "[\"\xff\"]", "]", "}", ":", "[1]]", "{\"a\"}", "nul", "[tru,1]", "\x00",
	}
}

// faultOf is what is wrong with a text according to the tokenizer, and how many documents stand in front of it.
func faultOf(t *tokens) (docs int, err error) {
	for {
		switch t.next() {
		case tokenDocument:
			docs++
		case tokenFailed:
			return docs, t.err
		case tokenEnd:
			return docs, nil
		}
	}
}

// sameFault compares the tokenizer with the reader of whole texts. Of a text that is wrong and, later in the same document, too deep, the tokenizer tells
// what comes first.
func sameFault(t *testing.T, text string, r io.Reader, heads bool) {
	t.Helper()
	_, err := query.ReadDocument(t.Context(), []query.Input{{Name: "f", Body: strings.NewReader(text)}}, false)
	tokens := newTokens(t.Context(), query.Input{Name: "f", Body: r})
	tokens.heads = heads
	_, got := faultOf(tokens)
	if err == nil && got == nil {
		return
	}
	want, _ := errors.AsType[*query.SyntaxError](err)
	have, ok := errors.AsType[*query.SyntaxError](got)
	if want != nil && ok && want.Kind == query.TooDeep && have.Offset < want.Offset {
		return
	}
	if want != nil {
		want.CutLine = 0 // tokens look at no lines
	}
	if want == nil || !ok || !reflect.DeepEqual(want, have) {
		t.Fatalf("%.200q:\n got %#v\nwant %#v", text, got, err)
	}
}

func TestTokensFaults(t *testing.T) {
	for _, text := range tokenTexts() {
		for i := 0; i <= len(text); i++ {
			sameFault(t, text[:i], strings.NewReader(text[:i]), i%2 == 0)
		}
		sameFault(t, text, iotest.OneByteReader(strings.NewReader(text)), true)
		sameFault(t, text, iotest.DataErrReader(strings.NewReader(text)), false)
	}
	deep := strings.Repeat("[", query.MaxDepth+1) + strings.Repeat("]", query.MaxDepth+1)
	sameFault(t, deep, strings.NewReader(deep), true)
}

func TestTokensMutations(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	const soup = "\"\\{}[]:,0123456789-+.eEtrufalsn \n\t\x00\xff\xc3\xa9u"
	for _, text := range tokenTexts() {
		for range 100 {
			b := []byte(text)
			for range 1 + random.IntN(3) {
				at := random.IntN(len(b) + 1)
				switch c := soup[random.IntN(len(soup))]; {
				case at == len(b) || random.IntN(2) == 0:
					b = append(b[:at], append([]byte{c}, b[at:]...)...)
				case random.IntN(2) == 0:
					b[at] = c
				default:
					b = append(b[:at], b[at+1:]...)
				}
			}
			sameFault(t, string(b), strings.NewReader(string(b)), true)
		}
	}
}

// TestTokensAcrossWindows lets everything fall on the borders of the window.
func TestTokensAcrossWindows(t *testing.T) {
	for _, tail := range []string{`"x"]`, `"é日本"]`, `1e`, `tru`, `"\u00e9", 12]`, `{"a":`, `"\ud83d\uq"]`, "\"\xff\"]", "\"\n", "1.5]", "null,,", "1 \n  "} {
		for k := range 4 {
			for _, fill := range []string{strings.Repeat("é", tokenBuffer/2), strings.Repeat("x", 3*tokenBuffer), strings.Repeat("\n", 2*tokenBuffer)} {
				text := "[" + strings.Repeat(" ", k)
				if fill[0] == '\n' {
					text += fill
				} else {
					text += `"` + fill + `",`
				}
				sameFault(t, text+tail, strings.NewReader(text+tail), true)
				sameFault(t, text+tail, strings.NewReader(text+tail), false)
				sameFault(t, text+tail+fill, strings.NewReader(text+tail+fill), true)
			}
		}
	}
}

func TestTokensReaderFails(t *testing.T) {
	broken := errors.New("broken")
	for _, text := range []string{`[1,2`, `[1`, `[tr`, `["abc`, `{"a":1`, ` `, ``, `12`, `[1]`, "[1,\n"} {
		tokens := newTokens(t.Context(), query.Input{Body: io.MultiReader(strings.NewReader(text), iotest.ErrReader(broken))})
		if _, err := faultOf(tokens); !errors.Is(err, broken) {
			t.Errorf("%q: %v", text, err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := faultOf(newTokens(ctx, query.Input{Body: strings.NewReader("[]")})); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if _, err := faultOf(newTokens(t.Context(), query.Input{Body: idle{}})); !errors.Is(err, io.ErrNoProgress) {
		t.Error(err)
	}
}

// idle is a reader that never has anything and never ends.
type idle struct{}

func (idle) Read([]byte) (int, error) { return 0, nil }

func FuzzTokens(f *testing.F) {
	for _, text := range tokenTexts() {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		sameFault(t, text, strings.NewReader(text), true)
		sameFault(t, text, iotest.OneByteReader(strings.NewReader(text)), false)
	})
}

// tweets is a list of invented tweets of about n bytes.
func tweets(n int) string {
	var b strings.Builder
	b.WriteByte('[')
	for i := 0; b.Len() < n; i++ {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `{"created_at":"Mon Dec 09 10:00:%02d +0000 2019","id":%d,"id_str":"%d","text":"Good morning, shelf %d! おはよう \ud83d\ude00",`+
			`"truncated":false,"entities":{"hashtags":[{"text":"t%d","indices":[0,%d]}],"urls":[]},"user":{"id":%d,"screen_name":"u%d","name":"Mira",`+
			`"followers_count":%d,"verified":%t,"url":null,"lang":null},"retweet_count":%d,"lang":"en"}`,
			i%60, 1202955310000000000+i, 1202955310000000000+i, i, i%9, i, i%77, i%77, i%1000, i%2 == 0, i%50)
	}
	b.WriteByte(']')
	return b.String()
}

func BenchmarkTokens(b *testing.B) {
	text := tweets(8 << 20)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		if _, err := faultOf(newTokens(context.Background(), query.Input{Body: strings.NewReader(text)})); err != nil {
			b.Fatal(err)
		}
	}
}
