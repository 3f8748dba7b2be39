package query

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/tidwall/gjson"
)

// completeDoc has lists, lists in lists, objects of different keys, and keys that a path has to escape.
const completeDoc = `[
{"id":1,"name":"Ada","tags":["a","b"],"who":{"full name":"Ada L.","n.k":"x","deep":{"x":[{"y":1}]}},"ok":true,"z":null,"@this":1,"!true":2,"#":3,"a,b":4,"k=v":5,"[x]":6,"*":7,"":8,"..":9},
{"id":2,"name":"Bo (b)","tags":[],"who":{"full name":"Bo"},"ok":false,"grid":[[1,2],[3]],"json":"{\"q\":1}","~t":"~tilde","q\"":"say \"hi\""},
{"id":1202955310000000165,"name":"Cy","tags":["c"],"rows":{"a":[1,2],"b":[3,4]},"sp ":1}]`

func beginningOf(t testing.TB, text string, lines bool) *Beginning {
	t.Helper()
	return ReadBeginning(context.Background(), Input{Name: "x", Body: strings.NewReader(text), Lines: lines}, 1<<20)
}

func pathsOf(found []Completion) string {
	var paths []string
	for _, c := range found {
		paths = append(paths, c.Path)
	}
	return strings.Join(paths, "  ")
}

