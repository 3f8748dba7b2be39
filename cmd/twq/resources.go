// twq resources: the catalogue.

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"

	"twq/fetch"
)

type resourcesCmd struct {
	Name    string `arg:"" optional:"" help:"A resource: statuses/user_timeline."`
	Profile string `placeholder:"NAME" help:"Of which API (default: $$TWQ_PROFILE, else twitter): what is worth trying there."`
	Host    string `placeholder:"HOST" help:"At which server, of a profile for many."`
	answerFlags
}

// Help is the long help.
func (resourcesCmd) Help() string {
	return `Examples:

  twq resources
  twq resources statuses/user_timeline
  twq resources -f csv -o resources.csv
  twq resources --profile mastodon --host mastodon.social
  twq resources --profile github -c try -f text`
}

// Run shows all resources, or one with its parameters.
func (c resourcesCmd) Run(ctx context.Context, w *world) error {
	if name, err := w.profileAt(c.Profile, c.Host); err != nil {
		return err
	} else if name != twitter {
		p, err := w.describedProfile(name)
		if err != nil {
			return err
		}
		if !p.Catalogue {
			return c.showWorth(ctx, w, p)
		}
	}
	if c.Name == "" {
		return c.showRows(ctx, w, resourceRows())
	}
	r, ok := fetch.FindResource(c.Name)
	if !ok {
		return &unknownResourceError{Name: c.Name, Near: fetch.NearestResources(c.Name, 4)}
	}
	return c.showRows(ctx, w, details(r))
}

// resourceRow is a resource in a list of them.
type resourceRow struct {
	Resource string  `json:"resource"`
	Help     string  `json:"answers"`
	Paging   *string `json:"paging,omitempty"`
	Count    *int    `json:"page,omitempty"`
	Most     *int    `json:"most,omitempty"`
	App      *int    `json:"app,omitempty"`
	User     int     `json:"user"`
	V2       *string `json:"v2,omitempty"`
	Retired  *string `json:"retired,omitempty"`
}

func resourceRows() []resourceRow {
	var rows []resourceRow
	for _, r := range fetch.Resources() {
		row := resourceRow{Resource: r.Name, Help: r.Help, User: r.User}
		row.Paging, row.V2, row.Retired = unlessZero(string(r.Paging)), unlessZero(r.V2), unlessZero(r.Retired)
		row.Count, row.Most, row.App = unlessZero(r.Count), unlessZero(r.Most), unlessZero(r.App)
		rows = append(rows, row)
	}
	return rows
}

// unlessZero is nil, which leaves the member out, for a value that says that there is none.
func unlessZero[T comparable](v T) *T {
	if v == *new(T) {
		return nil
	}
	return &v
}

// detail is all that is known of a resource.
type detail struct {
	Resource string     `json:"resource"`
	Help     string     `json:"answers"`
	Paging   string     `json:"paging"`
	Page     string     `json:"page"`
	App      string     `json:"calls of an app"`
	User     string     `json:"calls of a user"`
	V2       *string    `json:"in v2,omitempty"`
	Retired  *string    `json:"retired,omitempty"`
	Params   parameters `json:"-p"`
	Try      string     `json:"try"`
}

// parameters are an object with the names in the order of the catalogue.
type parameters []fetch.Param

// MarshalJSON writes the object.
func (ps parameters) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, p := range ps {
		if i > 0 {
			b.WriteByte(',')
		}
		name, err := json.Marshal(p.Name)
		if err != nil {
			return nil, err
		}
		help, err := json.Marshal(p.Help)
		if err != nil {
			return nil, err
		}
		b.Write(name)
		b.WriteByte(':')
		b.Write(help)
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

func details(r *fetch.Resource) detail {
	d := detail{
		Resource: r.Name, Help: r.Help, Paging: pagingWords(r.Paging), Page: "not counted", App: fmt.Sprintf("%d in 15 minutes", r.App),
		User: fmt.Sprintf("%d in 15 minutes", r.User), V2: unlessZero(r.V2), Retired: unlessZero(r.Retired), Params: r.Params,
		Try: "twq get " + r.Name + " --offline",
	}
	switch {
	case r.Count > 0:
		d.Page = fmt.Sprintf("%d, at most %d", r.Count, r.Most)
	case r.Most > 0:
		d.Page = fmt.Sprintf("at most %d", r.Most)
	}
	if r.UserOnly {
		d.App = "none: it wants a user's token"
	}
	return d
}

// pagingWords say how the next page is asked for.
func pagingWords(p fetch.Paging) string {
	switch p {
	case fetch.MaxID:
		return "max_id: the lowest id less 1, until a page is empty"
	case fetch.Cursor:
		return "cursor: next_cursor_str, until it is 0"
	case fetch.Search:
		return "max_id of search_metadata.next_results, until it is absent"
	case fetch.NextLink:
		return "pagination_token: meta.next_token, until it is absent"
	case fetch.Link:
		return "the next address is in the answer"
	}
	return "none: one answer"
}

// unknownResourceError is a name that the catalogue does not have.
type unknownResourceError struct {
	Name    string
	Profile string // "" for the catalogue
	Near    []string
}

func (e *unknownResourceError) Error() string { return "no resource " + e.Name }
