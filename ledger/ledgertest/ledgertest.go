// Package ledgertest holds the suite that every [ledger.Store] passes, and what else the tests of a store need.
package ledgertest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"testing"
	"time"

	"entente"
	"entente/ledger"
)

// An Opener makes a new, empty store and returns a function that opens it. The suite closes each store before it calls
// the function again, and expects to find what it committed.
type Opener func(t *testing.T) func() ledger.Store

// Run tests a store: its own contract, and that of a ledger on top of it.
func Run(t *testing.T, open Opener) {
	for name, test := range map[string]func(*testing.T, Opener){
		"Commit":      testCommit,
		"Conflict":    testConflict,
		"Rows":        testRows,
		"Read":        testRead,
		"Hash":        testHash,
		"Find":        testFind,
		"Append":      testAppend,
		"Refuse":      testRefuse,
		"Correct":     testCorrect,
		"Ask":         testAsk,
		"Travel":      testTravel,
		"Channels":    testChannels,
		"Proofs":      testProofs,
		"Clock":       testClock,
		"Concurrent":  testConcurrent,
		"Cancel":      testCancel,
		"Keys":        testKeys,
		"Heads":       testHeads,
		"StoreFaults": testStoreFaults,
	} {
		t.Run(name, func(t *testing.T) { test(t, open) })
	}
}

var ctx = context.Background()

// NewKey returns a new key of node "deu".
func NewKey(t testing.TB) ledger.Key {
	t.Helper()
	k, err := ledger.GenerateKey("deu")
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// Fact returns the n-th fact of an endless invented series: about 100 subjects, in one channel.
func Fact(n int) entente.Fact {
	return entente.Fact{
		Author:   "DEU",
		Kind:     "evidence",
		Subject:  fmt.Sprintf("exercise/%d/%d", n/10%10+1, n%10+1),
		Payload:  json.RawMessage(fmt.Sprintf(`{"note":"invented for a test, number %d","value":%d}`, n, n)),
		Exercise: true,
	}
}

// Facts returns facts first to end-1 of the series.
func Facts(first, end int) []entente.Fact {
	var facts []entente.Fact
	for n := first; n < end; n++ {
		facts = append(facts, Fact(n))
	}
	return facts
}

// A fixture is an open ledger.
type fixture struct {
	*ledger.Ledger
	t     *testing.T
	open  func() ledger.Store
	store ledger.Store
	key   ledger.Key
	now   time.Time // what the clock says
	warns []error
}

func newFixture(t *testing.T, open Opener) *fixture {
	t.Helper()
	f := &fixture{t: t, open: open(t), key: NewKey(t), now: time.Date(2023, 7, 11, 9, 0, 0, 0, time.UTC)}
	f.reopen()
	t.Cleanup(func() { f.store.Close() })
	return f
}

// reopen closes the ledger and opens it again.
func (f *fixture) reopen() {
	f.t.Helper()
	if f.store != nil {
		must(f.t, f.store.Close())
	}
	f.store = f.open()
	f.use(f.store)
}

// use opens the ledger over a store.
func (f *fixture) use(store ledger.Store) {
	f.t.Helper()
	l, err := ledger.Open(ctx, store, ledger.Options{
		Key:   f.key,
		Clock: func() time.Time { return f.now },
		Warn:  func(err error) { f.warns = append(f.warns, err) },
	})
	must(f.t, err)
	f.Ledger = l
}

// add appends facts, which must succeed, and lets an hour pass.
func (f *fixture) add(facts ...entente.Fact) []ledger.Record {
	f.t.Helper()
	records, err := f.Append(ctx, facts...)
	must(f.t, err)
	f.now = f.now.Add(time.Hour)
	return records
}

// verify requires that nothing is wrong and that entries were verified.
func (f *fixture) verify(entries int) {
	f.t.Helper()
	r, err := ledger.Verify(ctx, f.store, ledger.VerifyOptions{Keys: ledger.Keys{f.key.Public()}})
	must(f.t, err)
	must(f.t, r.Err())
	if r.Entries != int64(entries) {
		f.t.Errorf("verified %d entries, want %d", r.Entries, entries)
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func wantErr(t *testing.T, what string, err, kind error) {
	t.Helper()
	if !errors.Is(err, kind) {
		t.Errorf("%s: got error %v, want one wrapping %q", what, err, kind)
	}
}
