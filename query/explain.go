// Walks a path one step at a time: what each step does, what is left behind it, and where values fall out.

package query

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/tidwall/gjson"
)

// Explanation is a path taken apart.
type Explanation struct {
	Path string
	// Data tells whether there was data; without, the steps say what they do and count nothing.
	Data bool
	// Steps are the start, with an empty Text, and the steps from left to right, those inside of queries, multipaths and arguments
	// behind the step they belong to.
	Steps []Walked
	// Notes are what [Run] would say of the path on this data, the strongest first. One of severity Wrong means that Run refuses the
	// path; the steps then show what gjson makes of it.
	Notes []Note
	// Answer is gjson's answer to the whole path; it is the Value of the last step of depth 0.
	Answer Value
	// Gives says what the answer is and shows it when it is short.
	Gives string
	// Same is the question in other languages: Python, jq, JSONPath. Words is the question in plain English, "" where there are none.
	Same  []Equivalent
	Words string

	path *Path
	doc  string
}

// Walked is a step and what was met there. The numbers are zero without data.
type Walked struct {
	Step
	// Number counts the steps of depth 0 from 1; the start has 0, and a step inside another the number of that one.
	Number int
	// Text is the step with the separator in front of it, as written.
	Text string
	// Depth is how deep the step stands in queries, multipaths and arguments.
	Depth int
	// Path is the path up to here; inside another step, that part of the inner path.
	Path string
	// Does says what the step does, Left what is left behind it, Sample shows values of it, Lost what falls out here; each one line,
	// and "" where there is nothing certain to say. They hold text of the data as it came, control characters too.
	Does, Left, Sample, Lost string
	// Walked tells whether the step was walked over the data at all: it was not inside of @dig, or where gjson reads otherwise.
	Walked bool
	// In counts the values that came to the step, Out those that it handed on, Kinds what these are; Missed counts the values that had
	// nothing for the step, and in a query Matched of the Tested elements passed. With Each and All Out counts elements.
	In, Out, Missed int
	Kinds           Tally
	Tested, Matched int
	insideQuery     bool
	emptyLists      int   // of the values that missed
	miss            Value // the first of them
	// Value is gjson's answer to Path, for a step of depth 0; behind "#." it is the list that is walked. It need not Exist.
	Value Value
}

// Explain reads the inputs to their end and walks the path over them; no inputs at all (nil) explain the path alone. A path that Run would
// refuse is explained all the same. An error is a *SyntaxError, or what the reading of an input failed with.
func Explain(ctx context.Context, p *Path, in []Input) (*Explanation, error) {
	e := &Explanation{Path: p.String(), Data: in != nil, path: p}
	if in == nil {
		e.Steps = newExplainer(p, nil).walked()
		e.translate()
		return e, nil
	}
	doc, err := readDocument(ctx, in, nil)
	if err != nil {
		return nil, err
	}
	if doc.broken != nil {
		return nil, doc.broken
	}
	text := doc.text
	if _, ok := p.Lines(); ok && doc.lines {
		text = unlisted(text)
	}
	met, blank := meet(doc, p, Options{}).withoutBlanks()
	if blank != nil { // as Run reads it
		p, text = met.path, met.doc.text
		e.Path, e.path = p.String(), p
	}
	e.Answer = gjson.Get(text, p.String())
	e.Gives = amount(e.Answer)
	if short := shown(e.Answer); e.Answer.Exists() && !strings.HasSuffix(short, "…") {
		e.Gives += ": " + short
	}
	e.Notes = sorted(append(blank, met.check(e.Answer)...))
	e.Steps = newExplainer(p, &text).walked()
	e.doc = text
	e.translate()
	return e, nil
}

func (e *Explanation) translate() {
	e.Same, e.Words = e.path.Equivalents(e.doc, File{Name: PlaceholderFile}, Python, JQ, JSONPath)
}

