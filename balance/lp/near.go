package lp

import (
	"context"
	"fmt"
	"math"
)

// SolveNear looks for whole numbers near the optimum of the model without that demand: columns that are whole there stay as they are, the
// others are searched for (the neighbourhood of Berthold, Mathematical Programming Computation 6, 2014). The bound is that of the model
// without whole numbers, proved by its duals. It is quick where few columns are not whole by themselves. When the gap is above that of the
// limits, or nothing is near, the whole model is searched, from there.
func SolveNear(ctx context.Context, s Solver, m *Model, l Limits) (*Result, error) {
	if err := m.Check(); err != nil {
		return nil, err
	}
	if j, i := m.empty(); j >= 0 || i >= 0 || !m.Mixed() {
		return Solve(ctx, s, m, l)
	}
	relaxed, err := s.Solve(ctx, m.Relaxed(), Limits{Time: l.Time, Log: l.Log})
	if err != nil {
		return nil, err
	}
	if relaxed.Status != Optimal {
		return m.Verify(relaxed, relaxed, l.Gap)
	}
	part, columns := m.near(relaxed.X)
	found := &Solution{Status: Optimal, X: relaxed.X, Bound: m.worst()}
	if len(columns) > 0 {
		best, err := s.Solve(ctx, part, Limits{Gap: l.Gap / 4, Time: l.Time, Nodes: l.Nodes, Log: l.Log})
		if err != nil {
			return nil, err
		}
		found.Status, found.X = Feasible, nil
		if best.X != nil {
			found.X = m.spread(relaxed.X, best.X, columns)
		}
	}
	if found.X != nil {
		r, err := m.Verify(found, relaxed, l.Gap)
		if err != nil {
			return nil, fmt.Errorf("near: %w", err)
		}
		if r.Gap <= max(l.Gap, Tolerance) {
			return r, nil
		}
	}
	l.Start = found.X
	whole, err := s.Solve(ctx, m, l)
	if err != nil {
		return nil, err
	}
	return m.Verify(whole, relaxed, l.Gap)
}

// near returns the model in which whole columns that are whole at x keep their values, and the columns that are left in it.
func (m *Model) near(x []float64) (*Model, []int) {
	part := &Model{Name: m.Name, Maximise: m.Maximise}
	index := make([]int, len(m.Columns)) // counted from 1
	var columns []int
	for j, c := range m.Columns {
		if c.Whole && math.Abs(x[j]-math.Round(x[j])) <= wholeTolerance {
			continue
		}
		columns = append(columns, j)
		index[j] = part.Column(c) + 1
	}
	for _, r := range m.Rows {
		var terms []Term
		var fixed sum
		for _, t := range r.Terms {
			if k := index[t.Column]; k > 0 {
				terms = append(terms, Term{k - 1, t.Factor})
			} else {
				fixed.add(t.Factor * math.Round(x[t.Column]))
			}
		}
		if len(terms) > 0 {
			part.Row(r.Name, r.Lower-fixed.total(), r.Upper-fixed.total(), terms...)
		}
	}
	return part, columns
}

// spread puts the values of some columns among whole ones of the others.
func (m *Model) spread(x, some []float64, columns []int) []float64 {
	all := make([]float64, len(x))
	for j, c := range m.Columns {
		all[j] = x[j]
		if c.Whole {
			all[j] = math.Round(x[j])
		}
	}
	for k, j := range columns {
		all[j] = some[k]
	}
	return all
}
