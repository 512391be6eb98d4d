package orbit

import (
	"errors"
	"math"
	"math/rand/v2"
	"testing"

	"entente"
	"entente/geo"
)

// TestNearest compares with package geo, and for boxes with a walk over the box.
func TestNearest(t *testing.T) {
	line := geo.Line{{Lon: 170, Lat: -10}, {Lon: -170, Lat: 20}, {Lon: -150, Lat: 60}}
	r := rand.New(rand.NewPCG(3, 4))
	for range 2000 {
		p := geo.Point{Lon: 360*r.Float64() - 180, Lat: degrees(math.Asin(2*r.Float64() - 1))}
		check := func(what string, a Area, want float64, isInside bool) {
			t.Helper()
			n, inside := a.nearest(normalOf(p))
			if got := pointOf(n).Distance(p); math.Abs(got-want) > 1 || inside != isInside {
				t.Errorf("%s from %v: %.3f m, inside: %v; want %.3f m, %v", what, p, got, inside, want, isInside)
			}
		}
		check("point", areaOf(t, line[0]), line[0].Distance(p), false)
		check("line", areaOf(t, line), line.Distance(p), false)
		if isInside := gulf.Contains(p); isInside {
			check("polygon", areaOf(t, gulf), 0, true)
		} else {
			check("polygon", areaOf(t, gulf), geo.Line(gulf[0]).Distance(p), false)
		}
	}
}

// TestInside compares with package geo, with a hole and at the pole.
func TestInside(t *testing.T) {
	around := func(middle geo.Point, corners int, metres float64) geo.Ring {
		var r geo.Ring
		for i := range corners {
			r = append(r, middle.Destination(float64(i)*360/float64(corners), metres*(1+0.5*float64(i%2))))
		}
		return append(r, r[0])
	}
	r := rand.New(rand.NewPCG(7, 8))
	for _, middle := range []geo.Point{{Lon: 20, Lat: 60}, {Lon: 180, Lat: -10}, {Lon: 0, Lat: 89}, {Lon: -179, Lat: -88}, {Lon: 0, Lat: 0}, {Lon: 90, Lat: 0}} {
		g := geo.Polygon{around(middle, 12, 900e3), around(middle, 5, 300e3)}
		a := areaOf(t, g)
		inside := 0
		for range 1000 {
			p := middle.Destination(360*r.Float64(), 2e6*r.Float64())
			_, got := a.nearest(normalOf(p))
			if want := g.Contains(p); got != want {
				t.Errorf("%v around %v: inside: %v, want %v", p, middle, got, want)
			}
			if got {
				inside++
			}
		}
		if inside < 100 {
			t.Errorf("around %v: %d of 1000 points inside", middle, inside)
		}
	}
}

func TestNearestOfBox(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for _, b := range []geo.Box{
		baltic,
		{West: 170, South: -20, East: -160, North: 5},
		{West: -180, South: 60, East: 180, North: 90},
		{West: -100, South: -80, East: 120, North: 70},
		{West: 0, South: -90, East: 1, North: 90},
		{West: 5, South: 5, East: 5, North: 5},
	} {
		a := boxArea(t, b)
		for range 100 {
			p := geo.Point{Lon: 360*r.Float64() - 180, Lat: degrees(math.Asin(2*r.Float64() - 1))}
			least := math.Inf(1)
			const mesh = 60
			for i := range mesh + 1 {
				for j := range mesh + 1 {
					q := geo.Point{Lon: math.Remainder(b.West+boxWidth(b)*float64(i)/mesh, 360), Lat: b.South + (b.North-b.South)*float64(j)/mesh}
					least = min(least, q.Distance(p))
					if d := angle(normalOf(q), a.middle); d > a.radius+1e-9 {
						t.Fatalf("%+v: %v lies outside of the cap by %v", b, q, d-a.radius)
					}
				}
			}
			gap := geo.EarthRadius * radians(max(boxWidth(b), b.North-b.South)) / mesh
			n, inside := a.nearest(normalOf(p))
			got := pointOf(n).Distance(p)
			if got > least+1 || got < least-gap-1 || inside != b.Contains(p) {
				t.Errorf("%+v from %v: %.0f m, inside: %v; the mesh has %.0f m", b, p, got, inside, least)
			}
		}
	}
}

func TestAreaRefuses(t *testing.T) {
	check := func(what string, err error, kind error) {
		t.Helper()
		if !errors.Is(err, kind) {
			t.Errorf("%s: %v", what, err)
		}
	}
	of := func(g geo.Geometry) error { _, err := AreaOf(g); return err }
	box := func(b geo.Box) error { _, err := AreaOfBox(b); return err }
	check("nothing", of(nil), entente.ErrInvalid)
	check("no ring", of(geo.Polygon{}), entente.ErrInvalid)
	check("an open ring", of(geo.Polygon{gulf[0][1:]}), entente.ErrInvalid)
	check("a point off the Earth", of(geo.Point{Lat: 91}), entente.ErrInvalid)
	check("a box upside down", box(geo.Box{South: 2, North: 1}), entente.ErrInvalid)
	check("a box of no number", box(geo.Box{South: math.NaN(), North: 1}), entente.ErrInvalid)
}
