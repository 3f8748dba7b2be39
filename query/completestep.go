// Completes one step: keys of an object, places in a list, modifiers, and what can follow a finished query or bracket.

package query

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/tidwall/gjson"
)

// step completes the step at start, to which these values come.
func (c *completer) step(values []Value, start int, piped bool, in bracket) {
	tail := c.text[start:]
	if strings.HasPrefix(tail, "#(") {
		c.behindQuery(values, start, in)
	} else {
		c.keys(values, start, in)
		c.places(values, start, in)
		if strings.HasPrefix(tail, "@") || tail == "" && piped {
			c.modifiers(values, start, in)
		}
	}
	if in.closer != 0 && tail != "" {
		c.behindItem(start, in)
	}
}

// keyed is a key, and what it leads to.
type keyed struct {
	key    string
	count  int
	sample Value // the first that is not null
}

func (c *completer) keys(values []Value, start int, in bracket) {
	objects := 0
	var found []*keyed
	known := map[string]*keyed{}
	for _, v := range values {
		if !v.IsObject() {
			continue
		}
		objects++
		mine := map[string]bool{}
		v.ForEach(func(k, m Value) bool {
			key := k.Str
			if mine[key] || !presentable(key) {
				return true
			}
			mine[key] = true
			at := known[key]
			if at == nil {
				at = &keyed{key: key, sample: m}
				known[key] = at
				found = append(found, at)
			}
			at.count++
			if at.sample.Type == gjson.Null || !leads(at.sample) && leads(m) {
				at.sample = m
			}
			return true
		})
	}
	slices.SortStableFunc(found, func(a, b *keyed) int { return b.count - a.count })
	for _, k := range found {
		step := escapeStep(k.key, in.closer == ')')
		if step == "" || !strings.HasPrefix(step+".", c.text[start:]) {
			continue
		}
		if len(c.out) == maxCompletions {
			return
		}
		help := c.sample(k.sample)
		if k.count < objects {
			help += fmt.Sprintf(", in %d of %s", k.count, c.first(objects))
		}
		c.addStep(start, step, help, k.sample, in)
	}
}

// first is a number of elements that were looked at, said so where there may be more.
func (c *completer) first(n int) string {
	if c.cut || n == SampleRows {
		return fmt.Sprintf("the first %d", n)
	}
	return strconv.Itoa(n)
}

// addStep offers a step, with a dot behind one that leads on.
func (c *completer) addStep(start int, step, help string, to Value, in bracket) {
	if leads(to) {
		c.add(start, step+".", help, true)
		return
	}
	c.add(start, step, help, in.closer != 0)
}

// leads says that there is something inside a value that has a name of its own: an object, or a list of such.
func leads(v Value) bool {
	if v.IsArray() {
		first := v.Get("0")
		return first.IsObject() || first.IsArray()
	}
	return v.IsObject() && !isNothing(v)
}

// presentable says that a key or a text can be shown and typed: not empty, not endless, without control characters.
func presentable(s string) bool {
	return s != "" && len(s) <= maxKeyLen && utf8.ValidString(s) && strings.IndexFunc(s, func(r rune) bool { return !unicode.IsGraphic(r) && r != '\u200d' && r != '\u200c' }) < 0
}

