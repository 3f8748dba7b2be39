// What a walk along a path met at each step, as numbers and samples.

package query

import (
	"cmp"
	"slices"

	"github.com/tidwall/gjson"
)

// Trace walks documents along one path and adds up what it meets. It evaluates as gjson does, several times slower, and is for saying
// why an answer is what it is; gjson gives the answer. Not safe for concurrent use.
type Trace struct {
	path    *Path
	parser  *pathParser
	root    *freshPath
	steps   []*Reached
	queries []*Compared
	faults  []fault
	query   *queryNode // the query whose left side is being walked
	known   map[int]*Query
	// untrusted is set when a text turned up that need not be JSON: then every text is checked before it is walked.
	untrusted bool
	// watch is told each value that a step hands on; nil: nobody wants to know.
	watch func(*Reached, Value)
}

// Reading is how a value made gjson read a component of a path.
type Reading int

// The readings.
const (
	Unread    Reading = iota // the value is no object or list, or the step is a modifier, a literal or a multipath
	AsMember                 // as a key, by an object
	AsElement                // as an index, "#" or a query, by a list; a word that is none of these is a Key here, and matches nothing
)

// Reached is what came to one step in one reading.
type Reached struct {
	// Step is the step in this reading; its Query, Items and Path are nil.
	Step
	Reading Reading
	// Query is the query whose left side the step stands in; nil outside of queries.
	Query *Query
	// In counts the values that came to the step, Values says what they were.
	In     int
	Values Tally
	// Out counts what the step handed on: the members or elements it took, and with Each the elements of all lists.
	Out int
	// Missed counts the values that had nothing for the step, an empty list under Each among them.
	Missed int
	// First is the first value that came, Miss the first that had nothing for the step.
	First, Miss Value
	miss        bool
}

// Compared is what came to one query.
type Compared struct {
	Query *Query
	// Tested counts the elements, Matched those that matched.
	Tested, Matched int
	// Values says what the left sides were. A scalar element under a query with a left side counts as Missing.
	Values Tally
	// First is the first left side that exists, Text the first that is a string.
	First, Text Value
	// Misordered is the first text that is a number and that its letters place on another side of the number of the query.
	Misordered Value
	letters    letters
	// Chance is the first value that passes, or does not, by chance: see [byChance].
	Chance Value
}

// Tally counts values by kind.
type Tally struct{ Object, Array, String, Number, True, False, Null, Missing int }

func (t *Tally) add(v Value) {
	switch {
	case !v.Exists():
		t.Missing++
	case v.IsObject():
		t.Object++
	case v.IsArray():
		t.Array++
	case v.Type == gjson.String:
		t.String++
	case v.Type == gjson.Number:
		t.Number++
	case v.Type == gjson.True:
		t.True++
	case v.Type == gjson.False:
		t.False++
	default:
		t.Null++
	}
}

// Count returns how many values were counted.
func (t Tally) Count() int {
	return t.Object + t.Array + t.String + t.Number + t.True + t.False + t.Null + t.Missing
}

// NewTrace returns a trace of a path that has met nothing yet.
func NewTrace(p *Path) *Trace {
	t := &Trace{path: p, parser: newPathParser(p.text), known: map[int]*Query{}}
	t.root = t.parser.fresh(p.start, p.end, 0)
	for q := range p.Queries() {
		t.known[q.Start] = q
	}
	return t
}

// Walk evaluates p on a JSON document, or on JSON values one after the other, and returns the value gjson has for it and what was met
// on the way.
func Walk(json string, p *Path) (Value, *Trace) {
	t := NewTrace(p)
	return t.Walk(json), t
}

// Steps returns the steps that something came to, from left to right; a step that was read in two ways comes twice. It holds the steps
// inside of queries and multipaths, but not those in the argument of @dig.
func (t *Trace) Steps() []Reached {
	out := make([]Reached, len(t.steps))
	for i, r := range t.steps {
		out[i] = *r
	}
	slices.SortStableFunc(out, func(a, b Reached) int {
		return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.End, b.End), cmp.Compare(a.Reading, b.Reading))
	})
	return out
}

