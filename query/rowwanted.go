// Finds what is wanted of each row while the scanner validates it.

package query

import "github.com/tidwall/gjson"

// wanted is a node of the tree of keys whose values are wanted of each row; nil wants nothing.
type wanted struct {
	key  string
	slot int // the place of the value in found, -1 where the key is only a step
	keys []*wanted
}

// row returns the offset behind the row that begins at i, -1 on failure, and notes the spans of what is wanted of it.
func (s *scanner) row(i int) int {
	if s.wanted == nil {
		return s.value(i)
	}
	clear(s.found)
	if s.b[i] != '{' {
		return s.value(i)
	}
	return s.object(i, s.wanted)
}

// object is value for an object of which something is wanted. As in gjson the first of two equal keys counts, unless it does not lead
// on.
func (s *scanner) object(i int, w *wanted) int {
	if s.depth >= MaxDepth {
		return s.fail(i)
	}
	s.depth++
	b := s.b
	if i++; b[i] <= ' ' {
		i = s.space(i)
	}
	if b[i] == '}' {
		s.depth--
		return i + 1
	}
	for {
		if b[i] != '"' {
			return s.fail(i)
		}
		start := i + 1
		s.escaped = false
		if i = s.str(start); i < 0 {
			return i
		}
		next := w.find(b[start:i-1], s.escaped)
		if b[i] != ':' {
			if i = s.space(i); b[i] != ':' {
				return s.fail(i)
			}
		}
		if i++; b[i] <= ' ' {
			i = s.space(i)
		}
		if i = s.member(i, next); i < 0 {
			return i
		}
		if b[i] <= ' ' {
			i = s.space(i)
		}
		switch b[i] {
		case ',':
			if i++; b[i] <= ' ' {
				i = s.space(i)
			}
			continue
		case '}':
			s.depth--
			return i + 1
		}
		return s.fail(i)
	}
}

// member reads the value of a key of which next is wanted.
func (s *scanner) member(i int, next *wanted) int {
	if next == nil {
		return s.value(i)
	}
	start := i
	if next.keys != nil && s.b[i] == '{' {
		i = s.object(i, next)
	} else {
		i = s.value(i)
	}
	if i >= 0 && next.slot >= 0 && s.found[next.slot].end == 0 {
		s.found[next.slot] = span{start, i}
	}
	return i
}

// find returns the node of a key as it stands between its quotes, nil if it is not wanted.
func (w *wanted) find(key []byte, escaped bool) *wanted {
	if escaped {
		key = []byte(gjson.Parse(`"` + string(key) + `"`).Str)
	}
	for _, k := range w.keys {
		if string(key) == k.key {
			return k
		}
	}
	return nil
}
