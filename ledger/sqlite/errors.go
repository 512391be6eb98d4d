package sqlite

import (
	"errors"
	"fmt"
	"io/fs"
	"syscall"

	"entente"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// describe says what an error of SQLite or of the file system means and what to do, and gives it its kind.
func describe(err error) error {
	if err == nil {
		return nil
	}
	if errors.Is(err, fs.ErrPermission) || errors.Is(err, syscall.EROFS) {
		return fmt.Errorf("%w: the folder is not writable; choose another, or change its mode: %w", err, entente.ErrForbidden)
	}
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return err // such as one that wraps ENOSPC
	}
	switch e.Code() & 0xff {
	case sqlite3.SQLITE_FULL:
		return fmt.Errorf("the disk is full; nothing was recorded, free space and try again: %w: %w", err, syscall.ENOSPC)
	case sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN:
		return fmt.Errorf("%w: the folder is not writable; choose another, or change its mode: %w", err, entente.ErrForbidden)
	case sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR: // the last one where the schema is altered
		return fmt.Errorf("%s: %w: %w", databaseName, err, entente.ErrDamaged)
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		return fmt.Errorf("%w: another program holds %s; stop it and try again: %w", err, databaseName, entente.ErrConflict)
	}
	return err
}

// unexpected gives its kind to an error about a value that no column of a ledger has.
func unexpected(err error) error {
	return fmt.Errorf("%s: %w: %w", databaseName, err, entente.ErrDamaged)
}

// isFull reports whether err says that the disk is full, after which a commit can be tried again.
func isFull(err error) bool { return errors.Is(err, syscall.ENOSPC) }
