package query

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"
)

// moment reads a moment that is one.
func moment(text string) time.Time {
	t, _ := ParseMoment(text)
	return t
}

// siftedOutcome is what a caller of Sift and Run sees, and what the sieve has counted.
func siftedOutcome(p *Path, in []Input, s Sieve, o Options) (outcome, Sifted) {
	in, sf, err := Sift(context.Background(), p, in, s, o)
	if err != nil {
		return outcome{err: err.Error()}, Sifted{}
	}
	defer sf.Close()
	out := outcomeOf(p, in, o)
	return out, sf.Count()
}

// siftedRows are the rows that a sieve leaves, each as text makes it; p may be nil.
func siftedRows(t *testing.T, p *Path, doc string, s Sieve, o Options, text func(Row) string) (rows []string) {
	t.Helper()
	in, sf, err := Sift(t.Context(), p, inputOf(doc), s, o)
	if err != nil {
		t.Fatal(err)
	}
	defer sf.Close()
	table, err := Run(t.Context(), p, in, o)
	if err != nil {
		t.Fatal(err)
	}
	for row, err := range table.Rows {
		if err != nil {
			t.Fatal(err)
		}
		rows = append(rows, text(row))
	}
	return rows
}

// plainLookup is the value that dotted keys lead to; ok is false where there is none.
func plainLookup(v any, path string) (any, bool) {
	for key := range strings.SplitSeq(path, ".") {
		object, _ := v.([]plainMember)
		i := slices.IndexFunc(object, func(m plainMember) bool { return m.key == key })
		if i < 0 {
			return nil, false
		}
		v = object[i].value
	}
	return v, true
}

// plainSieve is what a sieve without explode leaves, computed on decoded elements.
func plainSieve(elements []string, s Sieve) (left []string, count Sifted) {
	type decoded struct {
		raw   string
		value any
		at    any
		there bool
	}
	var all []decoded
	seen := map[string]bool{}
	for _, raw := range elements {
		d := decoded{raw: raw, value: plainOf(raw)}
		count.Read++
		if !s.Since.IsZero() || !s.Until.IsZero() {
			text, _ := plainLookup(d.value, "created_at")
			word, _ := text.(string)
			at, ok := ParseMoment(word)
			switch {
			case !ok:
				count.Undated++
				continue
			case at.Before(s.Since) || !s.Until.IsZero() && !at.Before(s.Until):
				count.Outside++
				continue
			}
		}
		if s.Unique != "" {
			v, ok := plainLookup(d.value, s.Unique)
			if key := plainIdentity(v); !ok {
				count.Unkeyed++
			} else if seen[key] {
				count.Duplicates++
				continue
			} else {
				seen[key] = true
			}
		}
		if s.Sort != "" {
			d.at, d.there = plainLookup(d.value, s.Sort)
			switch {
			case !d.there:
				count.AbsentLast++
			case d.at == nil:
				count.NullLast++
			}
		}
		all = append(all, d)
	}
	if s.Sort != "" {
		slices.SortStableFunc(all, func(a, b decoded) int {
			rank := func(d decoded) int {
				switch {
				case !d.there:
					return 2
				case d.at == nil:
					return 1
				}
				return 0
			}
			if rank(a)+rank(b) > 0 {
				return cmp.Compare(rank(a), rank(b))
			}
			ra, _ := json.Marshal(a.at)
			n := plainOrder(a.at, b.at, compactAt(a.raw, s.Sort, ra), compactAt(b.raw, s.Sort, nil))
			if s.Desc {
				n = -n
			}
			return n
		})
	}
	for _, d := range all {
		left = append(left, d.raw)
	}
	count.Left = len(left)
	return left, count
}

// compactAt is the text of a value without white space.
func compactAt(raw, path string, _ []byte) string {
	at := raw
	for key := range strings.SplitSeq(path, ".") {
		v := member(at, key)
		at = v.Raw
	}
	return compacted(at)
}

