package query

import (
	"slices"
	"strings"
	"testing"
)

// presetCase is a row and what some of its cells are, as JSON; "" is missing.
type presetCase struct {
	name, row string
	cells     map[string]string
}

const replyKeys = `"in_reply_to_status_id":null,"in_reply_to_user_id":null`

func tweetCases() []presetCase {
	user := `"user":{"id":9,"id_str":"9","screen_name":"mira_k","name":"Mira \"K\"","followers_count":7}`
	return []presetCase{
		{"compat", `{"id":1199976270398488638,"id_str":"1199976270398488638","text":"one","lang":"en","favorite_count":3,"retweet_count":4,` + replyKeys + `,"coordinates":null,"place":null,` + user + `,"entities":{"hashtags":[{"text":"a"}]}}`,
			map[string]string{"id_str": `"1199976270398488638"`, "text": `"one"`, "type": `"original"`, "favorite_count": "3", "retweet_count": "4", "hashtags": `[{"text":"a"}]`, "mentions": "", "media": "",
				"place": "null", "longitude": "null", "latitude": "null", "user.name": `"Mira \"K\""`, "user.followers_count": "7", "url": `"https://twitter.com/mira_k/status/1199976270398488638"`, "original.id_str": ""}},
		{"extended", `{"full_text":"whole","text":"cut","extended_entities":{"media":[1,2]},"entities":{"media":[1]}}`,
			map[string]string{"text": `"whole"`, "media": "[1,2]", "type": "", "url": "", "id_str": ""}},
		{"streamed", `{"text":"cut…","truncated":true,"entities":{"hashtags":[],"urls":[1]},"extended_tweet":{"full_text":"all of it","entities":{"hashtags":[{"text":"end"}],"urls":[],"media":[5]},"extended_entities":{"media":[5,6]}}}`,
			map[string]string{"text": `"all of it"`, "hashtags": `[{"text":"end"}]`, "urls": "[]", "media": "[5,6]"}},
		{"retweet", `{"id_str":"2","full_text":"RT @x: cut…","favorite_count":0,"retweet_count":8,"lang":"en","is_quote_status":true,` + replyKeys + `,"entities":{"hashtags":[]},"retweeted_status":{"id_str":"1","favorite_count":12,"full_text":"long","user":{"screen_name":"x"},"entities":{"hashtags":[{"text":"h"}],"user_mentions":[]}}}`,
			map[string]string{"id_str": `"2"`, "text": `"long"`, "favorite_count": "12", "retweet_count": "8", "type": `"retweet"`, "hashtags": `[{"text":"h"}]`, "original.id_str": `"1"`, "original.user.screen_name": `"x"`}},
		{"retweet of a streamed tweet", `{"text":"RT","retweeted_status":{"id":5,"text":"cut…","extended_tweet":{"full_text":"whole"}}}`,
			map[string]string{"text": `"whole"`, "original.id_str": `"5"`, "favorite_count": ""}},
		{"a retweet whose original says nothing has no whole text", `{"text":"RT @x: cut…","retweeted_status":{}}`, map[string]string{"text": "", "type": `"retweet"`}},
		{"no retweet", `{"text":"a","retweeted_status":null,` + replyKeys + `}`, map[string]string{"text": `"a"`, "type": `"original"`}},
		{"quote", `{"text":"a","is_quote_status":true,"in_reply_to_status_id":5}`, map[string]string{"type": `"quote"`}},
		{"quote without the flag", `{"text":"a","quoted_status":{"id":5}}`, map[string]string{"type": `"quote"`}},
		{"quote of a tweet that is gone", `{"text":"a","quoted_status_id_str":"7","is_quote_status":null}`, map[string]string{"type": `"quote"`}},
		{"reply to a tweet", `{"text":"a","in_reply_to_status_id":5,"in_reply_to_user_id":null,"in_reply_to_screen_name":"x"}`, map[string]string{"type": `"reply"`, "in_reply_to_screen_name": `"x"`}},
		{"reply to a user", `{"text":"a","in_reply_to_status_id":null,"in_reply_to_user_id":6}`, map[string]string{"type": `"reply"`}},
		{"of v2", `{"id":"1199976270398488638","text":"a","author_id":"4","in_reply_to_user_id":"6","public_metrics":{"like_count":5}}`,
			map[string]string{"id_str": `"1199976270398488638"`, "text": `"a"`, "type": "", "favorite_count": "", "user.screen_name": "", "url": ""}},
		{"only a number", `{"id":1202955310000000101}`, map[string]string{"id_str": `"1202955310000000101"`}},
		{"only a number, perhaps rounded to the shortest form", `{"id":1202955310000000000}`, map[string]string{"id_str": ""}},
		{"only a number, perhaps rounded in full", `{"id":1202955310000000000}`, map[string]string{"id_str": ""}},
		{"only a small number", `{"id":20}`, map[string]string{"id_str": `"20"`}},
		{"no whole number", `{"id":1.2e18}`, map[string]string{"id_str": ""}},
		{"rounded, with its text", `{"id":1202955310000000000,"id_str":"1202955310000000101"}`, map[string]string{"id_str": `"1202955310000000101"`}},
		{"a point", `{"coordinates":{"type":"Point","coordinates":[-3.70,40.4]},"geo":{"coordinates":[1,2]},"place":{"full_name":"Harbour City"}}`,
			map[string]string{"longitude": "-3.70", "latitude": "40.4", "place": `"Harbour City"`}},
		{"no point", `{"coordinates":{"type":"Polygon","coordinates":[[1,2]]},"place":{}}`, map[string]string{"longitude": "", "latitude": "", "place": ""}},
		{"half a point", `{"coordinates":{"type":"Point","coordinates":[1]}}`, map[string]string{"longitude": "", "latitude": ""}},
		{"geo alone is not turned round", `{"geo":{"type":"Point","coordinates":[1,2]}}`, map[string]string{"longitude": "", "latitude": ""}},
		{"no handle", `{"id_str":"1","user":{"screen_name":"a/b"}}`, map[string]string{"url": "", "user.screen_name": `"a/b"`}},
		{"no object", `[{"text":"a"}]`, map[string]string{"text": "", "type": ""}},
		{"a text that looks like one", `"{\"text\":\"a\"}"`, map[string]string{"text": "", "id_str": ""}},
		{"keys with escapes", `{"\u0074ext":"a","te\u0078t":"b"}`, map[string]string{"text": `"a"`}},
	}
}

