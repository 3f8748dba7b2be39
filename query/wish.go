// Reads what gjson has no words for, and writes it with those it has: "and", "or", "in", "contains", slices, lengths, the last one.

package query

import (
	"slices"
	"strconv"
	"strings"
)

// wish is something that gjson's language lacks, found in a path.
type wish struct {
	start, end int
	message    string
	try        string // the same in gjson; "" when it cannot be written
	hint       string
}

// mostWished is the length of a path in bytes, and mostWishes how many readings of it are tried: nobody types longer ones by hand, and
// each reading is asked of the data.
const (
	mostWished = 512
	mostWishes = 16
)

// wished returns the note for a wish in the path, the first that has an answer on this data.
func (q question) wished() (Note, bool) {
	return q.wishedOf(quoteWish, blankWish, chainWish, commaWish, filterWish, formWish, sliceWish, edgeWish, testWish)
}

// wishedLast is wished for forms that some language has for its own: they are read where the path is in none.
func (q question) wishedLast() (Note, bool) { return q.wishedOf(callWish, sqlWish, separatorWish) }

func (q question) wishedOf(readers ...func(string) []wish) (Note, bool) {
	text := q.path.String()
	if len(text) > mostWished {
		return Note{}, false
	}
	for _, read := range readers {
		found := read(text)
		found = found[:min(len(found), mostWishes)]
		for i, w := range found {
			n := q.note("P08", Wrong, w.start, w.end, w.message, w.try)
			if n.Hint = w.hint; n.Try != "" || i == len(found)-1 && w.hint != "" {
				return n, true
			}
		}
	}
	return Note{}, false
}

// wishedQuery returns the note for a query that has more in it than one test.
func (q question) wishedQuery(query *Query) (Note, bool) {
	text := q.path.String()
	start := query.Start + len("#(")
	end := query.End - 1
	tests, word := tests(text[start:end], q.isKey)
	if tests == nil {
		return q.negated(query)
	}
	at := strings.Index(text[start:end], word)
	n := q.note("P08", Wrong, start+max(at, 0), start+max(at, 0)+len(word), wishWords(word), "")
	if query.Depth == 0 {
		for _, try := range joined(text, query, tests) {
			if n = q.note(n.Code, n.Severity, n.Offset, n.End, n.Message, try); n.Try != "" {
				return n, true
			}
		}
	}
	n.Hint = "and: #(a)#|#(b)#   or: [#(a)#,#(b)#]|@flatten   contains: #(a%\"*word*\")#"
	return n, true
}

func wishWords(word string) string {
	switch strings.ToLower(strings.TrimSpace(word)) {
	case "&&", "and", "&", ",", ";":
		return "gjson has no " + strings.TrimSpace(word) + ": two queries, one behind the other, are both true"
	case "||", "or", "|":
		return "gjson has no " + strings.TrimSpace(word) + ": join the answers of both (a row that passes both comes twice)"
	case ":", "equals", "eq", "ne", "gt", "ge", "gte", "lt", "le", "lte":
		return "gjson compares with == != < <= > >=, and knows no " + strings.TrimSpace(word)
	case "<", ">", "<=", ">=", "==", "=", "!=":
		return "the key stands in front of " + word + ", the value behind it"
	case "in", "not in":
		return "gjson has no " + strings.TrimSpace(word) + ": it compares with one value at a time"
	case "between":
		return "gjson has no between: two queries, one behind the other, are both true"
	case "is", "is not", "not", "exists":
		return "gjson has no " + strings.TrimSpace(word) + ": null or missing is ~null, there at all is ~*"
	}
	return "gjson has no " + strings.Trim(strings.TrimSpace(word), ".()") + ": texts are matched with % and a pattern, * stands for any letters"
}

// joined writes alternatives of tests that hold together in place of a query; the first is the closest.
func joined(text string, query *Query, either [][]string) (paths []string) {
	head, tail := text[:query.Start], text[query.End:]
	tail, all := strings.CutPrefix(tail, "#")
	chain := func(both []string, all bool) string {
		var b strings.Builder
		for i, test := range both {
			if i > 0 {
				b.WriteString("#|")
			}
			b.WriteString("#(" + test + ")")
		}
		if all {
			b.WriteByte('#')
		}
		return b.String()
	}
	if len(either) == 1 {
		return []string{head + chain(either[0], all) + tail}
	}
	inner, rest := tail, ""
	if i := strings.IndexByte(tail, '|'); i >= 0 {
		inner, rest = tail[:i], tail[i:]
	}
	if !all {
		inner, rest = "", "|0"+tail
	}
	items := make([]string, len(either))
	for i, both := range either {
		items[i] = head + chain(both, true) + inner
	}
	return []string{"[" + strings.Join(items, ",") + "]|@flatten" + rest}
}

