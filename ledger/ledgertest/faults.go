package ledgertest

import (
	"context"
	"errors"
	"testing"

	"entente"
	"entente/ledger"
)

// ErrInjected is the fault of a [Faulty] store.
var ErrInjected = errors.New("injected fault")

// A Faulty store fails commits at will.
type Faulty struct {
	ledger.Store
	Before bool // fail before anything is committed
	After  bool // commit, and then fail as if the answer were lost
}

// Commit implements [ledger.Store].
func (f *Faulty) Commit(ctx context.Context, batches []ledger.Batch) error {
	if f.Before {
		return ErrInjected
	}
	err := f.Store.Commit(ctx, batches)
	if f.After && err == nil {
		return ErrInjected
	}
	return err
}

// testStoreFaults tests that a ledger goes on rightly after a fault, whether the store has the commit or not.
func testStoreFaults(t *testing.T, open Opener) {
	f := newFixture(t, open)
	faulty := &Faulty{Store: f.store}
	f.use(faulty)
	first := f.add(Fact(0))[0]

	faulty.Before = true
	_, err := f.Append(ctx, Fact(1))
	wantErr(t, "fault before the commit", err, ErrInjected)
	faulty.Before = false
	if r := f.add(Fact(2))[0]; r.Index != 1 {
		t.Errorf("after a lost commit: index %d, want 1", r.Index)
	}

	faulty.After = true
	fix := Fact(0)
	fix.Replaces = first.ID
	_, err = f.Append(ctx, fix)
	wantErr(t, "fault after the commit", err, ErrInjected)
	faulty.After = false
	if r := f.add(Fact(4))[0]; r.Index != 3 {
		t.Errorf("after a commit whose answer was lost: index %d, want 3", r.Index)
	}
	_, err = f.Append(ctx, fix)
	wantErr(t, "a correction that was recorded though its answer was lost", err, entente.ErrConflict)
	f.verify(4)
}
