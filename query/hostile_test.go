package query

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// endlessPath tells whether a question is too much for a fuzz test, which has seconds for all of them: @tostr and a multipath of two @this
// double what they are given, so that gjson itself has no answer in the memory there is.
func endlessPath(doc, path string, most int) bool {
	return len(doc) > most || len(path) > 1024 || strings.Count(path, "@") > 8
}

// TestHostilePaths asks paths as long and as deep as they may be of documents that are large for a question with no answer: each is told
// about in bounded time, whatever it looks like. The bound is generous, for a machine that does other things too; without it a path of
// 4 kB can take minutes.
func TestHostilePaths(t *testing.T) {
	if testing.Short() {
		t.Skip("a bound on time says nothing under the race detector")
	}
	pieces := []string{"a", "a.", "#.", "#(a==1)#|", "#(a==1)#.", "*", "?*", "a*.", "a&&", "a||b ", "a and ", " or ", "a,", "{a,b}.", "[a]", "0:1,", "(", ")", "'a'", "\"",
		"\\", "|", "@reverse|", "@flatten.", "@dig:a|", "#(#(a)#)#.", "..", "data[0]", ".length", "a=='x' ", "a between 1 and 2 ", "\xec", "é", "!=", "~", "%*", "->", "$..a", "/a", "t['a'] for t in data if "}
	tails := []string{"", ".#(text=ef=rry))#.x", "#(a==b", ".name", "|#", " | sort"}
	var row strings.Builder
	for i := range 40 {
		fmt.Fprintf(&row, `"key_%d":{"a":[{"b":%d,"text":"a text of some words"}]},`, i, i)
	}
	document := func(rows int) string {
		return "[" + strings.TrimSuffix(strings.Repeat("{"+row.String()+`"name":"x"},`, rows), ",") + "]"
	}
	docs := []string{`[{"a":[{"a":{"a":1}}],"name":"x"}]`, strings.Repeat("[", 200) + strings.Repeat("]", 200), document(50)}
	for _, doc := range docs {
		for _, piece := range pieces {
			for _, tail := range tails {
				path := strings.Repeat(piece, (MaxPathLen-len(tail))/len(piece)) + tail
				if short := strings.Repeat(piece, 90/len(piece)+1) + tail; len(doc) > 10_000 {
					path = short
				}
				p, err := ParsePath(path)
				if err != nil {
					continue
				}
				if took, slow := slowly(10*time.Second, func() { notesAbout(t, doc, p) }); slow {
					t.Errorf("%.40q… of %d bytes on %d bytes took %s", path, len(path), len(doc), took)
				} else if testing.Verbose() && took > 200*time.Millisecond {
					t.Logf("%.40q… of %d bytes on %d bytes took %s", path, len(path), len(doc), took)
				}
			}
		}
	}
}