// siftPools are values for the members of random elements.
var siftPools = map[string][]string{
	"created_at": {`"Mon Dec 09 08:00:05 +0000 2019"`, `"2019-12-09T08:00:05Z"`, `"2019-12-09"`, `"Fri Dec 13 00:00:00 +0000 2019"`, `"2019-12-10T00:00Z"`, `"2019-12-11T01:00:00+02:00"`, `"soon"`, `1575878405`, `null`, `""`},
	"k":          {`1`, `1.0`, `2`, `10`, `-3e2`, `1e30`, `9007199254740993`, `9007199254740992`, `"1"`, `"01"`, `"10"`, `"a"`, `"B"`, `"é"`, `"1202955310000000101"`, `true`, `false`, `null`, `[1, 2]`, `[1,2]`, `{"x":1}`, `"2019-12-09T08:00:05Z"`, `"2019-12-09"`},
	"id_str":     {`"1202955310000000101"`, `"1202955310000000102"`, `"7"`, `"99999999999999999999999"`, `null`},
	"u":          {`{"n":"mira","c":3}`, `{"n":"ada","c":20}`, `{"n":null}`, `{}`, `"text with [brackets]"`, `[{"n":1}]`},
	"tags":       {`[]`, `["a","b"]`, `[{"t":"x"}]`, `null`, `"one"`},
}

func randomElement(r *rand.Rand) string {
	if r.IntN(20) == 0 {
		return []string{`7`, `"created_at"`, `"{\"created_at\":[1]}"`, `null`, `[]`, `[{"k":1}]`, `{}`, `true`, `-1.5e3`}[r.IntN(9)]
	}
	var members []string
	for _, key := range []string{"created_at", "k", "id_str", "u", "tags"} {
		if pool := siftPools[key]; r.IntN(6) > 0 {
			members = append(members, fmt.Sprintf("%q:%s", key, pool[r.IntN(len(pool))]))
		}
	}
	r.Shuffle(len(members), func(i, j int) { members[i], members[j] = members[j], members[i] })
	return "{" + strings.Join(members, []string{",", ", ", ",\n "}[r.IntN(3)]) + "}"
}

// siftForms are the forms in which the elements of a list come, with the paths that walk it.
var siftForms = []struct {
	name  string
	doc   func([]string) string
	lines bool
	paths []string
}{
	{"array", func(e []string) string { return "[" + strings.Join(e, ",\n") + "]" }, false, []string{"", "#", "#.k", "#(k>1)#.id_str", "#.{k,id_str}", "#(id_str).k"}},
	{"lines", func(e []string) string { return strings.Join(append(e, ""), "\n") }, true, []string{"", "#", "#.k", "..#.k", "..#", "#(id_str)#.u.n"}},
	{"envelope", func(e []string) string {
		return `{"meta":{"n":[1]},"statuses": [` + strings.Join(e, " , ") + `],"next":"a"}`
	}, false, []string{"", "statuses", "statuses.#", "statuses.#.k", "statuses|#(id_str)#.id_str", "statuses.#(id_str).k"}},
}

// siftSieves are sieves of every kind.
var siftSieves = []Sieve{
	{Since: moment("2019-12-09T08:00:05Z")}, {Until: moment("2019-12-10")}, {Since: moment("2019-12-09"), Until: moment("2019-12-11")},
	{Sort: "k"}, {Sort: "k", Desc: true}, {Sort: "created_at"}, {Sort: "u.n", Desc: true}, {Sort: "id_str"}, {Sort: "nowhere"},
	{Unique: "k"}, {Unique: "u"}, {Unique: "id_str", Sort: "k", Desc: true}, {Unique: "u.n", Since: moment("2019-12-09"), Sort: "created_at"},
}

