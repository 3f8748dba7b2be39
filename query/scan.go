// Finds where brackets, strings, queries and multipaths of a path end: each of gjson's own rules for it, byte by byte.

package query

import "strings"

// closeQuote returns the offset of the quote that ends the string whose text begins at i, or end.
func closeQuote(s string, i, end int) int {
	for ; i < end; i++ {
		switch s[i] {
		case '\\':
			i++
		case '"':
			return i
		}
	}
	return end
}

// balance returns the offset of the closer that balances an opener right before i, or end. Every kind of closer closes every kind
// of opener, and strings are skipped; that is how gjson measures literals and arguments.
func balance(s string, i, end int) int {
	for depth := 1; i < end; i++ {
		switch s[i] {
		case '"':
			i = closeQuote(s, i+1, end)
		case '(', '[', '{':
			depth++
		case ')', ']', '}':
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return end
}

// plainArgument returns where an argument that is no JSON ends: at the first pipe outside of brackets and strings, or end. If an
// opener is never closed, open is its offset, else -1.
func plainArgument(s string, i, end int) (to, open int) {
	for ; i < end && s[i] != '|'; i++ {
		at := i
		switch s[i] {
		case '"':
			i = closeQuote(s, i+1, end)
		case '(', '[', '{':
			i = balance(s, i+1, end)
		}
		if i >= end {
			return end, at
		}
	}
	return i, -1
}

// queryEnd scans a query whose text begins at i, behind "#(". It returns the offset of its closer, or end; the offset where the
// operator begins, or -1; and whether a quoted string in it holds a backslash.
func queryEnd(s string, i, end int) (closer, op int, escaped bool) {
	op = -1
	for depth := 1; i < end; i++ {
		switch c := s[i]; {
		case depth == 1 && op < 0 && strings.IndexByte("!=<>%", c) >= 0:
			op = i
		case c == '\\':
			i++
		case c == '(' || c == '[':
			depth++
		case c == ')' || c == ']':
			if depth--; depth == 0 {
				return i, op, escaped
			}
		case c == '"':
			from := i + 1
			i = closeQuote(s, from, end)
			escaped = escaped || strings.IndexByte(s[from:min(i, end)], '\\') >= 0
		}
	}
	return end, op, escaped
}

// sameKind returns the offset of the closer of the bracket at i, or end, counting only brackets of its own kind.
func sameKind(s string, i, end int) int {
	opener, closer := s[i], byte(')')
	if opener == '[' {
		closer = ']'
	}
	depth := 1
	for i++; i < end; i++ {
		switch s[i] {
		case '\\':
			i++
		case '"':
			i = closeQuote(s, i+1, end)
		case opener:
			depth++
		case closer:
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return end
}

// cutMemo remembers searches for a cut. Paths such as "#.#.#.a|0" search the same text from every step.
type cutMemo struct {
	from, end int
	found     []int // what a search that stands at from+i finds before end, +2; 0 is unknown
	stood     []int // the offsets of the search at hand
}

// find returns the offset of the pipe that gjson takes for the end of the part that runs on each element, the text from i to end
// behind "#." or "#(…).", or -1: then all of it, pipes included, runs on each element.
func (m *cutMemo) find(s string, i, end int) int {
	if strings.IndexByte(s[i:end], '|') < 0 {
		return -1
	}
	if s[i] == '{' {
		return cutBehindObject(s, i, end)
	}
	if m.end != end || i < m.from {
		m.from, m.end, m.found = i, end, make([]int, end-i)
	}
	m.stood = m.stood[:0]
	at := -1
search:
	for ; i < end; i++ {
		if known := m.found[i-m.from]; known != 0 {
			at = known - 2
			break
		}
		m.stood = append(m.stood, i)
		switch s[i] {
		case '\\':
			i++
		case '|':
			at = i
			break search
		case '.':
			if i+2 >= end || s[i+1] != '#' {
				continue
			}
			// Whatever stands behind ".#" is skipped unseen, a pipe too, unless it opens a query.
			if i += 2; s[i] == '(' || s[i] == '[' {
				i = sameKind(s, i, end)
			}
		}
	}
	for _, i := range m.stood {
		m.found[i-m.from] = at + 2
	}
	return at
}

// cutBehindObject is the search in a text that begins with "{": the byte behind it is skipped, and if that was a quote, only the string.
func cutBehindObject(s string, i, end int) int {
	closer := 0
	if s[i+1] == '"' {
		closer = closeQuote(s, i+2, end)
	} else {
		closer = balance(s, i+2, end)
	}
	if closer+1 < end && s[closer+1] == '|' {
		return closer + 1
	}
	return -1
}

// culprit returns the offset of what is never closed in the text from the opener at i to end: an open string, else a bracket that was
// closed by one of another kind, else the innermost open bracket. Only the given openers count.
func culprit(s string, i, end int, openers string) int {
	wrong, open := -1, []int{}
	for at := i; at < end; at++ {
		switch c := s[at]; {
		case c == '\\':
			at++
		case c == '"':
			quote := at
			if at = closeQuote(s, at+1, end); at >= end {
				return quote
			}
		case strings.IndexByte(openers, c) >= 0:
			open = append(open, at)
		case len(open) > 0 && (c == ')' || c == ']' || c == '}' && strings.IndexByte(openers, '{') >= 0):
			last := open[len(open)-1]
			open = open[:len(open)-1]
			if wrong < 0 && closerOf(s[last]) != c {
				wrong = last
			}
		}
	}
	switch {
	case wrong >= 0:
		return wrong
	case len(open) > 0:
		return open[len(open)-1]
	}
	return i
}

func closerOf(opener byte) byte {
	switch opener {
	case '(':
		return ')'
	case '[':
		return ']'
	}
	return '}'
}

// numberEnd returns where the number that begins at i ends.
func numberEnd(s string, i, end int) int {
	digits := func() {
		for i < end && '0' <= s[i] && s[i] <= '9' {
			i++
		}
	}
	if s[i] == '+' || s[i] == '-' {
		i++
	}
	digits()
	if i+1 < end && s[i] == '.' && '0' <= s[i+1] && s[i+1] <= '9' {
		i++
		digits()
	}
	if i+1 < end && (s[i] == 'e' || s[i] == 'E') {
		i++
		if s[i] == '+' || s[i] == '-' {
			i++
		}
		digits()
	}
	return i
}

// trimmed narrows a range by the bytes up to 0x20 at both ends.
func trimmed(s string, r span) span {
	for r.start < r.end && s[r.start] <= ' ' {
		r.start++
	}
	for r.start < r.end && s[r.end-1] <= ' ' {
		r.end--
	}
	return r
}
