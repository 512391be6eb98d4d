package sqlite_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"
	"time"

	"entente"
	"entente/cal"
	"entente/ledger"
	"entente/ledger/ledgertest"
	"entente/ledger/sqlite"
)

var ctx = context.Background()

func openLedger(tb testing.TB, dir string, key ledger.Key) (*ledger.Ledger, *sqlite.Store) {
	tb.Helper()
	s, err := sqlite.Open(dir)
	if err != nil {
		tb.Fatal(err)
	}
	l, err := ledger.Open(ctx, s, ledger.Options{Key: key})
	if err != nil {
		tb.Fatal(err)
	}
	return l, s
}

// benchFact returns the n-th of a million invented facts: 50,000 subjects, about 20 facts each, about 400 bytes an entry.
func benchFact(n int) entente.Fact {
	return entente.Fact{
		Author:   "DEU",
		Kind:     "evidence",
		Subject:  fmt.Sprintf("exercise-%d/%d/%d", n%500, n/500%10, n/5000%10),
		Period:   cal.Year(2023),
		Payload:  []byte(fmt.Sprintf(`{"note":"invented for a benchmark, number %d","unit":"%% of GDP","value":"2.%02d"}`, n, n%100)),
		Source:   &entente.Source{Title: "Invented yearbook", Place: fmt.Sprintf("table %d", n%40)},
		Exercise: true,
	}
}

func benchFacts(first, end int) []entente.Fact {
	facts := make([]entente.Fact, 0, end-first)
	for n := first; n < end; n++ {
		facts = append(facts, benchFact(n))
	}
	return facts
}

const batch = 1000

// BenchmarkAppendBatch measures appends of 1,000 facts against SQLite itself inserting the same bytes, a row each, in
// transactions of 1,000, in the same run. The bar: ratio at least 0.5.
func BenchmarkAppendBatch(b *testing.B) {
	l, s := openLedger(b, b.TempDir(), ledgertest.NewKey(b))
	defer s.Close()
	raw := openRaw(b)
	defer raw.Close()
	var ours, theirs time.Duration
	for n := 0; b.Loop(); n += batch {
		facts := benchFacts(n, n+batch)
		start := time.Now()
		records, err := l.Append(ctx, facts...)
		if err != nil {
			b.Fatal(err)
		}
		ours += time.Since(start)

		bodies := entries(b, s, records)
		start = time.Now()
		insertRaw(b, raw, n, bodies)
		theirs += time.Since(start)
	}
	facts := float64(b.N * batch)
	b.ReportMetric(facts/ours.Seconds(), "facts/s")
	b.ReportMetric(facts/theirs.Seconds(), "raw-rows/s")
	b.ReportMetric(theirs.Seconds()/ours.Seconds(), "ratio")
}

func entries(b *testing.B, s *sqlite.Store, records []ledger.Record) [][]byte {
	b.Helper()
	var bodies [][]byte
	for row, err := range s.Rows(ctx, records[0].Log(), records[0].Index, records[0].Index+int64(len(records))) {
		if err != nil {
			b.Fatal(err)
		}
		bodies = append(bodies, bytes.Clone(row.Body))
	}
	return bodies
}

func openRaw(b *testing.B) *sql.DB {
	b.Helper()
	name := "file:" + filepath.Join(b.TempDir(), "raw.db") + "?_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)"
	db, err := sql.Open("sqlite", name)
	if err != nil {
		b.Fatal(err)
	}
	db.SetMaxOpenConns(1)
	if _, err := db.Exec("CREATE TABLE raw (n INTEGER PRIMARY KEY, body BLOB NOT NULL)"); err != nil {
		b.Fatal(err)
	}
	return db
}

func insertRaw(b *testing.B, db *sql.DB, n int, bodies [][]byte) {
	b.Helper()
	tx, err := db.Begin()
	if err != nil {
		b.Fatal(err)
	}
	insert, err := tx.Prepare("INSERT INTO raw (n, body) VALUES (?, ?)")
	if err != nil {
		b.Fatal(err)
	}
	for i, body := range bodies {
		if _, err := insert.Exec(n+i, body); err != nil {
			b.Fatal(err)
		}
	}
	if err := tx.Commit(); err != nil {
		b.Fatal(err)
	}
}

// BenchmarkAppendOne measures durable appends of one fact each against writing the entry's bytes to a file and fsync,
// alternating. The bar: ratio at most 2.
func BenchmarkAppendOne(b *testing.B) {
	l, s := openLedger(b, b.TempDir(), ledgertest.NewKey(b))
	defer s.Close()
	f, err := os.Create(filepath.Join(b.TempDir(), "raw"))
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	var ours, theirs time.Duration
	for n := 0; b.Loop(); n++ {
		fact := benchFact(n)
		start := time.Now()
		records, err := l.Append(ctx, fact)
		if err != nil {
			b.Fatal(err)
		}
		ours += time.Since(start)

		body := entries(b, s, records)[0]
		start = time.Now()
		if _, err := f.Write(body); err != nil {
			b.Fatal(err)
		}
		if err := f.Sync(); err != nil {
			b.Fatal(err)
		}
		theirs += time.Since(start)
	}
	b.ReportMetric(float64(b.N)/ours.Seconds(), "facts/s")
	b.ReportMetric(float64(b.N)/theirs.Seconds(), "fsyncs/s")
	b.ReportMetric(ours.Seconds()/theirs.Seconds(), "ratio")
}

