// Exchanges two names in one step, as Linux can.

package fetch

import (
	"errors"

	"golang.org/x/sys/unix"
)

// swap exchanges what two names of one file system have; errors.ErrUnsupported where the file system cannot.
func swap(a, b string) error {
	err := unix.Renameat2(unix.AT_FDCWD, a, unix.AT_FDCWD, b, unix.RENAME_EXCHANGE)
	if errors.Is(err, unix.EINVAL) || errors.Is(err, unix.ENOSYS) {
		return errors.ErrUnsupported
	}
	return err
}
