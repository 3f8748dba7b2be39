package query

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/tidwall/gjson"
)

// pathCases are paths with their steps, and with the problem there is with them: the code, the byte it stands at, and the way out.
var pathCases = []struct {
	path   string
	steps  string // as showSteps writes them; "" where the path cannot be read
	code   string
	offset int
	hint   string
}{
	// What people write.
	{path: "", steps: "key:"},
	{path: "0.user.name", steps: "index:0 .key:user .key:name"},
	{path: "#", steps: "count"},
	{path: "#.user.name", steps: "each .key:user* .key:name*"},
	{path: "#.user.name|0", steps: "each .key:user* .key:name* |index:0"},
	{path: "statuses.#.entities.hashtags.#.text|@flatten|#",
		steps: "key:statuses .each .key:entities* .key:hashtags* .each* .key:text* |modifier:flatten |count"},
	{path: "#(lang==en)#.{id_str,who:user.screen_name}|0", steps: "all .multi* |index:0"},
	{path: "#(lang==en).text", steps: "first .key:text"},
	{path: "#(a)#|#(b)#|#", steps: "all |all |count"},
	{path: "a.#.#", steps: "key:a .each .count*"},
	{path: "fav*.na?e", steps: "wildcard:fav* .wildcard:na?e"},
	{path: "[a,b.c].1", steps: "multi .index:1"},
	{path: "a.[b,c]", steps: "key:a .multi"},
	{path: "@reverse.0", steps: "modifier:reverse .index:0"},
	{path: `@flatten:{"deep":true}.0`, steps: "modifier:flatten .index:0"},
	{path: "@dig:a.b|0", steps: "modifier:dig |index:0"},
	{path: "[a,!null].0", steps: "multi .index:0"},
	{path: `!"x"`, steps: "literal"},
	{path: `!{"a":[5]}.a.0`, steps: "literal .key:a .index:0"},
	{path: "!-1.5e3", steps: "literal"},
	{path: "..#.name", steps: "lines each .key:name*"},
	{path: "..1", steps: "lines index:1"},
	{path: "a|..#", steps: "key:a |lines count"},

	// Odd, and right.
	{path: "@context", steps: "key:@context"},
	{path: "a.@type", steps: "key:a .key:@type"},
	{path: "$schema", steps: "key:$schema"},
	{path: `users\.get`, steps: "key:users.get"},
	{path: `a\|b.\@this.c\\d`, steps: `key:a|b .key:@this .key:c\d`},
	{path: `x\`, steps: "key:x"},
	{path: "n[0]", steps: "key:n[0]"},
	{path: "a.b[", steps: "key:a .key:b["},
	{path: `a"b{c(d`, steps: `key:a"b{c(d`},
	{path: "#text", steps: "key:#text"},
	{path: "a#b.##", steps: "key:a#b .key:##"},
	{path: "a.", steps: "key:a .key:"},
	{path: ".", steps: "key: .key:"},
	{path: "a||b", steps: "key:a |key: |key:b"},
	{path: "-1.text", steps: "key:-1 .key:text"},
	{path: "99999999999999999999", steps: "index:99999999999999999999"},
	{path: "@", steps: "key:@"},
	{path: "!", steps: "key:!"},
	{path: "[", steps: "key:["},
	{path: "!nope", steps: "key:!nope"},
	{path: "a.!true", steps: "key:a .key:!true"},
	{path: "@upper|0", steps: "key:@upper |index:0"},
	{path: "#(name==O'Brien)#", steps: "all"},
	{path: "#(user.name==Mira K.)#", steps: "all"},
	{path: `#(t%"a(b)*")#`, steps: "all"},
	{path: `#(t=="a|b]")#.x|0`, steps: "all .key:x* |index:0"},
	{path: "#(q==Q&&A)#", steps: "all"},
	{path: "#(a.#(b==1))#", steps: "all"},
	{path: "#(a==[b])#", steps: "all"},
	{path: "#[a==1]#.b", steps: "all .key:b*"},
	{path: "#(a==1) ", steps: "first"},
	{path: "#.{tweet:id_str,who:user.name}", steps: "each .multi*"},
	{path: `#.{"n":k}`, steps: "each .multi*"},
	{path: "#.{k}|0", steps: "each .multi* |index:0"},
	{path: "#.{k|@this}|0", steps: "each .multi* |index:0"},
	{path: `#.a.#(x=="a|b").c|0`, steps: "each .key:a* .first* .key:c* |index:0"},
	{path: "#.#|0", steps: "each .count* |index:0"},
	{path: `#.!"x"|0`, steps: "each .literal* |index:0"},
	{path: `#.a\|b|0`, steps: "each .key:a|b* |index:0"},
	{path: `[a\,b,c\:d]`, steps: "multi"},
	{path: `{"v":@dig:k}`, steps: "multi"},

	// Never closed.
	{path: "#(", code: "P18", offset: 1},
	{path: "a.#(price<10", code: "P18", offset: 3},
	{path: "#(lang==en#.text", code: "P18", offset: 1},
	{path: `#(text=="hi)#`, code: "P18", offset: 8},
	{path: "#(a.#(b==1)#", code: "P18", offset: 1},
	{path: "#(a[==1)#", code: "P18", offset: 3},
	{path: "[a,b", code: "P18", offset: 0},
	{path: "a.[b", code: "P18", offset: 2},
	{path: "#.{a,b.[c}", code: "P18", offset: 7},
	{path: `{"a:b}`, code: "P18", offset: 1},
	{path: `é.{a`, code: "P18", offset: 3},
	{path: `@flatten:{"deep":true`, code: "P18", offset: 9},
	{path: "a.@keys:(x", code: "P18", offset: 8},
	{path: `!{"a":1`, code: "P18", offset: 1},
	{path: `!"abc`, code: "P18", offset: 1},
	{path: "[a]b.[c", code: "P18", offset: 5},

	// Text that gjson drops.
	{path: "#(>15)zzz", steps: "first", code: "P36", offset: 6, hint: "#(>15)"},
	{path: "#(>15) #", steps: "first", code: "P36", offset: 6, hint: "#(>15)"},
	{path: "#(>15))#.x", steps: "first .key:x", code: "P36", offset: 6, hint: "#(>15).x"},
	{path: "#(>15)##", steps: "all", code: "P36", offset: 7, hint: "#(>15)#"},
	{path: "[a.b]n", steps: "key:n", code: "P36", offset: 0, hint: "[a.b].n"},
	{path: `@flatten:{"deep":true}z.1`, steps: "modifier:flatten", code: "P36", offset: 22, hint: `@flatten:{"deep":true}`},
	{path: "a.@keys:0.1", steps: "key:a .modifier:keys", code: "P36", offset: 7, hint: "a.@keys"},
	{path: "@flatten:deep", steps: "modifier:flatten", code: "P36", offset: 8, hint: "@flatten"},
	{path: `!"x"|@tostr`, steps: "literal", code: "P36", offset: 4, hint: `!["x"].0|@tostr`},
	{path: "!12.5.a", steps: "literal", code: "P36", offset: 5, hint: "![12.5].0.a"},
	{path: "!1 2", steps: "literal", code: "P36", offset: 2, hint: "!1"},
	{path: `!"a)b"`, steps: "literal", code: "P36", offset: 3, hint: `!["a)b"].0`},
	{path: `!"a).b"`, steps: `literal .key:b"`, code: "P36", offset: 3, hint: `!["a).b"].0`},
	{path: "!TRUE", steps: "literal", code: "P36", offset: 0, hint: "!true"},
	{path: "!{a:1}", steps: "literal", code: "P36", offset: 0},

	// Pipes that gjson does not see, and those it sees where nobody else does.
	{path: "o.#.t.#|0", steps: "key:o .each .key:t* .count* |index:0*", code: "P36", offset: 7, hint: "o.[#.t.#].0|0"},
	{path: `#.{"n":k}|0`, steps: "each .multi* |index:0*", code: "P36", offset: 9, hint: `[#.{"n":k}].0|0`},
	{path: "#.{k}.k|0", steps: "each .multi* .key:k* |index:0*", code: "P36", offset: 7, hint: "[#.{k}.k].0|0"},
	{path: "#.a.#|0|x", steps: "each .key:a* .count* |index:0* |key:x", code: "P36", offset: 5, hint: "[#.a.#].0|0|x"},
	{path: "#.[k|@this]", code: "P18", offset: 2},
	{path: `#.#(=="a|b")|0`, code: "P18", offset: 6},
	{path: "#(x==1)#.[a|0]", code: "P18", offset: 9},

	// Other ways to be read otherwise.
	{path: "[a.b}|0", steps: "multi |index:0", code: "P36", offset: 4, hint: "[a.b]|0"},
	{path: "#(a==1]#", steps: "all", code: "P36", offset: 6, hint: "#(a==1)#"},
	{path: "[@keys,@dig:k]", steps: "multi", code: "P36", offset: 7, hint: `[@keys,"dig":@dig:k]`},
	{path: `#(title!"x")#.id`, steps: "all .key:id*", code: "P36", offset: 7, hint: `#(title!="x")#.id`},
	{path: "#(!geo)#", steps: "all", code: "P36", offset: 2, hint: "#(geo!=~*)#"},
	{path: "#(k!)#", steps: "all", code: "P36", offset: 3},
	{path: "..@reverse", steps: "lines key:@reverse", code: "P36", offset: 2, hint: "..#.@this|@reverse"},
	{path: "..[0,1]", steps: "lines key:[0,1]", code: "P36", offset: 2, hint: "..#.@this|[0,1]"},
	{path: "{x:#(a)zzz}", steps: "multi", code: "P36", offset: 7, hint: "{x:#(a)}"},
	{path: "#(a.#(b)zzz==1)#", steps: "all", code: "P36", offset: 8, hint: "#(a.#(b)==1)#"},
}

// showSteps writes steps in a line: separator, kind, what it names, and a star where it runs on each element.
func showSteps(steps []Step) string {
	var b strings.Builder
	for i, s := range steps {
		if i > 0 {
			b.WriteByte(' ')
		}
		if s.Sep != 0 {
			b.WriteByte(s.Sep)
		}
		b.WriteString(s.Kind.String())
		switch s.Kind {
		case Key, Wildcard, Index:
			b.WriteString(":" + s.Key)
		case Modifier:
			b.WriteString(":" + s.Name)
		}
		if s.PerElement {
			b.WriteByte('*')
		}
	}
	return b.String()
}

func TestParsePath(t *testing.T) {
	for _, c := range pathCases {
		p, err := ParsePath(c.path)
		if c.code == Unbalanced {
			bad, ok := err.(*PathError)
			if !ok || bad.Code != c.code || bad.Offset != c.offset || bad.End <= bad.Offset || bad.Path != c.path {
				t.Errorf("%s: got %#v, want %s at %d", c.path, err, c.code, c.offset)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", c.path, err)
			continue
		}
		if got := showSteps(p.Steps()); got != c.steps {
			t.Errorf("%s: steps\n %s, want\n %s", c.path, got, c.steps)
		}
		checkOffsets(t, p)
		var got struct {
			code   string
			offset int
			hint   string
		}
		if e := p.Misread(); e != nil {
			got.code, got.offset, got.hint = e.Code, e.Offset, e.Hint
		}
		if got.code != c.code || got.offset != c.offset || got.hint != c.hint {
			t.Errorf("%s: misread %q at %d, hint %q; want %q at %d, hint %q", c.path, got.code, got.offset, got.hint, c.code, c.offset, c.hint)
		}
	}
}

// checkOffsets tests that steps lie in order inside of the path, each behind its separator, and that they can be read again.
func checkOffsets(t *testing.T, p *Path) {
	t.Helper()
	at := p.Start()
	for _, s := range p.Steps() {
		if s.Sep != 0 && (s.Start == 0 || p.text[s.Start-1] != s.Sep) {
			t.Errorf("%s: step %+v is not behind its separator", p, s)
		}
		if s.Start < at || s.End < s.Start || s.End > p.Start()+len(p.String()) {
			t.Errorf("%s: step %+v lies outside, or before the end of the one before it (%d)", p, s, at)
		}
		at = s.End
	}
	again, err := ReadPath(p.String())
	if err != nil || p.Start() == 0 && again.String() != p.String() || showSteps(again.Steps()) != showSteps(p.Steps()) {
		t.Errorf("%s: read again it has other steps", p)
	}
}

func TestParsePathLimits(t *testing.T) {
	for _, c := range []struct {
		path string
		ok   bool
	}{
		{strings.Repeat("a.", 2047) + "bc", true},
		{strings.Repeat("a.", 2048) + "b", false},
		{strings.Repeat("#.", 2000) + "b|0", true},
		{strings.Repeat("[", 100) + "a" + strings.Repeat("]", 100), true},
		{strings.Repeat("[", 101) + "a" + strings.Repeat("]", 101), false},
		{strings.Repeat("#(a.", 100) + "b" + strings.Repeat(")", 100), true},
		{strings.Repeat("#(a.", 101) + "b" + strings.Repeat(")", 101), false},
		{strings.Repeat("@dig:", 101) + "b", false},
		{`#(a=="` + strings.Repeat("(", 500) + `")`, true},
	} {
		_, err := ParsePath(c.path)
		bad, _ := err.(*PathError)
		if (bad == nil) != c.ok || bad != nil && (bad.Code != Unbalanced || !strings.HasPrefix(bad.Problem, "too ")) {
			t.Errorf("%.20s… (%d bytes): %v", c.path, len(c.path), bad)
		}
	}
}

// TestParsePathGrowth counts nodes, because time says little on a busy machine.
func TestParsePathGrowth(t *testing.T) {
	for _, s := range longShapes() {
		nodes := func(n int) int {
			text := s.make(n)
			b := builder{pathParser: newPathParser(text)}
			b.path(b.fresh(0, len(text), 0))
			return len(b.paths) + len(b.comps)
		}
		if small, big := nodes(1000), nodes(4000); big > 5*small {
			t.Errorf("%s: %d nodes for 1,000 bytes, %d for 4,000", s.name, small, big)
		}
	}
}

type longShape struct {
	name string
	make func(n int) string
}

// longShapes are paths of about n bytes that are hard to parse.
func longShapes() []longShape {
	repeat := func(unit, tail string) func(int) string {
		return func(n int) string { return strings.Repeat(unit, n/len(unit)) + tail }
	}
	nest := func(opener, unit, closer string) func(int) string {
		const depth = 99
		return func(n int) string {
			inside := max(0, n-depth*(len(opener)+len(closer))) / len(unit)
			return strings.Repeat(opener, depth) + strings.Repeat(unit, inside) + "a" + strings.Repeat(closer, depth)
		}
	}
	return []longShape{
		{"keys", repeat("a.", "b")},
		{"pipes", repeat("a|", "b")},
		{"each", repeat("#.", "b|0")},
		{"each key", repeat("#.a.", "b|0")},
		{"hidden pipes", repeat("#.x.#|", "b")},
		{"cuts in brackets", repeat("#.[a|@this].", "b")},
		{"all", repeat("#(a)#.", "b|0")},
		{"lost multipaths", repeat("[x]y.", "b")},
		{"multipaths", repeat("[x].", "b")},
		{"items", func(n int) string { return "[" + strings.Repeat("a,", n/2) + "b]" }},
		{"nested queries", nest("#(a.", "b.", ")")},
		{"nested piped queries", nest("#(a|", "b.", ")")},
		{"nested multipaths", nest("[a.", "b.", "]")},
		{"escapes", repeat(`\a\.`, "b")},
		{"modifiers", repeat("@this.", "a")},
		{"arguments", repeat("@keys:x|", "a")},
		{"never closed", repeat("#(", "")},
	}
}

func TestRows(t *testing.T) {
	for _, c := range []struct{ path, list, each, counts string }{ // "-" is not ok, "nil" is none
		{"#.x", "", "x", "-"},
		{"statuses.#.x", "statuses", "x", "-"},
		{"#(lang==en)#.x", "#(lang==en)#", "x", "-"},
		{"a|#(q)#.x", "a|#(q)#", "x", "-"},
		{"a.#(q)#", "a.#(q)#", "nil", "-"},
		{"#.a.#.b", "", "a.#.b", "-"},
		{"#.{a,b}", "", "{a,b}", "-"},
		{"#.a|#.b", "#.a", "b", "-"},
		{"#(q).tags.#.text", "#(q).tags", "text", "-"},
		{"@reverse.#.x", "@reverse", "x", "-"},
		{"*|#.x", "*", "x", "-"},
		{"*.@values.#.x", "*.@values", "x", "-"},
		{"..0.tags.#.x", "..0.tags", "x", "-"},
		{"*.#.x", "-", "", "-"},
		{"a.*.0.#.x", "-", "", "-"},
		{"#.x|0", "-", "", "-"},
		{"#.x|@reverse", "-", "", "-"},
		{"a.b", "-", "", "-"},
		{"#(q).x", "-", "", "-"},
		{"..#.x", "-", "", "-"},
		{"#(a)zzz#.x", "-", "", "-"},
		{"#.t.#|0", "-", "", "-"},
		{"#", "-", "", ""},
		{"a.#", "-", "", "a"},
		{"a|#", "-", "", "a"},
		{"#.a|#", "-", "", "#.a"},
		{"#(q)#|#", "-", "", "#(q)#"},
		{"#(q).tags.#", "-", "", "#(q).tags"},
		{"#.a.#", "", "a.#", "-"},
		{"*.#", "-", "", "-"},
		{"..#", "-", "", "-"},
		{"#.", "", "", "-"},
		{".#.x", "-", "", "-"},
		{"|#", "-", "", "-"},
	} {
		p := mustParse(t, c.path)
		list, each, ok := p.Rows()
		got := "nil"
		if each != nil {
			got = each.String()
			checkOffsets(t, each)
		}
		if !ok {
			list, got = "-", ""
		}
		counts, ok := p.CountsList()
		if !ok {
			counts = "-"
		}
		if list != c.list || got != c.each || counts != c.counts {
			t.Errorf("%s: rows %q %q, counts %q; want %q %q, %q", c.path, list, got, counts, c.list, c.each, c.counts)
		}
	}
}

func mustParse(t testing.TB, s string) *Path {
	t.Helper()
	p, err := ReadPath(s)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// TestRowsMeanTheSame takes paths apart and puts the answers together again.
func TestRowsMeanTheSame(t *testing.T) {
	rows, counts, lines := 0, 0, 0
	for pair := range randomPairs(100_000, 3) {
		p, err := ParsePath(pair.path)
		if err != nil || p.Misread() != nil || !gjson.Valid(pair.doc) || hasTwice(pair.doc) {
			continue
		}
		list := gjson.Parse(pair.doc)
		if path, each, ok := p.Rows(); ok {
			if path != "" {
				list = gjson.Get(pair.doc, path)
			}
			if list.IsArray() {
				rows++
				sameRows(t, pair, list, each)
			}
		}
		if path, ok := p.CountsList(); ok {
			if path != "" {
				list = gjson.Get(pair.doc, path)
			}
			if got := gjson.Get(pair.doc, pair.path); list.IsArray() {
				counts++
				if got.Raw != fmt.Sprint(len(list.Array())) {
					t.Errorf("%s on %s: %s, but the list is %s", pair.path, pair.doc, got.Raw, list.Raw)
				}
			}
		}
		if rest, ok := p.Lines(); ok {
			lines++
			if got, want := gjson.Get("["+pair.doc+"]", rest), gjson.Get(pair.doc, pair.path); got.Raw != want.Raw {
				t.Errorf("%s on %s: %s, but %s on the list: %s", pair.path, pair.doc, want.Raw, rest, got.Raw)
			}
		}
	}
	if rows < 1500 || counts < 300 || lines < 300 {
		t.Errorf("too few paths were compared: %d rows, %d counts, %d lines", rows, counts, lines)
	}
}

func sameRows(t *testing.T, pair pair, list Value, each *Path) {
	var got []string
	for _, v := range list.Array() {
		if each != nil {
			v = v.Get(each.String())
		}
		if v.Exists() {
			got = append(got, v.Raw)
		}
	}
	want := gjson.Get(pair.doc, pair.path)
	if each == nil && want.Raw == list.Raw {
		return
	}
	if raw := "[" + strings.Join(got, ",") + "]"; raw != want.Raw {
		t.Errorf("%s on %s: %s, but by rows %s", pair.path, pair.doc, want.Raw, raw)
	}
}

// hasTwice tells whether an object has a key twice: then a path does not go where its front part goes.
func hasTwice(doc string) bool {
	return strings.Count(doc, `"a":`) > 1 && strings.HasPrefix(doc, `{"a":1,"a"`)
}

func TestItems(t *testing.T) {
	for _, c := range []struct{ path, want string }{
		{`{a,b.c,"x":d,y:e.f}`, `{a=a c=b.c x!=d y!=e.f}`},
		{`#.[a,b.c,"x":d]`, `[a=a c=b.c x!=d]`},
		{`#(k==1)#.{"a\u00e9":n.#,n.#}`, `{aé!=n.# _=n.#}`},
		{`{a.c\.d}`, `{c\.d=a.c\.d}`},
		{`{a, b}`, `{a=a  b= b}`},
		{`{{a},[b]|0}`, `{_={a} 0=[b]|0}`},
		{`{}`, `{=}`},
		{`{a}.a`, ``},
		{`a.{b}`, ``},
		{`#.a.{b}`, ``},
		{`a`, ``},
		{`#.a`, ``},
	} {
		items := mustParse(t, c.path).Items()
		var parts []string
		for _, it := range items {
			mark := "="
			if it.Named {
				mark = "!="
			}
			if it.Parsed.String() != it.Path || c.path[it.Parsed.Start():it.End] != it.Path {
				t.Errorf("%s: offsets of %+v", c.path, it)
			}
			parts = append(parts, it.Label+mark+it.Path)
		}
		got := strings.Join(parts, " ")
		if len(items) > 0 && items[0].Object {
			got = "{" + got + "}"
		} else if len(items) > 0 {
			got = "[" + got + "]"
		}
		if got != c.want {
			t.Errorf("%s: %s, want %s", c.path, got, c.want)
		}
	}
}

// TestItemLabels compares the labels with the keys gjson writes.
func TestItemLabels(t *testing.T) {
	const doc = `{"a":{"b":1,"c.d":2},"n":[1,2]}`
	for _, path := range []string{
		`{a.b}`, `{a.c\.d}`, `{n.#}`, `{"x":a,y:n}`, `{'x':a}`, `{<x>&:a}`, `{ x :a}`, `{"q\"r":a}`,
		`{"x"y:a}`, `{"x" :a}`, `{n|0}`, `{é:a}`, `{x\:y:a}`, `{@this}`,
	} {
		items := mustParse(t, path).Items()
		keys := gjson.Get(doc, path+"|@keys").Array()
		if len(items) != len(keys) {
			t.Fatalf("%s: %d items, %d keys", path, len(items), len(keys))
		}
		for i, it := range items {
			if it.Label != keys[i].Str {
				t.Errorf("%s: label %q, gjson writes %q", path, it.Label, keys[i].Str)
			}
		}
	}
}

func TestLastKey(t *testing.T) {
	for path, want := range map[string]string{
		"#.user.name": "name", "#.entities.hashtags.#.text|@flatten": "text", "#(lang==en)#": "", "#(lang==en)#.text": "text",
		"a.tags.0": "tags", "a|#(x==1)#|0": "a", "#.a.#": "", "a.#": "", "#.a|#": "", "{a,b}": "", "a.@keys": "", "a.@reverse": "a",
		`a\.b`: "a.b", "a.*": "", "..#.name": "name", "#": "", "0": "", "!1": "", "a.@upper": "@upper",
	} {
		if got := mustParse(t, path).LastKey(); got != want {
			t.Errorf("%s: %q, want %q", path, got, want)
		}
	}
}

func TestQueries(t *testing.T) {
	const path = `a.#(b.#(c!="x\ty")#.d >= 5k)#.[#(%"*")#,"v":@dig:#(~x).y]|#(k)`
	var got []string
	for q := range mustParse(t, path).Queries() {
		left := "@this"
		if q.Left != nil {
			left = q.Left.String()
			if path[q.Left.Start():q.Left.Start()+len(left)] != left {
				t.Errorf("offset of %s: %d", left, q.Left.Start())
			}
		}
		if path[q.RightStart:q.RightEnd] != q.Right || path[q.Start] != '#' || path[q.End-1] != ')' ||
			!strings.HasPrefix(path[q.OpStart:], q.Op) {
			t.Errorf("offsets of %+v", q)
		}
		got = append(got, fmt.Sprintf("%d %s %s %q %v", q.Depth, left, q.Op, q.Value, q.Quoted))
	}
	want := []string{
		`0 b.#(c!="x\ty")#.d >= "5k" false`,
		`1 c != "x\ty" true`,
		`1 @this % "*" true`,
		`2 ~x  "" false`,
		`0 k  "" false`,
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	for range mustParse(t, path).Queries() {
		break
	}
}

func TestModifiers(t *testing.T) {
	var got []string
	for m := range mustParse(t, `a.@reverse.@upper:x|#(@nope==1)#.{k:@dig:@keys,@context}`).Modifiers() {
		got = append(got, fmt.Sprintf("%d-%d %s %v", m.Start, m.End, m.Name, m.Known))
	}
	want := []string{"2-10 reverse true", "11-17 upper false", "22-27 nope false", "36-40 dig true", "41-46 keys true", "47-55 context false"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestLines(t *testing.T) {
	for path, want := range map[string]string{"..#.a": "#.a", "..0": "0", "..": "", "a": "-", "a|..#": "-"} {
		rest, ok := mustParse(t, path).Lines()
		if !ok {
			rest = "-"
		}
		if rest != want {
			t.Errorf("%s: %q, want %q", path, rest, want)
		}
	}
}

func TestPathErrorText(t *testing.T) {
	_, err := ParsePath("é.{a")
	const want = `P18: path "é.{a", column 3: "{" opened at column 3, never closed`
	if err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

func BenchmarkParsePath(b *testing.B) {
	paths := []longShape{
		{"short", func(int) string { return "#.user.name" }},
		{"usual", func(int) string {
			return `statuses.#(lang=="en")#.{id_str,who:user.screen_name,tags:entities.hashtags.#.text}`
		}},
	}
	for _, s := range append(paths, longShapes()...) {
		path := s.make(4000)
		b.Run(s.name, func(b *testing.B) {
			b.SetBytes(int64(len(path)))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := ReadPath(path); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