func TestBeginningComplete(t *testing.T) {
	b := beginningOf(t, completeDoc, false)
	for _, c := range []struct{ path, want string }{
		{"", "#  #.  #(  0.  1.  2."},
		{"1", "1."},
		{"#.n", "#.name"},
		{"#.w", "#.who."},
		{"#.who.", `#.who.full name  #.who.n\.k  #.who.deep.`},
		{`#.who.n\`, `#.who.n\.k`},
		{"#.who.deep.x.#.", "#.who.deep.x.#.y"},
		{"#.t", "#.tags"},
		{"#.tags.", "#.tags.#  #.tags.#(  #.tags.0  #.tags.1"},
		{"#.grid.", "#.grid.#  #.grid.#.  #.grid.#(  #.grid.0  #.grid.1"},
		{"#.tags.#(", `#.tags.#(==  #.tags.#(!=  #.tags.#(%  #.tags.#(!%`},
		{"#.tags.#(==", `#.tags.#(==a)  #.tags.#(==b)  #.tags.#(==c)`},
		{"#(name==", `#(name==Ada)  #(name=="Bo (b)")  #(name==Cy)`},
		{`#(name=="`, `#(name=="Ada")  #(name=="Bo (b)")  #(name=="Cy")`},
		{"#(name!", "#(name!="},
		{"#(name<", ""},
		{"#(ok", "#(ok  #(ok==true  #(ok==false"},
		{"#(ok==", "#(ok==true)  #(ok==false)"},
		{"#(ok==~", "#(ok==~true)  #(ok==~false)  #(ok==~null)  #(ok==~*)"},
		{"#(id==", "#(id==1)  #(id==2)"}, // the third is too large to be compared
		{"#(~t==", ""},                   // gjson takes it for no text
		{"#(k", `#(k\=v`},
		{`#(q\"==`, `#(q\"=="say \"hi\"")`},
		{"#(sp", ""}, // gjson drops the blank there
		{"#.sp", "#.sp "},
		{"#(tags.#", "#(tags.#  #(tags.#(  #(tags.#==  #(tags.#!=  #(tags.#<  #(tags.#<=  #(tags.#>  #(tags.#>=  #(tags.#)"},
		{"#(tags.#(==a)", "#(tags.#(==a)  #(tags.#(==a)==  #(tags.#(==a)!=  #(tags.#(==a)%  #(tags.#(==a)!%  #(tags.#(==a))"},
		{"#(who.deep.", "#(who.deep.x."},
		{"#(id>1)", "#(id>1)  #(id>1).  #(id>1)#  #(id>1)#.  #(id>1)#|#"},
		{"#(id>1)#", "#(id>1)#  #(id>1)#.  #(id>1)#|#"},
		{"#(id==9)", ""},
		{"#(id>1)#.na", "#(id>1)#.name"},
		{"#.name|", "#.name|#  #.name|#(  #.name|0  #.name|1  #.name|2  #.name|@reverse  #.name|@dig:  #.name|@tostr  #.name|@this  #.name|@valid  #.name|@ugly  #.name|@pretty"},
		{"#.tags|@f", "#.tags|@flatten"},
		{"#.tags|@flatten|", "#.tags|@flatten|#  #.tags|@flatten|#(  #.tags|@flatten|0  #.tags|@flatten|1  #.tags|@flatten|2  #.tags|@flatten|@reverse  #.tags|@flatten|@dig:  #.tags|@flatten|@tostr  #.tags|@flatten|@this  #.tags|@flatten|@valid  #.tags|@flatten|@ugly  #.tags|@flatten|@pretty"},
		{"0.who.@", "0.who.@keys  0.who.@values  0.who.@reverse  0.who.@dig:  0.who.@tostr  0.who.@this  0.who.@valid  0.who.@ugly  0.who.@pretty"},
		{"2.rows.@g", "2.rows.@group"},
		{"1.json.@f", "1.json.@fromstr"},
		{"1.json.@fromstr.", "1.json.@fromstr.q"},
		{"0.@dig:f", "0.@dig:full name"},
		{`0.\@`, `0.\@this`},
		{"0.@th", "0.@this"},
		{`0.\!`, `0.\!true`},
		{`0.\#`, `0.\#`},
		{`0.\[`, `0.\[x\]`},
		{`0.\*`, `0.\*`},
		{`0.\.`, `0.\.\.`},
		{"0.a", `0.a\,b`},
		{"#.{i", "#.{id"},
		{"#.{id", "#.{id  #.{id,  #.{id}"},
		{"#.[id,wh", "#.[id,who."},
		{"#.{id,n:who.full name", "#.{id,n:who.full name  #.{id,n:who.full name,  #.{id,n:who.full name}"},
		{`#.{"a:b":na`, `#.{"a:b":name`},
		{"#.{id,tags.#(==a", "#.{id,tags.#(==a)"},
		{"{#.na", "{#.name"},
		{"..0.0.na", "..0.0.name"},
		{"#.who.@keys.", "#.who.@keys.#  #.who.@keys.#(  #.who.@keys.0  #.who.@keys.1  #.who.@keys.2"},
		{"#.*", ""}, // a pattern
		{"#.wh?.de", "#.wh?.deep."},
		{"!tr", ""},
		{"#.nope.", ""},
		{"0.id.", ""},
		{"#(", `#(id  #(name  #(tags  #(who.  #(ok  #(z  #(\@this  #(\!true  #(\#  #(a\,b  #(k\=v  #(\[x\]  #(\*  #(\.\.  #(grid.  #(json  #(~t  #(q\"  #(rows.`},
	} {
		if got := pathsOf(b.Complete(c.path)); got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.path, got, c.want)
		}
	}
}

// TestCompletionHelp looks at the texts; of data that goes on they say only what was seen.
func TestCompletionHelp(t *testing.T) {
	rows := `[{"k":"a","l":[1,2]},{"k":"a\u001b"},{"k":"b","n":5},`
	for _, c := range []struct{ doc, path, want string }{
		{rows + `{}]`, "#.k", `text: "a", in 3 of 4`},
		{rows + `{}]`, "#.l", `list of 2, in 1 of 4`},
		{rows + `{}]`, "#.n", `number: 5, in 1 of 4`},
		{rows + `{}]`, "#(k==a", `1 of 4`},
		{rows + `{}]`, "#(k==b)#", "all 1 that match"},
		{rows, "#.k", `text: "a"`},
		{rows, "#.l", `list, in 1 of the first 3`},
		{rows, "#(k==b", `1 of the first 3`},
		{rows, "#(k==b)#", "all that match"},
		{`{"k":"` + strings.Repeat("é", 100) + `\n"}`, "k", `text: "` + strings.Repeat("é", 39) + `…"`},
		{`{"k":{}}`, "k", "object"},
		{`{"k":null}`, "k", "null"},
	} {
		found := beginningOf(t, c.doc, false).Complete(c.path)
		if len(found) == 0 || found[0].Help != c.want {
			t.Errorf("%s: %v, want %s", c.path, found, c.want)
		}
	}
}

