// Package highs solves linear and mixed-integer models with the HiGHS solver (https://highs.dev), which runs as WebAssembly in a
// sandbox without files or network. It uses one processor. The same model with the same options gives the same answer unless a
// limit of time ends the search.
package highs

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"time"
)

// ErrAbsent is wrapped by the error of a program that was built without the solver.
var ErrAbsent = errors.New("this program was built without the solver of linear models; build it with make, which gets it by npm")

// A Model asks for the least or greatest Cost·x + Offset such that each row of the matrix times x lies in its range and each x in
// its own. Ranges without an end have an infinity there. The matrix is stored by columns: those of column j are
// Index and Value from Start[j] to Start[j+1].
type Model struct {
	Maximise           bool
	Offset             float64
	Cost               []float64
	Lower, Upper       []float64 // by column
	Integer            []bool    // by column, or nil: none is
	RowLower, RowUpper []float64
	Start              []int32 // one more than columns
	Index              []int32 // row
	Value              []float64
}

// Options bound the search. The zero value searches until the optimum is proved.
type Options struct {
	Gap      float64       // relative, at which a mixed-integer search may end
	Time     time.Duration // 0: no limit
	Nodes    int           // of a mixed-integer search; 0: no limit
	Interior bool          // an interior point method instead of the simplex method, for models without integers
	Start    []float64     // a point from which a mixed-integer search may begin, or nil
	Heed     bool          // feasibility only: the first point that fits is enough
	Log      io.Writer     // what the solver says of its progress, or nil
}

// A Status is how a search ended.
type Status int

const (
	Optimal    Status = iota // within the gap asked for
	Infeasible               // nothing fits
	Unbounded                // there is no best, or nothing fits
	Limited                  // a limit ended the search
)

// A Result is what a search found.
type Result struct {
	Status    Status
	X         []float64 // the best point, or nil: none was found
	Objective float64   // of X
	Bound     float64   // no point is better, the solver says; an infinity if it does not know
	RowDual   []float64 // without integers: by how much the objective changes with a unit of the row's limit
	Ray       []float64 // infeasible, without integers: weights of rows whose sum nothing satisfies; nil if there is none
}

func (m *Model) check() error {
	columns, rows, entries := len(m.Cost), len(m.RowLower), len(m.Value)
	if len(m.Lower) != columns || len(m.Upper) != columns || len(m.Start) != columns+1 || len(m.RowUpper) != rows ||
		len(m.Index) != entries || m.Integer != nil && len(m.Integer) != columns || int(m.Start[columns]) != entries {
		return errors.New("highs: the parts of the model do not match in length")
	}
	for _, i := range m.Index {
		if i < 0 || int(i) >= rows {
			return fmt.Errorf("highs: row %d of %d", i, rows)
		}
	}
	return nil
}

// Solve looks for the best point. When ctx is done it returns its error.
func (s *Solver) Solve(ctx context.Context, m *Model, o Options) (r *Result, err error) {
	if err := m.check(); err != nil {
		return nil, err
	}
	in, err := s.instance(ctx, o.Log)
	if err != nil {
		return nil, err
	}
	defer in.close()
	defer func() {
		if p := recover(); p != nil {
			fault, ok := p.(error)
			if !ok {
				panic(p)
			}
			r, err = nil, in.explain(ctx, fault)
		}
	}()
	return in.solve(m, o), nil
}

// The names of the modelStatus of HiGHS that mean something here.
const (
	statusEmpty                 = 6
	statusOptimal               = 7
	statusInfeasible            = 8
	statusUnboundedOrInfeasible = 9
	statusUnbounded             = 10
)

