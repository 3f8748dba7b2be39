// Finds what a query that nothing passes was meant to ask: a test inside a list or an object, a part of a text, another word for a value.

package query

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/tidwall/gjson"
)

// repair is another test in place of one that nothing passes.
type repair struct {
	code, message, test string
}

// mostRepairs bounds how many tests are tried on the data, sampled how many elements are looked at for them.
const (
	mostRepairs = 24
	sampled     = 200
)

// repaired returns the note for the first repair of a query that something passes. list is what the query was asked of.
func (q question) repaired(t *Trace, query *Query, list Value) (Note, bool) {
	for _, c := range t.Queries() {
		if c.Query.Start < query.Start || c.Query.End > query.End || c.Matched > 0 || c.Tested == 0 {
			continue
		}
		elements := firstElements(list, sampled)
		if c.Query.Start != query.Start {
			if elements = []Value{c.First}; c.Query.Left == nil {
				elements = q.comparedBy(c.Query)
			}
		}
		repairs := append(inside(c.Query, elements), q.otherValue(c)...)
		for _, r := range repairs[:min(len(repairs), mostRepairs)] {
			start, end := c.Query.Start+len("#("), c.Query.End-1
			try := q.replaced(start, end, r.test)
			if v := gjson.Get(q.doc.text, try); isNothing(v) || v.Raw == "0" {
				continue
			}
			if n := q.note(r.code, Thin, start, end, r.message, try); n.Try != "" {
				return n, true
			}
		}
	}
	return Note{}, false
}

func firstElements(list Value, n int) (elements []Value) {
	list.ForEach(func(_, v Value) bool {
		elements = append(elements, v)
		return len(elements) < n
	})
	return elements
}

// inside moves a test to where its left side really is: into the elements of a list, into an object, or to the length of a list.
func inside(query *Query, elements []Value) (repairs []repair) {
	left := leftOf(query)
	test := query.Op + query.Right
	if query.Op == "=" {
		test = "==" + query.Right
	}
	if query.Op == "" {
		if query.Left == nil || !strings.ContainsAny(left, ".") {
			return nil
		}
		test = ""
	}
	for _, word := range []string{"length", "count", "size", "len", "length()", "size()", "count()"} {
		if list, ok := strings.CutSuffix(left, "."+word); ok && query.Op != "" {
			repairs = append(repairs, repair{"P08", "the length of a list is #", list + ".#" + test})
		}
	}
	keys := strings.Split(left, ".")
	if query.Left == nil {
		keys = nil
	} else if slices.ContainsFunc(query.Left.Steps(), func(s Step) bool { return s.Kind != Key && s.Kind != Each && s.Kind != Index && s.Kind != Count }) {
		return repairs
	}
	add := func(r repair) {
		if !slices.Contains(repairs, r) {
			repairs = append(repairs, r)
		}
	}
	for _, v := range elements[:min(len(elements), sampled)] {
		for i := 0; ; i++ {
			if v.IsArray() && (len(keys) > 0 || i > 0) {
				head, rest := strings.Join(keys[:i], "."), keys[i:]
				for len(rest) > 0 && (rest[0] == "#" || isDigits(rest[0])) {
					rest = rest[1:]
				}
				message := fmt.Sprintf("%s is a list: a test of its elements stands in brackets of its own", head)
				of := strings.Join(rest, ".")
				if of != "" || query.Op != "" {
					add(repair{"P15", message, head + ".#(" + of + test + ")"})
				}
				if first := v.Get("0"); of == "" && first.IsObject() && query.Op != "" {
					for _, k := range scalarKeys(first) {
						add(repair{"P15", message, head + ".#(" + k + test + ")"})
					}
				}
				break
			}
			if i == len(keys) {
				if v.IsObject() && (query.Op == "=" || query.Op == "%" || i > 0 && query.Op != "") {
					what := "an element"
					if i > 0 {
						what = left
					}
					for _, k := range scalarKeys(v) {
						add(repair{"P02", fmt.Sprintf("%s is an object, and a test compares one value: %s of it", what, k), join2(left, k) + test})
					}
				}
				break
			}
			if v = member(v.Raw, keys[i]); !v.Exists() || v.Type != gjson.JSON {
				break
			}
		}
		if len(repairs) > mostRepairs {
			break
		}
	}
	return repairs
}

