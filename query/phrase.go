// Reads a test in the words of other languages and writes it in those of gjson.

package query

import (
	"slices"
	"strconv"
	"strings"
)

// tests reads the inside of a query as alternatives of tests that hold together, written as gjson writes them; nil where it is no more
// than one plain test. word is what gjson lacks.
//
// isKey tells a key of the data from a value: "state==open or closed" compares with closed too, unless closed is a key.
func tests(inside string, isKey func(string) bool) (either [][]string, word string) {
	before := ""
	for _, or := range splitWords(inside, "||", " or ", " OR ") {
		sets := [][]string{nil}
		for _, and := range conjuncts(or) {
			and = strings.TrimSpace(and)
			if before != "" && strings.IndexByte("=<>!%", (and + " ")[0]) >= 0 && !plainPath(strings.TrimLeft(and, "! ")) { // of "a>1 and <5"
				and = strings.TrimRight(before, "=<>!%") + and
			} else if plain := unquoted(and); before != "" && (plain != and || plainKey(plain) && !isKey(plain)) { // of "a==1 or 2"
				and = before + value(plain)
			}
			options, w := oneTest(and, isKey)
			if i := strings.LastIndexAny(and, "=<>%"); i > 0 {
				before = and[:i+1]
			}
			if options == nil {
				return nil, ""
			}
			if word == "" {
				word = w
			}
			var next [][]string
			for _, set := range sets {
				for _, option := range options {
					next = append(next, append(slices.Clone(set), option...))
				}
			}
			if sets = next; len(sets) > 16 {
				return nil, ""
			}
		}
		either = append(either, sets...)
	}
	for _, w := range []string{"||", " or ", " OR ", "&&", " and ", " AND "} {
		if len(splitWords(inside, w)) > 1 && !strings.Contains(strings.ToLower(inside), " between ") {
			word = w
			break
		}
	}
	if word == "" && len(conjuncts(inside)) > 1 {
		word = inside[len(conjuncts(inside)[0]):][:1]
	}
	if word == "" || len(either) > 16 {
		return nil, ""
	}
	return either, word
}

// conjuncts cuts at what stands for "and": a comma or semicolon does where it stands between tests.
func conjuncts(s string) []string {
	if parts := splitWords(s, ",", ";", "&&", "&"); len(parts) > 1 && !slices.ContainsFunc(parts, func(p string) bool { return !strings.ContainsAny(p, "=<>%") }) {
		return parts
	}
	return splitWords(s, "&&", " and ", " AND ")
}

// splitWords cuts at the first kind of separator that occurs outside quotes and brackets. The "and" of a between does not count.
func splitWords(s string, words ...string) []string {
	var parts []string
	depth, from, quoted, between := 0, 0, byte(0), false
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case quoted != 0:
			if c == '\\' {
				i++
			} else if c == quoted {
				quoted = 0
			}
			continue
		case c == '"' || c == '\'' && (i == 0 || strings.IndexByte("=<>%~( ,[", s[i-1]) >= 0):
			quoted = c
			continue
		case c == '(' || c == '[' || c == '{':
			depth++
		case c == ')' || c == ']' || c == '}':
			depth--
		}
		if depth != 0 {
			continue
		}
		if word := " between "; len(s)-i >= len(word) && strings.EqualFold(s[i:i+len(word)], word) {
			between = true
		}
		for _, w := range words {
			if !strings.HasPrefix(s[i:], w) {
				continue
			}
			if between && strings.EqualFold(strings.TrimSpace(w), "and") {
				between = false
				break
			}
			parts = append(parts, s[from:i])
			from = i + len(w)
			i = from - 1
			break
		}
	}
	return append(parts, s[from:])
}

