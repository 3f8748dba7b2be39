// One sheet: its rows, its header, the widths of its columns.

package xlsx

import (
	"errors"
	"os"
	"path/filepath"
	"strings"

	"github.com/clipperhouse/displaywidth"
	"github.com/xuri/excelize/v2"
)

const (
	sampleRows  = 1_000   // rows that the widths are measured by
	sampleBytes = 4 << 20 // text that is kept for it, at most
	narrowest   = 8       // in characters
	widest      = 60
	measured    = 256      // columns that have a width of their own: setting one takes a walk over all
	noticed     = 64 << 20 // text behind which excelize must have made a file

	sheetName = "Sheet1" // in its own file; the book gives it its name
)

// sheet is written by a file of excelize of its own, so that its memory and its temporary file go when it is done.
type sheet struct {
	file    *excelize.File
	stream  *excelize.StreamWriter
	dir     string // a folder for it alone
	header  []any
	rows    int // written or in the sample, the header included
	written int
	sample  [][]any
	size    int // bytes of text, about
	widths  []int
	checked bool
}

func newSheet(dir string, header []any) (*sheet, error) {
	s := &sheet{file: excelize.NewFile(excelize.Options{TmpDir: dir}), dir: dir, header: header, rows: 1, widths: make([]int, min(len(header), measured))}
	var err error
	if err = styles(s.file); err == nil {
		s.stream, err = s.file.NewStreamWriter(sheetName)
	}
	if err != nil {
		return nil, errors.Join(err, s.file.Close())
	}
	s.measure(header, 3) // the filter's arrow
	return s, nil
}

// add takes a row, which it does not keep.
func (s *sheet) add(row []any) error {
	s.rows++
	for _, v := range row {
		s.size += textLength(v)
	}
	if s.sample != nil || s.written == 0 {
		s.measure(row, 0)
		s.sample = append(s.sample, append([]any(nil), row...))
		if len(s.sample) < sampleRows && s.size < sampleBytes {
			return nil
		}
		return s.begin()
	}
	return s.write(row)
}

// begin writes the header and the sample.
func (s *sheet) begin() error {
	for i, w := range s.widths {
		if err := s.stream.SetColWidth(i+1, i+1, float64(min(max(w, narrowest), widest)+2)); err != nil {
			return err
		}
	}
	err := s.stream.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft",
		Selection: []excelize.Selection{{SQRef: "A2", ActiveCell: "A2", Pane: "bottomLeft"}}})
	if err != nil {
		return err
	}
	head := make([]any, len(s.header))
	for i, v := range s.header {
		head[i] = restyled(v, asHeader)
	}
	if err := s.write(head); err != nil {
		return err
	}
	for _, row := range s.sample {
		if err := s.write(row); err != nil {
			return err
		}
	}
	s.sample = nil
	return nil
}

func restyled(v any, style look) any {
	if c, ok := v.(excelize.Cell); ok {
		v = c.Value
	}
	return excelize.Cell{StyleID: int(style), Value: v}
}

func (s *sheet) write(row []any) error {
	s.written++
	cell, err := excelize.CoordinatesToCellName(1, s.written)
	if err != nil {
		return err
	}
	if err := s.stream.SetRow(cell, row); err != nil {
		return s.failed(err)
	}
	if s.size > noticed && !s.checked { // excelize keeps everything in memory where it can make no file
		s.checked = true
		if entries, err := os.ReadDir(s.dir); err != nil || len(entries) == 0 {
			return &TempError{filepath.Dir(s.dir), errors.Join(errors.New("it could not be made"), err)}
		}
	}
	return nil
}

// end completes the sheet, which is written with file then.
func (s *sheet) end() error {
	if s.written == 0 {
		if err := s.begin(); err != nil {
			return err
		}
	}
	if s.rows > 1 {
		area, err := s.area()
		if err == nil {
			err = s.file.AutoFilter(sheetName, area, nil)
		}
		if err != nil {
			return err
		}
	}
	if err := s.stream.Flush(); err != nil {
		return s.failed(err)
	}
	return nil
}

// area is the cells of the sheet.
func (s *sheet) area() (string, error) {
	last, err := excelize.CoordinatesToCellName(len(s.header), s.rows)
	return "A1:" + last, err
}

func (s *sheet) failed(err error) error {
	if e, ok := errors.AsType[*os.PathError](err); ok {
		return &TempError{filepath.Dir(s.dir), e.Err}
	}
	return err
}

func (s *sheet) close() error { return s.file.Close() }

// measure widens the columns to a row; more is room for what stands behind the text.
func (s *sheet) measure(row []any, more int) {
	for i := range s.widths {
		s.widths[i] = max(s.widths[i], width(row[i])+more)
	}
}

// width is that of the first line of a cell, in characters.
func width(v any) int {
	switch v := v.(type) {
	case excelize.Cell:
		if v.StyleID == int(asDate) || v.StyleID == int(asMilli) {
			return len(dateFormat)
		}
		return width(v.Value)
	case string:
		if i := strings.IndexAny(v, "\r\n"); i >= 0 {
			v = v[:i]
		}
		if len(v) > 4*widest {
			return widest
		}
		return displaywidth.String(v)
	case int64:
		n := 1
		for ; v >= 10 || v <= -10; v /= 10 {
			n++
		}
		return n + 1
	case []excelize.RichTextRun:
		n := 0
		for _, run := range v {
			n += width(run.Text)
		}
		return n
	}
	return 0
}

func textLength(v any) int {
	switch v := v.(type) {
	case string:
		return len(v)
	case excelize.Cell:
		return textLength(v.Value)
	case []excelize.RichTextRun:
		n := 0
		for _, run := range v {
			n += len(run.Text)
		}
		return n
	}
	return 8
}
