package render

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/tidwall/gjson"
	"golang.org/x/net/html"

	"twq/query"
)

// wants skips a test for want of a program, which fails it where everything has to be there.
func wants(t testing.TB, what string, err error) {
	t.Helper()
	if err == nil {
		return
	}
	if os.Getenv("TWQ_CI") != "" {
		t.Fatalf("%s: %v", what, err)
	}
	t.Skipf("no %s: %v", what, err)
}

// cellsOf reads a page as a browser does, and returns the texts of its cells, row by row, and the elements it has, by name.
func cellsOf(t testing.TB, text string) (rows [][]string, elements map[string]int) {
	t.Helper()
	root, err := html.Parse(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	elements = map[string]int{}
	var row []string
	var walk func(n *html.Node)
	walk = func(n *html.Node) {
		if n.Type == html.ElementNode {
			elements[n.Data]++
			for _, a := range n.Attr {
				if strings.HasPrefix(a.Key, "on") || a.Key == "src" || a.Key == "href" || a.Key == "style" {
					t.Errorf("<%s %s=%q>", n.Data, a.Key, a.Val)
				}
			}
		}
		if n.Type == html.ElementNode && (n.Data == "td" || n.Data == "th") {
			var b strings.Builder
			for d := range n.Descendants() {
				switch {
				case d.Type == html.TextNode:
					b.WriteString(d.Data)
				case d.Data != "span":
					t.Errorf("<%s> in a cell", d.Data)
				}
			}
			row = append(row, b.String())
			return
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
		if n.Type == html.ElementNode && n.Data == "tr" {
			rows, row = append(rows, row), nil
		}
	}
	walk(root)
	return rows, elements
}

// inHTML is a text as a page holds it.
func inHTML(s string) string {
	s = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(s)
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\t' && r != '\n' || r >= 0x7f && r < 0xa0 || r >= 0xfdd0 && r <= 0xfdef || r&0xfffe == 0xfffe {
			return utf8.RuneError
		}
		return r
	}, strings.ToValidUTF8(s, "\ufffd"))
}

func TestHTMLReadBack(t *testing.T) {
	table := awkwardTable()
	text, err := rendered(HTML{Title: "</title><script>alert(1)</script>"}, table)
	if err != nil {
		t.Fatal(err)
	}
	rows, elements := cellsOf(t, text)
	if len(rows) != len(awkward)+1 || elements["script"] != 1 || elements["style"] != 1 || elements["b"] != 0 {
		t.Fatalf("%d rows, elements %v", len(rows), elements)
	}
	for _, tag := range []string{"style", "script"} { // the policy lets only these run
		_, inside, _ := strings.Cut(text, "<"+tag+">")
		inside, _, _ = strings.Cut(inside, "</"+tag+">")
		sum := sha256.Sum256([]byte(inside))
		if policy := tag + "-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"; !strings.Contains(text, policy) {
			t.Errorf("no policy %s", policy)
		}
	}
	i := 0
	for row := range table.Rows {
		i++
		for j, v := range row.Cells {
			want := inHTML(Cell(v, table.Columns[j], ""))
			if !v.Exists() {
				want = "·"
			}
			if !sameBut(rows[i][j], want) {
				t.Errorf("%s, %s: %.90q, want %.90q", awkward[i-1].name, table.Columns[j].Name, rows[i][j], want)
			}
		}
	}
}

// sameBut compares texts; how many U+FFFD stand for bytes that are no UTF-8 is no matter.
func sameBut(a, b string) bool {
	fold := func(s string) string {
		for strings.Contains(s, "\ufffd\ufffd") {
			s = strings.ReplaceAll(s, "\ufffd\ufffd", "\ufffd")
		}
		return s
	}
	return fold(a) == fold(b)
}

// TestTidy has a validator look at the page.
func TestTidy(t *testing.T) {
	tidy, err := exec.LookPath("tidy")
	wants(t, "tidy", err)
	user := one(query.Object, `{"id":1,"<b>":null}`, query.Column{Name: "id", Path: "id"}, query.Column{Name: "<b>", Path: "<b>"})
	for name, table := range map[string]query.Table{"awkward": awkwardTable(), "object": user, "empty": listOf(named("a"))} {
		text, err := rendered(HTML{}, table)
		if err != nil {
			t.Fatal(err)
		}
		cmd := exec.Command(tidy, "-errors", "-quiet", "-utf8")
		cmd.Stdin = strings.NewReader(text)
		out, err := cmd.CombinedOutput()
		if _, warned := errors.AsType[*exec.ExitError](err); err != nil && !warned {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(out)) {
			if !strings.Contains(line, "trimming empty <tbody>") { // which is valid
				t.Errorf("%s: %s", name, line)
			}
		}
	}
}

func TestHTMLNote(t *testing.T) {
	notes := ""
	f := HTML{Note: func(s string) { notes += s }}
	if _, err := rendered(f, listOf(named("a"), `{"a":"x\u0000\u0001"}`, `{"a":"\u009b"}`, `{"a":"\r\n\t"}`, `{"a":"\ufffd"}`)); err != nil {
		t.Fatal(err)
	}
	if notes != "2 cells with control characters that HTML cannot hold; they are � there" {
		t.Errorf("note %q", notes)
	}
}

