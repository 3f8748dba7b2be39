// Says what there is to know about tweets: cut texts, counts that retweets share, ids that were rounded.

package query

import (
	"fmt"
	"github.com/tidwall/gjson"
	"slices"
	"strings"
)

// cutTexts is for texts of tweets that are cut while the data has them whole.
func (q question) cutTexts(Value) (Note, bool) {
	if !strings.Contains(q.path.String(), "text") && len(q.o.Columns) == 0 {
		return Note{}, false
	}
	paths := q.takenPaths()
	i := slices.IndexFunc(paths, func(p string) bool { return p == "text" || strings.HasSuffix(p, ".text") && !strings.Contains(p, "#") })
	if i < 0 {
		return Note{}, false
	}
	elements := q.taken()
	holder := strings.TrimSuffix(strings.TrimSuffix(paths[i], "text"), ".")
	longer := []string{"retweeted_status.extended_tweet.full_text", "retweeted_status.full_text", "extended_tweet.full_text", "retweeted_status.text"}
	cut, marked, whole := 0, 0, map[string]int{}
	for _, e := range elements {
		if holder != "" {
			e = gjson.Get(e.Raw, holder)
		}
		text := member(e.Raw, "text").Str
		if member(e.Raw, "truncated").Type == gjson.True {
			marked++
		} else if !strings.HasSuffix(text, "…") || !member(e.Raw, "retweeted_status").Exists() {
			continue
		}
		cut++
		for _, path := range longer {
			if other := gjson.Get(e.Raw, path); other.Type == gjson.String && !strings.HasSuffix(other.Str, "…") {
				whole[path]++
				break
			}
		}
	}
	if marked == 0 { // a retweet ends in "…" for all to see
		return Note{}, false
	}
	message := fmt.Sprintf("%s cut", map[bool]string{true: "1 text is", false: fmt.Sprintf("%d texts are", cut)}[cut == 1])
	if len(elements) == 1 {
		message = "this text is cut"
	}
	var there []string
	for _, path := range longer {
		if whole[path] > 0 {
			there = append(there, path)
		}
	}
	steps := q.path.Steps()
	last := steps[len(steps)-1]
	if len(there) == 0 {
		n := q.note("P25", Hint, last.Start, last.End, message+", and this data does not have the rest", "")
		n.Hint = "the API gives whole texts when it is asked with -p tweet_mode=extended"
		return n, true
	}
	try := ""
	if last.Kind == Key && last.Key == "text" && len(q.o.Columns) == 0 {
		try = q.replaced(last.Start, last.End, "["+strings.Join(append(slices.Clone(there), "text"), ",")+"].0")
	}
	n := q.note("P25", Hint, last.Start, last.End, message+"; longer ones are in "+strings.Join(there, ", "), try)
	if len(q.o.Columns) > 0 {
		n.Offset = -1
	}
	return n, true
}

// sharedCounts is for a list of retweet counts, in which a retweet repeats the count of the original.
func (q question) sharedCounts(whole Value) (Note, bool) {
	if q.path.LastKey() != "retweet_count" || !whole.IsArray() {
		return Note{}, false
	}
	for c := range q.path.Queries() {
		if leftOf(c) == "retweet_count" { // the counts are looked at row by row, and no sum is meant
			return Note{}, false
		}
	}
	if paths := q.takenPaths(); len(paths) != 1 || paths[0] != "retweet_count" {
		return Note{}, false
	}
	elements := q.taken()
	retweets, with, without := 0, int64(0), int64(0)
	for _, e := range elements {
		n := member(e.Raw, "retweet_count").Int()
		with += n
		if original := member(e.Raw, "retweeted_status"); original.IsObject() && member(original.Raw, "retweet_count").Int() == n && n > 0 {
			retweets++
			continue
		}
		without += n
	}
	if retweets == 0 {
		return Note{}, false
	}
	steps := q.path.Steps()
	last := steps[len(steps)-1]
	list := q.path.String()[:last.Start-1]
	try := strings.TrimSuffix(list, "#") + "#(retweeted_status!=~*)#.retweet_count"
	if strings.HasSuffix(list, ")#") {
		try = list + "|#(retweeted_status!=~*)#.retweet_count"
	}
	message := fmt.Sprintf("a retweet carries the count of the original (%d of %d rows): the sum is %d with them, %d without; twq sum has both", retweets, len(elements), with, without)
	return q.note("P26", Hint, last.Start, last.End, message, try), true
}

// roundedIDs is for ids that are not those of their texts: a program that keeps numbers as float64 has rounded them.
func (q question) roundedIDs(Value) (Note, bool) {
	paths := q.takenPaths()
	var elements []Value
	if q.path == nil && q.o.Columns == nil && !q.o.Brief {
		paths = []string{"id"}
	}
	at, by := span{-1, -1}, ""
	if q.path != nil {
		for c := range q.path.Queries() {
			if left := leftOf(c); c.Depth == 0 && isIDKey(left) && c.Op != "" {
				elements = gjson.Get(q.doc.text, strings.TrimSuffix(join2(strings.TrimSuffix(q.path.String()[:c.Start], "."), "@this"), ".")).Array()
				paths = []string{left}
				at = span{c.Left.Start(), c.Left.Start() + len(left)}
			}
		}
	}
	for _, path := range paths {
		if !isIDKey(path) {
			continue
		}
		if elements == nil {
			elements = q.taken()
		}
		both, differ := 0, 0
		var id, twin string
		for _, e := range elements {
			a, b := gjson.Get(e.Raw, path), gjson.Get(e.Raw, path+"_str")
			if a.Type != gjson.Number || b.Type != gjson.String {
				continue
			}
			if both++; a.Raw != b.Str {
				if differ++; differ == 1 {
					id, twin = a.Raw, b.Str
				}
			}
		}
		if differ == 0 {
			continue
		}
		if at.start < 0 && q.path != nil {
			at = q.placeOf(path)
		}
		if at.start >= 0 {
			by = q.replaced(at.start, at.end, q.path.String()[at.start:at.end]+"_str")
		}
		message := fmt.Sprintf("%s and %s_str disagree in %d of %d: the ids were rounded before they came here (%s was %s)", path, path, differ, both, Clip(id, 24), Clip(twin, 24))
		if q.path == nil {
			return Note{Code: "P37", Severity: Thin, Message: message, Offset: -1, Hint: "use " + path + "_str"}, true
		}
		n := q.note("P37", Thin, at.start, at.end, message, by)
		n.Hint = "use " + path + "_str"
		return n, true
	}
	return Note{}, false
}

func isIDKey(path string) bool {
	key := lastKeyOf(path)
	return key == "id" || strings.HasSuffix(key, "_id")
}

// placeOf returns where the path takes another one inside its elements; -1 where that is a column.
func (q question) placeOf(path string) span {
	text := q.path.String()
	steps := q.path.Steps()
	last := steps[len(steps)-1]
	for _, it := range last.Items {
		if it.Path == path {
			return span{it.End - len(path), it.End}
		}
	}
	if strings.HasSuffix(text, path) && last.End == len(text) && len(q.o.Columns) == 0 {
		return span{len(text) - len(path), len(text)}
	}
	return span{-1, -1}
}