// commaWish reads several paths with commas between them.
func commaWish(text string) []wish {
	parts := splitWords(text, ",")
	if fields := strings.Fields(text); len(parts) == 1 && len(fields) > 1 && !slices.ContainsFunc(fields, func(f string) bool { return !plainPath(f) || !strings.Contains(f, ".") }) {
		parts = fields
	}
	if len(parts) < 2 || len(parts) > 20 || isDigits(parts[0]) {
		return nil
	}
	at := len(parts[0])
	for i, p := range parts {
		if parts[i] = strings.TrimSpace(p); parts[i] == "" {
			return nil
		}
	}
	w := wish{start: at, end: at + 1, message: "several paths stand in brackets, with commas between them"}
	head := parts[0][:strings.LastIndexAny(parts[0], ".#")+1]
	if i := strings.LastIndex(parts[0], "#."); i >= 0 {
		head = parts[0][:i+2]
	}
	inner := make([]string, len(parts))
	for i, p := range parts {
		inner[i] = strings.TrimPrefix(p, head)
	}
	var out []wish
	for _, try := range []string{head + "{" + strings.Join(inner, ",") + "}", "#.{" + strings.Join(inner, ",") + "}", "{" + strings.Join(parts, ",") + "}", "[" + strings.Join(parts, ",") + "]"} {
		w.try = try
		out = append(out, w)
	}
	return out
}

// components cuts a path at its dots outside brackets and quotes.
func components(text string) []string { return splitWords(text, ".", "|") }

// sliceWish reads "0:3", "[0:3]", "[:5]" and "-1" as one of the components.
func sliceWish(text string) (out []wish) {
	at := 0
	for _, c := range components(text) {
		start, end := at, at+len(c)
		at = end + 1
		if key, rest, ok := strings.Cut(c, "["); ok && strings.HasSuffix(rest, "]") {
			c = rest[:len(rest)-1]
			if start += len(key); key == "$" || dataName(key) {
				start -= len(key)
			}
		}
		before, after := strings.TrimRight(text[:start], ".|"), strings.TrimLeft(text[end:], ".|")
		from, to, isSlice := strings.Cut(c, ":")
		switch {
		case isSlice && digitsOrNone(from) && digitsOrNone(strings.TrimPrefix(to, "-")):
			w := wish{start: start, end: end, message: "gjson has no slices: the elements are chosen one by one"}
			if before == "" {
				w.hint = "for the first rows there is --limit"
			}
			i, _ := strconv.Atoi(from)
			j, err := strconv.Atoi(to)
			if err == nil && j > i && j-i <= 30 {
				w.try = chosen(before, i, j, after)
			}
			out = append(out, w)
		case isSlice && strings.HasPrefix(from, "-") && to == "":
			w := wish{start: start, end: end, message: "gjson has no slices: the elements are chosen one by one"}
			if n, err := strconv.Atoi(from[1:]); err == nil && n > 0 && n <= 30 {
				w.try = join2(join2(before, "@reverse"), chosen("", 0, n, "@reverse"))
				if after != "" {
					w.try += "." + strings.Replace("#."+after, "#.#", "#", 1)
				}
			}
			out = append(out, w)
		}
	}
	return out
}

func digitsOrNone(s string) bool { return s == "" || isDigits(s) }

func chosen(before string, from, to int, after string) string {
	var indexes []string
	for i := from; i < to; i++ {
		indexes = append(indexes, strconv.Itoa(i))
	}
	path := join2(before, "["+strings.Join(indexes, ",")+"]")
	if after == "" {
		return path
	}
	if !strings.HasPrefix(after, "#") && !strings.HasPrefix(after, "@") {
		after = "#." + after
	}
	return path + "." + after
}

