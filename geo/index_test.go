package geo_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"entente/geo"
)

// anywhere returns a point, often one where coordinates are at their worst.
func anywhere(rng *rand.Rand) geo.Point {
	p := geo.Point{Lon: rng.Float64()*360 - 180, Lat: math.Asin(2*rng.Float64()-1) * 180 / math.Pi}
	switch rng.IntN(8) {
	case 0:
		p.Lon = []float64{-180, 180, 179.9999, -179.9999, 0}[rng.IntN(5)]
	case 1:
		p.Lat = []float64{-90, 90, 89.999, -89.99, 0}[rng.IntN(5)]
	}
	return p
}

// someCorridors returns corridors of all sizes, from two hundred metres to two hundred kilometres wide.
func someCorridors(rng *rand.Rand, n int) []geo.Corridor {
	var all []geo.Corridor
	for len(all) < n {
		step := math.Pow(10, 2+4*rng.Float64())
		line := geo.Line{anywhere(rng)}
		for range 1 + rng.IntN(6) {
			line = append(line, line[len(line)-1].Destination(rng.Float64()*360, step))
		}
		c := geo.Corridor{Line: line, HalfWidth: math.Pow(10, 2+3*rng.Float64())}
		if c.Check() == nil {
			all = append(all, c)
		}
	}
	return all
}

// TestIndexAt asks of points in and around corridors, and compares with every corridor asked by itself.
func TestIndexAt(t *testing.T) {
	rng := rand.New(rand.NewPCG(11, 12))
	found := 0
	for range 30 {
		corridors := someCorridors(rng, 40)
		x, err := geo.NewIndex(corridors)
		if err != nil {
			t.Fatal(err)
		}
		for range 500 {
			c := corridors[rng.IntN(len(corridors))]
			p := c.Line[rng.IntN(len(c.Line))].Destination(rng.Float64()*360, c.HalfWidth*2*rng.Float64())
			if rng.IntN(10) == 0 {
				p = anywhere(rng)
			}
			got := make(map[int]geo.Hit)
			for _, h := range x.At(p, nil) {
				if _, twice := got[h.Corridor]; twice {
					t.Errorf("%v: corridor %d twice", p, h.Corridor)
				}
				got[h.Corridor] = h
			}
			for i, c := range corridors {
				h, ok := got[i]
				if ok != c.Contains(p) {
					t.Fatalf("%v in corridor %d (%v, %v m): %v, want %v", p, i, c.Line, c.HalfWidth, ok, !ok)
				}
				if !ok {
					continue
				}
				found++
				near(t, "distance", h.Distance, c.Line.Distance(p), 1e-6)
				near(t, "distance of the segment", c.Line[h.Segment:h.Segment+2].Distance(p), h.Distance, 1e-6)
			}
		}
	}
	if found < 1000 {
		t.Errorf("only %d points in a corridor", found)
	}
}

// TestIndexEdges asks at the antimeridian, the poles and the very edge.
func TestIndexEdges(t *testing.T) {
	check := func(name string, l geo.Line, p geo.Point, want bool) {
		t.Helper()
		x, err := geo.NewIndex([]geo.Corridor{{Line: l, HalfWidth: 500}})
		if err != nil {
			t.Fatal(err)
		}
		if got := len(x.At(p, nil)) == 1; got != want {
			t.Errorf("%s: %v, want %v", name, got, want)
		}
	}
	across := geo.Line{{Lon: 179.9, Lat: 10}, {Lon: -179.9, Lat: 10}}
	check("antimeridian, east", across, geo.Point{Lon: -180, Lat: 10}, true)
	check("antimeridian, west", across, geo.Point{Lon: 180, Lat: 10}, true)
	check("ends on it", geo.Line{{Lon: 179.9, Lat: 10}, {Lon: 180, Lat: 10}}, geo.Point{Lon: -180, Lat: 10}, true)
	check("just beside it", geo.Line{{Lon: 179.9, Lat: 10}, {Lon: 179.999, Lat: 10}}, geo.Point{Lon: -179.999, Lat: 10}, true)
	check("far side", across, geo.Point{Lon: 0, Lat: 10}, false)
	over := geo.Line{{Lon: 20, Lat: 89.9}, {Lon: -160, Lat: 89.9}}
	check("the pole", over, geo.Point{Lon: 77, Lat: 90}, true)
	check("near the pole", over, geo.Point{Lon: 110, Lat: 89.999}, true)
	check("too far from the pole's line", over, geo.Point{Lon: 110, Lat: 89.99}, false)
	check("a point twice", geo.Line{{Lon: 1}, {Lon: 1}}, geo.Point{Lon: 1.001}, true)
}

