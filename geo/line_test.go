package geo_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"entente/geo"
)

func TestLineDistance(t *testing.T) {
	const degree = math.Pi * geo.EarthRadius / 180
	check := func(name string, l geo.Line, p geo.Point, want float64) {
		t.Helper()
		near(t, name, l.Distance(p), want, 1e-6)
	}
	// Example 10 of K. Gade's n-vector page, given there for a radius of 6371 km.
	near(t, "n-vector 10", geo.Line{{}, {Lat: 10}}.Distance(geo.Point{Lon: 0.1, Lat: 1}), 11117.79911*geo.EarthRadius/6371e3, 0.001)

	equator := geo.Line{{Lon: -10}, {Lon: 10}}
	check("beside it", equator, geo.Point{Lon: 3, Lat: 2}, 2*degree)
	check("on it", equator, geo.Point{Lon: 3}, 0)
	check("at its end", equator, geo.Point{Lon: 10}, 0)
	check("beyond its end", equator, geo.Point{Lon: 12}, 2*degree)
	check("before its beginning", equator, geo.Point{Lon: -13}, 3*degree)
	check("at the pole", equator, geo.Point{Lat: 90}, 90*degree)
	check("opposite of its middle", equator, geo.Point{Lon: 180}, 170*degree)
	check("across the antimeridian", geo.Line{{Lon: 179, Lat: 0}, {Lon: -179, Lat: 0}}, geo.Point{Lon: 180, Lat: 1}, degree)
	check("the pole on it", geo.Line{{Lon: 0, Lat: 80}, {Lon: 180, Lat: 80}}, geo.Point{Lon: 40, Lat: 90}, 0)
	check("a point twice", geo.Line{{Lon: 1}, {Lon: 1}}, geo.Point{Lon: 2}, degree)
	check("one point", geo.Line{{Lon: 1}}, geo.Point{Lon: 2}, degree)
	if d := (geo.Line{}).Distance(geo.Point{}); !math.IsInf(d, 1) {
		t.Errorf("no point: got %v", d)
	}
}

// The distance is compared with the least over very many points of the line.
func TestLineDistanceByPoints(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 8))
	for range 300 {
		l := randomLine(rng, 4, math.Pow(10, 1+5.5*rng.Float64()))
		p := l[rng.IntN(len(l))].Destination(rng.Float64()*360, math.Pow(10, 7*rng.Float64()))
		want, step := math.Inf(1), 0.0
		for i := range l[1:] {
			length := l[i].Distance(l[i+1])
			const points = 2000
			step = max(step, length/points)
			for n := range points + 1 {
				want = min(want, p.Distance(along(l[i], l[i+1], float64(n)/points)))
			}
		}
		got := l.Distance(p)
		if got > want+1e-6 || got < want-step {
			t.Errorf("%v to %v: got %v, by points %v", p, l, got, want)
		}
	}
}

// Beside a short line the distance is right to a thousandth of a millimetre.
func TestLineDistanceIsExactNearby(t *testing.T) {
	rng := rand.New(rand.NewPCG(9, 10))
	for range 5_000 {
		a := randomPoint(rng)
		bearing, length, away := rng.Float64()*360, 1+rng.Float64()*1000, rng.Float64()*1000
		l := geo.Line{a, a.Destination(bearing, length)}
		foot := along(l[0], l[1], rng.Float64())
		side := foot.Bearing(l[1]) + 90
		if foot.Distance(l[1]) < 0.5 || math.Abs(a.Lat) > 89.99 {
			continue // too near to the end, or to a pole, for a bearing
		}
		near(t, "distance beside the line", l.Distance(foot.Destination(side, away)), away, 1e-4)
	}
}

func TestLineLength(t *testing.T) {
	const degree = math.Pi * geo.EarthRadius / 180
	near(t, "length", geo.Line{{Lon: 178}, {Lon: 180}, {Lon: -179}, {Lon: -179, Lat: 1}}.Length(), 4*degree, 1e-6)
	near(t, "length of one point", geo.Line{{Lon: 178}}.Length(), 0, 0)
}

func TestLineCheck(t *testing.T) {
	good := geo.Line{{Lon: 10, Lat: 20}, {Lon: 11, Lat: 20}}
	if err := good.Check(); err != nil {
		t.Error(err)
	}
	for name, l := range map[string]geo.Line{
		"no point":        {},
		"one point":       {{Lon: 1}},
		"not on Earth":    {{Lon: 1}, {Lat: 91}},
		"opposite points": {{Lon: 10, Lat: 20}, {Lon: -170, Lat: -20}},
		"opposite poles":  {{Lon: 10, Lat: 90}, {Lon: 40, Lat: -90}},
	} {
		if l.Check() == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

func TestCorridor(t *testing.T) {
	c := geo.Corridor{Line: geo.Line{{Lon: 20, Lat: 59}, {Lon: 22, Lat: 59.5}, {Lon: 24, Lat: 59.4}}, HalfWidth: 500}
	if err := c.Check(); err != nil {
		t.Fatal(err)
	}
	for _, p := range c.Line {
		for bearing := 0.0; bearing < 360; bearing += 30 {
			if !c.Contains(p.Destination(bearing, 499.9)) {
				t.Errorf("499.9 m from %v at %v: outside", p, bearing)
			}
			if q := p.Destination(bearing, 2000); c.Contains(q) != (c.Line.Distance(q) <= 500) {
				t.Errorf("%v: contained: %v, at %v m", q, c.Contains(q), c.Line.Distance(q))
			}
		}
	}
	if c.Contains(c.Line[0].Destination(225, 500.1)) {
		t.Error("500.1 m before the beginning: inside")
	}
	for _, width := range []float64{0, -1, math.NaN(), math.Inf(1)} {
		if (geo.Corridor{Line: c.Line, HalfWidth: width}).Check() == nil {
			t.Errorf("half-width of %v: accepted", width)
		}
	}
	if (geo.Corridor{Line: c.Line[:1], HalfWidth: 500}).Check() == nil {
		t.Error("line of one point: accepted")
	}
}

// along returns the point at that part of the way from a to b.
func along(a, b geo.Point, part float64) geo.Point {
	return a.Destination(a.Bearing(b), part*a.Distance(b))
}

// randomLine returns a line of n points, each about that many metres from the one before.
func randomLine(rng *rand.Rand, n int, metres float64) geo.Line {
	l := geo.Line{randomPoint(rng)}
	for range n - 1 {
		l = append(l, l[len(l)-1].Destination(rng.Float64()*360, metres*(0.5+rng.Float64())))
	}
	return l
}

func BenchmarkLineDistance(b *testing.B) {
	l := randomLine(rand.New(rand.NewPCG(1, 1)), 100, 10_000)
	p := l[50].Destination(90, 5000)
	for b.Loop() {
		l.Distance(p)
	}
}