// edgeWish reads "first" and "last", "length" and "count", "*" and "..key".
func edgeWish(text string) (out []wish) {
	if rest, ok := strings.CutPrefix(text, ".."); ok && plainKey(rest) {
		out = append(out, wish{0, len(text), "\"..\" reads JSON lines here; a key at any depth is found with @dig", "@dig:" + rest, ""})
	}
	if i := strings.Index(text, ".."); i > 0 && !strings.Contains(text, `\`) {
		out = append(out, wish{i, i + 2, "between two dots a key is missing", strings.ReplaceAll(text, "..", "."), ""})
	}
	for _, name := range []string{"len", "length", "count", "size"} {
		if rest, ok := strings.CutPrefix(text, name+"("); ok && strings.HasSuffix(rest, ")") {
			inside := rest[:len(rest)-1]
			for _, try := range []string{inside + ".#", inside + "|#", "#"} {
				if try == "#" && !dataName(inside) && inside != "" && inside != "@this" && inside != "." {
					continue
				}
				out = append(out, wish{0, len(text), "gjson has no " + name + "(): the length of a list is #", try, ""})
			}
		}
	}
	at := 0
	for _, c := range components(text) {
		start, end := at, at+len(c)
		at = end + 1
		before, after := text[:start], text[end:]
		add := func(message string, by ...string) {
			for _, b := range by {
				out = append(out, wish{start, end, message, strings.TrimSuffix(before+b+after, "."), ""})
			}
		}
		switch name := strings.TrimSuffix(strings.TrimSpace(strings.ToLower(c)), "()"); name {
		case "first":
			add("gjson has no first: elements are counted from 0", "0")
			if strings.HasSuffix(before, "#.") {
				out = append(out, wish{start, end, "gjson has no first: elements are counted from 0", before[:len(before)-1] + "|0" + after, ""})
			}
		case "last":
			add("gjson has no last: turn the list round and take the first", "@reverse.0")
		case "length", "count", "size", "len":
			if strings.HasSuffix(before, "#.") && after == "" {
				out = append(out, wish{start, end, "gjson has no " + name + ": the length of a list is #", before[:len(before)-1], ""})
			}
			add("gjson has no "+name+": the length of a list is #", "#")
			if start > 0 {
				out = append(out, wish{start, end, "gjson has no " + name + ": the length of a list is #", before[:start-1] + "|#" + after, ""})
			}
		case "sum", "avg", "mean", "average", "max", "min", "sort", "sorted", "unique", "uniq", "distinct", "upper", "lower", "to_upper", "to_lower", "toupper", "tolower", "trim", "round":
			if start > 0 && after == "" {
				out = append(out, wish{start, end, "gjson has no " + name + ", it does not calculate: " + beside(name), strings.TrimRight(before, ".| "), ""})
			}
		case "keys", "values", "reverse", "flatten", "tostr", "fromstr":
			add("a modifier begins with @", "@"+name)
			if start > 0 {
				out = append(out, wish{start, end, "a modifier begins with @", before[:start-1] + "|@" + name + after, ""})
			}
		case "*":
			add("* is no wildcard for elements: all elements of a list are #, all values of an object @values", "#", "@values")
			if after == "" && start > 0 {
				out = append(out, wish{start, end, "a list is walked with #; the list itself needs nothing behind it", before[:start-1], ""})
			}
		}
	}
	return out
}

// testWish reads a test that does not stand in the brackets of a query: "#.lang==en".
func testWish(text string) (out []wish) {
	if strings.ContainsAny(text, "(){}[]") {
		return nil
	}
	i := strings.IndexAny(text, "=<>!%")
	if i <= 0 {
		return nil
	}
	list, test := "", text
	if j := strings.LastIndex(text[:i], "#."); j >= 0 {
		list, test = text[:j], text[j+2:]
	} else if j := strings.LastIndex(text[:i], "#"); j >= 0 {
		list, test = text[:j], text[j+1:]
	}
	options, _ := oneTest(strings.TrimSpace(test), func(string) bool { return true })
	if len(options) != 1 || len(options[0]) != 1 {
		return nil
	}
	out = []wish{{len(text) - len(test), len(text), "a test stands in brackets behind #", list + "#(" + options[0][0] + ")#", ""}}
	if j := strings.IndexAny(test, "=<>!%"); list == "" && j > 0 && plainPath(strings.TrimSpace(test[:j])) { // of a list of values
		out = append(out, wish{0, len(text), "a test stands in brackets behind #", strings.TrimSpace(test[:j]) + ".#(" + options[0][0][len(strings.TrimSpace(test[:j])):] + ")#", ""})
	}
	return out
}

// beside says what does beside a path what gjson has no word for.
func beside(word string) string {
	switch strings.ToLower(word) {
	case "sum":
		return "twq sum PATH adds up"
	case "unique", "uniq", "distinct", "set":
		return "twq count PATH shows each value once, and how often it is there"
	case "sort", "sorted", "order", "sort_by", "sortby":
		return "--sort COL orders rows"
	case "max":
		return "--sort COL --desc --limit 1 gives the row with the most"
	case "min":
		return "--sort COL --limit 1 gives the row with the least"
	}
	return "-f csv gives the values to a program that does"
}
