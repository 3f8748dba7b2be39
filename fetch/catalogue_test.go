package fetch

import (
	"slices"
	"strings"
	"testing"
)

func TestResources(t *testing.T) {
	all := Resources()
	if len(all) < 60 {
		t.Fatalf("%d resources", len(all))
	}
	seen := map[string]bool{}
	for _, r := range all {
		if seen[r.Name] {
			t.Errorf("%s twice", r.Name)
		}
		seen[r.Name] = true
		if r.Name == "" || strings.Trim(r.Name, "/") != r.Name || strings.HasSuffix(r.Name, ".json") {
			t.Errorf("name %q", r.Name)
		}
		if r.Help == "" || strings.ContainsAny(r.Help, "\n\t") {
			t.Errorf("%s: help %q", r.Name, r.Help)
		}
		if r.Count > r.Most {
			t.Errorf("%s: default page %d, largest %d", r.Name, r.Count, r.Most)
		}
		if r.UserOnly != (r.App == 0) || r.User == 0 {
			t.Errorf("%s: app %d, user %d, user only %v", r.Name, r.App, r.User, r.UserOnly)
		}
		if r.V2 != "" && !strings.HasPrefix(r.V2, "GET /2/") {
			t.Errorf("%s: v2 %q", r.Name, r.V2)
		}
		wantList := map[Paging]bool{NoPages: false, MaxID: false, Search: true, Cursor: true}
		if want, ok := wantList[r.Paging]; !ok || want != (r.List != "") {
			t.Errorf("%s: paging %q, list %q", r.Name, r.Paging, r.List)
		}
		params := map[string]bool{}
		for _, p := range r.Params {
			if params[p.Name] || p.Name == "" || p.Help == "" || strings.Contains(p.Help, "\n") {
				t.Errorf("%s: parameter %+v", r.Name, p)
			}
			params[p.Name] = true
		}
		for paging, param := range map[Paging]string{MaxID: "max_id", Search: "max_id", Cursor: "cursor"} {
			if r.Paging == paging && !params[param] {
				t.Errorf("%s: pages by %s and has no such parameter", r.Name, param)
			}
		}
		if found, ok := FindResource(r.Name); !ok || found.Name != r.Name {
			t.Errorf("%s is not found by its name", r.Name)
		}
	}
}

func TestResourcesAreCopies(t *testing.T) {
	Resources()[0].Name = "gone"
	r, _ := FindResource("statuses/user_timeline")
	r.App = -1
	again, ok := FindResource("statuses/user_timeline")
	if !ok || again.App != 1500 {
		t.Errorf("the catalogue was changed: %+v", again)
	}
}

func TestFindResource(t *testing.T) {
	for name, want := range map[string]string{
		"statuses/user_timeline":            "statuses/user_timeline",
		"/statuses/user_timeline":           "statuses/user_timeline",
		"1.1/statuses/user_timeline":        "statuses/user_timeline",
		"/1.1/statuses/user_timeline.json":  "statuses/user_timeline",
		"statuses/show":                     "statuses/show",
		"statuses/show.json":                "statuses/show",
		"statuses/show/:id":                 "statuses/show/:id",
		"statuses/show/123":                 "statuses/show/:id",
		"/1.1/statuses/show/123.json":       "statuses/show/:id",
		"users/suggestions/fun/members":     "users/suggestions/:slug/members",
		"geo/id/df51dec6f4ee2b2c":           "geo/id/:place_id",
		"statuses/show/":                    "",
		"statuses/show/1/2":                 "",
		"":                                  "",
		"/":                                 "",
		"user_timeline":                     "",
		"statuses":                          "",
		"2/tweets":                          "",
		"//statuses/user_timeline":          "",
		"statuses/User_Timeline":            "",
		"https://evil/statuses/show/1.json": "",
	} {
		r, ok := FindResource(name)
		got := ""
		if ok {
			got = r.Name
		}
		if got != want || ok != (r != nil) {
			t.Errorf("FindResource(%q) = %q, want %q", name, got, want)
		}
	}
}

func TestNearestResources(t *testing.T) {
	for name, want := range map[string]string{
		"statuses/usertimeline":    "statuses/user_timeline",
		"status/user_timeline":     "statuses/user_timeline",
		"user_timeline":            "statuses/user_timeline",
		"user_timelin":             "statuses/user_timeline",
		"statuses/user_timelien":   "statuses/user_timeline",
		"/1.1/search/tweet.json":   "search/tweets",
		"followers/id":             "followers/ids",
		"user/show":                "users/show",
		"status/show/123":          "statuses/show",
		"statuses/retweet/123":     "statuses/retweets/:id",
		"timeline":                 "statuses/user_timeline",
		"friend/list":              "friends/list",
		"application/rate_limit":   "application/rate_limit_status",
		"appliance/rate":           "",
		"weather/tomorrow":         "",
		"":                         "",
		strings.Repeat("a/b", 999): "",
	} {
		got := NearestResources(name, 3)
		switch {
		case want == "" && len(got) > 0:
			t.Errorf("NearestResources(%.40q) = %q, want none", name, got)
		case want != "" && !slices.Contains(got, want):
			t.Errorf("NearestResources(%q) = %q, want %q among them", name, got, want)
		}
		if len(got) > 3 {
			t.Errorf("NearestResources(%q, 3) gives %d", name, len(got))
		}
	}
	if got := NearestResources("user_timeline", 1); !slices.Equal(got, []string{"statuses/user_timeline"}) {
		t.Errorf("nearest: %q", got)
	}
	if got := NearestResources("user_timeline", -1); len(got) != 0 {
		t.Errorf("-1 nearest: %q", got)
	}
}