// explainer lines up the steps of a path as they are written with what was met at them.
type explainer struct {
	path  *Path
	doc   *string // nil: no data
	trace *Trace
	flows map[*Reached]*flow
	rows  []*explained
}

// explained is a step on its way to being told.
type explained struct {
	step    Step
	number  int
	depth   int
	from    int // where the path it stands in begins
	item    *Item
	query   *Query // the query whose left side it stands in
	opaque  bool   // the argument of @dig, which is not walked
	before  *explained
	readers []*Reached // one for each reading that the data took
}

func newExplainer(p *Path, doc *string) *explainer {
	x := &explainer{path: p, doc: doc, flows: map[*Reached]*flow{}}
	x.outline(p, &explained{from: p.start})
	if doc == nil {
		return x
	}
	x.trace = NewTrace(p)
	x.trace.watch = func(r *Reached, v Value) {
		f := x.flows[r]
		if f == nil {
			f = &flow{}
			x.flows[r] = f
		}
		f.add(v)
	}
	x.trace.Walk(*doc)
	x.attach()
	return x
}

// outline lists the steps of a path as they are read without data; within says where it stands.
func (x *explainer) outline(p *Path, within *explained) {
	var before *explained
	for _, s := range p.steps {
		row := &explained{step: s, number: within.number, depth: within.depth, from: p.start, query: within.query, opaque: within.opaque, before: before}
		if before == nil {
			row.item = within.item
		}
		if row.depth == 0 {
			within.number++
			row.number = within.number
		}
		before = row
		x.rows = append(x.rows, row)
		inner := explained{number: row.number, depth: row.depth + 1, query: row.query, opaque: row.opaque}
		if s.Query != nil && s.Query.Left != nil {
			of := inner
			of.query = s.Query
			x.outline(s.Query.Left, &of)
		}
		for i := range s.Items {
			of := inner
			of.item = &s.Items[i]
			x.outline(s.Items[i].Parsed, &of)
		}
		if s.Path != nil {
			of := inner
			of.opaque = true
			x.outline(s.Path, &of)
		}
	}
}

// attach brings what was met to the steps. Where the data made gjson read a part of the path otherwise than it is read without data, the
// reading of the data takes its place.
func (x *explainer) attach() {
	var others []*explained
	for _, r := range x.trace.steps {
		same := func(row *explained) bool { return !row.opaque && row.step.Start == r.Start && row.step.End == r.End }
		i := slices.IndexFunc(x.rows, same)
		if i < 0 {
			if i = slices.IndexFunc(others, same); i >= 0 {
				others[i].readers = append(others[i].readers, r)
				continue
			}
			others = append(others, &explained{step: r.Step, from: x.path.start, query: r.Query, readers: []*Reached{r}})
			continue
		}
		x.rows[i].readers = append(x.rows[i].readers, r)
	}
	if len(others) == 0 {
		return
	}
	x.rows = slices.DeleteFunc(x.rows, func(row *explained) bool {
		return row.readers == nil && slices.ContainsFunc(others, func(o *explained) bool {
			return o.step.Start <= row.step.Start && row.step.Start < o.step.End
		})
	})
	x.rows = append(x.rows, others...)
	slices.SortStableFunc(x.rows, func(a, b *explained) int {
		return cmp.Or(cmp.Compare(a.step.Start, b.step.Start), cmp.Compare(b.step.End, a.step.End))
	})
	x.renumber()
}

// renumber gives the steps that only the data knows the depth and the number of their place.
func (x *explainer) renumber() {
	number := 0
	var last *explained
	for i, row := range x.rows {
		if i > 0 && !slices.Contains(x.rows[:i], row.before) {
			row.before = x.rows[i-1]
		}
		if row.query != nil {
			row.depth = row.query.Depth + 1
		} else if last != nil && last.step.Start < row.step.Start && row.step.End < last.step.End {
			row.depth = max(row.depth, last.depth+1)
		}
		if row.depth == 0 {
			number++
			last = row
		}
		row.number = number
	}
}