// oneTest reads one test in any of the ways people write them: alternatives of tests that hold together. word is what gjson lacks; ""
// for a test of its own.
func oneTest(s string, isKey func(string) bool) (options [][]string, word string) {
	one := func(test, word string) ([][]string, string) { return [][]string{{test}}, word }
	if rest, ok := cutFold(s, "not "); ok && plainPath(rest) {
		return one(rest+"!=~true", "not")
	}
	if rest, ok := cutFold(s, "not "); ok {
		for op, other := range map[string]string{"==": "!=", "!=": "==", ">=": "<", "<=": ">"} {
			if left, right, ok := strings.Cut(rest, op); ok && plainPath(strings.TrimSpace(left)) && right != "" {
				return one(strings.TrimSpace(left)+other+value(strings.TrimSpace(right)), "not")
			}
		}
	}
	for _, w := range []string{"contains", "includes", "startswith", "endswith", "startsWith", "endsWith"} {
		if left, right, ok := called(s, w); ok {
			return one(left+"%"+pattern(right, w), w)
		}
	}
	s = " " + s // of a list of texts a test may begin with its word
	for _, w := range []string{" not in ", " in ", " is not ", " is ", " between ", " contains ", " includes ", " has ", " equals ", " eq ", " ne ", " gt ", " gte ", " ge ", " lt ", " lte ", " le ", " starts with ", " startswith ", " ends with ", " endswith ", " like ", " matches ", "=~", "~=", "^=", "$=", "*="} {
		left, right, ok := cutWord(s, w)
		if !ok || right == "" || strings.HasPrefix(right, "~") {
			continue
		}
		return worded(left, strings.TrimSpace(w), right, isKey)
	}
	s = s[1:]
	for _, op := range []string{"===", "!==", "==", "!=", "<>", "=>", "=<", ">=", "<=", "!%", "=", ">", "<", "%"} {
		i := strings.Index(s, op)
		if i < 0 || i > 0 && strings.IndexByte("=<>!%", s[i-1]) >= 0 {
			continue
		}
		left, right := strings.TrimSpace(s[:i]), strings.TrimSpace(s[i+len(op):])
		if left != "" && !plainPath(left) || right == "" {
			return nil, ""
		}
		op = plainOp(op)
		if _, isNumber := number(left); isNumber && plainPath(right) && isKey(right) && !isKey(left) { // 10<crew
			turned := map[string]string{"<": ">", ">": "<", "<=": ">=", ">=": "<="}[op]
			if turned == "" {
				turned = op
			}
			return one(right+turned+left, op)
		}
		if alternatives := splitWords(right, "|", ","); len(alternatives) > 1 && (op == "==" || op == "=") && unquoted(right) == right {
			for _, v := range alternatives {
				options = append(options, []string{left + "==" + value(v)})
			}
			return options, "|"
		}
		if right == "null" || right == "None" {
			right = "~null"
		}
		return one(left+op+value(right), "")
	}
	if left, right, ok := strings.Cut(s, ":"); ok && plainPath(strings.TrimSpace(left)) && strings.TrimSpace(right) != "" {
		return one(strings.TrimSpace(left)+"=="+value(strings.TrimSpace(right)), ":")
	}
	if rest, ok := strings.CutSuffix(s, " exists"); ok && plainPath(rest) {
		return one(rest+"==~*", "exists")
	}
	if plainPath(s) {
		return one(s, "")
	}
	return nil, ""
}

// plainOp writes an operator of another language as gjson has it.
func plainOp(op string) string {
	switch op {
	case "===":
		return "=="
	case "!==", "<>":
		return "!="
	case "=>":
		return ">="
	case "=<":
		return "<="
	}
	return op
}

// worded writes a test that is made of a word.
func worded(left, word, right string, isKey func(string) bool) (options [][]string, lacks string) {
	switch word {
	case "in", "not in":
		if word == "in" && plainPath(right) && left != "" && (left[0] == '"' || left[0] == '\'') { // 'x' in text
			return [][]string{{right + "%" + pattern(left, "contains")}}, word
		}
		if word == "in" && plainPath(right) && isKey(right) && plainKey(left) && !isKey(left) { // x in labels
			return [][]string{{right + "%" + pattern(left, "contains")}}, word
		}
		values := listed(right)
		if left != "" && !plainPath(left) || values == nil {
			return nil, ""
		}
		if word == "not in" {
			var both []string
			for _, v := range values {
				both = append(both, left+"!="+v)
			}
			return [][]string{both}, word
		}
		for _, v := range values {
			options = append(options, []string{left + "==" + v})
		}
		return options, word
	case "between":
		from, to, ok := cutWord(right, " and ")
		if !ok || !plainPath(left) {
			return nil, ""
		}
		return [][]string{{left + ">=" + value(from), left + "<=" + value(to)}}, word
	case "is", "is not":
		op := map[string]string{"is": "==", "is not": "!="}[word]
		switch strings.ToLower(right) {
		case "null", "none", "true", "false":
			right = "~" + strings.Replace(strings.ToLower(right), "none", "null", 1)
		default:
			right = value(right)
		}
		if !plainPath(left) {
			return nil, ""
		}
		return [][]string{{left + op + right}}, word
	}
	if left != "" && !plainPath(left) {
		return nil, ""
	}
	if op := map[string]string{"equals": "==", "eq": "==", "ne": "!=", "gt": ">", "gte": ">=", "ge": ">=", "lt": "<", "lte": "<=", "le": "<="}[word]; op != "" {
		return [][]string{{left + op + value(right)}}, word
	}
	glob := pattern(right, word)
	if glob == "" {
		return nil, ""
	}
	return [][]string{{left + "%" + glob}}, word
}

