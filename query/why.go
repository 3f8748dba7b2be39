// Says why an answer is empty: at which step it got lost, what is there instead, and which path would lead on.

package query

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/tidwall/gjson"
)

// nothing explains an answer that is missing or empty.
func (q question) nothing(whole Value, t *Trace) []Note {
	text := q.path.String()
	if text == "" {
		return []Note{{Code: "P23", Severity: Wrong, Message: "the path is empty (a variable that is not set?)", Hint: "the whole document is @this", Offset: -1}}
	}
	at, stopped := t.Stop()
	if n, ok := q.unknownModifier(); ok && (!stopped || at.Start > 0 || text[0] != '@' || nearestKey(at.Key, keysOf(at.Miss)) == "") {
		return []Note{n}
	}
	if n, ok := q.wished(); ok {
		return []Note{n}
	}
	if text == "{" || text == "[" {
		return []Note{q.note(Unbalanced, Wrong, 0, 1, fmt.Sprintf("%q opened at column 1, never closed", text), "")}
	}
	if stopped && at.Kind == Key && at.Start == 0 && at.Miss.IsObject() && strings.IndexByte("$@/", text[0]) >= 0 {
		if near := nearestKey(at.Key, keysOf(at.Miss)); near != "" && near[0] == text[0] { // a key of this data that looks like another language
			return []Note{q.noKey(at)}
		}
	}
	if root := gjson.Parse(q.doc.text); text[0] == '.' && root.IsObject() {
		if n, ok := q.dottedKey(Reached{Miss: root}); ok && n.Try != "" {
			return []Note{n}
		}
	}
	foreign, isForeign := q.otherLanguage(!stopped || at.Start == 0)
	if isForeign && foreign.Try != "" {
		return []Note{foreign}
	}
	if n, ok := q.wishedLast(); ok {
		return []Note{n}
	}
	if isForeign {
		return []Note{foreign}
	}
	if n, ok := q.inEnvelope(); ok {
		return []Note{n}
	}
	if !stopped {
		return nil
	}
	return []Note{q.lost(at, t)}
}

// otherLanguage is for a path in the words of another language, or of several. sure says that nothing of it was found, so that it is
// told also where it leads nowhere.
func (q question) otherLanguage(sure bool) (Note, bool) {
	text := q.path.String()
	try, language := foreignPath(text)
	if rest, ok := strings.CutPrefix(text, "#."); ok && language == "" && strings.Contains(rest, "(") {
		try, language = foreignPath("data." + rest)
	}
	var n Note
	if key := text[strings.LastIndexByte(text, '/')+1:]; strings.HasPrefix(text, "//") && plainKey(key) {
		n = q.note("P06", Wrong, 0, len(text), "this is a path of XPath, not of gjson", "")
		n.Try = q.placed(key, strings.ReplaceAll(text[2:], "/", "."))
		return n, true
	}
	if language != "" {
		n = q.note("P06", Wrong, 0, len(text), "this is a path of "+language+", not of gjson", try)
		if n.Try != "" && q.forgets(text, n.Try) {
			n.Try = ""
		}
		if key, ok := strings.CutPrefix(try, "@dig:"); ok && n.Try == "" {
			n.Try = q.placed(key, key)
		}
		if n.Try != "" {
			return n, true
		}
	}
	if try != "" { // of every element, perhaps
		if m := q.note("P06", Wrong, 0, len(text), n.Message, "#."+try); m.Try != "" {
			return m, true
		}
	}
	if language == "" || try != "" && !sure {
		return n, false
	}
	if try != "" {
		n.Hint = "in gjson it is " + try + ", which finds nothing here"
	}
	return n, true
}

// inEnvelope tries the path on the lists of an object that is asked like a list.
func (q question) inEnvelope() (n Note, ok bool) {
	text := q.path.String()
	if !strings.HasPrefix(q.doc.text, "{") {
		return n, false
	}
	gjson.Parse(q.doc.text).ForEach(func(k, v Value) bool {
		if try := escapeKey(k.Str) + "." + text; v.IsArray() && q.path.Steps()[0].Kind != Key && strings.HasPrefix(q.settled(try), escapeKey(k.Str)+".") {
			n, ok = q.note("P24", Thin, 0, len(text), fmt.Sprintf("the rows are in %q: this is an envelope around them", k.Str), try), true
		}
		return !ok
	})
	return n, ok
}

