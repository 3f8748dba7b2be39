// Parses a path into the nodes that gjson makes of it while it walks: each component in the reading an object or an array gives it.

package query

import (
	"strings"

	"github.com/tidwall/gjson"
)

// maxPathDepth caps how deep queries and multipaths may nest.
const maxPathDepth = 100

// span is a range of bytes of the text: [start, end).
type span struct{ start, end int }

// pathParser makes nodes on demand, because what a component is can depend on the value it meets. Nodes are shared by their range;
// without that, two readings of each component would double the work at every step. Not safe for concurrent use.
type pathParser struct {
	text  string
	paths map[span]*freshPath
	comps map[span]*component
	cuts  cutMemo
}

func newPathParser(text string) *pathParser {
	return &pathParser{text: text, paths: map[span]*freshPath{}, comps: map[span]*component{}}
}

func (p *pathParser) slice(r span) string { return p.text[r.start:r.end] }

// freshPath is a text that gjson takes for a path of its own: the input, what follows a pipe, an item, the left side of a query.
type freshPath struct {
	span
	depth int
	first any // *modifier, *literal, *multipath, *walkHead or tooDeep; nil until head is called
	pipe  int // memo of firstPipe: 0 unknown, -1 none, else its offset+1
}

type tooDeep struct{}

type modifier struct {
	span           // with the argument
	name, arg span // both without "@" and ":"
	open      int  // offset of an opener in the argument that is never closed, or -1
	json      bool // the argument is JSON
	argPath   *freshPath
	ignored   span // text behind the argument that gjson drops
	after     ending
	met       *Reached
}

type literal struct {
	span
	value   span // what gjson takes for its value
	word    bool // true, false, null and their like
	open    int  // offset of an opener that is never closed, or -1
	first   int  // end of the value a reader sees
	ignored span
	after   ending
	met     *Reached
}

type multipath struct {
	span   // up to its closer
	object bool
	items  []multiItem
	after  ending
	met    *Reached
}

type multiItem struct {
	span
	named bool
	name  span
	key   string // the JSON string gjson writes for it in an object
	path  *freshPath
}

// walk is a path that goes into the value component by component.
type walkHead struct {
	lines     bool
	discarded span // a multipath in front that gjson throws away
	closed    bool // the discarded multipath has its closer
	comp      *component
	met       *Reached
	noted     bool
}

// component is one component of a walk. The value decides which reading counts; each has its own end.
type component struct {
	span
	asMember  *memberReading
	asElement *elementReading
	unread    *Reached
	pipe      int // memo of firstPipe
}

type memberReading struct {
	part    span
	key     string // escapes removed
	pattern bool
	after   ending
	met     *Reached
}

type elementReading struct {
	kind    StepKind // Index, Count, Each, First, All; Key for a word that matches no element
	part    span
	index   int // -1 when it is beyond every array
	query   *queryNode
	ignored span // between the query and the next separator
	after   ending
	met     *Reached
}

type queryNode struct {
	span
	bad         bool // never closed: gjson reads it as #()
	depth       int
	left        *freshPath
	op          string
	opAt, right span
	value       string // as compared
	number      float64
	quoted      bool
	met         *Compared
}

// ending says what follows. At most one of next and rest is set; with rest, pipe is what stands behind the cut.
type ending struct {
	sep    byte // 0 at the end of the text, '.' also for a pipe that is spelled as a dot
	next   *component
	rest   *freshPath // runs on each element, or on the first that matches
	uncut  *freshPath // rest as it would be if its pipes belonged to it
	pipe   *freshPath
	pipeAt int
}

func (p *pathParser) fresh(start, end, depth int) *freshPath {
	r := span{start, end}
	f := p.paths[r]
	if f == nil {
		f = &freshPath{span: r, depth: depth}
		p.paths[r] = f
	}
	return f
}

func (p *pathParser) component(start, end int) *component {
	r := span{start, end}
	c := p.comps[r]
	if c == nil {
		c = &component{span: r}
		p.comps[r] = c
	}
	return c
}

// head reads how a path begins.
func (p *pathParser) head(f *freshPath) any {
	if f.first == nil {
		f.first = p.readHead(f)
	}
	return f.first
}

func (p *pathParser) readHead(f *freshPath) any {
	if f.depth > maxPathDepth {
		return tooDeep{}
	}
	s := p.slice(f.span)
	if len(s) < 2 {
		return &walkHead{comp: p.component(f.start, f.end)}
	}
	switch s[0] {
	case '@':
		if m := p.modifier(f); m != nil {
			return m
		}
	case '!':
		if l := p.literal(f); l != nil {
			return l
		}
	case '[', '{':
		return p.multipath(f)
	}
	if s[:2] == ".." {
		return &walkHead{lines: true, comp: p.component(f.start+2, f.end)}
	}
	return &walkHead{comp: p.component(f.start, f.end)}
}

// isModifier tells whether gjson has a modifier of this name.
func isModifier(name string) bool {
	switch name {
	case "this", "keys", "values", "reverse", "flatten", "join", "tostr", "fromstr", "group", "dig", "ugly", "pretty", "valid":
		return true
	}
	return false
}

// modifierName returns the name that begins at i, behind "@".
func modifierName(s string) string {
	if i := strings.IndexAny(s, ".|:"); i >= 0 {
		return s[:i]
	}
	return s
}