// TestSiftIsTheSame compares with a computation on decoded elements, in every form, as a whole and as a stream, with and without
// temporary files.
func TestSiftIsTheSame(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(3, 4))
	dir := t.TempDir()
	for round := range 4 {
		elements := make([]string, []int{0, 1, 7, 130}[round])
		for i := range elements {
			elements[i] = randomElement(r)
		}
		for _, s := range siftSieves {
			left, count := plainSieve(elements, s)
			for _, form := range siftForms {
				for _, path := range form.paths {
					var p *Path
					if path != "" {
						p, _ = ParsePath(path)
					}
					input := func(elements []string) []Input {
						return []Input{{Name: "doc", Body: strings.NewReader(form.doc(slices.Clone(elements))), Lines: form.lines}}
					}
					want := outcomeOf(p, input(left), Options{})
					for _, o := range []Options{{}, streamed(Options{}, 1, 64, 1), streamed(Options{}, 1<<20, 300, 3)} {
						spilling := s
						if o.small != 0 {
							spilling.memory, spilling.distinct, spilling.Dir = 64, 3, dir
						}
						got, counted := siftedOutcome(p, input(elements), spilling, o)
						if want.err != "" { // a stream has rows in front of it
							got.rows = want.rows
						}
						if fmt.Sprint(got.err, got.rows) != fmt.Sprint(want.err, want.rows) {
							t.Fatalf("%s, %q, %+v, %+v on %q:\n got %s\nwant %s", form.name, path, s, o, form.doc(elements), got, want)
						}
						if counted.Partial = false; counted != count && !p.Plan(o).Stops {
							t.Fatalf("%s, %q, %+v: counted %+v, want %+v", form.name, path, s, counted, count)
						}
						if spilling.Dir != "" {
							if left, _ := os.ReadDir(spilling.Dir); len(left) > 0 {
								t.Fatalf("%v is left", left)
							}
						}
					}
				}
			}
		}
	}
}

