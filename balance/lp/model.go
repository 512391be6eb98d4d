// Package lp holds linear and mixed-integer models, reads and writes them in the MPS format, and proves what a solver says of them:
// points, bounds and infeasibility are recomputed from the model alone. The solver is behind an interface of one method.
package lp

import (
	"context"
	"fmt"
	"io"
	"math"
	"slices"
	"time"

	"entente"
)

// Inf is the end of a range that has none.
var Inf = math.Inf(1)

// A Model asks for the least (or greatest) sum of costs such that every row and every column is within its range.
type Model struct {
	Name     string
	Maximise bool
	Offset   float64 // added to the sum of costs
	Columns  []Column
	Rows     []Row
}

// A Column is a variable.
type Column struct {
	Name         string
	Cost         float64
	Lower, Upper float64
	Whole        bool // it takes whole numbers only
}

// A Row is a sum of columns with its range.
type Row struct {
	Name         string
	Lower, Upper float64
	Terms        []Term
}

// A Term is a column, by its index, times a factor.
type Term struct {
	Column int
	Factor float64
}

// Column adds a column and returns its index.
func (m *Model) Column(c Column) int {
	m.Columns = append(m.Columns, c)
	return len(m.Columns) - 1
}

// Row adds a row and returns its index.
func (m *Model) Row(name string, lower, upper float64, terms ...Term) int {
	m.Rows = append(m.Rows, Row{name, lower, upper, terms})
	return len(m.Rows) - 1
}

// Mixed reports whether a column must be whole.
func (m *Model) Mixed() bool {
	return slices.ContainsFunc(m.Columns, func(c Column) bool { return c.Whole })
}

// Relaxed returns the model without the demand that columns be whole. It shares the rows.
func (m *Model) Relaxed() *Model {
	r := *m
	r.Columns = slices.Clone(m.Columns)
	for j := range r.Columns {
		r.Columns[j].Whole = false
	}
	return &r
}

// Check reports the first fault of a model: a term without a column, a column twice in a row, a range that is empty or not of numbers.
func (m *Model) Check() error {
	seen := make([]int, len(m.Columns)) // by column: the last row, counted from 1
	for j, c := range m.Columns {
		if err := checkRange(c.Lower, c.Upper); err != nil {
			return fmt.Errorf("column %s: %w", c.Name, err)
		}
		if !finite(c.Cost) {
			return fmt.Errorf("column %s: cost %v: %w", c.Name, c.Cost, entente.ErrInvalid)
		}
		seen[j] = 0
	}
	for i, r := range m.Rows {
		if err := checkRange(r.Lower, r.Upper); err != nil {
			return fmt.Errorf("row %s: %w", r.Name, err)
		}
		for _, t := range r.Terms {
			switch {
			case t.Column < 0 || t.Column >= len(m.Columns):
				return fmt.Errorf("row %s: column %d of %d: %w", r.Name, t.Column, len(m.Columns), entente.ErrInvalid)
			case seen[t.Column] == i+1:
				return fmt.Errorf("row %s: column %s twice: %w", r.Name, m.Columns[t.Column].Name, entente.ErrInvalid)
			case !finite(t.Factor):
				return fmt.Errorf("row %s: factor %v of column %s: %w", r.Name, t.Factor, m.Columns[t.Column].Name, entente.ErrInvalid)
			}
			seen[t.Column] = i + 1
		}
	}
	if !finite(m.Offset) {
		return fmt.Errorf("offset %v: %w", m.Offset, entente.ErrInvalid)
	}
	return nil
}

func checkRange(lower, upper float64) error {
	if math.IsNaN(lower) || math.IsNaN(upper) || lower == Inf || upper == -Inf {
		return fmt.Errorf("range from %v to %v: %w", lower, upper, entente.ErrInvalid)
	}
	return nil
}

func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }

// Limits bound a search. The zero value searches until the optimum is proved.
type Limits struct {
	Gap   float64       // relative, at which a search for whole numbers may end
	Time  time.Duration // 0: no limit. A search that it ends may end otherwise the next time.
	Nodes int           // of a search for whole numbers; 0: no limit
	Any   bool          // the first point that fits is enough
	Start []float64     // a point to begin with, or nil
	Log   io.Writer     // what the solver says of its progress, or nil
}

// A Status is how a search ended.
type Status string

// The ends of a search.
const (
	Optimal    Status = "optimal"    // the bound is within the gap asked for
	Feasible   Status = "feasible"   // a limit ended the search; there is a point
	Infeasible Status = "infeasible" // nothing fits
	Unbounded  Status = "unbounded"  // there is no best
	Unknown    Status = "unknown"    // a limit ended the search before there was a point
)

// A Solution is what a solver says. Nothing of it is believed before [Model.Verify].
type Solution struct {
	Status Status
	X      []float64 // by column; nil: no point
	Bound  float64   // no point is better; an infinity if that is not known
	Duals  []float64 // by row, of a model without whole numbers: by how much the optimum changes with a unit of the row's limit
	Ray    []float64 // by row, of an infeasible one: weights whose sum of rows nothing satisfies; nil: none found
}

// A Solver solves models.
type Solver interface {
	// Solve returns what it found within the limits, or the error of ctx.
	Solve(ctx context.Context, m *Model, l Limits) (*Solution, error)
}
