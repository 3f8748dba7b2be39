package query

import (
	"context"
	"errors"
	"testing"
	"time"
)

// TestSuggestionsCanBePasted asks every path that is suggested with all else that was asked: none is refused.
func TestSuggestionsCanBePasted(t *testing.T) {
	const doc = `[{"lang":"en","n":1,"text":"sea","w":[1,2],"user":{"name":"Ama"},"created_at":"2020-01-01T00:00:00Z"},` +
		`{"lang":"EN","n":2,"text":"hill","w":[3],"user":{"name":"Bo"},"created_at":"2020-02-01T00:00:00Z"},` +
		`{"lang":"es","n":3,"text":"tide","w":[],"user":{"name":"Cy"},"created_at":"2020-02-03T00:00:00Z"}]`
	const inside = `{"rows":` + doc + `,"meta":{"title":"harbour","day":"2020-01-01T00:00:00Z"}}`
	ask := func(path, doc string, s Sieve, small int, do func(*Path, []Input, Options) (Table, error), o Options) ([]Note, error) {
		p, err := ParsePath(path)
		if err != nil {
			return nil, nil // nothing was evaluated
		}
		o.small = small
		in, sifting, err := Sift(context.Background(), p, inputOf(doc), s, o)
		if err != nil {
			return nil, err
		}
		defer sifting.Close()
		table, err := do(p, in, o)
		if refused, ok := errors.AsType[*Refusal](err); ok {
			return refused.Notes, err
		}
		if err != nil {
			return nil, err
		}
		for _, err := range table.Rows {
			if err != nil {
				return nil, err
			}
		}
		return table.Notes(), nil
	}
	run := func(p *Path, in []Input, o Options) (Table, error) { return Run(context.Background(), p, in, o) }
	count := func(by Period, per *Column) func(*Path, []Input, Options) (Table, error) {
		return func(p *Path, in []Input, o Options) (Table, error) {
			return CountValues(context.Background(), p, in, CountOptions{Options: o, By: by, Per: per})
		}
	}
	sum := func(every Period, by *Column) func(*Path, []Input, Options) (Table, error) {
		return func(p *Path, in []Input, o Options) (Table, error) {
			return SumValues(context.Background(), p, in, SumOptions{Options: o, Every: every, By: by})
		}
	}
	asks := map[string]struct {
		sieve Sieve
		do    func(*Path, []Input, Options) (Table, error)
		o     Options
	}{
		"query":         {do: run},
		"columns":       {do: run, o: Options{Columns: []Column{{Name: "n", Path: "n"}}}},
		"sort":          {sieve: Sieve{Sort: "n"}, do: run},
		"unique":        {sieve: Sieve{Unique: "n"}, do: run},
		"since":         {sieve: Sieve{Since: time.Unix(0, 0)}, do: run},
		"explode":       {sieve: Sieve{Explode: "w"}, do: run},
		"count":         {do: count(NoPeriod, nil)},
		"count by":      {do: count(Month, nil)},
		"count per":     {do: count(NoPeriod, columnOf("lang"))},
		"sum":           {do: sum(NoPeriod, nil)},
		"sum month":     {do: sum(Month, nil)},
		"sum by":        {do: sum(NoPeriod, columnOf("lang"))},
		"sorted counts": {sieve: Sieve{Sort: "n"}, do: count(NoPeriod, columnOf("lang"))},
	}
	paths := map[string][]string{
		doc: {"#(lang==en)#.n", "#.n.0", "[0].text", "#[0].text", "[0].created_at", "-1.text", "-1.n", "#(lang==en && n==1)#.n", "#(lang=='en')#.n", "$[*].n", ".[].n",
			"$[0].n", "#.usr.name", "#.txt", "text", "n", "#.w", "#.w.0.1", "#(lang==en || n==2)#.n", "last.n", "#.n.length", "0:2", "#.name", "#(n=>2)#.text", "#(lang==fr)#.n"},
		inside: {"rows[0].text", "rows.-1.n", "$.rows[*].n", ".meta.title", "$.meta.day", "row.#.n", "rows.n", "rows.#(lang==en)#.n", "rows.#.n.0", "meta.#.title",
			"rows.#.user.nam", "mta", "meta.dax", "$.meta", "rows.#.metta"},
	}
	suggested := 0
	for name, a := range asks {
		for doc, paths := range paths {
			for _, path := range paths {
				for _, small := range []int{0, -64} {
					notes, _ := ask(path, doc, a.sieve, small, a.do, a.o)
					for _, n := range notes {
						if n.Try == "" {
							continue
						}
						suggested++
						if _, err := ask(n.Try, doc, a.sieve, small, a.do, a.o); err != nil {
							t.Errorf("%s (small %d): %s suggests %s, which fails: %v", name, small, path, n.Try, err)
						}
					}
				}
			}
		}
	}
	for _, c := range []struct{ name, path, doc, want string }{
		{"query", "#(lang==en)#.n", doc, "[#(lang==en)#.n,#(lang==EN)#.n]|@flatten"},
		{"sort", "#(lang==en)#.n", doc, ""}, {"since", "#(lang==en)#.n", doc, ""}, {"sum month", "#(lang==en)#.n", doc, ""}, {"count per", "#(lang==en)#.n", doc, ""},
		{"count", "#.n.0", doc, "#.n|0"}, {"count by", "#.n.0", doc, ""}, {"sort", "#.n.0", doc, "#.n|0"},
		{"count", "[0].text", doc, "0.text"}, {"count by", "[0].text", doc, ""},
		{"count by", "[0].created_at", doc, "0.created_at"}, // moments need nothing beside them
		{"query", "-1.text", doc, "@reverse.0.text"},
		{"query", "$.meta.day", inside, "meta.day"}, {"columns", "$.meta.day", inside, ""},
		{"count by", "#(lang==en && n==1)#.n", doc, "#(lang==en)#|#(n==1)#.n"},
	} {
		a := asks[c.name]
		notes, _ := ask(c.path, c.doc, a.sieve, 0, a.do, a.o)
		if len(notes) == 0 || notes[0].Code == "" || notes[0].Try != c.want {
			t.Errorf("%s %s: %+v, want to be told to try %q", c.name, c.path, notes, c.want)
		}
	}
	if suggested < 100 {
		t.Errorf("only %d suggestions were tried", suggested)
	}
}
