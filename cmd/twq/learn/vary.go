// Makes hidden data out of the data that is shown, by stated mutations.

package learn

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/tidwall/gjson"

	"twq/fixtures/lesson"
	"twq/query"
)

// Mutation is a change of data that keeps its form.
type Mutation string

// The mutations, which may be joined.
const (
	Reverse Mutation = "reverse" // the outermost list, or the lists of an envelope, begin with their last element
	Rename  Mutation = "rename"  // the short texts of each key take each other's places, everywhere in the same way
	Remove  Mutation = "remove"  // one member that not all objects of a list have is gone
)

// Varied is data that was made out of other data.
type Varied struct {
	Text string
	By   []Mutation
}

// UselessError says that no mutation made data that the exercise does not have yet, and on which the solution gives something, and
// something else than on the data that is shown.
type UselessError struct {
	Tried int
}

func (e *UselessError) Error() string { return strconv.Itoa(e.Tried) + " variants are useless" }

// maxVaried is how many variants of each way are tried: others take each other's places, another member is taken away.
const maxVaried = 8

// Vary makes hidden data for an exercise, other data than it has. The error is a *UselessError, or that of the data.
func (b *Bench) Vary(ctx context.Context, e *lesson.Exercise) (Varied, error) {
	doc, err := b.Open(ctx, e.Data)
	if err != nil {
		return Varied{}, err
	}
	text, err := doc.JSON(ctx)
	if err != nil {
		return Varied{}, &DataError{Data: e.Data, Err: err}
	}
	before, err := b.outcome(ctx, e, Document{Name: e.Data, Text: text})
	if err != nil {
		return Varied{}, err
	}
	there := map[string]bool{}
	for _, data := range append([]string{e.Data}, variantsOf(e)...) {
		if doc, err := b.Open(ctx, data); err == nil { // what cannot be read is no hindrance
			if text, err := doc.JSON(ctx); err == nil {
				there[canonical(gjson.Parse(text), false)] = true
			}
		}
	}
	tried := 0
	for nth := range maxVaried {
		for _, way := range ways {
			tree := grow(gjson.Parse(text))
			changed := true
			for _, m := range way {
				changed = tree.mutate(m, nth) && changed
			}
			var out strings.Builder
			tree.write(&out, "")
			form := canonical(gjson.Parse(out.String()), false)
			if !changed || there[form] {
				continue
			}
			there[form] = true
			tried++
			after, err := b.outcome(ctx, e, Document{Name: e.Data, Text: out.String()})
			if err != nil {
				if ctx.Err() != nil {
					return Varied{}, err
				}
				continue
			}
			if after != before {
				return Varied{Text: out.String() + "\n", By: way}, nil
			}
		}
	}
	return Varied{}, &UselessError{Tried: tried}
}

// ways are the mutations that are joined, the most telling first.
var ways = [][]Mutation{{Reverse, Rename, Remove}, {Rename, Remove}, {Reverse, Remove}, {Reverse, Rename}, {Rename}, {Reverse}, {Remove}}

// outcome is what the solution of an exercise gives on a document, in one form; an error is a solution that gives nothing there.
func (b *Bench) outcome(ctx context.Context, e *lesson.Exercise, doc Document) (string, error) {
	if e.ByPath() {
		solution := e.Solved()
		if e.Kind == lesson.Blank {
			solution = e.Fill(solution)
		}
		got, err := evaluate(ctx, doc, solution)
		if err == nil {
			err = got.err
		}
		if err != nil || !got.value.Exists() || got.value.IsArray() && len(got.value.Array()) == 0 {
			return "", &SolutionError{Exercise: e.Name, Data: doc.Name, Err: orNothing(err)}
		}
		return canonical(got.value, e.Unordered), nil
	}
	words, err := Words(e.Solution)
	if err != nil {
		return "", err
	}
	ran, err := b.runHere(ctx, e, words, doc.Name, lesson.Document, func() (string, error) { return doc.Text, nil })
	if err == nil && (ran.Code != 0 || nothingPrinted(e, ran.Out)) {
		err = &SolutionError{Exercise: e.Name, Data: doc.Name, Err: &DataError{Data: doc.Name, Said: firstLine(ran.Err)}}
	}
	return ran.Out, err
}

// nothingPrinted says that a line printed no row.
func nothingPrinted(e *lesson.Exercise, out string) bool {
	if e.Kind != lesson.Command {
		rows, ok := cells(out)
		return ok && len(rows) < 2
	}
	return strings.TrimSpace(out) == ""
}

// NothingError says that a solution finds nothing.
type NothingError struct{}

