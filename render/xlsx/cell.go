// Turns a value into what excelize takes for a cell.

package xlsx

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/tidwall/gjson"
	"github.com/xuri/excelize/v2"

	"twq/query"
	"twq/render"
)

// look is a style; every file of a book has them under the same numbers.
type look int

// The numbers are those that excelize gives, in the order of styles.
const (
	ordinary look = iota
	asText
	asDate
	asMilli
	asHeader
	exact // a text that becomes a number: see digits
)

const dateFormat = "yyyy-mm-dd hh:mm:ss"

// styles makes the styles of a file.
func styles(f *excelize.File) error {
	date, milli, general := dateFormat, dateFormat+".000", "General"
	for i, s := range []excelize.Style{
		{NumFmt: 49}, // @
		{CustomNumFmt: &date},
		{CustomNumFmt: &milli},
		{NumFmt: 49, Font: &excelize.Font{Bold: true}},
		{CustomNumFmt: &general},
	} {
		if n, err := f.NewStyle(&s); err != nil || n != i+1 {
			return fmt.Errorf("style %d of the workbook: number %d, %w", i+1, n, err)
		}
	}
	return nil
}

// losses counts the cells that are not what they were.
type losses struct{ cut, replaced, undated, undatable int }

func (l *losses) add(more losses) {
	l.cut, l.replaced = l.cut+more.cut, l.replaced+more.replaced
	l.undated, l.undatable = l.undated+more.undated, l.undatable+more.undatable
}

// tell says what was lost.
func (l *losses) tell(note func(string)) {
	if note == nil {
		return
	}
	cells := func(n int, one, many string) string {
		if n == 1 {
			return "1 cell " + one
		}
		return fmt.Sprintf("%d cells %s", n, many)
	}
	if l.cut > 0 {
		note(cells(l.cut, "has more than the 32,767 characters that a spreadsheet keeps, and is cut", "have more than the 32,767 characters that a spreadsheet keeps, and are cut"))
	}
	if l.replaced > 0 {
		note(cells(l.replaced, "has control characters that a spreadsheet cannot hold; they are � there", "have control characters that a spreadsheet cannot hold; they are � there"))
	}
	if l.undated > 0 {
		note(render.Undated(l.undated))
	}
	if l.undatable > 0 {
		note(render.Undatable(l.undatable))
	}
}

// scribe makes cells.
type scribe struct {
	Format
	lost losses
}

// header is the name of a column.
func (s *scribe) header(c query.Column) any {
	if render.IsMoment(c) {
		return s.text(render.MomentHeader(c, s.Zone), asText)
	}
	return s.text(c.Name, asText)
}

// firstDate is where the calendars of spreadsheets begin to agree: before it some have a 29 February 1900.
var firstDate = time.Date(1900, time.March, 1, 0, 0, 0, 0, time.UTC)

// cell is nil where nothing is to be written.
func (s *scribe) cell(v query.Value, c query.Column, k kind) any {
	switch {
	case !v.Exists():
		return s.mark(s.Missing)
	case isNull(v):
		return s.mark(s.Null)
	}
	if k == moment {
		if t, ok := render.Moment(v, s.Zone); !ok {
			s.lost.undated++
		} else if wall := time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), time.UTC); !wall.Before(firstDate) && t.Nanosecond()%1e6 == 0 {
			style := asDate
			if t.Nanosecond() != 0 {
				style = asMilli
			}
			return excelize.Cell{StyleID: int(style), Value: wall}
		} else {
			s.lost.undatable++
		}
	}
	switch v.Type {
	case gjson.True, gjson.False:
		return v.Type == gjson.True
	case gjson.Number:
		return s.number(v, k)
	case gjson.String:
		if k == id || render.Formula(v.Str) || query.LongID(v) {
			return s.text(v.Str, asText)
		}
		return s.text(v.Str, ordinary)
	}
	text := render.Cell(v, c, s.Join)
	if k == id || render.Formula(text) {
		return s.text(text, asText)
	}
	return s.text(text, ordinary)
}

func (s *scribe) mark(text string) any {
	if text == "" {
		return nil
	}
	return s.text(text, ordinary)
}

func (s *scribe) number(v query.Value, k kind) any {
	if k == id || query.LongID(v) || !render.Held(v.Raw) {
		return s.text(v.Raw, asText)
	}
	if n, err := strconv.ParseInt(v.Raw, 10, 64); err == nil && v.Raw != "-0" {
		return n
	}
	text := v.Raw
	if len(text) > 40 { // zeros that say nothing
		f, _ := strconv.ParseFloat(text, 64)
		text = strconv.FormatFloat(f, 'G', -1, 64)
	}
	return excelize.Cell{StyleID: int(exact), Value: text}
}

// escaped finds what readers take for an escaped character.
var escaped = regexp.MustCompile(`_x[0-9A-Fa-f]{4}_`)

// text is a text as a cell holds it.
func (s *scribe) text(text string, style look) any {
	text, cut := render.CutCell(text)
	if cut {
		s.lost.cut++
	}
	text, replaced := printable(text)
	if replaced {
		s.lost.replaced++
	}
	var value any = text
	if pieces := unescaped(text); len(pieces) > 1 {
		runs := make([]excelize.RichTextRun, len(pieces))
		for i, p := range pieces {
			runs[i].Text = p
		}
		value = runs
	}
	if style == ordinary {
		return value
	}
	return excelize.Cell{StyleID: int(style), Value: value}
}

// unescaped cuts a text behind the first character of what would be taken for an escaped one, so that no piece has any.
func unescaped(text string) []string {
	if !strings.Contains(text, "_x") {
		return []string{text}
	}
	var pieces []string
	for {
		at := escaped.FindStringIndex(text)
		if at == nil {
			return append(pieces, text)
		}
		pieces = append(pieces, text[:at[0]+1])
		text = text[at[0]+1:]
	}
}

// printable puts U+FFFD in the place of each character that XML 1.0 cannot hold, and of bytes that are no UTF-8.
func printable(text string) (string, bool) {
	ok := true
	for i := 0; i < len(text); i++ {
		if c := text[i]; c < ' ' && c != '\t' && c != '\n' && c != '\r' || c >= utf8.RuneSelf {
			ok = false
			break
		}
	}
	if ok || utf8.ValidString(text) && strings.IndexFunc(text, unfit) < 0 {
		return text, false
	}
	var b strings.Builder
	for _, r := range text {
		if unfit(r) {
			r = utf8.RuneError
		}
		b.WriteRune(r)
	}
	return b.String(), true
}

func unfit(r rune) bool {
	return r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == 0xfffe || r == 0xffff
}
