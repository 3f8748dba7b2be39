// Reads what learners mix: a path with marks of another language in it, "0.trends[0].name", "[].type", "tweets[0]->text".

package query

import (
	"slices"
	"strconv"
	"strings"
)

// mixture reads a chain of keys and subscripts with the marks of any language between them. The language is that of the first mark that
// belongs to one; brackets with a number or a text in quotes belong to several, and the dots around them decide.
type mixture struct {
	text     string
	at       int
	way      trail
	remarks  remarks
	language Language
	parts    int
	foreign  bool // a mark was met that gjson's paths do not have
	dots     bool
	variable bool // the first name is a variable's, not a key
	ended    bool // what stands here is in no chain
}

// mixed reads a mixture; ok is false for what is none, as a path of gjson is.
func mixed(s string) (m mixture, ok bool) {
	m = mixture{text: strings.TrimSpace(s), way: newTrail()}
	if len(m.text) > MaxPathLen || !m.start() {
		return m, false
	}
	for m.at < len(m.text) && !m.ended {
		m.part()
	}
	if m.ended || m.parts == 0 || !m.foreign {
		return m, false
	}
	if m.language == "" {
		m.language = subscriptedBy(m.dots, m.variable)
	}
	return m, true
}

// subscriptedBy is the language of a text whose only marks are brackets that several languages have.
func subscriptedBy(dots, variable bool) Language {
	switch {
	case dots && variable:
		return javaScript
	case dots:
		return JSONPath
	}
	return Python
}

// mark notes that something foreign was met.
func (m *mixture) mark(l Language) {
	m.foreign = true
	if m.language == "" {
		m.language = l
	}
}

func (m *mixture) has(sign string) bool { return strings.HasPrefix(m.text[m.at:], sign) }

// start reads what stands in front of the first key.
func (m *mixture) start() bool {
	switch {
	case m.has("//"): // at any depth
		m.mark(xPath)
		m.at = len("//")
		name := m.name()
		if name == "" {
			return false
		}
		m.parts++
		m.remarks.say("// looks at any depth, and the order may differ")
		m.way.step("@dig:" + escapeKey(name))
	case m.has("$"):
		m.at++
		rest := m.at
		if name := m.name(); name != "" && !isDigits(name) { // a variable of PHP
			m.variable = true
			if m.has("[") || m.has("->") {
				m.mark(php)
				return true
			}
			return false
		}
		m.at = rest
		m.mark(JSONPath)
		m.key()
	case m.has(".."):
		return false
	case m.has("."):
		m.mark(JQ)
		m.at++
		m.key()
	case m.has("["):
	default:
		from := m.at
		if name := m.name(); dataName(name) && m.at < len(m.text) {
			m.variable = true
			return true
		}
		m.at = from
		m.key()
	}
	return true
}

// name reads letters, digits, underscores and hyphens.
func (m *mixture) name() string {
	from := m.at
	for m.at < len(m.text) && (isNameByte(m.text[m.at]) || m.text[m.at] == '-' && !m.has("->")) {
		m.at++
	}
	return m.text[from:m.at]
}

// key reads a key, if one stands here: a name, or # for the elements of a list.
func (m *mixture) key() {
	if m.has("#") {
		m.at++
		m.parts++
		if !m.has("[") { // "#[0]" is the element 0
			m.way.each()
		}
		return
	}
	if name := m.name(); name != "" {
		m.parts++
		m.way.step(escapeKey(name))
	}
}

// part reads what separates a key from the one in front, and the key; or a subscript.
func (m *mixture) part() {
	before := m.parts
	switch {
	case m.language == xPath && !m.has("/"): // it counts from 1, and tests
	case m.has("["):
		m.subscript()
	case m.has("->"):
		m.mark(php)
		m.at += len("->")
		m.key()
	case m.has("?."):
		m.mark(javaScript)
		m.at += len("?.")
		m.key()
	case m.has("/") && m.language == xPath:
		m.at++
		m.key()
	case m.has("."):
		m.at++
		m.dots = true
		if m.has("[") {
			m.subscript()
			break
		}
		m.key()
	}
	m.ended = m.ended || m.parts == before
}

// subscript reads "[0]", "[-1]", "['key']", "[key]", "[]" and "[*]".
func (m *mixture) subscript() {
	first, dotted := m.at == 0, m.at > 0 && m.text[m.at-1] == '.'
	inside, end, ok := m.brackets()
	if !ok || first && end == len(m.text) { // gjson reads a list of paths
		m.ended = true
		return
	}
	number, back := strings.CutPrefix(inside, "-")
	switch {
	case inside == "":
		m.mark(JQ)
		m.way.each()
	case inside == "*":
		m.mark(JSONPath)
		m.way.each()
	case isDigits(number) && back:
		n, err := strconv.Atoi(number)
		if m.ended = err != nil || n == 0; m.ended {
			return
		}
		m.way.step("@reverse")
		m.way.step(strconv.Itoa(n - 1))
	case isDigits(number):
		m.way.step(number)
	case strings.IndexByte(`'"`, inside[0]) >= 0:
		kind, key, closed := quoted(inside, 0)
		if kind != textToken || closed != len(inside) {
			m.ended = true
			return
		}
		m.way.step(escapeKey(key))
	case !first && !dotted && plainKey(inside) && !strings.ContainsAny(m.text, `'"`): // the shell has taken the quotes
		m.remarks.say("[%s] is read as ['%s']", inside, inside)
		m.way.step(escapeKey(inside))
	default:
		m.ended = true
		return
	}
	m.at = end
	m.parts++
	m.foreign = m.foreign || !dotted
}

// brackets returns what stands between the brackets here, and where they end.
func (m *mixture) brackets() (inside string, end int, ok bool) {
	tokens := tokenize(m.text[m.at:])
	i := slices.IndexFunc(tokens, func(t token) bool { return t.kind == signToken && t.value == "]" })
	if i < 0 {
		return "", 0, false
	}
	return strings.TrimSpace(m.text[m.at+1 : m.at+tokens[i].start]), m.at + tokens[i].end, true
}