// TestSift has what the random elements do not show.
func TestSift(t *testing.T) {
	tweets := `[{"id":1,"created_at":"2019-12-09","tags":["a","b"],"n":5},{"id":2,"created_at":"2019-12-08","tags":[],"n":50},{"id":3,"n":7},{"id":1,"created_at":"2019-12-10","tags":["c"],"n":null}]`
	label := []Column{{Name: "i", Path: "id"}, {Name: "size", Path: "n"}}
	for _, c := range []struct {
		doc, path string
		s         Sieve
		columns   []Column
		want      string
	}{
		{tweets, "#.id", Sieve{Explode: "tags"}, nil, "1 1 2 3 1"},
		{tweets, "#.tags", Sieve{Explode: "tags"}, nil, `"a" "b" "c"`},
		{tweets, "#.id", Sieve{Explode: "tags", Unique: "id", Sort: "n", Desc: true}, nil, "2 3 1 1"},
		{tweets, "#", Sieve{Sort: "size"}, label, "1 3 2 1"},
		{tweets, "..#", Sieve{Sort: "size"}, label, ""},
		{"{\"id\":1,\"n\":2}\n{\"id\":2,\"n\":1}\n", "..#", Sieve{Sort: "size"}, label, "2 1"},
		{`[{"id":1,"n":2,"u":{"n":1}},{"id":2,"n":1,"u":{"n":2}}]`, "#.u", Sieve{Sort: "size", Desc: true}, []Column{{Name: "size", Path: "n"}}, "2 1"},
		{`[{"n":2,"size":1,"u":{"n":1}},{"n":1,"size":2,"u":{"n":2}}]`, "#(n>0).u", Sieve{Sort: "size"}, []Column{{Name: "size", Path: "n"}}, "1"},
		{tweets, "#", Sieve{Since: moment("2019-12-09")}, nil, "2"},
		{tweets, "#(n>6)#.id", Sieve{Sort: "n", Desc: true}, nil, "2 3"},
		{tweets, "#(n>6).id", Sieve{Sort: "n", Desc: true}, nil, "2"},
		{tweets, "#.id|0", Sieve{Sort: "n", Desc: true}, nil, "2"},
		{`{"statuses":` + tweets + `}`, "statuses.#.id|@reverse", Sieve{Sort: "n"}, nil, "1 2 3 1"},
		{`{"a":{"b":` + tweets + `},"c":1}`, "a.b.#.id", Sieve{Unique: "id"}, nil, "1 2 3"},
		{`{"a":{"b":` + tweets + `},"c":1}`, "a.b", Sieve{Since: moment("2030-01-01")}, nil, ""},
		{`{"a":1}`, "b.#.c", Sieve{Sort: "n"}, nil, ""},
		{`{"b":null}`, "b.#.c", Sieve{Sort: "n"}, nil, ""},
		{`["b","a","10","9",3]`, "#", Sieve{Sort: "@this"}, []Column{{Name: "v", Path: "@this"}}, `3 "9" "10" "a" "b"`},
		{`[{"t":[1,2]},{"t":[1]}]`, "#.t.#", Sieve{Sort: "t.#"}, nil, "1 2"},
		{"{\"n\":2}\n{\"n\":1}\n", "..#.n", Sieve{Sort: "n"}, nil, "1 2"},
		{`{"n":2}`, "..#.n", Sieve{Sort: "n"}, nil, "2"},
		{`{"n":2,"created_at":"2019-12-09"}`, "..#.n", Sieve{Until: moment("2019-12-09")}, nil, ""},
		{`{"statuses":[{"n":2},{"n":1}],"next":"x"}`, "", Sieve{Sort: "n"}, nil, `{"n":1} {"n":2}`},
		{`[{"trends":[{"n":2},{"n":null},{"n":1}]}]`, "", Sieve{Sort: "n"}, nil, `{"n":1} {"n":2} {"n":null}`},
	} {
		for _, o := range []Options{{Columns: c.columns}, streamed(Options{Columns: c.columns}, 1, 20, 2)} {
			var p *Path
			if c.path != "" {
				p, _ = ParsePath(c.path)
			}
			if o.small != 0 && strings.Contains(c.doc, "trends") {
				continue // of a list that is too large to be looked at as a whole the rows are its elements
			}
			got, _ := siftedOutcome(p, inputOf(c.doc), c.s, o)
			var rows []string
			if got.err == "" {
				rows = siftedRows(t, p, c.doc, c.s, o, func(row Row) string {
					if c.columns != nil {
						return strings.TrimSpace(row.Cells[0].Raw)
					}
					return strings.TrimSpace(row.Value.Raw)
				})
			}
			if text := strings.Join(rows, " ") + got.err; text != c.want {
				t.Errorf("%q on %s, %+v: %s, want %s", c.path, c.doc, c.s, text, c.want)
			}
		}
	}
	in, sf, err := Sift(context.Background(), nil, inputOf(`{ "a":[3,1], "statuses":[{"n":2},{"n":1}] , "next":"x"}`), Sieve{Sort: "n"}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer sf.Close()
	table, err := Run(context.Background(), nil, in, Options{})
	if want := `{ "a":[3,1], "statuses":[{"n":1},{"n":2}] , "next":"x"}`; err != nil || table.Whole.Raw != want {
		t.Errorf("%s %v, want %s", table.Whole.Raw, err, want)
	}
}

// TestSiftItems sorts and weeds the items of an exploded list, in memory and with temporary files.
func TestSiftItems(t *testing.T) {
	const doc = `[{"n":1,"t":[5,3,{"k":9}]},{"n":2,"t":[]},{"n":1,"t":[3,5,1]},{"n":3,"t":[1,7,{"k":2}]}]`
	for _, c := range []struct {
		s    Sieve
		want string
	}{
		{Sieve{Explode: "t", Unique: "t"}, `5 3 {"k":9}  1 7 {"k":2}`},
		{Sieve{Explode: "t", Sort: "t"}, `1 1 3 3 5 5 7 {"k":2} {"k":9} `},
		{Sieve{Explode: "t", Sort: "t", Unique: "n"}, `1 3 5 7 {"k":2} {"k":9} `},
		{Sieve{Explode: "t", Sort: "n", Desc: true, Unique: "t"}, `7 {"k":2}  5 3 {"k":9} 1`},
		{Sieve{Explode: "t", Sort: "t.k"}, `{"k":2} {"k":9} 5 3  3 5 1 1 7`},
	} {
		for _, o := range []Options{{}, streamed(Options{}, 1, 20, 1)} {
			if o.small != 0 {
				c.s.memory, c.s.distinct, c.s.Dir = 40, 2, t.TempDir()
			}
			o.Columns = []Column{{Name: "t", Path: "t"}}
			p, _ := ParsePath("#")
			rows := siftedRows(t, p, doc, c.s, o, func(row Row) string { return row.Cells[0].Raw })
			if got := strings.Join(rows, " "); got != c.want {
				t.Errorf("%+v: %s, want %s", c.s, got, c.want)
			}
		}
	}
}

// TestSiftRefuses has paths and sieves that cannot meet.
func TestSiftRefuses(t *testing.T) {
	for _, c := range []struct {
		doc, path string
		s         Sieve
		want      string
	}{
		{`[]`, "0.text", Sieve{Sort: "a"}, "0.text walks no list that can be told, because of 0"},
		{`[]`, "..0.text", Sieve{Sort: "a"}, "..0.text walks no list that can be told, because of 0"},
		{`[]`, "@reverse.#.x", Sieve{Sort: "a"}, "because of @reverse"},
		{`[]`, "{a:#.x}", Sieve{Unique: "a"}, "because of {a:#.x}"},
		{`{}`, "a*.#.x", Sieve{Unique: "a"}, "because of a*"},
		{`{"a":5}`, "a", Sieve{Unique: "a"}, "a is no list but: number"},
		{`{"a":{}}`, "a.#.x", Sieve{Unique: "a"}, "a.#.x is no list but: object"},
		{`{"a":{}}`, "", Sieve{Unique: "a"}, "the document is no list but: object"},
		{`"x"`, "", Sieve{Unique: "a"}, "the document is no list but: text"},
		{`{"errors":[{"code":34,"message":"gone"}]}`, "", Sieve{Unique: "a"}, "the document is no list but: error of an API: gone"},
		{`[]`, "#.x", Sieve{Sort: "#(a"}, "never closed"},
		{`[]`, "#.x", Sieve{Explode: "a.#"}, "a.# is more than keys"},
		{`[{"t":[{"s":5,"i":"5"}]}]`, "#.t", Sieve{Sort: `t.#(s>x).i`}, "P10"},
		{`[{"n":1},{"n"]`, "#.n", Sieve{Sort: "n"}, "doc, line 1, column 14"},
		{``, "#.n", Sieve{Sort: "n"}, "doc is empty"},
	} {
		for _, o := range []Options{{}, streamed(Options{}, 1, 20, 2)} {
			var p *Path
			if c.path != "" {
				p, _ = ParsePath(c.path)
			}
			if got, _ := siftedOutcome(p, inputOf(c.doc), c.s, o); !strings.Contains(got.err, c.want) || len(got.rows) > 0 {
				t.Errorf("%q on %s, %+v: %v, want %s", c.path, c.doc, c.s, got, c.want)
			}
		}
	}
	p, _ := ParsePath("0.text")
	if none, ok := errors.AsType[*NoListError](Sieve{Sort: "a"}.Check(p, nil)); !ok || !none.Index {
		t.Error("an index is no list")
	}
	if err := (Sieve{}).Check(p, nil); err != nil {
		t.Error(err)
	}
}

// TestSiftFails has input that ends, or fails, in the middle: rows before it are in the answer, unless they had to be sorted.
func TestSiftFails(t *testing.T) {
	for _, c := range []struct {
		doc, path string
		lines     bool
		rows      int
		err       string
	}{
		{"{\"n\":1}\n{\"n\":2}\n{\"n\":}", "#.n", true, 2, "line 3, column 6"},
		{"{\"n\":1}\n{\"n\":2}\n{\"n\":}", "..#.n", true, 2, "line 3, column 6"},
		{"[{\"n\":1},\n{\"n\":2},\n{\"n\":}]", "#.n", false, 2, "line 3, column 6"},
		{"{\"statuses\":[{\"n\":1},\n{\"n\":2},\n{\"n\":}]}", "statuses.#.n", false, 2, "line 3, column 6"},
		{"1\n2\n3 x", "", true, 3, "line 3, column 3"},
	} {
		for _, batch := range []int{20, 1 << 20} {
			var p *Path
			if c.path != "" {
				p, _ = ParsePath(c.path)
			}
			in := inputOf(c.doc)
			in[0].Lines = c.lines
			// The rest of the second pass is small, and held as a whole.
			out, sf, err := Sift(context.Background(), p, in, Sieve{Unique: "n"}, streamed(Options{}, 1, batch, 2))
			if err != nil {
				t.Errorf("%q: %v", c.doc, err)
				continue
			}
			for _, o := range []Options{{}} {
				got := outcomeOf(p, out, o)
				want := min(c.rows, len(got.rows)) // rows that come in the same batch as the error may not be there
				if !strings.Contains(got.err, c.err) || len(got.rows) < want {
					t.Errorf("%q, batches of %d: %v", c.doc, batch, got)
				}
			}
			sf.Close()
		}
	}
	failing := errors.New("the wire is cut")
	for _, form := range siftForms {
		elements := slices.Repeat([]string{`{"n":1,"k":2}`, `7`}, 40)
		whole := form.doc(slices.Clone(elements))
		body := func() io.Reader {
			return io.MultiReader(strings.NewReader(whole[:len(whole)*3/4]), iotest.ErrReader(failing))
		}
		for _, path := range form.paths[1:] {
			p, _ := ParsePath(path)
			for _, o := range []Options{{}, streamed(Options{}, 1, 64, 2), streamed(Options{}, 300, 64, 2)} {
				in := []Input{{Name: "doc", Body: body(), Lines: form.lines}}
				if got, _ := siftedOutcome(p, in, Sieve{Unique: "id_str"}, o); !strings.Contains(got.err, "the wire is cut") {
					t.Errorf("%s %s: %v", form.name, path, got)
				} else if o.small != 0 && strings.HasSuffix(path, "#.k") && len(got.rows) < 20 {
					t.Errorf("%s %s: only %d rows", form.name, path, len(got.rows))
				}
				in = []Input{{Name: "doc", Body: body(), Lines: form.lines}}
				if got, _ := siftedOutcome(p, in, Sieve{Sort: "k"}, o); !strings.Contains(got.err, "the wire is cut") || len(got.rows) > 0 {
					t.Errorf("%s %s, sorted: %v", form.name, path, got)
				}
			}
		}
	}
}

// TestSiftSeveralInputs joins lists, and envelopes.
func TestSiftSeveralInputs(t *testing.T) {
	for _, c := range []struct{ a, b, path string }{
		{`[{"n":3},{"n":1}]`, `[{"n":2}]`, "#.n"}, {"{\"n\":3}\n{\"n\":1}", `{"n":2}`, "#.n"}, {`{"statuses":[{"n":3},{"n":1}]}`, `{"statuses":[{"n":2}]}`, "statuses.#.n"},
	} {
		for _, o := range []Options{{}, streamed(Options{}, 1, 20, 2)} {
			p, _ := ParsePath(c.path)
			in := []Input{{Name: "a", Body: strings.NewReader(c.a)}, {Name: "b", Body: strings.NewReader(c.b)}}
			got, count := siftedOutcome(p, in, Sieve{Sort: "n"}, o)
			if fmt.Sprint(got.rows) != fmt.Sprint(outcomeOf(p, inputOf(strings.ReplaceAll(strings.ReplaceAll(`[{"n":1},{"n":2},{"n":3}]`, "[", strings.Repeat(`{"statuses":[`, strings.Count(c.path, "statuses"))+strings.Repeat("[", 1-strings.Count(c.path, "statuses"))), "]", "]"+strings.Repeat("}", strings.Count(c.path, "statuses")))), Options{}).rows) || count.Read != 3 {
				t.Errorf("%s and %s: %v %+v", c.a, c.b, got, count)
			}
		}
	}
}

// TestSiftSkips counts the bad lines of the first pass, also behind a limit.
func TestSiftSkips(t *testing.T) {
	text := "{\"n\":1}\nnope\n" + strings.Repeat("{\"n\":2}\n", 1000) + "{\"n\":\n"
	p, _ := ParsePath("#.n")
	for _, limit := range []int{0, 1} {
		for _, o := range []Options{{}, streamed(Options{}, 1, 64, 2)} {
			o.SkipInvalid, o.Limit = true, limit
			in, sf, err := Sift(context.Background(), p, inputOf(text), Sieve{Unique: "n"}, o)
			if err != nil {
				t.Fatal(err)
			}
			got := outcomeOf(p, in, o)
			if e := got.table.Skipped(); e == nil || e.Lines != 2 || e.First[0].Line != 2 || e.First[1].Line != 1003 {
				t.Errorf("limit %d: %v", limit, e)
			}
			if c := sf.Count(); c.Read != 1001 || c.Duplicates != 999 {
				t.Errorf("limit %d: %+v", limit, c)
			}
			sf.Close()
		}
	}
}

// TestSiftAbsent names what no element has, and what is near it.
func TestSiftAbsent(t *testing.T) {
	p, _ := ParsePath("#")
	for _, c := range []struct {
		s    Sieve
		want string
	}{
		{Sieve{Sort: "retweet_cnt"}, `no element has "retweet_cnt"; did you mean retweet_count?`},
		{Sieve{Unique: "screen_name"}, `no element has "screen_name"; it is at user.screen_name`},
		{Sieve{Since: moment("2019-12-09")}, ""},
		{Sieve{Sort: "retweet_count"}, ""},
		{Sieve{Explode: "entities.hashtag"}, `no element has "entities.hashtag"; did you mean entities.hashtags?`},
	} {
		in, sf, err := Sift(context.Background(), p, inputOf(library(t)), c.s, Options{})
		if err != nil {
			t.Fatal(err)
		}
		outcomeOf(p, in, Options{})
		got := ""
		for _, n := range sf.Absent() {
			got += n.Message
		}
		if got != c.want {
			t.Errorf("%+v: %s, want %s", c.s, got, c.want)
		}
		sf.Close()
	}
}

// endlessDates is a list that never ends.
func endlessDates() io.Reader {
	row, at := `{"n":1,"created_at":"2019-12-09"},`, 0
	return io.MultiReader(strings.NewReader("["), readerFunc(func(p []byte) (int, error) {
		for i := range p {
			p[i] = row[at%len(row)]
			at++
		}
		return len(p), nil
	}))
}

// TestSiftEnds leaves no goroutine and no file behind a limit, a refusal, a cancelled context, or a walk that was broken off.
func TestSiftEnds(t *testing.T) {
	before := runtime.NumGoroutine()
	p, _ := ParsePath("#.n")
	o := Options{Limit: 3, small: 2000, batch: 1000}
	for range 5 {
		in, sf, err := Sift(context.Background(), p, []Input{{Name: "endless", Body: endlessDates()}}, Sieve{Since: moment("2019-01-01")}, o)
		if err != nil {
			t.Fatal(err)
		}
		if got := outcomeOf(p, in, o); len(got.rows) != 3 || got.err != "" {
			t.Fatal(got)
		}
		if c := sf.Count(); !c.Partial {
			t.Errorf("%+v: it cannot have been read to its end", c)
		}
		sf.Close()
	}
	dir := t.TempDir()
	for _, s := range []Sieve{{Sort: "n"}, {Since: moment("2030-01-01")}, {Unique: "n"}, {Unique: "created_at", Sort: "n", Explode: "x"}} {
		s.Dir, s.memory, s.distinct = dir, 1000, 1
		ctx, cancel := context.WithCancel(context.Background())
		in, sf, err := Sift(ctx, p, []Input{{Name: "endless", Body: endlessDates()}}, s, o)
		if err != nil {
			t.Fatal(err)
		}
		time.AfterFunc(20*time.Millisecond, cancel)
		if table, err := Run(ctx, p, in, Options{}); err == nil {
			for _, failed := range table.Rows {
				err = cmp.Or(err, failed)
			}
			if !errors.Is(err, context.Canceled) {
				t.Errorf("%+v: %v", s, err)
			}
		} else if !errors.Is(err, context.Canceled) {
			t.Errorf("%+v: %v", s, err)
		}
		<-sf.done // without Close
		sf.Close()
	}
	if left, _ := os.ReadDir(dir); len(left) > 0 {
		t.Errorf("%v is left", left)
	}
	for i := 0; runtime.NumGoroutine() > before; i++ {
		if i == 200 {
			buf := make([]byte, 1<<16)
			t.Fatalf("%d goroutines, %d before:\n%s", runtime.NumGoroutine(), before, buf[:runtime.Stack(buf, true)])
		}
		time.Sleep(5 * time.Millisecond)
	}
}

// TestSiftDisk tells that temporary files cannot be written.
func TestSiftDisk(t *testing.T) {
	p, _ := ParsePath("#.n")
	s := Sieve{Sort: "n", Dir: t.TempDir() + "/gone", memory: 100}
	for _, o := range []Options{{}, streamed(Options{}, 1, 64, 1)} {
		in, sf, err := Sift(context.Background(), p, inputOf("["+strings.Repeat(`{"n":1},`, 50)+`{"n":2}]`), s, o)
		if err == nil {
			_, err = Run(context.Background(), p, in, o)
			sf.Close()
		}
		if spill, ok := errors.AsType[*SpillError](err); !ok || spill.Dir != s.Dir {
			t.Error(err)
		}
	}
}

// FuzzSift compares with the computation on decoded elements where there is one, and one worker with several, on any text.
func FuzzSift(f *testing.F) {
	r := rand.New(rand.NewPCG(5, 6))
	for i := range 12 {
		elements := make([]string, i)
		for k := range elements {
			elements[k] = randomElement(r)
		}
		for n, form := range siftForms {
			f.Add(form.doc(elements), uint8(i+n), uint8(i*40))
		}
	}
	for _, doc := range streamDocs() {
		f.Add(doc, uint8(len(doc)), uint8(20))
	}
	f.Add(`{"statuses":[{"k":1},{"k":2}]}`+"\n7", uint8(9), uint8(8))
	f.Fuzz(func(t *testing.T, text string, sieve, batch uint8) {
		if len(text) > 4096 || manyLists(text) {
			return
		}
		s := siftSieves[int(sieve)%len(siftSieves)]
		for _, path := range []string{"#.k", "statuses.#.k", ""} {
			var p *Path
			if path != "" {
				p, _ = ParsePath(path)
			}
			var got []outcome
			for _, workers := range []int{0, 1, 3} {
				o := Options{}
				spilling := s
				if workers > 0 {
					o = streamed(o, 1, 1+int(batch), workers)
					spilling.memory, spilling.distinct = 200, 2
				}
				out, _ := siftedOutcome(p, inputOf(text), spilling, o)
				got = append(got, out)
			}
			docs, err := documents("", text)
			for _, out := range got[1:] {
				if path == "statuses.#.k" && len(docs) > 1 && strings.Contains(out.err, "documents behind a list") {
					continue // like manyLists, of a list in an envelope
				}
				if got[0].err == "" && (out.err != "" || !slices.Equal(out.rows, got[0].rows)) || got[0].err != "" && out.err == "" {
					t.Fatalf("%q, %+v on %q:\n stream %s\n  whole %s", path, s, text, out, got[0])
				}
			}
			if got[1].err != got[2].err || !slices.Equal(got[1].rows, got[2].rows) && got[1].err == "" {
				t.Fatalf("%q, %+v on %q:\n 1 worker  %s\n 3 workers %s", path, s, text, got[1], got[2])
			}
			if err != nil || oddForPlain(strings.Join(docs, "\n")) && len(docs) > 0 || got[0].err != "" || path == "statuses.#.k" {
				continue
			}
			elements := docs
			if len(docs) == 1 {
				if !strings.HasPrefix(docs[0], "[") || path == "" && strings.Contains(docs[0], "trends") {
					continue
				}
				elements = nil
				for _, v := range valueOf(docs[0]).Array() {
					elements = append(elements, v.Raw)
				}
			}
			for _, e := range elements {
				if oddForPlain(e) {
					return
				}
			}
			left, _ := plainSieve(elements, s)
			want := outcomeOf(p, inputOf("["+strings.Join(left, ",")+"]"), Options{})
			if got[0].err != want.err || !slices.Equal(got[0].rows, want.rows) {
				t.Fatalf("%q, %+v on %q:\n got %s\nwant %s", path, s, text, got[0], want)
			}
		}
	})
}

func BenchmarkSift(b *testing.B) {
	r := rand.New(rand.NewPCG(7, 8))
	var text strings.Builder
	for i := 0; text.Len() < 8<<20; i++ {
		fmt.Fprintf(&text, `{"created_at":"Mon Dec %02d 08:00:05 +0000 2019","id_str":"12029553100000%05d","text":"%s","user":{"screen_name":"mira_k"},"retweet_count":%d}`+"\n",
			9+7*r.IntN(3), r.IntN(99999), strings.Repeat("some words ", 30), r.IntN(1000))
	}
	p, _ := ParsePath("#.id_str")
	for name, s := range map[string]Sieve{"none": {}, "since": {Since: moment("2019-12-16")}, "unique": {Unique: "id_str"}, "sort": {Sort: "retweet_count"},
		"sort on disk": {Sort: "retweet_count", memory: 1 << 20}} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(text.Len()))
			for b.Loop() {
				in, sf, err := Sift(context.Background(), p, inputOf(text.String()), s, Options{ValuesOnly: true})
				if err != nil {
					b.Fatal(err)
				}
				table, err := Run(context.Background(), p, in, Options{ValuesOnly: true})
				if err != nil {
					b.Fatal(err)
				}
				for _, err := range table.Rows {
					if err != nil {
						b.Fatal(err)
					}
				}
				sf.Close()
			}
		})
	}
}
