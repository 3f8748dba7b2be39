package query

import (
	"context"
	"fmt"
	"strings"
	"testing"
)

// BenchmarkCountMany counts values that are all different, in memory and through files.
func BenchmarkCountMany(b *testing.B) {
	var doc strings.Builder
	for i := range 400_000 {
		fmt.Fprintf(&doc, "{\"v\":\"value %d\"}\n", i*7919%1_000_003)
	}
	p, _ := ParsePath("#.v")
	for _, most := range []int{0, 100_000} {
		b.Run(fmt.Sprint(most), func(b *testing.B) {
			b.SetBytes(int64(doc.Len()))
			for b.Loop() {
				table, err := CountValues(context.Background(), p, inputOf(doc.String()), CountOptions{most: most})
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
