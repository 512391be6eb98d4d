package sqlite_test

import (
	"bytes"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"entente"
	"entente/ledger"
	"entente/ledger/ledgertest"
	"entente/ledger/sqlite"
)

// small makes a closed ledger with two channels, appends of one and of several facts, corrections, and an index of runs
// and a rest. It returns the entries of the public channel.
func small(t *testing.T, dir string, key ledger.Key) (bodies [][]byte) {
	t.Helper()
	sqlite.Small(t)
	l, s := openLedger(t, dir, key)
	add := func(facts ...entente.Fact) []ledger.Record {
		t.Helper()
		records, err := l.Append(ctx, facts...)
		if err != nil {
			t.Fatal(err)
		}
		return records
	}
	first := add(ledgertest.Fact(0))[0]
	add(ledgertest.Facts(1, 5)...)
	secret := ledgertest.Fact(5)
	var err error
	if secret.Label, err = entente.ParseLabel("SECRET:DEU+POL"); err != nil {
		t.Fatal(err)
	}
	add(secret)
	fix := ledgertest.Fact(0)
	fix.Replaces = first.ID
	add(fix)
	for n := 6; n < 12; n++ {
		add(ledgertest.Fact(n))
	}
	for row, err := range s.Rows(ctx, first.Log(), 0, 100) {
		if err != nil {
			t.Fatal(err)
		}
		bodies = append(bodies, bytes.Clone(row.Body))
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return bodies
}

// verify verifies a folder from its files alone.
func verify(dir string, key ledger.Key, heads ...[]byte) (ledger.Report, error) {
	s, err := sqlite.OpenReadOnly(dir)
	if err != nil {
		return ledger.Report{}, err
	}
	defer s.Close()
	r, err := ledger.Verify(ctx, s, ledger.VerifyOptions{Keys: ledger.Keys{key.Public()}, Heads: heads})
	return r, errors.Join(err, r.Err())
}

func files(t *testing.T, dir string) map[string][]byte {
	t.Helper()
	all := make(map[string][]byte)
	names, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range names {
		if all[n.Name()], err = os.ReadFile(filepath.Join(dir, n.Name())); err != nil {
			t.Fatal(err)
		}
	}
	return all
}

func write(t *testing.T, path string, b []byte) {
	t.Helper()
	if err := os.WriteFile(path, b, 0o644); err != nil {
		t.Fatal(err)
	}
}

// TestFlip flips bits of every file of a ledger: in every byte with ENTENTE_LONG=1, otherwise in a sample.
func TestFlip(t *testing.T) {
	dir, key := t.TempDir(), ledgertest.NewKey(t)
	bodies := small(t, dir, key)
	if _, err := verify(dir, key); err != nil {
		t.Fatal(err)
	}
	for name, content := range files(t, dir) {
		for _, at := range sample(len(content)) {
			altered := bytes.Clone(content)
			altered[at] ^= 1 << rand.N(8)
			write(t, filepath.Join(dir, name), altered)
			r, err := verify(dir, key)
			if !errors.Is(err, entente.ErrDamaged) && !errors.Is(err, entente.ErrUnsupported) {
				t.Errorf("%s: bit flipped in byte %d: got %v, want it found", name, at, err)
			}
			if index := entryAt(content, bodies, at); index >= 0 {
				if p, _ := r.Altered(); p.First != int64(index) {
					t.Errorf("%s: bit flipped in byte %d, of entry %d: got %v", name, at, index, err)
				}
			}
		}
		write(t, filepath.Join(dir, name), content)
	}
	if _, err := verify(dir, key); err != nil {
		t.Error(err)
	}
}

// sample returns positions in a file of some size.
func sample(size int) []int {
	all := rand.Perm(size)
	if isLong() {
		return all
	}
	return all[:min(size, 500)]
}

func isLong() bool { return os.Getenv("ENTENTE_LONG") != "" }

// entryAt returns the index of the entry whose bytes are at a position of a file, or -1. Stale copies of entries, which
// SQLite leaves in unused space, come before the entries.
func entryAt(content []byte, bodies [][]byte, at int) int {
	for i, body := range bodies {
		if start := bytes.LastIndex(content, body); start >= 0 && start <= at && at < start+len(body) {
			return i
		}
	}
	return -1
}

// TestForge alters the database as somebody with SQLite but without the key would.
func TestForge(t *testing.T) {
	key := ledgertest.NewKey(t)
	check := func(name, words string, entry int64, statements ...string) {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			small(t, dir, key)
			db, err := sql.Open("sqlite", filepath.Join(dir, "ledger.db"))
			if err != nil {
				t.Fatal(err)
			}
			for _, s := range statements {
				if _, err := db.Exec(s); err != nil {
					t.Fatal(err)
				}
			}
			if err := db.Close(); err != nil {
				t.Fatal(err)
			}
			reseal(t, dir)
			r, err := verify(dir, key)
			if (err == nil) != (words == "") || !strings.Contains(fmt.Sprint(r.Problems), words) {
				t.Errorf("got %v, want %q in %v", err, words, r.Problems)
			}
			if p, found := r.Altered(); found != (entry >= 0) || found && p.First != entry {
				t.Errorf("got %v, want entry %d", r.Problems, entry)
			}
		})
	}
	replace := "UPDATE entry SET body = CAST(replace(CAST(body AS TEXT), 'invented', 'authentic') AS BLOB) WHERE position = 1099511627776 + "
	check("nothing", "", -1, "UPDATE log SET id = id")
	check("an entry", "do not hash", 3, replace+"3")
	check("the last entry", "do not hash", 11, replace+"11")
	check("an entry and its hash", "others of them may be", 3, replace+"3", "UPDATE entry SET hashes = randomblob(length(hashes)) WHERE position = 1099511627776 + 3")
	check("a hash", "intact, but the hash", 3, "UPDATE entry SET hashes = CAST(randomblob(32) || substr(hashes, 33) AS BLOB) WHERE position = 1099511627776 + 3")
	check("a tree hash", "tree hash", 3, "UPDATE entry SET hashes = CAST(substr(hashes, 1, 32) || randomblob(length(hashes) - 32) AS BLOB) WHERE position = 1099511627776 + 3")
	check("a missing entry", "missing", 2, "DELETE FROM entry WHERE position = 1099511627776 + 2")
	check("a missing append", "missing", 6, "DELETE FROM entry WHERE position = 1099511627776 + 6")
	check("entries in another order", "says it is entry", 2,
		"UPDATE entry SET position = -1 WHERE position = 1099511627776 + 2",
		"UPDATE entry SET position = 1099511627776 + 2 WHERE position = 1099511627776 + 3",
		"UPDATE entry SET position = 1099511627776 + 3 WHERE position = -1")
	check("an entry in another log", "says it is entry", 1, "INSERT INTO entry SELECT (2 << 40) + 1, hashes, note, body FROM entry WHERE position = 1099511627776")
	check("an entry of no log", "belong to no log", -1, "INSERT INTO entry SELECT 9 << 40, hashes, note, body FROM entry WHERE position = 1099511627776")
	check("no signature", "no signature covers it", 0, "UPDATE entry SET note = NULL WHERE position = 1099511627776")
	check("the signature of another append", "its checkpoint is that of", 6, "UPDATE entry SET note = (SELECT note FROM entry WHERE position = 1099511627776) WHERE position = 1099511627776 + 6")
	check("an unsigned end", "no signature covers it", 12, "INSERT INTO entry SELECT 1099511627776 + 12, hashes, NULL, CAST(replace(CAST(body AS TEXT), '\"index\":11', '\"index\":12') AS BLOB) FROM entry WHERE position = 1099511627776 + 11")
	check("a hidden fact", "index does not lead", -1, "UPDATE run SET pairs = zeroblob(length(pairs)) WHERE id = 1")
	check("no index", "index does not lead", -1, "DELETE FROM run")
	check("a trigger", "schema altered", -1, "CREATE TRIGGER t AFTER INSERT ON entry BEGIN DELETE FROM entry WHERE position = new.position; END")
	check("another label", "says it is entry", 0, "UPDATE log SET label = 'SECRET:DEU' WHERE id = 1")
}

