package query

import (
	"fmt"
	"strings"
	"testing"
)

// TestSkipInvalid leaves bad lines out, and says which.
func TestSkipInvalid(t *testing.T) {
	for _, c := range []struct {
		text  string
		lines bool
		rows  string
		bad   string // line:column of the first few, then the count
	}{
		{"{\"a\":1}\n{\"a\":2\n{\"a\":3}\n", false, "1 3", "2:7 1"},
		{"{\"a\":1}\nnope\n\n{\"a\":\"é\" \"b\"}\n{\"a\":4}", false, "1 4", "2:1 4:10 2"},
		{"nope\n{\"a\":1}\n", true, "1", "1:1 1"},
		{"{\"a\":1}\n{\"a\":", true, "1", "2:6 1"},
		{"{\"a\":1}\n[\n{\"a\":2}\n{\"a\":3}\n]\n", true, "1 2 3", "2:2 5:1 2"},
		{"{\"a\":1}\n" + strings.Repeat("x\n", 9) + "{\"a\":2}", false, "1 2", "2:1 3:1 4:1 5:1 6:1 9"},
		{"{\"a\":1}\n{\"a\":2}\n", false, "1 2", ""},
	} {
		p, _ := ParsePath("#.a")
		for _, o := range []Options{{}, streamed(Options{}, 1, 9, 3), streamed(Options{}, 1<<20, 1<<20, 1)} {
			o.SkipInvalid = true
			in := inputOf(c.text)
			in[0].Lines = c.lines
			got := outcomeOf(p, in, o)
			var rows, bad []string
			for _, row := range got.rows {
				rows = append(rows, strings.Fields(row)[1])
			}
			if e := got.table.Skipped(); e != nil {
				for _, f := range e.First {
					bad = append(bad, fmt.Sprintf("%d:%d", f.Line, f.Column))
				}
				bad = append(bad, fmt.Sprint(e.Lines))
			}
			if got.err != "" || strings.Join(rows, " ") != c.rows || strings.Join(bad, " ") != c.bad {
				t.Errorf("%q: %q %q %s, want %q %q", c.text, rows, bad, got.err, c.rows, c.bad)
			}
		}
	}
	for text, path := range map[string]string{"[{\"a\":1}]\n": "#.a", "{\"statuses\":[{\"a\":1}]}\r\n\n": "statuses.#.a"} { // one line is no lines
		p, _ := ParsePath(path)
		for _, o := range []Options{{SkipInvalid: true}, streamed(Options{SkipInvalid: true}, 1, 9, 3)} {
			if got := outcomeOf(p, inputOf(text), o); len(got.rows) != 1 {
				t.Errorf("%q: %v", text, got)
			}
		}
	}
	if got := outcomeOf(nil, inputOf("[{\"a\":1},\n{\"a\" 2}]"), Options{SkipInvalid: true}); got.err == "" {
		t.Error("a list is no lines")
	}
}
