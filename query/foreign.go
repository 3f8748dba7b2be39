// Recognises paths of other languages: JSONPath, jq, Python subscripts, JSON Pointer.

package query

import (
	"slices"
	"strconv"
	"strings"
)

// foreignPath reads a path written in another language and writes it in gjson's; language "" when it is none of those known.
// A slice, a filter or a function is not translated: then path is "".
func foreignPath(s string) (path, language string) {
	rest := strings.TrimSpace(s)
	if rest == "" {
		return "", ""
	}
	switch {
	case rest[0] == '/':
		return pointerPath(rest), "JSON Pointer"
	case rest == ".":
		return "@this", "jq"
	case rest == "$":
		return "@this", "JSONPath"
	case strings.HasPrefix(rest, "$..") && plainKey(rest[3:]):
		return "@dig:" + rest[3:], "JSONPath"
	case plainPointer(rest):
		return pointerPath("/" + rest), "JSON Pointer"
	}
	switch {
	case rest[0] == '$':
		language, rest = "JSONPath", rest[1:]
	case rest[0] == '.':
		language = "jq"
	case rest[0] == '[':
		language = "Python"
	default:
		name := 0
		for name < len(rest) && (isAlnum(rest[name]) || rest[name] == '_') {
			name++
		}
		if name == len(rest) || rest[name] != '[' {
			if i := strings.IndexByte(rest, '['); i > 0 && rest[i-1] != '.' && rest[i-1] != '|' && plainKey(strings.ReplaceAll(rest[:i], ".", "")) {
				language = "JSONPath"
				break
			}
			return "", ""
		}
		language = "Python"
		if !dataName(rest[:name]) {
			rest = "." + rest
			break
		}
		rest = rest[name:]
	}
	parts, ok := subscripts(rest, language)
	if !ok {
		return "", language
	}
	return strings.Join(parts, "."), language
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

// subscripts cuts ".key", "[0]", "['key']", "[*]" and "[]" into components of a gjson path.
func subscripts(s, language string) (parts []string, ok bool) {
	for s != "" {
		switch {
		case strings.HasPrefix(s, ".["):
			s = s[1:]
		case strings.HasPrefix(s, "["):
			end := closing(s)
			if end < 0 {
				return nil, false
			}
			part, ok := subscript(strings.TrimSpace(s[1:end]))
			if !ok {
				return nil, false
			}
			parts, s = append(parts, part), s[end+1:]
		default:
			s = strings.TrimPrefix(s, ".")
			end := strings.IndexAny(s, ".[")
			if end < 0 {
				end = len(s)
			}
			if end == 0 || strings.ContainsAny(s[:end], " ()|?*") {
				return nil, false
			}
			part := strings.TrimSuffix(s[:end], "?")
			if strings.HasPrefix(part, `"`) && strings.HasSuffix(part, `"`) && len(part) > 1 {
				part = part[1 : len(part)-1]
			}
			parts, s = append(parts, escapeKey(part)), s[end:]
		}
	}
	return parts, len(parts) > 0
}

// closing returns the offset of the "]" that ends the subscript s begins with, -1 when there is none.
func closing(s string) int {
	for i := 1; i < len(s); i++ {
		switch s[i] {
		case ']':
			return i
		case '"', '\'':
			end := strings.IndexByte(s[i+1:], s[i])
			if end < 0 {
				return -1
			}
			i += end + 1
		}
	}
	return -1
}

func subscript(in string) (part string, ok bool) {
	switch {
	case in == "" || in == "*":
		return "#", true
	case len(in) > 1 && (in[0] == '\'' || in[0] == '"') && in[len(in)-1] == in[0]:
		return escapeKey(in[1 : len(in)-1]), true
	case in[0] == '-' && len(in) > 1 && strings.Trim(in[1:], "0123456789") == "" && in[1] != '0':
		n, err := strconv.Atoi(in[1:])
		return "@reverse." + strconv.Itoa(n-1), err == nil
	case strings.Trim(in, "0123456789") == "":
		return in, true
	}
	return "", false
}

// pointerPath writes a JSON Pointer (RFC 6901) as a gjson path.
func pointerPath(s string) string {
	parts := strings.Split(s[1:], "/")
	for i, p := range parts {
		parts[i] = escapeKey(strings.NewReplacer("~1", "/", "~0", "~").Replace(p))
	}
	return strings.Join(parts, ".")
}
