// A set of Parquet files in folders by a value, as Hive lays them out.

package parquet

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"

	"twq/query"
	"twq/render"
)

// partBytes is about the most bytes of one file of a set; behind it the next one begins.
const partBytes = 1 << 30

// Set writes files "column=value/part-0.parquet", part-1 and so on where the first has reached 1 GiB. All have the same columns, typed by
// the first rows of the whole; a column with the name of the folders is left out of them, because engines read it from the path.
//
// Rows are gathered by folder, 8 MiB of them in memory, the rest compressed in one spill file a folder; when all rows are there the files
// are written one after the other. So memory and open files do not grow with the number of folders, rows keep their order within a
// folder, and the same rows give the same bytes. It takes disk space beside the set while it is written: about the bytes of the cells,
// compressed.
type Set struct {
	Format
	By Partition
	// Stopped returns an error when the writing is to end; it is asked now and then. nil: nobody ends it.
	Stopped func() error
}

// Write writes the rows into an empty folder. On an error there is something in it that is no set, for the caller to remove. What cannot be
// written is a *[render.WriteError]; other errors are those of [Format.Render] and a *[PartitionError].
func (s Set) Write(to *os.Root, t query.Table) error {
	d := s.By.divide(t.Columns)
	if s.By.hides(t.Columns) {
		return &PartitionError{Column: s.By.name, Fault: Taken}
	}
	heap := newSpill(to)
	defer func() { _ = heap.close() }() // what is left is removed with the folder
	sc, err := s.walk(t,
		func(sample []query.Row) error {
			if len(sample) > 0 && !slices.ContainsFunc(sample, func(r query.Row) bool { return d.value(r).Exists() }) {
				return &PartitionError{Column: s.By.column.Name, Fault: Absent}
			}
			return nil
		},
		func(sc *schema) error {
			sc.columns = slices.DeleteFunc(sc.columns, func(c *column) bool { return s.By.layout == "" && c.name == s.By.column.Name })
			if len(sc.columns) == 0 {
				return &PartitionError{Column: s.By.column.Name, Fault: Only}
			}
			heap.columns = sc.columns
			return nil
		},
		func(sc *schema, r query.Row, n int) error {
			sc.drop() // it was looked at, and is written later
			folder, err := d.folder(r, n)
			if err != nil {
				return err
			}
			return heap.add(folder, r)
		})
	if err != nil {
		return err
	}
	if err := s.files(to, heap, sc.again()); err != nil {
		return err
	}
	s.tell(sc)
	if s.Note != nil {
		d.tell(s.Note)
	}
	return nil
}

// files writes the file or files of each folder.
func (s Set) files(to *os.Root, heap *spill, sc *schema) error {
	f := newFile(nil, sc)
	if s.About != nil {
		for _, fact := range s.About() {
			f.out.SetKeyValueMetadata(fact.Name, fact.Value)
		}
	}
	for _, p := range heap.sorted() {
		if err := disk(to.Mkdir(p.name, 0o777)); err != nil {
			return err
		}
		var part *os.File
		parts := 0
		end := func() error {
			err := f.close()
			if err == nil {
				err = disk(part.Sync())
			}
			if closed := part.Close(); err == nil {
				err = disk(closed)
			}
			part = nil
			return err
		}
		err := heap.rows(p, func(r query.Row) (err error) {
			if part == nil {
				if s.Stopped != nil && s.Stopped() != nil {
					return s.Stopped()
				}
				if part, err = to.OpenFile(fmt.Sprintf("%s/part-%d.parquet", p.name, parts), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o666); err != nil {
					return disk(err)
				}
				parts++
				f.reset(part)
			}
			if err = sc.take(r, 0); err == nil {
				err = f.add()
			}
			if err == nil && f.written() >= partBytes {
				err = end()
			}
			return err
		})
		if err == nil && part != nil {
			err = end()
		}
		if part != nil {
			part.Close()
		}
		if err != nil {
			return err
		}
		if err := heap.remove(p); err != nil {
			return err
		}
	}
	return heap.close()
}

// disk makes an error of the file system one of the room.
func disk(err error) error {
	if err == nil {
		return nil
	}
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		err = e.Err
	}
	return &render.WriteError{Err: err}
}

// rowsOf is a number of rows in words.
func rowsOf(n int) string {
	if n == 1 {
		return "1 row"
	}
	return fmt.Sprintf("%d rows", n)
}