// reseal makes the sums fit the database again.
func reseal(t *testing.T, dir string) {
	t.Helper()
	if err := os.Remove(filepath.Join(dir, "ledger.sum")); err != nil {
		t.Fatal(err)
	}
	s, err := sqlite.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}

// TestCutOff cuts whole appends off the end of a log: only a checkpoint kept elsewhere tells.
func TestCutOff(t *testing.T) {
	dir, key := t.TempDir(), ledgertest.NewKey(t)
	small(t, dir, key)
	s, err := sqlite.OpenReadOnly(dir)
	if err != nil {
		t.Fatal(err)
	}
	head, err := ledger.NewReader(s).Checkpoint(ctx, ledger.LogID{Node: "deu"})
	if err != nil {
		t.Fatal(err)
	}
	s.Close()
	if _, err := verify(dir, key, head); err != nil {
		t.Errorf("as it was: %v", err)
	}
	db, err := sql.Open("sqlite", filepath.Join(dir, "ledger.db"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec("DELETE FROM entry WHERE position >= 1099511627776 + 10 AND position < 2 << 40"); err != nil {
		t.Fatal(err)
	}
	db.Close()
	r, err := verify(dir, key, head)
	if p, found := r.Altered(); !found || p.First != 10 || p.Last != 11 {
		t.Errorf("cut off: got %v, want entries 10 and 11", err)
	}
}
