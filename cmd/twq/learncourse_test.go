package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tidwall/gjson"

	"twq/cmd/twq/learn"
	"twq/fixtures/lesson"
	"twq/query"
)

// courseBench is where the answers to the course in the program are judged.
func courseBench(t *testing.T) *learn.Bench {
	t.Helper()
	p, err := lesson.Course()
	if err != nil {
		t.Fatal(err)
	}
	if defects := p.Check(); defects != nil {
		t.Fatal(defects)
	}
	w := world{Now: time.Now, Getenv: func(string) string { return "" }}
	b, remove, err := w.bench(p)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(remove)
	return b
}

// TestCourse holds every exercise to what it says: its solution, each alternative and each mistake, and ten wrong answers and more that
// are made out of the solution, each judged by another way than the program's.
func TestCourse(t *testing.T) {
	b := courseBench(t)
	ctx := context.Background()
	if n := len(b.Pack.Exercises); n != 40 {
		t.Errorf("%d exercises", n)
	}
	others := 0
	for _, e := range b.Pack.Exercises {
		if v, err := b.Check(ctx, e, learn.Key(e)); err != nil || !v.Right || v.Way != learn.Solution {
			t.Errorf("%s: the solution %s: %v, %v", e.Name, learn.Key(e), verdictText(v), err)
		}
		for _, a := range e.Alternatives {
			if v, err := b.Check(ctx, e, a); err != nil || !v.Right || v.Way != learn.Alternative {
				t.Errorf("%s: the alternative %s: %v, %v", e.Name, a, verdictText(v), err)
			}
		}
		for _, m := range e.Mistakes {
			if v, err := b.Check(ctx, e, m.Answer); err != nil || v.Right || v.Mistake == nil || v.Mistake.Say != m.Say {
				t.Errorf("%s: the mistake %s: right %v, %v", e.Name, m.Answer, v.Right, err)
			} else if verdictText(v) == "" {
				t.Errorf("%s: the mistake %s is told without words", e.Name, m.Answer)
			}
		}
		wrong := 0
		for _, answer := range mutants(e) {
			v, err := b.Check(ctx, e, answer)
			if err != nil {
				t.Errorf("%s: %s: %v", e.Name, answer, err)
				continue
			}
			equal := equalElsewhere(t, b, e, answer)
			switch {
			case v.Right && !equal:
				t.Errorf("%s: %s is wrong, and was taken for right", e.Name, answer)
			case !v.Right && equal && v.Err == nil:
				t.Errorf("%s: %s gives the same, and was taken for wrong: %s", e.Name, answer, verdictText(v))
			case v.Right:
				others++
			default:
				wrong++
				if verdictText(v) == "" {
					t.Errorf("%s: %s is told without words", e.Name, answer)
				}
			}
		}
		if wrong < 10 {
			t.Errorf("%s: only %d wrong answers were made: %q", e.Name, wrong, mutants(e))
		}
	}
	t.Logf("%d answers of another form were found to be right", others)
}

// mutants are answers made out of the solution of an exercise.
func mutants(e *lesson.Exercise) []string {
	solution := learn.Key(e)
	var all []string
	switch {
	case e.ByPath():
		path := e.Solved()
		if e.Kind == lesson.Blank {
			path = e.Fill(path)
		}
		all = pathMutants(path)
		solution = path
	case e.ByLine():
		all = lineMutants(solution)
	case e.Kind == lesson.Match:
		pairs := strings.Fields(solution)
		for i := range pairs {
			for j := range i {
				swapped := slices.Clone(pairs)
				swapped[i], swapped[j] = pairs[i][:1]+pairs[j][1:], pairs[j][:1]+pairs[i][1:]
				all = append(all, strings.Join(swapped, " "))
			}
			all = append(all, strings.Join(slices.Delete(slices.Clone(pairs), i, i+1), " "), pairs[i])
		}
	default:
		all = append(all, e.Options...)
		all = append(all, solution+"0", solution+"x", "x"+solution, solution[:len(solution)-1], "["+solution+"]", `{"a":`+solution+"}", "nothing at all", "[]", "{}", "null", "e", "z", "-"+solution)
	}
	seen := map[string]bool{solution: true, "": true}
	return slices.DeleteFunc(all, func(s string) bool {
		s = strings.TrimSpace(s)
		twice := seen[s]
		seen[s] = true
		return twice
	})
}

