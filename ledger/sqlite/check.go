package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"hash/maphash"
	"os"

	"entente/ledger"
)

// A checker compares the index with the entries, and each page with its sum. The database does not change meanwhile.
type checker struct {
	store    *Store
	wal      wal
	problems []ledger.Problem
	notes    []string

	// The pairs of the index and those of the entries are the same when the sums of their hashes are: the seed is new
	// each time, so that nobody can choose pairs with a given sum.
	seed            maphash.Seed
	logs            map[ledger.LogID]logState
	want, got       uint64
	wantLen, gotLen int
}

// Check implements [ledger.Store]. Until [ledger.Checker.Finish] nothing is copied from the write-ahead log into the database.
func (s *Store) Check(ctx context.Context) (ledger.Checker, error) {
	c := &checker{store: s, seed: maphash.MakeSeed(), logs: make(map[ledger.LogID]logState)}
	if err := c.freeze(); err != nil {
		return nil, err
	}
	if err := c.readDatabase(ctx); err != nil {
		c.report("%v", err)
	}
	return c, nil
}

func (c *checker) report(format string, args ...any) {
	c.problems = append(c.problems, ledger.Problem{First: -1, Last: -1, What: fmt.Sprintf(format, args...)})
}

// freeze keeps the database from changing, and reads the write-ahead log.
func (c *checker) freeze() (err error) {
	s := c.store
	if s.isLive {
		c.notes = append(c.notes, "another process is writing: the bytes of "+databaseName+" that no entry uses were not checked")
		return nil
	}
	if w := s.write; w != nil {
		w.checkpointing.Lock()
		w.mu.Lock()
		defer w.mu.Unlock()
		defer func() {
			if err != nil {
				w.checkpointing.Unlock()
			}
		}()
		if err := w.checkpoint("PASSIVE"); err != nil {
			return describe(err)
		}
	}
	if c.wal, err = readWAL(s.path(walName)); err != nil {
		return err
	}
	// The writer's own SQLite knows where its log ends; what lies behind may be left of a commit that failed.
	if c.wal.fault != "" && s.write == nil {
		c.report("%s: %s", walName, c.wal.fault)
	}
	return nil
}

// readDatabase reads, at one instant, what is kept besides the entries.
func (c *checker) readDatabase(ctx context.Context) error {
	tx, err := c.store.read.BeginTx(ctx, nil)
	if err != nil {
		return describe(err)
	}
	defer tx.Rollback()
	if err := c.checkSchema(ctx, tx); err != nil {
		return err
	}
	if err := c.readLogs(ctx, tx); err != nil {
		return err
	}
	return eachRun(ctx, tx, func(run []pair) {
		for _, p := range run {
			if c.store.isLive && !c.store.has(p.position) {
				continue
			}
			c.got += maphash.Comparable(c.seed, p)
			c.gotLen++
		}
	})
}

// checkSchema reports tables, triggers or views that should not be there, and tables that should.
func (c *checker) checkSchema(ctx context.Context, tx *sql.Tx) error {
	rows, err := tx.QueryContext(ctx, "SELECT coalesce(sql, name) FROM sqlite_schema ORDER BY rowid")
	if err != nil {
		return describe(err)
	}
	defer rows.Close()
	n := 0
	for rows.Next() {
		var got string
		if err := rows.Scan(&got); err != nil {
			return unexpected(err)
		}
		if n >= len(schema) || got != schema[n] {
			c.report("%s: schema altered: %.80q", databaseName, got)
		}
		n++
	}
	if n < len(schema) {
		c.report("%s: schema altered: %d tables missing", databaseName, len(schema)-n)
	}
	return describe(rows.Err())
}

func (c *checker) readLogs(ctx context.Context, tx *sql.Tx) error {
	rows, err := tx.QueryContext(ctx, "SELECT id, indexed FROM log")
	if err != nil {
		return describe(err)
	}
	defer rows.Close()
	c.store.mu.RLock()
	defer c.store.mu.RUnlock()
	ids := int64(0)
	for rows.Next() {
		var l logState
		if err := rows.Scan(&l.id, &l.indexed); err != nil {
			return unexpected(err)
		}
		c.logs[c.store.byID[l.id]] = l
		ids = max(ids, l.id)
	}
	if err := rows.Err(); err != nil {
		return describe(err)
	}
	var stray bool
	err = tx.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM entry WHERE position < $1) OR EXISTS (SELECT 1 FROM entry WHERE position >= $2)",
		int64(1)<<indexBits, (ids+1)<<indexBits).Scan(&stray)
	if stray {
		c.report("%s: entries that belong to no log", databaseName)
	}
	return describe(err)
}

// Saw implements [ledger.Checker].
func (c *checker) Saw(log ledger.LogID, row ledger.Row) {
	l := c.logs[log]
	if row.Index >= l.indexed || len(row.Hashes) == 0 {
		return
	}
	for k := range keys(row, row.Hashes[0]) {
		c.want += maphash.Comparable(c.seed, pair{k, l.position(row.Index)})
		c.wantLen++
	}
}

// Finish implements [ledger.Checker].
func (c *checker) Finish(ctx context.Context) ([]ledger.Problem, []string) {
	if w := c.store.write; w != nil {
		defer w.checkpointing.Unlock()
	}
	if c.want != c.got || c.wantLen != c.gotLen {
		c.report("%s: the index does not lead to the entries: it has %d keys, the readable entries have %d", databaseName, c.gotLen, c.wantLen)
	}
	if !c.store.isLive {
		c.checkPages(ctx)
	}
	return c.problems, c.notes
}

// checkPages compares each page with its sum.
func (c *checker) checkPages(ctx context.Context) {
	sums, err := readSums(c.store.path(sumsName))
	if err != nil {
		c.report("%s: %v: the bytes of %s that no entry uses cannot be checked", sumsName, err, databaseName)
		return
	}
	differ, err := c.compare(sums)
	if err != nil {
		c.report("%s: %v", databaseName, err)
	}
	for i, number := range differ {
		if i == maxPages {
			c.report("%s: %d more pages altered", databaseName, len(differ)-i)
			return
		}
		c.report("%s: page %d (%s) altered, or written by another program", databaseName, number, c.table(ctx, number))
	}
}

// maxPages is how many altered pages are reported one by one.
const maxPages = 20

// compare returns the numbers of the pages that differ from their sums.
func (c *checker) compare(sums sums) ([]uint32, error) {
	var f *os.File
	if w := c.store.write; w != nil {
		f = w.file
	} else {
		var err error
		if f, err = os.Open(c.store.path(databaseName)); err != nil {
			return nil, err
		}
		defer f.Close()
	}
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	return sums.check(f, info.Size(), c.wal)
}

// table says what a page is used for.
func (c *checker) table(ctx context.Context, page uint32) string {
	var name string
	err := c.store.read.QueryRowContext(ctx, "SELECT name FROM dbstat WHERE pageno = $1", page).Scan(&name)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return "unused"
	case err != nil:
		return "use unknown"
	}
	return "table " + name
}