func (p *pathParser) modifier(f *freshPath) *modifier {
	name := modifierName(p.text[f.start+1 : f.end])
	if !isModifier(name) {
		return nil
	}
	i := f.start + 1 + len(name)
	m := &modifier{name: span{f.start + 1, i}, arg: span{i, i}, open: -1}
	if i < f.end && p.text[i] == ':' {
		i = p.argument(m, i+1, f.end)
		if name == "dig" {
			m.argPath = p.fresh(m.arg.start, m.arg.end, f.depth+1)
		}
	}
	m.span = span{f.start, i}
	m.after, m.ignored = p.afterHead(f, i)
	return m
}

func (p *pathParser) argument(m *modifier, i, end int) int {
	to := end
	if i < end {
		switch p.text[i] {
		case '"', '{', '[':
			m.json = true
			if p.text[i] == '"' {
				to = closeQuote(p.text, i+1, end)
			} else {
				to = balance(p.text, i+1, end)
			}
			if to == end {
				m.open = culprit(p.text, i, end, "([{")
			}
			to = min(to+1, end)
		default:
			to, m.open = plainArgument(p.text, i, end)
		}
	}
	m.arg = span{i, to}
	return to
}

// afterHead reads what follows a modifier or literal that ends at i. What does not begin with a separator is dropped by gjson.
func (p *pathParser) afterHead(f *freshPath, i int) (after ending, ignored span) {
	switch {
	case i >= f.end:
	case p.text[i] == '.' || p.text[i] == '|':
		return ending{sep: p.text[i], pipe: p.fresh(i+1, f.end, f.depth), pipeAt: i}, span{}
	default:
		return ending{}, span{i, f.end}
	}
	return ending{}, span{}
}

func (p *pathParser) literal(f *freshPath) *literal {
	l := &literal{open: -1}
	i := f.start + 1
	switch c := p.text[i]; {
	case strings.IndexByte(`{["+-0123456789`, c) >= 0:
		// gjson takes the first byte for an opening bracket, whatever it is.
		to := min(balance(p.text, i+1, f.end)+1, f.end)
		l.value = span{i, to}
		p.seenLiteral(l, c, f.end)
	default:
		to := f.end
		if n := strings.IndexAny(p.text[i:f.end], ".|"); n >= 0 {
			to = i + n
		}
		l.value, l.first, l.word = span{i, to}, to, true
		switch strings.ToLower(p.slice(l.value)) {
		case "true", "false", "null", "nan", "inf":
		default:
			return nil
		}
	}
	l.span = span{f.start, l.value.end}
	l.after, l.ignored = p.afterHead(f, l.value.end)
	return l
}

// seenLiteral finds where the value that begins with c ends for a reader, who knows no swallowing.
func (p *pathParser) seenLiteral(l *literal, c byte, end int) {
	i := l.value.start
	switch c {
	case '{', '[':
		closer := balance(p.text, i+1, end)
		if closer == end {
			l.open = culprit(p.text, i, end, "([{")
		}
		l.first = min(closer+1, end)
	case '"':
		quote := closeQuote(p.text, i+1, end)
		if quote == end {
			l.open = i
		}
		l.first = min(quote+1, end)
	default:
		l.first = numberEnd(p.text, i, end)
	}
}

// multipath reads a multipath, or the walk gjson takes instead when it is not closed or has text behind it.
func (p *pathParser) multipath(f *freshPath) any {
	m, ok := p.items(f)
	if !ok {
		return &walkHead{discarded: f.span, comp: p.component(f.end, f.end)}
	}
	after, ignored := p.afterHead(f, m.end)
	if ignored != (span{}) {
		return &walkHead{discarded: m.span, closed: true, comp: p.component(m.end, f.end)}
	}
	m.after = after
	return m
}

func (p *pathParser) items(f *freshPath) (m *multipath, ok bool) {
	s := p.text
	m = &multipath{object: s[f.start] == '{'}
	depth, from, colon, protected := 1, f.start+1, 0, false
	push := func(i int) {
		m.items = append(m.items, p.item(from, colon, i, f.depth+1))
		from, colon, protected = i+1, 0, false
	}
	for i := from; i < f.end; i++ {
		switch s[i] {
		case '\\':
			i++
		case '@':
			protected = protected || s[i-1] == '.' || s[i-1] == '|'
		case ':':
			if !protected && colon == 0 && depth == 1 {
				colon = i
			}
		case ',':
			if depth == 1 {
				push(i)
			}
		case '"':
			i = closeQuote(s, i+1, f.end)
		case '[', '(', '{':
			depth++
		case ']', ')', '}':
			if depth--; depth == 0 {
				push(i)
				m.span = span{f.start, i + 1}
				return m, true
			}
		}
	}
	return nil, false
}

func (p *pathParser) item(from, colon, to, depth int) multiItem {
	it := multiItem{span: span{from, to}}
	if colon > 0 {
		it.named, it.name = true, span{from, colon}
		from = colon + 1
	}
	it.path = p.fresh(from, to, depth)
	name := p.slice(it.name)
	switch {
	case name == "":
		name = lastName(p.slice(it.path.span))
	case name[0] == '"' && gjson.Valid(name):
		it.key = name
		return it
	}
	it.key = string(gjson.AppendJSONString(nil, name))
	return it
}

// lastName returns the name gjson gives to an item that has none.
func lastName(path string) string {
	name := path
	for i := len(path) - 1; i >= 0; i-- {
		if (path[i] == '|' || path[i] == '.') && (i == 0 || path[i-1] != '\\') {
			name = path[i+1:]
			break
		}
	}
	for i := range len(name) {
		if name[i] < ' ' || strings.IndexByte("[]{}()#|!", name[i]) >= 0 {
			return "_"
		}
	}
	return name
}
