package lp

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"entente"
)

// Tolerance is by how much a row or column may leave its range, as a share of one more than the size of the numbers in it. It is that of most solvers.
const Tolerance = 1e-6

const wholeTolerance = 1e-5 // by which a whole number may differ from one

// A Result is an answer with its proof, recomputed from the model.
type Result struct {
	Status    Status
	X         []float64
	Objective float64   // of X, by compensated summation
	Bound     float64   // no point is better than this
	Gap       float64   // (objective − bound) as a share of the objective; an infinity where there is no bound
	Duals     []float64 // by row, of the model without the demand for whole numbers
	Proved    bool      // the bound follows from Duals, recomputed; else it is the word of the solver, whose search ended
	Relaxed   float64   // the bound that follows from Duals
	Ray       []float64 // infeasible: its proof, recomputed; nil: the word of the solver
}

// ErrRefuted is wrapped by the error for an answer whose proof fails. It must not be used.
var ErrRefuted = errors.New("the proof of the answer fails")

// Solve solves a model and proves the answer. With whole numbers the bound of the search is believed, but the weaker one of the model
// without that demand is proved too, and is taken where it is enough for the gap of the limits.
func Solve(ctx context.Context, s Solver, m *Model, l Limits) (*Result, error) {
	if err := m.Check(); err != nil {
		return nil, err
	}
	if j, i := m.empty(); j >= 0 || i >= 0 {
		return &Result{Status: Infeasible, Objective: math.NaN(), Bound: math.NaN(), Gap: Inf, Proved: true}, nil
	}
	found, err := s.Solve(ctx, m, l)
	if err != nil {
		return nil, err
	}
	duals := found
	if m.Mixed() && found.Status != Unbounded && !l.Any {
		if duals, err = s.Solve(ctx, m.Relaxed(), Limits{Time: l.Time}); err != nil {
			return nil, err
		}
	}
	return m.Verify(found, duals, l.Gap)
}

// Verify recomputes what a solver says of a model: that the point fits, what it costs, what bound the duals prove, and that nothing
// fits if that is said. Duals come from the same solution, or from that of the model without whole numbers. An error wraps [ErrRefuted].
func (m *Model) Verify(found, duals *Solution, gap float64) (*Result, error) {
	r := &Result{Status: found.Status, Objective: math.NaN(), Bound: m.worst(), Gap: Inf, Relaxed: m.worst(), Duals: duals.Duals}
	if found.Status == Infeasible {
		r.Bound = math.NaN()
		if duals.Ray != nil && m.CheckRay(duals.Ray) == nil {
			r.Ray, r.Proved = duals.Ray, true
		}
		return r, nil
	}
	if duals.Duals != nil {
		r.Relaxed = m.DualBound(duals.Duals)
	}
	r.Bound, r.Proved = r.Relaxed, finite(r.Relaxed)
	if found.X == nil {
		return r, nil
	}
	r.X = m.rounded(found.X)
	if err := m.CheckPoint(r.X); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrRefuted, err)
	}
	r.Objective = m.Value(r.X)
	enough := max(gap, Tolerance)
	if m.Mixed() && m.gap(r.Objective, r.Relaxed) > enough && m.gap(r.Objective, found.Bound) < m.gap(r.Objective, r.Relaxed) {
		r.Bound, r.Proved = found.Bound, false
	}
	r.Gap = m.gap(r.Objective, r.Bound)
	switch {
	case !(r.Gap >= -Tolerance):
		return nil, fmt.Errorf("%w: the point costs %v, and none can be better than %v", ErrRefuted, r.Objective, r.Bound)
	case r.Gap > enough && r.Status == Optimal:
		r.Status = Feasible // the solver is content, its proof is not enough
	case r.Gap <= enough && r.Status == Feasible:
		r.Status = Optimal // a limit ended the search when it was over
	}
	r.Gap = max(r.Gap, 0)
	return r, nil
}

// rounded makes whole what should be and nearly is, if the point fits then, too.
func (m *Model) rounded(x []float64) []float64 {
	if !m.Mixed() || len(x) != len(m.Columns) {
		return x
	}
	whole := slices.Clone(x)
	for j, c := range m.Columns {
		if near := math.Round(x[j]); c.Whole && math.Abs(x[j]-near) <= wholeTolerance {
			whole[j] = near
		}
	}
	if m.CheckPoint(whole) != nil {
		return x
	}
	return whole
}

// worst is the bound that says nothing.
func (m *Model) worst() float64 {
	if m.Maximise {
		return Inf
	}
	return -Inf
}

func (m *Model) sign() float64 {
	if m.Maximise {
		return -1
	}
	return 1
}

// gap returns how far an objective is from a bound, as a share of the objective, or of 1 if that is more.
func (m *Model) gap(objective, bound float64) float64 {
	return m.sign() * (objective - bound) / max(math.Abs(objective), 1)
}

// empty returns a column or row whose range holds nothing, as -1 for none.
func (m *Model) empty() (column, row int) {
	for j, c := range m.Columns {
		if c.Lower > c.Upper || c.Whole && math.Ceil(c.Lower-Tolerance) > math.Floor(c.Upper+Tolerance) {
			return j, -1
		}
	}
	for i, r := range m.Rows {
		if r.Lower > r.Upper {
			return -1, i
		}
	}
	return -1, -1
}

