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

	// checkpointAfter is how far the write-ahead log grows, about, before it is copied into the database.
	checkpointAfter = 8 << 20
)

// openWriter connects to the database of a folder, makes it where there is none, and completes what a crash interrupted.
func openWriter(dir string) (w *writer, err error) {
	w = &writer{dir: dir}
	w.db = connect(dir, url.Values{"_txlock": {"immediate"}}, "busy_timeout(5000)", "journal_mode(WAL)", "synchronous(FULL)", "wal_autocheckpoint(0)")
	w.db.SetMaxOpenConns(1)
	defer func() {
		if err != nil {
			w.release()
		}
	}()
	if err := w.checkMode(); err != nil {
		return nil, err
	}
	if err := w.create(); err != nil {
		return nil, describe(err)
	}
	if err := checkFormat(w.db); err != nil {
		return nil, err
	}
	if w.file, err = os.Open(filepath.Join(dir, databaseName)); err != nil {
		return nil, describe(err)
	}
	if err := w.settle(); err != nil {
		return nil, describe(err)
	}
	if w.one, err = w.db.Prepare(insert + "(?,?,?,?)"); err != nil {
		return nil, describe(err)
	}
	if w.many, err = w.db.Prepare(insert + strings.Repeat("(?,?,?,?),", manyRows-1) + "(?,?,?,?)"); err != nil {
		return nil, describe(err)
	}
	return w, nil
}

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
	sumsPath := filepath.Join(w.dir, sumsName)
	_, err := readSums(sumsPath)
	hasSums := err == nil
	if hasSums {
		return w.checkpoint("TRUNCATE")
	}
	if _, err := w.db.Exec("PRAGMA wal_checkpoint(TRUNCATE)"); err != nil {
		return err
	}
	if err := writeSums(sumsPath, w.file); err != nil {
		return err
	}
	d, err := os.Open(w.dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// checkpoint copies the write-ahead log into the database, after it has brought the sums up to date.
func (w *writer) checkpoint(mode string) error {
	walPath := filepath.Join(w.dir, walName)
	log, err := readWAL(walPath)
	if err != nil {
		return err
	}
	if err := log.update(filepath.Join(w.dir, sumsName), walPath); err != nil {
		return fmt.Errorf("%s: %w", sumsName, err)
	}
	if _, err := w.db.Exec("PRAGMA wal_checkpoint(" + mode + ")"); err != nil {
		return err
	}
	w.dirty = 0
	return nil
}

// close leaves everything in the database, except after a fault.
func (w *writer) close() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	var err error
	if w.failed == nil {
		err = w.checkpoint("TRUNCATE")
	}
	return errors.Join(err, w.release())
}

func (w *writer) release() error {
	err := w.db.Close()
	if w.file != nil {
		err = errors.Join(err, w.file.Close())
	}
	return err
}
