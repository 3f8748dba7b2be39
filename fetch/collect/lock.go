// One process at a time: who holds a file, and that a dead one no longer does.

package collect

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/gofrs/flock"

	"twq/fetch"
)

const lockSuffix = ".lock"

// HeldError says that another process writes the file.
type HeldError struct {
	File  string
	PID   int    // 0: not known
	Host  string // "": not known
	Since time.Time
}

func (e *HeldError) Error() string {
	return fmt.Sprintf("%s is held by process %d on %s", e.File, e.PID, e.Host)
}

// holding is a lock. The system takes it from a process that dies, so that a file left behind locks nobody out.
type holding struct {
	path string
	lock *flock.Flock
}

// holder is what stands in the lock's file.
type holder struct {
	PID   int       `json:"pid"`
	Host  string    `json:"host"`
	Since time.Time `json:"since"`
}

// The holder stands behind the first byte: on Windows that one is locked, for others to read too.
const holderAt = 1

func lock(ctx context.Context, file string, now time.Time) (*holding, error) {
	path := file + lockSuffix
	for range 10 {
		l := flock.New(path)
		switch ok, err := l.TryLock(); {
		case err != nil:
			return nil, &fetch.WriteError{Path: file, Op: "create", Err: bare(err)}
		case !ok:
			_ = l.Close()
			return nil, readHolder(ctx, file, path)
		}
		// Whoever held it before may have removed it between our opening and our locking.
		ours, err1 := l.Stat()
		named, err2 := os.Stat(path)
		if err1 == nil && err2 == nil && os.SameFile(ours, named) {
			h := &holding{path, l}
			h.write(now)
			return h, nil
		}
		_ = l.Close()
	}
	return nil, readHolder(ctx, file, path)
}

// write tells others who we are; that it cannot is no reason not to go on.
func (h *holding) write(now time.Time) {
	host, _ := os.Hostname()
	text, err := json.Marshal(holder{os.Getpid(), host, now.UTC().Truncate(time.Second)})
	if err != nil {
		return
	}
	f, err := os.OpenFile(h.path, os.O_WRONLY, 0)
	if err != nil {
		return
	}
	defer f.Close()
	_, _ = f.WriteAt(fmt.Appendf(nil, "%-510s\n", text), holderAt)
}

func readHolder(ctx context.Context, file, path string) error {
	e := &HeldError{File: file}
	for range 20 { // it may be about to write
		f, err := os.Open(path)
		if err != nil {
			return e
		}
		text := make([]byte, 512)
		n, _ := f.ReadAt(text, holderAt)
		f.Close()
		var who holder
		if json.Unmarshal([]byte(strings.TrimSpace(string(text[:n]))), &who) == nil && who.PID != 0 {
			e.PID, e.Host, e.Since = who.PID, who.Host, who.Since
			return e
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(5 * time.Millisecond):
		}
	}
	return e
}

// release removes the file while it is still ours; where an open file cannot be removed, behind that.
func (h *holding) release() {
	err := os.Remove(h.path)
	_ = h.lock.Close()
	if err != nil {
		os.Remove(h.path)
	}
}

// bare drops the operation and the name that the os package adds.
func bare(err error) error {
	if e, ok := errors.AsType[*os.PathError](err); ok {
		return e.Err
	}
	if e, ok := errors.AsType[*os.LinkError](err); ok {
		return e.Err
	}
	return err
}