// unknownModifier finds a modifier that gjson does not have; taken for a key, it has found nothing.
func (q question) unknownModifier() (Note, bool) {
	for use := range q.path.Modifiers() {
		if use.Known {
			continue
		}
		names := strings.Fields("this keys values reverse flatten join tostr fromstr group dig ugly pretty valid")
		start := use.Start
		by, message := "", "gjson has no modifier @"+use.Name
		switch strings.ToLower(use.Name) {
		case "first":
			by = "0"
		case "last":
			by = "@reverse.0"
		case "length", "len", "count", "size":
			by = "#"
		case "flat", "chain":
			by = "@flatten"
		case "string", "json", "tojson":
			by = "@tostr"
		case "parse", "fromjson":
			by = "@fromstr"
		case "merge":
			by = "@join"
		case "self", "root", "identity":
			by = "@this"
		case "sort", "sorted", "sort_by", "sortby", "order", "unique", "uniq", "distinct", "max", "min", "sum", "avg", "upper", "lower":
			message += ", and nothing that does it: " + beside(use.Name)
		default:
			if near := nearestKey(use.Name, names); near != "" {
				by = "@" + near
			}
		}
		n := q.note("P19", Wrong, start, use.End, message, q.replaced(start, use.End, by))
		n.Hint = "known: @" + strings.Join(names, " @")
		if n.Try == "" && by != "" && start > 0 { // of the whole list, not of each element
			n = q.note(n.Code, n.Severity, n.Offset, n.End, n.Message, q.replaced(start-1, use.End, "|"+by))
			n.Hint = "known: @" + strings.Join(names, " @")
		}
		return n, true
	}
	return Note{}, false
}

// lost explains the step at which nothing was left.
func (q question) lost(at Reached, t *Trace) Note {
	text := q.path.String()
	step := text[at.Start:at.End]
	place := func(code, message, try string) Note { return q.note(code, Thin, at.Start, at.End, message, try) }
	list := at.Miss.IsArray()
	count := at.Miss.Get("#").Int()
	switch {
	case at.Kind == First || at.Kind == All:
		return q.noMatch(at, t)
	case at.Kind == Modifier:
		return place("P01", "@"+at.Name+" gives nothing for this "+kindName(at.Miss), "")
	case at.Kind == Key && at.Start == len(text):
		return q.note("P01", Thin, max(at.Start-1, 0), at.Start, fmt.Sprintf("behind the last %q a key is missing", text[max(at.Start-1, 0):]), strings.TrimRight(text, ".|"))
	case list && count == 0:
		if q.perElement(at.Start) && at.Kind != Index { // others are not empty
			n := place("P15", "this is a list in each element, here an empty one: # takes all of its elements", q.replaced(at.Start, at.Start, "#."))
			if n.Try != "" {
				return n
			}
		}
		return place("P20", "the list is empty here", "")
	case list && at.Kind == Key && strings.HasPrefix(step, "-") && isDigits(step[1:]):
		n := place("P05", fmt.Sprintf("elements are counted from the start: 0 to %d; from the end it is @reverse", count-1), "")
		if i, err := strconv.Atoi(step[1:]); err == nil && i > 0 {
			n = place(n.Code, n.Message, q.replaced(at.Start, at.End, "@reverse."+strconv.Itoa(i-1)))
		}
		return n
	case list && (at.Kind == Key || at.Kind == Wildcard):
		code := "P03"
		if q.perElement(at.Start) {
			code = "P15"
		}
		return q.inList(code, at, count)
	case list && at.Kind == Index:
		return q.outOfRange(at, count)
	case q.perElement(at.Start) && at.Sep == '.' && (!at.Miss.IsObject() || q.onElement(at.Start)) && q.gives(text[:at.Start-1]+"|"+text[at.Start:]):
		return place("P14", "behind # a dot goes into each element; a pipe takes the whole list", text[:at.Start-1]+"|"+text[at.Start:])
	case at.Miss.IsObject() && at.Kind == Count:
		if before, ok := strings.CutSuffix(text[:at.Start], ")."); ok { // of a query: how many pass it
			if n := place("P04", "this is the first that matches; how many match is #(…)#|#", before+")#|#"); n.Try != "" {
				return n
			}
		}
		return place("P04", fmt.Sprintf("this is one %s, not a list; @keys are its keys", noun(at.Miss)), q.replaced(at.Start, at.End, "@keys.#"))
	case at.Miss.IsObject() && strings.HasPrefix(step, "#"):
		return place("P04", fmt.Sprintf("this is one %s, not a list", noun(at.Miss)), strings.Trim(text[:at.Start]+strings.TrimLeft(text[at.End:], ".|"), ".|"))
	case at.Miss.IsObject() && isDigits(step):
		if n := place("P04", fmt.Sprintf("this is one %s, not a list", noun(at.Miss)), strings.Trim(text[:at.Start]+strings.TrimLeft(text[at.End:], ".|"), ".|")); n.Try != "" {
			return n
		}
		return q.noKey(at)
	case at.Miss.IsObject():
		return q.noKey(at)
	case !at.Miss.Exists():
		return place("P01", "nothing comes to this step", "")
	}
	if try := q.otherRows(at.Start); try != "" {
		return place("P02", fmt.Sprintf("this is a %s here; other elements have more", kindName(at.Miss)), try)
	}
	return place("P01", fmt.Sprintf("this is a %s, and there is nothing inside", kindName(at.Miss)), "")
}

