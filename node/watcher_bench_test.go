package node_test

import (
	"bytes"
	"testing"

	"entente/node"
	"entente/watch/feed"
	"entente/watch/watchtest"
)

// BenchmarkWatcher decodes, tracks and detects as the command does, alone and with goroutines that follow the ships meanwhile.
// One core is measured with GOMAXPROCS=1.
func BenchmarkWatcher(b *testing.B) {
	const each = 5_000_000
	log := watchtest.NewFleet(15_000, watchtest.Baltic).Log(each)
	assets := watchtest.Lines(500, 43_000, watchtest.Baltic)
	for _, c := range []struct {
		name    string
		workers int
	}{{"alone", 0}, {"two workers", 2}} {
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				w, err := node.NewWatcher(node.WatcherOptions{Assets: assets, Workers: c.workers})
				if err != nil {
					b.Fatal(err)
				}
				s := feed.NewSentences(bytes.NewReader(log), feed.SentenceOptions{})
				if err := w.Follow(s, nil, func() error { return nil }); err != nil {
					b.Fatal(err)
				}
				w.End()
				w.Close()
				if got := w.Source().Tally.Used; got != each {
					b.Fatalf("%d reports used", got)
				}
			}
			b.ReportMetric(each*float64(b.N)/b.Elapsed().Seconds(), "sentences/s")
		})
	}
}
