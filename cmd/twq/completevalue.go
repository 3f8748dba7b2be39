// Offers what may stand behind a flag or as an argument: formats, resources, fixtures, fields and their like.

package main

import (
	"context"
	"slices"
	"strings"

	"github.com/alecthomas/kong"

	"twq/fetch"
	"twq/fixtures"
	"twq/fixtures/lesson"
	"twq/query"
)

// flagValues are the values a flag may have on a line, where last is the beginning of one.
func (w *world) flagValues(ctx context.Context, f *kong.Flag, line place, last string) []offer {
	switch f.Name {
	case "query":
		return w.pathOffers(ctx, line, last)
	case "columns", "as-text":
		return w.columnOffers(ctx, line, last)
	case "sort", "unique", "explode":
		return w.elementOffers(ctx, line, last)
	case "partition-by":
		return append([]offer{{"day", "of created_at, UTC"}, {"month", "of created_at, UTC"}}, w.columnOffers(ctx, line, last)...)
	case "by", "per":
		return w.besideOffers(ctx, f, line, last)
	case "format":
		var offers []offer
		for _, format := range formats() {
			if command := line.node.Name; !format.counts || command == "count" || command == "sum" {
				offers = append(offers, offer{format.name, format.help})
			}
		}
		return offers
	case "profile":
		var offers []offer
		for _, name := range w.profileNames() {
			offers = append(offers, offer{name, ""})
		}
		return offers
	case "host":
		return w.hostOffers(line)
	case "param":
		return paramOffers(line.sources())
	case "limits":
		return []offer{{"on", "refuse calls beyond a rate limit"}, {"off", "only count them"}}
	case "fault":
		return faultOffers()
	case "note":
		return codeOffers()
	case "to", "from":
		if line.node.Name == "translate" {
			return languageOffers(f.Name)
		}
	case "for":
		return []offer{{"excel", "ids as text, nothing run, dates that are dates"}}
	case "dates":
		return []offer{{"iso", "RFC 3339"}, {"asis", "as they came"}}
	case "tz":
		return []offer{{"UTC", ""}, {"local", "the zone of this computer"}}
	case "notes":
		return []offer{{"all", "say all there is to say"}, {"none", "say nothing"}}
	}
	return nil
}

// paramOffers are the parameters of the resource that the line names.
func paramOffers(sources []string) []offer {
	for _, arg := range sources {
		if r, ok := fetch.FindResource(arg); ok {
			var offers []offer
			for _, p := range r.Params {
				offers = append(offers, offer{p.Name + "=", p.Help})
			}
			return offers
		}
	}
	return nil
}

// argumentOffers are the words that may stand at an argument's place on a line, where last is the beginning of one.
func (w *world) argumentOffers(ctx context.Context, p, line place, last string) []offer {
	args := len(p.args)
	if len(p.node.Children) > 0 && args == 0 {
		var offers []offer
		for _, c := range p.node.Children {
			if !c.Hidden {
				offers = append(offers, offer{c.Name, c.Help})
			}
		}
		return offers
	}
	prefix := ""
	if strings.HasPrefix(last, "fixture:") {
		prefix = "fixture:"
	}
	switch name, takes := p.node.Name, p.positional(args); {
	case takes == "path", takes == "expr":
		return w.pathOffers(ctx, line, last)
	case name == "save" && args == 1:
		return append(w.fixtureOffers("fixture:", true), resourceOffers()...)
	case name == "collect" && args == 0:
		return resourceOffers()
	case name == "get" && args == 0, takes == "source":
		if offers, own := w.worthOffers(line); own {
			return append(w.fixtureOffers("fixture:", true), offers...)
		}
		return append(w.fixtureOffers("fixture:", true), resourceOffers()...)
	case name == "resources" && args == 0:
		if offers, own := w.worthOffers(line); own {
			return offers
		}
		return catalogueOffers()
	case name == "fields" && args == 0:
		return fieldOffers()
	case name == "limits":
		return familyOffers(p.args)
	case takes == "exercise" && args == 0:
		return w.exerciseOffers(line)
	case takes == "pack":
		return []offer{{lesson.CourseName, "the course that comes with twq"}}
	case name == "show" && args == 0:
		return w.fixtureOffers(prefix, true)
	case name == "remove" && args == 0:
		return w.fixtureOffers(prefix, false)
	case name == "completion" && args == 0:
		return []offer{{"bash", ""}, {"zsh", ""}, {"fish", ""}, {"powershell", ""}}
	}
	return nil
}

// exerciseOffers are the names of the exercises of the pack on the line.
func (w *world) exerciseOffers(line place) []offer {
	named := ""
	if given := line.given["pack"]; len(given) > 0 {
		named = given[len(given)-1]
	}
	p, err := w.readPack(named)
	if err != nil {
		return nil
	}
	var offers []offer
	for _, e := range p.Exercises {
		offers = append(offers, offer{e.Name, e.Title})
	}
	return offers
}

// codeOffers are the codes of notes.
func codeOffers() []offer {
	offers := []offer{{"all", "list them"}}
	for _, c := range query.Codes() {
		offers = append(offers, offer{c.Code, c.Title})
	}
	return offers
}

func faultOffers() []offer {
	return []offer{
		{fixtures.Exhausted, "the rate limit is used up"}, {fixtures.Overload, "over capacity, as HTML"}, {fixtures.Slow, "the answer is late"},
		{fixtures.Cut, "the answer breaks off"}, {fixtures.Length, "Content-Length is wrong"}, {fixtures.Revoked, "the token is taken back"},
	}
}

// catalogueOffers are all resources as the catalogue names them.
func catalogueOffers() []offer {
	var offers []offer
	for _, r := range fetch.Resources() {
		offers = append(offers, offer{r.Name, r.Help})
	}
	return offers
}

// familyOffers are the first parts of their names, but those that are there.
func familyOffers(there []string) []offer {
	var offers []offer
	for _, r := range fetch.Resources() {
		family, _, _ := strings.Cut(r.Name, "/")
		if !slices.Contains(there, family) {
			offers = append(offers, offer{word: family})
			there = append(there, family)
		}
	}
	return offers
}

// resourceOffers are the resources that an app may ask, as far as their names go.
func resourceOffers() []offer {
	var offers []offer
	for _, r := range fetch.Resources() {
		if !r.UserOnly && r.Retired == "" {
			offers = append(offers, offer{strings.TrimSuffix(r.Name, ":id"), r.Help})
		}
	}
	return offers
}

func (w *world) fixtureOffers(prefix string, builtin bool) []offer {
	all := fixtures.Names()
	if store, err := w.openStore(); err == nil {
		all, _ = store.List() // a folder that cannot be read has nothing to offer
	}
	var offers []offer
	for _, info := range all {
		if builtin || !info.Builtin {
			offers = append(offers, offer{prefix + info.Name, info.Help})
		}
	}
	return offers
}
