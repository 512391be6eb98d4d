package sqlite

import (
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"entente"
)

// A writer is the connection that changes the database.
type writer struct {
	dir  string
	db   *sql.DB
	file *os.File // the database; kept open, since closing it would drop SQLite's locks on it

	mu     sync.Mutex // held by the one commit at work
	one    *sql.Stmt  // inserts one row
	many   *sql.Stmt  // inserts manyRows rows
	failed error      // after a fault that leaves open what is on the disk
	dirty  int64      // about how many bytes the write-ahead log has grown by since the last checkpoint

	checkpointing sync.Mutex // held while the database file must not change
}

const (
	manyRows = 64 // one statement for several rows saves a third of SQLite's time
	insert   = "INSERT INTO entry (position, hashes, note, body) VALUES "
)

// vfs names the file system that SQLite writes through; tests put one in between that can fail.
var vfs []string

// checkpointAfter is how far the write-ahead log grows, about, before it is copied into the database. Tests make it smaller.
var checkpointAfter int64 = 16 << 20

// open connects to the database of a folder, makes it where there is none, and completes what a crash interrupted.
func (w *writer) open() (err error) {
	if err := w.updateSums(); err != nil {
		return describe(err)
	}
	w.db = connect(w.dir, url.Values{"_txlock": {"immediate"}, "vfs": vfs}, "busy_timeout(5000)", "journal_mode(WAL)", "synchronous(FULL)", "wal_autocheckpoint(0)")
	w.db.SetMaxOpenConns(1)
	if err := w.checkMode(); err != nil {
		return err
	}
	if err := w.create(); err != nil {
		return describe(err)
	}
	if err := checkFormat(w.db); err != nil {
		return err
	}
	if w.file, err = os.Open(w.path(databaseName)); err != nil {
		return describe(err)
	}
	if err := w.settle(); err != nil {
		return describe(err)
	}
	if w.one, err = w.db.Prepare(insert + "(?,?,?,?)"); err != nil {
		return describe(err)
	}
	w.many, err = w.db.Prepare(insert + strings.Repeat("(?,?,?,?),", manyRows-1) + "(?,?,?,?)")
	return describe(err)
}

func (w *writer) path(name string) string { return filepath.Join(w.dir, name) }

// checkMode makes sure that the settings that durability rests on are in force.
func (w *writer) checkMode() error {
	for pragma, want := range map[string]string{"journal_mode": "wal", "synchronous": "2", "page_size": fmt.Sprint(pageSize)} {
		var got string
		if err := w.db.QueryRow("PRAGMA " + pragma).Scan(&got); err != nil {
			return describe(err)
		}
		if got != want {
			return fmt.Errorf("%s: %s is %s, want %s: %w", databaseName, pragma, got, want, entente.ErrUnsupported)
		}
	}
	return nil
}

// create makes the tables of a new ledger.
func (w *writer) create() error {
	var tables int
	if err := w.db.QueryRow("SELECT count(*) FROM sqlite_schema").Scan(&tables); err != nil || tables > 0 {
		return err
	}
	tx, err := w.db.Begin()
	if err != nil {
		return err
	}
	defer tx.Rollback()
	for _, s := range append(schema, fmt.Sprintf("PRAGMA application_id=%d", applicationID), fmt.Sprintf("PRAGMA user_version=%d", version)) {
		if _, err := tx.Exec(s); err != nil {
			return err
		}
	}
	return tx.Commit()
}

// settle brings what is in the write-ahead log into the database, and makes the sums where there are none.
func (w *writer) settle() error {
	if _, err := w.db.Exec("PRAGMA wal_checkpoint(TRUNCATE)"); err != nil {
		return err
	}
	if _, err := readSums(w.path(sumsName)); err == nil {
		return nil
	}
	if err := writeSums(w.path(sumsName), w.file); err != nil {
		return err
	}
	d, err := os.Open(w.dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// updateSums brings the sums up to date with the write-ahead log. This has to come before every checkpoint, also that
// which SQLite makes when a database is closed.
func (w *writer) updateSums() error {
	log, err := readWAL(w.path(walName))
	if err != nil {
		return err
	}
	err = log.update(w.path(sumsName), w.path(walName))
	if errors.Is(err, os.ErrNotExist) {
		return nil // a new ledger, or somebody removed them: opening the ledger makes them anew
	}
	return err
}

// checkpoint copies the write-ahead log into the database.
func (w *writer) checkpoint(mode string) error {
	if w.failed != nil {
		return fmt.Errorf("open the ledger again, after: %w", w.failed)
	}
	if err := w.updateSums(); err != nil {
		return err
	}
	if _, err := w.db.Exec("PRAGMA wal_checkpoint(" + mode + ")"); err != nil {
		return err
	}
	w.dirty = 0
	return nil
}

// finish leaves everything in the database. Where that fails, or after a fault, the sums are removed: it is not known what
// SQLite will copy into the database on closing.
func (w *writer) finish() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	err := w.checkpoint("TRUNCATE")
	if err == nil {
		return nil
	}
	if w.failed != nil {
		err = nil // it was reported
	}
	if rerr := os.Remove(w.path(sumsName)); !errors.Is(rerr, os.ErrNotExist) {
		err = errors.Join(err, rerr)
	}
	return err
}

func (w *writer) release() error {
	var errs []error
	if w.db != nil {
		errs = append(errs, w.db.Close())
	}
	if w.file != nil {
		errs = append(errs, w.file.Close())
	}
	return errors.Join(errs...)
}