// Value returns the objective of a point.
func (m *Model) Value(x []float64) float64 {
	var s sum
	s.add(m.Offset)
	for j, c := range m.Columns {
		s.add(c.Cost * x[j])
	}
	return s.total()
}

// CheckPoint reports the first row or column whose range a point leaves, or that is not whole.
func (m *Model) CheckPoint(x []float64) error {
	if len(x) != len(m.Columns) {
		return fmt.Errorf("%d values for %d columns: %w", len(x), len(m.Columns), entente.ErrInvalid)
	}
	for j, c := range m.Columns {
		if off := outside(x[j], c.Lower, c.Upper, 0); !(off <= Tolerance) {
			return fmt.Errorf("column %s is %v, out of its range from %v to %v: %w", c.Name, x[j], c.Lower, c.Upper, entente.ErrInvalid)
		}
		if c.Whole && math.Abs(x[j]-math.Round(x[j])) > wholeTolerance {
			return fmt.Errorf("column %s is %v, and must be whole: %w", c.Name, x[j], entente.ErrInvalid)
		}
	}
	for _, r := range m.Rows {
		var s sum
		size := 0.0
		for _, t := range r.Terms {
			s.add(t.Factor * x[t.Column])
			size = max(size, math.Abs(t.Factor*x[t.Column]))
		}
		if off := outside(s.total(), r.Lower, r.Upper, size); !(off <= Tolerance) {
			return fmt.Errorf("row %s is %v, out of its range from %v to %v: %w", r.Name, s.total(), r.Lower, r.Upper, entente.ErrInvalid)
		}
	}
	return nil
}

// outside returns by how much v is out of a range, as a share of one more than the size of the numbers.
func outside(v, lower, upper, size float64) float64 {
	switch {
	case math.IsNaN(v):
		return Inf
	case v < lower:
		return (lower - v) / (1 + max(math.Abs(lower), size))
	case v > upper:
		return (v - upper) / (1 + max(math.Abs(upper), size))
	}
	return 0
}

// noise is below what a reduced cost, as a share of the numbers it is made of, counts as none.
const noise = 1e-9

// DualBound returns the bound that weights of the rows prove: for every point that fits, cost·x is at least the least of y·r over the
// ranges of the rows plus the least of (cost − yA)·x over the ranges of the columns (weak duality; Lagrange). The weights need not come
// from anywhere in particular. A reduced cost below 1e-9 of its terms on a column without an end there counts as zero.
func (m *Model) DualBound(y []float64) float64 {
	if len(y) != len(m.Rows) {
		return m.worst()
	}
	sign := m.sign()
	reduced, size := make([]float64, len(m.Columns)), make([]float64, len(m.Columns))
	for j, c := range m.Columns {
		reduced[j], size[j] = sign*c.Cost, math.Abs(c.Cost)
	}
	var s sum
	s.add(sign * m.Offset)
	for i, r := range m.Rows {
		w := sign * y[i]
		for _, t := range r.Terms {
			reduced[t.Column] -= w * t.Factor
			size[t.Column] = max(size[t.Column], math.Abs(w*t.Factor))
		}
		if w != 0 && math.IsInf(least(w, r.Lower, r.Upper), 0) {
			if math.Abs(w) > noise*100 {
				return m.worst()
			}
			for _, t := range r.Terms { // too small to mean anything: as if it were none
				reduced[t.Column] += w * t.Factor
			}
			continue
		}
		s.add(least(w, r.Lower, r.Upper))
	}
	for j, c := range m.Columns {
		v := least(reduced[j], c.Lower, c.Upper)
		if math.IsInf(v, 0) {
			if math.Abs(reduced[j]) > noise*100*max(size[j], 1) {
				return m.worst()
			}
			continue
		}
		s.add(v)
	}
	return sign * s.total()
}

// least returns the least of w·v for v in a range.
func least(w, lower, upper float64) float64 {
	switch {
	case w > 0:
		return w * lower
	case w < 0:
		return w * upper
	}
	return 0
}

// CheckRay reports whether weights of the rows prove that nothing fits: the weighted sum of the rows would have to be more than the
// ranges of the columns let it be (Farkas).
func (m *Model) CheckRay(y []float64) error {
	none := *m
	none.Maximise, none.Offset, none.Columns = false, 0, make([]Column, len(m.Columns))
	size := 0.0
	for j, c := range m.Columns {
		c.Cost = 0
		none.Columns[j] = c
	}
	for _, w := range y {
		size = max(size, math.Abs(w))
	}
	opposite := make([]float64, len(y))
	for i, w := range y {
		y := w / max(size, noise)
		opposite[i] = -y
	}
	// Costs are zero: a bound above zero is one that no point meets.
	if none.DualBound(opposite) > noise || none.DualBound(negative(opposite)) > noise {
		return nil
	}
	return fmt.Errorf("the weights of the rows do not show that nothing fits: %w", entente.ErrInvalid)
}

func negative(y []float64) []float64 {
	z := make([]float64, len(y))
	for i, w := range y {
		z[i] = -w
	}
	return z
}

// A sum adds numbers and keeps what rounding loses (Neumaier, Zeitschrift für Angewandte Mathematik und Mechanik 54, 1974).
type sum struct{ s, lost float64 }

func (t *sum) add(v float64) {
	n := t.s + v
	if math.Abs(t.s) >= math.Abs(v) {
		t.lost += (t.s - n) + v
	} else {
		t.lost += (v - n) + t.s
	}
	t.s = n
}

func (t *sum) total() float64 { return t.s + t.lost }
