package query

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/tidwall/gjson"
)

// manyTweets is a text of about 20 MB: a list, or documents a line.
func manyTweets(tb testing.TB, parting string) string {
	rows := gjson.Parse(library(tb)).Array()
	var b strings.Builder
	for b.Len() < 20<<20 {
		for _, row := range rows {
			if b.Len() > 0 {
				b.WriteString(parting)
			}
			b.WriteString(row.Get("@ugly").Raw)
		}
	}
	if parting == "," {
		return "[" + b.String() + "]"
	}
	return b.String()
}

// BenchmarkScan is one core that validates.
func BenchmarkScan(b *testing.B) {
	text := manyTweets(b, ",")
	s := newScanner(text)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		if s.value(0) != len(text) {
			b.Fatal("not JSON")
		}
	}
}

// BenchmarkSplit is the reading and the guess, without a scan.
func BenchmarkSplit(b *testing.B) {
	text := manyTweets(b, ",")
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		s := splitter{r: strings.NewReader(text), size: batchSize, guess: rowEnd(text, 1, newScanner(text[:64<<10]).value(1))}
		for c := (chunk{}); c.err == nil; {
			s.next(context.Background(), &c)
		}
	}
}

func BenchmarkStream(b *testing.B) {
	for _, c := range []struct{ form, path, columns string }{
		{",", "#.text", ""},
		{"\n", "#.text", ""},
		{",", "#(lang==en)#.user.screen_name", ""},
		{"\n", "#", "id_str,lang,retweet_count,user.screen_name,text"},
		{"\n", "#", "tweet"},
		{"\n", "#", "id_str,created_at,user.screen_name,user.name,text,is_quote_status,lang,retweet_count,favorite_count,entities.hashtags,entities.user_mentions,entities.urls,entities.media,in_reply_to_screen_name,retweeted_status.id_str,retweeted_status.user.screen_name,place,geo,coordinates,user.followers_count,source"},
		{",", "", ""},
		{",", "#.{id_str,text}", ""},
		{",", "#(retweet_count>2)#|#", ""},
	} {
		b.Run(fmt.Sprintf("%q %s %s", c.form, c.path, c.columns), func(b *testing.B) {
			text := []byte(manyTweets(b, c.form))
			var p *Path
			if c.path != "" {
				p, _ = ParsePath(c.path)
			}
			o := Options{}
			if c.columns != "" {
				o.Columns, _ = ParseColumns(c.columns)
			}
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				table, err := Run(context.Background(), p, []Input{{Name: "b", Body: bytes.NewReader(text)}}, o)
				if err != nil {
					b.Fatal(err)
				}
				for _, err := range table.Rows {
					if err != nil {
						b.Fatal(err)
					}
				}
			}
		})
	}
}
