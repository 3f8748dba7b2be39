// Finds the list that is exploded: the one at a path, or the one that a column of -c tweet shows.

package query

import (
	"slices"
	"strings"
)

// explodedList is a list inside each element. The column of -c tweet shows that of the whole text, and of a retweet that of the original:
// where it is shown, its name and the path of the list that a tweet has itself stand for what it shows, or people would get rows for
// another list than they see.
type explodedList struct {
	path  []string   // as it was named; nil where that is no path but the name of a column
	own   [][]string // where the list is looked for
	again [][]string // and in a retweet; nil: at the same places
	row   []string   // leads from the element to the tweet
	shown Column     // the column of -c tweet
}

// explodedListOf finds what Sieve.Explode names.
func explodedListOf(s Sieve, p *Path, columns []Column) explodedList {
	path, _ := ParsePath(s.Explode)
	keys, _ := keysOnly(path)
	l := explodedList{path: keys, own: [][]string{keys}}
	row, ok := rowInElement(p)
	if !ok {
		return l
	}
	if row != "" {
		read, _ := ParsePath(row)
		l.row, _ = keysOnly(read)
	}
	for _, c := range columns {
		if c.derived.of != tweetPreset || !tweetColumns[c.derived.column].isList() {
			continue
		}
		var own, again [][]string
		for _, part := range tweetColumns[c.derived.column].parts {
			inTweet := strings.Split(contentPaths[part], ".")
			own = append(own, slices.Concat(l.row, inTweet))
			again = append(again, slices.Concat(l.row, []string{originalTweet}, inTweet))
		}
		named := s.Explode == c.Name
		if !named && !slices.ContainsFunc(own, func(k []string) bool { return slices.Equal(k, keys) }) {
			continue
		}
		if l.own, l.again, l.shown = own, again, c; named {
			l.path = nil
		}
		break
	}
	return l
}

// in are the places of the list in an element, and the path that is to look like it; nil: none.
func (l explodedList) in(element string) (lists [][]string, alike []string) {
	if l.again == nil {
		return l.own, nil
	}
	s := newScanner(element)
	if m, ok := findMember(s, s.space(0), append(l.row[:len(l.row):len(l.row)], originalTweet)); ok && element[m.value] == '{' {
		return l.again, l.path
	}
	return l.own, l.path
}

// holds says that a key is an item of the list, or keys inside one.
func (l explodedList) holds(k sieveKey) bool {
	if len(k.shown) > 0 && l.again != nil {
		return k.shown[0].derived == l.shown.derived
	}
	return l.path != nil && k.isIn(l.path)
}
