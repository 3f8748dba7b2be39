package query

import (
	"errors"
	"strings"
	"testing"
)

// foreignCases are texts in other languages: the path, or what cannot be said.
func foreignCases() []foreignCase {
	return []foreignCase{
		{Python, `data[1]['user']['name']`, "1.user.name", ""},
		{Python, `data[-1]["text"]`, "@reverse.0.text", ""},
		{Python, `data[0].get('a.b')`, `0.a\.b`, ""},
		{Python, `response.json()[0]['text']`, "0.text", ""},
		{Python, `[t['user']['name'] for t in data]`, "#.user.name", ""},
		{Python, `[t['user']['name'] for t in data if t['lang'] == 'en']`, "#(lang==en)#.user.name", ""},
		{Python, `[t["a"] for t in data["rows"] if t["n"] >= 5 and "k" in t]`, "rows.#(n>=5)#|#(k)#.a", ""},
		{Python, `[t for t in data if 5 < t['n']]`, "#(n>5)#", ""},
		{Python, `[t['a'] for t in data if t.get('b') is None]`, "#(b==~null)#.a", ""},
		{Python, `[t['a'] for t in data if 'b' not in t]`, "#(b!=~*)#.a", ""},
		{Python, `[h['text'] for t in data for h in t['entities']['hashtags']]`, "#.entities.hashtags.#.text|@flatten", ""},
		{Python, `[h['x'] for t in data if t['a'] == 'b' for h in t['hs'] if h['n'] > 1]`, "#(a==b)#.hs.#(n>1)#.x|@flatten", ""},
		{Python, `[[h['text'] for h in t['hs']] for t in data]`, "#.hs.#.text", ""},
		{Python, `[t['id'] for t in data if len(t['hs']) > 0]`, "#(hs.#>0)#.id", ""},
		{Python, `[t['id'] for t in data if any(h['text'] == 'x y' for h in t['hs'])]`, `#(hs.#(text=="x y"))#.id`, ""},
		{Python, `[{"id": t["id"], "who": t["user"]["name"]} for t in data]`, `#.{"id":id,"who":user.name}`, ""},
		{Python, `len(data)`, "#", ""},
		{Python, `len([t for t in data if t['lang'] == 'en'])`, "#(lang==en)#|#", ""},
		{Python, `next(t['text'] for t in data if t['lang'] == 'en')`, "#(lang==en).text", ""},
		{Python, "for tweet in data:\n    print(tweet['text'])", "#.text", ""},
		{Python, "for t in data:\n  if t['n'] < 3:\n    print(t['text'])", "#(n<3)#.text", ""},
		{Python, `data[1:3]`, "", "slice"},
		{Python, `data[i]['x']`, "", "variable"},
		{Python, `[t['a'] for t in data if t['b'] == 1 or t['c'] == 2]`, "", "no or"},
		{Python, `[t['a'] for t in data if t['b']]`, "", "counts as true"},
		{Python, `[t['a'] for t in data if t['id'] == 1202955310000000101]`, "", "id_str"},
		{Python, `[t['a'].lower() for t in data]`, "", "no function lower"},
		{Python, `sorted(data)`, "", "no function sorted"},
		{JQ, `.[0].user.name`, "0.user.name", ""},
		{JQ, `.[].user.name`, "#.user.name", ""},
		{JQ, `.a["b.c"]`, `a.b\.c`, ""},
		{JQ, `.[-1].text`, "@reverse.0.text", ""},
		{JQ, `.[] | select(.lang == "en") | .text`, "#(lang==en)#.text", ""},
		{JQ, `[.[] | select(.n >= 5 and has("k")) | .user.name]`, "#(n>=5)#|#(k)#.user.name", ""},
		{JQ, `.[].user | select(.name == "x")`, "#(user.name==x)#.user", ""},
		{JQ, `map(.text)`, "#.text", ""},
		{JQ, `map(select(.a == true))`, "#(a==true)#", ""},
		{JQ, `.statuses | length`, "statuses.#", ""},
		{JQ, `[.[] | .text] | length`, "#", ""},
		{JQ, `first(.[] | select(.lang=="en")) | .text`, "#(lang==en).text", ""},
		{JQ, `[.[].hs[].text]`, "#.hs.#.text|@flatten", ""},
		{JQ, `.[] | {a: .x, b}`, `#.{"a":x,"b":b}`, ""},
		{JQ, `.[] | select(.text | startswith("RT")) | .id_str`, `#(text%"RT*")#.id_str`, ""},
		{JQ, `.[0:2]`, "", "slice"},
		{JQ, `. | to_entries`, "", "no function to_entries"},
		{JQ, `.[] | select(.a == 1 or .b == 2)`, "", "no or"},
		{JSONPath, `$`, "@this", ""},
		{JSONPath, `$[1].user.name`, "1.user.name", ""},
		{JSONPath, `$['a.b'][*].c`, `a\.b.#.c`, ""},
		{JSONPath, `$[?@.lang == 'en'].text`, "#(lang==en)#.text", ""},
		{JSONPath, `$[?(@.a.b > 5 && @.c)].d`, "#(a.b>5)#|#(c)#.d", ""},
		{JSONPath, `$[?!@.a].b`, "#(a!=~*)#.b", ""},
		{JSONPath, `$[*].hs[*].text`, "#.hs.#.text|@flatten", ""},
		{JSONPath, `$..name`, "@dig:name", ""},
		{JSONPath, `$[0:2]`, "", "slice"},
		{JSONPath, `$[0,1]`, "", "several selectors"},
		{jsonPointer, `/0/user/name`, "0.user.name", ""},
		{jsonPointer, `/a~1b/m~0n/x.y`, `a/b.m~n.x\.y`, ""},
		{jsonPointer, `#/a%20b/0`, "a b.0", ""},
		{jsonPointer, `/a~2`, "", "~0"},
		{javaScript, `data[1].user.name`, "1.user.name", ""},
		{javaScript, `data.map(t => t.user.name)`, "#.user.name", ""},
		{javaScript, `data.filter(t => t.lang === 'en').map(t => t.text)`, "#(lang==en)#.text", ""},
		{javaScript, `data.find(t => t.lang === "en").text`, "#(lang==en).text", ""},
		{javaScript, `data.length`, "#", ""},
		{JQ, `.0.text`, "0.text", ""},
		{JQ, `[].type`, "#.type", ""},
		{JQ, `[].a[].b`, "#.a.#.b|@flatten", ""},
		{JQ, `.[0]['user'].name`, "0.user.name", ""},
		{JQ, `.rows.2['a.b'][*]`, `rows.2.a\.b`, ""},
		{Python, `0["text"]`, "0.text", ""},
		{Python, `3['x y'][-1]`, "3.x y.@reverse.0", ""},
		{Python, `data[1][user][name]`, "1.user.name", ""},
		{JSONPath, `0.trends[0].name`, "0.trends.0.name", ""},
		{JSONPath, `statuses[*].text`, "statuses.#.text", ""},
		{JSONPath, `#[0].text`, "0.text", ""},
		{JSONPath, `rows.#[*].k`, "rows.#.k", ""},
		{JSONPath, `$0.text`, "0.text", ""},
		{javaScript, `data.0.user["name"]`, "0.user.name", ""},
		{javaScript, `0?.user?.name`, "0.user.name", ""},
		{php, `tweets[0]->text`, "0.text", ""},
		{php, `0->user->name`, "0.user.name", ""},
		{php, `$rows['items'][2]['a.b']`, `items.2.a\.b`, ""},
		{xPath, `//user/name`, "@dig:user.name", ""},
		{xPath, `//name`, "@dig:name", ""},
		{"", "#.text", "", "no language"},
		{"", "0.[1]", "", "no language"},
		{"", "$schema", "", "no language"},
		{"", "a-b.c", "", "no language"},
		{"", "0.[id_str,text]", "", "no language"},
		{"", `#.["a"]`, "", "no language"},
		{"", "name", "", "no language"},
		{"", "0", "", "no language"},
		{"", "@context", "", "no language"},
		{"", "a/b.c", "", "no language"},
		{"", "[id_str,text]", "", "no language"},
		{"", "{id_str,who:user.name}", "", "no language"},
		{"", "#(lang==en)#.text", "", "no language"},
		{"", "..#.text", "", "no language"},
		{"", `fav\.movie`, "", "no language"},
	}
}

