// Package game divides what a group saves by acting together: Shapley's value and the nucleolus of cooperative games.
package game

import (
	"context"
	"fmt"
	"math"
	"math/bits"
	"math/rand/v2"

	"entente"
	"entente/balance/lp"
)

// A Set is a group of players: bit i is player i.
type Set uint64

// Has reports whether a player is in the set.
func (s Set) Has(i int) bool { return s>>i&1 == 1 }

// All returns the set of n players.
func All(n int) Set { return 1<<n - 1 }

// MostExact is for how many players Shapley's value and the nucleolus are computed from all sets.
const MostExact = 12

// Shapley returns what each player adds on average over all orders in which they might join (Shapley, in Contributions to the Theory of
// Games II, 1953). Worth is asked once for every set but the empty one, which is worth nothing. It is for at most [MostExact] players.
func Shapley(n int, worth func(Set) float64) ([]float64, error) {
	if n > MostExact {
		return nil, fmt.Errorf("game: %d players: at most %d: %w", n, MostExact, entente.ErrUnsupported)
	}
	v := table(n, worth)
	value := make([]float64, n)
	for s := Set(0); s <= All(n); s++ {
		size := bits.OnesCount64(uint64(s))
		for i := range n {
			if !s.Has(i) {
				value[i] += (v[s|1<<i] - v[s]) / (float64(n) * choose(n-1, size))
			}
		}
	}
	return value, nil
}

func table(n int, worth func(Set) float64) []float64 {
	v := make([]float64, 1<<n)
	for s := Set(1); s <= All(n); s++ {
		v[s] = worth(s)
	}
	return v
}

func choose(n, k int) float64 {
	c := 1.0
	for i := range k {
		c = c * float64(n-i) / float64(i+1)
	}
	return math.Round(c)
}

// A Sampled is Shapley's value from some orders of the players only.
type Sampled struct {
	Value []float64
	Error []float64 // standard error of each
}

// Sample tries orders at random, each with its reverse, and returns the average of what each player adds, with its standard error (Castro,
// Gómez and Tejada, Computers & Operations Research 36, 2009). The values add up to the worth of all. The same seed tries the same.
func Sample(n, rounds int, seed uint64, worth func([]int) float64) Sampled {
	r := rand.New(rand.NewPCG(seed, 5))
	sum, squares := make([]float64, n), make([]float64, n)
	for range rounds {
		order := r.Perm(n)
		added := make([]float64, n)
		for _, reverse := range []bool{false, true} {
			before := 0.0
			for k := range n {
				at := worth(order[:k+1])
				added[order[k]] += (at - before) / 2
				before = at
			}
			if !reverse {
				for i, j := 0, n-1; i < j; i, j = i+1, j-1 {
					order[i], order[j] = order[j], order[i]
				}
			}
		}
		for i, v := range added {
			sum[i] += v
			squares[i] += v * v
		}
	}
	s := Sampled{Value: make([]float64, n), Error: make([]float64, n)}
	m := float64(rounds)
	for i := range n {
		s.Value[i] = sum[i] / m
		if rounds > 1 {
			variance := max(0, squares[i]/m-s.Value[i]*s.Value[i]) * m / (m - 1)
			s.Error[i] = math.Sqrt(variance / m)
		}
	}
	return s
}

// Nucleolus returns the division in which the set that is worst off is as well off as can be, then the next (Schmeidler, SIAM Journal on
// Applied Mathematics 17, 1969), by a sequence of linear programmes: sets whose excess cannot be bettered are fixed, until only one
// division is left. Nobody gets less than it is worth alone, if that can be. It is for at most [MostExact] players.
func Nucleolus(ctx context.Context, solver lp.Solver, n int, worth func(Set) float64) ([]float64, error) {
	if n > MostExact {
		return nil, fmt.Errorf("game: %d players: at most %d: %w", n, MostExact, entente.ErrUnsupported)
	}
	v := table(n, worth)
	fixed := map[Set]float64{All(n): v[All(n)]}
	var basis [][]float64
	basis = reduce(basis, All(n), n)
	for {
		x, level, tight, err := nextLevel(ctx, solver, n, v, fixed)
		if err != nil {
			return nil, err
		}
		if len(basis) == n || len(tight) == 0 {
			return x, nil
		}
		for _, s := range tight {
			fixed[s] = v[s] + level
			basis = reduce(basis, s, n)
		}
		for s := Set(1); s < All(n); s++ { // what follows from those fixed is settled, too
			if _, ok := fixed[s]; !ok && len(reduce(basis, s, n)) == len(basis) {
				fixed[s] = sum(x, s)
			}
		}
		if len(basis) == n {
			return x, nil
		}
	}
}

func sum(x []float64, s Set) float64 {
	t := 0.0
	for i, v := range x {
		if s.Has(i) {
			t += v
		}
	}
	return t
}

// nextLevel finds the greatest level by which every set that is not fixed can get more than it is worth, and the sets that hold it there.
func nextLevel(ctx context.Context, solver lp.Solver, n int, v []float64, fixed map[Set]float64) (x []float64, level float64, tight []Set, err error) {
	m := &lp.Model{Name: "nucleolus", Maximise: true}
	size := 1.0
	for _, w := range v {
		size = max(size, math.Abs(w))
	}
	for i := range n {
		m.Column(lp.Column{Name: fmt.Sprint("x", i), Lower: -4 * size, Upper: 4 * size})
	}
	free := m.Column(lp.Column{Name: "level", Cost: 1, Lower: -4 * size, Upper: 4 * size})
	var sets []Set
	for s := Set(1); s <= All(n); s++ {
		var terms []lp.Term
		for i := range n {
			if s.Has(i) {
				terms = append(terms, lp.Term{Column: i, Factor: 1})
			}
		}
		if at, ok := fixed[s]; ok {
			slack := 1e-9 * size
			m.Row(fmt.Sprint(s), at-slack, at+slack, terms...)
		} else {
			m.Row(fmt.Sprint(s), v[s], lp.Inf, append(terms, lp.Term{Column: free, Factor: -1})...)
		}
		sets = append(sets, s)
	}
	r, err := lp.Solve(ctx, solver, m, lp.Limits{})
	if err != nil {
		return nil, 0, nil, fmt.Errorf("game: %w", err)
	}
	if r.X == nil {
		return nil, 0, nil, fmt.Errorf("game: nucleolus: %s: %w", r.Status, entente.ErrInvalid)
	}
	for row, s := range sets {
		if _, ok := fixed[s]; !ok && math.Abs(r.Duals[row]) > 1e-7 {
			tight = append(tight, s)
		}
	}
	return r.X[:n], r.X[free], tight, nil
}

// reduce adds a set to a basis in echelon form, if it does not follow from it.
func reduce(basis [][]float64, s Set, n int) [][]float64 {
	row := make([]float64, n)
	for i := range n {
		if s.Has(i) {
			row[i] = 1
		}
	}
	for _, b := range basis {
		lead := leading(b)
		if f := row[lead] / b[lead]; f != 0 {
			for i := range row {
				row[i] -= f * b[i]
			}
		}
	}
	if leading(row) < 0 {
		return basis
	}
	return append(basis[:len(basis):len(basis)], row)
}

// leading returns where a row is first not zero, or -1.
func leading(row []float64) int {
	for i, v := range row {
		if math.Abs(v) > 1e-9 {
			return i
		}
	}
	return -1
}
