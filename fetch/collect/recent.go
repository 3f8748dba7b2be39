// The ids of the rows that came last, to see those that come again.

package collect

import (
	"strings"

	"github.com/tidwall/gjson"

	"twq/fetch"
)

// mostRecent bounds the memory: pages that overlap follow one another, and the largest have 5,000 rows.
const mostRecent = 200_000

// recent is a set of so many ids at most, of which the oldest go first. Its zero value is empty.
type recent struct {
	ids  map[string]bool
	ring []string
	at   int
}

func (s *recent) has(id string) bool { return s.ids[id] }

func (s *recent) add(id string) {
	if id == "" || s.ids[id] {
		return
	}
	if s.ids == nil {
		s.ids = map[string]bool{}
	}
	s.ids[id] = true
	if len(s.ring) < mostRecent {
		s.ring = append(s.ring, id)
		return
	}
	delete(s.ids, s.ring[s.at])
	s.ring[s.at] = id
	s.at = (s.at + 1) % mostRecent
}

// memberID is what a row was asked for by.
func memberID(row fetch.Row, name string) string {
	if name == "" || name == "id_str" {
		return row.ID
	}
	return strings.ToLower(gjson.Get(row.Text, name).String())
}
