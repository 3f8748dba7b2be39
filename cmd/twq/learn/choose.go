// Answers that are chosen, not evaluated: options, pairs, the order of pieces, and a predicted result.

package learn

import (
	"encoding/json"
	"hash/fnv"
	"slices"
	"strconv"
	"strings"

	"github.com/tidwall/gjson"

	"twq/fixtures/lesson"
)

// Shuffled is an order of n things that is not their own, and always the same for a name.
func Shuffled(name string, n int) []int {
	order := make([]int, n)
	for i := range order {
		order[i] = i
	}
	h := fnv.New64a()
	h.Write([]byte(name))
	state := h.Sum64()
	for i := n - 1; i > 0; i-- {
		state ^= state << 13
		state ^= state >> 7
		state ^= state << 17
		j := int(state % uint64(i+1))
		order[i], order[j] = order[j], order[i]
	}
	if n > 1 && slices.IsSorted(order) {
		order = append(order[1:], order[0])
	}
	return order
}

// Order is the order in which the pieces, or the right sides, of an exercise are shown; nil for other kinds.
func Order(e *lesson.Exercise) []int {
	switch e.Kind {
	case lesson.Order:
		order := Shuffled(e.Name, len(e.Pieces))
		if strings.Join(arranged(e.Pieces, order), "") == strings.Join(e.Pieces, "") && len(order) > 1 { // equal pieces
			order = append(order[1:], order[0])
		}
		return order
	case lesson.Match:
		return Shuffled(e.Name, len(e.Right))
	}
	return nil
}

func arranged(list []string, order []int) []string {
	out := make([]string, len(order))
	for i, from := range order {
		out[i] = list[from]
	}
	return out
}

// Key is what a learner types to be right: the numbers of the pieces, the letters of the pairs, the solution.
func Key(e *lesson.Exercise) string {
	order := Order(e)
	var parts []string
	switch e.Kind {
	case lesson.Order:
		for i := range e.Pieces {
			parts = append(parts, strconv.Itoa(slices.Index(order, i)+1))
		}
		return strings.Join(parts, " ")
	case lesson.Match:
		for i := range e.Left {
			parts = append(parts, strconv.Itoa(i+1)+letter(slices.Index(order, i)))
		}
		return strings.Join(parts, " ")
	}
	return e.Solution
}

// letter names the i-th option.
func letter(i int) string { return string(rune('a' + i)) }

// ordered joins pieces whose numbers, as shown, an answer gives; ok is false for an answer that is none such.
func ordered(e *lesson.Exercise, answer string) (path string, ok bool) {
	order := Order(e)
	fields := strings.FieldsFunc(answer, func(r rune) bool { return r == ' ' || r == ',' })
	if len(fields) == 1 && len(answer) == len(order) {
		fields = strings.Split(answer, "")
	}
	if len(fields) != len(order) {
		return "", false
	}
	seen := map[int]bool{}
	for _, f := range fields {
		n, err := strconv.Atoi(f)
		if err != nil || n < 1 || n > len(order) || seen[n] {
			return "", false
		}
		seen[n] = true
		path += e.Pieces[order[n-1]]
	}
	return path, true
}

// pairsOf brings pairs into one form: "1b 2c", whatever stands between them and in whichever order they come.
func pairsOf(answer string) string {
	answer = strings.ToLower(answer)
	var pairs []string
	for i := 0; i < len(answer); i++ {
		if answer[i] < '1' || answer[i] > '9' {
			continue
		}
		rest := strings.TrimLeft(answer[i+1:], " -:=>")
		if rest != "" && 'a' <= rest[0] && rest[0] <= 'z' {
			pairs = append(pairs, answer[i:i+1]+rest[:1])
		}
	}
	slices.Sort(pairs)
	return strings.Join(pairs, " ")
}

// judgePairs counts the pairs that belong together; texts that are equal are interchangeable.
func judgePairs(e *lesson.Exercise, answer string) Verdict {
	order := Order(e)
	d := Difference{Kind: NotPairs, Want: len(e.Left)}
	given := map[int]int{}
	for _, pair := range strings.Fields(pairsOf(answer)) {
		left, right := int(pair[0]-'1'), int(pair[1]-'a')
		if _, twice := given[left]; twice || left >= len(e.Left) || right >= len(order) {
			return Verdict{Difference: d}
		}
		given[left] = right
		if e.Right[order[right]] == e.Right[left] {
			d.Got++
		}
	}
	if len(given) < len(e.Left) {
		return Verdict{Difference: d}
	}
	d.Kind = OtherPairs
	return Verdict{Right: d.Got == d.Want, Difference: d}
}

// chosen is the text of the option that an answer names by its text, its letter or, where no option is a number, its number; else the
// answer itself.
func chosen(e *lesson.Exercise, answer string) string {
	for _, o := range e.Options {
		if SameResult(o, answer) {
			return o
		}
	}
	place := -1
	if name := strings.ToLower(strings.Trim(answer, "() .")); len(name) == 1 {
		place = int(name[0]) - 'a'
	}
	numbers := slices.ContainsFunc(e.Options, func(o string) bool { _, err := strconv.ParseFloat(o, 64); return err == nil })
	if n, err := strconv.Atoi(answer); err == nil && !numbers {
		place = n - 1
	}
	if 0 <= place && place < len(e.Options) {
		return e.Options[place]
	}
	return answer
}

// judgeText compares a predicted result, or a choice, with the solution.
func judgeText(e *lesson.Exercise, answer string) Verdict {
	text := chosen(e, answer)
	if SameResult(text, e.Solution) || len(e.Options) == 0 && slices.ContainsFunc(e.Alternatives, func(a string) bool { return SameResult(text, a) }) {
		return Verdict{Right: true}
	}
	if len(e.Options) > 0 && !slices.Contains(e.Options, text) {
		return Verdict{Difference: Difference{Kind: NotChosen, Want: len(e.Options)}}
	}
	return Verdict{Difference: Difference{Kind: OtherChoice}}
}

// SameResult compares results as people write them: as JSON where they are, else as text without blanks around it; quotes around a
// text may be left out.
func SameResult(a, b string) bool {
	return resultForm(a) == resultForm(b)
}

func resultForm(s string) string {
	s = strings.TrimSpace(s)
	if len(s) > 1 && s[0] == '\'' && s[len(s)-1] == '\'' {
		return quoted(s[1 : len(s)-1])
	}
	if json.Valid([]byte(s)) {
		return canonical(gjson.Parse(s), false)
	}
	switch s { // as Python writes them
	case "None", "True", "False":
		return map[string]string{"None": "null", "True": "true", "False": "false"}[s]
	}
	return quoted(s)
}
