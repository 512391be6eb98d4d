package geo_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"entente/geo"
)

var square = geo.Ring{{Lon: -1, Lat: -1}, {Lon: 1, Lat: -1}, {Lon: 1, Lat: 1}, {Lon: -1, Lat: 1}, {Lon: -1, Lat: -1}}

func TestRingContains(t *testing.T) {
	check := func(name string, r geo.Ring, lon, lat float64, want bool) {
		t.Helper()
		if err := r.Check(); err != nil {
			t.Fatal(err)
		}
		p := geo.Point{Lon: lon, Lat: lat}
		if got := r.Contains(p); got != want {
			t.Errorf("%s: %v: got %v", name, p, got)
		}
		backward := make(geo.Ring, len(r))
		for i, p := range r {
			backward[len(r)-1-i] = p
		}
		if got := backward.Contains(p); got != want {
			t.Errorf("%s, drawn backward: %v: got %v", name, p, got)
		}
	}
	check("square", square, 0, 0, true)
	check("square", square, 0.99, 0.99, true)
	check("square", square, 1.01, 0, false)
	check("square", square, 180, 0, false)
	check("square", square, 0, 1.00005, true) // its northern edge is an arc, which bulges
	check("square", square, 0, 1.0003, false)

	fiji := geo.Ring{{Lon: 177, Lat: -20}, {Lon: -178, Lat: -20}, {Lon: -178, Lat: -12}, {Lon: 177, Lat: -12}, {Lon: 177, Lat: -20}}
	check("antimeridian", fiji, 180, -15, true)
	check("antimeridian", fiji, -180, -15, true)
	check("antimeridian", fiji, -178.5, -15, true)
	check("antimeridian", fiji, 176, -15, false)
	check("antimeridian", fiji, 0, -15, false)

	arctic := geo.Ring{{Lon: 0, Lat: 70}, {Lon: 90, Lat: 70}, {Lon: 180, Lat: 70}, {Lon: -90, Lat: 70}, {Lon: 0, Lat: 70}}
	check("around the pole", arctic, 33, 90, true)
	check("around the pole", arctic, -135, 80, true)
	check("around the pole", arctic, 10, 65, false)
	check("around the pole", arctic, 0, -90, false)

	hook := geo.Ring{{Lon: 0, Lat: 0}, {Lon: 4, Lat: 0}, {Lon: 4, Lat: 4}, {Lon: 3, Lat: 4}, {Lon: 3, Lat: 1}, {Lon: 0, Lat: 1}, {Lon: 0, Lat: 0}}
	check("hook", hook, 3.5, 3, true)
	check("hook", hook, 1, 3, false)
	check("hook", hook, 1, 0.5, true)
}

// Crossings are counted another way: on the sphere, on the arc from the point to one that is outside for sure.
func TestRingContainsByCrossings(t *testing.T) {
	rng := rand.New(rand.NewPCG(13, 14))
	inside := 0
	for range 300 {
		middle, size := randomPoint(rng), math.Pow(10, 2+4.5*rng.Float64())
		ring := star(rng, middle, size)
		if err := ring.Check(); err != nil {
			t.Fatal(err)
		}
		outside := middle.Destination(rng.Float64()*360, 2*size)
		for range 30 {
			p := middle.Destination(rng.Float64()*360, 1.2*size*rng.Float64())
			want := false
			for i := range ring[1:] {
				want = want != crosses(ring[i], ring[i+1], p, outside)
			}
			if want {
				inside++
			}
			if got := ring.Contains(p); got != want {
				t.Errorf("%v contains %v: got %v", ring, p, got)
			}
		}
	}
	if inside < 1000 || inside > 8000 {
		t.Errorf("%d of 9000 points inside: the test tests little", inside)
	}
}

func TestRingCheck(t *testing.T) {
	for name, r := range map[string]geo.Ring{
		"no point":         {},
		"three points":     {{Lon: 1}, {Lon: 2}, {Lon: 1}},
		"open":             {{Lon: 1}, {Lon: 2}, {Lon: 2, Lat: 2}, {Lat: 2}},
		"not on Earth":     {{Lon: 1}, {Lon: 2}, {Lon: 2, Lat: 91}, {Lon: 1}},
		"around the Earth": {{Lon: 0}, {Lon: 120}, {Lon: -120}, {Lon: 0}},
		"more than a half": {{Lon: -100, Lat: 0}, {Lon: 100, Lat: 0}, {Lon: 0, Lat: 10}, {Lon: -100, Lat: 0}},
		"no middle at all": {{Lon: 90}, {Lon: -90}, {Lon: 90}, {Lon: -90}, {Lon: 90}},
	} {
		if r.Check() == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

func TestPolygon(t *testing.T) {
	hole := geo.Ring{{Lon: -0.5, Lat: -0.5}, {Lon: 0.5, Lat: -0.5}, {Lon: 0, Lat: 0.5}, {Lon: -0.5, Lat: -0.5}}
	g := geo.Polygon{square, hole}
	if err := g.Check(); err != nil {
		t.Fatal(err)
	}
	check := func(g geo.Polygon, lon, lat float64, want bool) {
		t.Helper()
		if got := g.Contains(geo.Point{Lon: lon, Lat: lat}); got != want {
			t.Errorf("%v, %v: got %v", lon, lat, got)
		}
	}
	check(g, 0.8, 0.8, true)
	check(g, 0, 0, false)
	check(g, 2, 0, false)
	check(geo.Polygon{square}, 0, 0, true)
	check(nil, 0, 0, false)
	if (geo.Polygon{}).Check() == nil || (geo.Polygon{square, {}}).Check() == nil {
		t.Error("polygon without rings, or with an empty one: accepted")
	}
}

// star returns a ring of uneven rays around a middle.
func star(rng *rand.Rand, middle geo.Point, size float64) geo.Ring {
	var r geo.Ring
	for bearing := 0.0; bearing < 359; bearing += 20 {
		r = append(r, middle.Destination(bearing, size*(0.2+0.8*rng.Float64())))
	}
	return append(r, r[0])
}

// crosses reports whether the arcs ab and cd have a point in common: each has its ends on both sides of the other.
func crosses(a, b, c, d geo.Point) bool {
	side := func(p, q, r geo.Point) bool { return det(unit(p), unit(q), unit(r)) > 0 }
	return side(a, b, c) != side(a, b, d) && side(c, d, a) != side(c, d, b)
}

func unit(p geo.Point) [3]float64 {
	sinLat, cosLat := math.Sincos(p.Lat * math.Pi / 180)
	sinLon, cosLon := math.Sincos(p.Lon * math.Pi / 180)
	return [3]float64{cosLat * cosLon, cosLat * sinLon, sinLat}
}

func det(a, b, c [3]float64) float64 {
	return a[0]*(b[1]*c[2]-b[2]*c[1]) - a[1]*(b[0]*c[2]-b[2]*c[0]) + a[2]*(b[0]*c[1]-b[1]*c[0])
}
