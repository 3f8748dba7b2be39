// The columns of -c tweet: which member of a tweet, or of the tweet that it repeats, each cell is.

package query

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/tidwall/gjson"
)

type tweetColumn struct {
	name, path string
	cell       func(r tweetRow, from int) Value
	parts      []int // of the content, instead of cell: the first that is there
}

// of is the cell of a row.
func (c *tweetColumn) of(r tweetRow, from int) Value {
	if c.cell != nil {
		return c.cell(r, from)
	}
	for _, part := range c.parts {
		if r.raw(from+part) != "" {
			return r.value(from + part)
		}
	}
	return Value{}
}

// isList says that a tweet has a list there.
func (c *tweetColumn) isList() bool {
	return c.parts != nil && TellingMember(c.path[strings.LastIndexByte(c.path, '.')+1:]) != ""
}

// isComputed says that a column is more than what a tweet has at its name.
func (c tweetColumn) isComputed() bool {
	return c.path != c.name || c.name == "type" || c.name == "url"
}

// computedTweetColumn is the place of the computed column of that name; -1: there is none.
func computedTweetColumn(name string) int {
	return slices.IndexFunc(tweetColumns[:], func(c tweetColumn) bool { return c.name == name && c.isComputed() })
}

// tweetColumns are the labels, the paths whose last keys say what the cells are, and the cells; from is where the parts of the content
// begin, see [tweetRow.content].
var tweetColumns = [...]tweetColumn{
	{"id_str", "id_str", func(r tweetRow, _ int) Value { return r.id(0) }, nil},
	{"created_at", "created_at", func(r tweetRow, _ int) Value { return r.value(partCreated) }, nil},
	{"user.screen_name", "user.screen_name", func(r tweetRow, _ int) Value { return r.value(partScreenName) }, nil},
	{"user.name", "user.name", func(r tweetRow, _ int) Value { return r.value(partName) }, nil},
	{"text", "full_text", nil, []int{partWholeText, partFullText, partText}},
	{"type", "type", func(r tweetRow, _ int) Value { return r.kind() }, nil},
	{"lang", "lang", func(r tweetRow, _ int) Value { return r.value(partLang) }, nil},
	{"retweet_count", "retweet_count", func(r tweetRow, _ int) Value { return r.value(partRetweets) }, nil},
	{"favorite_count", "favorite_count", func(r tweetRow, from int) Value { return r.value(from + partFavorites) }, nil},
	{"hashtags", "entities.hashtags", nil, []int{partHashtags, partShortHashtags}},
	{"mentions", "entities.user_mentions", nil, []int{partMentions, partShortMentions}},
	{"urls", "entities.urls", nil, []int{partURLs, partShortURLs}},
	{"media", "extended_entities.media", nil, []int{partAllMedia, partMedia, partShortAllMedia, partShortMedia}},
	{"in_reply_to_screen_name", "in_reply_to_screen_name", func(r tweetRow, _ int) Value { return r.value(partReplyName) }, nil},
	{"original.id_str", "retweeted_status.id_str", func(r tweetRow, _ int) Value { return r.id(contentParts) }, nil},
	{"original.user.screen_name", "retweeted_status.user.screen_name", func(r tweetRow, _ int) Value {
		return r.value(contentParts + partScreenName)
	}, nil},
	{"place", "place.full_name", func(r tweetRow, _ int) Value { return r.place() }, nil},
	{"longitude", "coordinates.coordinates.0", func(r tweetRow, _ int) Value { return r.degrees(0) }, nil},
	{"latitude", "coordinates.coordinates.1", func(r tweetRow, _ int) Value { return r.degrees(1) }, nil},
	{"user.followers_count", "user.followers_count", func(r tweetRow, _ int) Value { return r.value(partFollowers) }, nil},
	{"url", "url", func(r tweetRow, _ int) Value { return r.address() }, nil},
}

// The parts that a tweet and the tweet it repeats both have, in this order.
const (
	partIDStr = iota
	partID
	partScreenName
	partFavorites
	partText
	partFullText
	partWholeText
	partHashtags // from here on what is marked: in the whole text, then in the text as it came
	partMentions
	partURLs
	partMedia
	partShortHashtags
	partShortMentions
	partShortURLs
	partShortMedia
	partAllMedia
	partShortAllMedia
	contentParts
)

var contentPaths = [contentParts]string{
	"id_str", "id", "user.screen_name", "favorite_count", "text", "full_text", "extended_tweet.full_text",
	"extended_tweet.entities.hashtags", "extended_tweet.entities.user_mentions", "extended_tweet.entities.urls", "extended_tweet.entities.media",
	"entities.hashtags", "entities.user_mentions", "entities.urls", "entities.media",
	"extended_tweet.extended_entities.media", "extended_entities.media",
}

// The parts of a tweet itself, behind those of its content and those of the content it repeats.
const (
	partOriginal = 2*contentParts + iota
	partCreated
	partName
	partFollowers
	partLang
	partRetweets
	partQuoted
	partQuotedID
	partQuotedIDStr
	partIsQuote
	partReplyID
	partReplyIDStr
	partReplyUser
	partReplyUserStr
	partReplyName
	partPlace
	partPlaceName
	partPoint
)

