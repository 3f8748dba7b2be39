package query

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"time"
)

var updateNotes = flag.Bool("update-notes", false, "rewrite testdata/notes.ndjson with what is said now; read the difference")

// noted is a line of testdata/notes.ndjson: what is said of a path on a document. A new case needs doc and path only, then
// go test ./query -run TestNoteTable -update-notes, and a careful look at the rest of the line.
type noted struct {
	Doc      string `json:"doc"` // a file of testdata
	Path     string `json:"path"`
	Code     string `json:"code"`     // of the strongest note; "" where nothing is said
	Severity string `json:"severity"` // wrong, thin, hint
	Try      string `json:"try"`      // the path that is suggested
	Answer   string `json:"answer"`   // gjson's for Try if there is one, else for Path if it is answered; cut
}

func notedCases(t testing.TB) (cases []noted) {
	t.Helper()
	f, err := os.Open("testdata/notes.ndjson")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for s := bufio.NewScanner(f); s.Scan(); {
		var c noted
		if err := json.Unmarshal(s.Bytes(), &c); err != nil {
			t.Fatalf("%s: %v", s.Text(), err)
		}
		cases = append(cases, c)
	}
	return cases
}

// said asks and tells what is said.
func said(t *testing.T, c noted) noted {
	t.Helper()
	doc := string(readTestdata(t, c.Doc))
	notes, _ := notesOf(t, doc, c.Path)
	out := noted{Doc: c.Doc, Path: c.Path}
	path := c.Path
	if len(notes) > 0 {
		n := notes[0]
		out.Code, out.Try, out.Severity = n.Code, n.Try, [...]string{"info", "hint", "thin", "wrong"}[n.Severity]
		if n.Try == "" && n.Severity == Wrong {
			return out
		}
		if n.Try != "" {
			path = n.Try
		}
	}
	table, err := ask(t, doc, path, Options{})
	if err != nil {
		t.Fatalf("%s %q: %v", c.Doc, path, err)
	}
	out.Answer = Clip(squeezed(table.Whole.Raw), 160)
	return out
}

func squeezed(raw string) string {
	var b bytes.Buffer
	if json.Compact(&b, []byte(raw)) != nil {
		return raw
	}
	return b.String()
}

