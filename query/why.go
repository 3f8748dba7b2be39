// Says why an answer is empty: at which step it got lost, what is there instead, and which path would lead on.

package query

import (
	"fmt"
	"slices"
	"strings"

	"github.com/agnivade/levenshtein"
	"github.com/tidwall/gjson"
)

// nothing explains an answer that is missing or empty.
func (q question) nothing(whole Value, t *Trace) []Note {
	text := q.path.String()
	if text == "" {
		return []Note{{Code: "P23", Severity: Wrong, Message: "the path is empty (a variable that is not set?)", Hint: "the whole document is @this", Offset: -1}}
	}
	at, stopped := t.Stop()
	if n, ok := q.unknownModifier(); ok {
		return []Note{n}
	}
	if text == "{" || text == "[" {
		return []Note{q.note(Unbalanced, Wrong, 0, 1, fmt.Sprintf("%q opened at column 1, never closed", text), "")}
	}
	if try, language := foreignPath(text); language != "" {
		n := q.note("P06", Wrong, 0, len(text), "this is a path of "+language+", not of gjson", try)
		if n.Try != "" || try == "" || !stopped || at.Start == 0 {
			if n.Try == "" && try != "" {
				n.Hint = "in gjson it is " + try + ", which finds nothing here"
			}
			return []Note{n}
		}
	}
	if n, ok := q.inEnvelope(); ok {
		return []Note{n}
	}
	if !stopped {
		return nil
	}
	return []Note{q.lost(at, t)}
}

// inEnvelope tries the path on the lists of an object that is asked like a list.
func (q question) inEnvelope() (n Note, ok bool) {
	text := q.path.String()
	if !strings.HasPrefix(q.doc.text, "{") {
		return n, false
	}
	gjson.Parse(q.doc.text).ForEach(func(k, v Value) bool {
		if try := escapeKey(k.Str) + "." + text; v.IsArray() && q.gives(try) {
			n, ok = q.note("P24", Thin, 0, len(text), fmt.Sprintf("the rows are in %q: this is an envelope around them", k.Str), try), true
		}
		return !ok
	})
	return n, ok
}

// unknownModifier finds a modifier that gjson does not have; taken for a key, it has found nothing.
func (q question) unknownModifier() (Note, bool) {
	for use := range q.path.Modifiers() {
		if use.Known {
			continue
		}
		names := strings.Fields("this keys values reverse flatten join tostr fromstr group dig ugly pretty valid")
		near := nearestKey(use.Name, names)
		n := q.note("P19", Wrong, use.Start, use.End, "gjson has no modifier @"+use.Name, q.replaced(use.Start+1, use.End, near))
		n.Hint = "known: @" + strings.Join(names, " @")
		return n, true
	}
	return Note{}, false
}

// lost explains the step at which nothing was left.
func (q question) lost(at Reached, t *Trace) Note {
	text := q.path.String()
	step := text[at.Start:at.End]
	place := func(code, message, try string) Note { return q.note(code, Thin, at.Start, at.End, message, try) }
	list := at.Miss.IsArray()
	count := at.Miss.Get("#").Int()
	switch {
	case at.Kind == First || at.Kind == All:
		return q.noMatch(at, t)
	case at.Kind == Modifier:
		return place("P01", "@"+at.Name+" gives nothing for this "+kindName(at.Miss), "")
	case list && count == 0:
		return place("P20", "the list is empty here", "")
	case list && (at.Kind == Key || at.Kind == Wildcard):
		code := "P03"
		if q.perElement(at.Start) {
			code = "P15"
		}
		return q.inList(code, at, count)
	case list && at.Kind == Index:
		return place("P05", fmt.Sprintf("there is no %s: the list has %d, counted from 0 to %d", step, count, count-1), q.replaced(at.Start, at.End, "@reverse.0"))
	case q.perElement(at.Start) && at.Sep == '.' && (!at.Miss.IsObject() || q.onElement(at.Start)) && q.gives(text[:at.Start-1]+"|"+text[at.Start:]):
		return place("P14", "behind # a dot goes into each element; a pipe takes the whole list", text[:at.Start-1]+"|"+text[at.Start:])
	case at.Miss.IsObject() && strings.HasPrefix(step, "#"):
		return place("P04", fmt.Sprintf("this is one %s, not a list", noun(at.Miss)), strings.Trim(text[:at.Start]+strings.TrimLeft(text[at.End:], ".|"), ".|"))
	case at.Miss.IsObject():
		return q.noKey(at)
	case !at.Miss.Exists():
		return place("P01", "nothing comes to this step", "")
	}
	return place("P01", fmt.Sprintf("this is a %s, and there is nothing inside", kindName(at.Miss)), "")
}

