// Says what there is to know of the columns of presets: keys of the same name, rows of another kind, texts that are cut in the data.

package query

import (
	"fmt"
	"slices"
	"strings"

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
		other := ""
		if p == tweetPreset {
			other = " (-c user is for users)"
		}
		if _, _, isError := errorBody(first.Raw); c.none(p, rows) && !isError {
			notes = append(notes, Note{Code: "P01", Severity: Thin, Message: fmt.Sprintf("no row is a %s of v1.1: none has %s", name, either(p.telling(), 2)), Offset: -1, Hint: "-c names other columns" + other})
		}
	}
	return notes
}

// telling are the columns that every tweet, or every user, has.
func (p preset) telling() []string {
	if p == userPreset {
		return []string{"id_str", "screen_name"}
	}
	return []string{"id_str", "text"}
}

// none says that no row has one of the telling columns of a preset.
func (c *cutter) none(p preset, rows int) bool {
	for i, col := range c.columns {
		if col.derived.of == p && slices.Contains(p.telling(), col.Name) && c.missing[i] < rows {
			return false
		}
	}
	return true
}

// missed says that it is worth telling where a column of a preset is missing.
func (c *cutter) missed(col Column, rows int) bool {
	p := col.derived.of
	return slices.Contains(p.telling(), col.Name) && !c.none(p, rows)
}

// cutPresetTexts is for texts of -c tweet that are cut because the data does not have them whole.
func (q question) cutPresetTexts(Value) (Note, bool) {
	if !slices.ContainsFunc(q.o.Columns, func(c Column) bool { return c.derived.of == tweetPreset && c.Name == "text" }) {
		return Note{}, false
	}
	cut := 0
	for _, e := range q.taken() {
		original := member(e.Raw, "retweeted_status")
		if original.IsObject() {
			e = original
		} else if text := member(e.Raw, "text").Str + member(e.Raw, "full_text").Str; strings.HasPrefix(text, "RT @") && strings.HasSuffix(text, "…") {
			cut++ // of a retweet without the original, as v2 has it
			continue
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
