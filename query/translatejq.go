// Says a path as a filter of jq. A filter without an output is what a missing value is in gjson.

package query

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"github.com/tidwall/gjson"
)

// jq writes filters. The facts are those of jq 1.6, and hold for 1.7 and 1.8 as well.
type jq struct{ *translator }

func (j *jq) whole(hops []hop) string {
	if j.path.steps[0].Kind == Lines {
		j.remarks.say("with jq -s, which makes a list of the lines")
	}
	filter := j.filter(hops)
	switch last := j.path.LastKey(); {
	case j.seen.long != "":
		j.remarks.say("jq before 1.7 rounds %s", Clip(j.seen.long, 30))
	case !j.seen.known && (last == "" && j.path.steps[len(j.path.steps)-1].Kind != Count || last == "id" || strings.HasSuffix(last, "_id") || last == "ids"):
		j.remarks.say("jq before 1.7 rounds ids; id_str is exact")
	}
	return filter
}

// filter joins the steps to a pipeline; plain keys and indexes stand behind each other.
func (j *jq) filter(hops []hop) string { return jqPipe(j.stages(hops)) }

func (j *jq) stages(hops []hop) (stages []string) {
	for i := 0; i < len(hops) && j.err == nil; i++ {
		h := hops[i]
		switch next := hops[i+1:]; {
		case h.Kind == Key || h.Kind == Index:
			guard, step := j.member(h.Step)
			if guard != "" {
				stages = append(stages, guard)
			}
			stages = append(stages, step)
		case (h.Kind == Each || h.Kind == All) && flattens(next):
			stages = append(append(stages, j.lists(h.Step)...), "["+jqPipe(append(j.elements(h), j.opened(h, next[0].Step)...))+"]")
			i++
		case h.Kind == Modifier && h.Name == "reverse" && len(next) > 0 && next[0].Kind == Index && next[0].Index >= 0:
			at := j.seen.step(next[0].Step)
			if j.seen.known && (at.objects > 0 || j.seen.step(h.Step).values.Object > 0) {
				j.refuseStep(h.Step, "@reverse of an object")
			}
			if guard, _ := j.member(next[0].Step); guard != "" {
				stages = append(stages, guard)
			}
			stages = append(stages, ".[-"+strconv.Itoa(next[0].Index+1)+"]")
			i++
		default:
			stages = append(stages, j.stage(h)...)
		}
	}
	return stages
}

// elements says the elements that Each and All hand on, and what is taken out of each, but for the last list in it.
func (j *jq) elements(h hop) []string {
	stages := []string{".[]"}
	if h.Query != nil {
		stages = append(stages, "select("+j.condition(h.Query)+")")
	}
	return append(stages, j.stages(h.body[:len(h.body)-j.endsInList(h)])...)
}

func (j *jq) endsInList(h hop) int {
	if n := len(h.body); n > 0 && (h.body[n-1].Kind == Each || h.body[n-1].Kind == All) {
		return 1
	}
	return 0
}

// opened says the elements of the lists that h gives for each of its elements.
func (j *jq) opened(h hop, flatten Step) []string {
	if j.endsInList(h) == 1 {
		inner := h.body[len(h.body)-1]
		stages := append(j.lists(inner.Step), j.elements(inner)...)
		if j.endsInList(inner) == 1 {
			stages = append(stages, j.stage(inner.body[len(inner.body)-1])...)
		}
		return stages
	}
	if j.listsOnly(flatten) {
		return []string{".[]"}
	}
	return []string{"if type == \"array\" then .[] else . end"}
}

// flattens says that the next step joins the lists in a list, one level.
func flattens(next []hop) bool {
	return len(next) > 0 && next[0].Kind == Modifier && next[0].Name == "flatten" && next[0].Arg == ""
}

