// The table of the v1.1 resources: one for addresses, paging, completion, help and the practice server.

package fetch

// Parameters that several resources share.
var (
	userID     = Param{"user_id", "id of the user; or give screen_name"}
	screenName = Param{"screen_name", "name of the user without @; or give user_id"}
	userIDs    = Param{"user_id", "up to 100 ids of users, separated by commas"}
	userNames  = Param{"screen_name", "up to 100 names of users, separated by commas"}
	listID     = Param{"list_id", "id of the list; or give slug and its owner"}
	slug       = Param{"slug", "the list's name in its address; needs owner_screen_name or owner_id"}
	ownerName  = Param{"owner_screen_name", "name of the list's owner, with slug"}
	ownerID    = Param{"owner_id", "id of the list's owner, with slug"}
	tweetID    = Param{"id", "id of the tweet"}

	sinceID = Param{"since_id", "only tweets newer than this id (exclusive)"}
	maxID   = Param{"max_id", "only tweets up to this id (inclusive)"}
	count20 = Param{"count", "tweets a page, 1 to 200, default 20; counted before anything is filtered"}
	cursor  = Param{"cursor", "the page to fetch: next_cursor_str of the page before; -1, the default, is the first"}

	tweetMode   = Param{"tweet_mode", "extended: the whole text, as full_text instead of text"}
	entities    = Param{"include_entities", "true (default) or false: with hashtags, links, mentions and media"}
	trimUser    = Param{"trim_user", "true: of the author only the id"}
	altText     = Param{"include_ext_alt_text", "true: with the descriptions of images"}
	cardURI     = Param{"include_card_uri", "true: with the address of a card"}
	editControl = Param{"include_ext_edit_control", "true: with the history of edits"}
	includeRTs  = Param{"include_rts", "false: without retweets (they count all the same)"}
	skipStatus  = Param{"skip_status", "true: users without their newest tweet"}
	userEnts    = Param{"include_user_entities", "true (default) or false: with the links of a profile"}
	stringify   = Param{"stringify_ids", "true: ids as text"}
)

const (
	noSearch   = "since 2023-09-20: search left v1.1"
	noStatuses = "since 2023-11-20: single tweets left v1.1"
	noSuggest  = "since about 2019: suggestions were given up"
)

