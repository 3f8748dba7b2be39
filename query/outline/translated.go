// Says the paths that were found in another language.

package outline

import (
	"fmt"
	"slices"

	"twq/query"
)

// translator says paths in one language, and keeps what there is to say about it. With no language it leaves them as they are.
type translator struct {
	to      query.Language
	remarks []string // each once
	lost    int      // paths the language has no words for
}

// say is a path in the language, "" where it has no words for it. A remark is kept where the path is one of many values.
func (t *translator) say(path string, general bool) string {
	if t.to == "" {
		return path
	}
	p, err := query.ParsePath(path)
	if err != nil {
		t.lost++
		return ""
	}
	said, err := p.Translate(t.to, "")
	if err != nil {
		t.lost++
		return ""
	}
	if general && said.Remark != "" && !slices.Contains(t.remarks, said.Remark) {
		t.remarks = append(t.remarks, said.Remark)
	}
	return said.Text
}

func (t *translator) notes() (notes []query.Note) {
	for _, remark := range t.remarks[:min(3, len(t.remarks))] {
		notes = append(notes, query.Note{Message: fmt.Sprintf("in %s, %s", t.to.Title(), remark)})
	}
	if t.lost > 0 {
		notes = append(notes, query.Note{Message: fmt.Sprintf("%s cannot be said in %s and stand as in gjson", several(int64(t.lost), "path"), t.to.Title())})
	}
	return notes
}
