// Command lines as answers: taken apart, run on the data of an exercise, and judged by what they print.

package learn

import (
	"context"
	"net/url"
	"slices"
	"strings"

	"twq/fixtures/lesson"
)

// QuoteError says that a quote in a line is never closed.
type QuoteError struct{ Quote byte }

func (e *QuoteError) Error() string { return "a quote " + string(e.Quote) + " is never closed" }

// Words takes a line apart at blanks. Quotes, single and double, and backslashes work as in a POSIX shell; nothing else means anything,
// because no shell stands in between.
func Words(line string) ([]string, error) {
	var words []string
	var word strings.Builder
	inside, quote := false, byte(0)
	for i := 0; i < len(line); i++ {
		c := line[i]
		switch {
		case quote == 0 && (c == ' ' || c == '\t' || c == '\n'):
			if inside {
				words = append(words, word.String())
			}
			word.Reset()
			inside = false
			continue
		case quote == 0 && (c == '\'' || c == '"'):
			quote = c
		case quote != 0 && c == quote:
			quote = 0
		case c == '\\' && quote != '\'' && i+1 < len(line) && (quote == 0 || strings.IndexByte("\"\\$`", line[i+1]) >= 0):
			i++
			word.WriteByte(line[i])
		default:
			word.WriteByte(c)
		}
		inside = true
	}
	if quote != 0 {
		return nil, &QuoteError{quote}
	}
	if inside {
		words = append(words, word.String())
	}
	return words, nil
}

// bareLine leaves out the word twq in front.
func bareLine(words []string) []string {
	if len(words) > 0 && words[0] == "twq" {
		return words[1:]
	}
	return words
}

// judgeLine runs a line, and that of the solution, on all data.
func (b *Bench) judgeLine(ctx context.Context, e *lesson.Exercise, answer string) (Verdict, error) {
	var v Verdict
	words, err := Words(answer)
	if err != nil {
		return Verdict{Err: err}, nil
	}
	solution, err := Words(e.Solution)
	if err != nil {
		return v, &SolutionError{Exercise: e.Name, Err: err}
	}
	for i, data := range append([]string{e.Data}, variantsOf(e)...) {
		want, err := b.wanted(ctx, e, solution, data)
		if err != nil {
			return v, &SolutionError{Exercise: e.Name, Data: data, Err: err}
		}
		if want.Code != 0 {
			return v, &SolutionError{Exercise: e.Name, Data: data, Err: &DataError{Data: data, Said: want.Err}}
		}
		if i > 0 && !moves(e, words, data) {
			v.Hidden, v.Difference = true, Difference{Kind: OtherSource}
			return v, nil
		}
		got, err := b.runOn(ctx, e, words, data)
		if _, broken := err.(*DataError); broken {
			return v, err
		}
		if err != nil {
			v.Err, v.Hidden = err, i > 0
			return v, nil
		}
		if i == 0 {
			v.Out, v.Said = got.Out, got.Err
		}
		if got.Code != 0 {
			v.Said, v.Hidden, v.Difference = got.Err, i > 0, Difference{Kind: LineFailed, Got: got.Code}
			return v, nil
		}
		if d := differOutputs(e, got.Out, want.Out); d.Kind != NoDifference {
			if e.Kind == lesson.Command {
				d = tablesDiffer(d, words, solution)
			}
			v.Hidden, v.Difference = i > 0, d
			return v, nil
		}
	}
	v.Right = true
	return v, nil
}

// Solve runs the solution of an exercise that is solved by a line, on the data that is shown, and returns what it prints. The error says
// why it is none.
func (b *Bench) Solve(ctx context.Context, e *lesson.Exercise) (string, error) {
	words, err := Words(e.Solution)
	if err != nil {
		return "", err
	}
	ran, err := b.runOn(ctx, e, words, e.Data)
	switch {
	case err != nil:
		return "", err
	case ran.Code != 0:
		return "", &DataError{Data: e.Data, Said: firstLine(ran.Err)}
	case nothingPrinted(e, ran.Out):
		return "", &NothingError{}
	}
	return ran.Out, nil
}

// wanted is what the solution prints on some data; it is run once.
func (b *Bench) wanted(ctx context.Context, e *lesson.Exercise, solution []string, data string) (Ran, error) {
	key := e.Name + "\x00" + data
	if ran, ok := b.printed[key]; ok {
		return ran, nil
	}
	ran, err := b.runOn(ctx, e, solution, data)
	if err == nil {
		if b.printed == nil {
			b.printed = map[string]Ran{}
		}
		b.printed[key] = ran
	}
	return ran, err
}

func variantsOf(e *lesson.Exercise) []string {
	var all []string
	for _, v := range e.Variants {
		all = append(all, v.Data)
	}
	return all
}

// runOn runs a line that was written for the data of the exercise on other data.
func (b *Bench) runOn(ctx context.Context, e *lesson.Exercise, words []string, data string) (Ran, error) {
	target, _ := lesson.DataForm(data)
	return b.runHere(ctx, e, words, data, target, func() (string, error) {
		doc, err := b.Open(ctx, data)
		return doc.Text, err
	})
}