func TestBeginningCompleteColumns(t *testing.T) {
	envelope := `{"statuses":[{"text":"a","user":{"name":"b"}}],"next":1}`
	for _, c := range []struct {
		doc, path, list, want string
	}{
		{completeDoc, "", "i", "id"},
		{completeDoc, "#", "id,wh", "id,who."},
		{completeDoc, "#", "id,n:wh", "id,n:who."},
		{completeDoc, "#", `id,"a,b": wh`, `id,"a,b": who.`},
		{completeDoc, "#(id==1)#", "wh", "who."},
		{completeDoc, "#.who", "de", "deep."},
		{completeDoc, "0.who", "de", "deep."},
		{completeDoc, "0.id", "de", ""},
		{completeDoc, "#.tags", "de", ""},
		{completeDoc, "#", "a", `a\,b`},
		{completeDoc, "#", "tags.", "tags.#  tags.#(  tags.0  tags.1"},
		{completeDoc, "#", "tags.#(==a),na", "tags.#(==a),name"},
		{completeDoc, "#", "{id,na", "{id,name"},
		{completeDoc, "#", "who.full na", "who.full name"},
		{envelope, "", "t", "text"},
		{envelope, "statuses", "user.", "user.name"},
		{envelope, "statuses.#", "user.", "user.name"},
		{envelope, "next", "x", ""},
		{`[{"id_str":"1","text":"a","trunk":1,"user":{"name":"b"}}]`, "", "id_str, t", "id_str, text  id_str, trunk  id_str, tweet"},
		{`[{"id_str":"1","text":"a","user":{"name":"b"}}]`, "", "us", "user."},
		{`[{"screen_name":"a","name":"b"}]`, "", "u", "user"},
		{`[{"screen_name":"a","name":"b"}]`, "", "name,u", ""},
	} {
		var p *Path
		if c.path != "" {
			p = mustParse(t, c.path)
		}
		if got := pathsOf(beginningOf(t, c.doc, false).CompleteColumns(p, c.list)); got != c.want {
			t.Errorf("%s -c %s: %s, want %s", c.path, c.list, got, c.want)
		}
	}
}

// TestCompletionsAreThere follows completions from nothing to paths with several steps: all that are whole are answered, as asked.
func TestCompletionsAreThere(t *testing.T) {
	library, err := os.ReadFile("../fixtures/data/library.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, doc := range []string{completeDoc, string(library), `{"a":{"b":[{"c":"d"}]},"users.get":{"/users/{id}":[1]},"@context":"x"}`} {
		b := beginningOf(t, doc, false)
		whole, level := 0, []string{""}
		for range 5 {
			var next []string
			for _, path := range level {
				for i, c := range b.Complete(path) {
					if !strings.HasPrefix(c.Path, path) || strings.IndexFunc(c.Help, func(r rune) bool { return r < ' ' }) >= 0 {
						t.Errorf("%s became %q, %q", path, c.Path, c.Help)
					}
					if c.Open && c.Path != path && i < 40 {
						next = append(next, c.Path)
					}
					if c.Open {
						continue
					}
					whole++
					if v := gjson.Get(doc, c.Path); !v.Exists() {
						t.Errorf("%s became %s, which is not there", path, c.Path)
					}
					if _, err := Run(context.Background(), mustParse(t, c.Path), []Input{{Name: "x", Body: strings.NewReader(doc)}}, Options{}); err != nil {
						t.Errorf("%s became %s: %v", path, c.Path, err)
					}
				}
			}
			level = next[:min(len(next), 150)]
		}
		if whole < 5 {
			t.Errorf("%.40s: only %d whole paths", doc, whole)
		}
	}
}

