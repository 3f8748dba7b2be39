// Sees to it that a suggestion asks for all that was asked for: a condition or a key that is dropped in silence makes its answer untrue.

package query

import (
	"slices"
	"strings"
)

// keeps says that a path that is suggested still has the words of the one that was asked: those behind the place that the note is about,
// and those of every query that is not a part of that place. Of a path that gjson reads otherwise than it looks, all words count.
func (q question) keeps(n Note, try string) bool {
	text := q.path.String()
	if n.Code == "P06" || n.Code == "P23" || n.Offset < 0 || n.End > len(text) {
		return true
	}
	if n.Code == ReadsOtherwise {
		return hasWords(try, text)
	}
	end := n.End
	for c := range q.path.Queries() { // an outer one comes before those inside it
		if c.End <= n.Offset && !hasWords(try, text[c.Start:c.End]) {
			return false
		}
		if c.Start < n.End && n.Offset < c.End {
			end = max(end, c.End)
		}
	}
	return hasWords(try, text[end:])
}

// forgets says that a translation has dropped a word of the original that is a key of the data, as it does with the name of a variable.
func (q question) forgets(original, try string) bool {
	for _, w := range wordsOf(original) {
		if !hasWords(try, w) && !dataName(w) && !isDigits(w) && len(w) > 1 && q.isKey(w) {
			return true
		}
	}
	return false
}

// hasWords says that a text has every word of another, in any order, be it spelt a little otherwise; words are letters, digits and
// underscores.
func hasWords(text, of string) bool {
	there := wordsOf(text)
	for _, w := range wordsOf(of) {
		if !slices.Contains(there, w) && !slices.ContainsFunc(there, func(t string) bool { _, near := typo(w, t); return near || foldKey(w) == foldKey(t) }) {
			return false
		}
	}
	return true
}

func wordsOf(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return r < 0x80 && !isAlnum(byte(r)) && r != '_' })
}
