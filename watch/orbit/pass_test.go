package orbit

import (
	"errors"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"entente"
	"entente/cal"
	"entente/geo"
)

var (
	baltic = geo.Box{West: 10, South: 54, East: 30, North: 66}
	gulf   = geo.Polygon{geo.Ring{{Lon: 22.5, Lat: 59}, {Lon: 30, Lat: 59.5}, {Lon: 30, Lat: 60.6}, {Lon: 22.5, Lat: 60}, {Lon: 22.5, Lat: 59}}}
	day    = Window{instant("2025-10-04T00:00:00Z"), instant("2025-10-05T00:00:00Z")}
)

func boxArea(t testing.TB, b geo.Box) Area {
	t.Helper()
	a, err := AreaOfBox(b)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func areaOf(t testing.TB, g geo.Geometry) Area {
	t.Helper()
	a, err := AreaOf(g)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// catalogue returns the sets of the shared catalogue of October 2025 whose numbers are asked for, or all.
func catalogue(t testing.TB, numbers ...int) Catalogue {
	t.Helper()
	all, refused := ReadTLE(shared(t, "celestrak_active_2025.txt.gz"))
	if len(refused) > 0 {
		t.Fatal(refused)
	}
	if len(numbers) == 0 {
		return all
	}
	var some Catalogue
	for _, n := range numbers {
		for _, e := range all {
			if e.Number == n {
				some = append(some, e)
			}
		}
	}
	if len(some) != len(numbers) {
		t.Fatalf("%d of satellites %v are in the catalogue", len(some), numbers)
	}
	return some
}

func passesOf(t testing.TB, c Catalogue, a Area, w Window, o Options) []Pass {
	t.Helper()
	var all []Pass
	for p, err := range c.Passes(a, w, o) {
		if err != nil {
			t.Error(err)
			continue
		}
		all = append(all, p)
	}
	return all
}

// A grid is an area as many points, which brute force looks from one by one.
type grid []Place

// edge returns points along the edge of an area, two thirds of a degree apart or less.
func edge(corners []geo.Point, isArc bool) grid {
	var g grid
	for i := 1; i < len(corners); i++ {
		a, b := corners[i-1], corners[i]
		const n = 30
		for j := range n {
			f := float64(j) / n
			p := geo.Point{Lon: a.Lon + f*(b.Lon-a.Lon), Lat: a.Lat + f*(b.Lat-a.Lat)}
			if isArc {
				p = a.Destination(a.Bearing(b), f*a.Distance(b))
			}
			g = append(g, Place{Point: p})
		}
	}
	return g
}

func boxCorners(b geo.Box) []geo.Point {
	return []geo.Point{{Lon: b.West, Lat: b.South}, {Lon: b.East, Lat: b.South}, {Lon: b.East, Lat: b.North}, {Lon: b.West, Lat: b.North}, {Lon: b.West, Lat: b.South}}
}

// seen reports whether a satellite is in sight of a point of the area, by its elevation and the sensor's half-angle. It
// looks at each point of the edge, and asks contains whether the satellite is above the area.
func (g grid) seen(fixed Vector, o Options, contains func(geo.Point) bool) bool {
	below := PlaceOf(fixed)
	if contains(below.Point) {
		return true
	}
	foot := Place{Point: below.Point}.Fixed()
	for _, p := range g {
		d := fixed.minus(p.Fixed())
		if degrees(math.Asin(d.dot(normalOf(p.Point))/d.Length())) < o.MinElevation {
			continue
		}
		down := fixed.minus(foot)
		if o.HalfAngle == 0 || degrees(angle(d.times(1/d.Length()), down.times(1/down.Length()))) <= o.HalfAngle {
			return true
		}
	}
	return false
}

// bruteForce steps through the window by the second.
func bruteForce(t *testing.T, e Elements, w Window, o Options, g grid, contains func(geo.Point) bool) []Window {
	t.Helper()
	s, err := New(e)
	if err != nil {
		t.Fatal(err)
	}
	const second = cal.Instant(time.Second / time.Microsecond)
	var all []Window
	isUp := false
	for at := w.From; at <= w.To; at += second {
		state, err := s.At(at)
		if err != nil {
			break
		}
		fixed := state.EarthFixed(at).Position
		isSeen := near(fixed, g) && g.seen(fixed, o, contains)
		switch {
		case isSeen && !isUp:
			all = append(all, Window{at, at})
		case isSeen:
			all[len(all)-1].To = at
		}
		isUp = isSeen
	}
	return all
}

// near reports whether the satellite is above the horizon of a point 25° from the first of g, or nearer. It only saves time.
func near(fixed Vector, g grid) bool {
	r := fixed.Length()
	return angle(fixed.times(1/r), normalOf(g[0].Point)) < math.Acos(min(1, polar/r))+radians(25)
}

// TestPassesByBruteForce compares with looking every second from many points of the area's edge.
func TestPassesByBruteForce(t *testing.T) {
	const iss, sentinel2a, starlink, gps, iridium, molniya = 25544, 40697, 44714, 24876, 43070, 40296
	halfDay := Window{day.From, day.From + (day.To-day.From)/2}
	box, polygon := edge(boxCorners(baltic), false), edge(gulf[0], true)
	total := 0
	check := func(what string, e Elements, a Area, g grid, contains func(geo.Point) bool, o Options) {
		t.Helper()
		got := passesOf(t, Catalogue{e}, a, halfDay, o)
		want := bruteForce(t, e, halfDay, o, g, contains)
		total += len(want)
		if len(got) != len(want) {
			t.Errorf("%s, %s: %d passes, want %d\n%v\n%v", e.Label(), what, len(got), len(want), got, want)
			return
		}
		for i, p := range got {
			if math.Abs(float64(p.Rise-want[i].From)) > 1.5e6 || math.Abs(float64(p.Set-want[i].To)) > 1.5e6 {
				t.Errorf("%s, %s: pass from %v to %v, want %v to %v", e.Label(), what, p.Rise, p.Set, want[i].From, want[i].To)
			}
			if p.BeginsBefore != (want[i].From == halfDay.From) || p.EndsAfter != (want[i].To == halfDay.To) {
				t.Errorf("%s, %s: %+v begins before: %v, ends after: %v", e.Label(), what, want[i], p.BeginsBefore, p.EndsAfter)
			}
			if p.Culmination < p.Rise || p.Culmination > p.Set || p.Elevation < o.MinElevation-1e-6 {
				t.Errorf("%s, %s: %+v", e.Label(), what, p)
			}
		}
	}
	for _, e := range catalogue(t, iss, sentinel2a, starlink, gps, iridium, molniya) {
		check("box to the horizon", e, boxArea(t, baltic), box, baltic.Contains, Options{})
		check("box above 60°", e, boxArea(t, baltic), box, baltic.Contains, Options{MinElevation: 60})
		check("polygon above 10°", e, areaOf(t, gulf), polygon, gulf.Contains, Options{MinElevation: 10})
		check("polygon in a swath", e, areaOf(t, gulf), polygon, gulf.Contains, Options{HalfAngle: 10.3})
	}
	t.Logf("%d passes compared", total)
}

// TestNothingIsSkipped looks at many satellites of all kinds each minute, without the bounds that let the search skip time: each
// moment in sight lies in a pass, and no other does.
func TestNothingIsSkipped(t *testing.T) {
	var some Catalogue
	for i, e := range catalogue(t) {
		if i%60 == 0 || e.Eccentricity > 0.2 && i%4 == 0 {
			some = append(some, e)
		}
	}
	check := func(what string, a Area, o Options) {
		t.Helper()
		seen := 0
		passes := make([][]Pass, len(some))
		for _, p := range passesOf(t, some, a, day, o) {
			passes[p.Index] = append(passes[p.Index], p)
		}
		v := view{&a, radians(o.MinElevation), radians(o.HalfAngle)}
		for i, e := range some {
			s, err := New(e)
			if err != nil {
				t.Fatal(err)
			}
			for at := day.From; at <= day.To; at += 60e6 {
				state, err := s.At(at)
				if err != nil {
					t.Fatalf("%s: %v", e.Label(), err)
				}
				see := v.see(state.EarthFixed(at).Position)
				isIn := func(p Pass) bool { return p.Rise <= at && at <= p.Set }
				if math.Abs(see.margin) > 1e-4 && slices.ContainsFunc(passes[i], isIn) != (see.margin > 0) {
					t.Errorf("%s, %s at %v: margin %.4f°, passes %v", e.Label(), what, at, degrees(see.margin), passes[i])
				}
				if see.margin > 0 {
					seen++
				}
			}
		}
		t.Logf("%s: %d satellites, %d minutes in sight", what, len(some), seen)
	}
	check("Baltic above 5°", boxArea(t, baltic), Options{MinElevation: 5})
	check("Gulf of Finland in a swath", areaOf(t, gulf), Options{HalfAngle: 30})
	check("equator", areaOf(t, geo.Point{Lon: -60}), Options{MinElevation: 30})
	check("pole", boxArea(t, geo.Box{West: -180, South: 85, East: 180, North: 90}), Options{MinElevation: 20})
	check("over the antimeridian", boxArea(t, geo.Box{West: 170, South: -20, East: -160, North: 5}), Options{})
	check("along a cable", areaOf(t, geo.Line{{Lon: -74, Lat: 40}, {Lon: -30, Lat: 48}, {Lon: -5, Lat: 50}}), Options{MinElevation: 40})
}

func TestPassesRefuse(t *testing.T) {
	check := func(what string, c Catalogue, a Area, w Window, o Options, want string) {
		t.Helper()
		var all []error
		for _, err := range c.Passes(a, w, o) {
			all = append(all, err)
		}
		if len(all) != 1 || all[0] == nil || !strings.HasPrefix(all[0].Error(), want) || !errors.Is(all[0], entente.ErrInvalid) {
			t.Errorf("%s: %v, want %s", what, all, want)
		}
	}
	near := Window{vanguard.Epoch, vanguard.Epoch + 3600e6}
	a, c := boxArea(t, baltic), Catalogue{vanguard}
	check("window", c, a, Window{near.To, near.From}, Options{}, "window from 2000-06-27T19:50")
	check("elevation", c, a, near, Options{MinElevation: 90}, "least elevation of 90°")
	check("no number", c, a, near, Options{MinElevation: math.NaN()}, "least elevation of NaN°")
	check("half-angle", c, a, near, Options{HalfAngle: -1}, "half-angle of -1°")
	check("age", c, a, near, Options{MaxAge: -1}, "greatest age of -1ns")
	check("area", c, Area{}, near, Options{}, "area is empty")
	check("old", c, a, day, Options{}, "VANGUARD 1 [00005]: no passes from 2025-10-04T00:00:00.000000Z on: epoch 2000-06-27T18:50:19.733568Z is 9229.2 days")
	bad := vanguard
	bad.Eccentricity = 1
	check("elements", Catalogue{bad}, a, near, Options{}, "VANGUARD 1 [00005]: no passes from 2000-06-27T18:50:19.733568Z on: eccentricity of 1")
}

// TestPassesUntilDecay follows a stage that comes down 50 minutes after its epoch (28872 of the verification set).
func TestPassesUntilDecay(t *testing.T) {
	for _, v := range verificationCases(t) {
		if v.elements.Number != 28872 {
			continue
		}
		w := Window{v.elements.Epoch, v.elements.Epoch + 7200e6}
		var passes []Pass
		var lost *LostError
		for p, err := range (Catalogue{v.elements}).Passes(boxArea(t, geo.Box{West: -180, South: -90, East: 180, North: 90}), w, Options{}) {
			if err == nil {
				passes = append(passes, p)
			} else if !errors.As(err, &lost) || !errors.Is(err, ErrDecayed) {
				t.Error(err)
			}
		}
		if len(passes) != 1 || !passes[0].EndsAfter || lost == nil || passes[0].Set > lost.From || lost.From-w.From > 55*60e6 || lost.From-w.From < 50*60e6 {
			t.Errorf("%+v, lost %v", passes, lost)
		}
	}
}

func TestPassesStop(t *testing.T) {
	n := 0
	for range catalogue(t, 25544, 40697).Passes(boxArea(t, baltic), day, Options{}) {
		if n++; n == 2 {
			break
		}
	}
	if n != 2 {
		t.Errorf("%d passes after a break at 2", n)
	}
}

// FuzzPasses looks at any orbit from any point: passes are in order and in the window, and what is seen lies in one.
func FuzzPasses(f *testing.F) {
	f.Add(15.5, 0.001, 51.6, 100.0, 20.0, 300.0, 1e-4, 24.0, 59.0, 10.0, 0.0)
	f.Add(2.006, 0.7, 63.4, 200.0, 270.0, 10.0, 0.0, -70.0, -30.0, 40.0, 0.0)
	f.Add(1.0027, 0.0002, 0.1, 0.0, 0.0, 0.0, 0.0, 10.0, 1.0, 0.0, 5.0)
	f.Add(16.4, 0.03, 96.0, 158.0, 244.0, 110.0, 0.02, 0.0, 90.0, 0.0, 50.0)
	f.Fuzz(func(t *testing.T, motion, eccentricity, inclination, raan, perigee, anomaly, drag, lon, lat, elevation, half float64) {
		e := Elements{Epoch: day.From + 3600e6, MeanMotion: motion, Eccentricity: eccentricity, Inclination: inclination,
			Raan: raan, ArgumentOfPerigee: perigee, MeanAnomaly: anomaly, BStar: drag}
		s, err := New(e)
		a, errArea := AreaOf(geo.Point{Lon: lon, Lat: lat})
		o := Options{MinElevation: elevation, HalfAngle: half}
		if err != nil || errArea != nil || o.Check() != nil || motion > 17 || math.Abs(drag) > 0.05 { // no orbit, and no drag, of this Earth
			t.Skip()
		}
		w := Window{day.From, day.From + 6*3600e6}
		var passes []Pass
		end := w.To
		for p, err := range (Catalogue{e}).Passes(a, w, o) {
			var lost *LostError
			if errors.As(err, &lost) {
				end = lost.From - 60e6
				continue
			}
			if n := len(passes); p.Rise < w.From || p.Set > w.To || p.Rise > p.Culmination || p.Culmination > p.Set || n > 0 && passes[n-1].Set > p.Rise {
				t.Fatalf("%+v after %+v", p, passes)
			}
			passes = append(passes, p)
		}
		v := view{&a, radians(o.MinElevation), radians(o.HalfAngle)}
		for at := w.From; at < end; at += 60e6 {
			state, err := s.At(at)
			if err != nil {
				return // lost where the search had no need to look
			}
			see := v.see(state.EarthFixed(at).Position)
			isIn := func(p Pass) bool { return p.Rise <= at && at <= p.Set }
			if math.Abs(see.margin) > 1e-3 && slices.ContainsFunc(passes, isIn) != (see.margin > 0) {
				t.Fatalf("%+v at %v: margin %v, passes %+v", e, at, see.margin, passes)
			}
		}
	})
}

// BenchmarkPasses is the bar of the design: 10,000 objects, a day, one area, below 10 s on one core. The star has 200 corners.
func BenchmarkPasses(b *testing.B) {
	var star geo.Ring
	for i := range 200 {
		star = append(star, geo.Point{Lon: 20, Lat: 60}.Destination(float64(i)*1.8, 600e3+float64(i%2)*120e3))
	}
	star = append(star, star[0])
	b.Run("box", func(b *testing.B) { benchmarkPasses(b, boxArea(b, baltic)) })
	b.Run("star", func(b *testing.B) { benchmarkPasses(b, areaOf(b, geo.Polygon{star})) })
}

func benchmarkPasses(b *testing.B, a Area) {
	c := catalogue(b)[:10000]
	n := 0
	b.ReportAllocs()
	for b.Loop() {
		n = 0
		for _, err := range c.Passes(a, day, Options{MinElevation: 10}) {
			if err != nil {
				b.Fatal(err)
			}
			n++
		}
	}
	b.ReportMetric(float64(len(c))*float64(b.N)/b.Elapsed().Seconds(), "objects/s")
	b.ReportMetric(float64(n), "passes")
}
