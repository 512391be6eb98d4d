// Package solve makes the solver of the program available to the models: HiGHS behind the interface of [lp].
package solve

import (
	"context"
	"errors"
	"fmt"
	"math"

	"entente/balance/lp"
	"entente/internal/highs"
)

// ErrAbsent is wrapped by the error of a program that was built without a solver.
var ErrAbsent = highs.ErrAbsent

// Present reports whether the program was built with a solver.
func Present() bool { return highs.Present() }

// A Solver solves linear and mixed-integer models. It may be used by several goroutines.
type Solver struct{ highs *highs.Solver }

// New returns a solver, which is made ready when it is first used. What that takes is kept in dir for the next process, or not at all if
// dir is empty or cannot be used.
func New(dir string) *Solver { return &Solver{highs.New(dir)} }

// Solve implements [lp.Solver]. The simplex method is used, for its weights of rows are exact.
func (s *Solver) Solve(ctx context.Context, m *lp.Model, l lp.Limits) (*lp.Solution, error) {
	if len(m.Columns) > math.MaxInt32 || len(m.Rows) > math.MaxInt32 {
		return nil, errors.New("solve: the model has more columns or rows than the solver takes")
	}
	r, err := s.highs.Solve(ctx, byColumns(m), highs.Options{Gap: l.Gap, Time: l.Time, Nodes: l.Nodes, Heed: l.Any, Start: l.Start, Log: l.Log})
	if err != nil {
		return nil, fmt.Errorf("solve: %w", err)
	}
	found := &lp.Solution{X: r.X, Bound: r.Bound, Duals: r.RowDual, Ray: r.Ray}
	switch r.Status {
	case highs.Optimal:
		found.Status = lp.Optimal
	case highs.Infeasible:
		found.Status = lp.Infeasible
	case highs.Unbounded:
		return s.unbounded(ctx, m, l, found)
	case highs.Limited:
		found.Status = lp.Unknown
		if r.X != nil {
			found.Status = lp.Feasible
		}
	}
	return found, nil
}

// unbounded tells a model without a best point from one in which nothing fits: the solver may not have.
func (s *Solver) unbounded(ctx context.Context, m *lp.Model, l lp.Limits, found *lp.Solution) (*lp.Solution, error) {
	free := *m
	free.Columns = append([]lp.Column(nil), m.Columns...)
	worth := false
	for j := range free.Columns {
		worth = worth || free.Columns[j].Cost != 0
		free.Columns[j].Cost = 0
	}
	found.Status = lp.Unbounded
	if !worth {
		return found, nil
	}
	l.Any = true
	fits, err := s.Solve(ctx, &free, l)
	if err != nil {
		return nil, err
	}
	if fits.Status == lp.Infeasible {
		return fits, nil
	}
	found.X = fits.X
	return found, nil
}

// byColumns turns the rows of a model into the columns that HiGHS wants.
func byColumns(m *lp.Model) *highs.Model {
	h := &highs.Model{Maximise: m.Maximise, Offset: m.Offset, Start: make([]int32, len(m.Columns)+1)}
	if m.Mixed() {
		h.Integer = make([]bool, len(m.Columns))
	}
	for j, c := range m.Columns {
		h.Cost, h.Lower, h.Upper = append(h.Cost, c.Cost), append(h.Lower, c.Lower), append(h.Upper, c.Upper)
		if c.Whole {
			h.Integer[j] = true
		}
	}
	for _, r := range m.Rows {
		h.RowLower, h.RowUpper = append(h.RowLower, r.Lower), append(h.RowUpper, r.Upper)
		for _, t := range r.Terms {
			h.Start[t.Column+1]++
		}
	}
	for j := range m.Columns {
		h.Start[j+1] += h.Start[j]
	}
	n := h.Start[len(m.Columns)]
	h.Index, h.Value = make([]int32, n), make([]float64, n)
	at := append([]int32(nil), h.Start...)
	for i, r := range m.Rows {
		for _, t := range r.Terms {
			h.Index[at[t.Column]], h.Value[at[t.Column]] = int32(i), t.Factor
			at[t.Column]++
		}
	}
	return h
}
