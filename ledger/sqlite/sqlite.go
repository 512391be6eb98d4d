// Package sqlite keeps a ledger in a folder, in one SQLite database.
//
// The folder holds
//
//	ledger.db      the entries, with their hashes and signatures, and an index of them
//	ledger.db-wal  what SQLite has not yet copied into ledger.db; absent after a clean close
//	ledger.db-shm  an index of that; absent after a clean close, and never needed
//	ledger.sum     a checksum of each page of ledger.db
//	ledger.lock    the process id of the writer; empty after a clean close
//
// A commit is durable when it returns: the database is in WAL mode with synchronous=FULL.
package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"sync"

	"entente"
	"entente/ledger"

	_ "modernc.org/sqlite" // the driver
)

const (
	databaseName = "ledger.db"
	walName      = databaseName + "-wal"
	sumsName     = "ledger.sum"
	lockName     = "ledger.lock"
)

// schema is the database's. A position is the number of the log times 2^40, plus the index of the entry in it.
var schema = []string{
	`CREATE TABLE log (id INTEGER PRIMARY KEY, node TEXT NOT NULL, label TEXT NOT NULL, indexed INTEGER NOT NULL)`,
	`CREATE TABLE entry (position INTEGER PRIMARY KEY, hashes BLOB NOT NULL, note BLOB, body BLOB NOT NULL)`,
	`CREATE TABLE run (id INTEGER PRIMARY KEY, pairs BLOB NOT NULL)`,
}

const (
	applicationID = 0x456e7431 // "Ent1"
	version       = 1
	indexBits     = 40
	maxIndex      = 1<<indexBits - 1
)

// A Store is a [ledger.Store] in a folder.
type Store struct {
	dir    string
	lock   *lock
	isLive bool // another process writes the ledger that this one reads
	read   *sql.DB
	some   *sql.Stmt
	hash   *sql.Stmt
	write  *writer // nil in a store opened for reading

	mu    sync.RWMutex
	logs  map[ledger.LogID]*logState
	byID  map[int64]ledger.LogID
	index index
}

// A logState is what is known of a log.
type logState struct {
	id      int64
	entries int64
	indexed int64 // how many of them are in runs
}

// Open opens the ledger in a folder for writing, and makes one where there is none. Only one process can have it open for
// writing: for a second one the error wraps [entente.ErrConflict].
func Open(dir string) (*Store, error) {
	s := newStore(dir)
	if err := s.open(); err != nil {
		return nil, fmt.Errorf("ledger in %s: %w", dir, errors.Join(err, s.release()))
	}
	return s, nil
}

func (s *Store) open() (err error) {
	if err := os.MkdirAll(s.dir, 0o700); err != nil {
		return describe(err)
	}
	if s.lock, err = lockForWriting(s.path(lockName)); err != nil {
		return err
	}
	s.write = &writer{dir: s.dir}
	if err := s.write.open(); err != nil {
		return err
	}
	s.read = connect(s.dir, url.Values{"mode": {"ro"}}, "query_only(1)", "busy_timeout(5000)")
	return s.load(context.Background())
}

// OpenReadOnly opens the ledger in a folder for reading, such as to verify a copy of it with nothing but public keys. It
// changes nothing, and the folder may be on a read-only medium. Where another process writes the ledger, the store shows it
// as it is now, not what is added later. The error wraps [entente.ErrNotFound] when there is no ledger, and
// [entente.ErrDamaged] when it is too damaged to be read at all.
func OpenReadOnly(dir string) (*Store, error) {
	s := newStore(dir)
	if err := s.openReadOnly(); err != nil {
		return nil, fmt.Errorf("ledger in %s: %w", dir, errors.Join(err, s.release()))
	}
	return s, nil
}

func (s *Store) openReadOnly() (err error) {
	if _, err := os.Stat(s.path(databaseName)); errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("no %s: %w", databaseName, entente.ErrNotFound)
	}
	if s.lock, s.isLive, err = lockForReading(s.path(lockName)); err != nil {
		return err
	}
	info, err := os.Stat(s.path(walName))
	switch hasWAL := err == nil && info.Size() > 0; {
	case s.isLive:
		s.read = connect(s.dir, url.Values{"mode": {"ro"}}, "busy_timeout(5000)")
	case hasWAL:
		// Without locks and with the index of the write-ahead log in memory, since the folder may be read-only. Nobody
		// else writes: this process has the lock.
		s.read = connect(s.dir, url.Values{"mode": {"ro"}, "vfs": {"unix-none"}}, "locking_mode(EXCLUSIVE)")
	default:
		s.read = connect(s.dir, url.Values{"mode": {"ro"}, "immutable": {"1"}})
	}
	if err := checkFormat(s.read); err != nil {
		return err
	}
	return s.load(context.Background())
}

func newStore(dir string) *Store {
	return &Store{dir: dir, logs: make(map[ledger.LogID]*logState), byID: make(map[int64]ledger.LogID)}
}

func (s *Store) path(name string) string { return filepath.Join(s.dir, name) }

