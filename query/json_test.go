package query

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/tidwall/gjson"
)

// syntaxCases are texts that are not JSON, with the place and what is said of it.
func syntaxCases() []struct {
	text      string
	kind      Kind
	line, col int
	want      string
} {
	return []struct {
		text      string
		kind      Kind
		line, col int
		want      string
	}{
		{"", Empty, 1, 1, ""},
		{" \n\t", Empty, 1, 1, ""},
		{`{"a":1`, CutOff, 1, 7, "',' or '}'"},
		{`[{"text":"a"},{"te`, CutOff, 1, 19, `a closing '"'`},
		{"[1,2,,3]", Malformed, 1, 6, "a value"},
		{"[1,2,]", Malformed, 1, 6, "a value"},
		{`{"a":1,}`, Malformed, 1, 8, "a key in double quotes"},
		{"{'a':1}", Malformed, 1, 2, "a key in double quotes or '}'"},
		{`{"a" 1}`, Malformed, 1, 6, "':'"},
		{"{\"é\":\n  [1 2]}", Malformed, 2, 6, "',' or ']'"},
		{`{"é":1 2}`, Malformed, 1, 8, "',' or '}'"},
		{`[1}`, Malformed, 1, 3, "',' or ']'"},
		{`tru`, Malformed, 1, 1, "a value"},
		{`{"a":None}`, Malformed, 1, 6, "a value"},
		{`{"a":NaN}`, Malformed, 1, 6, "a value"},
		{`[01]`, Malformed, 1, 3, "a number without a leading zero"},
		{`[1.]`, Malformed, 1, 4, "a digit behind the point"},
		{`[-]`, Malformed, 1, 3, "a digit"},
		{`[1e]`, Malformed, 1, 4, "a digit in the exponent"},
		{`["\x"]`, Malformed, 1, 4, `one of " \ / b f n r t u behind a backslash`},
		{`["\u12g4"]`, Malformed, 1, 7, `four hexadecimal digits behind \u`},
		{"[\"a\nb\"]", Malformed, 1, 4, "a closing '\"' (line breaks and tabs are written \\n and \\t inside a text)"},
		{"[1] x", Malformed, 1, 5, "a value"},
		{"1,2", Malformed, 1, 2, "white space behind this document"},
		{"2\"six\"", Malformed, 1, 2, "white space behind this document"},
		{"{\"a\":1}\n{\"a\":2\n{\"a\":3}", Malformed, 3, 1, "',' or '}'"},
		{"<!DOCTYPE html><html></html>", HTML, 1, 1, "a value"},
		{"<?xml version='1.0'?>", XML, 1, 1, "a value"},
		{"PK\x03\x04rest", Binary, 1, 1, "a value"},
		{"[\"\xff\"]", BadUTF8, 1, 3, ""},
		{strings.Repeat("[", 10_001) + strings.Repeat("]", 10_001), TooDeep, 1, 10_001, ""},
	}
}

func TestSyntaxErrors(t *testing.T) {
	for _, c := range syntaxCases() {
		_, err := documents("f", c.text)
		e, ok := errors.AsType[*SyntaxError](err)
		if !ok {
			t.Errorf("%.40q: no error", c.text)
			continue
		}
		if e.Kind != c.kind || e.Line != c.line || e.Column != c.col || e.Want != c.want {
			t.Errorf("%.40q: kind %d, %d:%d, want %q; expected kind %d, %d:%d, want %q", c.text, e.Kind, e.Line, e.Column, e.Want, c.kind, c.line, c.col, c.want)
		}
		if got := []rune(e.Text); e.Kind == Malformed && (e.Caret > len(got)) {
			t.Errorf("%.40q: the caret %d is outside %q", c.text, e.Caret, e.Text)
		}
	}
}

func TestDocuments(t *testing.T) {
	for text, want := range map[string]int{`1`: 1, `{} []`: 2, "{\"a\":1}\n\n{\"a\":2}\r\n": 2, `{"a":"}{"}{"b":"\"]"}`: 2, `"a" 1 null [[]]`: 4,
		strings.Repeat("[", 10_000) + strings.Repeat("]", 10_000): 1} {
		docs, err := documents("f", text)
		if err != nil || len(docs) != want {
			t.Errorf("%.30q: %d documents, %v; want %d", text, len(docs), err, want)
		}
	}
}

// TestCutAnywhere cuts a document at each byte: every cut is an error at the end of the text.
func TestCutAnywhere(t *testing.T) {
	doc := `{"a":[1,-2.5e3,true,null,{"b":"x\u00e9\n"}],"c":{},"d":[]}`
	for i := 1; i < len(doc); i++ {
		_, err := documents("f", doc[:i])
		e, ok := errors.AsType[*SyntaxError](err)
		if !ok {
			t.Fatalf("%q is accepted", doc[:i])
		}
		if e.Kind != CutOff && e.Offset < i-5 { // "tru" is wrong where it begins
			t.Errorf("%q: %v", doc[:i], e)
		}
	}
}

// FuzzDocuments compares with encoding/json: the same documents, and the same text refused.
func FuzzDocuments(f *testing.F) {
	for _, c := range syntaxCases() {
		if len(c.text) < 1000 {
			f.Add(c.text)
		}
	}
	f.Add(`{"a":[1,2,{"b":"\ud83d\ude00"}]} [] "x" 1e9`)
	f.Fuzz(func(t *testing.T, text string) {
		docs, err := documents("f", text)
		if err == nil {
			for _, d := range docs {
				if !json.Valid([]byte(d)) || !utf8.ValidString(d) {
					t.Fatalf("%q is taken for JSON", d)
				}
			}
			return
		}
		if len(docs) == 0 && json.Valid([]byte(text)) && utf8.ValidString(text) && !deeper(text) {
			t.Fatalf("%q is refused: %v", text, err)
		}
		if e := err.(*SyntaxError); e.Offset > len(text) || e.Line < 1 || e.Column < 1 {
			t.Fatalf("%q: the place of %v is outside", text, e)
		}
		if v := (&validator{s: text}); !deeper(text) && (gjson.Valid(text) && utf8.ValidString(text)) != (v.document() == "" && skipSpace(text, v.i) == len(text)) {
			t.Fatalf("%q: the validator that finds the place does not agree with the one that finds the fault", text)
		}
	})
}

func deeper(text string) bool { return strings.Count(text, "[")+strings.Count(text, "{") > MaxDepth }

func BenchmarkDocuments(b *testing.B) {
	text := "[" + strings.Repeat(`{"id":1202955310000000101,"text":"Good morning! Doors open at 9. \u00e9","user":{"name":"Harbour Library","tags":[1,2,3]}},`, 10_000) + "{}]"
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		if _, err := documents("b", text); err != nil {
			b.Fatal(err)
		}
	}
}
