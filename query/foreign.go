// Recognises texts of other languages and says them in gjson's: Python, jq, JSONPath, JSON Pointer, JavaScript.

package query

import (
	"slices"
	"strings"
)

// FromForeign reads a text in another language and says it in gjson's: the Text is the path, the Language where it came from, the Remark
// where they differ. Wherever the original gives an answer and the remark says nothing else, the path gives the same. The error is an
// *[UntranslatableError]; its Language is "" where the text is in none of the languages known, as a path of gjson is.
func FromForeign(expr string) (Translation, error) { return FromLanguage(expr, Recognise(expr)) }

// FromLanguage is [FromForeign] for a text whose language is known: Python, JQ, JSONPath, "pointer", "javascript",
// "php" or "xpath"; of the last two only keys and numbers are read.
func FromLanguage(expr string, from Language) (Translation, error) {
	if len(expr) > MaxPathLen {
		return Translation{}, &UntranslatableError{Language: from, Text: expr, What: "too long", Offset: MaxPathLen, End: len(expr), Foreign: true}
	}
	r := newForeignReader(expr, from)
	var path string
	switch from {
	case Python:
		way := (&pythonReader{foreignReader: r}).read()
		path = way.path()
	case JQ:
		way := (&jqReader{r}).read()
		path = way.path()
	case JSONPath:
		way := (&jsonPathReader{r}).read()
		path = way.path()
	case javaScript:
		way := (&javaScriptReader{foreignReader: r}).read()
		path = way.path()
	case jsonPointer:
		path = r.pointer()
	case php, xPath:
		r.refuse(0, len(expr), "gjson takes keys and numbers of elements only")
	default:
		r.refuse(0, len(expr), "this is in no language that is known")
	}
	if m, ok := mixed(expr); ok && m.language == from && (r.err != nil || written(expr) == "") {
		if from != php && from != xPath {
			m.remarks.say("a mix of languages, which %s would not take as it stands", from.Title())
		}
		r.err, r.remarks, path = nil, m.remarks, m.way.path()
	}
	if r.err != nil {
		return Translation{}, r.err
	}
	if p, err := ParsePath(path); err != nil || p.Misread() != nil {
		r.refuse(0, len(expr), "gjson has no path that reads as this does")
		return Translation{}, r.err
	}
	return Translation{Language: from, Text: path, Remark: r.remarks.String()}, nil
}

// foreignPath reads a path written in another language and writes it in gjson's. path is "" when the language is recognised and the text
// cannot be said in gjson, language when it is none of those known.
func foreignPath(s string) (path, language string) {
	from := Recognise(s)
	if from == "" {
		return "", ""
	}
	t, err := FromLanguage(s, from)
	if err != nil {
		return "", from.Title()
	}
	return t.Text, from.Title()
}

func (r *foreignReader) pointer() string {
	s := strings.TrimSpace(r.text)
	if s == "" || s == "#" {
		return "@this"
	}
	if s[0] != '/' && !strings.HasPrefix(s, "#/") {
		s = "/" + s
	}
	path, ok := pointer(s)
	if !ok {
		r.refuse(0, len(r.text), "in a JSON Pointer a ~ is written ~0, a / in a key ~1, and behind # a % %25")
	}
	return path
}

// Recognise tells the language of a text, also of one that is a mix of languages: then it is the one of the first mark that gjson's paths
// do not have. It is "" for none, which is what a path of gjson looks like.
func Recognise(s string) Language {
	if l := written(s); l != "" {
		return l
	}
	if m, ok := mixed(s); ok {
		return m.language
	}
	return ""
}

// written tells the language of a text that is in one.
func written(s string) Language {
	s = strings.TrimSpace(s)
	switch {
	case strings.HasPrefix(s, "//"):
		return ""
	case s == "" || strings.HasPrefix(s, "..") || len(s) > MaxPathLen:
		return ""
	case s[0] == '/' || strings.HasPrefix(s, "#/") || plainPointer(s):
		return jsonPointer
	case s == "$" || strings.HasPrefix(s, "$.") || strings.HasPrefix(s, "$["):
		return JSONPath
	case s[0] == '.':
		return JQ
	}
	tokens := tokenize(s)
	first, second := tokens[0], tokens[min(1, len(tokens)-1)]
	has := func(kind tokenKind, value string) bool {
		return slices.ContainsFunc(tokens, func(t token) bool { return t.kind == kind && t.value == value })
	}
	switch {
	case first.kind == nameToken && has(signToken, "=>"):
		return javaScript
	case has(nameToken, "for") && has(nameToken, "in"):
		return Python
	case s[0] == '[' && second.kind == signToken && second.value == ".", first.value == "{" && slices.ContainsFunc(tokens, pathOfJQ(tokens)):
		return JQ
	case s[0] == '[' && (second.kind == numberToken || second.kind == textToken || second.value == "-") && tokens[min(2, len(tokens)-1)].kind != endToken:
		return bracketFirst(tokens)
	case first.kind != nameToken || first.value[0] == '$':
		return ""
	case second.value == "(" && !second.spaced:
		return calledFirst(first.value)
	case second.value == "|" && slices.Contains([]string{"length", "keys", "keys_unsorted", "reverse", "first", "last", "flatten", "to_entries"}, first.value):
		return JQ
	}
	return subscripted(tokens)
}