// originalTweet is where a retweet has the tweet that it repeats.
const originalTweet = "retweeted_status"

func tweetParts() []string {
	parts := append([]string(nil), contentPaths[:]...)
	for _, p := range contentPaths {
		parts = append(parts, originalTweet+"."+p)
	}
	return append(parts, originalTweet, "created_at", "user.name", "user.followers_count", "lang", "retweet_count", "quoted_status", "quoted_status_id", "quoted_status_id_str",
		"is_quote_status", "in_reply_to_status_id", "in_reply_to_status_id_str", "in_reply_to_user_id", "in_reply_to_user_id_str", "in_reply_to_screen_name",
		"place", "place.full_name", "coordinates")
}

// tweetRow is the parts of a row.
type tweetRow struct {
	text  string
	found []span
	slots []int
}

// raw is a part as it stands in the source, "" where it is missing.
func (r tweetRow) raw(part int) string {
	at := r.found[r.slots[part]]
	return r.text[at.start:at.end]
}

func (r tweetRow) value(part int) Value { return valueOf(r.raw(part)) }

// set says that a part is there and not null.
func (r tweetRow) set(part int) bool {
	raw := r.raw(part)
	return raw != "" && raw != "null"
}

func (r tweetRow) isObject(part int) bool { return strings.HasPrefix(r.raw(part), "{") }

// content is where the parts of the content begin: a retweet has the text cut to 140 characters, what is marked in that, and no likes;
// all of it is in the tweet that it repeats.
func (r tweetRow) content() int {
	if r.isObject(partOriginal) {
		return contentParts
	}
	return 0
}

// place is the full name of the place, null where the tweet has none.
func (r tweetRow) place() Value {
	if r.raw(partPlace) == "null" {
		return r.value(partPlace)
	}
	return r.value(partPlaceName)
}

// id is the id with all its digits. Where there is only a number it is that, unless a program that keeps numbers as float64 may have
// rounded it.
func (r tweetRow) id(from int) Value {
	if r.raw(from+partIDStr) != "" {
		return r.value(from + partIDStr)
	}
	raw := r.raw(from + partID)
	switch {
	case raw == "":
		return Value{}
	case raw[0] == '"':
		return r.value(from + partID)
	case strings.Trim(raw, "0123456789") != "" || mayBeRounded(raw):
		return Value{}
	}
	return textValue(raw)
}

// mayBeRounded says that digits are what a float64 is printed as, in the shortest form or in full.
func mayBeRounded(digits string) bool {
	f, err := strconv.ParseFloat(digits, 64)
	if err != nil || f >= math.MaxInt64 {
		return true
	}
	return f > 1<<53 && (strconv.FormatFloat(f, 'f', -1, 64) == digits || strconv.FormatFloat(f, 'f', 0, 64) == digits)
}

// kind tells a retweet, a quote, a reply and an original, in this order. A reply is what is addressed to a tweet or to a user. Rows that
// do not say what they reply to (those of v2) are told only by what is in them.
func (r tweetRow) kind() Value {
	switch {
	case r.isObject(partOriginal):
		return textValue("retweet")
	case r.isObject(partQuoted) || r.set(partQuotedID) || r.set(partQuotedIDStr) || r.raw(partIsQuote) == "true":
		return textValue("quote")
	case r.raw(partReplyID) == "" && r.raw(partReplyIDStr) == "":
		return Value{}
	case r.set(partReplyID) || r.set(partReplyIDStr) || r.set(partReplyUser) || r.set(partReplyUserStr):
		return textValue("reply")
	}
	return textValue("original")
}

// degrees is a number of the point, which has the longitude first; a tweet without a point has null.
func (r tweetRow) degrees(i int) Value {
	point := r.raw(partPoint)
	if point == "null" {
		return r.value(partPoint)
	}
	if !r.isObject(partPoint) || gjson.Get(point, "type").Str != "Point" {
		return Value{}
	}
	pair := gjson.Get(point, "coordinates").Array()
	if len(pair) < 2 || pair[0].Type != gjson.Number || pair[1].Type != gjson.Number {
		return Value{}
	}
	return valueOf(pair[i].Raw)
}

// address is where the tweet is read on the web, missing unless its parts are a handle and an id.
func (r tweetRow) address() Value {
	name, id := r.value(partScreenName), r.id(0)
	if name.Type != gjson.String || id.Type != gjson.String || !isHandle(name.Str) || id.Str == "" || strings.Trim(id.Str, "0123456789") != "" {
		return Value{}
	}
	raw := `"https://twitter.com/` + name.Str + "/status/" + id.Str + `"`
	return Value{Type: gjson.String, Raw: raw, Str: raw[1 : len(raw)-1]}
}

func isHandle(s string) bool {
	for i := range len(s) {
		if c := s[i] | 0x20; (c < 'a' || c > 'z') && !isDigit(s[i]) && s[i] != '_' {
			return false
		}
	}
	return s != ""
}