type foreignCase struct {
	from             Language
	text, path, what string
}

func TestFromForeign(t *testing.T) {
	for _, c := range foreignCases() {
		got, err := FromForeign(c.text)
		if c.what != "" {
			no, ok := errors.AsType[*UntranslatableError](err)
			if !ok || !strings.Contains(no.What, c.what) || no.Language != c.from {
				t.Errorf("%s: got %q, %v; want %s: …%s…", c.text, got.Text, err, c.from, c.what)
			}
			continue
		}
		if err != nil || got.Text != c.path || got.Language != c.from {
			t.Errorf("%s: got %s %q, %v; want %s %q", c.text, got.Language, got.Text, err, c.from, c.path)
		}
	}
}

// What gjson's own paths are translated into comes back as a path with the same answer.
func TestForeignRoundTrip(t *testing.T) {
	lib := library(t)
	n := 0
	for _, path := range translationPaths() {
		p, err := ParsePath(path)
		if err != nil || p.Misread() != nil {
			continue
		}
		for _, to := range []Language{Python, JQ, JSONPath} {
			there, err := p.Translate(to, lib)
			if err != nil || there.Remark != "" || to == JSONPath && !givesMany(p) {
				continue
			}
			back, err := FromLanguage(there.Text, to)
			if err != nil || strings.Contains(path, "@values") { // ".[]" of an object: the remark says that a list is meant
				continue // what is written with guards is not all read
			}
			want, got := answered(lib, path), answered(lib, back.Text)
			if want == any(missingValue{}) && got == want {
				continue
			}
			n++
			if !equalJSON(want, got) {
				t.Errorf("%s\nas %s %s\nback %s\ngave %.200v\nwant %.200v", path, to, there.Text, back.Text, got, want)
			}
		}
	}
	if n < 60 {
		t.Errorf("only %d paths came back", n)
	}
}

func FuzzFromForeign(f *testing.F) {
	for _, c := range foreignCases() {
		f.Add(c.text)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, from := range append(ForeignLanguages(), Recognise(s)) {
			got, err := FromLanguage(s, from)
			if err != nil {
				no, ok := errors.AsType[*UntranslatableError](err)
				if !ok || no.What == "" || no.Offset < 0 || no.Offset > no.End || no.End > len(s) {
					t.Fatalf("%q from %s: %#v", s, from, err)
				}
				continue
			}
			p, err := ParsePath(got.Text)
			if err != nil || p.Misread() != nil {
				t.Fatalf("%q from %s gives %q, which is misread", s, from, got.Text)
			}
			for _, to := range Languages() {
				if _, err := p.Translate(to, ""); err != nil {
					if _, ok := errors.AsType[*UntranslatableError](err); !ok {
						t.Fatal(err)
					}
				}
			}
			p.Words("")
		}
	})
}