// BenchmarkAppendConcurrent measures durable appends of one fact each by 16 goroutines.
func BenchmarkAppendConcurrent(b *testing.B) {
	l, s := openLedger(b, b.TempDir(), ledgertest.NewKey(b))
	defer s.Close()
	b.SetParallelism(16 / runtime.GOMAXPROCS(0))
	b.RunParallel(func(pb *testing.PB) {
		for n := 0; pb.Next(); n++ {
			if _, err := l.Append(ctx, benchFact(n)); err != nil {
				b.Error(err)
				return
			}
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "facts/s")
}

// fill makes a ledger of n facts, appended by size, in a folder.
func fill(b *testing.B, dir string, key ledger.Key, n, size int) {
	b.Helper()
	l, s := openLedger(b, dir, key)
	for first := 0; first < n; first += size {
		if _, err := l.Append(ctx, benchFacts(first, first+size)...); err != nil {
			b.Fatal(err)
		}
	}
	if err := s.Close(); err != nil {
		b.Fatal(err)
	}
}

// BenchmarkMillion measures a ledger of a million facts. The bars: open in less than 1 s, a question about one subject at
// a past instant in less than 1 ms, verify at least 200,000 entries/s on one core.
func BenchmarkMillion(b *testing.B) {
	const million = 1_000_000
	dir, key := b.TempDir(), ledgertest.NewKey(b)
	fill(b, dir, key, million, batch)
	b.Run("Open", func(b *testing.B) {
		for b.Loop() {
			_, s := openLedger(b, dir, key)
			b.StopTimer()
			s.Close()
			b.StartTimer()
		}
		b.ReportMetric(b.Elapsed().Seconds()/float64(b.N), "s/open")
	})
	b.Run("Known", func(b *testing.B) {
		l, s := openLedger(b, dir, key)
		defer s.Close()
		middle := middleOf(b, s)
		n, found := 0, 0
		for ; b.Loop(); n += 7919 {
			for _, err := range l.Facts(ctx, ledger.Query{Subject: benchFact(n % million).Subject, Known: middle}) {
				if err != nil {
					b.Fatal(err)
				}
				found++
			}
		}
		b.ReportMetric(b.Elapsed().Seconds()*1000/float64(b.N), "ms/query")
		b.ReportMetric(float64(found)/float64(b.N), "facts/query")
	})
	b.Run("Fact", func(b *testing.B) {
		l, s := openLedger(b, dir, key)
		defer s.Close()
		recent, err := l.Recent(ctx, 1000)
		if err != nil {
			b.Fatal(err)
		}
		for n := 0; b.Loop(); n++ {
			if _, err := l.Fact(ctx, recent[n%1000].ID); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("Inclusion", func(b *testing.B) {
		l, s := openLedger(b, dir, key)
		defer s.Close()
		recent, err := l.Recent(ctx, 1)
		if err != nil {
			b.Fatal(err)
		}
		for b.Loop() {
			if _, err := l.Inclusion(ctx, recent[0].ID); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("Verify", func(b *testing.B) { benchVerify(b, dir, key) })
}

func middleOf(b *testing.B, s *sqlite.Store) cal.Instant {
	b.Helper()
	for row, err := range s.Rows(ctx, ledger.LogID{Node: "deu"}, 500_000, 500_001) {
		if err != nil {
			b.Fatal(err)
		}
		rec, err := ledger.ParseEntry(row.Body)
		if err != nil {
			b.Fatal(err)
		}
		return rec.Recorded
	}
	b.Fatal("no entry")
	return 0
}

func benchVerify(b *testing.B, dir string, key ledger.Key) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	s, err := sqlite.OpenReadOnly(dir)
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	var entries int64
	start := cpuTime(b)
	for b.Loop() {
		entries += mustVerify(b, s, key)
	}
	b.ReportMetric(float64(entries)/b.Elapsed().Seconds(), "entries/s")
	b.ReportMetric(float64(entries)/(cpuTime(b)-start).Seconds(), "entries/cpu-s")
}

// cpuTime returns the processor time that the process has used: on a machine that is shared it tells more than the clock.
func cpuTime(b *testing.B) time.Duration {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func mustVerify(b *testing.B, s *sqlite.Store, key ledger.Key) (entries int64) {
	b.Helper()
	r, err := ledger.Verify(ctx, s, ledger.VerifyOptions{Keys: ledger.Keys{key.Public()}})
	if err := errors.Join(err, r.Err()); err != nil {
		b.Fatal(err)
	}
	return r.Entries
}

// BenchmarkVerifySigned verifies a ledger in which each entry is signed by itself, against Ed25519 alone, alternating, on
// one core. The bar: ratio at least 0.8.
func BenchmarkVerifySigned(b *testing.B) {
	const n = 5_000
	dir, key := b.TempDir(), ledgertest.NewKey(b)
	fill(b, dir, key, n, 1)
	s, err := sqlite.OpenReadOnly(dir)
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	public, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		b.Fatal(err)
	}
	var messages, signatures [][]byte
	for i := range n {
		messages = append(messages, fmt.Appendf(make([]byte, 150), "%d", i))
		signatures = append(signatures, ed25519.Sign(private, messages[i]))
	}

	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	var ours, theirs time.Duration
	for b.Loop() {
		start := cpuTime(b)
		mustVerify(b, s, key)
		ours += cpuTime(b) - start

		start = cpuTime(b)
		for i := range n {
			if !ed25519.Verify(public, messages[i], signatures[i]) {
				b.Fatal("signature does not verify")
			}
		}
		theirs += cpuTime(b) - start
	}
	b.ReportMetric(float64(n*b.N)/ours.Seconds(), "signatures/cpu-s")
	b.ReportMetric(theirs.Seconds()/ours.Seconds(), "ratio")
}
