package sqlite

import (
	"bytes"
	"context"
	"errors"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"entente"
	"entente/ledger"
	"entente/ledger/ledgertest"

	sqlite3 "modernc.org/sqlite/lib"
)

var ctx = context.Background()

func openLedger(t *testing.T, dir string, key ledger.Key) (*ledger.Ledger, *Store) {
	t.Helper()
	s, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	l, err := ledger.Open(ctx, s, ledger.Options{Key: key})
	if err != nil {
		t.Fatal(err)
	}
	return l, s
}

// An ack is an append that was acknowledged, when the recorder had seen a number of operations.
type ack struct {
	ops     int
	records []ledger.Record
}

// TestPowerCut cuts the power at many instants of a ledger's life. Of what was written to a file since it was last synced,
// any part may have reached the disk, in any order and cut at any sector. Whatever is left, everything acknowledged must be
// there, no append in part, and verify must pass.
func TestPowerCut(t *testing.T) {
	Small(t)
	key := ledgertest.NewKey(t)
	dir := t.TempDir()
	r := record(t)
	base := make(map[string][]byte)

	_, s := openLedger(t, dir, key)
	must(t, s.Close())
	for _, name := range []string{databaseName, sumsName} {
		b, err := os.ReadFile(filepath.Join(dir, name))
		must(t, err)
		base[name] = b
	}
	start := r.now()
	var acks []ack
	for n := 0; n < 3; n++ { // lives of the ledger
		l, s := openLedger(t, dir, key)
		for i := range 25 {
			records, err := l.Append(ctx, ledgertest.Facts(i, i+1+rand.N(5))...)
			must(t, err)
			acks = append(acks, ack{r.now(), records})
		}
		must(t, s.Close())
	}
	ops := r.stop()[start:]
	cuts := 150
	if os.Getenv("ENTENTE_LONG") != "" {
		cuts = 5000
	}
	for range cuts {
		at := rand.N(len(ops) + 1)
		image := t.TempDir()
		cut(t, image, base, ops[:at])
		survive(t, image, key, acks, start+at)
		must(t, os.RemoveAll(image))
	}
}

// A file is one that existed under a name, until it was deleted.
type file struct {
	ops      []op
	lastSync int // how many of ops are durable
}

// cut writes the files as a power cut after ops may leave them.
func cut(t *testing.T, dir string, base map[string][]byte, ops []op) {
	t.Helper()
	files := make(map[string][]*file) // by name, oldest first
	for _, o := range ops {
		if len(files[o.name]) == 0 || o.kind == opDelete {
			files[o.name] = append(files[o.name], new(file))
		}
		f := files[o.name][len(files[o.name])-1]
		switch o.kind {
		case opSync:
			f.lastSync = len(f.ops)
		case opWrite, opTruncate:
			f.ops = append(f.ops, o)
		}
	}
	disk := maps.Clone(base)
	for name, all := range files {
		// A file that was ever synced is there. Before that, its folder may still have the one before it, or none.
		i := len(all) - 1
		for i > 0 && all[i].lastSync == 0 && rand.N(2) == 0 {
			i--
		}
		var b []byte
		if i == 0 {
			b = bytes.Clone(base[name])
		}
		for j, o := range all[i].ops {
			if isDurable := j < all[i].lastSync; isDurable || rand.N(2) == 0 {
				b = o.apply(b, !isDurable)
			}
		}
		disk[name] = b
	}
	for name, b := range disk {
		must(t, os.WriteFile(filepath.Join(dir, name), b, 0o644))
	}
}

// apply applies an operation to the bytes of a file; a write that may be torn loses some of its sectors.
func (o op) apply(b []byte, mayTear bool) []byte {
	if o.kind == opTruncate {
		return b[:min(int64(len(b)), o.offset)]
	}
	if end := o.offset + int64(len(o.data)); int64(len(b)) < end {
		b = append(b, make([]byte, end-int64(len(b)))...)
	}
	const sector = 512
	isTorn := mayTear && rand.N(4) == 0
	for i := 0; i < len(o.data); {
		n := min(len(o.data)-i, sector-int(o.offset+int64(i))%sector)
		if !isTorn || rand.N(2) == 0 {
			copy(b[o.offset+int64(i):], o.data[i:i+n])
		}
		i += n
	}
	return b
}