// pathMutants drop, swap and change the steps of a path.
func pathMutants(path string) []string {
	p, err := query.ParsePath(path)
	if err != nil {
		return nil
	}
	var all []string
	steps := p.Steps()
	for i, s := range steps {
		if len(steps) > 1 { // a step is dropped
			all = append(all, strings.TrimLeft(path[:max(0, s.Start-1)]+path[s.End:], ".|"))
		}
		switch s.Kind {
		case query.Index:
			all = append(all, path[:s.Start]+fmt.Sprint(s.Index+1)+path[s.End:], path[:s.Start]+fmt.Sprint(max(0, s.Index-1))+path[s.End:])
		case query.Key:
			all = append(all, path[:s.Start]+strings.ToUpper(path[s.Start:s.End])+path[s.End:], path[:s.Start]+path[s.Start:s.End]+"s"+path[s.End:], path[:s.Start]+"id"+path[s.End:])
		case query.All:
			all = append(all, path[:s.End-1]+path[s.End:])
		case query.First:
			all = append(all, path[:s.End]+"#"+path[s.End:])
		}
		if i > 0 && s.Sep != 0 {
			other := map[byte]string{'.': "|", '|': "."}[s.Sep]
			all = append(all, path[:s.Start-1]+other+path[s.Start:])
		}
	}
	for _, swap := range [][2]string{{"==", "!="}, {">=", "<"}, {">", "<"}, {"%", "=="}, {"!=", "=="}, {"*", ""}, {"true", "false"}} {
		if strings.Contains(path, swap[0]) {
			all = append(all, strings.Replace(path, swap[0], swap[1], 1))
		}
	}
	return append(all, `"`+path+`"`, "'"+path+"'", "$."+path, path+".text", path+"|0", path+"|#", path+"|@keys", "@reverse|"+path, "#."+path, "0."+path, "!10", `!"text"`, path+".#", "data."+path, "["+path+"]", `{"a":`+path+"}")
}

// lineMutants drop and change the words of a command line.
func lineMutants(line string) []string {
	words, err := learn.Words(line)
	if err != nil {
		return nil
	}
	joined := func(words []string) string {
		var quoted []string
		for _, w := range words {
			quoted = append(quoted, quote(w))
		}
		return strings.Join(quoted, " ")
	}
	var all []string
	for i := range words {
		all = append(all, joined(slices.Delete(slices.Clone(words), i, i+1)))
		if i > 0 && i+1 < len(words) {
			all = append(all, joined(slices.Delete(slices.Clone(words), i, i+2)))
		}
		changed := slices.Clone(words)
		changed[i] += "x"
		all = append(all, joined(changed))
		if p, err := query.ParsePath(words[i]); err == nil && len(p.Steps()) > 0 && strings.ContainsAny(words[i], "#.") {
			for _, path := range pathMutants(words[i])[:4] {
				changed[i] = path
				all = append(all, joined(changed))
			}
		}
	}
	return append(all, "query '#'", "query '#.text'", "count '#.lang'", "paths", "query '!1'", line+" --limit 1", "get users/show -p screen_name=mira_k", line+" -o x.csv", "serve", "login")
}

// equalElsewhere says whether an answer gives the same as the solution on all data of an exercise, found by gjson itself and by Go's own
// reader of JSON, or, for command lines, by the bytes of the CSV.
func equalElsewhere(t *testing.T, b *learn.Bench, e *lesson.Exercise, answer string) bool {
	t.Helper()
	ctx := context.Background()
	switch {
	case e.ByPath():
		solution := e.Solved()
		candidates := []string{answer}
		if e.Kind == lesson.Blank {
			solution = e.Fill(e.Solved())
			candidates = append(candidates, e.Fill(answer))
		}
		return slices.ContainsFunc(candidates, func(candidate string) bool {
			for _, data := range dataOf(e) {
				doc, err := b.Open(ctx, data)
				if err != nil {
					t.Fatal(err)
				}
				if !meansTheSame(gjson.Get(doc.Text, candidate), gjson.Get(doc.Text, solution), e.Unordered) {
					return false
				}
			}
			return true
		})
	case e.ByLine():
		same := true
		for _, data := range dataOf(e)[:1] {
			doc, err := b.Open(ctx, data)
			if err != nil {
				t.Fatal(err)
			}
			same = same && csvOf(b, e, doc.Text, answer) == csvOf(b, e, doc.Text, e.Solution)
		}
		return same
	case e.Kind == lesson.Match:
		fields, key := strings.Fields(answer), strings.Fields(learn.Key(e))
		if len(fields) != len(key) {
			return false
		}
		order := learn.Order(e)
		for i, f := range fields {
			if e.Right[order[f[1]-'a']] != e.Right[i] {
				return false
			}
		}
		return true
	}
	if len(answer) == 1 && 'a' <= answer[0] && int(answer[0]-'a') < len(e.Options) {
		return e.Options[answer[0]-'a'] == e.Solution
	}
	return answer == e.Solution || strings.Trim(answer, `"`) == e.Solution || gjson.Valid(answer) && meansTheSame(gjson.Parse(answer), gjson.Parse(e.Solution), false)
}

func dataOf(e *lesson.Exercise) []string {
	all := []string{e.Data}
	for _, v := range e.Variants {
		all = append(all, v.Data)
	}
	return all
}

