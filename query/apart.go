// Finds where in a path its values part from the elements of the list that it walks first, beside which nothing else is known then.

package query

import (
	"slices"
)

// ElementsError says that something of the elements is asked that a path walks, and it walks none, or its values cannot be told to be those
// of one of them.
type ElementsError struct {
	Path string
	// Behind is the step that takes the values out of their elements, Before the one because of which it is not known which are walked, One
	// the query that takes a single element. All are empty where the path walks no list with "#", or Counts one.
	Behind, Before, One string
	Counts              bool
	// Try is a path with the same values that does; "": none is known.
	Try string
}

func (e *ElementsError) Error() string {
	switch {
	case e.Behind != "":
		return e.Path + " leaves the elements of its list behind " + e.Behind
	case e.Before != "":
		return e.Path + " walks no list that can be told, because of " + e.Before
	case e.One != "":
		return e.Path + " takes one element with " + e.One
	case e.Counts:
		return e.Path + " counts a list"
	}
	return e.Path + " does not walk a list with #"
}

// leaves finds the step behind which the values are no longer those of the elements that the first "#" of the path walks, and from is the end
// of what is taken inside of them; -1 where there is none.
func (p *Path) leaves() (at, from int) {
	first := p.firstWalk()
	if first < 0 {
		return -1, 0
	}
	taken := false
	for i := first + 1; i < len(p.steps); i++ {
		switch s := p.steps[i]; {
		case s.PerElement:
			taken = true
		case !taken && (s.Kind == Each || s.Kind == All || s.Kind == Modifier && slices.Contains([]string{"reverse", "this", "pretty", "ugly", "valid"}, s.Name)):
		default:
			return i, p.steps[i-1].End
		}
	}
	return -1, 0
}

// firstWalk is the first step that walks a list, -1 where none does.
func (p *Path) firstWalk() int {
	return slices.IndexFunc(p.steps, func(s Step) bool { return s.Kind == Each || s.Kind == All })
}

// apart says why nothing is known beside the values.
func (q question) apart() *ElementsError {
	e := &ElementsError{Path: q.path.String()}
	text := func(i int) string { return e.Path[q.path.steps[i].Start:q.path.steps[i].End] }
	steps := q.path.steps
	if at, from := q.path.leaves(); at >= 0 {
		e.Behind = text(at)
		e.Try = q.beside(at, e.Path[q.path.start:from])
		return e
	}
	last := len(steps) - 1
	for last > 0 && steps[last].PerElement {
		last--
	}
	switch first := q.path.firstWalk(); {
	case first >= 0 && last > first:
		e.Behind = text(last)
		e.Try = q.beside(first+1, e.Path[q.path.start:steps[first].End])
	case first >= 0:
		if list, _, ok := q.path.Rows(); !ok || q.doc.behind(list).IsArray() {
			e.Before = text(0)
		}
	default:
		for i, s := range steps {
			switch s.Kind {
			case First:
				e.One = text(i)
				return e
			case Count:
				e.Counts = true
				return e
			case Multi:
				e.Behind = text(i)
				return e
			}
		}
	}
	return e
}

// beside is a path that gives the same values out of their elements: what stands in front of the step at, without the pipes behind it.
func (q question) beside(at int, head string) string {
	steps := q.path.steps
	for at < len(steps) && steps[at].Kind == Modifier && slices.Contains([]string{"flatten", "reverse", "this"}, steps[at].Name) {
		at++
	}
	tries := []string{head}
	if at < len(steps) {
		if steps[at].Kind != Each {
			return ""
		}
		rest := q.path.String()[steps[at].End:q.path.end]
		tries = []string{head + rest, head + ".#" + rest}
	}
	q.doc = q.doc.short()
	want := q.canonicals()
	for _, path := range tries {
		try, ok := q.asking(path)
		if ok && len(want) > 0 && q.takes(path) && slices.Equal(try.canonicals(), want) {
			return try.path.String()
		}
	}
	return ""
}

// canonicals are the values that are counted, in whatever order.
func (q question) canonicals() (values []string) {
	_ = scalars(q.get(), func(v Value) error {
		values = append(values, string(appendCanonical(nil, v)))
		return nil
	})
	slices.Sort(values)
	return values
}