// connect returns a pool of connections to the database of a folder.
func connect(dir string, parameters url.Values, pragmas ...string) *sql.DB {
	parameters["_pragma"] = pragmas
	name := url.URL{Scheme: "file", Opaque: (&url.URL{Path: filepath.Join(dir, databaseName)}).EscapedPath(), RawQuery: parameters.Encode()}
	db, err := sql.Open("sqlite", name.String())
	if err != nil {
		panic(err) // the driver is registered
	}
	return db
}

// checkFormat reports whether the database is a ledger of a version that this program knows.
func checkFormat(db *sql.DB) error {
	var app, v int
	if err := errors.Join(db.QueryRow("PRAGMA application_id").Scan(&app), db.QueryRow("PRAGMA user_version").Scan(&v)); err != nil {
		return describe(err)
	}
	switch {
	case app != applicationID:
		return fmt.Errorf("%s is no ledger, or its header is altered: %w", databaseName, entente.ErrDamaged)
	case v != version:
		return fmt.Errorf("%s has format %d, this program knows %d: %w", databaseName, v, version, entente.ErrUnsupported)
	}
	return nil
}

// load reads the logs and the index.
func (s *Store) load(ctx context.Context) (err error) {
	for statement, query := range map[**sql.Stmt]string{
		&s.some: selectRows + " FROM json_each($1) LEFT JOIN entry ON position = value ORDER BY key",
		&s.hash: "SELECT substr(hashes, 1 + 32 * $2, 32) FROM entry WHERE position = $1",
	} {
		if *statement, err = s.read.PrepareContext(ctx, query); err != nil {
			return describe(err)
		}
	}
	if err := s.loadLogs(ctx); err != nil {
		return err
	}
	return s.loadIndex(ctx)
}

func (s *Store) loadLogs(ctx context.Context) error {
	rows, err := s.read.QueryContext(ctx, "SELECT id, node, label, indexed FROM log ORDER BY id")
	if err != nil {
		return describe(err)
	}
	defer rows.Close()
	for rows.Next() {
		var node, label string
		var l logState
		if err := rows.Scan(&l.id, &node, &label, &l.indexed); err != nil {
			return unexpected(err)
		}
		log, err := ledger.ParseLogID(node + "/" + label)
		if err != nil || s.logs[log] != nil || l.id != int64(len(s.logs))+1 {
			return fmt.Errorf("%s: row %d of table log, %s/%s: %w", databaseName, l.id, node, label, entente.ErrDamaged)
		}
		s.logs[log], s.byID[l.id] = &l, log
	}
	if err := rows.Err(); err != nil {
		return describe(err)
	}
	for _, l := range s.logs {
		var last int64
		err := s.read.QueryRowContext(ctx, "SELECT position FROM entry WHERE position BETWEEN $1 AND $2 ORDER BY position DESC LIMIT 1",
			l.position(0), l.position(maxIndex)).Scan(&last)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return describe(err)
		}
		if err == nil {
			l.entries = last&maxIndex + 1
		}
	}
	return nil
}

func (l *logState) position(index int64) int64 { return l.id<<indexBits | index }

func (s *Store) loadIndex(ctx context.Context) error {
	err := eachRun(ctx, s.read, func(run []pair) { s.index.runs = append(s.index.runs, run) })
	if err != nil {
		return err
	}
	for log, l := range s.logs {
		for row, err := range s.Rows(ctx, log, l.indexed, l.entries) {
			if err != nil {
				break // unreadable: a verification says so, and what can be read should be
			}
			rec, err := ledger.ParseEntry(row.Body)
			if err != nil {
				continue
			}
			row.Subject, row.Replaces = rec.Fact.Subject, rec.Fact.Replaces
			for k := range keys(row, ledger.Hash(rec.ID)) {
				s.index.add(pair{k, l.position(row.Index)})
			}
		}
	}
	return nil
}

// eachRun calls f with each run of the index.
func eachRun(ctx context.Context, db queryer, f func(run []pair)) error {
	rows, err := db.QueryContext(ctx, "SELECT pairs FROM run ORDER BY id")
	if err != nil {
		return describe(err)
	}
	defer rows.Close()
	for rows.Next() {
		var b sql.RawBytes
		if err := rows.Scan(&b); err != nil {
			return unexpected(err)
		}
		run, err := decode(b)
		if err != nil {
			return err
		}
		f(run)
	}
	return describe(rows.Err())
}

type queryer interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// Close implements [ledger.Store]. It leaves everything in ledger.db.
func (s *Store) Close() error {
	var err error
	if s.write != nil {
		err = s.write.finish()
	}
	if err := errors.Join(err, s.release()); err != nil {
		return fmt.Errorf("ledger in %s: close: %w", s.dir, describe(err))
	}
	return nil
}

// release gives up what the store holds.
func (s *Store) release() error {
	var errs []error
	if s.read != nil {
		errs = append(errs, s.read.Close())
	}
	if s.write != nil {
		errs = append(errs, s.write.release())
	}
	return errors.Join(append(errs, s.lock.release())...)
}
