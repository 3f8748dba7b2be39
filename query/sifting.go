// A sieve at work, as its caller has it: it is counted and ended.

package query

import "sync"

// Sifting is a sieve at work. Its methods are safe for concurrent use.
type Sifting struct {
	stop    func()
	done    chan struct{} // closed when nothing is left of it but its counts
	sifter  *sifter
	skipped *SkippedError
	stops   bool   // Run may leave some of it unread
	drain   func() // reads to the end what [Run] has left; nil where nothing is left
	ending  sync.Once
}

// Close ends the sifting and waits until nothing of it is left. It may be called again.
func (sf *Sifting) Close() {
	sf.stop()
	<-sf.done
}

// end lets the sifting come to its end: what [Run] has not read is not wanted.
func (sf *Sifting) end() {
	sf.ending.Do(func() {
		if sf.drain != nil {
			sf.drain()
		}
		sf.Close()
	})
}

// Count returns what the sieve has done, and ends it: it is for when the rows have been walked.
func (sf *Sifting) Count() Sifted {
	sf.end()
	c := sf.sifter.count
	// How far it came before it was stopped depends on nothing that can be told; but what is sorted has been read to its end.
	c.Partial = !sf.sifter.fed || sf.stops && sf.drain == nil && c.Left > 0 && (sf.sifter.sorter == nil || sf.sifter.explode != nil)
	return c
}

// Absent returns a note for each path of the sieve that no element has, created_at among them. It ends the sifting as Count does.
func (sf *Sifting) Absent() []Note {
	sf.end()
	if sf.Count().Partial {
		return nil
	}
	return sf.sifter.absent()
}

// skippedLines tells which bad lines were left out. So that this does not depend on how far a limit let the reading come, it reads to
// the end, but for an input that grows.
func (sf *Sifting) skippedLines() *SkippedError {
	sf.end()
	return sf.skipped.err()
}
