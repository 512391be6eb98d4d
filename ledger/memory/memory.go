// Package memory keeps a ledger in memory: for tests, and for trying things out.
package memory

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"sync"

	"entente"
	"entente/ledger"
)

// A Store is a [ledger.Store] that lasts as long as the process. The zero Store is empty and ready.
type Store struct {
	mu    sync.RWMutex
	logs  map[ledger.LogID][]ledger.Row
	index map[key][]ledger.Position
}

type key struct {
	field ledger.Field
	value string
}

// Logs implements [ledger.Store].
func (s *Store) Logs(context.Context) ([]ledger.Size, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	var sizes []ledger.Size
	for log, rows := range s.logs {
		sizes = append(sizes, ledger.Size{Log: log, Entries: int64(len(rows))})
	}
	slices.SortFunc(sizes, func(a, b ledger.Size) int { return a.Log.Compare(b.Log) })
	return sizes, nil
}

// Commit implements [ledger.Store].
func (s *Store) Commit(_ context.Context, batches []ledger.Batch) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	sizes := make(map[ledger.LogID]int64)
	for _, b := range batches {
		size, ok := sizes[b.Log]
		if !ok {
			size = int64(len(s.logs[b.Log]))
		}
		if b.Rows[0].Index != size {
			return fmt.Errorf("log %v has %d entries, the append starts at %d: %w", b.Log, size, b.Rows[0].Index, entente.ErrConflict)
		}
		sizes[b.Log] = size + int64(len(b.Rows))
	}
	for _, b := range batches {
		s.add(b)
	}
	return nil
}

func (s *Store) add(b ledger.Batch) {
	if s.logs == nil {
		s.logs = make(map[ledger.LogID][]ledger.Row)
		s.index = make(map[key][]ledger.Position)
	}
	for _, row := range b.Rows {
		keys := []key{{ledger.ByID, entente.FactID(row.Hashes[0]).String()}, {ledger.BySubject, row.Subject}}
		if !row.Replaces.IsZero() {
			keys = append(keys, key{ledger.ByReplaces, row.Replaces.String()})
		}
		for _, k := range keys {
			s.index[k] = append(s.index[k], ledger.Position{Log: b.Log, Index: row.Index})
		}
		row.Subject, row.Replaces = "", entente.FactID{}
		s.logs[b.Log] = append(s.logs[b.Log], row)
	}
}

// Rows implements [ledger.Store].
func (s *Store) Rows(ctx context.Context, log ledger.LogID, first, end int64) iter.Seq2[ledger.Row, error] {
	return func(yield func(ledger.Row, error) bool) {
		s.mu.RLock()
		rows := s.logs[log]
		s.mu.RUnlock()
		for i := max(first, 0); i < min(end, int64(len(rows))); i++ {
			if err := ctx.Err(); err != nil {
				yield(ledger.Row{}, err)
				return
			}
			if !yield(rows[i], nil) {
				return
			}
		}
	}
}

// Read implements [ledger.Store].
func (s *Store) Read(ctx context.Context, positions []ledger.Position) iter.Seq2[ledger.Row, error] {
	return func(yield func(ledger.Row, error) bool) {
		for _, p := range positions {
			isThere := false
			for row, err := range s.Rows(ctx, p.Log, p.Index, p.Index+1) {
				isThere = true
				if !yield(row, err) || err != nil {
					return
				}
			}
			if !isThere {
				yield(ledger.Row{}, fmt.Errorf("entry %d of %v: %w", p.Index, p.Log, entente.ErrNotFound))
				return
			}
		}
	}
}

// Hash implements [ledger.Store].
func (s *Store) Hash(_ context.Context, log ledger.LogID, index int64, level int) (ledger.Hash, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	rows := s.logs[log]
	if index < 0 || index >= int64(len(rows)) || level < 0 || level >= len(rows[index].Hashes) {
		return ledger.Hash{}, fmt.Errorf("hash %d of entry %d of %v: %w", level, index, log, entente.ErrNotFound)
	}
	return rows[index].Hashes[level], nil
}

// Find implements [ledger.Store].
func (s *Store) Find(_ context.Context, field ledger.Field, value string) ([]ledger.Position, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return slices.Clone(s.index[key{field, value}]), nil
}

// Check implements [ledger.Store]. There is nothing besides the rows that could be altered on its own.
func (s *Store) Check(context.Context) (ledger.Checker, error) { return checker{}, nil }

type checker struct{}

func (checker) Saw(ledger.LogID, ledger.Row) {}

func (checker) Finish(context.Context) ([]ledger.Problem, []string) { return nil, nil }

// Close implements [ledger.Store]. It keeps the entries.
func (s *Store) Close() error { return nil }
