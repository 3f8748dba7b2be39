package query

import (
	"context"
	"slices"
	"strings"
	"testing"
)

// mixedTweets are a retweet, a reply, an original, and what has a key of that name.
const mixedTweets = `[
	{"id_str":"1","n":1,"retweeted_status":{"id_str":"9","entities":{"hashtags":[]},"extended_tweet":{"entities":{"hashtags":[{"text":"a"},{"text":"b"}]}}},"entities":{"hashtags":[{"text":"cut"}]}},
	{"id_str":"2","n":2,"in_reply_to_status_id":5,"entities":{"hashtags":[]}},
	{"id_str":"3","n":4,"in_reply_to_status_id":null,"entities":{"hashtags":[{"text":"a"}]}},
	{"id_str":"4","n":8,"type":"own","hashtags":["x",{"no":1}]},
	{"id_str":"5","n":16,"type":null}]`

// TestStandIn finds columns of -c tweet beside the values wherever an element has no such path, in a document and in a stream.
func TestStandIn(t *testing.T) {
	for _, c := range []struct{ by, rows, note string }{
		{"type", "own|8|1 original|4|1 reply|2|1 retweet|1|1 null|16|1", "type is that column of -c tweet: 3 of 5 elements"},
		{"kind:type", "own|8|1 original|4|1 reply|2|1 retweet|1|1 null|16|1", "type is that column of -c tweet: 3 of 5 elements"},
		{"hashtags", `|16|1 []|2|1 x|8|1 {"no":1}|8|1 a|5|2 b|1|1`, "hashtags is that column of -c tweet: 3 of 5 elements"},
		{"original.id_str", "|30|4 9|1|1", "original.id_str is that column of -c tweet: 1 of 5 elements"},
		{"id_str", "5|16|1 4|8|1 3|4|1 2|2|1 1|1|1", ""},
	} {
		by, err := ParseColumn(c.by)
		if err != nil {
			t.Fatal(err)
		}
		p, _ := ParsePath("#.n")
		for _, small := range []int{0, -1} {
			table, err := SumValues(context.Background(), p, []Input{{Body: strings.NewReader(mixedTweets)}}, SumOptions{By: &by, Options: Options{small: small}})
			a := answeredBy(t, table, err)
			want := strings.Split(c.rows, " ")
			slices.Sort(a.cells)
			slices.Sort(want)
			if !slices.Equal(a.cells, want) {
				t.Errorf("by %s, small %d: %q, want %q", c.by, small, a.cells, want)
			}
			if c.note != "" && !slices.Contains(a.notes, c.note) || c.note == "" && len(a.notes) > 0 {
				t.Errorf("by %s, small %d: notes %q, want %q", c.by, small, a.notes, c.note)
			}
		}
		table, err := CountValues(context.Background(), p, []Input{{Body: strings.NewReader(mixedTweets)}}, CountOptions{Per: &by})
		if a := answeredBy(t, table, err); c.note != "" && !slices.Contains(a.notes, c.note) {
			t.Errorf("per %s: notes %q, want %q", c.by, a.notes, c.note)
		}
	}
	// of no element there is anything to stand in
	by, _ := ParseColumn("type")
	p, _ := ParsePath("#.n")
	table, err := SumValues(context.Background(), p, []Input{{Body: strings.NewReader(`[{"n":1},{"n":2}]`)}}, SumOptions{By: &by})
	if a := answeredBy(t, table, err); !slices.Equal(a.codes, []string{"P01"}) || len(a.notes) > 0 {
		t.Errorf("notes %q, codes %q", a.notes, a.codes)
	}
}

// TestCountSifted counts what a sieve has left, of a document and of a stream, and nothing of a part of a damaged one.
func TestCountSifted(t *testing.T) {
	const rows = `{"v":"a","created_at":"2020-01-01","k":1} {"v":"b","created_at":"2020-01-02","k":1} {"v":"b","created_at":"2020-01-03","k":2} {"v":"c"} `
	p, _ := ParsePath("#.v")
	for _, c := range []struct {
		doc, want string
		sieve     Sieve
		bad       bool
	}{
		{rows, "b|2|1", Sieve{Since: moment("2020-01-02")}, false},
		{rows, "a|1|1", Sieve{Until: moment("2020-01-02")}, false},
		{rows, "a|1|0.333333 b|1|0.333333 c|1|0.333333", Sieve{Unique: "k"}, false},
		{rows, "", Sieve{Since: moment("2021-01-01")}, false},
		{rows + `{"v":`, "", Sieve{Since: moment("2020-01-02")}, true},
	} {
		for _, small := range []int{0, -1} {
			o := Options{small: small}
			in, sf, err := Sift(context.Background(), p, []Input{{Body: strings.NewReader(c.doc)}}, c.sieve, o)
			if err != nil {
				if !c.bad {
					t.Fatal(err)
				}
				continue
			}
			table, err := CountValues(context.Background(), p, in, CountOptions{Options: o})
			if c.bad {
				if err == nil {
					t.Errorf("a part of %s is counted", c.doc)
				}
				sf.Close()
				continue
			}
			if a := answeredBy(t, table, err); strings.Join(a.cells, " ") != c.want {
				t.Errorf("%+v, small %d: %q, want %q", c.sieve, small, a.cells, c.want)
			}
			sf.Close()
		}
	}
}
