// What is known of a resource, and how one is found by its name.

package fetch

import (
	"cmp"
	"slices"
	"strings"

	"github.com/agnivade/levenshtein"
)

// Paging is how a resource names its next page.
type Paging string

// The ways of paging.
const (
	NoPages  Paging = ""          // one answer
	MaxID    Paging = "max_id"    // timelines: max_id = lowest id - 1 until an empty page
	Cursor   Paging = "cursor"    // cursor = next_cursor_str until it is 0
	Search   Paging = "search"    // max_id out of search_metadata.next_results until it is absent
	NextLink Paging = "next_link" // v2: pagination_token = meta.next_token until it is absent
	Link     Paging = "link"      // other APIs: a Link header with rel="next", or a URL in next or links.next of the answer

	NextToken  Paging = "next_token" // other APIs: a value of the answer becomes a parameter until it is absent; see PageKeys
	PageNumber Paging = "page"       // other APIs: page = the one before + 1, until a page is empty
	Offset     Paging = "offset"     // other APIs: offset = the one before + the rows of its page, until a page is empty
)

// Resource is one GET resource of an API.
type Resource struct {
	Name        string  // "statuses/user_timeline"; a part of the path that varies is written ":id"
	Help        string  // one line: what it answers
	Params      []Param // in the order of the documentation
	Paging      Paging
	List        string // key of the rows in an answer with pages; "" when the answer itself is the list
	Count, Most int    // default and largest page size; 0: has none
	App, User   int    // calls in 15 minutes with an app's token, with a user's
	UserOnly    bool   // an app-only token is refused (403, code 220)
	Retired     string // since when it answers no more, and why; empty: not retired
	V2          string // the v2 resource that replaces it, "GET /2/users/:id/tweets"; empty: none
}

// Param is a query parameter of a resource.
type Param struct {
	Name string
	Help string // one line, with the values it takes
}

// Resources returns the catalogue of v1.1 in the order of its documentation. The caller may keep and reorder the list; the
// Params of its entries are shared and only to be read.
func Resources() []Resource { return slices.Clone(resources) }

// FindResource finds the catalogue's entry for a resource as people write it: with or without a leading "/", "1.1/" or
// "/1.1/", with or without ".json", and with an id in its path where the entry has ":id". The entry is the caller's own.
func FindResource(name string) (*Resource, bool) {
	name = plainName(name)
	for _, r := range resources {
		if r.Name == name {
			return &r, true
		}
	}
	for _, r := range resources {
		if strings.Contains(r.Name, ":") && matches(r.Name, name) {
			return &r, true
		}
	}
	return nil, false
}

// NearestResources returns the names of at most n resources that name may have meant, nearest first; often none.
func NearestResources(name string, n int) []string {
	name = strings.TrimRight(strings.ToLower(plainName(name)), "/0123456789")
	type near struct {
		name     string
		distance int
	}
	var found []near
	for _, r := range resources {
		fixed, _, _ := strings.Cut(r.Name, "/:")
		if d, ok := distance(name, fixed); ok {
			found = append(found, near{r.Name, d})
		}
	}
	slices.SortStableFunc(found, func(a, b near) int { return cmp.Compare(a.distance, b.distance) })
	var names []string
	for _, f := range found[:min(max(n, 0), len(found))] {
		names = append(names, f.name)
	}
	return names
}

// plainName is the name of a resource as the catalogue writes it.
func plainName(name string) string {
	name = strings.TrimPrefix(name, "/")
	name = strings.TrimPrefix(name, "1.1/")
	return strings.TrimSuffix(name, ".json")
}

// matches reports whether name fits a template such as "statuses/show/:id".
func matches(template, name string) bool {
	want, have := strings.Split(template, "/"), strings.Split(name, "/")
	if len(want) != len(have) {
		return false
	}
	for i, w := range want {
		if have[i] == "" || w != have[i] && !strings.HasPrefix(w, ":") {
			return false
		}
	}
	return true
}

// distance says how far a name is from a resource, and whether it is near enough to be worth a mention: a few letters of the
// whole name or of its last part, its beginning, or the same last word (timeline for user_timeline).
func distance(name, resource string) (int, bool) {
	if name == "" || len(name) > 100 { // longer than any resource
		return 0, false
	}
	whole := levenshtein.ComputeDistance(name, resource)
	if whole <= 1+len(name)/6 {
		return whole, true
	}
	have, want := lastPart(name, "/"), lastPart(resource, "/")
	last := levenshtein.ComputeDistance(have, want)
	switch {
	case last <= len(have)/5:
		// Among equals the one whose family is nearer comes first.
		return 10*(1+last) + whole, true
	case len(name) > 3 && strings.HasPrefix(resource, name):
		return 50 + whole, true
	case len(have) > 3 && lastPart(have, "/_") == lastPart(want, "/_"):
		return 100 + whole, true
	}
	return 0, false
}

func lastPart(s, separators string) string { return s[strings.LastIndexAny(s, separators)+1:] }
