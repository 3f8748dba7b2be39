package query

import (
	"cmp"
	"context"
	"fmt"
	"slices"
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

// TestRankingKeys finds that rows compare by their keys as they do by what they hold, and come back as they went.
func TestRankingKeys(t *testing.T) {
	var rows []*ranked
	for i, n := range []string{"0", "-0.0", "1", "-1", "10", "1.5", "-1.5", "0.001", "-0.001", "9223372036854775808", "-9223372036854775808", "1e30", "-1e30", "1"} {
		s := &sums{}
		if err := s.add(n, i%2 == 0); err != nil {
			t.Fatal(err)
		}
		rows = append(rows, &ranked{value: fmt.Sprint("v ", i), period: int64(i%3 - 1), n: int64(i % 4), first: int64(i), cells: []int64{int64(i), -1}, sums: s})
	}
	for _, c := range []struct {
		key     func([]byte, *ranked) []byte
		compare func(a, b *ranked) int
	}{
		{countKey, byCount},
		{sumKey, func(a, b *ranked) int { return cmp.Or(b.sums.all.compare(a.sums.all), cmp.Compare(a.first, b.first)) }},
	} {
		for _, most := range []int{0, 3} {
			k := newRanking(nil, most, c.key)
			for _, r := range rows {
				if err := k.add(r); err != nil {
					t.Fatal(err)
				}
			}
			want := slices.SortedFunc(slices.Values(rows), c.compare)
			for r, err := range k.all(context.Background()) {
				w := want[0]
				if want = want[1:]; err != nil || r.value != w.value || r.period != w.period || r.n != w.n || !slices.Equal(r.cells, w.cells) ||
					r.sums.all.compare(w.sums.all) != 0 || r.sums.own.compare(w.sums.own) != 0 {
					t.Fatalf("%+v, want %+v: %v", r, w, err)
				}
			}
			if len(want) > 0 {
				t.Errorf("%d rows are missing", len(want))
			}
		}
	}
}