// walked tells the steps.
func (x *explainer) walked() []Walked {
	start := Walked{Does: "the whole document"}
	if x.doc != nil {
		start.Value = gjson.Parse(*x.doc)
		start.Left = amount(start.Value)
		if s := x.path.steps[0]; s.Kind == Lines {
			start.Value, start.Left, start.Does = Value{}, "", "the whole text"
		} else {
			start.In, start.Out, start.Walked = 1, 1, true
			start.Kinds.add(start.Value)
		}
	}
	steps := []Walked{start}
	last := 0
	for _, row := range x.rows {
		w := x.tell(row)
		if row.depth == 0 {
			last = len(steps)
		}
		steps = append(steps, w)
	}
	if x.doc != nil { // text behind the last step, which gjson drops, belongs to the whole
		steps[last].Path = x.path.String()
		steps[last].Value = gjson.Get(*x.doc, x.path.String())
	}
	return steps
}

// tell says what there is to say of one step.
func (x *explainer) tell(row *explained) Walked {
	text := x.path.text
	w := Walked{Step: row.reading(), insideQuery: row.query != nil, Number: row.number, Depth: row.depth, Walked: len(row.readers) > 0}
	w.Sep, w.PerElement = row.step.Sep, row.perElement()
	w.Text = text[w.Start:w.End]
	if w.Sep != 0 && w.Start > row.from {
		w.Text = text[w.Start-1 : w.End]
	}
	w.Path = text[min(row.from, w.Start):w.End]
	if w.Query == nil && x.trace != nil {
		w.Query = x.trace.known[w.Start]
	}
	w.Does = x.does(row, w.Step)
	if x.doc == nil {
		return w
	}
	if row.depth == 0 {
		path := w.Path
		if w.Kind == Each || w.Kind == Lines { // alone they would count, or be a key
			path += map[StepKind]string{Each: ".@this", Lines: "#.@this"}[w.Kind]
		}
		w.Value = gjson.Get(*x.doc, path)
	}
	x.count(row, &w)
	return w
}

// reading is the step in the reading that most values took.
func (row *explained) reading() Step {
	s, most := row.step, 0
	for _, r := range row.readers {
		if r.Reading != Unread && r.In > most {
			s, most = r.Step, r.In
		}
	}
	s.Query, s.Items, s.Path = row.step.Query, row.step.Items, row.step.Path
	return s
}

// perElement tells whether the step runs on each element, as the data has it: "#" is a key of an object, too.
func (row *explained) perElement() bool {
	if !row.step.PerElement {
		return false
	}
	for b := row.before; b != nil; b = b.before {
		if k := b.reading().Kind; k == Each || k == All {
			return true
		}
		if !b.step.PerElement {
			break
		}
	}
	return false
}

// count adds up what came to a step in all its readings, and says it.
func (x *explainer) count(row *explained, w *Walked) {
	var all flow
	for _, r := range row.readers {
		w.In += r.In
		w.Missed += r.Missed
		w.Out += r.Out
		if r.Reading == AsElement {
			w.emptyLists += r.Missed
		}
		if !w.miss.Exists() {
			w.miss = r.Miss
		}
		if f := x.flows[r]; f != nil {
			all.join(f)
		}
	}
	w.Kinds = all.kinds
	if w.Kind == First || w.Kind == All {
		for _, c := range x.trace.queries {
			if c.Query.Start == w.Start {
				w.Tested, w.Matched = c.Tested, c.Matched
			}
		}
	}
	switch {
	case row.opaque:
	case w.In > 0:
		w.Left, w.Lost = w.left(&all), w.lost()
		w.Sample = all.sample()
	case x.trace.untrusted || x.trace.Misread() != nil: // gjson went on in a way that was not followed
		if w.Value.Exists() {
			w.Left = amount(w.Value)
		}
	default:
		w.Left = "nothing comes here"
	}
}
