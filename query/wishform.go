// Reads the forms of other languages: quotes around a path, tests joined outside of brackets, other separators and brackets, SQL.

package query

import (
	"slices"
	"strconv"
	"strings"
)

// misreadWish is for a path that gjson reads otherwise than it looks, and that cannot be mended: what was wished for, if that is known.
func (q question) misreadWish(n Note) Note {
	if dotted := q.replaced(n.Offset, n.Offset, "."); plainPath(q.path.String()[n.Offset:n.End]) {
		if try := q.note(n.Code, n.Severity, n.Offset, n.End, n.Message, dotted); try.Try != "" {
			return try
		}
	}
	for c := range q.path.Queries() {
		if wish, ok := q.wishedQuery(c); ok && wish.Try != "" {
			return wish
		}
	}
	if wish, ok := q.wished(); ok && wish.Try != "" {
		return wish
	}
	return n
}

// negated is for "!locked" and "not locked": what is not true, not there, or empty, as the data has it.
func (q question) negated(query *Query) (Note, bool) {
	text := q.path.String()
	start, end := query.Start+len("#("), query.End-1
	inside := strings.TrimSpace(text[start:end])
	left, ok := strings.CutPrefix(inside, "!")
	if !ok {
		left, ok = cutFold(inside, "not ")
	}
	if left = strings.TrimSpace(left); !ok || !plainPath(left) {
		return Note{}, false
	}
	n := q.note("P08", Wrong, start, end, "gjson has no not: what is false is ==false, null or missing is ==~null, an empty list has .#==0", "")
	for _, test := range []string{"==false", ".#==0", "==~null", "==0", "==~false"} {
		if try := q.note(n.Code, n.Severity, start, end, n.Message, q.replaced(start, end, left+test)); try.Try != "" {
			return try, true
		}
	}
	n.Hint = "for example #(" + left + "==false)#, which finds nothing here"
	return n, true
}

// quoteWish reads a path that stands in quotes.
func quoteWish(text string) []wish {
	inner := unquoted(text)
	if inner == text || inner == "" || strings.ContainsAny(inner, text[:1]) {
		return nil
	}
	return []wish{{0, len(text), "the quotes are a part of this path: those for the shell are not enough inside others", inner, ""}}
}

// blankWish reads a path with blanks around its pipes and dots.
func blankWish(text string) []wish {
	i := strings.IndexByte(text, ' ')
	plain := strings.TrimSpace(text)
	for _, sep := range []string{"|", "."} {
		parts := splitWords(plain, sep)
		for i := range parts {
			parts[i] = strings.TrimSpace(parts[i])
		}
		plain = strings.Join(parts, sep)
	}
	if i < 0 || plain == text {
		return nil
	}
	return []wish{{i, i + 1, "a blank is a part of a path: none stands around a dot or a pipe", plain, ""}}
}

// chainWish reads tests that are joined outside of the brackets: "#(a)&&(b)#", "#(a)# and #(b)#", "#(a)#(b)#".
func chainWish(text string) []wish {
	for i := 0; i < len(text); i++ {
		if !strings.HasPrefix(text[i:], "#(") {
			continue
		}
		end := closing(text, i+1)
		if end < 0 {
			return nil
		}
		rest := strings.TrimPrefix(text[end:], "#")
		word := strings.TrimLeft(rest, " ")
		joint, all := "", strings.HasPrefix(text[end:], "#")
		for _, w := range []string{"&&", "||", "and ", "or ", "AND ", "OR ", "&", ""} {
			if after, ok := strings.CutPrefix(word, w); ok {
				joint, word = strings.TrimSpace(w), strings.TrimLeft(after, " ")
				break
			}
		}
		word = strings.TrimPrefix(word, "#")
		if !strings.HasPrefix(word, "(") {
			i = end - 1
			continue
		}
		next := closing(word, 0)
		if next < 0 {
			return nil
		}
		message := "gjson has no " + joint + ": two queries, one behind the other, are both true"
		switch joint {
		case "":
			joint, message = "&&", "between two queries stands a pipe"
		case "&":
			joint = "&&"
		case "||", "or", "OR":
			message = "gjson has no " + joint + ": join the answers of both"
		}
		tail := word[next:]
		if all && !strings.HasPrefix(tail, "#") {
			tail = "#" + tail
		}
		try := text[:end-1] + " " + joint + " " + word[1:next-1] + ")" + tail
		if both, _ := tests(text[i+2:end-1]+" "+joint+" "+word[1:next-1], anyKey); both != nil {
			query := &Query{Start: i, End: end}
			try = joined(text[:end]+tail, query, both)[0]
		}
		return []wish{{end, len(text) - len(word), message, try, ""}}
	}
	return nil
}

