// The file: sheets as they are completed, then what holds them together.

package xlsx

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"

	"github.com/klauspost/compress/flate"
	"github.com/xuri/excelize/v2"

	"twq/query"
	"twq/render"
)

// book writes sheets into a file.
type book struct {
	format Format
	out    *outlet
	zip    *zip.Writer
	dir    string // of temporary files; "" until there is a sheet
	header []any
	lost   losses
	now    *sheet
	done   []string // the areas of the sheets that are in the file; "" is one without rows
}

func newBook(f Format, w io.Writer, columns []query.Column, object bool) *book {
	b := &book{format: f, out: &outlet{w: w}}
	b.zip = zip.NewWriter(b.out)
	b.zip.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, 5) })
	s := scribe{Format: f}
	for _, c := range columns {
		if object {
			b.header = append(b.header, c.Name)
		} else {
			b.header = append(b.header, s.header(c))
		}
	}
	b.lost = s.lost
	return b
}

// add writes a row.
func (b *book) add(row []any) error {
	most := b.format.most
	if most == 0 {
		most = MaxRows
	}
	if b.now != nil && b.now.rows == most {
		if !b.format.Split {
			return &TooManyRowsError{most - 1}
		}
		if err := b.finish(); err != nil {
			return err
		}
	}
	if err := b.open(); err != nil {
		return err
	}
	return b.now.add(row)
}

// open sees that there is a sheet to write to.
func (b *book) open() (err error) {
	if b.now != nil {
		return nil
	}
	if b.dir == "" {
		if b.dir, err = os.MkdirTemp(b.format.TempDir, "twq-xlsx-"); err != nil {
			dir := b.format.TempDir
			if dir == "" {
				dir = os.TempDir()
			}
			return &TempError{dir, reason(err)}
		}
	}
	b.now, err = newSheet(b.dir, b.header)
	return err
}

// finish writes the sheet into the file and forgets it.
func (b *book) finish() error {
	s := b.now
	if err := s.end(); err != nil {
		return err
	}
	area := ""
	if s.rows > 1 {
		var err error
		if area, err = s.area(); err != nil {
			return err
		}
	}
	b.done = append(b.done, area)
	var digits *digits
	s.file.SetZipWriter(func(io.Writer) excelize.ZipWriter {
		return packer(func(path string) (io.Writer, error) {
			if path != "xl/worksheets/sheet1.xml" {
				return io.Discard, nil
			}
			w, err := b.entry(fmt.Sprintf("xl/worksheets/sheet%d.xml", len(b.done)))
			digits = newDigits(w)
			return digits, err
		})
	})
	err := s.file.Write(io.Discard)
	if err == nil && digits != nil {
		err = digits.end()
	}
	b.now = nil
	if err = b.wrote(errors.Join(err, s.close())); err != nil {
		return s.failed(err)
	}
	return nil
}

// end writes the last sheet, the facts, and what holds the sheets together.
func (b *book) end(facts []render.Fact) error {
	if err := b.open(); err != nil { // a table without rows has its header
		return err
	}
	if err := b.finish(); err != nil {
		return err
	}
	f := excelize.NewFile(excelize.Options{TmpDir: b.dir})
	defer f.Close()
	if err := styles(f); err != nil {
		return err
	}
	f.Pkg.Store("docProps/core.xml", []byte(core))
	first := nameOf(b.format.Sheet)
	for i, area := range b.done {
		name, err := numbered(first, i+1), error(nil)
		if i == 0 {
			err = f.SetSheetName(sheetName, name)
		} else {
			_, err = f.NewSheet(name)
		}
		if err == nil && area != "" {
			err = f.AutoFilter(name, area, nil)
		}
		if err != nil {
			return err
		}
	}
	if len(facts) > 0 {
		if err := b.about(f, facts); err != nil {
			return err
		}
	}
	mended := newDigits(nil)
	f.SetZipWriter(func(io.Writer) excelize.ZipWriter {
		return packer(func(path string) (io.Writer, error) {
			for i := range b.done {
				if path == fmt.Sprintf("xl/worksheets/sheet%d.xml", i+1) {
					return io.Discard, nil
				}
			}
			if err := mended.end(); err != nil { // the part before has ended
				return nil, err
			}
			w, err := b.entry(path)
			if err == nil && strings.HasPrefix(path, "xl/worksheets/") { // the facts
				mended = newDigits(w)
				return mended, nil
			}
			return w, err
		})
	})
	return b.wrote(errors.Join(f.Write(io.Discard), mended.end(), b.zip.Close()))
}

