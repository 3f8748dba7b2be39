// The profiles that are built in.

package fetch

// Profiles returns the built-in profiles, by name: twitter, whose addresses are those of the API reference of oauth2/token; practice,
// whose host does not exist (RFC 6761) and is answered inside the program; and APIs that can be asked today. What is said of those is
// from their documentation, as it stood in 2025: docs.x.com, docs.joinmastodon.org/api, docs.github.com/rest, mediawiki.org/wiki/API,
// wikidata.org/wiki/Wikidata:Data_access.
func Profiles() map[string]Profile {
	return map[string]Profile{
		"twitter": {
			Name: "twitter", Base: "https://api.twitter.com/1.1/", Suffix: ".json", Catalogue: true,
			TokenURL: "https://api.twitter.com/oauth2/token", Auth: AuthBearer,
			TokenEnv: "TWQ_BEARER_TOKEN", KeyEnv: "TWQ_API_KEY", SecretEnv: "TWQ_API_SECRET",
		},
		"practice": {
			Name: "practice", Base: "https://practice.invalid/1.1/", Suffix: ".json", Catalogue: true,
			TokenURL: "https://practice.invalid/oauth2/token", Auth: AuthBearer,
		},
		"x": {
			Name: "x", Base: "https://api.x.com/2/", Auth: AuthBearer, TokenURL: "https://api.x.com/oauth2/token",
			TokenEnv: "X_BEARER_TOKEN", KeyEnv: "X_API_KEY", SecretEnv: "X_API_SECRET",
			Paging: NextToken, PageKeys: PageKeys{Items: "data"},
			Worth: []Worth{
				{"tweets/search/recent", []Pair{{"query", "library lang:en"}, {"tweet.fields", "created_at,public_metrics"}}, "tweets of the last 7 days that match"},
				{"users/by/username/:username", []Pair{{"username", "harbourlib"}}, "one user by name, with the id that other resources want"},
				{"users/:id/tweets", []Pair{{"id", "7"}, {"max_results", "100"}}, "the newest tweets of a user, up to 3200"},
				{"tweets", []Pair{{"ids", "1202955310000000101"}}, "up to 100 tweets by id"},
				{"users/:id/followers", []Pair{{"id", "7"}}, "who follows a user"},
			},
		},
		"mastodon": {
			Name: "mastodon", Base: "https://" + hostMark + "/api/", Auth: AuthOptional, Paging: Link,
			Hosts:  []string{"mastodon.social", "fosstodon.org", "mas.to", "hachyderm.io"},
			Limits: LimitHeaders{"X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset", ResetDate},
			Worth: []Worth{
				{"v1/timelines/public", []Pair{{"limit", "40"}, {"local", "true"}}, "the newest public posts of the server"},
				{"v1/timelines/tag/:hashtag", []Pair{{"hashtag", "library"}}, "the newest public posts with a hashtag"},
				{"v1/accounts/lookup", []Pair{{"acct", "Mastodon"}}, "one account by name, with the id that other resources want"},
				{"v1/accounts/:id/statuses", []Pair{{"id", "13179"}, {"exclude_replies", "true"}}, "the posts of an account"},
				{"v1/trends/tags", nil, "the hashtags that are used most"},
				{"v2/instance", nil, "what the server says of itself"},
			},
		},
		"github": {
			Name: "github", Base: "https://api.github.com/", Auth: AuthOptional, TokenEnv: "GITHUB_TOKEN", Paging: Link,
			Header: []Pair{{"Accept", "application/vnd.github+json"}, {"X-GitHub-Api-Version", "2022-11-28"}},
			Limits: LimitHeaders{"X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset", ResetEpoch},
			Worth: []Worth{
				{"repos/tidwall/gjson/issues", []Pair{{"state", "all"}, {"per_page", "100"}}, "issues and pull requests of a repository"},
				{"repos/tidwall/gjson/releases", nil, "its releases"},
				{"search/repositories", []Pair{{"q", "json language:go"}, {"per_page", "100"}}, "repositories that match; the first 1000"},
				{"users/octocat", nil, "one user"},
				{"rate_limit", nil, "what is left of each limit; costs nothing"},
			},
		},
		"wikipedia": {
			Name: "wikipedia", Base: "https://" + hostMark + "/w/", Host: "en.wikipedia.org", Auth: AuthNone,
			Hosts:  []string{"en.wikipedia.org", "de.wikipedia.org", "es.wikipedia.org", "fr.wikipedia.org", "commons.wikimedia.org"},
			Paging: NextToken, PageKeys: PageKeys{Items: "query.*", Next: "continue"},
			Params: []Pair{{"format", "json"}, {"formatversion", "2"}},
			Worth: []Worth{
				{"api.php", []Pair{{"action", "query"}, {"list", "search"}, {"srsearch", "public library"}}, "pages that match; goes on with --pages"},
				{"api.php", []Pair{{"action", "query"}, {"list", "categorymembers"}, {"cmtitle", "Category:Libraries"}, {"cmlimit", "500"}}, "the pages of a category"},
				{"api.php", []Pair{{"action", "query"}, {"prop", "extracts"}, {"exintro", "1"}, {"explaintext", "1"}, {"titles", "Library"}}, "the beginning of an article, as text"},
				{"rest.php/v1/search/page", []Pair{{"q", "library"}, {"limit", "20"}}, "pages that match, with descriptions"},
			},
		},
		"wikidata": {
			Name: "wikidata", Base: "https://www.wikidata.org/", Auth: AuthNone,
			Paging: NextToken, PageKeys: PageKeys{Items: "query.*", Next: "continue"},
			Worth: []Worth{
				{"wiki/Special:EntityData/Q7075.json", nil, "all there is about one thing: Q7075 is the library"},
				{"w/api.php", []Pair{{"action", "wbsearchentities"}, {"search", "library"}, {"language", "en"}, {"format", "json"}}, "things of that name, with their Q"},
			},
		},
		"wikidata-sparql": {
			Name: "wikidata-sparql", Base: "https://query.wikidata.org/", Auth: AuthNone,
			Header: []Pair{{"Accept", "application/sparql-results+json"}},
			Worth: []Worth{
				{"sparql", []Pair{{"query", "SELECT ?item ?itemLabel WHERE { ?item wdt:P31 wd:Q22806. SERVICE wikibase:label { bd:serviceParam wikibase:language \"en\". } } LIMIT 10"}},
					"national libraries; the rows are in results.bindings"},
			},
		},
	}
}
