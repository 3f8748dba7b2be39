// Decides how a path is answered: row by row while the input is read, or on the whole document.

package query

import (
	"fmt"
	"strings"
)

// Plan says how a path is answered on an input that is too large to be looked at as a whole; [Path.Plan] makes it.
type Plan struct {
	// Streams tells whether the answer is found row by row in bounded memory; otherwise the whole input is held in memory.
	Streams bool
	// Stops tells whether reading may stop before the end of the input, because the answer is known.
	Stops bool

	keys  []string // lead from the document to the list
	lines bool     // the path begins with "..": the list is that of several documents
	// rows is what is asked of a list of rows and gives a list of rows again, whatever part of the list it is asked of; "" is the list.
	rows      *Path
	reduction reduction
	over      string // the whole of what is asked of the list
	nth       int    // of nthRow
	final     string // what is asked of a list of the row that a reduction has found, or of none
	found     string // how final begins: the step that takes the row out of its list
	extract   *extract
}

// reduction is what is made of the rows.
type reduction int

const (
	allRows reduction = iota
	countRows
	nthRow
	lastRow
)

// Plan tells how p is answered with these options; p nil is the whole answer.
func (p *Path) Plan(o Options) Plan {
	if p == nil {
		return Plan{Streams: true, Stops: o.Limit > 0, extract: extractOf(nil, o.Columns)}
	}
	pl, ok := p.plan(o)
	if !ok {
		return Plan{}
	}
	pl.Streams = true
	pl.Stops = pl.reduction == nthRow || pl.reduction == allRows && o.Limit > 0
	if pl.reduction == allRows || pl.rows == nil {
		pl.extract = extractOf(pl.rows, o.Columns)
	} else {
		pl.extract = extractOf(pl.rows, nil)
	}
	return pl
}

// Of tells how it is answered on so many inputs: several whose lists stand inside of envelopes are joined as a whole.
func (pl Plan) Of(inputs int) Plan {
	if inputs > 1 && len(pl.keys) > 0 {
		return Plan{}
	}
	return pl
}

// String says it in plain words.
func (pl Plan) String() string {
	if !pl.Streams {
		return "the whole input is read into memory, because a step needs all of it at once"
	}
	list := "the list"
	if len(pl.keys) > 0 {
		list = "the list in " + strings.Join(pl.keys, ".")
	}
	switch pl.reduction {
	case countRows:
		return "row by row over " + list + ": counted while it is read, in the same memory for any size"
	case lastRow:
		return "row by row over " + list + ": the last row is kept, in the same memory for any size"
	case nthRow:
		return fmt.Sprintf("row by row over %s: reading stops at the row that is asked for", list)
	}
	if pl.Stops {
		return "row by row over " + list + ", in the same memory for any size; reading stops when there are enough rows"
	}
	return "row by row over " + list + ", on all cores, in the same memory for any size"
}

func (p *Path) plan(o Options) (pl Plan, ok bool) {
	if len(p.faults) > 0 {
		return pl, false
	}
	steps, i := p.steps, 0
	if steps[0].Kind == Lines {
		pl.lines, i = true, 1
	} else {
		for i < len(steps) && steps[i].Kind == Key && steps[i].Key != "" {
			pl.keys = append(pl.keys, steps[i].Key)
			i++
		}
	}
	if i == len(steps) {
		return pl, len(pl.keys) > 0
	}
	first := i
	pl.over = p.text[steps[first].Start:p.end]
	for i < len(steps) && p.spreads(i, i == first) {
		for i++; i < len(steps) && steps[i].PerElement; i++ {
		}
	}
	if i > first {
		pl.rows = p.part(span{steps[first].Start, p.endOf(i)})
		if pl.rows.Misread() != nil {
			return pl, false
		}
	}
	if i == len(steps) {
		return pl, true
	}
	if steps[i].Kind == Count && i == len(steps)-1 && o.Columns != nil {
		return pl, true
	}
	return p.reduce(&pl, i)
}

// reduce plans what step i and those behind it make of the rows.
func (p *Path) reduce(pl *Plan, i int) (Plan, bool) {
	steps, out := p.steps, *pl
	s := steps[i]
	if len(pl.keys) > 0 && pl.rows == nil && s.Sep == '|' { // a pipe behind a key is taken by a text, too
		return out, false
	}
	switch {
	case s.Kind == Count && i == len(steps)-1:
		out.reduction = countRows
		return out, true
	case s.Kind == Index && s.Index >= 0:
		out.reduction, out.nth = nthRow, s.Index
	case s.Kind == First && pl.rows == nil:
		rows, err := ParsePath(p.text[s.Start:s.End] + "#")
		if err != nil || rows.Misread() != nil {
			return out, false
		}
		out.rows, out.reduction, out.found, out.final = rows, nthRow, p.text[s.Start:s.End], p.text[s.Start:p.end]
		return out, true
	case s.Kind == Modifier && s.Name == "reverse" && s.Arg == "" && i+1 < len(steps) && steps[i+1].Kind == Index && steps[i+1].Index == 0:
		out.reduction = lastRow
		i++
	default:
		return out, false
	}
	out.found, out.final = "0", "0"+p.text[steps[i].End:p.end]
	final, err := ParsePath(out.final)
	return out, err == nil && final.Misread() == nil
}

// spreads tells whether step i gives the same of a list as of its parts, one behind another.
func (p *Path) spreads(i int, first bool) bool {
	s := p.steps[i]
	if s.PerElement || !first && s.Sep != '|' {
		return false
	}
	return s.Kind == Each || s.Kind == All
}

// endOf returns where the text in front of step i ends, without its separator.
func (p *Path) endOf(i int) int {
	if i == len(p.steps) {
		return p.end
	}
	return p.steps[i].Start - 1
}