func (in *instance) solve(m *Model, o Options) *Result {
	h := in.call("Highs_create")
	in.setOptions(h, o)
	in.pass(h, m)
	mixed := m.Integer != nil
	if len(o.Start) == len(m.Cost) && mixed {
		in.call("Highs_setSolution", h, in.floats(o.Start), 0, 0, 0)
	}
	in.call("Highs_run", h)
	r := &Result{Status: Limited, Bound: math.Inf(-1), Objective: m.Offset}
	if m.Maximise {
		r.Bound = math.Inf(1)
	}
	switch in.call("Highs_getModelStatus", h) {
	case statusOptimal:
		r.Status = Optimal
	case statusEmpty: // no columns, no rows
		r.Status, r.X = Optimal, []float64{}
		return r
	case statusInfeasible:
		r.Status = Infeasible
	case statusUnbounded, statusUnboundedOrInfeasible:
		r.Status = Unbounded
	}
	in.point(h, m, r)
	if mixed {
		if b := in.info(h, "mip_dual_bound"); !math.IsNaN(b) && math.Abs(b) < 1e200 {
			r.Bound = b
		}
	} else if r.Status == Optimal {
		r.Bound = r.Objective
	} else if r.Status == Infeasible {
		r.Ray = in.ray(h, len(m.RowLower))
	}
	return r
}

// setOptions fixes what could differ from run to run.
func (in *instance) setOptions(h uint64, o Options) {
	in.call("Highs_setBoolOptionValue", h, in.text("output_flag"), flag(o.Log != nil))
	in.call("Highs_setIntOptionValue", h, in.text("threads"), 1)
	in.call("Highs_setStringOptionValue", h, in.text("parallel"), in.text("off"))
	in.double(h, "mip_rel_gap", max(o.Gap, 1e-9))
	in.double(h, "mip_abs_gap", 1e-9)
	if o.Time > 0 {
		in.double(h, "time_limit", o.Time.Seconds())
	}
	if o.Nodes > 0 {
		in.call("Highs_setIntOptionValue", h, in.text("mip_max_nodes"), uint64(o.Nodes))
	}
	if o.Interior {
		in.call("Highs_setStringOptionValue", h, in.text("solver"), in.text("ipm"))
	}
	if o.Heed {
		in.call("Highs_setIntOptionValue", h, in.text("mip_max_improving_sols"), 1)
	}
}

func flag(on bool) uint64 {
	if on {
		return 1
	}
	return 0
}

func (in *instance) pass(h uint64, m *Model) {
	const byColumns, least, most = 1, 1, -1
	sense := int32(least)
	if m.Maximise {
		sense = most
	}
	arguments := []uint64{
		h, uint64(len(m.Cost)), uint64(len(m.RowLower)), uint64(len(m.Value)), byColumns, uint64(uint32(sense)), math.Float64bits(m.Offset),
		in.floats(m.Cost), in.floats(m.Lower), in.floats(m.Upper), in.floats(m.RowLower), in.floats(m.RowUpper),
		in.ints(m.Start), in.ints(m.Index), in.floats(m.Value),
	}
	pass := "Highs_passLp"
	if m.Integer != nil {
		kinds := make([]int32, len(m.Integer))
		for j, whole := range m.Integer {
			kinds[j] = int32(flag(whole))
		}
		pass, arguments = "Highs_passMip", append(arguments, in.ints(kinds))
	}
	const failed = -1
	if int32(in.call(pass, arguments...)) == failed {
		panic(errors.New("the solver refuses the model: a value is not a number or out of range"))
	}
}

// point reads the best point, where there is one.
func (in *instance) point(h uint64, m *Model, r *Result) {
	const feasible = 2
	if in.integer(h, "primal_solution_status") != feasible {
		return
	}
	x, rows := in.alloc(8*len(m.Cost)), in.alloc(8*len(m.RowLower))
	dx, duals := in.alloc(8*len(m.Cost)), in.alloc(8*len(m.RowLower))
	in.call("Highs_getSolution", h, x, dx, rows, duals)
	r.X = in.read(x, len(m.Cost))
	r.Objective = in.info(h, "objective_function_value")
	if m.Integer == nil {
		r.RowDual = in.read(duals, len(m.RowLower))
	}
}

func (in *instance) ray(h uint64, rows int) []float64 {
	has, values := in.alloc(4), in.alloc(8*rows)
	in.call("Highs_getDualRay", h, has, values)
	if n, _ := in.memory.ReadUint32Le(uint32(has)); n == 0 {
		return nil
	}
	return in.read(values, rows)
}
