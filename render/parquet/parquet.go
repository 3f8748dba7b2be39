// Package parquet writes rows as Apache Parquet, for engines: one file ([Format]) or a set of files in folders by a value ([Set]).
//
// The first [query.SampleRows] rows, or the first 32 MiB of them, type the columns, which keep their names and their order; a dotted name
// is one flat column. Every column is optional: null and missing are both NULL.
//
//	what the rows looked at have           the column
//	last key id, ids, *_id, *_ids, *_str   STRING, all digits, whether text or number
//	last key created_at, or nothing but    TIMESTAMP(MICROS, UTC): the same moment, in UTC
//	  moments with a time
//	text                                   STRING
//	whole numbers of 64 bits               INT64
//	numbers that float64 holds             DOUBLE; held is what is written with the same digits again
//	true, false                            BOOLEAN
//	lists of one of these                  LIST of it
//	lists of objects with a telling        LIST of STRING, that member: see [render.Telling]
//	  member
//	objects taken out of such a list       STRING, that member
//	other lists, objects                   STRING of JSON without white space
//	several of these, or other numbers     STRING: a text as it is, anything else as JSON writes it
//	nothing but null or missing            the same
//
// A later value that its column cannot hold ends the writing with a *[TypeError]; nothing is rounded, cut or dropped. Columns named in
// Text take every value, as text.
//
// Row groups are written as the rows go by, so that memory does not grow with their number but for the footer (about 30 KB a row group
// of 200 columns). The same rows give the same bytes.
package parquet

import (
	"io"

	"twq/query"
	"twq/render"
)

// Format writes one Parquet file: zstd, row groups of 100,000 rows, or fewer where they come to 8 MiB. It implements [render.Format]; an error that ends the
// rows leaves what was written without a footer, which no reader takes for a file. Other errors are a *[render.WriteError], a
// *[TypeError] or a *[NameError].
type Format struct {
	// Text names columns that are text whatever they hold, a name that no column has being a *[NoColumnError]; AllText makes all so.
	Text    []string
	AllText bool
	// About returns what is kept as key and value in the file; it is called once, after the last row. nil: nothing.
	About func() []render.Fact
	// Note is told at the end what the reader of the file should know; nil is fine.
	Note func(string)
}

// Render writes t.
func (f Format) Render(w io.Writer, t query.Table) error {
	var to *file
	s, err := f.walk(t, nil,
		func(s *schema) error { to = newFile(w, s); return nil },
		func(*schema, query.Row, int) error { return to.add() })
	if err != nil {
		return err
	}
	if f.About != nil {
		for _, fact := range f.About() {
			to.out.SetKeyValueMetadata(fact.Name, fact.Value)
		}
	}
	if err := to.close(); err != nil {
		return err
	}
	f.tell(s)
	return nil
}

// sampleBytes is how much of the first rows is looked at.
const sampleBytes = 32 << 20

// walk types the columns by the first rows, calls begin once with the schema, and each for every row, counted from 1, with its cells in
// the columns of the schema. first sees the rows that typed them; nil is fine.
func (f Format) walk(t query.Table, first func([]query.Row) error, begin func(*schema) error, each func(*schema, query.Row, int) error) (*schema, error) {
	var sample []query.Row
	var s *schema
	size, n := 0, 0
	row := func(r query.Row) error {
		n++
		if err := s.take(r, n); err != nil {
			return err
		}
		return each(s, r, n)
	}
	start := func() error {
		if first != nil {
			if err := first(sample); err != nil {
				return err
			}
		}
		var err error
		if s, err = f.look(t.Columns, sample); err != nil {
			return err
		}
		if err := begin(s); err != nil {
			return err
		}
		for _, r := range sample {
			if err := row(r); err != nil {
				return err
			}
		}
		sample = nil
		return nil
	}
	for r, err := range t.Rows {
		if err != nil {
			return nil, err
		}
		if s != nil {
			if err := row(r); err != nil {
				return nil, err
			}
			continue
		}
		r.Cells = append([]query.Value(nil), r.Cells...) // a row is good until the next is asked for
		sample = append(sample, r)
		for _, c := range r.Cells {
			size += len(c.Raw)
		}
		if len(sample) < query.SampleRows && size < sampleBytes {
			continue
		}
		if err := start(); err != nil {
			return nil, err
		}
	}
	if s == nil {
		if err := start(); err != nil {
			return nil, err
		}
	}
	return s, nil
}