// scalarKeys are the keys of an object, written as steps, that hold one value, those by which people tell things apart first.
func scalarKeys(v Value) (keys []string) {
	for _, k := range []string{"name", "login", "screen_name", "title", "text", "id"} {
		if m := member(v.Raw, k); m.Exists() && m.Type != gjson.JSON {
			keys = append(keys, k)
		}
	}
	v.ForEach(func(k, m Value) bool {
		if step := escapeKey(k.Str); m.Type != gjson.JSON && !slices.Contains(keys, step) {
			keys = append(keys, step)
		}
		return len(keys) < mostRepairs
	})
	return keys
}

// otherValue says a value otherwise: as a word of JSON, spelt as it is in the data, or as a part of a text.
func (q question) otherValue(c Compared) (repairs []repair) {
	query := c.Query
	left, asked := leftOf(query), unquoted(query.Value)
	if query.Op != "=" && query.Op != "!=" && query.Op != "%" || asked == "" && query.Op != "=" {
		return nil
	}
	op := map[string]string{"=": "==", "!=": "!=", "%": "=="}[query.Op]
	word := strings.ToLower(asked)
	if c.Values.Null > 0 && slices.Contains([]string{"none", "nil", "null", "undefined", "na", "n/a", "nan", "empty", ""}, word) {
		repairs = append(repairs, repair{"P22", "null or missing is written ~null", left + op + "~null"})
	}
	if c.Values.Array > 0 && slices.Contains([]string{"none", "null", "empty", "[]", ""}, word) {
		repairs = append(repairs, repair{"P08", left + " is a list; the length of a list is #", left + ".#" + op + "0"})
	}
	if c.Values.True+c.Values.False > 0 {
		message := left + " is true or false"
		switch word {
		case "true", "yes", "y", "on", "1":
			repairs = append(repairs, repair{"P20", message, left + op + "true"})
		case "false", "no", "n", "off", "0", "none", "null":
			repairs = append(repairs, repair{"P20", message, left + op + "false"})
		}
	}
	if query.Op == "!=" || c.Values.String == 0 && c.Values.Number == 0 {
		return repairs
	}
	counts := q.leftsOf(query)
	values := slices.SortedFunc(maps.Keys(counts), func(a, b string) int { return counts[b] - counts[a] })
	slices.SortStableFunc(values, func(a, b string) int { return len(a) - len(b) })
	bare := strings.Trim(asked, "#@$*%/ ")
	if bare == "" {
		return repairs
	}
	if bare != asked && (counts[bare] > 0 || c.Values.Number > 0) {
		repairs = append(repairs, repair{"P20", fmt.Sprintf("no %s is %s; there is %s", left, Clip(asked, 30), Clip(bare, 30)), left + "==" + value(bare)})
	}
	if near := nearestKey(bare, values[:min(len(values), sampled)]); near != "" && len(near) < 60 {
		repairs = append(repairs, repair{"P20", fmt.Sprintf("no %s is %s; did you mean %s (%d×)?", left, Clip(asked, 30), near, counts[near]), left + "==" + value(near)})
	}
	part, holds := "", 0
	for _, v := range values {
		if i := strings.Index(strings.ToLower(v), strings.ToLower(bare)); i >= 0 && i+len(bare) <= len(v) {
			if part == "" || v[i:i+len(bare)] == bare {
				part = v[i : i+len(bare)]
			}
			holds += counts[v]
		}
	}
	if glob := pattern(part, "contains"); len([]rune(bare)) > 1 && part != "" && glob != "" && !strings.ContainsAny(part, "*?") {
		message := fmt.Sprintf("no %s is %s and nothing else; * stands for the letters around it", left, Clip(asked, 30))
		if query.Op == "=" && strings.ContainsAny(asked, "*%") {
			message = "== takes every letter for itself; with % a star stands for any letters"
		}
		if query.Op == "%" {
			message = fmt.Sprintf("a pattern fits the whole text; * stands for the letters around %s", Clip(asked, 30))
		}
		repairs = append(repairs, repair{"P20", message, left + "%" + glob})
	}
	return repairs
}
