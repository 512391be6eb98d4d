// Package ledger keeps signed facts in append-only Merkle logs, one log per node and release channel. It answers what was
// known at any past instant, and proves that nothing was altered.
//
// The package is the engine; a [Store] keeps the bytes. An append is durable before it is acknowledged, all of it or
// nothing. Each append is signed once, and the signature chains it to everything before it in its log.
package ledger

import (
	"context"
	"fmt"
	"sync"
	"time"

	"entente"
	"entente/cal"
)

// Options say who writes a ledger. Only Key is required.
type Options struct {
	Key   Key              // of the node
	Clock func() time.Time // nil for time.Now
	Warn  func(error)      // is told what needs attention and yet stops nothing; nil for nobody
}

// A Ledger is a store opened for writing by its node. It may be used by several goroutines at once.
type Ledger struct {
	*Reader
	opts Options

	turn  chan struct{} // held by the goroutine that commits
	mu    sync.Mutex
	queue []*request // waiting to be committed; under mu

	// What follows belongs to the holder of turn.
	loaded   bool // false when the rest has to be read from the store
	trees    map[LogID]*frontier
	recorded cal.Instant // the last instant given to an entry of this node
	isBehind bool        // the clock is behind recorded, and Warn knows
}

// Open opens a ledger for writing.
func Open(ctx context.Context, store Store, opts Options) (*Ledger, error) {
	if opts.Key.IsZero() {
		return nil, fmt.Errorf("ledger: open without a key: %w", entente.ErrInvalid)
	}
	if opts.Clock == nil {
		opts.Clock = time.Now
	}
	if opts.Warn == nil {
		opts.Warn = func(error) {}
	}
	l := &Ledger{Reader: NewReader(store), opts: opts, turn: make(chan struct{}, 1)}
	if err := l.load(ctx); err != nil {
		return nil, fmt.Errorf("ledger: open: %w", err)
	}
	return l, nil
}

// Log returns the log in which this node's facts of a label stand.
func (l *Ledger) Log(label entente.Label) LogID { return LogID{l.opts.Key.Node(), label} }

// load reads the heads of this node's logs.
func (l *Ledger) load(ctx context.Context) error {
	logs, err := l.store.Logs(ctx)
	if err != nil {
		return err
	}
	l.trees = make(map[LogID]*frontier)
	for _, s := range logs {
		if s.Log.Node != l.opts.Key.Node() {
			continue
		}
		if l.trees[s.Log], err = loadFrontier(ctx, l.store, s.Log, s.Entries); err != nil {
			return err
		}
		last, _, err := l.read(ctx, Position{s.Log, s.Entries - 1})
		if err != nil {
			return err
		}
		l.recorded = max(l.recorded, last.Recorded)
	}
	l.loaded = true
	return nil
}

// now returns the instant at which the next append is recorded. It is later than that of every append before: where the
// clock is not, it is one microsecond after the last one.
func (l *Ledger) now() cal.Instant {
	const tolerance = time.Millisecond
	clock := cal.InstantOf(l.opts.Clock())
	behind := l.recorded.Time().Sub(clock.Time())
	switch {
	case behind < tolerance:
		l.isBehind = false
	case !l.isBehind:
		l.isBehind = true
		l.opts.Warn(fmt.Errorf("ledger: the clock says %v, %v before the last entry; entries are recorded one microsecond apart until it has caught up",
			clock, behind))
	}
	return max(clock, l.recorded+1)
}