// perElement says that the step at this offset runs on each element of a list.
func (q question) perElement(start int) bool {
	return slices.ContainsFunc(q.path.Steps(), func(s Step) bool { return s.Start == start && s.PerElement })
}

// onElement says that the step at this offset comes right behind the one that walks the list.
func (q question) onElement(start int) bool {
	steps := q.path.Steps()
	i := slices.IndexFunc(steps, func(s Step) bool { return s.Start == start })
	return i > 0 && (steps[i-1].Kind == Each || steps[i-1].Kind == All)
}

// inList is for a key asked of a list: one element has to be chosen, or all.
func (q question) inList(code string, at Reached, count int64) Note {
	message := fmt.Sprintf("this is a list of %d: choose one (0 to %d) or all (#)", count, count-1)
	if count == 1 {
		message = "this is a list of 1: choose it (0) or all (#)"
	}
	tries := []string{q.replaced(at.Start, at.Start, "#."), q.replaced(at.Start, at.Start, "0.")}
	if rest := q.path.String()[at.End:]; strings.Contains(rest, ".#.") { // "user.#.name": the "#" stands one step too late
		tries = append(tries, q.path.String()[:at.Start]+"#."+at.Key+strings.Replace(rest, ".#.", ".", 1))
	}
	if at.Start == 0 && at.End+1 < len(q.path.String()) && !at.Miss.Get("#."+escapeKey(at.Key)+"|0").Exists() { // the name of the whole list in front
		tries = append(tries, q.path.String()[at.End+1:])
	}
	for _, try := range tries {
		if q.gives(try) {
			return q.note(code, Thin, at.Start, at.End, message, try)
		}
	}
	if inner := findKey(at.Miss.Get("0"), at.Key, 4); inner != "" {
		if try := q.replaced(at.Start, at.End, "#."+inner); q.gives(try) {
			return q.note(code, Thin, at.Start, at.End, message, try)
		}
	}
	if n := q.noKey(Reached{Step: at.Step, Miss: at.Miss.Get("0")}); n.Hint != "" && at.Miss.Get("0").IsObject() {
		n.Code, n.Message, n.Try = code, message, ""
		return n
	}
	return q.note(code, Thin, at.Start, at.End, message, "")
}