func TestIndexRefuses(t *testing.T) {
	check := func(name string, c geo.Corridor) {
		t.Helper()
		if _, err := geo.NewIndex([]geo.Corridor{{Line: geo.Line{{}, {Lon: 1}}, HalfWidth: 1}, c}); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
	check("no width", geo.Corridor{Line: geo.Line{{}, {Lon: 1}}})
	check("one point", geo.Corridor{Line: geo.Line{{}}, HalfWidth: 5})
	check("half of the Earth", geo.Corridor{Line: geo.Line{{}, {Lon: 1}}, HalfWidth: 6e6})
	x, err := geo.NewIndex(nil)
	if err != nil || len(x.At(geo.Point{}, nil)) != 0 || len(x.Crossings(geo.Point{}, geo.Point{Lon: 1}, nil)) != 0 {
		t.Errorf("an index of nothing: %v", err)
	}
}

// TestCrossings sends ways over lines and looks for the place of each crossing on both.
func TestCrossings(t *testing.T) {
	rng := rand.New(rand.NewPCG(13, 14))
	found := 0
	for range 200 {
		corridors := someCorridors(rng, 10)
		x, err := geo.NewIndex(corridors)
		if err != nil {
			t.Fatal(err)
		}
		for range 20 {
			c := corridors[rng.IntN(len(corridors))]
			p := c.Line[0].Destination(rng.Float64()*360, math.Pow(10, 2+3*rng.Float64()))
			q := p.Destination(rng.Float64()*360, math.Pow(10, 2+4*rng.Float64()))
			last := 0.0
			met := make(map[[2]int]bool)
			for _, m := range x.Crossings(p, q, nil) {
				found++
				met[[2]int{m.Corridor, m.Segment}] = true
				l := corridors[m.Corridor].Line
				near(t, "on the way", geo.Line{p, q}.Distance(m.At), 0, 1e-3)
				near(t, "on the line", l[m.Segment:m.Segment+2].Distance(m.At), 0, 1e-3)
				near(t, "along", p.Distance(m.At), m.Along, 1e-3)
				if m.Along < last {
					t.Errorf("%v after %v", m.Along, last)
				}
				last = m.Along
			}
			for i, c := range corridors {
				for n := range len(c.Line) - 1 {
					if got, want := met[[2]int{i, n}], divides(p, q, c.Line[n], c.Line[n+1]); got != want {
						t.Errorf("from %v to %v over %v: %v, want %v", p, q, c.Line[n:n+2], got, want)
					}
				}
			}
		}
	}
	if found < 500 {
		t.Errorf("only %d crossings", found)
	}
}

// divides reports whether the arcs from p to q and from a to b lie across each other: each has the ends of the other on its
// two sides, as bearings tell.
func divides(p, q, a, b geo.Point) bool {
	isLeft := func(from, to, of geo.Point) bool {
		return math.Sin((from.Bearing(of)-from.Bearing(to))*math.Pi/180) < 0
	}
	const sameSide = 1e7 // metres: nearer than the far side of the Earth
	return isLeft(p, q, a) != isLeft(p, q, b) && isLeft(a, b, p) != isLeft(a, b, q) && p.Distance(a) < sameSide
}

// TestCrossingOnce ends ways on a line and goes on from there.
func TestCrossingOnce(t *testing.T) {
	x, err := geo.NewIndex([]geo.Corridor{{Line: geo.Line{{Lon: -1}, {}, {Lon: 1}}, HalfWidth: 500}})
	if err != nil {
		t.Fatal(err)
	}
	check := func(want int, way ...geo.Point) {
		t.Helper()
		got := 0
		for i := range len(way) - 1 {
			got += len(x.Crossings(way[i], way[i+1], nil))
		}
		if got != want {
			t.Errorf("%v: %d crossings, want %d", way, got, want)
		}
	}
	for _, lon := range []float64{-0.5, 0, 0.5} { // 0 is a point of the line
		south, on, north := geo.Point{Lon: lon, Lat: -0.1}, geo.Point{Lon: lon}, geo.Point{Lon: lon, Lat: 0.1}
		check(1, south, north)
		check(1, north, south)
		check(1, south, on, north)
		check(1, north, on, south)
		check(0, north, geo.Point{Lon: lon + 0.01, Lat: 0.1})
	}
	check(2, geo.Point{Lon: 0.3, Lat: -0.1}, geo.Point{Lon: 0.3, Lat: 0.1}, geo.Point{Lon: 0.4, Lat: -0.1})
}

// invented returns lines of the length and detail of sea cables, and points of ships about them.
func invented(corridors, segments int) ([]geo.Corridor, []geo.Point) {
	rng := rand.New(rand.NewPCG(15, 16))
	var all []geo.Corridor
	var ships []geo.Point
	for range corridors {
		line := geo.Line{{Lon: rng.Float64()*360 - 180, Lat: rng.Float64()*130 - 60}}
		bearing := rng.Float64() * 360
		for range segments / corridors {
			bearing += rng.NormFloat64() * 8
			line = append(line, line[len(line)-1].Destination(bearing, 2000+4000*rng.Float64()))
		}
		all = append(all, geo.Corridor{Line: line, HalfWidth: 500})
	}
	for range 1 << 16 {
		l := all[rng.IntN(len(all))].Line
		ships = append(ships, l[rng.IntN(len(l))].Destination(rng.Float64()*360, 40_000*rng.Float64()*rng.Float64()))
	}
	return all, ships
}

func BenchmarkIndexAt(b *testing.B) {
	for _, size := range []struct{ corridors, segments int }{{500, 43_000}, {5_000, 5_000_000}} {
		b.Run(fmt.Sprintf("%d-segments", size.segments), func(b *testing.B) {
			corridors, ships := invented(size.corridors, size.segments)
			x, err := geo.NewIndex(corridors)
			if err != nil {
				b.Fatal(err)
			}
			segments, bytes := x.Size()
			var hits []geo.Hit
			n, inside := 0, 0
			b.ReportAllocs()
			for b.Loop() {
				hits = x.At(ships[n&(len(ships)-1)], hits[:0])
				inside += len(hits)
				n++
			}
			b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "points/s")
			b.ReportMetric(float64(bytes)/float64(segments), "bytes/segment")
			b.ReportMetric(float64(inside)/float64(n), "hits/point")
		})
	}
}

func BenchmarkIndexCrossings(b *testing.B) {
	corridors, ships := invented(500, 43_000)
	x, err := geo.NewIndex(corridors)
	if err != nil {
		b.Fatal(err)
	}
	ways := slices.Clone(ships)
	for i, p := range ships {
		ways[i] = p.Destination(float64(i%360), 200)
	}
	n := 0
	for b.Loop() {
		i := n & (len(ships) - 1)
		x.Crossings(ships[i], ways[i], nil)
		n++
	}
}
