package ledger

import "testing"

func BenchmarkScanEntry(b *testing.B) {
	body := entry(facts(b)[1])
	b.SetBytes(int64(len(body)))
	for b.Loop() {
		if _, err := scanEntry(body); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkParseEntry(b *testing.B) {
	body := entry(facts(b)[1])
	for b.Loop() {
		if _, err := ParseEntry(body); err != nil {
			b.Fatal(err)
		}
	}
}