// cutWord cuts at a word outside quotes, its case ignored.
func cutWord(s, word string) (left, right string, ok bool) {
	lower := strings.ToLower(s)
	if len(lower) != len(s) {
		return "", "", false
	}
	i := strings.Index(lower, word)
	if i < 0 || strings.Count(s[:i], `"`)%2 == 1 {
		return "", "", false
	}
	return strings.TrimSpace(s[:i]), strings.TrimSpace(s[i+len(word):]), true
}

func cutFold(s, prefix string) (rest string, ok bool) {
	if len(s) < len(prefix) || !strings.EqualFold(s[:len(prefix)], prefix) {
		return "", false
	}
	return strings.TrimSpace(s[len(prefix):]), true
}

// called reads "text.contains('x')" and "contains(text, 'x')".
func called(s, name string) (left, right string, ok bool) {
	i := strings.Index(s, name+"(")
	if i < 0 || s[len(s)-1] != ')' {
		return "", "", false
	}
	inside := s[i+len(name)+1 : len(s)-1]
	if left, ok = strings.CutSuffix(s[:i], "."); ok && plainPath(left) {
		return left, strings.TrimSpace(inside), true
	}
	left, right, ok = strings.Cut(inside, ",")
	left, right = strings.TrimSpace(left), strings.TrimSpace(right)
	return left, right, i == 0 && ok && plainPath(left)
}

// plainPath says that a text is a path of plain keys.
func plainPath(s string) bool {
	for part := range strings.SplitSeq(s, ".") {
		if !plainKey(strings.TrimPrefix(part, "#")) && part != "#" {
			return false
		}
	}
	return true
}

// unquoted takes one pair of quotes off, of any kind.
func unquoted(s string) string {
	s = strings.TrimSpace(s)
	for _, pair := range [][2]string{{`"`, `"`}, {"'", "'"}, {"“", "”"}, {"‘", "’"}, {"„", "“"}, {"”", "”"}, {"`", "`"}, {"«", "»"}} {
		if in, ok := strings.CutPrefix(s, pair[0]); ok && len(in) >= len(pair[1]) && strings.HasSuffix(in, pair[1]) {
			return strings.TrimSuffix(in, pair[1])
		}
	}
	return s
}

// value writes a right side as gjson wants it: without quotes where it can be, else in double ones.
func value(s string) string {
	v := unquoted(s)
	if v == s && strings.HasPrefix(v, "~") {
		return v
	}
	if v == "" || strings.ContainsAny(v, "()[]\"'\\|&") || v[0] == '~' || v != strings.TrimSpace(v) || strings.IndexByte("=<>!%", v[0]) >= 0 {
		return strconv.Quote(v)
	}
	return v
}

// listed reads "[a,b]", "(a, b)" and "a,b".
func listed(s string) (values []string) {
	s = strings.TrimSpace(s)
	if len(s) > 1 && strings.IndexByte("[({", s[0]) >= 0 {
		s = s[1 : len(s)-1]
	}
	for _, part := range splitWords(s, ",") {
		if part = strings.TrimSpace(part); part == "" {
			return nil
		}
		values = append(values, value(part))
	}
	return values
}

// pattern writes what a text should contain, begin or end with as a pattern of gjson; of a regular expression only one that is plain
// words with ".*" between them. "" when it cannot be written.
func pattern(s, word string) string {
	v := unquoted(s)
	switch strings.ToLower(strings.ReplaceAll(word, " ", "")) {
	case "contains", "includes", "has", "*=":
		v = "*" + v + "*"
	case "startswith", "^=":
		v += "*"
	case "endswith", "$=":
		v = "*" + v
	case "like":
		v = strings.ReplaceAll(strings.ReplaceAll(v, "%", "*"), "_", "?")
	default: // a regular expression
		if len(v) > 1 && v[0] == '/' {
			v = v[1:]
			v = v[:max(strings.LastIndexByte(v, '/'), 0)]
		}
		v, atStart := strings.CutPrefix(v, "^")
		v, atEnd := strings.CutSuffix(v, "$")
		v = strings.ReplaceAll(strings.ReplaceAll(v, ".*", "*"), ".+", "?*")
		if v == "" || strings.ContainsAny(v, `\[](){}|+^$.`) {
			return ""
		}
		if !atStart {
			v = "*" + strings.TrimLeft(v, "*")
		}
		if !atEnd {
			v = strings.TrimRight(v, "*") + "*"
		}
		return `"` + v + `"`
	}
	if strings.ContainsAny(v, `"\`) {
		return ""
	}
	return `"` + v + `"`
}
