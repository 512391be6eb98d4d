package aid_test

import (
	"fmt"
	"io"
	"math/rand/v2"
	"testing"

	"entente/balance/aid"
	"entente/cal"
	"entente/unit"
)

// A synthetic is an invented table of months, made as it is read: rows of donors AAA, AAB, ... with 60 months each.
type synthetic struct {
	rows, next int
	rest       []byte
}

func (s *synthetic) Read(p []byte) (int, error) {
	for len(s.rest) < len(p) && s.next < s.rows {
		if s.next == 0 {
			s.rest = append(s.rest, monthsHead...)
		}
		n, month := s.next/60, s.next%60
		iso := [3]byte{'A' + byte(n/676%26), 'A' + byte(n/26%26), 'A' + byte(n%26)}
		s.rest = fmt.Appendf(s.rest, "\"Land %s\",\"%s\",%d,%d,0.%06d,0.%06d,0,0.5,0.75,%s,1000,%s\n", iso, iso, 2022+month/12, 1+month%12, 500000+s.next%1000, s.next%1000, rest(s.next%1000), unit.NewDecimal(int64(500000+s.next%1000), 7))
		s.next++
	}
	if len(s.rest) == 0 {
		return 0, io.EOF
	}
	n := copy(p, s.rest)
	s.rest = s.rest[:copy(s.rest, s.rest[n:])]
	return n, nil
}

// rest is 0.75 − (0.5 + n millionths).
func rest(n int) string { return unit.NewDecimal(int64(250000-n), 6).String() }

func BenchmarkScanMillionRows(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		var total unit.Decimal
		r, err := aid.ScanKiel("synthetic", &synthetic{rows: 1_000_000}, aid.KielSink{Month: func(m aid.KielMonth) { total = total.Add(m.Total) }})
		if err != nil || r.Stored != 1_000_000 {
			b.Fatal(r, err)
		}
	}
}

func BenchmarkReadMillionRows(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		var k aid.Kiel
		if r, err := k.Read("synthetic", &synthetic{rows: 1_000_000}); err != nil || len(k.Months) != 1_000_000 {
			b.Fatal(r, err)
		}
	}
}

func BenchmarkAssess(b *testing.B) {
	f := random(rand.New(rand.NewPCG(1, 1)), 100_000)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := aid.Assess(f, cal.NewDate(2025, 6, 1)); err != nil {
			b.Fatal(err)
		}
	}
}

// TestSyntheticRows holds the benchmark's table to what it is meant to be.
func TestSyntheticRows(t *testing.T) {
	r, err := aid.ScanKiel("synthetic", &synthetic{rows: 5000}, aid.KielSink{})
	if err != nil || r.Stored != 5000 || r.Refused != 0 || r.Flagged != 0 {
		t.Errorf("%+v, %v", r, err)
	}
}
