package query

import (
	"strings"
	"testing"
)

func TestExplode(t *testing.T) {
	for _, c := range []struct{ element, path, want string }{
		{`{"id":1,"tags":["a","b"]}`, "tags", `{"id":1,"tags":"a"} {"id":1,"tags":"b"}`},
		{`{"e":{"h":[{"t":"a"},{"t":"b"}],"u":[]},"id":1}`, "e.h", `{"e":{"h":{"t":"a"},"u":[]},"id":1} {"e":{"h":{"t":"b"},"u":[]},"id":1}`},
		{`{ "tags" : [ 1 , [2] ] , "id":1}`, "tags", `{ "tags" : 1 , "id":1} { "tags" : [2] , "id":1}`},
		{`{"tags":[],"id":1}`, "tags", `-{"id":1}`},
		{`{"id":1,"tags":[ ]}`, "tags", `-{"id":1}`},
		{`{"id":1 , "tags":[ ] , "x":2}`, "tags", `-{"id":1 , "x":2}`},
		{`{"tags":[]}`, "tags", `-{}`},
		{`{ "tags":[] }`, "tags", `-{ }`},
		{`{"e":{"h":[]},"id":1}`, "e.h", `-{"e":{},"id":1}`},
		{`{"id":1}`, "tags", `-{"id":1}`},
		{`{"e":[{"h":[1]}]}`, "e.h", `-{"e":[{"h":[1]}]}`},
		{`{"e":null}`, "e.h", `-{"e":null}`},
		{`{"tags":"a"}`, "tags", `{"tags":"a"}`},
		{`{"tags":null}`, "tags", `{"tags":null}`},
		{`{"a,b\"":{"x]":1},"t\u0061gs":[1]}`, "tags", `{"a,b\"":{"x]":1},"t\u0061gs":1}`},
		{`{"tags":[1],"tags":[2,3]}`, "tags", `{"tags":1,"tags":[2,3]}`},
		{`{"a.b":["x","y]"]}`, `a\.b`, `{"a.b":"x"} {"a.b":"y]"}`},
		{`"tags"`, "tags", `-"tags"`},
		{`[1,2]`, "tags", `-[1,2]`},
	} {
		p, err := ParsePath(c.path)
		if err != nil {
			t.Fatal(err)
		}
		keys, ok := keysOnly(p)
		var got []string
		what, err := explode(c.element, [][]string{keys}, nil, func(s string) error { got = append(got, s); return nil })
		text := strings.Join(got, " ")
		if what == emptied {
			text = "-" + text
		}
		if stays := text == c.element; (what == noList) != stays {
			t.Errorf("%s by %s: %d", c.element, c.path, what)
		}
		if !ok || err != nil || text != c.want {
			t.Errorf("%s by %s: %s %v, want %s", c.element, c.path, text, err, c.want)
		}
	}
}