// TestNoteTable holds what is said of every path of the table, and that a suggestion leads to the answer in one step.
func TestNoteTable(t *testing.T) {
	cases := notedCases(t)
	var now bytes.Buffer
	for _, c := range cases {
		got := said(t, c)
		line := json.NewEncoder(&now)
		line.SetEscapeHTML(false)
		if err := line.Encode(got); err != nil {
			t.Fatal(err)
		}
		if got != c && !*updateNotes {
			t.Errorf("%s %q\n  says %+v\n  want %+v", c.Doc, c.Path, got, c)
		}
		if got.Try == "" {
			continue
		}
		if again := said(t, noted{Doc: c.Doc, Path: got.Try}); again.Severity == "wrong" || again.Severity == "thin" {
			t.Errorf("%s %q suggests %q, of which is said %+v", c.Doc, c.Path, got.Try, again)
		}
	}
	if *updateNotes {
		if err := os.WriteFile("testdata/notes.ndjson", now.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// TestNoteTableIsWide holds that every code is shown on several documents, and that many odd paths are let through.
func TestNoteTableIsWide(t *testing.T) {
	docs, clean, cases := map[string]map[string]bool{}, 0, notedCases(t)
	for _, c := range cases {
		if c.Code == "" {
			clean++
			continue
		}
		if docs[c.Code] == nil {
			docs[c.Code] = map[string]bool{}
		}
		docs[c.Code][c.Doc] = true
	}
	if len(cases) < 250 || clean < 80 {
		t.Errorf("%d cases, %d without a note", len(cases), clean)
	}
	for i := 1; i <= 37; i++ {
		code := fmt.Sprintf("P%02d", i)
		if code == "P18" || code == "P28" { // said when the path is parsed, and of a file
			continue
		}
		if len(docs[code]) < 3 {
			t.Errorf("%s is shown on %d documents", code, len(docs[code]))
		}
	}
}

// FuzzNotes asks any path of any document: in bounded time, without panic, with notes whose place is inside the path, and with
// suggestions that are not refused themselves; what is answered without a note is gjson's answer.
func FuzzNotes(f *testing.F) {
	for _, c := range notedCases(f) {
		if doc := readTestdata(f, c.Doc); len(doc) < 4096 {
			f.Add(string(doc), c.Path)
		}
		f.Add(`[{"id":9007199254740993,"id_str":"9007199254740993","text":"a…","truncated":true,"u":{"n":true}},{"u":{"n":false},"l":[{"k":"K"}]}]`, c.Path)
	}
	long := strings.Repeat("x", mostWished) // with two mistakes in one path
	f.Add(`[{"id":9007199254740993,"id_str":"9007199254740993","n":7},{"id":9007199254740992,"n":8}]`, `#(id==9007199254740993)#|#(n>5k)#.{n,"`+long+`":n}`)
	f.Add("["+strings.Repeat(`{"a":1},`, 400)+`{}]`, "["+strings.Repeat("[a,#.a],", 20)+"a]") // each item has suggestions, with all the others in them
	f.Fuzz(func(t *testing.T, doc, path string) {
		if endlessPath(doc, path, 16<<10) { // TestHostilePaths has longer ones
			return
		}
		// A second for each question, on a machine that does other things too.
		if took, slow := slowly(5*time.Second, func() { checkNotes(t, doc, path) }); slow {
			t.Errorf("%q on %.100q took %s", path, doc, took)
		}
	})
}

// checkNotes is what FuzzNotes asks.
func checkNotes(t *testing.T, doc, path string) {
	t.Helper()
	agree(t, doc, path)
	p, err := ParsePath(path)
	if err != nil {
		return
	}
	same := func(a, b Step) bool {
		return a.Kind == b.Kind && a.Sep == b.Sep && a.Start == b.Start && a.End == b.End && a.Key == b.Key && a.Name == b.Name && a.Arg == b.Arg
	}
	if again, err := ParsePath(p.String()); err != nil || !slices.EqualFunc(again.Steps(), p.Steps(), same) {
		t.Errorf("%q is read otherwise the second time: %v", path, err)
	}
	for _, n := range notesAbout(t, doc, p) {
		if n.Offset >= 0 && (n.Offset > len(n.Path) || n.End > len(n.Path) || n.End < n.Offset) {
			t.Errorf("%q on %q: %s has the place %d to %d", path, doc, n.Code, n.Offset, n.End)
		}
		if n.Try == "" {
			continue
		}
		try, err := ParsePath(n.Try)
		if err != nil {
			t.Fatalf("%q on %q: %s suggests %q: %v", path, doc, n.Code, n.Try, err)
		}
		for _, m := range notesAbout(t, doc, try) {
			if m.Severity == Wrong {
				t.Errorf("%q on %q: %s suggests %q, which gets %s %s", path, doc, n.Code, n.Try, m.Code, m.Message)
			}
		}
	}
}

// slowly tells whether f takes longer than it may, each of three times: what else a machine does can hold it up once.
func slowly(most time.Duration, f func()) (took time.Duration, slow bool) {
	for range 3 {
		start := time.Now()
		f()
		if took = time.Since(start); took <= most {
			return took, false
		}
	}
	return took, true
}

// notesAbout is what is said of a path, whether it is answered or refused.
func notesAbout(t *testing.T, doc string, p *Path) []Note {
	t.Helper()
	table, err := Run(t.Context(), p, []Input{{Name: "doc", Body: strings.NewReader(doc)}}, Options{})
	if e, ok := errors.AsType[*Refusal](err); ok {
		return e.Notes
	}
	if err != nil {
		return nil
	}
	for _, err := range table.Rows {
		if err != nil {
			return nil
		}
	}
	return table.Notes()
}

// TestHostileKeys holds that a key of a megabyte neither takes long nor fills the screen.
func TestHostileKeys(t *testing.T) {
	long := strings.Repeat("k\u0007", 1<<18)
	doc := `[{"` + long + `":1,"name":"` + long + `"},{"name":"x"}]`
	for _, path := range []string{"#.kame", "0.nam", "#(name==y)#", "0.k*", "@dig:nope", "name", "#(nmae==x)#.z", "0." + strings.Repeat("k", 4000)} {
		p, err := ParsePath(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, n := range notesAbout(t, doc, p) {
			if len(n.Message) > 2000 || len(n.Hint) > 2000 || len(n.Try) > 5000 {
				t.Errorf("%.40q: %s has a message of %d, a hint of %d and a suggestion of %d bytes", path, n.Code, len(n.Message), len(n.Hint), len(n.Try))
			}
		}
	}
}

// TestStreamNotes asks a stream: refusals from its first part, the rest when the counters are known, and a field that turns out to be a
// number only later.
func TestStreamNotes(t *testing.T) {
	part := `[{"id":1,"lang":"en","place":{"n":"x"}},{"id":2,"lang":"en","place":{"n":"y"}}]`
	ask := func(path string) (question, Value) {
		p, err := ParsePath(path)
		if err != nil {
			t.Fatal(err)
		}
		q := question{doc: document{text: part}, path: p, elements: -1, part: true}
		return q, q.get()
	}
	codes := func(notes []Note) (out []string) {
		for _, n := range notes {
			out = append(out, n.Code)
		}
		return out
	}
	for _, c := range []struct {
		path             string
		refused, after   []string
		walked, answered int
	}{
		{path: "#.lang", walked: 100, answered: 100},
		{path: "#.place.n", walked: 100, answered: 90, after: []string{"P16"}},
		{path: "$[*].lang", refused: []string{"P06"}},
		{path: "#(id==9007199254740993)#", refused: []string{"P11"}, walked: 100},
		{path: "#(lang==xx)#", walked: 100, after: []string{"P20"}},
		{path: "#(lang==xx)#", walked: 100, answered: 1},
		{path: "#.lnag", walked: 100, after: []string{"P01"}},
		{path: "#(lang==en && id>1)#.id", refused: []string{"P08"}},
	} {
		q, whole := ask(c.path)
		if got := codes(q.check(whole)); !slices.Equal(got, c.refused) {
			t.Errorf("%q on a part: %v, want %v", c.path, got, c.refused)
		}
		if c.refused != nil {
			continue
		}
		if got := codes(q.after(whole, c.walked, c.answered)); !slices.Equal(got, c.after) {
			t.Errorf("%q behind %d rows, %d of them in the answer: %v, want %v", c.path, c.walked, c.answered, got, c.after)
		}
	}
	for _, c := range []struct {
		path, batch string
		want        []string
	}{
		{"#(code>5k)#", `[{"code":"6k"},{"code":"7k"}]`, nil},
		{"#(code>5k)#", `[{"x":1},{"code":7}]`, []string{"P10"}},
		{"#(code>5k)#", `[{"code":"6k"},{"code":7}]`, []string{"P10"}},
		{"#(code=5k)#", `[{"code":"6k"},{"code":7}]`, nil},
		{"#(code=5k)#", `[{"code":true},{"code":7}]`, []string{"P10"}},
		{"#(>5k)#", `["6k",7]`, []string{"P10"}},
		{"#(n==9007199254740993)#", `[{"n":"9007199254740993"}]`, nil},
		{"#(n==9007199254740993)#", `[{"n":"9007199254740993"},{"n":9007199254740992}]`, []string{"P11"}},
		{"#(ok)#", `[{"ok":"x"},{"ok":false}]`, []string{"P21"}},
		{"#.{a,a}", `[{"b":1},{"a":2}]`, []string{"P17"}},
		{"#(n>10)#", `[{"n":"9"}]`, []string{"P12"}},
		{"#(n==true)#", `[{"n":true},{"n":0}]`, []string{"P10"}},
		{"#(n==true)#", `[{"n":true},{"n":1}]`, nil},
		{"#(n>=5)#", `[{"n":true},{"n":1}]`, []string{"P10"}},
		{"#(n>10)#", `[{"n":7},{"n":"12"},{"n":"high"}]`, []string{"P12"}},
		{"#(n>10)#", `[{"n":"high"},{"n":null}]`, nil},
		{"#(n<10)#", `[{"n":"high"},{"n":7}]`, nil},
	} {
		q, _ := ask(c.path)
		q.doc.text = c.batch
		later, _ := q.later()
		if got := codes(later); !slices.Equal(got, c.want) {
			t.Errorf("%q on later rows %s: %v, want %v", c.path, c.batch, got, c.want)
		}
	}
}

// TestLetteredLater has a text that its letters let pass in a batch of its own, behind numbers that only the beginning has shown.
func TestLetteredLater(t *testing.T) {
	for doc, want := range map[string]string{
		`[{"n":7},{"n":30},{"n":"high"}]`:   "P12",
		`[{"n":"7"},{"n":30},{"n":"high"}]`: "P12",
		`[{"n":7},{"n":30},{"n":""}]`:       "", // "" is not behind "10"
		`[{"n":"a"},{"n":"b"},{"n":"c"}]`:   "",
	} {
		p, _ := ParsePath("#(n>10)#")
		for name, o := range map[string]Options{"whole": {}, "streamed": streamed(Options{}, 1, 1, 1)} {
			if got := outcomeOf(p, inputOf(doc), o).err; !strings.HasPrefix(got, want) || want == "" && got != "" {
				t.Errorf("%s, %s: %s, want %s", doc, name, got, want)
			}
		}
	}
}

// TestBeginning looks at a document too large to be looked at whole: the count of its rows is exact where they are at the top, and what
// is known of the first rows only says so.
func TestBeginning(t *testing.T) {
	row := `{"id_str":"%d","text":"Cut…","truncated":true,"lang":"en","extended_tweet":{"full_text":"` + strings.Repeat("Not cut. ", 60) + `"}}`
	var rows []string
	for i := range 400 {
		rows = append(rows, fmt.Sprintf(row, i))
	}
	rows[390] = `{"id_str":"390","text":"x","lang":"EN","place":"here"}`
	list := "[" + strings.Join(rows, ",") + "]"
	for _, c := range []struct{ doc, path, code, message, try string }{
		{list, "#.place", "P16", "1 value from 400: an element without place is left out, and the list no longer lines up with others", "#.{id_str,place}"},
		{list, "#.extended_tweet.full_text", "P16", "399 values from 400: an element without extended_tweet.full_text is left out, and the list no longer lines up with others", "#.{id_str,extended_tweet.full_text}"},
		{list, "#.text", "P25", "(in the first ", "#.[extended_tweet.full_text,text].0"},
		{`{"statuses":` + list + `}`, "statuses.#.text", "P25", "(in the first ", "statuses.#.[extended_tweet.full_text,text].0"},
		{list, "#(lang==en).id_str", "P13", "(in the first ", "#(lang==en)#.id_str"},
		{list, "#.lang", "", "", ""},
		{`{"none":[],"a":{"b":` + list + `}}`, "none.#", "", "", ""},
		{`{"none":[],"a":{"b":` + list + `}}`, "a.b.#.text", "P25", "(in the first ", "a.b.#.[extended_tweet.full_text,text].0"},
		{`{"one":[` + rows[0] + `],"a":{"b":` + list + `}}`, "one.#(lang==en).id_str", "", "", ""},
		{`["` + strings.Repeat("x", 70_000) + `",{"k":1}]`, "#.k", "P16", "1 value from 2", "#.{k}"},
		{`"` + strings.Repeat("[", 70_000) + `"`, "k.#.x", "P01", "", ""},
		{list, "#(lang==xx)#", "P20", "none of 400 has lang = xx; values here: en (399×), EN (1×)", ""},
	} {
		p, err := ParsePath(c.path)
		if err != nil {
			t.Fatal(err)
		}
		var n Note
		if notes := notesAbout(t, c.doc, p); len(notes) > 0 {
			n = notes[0]
		}
		if n.Code != c.code || !strings.Contains(n.Message, c.message) || n.Try != c.try {
			t.Errorf("%q: %s %q, try %q; want %s %q, try %q", c.path, n.Code, n.Message, n.Try, c.code, c.message, c.try)
		}
	}
}
