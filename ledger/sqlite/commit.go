package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"slices"

	"entente"
	"entente/ledger"
)

// A commit is what one transaction adds, and the store's state once it is done.
type commit struct {
	logs   map[ledger.LogID]*logState // as they will be
	added  []ledger.LogID             // those that are new
	args   [][4]any                   // the columns of the rows
	hashes []byte                     // in which those of the rows lie
	pairs  []pair
	run    []pair          // the tail and pairs, when it is time to write a run
	sizes  map[int64]int64 // and then the size of every log by its number
	bytes  int64
}

// Commit implements [ledger.Store].
func (s *Store) Commit(ctx context.Context, batches []ledger.Batch) error {
	w := s.write
	if w == nil {
		return fmt.Errorf("commit: opened for reading only: %w", entente.ErrForbidden)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return err
	}
	if w.failed != nil {
		return fmt.Errorf("commit: open the ledger again, after: %w", w.failed)
	}
	c, err := s.plan(batches)
	if err != nil {
		return err
	}
	// From here on the outcome has to be known, whatever becomes of ctx.
	if err := w.apply(context.WithoutCancel(ctx), c); err != nil {
		err = describe(err)
		if !isFull(err) && !errors.Is(err, entente.ErrConflict) {
			w.failed = err
		}
		return fmt.Errorf("commit: %w", err)
	}
	s.adopt(c)
	w.grew(c.bytes)
	return nil
}

// plan says what batches add, or that they do not fit.
func (s *Store) plan(batches []ledger.Batch) (*commit, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	rows := 0
	for _, b := range batches {
		rows += len(b.Rows)
	}
	c := &commit{
		logs:   make(map[ledger.LogID]*logState),
		args:   make([][4]any, 0, rows),
		hashes: make([]byte, 0, 2*rows*len(ledger.Hash{})),
		pairs:  make([]pair, 0, 2*rows),
	}
	for _, b := range batches {
		l := c.logs[b.Log]
		if l == nil {
			l = s.grow(c, b.Log)
		}
		if b.Rows[0].Index != l.entries {
			return nil, fmt.Errorf("commit: log %v has %d entries, the append starts at %d: %w", b.Log, l.entries, b.Rows[0].Index, entente.ErrConflict)
		}
		for _, row := range b.Rows {
			c.add(l.position(row.Index), row)
		}
		l.entries += int64(len(b.Rows))
	}
	if len(s.index.tail)+len(c.pairs) >= maxTail {
		c.run = sorted(append(slices.Clone(s.index.tail), c.pairs...))
		c.sizes = make(map[int64]int64)
		for _, logs := range []map[ledger.LogID]*logState{s.logs, c.logs} {
			for _, l := range logs {
				c.sizes[l.id] = l.entries
			}
		}
	}
	return c, nil
}

// grow returns the state of a log, to be changed by the commit.
func (s *Store) grow(c *commit, log ledger.LogID) *logState {
	l := &logState{id: int64(len(s.logs)+len(c.added)) + 1}
	if known := s.logs[log]; known != nil {
		*l = *known
	} else {
		c.added = append(c.added, log)
	}
	c.logs[log] = l
	return l
}

func (c *commit) add(position int64, row ledger.Row) {
	start := len(c.hashes)
	for _, h := range row.Hashes {
		c.hashes = append(c.hashes, h[:]...)
	}
	hashes := c.hashes[start:len(c.hashes):len(c.hashes)]
	args := [4]any{position, hashes, nil, row.Body}
	if row.Note != nil {
		args[2] = row.Note
	}
	c.args = append(c.args, args)
	for k := range keys(row, row.Hashes[0]) {
		c.pairs = append(c.pairs, pair{k, position})
	}
	c.bytes += int64(len(hashes) + len(row.Note) + len(row.Body))
}

// apply writes a commit in one transaction.
func (w *writer) apply(ctx context.Context, c *commit) error {
	if len(c.args) == 1 && len(c.added) == 0 && c.run == nil {
		_, err := w.one.ExecContext(ctx, c.args[0][:]...)
		return err
	}
	tx, err := w.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	for _, log := range c.added {
		if _, err := tx.ExecContext(ctx, "INSERT INTO log (id, node, label, indexed) VALUES (?,?,?,0)", c.logs[log].id, log.Node, log.Label.String()); err != nil {
			return err
		}
	}
	if err := w.insert(ctx, tx, c.args); err != nil {
		return err
	}
	if c.run != nil {
		if err := writeRun(ctx, tx, c); err != nil {
			return err
		}
	}
	return tx.Commit()
}

func (w *writer) insert(ctx context.Context, tx *sql.Tx, rows [][4]any) error {
	one, many := tx.StmtContext(ctx, w.one), tx.StmtContext(ctx, w.many)
	args := make([]any, 0, manyRows*4)
	for ; len(rows) >= manyRows; rows = rows[manyRows:] {
		args = args[:0]
		for _, row := range rows[:manyRows] {
			args = append(args, row[:]...)
		}
		if _, err := many.ExecContext(ctx, args...); err != nil {
			return err
		}
	}
	for _, row := range rows {
		if _, err := one.ExecContext(ctx, row[:]...); err != nil {
			return err
		}
	}
	return nil
}

// writeRun adds a run to the index, which then has every entry.
func writeRun(ctx context.Context, tx *sql.Tx, c *commit) error {
	if _, err := tx.ExecContext(ctx, "INSERT INTO run (pairs) VALUES (?)", encode(c.run)); err != nil {
		return err
	}
	for id, size := range c.sizes {
		if _, err := tx.ExecContext(ctx, "UPDATE log SET indexed = ? WHERE id = ?", size, id); err != nil {
			return err
		}
	}
	return nil
}

// adopt makes what a commit has written the store's state.
func (s *Store) adopt(c *commit) {
	s.mu.Lock()
	defer s.mu.Unlock()
	maps.Copy(s.logs, c.logs)
	for log, l := range c.logs {
		s.byID[l.id] = log
	}
	if c.run != nil {
		s.index.seal(c.run)
		return
	}
	for _, p := range c.pairs {
		s.index.add(p)
	}
}

// grew lets the write-ahead log be copied into the database when it has grown long.
func (w *writer) grew(bytes int64) {
	w.dirty += bytes + pageSize
	if w.dirty < checkpointAfter || !w.checkpointing.TryLock() {
		return
	}
	defer w.checkpointing.Unlock()
	// The commit is durable without it. What goes wrong here, but for a full disk, concerns the next commit.
	if err := describe(w.checkpoint("PASSIVE")); err != nil && !isFull(err) {
		w.failed = err
	}
}
