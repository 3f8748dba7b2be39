// The words for what is left behind a step, and what falls out there.

package query

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/tidwall/gjson"
)

const (
	maxSample   = 60      // characters of a sample
	maxDistinct = 4       // values that are counted one by one in a sample
	maxShown    = 1 << 16 // bytes of a list or object that is looked at for a sample
)

// flow adds up the values that a step hands on.
type flow struct {
	kinds    Tally
	first    Value
	inside   int // elements of the lists
	distinct []string
	counts   map[string]int
	many     bool // more distinct values than are counted
}

func (f *flow) add(v Value) {
	if f.kinds.Count() == 0 {
		f.first = v
	}
	f.kinds.add(v)
	switch {
	case v.IsArray():
		f.inside += length(v)
	case v.Type == gjson.JSON || f.many:
	case len(v.Raw) > maxSample: // cut, two of them could look like one
		f.many = true
	default:
		f.note(shown(v), 1)
	}
}

func (f *flow) note(value string, n int) {
	if f.counts == nil {
		f.counts = map[string]int{}
	}
	if f.counts[value] == 0 {
		if len(f.distinct) == maxDistinct {
			f.many = true
			return
		}
		f.distinct = append(f.distinct, value)
	}
	f.counts[value] += n
}

func (f *flow) join(other *flow) {
	if f.kinds.Count() == 0 {
		f.first = other.first
	}
	f.kinds = f.kinds.plus(other.kinds)
	f.inside += other.inside
	f.many = f.many || other.many
	for _, value := range other.distinct {
		f.note(value, other.counts[value])
	}
}

// sample shows the values when they are few, else the first.
func (f *flow) sample() string {
	n := f.kinds.Count()
	scalars := n - f.kinds.Object - f.kinds.Array
	switch {
	case n == 0:
		return ""
	case scalars == n && n > 1 && !f.many:
		parts := make([]string, len(f.distinct))
		for i, value := range f.distinct {
			if parts[i] = value; len(f.distinct) < n {
				parts[i] = fmt.Sprintf("%s %d×", value, f.counts[value])
			}
		}
		return strings.Join(parts, ", ")
	}
	return shown(f.first)
}

// shown is a value as a sample shows it: JSON on one line, cut.
func shown(v Value) string {
	raw := v.Raw
	switch {
	case v.Type == gjson.String:
		raw = jsonText(firstRunes(v.Str, 2*maxSample))
	case v.Type == gjson.JSON && len(raw) > maxShown:
		return "…"
	case v.Type == gjson.JSON && gjson.Valid(raw):
		raw = gjson.Get(raw, "@ugly").Raw
	}
	return Clip(raw, maxSample)
}

func length(v Value) int {
	n := 0
	v.ForEach(func(_, _ Value) bool { n++; return true })
	return n
}

// Describe names the kind of a value in plain words ("list", "text", "missing value"), and counts the elements of a list or the keys of an
// object; size is -1 for anything else.
func Describe(v Value) (kind string, size int) {
	if v.IsArray() || v.IsObject() {
		return kindName(v), length(v)
	}
	return kindName(v), -1
}

// amount says what one value is, and how large.
func amount(v Value) string {
	kind, size := Describe(v)
	switch {
	case !v.Exists():
		return "nothing"
	case v.IsObject():
		return "object (" + counted(size, "key") + ")"
	case size >= 0:
		return fmt.Sprintf("list of %d", size)
	}
	return kind
}

// counted is a number with its noun: "1 key", "7 keys".
func counted(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return strconv.Itoa(n) + " " + noun + "s"
}

// kindsOf lists the kinds that were counted: "9 texts, 1 null".
func kindsOf(t Tally) string {
	var parts []string
	for _, k := range []struct {
		n    int
		noun string
	}{{t.Object, "object"}, {t.Array, "list"}, {t.String, "text"}, {t.Number, "number"}, {t.True + t.False, "boolean"}, {t.Null, "null"}} {
		if k.n > 0 {
			parts = append(parts, counted(k.n, k.noun))
		}
	}
	return strings.Join(parts, ", ")
}

// left says how many values of which kinds a step hands on.
func (w *Walked) left(f *flow) string {
	what := kindsOf(w.Kinds)
	switch {
	case w.Out == 1 && w.Kinds.Object == 1:
		what += " (" + counted(length(f.first), "key") + ")"
	case w.Out == 1 && w.Kinds.Array == 1:
		what += " (" + counted(f.inside, "element") + ")"
	case w.Kinds.Array == w.Out && w.Out > 0:
		what += " (" + counted(f.inside, "element") + " in all)"
	}
	have := w.In - w.Missed
	verb := "have"
	if have == 1 {
		verb = "has"
	}
	switch {
	case w.Kind == All && w.Tested > 0:
		what = strings.TrimSuffix(fmt.Sprintf("%d of %d %s: %s", w.Matched, w.Tested, plural(w.Matched, "matches", "match"), what), ": ")
	case w.Kind == First && w.In == 1 && w.Out == 1:
		what = fmt.Sprintf("element %d matches: %s", w.Tested-1, what)
	case w.takes() && w.Missed > 0 && w.In > 1:
		what = strings.TrimSuffix(fmt.Sprintf("%d of %d %s it: %s", have, w.In, verb, what), ": ")
	case w.Out == 0:
		what = "nothing"
	}
	return what
}

// reason says why the only value that came had nothing for the step.
func (w *Walked) reason() string {
	switch miss := w.miss; {
	case w.In != 1 || !miss.Exists():
	case miss.IsArray() && w.Kind == Index:
		return "the list has " + strconv.Itoa(length(miss))
	case miss.IsArray() && w.takes():
		return "this is a list of " + strconv.Itoa(length(miss))
	case miss.IsObject() && w.takes():
		return "the object has no such key"
	case miss.Type != gjson.JSON && w.takes():
		return "this is " + article(kindName(miss)) + ", with nothing inside"
	}
	return "nothing is left here"
}

func plural(n int, one, more string) string {
	if n == 1 {
		return one
	}
	return more
}

// takes tells whether the step takes a part of each value that comes.
func (w *Walked) takes() bool { return w.Kind == Key || w.Kind == Wildcard || w.Kind == Index }

// lost says what falls out at a step. In the left side of a query nothing does: there values are only looked at.
func (w *Walked) lost() string {
	switch {
	case w.insideQuery:
		return ""
	case w.Kind == All && w.Tested > w.Matched && w.Matched > 0:
		n := w.Tested - w.Matched
		return fmt.Sprintf("%d %s left out here", n, plural(n, "is", "are"))
	case w.Out == 0:
		return w.reason()
	case w.takes() && w.Missed > 0:
		return fmt.Sprintf("%d %s left out here", w.Missed, plural(w.Missed, "is", "are"))
	case w.Kind == Each && w.emptyLists == w.Missed && w.Missed > 0:
		return fmt.Sprintf("%d of %d %s empty", w.Missed, w.In, plural(w.Missed, "is", "are"))
	case w.Missed > 0:
		return fmt.Sprintf("%d of %d %s nothing", w.Missed, w.In, plural(w.Missed, "gives", "give"))
	}
	return ""
}
