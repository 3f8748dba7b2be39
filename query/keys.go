// Finds keys: those of an object, the one that was probably meant, the place where one is; and the words for values.

package query

import (
	"strings"

	"github.com/agnivade/levenshtein"
	"github.com/tidwall/gjson"
)

// NearestKey returns the key that was probably meant by one that is not there, "" when none is near.
func NearestKey(asked string, keys []string) string { return nearestKey(asked, keys) }

// nearestKey returns the key that was probably meant, "" when none is near: the same but for case and underscores, or a few letters
// apart.
func nearestKey(asked string, keys []string) string {
	fold := func(s string) string { return strings.ToLower(strings.NewReplacer("_", "", "-", "").Replace(s)) }
	best, least := "", 1+len([]rune(asked))/3
	for _, k := range keys {
		if k == asked {
			continue
		}
		if fold(k) == fold(asked) {
			return k
		}
		if len(k) > 4*len(asked)+8 { // too far, and too long to be measured
			continue
		}
		if d := levenshtein.ComputeDistance(strings.ToLower(asked), strings.ToLower(k)); d < least+1 && d < len([]rune(k)) && (best == "" || d < least) {
			best, least = k, d
		}
	}
	return best
}

// keyWithPart returns the key of which a word is a part: "followers" of followers_count; "" when there is none.
func keyWithPart(word string, keys []string) string {
	word = strings.ToLower(word)
	for _, k := range keys {
		if part := strings.ToLower(k); len(word) > 2 && (strings.HasPrefix(part, word+"_") || strings.HasSuffix(part, "_"+word)) {
			return k
		}
	}
	return ""
}

func keysOf(v Value) (keys []string) {
	v.ForEach(func(k, _ Value) bool {
		keys = append(keys, k.Str)
		return true
	})
	return keys
}

// findKey returns the path inside v of the first member with this key, breadth first, lists as "#"; "" when there is none at most
// depth levels down.
func findKey(v Value, key string, depth int) string {
	type place struct {
		value Value
		path  string
	}
	level := []place{{v, ""}}
	for range depth {
		var next []place
		for _, p := range level {
			if p.value.IsArray() {
				p.value.ForEach(func(_, e Value) bool {
					if e.Type == gjson.JSON {
						next = append(next, place{e, join2(p.path, "#")})
					}
					return len(next) < 1000
				})
				continue
			}
			found := ""
			p.value.ForEach(func(k, m Value) bool {
				if k.Str == key && p.path != "" {
					found = join2(p.path, escapeKey(key))
					return false
				}
				if m.Type == gjson.JSON {
					next = append(next, place{m, join2(p.path, escapeKey(k.Str))})
				}
				return true
			})
			if found != "" {
				return found
			}
		}
		level = next
	}
	return ""
}

func join2(path, step string) string {
	if path == "" {
		return step
	}
	return path + "." + step
}

// Noun is what people call a value, with its article: "a tweet", "an object".
func Noun(v Value) string { return article(noun(v)) }

// noun is what people call a value.
func noun(v Value) string {
	if !v.IsObject() {
		return kindName(v)
	}
	switch key := func(k string) bool { return member(v.Raw, k).Exists() }; {
	case key("id_str") && (key("text") || key("full_text")):
		return "tweet"
	case key("screen_name") && key("name"):
		return "user"
	}
	return "object"
}

func article(noun string) string {
	if strings.IndexByte("aeio", noun[0]) >= 0 {
		return "an " + noun
	}
	return "a " + noun
}

// Some lists the first n words, with … behind them where there are more.
func Some(words []string, n int) string { return some(words, n) }

func some(words []string, n int) string {
	if len(words) > n {
		return strings.Join(words[:n], ", ") + ", …"
	}
	return strings.Join(words, ", ")
}

// Clip cuts s to n characters, of which the last is … where something was cut.
func Clip(s string, n int) string { return clip(s, n) }

func clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	if len(s) > 4*n { // what is cut off need not be decoded
		s = strings.ToValidUTF8(s[:4*n], "")
	}
	if r := []rune(s); len(r) > n {
		return string(r[:n-1]) + "…"
	}
	return s
}