func TestReadBeginning(t *testing.T) {
	const nothing = "nothing"
	for _, c := range []struct {
		text  string
		lines bool
		want  string
	}{
		{`{"a":1}`, false, `{"a":1}`},
		{`{"a":1}`, true, `[{"a":1}]`},
		{"{\"a\":1}\n{\"a\":2}\n", false, `[{"a":1},{"a":2}]`},
		{"{\"a\":1}\n{\"a\":2}\n{\"b", false, `[{"a":1},{"a":2}]`},
		{`[{"a":1},{"a":[1,2]},{"b":1,"c`, false, `[{"a":1},{"a":[1,2]}]`},
		{`[{"a":1},{"a":[1,2]},`, false, `[{"a":1},{"a":[1,2]}]`},
		{`{"n":1,"statuses":[{"a":1},{"b":[1`, false, `{"n":1,"statuses":[{"a":1}]}`},
		{`[{"a":{"b":1,"c":"x","d":"y`, false, `[{"a":{"b":1,"c":"x"}}]`},
		{`{"a":"x\"y","b\\":{"c":[1,2`, false, `{"a":"x\"y","b\\":{"c":[1]}}`},
		{`["a","b`, false, `["a"]`},
		{`[1,23`, false, `[1]`},
		{`[`, false, nothing},
		{`{"a":`, false, nothing},
		{"", false, nothing},
		{" \n", false, nothing},
		{"<html>", false, nothing},
		{`{"errors":[{"message":"no","code":34}]}`, false, nothing},
		{strings.Repeat("[", MaxDepth+1), false, nothing},
		{"5", false, "5"},
	} {
		b := beginningOf(t, c.text, c.lines)
		got := nothing
		if b != nil {
			got = b.doc.text
		}
		if got != c.want {
			t.Errorf("%.40s: %s, want %s", c.text, got, c.want)
		}
	}
	var rows strings.Builder
	for i := range 1000 {
		fmt.Fprintf(&rows, `{"id":%d,"k":"v"},`, i)
	}
	text := "[" + rows.String() + "{}]"
	for limit := int64(1); limit < 400; limit++ { // at each byte of some rows
		body := strings.NewReader(text)
		b := ReadBeginning(context.Background(), Input{Body: body}, limit)
		if read := int64(len(text) - body.Len()); read > limit {
			t.Fatalf("%d bytes were read, the limit is %d", read, limit)
		}
		if b == nil {
			if limit > 20 {
				t.Errorf("nothing of %d bytes", limit)
			}
			continue
		}
		if !gjson.Valid(b.doc.text) {
			t.Errorf("%d bytes: %s", limit, b.doc.text)
		}
		if got := pathsOf(b.Complete("#.")); limit > 40 && got != "#.id  #.k" {
			t.Errorf("%d bytes: %s", limit, got)
		}
	}
	b := ReadBeginning(context.Background(), Input{Body: failing{strings.NewReader(`[{"a":1},`), io.ErrUnexpectedEOF}}, 1<<20)
	if b == nil || b.doc.text != `[{"a":1}]` {
		t.Errorf("of a source that fails: %v", b)
	}
}

func FuzzComplete(f *testing.F) {
	for _, path := range []string{"#.w", "#(name==", "#.{id,n:who", "0.@dig:f", "..0", `#.\`, "#(a.#(b", "[[{", "!1", "@pretty:{", `#.{"a:b":na`, "#[a", "a|@", "#.tags.#(", `#("`} {
		f.Add(completeDoc, path)
	}
	for _, c := range legalPaths {
		f.Add(legalDocs[c.doc], c.path)
	}
	f.Fuzz(func(t *testing.T, doc, path string) {
		if endlessPath(doc, path, 4096) {
			return
		}
		b := beginningOf(t, doc, false)
		if b == nil {
			return
		}
		for _, c := range b.Complete(path) {
			if !strings.HasPrefix(c.Path, path) && !strings.HasPrefix(path, c.Path) {
				t.Errorf("%q became %q", path, c.Path)
			}
			if strings.IndexFunc(strings.TrimPrefix(c.Path, path)+c.Help, func(r rune) bool { return r < ' ' }) >= 0 {
				t.Errorf("%q became %q: %q", path, c.Path, c.Help)
			}
		}
		b.CompleteColumns(nil, path)
	})
}
