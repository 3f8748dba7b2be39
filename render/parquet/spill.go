// Gathers rows by folder in bounded memory; what does not fit waits on disk.

package parquet

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/klauspost/compress/zstd"
	"github.com/tidwall/gjson"

	"twq/query"
)

const (
	spillBytes  = 8 << 20 // cells that are held in memory
	blockBytes  = 1 << 20 // cells of a folder that go to disk at once
	spillFolder = ".spill"
)

// spill holds rows by folder.
type spill struct {
	root    *os.Root
	columns []*column
	parts   map[string]*part
	held    int  // the memory of the cells
	made    bool // the folder
	files   int
	enc     *zstd.Encoder
	dec     *zstd.Decoder
	packed  []byte
}

// part is the rows of a folder: those on disk come first.
type part struct {
	name string
	file string // "" while nothing is on disk
	buf  []byte // for each cell its length plus one and its JSON; 0 is a missing cell
}

func newSpill(root *os.Root) *spill {
	// The options are constants; zstd refuses none of them.
	enc, _ := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1), zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithWindowSize(1<<20))
	dec, _ := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1))
	return &spill{root: root, parts: map[string]*part{}, enc: enc, dec: dec}
}

// add keeps the cells of a row.
func (s *spill) add(folder string, r query.Row) error {
	p := s.parts[folder]
	if p == nil {
		p = &part{name: folder}
		s.parts[folder] = p
	}
	before := cap(p.buf)
	for _, c := range s.columns {
		if c.cell >= len(r.Cells) || !r.Cells[c.cell].Exists() {
			p.buf = append(p.buf, 0)
			continue
		}
		raw := r.Cells[c.cell].Raw
		p.buf = binary.AppendUvarint(p.buf, uint64(len(raw))+1)
		p.buf = append(p.buf, raw...)
	}
	s.held += cap(p.buf) - before
	switch {
	case s.held >= spillBytes:
		return s.free()
	case len(p.buf) >= blockBytes:
		return s.write(p)
	}
	return nil
}

// free gives back most of the memory, that of the largest first.
func (s *spill) free() error {
	parts := s.sorted()
	slices.SortStableFunc(parts, func(a, b *part) int { return cap(b.buf) - cap(a.buf) })
	for _, p := range parts {
		if s.held <= spillBytes/4 {
			break
		}
		if err := s.write(p); err != nil {
			return err
		}
		s.held -= cap(p.buf)
		p.buf = nil
	}
	return nil
}

// write moves the rows of a folder to its file, as one compressed block.
func (s *spill) write(p *part) error {
	if len(p.buf) == 0 {
		return nil
	}
	if !s.made {
		if err := disk(s.root.Mkdir(spillFolder, 0o700)); err != nil {
			return err
		}
		s.made = true
	}
	if p.file == "" {
		p.file = fmt.Sprintf("%s/%d", spillFolder, s.files)
		s.files++
	}
	f, err := s.root.OpenFile(p.file, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return disk(err)
	}
	s.packed = s.enc.EncodeAll(p.buf, s.packed[:0])
	if _, err = f.Write(binary.AppendUvarint(nil, uint64(len(s.packed)))); err == nil {
		_, err = f.Write(s.packed)
	}
	if closed := f.Close(); err == nil {
		err = closed
	}
	p.buf = p.buf[:0]
	return disk(err)
}

// rows calls each for the rows of a folder in their order.
func (s *spill) rows(p *part, each func(query.Row) error) error {
	if p.file != "" {
		f, err := s.root.Open(p.file)
		if err != nil {
			return disk(err)
		}
		defer f.Close()
		in := bufio.NewReader(f)
		for {
			n, err := binary.ReadUvarint(in)
			if err == io.EOF {
				break
			}
			if err != nil {
				return disk(err)
			}
			s.packed = slices.Grow(s.packed[:0], int(n))[:n]
			if _, err := io.ReadFull(in, s.packed); err != nil {
				return disk(err)
			}
			block, err := s.dec.DecodeAll(s.packed, nil)
			if err != nil {
				return disk(err)
			}
			if err := s.cut(string(block), each); err != nil {
				return err
			}
		}
	}
	return s.cut(string(p.buf), each)
}

// cut calls each for the rows of a block.
func (s *spill) cut(block string, each func(query.Row) error) error {
	cells := make([]query.Value, len(s.columns))
	in := strings.NewReader(block)
	for in.Len() > 0 {
		for i := range cells {
			n, err := binary.ReadUvarint(in)
			if err != nil {
				return disk(err)
			}
			cells[i] = query.Value{}
			if n > 0 {
				from := len(block) - in.Len()
				if _, err := in.Seek(int64(n-1), io.SeekCurrent); err != nil || from+int(n-1) > len(block) {
					return disk(io.ErrUnexpectedEOF)
				}
				cells[i] = gjson.Parse(block[from : from+int(n-1)])
			}
		}
		if err := each(query.Row{Cells: cells}); err != nil {
			return err
		}
	}
	return nil
}

// sorted are the folders by name.
func (s *spill) sorted() []*part {
	parts := make([]*part, 0, len(s.parts))
	for _, p := range s.parts {
		parts = append(parts, p)
	}
	slices.SortFunc(parts, func(a, b *part) int { return strings.Compare(a.name, b.name) })
	return parts
}

// remove forgets the rows of a folder.
func (s *spill) remove(p *part) error {
	s.held -= cap(p.buf)
	p.buf = nil
	if p.file == "" {
		return nil
	}
	return disk(s.root.Remove(p.file))
}

// close removes what is on disk; a second time it does nothing.
func (s *spill) close() error {
	_ = s.enc.Close() // it has nothing to write
	s.dec.Close()
	if !s.made {
		return nil
	}
	s.made = false
	return disk(s.root.RemoveAll(spillFolder))
}
