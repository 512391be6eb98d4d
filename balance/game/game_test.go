package game_test

import (
	"errors"
	"math"
	"math/rand/v2"
	"testing"

	"entente/balance/game"
	"entente/balance/solve"
)

var solver = solve.New("")

func near(t *testing.T, name string, got, want []float64) {
	t.Helper()
	for i := range want {
		if math.Abs(got[i]-want[i]) > 1e-5 {
			t.Errorf("%s: %v, want %v", name, got, want)
			return
		}
	}
}

// airport is the game of Littlechild and Owen (Management Science 20, 1973): a runway costs what its largest aircraft needs.
func airport(costs []float64) func(game.Set) float64 {
	return func(s game.Set) float64 {
		most := 0.0
		for i, c := range costs {
			if s.Has(i) {
				most = max(most, c)
			}
		}
		return most
	}
}

// gloves: players 0 to left-1 have a left glove, the others a right one; a pair is worth 1.
func gloves(n, left int) func(game.Set) float64 {
	return func(s game.Set) float64 {
		l, r := 0, 0
		for i := range n {
			if s.Has(i) && i < left {
				l++
			} else if s.Has(i) {
				r++
			}
		}
		return float64(min(l, r))
	}
}

// bankruptcy: an estate less what all others claim.
func bankruptcy(estate float64, claims []float64) func(game.Set) float64 {
	return func(s game.Set) float64 {
		v := estate
		for i, c := range claims {
			if !s.Has(i) {
				v -= c
			}
		}
		return max(0, v)
	}
}

func TestShapley(t *testing.T) {
	check := func(name string, n int, worth func(game.Set) float64, want ...float64) {
		t.Helper()
		got, err := game.Shapley(n, worth)
		if err != nil {
			t.Fatal(err)
		}
		near(t, name, got, want)
	}
	// Each step of the runway is shared by those that need it.
	check("airport", 4, airport([]float64{8, 11, 13, 18}), 2, 3, 4, 9)
	check("gloves", 3, gloves(3, 1), 2./3, 1./6, 1./6)
	if _, err := game.Shapley(13, airport(nil)); err == nil {
		t.Error("13 players")
	}
}

// TestAxioms checks efficiency, null players, symmetry and additivity on games at random.
func TestAxioms(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	const n = 5
	random := func() func(game.Set) float64 {
		v := make([]float64, 1<<n)
		for s := range v {
			v[s] = r.Float64()
			if s>>(n-1)&1 == 1 { // the last adds nothing
				v[s] = v[s&^(1<<(n-1))]
			}
		}
		v[0] = 0
		v[1<<(n-1)] = 0
		return func(s game.Set) float64 { return v[s] }
	}
	for range 50 {
		a, b := random(), random()
		va, _ := game.Shapley(n, a)
		vb, _ := game.Shapley(n, b)
		vs, _ := game.Shapley(n, func(s game.Set) float64 { return a(s) + b(s) })
		sum := 0.0
		for i, v := range va {
			sum += v
			if math.Abs(vs[i]-v-vb[i]) > 1e-12 {
				t.Error("not additive")
			}
		}
		if math.Abs(sum-a(game.All(n))) > 1e-12 || math.Abs(va[n-1]) > 1e-12 {
			t.Errorf("%v adds up to %v of %v", va, sum, a(game.All(n)))
		}
	}
}

func TestSample(t *testing.T) {
	costs := []float64{8, 11, 13, 18}
	exact, _ := game.Shapley(4, airport(costs))
	s := game.Sample(4, 400, 1, func(players []int) float64 {
		var set game.Set
		for _, i := range players {
			set |= 1 << i
		}
		return airport(costs)(set)
	})
	sum := 0.0
	for i, v := range s.Value {
		sum += v
		if math.Abs(v-exact[i]) > 5*s.Error[i]+1e-9 || s.Error[i] > 0.2 {
			t.Errorf("player %d: %v ± %v, exactly %v", i, v, s.Error[i], exact[i])
		}
	}
	if math.Abs(sum-18) > 1e-9 {
		t.Errorf("adds up to %v", sum)
	}
}

func TestNucleolus(t *testing.T) {
	check := func(name string, n int, worth func(game.Set) float64, want ...float64) {
		t.Helper()
		got, err := game.Nucleolus(t.Context(), solver, n, worth)
		if errors.Is(err, solve.ErrAbsent) {
			t.Skip(err)
		}
		if err != nil {
			t.Fatal(err)
		}
		near(t, name, got, want)
	}
	// The divisions of the Mishnah (Ketubot 93a) are the nucleoli of bankruptcy games: Aumann and Maschler, Journal of Economic Theory
	// 36, 1985.
	claims := []float64{100, 200, 300}
	check("estate of 100", 3, bankruptcy(100, claims), 100./3, 100./3, 100./3)
	check("estate of 200", 3, bankruptcy(200, claims), 50, 75, 75)
	check("estate of 300", 3, bankruptcy(300, claims), 50, 100, 150)
	check("gloves", 3, gloves(3, 1), 1, 0, 0)
}

// TestCore: where no set can complain, the nucleolus leaves none to complain.
func TestCore(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 2))
	for range 15 {
		const n = 4
		w := make([]float64, n)
		for i := range w {
			w[i] = 1 + r.Float64()
		}
		convex := func(s game.Set) float64 { // the square of what a set weighs: its core is not empty
			return sum(w, s) * sum(w, s)
		}
		x, err := game.Nucleolus(t.Context(), solver, n, convex)
		if errors.Is(err, solve.ErrAbsent) {
			t.Skip(err)
		}
		if err != nil {
			t.Fatal(err)
		}
		for s := game.Set(1); s <= game.All(n); s++ {
			if sum(x, s) < convex(s)-1e-6 {
				t.Errorf("set %b gets %v, is worth %v", s, sum(x, s), convex(s))
			}
		}
	}
}

func sum(x []float64, s game.Set) float64 {
	v := 0.0
	for i := range x {
		if s.Has(i) {
			v += x[i]
		}
	}
	return v
}
