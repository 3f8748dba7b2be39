// The columns of -c user: the members of a user, or of the author where the row is a tweet.

package query

import "github.com/tidwall/gjson"

var userColumns = [...]struct{ name, path string }{
	{"id_str", "id_str"},
	{"screen_name", "screen_name"},
	{"name", "name"},
	{"description", "description"},
	{"location", "location"},
	{"url", "entities.url.urls.0.expanded_url"},
	{"verified", "verified"},
	{"protected", "protected"},
	{"followers_count", "followers_count"},
	{"friends_count", "friends_count"},
	{"listed_count", "listed_count"},
	{"favourites_count", "favourites_count"},
	{"statuses_count", "statuses_count"},
	{"created_at", "created_at"},
	{"profile_image_url_https", "profile_image_url_https"},
}

// The parts of a user: the id first, as in a tweet, then the links, then a part for each column that is a member.
const (
	partLinks = partID + 1 + iota
	partURL
	userMembers
)

// userColumn is the place of a column in userColumns.
const (
	columnUserID  = 0
	columnUserURL = 5
)

// authorParts are how many parts a user has: those of the author stand behind them, then the author and the texts of a tweet.
const authorParts = userMembers + len(userColumns)

func userParts() []string {
	paths := []string{partIDStr: "id_str", partID: "id", partLinks: "entities.url.urls", partURL: "url"}
	for _, c := range userColumns {
		paths = append(paths, c.name)
	}
	parts := append([]string(nil), paths...)
	for _, p := range paths {
		parts = append(parts, "user."+p)
	}
	return append(parts, "user", "text", "full_text")
}

// userRow is the parts of a row that is a user or has one.
type userRow struct{ tweetRow }

// cell is the cell of a column.
func (r userRow) cell(column int) Value {
	const author, text, fullText = 2 * authorParts, 2*authorParts + 1, 2*authorParts + 2
	from := 0
	switch {
	case r.raw(author) != "":
		from = authorParts
	case r.raw(text) != "" || r.raw(fullText) != "": // a tweet that does not say whose it is, and its id is no user's
		return Value{}
	}
	switch column {
	case columnUserID:
		return r.id(from)
	case columnUserURL:
		return r.link(from)
	}
	return r.value(from + userMembers + column)
}

// link is the address in the profile, in full where the entities tell it.
func (r userRow) link(from int) Value {
	url := r.value(from + partURL)
	if url.Type != gjson.String {
		return url
	}
	whole := url
	gjson.Parse(r.raw(from + partLinks)).ForEach(func(_, l Value) bool {
		if long := l.Get("expanded_url"); l.Get("url").Str == url.Str && long.Type == gjson.String {
			whole = valueOf(long.Raw)
			return false
		}
		return true
	})
	return whole
}
