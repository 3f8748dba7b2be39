package render

import (
	"fmt"
	"io"
	"strings"
	"testing"

	"twq/query"
)

// BenchmarkFormats writes 10,000 rows of the size of a tweet; the bytes are those of the source.
func BenchmarkFormats(b *testing.B) {
	columns := named("id_str", "user.screen_name", "text", "retweet_count", "entities.hashtags")
	table := query.Table{Shape: query.List, Columns: columns}
	var rows []query.Row
	var whole []string
	size := 0
	for i := range 10_000 {
		text := "Workshop notes:\\n1) look at ONE tweet, \\\"carefully\\\" \U0001f4da #opendata"
		if i%2 == 0 {
			text = "Good morning! Doors open at 9, and the scanner is free today. #library"
		}
		raw := fmt.Sprintf(`{"id_str":"12029553100000%05d","text":"%s","user":{"screen_name":"harbourlib"},"retweet_count":%d,`+
			`"entities":{"hashtags":[{"text":"library","indices":[0,1]}]},"coordinates":null}`, i, text, i)
		rows = append(rows, rowOf(columns, raw))
		whole = append(whole, raw)
		size += len(raw)
	}
	table.Rows = func(yield func(query.Row, error) bool) {
		for _, r := range rows {
			if !yield(r, nil) {
				return
			}
		}
	}
	all := listOf(columns, whole...).Whole
	for _, terminal := range []bool{false, true} {
		for name, f := range formats(terminal) {
			if terminal {
				name += "-terminal"
			}
			if strings.HasPrefix(name, "json") || strings.HasPrefix(name, "raw") {
				table.Whole = all
			}
			b.Run(name, func(b *testing.B) {
				b.SetBytes(int64(size))
				b.ReportAllocs()
				for b.Loop() {
					if err := f.Render(io.Discard, table); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

func BenchmarkClean(b *testing.B) {
	text := strings.Repeat("Good morning! 今日は \U0001f4da and e\u0301 too. ", 1000)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		Clean(text)
	}
}
