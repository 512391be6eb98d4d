package watchtest_test

import (
	"math"
	"testing"
	"time"

	"entente/watch"
	"entente/watch/watchtest"
)

var start = time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)

func TestTraffic(t *testing.T) {
	traffic := watchtest.Traffic{Seed: 1, Ships: 300, Days: 2, Start: start, Every: time.Minute}
	p, again := traffic.Play(), traffic.Play()
	last := make(map[uint32]watch.Report)
	var before int64
	n, odd := 0, 0
	var r, q watch.Report
	for p.Next(&r) {
		if !again.Next(&q) || r.Time != q.Time || r.MMSI != q.MMSI || r.Position != q.Position {
			t.Fatalf("not the same the second time: %+v and %+v", r, q)
		}
		if r.Time < before {
			t.Fatalf("report %d is earlier than the one before", n)
		}
		before = r.Time
		if l, ok := last[r.MMSI]; ok && r.Time > l.Time {
			hours := float64(r.Time-l.Time) / 3.6e6
			way := l.Point().Distance(r.Point()) / 1852
			most := max(float64(l.Speed), float64(r.Speed)) / 10
			if made := way / hours; math.Abs(made-most) > 6 && made > most {
				odd++
			}
		}
		last[r.MMSI] = r
		n++
	}
	if n < 300*2*24*20 || len(last) < 290 {
		t.Errorf("%d reports of %d ships", n, len(last))
	}
	if share := float64(odd) / float64(n); share > 0.05 {
		t.Errorf("%.1f %% of the ways do not fit the speeds", 100*share)
	}
	for _, want := range []string{
		"ferry slows for port", "ordered to slow down", "gives way by turning", "gives way by slowing", "engine trouble", "goes slower for a fault", "takes a pilot",
		"heads into the sea", "tows a net", "hauls", "begins a line", "drifts", "dashes out", "goes about", "jammed",
	} {
		if p.Behaviours()[want] == 0 {
			t.Errorf("nobody %s", want)
		}
	}
}

func TestCables(t *testing.T) {
	for _, a := range watchtest.Cables() {
		if err := a.Check(); err != nil || !a.Exercise {
			t.Errorf("%s: %v", a.ID, err)
		}
	}
	for _, a := range watchtest.Areas() {
		if err := a.Check(); err != nil || !a.Exercise {
			t.Errorf("%s: %v", a.ID, err)
		}
	}
}

func BenchmarkPlay(b *testing.B) {
	p := watchtest.Traffic{Seed: 1, Ships: 2000, Days: 1e6, Start: start, Every: time.Minute}.Play()
	b.ReportAllocs()
	var r watch.Report
	for b.Loop() {
		p.Next(&r)
	}
}
