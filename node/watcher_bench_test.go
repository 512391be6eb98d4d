package node_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"net"
	"testing"

	"entente/internal/intake"
	"entente/node"
	"entente/watch"
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

// BenchmarkSocket sends sentences through a socket, in which every fortieth ship begins to drag its anchor after an hour, and pushes
// the warnings through another.
func BenchmarkSocket(b *testing.B) {
	const ships, minute = 6_000, 6 * 6_000
	fleet := watchtest.NewFleet(ships, watchtest.Baltic)
	log := fleet.Log(60 * minute)
	fleet.Drag(40)
	log = append(log, fleet.Log(40*minute)...)
	assets := watchtest.Lines(500, 43_000, watchtest.Baltic)
	pushed := 0
	for b.Loop() {
		pushed += throughSockets(b, log, assets)
	}
	if pushed == 0 {
		b.Fatal("nobody was warned of")
	}
	b.ReportMetric(100*minute*float64(b.N)/b.Elapsed().Seconds(), "sentences/s")
	b.ReportMetric(float64(pushed)/float64(b.N), "warnings")
}

// throughSockets returns how many revisions of warnings arrived at the other end.
func throughSockets(b *testing.B, log []byte, assets []watch.Asset) int {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	defer l.Close()
	out, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		b.Fatal(err)
	}
	in, err := l.Accept()
	if err != nil {
		b.Fatal(err)
	}
	arrived := make(chan int)
	go func() {
		n := 0
		for lines := bufio.NewScanner(in); lines.Scan(); n++ {
		}
		arrived <- n
	}()
	push := json.NewEncoder(out)
	w, err := node.NewWatcher(node.WatcherOptions{Assets: assets, Source: watch.Source{Live: true}, Warning: func(x watch.Warning) {
		if err := push.Encode(x); err != nil {
			b.Error(err)
		}
	}})
	if err != nil {
		b.Fatal(err)
	}
	hear := intake.New(b.Context(), intake.Options{Queue: len(log)}) // nothing is shed
	at, err := hear.Listen("tcp://127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	go func() {
		c, err := net.Dial("tcp", at.String())
		if err == nil {
			_, err = c.Write(log)
			err = errors.Join(err, c.Close())
		}
		if err != nil {
			b.Error(err)
		}
	}()
	s := feed.NewSentences(hear, feed.SentenceOptions{})
	want, got := int64(bytes.Count(log, []byte("\n"))), int64(0)
	for batch := new(feed.Batch); got < want && batch.Fill(s, 1024, func(*watch.Report) bool { return hear.Idle() }); {
		w.Add(batch.Reports...)
		got += int64(len(batch.Reports))
	}
	hear.Close()
	w.End()
	w.Close()
	out.Close()
	if used := w.Source().Tally.Used; used != want {
		b.Fatalf("%d reports used of %d", used, want)
	}
	return <-arrived
}