func userCases() []presetCase {
	return []presetCase{
		{"user", `{"id":5,"id_str":"5","screen_name":"a","url":"https://t.co/x","entities":{"url":{"urls":[{"url":"https://t.co/y","expanded_url":"https://no"},{"url":"https://t.co/x","expanded_url":"https://library.example.org"}]}},"status":{"text":"t"}}`,
			map[string]string{"id_str": `"5"`, "screen_name": `"a"`, "url": `"https://library.example.org"`, "name": ""}},
		{"user without a link", `{"id":6,"url":null}`, map[string]string{"id_str": `"6"`, "url": "null"}},
		{"author", `{"id_str":"1","text":"t","user":{"id_str":"9","name":"N","url":"https://t.co/x","entities":{"url":{"urls":[]}}},"entities":{"url":{"urls":[{"url":"https://t.co/x","expanded_url":"https://no"}]}}}`,
			map[string]string{"id_str": `"9"`, "name": `"N"`, "url": `"https://t.co/x"`}},
		{"a tweet without an author", `{"id_str":"1","text":"t","created_at":"x"}`, map[string]string{"id_str": "", "created_at": ""}},
		{"a tweet whose author is null", `{"id_str":"1","full_text":"t","user":null}`, map[string]string{"id_str": ""}},
	}
}

// TestPresets looks at cells in all the ways that rows are cut: as a whole, as a stream, by gjson and behind a path.
func TestPresets(t *testing.T) {
	for list, cases := range map[string][]presetCase{"tweet": tweetCases(), "user": userCases()} {
		columns, err := ParseColumns(list)
		if err != nil {
			t.Fatal(err)
		}
		var rows, nested []string
		for _, c := range cases {
			rows = append(rows, c.row)
			nested = append(nested, `{"in":`+c.row+"}")
		}
		doc := "[" + strings.Join(rows, ",\n ") + "]"
		for _, way := range []struct {
			name, path, doc string
			o               Options
		}{
			{"whole", "#", doc, Options{}},
			{"stream", "#", doc, streamed(Options{}, 1, 200, 1)},
			{"8 workers", "#", doc, streamed(Options{}, 1, 200, 8)},
			{"limit", "#", doc, streamed(Options{Limit: len(cases)}, 1, 200, 2)},
			{"behind a key", "#.in", "[" + strings.Join(nested, ",") + "]", streamed(Options{}, 1, 200, 2)},
			{"gjson", "#", doc, streamed(Options{Columns: []Column{{Name: "x", Path: "a.#"}}}, 1, 200, 2)},
		} {
			way.o.Columns = append(slices.Clone(columns), way.o.Columns...)
			p, err := ParsePath(way.path)
			if err != nil {
				t.Fatal(err)
			}
			table, err := Run(t.Context(), p, inputOf(way.doc), way.o)
			if err != nil {
				t.Fatal(way.name, err)
			}
			i := 0
			for row, err := range table.Rows {
				if err != nil {
					t.Fatal(way.name, err)
				}
				checkCells(t, way.name, cases[i], columns, row)
				i++
			}
			if i != len(cases) {
				t.Errorf("%s: %d rows of %d", way.name, i, len(cases))
			}
		}
	}
}