// member says a key or an index, and what has to hold first.
func (j *jq) member(s Step) (guard, step string) {
	at := j.seen.step(s)
	asIndex := s.Kind == Index && (!j.seen.known || at.objects == 0)
	switch {
	case s.Kind == Index && at.objects > 0 && at.lists > 0:
		j.refuseStep(s, "%q is a key of objects and an index of lists here", s.Key)
		return "", "."
	case asIndex && s.Index < 0:
		j.refuseStep(s, "no list is so long")
		return "", "."
	}
	has := "has(" + jqText(s.Key) + ")"
	step = jqKey(s.Key)
	if asIndex {
		has, step = "length > "+strconv.Itoa(s.Index), ".["+strconv.Itoa(s.Index)+"]"
	}
	switch {
	case !j.seen.known:
		j.remarks.whereElse("nothing that it asks for is missing", "gives null", "raises an error")
		return "", step
	case at.always() && (asIndex || at.lists == 0):
		return "", step
	}
	if at.others > 0 || at.lists > 0 && !asIndex {
		kinds := "objects"
		if asIndex {
			kinds = "arrays"
		}
		return kinds + " | select(" + has + ")", step
	}
	return "select(" + has + ")", step
}

// lists lets only lists through, where other values come too.
func (j *jq) lists(s Step) []string {
	at := j.seen.step(s)
	switch {
	case at.fromObjects > 0 || at.objects > 0 && j.piped(s):
		j.refuseStep(s, "%q is a key here", j.source(s))
	case !j.seen.known:
		j.remarks.where("%s", j.meets(s, "a list"))
	}
	if at.objects+at.others > 0 {
		return []string{"arrays"}
	}
	return nil
}

// stage says a step that is no key or index, as stages of a pipeline.
func (j *jq) stage(h hop) []string {
	switch h.Kind {
	case Count:
		return append(j.lists(h.Step), "length")
	case Each, All:
		stages := j.elements(h)
		if j.endsInList(h) == 1 {
			stages = append(stages, j.stage(h.body[len(h.body)-1])...)
		}
		return append(j.lists(h.Step), "["+jqPipe(stages)+"]")
	case First:
		return append(j.lists(h.Step), "first(.[] | select("+j.condition(h.Query)+"))")
	case Modifier:
		return j.modifier(h.Step)
	case Literal:
		j.literal(h.Step)
		return []string{strings.TrimSpace(h.Arg)}
	case Multi:
		return []string{j.multi(h.Step)}
	}
	j.refuseStep(h.Step, "a %s has no equal", h.Kind)
	return nil
}

func (j *jq) literal(s Step) {
	if long := longNumber(s.Arg); long != "" {
		j.remarks.say("jq before 1.7 rounds %s", Clip(long, 30))
	}
}

// jqPipe joins stages; paths stand behind each other without a pipe.
func jqPipe(stages []string) string {
	var b strings.Builder
	before := ""
	for _, s := range stages {
		switch {
		case s == "." && b.Len() > 0:
			continue
		case b.Len() == 0, before == ".":
			b.Reset()
			b.WriteString(s)
		case isPathOfJQ(s) && (isPathOfJQ(before) || strings.HasPrefix(before, "first(")):
			if strings.HasPrefix(s, ".[") {
				s = s[1:]
			}
			b.WriteString(s)
			s = "." + s
		default:
			b.WriteString(" | " + s)
		}
		before = s
	}
	if b.Len() == 0 {
		return "."
	}
	return b.String()
}

// isPathOfJQ says that a stage is a path and nothing else; a path with other signs in its keys is left alone.
func isPathOfJQ(s string) bool {
	return strings.HasPrefix(s, ".") && !strings.ContainsAny(s, " |()")
}

