// Reads a list of columns as -c takes it.

package query

import (
	"fmt"
	"strings"
)

// ParseColumns reads a list of columns, each a gjson path with or without a label in front, as in a multipath:
// "id_str,who:user.screen_name". Without a label the path as written is the name. Blanks around a column are dropped. An item "tweet"
// stands for the columns of a tweet, and the list "user" for those of a user; with a label they are keys: "tweet:tweet".
// The error is a *PathError or a *ColumnsError.
func ParseColumns(list string) ([]Column, error) { return parseColumns(list, true) }

// ParsePlainColumns is ParseColumns where "tweet" and "user" are keys as any other.
func ParsePlainColumns(list string) ([]Column, error) { return parseColumns(list, false) }

func parseColumns(list string, presets bool) ([]Column, error) {
	if strings.TrimSpace(list) == "" {
		return nil, &ColumnsError{Columns: list, Problem: "the list is empty"}
	}
	var columns []Column
	names := map[string]bool{}
	for _, part := range splitColumns(list) {
		text := strings.TrimSpace(list[part[0]:part[1]])
		if text == "" {
			return nil, &ColumnsError{Columns: list, Problem: "there is nothing between two commas"}
		}
		if p := presetNamed(text, strings.TrimSpace(list) == text); presets && p != noPreset {
			for _, c := range p.columns() {
				if names[c.Name] {
					return nil, &ColumnsError{Columns: list, Problem: fmt.Sprintf("two columns are called %q, and one of them is of %s; leave the other out, or give it a name of its own", c.Name, p)}
				}
				names[c.Name] = true
				columns = append(columns, c)
			}
			continue
		}
		at := part[0] + strings.Index(list[part[0]:part[1]], text)
		c, err := parseColumn(text)
		if bad, ok := err.(*PathError); ok {
			bad.Path, bad.Offset, bad.End = list, bad.Offset+at, bad.End+at
			return nil, bad
		}
		if err != nil {
			return nil, err
		}
		if names[c.Name] {
			return nil, &ColumnsError{Columns: list, Problem: fmt.Sprintf("two columns are called %q; give one a name of its own: other:%s", c.Name, c.Path)}
		}
		names[c.Name] = true
		columns = append(columns, c)
	}
	return columns, nil
}

// ParseColumn reads a list that must be one column, and never takes a key for a preset. The error is that of [ParseColumns].
func ParseColumn(text string) (Column, error) {
	if strings.TrimSpace(text) == "" || len(splitColumns(text)) > 1 {
		return Column{}, &ColumnsError{Columns: text, Problem: "one column is wanted"}
	}
	return parseColumn(strings.TrimSpace(text))
}

// parseColumn reads one column; the label is told from the path as gjson tells it in a multipath.
func parseColumn(text string) (Column, error) {
	if p, err := ParsePath("{" + text + "}"); err == nil {
		if items := p.Items(); len(items) == 1 && items[0].Named {
			_, err := ParsePath(items[0].Path)
			return Column{Name: items[0].Label, Path: items[0].Path}, err
		}
	}
	if _, err := ParsePath(text); err != nil {
		return Column{}, err
	}
	return Column{Name: text, Path: text}, nil
}

// splitColumns cuts at the commas outside brackets and quotes; each part is a pair of offsets.
func splitColumns(list string) (parts [][2]int) {
	start, depth := 0, 0
	for i := 0; i < len(list); i++ {
		switch list[i] {
		case '\\':
			i++
		case '"':
			i = skipString(list, i) - 1
		case '(', '[', '{':
			depth++
		case ')', ']', '}':
			depth--
		case ',':
			if depth == 0 {
				parts = append(parts, [2]int{start, i})
				start = i + 1
			}
		}
	}
	return append(parts, [2]int{start, len(list)})
}
