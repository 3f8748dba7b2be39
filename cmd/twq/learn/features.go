// What of the path language, and of twq, a solution makes use of.

package learn

import (
	"slices"
	"strings"

	"twq/fixtures/lesson"
	"twq/query"
)

// Features returns what a path makes use of, each once, in the order of the text; docs/packs.md lists the names. What cannot be read
// has none.
func Features(path string) []string {
	p, err := query.ParsePath(path)
	if err != nil {
		return nil
	}
	var f features
	f.path(p)
	return f.list
}

type features struct{ list []string }

func (f *features) add(name string) {
	if !slices.Contains(f.list, name) {
		f.list = append(f.list, name)
	}
}

func (f *features) path(p *query.Path) {
	text := p.String()
	if strings.Contains(text, `\`) {
		f.add(`\`)
	}
	for _, s := range p.Steps() {
		if s.Sep == '|' {
			f.add("|")
		}
		switch s.Kind {
		case query.Key:
			f.add("key")
		case query.Wildcard:
			f.add("*")
		case query.Index:
			f.add("index")
		case query.Count:
			f.add("#")
		case query.Each:
			f.add("#.")
		case query.First:
			f.add("#(…)")
		case query.All:
			f.add("#(…)#")
		case query.Modifier:
			f.add("@" + s.Name)
		case query.Literal:
			f.add("!")
		case query.Lines:
			f.add("..")
		case query.Multi:
			f.multi(s)
		}
		if s.Path != nil {
			f.path(s.Path)
		}
		if s.Query != nil {
			f.query(s.Query)
		}
	}
}

func (f *features) multi(s query.Step) {
	for _, item := range s.Items {
		if item.Object {
			f.add("{…}")
		} else {
			f.add("[…]")
		}
		if item.Parsed != nil {
			f.path(item.Parsed)
		}
	}
}

func (f *features) query(q *query.Query) {
	if q.Left != nil {
		f.path(q.Left)
	}
	switch q.Op {
	case "":
		f.add("exists")
	case "=":
		f.add("==")
	default:
		f.add(q.Op)
	}
	if strings.HasPrefix(q.Right, "~") {
		f.add("~")
	}
}

// FeaturesOf returns what the solution of an exercise makes use of; nil for kinds where nothing is written.
func FeaturesOf(e *lesson.Exercise) []string {
	switch {
	case e.Kind == lesson.Blank:
		return Features(e.Fill(e.Solution))
	case e.ByPath():
		return Features(e.Solved())
	case e.ByLine():
		return lineFeatures(e.Solution)
	}
	return nil
}

// lineFeatures are the command, its flags, and what its path and columns make use of.
func lineFeatures(line string) []string {
	words, err := Words(line)
	words = bareLine(words)
	if err != nil || len(words) == 0 {
		return nil
	}
	var f features
	f.add(words[0])
	hasPath := slices.Contains([]string{"query", "count", "sum", "explain"}, words[0])
	for i := 1; i < len(words); i++ {
		w := words[i]
		if w == "-q" || w == "--query" || w == "-c" || w == "--columns" {
			f.add(w)
			if i++; i < len(words) {
				f.columns(words[i], w == "-c" || w == "--columns")
			}
			continue
		}
		if strings.HasPrefix(w, "-") && len(w) > 1 {
			name, _, _ := strings.Cut(w, "=")
			if len(name) > 2 && name[1] != '-' {
				name = name[:2]
			}
			f.add(name)
			continue
		}
		if hasPath {
			hasPath = false
			f.columns(w, false)
		}
	}
	return f.list
}

// columns adds what a path, or each of a list of columns, makes use of.
func (f *features) columns(text string, list bool) {
	paths := []string{text}
	if list {
		columns, err := query.ParseColumns(text)
		if err != nil {
			return
		}
		paths = nil
		for _, c := range columns {
			paths = append(paths, c.Path)
		}
	}
	for _, path := range paths {
		if p, err := query.ParsePath(path); err == nil {
			f.path(p)
		}
	}
}
