// Writes the rows of an outline: for people in words, for programs in numbers.

package outline

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/tidwall/gjson"

	"twq/query"
)

// printer walks the branches and hands on a row for each.
type printer struct {
	o     Options
	whole *survey
	yield func(query.Row, error) bool
	rows  int
	maps  []string // what maps were folded, in words
	alike []string // paths of members that are alike
	lost  int      // paths that cannot be written
}

func (p *printer) columns() []query.Column {
	names := "path kinds present of elements least most values sample"
	if p.o.Brief {
		names = "path kind present values"
	}
	var columns []query.Column
	for _, n := range strings.Fields(names) {
		columns = append(columns, query.Column{Name: n, Path: n})
	}
	return columns
}

// root prints the document; false when nobody listens any more.
func (p *printer) root(b *branch) bool {
	return p.print(b, pathText{}, b.total(), 0)
}

// print prints a branch, of which there could be so many, and what is below it.
func (p *printer) print(b *branch, path pathText, of int64, depth int) bool {
	if path.bad || len(path.text) > query.MaxPathLen {
		p.lost += 1 + paths(b)
		return true
	}
	if p.shown(path.String()) && !p.row(b, path.String(), of) {
		return false
	}
	return p.below(b, path, depth)
}

func (p *printer) shown(path string) bool { return under(p.o.Under, path) }

// under says that a path is the one above, or below it.
func under(above, path string) bool {
	if above == "" || above == thisPath {
		return true
	}
	rest, ok := strings.CutPrefix(path, above)
	return ok && (rest == "" || rest[0] == '.' || rest[0] == '|')
}

// below prints the members of a branch, and those of the elements of its lists.
func (p *printer) below(b *branch, path pathText, depth int) bool {
	if p.o.Depth > 0 && depth >= p.o.Depth {
		return true
	}
	for _, m := range b.members {
		if b.fold.hides(m) || m.total() == 0 { // its value never came
			continue
		}
		next := path.clone()
		next.key(m.key)
		if !p.print(m, next, b.count[objects], depth+1) {
			return false
		}
	}
	if b.all != nil {
		next := path.clone()
		next.anyKey()
		switch {
		case !p.shown(next.String()):
		case b.all.alike != nil:
			p.alike = append(p.alike, next.String())
		default:
			p.maps = append(p.maps, fmt.Sprintf("%s stands for %d members of %s", next.String(), b.all.total(), several(b.count[objects], "object")))
		}
		if !p.print(b.all, next, b.all.total(), depth+1) {
			return false
		}
	}
	if b.inside != nil && b.inside.total() > 0 {
		next := path.clone()
		next.elements()
		return p.below(b.inside, next, depth+1)
	}
	return true
}