// pathOfJQ finds the dot of a path of jq: at the start of a value.
func pathOfJQ(tokens []token) func(token) bool {
	return func(t token) bool {
		i := slices.IndexFunc(tokens, func(o token) bool { return o.start == t.start })
		return t.kind == signToken && t.value == "." && i > 0 && tokens[i-1].value == ":"
	}
}

// bracketFirst is for "[0].text" and "[0]['text']", in which the variable is left out.
func bracketFirst(tokens []token) Language {
	end := slices.IndexFunc(tokens, func(t token) bool { return t.kind == signToken && t.value == "]" })
	if end < 0 || slices.ContainsFunc(tokens[:end], func(t token) bool { return t.value == "," || t.kind == nameToken }) {
		return ""
	}
	switch tokens[end+1].value {
	case "[":
		return Python
	case ".":
		return JSONPath
	}
	if tokens[end+1].kind == endToken && tokens[1].kind != textToken {
		return Python
	}
	return ""
}

func calledFirst(name string) Language {
	switch name {
	case "map", "select", "first", "last", "has", "flatten", "group_by", "sort_by", "with_entries", "del", "limit", "range", "recurse", "unique_by", "min_by", "max_by":
		return JQ
	case "len", "next", "list", "print", "sum", "sorted", "set", "min", "max", "dict", "any", "all":
		return Python
	}
	return ""
}

// subscripted is for a variable with brackets or functions behind it. Which quotes, and whether dots follow, tell Python from the others.
func subscripted(tokens []token) Language {
	dots, brackets := false, false
	for i, t := range tokens[1:] {
		switch {
		case t.kind == signToken && t.value == "[" && !t.spaced:
			if before := tokens[i]; before.kind != nameToken && before.value != "]" && before.value != ")" && before.value != "?." {
				return ""
			}
			brackets = true
			inner := tokens[i+2]
			if inner.kind == signToken && (inner.value == "]" || inner.value == "*" || inner.value == "?") {
				return JSONPath
			}
		case t.kind == nameToken && tokens[i].value == "." && tokens[min(i+2, len(tokens)-1)].value == "(":
			switch t.value {
			case "get", "keys", "values", "items", "json":
				return Python
			case "map", "filter", "find", "flatMap", "flat", "at", "reverse", "toReversed":
				return javaScript
			}
			return ""
		case t.kind == signToken && t.value == "?.":
			return javaScript
		case t.kind == signToken && t.value == ".":
			dots = true
		case t.kind == signToken && !strings.Contains("[]-:()", t.value):
			return ""
		}
	}
	switch {
	case !brackets && dots && dataName(tokens[0].value) && tokens[len(tokens)-2].value == "length":
		return javaScript
	case !brackets:
		return ""
	case dots && dataName(tokens[0].value):
		return javaScript
	case dots:
		return JSONPath
	}
	return Python
}

// plainKey says that a text is a key of letters, digits and underscores.
func plainKey(s string) bool {
	for i := range len(s) {
		if !isAlnum(s[i]) && s[i] != '_' && s[i] != '-' {
			return false
		}
	}
	return s != ""
}

// plainPointer says that a text is plain keys with slashes between them.
func plainPointer(s string) bool {
	parts := strings.Split(s, "/")
	return len(parts) > 1 && !slices.ContainsFunc(parts, func(p string) bool { return !plainKey(p) })
}

// dataName says that a Python variable stands for the whole answer rather than for a key of it.
func dataName(name string) bool {
	switch name {
	case "data", "json", "response", "r", "result", "results", "tweets", "timeline", "d", "obj", "doc", "js":
		return true
	}
	return false
}
