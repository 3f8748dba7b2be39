// The two sockets: sources by form of the request, formats by name. A new source or format is one line here.

package main

import (
	"slices"
	"strings"

	"twq/render"
)

// format is a format by its name, its file endings, and how it is made for where it goes.
type format struct {
	name    string
	help    string
	endings []string
	lines   bool // every row is a line of its own, readable before the next has come
	counts  bool // shows nothing but counts and sums
	people  bool // made to be looked at: brief columns, sanitised, cut to the terminal
	make    func(look) render.Format
}

// look is how the place looks where the result goes.
type look struct {
	terminal bool
	color    bool
	width    int
	ascii    bool // bars and boxes of ASCII
	live     bool // rows come slowly, and perhaps without an end
	note     func(string)
}

// formats lists every format; the first is the default.
func formats() []format {
	return []format{
		{name: "table", help: "a table for people", people: true, lines: true, make: func(l look) render.Format {
			return render.Table{Width: l.width, Terminal: l.terminal, Color: l.color, Live: l.live, Note: l.note}
		}},
		{name: "json", help: "JSON, indented", endings: []string{".json"}, make: func(l look) render.Format {
			return render.JSON{Terminal: l.terminal, Color: l.color}
		}},
		{name: "raw", help: "the bytes as they came", make: func(l look) render.Format { return render.Raw{Terminal: l.terminal} }},
		{name: "ndjson", lines: true, help: "one JSON value a line", endings: []string{".ndjson", ".jsonl"}, make: func(l look) render.Format { return render.NDJSON{Terminal: l.terminal} }},
		{name: "text", lines: true, help: "bare values, one row a line", endings: []string{".txt"}, make: func(l look) render.Format { return render.Text{Terminal: l.terminal} }},
		{name: "csv", lines: true, help: "comma-separated values (RFC 4180)", endings: []string{".csv"}, make: func(l look) render.Format { return render.CSV{Terminal: l.terminal, Note: l.note} }},
		{name: "tsv", lines: true, help: "tab-separated values", endings: []string{".tsv"}, make: func(l look) render.Format { return render.TSV{Terminal: l.terminal, Note: l.note} }},
		{name: "markdown", help: "a Markdown table", endings: []string{".md"}, people: true, make: func(l look) render.Format { return render.Markdown{Terminal: l.terminal} }},
		{name: "chart", lines: true, help: "bars of what count and sum have found", counts: true, people: true, make: func(l look) render.Format {
			return render.Chart{Width: l.width, Terminal: l.terminal, Color: l.color, ASCII: l.ascii}
		}},
	}
}

// barred is how counts and sums are shown to people.
func barred() format {
	return format{name: "table", people: true, lines: true, make: func(l look) render.Format {
		return render.Bars{Table: render.Table{Width: l.width, Terminal: l.terminal, Color: l.color, ASCII: l.ascii, Note: l.note}}
	}}
}

// assignments is how values with their paths are shown to people and to grep.
func assignments() format {
	return format{name: "lines", make: func(l look) render.Format { return render.Assign{Terminal: l.terminal} }}
}

// listing is how the rows of paths and find, which begin with a path, are shown to people.
func listing(second bool) format {
	return format{name: "table", people: true, make: func(l look) render.Format {
		return render.Listing{Width: l.width, Terminal: l.terminal, Color: l.color, Second: second}
	}}
}

func formatNames() []string {
	var names []string
	for _, f := range formats() {
		names = append(names, f.name)
	}
	return names
}

// lineFormats are the names of the formats of lines.
func lineFormats() []string {
	var names []string
	for _, f := range formats() {
		if f.lines {
			names = append(names, f.name)
		}
	}
	return names
}

func formatEndings() []string {
	var endings []string
	for _, f := range formats() {
		endings = append(endings, f.endings...)
	}
	return endings
}

// chooseFormat finds the format for -f and -o; either may be empty.
func chooseFormat(name, file string) (format, error) {
	all := formats()
	name = strings.TrimPrefix(name, "=") // "-f=csv"
	byName := slices.IndexFunc(all, func(f format) bool { return f.name == name })
	if name != "" && byName < 0 {
		return format{}, &flagError{Flag: "-f", Value: name, Fault: noFormat}
	}
	ending := fileEnding(file)
	byEnding := slices.IndexFunc(all, func(f format) bool { return slices.Contains(f.endings, ending) })
	switch {
	case name == "" && file == "":
		return all[0], nil
	case name == "" && slices.Contains([]string{".xlsx", ".parquet", ".html"}, ending):
		return format{}, &flagError{Flag: "-o", Value: file, Fault: laterEnding}
	case name != "" && byEnding >= 0 && byEnding != byName && all[byEnding].name != "text" && (name != "raw" || all[byEnding].name != "json"):
		return format{}, &flagError{Flag: "-f " + name + " -o " + file, Value: all[byEnding].name, Fault: otherEnding}
	case name != "":
		return all[byName], nil
	case byEnding >= 0:
		return all[byEnding], nil
	}
	return format{}, &flagError{Flag: "-o", Value: file, Fault: noEnding}
}

// fileEnding is the ending that tells the format, in lower case; that of compression is passed over.
func fileEnding(file string) string {
	file = strings.ToLower(file)
	file = strings.TrimSuffix(strings.TrimSuffix(file, ".gz"), ".zst")
	if i := strings.LastIndexByte(file, '.'); i >= 0 && !strings.ContainsAny(file[i:], `/\`) {
		return file[i:]
	}
	return ""
}
