package xlsx

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"io"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/tidwall/gjson"

	"twq/query"
	"twq/render"
)

// FuzzText has any text in a header and a cell, and reads it back without any library: what XML cannot hold is U+FFFD, and nothing looks like
// an escaped character, so that no reader changes it.
func FuzzText(f *testing.F) {
	for _, c := range awkward {
		if len(c.want) < 1000 {
			f.Add(c.want)
		}
	}
	f.Add("__x0041__x005F_x0041_x0041_\x00")
	f.Fuzz(func(t *testing.T, s string) {
		table := query.Table{Shape: query.List, Columns: []query.Column{{Name: s, Path: "a"}}}
		table.Rows = func(yield func(query.Row, error) bool) {
			yield(query.Row{Cells: []query.Value{{Type: gjson.String, Raw: `""`, Str: s}}}, nil)
		}
		var b bytes.Buffer
		if err := (Format{Sheet: s, TempDir: t.TempDir()}).Render(&b, table); err != nil {
			t.Fatal(err)
		}
		want, _ := render.CutCell(s)
		want = strings.Map(func(r rune) rune {
			if r < ' ' && !strings.ContainsRune("\t\n\r", r) || r == 0xfffe || r == 0xffff {
				return utf8.RuneError
			}
			return r
		}, want)
		got := textsOf(t, b.Bytes())
		if len(got) != 2 || got[0] != want || got[1] != want {
			t.Fatalf("%q came back as %q", want, got)
		}
	})
}

// textsOf are the texts of the cells of the first sheet.
func textsOf(t *testing.T, book []byte) (texts []string) {
	r, err := zip.NewReader(bytes.NewReader(book), int64(len(book)))
	if err != nil {
		t.Fatal(err)
	}
	sheet, err := r.Open("xl/worksheets/sheet1.xml")
	if err != nil {
		t.Fatal(err)
	}
	d := xml.NewDecoder(sheet)
	text, inside := "", false
	for {
		token, err := d.Token()
		if err == io.EOF {
			return texts
		}
		if err != nil {
			t.Fatal(err)
		}
		switch e := token.(type) {
		case xml.StartElement:
			switch e.Name.Local {
			case "f":
				t.Error("a formula")
			case "c":
				text = ""
			case "t":
				inside = true
			}
		case xml.CharData:
			if inside {
				if escaped.Match(e) {
					t.Errorf("%q looks like an escaped character", e)
				}
				text += string(e)
			}
		case xml.EndElement:
			switch e.Name.Local {
			case "t":
				inside = false
			case "c":
				texts = append(texts, text)
			}
		}
	}
}