// formWish reads a choice of keys in other brackets, with other separators, or without the "#." that a list needs.
func formWish(text string) (out []wish) {
	open := strings.IndexAny(text, "([{")
	for open >= 0 && closing(text, open) != len(text) { // the last brackets
		next := strings.IndexAny(text[open+1:], "([{")
		if open += next + 1; next < 0 {
			return nil
		}
	}
	if open < 0 || open > 0 && strings.IndexByte(".|#", text[open-1]) < 0 || strings.HasPrefix(text[max(open-1, 0):], "#(") {
		return nil
	}
	end := len(text)
	inner := text[open+1 : end-1]
	items := splitWords(inner, ",", ";")
	if len(items) == 1 {
		items = strings.Fields(inner)
	}
	for i := range items {
		if items[i] = strings.TrimSpace(items[i]); items[i] == "" {
			return nil
		}
		if path, label, ok := cutWord(items[i], " as "); ok {
			items[i] = label + ":" + path
		} else if label, path, ok := strings.Cut(items[i], "="); ok && plainKey(strings.TrimSpace(label)) && plainPath(strings.TrimSpace(path)) {
			items[i] = strings.TrimSpace(label) + ":" + strings.TrimSpace(path)
		}
		if strings.ContainsAny(items[i], "=<>%!?") {
			return nil
		}
		if plain := unquoted(items[i]); plain != items[i] {
			items[i] = escapeKey(plain)
		}
	}
	brackets := "{}"
	if text[open] == '[' {
		brackets = "[]"
	}
	head := strings.TrimRight(text[:open], ".|")
	if len(items) == 1 && brackets == "[]" && join2(head, items[0]) != text {
		return []wish{{open, end, "one step stands behind a dot, without brackets", join2(head, items[0]), ""}}
	}
	list := brackets[:1] + strings.Join(items, ",") + brackets[1:]
	named := "{" + strings.Join(items, ",") + "}"
	message := "several keys stand in {…}, with commas between them"
	if head == "" || head[len(head)-1] != '#' {
		message += "; of every element, #. stands in front"
	}
	for _, form := range []string{list, named} {
		for _, try := range []string{join2(head, form), join2(join2(head, "#"), form)} {
			if try != text && !slices.ContainsFunc(out, func(w wish) bool { return w.try == try }) {
				out = append(out, wish{open, end, message, try, ""})
			}
		}
	}
	return out
}

// filterWish reads a test in other brackets than those behind #: "[?state=='open']", "[state==open]", "filter(state==open)".
func filterWish(text string) (out []wish) {
	for _, open := range []string{"[?(", "[?", "[", "filter(", "where(", "select(", "("} {
		i := strings.Index(text, open)
		if i < 0 || open == "(" && (i == 0 || !isAlnum(text[i-1])) {
			continue
		}
		end := closing(text, i+strings.IndexAny(open, "[("))
		if end < 0 {
			return nil
		}
		inside := strings.Trim(text[i+len(open):end-1], " ()@.")
		both, _ := oneTest(strings.ReplaceAll(inside, "@.", ""), anyKey)
		if len(both) != 1 || len(both[0]) != 1 || !strings.ContainsAny(inside, "=<>%") || strings.Contains(inside, "=>") {
			continue
		}
		head := strings.TrimRight(strings.TrimRight(text[:i], ".|"), "#")
		rest := strings.TrimLeft(text[end:], "#")
		if rest != "" && rest[0] != '.' && rest[0] != '|' {
			rest = "." + rest
		}
		try := join2(strings.TrimSuffix(head, "."), "#("+both[0][0]+")#") + rest
		out = append(out, wish{i, end, "a test stands in brackets behind #", try, ""})
		break
	}
	return out
}

func anyKey(string) bool { return true }

