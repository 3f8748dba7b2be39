// Finds modifiers that meet what they are not for, where gjson gives something that is not in the data.

package query

import (
	"fmt"
	"strings"
)

// misapplied is for @keys of what is no object, for which gjson gives a list of nulls, and @join of a list without objects, for which
// it gives an empty object.
func (q question) misapplied() (Note, bool) {
	found := false
	for use := range q.path.Modifiers() {
		found = found || use.Known && (use.Name == "keys" || use.Name == "join")
	}
	if !found {
		return Note{}, false
	}
	_, trace := Walk(q.doc.text, q.path)
	for _, r := range trace.Steps() {
		if r.Kind != Modifier || r.Query != nil || !r.First.Exists() {
			continue
		}
		first := r.First.Get("0")
		switch met := r.Values; {
		case r.Name == "keys" && met.Object == 0 && met.Array > 0:
			try := ""
			if first.IsObject() {
				try = q.replaced(r.Start, r.Start, "0.")
			}
			return q.note("P36", Wrong, r.Start, r.End, "@keys are those of one object, and this is a list: gjson gives null for each of its elements", try), true
		case r.Name == "keys" && met.Object == 0 && met.Null < met.Count()-met.Missing:
			return q.note("P36", Wrong, r.Start, r.End, fmt.Sprintf("@keys are those of an object, and this is a %s: gjson gives null", kindName(r.First)), ""), true
		case r.Name == "join" && r.First.IsArray() && first.Exists() && !strings.Contains(r.First.Raw, "{"):
			n := q.note("P36", Wrong, r.Start, r.End, "@join makes one object of a list of objects, and there is none in this list: gjson gives {}", "")
			n.Hint = "the values of a list in one cell are joined with --join TEXT"
			return n, true
		}
	}
	return Note{}, false
}
