package orbit

import (
	"math"
	"testing"
)

// TestEnergy checks each satellite of the catalogue against Kepler: the energy of the state is that of the semi-major axis that the
// mean motion gives, within what the Earth's shape does to it.
func TestEnergy(t *testing.T) {
	worst := 0.0
	for _, e := range catalogue(t) {
		s, err := New(e)
		if err != nil {
			t.Fatal(err)
		}
		n := e.MeanMotion * 2 * math.Pi / 86400
		a := math.Cbrt(earthMu / (n * n))
		for _, minutes := range []float64{0, 33, 777} {
			state, err := s.Propagate(minutes)
			if err != nil {
				t.Errorf("%s at %v: %v", e.Label(), minutes, err)
				continue
			}
			r, v := state.Position.Length(), state.Velocity.Length()
			got := 1 / (2/r - v*v/earthMu)
			off := math.Abs(got/a - 1)
			if worst = max(worst, off); off > 0.005 {
				t.Errorf("%s at %v: semi-major axis %.1f km, want %.1f km", e.Label(), minutes, got, a)
			}
		}
	}
	t.Logf("semi-major axes within %.2f %%", 100*worst)
}

// TestPeriod checks that a satellite is back where it was after a revolution, but for what drifts. Far out, where the Moon pulls it
// by degrees a revolution, this says nothing.
func TestPeriod(t *testing.T) {
	for _, e := range catalogue(t)[:500] {
		if e.Period().Minutes() > 1500 {
			continue
		}
		s, err := New(e)
		if err != nil {
			t.Fatal(err)
		}
		before, err1 := s.Propagate(0)
		after, err2 := s.Propagate(e.Period().Minutes())
		if err1 != nil || err2 != nil {
			t.Errorf("%s: %v, %v", e.Label(), err1, err2)
			continue
		}
		r := before.Position.Length()
		if d := angle(before.Position.times(1/r), after.Position.times(1/after.Position.Length())); d > radians(1.5) {
			t.Errorf("%s: %.2f° from where it was a revolution before", e.Label(), degrees(d))
		}
	}
}

// TestVelocity compares velocities with differences of positions. SGP4 derives both apart from each other, so they
// agree only in part.
func TestVelocity(t *testing.T) {
	for i, e := range catalogue(t) {
		if i%10 > 0 {
			continue
		}
		s, err := New(e)
		if err != nil {
			t.Fatal(err)
		}
		const h = 0.01 // minutes
		a, err1 := s.Propagate(100 - h)
		b, err2 := s.Propagate(100 + h)
		at, err3 := s.Propagate(100)
		if err1 != nil || err2 != nil || err3 != nil {
			t.Errorf("%s: %v, %v, %v", e.Label(), err1, err2, err3)
			continue
		}
		v := b.Position.minus(a.Position).times(1 / (120 * h))
		if d := v.minus(at.Velocity).Length() / v.Length(); d > 1e-3 {
			t.Errorf("%s: velocity %v, by differences %v", e.Label(), at.Velocity, v)
		}
	}
}

// TestOrder checks that a propagation depends on nothing that was asked before.
func TestOrder(t *testing.T) {
	for _, v := range verificationCases(t) {
		s, err := New(v.elements)
		if err != nil {
			t.Fatal(err)
		}
		a, err1 := s.Propagate(2500)
		_, _ = s.Propagate(-9000)
		_, _ = s.Propagate(1e5)
		b, err2 := s.Propagate(2500)
		if a != b || err1 != err2 {
			t.Errorf("%d: %v %v, later %v %v", v.elements.Number, a, err1, b, err2)
		}
	}
}

func TestSuborbital(t *testing.T) {
	for _, v := range verificationCases(t) {
		s, err := New(v.elements)
		if err != nil {
			t.Fatal(err)
		}
		want := v.elements.Number == 28872 || v.elements.Number == 33333
		if got := s.Check(); (got == ErrSuborbital) != want {
			t.Errorf("%d: %v", v.elements.Number, got)
		}
	}
}

func TestTooFar(t *testing.T) {
	for _, v := range verificationCases(t) {
		s, err := New(v.elements)
		if err != nil {
			t.Fatal(err)
		}
		for _, minutes := range []float64{math.Inf(1), math.Inf(-1), math.NaN(), 1e300, -1.1e8} {
			if _, err := s.Propagate(minutes); err != ErrTooFar {
				t.Errorf("%d at %v: %v", v.elements.Number, minutes, err)
			}
		}
	}
}
