//go:build !unix

package sqlite

import (
	"fmt"
	"runtime"

	"entente"
)

// A lock keeps a second process off a folder.
type lock struct{}

func lockForWriting(string) (*lock, error) {
	return nil, fmt.Errorf("locking a folder on %s: %w", runtime.GOOS, entente.ErrUnsupported)
}

func lockForReading(string) (*lock, bool, error) { return nil, false, nil }

func (*lock) release() error { return nil }
