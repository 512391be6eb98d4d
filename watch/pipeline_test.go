package watch_test

import (
	"bytes"
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"
	"time"

	"entente/geo"
	"entente/watch"
	"entente/watch/ais"
	"entente/watch/feed"
)

// A fleet is ships that go straight on, each on its own course, and report every ten seconds.
type fleet struct {
	now   int64
	next  int
	ships []sailor
	water geo.Box
}

// Two waters in which ships go and lines lie.
var (
	baltic = geo.Box{West: 2, South: 53, East: 30, North: 65}
	world  = geo.Box{West: -179, South: -60, East: 179, North: 70}
)

// anywhere returns a place in a water.
func anywhere(r *rand.Rand, b geo.Box) geo.Point {
	return geo.Point{Lon: b.West + (b.East-b.West)*r.Float64(), Lat: b.South + (b.North-b.South)*r.Float64()}
}

// typical is as long as sentences with their times are.
var typical = []byte(`\c:1893456000*5A\!AIVDM,1,1,,A,13u?etPv2;0n:dDPwUM1U1Cb069D,0*24`)

type sailor struct {
	mmsi          uint32
	lat, lon      float64 // degrees
	dlat, dlon    float64 // in ten seconds
	speed, course uint16
}

func newFleet(n int, water geo.Box) *fleet {
	r := rand.New(rand.NewPCG(1, 2))
	f := &fleet{now: begin.UnixMilli(), water: water}
	for i := range n {
		at, course, speed := anywhere(r, water), 360*r.Float64(), 4+14*r.Float64()
		way := speed * 1852 / 3600 * 10 / 111_195 // degrees in ten seconds
		f.ships = append(f.ships, sailor{
			mmsi: 201_000_000 + uint32(i)*7919, lat: at.Lat, lon: at.Lon, speed: uint16(10 * speed), course: uint16(10 * course),
			dlat: way * math.Cos(course*math.Pi/180), dlon: way * math.Sin(course*math.Pi/180) / math.Cos(at.Lat*math.Pi/180),
		})
	}
	return f
}

// Next gives the next report: all ships in turn within ten seconds.
func (f *fleet) Next(r *watch.Report) bool {
	s := &f.ships[f.next]
	if s.lat += s.dlat; s.lat > f.water.North || s.lat < f.water.South {
		s.dlat, s.course = -s.dlat, (5400-s.course)%3600
	}
	if s.lon += s.dlon; s.lon > f.water.East || s.lon < f.water.West {
		s.dlon, s.course = -s.dlon, (3600-s.course)%3600
	}
	*r = watch.Report{Time: f.now + 10_000*int64(f.next)/int64(len(f.ships)), MMSI: s.mmsi, Station: watch.ClassA, Position: ais.Position{
		Lat: int32(s.lat * 600_000), Lon: int32(s.lon * 600_000), Speed: s.speed, Course: s.course, Heading: s.course / 10,
		Turn: ais.NoTurn, Altitude: ais.NoAltitude, Second: 30,
	}, Raw: typical}
	if f.next++; f.next == len(f.ships) {
		f.next, f.now = 0, f.now+10_000
	}
	return true
}

// sentence appends the report as one of type 1 (ITU-R M.1371-5 annex 8, 3.1) behind a tag block with its time.
func sentence(b []byte, r *watch.Report) []byte {
	var bits [168]byte
	put := func(at, n int, v int64) {
		for i := range n {
			bits[at+i] = byte(v >> (n - 1 - i) & 1)
		}
	}
	put(0, 6, 1)
	put(8, 30, int64(r.MMSI))
	put(38, 4, int64(r.Status))
	put(42, 8, int64(r.Turn))
	put(50, 10, int64(r.Speed))
	put(61, 28, int64(r.Lon))
	put(89, 27, int64(r.Lat))
	put(116, 12, int64(r.Course))
	put(128, 9, int64(r.Heading))
	put(137, 6, int64(r.Second))
	tag := fmt.Appendf(nil, "c:%d", r.Time/1000)
	b = fmt.Appendf(b, "\\%s*%02X\\", tag, sum(tag))
	body := []byte("AIVDM,1,1,,A,")
	for i := 0; i < 168; i += 6 {
		v := byte(0)
		for _, bit := range bits[i : i+6] {
			v = v<<1 | bit
		}
		if v += 48; v > 87 {
			v += 8
		}
		body = append(body, v)
	}
	body = append(body, ",0"...)
	return fmt.Appendf(b, "!%s*%02X\n", body, sum(body))
}

func sum(b []byte) (s byte) {
	for _, c := range b {
		s ^= c
	}
	return s
}

// lines are many corridors with many segments in all, spread over a water.
func lines(n, segments int, water geo.Box) []watch.Asset {
	r := rand.New(rand.NewPCG(3, 4))
	var all []watch.Asset
	for i := range n {
		p, course := anywhere(r, water), 360*r.Float64()
		l := geo.Line{p}
		for range max(1, segments/n) {
			course += 20*r.Float64() - 10
			if p = p.Destination(course, 2000); p.Lat > water.North || p.Lat < water.South {
				course += 180
			}
			l = append(l, p)
		}
		all = append(all, watch.Asset{ID: fmt.Sprint("line-", i), Name: fmt.Sprint("Line ", i), Kind: watch.TelecomCable, Corridor: 500, Exercise: true, Lines: []geo.Line{l}})
	}
	return all
}

// A log is sentences of a fleet, made once.
func sentencesOf(f *fleet, n int) []byte {
	var b []byte
	var r watch.Report
	for range n {
		f.Next(&r)
		b = sentence(b, &r)
	}
	return b
}

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
	log := sentencesOf(newFleet(15_000, baltic), each)
	assets := lines(500, 43_000, baltic)
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
	}{{500, 43_000, baltic}, {58_000, 5_000_000, world}} {
		b.Run(fmt.Sprint(c.segments, " segments"), func(b *testing.B) {
			w := newWatch(b, lines(c.lines, c.segments, c.water), watch.Options{})
			f := newFleet(15_000, c.water)
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
		assets := lines(500, 43_000, baltic)
		f := newFleet(15_000, baltic)
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
	w := newWatch(b, lines(500, 43_000, baltic), watch.Options{Live: true})
	f := newFleet(15_000, baltic)
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
	f := newFleet(10, baltic)
	var want, got watch.Report
	for range 40 {
		f.Next(&want)
		s := feed.NewSentences(bytes.NewReader(sentence(nil, &want)), feed.SentenceOptions{})
		if !s.Next(&got) || got.MMSI != want.MMSI || got.Position.Lat != want.Lat || got.Lon != want.Lon || got.Speed != want.Speed || got.Course != want.Course || got.Time != want.Time/1000*1000 {
			t.Fatalf("%+v, want %+v", got, want)
		}
	}
}
