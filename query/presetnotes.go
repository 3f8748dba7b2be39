// Says what there is to know of the columns of presets: keys of the same name, rows of another kind, texts that are cut in the data.

package query

import (
	"fmt"
	"slices"

	"github.com/tidwall/gjson"
)

// presetNotes says which preset has the name of a key of the rows, and which finds none of what it is made for. That some cells are
// missing is no news: a tweet without a place has none.
func (c *cutter) presetNotes(rows int, first Value) (notes []Note) {
	for p := tweetPreset; p < presetCount; p++ {
		at := slices.IndexFunc(c.columns, func(col Column) bool { return col.derived.of == p })
		if at < 0 || rows == 0 {
			continue
		}
		name := p.String()
		if own := member(first.Raw, name); own.Exists() && (p == tweetPreset || noun(first) != "tweet") {
			notes = append(notes, Note{Severity: Hint, Message: fmt.Sprintf("the rows have a key %q, and -c %s gives the columns of a %s; for the key: -c %s:%s", name, name, name, name, name), Offset: -1})
		}
		telling, other := []string{"id_str", "text"}, " (-c user is for users)"
		if p == userPreset {
			telling, other = []string{"id_str", "screen_name"}, ""
		}
		none := true
		for i, col := range c.columns {
			if col.derived.of == p && slices.Contains(telling, col.Name) {
				none = none && c.missing[i] == rows
			}
		}
		if _, _, isError := errorBody(first.Raw); none && !isError {
			notes = append(notes, Note{Code: "P01", Severity: Thin, Message: fmt.Sprintf("no row is a %s of v1.1: none has %s", name, either(telling, 2)), Offset: -1, Hint: "-c names other columns" + other})
		}
	}
	return notes
}

// cutPresetTexts is for texts of -c tweet that are cut because the data does not have them whole.
func (q question) cutPresetTexts(Value) (Note, bool) {
	if !slices.ContainsFunc(q.o.Columns, func(c Column) bool { return c.derived.of == tweetPreset && c.Name == "text" }) {
		return Note{}, false
	}
	cut := 0
	for _, e := range q.taken() {
		if original := member(e.Raw, "retweeted_status"); original.IsObject() {
			e = original
		}
		if member(e.Raw, "truncated").Type == gjson.True && !member(e.Raw, "full_text").Exists() && !gjson.Get(e.Raw, "extended_tweet.full_text").Exists() {
			cut++
		}
	}
	if cut == 0 {
		return Note{}, false
	}
	verb := "are"
	if cut == 1 {
		verb = "is"
	}
	return Note{Code: "P25", Severity: Hint, Message: fmt.Sprintf("%s %s cut, with the hashtags and links at the end, and this data does not have the rest", counted(cut, "text"), verb), Offset: -1,
		Hint: "the API gives whole texts when it is asked with -p tweet_mode=extended"}, true
}
