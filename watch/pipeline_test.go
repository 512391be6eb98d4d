package watch_test

import (
	"bytes"
	"fmt"
	"runtime"
	"slices"
	"testing"
	"time"

	"entente/geo"
	"entente/watch"
	"entente/watch/feed"
	"entente/watch/watchtest"
)

func newWatch(tb testing.TB, assets []watch.Asset, o watch.Options) *watch.Watch {
	tb.Helper()
	o.Params = watch.Standard()
	sea, err := watch.NewSea(assets, nil, o.Params)
	if err != nil {
		tb.Fatal(err)
	}
	o.Sea = sea
	w, err := watch.New(o)
	if err != nil {
		tb.Fatal(err)
	}
	return w
}

// BenchmarkPipeline decodes, tracks and detects: 15,000 ships, 500 corridors of 43,000 segments, one core.
func BenchmarkPipeline(b *testing.B) {
	const each = 3_000_000
	log := watchtest.NewFleet(15_000, watchtest.Baltic).Log(each)
	assets := watchtest.Lines(500, 43_000, watchtest.Baltic)
	for _, name := range []string{"decode", "whole"} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				b.StopTimer()
				w := newWatch(b, assets, watch.Options{})
				b.StartTimer()
				s := feed.NewSentences(bytes.NewReader(log), feed.SentenceOptions{})
				n := 0
				for r := new(watch.Report); s.Next(r); n++ {
					if name == "whole" {
						w.Add(r)
					}
				}
				w.Close()
				if n != each {
					b.Fatalf("%d reports", n)
				}
			}
			b.ReportMetric(float64(each)*float64(b.N)/b.Elapsed().Seconds(), "sentences/s")
		})
	}
}

// BenchmarkTracking takes in reports that are decoded already: in one sea, and in all of them with very many segments, which lie about
// as close to each other.
func BenchmarkTracking(b *testing.B) {
	for _, c := range []struct {
		lines, segments int
		water           geo.Box
	}{{500, 43_000, watchtest.Baltic}, {58_000, 5_000_000, watchtest.World}} {
		b.Run(fmt.Sprint(c.segments, " segments"), func(b *testing.B) {
			w := newWatch(b, watchtest.Lines(c.lines, c.segments, c.water), watch.Options{})
			f := watchtest.NewFleet(15_000, c.water)
			var r watch.Report
			for range 15_000 * 6 * 70 { // until every ship has its whole history
				f.Next(&r)
				w.Add(&r)
			}
			w.Drain()
			b.ReportAllocs()
			n := 0
			for b.Loop() {
				f.Next(&r)
				w.Add(&r)
				if n++; n%100_000 == 0 {
					w.Drain()
				}
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "reports/s")
		})
	}
}

// BenchmarkMemory says what 15,000 ships hold after an hour and ten minutes.
func BenchmarkMemory(b *testing.B) {
	for b.Loop() {
		assets := watchtest.Lines(500, 43_000, watchtest.Baltic)
		f := watchtest.NewFleet(15_000, watchtest.Baltic)
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		w := newWatch(b, assets, watch.Options{})
		var r watch.Report
		for range 15_000 * 6 * 70 {
			f.Next(&r)
			w.Add(&r)
		}
		w.Drain()
		runtime.GC()
		runtime.ReadMemStats(&after)
		runtime.KeepAlive(w)
		b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/(1<<20), "MiB")
	}
}

// BenchmarkLatency says how long one report keeps a live watch, at worst and in all but one of a hundred.
func BenchmarkLatency(b *testing.B) {
	w := newWatch(b, watchtest.Lines(500, 43_000, watchtest.Baltic), watch.Options{Live: true})
	f := watchtest.NewFleet(15_000, watchtest.Baltic)
	var r watch.Report
	for range 15_000 * 6 * 20 {
		f.Next(&r)
		w.Add(&r)
	}
	var took []time.Duration
	for b.Loop() {
		f.Next(&r)
		from := time.Now()
		w.Add(&r)
		w.Drain()
		took = append(took, time.Since(from))
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)*99/100].Nanoseconds())/1e6, "p99-ms")
	b.ReportMetric(float64(took[len(took)-1].Nanoseconds())/1e6, "worst-ms")
}

// TestSentence keeps the benchmark honest: what it decodes is what was sent.
func TestSentence(t *testing.T) {
	f := watchtest.NewFleet(10, watchtest.Baltic)
	var want, got watch.Report
	for range 40 {
		f.Next(&want)
		s := feed.NewSentences(bytes.NewReader(watchtest.Sentence(nil, &want)), feed.SentenceOptions{})
		if !s.Next(&got) || got.MMSI != want.MMSI || got.Position.Lat != want.Lat || got.Lon != want.Lon || got.Speed != want.Speed || got.Course != want.Course || got.Time != want.Time/1000*1000 {
			t.Fatalf("%+v, want %+v", got, want)
		}
	}
}