// core is docProps/core.xml; that of excelize names its author and a day of 2006.
const core = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n" +
	`<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator>twq</dc:creator></cp:coreProperties>`

// about adds a sheet of facts.
func (b *book) about(f *excelize.File, facts []render.Fact) error {
	if _, err := f.NewSheet(aboutName); err != nil {
		return err
	}
	w, err := f.NewStreamWriter(aboutName)
	if err != nil {
		return err
	}
	names := 0
	for _, fact := range facts {
		names = max(names, width(fact.Name))
	}
	if err := errors.Join(w.SetColWidth(1, 1, float64(min(max(names, narrowest), widest)+2)), w.SetColWidth(2, 2, 100)); err != nil {
		return err
	}
	s := scribe{}
	for i, fact := range facts {
		row := []any{restyled(s.text(fact.Name, ordinary), asHeader), s.text(fact.Value, asText)}
		if err := w.SetRow(fmt.Sprintf("A%d", i+1), row); err != nil {
			return err
		}
	}
	b.lost.add(s.lost)
	return w.Flush()
}

// close removes what is temporary.
func (b *book) close() {
	if b.now != nil {
		_ = b.now.close() // what is left is removed with the folder
	}
	if b.dir != "" {
		os.RemoveAll(b.dir)
	}
}

// wrote returns the writer's error before any other: excelize loses some.
func (b *book) wrote(err error) error {
	if b.out.err != nil {
		return &render.WriteError{Err: b.out.err}
	}
	return err
}

// entry begins a part of the file.
func (b *book) entry(path string) (io.Writer, error) {
	if strings.HasPrefix(path, "xl/worksheets/") && b.temporary() >= large {
		// Excel wants version 4.5 in the header of what is longer than 4 GiB, and archive/zip does not know yet that it will be.
		if err := b.zip.Flush(); err != nil {
			return nil, err
		}
		b.out.zip64 = true
		w, err := b.zip.Create(path)
		err = errors.Join(err, b.zip.Flush())
		b.out.zip64 = false
		return w, err
	}
	return b.zip.Create(path)
}

// large is the size of a sheet from which it is taken for one that needs ZIP64; tests lower it.
var large int64 = 4 << 30

// temporary is the bytes of the temporary files.
func (b *book) temporary() (n int64) {
	entries, err := os.ReadDir(b.dir)
	if err != nil {
		return 0
	}
	for _, e := range entries {
		if info, err := e.Info(); err == nil {
			n += info.Size()
		}
	}
	return n
}

// packer takes the parts of a file from excelize.
type packer func(path string) (io.Writer, error)

// Create begins a part.
func (p packer) Create(path string) (io.Writer, error) { return p(path) }

// AddFS is not called by excelize.
func (packer) AddFS(fs.FS) error { return errors.ErrUnsupported }

// Close leaves the file open, because another sheet may follow.
func (packer) Close() error { return nil }

// outlet remembers the first error of a writer.
type outlet struct {
	w     io.Writer
	err   error
	zip64 bool // the header that comes is of a part that needs ZIP64
}

// Write writes.
func (o *outlet) Write(p []byte) (int, error) {
	if o.err != nil {
		return 0, o.err
	}
	if o.zip64 {
		if i := bytes.LastIndex(p, []byte("PK\x03\x04")); i >= 0 && i+5 < len(p) {
			p = bytes.Clone(p)
			p[i+4], p[i+5] = 45, 0
		}
	}
	var n int
	n, o.err = o.w.Write(p)
	return n, o.err
}

// reason drops the operation and the name that the os package adds.
func reason(err error) error {
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		return e.Err
	}
	return err
}
