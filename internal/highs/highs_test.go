package highs_test

import (
	"context"
	"errors"
	"math"
	"testing"
	"time"

	"entente/internal/highs"
)

// solver is shared: it compiles once.
var solver = highs.New("")

func solve(t *testing.T, m *highs.Model, o highs.Options) *highs.Result {
	t.Helper()
	r, err := solver.Solve(t.Context(), m, o)
	if errors.Is(err, highs.ErrAbsent) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	return r
}

var inf = math.Inf(1)

// glass is the Wyndor Glass problem (Hillier and Lieberman, Introduction to Operations Research, section 3.1): 36 at (2, 6), and the
// three plants' hours are worth 0, 1.5 and 1.
func glass() *highs.Model {
	return &highs.Model{
		Maximise: true,
		Cost:     []float64{3, 5}, Lower: []float64{0, 0}, Upper: []float64{inf, inf},
		RowLower: []float64{-inf, -inf, -inf}, RowUpper: []float64{4, 12, 18},
		Start: []int32{0, 2, 4}, Index: []int32{0, 2, 1, 2}, Value: []float64{1, 3, 2, 2},
	}
}

func TestLinear(t *testing.T) {
	r := solve(t, glass(), highs.Options{})
	if r.Status != highs.Optimal || r.Objective != 36 || r.X[0] != 2 || r.X[1] != 6 {
		t.Errorf("%+v", r)
	}
	if math.Abs(r.RowDual[1]-1.5) > 1e-9 || math.Abs(r.RowDual[2]-1) > 1e-9 || r.RowDual[0] != 0 {
		t.Errorf("duals %v", r.RowDual)
	}
	if r := solve(t, glass(), highs.Options{Interior: true}); r.Status != highs.Optimal || math.Abs(r.Objective-36) > 1e-6 {
		t.Errorf("interior point: %+v", r)
	}
}

func TestWhole(t *testing.T) {
	m := glass()
	m.RowUpper[2] = 17
	m.Integer = []bool{true, true}
	if r := solve(t, m, highs.Options{}); r.Status != highs.Optimal || r.Objective != 33 || math.Abs(r.Bound-33) > 1e-6 {
		t.Errorf("%+v", r)
	}
}

func TestNothingFits(t *testing.T) {
	m := glass()
	m.RowLower[0] = 5
	m.RowUpper[0] = inf // x1 >= 5, so 3 x1 >= 15
	m.RowLower[1] = 6   // 2 x2 >= 6
	r := solve(t, m, highs.Options{})
	if r.Status != highs.Infeasible || r.X != nil || len(r.Ray) != 3 {
		t.Errorf("%+v", r)
	}
	m.RowUpper[0], m.RowLower[0], m.RowUpper[2], m.RowUpper[1], m.RowLower[1] = 4, -inf, inf, inf, -inf
	if r := solve(t, m, highs.Options{}); r.Status != highs.Unbounded {
		t.Errorf("%+v", r)
	}
}

func TestCancel(t *testing.T) {
	solve(t, glass(), highs.Options{})
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	_, err := solver.Solve(ctx, market(6, 50), highs.Options{})
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("%v", err)
	}
	if r := solve(t, market(6, 50), highs.Options{Time: 300 * time.Millisecond}); r.Status != highs.Limited {
		t.Errorf("%+v", r.Status)
	}
}

// market is a market split problem (Cornuéjols and Dawande, INFORMS Journal on Computing 11, 1999), which branching does not solve
// in a lifetime.
func market(rows, columns int) *highs.Model {
	m := &highs.Model{Start: []int32{0}}
	seed := uint32(1)
	sums := make([]float64, rows)
	for range columns {
		m.Cost, m.Lower, m.Upper, m.Integer = append(m.Cost, 0), append(m.Lower, 0), append(m.Upper, 1), append(m.Integer, true)
		for i := range rows {
			seed = seed*1664525 + 1013904223
			v := float64(seed >> 8 % 100)
			sums[i] += v
			m.Index, m.Value = append(m.Index, int32(i)), append(m.Value, v)
		}
		m.Start = append(m.Start, int32(len(m.Index)))
	}
	for i := range rows { // what is left over or too much is the cost
		for _, sign := range []float64{1, -1} {
			m.Cost, m.Lower, m.Upper, m.Integer = append(m.Cost, 1), append(m.Lower, 0), append(m.Upper, inf), append(m.Integer, false)
			m.Index, m.Value = append(m.Index, int32(i)), append(m.Value, sign)
			m.Start = append(m.Start, int32(len(m.Index)))
		}
	}
	for _, sum := range sums {
		m.RowLower, m.RowUpper = append(m.RowLower, math.Floor(sum/2)), append(m.RowUpper, math.Floor(sum/2))
	}
	return m
}
