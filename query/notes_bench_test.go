package query

import (
	"fmt"
	"strings"
	"testing"
)

// cleanTimeline is a list of tweets of about so many bytes, of which nothing is to be said.
func cleanTimeline(size int, envelope bool) string {
	var b strings.Builder
	for i := 0; b.Len() < size; i++ {
		fmt.Fprintf(&b, `%s{"created_at":"Mon Dec 09 08:00:05 +0000 2019","id":%d,"id_str":"%d","text":"Tweet number %d, as long as they are in the middle of the week #library",`+
			`"truncated":false,"entities":{"hashtags":[{"text":"library","indices":[62,70]}],"urls":[],"user_mentions":[]},"in_reply_to_status_id":null,`+
			`"user":{"id":%d,"id_str":"%d","name":"Mira K.","screen_name":"mira_k","location":"Harbour City","description":"%s","followers_count":%d,"verified":true},`+
			`"coordinates":null,"place":null,"retweet_count":%d,"favorite_count":%d,"lang":"%s"}`,
			[]string{"", ","}[min(i, 1)], 1300000000000000000+i, 1300000000000000000+i, i, 70+i%9, 70+i%9, strings.Repeat("reads a lot ", 40), i%100, i%7, i%5, []string{"en", "es"}[i%2])
	}
	if envelope {
		return `{"statuses":[` + b.String() + `],"search_metadata":{"count":100}}`
	}
	return "[" + b.String() + "]"
}

// cleanPaths are paths over a timeline that have a full answer.
func cleanPaths() []string {
	return []string{"#.text", "#.user.screen_name", "#.{id_str,user.screen_name,text}", "#(lang==en)#.id_str", "#(retweet_count>=5)#.{id_str,retweet_count}",
		"#(lang==en)#|#", "0.text", "#(id_str==1300000000000000090).text", "#.entities.hashtags.#.text|@flatten", "#.[id_str,lang]"}
}

// BenchmarkNotes is what a question costs, and which part of it are the notes: "run" is the whole question, "check" the looking for
// notes alone.
func BenchmarkNotes(b *testing.B) {
	for _, size := range []int{100_000, 1 << 20} {
		for _, path := range cleanPaths() {
			doc := cleanTimeline(size, false)
			p, err := ParsePath(path)
			if err != nil {
				b.Fatal(err)
			}
			b.Run(fmt.Sprintf("%dk/%s/run", size/1000, path), func(b *testing.B) {
				b.SetBytes(int64(len(doc)))
				for b.Loop() {
					table, err := Run(b.Context(), p, []Input{{Name: "doc", Body: strings.NewReader(doc)}}, Options{})
					if err != nil {
						b.Fatal(err)
					}
					for range table.Rows { //nolint:revive // the rows are cut, and not looked at
					}
				}
			})
			b.Run(fmt.Sprintf("%dk/%s/check", size/1000, path), func(b *testing.B) {
				q := question{doc: document{text: doc}, path: p, elements: -1}
				whole := q.get()
				for b.Loop() {
					if notes := q.check(whole); len(notes) > 0 {
						b.Fatal(notes[0].Code, notes[0].Message)
					}
				}
			})
		}
	}
}
