package sqlite

import (
	"cmp"
	"context"
	"database/sql"
	"database/sql/driver"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"

	"entente"
	"entente/ledger"
)

// Logs implements [ledger.Store].
func (s *Store) Logs(context.Context) ([]ledger.Size, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	var sizes []ledger.Size
	for log, l := range s.logs {
		if l.entries > 0 {
			sizes = append(sizes, ledger.Size{Log: log, Entries: l.entries})
		}
	}
	slices.SortFunc(sizes, func(a, b ledger.Size) int { return a.Log.Compare(b.Log) })
	return sizes, nil
}

// state returns a copy of the state of a log.
func (s *Store) state(log ledger.LogID) (logState, bool) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	l, ok := s.logs[log]
	if !ok {
		return logState{}, false
	}
	return *l, true
}

// Rows implements [ledger.Store].
func (s *Store) Rows(ctx context.Context, log ledger.LogID, first, end int64) iter.Seq2[ledger.Row, error] {
	return func(yield func(ledger.Row, error) bool) {
		l, ok := s.state(log)
		first, end := max(first, 0), min(end, l.entries)
		if !ok || first >= end {
			return
		}
		conn, err := s.read.Conn(ctx)
		if err != nil {
			yield(ledger.Row{}, describe(err))
			return
		}
		defer conn.Close()
		err = conn.Raw(func(c any) error {
			return scan(ctx, c.(driver.QueryerContext), l.position(first), l.position(end), yield)
		})
		if err != nil {
			yield(ledger.Row{}, describe(err))
		}
	}
}

// scan yields the rows at positions first to end-1. It asks the driver itself: going through package sql takes a fifth
// longer, which matters where a whole ledger is read.
func scan(ctx context.Context, c driver.QueryerContext, first, end int64, yield func(ledger.Row, error) bool) error {
	rows, err := c.QueryContext(ctx, selectRows+" FROM entry WHERE position >= $1 AND position < $2 ORDER BY position",
		[]driver.NamedValue{{Ordinal: 1, Value: first}, {Ordinal: 2, Value: end}})
	if err != nil {
		return err
	}
	defer rows.Close()
	return eachRow(ctx, rows.Next, yield)
}

const selectRows = "SELECT position, hashes, note, body"

// Read implements [ledger.Store].
func (s *Store) Read(ctx context.Context, positions []ledger.Position) iter.Seq2[ledger.Row, error] {
	return func(yield func(ledger.Row, error) bool) {
		numbers := make([]int64, len(positions))
		for i, p := range positions {
			l, ok := s.state(p.Log)
			if !ok || p.Index < 0 || p.Index >= l.entries {
				yield(ledger.Row{}, fmt.Errorf("entry %d of %v: %w", p.Index, p.Log, entente.ErrNotFound))
				return
			}
			numbers[i] = l.position(p.Index)
		}
		list, err := json.Marshal(numbers)
		if err != nil {
			yield(ledger.Row{}, err)
			return
		}
		rows, err := s.some.QueryContext(ctx, string(list))
		if err != nil {
			yield(ledger.Row{}, describe(err))
			return
		}
		defer rows.Close()
		next := func(into []driver.Value) error {
			if !rows.Next() {
				return cmp.Or(rows.Err(), io.EOF)
			}
			var position, hashes, note, body any
			err := rows.Scan(&position, &hashes, &note, &body)
			into[0], into[1], into[2], into[3] = position, hashes, note, body
			return err
		}
		if err := eachRow(ctx, next, yield); err != nil {
			yield(ledger.Row{}, describe(err))
		}
	}
}

// eachRow yields the rows that next returns. An error of next it returns.
func eachRow(ctx context.Context, next func(into []driver.Value) error, yield func(ledger.Row, error) bool) error {
	values := make([]driver.Value, 4)
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		err := next(values)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		row, err := rowOf(values)
		if !yield(row, err) || err != nil {
			return nil
		}
	}
}

// rowOf returns the row with the values of the columns of selectRows.
func rowOf(values []driver.Value) (ledger.Row, error) {
	const size = len(ledger.Hash{})
	position, isRow := values[0].(int64)
	hashes, hasHashes := values[1].([]byte)
	note, hasNote := values[2].([]byte)
	body, hasBody := values[3].([]byte)
	if !isRow || !hasHashes || !hasBody || !hasNote && values[2] != nil || len(hashes)%size != 0 {
		return ledger.Row{}, unexpected(errors.New("entry missing, or not of bytes"))
	}
	row := ledger.Row{Index: position & maxIndex, Note: note, Body: body, Hashes: make([]ledger.Hash, len(hashes)/size)}
	for i := range row.Hashes {
		row.Hashes[i] = ledger.Hash(hashes[i*size:])
	}
	return row, nil
}

// Hash implements [ledger.Store].
func (s *Store) Hash(ctx context.Context, log ledger.LogID, index int64, level int) (h ledger.Hash, err error) {
	l, ok := s.state(log)
	if !ok || index < 0 || index >= l.entries || level < 0 {
		return h, fmt.Errorf("hash %d of entry %d of %v: %w", level, index, log, entente.ErrNotFound)
	}
	var b []byte
	switch err := s.hash.QueryRowContext(ctx, l.position(index), level).Scan(&b); {
	case errors.Is(err, sql.ErrNoRows):
		return h, fmt.Errorf("hash %d of entry %d of %v: missing: %w", level, index, log, entente.ErrDamaged)
	case err != nil:
		return h, describe(err)
	case len(b) != len(h):
		return h, fmt.Errorf("hash %d of entry %d of %v: %w", level, index, log, entente.ErrNotFound)
	}
	return ledger.Hash(b), nil
}

// Find implements [ledger.Store].
func (s *Store) Find(_ context.Context, field ledger.Field, value string) ([]ledger.Position, error) {
	key, err := findKey(field, value)
	if err != nil {
		return nil, err
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	var positions []ledger.Position
	for _, p := range s.index.find(key) {
		if s.has(p) {
			positions = append(positions, ledger.Position{Log: s.byID[p>>indexBits], Index: p & maxIndex})
		}
	}
	return positions, nil
}

// has reports whether an entry stands at a position; not so those that another process added since the store was opened.
func (s *Store) has(position int64) bool {
	l := s.logs[s.byID[position>>indexBits]]
	return l != nil && position&maxIndex < l.entries
}
