package main

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"twq/fixtures"
	"twq/query"
)

// dictionary is the fields by object and name.
type dictionary struct {
	t      *testing.T
	fields map[string]map[string]query.Field
	seen   map[string]bool // "object name"
	told   map[string]bool
}

func newDictionary(t *testing.T) *dictionary {
	d := &dictionary{t: t, fields: map[string]map[string]query.Field{}, seen: map[string]bool{}, told: map[string]bool{}}
	for _, f := range query.Fields() {
		if d.fields[f.Object] == nil {
			d.fields[f.Object] = map[string]query.Field{}
		}
		if _, twice := d.fields[f.Object][f.Name]; twice {
			t.Errorf("%s of %s stands twice", f.Name, f.Object)
		}
		d.fields[f.Object][f.Name] = f
	}
	return d
}

func (d *dictionary) wrong(format string, args ...any) {
	if text := fmt.Sprintf(format, args...); !d.told[text] {
		d.told[text] = true
		d.t.Error(text)
	}
}

// is tells whether a value is of a kind, and looks at all below it.
func (d *dictionary) is(where string, v any, kind string) bool {
	rest, list := strings.CutPrefix(kind, "list of ")
	rest2, mapped := strings.CutPrefix(kind, "map of ")
	switch v := v.(type) {
	case nil:
		return kind == "null"
	case string:
		return kind == "string"
	case bool:
		return kind == "boolean"
	case json.Number:
		return kind == "number"
	case []any:
		return list && !slices.ContainsFunc(v, func(e any) bool { return !d.is(where, e, rest) })
	case map[string]any:
		if mapped {
			for _, e := range v {
				if !d.is(where, e, rest2) {
					return false
				}
			}
			return true
		}
		object := strings.TrimPrefix(kind, "object ")
		if d.fields[object] == nil {
			return false
		}
		for k, e := range v {
			f, ok := d.fields[object][k]
			if d.seen[object+" "+k] = true; !ok {
				d.wrong("%s: %s has a %s, and the dictionary does not", where, object, k)
				continue
			}
			if !slices.ContainsFunc(strings.Split(f.Kinds, " or "), func(kind string) bool { return d.is(where, e, kind) }) {
				d.wrong("%s: %s of %s is %v, and not %s", where, k, object, short(fmt.Sprint(e), 60), f.Kinds)
			}
		}
		return true
	}
	return false
}

// check decodes an answer and looks at it.
func (d *dictionary) check(where, text, kind string) {
	d.t.Helper()
	dec := json.NewDecoder(strings.NewReader(text))
	dec.UseNumber()
	for dec.More() {
		var v any
		if err := dec.Decode(&v); err != nil {
			d.t.Errorf("%s: %v", where, err)
			return
		}
		if !d.is(where, v, kind) {
			d.wrong("%s is no %s", where, kind)
		}
	}
}