// resources is only read. Limits, page sizes and paging are those of the official charts of 2018, set right by recorded
// answers; what replaces a resource is from the v2 documentation of 2026.
var resources = []Resource{
	// Tweets.
	{
		Name: "statuses/user_timeline", Help: "the newest tweets of a user, up to 3200",
		Params: []Param{userID, screenName, sinceID, count20, maxID, trimUser,
			{"exclude_replies", "true: without replies (they count all the same)"}, includeRTs, tweetMode, altText, editControl},
		Paging: MaxID, Count: 20, Most: 200, App: 1500, User: 900, V2: "GET /2/users/:id/tweets",
	},
	{
		Name: "statuses/lookup", Help: "up to 100 tweets by id; unknown ones are left out",
		Params: []Param{{"id", "up to 100 ids of tweets, separated by commas"}, entities, trimUser,
			{"map", "true: an object with every id asked for, null for an unknown one"}, tweetMode, altText, cardURI},
		Most: 100, App: 300, User: 900, Retired: noStatuses, V2: "GET /2/tweets",
	},
	{
		Name: "statuses/show", Help: "one tweet by id",
		Params: []Param{tweetID, trimUser, {"include_my_retweet", "true: with the id of your own retweet"}, entities, tweetMode,
			altText, cardURI, editControl},
		App: 900, User: 900, Retired: noStatuses, V2: "GET /2/tweets/:id",
	},
	{
		Name: "statuses/show/:id", Help: "one tweet, its id in the path",
		Params: []Param{trimUser, {"include_my_retweet", "true: with the id of your own retweet"}, entities, tweetMode, altText,
			cardURI, editControl},
		App: 900, User: 900, Retired: noStatuses, V2: "GET /2/tweets/:id",
	},
	{
		Name: "statuses/retweets/:id", Help: "up to 100 retweets of a tweet",
		Params: []Param{{"count", "retweets to return, up to 100"}, trimUser, tweetMode},
		Most:   100, App: 300, User: 75, V2: "GET /2/tweets/:id/retweets",
	},
	{
		Name: "statuses/retweeters/ids", Help: "ids of the users who retweeted a tweet",
		Params: []Param{tweetID, {"count", "ids a page, up to 100, default 100"}, cursor, stringify},
		Paging: Cursor, List: "ids", Count: 100, Most: 100, App: 300, User: 75, V2: "GET /2/tweets/:id/retweeted_by",
	},
	{
		Name: "statuses/oembed", Help: "a tweet as HTML to embed",
		Params: []Param{tweetID, {"url", "address of the tweet; or give id"}},
		App:    180, User: 180, Retired: "since 2021-11-23: moved to publish.x.com/oembed",
	},
	{
		Name: "search/tweets", Help: "tweets of the last 7 days that match a query",
		Params: []Param{{"q", "the query, up to 500 characters"},
			{"geocode", "latitude,longitude,radius with mi or km: 53.55,9.99,10km"},
			{"lang", "language of the tweets, ISO 639-1: de"}, {"locale", "language of the query: ja"},
			{"result_type", "mixed (default), recent or popular"},
			{"count", "tweets a page, 1 to 100, default 15"}, {"until", "only tweets before this day: YYYY-MM-DD"},
			sinceID, maxID, entities, tweetMode, altText},
		Paging: Search, List: "statuses", Count: 15, Most: 100, App: 450, User: 180, Retired: noSearch,
		V2: "GET /2/tweets/search/recent",
	},
	{
		Name: "favorites/list", Help: "tweets a user likes",
		Params: []Param{userID, screenName, count20, sinceID, maxID, entities, tweetMode},
		Paging: MaxID, Count: 20, Most: 200, App: 75, User: 75, V2: "GET /2/users/:id/liked_tweets",
	},
	{
		Name: "statuses/home_timeline", Help: "tweets of those you follow",
		Params: []Param{count20, sinceID, maxID, trimUser, {"exclude_replies", "true: without replies"}, entities, tweetMode},
		Paging: MaxID, Count: 20, Most: 200, User: 15, UserOnly: true, V2: "GET /2/users/:id/timelines/reverse_chronological",
	},
	{
		Name: "statuses/mentions_timeline", Help: "tweets that mention you",
		Params: []Param{count20, sinceID, maxID, trimUser, entities, tweetMode},
		Paging: MaxID, Count: 20, Most: 200, User: 75, UserOnly: true, V2: "GET /2/users/:id/mentions",
	},
	{
		Name: "statuses/retweets_of_me", Help: "your tweets that others retweeted",
		Params: []Param{{"count", "tweets a page, up to 100, default 20"}, sinceID, maxID, trimUser, entities, userEnts, tweetMode},
		Paging: MaxID, Count: 20, Most: 100, User: 75, UserOnly: true, V2: "GET /2/users/reposts_of_me",
	},

	// Users.
	{
		Name: "users/show", Help: "one user by name or id",
		Params: []Param{userID, screenName, entities, tweetMode},
		App:    900, User: 900, V2: "GET /2/users/by/username/:username",
	},
	{
		Name: "users/lookup", Help: "up to 100 users by name or id; unknown ones are left out",
		Params: []Param{userIDs, userNames, entities, tweetMode},
		Most:   100, App: 300, User: 900, V2: "GET /2/users/by",
	},
	{
		Name: "users/search", Help: "users that match a query, up to 1000",
		Params: []Param{{"q", "the query"}, {"page", "the page, from 1"}, {"count", "users a page, up to 20, default 20"}, entities},
		Count:  20, Most: 20, User: 900, UserOnly: true, Retired: noSearch, V2: "GET /2/users/search",
	},
	{
		Name: "users/suggestions", Help: "topics under which users were suggested",
		Params: []Param{{"lang", "language of the topics"}}, App: 15, User: 15, Retired: noSuggest,
	},
	{
		Name: "users/suggestions/:slug", Help: "the users suggested under a topic",
		Params: []Param{{"lang", "language of the topics"}}, App: 15, User: 15, Retired: noSuggest,
	},
	{
		Name: "users/suggestions/:slug/members", Help: "the users suggested under a topic, with their newest tweets",
		App: 15, User: 15, Retired: noSuggest,
	},
	{
		Name: "users/profile_banner", Help: "the sizes of a user's banner",
		Params: []Param{userID, screenName}, User: 180, UserOnly: true,
	},
	{
		Name: "account/verify_credentials", Help: "the user whose token this is",
		Params: []Param{entities, skipStatus, {"include_email", "true: with the address, if the app may see it"}, tweetMode},
		User:   75, UserOnly: true, V2: "GET /2/users/me",
	},
	{Name: "account/settings", Help: "your settings", User: 15, UserOnly: true},

	// Followers and friends.
	{
		Name: "followers/ids", Help: "ids of those who follow a user, newest first",
		Params: []Param{userID, screenName, cursor, stringify, {"count", "ids a page, up to 5000, default 5000"}},
		Paging: Cursor, List: "ids", Count: 5000, Most: 5000, App: 15, User: 15, V2: "GET /2/users/:id/followers",
	},
	{
		Name: "followers/list", Help: "those who follow a user, newest first",
		Params: []Param{userID, screenName, cursor, {"count", "users a page, up to 200, default 20"}, skipStatus, userEnts},
		Paging: Cursor, List: "users", Count: 20, Most: 200, App: 15, User: 15, V2: "GET /2/users/:id/followers",
	},
	{
		Name: "friends/ids", Help: "ids of those whom a user follows, newest first",
		Params: []Param{userID, screenName, cursor, stringify, {"count", "ids a page, up to 5000, default 5000"}},
		Paging: Cursor, List: "ids", Count: 5000, Most: 5000, App: 15, User: 15, V2: "GET /2/users/:id/following",
	},
	{
		Name: "friends/list", Help: "those whom a user follows, newest first",
		Params: []Param{userID, screenName, cursor, {"count", "users a page, up to 200, default 20"}, skipStatus, userEnts},
		Paging: Cursor, List: "users", Count: 20, Most: 200, App: 15, User: 15, V2: "GET /2/users/:id/following",
	},
	{
		Name: "friendships/show", Help: "who of two users follows the other",
		Params: []Param{{"source_id", "id of the one user"}, {"source_screen_name", "name of the one user"},
			{"target_id", "id of the other user"}, {"target_screen_name", "name of the other user"}},
		App: 15, User: 180,
	},
	{
		Name: "friendships/lookup", Help: "how you are connected with up to 100 users",
		Params: []Param{userIDs, userNames}, Most: 100, User: 15, UserOnly: true,
	},
	{
		Name: "friendships/incoming", Help: "ids of those who ask to follow you",
		Params: []Param{cursor, stringify},
		Paging: Cursor, List: "ids", Count: 5000, Most: 5000, User: 15, UserOnly: true,
	},
	{
		Name: "friendships/outgoing", Help: "ids of those whom you ask to follow",
		Params: []Param{cursor, stringify},
		Paging: Cursor, List: "ids", Count: 5000, Most: 5000, User: 15, UserOnly: true,
	},
	{
		Name: "friendships/no_retweets/ids", Help: "ids of those whose retweets you do not want to see",
		Params: []Param{stringify}, User: 15, UserOnly: true,
	},
	{
		Name: "blocks/ids", Help: "ids of those whom you block",
		Params: []Param{stringify, cursor},
		Paging: Cursor, List: "ids", Count: 5000, Most: 5000, User: 15, UserOnly: true, V2: "GET /2/users/:id/blocking",
	},
	{
		Name: "blocks/list", Help: "those whom you block",
		Params: []Param{entities, skipStatus, cursor},
		Paging: Cursor, List: "users", Count: 20, Most: 20, User: 15, UserOnly: true, V2: "GET /2/users/:id/blocking",
	},
	{
		Name: "mutes/users/ids", Help: "ids of those whom you mute",
		Params: []Param{stringify, cursor},
		Paging: Cursor, List: "ids", Count: 5000, Most: 5000, User: 15, UserOnly: true, V2: "GET /2/users/:id/muting",
	},
	{
		Name: "mutes/users/list", Help: "those whom you mute",
		Params: []Param{cursor, entities, skipStatus},
		Paging: Cursor, List: "users", Count: 20, Most: 20, User: 15, UserOnly: true, V2: "GET /2/users/:id/muting",
	},

	// Lists.
	{
		Name: "lists/list", Help: "the lists a user owns or has subscribed to, up to 100",
		Params: []Param{userID, screenName, {"reverse", "true: the user's own lists first"}},
		App:    15, User: 15, V2: "GET /2/users/:id/followed_lists",
	},
	{
		Name: "lists/show", Help: "one list",
		Params: []Param{listID, slug, ownerName, ownerID}, App: 75, User: 75, V2: "GET /2/lists/:id",
	},
	{
		Name: "lists/statuses", Help: "the newest tweets of a list's members",
		Params: []Param{listID, slug, ownerName, ownerID, sinceID, maxID, count20, entities, includeRTs, tweetMode},
		Paging: MaxID, Count: 20, Most: 200, App: 900, User: 900, V2: "GET /2/lists/:id/tweets",
	},
	{
		Name: "lists/members", Help: "the members of a list",
		Params: []Param{listID, slug, ownerName, ownerID, {"count", "users a page, up to 5000, default 20"}, cursor, entities, skipStatus},
		Paging: Cursor, List: "users", Count: 20, Most: 5000, App: 75, User: 900, V2: "GET /2/lists/:id/members",
	},
	{
		Name: "lists/members/show", Help: "a user, if a member of the list",
		Params: []Param{listID, slug, ownerName, ownerID, userID, screenName, entities, skipStatus}, App: 15, User: 15,
	},
	{
		Name: "lists/subscribers", Help: "the subscribers of a list",
		Params: []Param{listID, slug, ownerName, ownerID, {"count", "users a page, up to 5000, default 20"}, cursor, entities, skipStatus},
		Paging: Cursor, List: "users", Count: 20, Most: 5000, App: 15, User: 180, V2: "GET /2/lists/:id/followers",
	},
	{
		Name: "lists/subscribers/show", Help: "a user, if a subscriber of the list",
		Params: []Param{listID, slug, ownerName, ownerID, userID, screenName, entities, skipStatus}, App: 15, User: 15,
	},
	{
		Name: "lists/memberships", Help: "the lists a user is a member of",
		Params: []Param{userID, screenName, {"count", "lists a page, up to 1000, default 20"}, cursor,
			{"filter_to_owned_lists", "true: only lists you own"}},
		Paging: Cursor, List: "lists", Count: 20, Most: 1000, App: 75, User: 75, V2: "GET /2/users/:id/list_memberships",
	},
	{
		Name: "lists/ownerships", Help: "the lists a user owns",
		Params: []Param{userID, screenName, {"count", "lists a page, up to 1000, default 20"}, cursor},
		Paging: Cursor, List: "lists", Count: 20, Most: 1000, App: 15, User: 15, V2: "GET /2/users/:id/owned_lists",
	},
	{
		Name: "lists/subscriptions", Help: "the lists a user has subscribed to",
		Params: []Param{userID, screenName, {"count", "lists a page, up to 1000, default 20"}, cursor},
		Paging: Cursor, List: "lists", Count: 20, Most: 1000, App: 15, User: 15, V2: "GET /2/users/:id/followed_lists",
	},
	{
		Name: "collections/list", Help: "the collections of a user, or those that hold a tweet",
		Params: []Param{userID, screenName, {"tweet_id", "only collections that hold this tweet"},
			{"count", "collections to return"}, {"cursor", "next_cursor of the page before"}},
		App: 1000, User: 1000,
	},
	{
		Name: "collections/show", Help: "one collection",
		Params: []Param{{"id", "id of the collection: custom-539487832448843776"}}, App: 1000, User: 1000,
	},
	{
		Name: "collections/entries", Help: "the tweets of a collection",
		Params: []Param{{"id", "id of the collection"}, {"count", "tweets to return, up to 200"},
			{"max_position", "only tweets at or before this position"}, {"min_position", "only tweets after this position"}, tweetMode},
		Most: 200, App: 1000, User: 1000,
	},

	// Trends and places.
	{
		Name: "trends/place", Help: "up to 50 trends of a place",
		Params: []Param{{"id", "WOEID of the place; 1 is the world"}, {"exclude", "hashtags: without those that begin with #"}},
		App:    75, User: 75, V2: "GET /2/trends/by/woeid/:woeid",
	},
	{Name: "trends/available", Help: "the places that have trends", App: 75, User: 75},
	{
		Name: "trends/closest", Help: "the places with trends nearest to a point",
		Params: []Param{{"lat", "latitude, -90 to 90"}, {"long", "longitude, -180 to 180"}}, App: 75, User: 75,
	},
	{Name: "geo/id/:place_id", Help: "one place", User: 75, UserOnly: true},
	{
		Name: "geo/search", Help: "places by name or near a point",
		Params: []Param{{"query", "name of the place"}, {"lat", "latitude"}, {"long", "longitude"}, {"ip", "address to locate"},
			{"granularity", "neighborhood (default), city, admin or country"}, {"max_results", "places to return"},
			{"contained_within", "id of a place around it"}},
		User: 15, UserOnly: true, Retired: noSearch,
	},
	{
		Name: "geo/reverse_geocode", Help: "up to 20 places at a point",
		Params: []Param{{"lat", "latitude"}, {"long", "longitude"}, {"accuracy", "radius in metres, or 5ft"},
			{"granularity", "neighborhood (default), city, admin or country"}, {"max_results", "places to return"}},
		User: 15, UserOnly: true,
	},
	{
		Name: "geo/similar_places", Help: "places near a point with a similar name",
		Params: []Param{{"lat", "latitude"}, {"long", "longitude"}, {"name", "name of the place"}},
		User:   15, UserOnly: true,
	},

	// What is your own.
	{Name: "saved_searches/list", Help: "your saved searches", User: 15, UserOnly: true},
	{Name: "saved_searches/show/:id", Help: "one of your saved searches", User: 15, UserOnly: true},
	{
		Name: "direct_messages/events/list", Help: "your direct messages of the last 30 days",
		Params: []Param{{"count", "events a page, up to 50, default 20"}, {"cursor", "next_cursor of the page before; none for the first"}},
		Count:  20, Most: 50, User: 15, UserOnly: true, V2: "GET /2/dm_events",
	},
	{
		Name: "direct_messages/events/show", Help: "one direct message",
		Params: []Param{{"id", "id of the event"}}, User: 15, UserOnly: true, V2: "GET /2/dm_events/:event_id",
	},

	// The API itself.
	{
		Name: "application/rate_limit_status", Help: "what is left of each rate limit; costs a call of its own",
		Params: []Param{{"resources", "families, separated by commas: statuses,users,search"}},
		App:    180, User: 180, V2: "GET /2/usage/tweets",
	},
	{
		Name: "help/configuration", Help: "lengths of links, sizes of photos",
		App: 15, User: 15, Retired: "since 2021-06-18: given up",
	},
	{Name: "help/languages", Help: "the languages of the site", App: 15, User: 15},
	{Name: "help/privacy", Help: "the privacy policy", App: 15, User: 15},
	{Name: "help/tos", Help: "the terms of service", App: 15, User: 15},
}