// perElement says that the step at this offset runs on each element of a list.
func (q question) perElement(start int) bool {
	return slices.ContainsFunc(q.path.Steps(), func(s Step) bool { return s.Start == start && s.PerElement })
}

// onElement says that the step at this offset comes right behind the one that walks the list.
func (q question) onElement(start int) bool {
	steps := q.path.Steps()
	i := slices.IndexFunc(steps, func(s Step) bool { return s.Start == start })
	return i > 0 && (steps[i-1].Kind == Each || steps[i-1].Kind == All)
}

// inList is for a key asked of a list: one element has to be chosen, or all.
func (q question) inList(code string, at Reached, count int64) Note {
	message := fmt.Sprintf("this is a list of %d: choose one (0 to %d) or all (#)", count, count-1)
	if count == 1 {
		message = "this is a list of 1: choose it (0) or all (#)"
	}
	for _, by := range []string{"#.", "0."} {
		if try := q.replaced(at.Start, at.Start, by); q.gives(try) {
			return q.note(code, Thin, at.Start, at.End, message, try)
		}
	}
	if inner := findKey(at.Miss.Get("0"), at.Key, 4); inner != "" {
		if try := q.replaced(at.Start, at.End, "#."+inner); q.gives(try) {
			return q.note(code, Thin, at.Start, at.End, message, try)
		}
	}
	if n := q.noKey(Reached{Step: at.Step, Miss: at.Miss.Get("0")}); n.Hint != "" && at.Miss.Get("0").IsObject() {
		n.Code, n.Message, n.Try = code, message, ""
		return n
	}
	return q.note(code, Thin, at.Start, at.End, message, "")
}

// noKey is for a key that an object does not have: one spelt alike, the same elsewhere, or the keys there are.
func (q question) noKey(at Reached) Note {
	keys := keysOf(at.Miss)
	key := at.Key
	if key == "" {
		key = q.path.String()[at.Start:at.End]
	}
	what := noun(at.Miss)
	for _, k := range keys { // a key with a dot in it looks like two steps
		if strings.ContainsRune(k, '.') && strings.HasPrefix(q.path.String()[at.Start:], k) {
			return q.note("P01", Thin, at.Start, at.Start+len(k), fmt.Sprintf("%s has the key %q; a dot in a key is written \\.", article(what), k), q.replaced(at.Start, at.Start+len(k), escapeKey(k)))
		}
	}
	if near := nearestKey(key, keys); near != "" {
		n := q.note("P01", Thin, at.Start, at.End, fmt.Sprintf("%s has no %q; did you mean %s?", article(what), key, near), q.replaced(at.Start, at.End, escapeKey(near)))
		n.Hint = "its keys: " + some(keys, 8)
		return n
	}
	if inner := findKey(at.Miss, key, 4); inner != "" {
		if try := q.replaced(at.Start, at.End, inner); q.gives(try) {
			return q.note("P02", Thin, at.Start, at.End, fmt.Sprintf("%s has no %q itself; it is at %s", article(what), key, inner), try)
		}
	}
	if elsewhere := findKey(gjson.Parse(q.doc.text), key, 6); elsewhere != "" && q.gives(elsewhere) {
		return q.note("P02", Thin, at.Start, at.End, fmt.Sprintf("%s has no %q; elsewhere it is at %s", article(what), key, elsewhere), elsewhere)
	}
	n := q.note("P01", Thin, at.Start, at.End, fmt.Sprintf("%s has no %q", article(what), key), "")
	n.Hint = "its keys: " + some(keys, 12)
	return n
}