func several(n int64, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

func (p *printer) row(b *branch, path string, of int64) bool {
	p.rows++
	if p.o.Limit > 0 && p.rows > p.o.Limit {
		return false
	}
	if p.o.Brief {
		cells := []query.Value{textValue(path), textValue(b.kind(0)), textValue(share(b.total(), of)), textValue(b.words())}
		return p.yield(rowOf(p.columns(), cells), nil)
	}
	cells := []query.Value{textValue(path), listValue(b.kinds()), intValue(b.total()), intValue(of), {}, {}, {}, {}, {}}
	if b.count[lists] > 0 {
		cells[5], cells[6] = intValue(b.least), intValue(b.most)
		if b.inside != nil {
			cells[4] = listValue(b.inside.kinds())
		}
	}
	at := b.valued()
	if few := at.few(); few != nil {
		cells[7] = gjson.Parse("[" + strings.Join(few, ",") + "]")
	}
	if at.sample != "" {
		cells[8] = sampleValue(at.sample)
	}
	return p.yield(rowOf(p.columns(), cells), nil)
}

// share is how many of how many; all of them are just so many.
func share(n, of int64) string {
	if n == of {
		return strconv.FormatInt(n, 10)
	}
	return fmt.Sprintf("%d of %d", n, of)
}

// rowOf makes the row of cells, whose value is an object.
func rowOf(columns []query.Column, cells []query.Value) query.Row {
	raw := []byte{'{'}
	for i, c := range cells {
		if !c.Exists() {
			continue
		}
		if len(raw) > 1 {
			raw = append(raw, ',')
		}
		raw = append(gjson.AppendJSONString(raw, columns[i].Name), ':')
		raw = append(raw, c.Raw...)
	}
	return query.Row{Value: query.Value{Type: gjson.JSON, Raw: string(append(raw, '}'))}, Cells: cells}
}

func textValue(s string) query.Value {
	return query.Value{Type: gjson.String, Raw: string(gjson.AppendJSONString(nil, s)), Str: s}
}

func intValue(n int64) query.Value { return gjson.Parse(strconv.FormatInt(n, 10)) }

func listValue(words []string) query.Value {
	return gjson.Parse(`["` + strings.Join(words, `","`) + `"]`)
}

// plainScalar is a scalar as people see it: a text without quotation marks, anything else as it stands in the source.
func plainScalar(raw string) string {
	if v := gjson.Parse(raw); v.Type == gjson.String {
		return v.Str
	}
	return raw
}

// sampleValue is a scalar from how it begins in the source, cut to a hundred characters; a number that is cut is a text.
func sampleValue(raw string) query.Value { return cutValue(raw, sampleLen) }

func cutValue(raw string, characters int) query.Value {
	if raw[0] != '"' {
		if cut := query.Clip(raw, characters); cut != raw {
			return textValue(cut)
		}
		return gjson.Parse(raw)
	}
	whole := raw[len(raw)-1] == '"' && gjson.Valid(raw)
	if whole {
		if v := gjson.Parse(raw); query.Clip(v.Str, characters) == v.Str {
			return v
		}
	}
	raw = strings.TrimSuffix(raw, `"`)
	if at := strings.LastIndexByte(raw, '\\'); at > len(raw)-12 && at >= 0 && !whole { // the rest of an escape may be missing
		for at > 0 && (raw[at-1] == '\\' || at > len(raw)-12 && strings.LastIndexByte(raw[:at], '\\') > at-7) {
			at = max(strings.LastIndexByte(raw[:at], '\\'), 0)
		}
		raw = raw[:max(at, 1)]
	}
	s := strings.ToValidUTF8(gjson.Parse(raw+`"`).Str, "")
	return textValue(query.Clip(s+"…", characters))
}

// exampleLen is how many characters of values people see.
const exampleLen = 40

func kindNames() [kindCount]string {
	return [...]string{"object", "list", "text", "number", "boolean", "null"}
}

// kinds names the kinds that occur.
func (b *branch) kinds() (names []string) {
	for k, name := range kindNames() {
		if b.count[k] > 0 {
			names = append(names, name)
		}
	}
	return names
}

// maxListed is how many lists in lists are named.
const maxListed = 5

// kind says in words what stands at a branch, which is in so many lists.
func (b *branch) kind(deep int) string {
	kinds := b.kinds()
	for i, k := range kinds {
		switch {
		case k == "list" && b.inside != nil && b.inside.total() > 0:
			kinds[i] = "list of …"
			if deep < maxListed {
				kinds[i] = "list of " + b.inside.kind(deep+1)
			}
		case k == "null" && i > 0:
			kinds[i] = fmt.Sprintf("%d null", b.count[nulls])
		}
	}
	return strings.Join(kinds, ", ")
}

// valued is the branch with the scalars of a path: its own, or those in its lists.
func (b *branch) valued() *branch {
	for b.sample == "" && b.inside != nil {
		b = b.inside
	}
	return b
}

// few is the distinct values where they are few and come again, or there are no others to come.
func (b *branch) few() []string {
	if b.full || len(b.values) == 0 {
		return nil
	}
	return b.values
}

// words says what the values of a branch are like.
func (b *branch) words() string {
	var parts []string
	if b.fold != nil {
		parts = append(parts, b.fold.words())
	}
	if n := len(b.members); b.fold == nil && (n > 0 || b.count[objects] > 0 && b.all == nil) {
		parts = append(parts, several(int64(n), "key"))
	}
	switch {
	case b.all == nil:
	case b.all.alike != nil:
		parts = append(parts, fmt.Sprintf("%d keys alike: %s", len(b.all.alike), query.Some(b.all.alike, 3)))
	default:
		parts = append(parts, several(b.all.total(), "member"))
	}
	if b.count[lists] > 0 {
		switch {
		case b.least != b.most:
			parts = append(parts, fmt.Sprintf("%d to %d each", b.least, b.most))
		case b.count[lists] == 1:
			parts = append(parts, several(b.least, "element"))
		default:
			parts = append(parts, fmt.Sprintf("%d each", b.least))
		}
	}
	for in := b.inside; in != nil; in = in.inside { // which has no row of its own
		if in.fold != nil {
			parts = append(parts, in.fold.words())
		}
	}
	if values := b.valued().examples(); values != "" {
		parts = append(parts, values)
	}
	return strings.Join(parts, "; ")
}

// examples lists the scalars of a branch where they are few and come again, or tells one of them.
func (b *branch) examples() string {
	few := b.few()
	if scalars := b.count[texts] + b.count[numbers] + b.count[booleans]; len(few) > 0 && (scalars > int64(len(few)) || scalars == 1) {
		shown := make([]string, len(few))
		for i, v := range few {
			if shown[i] = query.Clip(plainScalar(v), exampleLen/2); v[0] != '"' || shown[i] == "" {
				shown[i] = v
			}
		}
		if len(few) == 1 {
			shown[0] = query.Clip(plainScalar(few[0]), exampleLen)
		}
		if shown[0] != "" {
			return strings.Join(shown, " | ")
		}
		return `""`
	}
	if b.sample == "" {
		return ""
	}
	v := cutValue(b.sample, exampleLen)
	if v.Type == gjson.String {
		v.Raw = v.Str
	}
	return "e.g. " + v.Raw
}

// notes says what the rows do not show.
func (p *printer) notes() (notes []query.Note) {
	say := func(format string, args ...any) {
		notes = append(notes, query.Note{Message: fmt.Sprintf(format, args...)})
	}
	if len(p.maps) > 0 {
		say("%s (over %d different keys, or %d paths in all): they are counted together; gjson takes the first key for *", query.Some(p.maps, 3), maxKeys, maxBranches)
	}
	if len(p.alike) > 0 {
		say("%s: members that are alike are shown once; gjson takes the first key for *, and --expand shows each", query.Some(p.alike, 3))
	}
	if p.whole.doubled > 0 {
		say("P35: %s repeat a key of their object and are not counted: gjson takes the first", several(p.whole.doubled, "member"))
	}
	if p.lost > 0 {
		say("%s cannot be written, or are longer than %d bytes, and are left out", several(int64(p.lost), "path"), query.MaxPathLen)
	}
	if p.whole.passed > 0 {
		say("%s have keys longer than %d bytes, or come after too many other paths, and are not counted", several(p.whole.passed, "value"), query.MaxPathLen)
	}
	if p.o.Limit > 0 && p.rows > p.o.Limit {
		say("only the first %d paths", p.o.Limit)
	}
	return notes
}