func (*NothingError) Error() string { return "it finds nothing" }

func orNothing(err error) error {
	if err == nil {
		return &NothingError{}
	}
	return err
}

// tree is a JSON value that can be changed. Scalars keep their text.
type tree struct {
	open  byte // '{', '[', or 0 for a scalar
	raw   string
	keys  []string
	below []*tree
}

func grow(v query.Value) *tree {
	t := &tree{raw: strings.TrimSpace(v.Raw)}
	switch {
	case v.IsObject():
		t.open = '{'
	case v.IsArray():
		t.open = '['
	default:
		return t
	}
	v.ForEach(func(key, value query.Value) bool {
		if t.open == '{' {
			t.keys = append(t.keys, key.String())
		}
		t.below = append(t.below, grow(value))
		return true
	})
	return t
}

func (t *tree) write(b *strings.Builder, indent string) {
	if t.open == 0 {
		b.WriteString(t.raw)
		return
	}
	closer := byte('}')
	if t.open == '[' {
		closer = ']'
	}
	b.WriteByte(t.open)
	for i, child := range t.below {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString("\n" + indent + " ")
		if t.open == '{' {
			b.WriteString(quoted(t.keys[i]) + ": ")
		}
		child.write(b, indent+" ")
	}
	if len(t.below) > 0 {
		b.WriteString("\n" + indent)
	}
	b.WriteByte(closer)
}

// mutate changes the value, from one nth to the next in another way; false: there is nothing to change.
func (t *tree) mutate(m Mutation, nth int) bool {
	switch m {
	case Reverse:
		lists := []*tree{t}
		if t.open == '{' {
			lists = t.below
		}
		done := false
		for _, l := range lists {
			if l.open == '[' && len(l.below) > 1 {
				slices.Reverse(l.below)
				done = true
			}
		}
		return done
	case Rename:
		return t.rename(nth)
	}
	return t.removeOne(&nth)
}

// rename turns the texts of each key round among themselves: each takes the place of another, of three or more not that of its
// neighbour, whose other members often are those it has had.
func (t *tree) rename(nth int) bool {
	texts := map[string][]string{}
	t.each(func(key string, child *tree) {
		if renamed(key, child) && !slices.Contains(texts[key], child.raw) {
			texts[key] = append(texts[key], child.raw)
		}
	})
	done := false
	t.each(func(key string, child *tree) {
		if all := texts[key]; renamed(key, child) && len(all) > 1 {
			by := 1 + (min(2, len(all)-1)-1+nth)%(len(all)-1)
			child.raw = all[(slices.Index(all, child.raw)+by)%len(all)]
			done = true
		}
	})
	return done
}

// renamed says that a member is a text that may be exchanged: short, and neither an id, a date nor an address.
func renamed(key string, child *tree) bool {
	if child.open != 0 || len(child.raw) < 3 || child.raw[0] != '"' || len(child.raw) > 80 {
		return false
	}
	return !strings.Contains(key, "id") && !strings.Contains(key, "_at") && !strings.Contains(child.raw, "://") && strings.ContainsFunc(child.raw, func(r rune) bool { return r > '9' })
}

// each visits every member of every object.
func (t *tree) each(visit func(key string, child *tree)) {
	for i, child := range t.below {
		if t.open == '{' {
			visit(t.keys[i], child)
		}
		child.each(visit)
	}
}

// removeOne takes away the nth member that some elements of a list have and others have not, or that is null or a container of an
// element behind the first; nth is counted down.
func (t *tree) removeOne(nth *int) bool {
	take := func(from *tree, i int) bool {
		if *nth--; *nth >= 0 {
			return false
		}
		from.drop(i)
		return true
	}
	if t.open == '[' {
		has := map[string]int{}
		objects := 0
		for _, child := range t.below {
			if child.open == '{' {
				objects++
				for _, key := range child.keys {
					has[key]++
				}
			}
		}
		for _, child := range t.below {
			for i, key := range child.keys {
				if n := has[key]; n > 1 && n < objects && take(child, i) {
					return true
				}
			}
		}
		for i, child := range t.below {
			for j := range child.keys {
				if i > 0 && (child.below[j].raw == "null" || child.below[j].open != 0) && take(child, j) {
					return true
				}
			}
		}
	}
	for _, child := range t.below {
		if child.removeOne(nth) {
			return true
		}
	}
	return false
}

func (t *tree) drop(i int) {
	t.keys = slices.Delete(t.keys, i, i+1)
	t.below = slices.Delete(t.below, i, i+1)
}