func (j *jq) modifier(s Step) []string {
	at := j.seen.step(s)
	if j.seen.known && at.values.Missing > 0 {
		j.refuseStep(s, "nothing comes to @%s here", s.Name)
		return nil
	}
	list := func(filter string) []string {
		switch {
		case j.seen.known && at.values.Object > 0 && s.Name == "reverse":
			j.refuseStep(s, "@reverse of an object")
		case j.seen.known && at.values.Array != at.values.Count():
			return []string{"if type == \"array\" then " + filter + " else . end"}
		case !j.seen.known:
			j.remarks.where("%s", j.meets(s, "a list"))
		}
		return []string{filter}
	}
	switch s.Name {
	case "this", "valid", "ugly", "pretty":
		return []string{"."}
	case "reverse":
		return list("reverse")
	case "flatten":
		if gjson.Get(s.Arg, "deep").Bool() {
			return list("flatten")
		}
		return list("flatten(1)")
	case "keys", "values":
		if j.seen.known && at.values.Object != at.values.Count() && !(s.Name == "values" && at.values.Array == at.values.Count()) {
			j.refuseStep(s, "@%s of something that is no object", s.Name)
		}
		if !j.seen.known {
			j.remarks.where("%s", j.meets(s, "an object"))
		}
		return []string{map[string]string{"keys": "keys_unsorted", "values": "[.[]]"}[s.Name]}
	case "fromstr":
		if j.seen.known && (at.values.String != at.values.Count() || at.out != at.values.Count()) {
			j.refuseStep(s, "@fromstr of something that is no JSON in a text")
		}
		if !j.seen.known {
			j.remarks.where("%s", j.meets(s, "a text with JSON in it"))
		}
		return []string{"fromjson"}
	case "join":
		if j.seen.known && at.values.Array == at.values.Count() && !gjson.Get(s.Arg, "preserve").Bool() {
			return []string{"(map(objects) | add // {})"}
		}
	case "dig":
		if s.Path != nil && len(s.Path.steps) == 1 && s.Path.steps[0].Kind == Key {
			key := s.Path.steps[0].Key
			return []string{"[.. | objects | select(has(" + jqText(key) + ")) | " + jqKey(key) + "]"}
		}
	}
	j.refuseStep(s, "@%s has no short equal", s.Name)
	return nil
}

// multi makes an object or a list. What is missing has no output, and a list of filters leaves it out; an object is added up of parts.
func (j *jq) multi(s Step) string {
	if j.seen.step(s).values.Missing > 0 {
		j.refuseStep(s, "nothing comes to it here")
	}
	object := len(s.Items) == 0 || s.Items[0].Object
	seen := map[string]bool{}
	var parts []string
	optional := false
	for _, it := range s.Items {
		if object && seen[it.Label] {
			j.refuse(it.Start, it.End, "an object of jq has no key twice")
		}
		seen[it.Label] = true
		filter := j.filter(nest(it.Parsed.steps))
		if object {
			absent := j.mayLack(it.Parsed)
			optional = optional || absent
			if absent && j.seen.known {
				parts = append(parts, "([{"+jqText(it.Label)+": ("+filter+")}] | add // {})")
				continue
			}
			if strings.Contains(filter, " ") {
				filter = "(" + filter + ")"
			}
			label := jqText(it.Label)
			if plainName(it.Label) {
				label = it.Label
			}
			parts = append(parts, label+": "+filter)
			continue
		}
		parts = append(parts, "("+filter+")")
	}
	switch {
	case !object:
		return "[" + strings.Join(parts, ", ") + "]"
	case optional && j.seen.known:
		for i, p := range parts {
			if !strings.HasPrefix(p, "([") {
				parts[i] = "{" + p + "}"
			}
		}
		return "(" + strings.Join(parts, " + ") + ")"
	}
	return "{" + strings.Join(parts, ", ") + "}"
}

// mayLack says that an item of a multipath may have nothing.
func (j *jq) mayLack(p *Path) bool {
	for _, s := range p.steps {
		switch s.Kind {
		case Key, Index, Count, Each, All, First, Wildcard:
			if at := j.seen.step(s); s.Kind == First || at.others > 0 || at.out < at.objects+at.lists || at.objects > 0 && strings.HasPrefix(j.source(s), "#") || at.lists > 0 && s.Kind == Key {
				return true
			}
			if s.PerElement {
				return false
			}
		}
	}
	return false
}

// jqText writes a string of jq, which is one of JSON; "\(" would begin an interpolation and cannot occur.
func jqText(s string) string {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(s); err != nil {
		return fmt.Sprintf("%q", s)
	}
	return strings.ReplaceAll(strings.TrimSuffix(b.String(), "\n"), "\x7f", `\u007f`)
}

// jqKey says a key as a path of jq.
func jqKey(key string) string {
	if plainName(key) {
		return "." + key
	}
	return ".[" + jqText(key) + "]"
}

// plainName says that a key can stand without quotes: letters, digits and underscores, no digit first.
func plainName(s string) bool {
	return s != "" && plainKey(strings.ReplaceAll(s, "-", " ")) && (s[0] < '0' || s[0] > '9')
}