// Queries returns the queries that something came to, from left to right.
func (t *Trace) Queries() []Compared {
	out := make([]Compared, len(t.queries))
	for i, c := range t.queries {
		out[i] = *c
	}
	slices.SortStableFunc(out, func(a, b Compared) int { return cmp.Compare(a.Query.Start, b.Query.Start) })
	return out
}

// Stop returns the first step outside of queries to which something came and that handed nothing on, in none of its readings. If the
// answer is missing or empty, that is where it got lost. Of several readings it is that of a container. ok is false if there is no such
// step.
func (t *Trace) Stop() (at Reached, ok bool) { return t.stopWithin(0, len(t.path.text)) }

// stopWithin is Stop for the steps between two offsets.
func (t *Trace) stopWithin(start, end int) (at Reached, ok bool) {
	out := map[int]int{}
	for _, r := range t.steps {
		out[r.Start] += r.Out
	}
	for _, r := range t.Steps() {
		if r.Query != nil || out[r.Start] > 0 || r.Start < start || r.End > end {
			continue
		}
		if ok && r.Start != at.Start {
			break
		}
		if !ok || at.Reading == Unread {
			at, ok = r, true
		}
	}
	return at, ok
}

// Misread returns the first place where gjson read the path otherwise than it looks, among the steps that something came to, in the
// reading the data took; nil if there is none.
func (t *Trace) Misread() *PathError { return worst(t.path.text, t.faults) }

// met counts a value that comes to a step. slot is the place in the node that remembers the step; describe is asked once.
func (t *Trace) met(slot **Reached, v Value, sep byte, reading Reading, describe func() (Step, []fault)) *Reached {
	r := *slot
	if r == nil {
		step, faults := describe()
		step.Sep = sep
		r = &Reached{Step: step, Reading: reading, First: v}
		if t.query != nil {
			r.Query = t.queryOf(t.query)
		}
		t.faults = append(t.faults, faults...)
		t.steps = append(t.steps, r)
		*slot = r
	}
	r.In++
	r.Values.add(v)
	return r
}

// gave counts a value that a step hands on.
func (t *Trace) gave(r *Reached, v Value) {
	r.Out++
	if t.watch != nil {
		t.watch(r, v)
	}
}

// missed remembers the first value that had nothing for the step, an object or list rather than anything else.
func (r *Reached) missed(v Value) {
	r.Missed++
	if !r.miss || r.Miss.Type != gjson.JSON && v.Type == gjson.JSON {
		r.miss, r.Miss = true, v
	}
}

// compared returns what is remembered of a query.
func (t *Trace) compared(q *queryNode) *Compared {
	if q.met == nil {
		q.met = &Compared{Query: t.queryOf(q)}
		t.queries = append(t.queries, q.met)
	}
	return q.met
}

// queryOf returns the query as the path has it, or a new one if only the data's reading of the path has it.
func (t *Trace) queryOf(q *queryNode) *Query {
	out := t.known[q.start]
	if out == nil {
		b := builder{pathParser: t.parser}
		out = b.queryOf(q)
		t.known[q.start] = out
	}
	return out
}

func (c *Compared) add(left Value, matched bool) {
	c.Tested++
	c.Values.add(left)
	if matched {
		c.Matched++
	}
	if !c.First.Exists() {
		c.First = left
	}
	if !c.Chance.Exists() && byChance(c.Query, left) {
		c.Chance = left
	}
	if ordersNumerals(c.Query) && c.letters.add(c.Query, left) && !c.Misordered.Exists() {
		c.Misordered = left
	}
	if left.Type != gjson.String {
		return
	}
	if !c.Text.Exists() {
		c.Text = left
	}
}
