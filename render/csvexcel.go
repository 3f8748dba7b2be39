// CSV and TSV as Excel opens them without losing or running anything.

package render

import (
	"bytes"
	"io"
	"strconv"
	"strings"

	"github.com/tidwall/gjson"

	"twq/query"
)

// excelCSV begins with a byte order mark, or Excel takes the text for one of another alphabet. Lines end in LF, which Excel reads as it
// reads CR LF. Opened by a double click, a cell is this:
//
//	an id; a number of more than 15 digits, or that a double does not hold    ="…", which is the text
//	a text that Excel would take for a number ("007", "1e5")                  ="…"
//	a text that begins as a formula does                                      ' in front
//	line breaks and TABs inside a text, NUL                                   a blank, U+FFFD
//	a moment in a created_at column, of milliseconds at most                  2019-12-09 08:00:05, the zone in the header
//	true, false                                                               TRUE, FALSE
//	a text over 32,767 characters                                             cut
//
// Where Excel takes a semicolon for the separator (much of Europe), the file is opened by way of its import, which does not need any of it.
type excelCSV struct {
	CSV
	separator byte

	changed, cut, undated, undatable int
}

const byteOrderMark = "\ufeff"

// Render writes t.
func (f excelCSV) Render(w io.Writer, t query.Table) error {
	if len(t.Columns) == 0 {
		return frame{}.write(w, t)
	}
	e := &f
	ids, moments := make([]bool, len(t.Columns)), make([]bool, len(t.Columns))
	for i, c := range t.Columns {
		ids[i], moments[i] = IsID(c), IsMoment(c)
	}
	only := len(t.Columns) == 1
	finish := func(w *buffer, field int) {
		if only && field == len(w.buf) {
			w.buf = append(w.buf, '"', '"', e.separator)
			return
		}
		w.buf = append(quoteFor(w.buf, field, e.separator), e.separator)
	}
	err := frame{
		head: func(w *buffer) {
			if !e.Terminal {
				w.put(byteOrderMark)
			}
			from := len(w.buf)
			for i, c := range t.Columns {
				field, name := len(w.buf), c.Name
				if moments[i] {
					name = MomentHeader(c, e.Zone)
				}
				w.buf = e.appendText(w.buf, name)
				finish(w, field)
			}
			e.endLine(w, from)
			e.changed, e.cut = 0, 0 // cells are counted
		},
		row: func(w *buffer, _ int, r query.Row) {
			from := len(w.buf)
			for i, c := range t.Columns {
				field := len(w.buf)
				w.buf = e.append(w.buf, at(r, i), c, ids[i], moments[i])
				finish(w, field)
			}
			e.endLine(w, from)
		},
	}.write(w, t)
	if e.Note != nil && err == nil {
		e.tell()
	}
	return err
}

func (f *excelCSV) tell() {
	if f.cut > 0 {
		f.Note(count(f.cut, "cell") + " of more than 32,767 characters cut to what Excel keeps")
	}
	if f.changed > 0 {
		f.Note(count(f.changed, "cell") + " of text changed for Excel: a ' in front of what it would run as a formula, a blank for a line break or TAB, � for NUL")
	}
	if f.undated > 0 {
		f.Note(Undated(f.undated))
	}
	if f.undatable > 0 {
		f.Note(Undatable(f.undatable))
	}
}

func (f *excelCSV) append(dst []byte, v query.Value, c query.Column, id, moment bool) []byte {
	switch {
	case !v.Exists():
		return append(dst, f.Missing...)
	case v.Type == gjson.Null:
		return append(dst, f.Null...)
	}
	if moment {
		t, ok := Moment(v, f.Zone)
		if ok && t.Nanosecond()%1e6 == 0 {
			layout := MomentLayout
			if t.Nanosecond() != 0 {
				layout += ".000"
			}
			return t.AppendFormat(dst, layout)
		}
		if ok {
			f.undatable++
		} else {
			f.undated++
		}
	}
	switch v.Type {
	case gjson.True:
		return append(dst, "TRUE"...)
	case gjson.False:
		return append(dst, "FALSE"...)
	case gjson.Number:
		if len(v.Raw) <= longestLiteral && (id || Significant(v.Raw) > 15 || !Held(v.Raw)) {
			return literal(dst, v.Raw)
		}
		return append(dst, v.Raw...)
	}
	text := Cell(v, c, f.Join)
	if len(text) <= longestLiteral && (id && digits(text) || likeNumber(text)) {
		return literal(dst, text)
	}
	return f.appendText(dst, text)
}

// longestLiteral is the longest text that may stand in quotes in a formula of Excel.
const longestLiteral = 255

// literal is a formula that is a text. The text has only what a number may have.
func literal(dst []byte, text string) []byte {
	return append(append(append(dst, `="`...), text...), '"')
}

// likeNumber tells text that Excel would take for a number, and show as another one: 007, 1e5, 1202955310000000101. Signs in front are those of
// formulas.
func likeNumber(text string) bool {
	if text == "" || (text[0] < '0' || text[0] > '9') && text[0] != '.' || strings.Trim(text, "0123456789.eE+-") != "" {
		return false
	}
	_, err := strconv.ParseFloat(text, 64)
	return err == nil || digits(text)
}

// appendText adds a text that is not run and stays in its line.
func (f *excelCSV) appendText(dst []byte, text string) []byte {
	most, changed := MaxCellText, false
	if Formula(strings.TrimLeft(text, " \u00a0")) {
		dst, changed = append(dst, '\''), true
		most--
	}
	text, cut := cutUnits(text, most)
	if cut {
		f.cut++
	}
	for i := 0; i < len(text); i++ {
		c := text[i]
		switch {
		case c == '\r' && i+1 < len(text) && text[i+1] == '\n':
			i++
			c, changed = ' ', true
		case c == '\r' || c == '\n' || c == '\t':
			c, changed = ' ', true
		case c == 0: // it ends the text for some readers
			dst, changed = append(dst, "\ufffd"...), true
			continue
		}
		dst = append(dst, c)
	}
	if changed {
		f.changed++
	}
	return dst
}

// quoteFor is quote with another separator.
func quoteFor(dst []byte, from int, separator byte) []byte {
	if separator != ',' && bytes.IndexByte(dst[from:], separator) < 0 && bytes.IndexByte(dst[from:], '"') < 0 {
		return dst
	}
	return quote(dst, from)
}
