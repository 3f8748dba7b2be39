// Completes what stands inside a query or a multipath.

package query

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/tidwall/gjson"
)

// maxValues is how many different values a compared field may have for them to be offered.
const maxValues = 30

// query completes a query over these elements, whose inside begins at from.
func (c *completer) query(elements []Value, from int) {
	if len(elements) == 0 {
		return
	}
	_, op, _ := queryEnd(c.text, from, len(c.text))
	if op >= 0 {
		c.compared(elements, from, op)
		return
	}
	from = c.behindBlanks(from)
	if c.text[from:] == "" && !slices.ContainsFunc(elements, Value.IsObject) {
		c.operators(elements, len(elements))
	}
	c.path(elements, from, bracket{closer: ')', values: elements, from: from})
}

func (c *completer) behindBlanks(i int) int {
	return len(c.text) - len(strings.TrimLeft(c.text[i:], " "))
}

// operators completes a finished left side of a query with the comparisons that its values allow. of is how many elements there are.
func (c *completer) operators(left []Value, of int) {
	ops := []string{"==", "!="}
	i := slices.IndexFunc(left, func(v Value) bool { return v.Type != gjson.Null })
	if i < 0 {
		ops = []string{"==~null"}
		i = 0
	}
	v := left[i]
	end := len(c.text)
	help := map[string]string{"==": "is", "!=": "is not", "<": "less than", "<=": "at most", ">": "more than", ">=": "at least",
		"%": "is like a pattern with * and ?", "!%": "is not like a pattern", "==~null": "null, or missing", "==true": "is true", "==false": "is false"}
	switch {
	case v.Type == gjson.JSON:
		ops = nil
	case v.Type == gjson.String:
		ops = append(ops, "%", "!%")
	case v.Type == gjson.Number:
		ops = append(ops, "<", "<=", ">", ">=")
	case v.IsBool():
		ops = []string{"==true", "==false"}
	}
	for _, op := range ops {
		c.add(end, op, help[op], true)
	}
	if !v.IsBool() && len(c.text) > 0 && !strings.HasSuffix(c.text, "(") {
		c.add(end, ")", fmt.Sprintf("have it: %d of %s", len(left), c.first(of)), true)
	}
}

// compared completes the right side of a query, whose operator stands at op, with values that occur.
func (c *completer) compared(elements []Value, from, op int) {
	right := op
	for right < len(c.text) && strings.IndexByte("!=<>%", c.text[right]) >= 0 {
		right++
	}
	if c.text[op:] == "!" {
		c.add(op, "!=", "is not", true)
	}
	if name := c.text[op:right]; name != "=" && name != "==" && name != "!=" {
		return
	}
	right = c.behindBlanks(right)
	tail := c.text[right:]
	if strings.HasPrefix(tail, "~") {
		for _, t := range [][2]string{{"~true", "true, 1, \"true\""}, {"~false", "false, 0, null, missing"}, {"~null", "null, or missing"}, {"~*", "there at all"}} {
			c.add(right, t[0]+")", t[1], true)
		}
		return
	}
	left := elements
	if path := strings.TrimSpace(c.text[from:op]); path != "" {
		left = each(elements, path)
	}
	var values []string
	counts := map[string]int{}
	for _, v := range left {
		value := operand(v, strings.HasPrefix(tail, `"`))
		if value == "" {
			continue
		}
		if counts[value]++; counts[value] == 1 {
			values = append(values, value)
		}
	}
	if len(values) > maxValues {
		return
	}
	slices.SortStableFunc(values, func(a, b string) int { return counts[b] - counts[a] })
	for _, value := range values {
		c.add(right, value+")", fmt.Sprintf("%d of %s", counts[value], c.first(len(elements))), true)
	}
}

// operand writes a value as the right side of a comparison that finds it; "" where none does.
func operand(v Value, quoted bool) string {
	switch v.Type {
	case gjson.True, gjson.False:
		return v.Raw
	case gjson.Number:
		if n, err := strconv.ParseFloat(v.Raw, 64); err != nil || math.Abs(n) >= 1<<53 {
			return ""
		}
		return v.Raw
	case gjson.String:
		switch {
		case v.Str == "":
			return `""`
		case !presentable(v.Str) || v.Str[0] == '~':
			return ""
		case quoted || strings.ContainsAny(v.Str, `"\()[]{}|`) || strings.TrimSpace(v.Str) != v.Str || strings.IndexByte("!=<>%", v.Str[0]) >= 0:
			return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(v.Str) + `"`
		}
		return v.Str
	}
	return ""
}

// item completes the last item of a multipath, or with closer 0 the last column of a list; the items begin at from.
func (c *completer) item(values []Value, from int, closer byte) {
	parts := splitColumns(c.text[from:])
	from += parts[len(parts)-1][0]
	from = c.behindBlanks(from)
	from = c.behindBlanks(from + label(c.text[from:]))
	c.path(values, from, bracket{closer: closer, values: values, from: from})
}

// label returns the length of the name in front of an item, with its colon; 0 where there is none.
func label(item string) int {
	for i := 0; i < len(item); i++ {
		switch item[i] {
		case '\\':
			i++
		case '"':
			i = skipString(item, i) - 1
		case ':':
			return i + 1
		case '.', '|', '(', '[', '{', '#':
			return 0
		}
	}
	return 0
}
