package render

import (
	"io"
	"strings"
	"testing"
)

// BenchmarkFormats writes 20,000 tweets; the bytes are those of the source.
func BenchmarkFormats(b *testing.B) {
	table, size := tweets(20_000, named("id_str", "user.screen_name", "text", "retweet_count", "entities.hashtags"))
	for _, terminal := range []bool{false, true} {
		for name, f := range formats(terminal) {
			if terminal {
				name += "-terminal"
			}
			for _, labelled := range []bool{false, true} {
				table.Labelled = labelled
				if labelled {
					name += "-labelled"
				}
				b.Run(name, func(b *testing.B) {
					b.SetBytes(size)
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
}

func BenchmarkClean(b *testing.B) {
	text := strings.Repeat("Good morning! 今日は \U0001f4da and e\u0301 too. ", 1000)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		Clean(text)
	}
}