// runHere runs it on data of a form whose text read gives, where the line reads it.
func (b *Bench) runHere(ctx context.Context, e *lesson.Exercise, words []string, data string, target lesson.Source, read func() (string, error)) (Ran, error) {
	args, stdin := slices.Clone(bareLine(words)), false
	if len(args) == 0 { // the word twq alone
		return b.Run(ctx, nil, "")
	}
	if e.Kind != lesson.Command {
		args = asCSV(args)
	}
	visible, _ := lesson.DataForm(e.Data)
	if visible == lesson.Resource {
		args, stdin = onResource(args, e.Data, data, target)
	} else {
		args, stdin = onDocument(args, e.Data)
	}
	if !stdin || e.Kind == lesson.Command && visible == lesson.Resource && target == lesson.Resource { // asking is what is learned there
		return b.Run(ctx, args, "")
	}
	text, err := read()
	if err != nil {
		return Ran{}, err
	}
	return b.Run(ctx, args, text)
}

// asCSV lets a line print CSV, whatever format it asks for.
func asCSV(args []string) []string {
	rest, behind, _ := withoutFormat(args)
	return append(append(rest, "-f", "csv"), behind...)
}

// formatOf is the format that a line asks for, "" for none.
func formatOf(args []string) string {
	_, _, format := withoutFormat(args)
	return format
}

// withoutFormat takes the format out of a line. behind are -- and the words behind it.
func withoutFormat(args []string) (rest, behind []string, format string) {
	for i := 0; i < len(args); i++ {
		switch a := args[i]; {
		case a == "-f" || a == "--format":
			if i++; i < len(args) {
				format = args[i]
			}
		case strings.HasPrefix(a, "--format="):
			format = a[len("--format="):]
		case strings.HasPrefix(a, "-f") && len(a) > 2:
			format = strings.TrimPrefix(a[2:], "=")
		case a == "--":
			return rest, args[i:], format
		default:
			rest = append(rest, a)
		}
	}
	return rest, nil, format
}

// moves says that a line can be asked on other data than it was written for: one that asks for a resource, where it names the parameters of
// the data, and no others when a document takes its place.
func moves(e *lesson.Exercise, words []string, data string) bool {
	visible, _ := lesson.DataForm(e.Data)
	target, _ := lesson.DataForm(data)
	if args := bareLine(words); visible == lesson.Resource && len(args) > 0 {
		moved, stdin := onResource(args, e.Data, data, target)
		switch {
		case target == lesson.Resource:
			return stdin || !slices.Equal(moved, args)
		case len(moved) < len(args):
			return !slices.ContainsFunc(moved, func(a string) bool { return strings.HasPrefix(a, "-p") || strings.HasPrefix(a, "--param") })
		}
	}
	return true
}

// onDocument takes the source out of a line, which then reads standard input.
func onDocument(args []string, data string) (out []string, stdin bool) {
	file := data[strings.LastIndexByte(data, '/')+1:]
	for i, a := range args {
		names := a == data || a == file || a == "./"+file || a == "./"+data || a == "-"
		switch {
		case i == 0 || !names || strings.HasPrefix(args[i-1], "-") && len(args[i-1]) == 2 && args[i-1] != "-v":
			out = append(out, a)
		case args[0] == "get":
			out = append(out, "-")
		}
	}
	return out, true
}

// onResource lets a line that asks for a resource of the practice API ask it with the parameters of other data, or read a document.
func onResource(args []string, from, to string, target lesson.Source) (out []string, stdin bool) {
	name, given := splitResource(from)
	toName, wanted := splitResource(to)
	at := slices.IndexFunc(args, func(a string) bool {
		other, _ := splitResource(a)
		return other == name
	})
	if at <= 0 {
		return args, args[0] != "get"
	}
	if target != lesson.Resource {
		for i := 0; i < len(args); i++ {
			switch a := args[i]; {
			case i == at && args[0] == "get":
				out = append(out, "-")
			case i == at:
			case (a == "-p" || a == "--param") && i+1 < len(args) && slices.Contains(given, args[i+1]):
				i++
			case slices.Contains(given, strings.TrimPrefix(strings.TrimPrefix(a, "--param="), "-p")) && strings.HasPrefix(a, "-"):
			default:
				out = append(out, a)
			}
		}
		return out, true
	}
	swap := func(pair string) string {
		for i, g := range given {
			if key, _, _ := strings.Cut(g, "="); pair == g || from != to && strings.EqualFold(pair, g) { // #Library finds what #library finds
				for _, w := range wanted {
					if strings.HasPrefix(w, key+"=") {
						return w
					}
				}
				return given[i]
			}
		}
		return pair
	}
	for i, a := range args {
		switch {
		case i == at:
			out = append(out, rewritten(a, toName, swap))
		case strings.HasPrefix(a, "--param="):
			out = append(out, "--param="+swap(a[len("--param="):]))
		case strings.HasPrefix(a, "-p") && len(a) > 2 && a[1] != '-':
			out = append(out, "-p"+swap(a[2:]))
		default:
			out = append(out, swap(a))
		}
	}
	return out, false
}

// splitResource takes a resource with its query apart; the parameters are decoded.
func splitResource(s string) (name string, params []string) {
	name, query, _ := strings.Cut(s, "?")
	name = strings.TrimSuffix(strings.TrimPrefix(strings.TrimPrefix(name, "/"), "1.1/"), ".json")
	for pair := range strings.SplitSeq(query, "&") {
		if plain, err := url.QueryUnescape(pair); err == nil && plain != "" {
			params = append(params, plain)
		}
	}
	return name, params
}

func rewritten(arg, name string, swap func(string) string) string {
	_, params := splitResource(arg)
	for i, pair := range params {
		key, value, _ := strings.Cut(swap(pair), "=")
		params[i] = url.QueryEscape(key) + "=" + url.QueryEscape(value)
	}
	if len(params) == 0 {
		return name
	}
	return name + "?" + strings.Join(params, "&")
}