// TestDictionaryHasAll walks the built-in fixtures and answers of the practice API: every key must be in the dictionary, with its kind.
func TestDictionaryHasAll(t *testing.T) {
	d := newDictionary(t)
	s := newSession(t, nil)
	kinds := map[string]string{
		"library": "list of tweet", "timeline": "list of tweet", "timeline-2": "list of tweet", "tweet": "object tweet", "tweets": "list of tweet", "search": "object search", "search-2": "object search",
		"user": "object user", "users": "list of user", "friends-ids": "object page", "followers": "object page", "followers-2": "object page", "lists": "list of list", "trends": "list of trends",
		"limits": "object rate_limits", "library-lines": "list of tweet", "library-utf16": "list of tweet",
	}
	for _, info := range fixtures.Names() {
		kind := kinds[info.Name]
		if strings.HasPrefix(info.Name, "error-") {
			kind = "object error_answer"
		}
		out, said, code := s.run("get", "fixture:"+info.Name, "-f", "json")
		if code != 0 {
			t.Fatalf("%s: %s", info.Name, said)
		}
		d.check("fixture:"+info.Name, out, kind)
	}
	for _, c := range []struct{ kind, line string }{
		{"list of tweet", "statuses/user_timeline screen_name=harbourlib count=200"},
		{"list of tweet", "statuses/user_timeline screen_name=harbourlib count=200 tweet_mode=extended include_ext_alt_text=true"},
		{"list of tweet", "statuses/user_timeline screen_name=mira_k trim_user=true"},
		{"object tweet", "statuses/show id=1199976270398488638"},
		{"object tweet", "statuses/show id=1199976270398488638 tweet_mode=extended"},
		{"object map", "statuses/lookup id=1199976270398488638 map=true"},
		{"list of tweet", "favorites/list screen_name=mira_k"},
		{"object user", "users/show screen_name=mira_k"},
		{"list of user", "users/lookup screen_name=mira_k,harbourlib"},
		{"object search", "search/tweets q=library count=100"},
		{"object search", "search/tweets q=library count=100 tweet_mode=extended"},
		{"object page", "followers/list screen_name=harbourlib count=200"},
		{"object page", "followers/ids screen_name=harbourlib"},
		{"object page", "friends/ids screen_name=harbourlib stringify_ids=true"},
		{"object friendship", "friendships/show source_screen_name=mira_k target_screen_name=harbourlib"},
		{"list of list", "lists/list screen_name=harbourlib"},
		{"object list", "lists/show slug=course-2019 owner_screen_name=prof_oduya"},
		{"object page", "lists/members slug=course-2019 owner_screen_name=prof_oduya"},
		{"object page", "lists/ownerships screen_name=prof_oduya"},
		{"list of trends", "trends/place id=1"},
		{"list of trends", "trends/place id=766273"},
		{"list of location", "trends/available"},
		{"list of location", "trends/closest lat=40 long=-3"},
		{"object rate_limits", "application/rate_limit_status"},
		{"list of language", "help/languages"},
		{"object privacy", "help/privacy"},
		{"object terms", "help/tos"},
	} {
		args := strings.Fields(c.line)
		line := []string{"get", args[0], "--offline", "-f", "raw"}
		for _, p := range args[1:] {
			line = append(line, "-p", p)
		}
		out, said, code := s.run(line...)
		if code != 0 {
			t.Errorf("%s: %s", c.line, said)
			continue
		}
		if c.kind == "object map" {
			var by struct{ ID map[string]json.RawMessage }
			if err := json.Unmarshal([]byte(out), &by); err != nil || len(by.ID) != 1 {
				t.Errorf("%s: %v", out, err)
			}
			for _, tweet := range by.ID {
				d.check(c.line, string(tweet), "object tweet")
			}
			continue
		}
		d.check(c.line, out, c.kind)
	}
	if len(d.seen) < 150 {
		t.Errorf("only %d fields were seen", len(d.seen))
	}
}

