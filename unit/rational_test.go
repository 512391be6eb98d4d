package unit

import (
	"math/big"
	"math/rand/v2"
	"testing"
)

func TestRat(t *testing.T) {
	check := func(s, want string) {
		t.Helper()
		if got := MustDecimal(s).Rat().RatString(); got != want {
			t.Errorf("%s as a fraction: got %s, want %s", s, got, want)
		}
	}
	check("0", "0")
	check("2.00", "2")
	check("-0.125", "-1/8")
	check("1.3465168570312589", "13465168570312589/10000000000000000")
	if got := MustDecimal("12").Shift(6).Rat().RatString(); got != "12000000" {
		t.Errorf("12 shifted by 6: got %s", got)
	}
	if got := MustDecimal("12").Shift(-3).String(); got != "0.012" {
		t.Errorf("12 shifted by -3: got %s", got)
	}
}

func TestRoundRat(t *testing.T) {
	check := func(fraction string, scale int, want string, isExact bool) {
		t.Helper()
		r, ok := new(big.Rat).SetString(fraction)
		if !ok {
			t.Fatal(fraction)
		}
		got, exact := RoundRat(r, scale)
		if got.String() != want || exact != isExact {
			t.Errorf("%s to %d places: got %v (exact: %v), want %s (%v)", fraction, scale, got, exact, want, isExact)
		}
	}
	check("1/3", 4, "0.3333", false)
	check("2/3", 4, "0.6667", false)
	check("-2/3", 4, "-0.6667", false)
	check("1/8", 3, "0.125", true)
	check("1/8", 2, "0.12", false) // half to even
	check("3/8", 2, "0.38", false)
	check("-1/8", 2, "-0.12", false)
	check("5", 0, "5", true)
	check("5", 2, "5.00", true)
	check("-1/1000", 2, "0.00", false)
}

// TestRoundRatAgainstQuo holds the fraction's rounding against the decimal's own division.
func TestRoundRatAgainstQuo(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		a, b := NewDecimal(rng.Int64N(1e12)-5e11, rng.IntN(8)), NewDecimal(1+rng.Int64N(1e9), rng.IntN(8))
		want, wantExact, err := a.Quo(b, 6)
		if err != nil {
			t.Fatal(err)
		}
		got, exact := RoundRat(a.Over(b), 6)
		if a.Over(b).Cmp(new(big.Rat).Quo(a.Rat(), b.Rat())) != 0 {
			t.Fatalf("%v over %v: got %v", a, b, a.Over(b))
		}
		if got.String() != want.String() || exact != wantExact {
			t.Fatalf("%v / %v: got %v (%v), want %v (%v)", a, b, got, exact, want, wantExact)
		}
	}
}
