// twq learn print: a handout of a pack, with the key apart, as Markdown or HTML.

package main

import (
	"context"
	"errors"
	"fmt"
	"html"
	"io"
	"io/fs"
	"os"
	"strings"

	"github.com/clipperhouse/displaywidth"

	"twq/cmd/twq/learn"
	"twq/fetch"
	"twq/fixtures/lesson"
	"twq/render"
)

type learnPrintCmd struct {
	Answers bool   `help:"Put the key behind it: the solutions, other right ways, and what is said after success."`
	Format  string `short:"f" enum:"md,html" default:"md" placeholder:"F" help:"md or html; default: md."`
	Out     string `short:"o" placeholder:"FILE" help:"Write there."`
	Force   bool   `help:"Overwrite an existing file."`
}

// Help is the long help.
func (learnPrintCmd) Help() string {
	return `The handout has the structure of the data, the tasks and room for the answers. The HTML page needs nothing else, and is
printed with the key on pages of its own.

Examples:

  twq learn print > course.md
  twq learn print --answers -f html -o course.html
  twq learn --pack my-pack print -o handout.md`
}

// Run prints the handout.
func (c learnPrintCmd) Run(ctx context.Context, w *world, parent *learnCmd) error {
	p, err := parent.pack(w)
	if err != nil {
		return err
	}
	bench, remove, err := w.bench(p)
	if err != nil {
		return err
	}
	defer remove()
	if c.Out != "" && c.Out != "-" && !c.Force {
		if _, err := os.Lstat(c.Out); !errors.Is(err, fs.ErrNotExist) {
			return &existsError{File: c.Out}
		}
	}
	h := handout{bench: bench, page: &markdownPage{}}
	if c.Format == "html" {
		h.page = &htmlPage{}
	}
	if err := h.write(ctx, p, c.Answers); err != nil {
		return err
	}
	if c.Out == "" || c.Out == "-" {
		_, err = io.WriteString(w.Stdout, h.page.text())
		return written(err)
	}
	if err := fetch.WriteFile(c.Out, []byte(h.page.text()), 0o666); err != nil {
		return &outError{File: c.Out, Err: bare(err)}
	}
	return nil
}

// page takes what a handout is made of. Texts come as they are, and are escaped by it.
type page interface {
	begin(title, language string)
	heading(level int, text string)
	prose(text string)
	block(lines []string) // as it stands
	list(ordered bool, items []string)
	answerLines(n int)
	newPage()
	text() string
}

// handout writes a pack on a page.
type handout struct {
	bench *learn.Bench
	page  page
}

func (h handout) write(ctx context.Context, p *lesson.Pack, answers bool) error {
	language := p.Language
	if language == "" {
		language = "en"
	}
	h.page.begin(p.Title, language)
	h.page.heading(1, p.Title)
	h.page.prose(p.About)
	seen := map[string]bool{}
	for _, e := range p.Exercises {
		if e.Data == "" || seen[e.Data] {
			continue
		}
		if len(seen) == 0 {
			h.page.heading(2, "The data")
			h.page.prose("# stands for each element of a list. Behind a path is what it leads to, and how often it is there.")
		}
		seen[e.Data] = true
		lines, err := h.bench.Outline(ctx, e.Data, learn.OutlineWidth)
		if err != nil {
			return err
		}
		h.page.heading(3, e.Data)
		h.page.block(lines)
	}
	unit := ""
	for i, e := range p.Exercises {
		if e.Unit != unit || i == 0 {
			unit = e.Unit
			u := p.UnitOf(e)
			h.page.heading(2, "Unit "+u.Name+": "+u.Title)
			h.page.prose(u.Intro)
		}
		if err := h.exercise(ctx, i, e); err != nil {
			return err
		}
	}
	if answers {
		h.page.newPage()
		h.page.heading(2, "Key")
		for i, e := range p.Exercises {
			h.page.heading(3, fmt.Sprintf("%d. %s", i+1, e.Title))
			h.page.block([]string{solutionText(e)})
			if len(e.Alternatives) > 0 {
				h.page.prose("Also right:")
				h.page.block(e.Alternatives)
			}
			h.page.prose(e.After)
		}
	}
	return nil
}

func (h handout) exercise(ctx context.Context, i int, e *lesson.Exercise) error {
	h.page.heading(3, fmt.Sprintf("%d. %s", i+1, e.Title))
	for _, shown := range []struct{ path, says string }{{e.Focus, pieceHead(e)}, {e.Shown, "The path " + e.Shown + " gives"}} {
		if shown.path == "" {
			continue
		}
		found, err := h.bench.Shown(ctx, e, shown.path)
		if err != nil {
			return err
		}
		h.page.prose(shown.says)
		h.page.block(prettyLines(found, pieceLines, lessonWidth))
	}
	h.page.prose(e.Task)
	order := learn.Order(e)
	switch e.Kind {
	case lesson.Predict:
		h.page.prose("What does this give?")
		h.page.block([]string{e.Ask})
	case lesson.Blank:
		h.page.block([]string{e.Template})
	case lesson.Fix:
		h.page.prose("This path is broken:")
		h.page.block([]string{e.Broken})
	case lesson.Translate:
		h.page.block([]string{e.Expression})
	case lesson.Order:
		h.page.prose("Put the pieces in order:")
		var items []string
		for _, from := range order {
			items = append(items, e.Pieces[from])
		}
		h.page.list(true, items)
	case lesson.Match:
		h.page.prose("What belongs together?")
		h.page.list(true, e.Left)
		var items []string
		for j, from := range order {
			items = append(items, fmt.Sprintf("%c) %s", 'a'+j, e.Right[from]))
		}
		h.page.list(false, items)
	}
	var options []string
	for j, o := range e.Options {
		options = append(options, fmt.Sprintf("%c) %s", 'a'+j, o))
	}
	if len(options) > 0 {
		h.page.list(false, options)
	}
	n := 1
	if e.ByLine() {
		n = 2
	}
	h.page.answerLines(n)
	return nil
}

