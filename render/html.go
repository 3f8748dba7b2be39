// The HTML format: one page that needs nothing else.

package render

import (
	"cmp"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/tidwall/gjson"

	"twq/query"
)

// HTML writes one page of HTML 5 with the rows as a table. It loads nothing: style and script stand in it, and its policy lets only these two run,
// by their hashes, so that nothing in the data can become markup or script. With the script the table is sorted by its headers (numbers
// by their value however many digits they have, moments by time) and filtered; without it, it is a table. A single object is a table of key
// and value. Rows are written as they come.
type HTML struct {
	Title    string // of the page; "" is "data"
	Null     string // what a null is written as; "" is null, in grey
	Missing  string // what a missing cell is written as; "" is ·, in grey
	Join     string // between the elements of a list in a cell; "" means "; "
	Terminal bool   // write for a terminal: see Clean
	// Note is told at the end how many cells had characters that HTML cannot hold; nil is fine.
	Note func(string)
}

//go:embed page.css
var pageStyle string

//go:embed page.js
var pageScript string

func hash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

// Render writes t.
func (f HTML) Render(w io.Writer, t query.Table) error {
	names := t.Columns
	if t.Shape == query.Object {
		names = Pair()
	}
	p := page{HTML: f}
	err := frame{
		head: func(w *buffer) { p.head(w, names) },
		row: func(w *buffer, _ int, r query.Row) {
			from := len(w.buf)
			defer func() { p.clean(w, from) }()
			if t.Shape == query.Object {
				for c, v := range Members(t, r) {
					w.buf = append(p.escape(append(w.buf, "<tr><th scope=row dir=auto>"...), c.Name), "</th>"...)
					p.cell(w, v, c)
					w.buf = append(w.buf, "</tr>\n"...)
				}
				return
			}
			w.buf = append(w.buf, "<tr>"...)
			for i, c := range t.Columns {
				p.cell(w, at(r, i), c)
			}
			w.buf = append(w.buf, "</tr>\n"...)
		},
		tail: func(w *buffer, _ int) {
			w.put("</tbody>\n</table></div>\n<script>" + pageScript + "</script>\n</body>\n</html>\n")
		},
	}.write(w, t)
	if err == nil && p.replaced > 0 && f.Note != nil {
		f.Note(count(p.replaced, "cell") + " with control characters that HTML cannot hold; they are � there")
	}
	return err
}

// page is one page being written.
type page struct {
	HTML
	replaced int
}

func (p *page) head(w *buffer, names []query.Column) {
	title := p.Title
	if title == "" {
		title = "data"
	}
	from := len(w.buf)
	defer func() { p.clean(w, from) }()
	w.buf = append(w.buf, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"...)
	w.buf = append(w.buf, fmt.Sprintf("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src %s; script-src %s; base-uri 'none'; form-action 'none'\">\n", hash(pageStyle), hash(pageScript))...)
	w.buf = append(w.buf, "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"generator\" content=\"twq\">\n<title>"...)
	w.buf = p.escape(w.buf, title)
	w.buf = append(w.buf, "</title>\n<style>"+pageStyle+"</style>\n</head>\n<body>\n<h1 dir=auto>"...)
	w.buf = p.escape(w.buf, title)
	w.buf = append(w.buf, "</h1>\n<form hidden role=search><label>Show rows with <input type=search autocomplete=off></label></form>\n"...)
	w.buf = append(w.buf, "<div class=table tabindex=0 role=region aria-label=\"table\"><table>\n<thead><tr>"...)
	for _, c := range names {
		w.buf = append(w.buf, "<th scope=col><span dir=auto>"...)
		w.buf = p.escape(w.buf, c.Name)
		w.buf = append(w.buf, "</span></th>"...)
	}
	w.buf = append(w.buf, "</tr></thead>\n<tbody>\n"...)
	p.replaced = 0 // cells are counted
}

func (p *page) clean(w *buffer, from int) {
	if p.Terminal {
		w.clean(from)
	}
}

// long is the length of text, in bytes, that has a column of some width to itself.
const long = 60

// cell writes a cell with the class that says what it is: n a number, b a boolean, j JSON, u null, m missing, i an id, l a long text, d a
// moment, whose time stands in the attribute that the script sorts by.
func (p *page) cell(w *buffer, v query.Value, c query.Column) {
	text := Cell(v, c, p.Join)
	open := "<td dir=auto>"
	switch {
	case !v.Exists():
		open, text = "<td class=m>", cmp.Or(p.Missing, missingMark)
	case v.Type == gjson.Null:
		open, text = "<td class=u>", cmp.Or(p.Null, nullMark)
	case v.Type == gjson.Number:
		open = "<td class=n>"
	case v.Type == gjson.True || v.Type == gjson.False:
		open = "<td class=b>"
	case v.Type == gjson.JSON && (strings.HasPrefix(text, "{") || strings.HasPrefix(text, "[")):
		open = "<td class=j>"
	case IsMoment(c):
		if t, ok := Moment(v, nil); ok {
			open = fmt.Sprintf("<td class=d data-t=%d>", t.UnixMilli())
		}
	case IsID(c) && len(text) < long:
		open = "<td class=i dir=auto>"
	case len(text) > long:
		open = "<td class=l dir=auto>"
	}
	w.buf = append(p.escape(append(w.buf, open...), text), "</td>"...)
}

// escape adds text that is text in HTML, whatever is in it. A line break is LF, as a parser would make it. What may not stand in a document
// (control characters but white space, noncharacters, bytes that are no UTF-8) is U+FFFD.
func (p *page) escape(dst []byte, text string) []byte {
	replaced := false
	for i, r := range text {
		switch {
		case r == '&':
			dst = append(dst, "&amp;"...)
		case r == '<':
			dst = append(dst, "&lt;"...)
		case r == '>':
			dst = append(dst, "&gt;"...)
		case r == '"':
			dst = append(dst, "&quot;"...)
		case r == '\'':
			dst = append(dst, "&#39;"...)
		case r == '\r':
			if !strings.HasPrefix(text[i+1:], "\n") {
				dst = append(dst, '\n')
			}
		case r >= ' ' && r < 0x7f || r == '\n' || r == '\t':
			dst = append(dst, byte(r))
		case r < 0xa0 || r >= 0xfdd0 && r <= 0xfdef || r&0xfffe == 0xfffe:
			dst, replaced = append(dst, "\ufffd"...), true
		case r == utf8.RuneError && !strings.HasPrefix(text[i:], "\ufffd"):
			dst, replaced = append(dst, "\ufffd"...), true
		default:
			dst = utf8.AppendRune(dst, r)
		}
	}
	if replaced {
		p.replaced++
	}
	return dst
}
