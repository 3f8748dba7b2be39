// Says modifiers and multipaths in Python.

package query

import (
	"slices"
	"strconv"
	"strings"
)

// modifier says a modifier; it returns how many of the steps behind it were taken along.
func (p *python) modifier(s Step, rest []hop, v *pythonValue) (taken int) {
	at := p.seen.step(s)
	lists := !p.seen.known || at.objects == 0 && at.others == 0
	if p.seen.known && at.values.Missing > 0 {
		p.refuseStep(s, "nothing comes to @%s here", s.Name)
		return 0
	}
	if s.Name != "flatten" && s.Name != "this" {
		v.made = nil
	}
	switch s.Name {
	case "this", "valid", "ugly", "pretty":
		return 0
	case "reverse":
		if !p.seen.known {
			p.remarks.where("%s", p.meets(s, "a list"))
		}
		switch {
		case !lists:
			p.refuseStep(s, "@reverse of something that is no list")
		case len(rest) > 0 && rest[0].Kind == Index && rest[0].Index >= 0 && rest[0].Key != "":
			after := pythonValue{expr: v.expr, clauses: v.clauses, inside: v.inside}
			p.member(rest[0].Step, &after)
			v.clauses = after.clauses
			v.made = nil
			v.expr += "[-" + strconv.Itoa(rest[0].Index+1) + "]"
			return 1
		default:
			v.expr += "[::-1]"
		}
	case "flatten":
		p.flatten(s, lists, v)
	case "keys", "values":
		switch {
		case p.seen.known && at.others+at.lists > 0:
			p.refuseStep(s, "@%s of something that is no object", s.Name)
		case s.Name == "keys":
			v.expr = "list(" + v.expr + ")"
		default:
			v.expr = "list(" + v.expr + ".values())"
		}
		if !p.seen.known {
			p.remarks.where("%s", p.meets(s, "an object"))
		}
	default:
		p.refuseStep(s, "@%s has no short equal", s.Name)
	}
	return 0
}

// flatten joins the lists in a list, one level. A comprehension right in front of it is opened instead of walked again.
func (p *python) flatten(s Step, lists bool, v *pythonValue) {
	if s.Arg != "" && strings.Contains(s.Arg, "deep") {
		p.refuseStep(s, "@flatten with deep has no short equal")
		return
	}
	if !lists {
		p.refuseStep(s, "@flatten of something that is no list")
		return
	}
	all := p.listsOnly(s)
	if made := v.made; made != nil && all {
		inner := made.made
		if inner == nil {
			item := p.variable("")
			inner = &pythonValue{expr: item, clauses: []string{"for " + item + " in " + made.expr}}
		}
		v.made = &pythonValue{expr: inner.expr, made: inner.made, inside: true, clauses: append(append([]string{}, made.clauses...), inner.clauses...)}
		v.expr = v.made.list()
		return
	}
	row, item := p.variable(""), p.variable("")
	inner := row
	if !all {
		inner = "(" + row + " if isinstance(" + row + ", list) else [" + row + "])"
	}
	v.made = nil
	v.expr = "[" + item + " for " + row + " in " + v.expr + " for " + item + " in " + inner + "]"
}

// listsOnly says that a list which is flattened holds nothing but lists; without data that is taken for granted.
func (t *translator) listsOnly(s Step) bool {
	if !t.seen.known {
		t.remarks.where("%s", t.meets(s, "a list of lists"))
		return true
	}
	return !slices.ContainsFunc(t.flattened(s), func(e Value) bool { return !e.IsArray() })
}

// flattened are the elements of the list that a step outside of any other gets.
func (t *translator) flattened(s Step) []Value {
	if s.PerElement {
		return []Value{{}}
	}
	before := strings.TrimRight(t.path.text[:s.Start], ".|")
	if before == "" {
		before = "@this"
	}
	p, err := ParsePath(before)
	if err != nil {
		return []Value{{}}
	}
	v, _ := Walk(t.seen.doc, p)
	return v.Array()
}

// multi makes an object or a list out of several values; what is missing is left out.
func (p *python) multi(s Step, v *pythonValue) {
	if p.seen.step(s).values.Missing > 0 {
		p.refuseStep(s, "nothing comes to it here")
	}
	object := len(s.Items) == 0 || s.Items[0].Object
	seen := map[string]bool{}
	var parts []string
	for _, it := range s.Items {
		if object && seen[it.Label] {
			p.refuse(it.Start, it.End, "an object of Python has no key twice")
			return
		}
		seen[it.Label] = true
		item := p.walk(nest(it.Parsed.steps), pythonValue{expr: v.expr, inside: true})
		if p.err != nil {
			return
		}
		opener, closer, entry := "[", "]", item.expr
		if object {
			opener, closer, entry = "{", "}", pythonText(it.Label)+": "+item.expr
		}
		switch {
		case len(item.clauses) == 0:
			parts = append(parts, entry)
		case strings.HasPrefix(item.clauses[0], "if "):
			item.clauses = append([]string{"for _ in [0]"}, item.clauses...)
			fallthrough
		default:
			star := "*"
			if object {
				star = "**"
			}
			parts = append(parts, star+opener+entry+" "+strings.Join(item.clauses, " ")+closer)
		}
	}
	opener, closer := "[", "]"
	if object {
		opener, closer = "{", "}"
	}
	v.expr = opener + strings.Join(parts, ", ") + closer
}
