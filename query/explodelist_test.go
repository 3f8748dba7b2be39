package query

import (
	"strings"
	"testing"
)

// TestExplodeShown wants one row for each item of the list that a column of -c tweet shows, by its name and by the path of a tweet's own
// list: of a retweet it is the list of the original, of a long text that of the whole.
func TestExplodeShown(t *testing.T) {
	const tweets = `[
		{"id_str":"1","text":"t","entities":{"hashtags":[{"text":"cut"}],"user_mentions":[{"screen_name":"m"}]},
			"retweeted_status":{"id_str":"9","entities":{"hashtags":[{"text":"a"}]},"extended_tweet":{"entities":{"hashtags":[{"text":"a"},{"text":"b"}]}}}},
		{"id_str":"2","text":"t","entities":{"hashtags":[{"text":"cut"}]},"extended_tweet":{"entities":{"hashtags":[{"text":"c"},{"text":"d"}]}}},
		{"id_str":"3","text":"t","entities":{"hashtags":[{"text":"a"}]},"retweeted_status":null},
		{"id_str":"4","text":"t","entities":{"hashtags":[{"text":"cut"}]},"retweeted_status":{"id_str":"9","entities":{"hashtags":[]}}},
		{"id_str":"5","text":"t"}]`
	for _, c := range []struct{ path, columns, explode, sort, unique, want string }{
		{"#", "tweet", "hashtags", "", "", "1:a 1:b 2:c 2:d 3:a 4: 5:"},
		{"#", "tweet", "entities.hashtags", "", "", "1:a 1:b 2:c 2:d 3:a 4: 5:"},
		{"#", "tweet,own:entities.hashtags.text", "entities.hashtags", "", "", "1:a:a 1:b:b 2:c:c 2:d:d 3:a:a 4:: 5::"},
		{"#", "tweet,own:entities.hashtags.#.text", "hashtags", "", "", `1:a:["cut"] 1:b:["cut"] 2:c: 2:d: 3:a: 4::["cut"] 5::`},
		{"#", "id_str,hashtags:entities.hashtags.text", "entities.hashtags", "", "", "1:cut 2:cut 3:a 4:cut 5:"},
		{"#", "tweet", "hashtags", "hashtags", "", "1:a 3:a 1:b 2:c 2:d 4: 5:"},
		{"#", "tweet", "hashtags", "", "hashtags", "1:a 1:b 2:c 2:d 4: 5:"},
		{"#", "tweet", "mentions", "", "", "1:a,b 2:c,d 3:a 4: 5:"},
	} {
		p, _ := ParsePath(c.path)
		columns, err := ParseColumns(c.columns)
		if err != nil {
			t.Fatal(err)
		}
		for _, small := range []int{0, -1} {
			o := Options{Columns: columns, small: small}
			rows := siftedRows(t, p, tweets, Sieve{Explode: c.explode, Sort: c.sort, Unique: c.unique}, o, func(row Row) string {
				text := ""
				for i, col := range columns {
					switch cell := row.Cells[i]; {
					case col.Name == "id_str":
						text = cell.Str
					case col.Name == "own":
						text += ":" + cell.String()
					case col.Name == "hashtags" && cell.IsArray():
						var tags []string
						for _, tag := range cell.Array() {
							tags = append(tags, tag.Get("text").Str)
						}
						text += ":" + strings.Join(tags, ",")
					case col.Name == "hashtags" && cell.IsObject():
						text += ":" + cell.Get("text").Str
					case col.Name == "hashtags":
						text += ":" + cell.Str
					}
				}
				return text
			})
			if got := strings.Join(rows, " "); got != c.want {
				t.Errorf("%s -c %s --explode %s --sort %s --unique %s, small %d:\n got %s\nwant %s", c.path, c.columns, c.explode, c.sort, c.unique, small, got, c.want)
			}
		}
	}
}
