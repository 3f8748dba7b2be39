// Writes the rows of a schema as a file, a row group at a time.

package parquet

import (
	"bufio"
	"io"

	pq "github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/compress/zstd"

	"twq/render"
)

const (
	groupRows   = 100_000   // the most rows of a row group
	groupBytes  = 8 << 20   // about the most bytes of a row group, compressed: it is held in memory
	pageBytes   = 64 << 10  // a page of a column, before it is compressed
	batchRows   = 64        // rows are handed on by so many
	batchBytes  = 256 << 10 // or by so many bytes
	dictBytes   = 256 << 10 // a dictionary that outgrows this is left for plain pages
	writeBuffer = 64 << 10
)

// codec compresses pages.
var codec = &zstd.Codec{Level: zstd.SpeedDefault}

// file is a Parquet file being written.
type file struct {
	schema *schema
	to     *counter
	buf    *bufio.Writer
	out    *pq.GenericWriter[any]
	batch  int // rows taken by the schema and not handed on
	rows   int // of the row group
}

// newFile begins a file; nothing is written before the first row group is whole.
func newFile(w io.Writer, s *schema) *file {
	f := &file{schema: s, to: &counter{w: w}}
	f.buf = bufio.NewWriterSize(f.to, writeBuffer)
	f.out = pq.NewGenericWriter[any](f.buf, s.parquet(), pq.CreatedBy("twq", "", ""), pq.PageBufferSize(pageBytes), pq.WriteBufferSize(0),
		pq.DataPageVersion(1), pq.ColumnPageBuffers(pq.NewChunkBufferPool(8<<10)), pq.DictionaryMaxBytes(dictBytes), pq.DataPageStatistics(false))
	return f
}

// reset begins another file of the same schema with the same memory. What the file keeps as key and value stays.
func (f *file) reset(w io.Writer) {
	*f.to = counter{w: w}
	f.buf.Reset(f.to)
	f.out.Reset(f.buf)
	f.rows, f.batch = 0, 0
}

// add counts a row that the schema has taken, and writes where enough of them are together.
func (f *file) add() error {
	if f.batch++; f.batch < batchRows && f.schema.pending < batchBytes {
		return nil
	}
	if err := f.hand(); err != nil {
		return err
	}
	open := int64(len(f.schema.columns)) * pageBytes // the pages that are being filled, which Size counts before they are compressed
	if f.rows < groupRows && f.out.Size()-f.written() < groupBytes+open {
		return nil
	}
	f.rows = 0
	return f.failed(f.out.Flush())
}

// hand hands the rows to the columns of the library, which write a page when it is full.
func (f *file) hand() error {
	writers := f.out.ColumnWriters()
	for i, c := range f.schema.columns {
		for j := range c.values {
			v := &c.values[j]
			*v = v.Level(v.RepetitionLevel(), v.DefinitionLevel(), i)
		}
		if _, err := writers[i].WriteRowValues(c.values); err != nil {
			return f.failed(err)
		}
		clear(c.values) // or the memory of the texts would be kept
	}
	f.schema.drop()
	f.rows += f.batch
	f.batch = 0
	return nil
}

// close writes the rest and the footer.
func (f *file) close() error {
	if err := f.hand(); err != nil {
		return err
	}
	if err := f.failed(f.out.Close()); err != nil {
		return err
	}
	return f.failed(f.buf.Flush())
}

// written is what the row groups before the one at hand have come to.
func (f *file) written() int64 { return f.to.n + int64(f.buf.Buffered()) }

// failed makes the writer's error one of the room.
func (f *file) failed(err error) error {
	switch {
	case f.to.err != nil:
		return &render.WriteError{Err: f.to.err}
	case err != nil:
		return &render.WriteError{Err: err}
	}
	return nil
}

// counter counts what is written and keeps the first error.
type counter struct {
	w   io.Writer
	n   int64
	err error
}

func (c *counter) Write(p []byte) (int, error) {
	n, err := c.w.Write(p)
	if c.n += int64(n); err == nil && n < len(p) {
		err = io.ErrShortWrite
	}
	if err != nil && c.err == nil {
		c.err = err
	}
	return n, err
}
