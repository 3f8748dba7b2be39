// The names that files have while they are written, and what a killed process left under them.

package fetch

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"path/filepath"
	"strconv"
)

const (
	// tempPrefix begins the name of a file that is being written.
	tempPrefix = ".twq-"
	// mostWriters is how many may write to one name at once before a name by chance is taken.
	mostWriters = 16
)

// createTemp makes a new file beside its final name. The names for one target are few and the same for every process, and who writes holds
// a lock on his: so what a process that was killed has left is found and removed by the next one with the same target, and by no other.
func createTemp(d disk, path string, perm fs.FileMode) (diskFile, string, error) {
	if canHold {
		sum := sha256.Sum256([]byte(filepath.Base(path)))
		stem := filepath.Join(filepath.Dir(path), tempPrefix+hex.EncodeToString(sum[:6])+"-")
		for n := range mostWriters {
			name := stem + strconv.Itoa(n) + tempEnd
			file, err := d.open(name, perm)
			if errors.Is(err, fs.ErrExist) && removeLeft(name) {
				file, err = d.open(name, perm)
			}
			if err == nil {
				for n++; n < mostWriters && removeLeft(stem+strconv.Itoa(n)+tempEnd); n++ {
				}
			}
			if !errors.Is(err, fs.ErrExist) {
				return file, name, err
			}
		}
	}
	// Not os.CreateTemp: its mode is 0600 whatever the umask, and a chmod to 0644 would ignore a stricter umask.
	name := filepath.Join(filepath.Dir(path), tempPrefix+rand.Text()+tempEnd)
	file, err := d.open(name, perm)
	return file, name, err
}

const tempEnd = ".tmp"
