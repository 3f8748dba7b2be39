// The two sockets: sources by form of the request, formats by name. A new source or format is one line here.

package main

import (
	"path/filepath"
	"slices"
	"strings"

	"twq/render"
	"twq/render/parquet"
	"twq/render/xlsx"
)

// format is a format by its name, its file endings, and how it is made for where it goes.
type format struct {
	name    string
	help    string
	endings []string
	lines   bool     // every row is a line of its own, readable before the next has come
	counts  bool     // shows nothing but counts and sums
	people  bool     // made to be looked at: brief columns, sanitised, cut to the terminal
	binary  bool     // no text, and packed already
	takes   []string // the flags for cells that it heeds
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
	name     string // of the file, without its folder and endings; "" is standard output
	cells    cellLook
	about    func() []render.Fact // asked for when the rows have ended; nil is none
	asText   []string             // columns that are text whatever they hold, for formats with types
}

// formats lists every format; the first is the default.
func formats() []format {
	return []format{
		{name: "table", help: "a table for people", people: true, lines: true, takes: []string{"--join", "--dates"}, make: func(l look) render.Format {
			return render.Table{Width: l.width, Terminal: l.terminal, Color: l.color, Live: l.live, Note: l.note, Join: l.cells.join}
		}},
		{name: "json", help: "JSON, indented", endings: []string{".json"}, make: func(l look) render.Format {
			return render.JSON{Terminal: l.terminal, Color: l.color}
		}},
		{name: "raw", help: "the bytes as they came", make: func(l look) render.Format { return render.Raw{Terminal: l.terminal} }},
		{name: "ndjson", lines: true, help: "one JSON value a line", endings: []string{".ndjson", ".jsonl"}, make: func(l look) render.Format { return render.NDJSON{Terminal: l.terminal} }},
		{name: "text", lines: true, help: "bare values, one row a line", endings: []string{".txt"}, takes: textCells, make: func(l look) render.Format {
			return render.Text{Terminal: l.terminal, Null: l.cells.null, Missing: l.cells.missing, Join: l.cells.join}
		}},
		{name: "csv", lines: true, help: "comma-separated values (RFC 4180)", endings: []string{".csv"}, takes: separatedCells, make: func(l look) render.Format { return separated(l) }},
		{name: "tsv", lines: true, help: "tab-separated values", endings: []string{".tsv"}, takes: separatedCells, make: func(l look) render.Format { return render.TSV(separated(l)) }},
		{name: "markdown", help: "a Markdown table", endings: []string{".md"}, people: true, takes: textCells, make: func(l look) render.Format {
			return render.Markdown{Terminal: l.terminal, Null: l.cells.null, Missing: l.cells.missing, Join: l.cells.join}
		}},
		{name: "html", help: "one HTML page, sorted and filtered by itself", endings: []string{".html"}, takes: textCells, make: func(l look) render.Format {
			return render.HTML{Terminal: l.terminal, Title: l.name, Null: l.cells.null, Missing: l.cells.missing, Join: l.cells.join, Note: l.note}
		}},
		{name: "xlsx", help: "a workbook for spreadsheets", endings: []string{".xlsx"}, binary: true, takes: bookCells, make: func(l look) render.Format {
			return xlsx.Format{Sheet: l.name, Null: l.cells.null, Missing: l.cells.missing, Join: l.cells.join, Zone: l.cells.zone, Split: l.cells.split, About: l.about, Note: l.note}
		}},
		{name: "parquet", help: "Parquet, columns with types", endings: []string{".parquet"}, binary: true, make: func(l look) render.Format { return typedFormat(l) }},
		{name: "chart", lines: true, help: "bars of what count and sum have found", counts: true, people: true, make: func(l look) render.Format {
			return render.Chart{Width: l.width, Terminal: l.terminal, Color: l.color, ASCII: l.ascii, Note: l.note}
		}},
	}
}

// barred is how counts and sums are shown to people.
func barred() format {
	return format{name: "table", people: true, lines: true, make: func(l look) render.Format {
		return render.Bars{Table: render.Table{Width: l.width, Terminal: l.terminal, Color: l.color, ASCII: l.ascii, Note: l.note}}
	}}
}

// typedFormat is the format of columns with types.
func typedFormat(l look) parquet.Format {
	return parquet.Format{Text: l.asText, AllText: slices.Contains(l.asText, "*"), About: l.about, Note: l.note}
}

// The flags for cells that formats heed.
var (
	textCells      = []string{"--null", "--missing", "--join", "--dates"}
	separatedCells = append(slices.Clone(textCells), "--for")
	bookCells      = []string{"--null", "--missing", "--join", "--split", "--tz"}
)

// separated is CSV, or TSV, as the flags for cells want it.
func separated(l look) render.CSV {
	c := l.cells
	return render.CSV{Terminal: l.terminal, Note: l.note, Null: c.null, Missing: c.missing, Join: c.join, Excel: c.excel, Zone: c.zone}
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

// endingOf is the name of the format of files that end in this, "" for none.
func endingOf(name string) string {
	for _, f := range formats() {
		if slices.Contains(f.endings, "."+strings.ToLower(name)) {
			return f.name
		}
	}
	return ""
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
	case name != "" && byEnding >= 0 && byEnding != byName && all[byEnding].name != "text" && (name != "raw" || all[byEnding].name != "json"):
		return format{}, &flagError{Flag: "-f " + name + " -o " + file, Value: all[byEnding].name, Fault: otherEnding}
	}
	chosen := byEnding
	if name != "" {
		chosen = byName
	}
	switch {
	case chosen < 0:
		return format{}, &flagError{Flag: "-o", Value: file, Fault: noEnding}
	case all[chosen].binary && compression(file) != "":
		return format{}, &flagError{Flag: "-o", Value: file, Fault: packedTwice}
	}
	return all[chosen], nil
}

// fileEnding is the ending that tells the format, in lower case; that of compression is passed over.
func fileEnding(file string) string {
	file = strings.ToLower(file)
	file = strings.TrimSuffix(file, compression(file))
	if i := strings.LastIndexByte(file, '.'); i >= 0 && !strings.ContainsAny(file[i:], `/\`) {
		return file[i:]
	}
	return ""
}

// compression is the ending that says that a file is packed, in lower case; "" is none.
func compression(file string) string {
	for _, ending := range []string{".gz", ".zst"} {
		if strings.HasSuffix(strings.ToLower(file), ending) {
			return ending
		}
	}
	return ""
}

// baseName is the name of a file without its folder and the endings of format and compression; "" is standard output.
func baseName(file string) string {
	if file == "" {
		return ""
	}
	return stem(filepath.Base(file))
}

// stem is the name of a file without the endings of format and compression.
func stem(file string) string {
	file = file[:len(file)-len(compression(file))]
	return file[:len(file)-len(fileEnding(file))]
}