const handoutWidth = 80

// markdownPage writes Markdown in lines of at most 80 columns, as far as words allow it.
type markdownPage struct{ b strings.Builder }

func (m *markdownPage) begin(_, _ string) {}

func (m *markdownPage) line(s string) { m.b.WriteString(strings.TrimRight(s, " ") + "\n") }

func (m *markdownPage) heading(level int, text string) {
	if m.b.Len() > 0 {
		m.line("")
	}
	m.line(strings.Repeat("#", level) + " " + displaywidth.TruncateString(escapeMarkdown(flat(text)), handoutWidth-level-1, "…"))
}

// wrapped writes a text in lines; of a line that would begin like a heading or a list the first sign is escaped.
func (m *markdownPage) wrapped(first, rest, text string) {
	for i, part := range wrap(escapeMarkdown(flat(text)), handoutWidth-max(displaywidth.String(first), displaywidth.String(rest))-1) {
		if part != "" && strings.IndexByte("#>+-|=", part[0]) >= 0 {
			part = `\` + part
		}
		if i > 0 {
			first = rest
		}
		m.line(first + part)
	}
}

func (m *markdownPage) prose(text string) {
	if text = strings.TrimSpace(text); text == "" {
		return
	}
	for line := range strings.SplitSeq(text, "\n") {
		m.line("")
		m.wrapped("", "", line)
	}
}

func (m *markdownPage) block(lines []string) {
	m.line("")
	for _, line := range lines {
		line = render.Clean(line)
		for _, part := range cutLine(line, handoutWidth-4) {
			m.line("    " + part)
		}
	}
}

func (m *markdownPage) list(ordered bool, items []string) {
	m.line("")
	for i, item := range items {
		mark := "- "
		if ordered {
			mark = fmt.Sprintf("%d. ", i+1)
		}
		m.wrapped(mark, strings.Repeat(" ", len(mark)), item)
	}
}

func (m *markdownPage) answerLines(n int) {
	for range n {
		m.line("")
		m.line(strings.Repeat(`\_`, 30))
	}
}

func (m *markdownPage) newPage() {
	m.line("")
	m.line("---")
}

func (m *markdownPage) text() string { return m.b.String() }

// cutLine breaks a line that is too wide anywhere.
func cutLine(line string, width int) []string {
	var parts []string
	for displaywidth.String(line) > width {
		part := displaywidth.TruncateString(line, width, "")
		if part == "" {
			break
		}
		parts = append(parts, part)
		line = line[len(part):]
	}
	return append(parts, line)
}

// htmlPage writes a page that needs nothing from elsewhere.
type htmlPage struct{ b strings.Builder }

func (p *htmlPage) tag(name, text string) {
	p.b.WriteString("<" + name + ">" + html.EscapeString(render.Clean(text)) + "</" + name + ">\n")
}

func (p *htmlPage) begin(title, language string) {
	p.b.WriteString("<!DOCTYPE html>\n<html lang=\"" + html.EscapeString(language) + "\">\n<head>\n<meta charset=\"utf-8\">\n")
	p.tag("title", title)
	p.b.WriteString("<style>\nbody { font-family: serif; max-width: 80ch; margin: 2em auto; padding: 0 1em; }\n" +
		"pre, code { font-family: monospace; }\npre { white-space: pre-wrap; overflow-wrap: anywhere; border-left: 2px solid; padding-left: 1ch; }\n" +
		"h3 { break-after: avoid; }\n.answer { border-bottom: 1px solid; height: 2.2em; }\n.key { break-before: page; }\n" +
		"ul { list-style: none; }\n</style>\n</head>\n<body>\n")
}

func (p *htmlPage) heading(level int, text string) { p.tag(fmt.Sprintf("h%d", level), text) }

func (p *htmlPage) prose(text string) {
	for line := range strings.SplitSeq(strings.TrimSpace(text), "\n") {
		if strings.TrimSpace(line) != "" {
			p.tag("p", line)
		}
	}
}

func (p *htmlPage) block(lines []string) {
	clean := make([]string, len(lines))
	for i, line := range lines {
		clean[i] = html.EscapeString(render.Clean(line))
	}
	p.b.WriteString("<pre>" + strings.Join(clean, "\n") + "</pre>\n")
}

func (p *htmlPage) list(ordered bool, items []string) {
	name := "ul"
	if ordered {
		name = "ol"
	}
	p.b.WriteString("<" + name + ">\n")
	for _, item := range items {
		p.tag("li", item)
	}
	p.b.WriteString("</" + name + ">\n")
}

func (p *htmlPage) answerLines(n int) {
	for range n {
		p.b.WriteString("<div class=\"answer\"></div>\n")
	}
}

func (p *htmlPage) newPage() { p.b.WriteString("<div class=\"key\"></div>\n") }

func (p *htmlPage) text() string { return p.b.String() + "</body>\n</html>\n" }