// noMatch is for a query that no element passes: what was asked for, and which values there are.
func (q question) noMatch(at Reached, t *Trace) Note {
	var c Compared
	for _, one := range t.Queries() {
		if one.Query.Start == at.Start {
			c = one
		}
	}
	if c.Query == nil || c.Tested == 0 {
		return q.note("P20", Thin, at.Start, at.End, "the list is empty here", "")
	}
	if c.Values.Missing == c.Tested && c.Query.Left != nil && !strings.HasPrefix(c.Query.Value, "~") {
		for _, inner := range t.Steps() {
			if inner.Query == c.Query && inner.Out == 0 && inner.Miss.IsObject() {
				return q.noKey(inner)
			}
		}
	}
	left, query := "element", c.Query
	if query.Left != nil {
		left = query.Left.String()
	}
	message := fmt.Sprintf("none of %d has %s", c.Tested, left)
	if query.Op != "" {
		message = fmt.Sprintf("none of %d has %s %s %s", c.Tested, left, query.Op, query.Right)
	}
	n := q.note("P20", Thin, query.Start, query.End, message, "")
	if quoted := query.Right; len(quoted) > 1 && quoted[0] == '\'' && quoted[len(quoted)-1] == '\'' {
		if try := q.replaced(query.RightStart, query.RightEnd, strings.Trim(quoted, "'")); q.gives(try) {
			return q.note("P07", Wrong, query.RightStart, query.RightEnd, "single quotes are part of the value: none or double ones", try)
		}
	}
	values, counts := valuesOf(at.Miss, query)
	if len(values) == 0 {
		return n
	}
	var shown []string
	for _, v := range values[:min(len(values), 4)] {
		value := clip(v, 30)
		if v == "" {
			value = `""`
		}
		shown = append(shown, fmt.Sprintf("%s (%d×)", value, counts[v]))
		if v != query.Value && strings.EqualFold(v, query.Value) {
			message += " (case matters)"
			n.Try = q.replaced(query.RightStart, query.RightEnd, v)
		}
	}
	if n.Try != "" && !q.gives(n.Try) {
		n.Try = ""
	}
	n.Message = message + "; values here: " + strings.Join(shown, ", ")
	if len(values) > 4 {
		n.Message += ", …"
	}
	return n
}

// valuesOf counts the scalar left sides of a query over a list, the most frequent first.
func valuesOf(list Value, query *Query) (values []string, counts map[string]int) {
	counts = map[string]int{}
	list.ForEach(func(_, v Value) bool {
		if query.Left != nil {
			v = gjson.Get(v.Raw, query.Left.String())
		}
		if v.Exists() && v.Type != gjson.JSON {
			s := v.Raw
			if v.Type == gjson.String {
				s = v.Str
			}
			if counts[s]++; counts[s] == 1 {
				values = append(values, s)
			}
		}
		return true
	})
	slices.SortStableFunc(values, func(a, b string) int { return counts[b] - counts[a] })
	return values, counts
}

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
		if d := levenshtein.ComputeDistance(strings.ToLower(asked), strings.ToLower(k)); d < least+1 && d < len([]rune(k)) && (best == "" || d < least) {
			best, least = k, d
		}
	}
	return best
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

// some lists the first n words.
func some(words []string, n int) string {
	if len(words) > n {
		return strings.Join(words[:n], ", ") + ", …"
	}
	return strings.Join(words, ", ")
}

func clip(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n-1]) + "…"
	}
	return s
}