// noMatch is for a query that no element passes: what was asked for, and which values there are.
func (q question) noMatch(at Reached, t *Trace) Note {
	var c Compared
	for _, one := range t.Queries() {
		if one.Query.Start == at.Start {
			c = one
		}
	}
	if c.Query == nil || c.Tested == 0 {
		return q.note("P20", Thin, at.Start, at.End, "the list is empty here", "")
	}
	if n, ok := q.wishedQuery(c.Query); ok && (n.Try != "" || c.Values.Missing == c.Tested) {
		return n
	}
	if n, ok := q.innerCase(c.Query); ok {
		return n
	}
	if values, _ := valuesOf(at.Miss, c.Query); !slices.ContainsFunc(values, func(v string) bool { return strings.EqualFold(v, c.Query.Value) }) {
		if n, ok := q.repaired(t, c.Query, at.Miss); ok {
			return n
		}
	}
	if c.Values.Missing == c.Tested && c.Query.Left != nil && !strings.HasPrefix(c.Query.Value, "~") {
		for _, inner := range t.Steps() {
			if inner.Query == c.Query && inner.Out == 0 && inner.Miss.IsObject() {
				return q.noKey(inner)
			}
		}
	}
	left, query := "element", c.Query
	if query.Left != nil {
		left = query.Left.String()
	}
	message := fmt.Sprintf("none of %d has %s", c.Tested, left)
	if query.Op != "" {
		message = fmt.Sprintf("none of %d has %s %s %s", c.Tested, left, query.Op, query.Right)
	}
	n := q.note("P20", Thin, query.Start, query.End, message, "")
	values, counts := valuesOf(at.Miss, query)
	if len(values) == 0 {
		return n
	}
	var shown []string
	for _, v := range values[:min(len(values), 4)] {
		short := Clip(v, 30)
		if v == "" {
			short = `""`
		}
		shown = append(shown, fmt.Sprintf("%s (%d×)", short, counts[v]))
	}
	if i := slices.IndexFunc(values, func(v string) bool { return v != query.Value && strings.EqualFold(v, query.Value) }); i >= 0 {
		v := values[i]
		if message += " (case matters)"; i >= len(shown) {
			shown[len(shown)-1] = fmt.Sprintf("%s (%d×)", Clip(v, 30), counts[v])
		}
		n.Try = q.note(n.Code, n.Severity, query.Start, query.End, "", q.replaced(query.RightStart, query.RightEnd, value(v))).Try
	}
	n.Message = message + "; values here: " + strings.Join(shown, ", ")
	if len(values) > 4 {
		n.Message += ", …"
	}
	return n
}

// innerCase is for a query inside of the one that nothing passes, whose value is there in another case.
func (q question) innerCase(outer *Query) (Note, bool) {
	for c := range q.path.Queries() {
		if c.Start <= outer.Start || c.End >= outer.End || c.Op != "=" {
			continue
		}
		counts := q.leftsOf(c)
		for _, v := range slices.Sorted(maps.Keys(counts)) {
			if v != c.Value && strings.EqualFold(v, c.Value) {
				message := fmt.Sprintf("nothing inside has %s = %s (case matters); there is %s (%d×)", leftOf(c), Clip(c.Value, 30), Clip(v, 30), counts[v])
				n := q.note("P20", Thin, c.RightStart, c.RightEnd, message, q.replaced(c.RightStart, c.RightEnd, value(v)))
				return n, n.Try != ""
			}
		}
	}
	return Note{}, false
}

// valuesOf counts the scalar left sides of a query over a list, the most frequent first.
func valuesOf(list Value, query *Query) (values []string, counts map[string]int) {
	counts = map[string]int{}
	list.ForEach(func(_, v Value) bool {
		if query.Left != nil {
			v = gjson.Get(v.Raw, query.Left.String())
		}
		if v.Exists() && v.Type != gjson.JSON {
			s := v.Raw
			if v.Type == gjson.String {
				s = v.Str
			}
			if counts[s]++; counts[s] == 1 {
				values = append(values, s)
			}
		}
		return true
	})
	slices.SortStableFunc(values, func(a, b string) int { return counts[b] - counts[a] })
	return values, counts
}