// documentedFields are the fields that the reference of the standard, premium and enterprise API names, by object.
var documentedFields = map[string]string{
	"tweet": "created_at id id_str text full_text display_text_range source truncated in_reply_to_status_id in_reply_to_status_id_str in_reply_to_user_id in_reply_to_user_id_str " +
		"in_reply_to_screen_name user geo coordinates place contributors quoted_status_id quoted_status_id_str is_quote_status quoted_status retweeted_status quote_count reply_count " +
		"retweet_count favorite_count entities extended_entities favorited retweeted possibly_sensitive filter_level lang edit_history edit_controls editable matching_rules " +
		"current_user_retweet scopes withheld_copyright withheld_in_countries withheld_scope extended_tweet timestamp_ms card_uri ext_edit_control",
	"user": "id id_str name screen_name location derived url description protected verified followers_count friends_count listed_count favourites_count statuses_count created_at " +
		"profile_banner_url profile_image_url profile_image_url_https default_profile default_profile_image withheld_in_countries withheld_scope utc_offset time_zone lang geo_enabled following " +
		"follow_request_sent has_extended_profile notifications profile_location contributors_enabled profile_background_color profile_background_image_url " +
		"profile_background_image_url_https profile_background_tile profile_link_color profile_sidebar_border_color profile_sidebar_fill_color profile_text_color " +
		"profile_use_background_image is_translator is_translation_enabled translator_type entities status suspended needs_phone_verification email live_following muting blocking " +
		"blocked_by show_all_inline_media",
	"entities":         "hashtags media urls user_mentions symbols polls",
	"hashtag":          "indices text",
	"symbol":           "indices text",
	"mention":          "id id_str indices name screen_name",
	"url":              "display_url expanded_url indices url unwound",
	"unwound":          "url status title description",
	"media":            "display_url expanded_url id id_str indices media_url media_url_https sizes source_status_id source_status_id_str type url video_info additional_media_info ext_alt_text",
	"media_info":       "title description embeddable monetizable",
	"poll":             "options end_datetime duration_minutes",
	"place":            "id url place_type name full_name country_code country bounding_box attributes",
	"derived_location": "country country_code locality region sub_region full_name geo",
	"list":             "slug name created_at uri subscriber_count id_str id member_count mode full_name description user following",
	"trends":           "trends as_of created_at locations",
	"trend":            "name url promoted_content query tweet_volume",
	"location":         "country countryCode name parentid placeType url woeid",
	"edit_history":     "initial_tweet_id edit_tweet_ids",
	"edit_controls":    "editable_until_ms edits_remaining",
}

// TestDictionaryHasDocumented looks for each of them.
func TestDictionaryHasDocumented(t *testing.T) {
	d := newDictionary(t)
	for object, names := range documentedFields {
		for name := range strings.FieldsSeq(names) {
			if _, ok := d.fields[object][name]; !ok {
				t.Errorf("no %s of %s", name, object)
			}
		}
	}
}

// TestDictionaryIsWhole wants a sentence and an example of each field, kinds that there are, and an object for each that is named.
func TestDictionaryIsWhole(t *testing.T) {
	d := newDictionary(t)
	for _, f := range query.Fields() {
		if !strings.HasSuffix(f.Meaning, ".") || f.Example == "" || strings.ContainsAny(f.Meaning+f.Absent+f.Example, "\t\r") || strings.HasSuffix(f.Absent, ".") {
			t.Errorf("%s of %s: %q, %q, %q", f.Name, f.Object, f.Meaning, f.Absent, f.Example)
		}
		for kind := range strings.SplitSeq(f.Kinds, " or ") {
			for _, of := range []string{"list of ", "map of "} {
				for strings.HasPrefix(kind, of) {
					kind = strings.TrimPrefix(kind, of)
				}
			}
			name, object := strings.CutPrefix(kind, "object ")
			if plain := slices.Contains([]string{"string", "number", "boolean", "null"}, kind); (object || !plain) && d.fields[name] == nil {
				t.Errorf("%s of %s is %s, and there is no %s", f.Name, f.Object, f.Kinds, name)
			}
		}
	}
	for name, want := range map[string]string{
		"user.screen_name": "user", "screen_name": "user", "statuses.#.retweeted_status.entities.media.0.sizes.thumb.w": "size", "0.user.entities.url.urls": "links",
		"#(lang==en)#.place.bounding_box.type": "polygon", "retweet_count": "tweet", "trends.#.name": "trend", "ids": "page",
	} {
		if f, ok := query.FieldOf(name); !ok || f.Object != want {
			t.Errorf("%s is of %q, want %q", name, f.Object, want)
		}
	}
	for _, name := range []string{"", "nope", "user.nope", "text.text", "#.{a,b}", "user.name.#", "["} {
		if f, ok := query.FieldOf(name); ok {
			t.Errorf("%q is %s of %s", name, f.Name, f.Object)
		}
	}
}