// survive requires that a ledger has everything acknowledged by then, no append in part, and verifies.
func survive(t *testing.T, dir string, key ledger.Key, acks []ack, at int) {
	t.Helper()
	l, s := openLedger(t, dir, key)
	defer s.Close()
	for _, a := range acks {
		_, err := l.Fact(ctx, a.records[0].ID)
		isThere := err == nil
		if err != nil && !errors.Is(err, entente.ErrNotFound) {
			t.Fatal(err)
		}
		for _, rec := range a.records {
			if _, err := l.Fact(ctx, rec.ID); (err == nil) != isThere {
				t.Fatalf("append at %d: there in part", rec.Index)
			}
		}
		if !isThere && a.ops <= at {
			t.Fatalf("append at %d, acknowledged after %d operations: lost when the power was cut after %d", a.records[0].Index, a.ops, at)
		}
	}
	mustVerify(t, s, key)
	if _, err := l.Append(ctx, ledgertest.Fact(0)); err != nil {
		t.Fatal(err)
	}
	must(t, s.Close())
	s, err := OpenReadOnly(dir)
	must(t, err)
	mustVerify(t, s, key)
}

func mustVerify(t *testing.T, s *Store, key ledger.Key) {
	t.Helper()
	r, err := ledger.Verify(ctx, s, ledger.VerifyOptions{Keys: ledger.Keys{key.Public()}})
	must(t, errors.Join(err, r.Err()))
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// TestDiskFull fills the disk in the middle of commits, at each write in turn: the append fails and says why, nothing of it
// is there, and when there is space again the ledger goes on.
func TestDiskFull(t *testing.T) {
	Small(t)
	for _, half := range []bool{false, true} {
		for n := range 12 {
			key, dir := ledgertest.NewKey(t), t.TempDir()
			r := record(t)
			l, s := openLedger(t, dir, key)
			_, err := l.Append(ctx, ledgertest.Facts(0, 3)...)
			must(t, err)
			r.fail(n, sqlite3.SQLITE_FULL, half)
			done := 3
			for i := range 20 {
				records, err := l.Append(ctx, ledgertest.Facts(10*i, 10*i+9)...)
				done += len(records)
				if err != nil && (!errors.Is(err, syscall.ENOSPC) || !strings.Contains(err.Error(), "disk is full")) {
					t.Fatal(err)
				}
			}
			r.heal()
			_, err = l.Append(ctx, ledgertest.Facts(0, 2)...)
			must(t, err)
			wantEntries(t, s, key, done+2)
			must(t, s.Close())
			s, err = OpenReadOnly(dir)
			must(t, err)
			wantEntries(t, s, key, done+2)
			must(t, s.Close())
		}
	}
}

func wantEntries(t *testing.T, s *Store, key ledger.Key, n int) {
	t.Helper()
	r, err := ledger.Verify(ctx, s, ledger.VerifyOptions{Keys: ledger.Keys{key.Public()}})
	must(t, errors.Join(err, r.Err()))
	if r.Entries != int64(n) {
		t.Fatalf("%d entries, want %d", r.Entries, n)
	}
}

// TestSumsFull fills the disk just when the sums are to be written: nothing is copied into the database until they are.
func TestSumsFull(t *testing.T) {
	Small(t)
	key, dir := ledgertest.NewKey(t), t.TempDir()
	l, s := openLedger(t, dir, key)
	old := openSums
	openSums = func(string) (sumsFile, error) { return nil, syscall.ENOSPC }
	t.Cleanup(func() { openSums = old })
	for i := range 40 {
		_, err := l.Append(ctx, ledgertest.Facts(i, i+5)...)
		must(t, err)
	}
	openSums = old
	wantEntries(t, s, key, 200)
	must(t, s.Close())
	s, err := OpenReadOnly(dir)
	must(t, err)
	wantEntries(t, s, key, 200)
	must(t, s.Close())
}

// TestSyncFault lets the disk fail to sync: what is on it is then unknown, and the ledger must be opened again.
func TestSyncFault(t *testing.T) {
	key, dir := ledgertest.NewKey(t), t.TempDir()
	r := record(t)
	l, s := openLedger(t, dir, key)
	_, err := l.Append(ctx, ledgertest.Facts(0, 3)...)
	must(t, err)
	r.mu.Lock()
	r.syncError = sqlite3.SQLITE_IOERR_FSYNC
	r.mu.Unlock()
	if _, err := l.Append(ctx, ledgertest.Fact(3)); err == nil {
		t.Fatal("an append that could not be synced was acknowledged")
	}
	r.heal()
	if _, err := l.Append(ctx, ledgertest.Fact(4)); err == nil || !strings.Contains(err.Error(), "open the ledger again") {
		t.Fatalf("append after a fault: %v", err)
	}
	must(t, s.Close())
	l, s = openLedger(t, dir, key)
	defer s.Close()
	mustVerify(t, s, key)
	_, err = l.Append(ctx, ledgertest.Fact(5))
	must(t, err)
	mustVerify(t, s, key)
}
