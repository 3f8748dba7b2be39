// The checkpoint: how much of a file is safe, and where each part goes on.

package collect

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"twq/fetch"
)

const (
	stateSuffix   = ".state"
	missingSuffix = ".missing"
	skippedSuffix = ".skipped"
	tempSuffix    = ".state.new"
	stateVersion  = 1
)

// state is the checkpoint of a job.
type state struct {
	Version int       `json:"version"`
	Command command   `json:"command"`
	Done    bool      `json:"done"`
	Rows    int64     `json:"rows"`
	Offset  int64     `json:"offset"`         // bytes of the file that are safe
	Tail    string    `json:"tail,omitempty"` // of the last of them, to see that they are the same
	Missing int64     `json:"missing_offset,omitempty"`
	Lost    int64     `json:"missing,omitempty"`
	Skipped int64     `json:"skipped_offset,omitempty"`
	Updated time.Time `json:"updated"`
	Parts   []place   `json:"parts"` // as many as were begun
}

// command is what must be the same when a file is resumed. Secrets in it are blanked.
type command struct {
	API      string   `json:"api"`
	Resource string   `json:"resource"`
	Params   []string `json:"params,omitempty"`
	Of       string   `json:"of,omitempty"`  // the accounts
	IDs      string   `json:"ids,omitempty"` // their number and a digest
	Max      int      `json:"max,omitempty"`
	Until    string   `json:"until_id,omitempty"`
}

// place is where a part goes on.
type place struct {
	Key      string `json:"key,omitempty"`
	Done     bool   `json:"done,omitempty"`
	Skipped  string `json:"skipped,omitempty"` // why it could not be read
	Next     string `json:"next,omitempty"`    // the next request, its secrets blanked; "": the first
	Sounding string `json:"sounding,omitempty"`
	Counted  bool   `json:"counted,omitempty"` // the next request is for a page that was counted
	Page     string `json:"page,omitempty"`    // of the last page, where the next one is counted
	Shape    string `json:"shape,omitempty"`   // of the pages: where their rows are
	At       int    `json:"at,omitempty"`      // how many of its ids were asked for
	From     int64  `json:"from"`              // where in the file the rows of this walk begin
	Rows     int    `json:"rows"`              // of this walk
	Low      string `json:"low,omitempty"`     // the lowest id of this walk
	High     string `json:"high,omitempty"`    // the highest
	Newest   string `json:"newest,omitempty"`  // the highest of the walks that are done
	Floor    string `json:"floor,omitempty"`   // where this walk meets them
}

// envelope is a state with its digest, so that a damaged one is not believed.
type envelope struct {
	SHA256 string          `json:"sha256"`
	State  json.RawMessage `json:"state"`
}

// loadState returns nil where there is none.
func loadState(path string) (*state, error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, &StateError{path, "cannot be read", bare(err)}
	}
	var e envelope
	var s state
	if json.Unmarshal(text, &e) != nil || digest(e.State) != e.SHA256 || json.Unmarshal(e.State, &s) != nil {
		return nil, &StateError{Path: path, Problem: "is damaged"}
	}
	if s.Version != stateVersion {
		return nil, &StateError{Path: path, Problem: "has version " + strconv.Itoa(s.Version) + ", and this twq knows " + strconv.Itoa(stateVersion)}
	}
	return &s, nil
}

// save replaces the state, after its bytes have reached the disk.
func (s *state) save(d *disk, file string) error {
	path, temp := file+stateSuffix, file+tempSuffix
	failed := func(op string, err error) error {
		_ = d.remove(temp)
		return &fetch.WriteError{Path: path, Op: op, Err: bare(err)}
	}
	body, err := json.Marshal(s)
	if err != nil {
		return failed("write", err)
	}
	text, err := json.Marshal(envelope{digest(body), body})
	if err != nil {
		return failed("write", err)
	}
	text = append(text, '\n')
	f, err := d.open(temp, os.O_WRONLY|os.O_CREATE|os.O_TRUNC)
	if err != nil {
		return failed("create", err)
	}
	n, err := f.WriteAt(text, 0)
	if err == nil && n < len(text) {
		err = io.ErrShortWrite
	}
	if err != nil {
		f.Close()
		return failed("write", err)
	}
	if err := f.Sync(); err != nil {
		f.Close()
		return failed("sync", err)
	}
	if err := f.Close(); err != nil {
		return failed("close", err)
	}
	if err := d.rename(temp, path); err != nil {
		return failed("rename", err)
	}
	// Some file systems cannot sync a folder, and the old state is as true as the new one.
	_ = d.syncDir(filepath.Dir(path))
	return nil
}

// empty reports whether there is nothing that a state could keep.
func (s *state) empty() bool {
	return !s.Done && s.Offset == 0 && s.Missing == 0 && s.Skipped == 0
}

// command is the job's, as it is compared.
func (j Job) command() command {
	c := command{API: j.API, Resource: j.Resource, Max: j.Max, Until: j.Until}
	for _, p := range j.Params {
		c.Params = append(c.Params, shown(p))
	}
	slices.Sort(c.Params)
	var keys, ids []string
	for _, p := range j.Parts {
		if p.Key != "" {
			keys = append(keys, p.Key)
		}
		ids = append(ids, p.IDs...)
	}
	c.Of, c.IDs = summary(keys, " ", 5), summary(ids, "\n", 0)
	return c
}

// shown is a parameter without a secret in it.
func shown(p fetch.Pair) string {
	u := url.URL{RawQuery: url.Values{p.Key: {p.Value}}.Encode()}
	if strings.HasSuffix(fetch.CleanURL(&u), "=***") {
		return p.Key + "=***"
	}
	return p.Key + "=" + p.Value
}

// summary is a list, or its length and a digest when it is long.
func summary(list []string, sep string, most int) string {
	text := strings.Join(list, sep)
	if len(list) <= most {
		return text
	}
	return strconv.Itoa(len(list)) + " (" + digest([]byte(text))[:12] + ")"
}

// matches returns a [*DiffersError] unless the state is one of the same command.
func (s *state) matches(j Job) error {
	was, is := s.Command, j.command()
	for _, c := range []struct{ what, was, is string }{
		{"the API", was.API, is.API},
		{"the resource", was.Resource, is.Resource},
		{"-p", strings.Join(was.Params, " "), strings.Join(is.Params, " ")},
		{"what is collected of", was.Of, is.Of},
		{"the list of --ids", was.IDs, is.IDs},
		{"--max", number(was.Max), number(is.Max)},
		{"--until-id", was.Until, is.Until},
	} {
		if c.was != c.is {
			return &DiffersError{File: j.File, What: c.what, Was: c.was, Is: c.is}
		}
	}
	return nil
}

func number(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

func digest(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// tail is a digest of the last bytes before an offset.
func (t *tape) tail(at int64) (string, error) {
	f, err := os.Open(t.path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	last := make([]byte, min(at, 4096))
	if _, err := f.ReadAt(last, at-int64(len(last))); err != nil && err != io.EOF {
		return "", err
	}
	return digest(last)[:16], nil
}

// eachLine calls do for each line, without its end; the line is valid until do returns.
func eachLine(r io.Reader, do func([]byte)) error {
	b := bufio.NewReaderSize(r, 256<<10)
	var long []byte
	for {
		part, err := b.ReadSlice('\n')
		if err == bufio.ErrBufferFull {
			long = append(long, part...)
			continue
		}
		if line := append(long, part...); len(line) > 0 {
			do(bytes.TrimSuffix(line, []byte("\n")))
		}
		long = long[:0]
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
	}
}
