// Paths of plain keys, with which a profile says where things are in an answer.

package fetch

import (
	"strings"

	"github.com/tidwall/gjson"
)

// splitKeys takes a path of keys apart: gjson's own form, where a dot stands between keys and a backslash before a character that is
// meant. What means more to gjson than a key (*, ?, #, |, @ at the beginning, …) is not taken: ok is false.
func splitKeys(path string) (keys []string, ok bool) {
	if path == "" {
		return nil, true
	}
	var key strings.Builder
	for i := 0; i < len(path); i++ {
		switch c := path[i]; {
		case c == '\\':
			if i++; i == len(path) {
				return nil, false
			}
			key.WriteByte(path[i])
		case c == '.':
			keys = append(keys, key.String())
			key.Reset()
		case c < ' ' || c == 0x7f, strings.IndexByte(`*?#|@!{}[]()"`, c) >= 0:
			return nil, false
		default:
			key.WriteByte(c)
		}
	}
	keys = append(keys, key.String())
	for _, k := range keys {
		if k == "" {
			return nil, false
		}
	}
	return keys, true
}

// joinKeys is the path of keys; one of letters alone is the key itself.
func joinKeys(keys ...string) string {
	var b strings.Builder
	for i, key := range keys {
		if i > 0 {
			b.WriteByte('.')
		}
		for j := range len(key) {
			if strings.IndexByte(`\.*?#|@!{}[]()"`, key[j]) >= 0 {
				b.WriteByte('\\')
			}
			b.WriteByte(key[j])
		}
	}
	return b.String()
}

// memberAt returns what lies at keys; it does not exist where one of them is missing.
func memberAt(doc gjson.Result, keys []string) gjson.Result {
	for _, key := range keys {
		var found gjson.Result
		if doc.IsObject() {
			doc.ForEach(func(k, v gjson.Result) bool {
				if k.Str == key {
					found = v
				}
				return !found.Exists()
			})
		}
		if doc = found; !doc.Exists() {
			break
		}
	}
	return doc
}
