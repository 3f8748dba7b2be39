// Mends the XML of a sheet on its way: numbers get all their digits, where excelize cuts them to 15, and nothing is said of how many cells
// there are, where excelize says that there is one.

package xlsx

import (
	"bytes"
	"fmt"
	"io"
)

// digits passes the XML of a sheet on, and makes numbers of the texts that have the style exact. No text of a cell can look like what it
// searches for, because < is written &lt; there.
type digits struct {
	w    io.Writer
	rest []byte // what may be the beginning of such a cell
	head bool   // what stands before the rows has passed
}

var (
	textHead = fmt.Appendf(nil, ` s="%d" t="inlineStr"><is><t>`, exact)
	textTail = []byte(`</t></is></c>`)

	rowsHead      = []byte("<sheetData>")
	dimensionHead = []byte("<dimension ")
	dimensionTail = []byte("</dimension>")
)

// longestNumber is more than scribe.number writes.
const longestNumber = 1 << 10

func newDigits(w io.Writer) *digits { return &digits{w: w} }

// Write passes p on, but for an end that is not decided yet.
func (d *digits) Write(p []byte) (int, error) {
	d.rest = append(d.rest, p...)
	if !d.head {
		rows := bytes.Index(d.rest, rowsHead)
		if rows < 0 {
			return len(p), nil
		}
		d.head = true
		// Readers that go row by row believe it and stop there (openpyxl with read_only); it may be left out (ECMA-376, 18.3.1.35).
		if from, to := bytes.Index(d.rest[:rows], dimensionHead), bytes.Index(d.rest[:rows], dimensionTail); from >= 0 && to > from {
			d.rest = append(d.rest[:from], d.rest[to+len(dimensionTail):]...)
		}
	}
	if err := d.pass(len(d.rest) - longestNumber - len(textHead) - len(textTail)); err != nil {
		return 0, err
	}
	return len(p), nil
}

// end passes on what is left.
func (d *digits) end() error { return d.pass(len(d.rest)) }

// pass passes on what begins before the byte end.
func (d *digits) pass(end int) error {
	from := 0
	for from < end {
		i := bytes.Index(d.rest[from:], textHead)
		if i < 0 || from+i >= end {
			break
		}
		number := from + i + len(textHead)
		n := bytes.Index(d.rest[number:], textTail)
		if n < 0 {
			return io.ErrUnexpectedEOF
		}
		for _, piece := range [][]byte{d.rest[from : from+i], []byte("><v>"), d.rest[number : number+n], []byte("</v></c>")} {
			if _, err := d.w.Write(piece); err != nil {
				return err
			}
		}
		from = number + n + len(textTail)
	}
	if from < end {
		if _, err := d.w.Write(d.rest[from:end]); err != nil {
			return err
		}
		from = end
	}
	d.rest = append(d.rest[:0], d.rest[from:]...)
	return nil
}
