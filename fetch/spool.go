// Keeps what is read once, so that it can be read again.

package fetch

import (
	"errors"
	"io"
	"os"
	"sync"
)

// Spool lets a stream be read from its start several times, at once or one after another; the stream itself is read once, as far as the
// furthest reader is. Up to 4 MiB are kept in memory, the rest in a file without a name in the folder for temporary files. The zero value
// with Source set is ready. It is safe for concurrent use; a reader waits while another one reads on in Source.
type Spool struct {
	Source io.Reader // not closed

	mu   sync.Mutex
	head []byte
	file *os.File // what is behind head; nil: nothing yet
	name string   // its name, where the system does not let it go
	size int64    // of all that is kept
	err  error    // what ended Source, or the keeping
}

const spoolMemory = 4 << 20

// SpoolError says that a stream could not be kept.
type SpoolError struct{ Err error }

func (e *SpoolError) Error() string { return "cannot keep what is read: " + e.Err.Error() }
func (e *SpoolError) Unwrap() error { return e.Err }

// Reader reads from the start. It fails as Source does, or with a [*SpoolError].
func (s *Spool) Reader() io.Reader { return &spooled{spool: s} }

type spooled struct {
	spool *Spool
	at    int64
}

func (r *spooled) Read(p []byte) (int, error) {
	n, err := r.spool.read(p, r.at)
	r.at += int64(n)
	return n, err
}

func (s *Spool) read(p []byte, at int64) (n int, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(p) == 0 {
		return 0, nil
	}
	switch {
	case at < int64(len(s.head)):
		return copy(p, s.head[at:]), nil
	case at < s.size:
		n, err := s.file.ReadAt(p[:min(int64(len(p)), s.size-at)], at-int64(len(s.head)))
		if err != nil {
			return n, &SpoolError{err}
		}
		return n, nil
	case s.err != nil:
		return 0, s.err
	}
	n, s.err = s.Source.Read(p)
	if err := s.keep(p[:n]); err != nil {
		s.err = &SpoolError{err}
		return 0, s.err
	}
	return n, s.err
}

// keep adds to what is kept; nothing goes into the head any more once there is a file.
func (s *Spool) keep(p []byte) (err error) {
	if s.file == nil && len(s.head)+len(p) <= spoolMemory {
		s.head = append(s.head, p...)
		s.size += int64(len(p))
		return nil
	}
	if s.file == nil {
		if s.file, err = os.CreateTemp("", "twq-*"); err != nil {
			return err
		}
		if os.Remove(s.file.Name()) != nil { // Windows keeps the name as long as it is open
			s.name = s.file.Name()
		}
	}
	_, err = s.file.WriteAt(p, s.size-int64(len(s.head)))
	s.size += int64(len(p))
	return err
}

// Close drops what is kept; readers fail then.
func (s *Spool) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.head, s.size, s.err = nil, 0, os.ErrClosed
	if s.file == nil {
		return nil
	}
	err := s.file.Close()
	if s.name != "" {
		err = errors.Join(err, os.Remove(s.name))
	}
	s.file = nil
	return err
}