// escapeStep is escapeKey for a key at any place of a path: no list takes it for its own, and no query for an operator. It is "" where
// it cannot be written.
func escapeStep(key string, inQuery bool) string {
	step := escapeKey(key)
	if step[0] == '#' {
		step = `\` + step
	}
	if !inQuery {
		return step
	}
	if strings.TrimSpace(key) != key {
		return ""
	}
	var b strings.Builder
	for i := range len(step) {
		if strings.IndexByte("!=<>%", step[i]) >= 0 && (i == 0 || step[i-1] != '\\') {
			b.WriteByte('\\')
		}
		b.WriteByte(step[i])
	}
	return b.String()
}

// sample says what a value is, in a few words.
func (c *completer) sample(v Value) string {
	switch {
	case v.Type == gjson.Null:
		return "null"
	case v.IsArray() && c.cut:
		return "list"
	case v.IsArray():
		return "list of " + v.Get("#").Raw
	case v.IsObject():
		return noun(v)
	case v.Type == gjson.String:
		return "text: " + strconv.Quote(Clip(v.Str, 40))
	}
	return kindName(v) + ": " + Clip(v.Raw, 40)
}

// places completes a step on a list: all elements, those that match, or one by its number.
func (c *completer) places(values []Value, start int, in bracket) {
	var list Value
	for _, v := range values {
		if v.IsArray() && (!list.Exists() || list.Get("#").Int() == 0) {
			list = v
		}
	}
	elements := c.elements([]Value{list})
	if !list.Exists() {
		return
	}
	count := "how many"
	if len(values) == 1 && !c.cut {
		count += ": " + list.Get("#").Raw
	}
	c.add(start, "#", count, in.closer != 0)
	if len(elements) == 0 {
		return
	}
	if slices.ContainsFunc(elements, func(v Value) bool { return v.Type == gjson.JSON }) {
		c.add(start, "#.", "each element", true)
	}
	c.add(start, "#(", "the elements that…", true)
	for i, v := range elements[:min(len(elements), 10)] {
		c.addStep(start, strconv.Itoa(i), c.sample(v), v, in)
	}
}

// behindQuery completes a query that is closed: the first, all, and what follows. In a query all are no test: a list is always there.
func (c *completer) behindQuery(values []Value, start int, in bracket) {
	query := c.text[start:]
	first, all := strings.TrimSuffix(query, "#"), strings.TrimSuffix(query, "#")+"#"
	found := c.elements(each(values, all))
	if len(found) == 0 || !strings.HasSuffix(first, ")") {
		return
	}
	help := fmt.Sprintf("all %d that match", len(found))
	if c.cut || len(found) == SampleRows {
		help = "all that match"
	}
	goesOn := slices.ContainsFunc(found, leads)
	c.add(start, first, "the first that matches: "+c.sample(found[0]), true)
	if goesOn {
		c.add(start, first+".", "in the first", true)
	}
	if in.closer == ')' {
		return
	}
	c.add(start, all, help, true)
	if goesOn {
		c.add(start, all+".", "in each that matches", true)
	}
	c.add(start, all+"|#", "how many match", in.closer != 0)
}

// modifierHelp is what the modifiers do, in the order in which they are offered.
func modifierHelp() [][2]string {
	return [][2]string{
		{"keys", "the keys"}, {"values", "the values, without the keys"}, {"reverse", "the other way round"},
		{"flatten", "the lists inside become one list"}, {"join", "the objects become one"}, {"group", "an object of lists becomes a list of objects"},
		{"dig:", "a key at any depth"}, {"tostr", "as a text of JSON"}, {"fromstr", "the JSON in the text"},
		{"this", "as it is"}, {"valid", "as it is, where it is JSON"}, {"ugly", "without white space"}, {"pretty", "indented"},
	}
}

// modifiers completes "@" with the modifiers that do something for the first of the values.
func (c *completer) modifiers(values []Value, start int, in bracket) {
	if len(values) == 0 {
		return
	}
	v := values[0]
	container := v.IsObject() || v.IsArray()
	for _, m := range modifierHelp() {
		out := gjson.Get(v.Raw, "@"+strings.TrimSuffix(m[0], ":"))
		switch m[0] {
		case "keys", "values":
			if !v.IsObject() {
				continue
			}
		case "dig:", "ugly", "pretty":
			if !container {
				continue
			}
		case "this", "valid", "tostr":
		default:
			if !out.Exists() || out.Raw == v.Raw || isNothing(out) {
				continue
			}
		}
		c.add(start, "@"+m[0], m[1], in.closer != 0 || m[0] == "dig:")
	}
}

// dig completes the argument of @dig with the keys that are there at any depth.
func (c *completer) dig(values []Value, start int, in bracket) {
	known := map[string]bool{}
	level := values
	for range MaxDepth {
		var next []Value
		for _, v := range level {
			if v.Type != gjson.JSON {
				continue
			}
			v.ForEach(func(k, m Value) bool {
				if step := k.Str; v.IsObject() && presentable(step) && !known[step] && escapeStep(step, false) == step {
					known[step] = true
					c.add(start, step, c.sample(m), in.closer != 0)
				}
				next = append(next, m)
				return len(next) < 10*SampleRows
			})
		}
		if level = next; len(level) == 0 || len(c.out) >= maxCompletions {
			return
		}
	}
}

// behindItem completes what follows a finished path inside a bracket: a comma, an operator, the closer.
func (c *completer) behindItem(start int, in bracket) {
	found := each(in.values, c.text[in.from:])
	if !slices.ContainsFunc(found, func(v Value) bool { return !isNothing(v) }) {
		return
	}
	if in.closer == ')' {
		c.operators(found, len(in.values))
		return
	}
	c.add(start, c.text[start:]+",", "one more", true)
	c.add(start, c.text[start:]+string(in.closer), "that is all", true)
}