// TestHTMLScript sorts and filters a page with its own script.
func TestHTMLScript(t *testing.T) {
	node, err := exec.LookPath("node")
	wants(t, "node", err)
	columns := named("k", "id", "n", "created_at", "text")
	text, err := rendered(HTML{}, listOf(columns,
		`{"k":"a","id":1202955310000000102,"n":2.5,"created_at":"Mon Dec 09 08:00:05 +0000 2019","text":"Zoo 10"}`,
		`{"k":"b","id":1202955310000000101,"n":null,"created_at":"Fri Nov 29 08:00:05 +0000 2019","text":"apple"}`,
		`{"k":"c","id":99,"n":-3.7,"created_at":"Wed Jan 01 00:00:00 +0000 2020","text":"Zoo 9"}`,
		`{"k":"d","id":12345678901234567890123,"n":1e400}`,
	))
	if err != nil {
		t.Fatal(err)
	}
	root, err := html.Parse(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	type cell struct {
		Text  string `json:"text"`
		Class string `json:"class"`
		T     string `json:"t,omitempty"`
	}
	type step struct {
		Click  *int    `json:"click,omitempty"`
		Filter *string `json:"filter,omitempty"`
	}
	var page struct {
		Rows  [][]cell `json:"rows"`
		Heads []string `json:"heads"`
		Steps []step   `json:"steps"`
	}
	for n := range root.Descendants() {
		switch n.Data {
		case "td":
			c := cell{Text: n.FirstChild.Data}
			for _, a := range n.Attr {
				switch a.Key {
				case "class":
					c.Class = a.Val
				case "data-t":
					c.T = a.Val
				}
			}
			page.Rows[len(page.Rows)-1] = append(page.Rows[len(page.Rows)-1], c)
		case "tr":
			if n.Parent.Data == "tbody" {
				page.Rows = append(page.Rows, nil)
			}
		case "span":
			page.Heads = append(page.Heads, n.FirstChild.Data)
		}
	}
	zoo, none := "zoo", ""
	cases := []struct {
		column int
		filter *string
		want   string
	}{{1, nil, "c b a d"}, {1, nil, "d a b c"}, {2, nil, "c a d b"}, {2, nil, "d a c b"}, {3, nil, "b a c d"}, {3, nil, "c a b d"}, {4, nil, "b c a d"}, {0, &zoo, "c a"}, {0, &none, "b c a d"}}
	for _, c := range cases {
		s := step{Filter: c.filter}
		if c.filter == nil {
			s.Click = &c.column
		}
		page.Steps = append(page.Steps, s)
	}
	dir := t.TempDir()
	input, err := json.Marshal(page)
	if err != nil {
		t.Fatal(err)
	}
	script := text[strings.Index(text, "<script>")+len("<script>") : strings.Index(text, "</script>")]
	for name, content := range map[string]string{"page.js": script, "input.json": string(input)} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.Command(node, "testdata/page.mjs", filepath.Join(dir, "page.js"), filepath.Join(dir, "input.json"))
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	got := gjson.ParseBytes(out)
	for i, c := range cases {
		if is := got.Get("out").Array()[i].Str; is != c.want {
			t.Errorf("step %d: %s, want %s", i, is, c.want)
		}
	}
	if sorted := got.Get("sorted").Raw; sorted != `["none","none","none","none","ascending"]` {
		t.Errorf("aria-sort %s", sorted)
	}
}

func FuzzHTML(f *testing.F) {
	for _, s := range hostile(50) {
		f.Add(s)
	}
	f.Add("</td></tr></table><script>alert(1)</script>")
	f.Add("<!--")
	f.Add("tr") // a text, and no element
	f.Fuzz(func(t *testing.T, s string) {
		text, err := rendered(HTML{Title: s}, listOf([]query.Column{{Name: s}}, quoteJSON(s)))
		if err != nil {
			t.Fatal(err)
		}
		rows, elements := cellsOf(t, text)
		want := inHTML(gjson.Parse(quoteJSON(s)).Str)
		if len(rows) != 2 || len(rows[1]) != 1 || !sameBut(rows[1][0], want) || elements["script"] != 1 {
			t.Fatalf("%q came back as %q, elements %v", s, rows, elements)
		}
	})
}

// TestHTMLTerminal and CSV for Excel, which have no place in the table of shapes, are as safe at a terminal as the others.
func TestHTMLTerminal(t *testing.T) {
	for name, f := range map[string]Format{"html": HTML{Terminal: true, Title: "\x1b[2J"}, "csv": CSV{Terminal: true, Excel: true}, "tsv": TSV{Terminal: true, Excel: true}} {
		for _, s := range hostile(300) {
			got, err := rendered(f, listOf([]query.Column{{Name: s}}, quoteJSON(s), "["+quoteJSON(s)+"]"))
			if err != nil {
				t.Fatal(err)
			}
			checkSafe(t, fmt.Sprintf("%s of %q", name, s), got)
		}
	}
}
