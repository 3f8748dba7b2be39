// Finds keys: those of an object, the one that was probably meant, the place where one is; writes them; and has the words for values.

package query

import (
	"slices"
	"strings"

	"github.com/agnivade/levenshtein"
	"github.com/tidwall/gjson"
)

// NearestKey returns the key that was probably meant by one that is not there, "" when none is near.
func NearestKey(asked string, keys []string) string { return nearestKey(asked, keys) }

// nearestKey returns the key that was probably meant, "" when none is near: the same but for case and underscores, or a few letters
// apart: one of up to five, two of six, three of nine. Two letters that changed places are as near as one that is wrong. Digits are
// never mistaken for others.
func nearestKey(asked string, keys []string) string {
	best, least := "", 0
	for _, k := range keys {
		if k == asked {
			continue
		}
		if foldKey(k) == foldKey(asked) {
			return k
		}
		if d, ok := typo(asked, k); ok && (best == "" || d < least) {
			best, least = k, d
		}
	}
	return best
}

// foldKey is a key without its case, underscores and hyphens.
func foldKey(s string) string {
	return strings.ToLower(strings.NewReplacer("_", "", "-", "").Replace(s))
}

// typo says how many letters two words are apart, if that may be a slip of the hand.
func typo(asked, key string) (distance int, ok bool) {
	if len(key) > 4*len(asked)+8 || len(key) == 0 { // too far, and too long to be measured
		return 0, false
	}
	asked, key = strings.ToLower(asked), strings.ToLower(key)
	most := max(1, min(len([]rune(asked)), len([]rune(key)))/3)
	distance = levenshtein.ComputeDistance(asked, key)
	if distance == 2 && sameLetters(asked, key) {
		distance = 1
	}
	return distance, distance <= most && distance < len([]rune(key)) && digitsIn(asked) == digitsIn(key)
}

func sameLetters(a, b string) bool {
	x, y := []byte(a), []byte(b)
	slices.Sort(x)
	slices.Sort(y)
	return string(x) == string(y)
}

func digitsIn(s string) string {
	return strings.Map(func(r rune) rune {
		if '0' <= r && r <= '9' {
			return r
		}
		return -1
	}, s)
}

// keysWithPart returns the keys of which a word is a part, followers_count for "followers", and those that begin with it.
func keysWithPart(word string, keys []string) (found []string) {
	if word = strings.ToLower(word); len(word) < 3 {
		return nil
	}
	begins := 0
	for _, k := range keys {
		switch part := strings.ToLower(k); {
		case strings.HasPrefix(part, word+"_") || strings.HasSuffix(part, "_"+word) || strings.HasPrefix(part, word+"-") || strings.HasSuffix(part, "-"+word):
			found = slices.Insert(found, len(found)-begins, k)
		case strings.HasPrefix(part, word) && len(part) > len(word):
			found = append(found, k)
			begins++
		}
	}
	return found
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

// either lists the first n words as a choice: "a, b or c".
func either(words []string, n int) string {
	words = words[:min(len(words), n)]
	if last := len(words) - 1; last > 0 {
		return strings.Join(words[:last], ", ") + " or " + words[last]
	}
	return strings.Join(words, "")
}

// Some lists the first n words, with … behind them where there are more.
func Some(words []string, n int) string {
	if len(words) > n {
		return strings.Join(words[:n], ", ") + ", …"
	}
	return strings.Join(words, ", ")
}

// Clip cuts s to n characters, of which the last is … where something was cut.
func Clip(s string, n int) string {
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

// EscapeKey writes a key as a component of a path, so that it finds exactly this key of an object.
func EscapeKey(key string) string { return escapeKey(key) }

// escapeKey writes a key as a component of a path that means the same alone, in a multipath and in a list of columns.
func escapeKey(key string) string {
	first := key != "" && (key[0] == '!' || key[0] == '@' && gjson.ModifierExists(key[1:], nil))
	if !first && !strings.ContainsAny(key, `.|\*?,:()[]{}"`) {
		return key
	}
	var b strings.Builder
	for i := range len(key) {
		if i == 0 && first || strings.IndexByte(`.|\*?,:()[]{}"`, key[i]) >= 0 {
			b.WriteByte('\\')
		}
		b.WriteByte(key[i])
	}
	return b.String()
}
