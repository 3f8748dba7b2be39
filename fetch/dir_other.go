//go:build !linux

// Systems where twq does not exchange two names in one step.

package fetch

import "errors"

func swap(string, string) error { return errors.ErrUnsupported }