func checkCells(t *testing.T, way string, c presetCase, columns []Column, row Row) {
	t.Helper()
	seen := 0
	for k, column := range columns {
		want, ok := c.cells[column.Name]
		if !ok {
			continue
		}
		if seen++; row.Cells[k].Raw != want || row.Cells[k].Exists() != (want != "") {
			t.Errorf("%s, %s: %s is %q, want %q", way, c.name, column.Name, row.Cells[k].Raw, want)
		}
	}
	if seen != len(c.cells) {
		t.Errorf("%s: %d of %d cells are columns", c.name, seen, len(c.cells))
	}
}

// TestPresetsStreamTheSame compares streams with answers from the whole.
func TestPresetsStreamTheSame(t *testing.T) {
	for _, list := range []string{"tweet", "user", "tweet,source", "n:lang,tweet,entities.hashtags.#.text"} {
		columns, err := ParseColumns(list)
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range []string{"#", "#(lang==en)#", "#.retweeted_status", "#.user", "#(retweet_count>2)#.retweeted_status"} {
			sameStreamed(t, library(t), path, Options{Columns: columns})
			sameStreamed(t, library(t), path, Options{Columns: columns, Limit: 3})
		}
	}
}

func TestPresetColumns(t *testing.T) {
	for list, want := range map[string]int{"tweet": 21, " tweet , source": 22, "user": 15, "user,source": 2, "tweet:tweet": 1, "who:user": 1} {
		columns, err := ParseColumns(list)
		if err != nil || len(columns) != want {
			t.Errorf("%q: %d columns, want %d (%v)", list, len(columns), want, err)
		}
	}
	for _, c := range append(tweetPreset.columns(), userPreset.columns()...) {
		if c.Meaning == "" || c.Path == "" {
			t.Errorf("%s has the path %q and the meaning %q", c.Name, c.Path, c.Meaning)
		}
	}
}

func TestPresetNotes(t *testing.T) {
	for _, c := range []struct{ doc, columns, want string }{
		{`[{"id_str":"1","text":"a"}]`, "tweet", ""},
		{`[{"id_str":"1","text":"a","tweet":{"x":1}}]`, "tweet", `the rows have a key "tweet", and -c tweet gives the columns of a tweet; for the key: -c tweet:tweet`},
		{`[{"a":1,"user":{"id_str":"1","screen_name":"x"}}]`, "user", `the rows have a key "user", and -c user gives the columns of a user; for the key: -c user:user`},
		{`[{"id_str":"1","text":"a","user":{"id_str":"1","screen_name":"x"}}]`, "user", ""},
		{`[{"id_str":"1","text":"a"},{"delete":{"status":{"id":5}}},{"id":1202955310000000000,"text":"b"}]`, "tweet", "missing in some of 3 rows: id_str 2, text 1"},
		{`[{"id":"1","text":"RT @mira_k: cut…"}]`, "tweet", "P25 1 text is cut, with the hashtags and links at the end, and this data does not have the rest"},
		{`[{"error":"Not authorized.","request":"/1.1/x"}]`, "tweet", ""},
		{`[{"a":1},{"b":2}]`, "tweet", "P01 no row is a tweet of v1.1: none has id_str or text"},
		{`[{"id":1,"text":"RT","retweeted_status":{"text":"a…","truncated":true}},{"id":2,"text":"b…","truncated":true},{"id":3,"text":"c…","truncated":true,"extended_tweet":{"full_text":"c"}}]`, "tweet",
			"P25 2 texts are cut, with the hashtags and links at the end, and this data does not have the rest"},
	} {
		columns, err := ParseColumns(c.columns)
		if err != nil {
			t.Fatal(err)
		}
		table, err := Run(t.Context(), nil, inputOf(c.doc), Options{Columns: columns})
		if err != nil {
			t.Fatal(err)
		}
		for range table.Rows {
		}
		var said []string
		for _, n := range table.Notes() {
			said = append(said, strings.TrimSpace(n.Code+" "+n.Message))
		}
		if got := strings.Join(said, "; "); got != c.want {
			t.Errorf("%s on %s: %q, want %q", c.columns, c.doc, got, c.want)
		}
	}
}