// csvOf is what a line prints as CSV on a document, or on its own source; the order of rows and the header are left out where they do
// not count.
func csvOf(b *learn.Bench, e *lesson.Exercise, doc, line string) string {
	words, err := learn.Words(line)
	if err != nil {
		return "error"
	}
	if len(words) > 0 && words[0] == "twq" {
		words = words[1:]
	}
	if ran, err := b.Run(context.Background(), words, doc); err != nil || ran.Code != 0 {
		return fmt.Sprint("error ", err, ran.Code)
	}
	if e.Kind != lesson.Command {
		words = append(words, "-f", "csv")
	}
	ran, err := b.Run(context.Background(), words, doc)
	if err != nil || ran.Code != 0 {
		return fmt.Sprint("error ", err, ran.Code)
	}
	lines := strings.Split(strings.TrimSpace(strings.ReplaceAll(ran.Out, "\r\n", "\n")), "\n")
	if !e.Header && e.Kind != lesson.Command {
		lines = lines[1:]
	}
	if e.Unordered {
		slices.Sort(lines)
	}
	return strings.Join(lines, "\n")
}

// meansTheSame compares two JSON values with Go's own reader; numbers as fractions.
func meansTheSame(a, b gjson.Result, unordered bool) bool {
	if a.Exists() != b.Exists() {
		return false
	}
	if !a.Exists() {
		return true
	}
	x, y := plainValue(a.Raw), plainValue(b.Raw)
	if list, ok := x.([]any); ok && unordered {
		if other, ok := y.([]any); ok {
			sort := func(l []any) {
				slices.SortFunc(l, func(p, q any) int { return strings.Compare(fmt.Sprintf("%#v", p), fmt.Sprintf("%#v", q)) })
			}
			sort(list)
			sort(other)
		}
	}
	return reflect.DeepEqual(x, y)
}

func plainValue(raw string) any {
	d := json.NewDecoder(strings.NewReader(raw))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return raw
	}
	return fractions(v)
}

func fractions(v any) any {
	switch v := v.(type) {
	case json.Number:
		if r, ok := new(big.Rat).SetString(v.String()); ok {
			return "number " + r.RatString()
		}
	case []any:
		for i := range v {
			v[i] = fractions(v[i])
		}
	case map[string]any:
		for k := range v {
			v[k] = fractions(v[k])
		}
	}
	return v
}

// TestLinesOnlyRead lets answers try to write, to read files and to reach others.
func TestLinesOnlyRead(t *testing.T) {
	t.Chdir(t.TempDir())
	for name, text := range map[string]string{"own.json": "[1]", "users": "[1]"} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	w := world{Now: time.Now, Getenv: func(string) string { return "" }}
	inside, remove, err := w.isolated()
	if err != nil {
		t.Fatal(err)
	}
	defer remove()
	for _, line := range []string{
		"query # own.json", "query # ./own.json", "query # /etc/passwd", "query # ~/x", "query # users", "get own.json", "get https://example.org/a.json", "query # https://example.org/a.json",
		"query # -o x.csv", "query # --out=x.csv", "query # -ox.csv", "query # --out x.csv --force", "get fixture:library --save mine", "get users/show --profile twitter", "get users/show --profile=http://127.0.0.1:9",
		"query # --follow", "get users/show -v", "serve", "login", "logout", "fixtures save x", "fixtures", "learn", "learn new x", "explore", "collect x", "completion bash", "", "twq query #", "query # fixture:mine",
		"paths own.json", "find x own.json", "explain # own.json", "count # own.json", "sum # own.json -o y.csv", "query --help", "--version", "query # -o -", "query # -o /dev/stdout", "query # fixture:library own.json", "-o x.csv query #",
		"query # -c a -f parquet -o x/ --partition-by a", "query # --dry-run own.json",
	} {
		words, err := learn.Words(line)
		if err != nil {
			t.Fatal(err)
		}
		ran, err := inside(context.Background(), words, "[]")
		if err == nil {
			t.Errorf("%s was run: %+v", line, ran)
		}
	}
	for _, line := range []string{"query #", "query # -", "get fixture:library", "query # fixture:library -c id_str -f csv", "get users/show -p screen_name=mira_k --offline", "count #.lang fixture:library", "paths", "find x", "explain #", "translate #.text",
		"get statuses/user_timeline -p screen_name=harbourlib --offline -q #.text --profile practice"} {
		words, _ := learn.Words(line)
		if ran, err := inside(context.Background(), words, `["x"]`); err != nil || ran.Code != 0 {
			t.Errorf("%s: %v, %+v", line, err, ran)
		}
	}
	entries, _ := os.ReadDir(".")
	if len(entries) != 2 {
		t.Errorf("something was written: %v", entries)
	}
	if _, err := (noNetwork{}).RoundTrip(nil); err == nil {
		t.Error("there is a network")
	}
	var full bytes.Buffer
	c := capped{to: &full}
	for range 20 {
		if _, err = c.Write(make([]byte, 1<<20)); err != nil {
			break
		}
	}
	if err == nil || full.Len() > lineBytes {
		t.Errorf("%d bytes were printed: %v", full.Len(), err)
	}
	cancelled, cancel := context.WithCancel(context.Background())
	cancel()
	if ran, err := inside(cancelled, []string{"query", "#"}, "[]"); err == nil && ran.Code == 0 && !errors.Is(cancelled.Err(), context.Canceled) {
		t.Error("it runs without end")
	}
}
