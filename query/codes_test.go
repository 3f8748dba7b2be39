package query

import (
	"errors"
	"fmt"
	"os"
	"path"
	"strings"
	"testing"

	"github.com/tidwall/gjson"
)

// fixtureFiles are the built-in fixtures that examples use.
var fixtureFiles = map[string]string{
	"fixture:library": "../fixtures/data/library.json",
	"fixture:search":  "../fixtures/data/1.1/search/tweets.json",
}

// exampleDoc is the document of an example.
func exampleDoc(t *testing.T, source string) string {
	t.Helper()
	if !strings.HasPrefix(source, "fixture:") {
		return source
	}
	file, ok := fixtureFiles[source]
	if !ok {
		t.Fatalf("%s: which file is it?", source)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// saidOf returns the coded notes of a path, also those of one that cannot be read, and the answer.
func saidOf(t *testing.T, doc, path string) (notes []Note, refused bool, answer Value) {
	t.Helper()
	_, err := ParsePath(path)
	if bad, ok := errors.AsType[*PathError](err); ok {
		return []Note{{Code: bad.Code, Severity: Wrong, Message: bad.Problem}}, true, answer
	}
	notes, refused = notesOf(t, doc, path)
	return notes, refused, gjson.Get(doc, path)
}

// TestCodes runs the example of every code: the first path gets exactly that code, with that severity, and the second an answer and no
// word.
func TestCodes(t *testing.T) {
	codes := Codes()
	if len(codes) != 37 {
		t.Fatalf("%d codes", len(codes))
	}
	for i, c := range codes {
		t.Run(c.Code, func(t *testing.T) {
			if want := fmt.Sprintf("P%02d", i+1); c.Code != want {
				t.Errorf("it stands in the place of %s", want)
			}
			if c.Severity == Info || c.Title == "" || strings.HasSuffix(c.Title, ".") || len(c.Title) > 70 {
				t.Errorf("severity %v, title %q", c.Severity, c.Title)
			}
			if n := len(strings.Fields(c.Text)); n < 25 || n > 90 || !strings.HasSuffix(strings.TrimRight(c.Text, ")#]"), ".") && !strings.HasSuffix(c.Text, "#.") {
				t.Errorf("the paragraph has %d words and ends %q", n, c.Text[max(0, len(c.Text)-10):])
			}
			doc := exampleDoc(t, c.Example.Source)
			after, _, answer := saidOf(t, doc, c.Example.After)
			if len(after) > 0 {
				t.Errorf("%q gets %v", c.Example.After, after)
			}
			if isNothing(answer) {
				t.Errorf("%q gives %q", c.Example.After, answer.Raw)
			}
			notes, refused, _ := saidOf(t, doc, c.Example.Before)
			switch {
			case c.Example.BeforeFile != "": // it is said where the file is written
				if path.Ext(c.Example.BeforeFile) == path.Ext(c.Example.AfterFile) {
					t.Errorf("the files %s and %s", c.Example.BeforeFile, c.Example.AfterFile)
				}
				if len(notes) > 0 {
					t.Errorf("before: %v", notes)
				}
			case len(notes) != 1 || notes[0].Code != c.Code:
				t.Errorf("%q gets %v", c.Example.Before, notes)
			case notes[0].Severity != c.Severity || refused != (c.Severity == Wrong):
				t.Errorf("%q: severity %v, refused %v; it is said to be %v", c.Example.Before, notes[0].Severity, refused, c.Severity)
			}
		})
	}
}

func TestFindCode(t *testing.T) {
	for _, c := range []struct {
		asked, code string
		ok          bool
	}{
		{"P11", "P11", true}, {"p11", "P11", true}, {"11", "P11", true}, {" P7 ", "P07", true}, {"1", "P01", true}, {"p037", "P37", true},
		{"P38", "P37", false}, {"99", "P37", false}, {"0", "P01", false}, {"PO7", "P07", false}, {"P111", "P11", false},
		{"", "", false}, {"shell", "", false}, {"-1", "", false}, {"99999999999999999999", "", false}, {"P\x1b[31m", "", false},
	} {
		got, ok := FindCode(c.asked)
		if got.Code != c.code || ok != c.ok {
			t.Errorf("%q is %q, %v; want %q, %v", c.asked, got.Code, ok, c.code, c.ok)
		}
	}
}
