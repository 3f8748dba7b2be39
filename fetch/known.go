// Knows the rows of a walk that came, to see those that come again.

package fetch

import (
	"encoding/hex"
	"strings"
)

const (
	// mostKnown bounds the memory: pages that overlap follow one another, and the largest have 5,000 rows.
	mostKnown = 200_000
	// MostRepeats is how many pages in a row may hold nothing new before it is a circle. Of timelines it is one.
	MostRepeats = 3
	// MostEmpty is how many pages in a row may have no row at all. APIs that take rows out of pages leave a few empty.
	MostEmpty = 100
)

// Known is a set of the keys of so many rows at most, of which the oldest go first. Its zero value is empty.
type Known struct {
	keys map[string]bool
	ring []string
	at   int
}

// Has reports whether a row with this key came; "" never did.
func (k *Known) Has(key string) bool { return k.keys[key] }

// Add remembers a key; "" is none.
func (k *Known) Add(key string) {
	if key == "" || k.keys[key] {
		return
	}
	if k.keys == nil {
		k.keys = map[string]bool{}
	}
	k.keys[key] = true
	if len(k.ring) < mostKnown {
		k.ring = append(k.ring, key)
		return
	}
	delete(k.keys, k.ring[k.at])
	k.ring[k.at] = key
	k.at = (k.at + 1) % mostKnown
}

// RowKey is what a row is known by when it comes again; "": by nothing. That is its id, but several rows of an API that is not in the
// catalogue may share one, and none of them may be lost: there (r is nil) it is the row itself, where it has an id.
func RowKey(r *Resource, id, text string) string {
	switch {
	case id == "" || r != nil:
		return id
	case !strings.HasPrefix(text, "{"):
		return ""
	}
	sum := hash(text)
	return hex.EncodeToString(sum[:])
}
