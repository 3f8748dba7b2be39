package query

import (
	"slices"
	"strings"
	"testing"

	"github.com/tidwall/gjson"
)

// repeatedDoc is a document of testdata with its rows three times over, as a list or as JSON lines; ok is false for one that is no list.
func repeatedDoc(text, parting string) (string, bool) {
	docs, err := documents("", text)
	if err != nil {
		return "", false
	}
	if len(docs) == 1 {
		list := gjson.Parse(docs[0])
		if !list.IsArray() {
			return "", false
		}
		docs = docs[:0]
		for _, row := range list.Array() {
			docs = append(docs, row.Raw)
		}
	}
	all := strings.Join(slices.Concat(docs, docs, docs), parting)
	if parting == "," {
		all = "[" + all + "]"
	}
	return all, true
}

// TestNotesOfStreams holds that a stream is told what is told when all is read first: every path of the table of notes, on documents of
// which the stream has seen a third when it begins.
func TestNotesOfStreams(t *testing.T) {
	t.Parallel()
	asked := 0
	for _, c := range notedCases(t) {
		p, err := ParsePath(c.Path)
		if err != nil || !p.Plan(Options{}).Streams {
			continue
		}
		for _, parting := range []string{",", "\n"} {
			doc, ok := repeatedDoc(string(readTestdata(t, c.Doc)), parting)
			if !ok || len(doc) > 200_000 {
				continue
			}
			asked++
			want, got := codesOf(p, doc, Options{}), codesOf(p, doc, streamed(Options{}, len(doc)/3, 1000, 2))
			if p.Plan(Options{}).Stops && !slices.Contains(got, "P13") { // whether there are others is not known where reading stops at the first
				want = slices.DeleteFunc(want, func(code string) bool { return code == "P13" })
			}
			if slices.Equal(got, want) {
				continue
			}
			t.Errorf("%s %q: a stream is told %q, the whole %q", c.Doc, c.Path, got, want)
		}
	}
	if asked < 200 {
		t.Errorf("only %d questions were asked", asked)
	}
}

// codesOf returns the codes of what is said, and the whole message where it is counted.
func codesOf(p *Path, doc string, o Options) (codes []string) {
	out := outcomeOf(p, inputOf(doc), o)
	if out.err != "" {
		code, _, _ := strings.Cut(out.err, " ")
		return []string{code}
	}
	for _, n := range out.table.Notes() {
		switch n.Code {
		case "":
		case "P16":
			codes = append(codes, n.Message)
		default:
			codes = append(codes, n.Code)
		}
	}
	slices.Sort(codes)
	return codes
}