// isKey says that a word is a key somewhere in the data; of a path its first.
func (q question) isKey(word string) bool {
	word, _, _ = strings.Cut(word, ".")
	quoted := strconv.Quote(word)
	for text := q.doc.text; ; {
		_, rest, ok := strings.Cut(text, quoted)
		if !ok {
			return false
		}
		if i := skipSpace(rest, 0); i < len(rest) && rest[i] == ':' {
			return true
		}
		text = rest
	}
}

// callWish reads functions that calculate, which gjson does not have: what they calculate with can be had.
func callWish(text string) []wish {
	name, rest, ok := strings.Cut(text, "(")
	name = strings.TrimPrefix(strings.TrimSpace(name), "=")
	switch strings.ToLower(name) {
	case "sum", "avg", "average", "mean", "max", "min", "median", "sort", "sorted", "order", "unique", "distinct", "set", "upper", "lower", "round", "print", "list":
	default:
		return nil
	}
	if !ok || !strings.HasSuffix(rest, ")") || strings.ContainsAny(rest[:len(rest)-1], "()") {
		return nil
	}
	inside, _, _ := strings.Cut(rest[:len(rest)-1], ",")
	w := wish{0, len(text), "gjson has no " + name + "(), it does not calculate: " + beside(name), inside, ""}
	each := w
	each.try = "#." + inside
	return []wish{w, each}
}

// separatorWish reads keys that are joined by something else than dots.
func separatorWish(text string) (out []wish) {
	for _, sep := range []string{"->>", "->", "::", "=>", "/", `\`, ">", ":", " ", ","} {
		if !strings.Contains(text, sep) {
			continue
		}
		var keys []string
		for _, k := range strings.Split(text, sep) {
			if k = strings.Trim(unquoted(k), ". "); k == "" || !plainPath(k) {
				keys = nil
				break
			}
			keys = append(keys, k)
		}
		if len(keys) < 2 {
			continue
		}
		i := strings.Index(text, sep)
		w := wish{i, i + len(sep), "between keys stands a dot", strings.Join(keys, "."), ""}
		all := w
		all.try = "#." + w.try
		out = append(out, w, all)
	}
	return out
}

// sqlWish reads "select a, b from x where c==1": the keys and the tests are said in gjson's words, where nothing else is asked.
func sqlWish(text string) (out []wish) {
	rest, ok := cutFold(text, "select ")
	if columns, where, short := cutWord(text, " where "); !ok && short && plainPath(columns) { // "title where state=open"
		rest, ok = strings.TrimPrefix(columns, "#.")+" from data where "+where, true
	}
	if !ok {
		return nil
	}
	columns, rest, ok := cutWord(rest, " from ")
	if !ok {
		columns, rest = rest, ""
	}
	from, where, asked := cutWord(rest+" ", " where ")
	if from = strings.TrimSpace(from); !asked {
		from = strings.TrimSpace(rest)
	}
	query := "#"
	if where != "" {
		both, _ := tests(where, anyKey)
		if both == nil {
			both, _ = oneTest(where, anyKey)
		}
		if len(both) != 1 {
			return nil
		}
		query = "#(" + strings.Join(both[0], ")#|#(") + ")#"
	}
	behind := ""
	switch columns = strings.ReplaceAll(columns, " ", ""); {
	case strings.EqualFold(columns, "count(*)"):
		behind = "|#"
		if query == "#" {
			behind = ""
		}
	case columns == "*" && query == "#":
		query = "@this"
	case columns == "*":
	case strings.Contains(columns, ","):
		behind = ".{" + columns + "}"
	default:
		behind = "." + columns
	}
	for _, list := range []string{from, ""} {
		if list == "" || plainPath(list) {
			out = append(out, wish{0, len(text), "this is SQL; gjson walks a list with #, and tests stand in brackets behind it", join2(list, query+behind), ""})
		}
	}
	return out
}

// closing returns the place behind the bracket that closes the one at i; -1 where there is none.
func closing(text string, i int) int {
	depth := 0
	for ; i < len(text); i++ {
		switch text[i] {
		case '"':
			i = skipString(text, i) - 1
		case '(', '[', '{':
			depth++
		case ')', ']', '}':
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	return -1
}
